/* refused:
5:30: function 'f', parameter 'a': CROSSBIT_FAILS cannot stand on a parameter: it is for a function; put it before the function
*/
#include <crossbit/annotate.h>
void f(CROSSBIT_FAILS(0) int a);
