/* refused:
5:24: function 'f', parameter 'p': is annotated as 'in' and as 'out'; keep one of them
*/
#include <crossbit/annotate.h>
void f(_In_ _Out_ int *p);
