/* refused:
5:13: function 'name', result: nothing says how long the text lives that this 'const char *' points to; annotate the function as _Ret_z_ CROSSBIT_STATIC, _Ret_z_ CROSSBIT_FREED_BY(function) or CROSSBIT_RESULT_IS(parameter) in the annotation header
*/
#include <crossbit/annotate.h>
const char *name(void);
