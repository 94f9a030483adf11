/* refused:
5:5: function 'f': variable arguments have types that only a call tells; write the function by hand (CROSSBIT_CLIENT_CODE), which may format or collect them, or leave it out with --skip f
*/
#include <crossbit/annotate.h>
int f(const char *format, ...);
