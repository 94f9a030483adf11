/* refused:
5:18: function 'f', parameter 'a': is passed by value, so nothing comes out of it; annotate it as _In_ or not at all
*/
#include <crossbit/annotate.h>
void f(_Out_ int a);
