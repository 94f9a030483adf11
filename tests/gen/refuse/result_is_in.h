/* refused:
7:59: function 'f', parameter 'text': CROSSBIT_RESULT_IS would have no effect here, beside the type and the other annotations: it is for pointers into an argument; remove it
7:13: function 'f', result: nothing says how long the text lives that this 'const char *' points to; annotate the function as _Ret_z_ CROSSBIT_STATIC, _Ret_z_ CROSSBIT_FREED_BY(function) or CROSSBIT_RESULT_IS(parameter) in the annotation header
8:44: function 'g', parameter 'at': CROSSBIT_RESULT_IS says where a result points, or on _Outptr_ where the pointer points that the DLL writes; this pointer goes in, so annotate its target (_In_reads_, _Inout_updates_, _In_z_)
*/
#include <crossbit/annotate.h>
const char *f(_In_z_ CROSSBIT_RESULT_IS(text) const char *text);
int g(CROSSBIT_RESULT_IS(text) const char *at, _In_z_ const char *text);
