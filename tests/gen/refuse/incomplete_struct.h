/* refused:
6:21: function 'f', parameter 'd': 'struct door' is an incomplete type, so this pointer is a token of the DLL's; say so with CROSSBIT_HANDLE(struct door *) in the annotation header
*/
#include <crossbit/annotate.h>
struct door;
void f(struct door *d);
