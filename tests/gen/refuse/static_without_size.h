/* refused:
5:28: function 'f', result: nothing says what the result 'const int *' points to; annotate the function as CROSSBIT_HANDLE(type) or CROSSBIT_AS_HANDLE(tag), _Ret_writes_(n) CROSSBIT_STATIC, or CROSSBIT_RESULT_IS(parameter) in the annotation header
*/
#include <crossbit/annotate.h>
CROSSBIT_STATIC const int *f(void);
