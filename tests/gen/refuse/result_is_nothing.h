/* refused:
5:34: function 'f', result: CROSSBIT_RESULT_IS(buffer): there is no parameter of that name
*/
#include <crossbit/annotate.h>
CROSSBIT_RESULT_IS(buffer) char *f(_In_z_ const char *text);
