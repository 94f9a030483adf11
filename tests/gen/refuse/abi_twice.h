/* refused:
6:1: CROSSBIT_ABI(gnu): CROSSBIT_ABI(msvc) stands there already; keep one of them
*/
#include <crossbit/annotate.h>
CROSSBIT_ABI(msvc);
CROSSBIT_ABI(gnu);
int f(int a);
