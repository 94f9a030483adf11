/* refused:
5:24: 'struct s', member 'name', which function 'f' uses: nothing says whether this 'const char *' is a string or a buffer, or how long it is; annotate it as _Field_z_ or _Field_size_(n) in the annotation header
*/
#include <crossbit/annotate.h>
struct s { const char *name; };
void f(_In_ const struct s *s);
