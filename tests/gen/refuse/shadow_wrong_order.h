/* refused:
6:26: CROSSBIT_STRUCT(struct s): member 'b' stands where the header has 'a'; write the members again, all of them, in the header's order
*/
#include <crossbit/annotate.h>
struct s { int a; int b; };
CROSSBIT_STRUCT(s) { int b; int a; };
void f(_In_ const struct s *s);
