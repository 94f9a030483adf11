/* refused:
6:43: struct 'struct s', member 'p', size 'm': use of undeclared identifier 'm'
*/
#include <crossbit/annotate.h>
struct s { int *p; int n; };
CROSSBIT_STRUCT(s) { _Field_size_(m) int *p; int n; };
void f(_In_ const struct s *s);
