/* refused:
6:29: function 'f', parameter 's': 'struct s' ends in the array 'items', which may be longer than it says; give a pointer to it the size in bytes of all of it, as in _In_reads_bytes_(sizeof(struct s) + more), or, if the array never has more than one element, annotate the member as CROSSBIT_FIXED in CROSSBIT_STRUCT
*/
#include <crossbit/annotate.h>
struct s { int n; int items[]; };
void f(_In_ const struct s *s);
