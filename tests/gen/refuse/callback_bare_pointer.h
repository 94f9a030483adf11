/* refused:
5:25: callback type 'cb', parameter 'user', which function 'f' uses: a 'void *' may be a buffer, a handle or the program's own data; annotate it as _Out_writes_bytes_(n) or _Inout_updates_bytes_(n), CROSSBIT_AS_HANDLE(tag) or CROSSBIT_USER in the annotation header
*/
#include <crossbit/annotate.h>
typedef int (*cb)(void *user);
void f(CROSSBIT_DURING_CALL cb c);
