/* refused:
5:20: function 'f', parameter 'p': a 'void *' may be a buffer, a handle or the program's own data; annotate it as _In_reads_bytes_(n), CROSSBIT_AS_HANDLE(tag) or CROSSBIT_USER in the annotation header
*/
#include <crossbit/annotate.h>
void f(const void *p, int n);
