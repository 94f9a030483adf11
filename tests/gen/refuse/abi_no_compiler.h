/* refused:
5:1: CROSSBIT_ABI(borland): no such compiler is known; write msvc, gnu or delphi
*/
#include <crossbit/annotate.h>
CROSSBIT_ABI(borland);
int f(int a);
