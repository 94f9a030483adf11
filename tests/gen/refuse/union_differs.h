/* refused:
7:28: function 'f', parameter 'u': the union in 'union u' differs between 32-bit and 64-bit Windows, and nothing says which member is in use; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip
*/
#include <crossbit/annotate.h>
#include <stddef.h>
union u { size_t a; int b; };
void f(_In_ const union u *u);
