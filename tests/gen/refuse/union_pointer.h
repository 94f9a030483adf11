/* refused:
5:24: 'union u', member 'p', which function 'f' uses: nothing says which member of this union is in use, and this one is a pointer; write the functions that use it by hand (CROSSBIT_CLIENT_CODE), or leave them out with --skip
*/
#include <crossbit/annotate.h>
union u { int a; char *p; };
void f(_In_ const union u *u);
