/* refused:
5:29: function 'f', parameter 'p': a buffer without a direction; annotate it as _In_reads_, _Out_writes_ or _Inout_updates_ in the annotation header
*/
#include <crossbit/annotate.h>
void f(_Field_size_(n) int *p, int n);
