/* refused:
7:24: function 'f', parameter 's': member 'name' of 'struct s' comes out as a pointer, and nothing says how long its target lives; annotate the member as CROSSBIT_STATIC or CROSSBIT_FREED_BY(function), or the parameter as _Inout_ with memory of the program's
*/
#include <crossbit/annotate.h>
struct s { const char *name; };
CROSSBIT_STRUCT(s) { _Field_z_ const char *name; };
void f(_Out_ struct s *s);
