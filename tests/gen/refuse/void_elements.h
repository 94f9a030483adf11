/* refused:
5:34: function 'f', parameter 'p': elements of 'void' have no size; use the annotation that counts bytes (_In_reads_bytes_, _Out_writes_bytes_, _Inout_updates_bytes_, _Field_size_bytes_)
*/
#include <crossbit/annotate.h>
void f(_In_reads_(n) const void *p, int n);
