/* refused:
7:5: function 'f': is declared for 64-bit Windows only; leave it out with --skip f
*/
#include <crossbit/annotate.h>
int g(void);
#ifdef _WIN64
int f(void);
#endif
