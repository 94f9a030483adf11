/* refused:
5:12: variable 'counter': data that a DLL exports cannot cross, its memory is in another process; leave it out with CROSSBIT_SKIP(counter) in the annotation header, or --skip counter
*/
#include <crossbit/annotate.h>
extern int counter;
int f(void);
