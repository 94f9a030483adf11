/* refused:
6:1: 'door' is not a pointer type, so it cannot be a handle; give CROSSBIT_HANDLE the pointer's type
*/
#include <crossbit/annotate.h>
typedef int door;
CROSSBIT_HANDLE(door);
int f(door d);
