/* refused:
5:33: function 'f', parameter 'p', size 'm': use of undeclared identifier 'm'
*/
#include <crossbit/annotate.h>
void f(_In_reads_(m) const int *p, int n);
