/* refused:
5:53: function 'f', parameter 'p': CROSSBIT_KEPT(door): there is no parameter 'door' that is a handle or a mirrored struct; name one
*/
#include <crossbit/annotate.h>
void f(_In_reads_(n) CROSSBIT_KEPT(door) const int *p, int n);
