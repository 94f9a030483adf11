/* refused:
5:33: function 'f', parameter 'p', size 'p': invalid operands to binary expression ('const int *' and 'unsigned long long')
*/
#include <crossbit/annotate.h>
void f(_In_reads_(p) const int *p, int n);
