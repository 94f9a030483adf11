/* refused:
8:56: function 'f', parameter 'wave': the DLL keeps this buffer and writes to it after the call, which would not come back; let the program pass memory of crossbit_alloc and annotate it as CROSSBIT_SHARED_MEMORY as well, or, if the DLL only reads it, as _In_reads_
9:64: function 'g', parameter 'wave': the DLL keeps this buffer and writes to it after the call, which would not come back; let the program pass memory of crossbit_alloc and annotate it as CROSSBIT_SHARED_MEMORY as well, or, if the DLL only reads it, as _In_reads_
*/
#include <crossbit/annotate.h>
typedef struct box box;
CROSSBIT_HANDLE(box *);
void f(box *b, _Out_writes_(n) CROSSBIT_KEPT(b) short *wave, int n);
void g(box *b, _Inout_updates_bytes_(n) CROSSBIT_KEPT(b) void *wave, int n);
void good(box *b, _Inout_updates_(n) CROSSBIT_KEPT(b) CROSSBIT_SHARED_MEMORY short *wave, int n);
void fine(box *b, _In_reads_(n) CROSSBIT_KEPT(b) const short *wave, int n);
