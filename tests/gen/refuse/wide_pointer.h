/* refused:
6:23: function 'f', parameter 'text': nothing says whether this 'const wchar_t *' is a string or a buffer, or how long it is; annotate it as _In_z_ or _In_reads_(n) in the annotation header
*/
#include <crossbit/annotate.h>
#include <stddef.h>
void f(const wchar_t *text);
