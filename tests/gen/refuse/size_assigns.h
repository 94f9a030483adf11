/* refused:
5:37: function 'f', parameter 'p': the size 'n = 3' has '=' in it, which no size needs; write an expression over parameters, members, constants and sizeof
*/
#include <crossbit/annotate.h>
void f(_In_reads_(n = 3) const int *p, int n);
