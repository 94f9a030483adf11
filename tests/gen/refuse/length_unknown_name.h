/* refused:
5:38: function 'f', parameter 'p', valid length 'used': use of undeclared identifier 'used'
*/
#include <crossbit/annotate.h>
void f(_Out_writes_to_(n, used) int *p, int n);
