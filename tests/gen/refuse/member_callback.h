/* refused:
5:18: 'struct s', member 'c', which function 'f' uses: nothing says how long the DLL may call this function pointer; annotate it as CROSSBIT_DURING_CALL, CROSSBIT_UNTIL_REPLACED or CROSSBIT_UNTIL_CLOSED(handle) in the annotation header
*/
#include <crossbit/annotate.h>
struct s { int (*c)(int); };
void f(_In_ const struct s *s);
