/* refused:
5:47: callback type 'cb', result, which function 'f' uses: text that a callback returns would have to live in the DLL's process; leave the function out with --skip, or write it by hand (CROSSBIT_SURROGATE_CODE)
*/
#include <crossbit/annotate.h>
typedef _Ret_z_ CROSSBIT_STATIC const char *(*cb)(int);
void f(CROSSBIT_DURING_CALL cb c);
