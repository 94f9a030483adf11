/* refused:
6:1: CROSSBIT_STRUCT(struct s): member 'b' of the header is missing here; write the members again, all of them, in the header's order
*/
#include <crossbit/annotate.h>
struct s { int a; int b; };
CROSSBIT_STRUCT(s) { int a; };
void f(_In_ const struct s *s);
