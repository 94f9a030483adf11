/* refused:
6:26: callback type 'cb', parameter 'i', which function 'f' uses: a callback that is given another function pointer: the program could not call it in the DLL's process; leave the function out with --skip, or write it by hand (CROSSBIT_SURROGATE_CODE)
*/
#include <crossbit/annotate.h>
typedef void (*inner)(int);
typedef void (*cb)(inner i);
void f(CROSSBIT_DURING_CALL cb c);
