/* refused:
5:32: function 'f', parameter 'p': the size '' is empty
*/
#include <crossbit/annotate.h>
void f(_In_reads_() const int *p, int n);
