/* refused:
5:30: function 'f', parameter 'a': an annotation of functions ('fails') stands on a parameter; put it before the function
*/
#include <crossbit/annotate.h>
void f(CROSSBIT_FAILS(0) int a);
