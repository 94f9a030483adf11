/* refused:
5:23: 'struct s', member 'items': a struct with an array without a length at its end: its size is unknown; pass a buffer instead, or write the function by hand (CROSSBIT_CLIENT_CODE)
*/
#include <crossbit/annotate.h>
struct s { int n; int items[]; };
void f(_In_ const struct s *s);
