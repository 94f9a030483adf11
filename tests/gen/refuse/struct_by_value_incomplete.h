/* refused:
6:41: function 'f', parameter 'd': 'struct door' is an incomplete type, so nothing of it can be copied; if the pointer is a token, say so with CROSSBIT_HANDLE(struct door *) in the annotation header
*/
#include <crossbit/annotate.h>
struct door;
void f(_In_reads_(n) const struct door *d, int n);
