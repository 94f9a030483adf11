/* refused:
5:25: function 'f', parameter 'p': a 'void *' whose size nothing tells; annotate it as _In_reads_bytes_(n), _Out_writes_bytes_(n) or _Inout_updates_bytes_(n) in the annotation header
*/
#include <crossbit/annotate.h>
void f(_In_ const void *p);
