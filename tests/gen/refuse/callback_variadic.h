/* refused:
5:15: callback type 'cb': variable arguments have types that only a call tells; write the function by hand (CROSSBIT_CLIENT_CODE), which may format or collect them, or leave it out with --skip cb
*/
#include <crossbit/annotate.h>
typedef int (*cb)(int, ...);
void f(CROSSBIT_DURING_CALL cb c);
