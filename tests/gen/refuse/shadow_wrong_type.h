/* refused:
6:35: CROSSBIT_STRUCT(struct s): member 'b' is 'short' here and 'int' in the header
*/
#include <crossbit/annotate.h>
struct s { int a; int b; };
CROSSBIT_STRUCT(s) { int a; short b; };
void f(_In_ const struct s *s);
