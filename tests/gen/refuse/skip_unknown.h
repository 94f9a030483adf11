/* refused:
error: --skip nothing: no such function is declared
*/
#include <crossbit/annotate.h>
CROSSBIT_SKIP(nothing);
int f(void);
