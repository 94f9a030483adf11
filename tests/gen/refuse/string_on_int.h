/* refused:
5:19: function 'f', parameter 'a': is no pointer, so it cannot be annotated as a buffer or a string; remove that annotation
*/
#include <crossbit/annotate.h>
void f(_In_z_ int a);
