/* refused:
5:17: 'struct s', member 'p', which function 'f' uses: nothing says whether this 'int *' points to one value or to many, or which way they go; annotate it as _Field_size_(n) in the annotation header
*/
#include <crossbit/annotate.h>
struct s { int *p; };
void f(_In_ const struct s *s);
