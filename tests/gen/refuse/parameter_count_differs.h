/* refused:
8:5: function 'f': has 1 parameters in 32-bit Windows and 2 in 64-bit Windows; leave it out with --skip f
*/
#include <crossbit/annotate.h>
#ifdef _WIN64
int f(int a, int b);
#else
int f(int a);
#endif
