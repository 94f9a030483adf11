/* refused:
6:5: function 'f', CROSSBIT_FAILS(): expected expression
*/
#include <crossbit/annotate.h>
CROSSBIT_FAILS_OF(int, );
int f(int a);
