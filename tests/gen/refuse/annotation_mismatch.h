/* refused:
7:5: conflicting types for 'f' (while parsing for 32-bit Windows)
7:5: conflicting types for 'f' (while parsing for 64-bit Windows)
*/
#include <crossbit/annotate.h>
int f(long a);
int f(_In_reads_(1) const long *a);
