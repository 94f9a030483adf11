/* refused:
5:14: function 'f', parameter 'p': a 'void *' may be a buffer, a handle or the program's own data; annotate it as _Out_writes_bytes_(n) or _Inout_updates_bytes_(n), CROSSBIT_AS_HANDLE(tag) or CROSSBIT_USER in the annotation header
*/
#include <crossbit/annotate.h>
void f(void *p);
