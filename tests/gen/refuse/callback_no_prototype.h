/* refused:
5:35: function 'f', parameter 'c': a function pointer without a parameter list says nothing about its arguments; declare it again with its parameters, or (void)
*/
#include <crossbit/annotate.h>
void f(CROSSBIT_DURING_CALL int (*c)());
