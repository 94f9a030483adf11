/* refused:
5:22: function 'f', parameter 'p': nothing says whether this 'int *' points to one value or to many, or which way they go; annotate it as _In_, _Out_, _Inout_, _In_reads_(n), _Out_writes_(n) or _Inout_updates_(n) in the annotation header
*/
#include <crossbit/annotate.h>
void f(_Inout_ int **p);
