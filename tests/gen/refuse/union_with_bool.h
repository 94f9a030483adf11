/* refused:
6:29: function 'f', parameter 's': the union in 'struct s' differs between 32-bit and 64-bit Windows, and nothing says which member is in use; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip
*/
#include <crossbit/annotate.h>
struct s { __SIZE_TYPE__ size; union { int i; _Bool b; }; };
void f(_In_ const struct s *s);
