/* refused:
5:29: function 'f': CROSSBIT_ORDINAL(zero): an ordinal is a number from 1 to 65535
*/
#include <crossbit/annotate.h>
CROSSBIT_ORDINAL(zero) void f(int a);
