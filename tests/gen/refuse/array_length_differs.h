/* refused:
5:16: 'struct s', member 'a', which function 'f' uses: the array has 4 elements in 32-bit Windows and 8 in 64-bit Windows; leave the function out with --skip
*/
#include <crossbit/annotate.h>
struct s { int a[sizeof(void *)]; };
void f(_In_ const struct s *s);
