/* refused:
6:45: function 'f', parameter 'list': the elements have another size in the other bitness, where the number of bytes 'bytes' would be wrong; count elements (_In_reads_, _Out_writes_, _Inout_updates_), or let the size say sizeof, as in 'n * sizeof(type)'
*/
#include <stddef.h>
#include <crossbit/annotate.h>
int f(_In_reads_bytes_(bytes) const size_t *list, int bytes);
