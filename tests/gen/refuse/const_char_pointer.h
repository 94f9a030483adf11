/* refused:
5:20: function 'f', parameter 'text': nothing says whether this 'const char *' is a string or a buffer, or how long it is; annotate it as _In_z_ or _In_reads_(n) in the annotation header
*/
#include <crossbit/annotate.h>
void f(const char *text);
