/* refused:
6:13: function 'f', parameter 'p': nothing says whether this 'int *' points to one value or to many, or which way they go; annotate it as _In_, _Out_, _Inout_, _In_reads_(n), _Out_writes_(n) or _Inout_updates_(n) in the annotation header
6:22: function 'f', parameter 'q': nothing says whether this 'char *' is a string or a buffer, or how long it is; annotate it as _Out_writes_(n), _Out_writes_z_(n) or _Inout_updates_(n) in the annotation header
*/
#include <crossbit/annotate.h>
void f(int *p, char *q);
