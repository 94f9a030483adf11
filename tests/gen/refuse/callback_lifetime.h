/* refused:
6:11: function 'f', parameter 'c': nothing says how long the DLL may call this function pointer; annotate it as CROSSBIT_DURING_CALL, CROSSBIT_UNTIL_REPLACED or CROSSBIT_UNTIL_CLOSED(handle) in the annotation header
*/
#include <crossbit/annotate.h>
typedef int (*cb)(int);
void f(cb c);
