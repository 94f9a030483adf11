/* refused:
6:4: function 'f', result: a function pointer of the DLL's cannot be called from another process; write the function by hand (CROSSBIT_CLIENT_CODE) or leave it out with --skip
*/
#include <crossbit/annotate.h>
typedef int (*cb)(int);
cb f(void);
