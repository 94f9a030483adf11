/* refused:
6:31: function 'f', parameter 'p': 'const struct s *' is no pointer to characters, so it cannot be a string; use a size annotation
*/
#include <crossbit/annotate.h>
struct s { int a; };
void f(_In_z_ const struct s *p);
