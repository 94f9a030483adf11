/* refused:
6:18: function 'f', parameter 'p': nothing says whether this 'struct s *' points to one value or to many, or which way they go; annotate it as _In_, _Out_, _Inout_, _In_reads_(n), _Out_writes_(n) or _Inout_updates_(n) in the annotation header
*/
#include <crossbit/annotate.h>
struct s { int a; };
void f(struct s *p);
