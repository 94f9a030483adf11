/* refused:
6:39: function 'f', parameter 'c': CROSSBIT_UNTIL_CLOSED(door): there is no parameter 'door' that is a handle or a mirrored struct; name one
*/
#include <crossbit/annotate.h>
typedef void (*cb)(int);
void f(CROSSBIT_UNTIL_CLOSED(door) cb c);
