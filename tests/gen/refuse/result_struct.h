/* refused:
6:11: function 'get', result: nothing says what the result 'struct s *' points to; annotate the function as CROSSBIT_HANDLE(type) or CROSSBIT_AS_HANDLE(tag), _Ret_writes_(n) CROSSBIT_STATIC, or CROSSBIT_RESULT_IS(parameter) in the annotation header
*/
#include <crossbit/annotate.h>
struct s { int a; };
struct s *get(void);
