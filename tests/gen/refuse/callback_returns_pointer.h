/* refused:
5:16: callback type 'cb', result, which function 'f' uses: nothing says what the result 'int *' points to; annotate the function as CROSSBIT_HANDLE(type) or CROSSBIT_AS_HANDLE(tag), _Ret_writes_(n) CROSSBIT_STATIC, or CROSSBIT_RESULT_IS(parameter) in the annotation header
*/
#include <crossbit/annotate.h>
typedef int *(*cb)(int);
void f(CROSSBIT_DURING_CALL cb c);
