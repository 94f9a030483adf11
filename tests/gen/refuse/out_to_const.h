/* refused:
5:35: function 'f', parameter 'p': points to const, so the DLL cannot write there; annotate it as _In_ or _In_reads_(n)
*/
#include <crossbit/annotate.h>
void f(_Out_writes_(n) const int *p, int n);
