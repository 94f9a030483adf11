/* refused:
7:17: function 'f', parameter 's': 'struct s' is a mirrored struct: the DLL knows it by its address, so it cannot be passed by value or lie in another struct; pass a pointer to it
*/
#include <crossbit/annotate.h>
struct s { int a; };
CROSSBIT_MIRROR(s) { int a; };
void f(struct s s);
