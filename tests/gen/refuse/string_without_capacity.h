/* refused:
5:24: function 'f', parameter 'text': a string that the DLL writes needs its capacity; annotate it as _Out_writes_z_(n) or _Inout_updates_z_(n) in the annotation header
*/
#include <crossbit/annotate.h>
void f(_Inout_z_ char *text);
