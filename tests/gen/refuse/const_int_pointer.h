/* refused:
5:19: function 'f', parameter 'p': nothing says whether this 'const int *' points to one value or to many, or which way they go; annotate it as _In_ or _In_reads_(n) in the annotation header
*/
#include <crossbit/annotate.h>
void f(const int *p);
