/* refused:
5:26: function 'f', parameter 'p': 'const int *' is no pointer to characters, so it cannot be a string; use a size annotation
*/
#include <crossbit/annotate.h>
void f(_In_z_ const int *p);
