/* refused:
5:14: function 'f', parameter 'buffer': nothing says whether this 'char *' is a string or a buffer, or how long it is; annotate it as _Out_writes_(n), _Out_writes_z_(n) or _Inout_updates_(n) in the annotation header
*/
#include <crossbit/annotate.h>
void f(char *buffer);
