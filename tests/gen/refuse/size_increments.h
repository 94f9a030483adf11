/* refused:
5:35: function 'f', parameter 'p': the size 'n++' has '++' in it, which no size needs; write an expression over parameters, members, constants and sizeof
*/
#include <crossbit/annotate.h>
void f(_In_reads_(n++) const int *p, int n);
