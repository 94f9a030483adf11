/* refused:
5:35: function 'f', parameter 'h': CROSSBIT_KERNEL_HANDLE needs a type as wide as a pointer, 'int' is not
*/
#include <crossbit/annotate.h>
void f(CROSSBIT_KERNEL_HANDLE int h);
