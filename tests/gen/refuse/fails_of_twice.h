/* refused:
7:1: CROSSBIT_FAILS_OF(int, -2): there is a value for this type already: -1
*/
#include <crossbit/annotate.h>
int f(int a);
CROSSBIT_FAILS_OF(int, -1);
CROSSBIT_FAILS_OF(int, -2);
