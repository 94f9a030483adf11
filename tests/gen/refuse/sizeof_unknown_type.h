/* refused:
5:44: CROSSBIT_SIZEOF(struct nothing): invalid application of 'sizeof' to an incomplete type 'struct nothing'
*/
#include <crossbit/annotate.h>
void f(CROSSBIT_SIZEOF(struct nothing) int n);
