/* refused:
5:18: 'struct s', member 'data', which function 'f' uses: a 'void *' may be a buffer, a handle or the program's own data; annotate it as _Field_size_bytes_(n), CROSSBIT_AS_HANDLE(tag) or CROSSBIT_USER in the annotation header
*/
#include <crossbit/annotate.h>
struct s { void *data; };
void f(_In_ const struct s *s);
