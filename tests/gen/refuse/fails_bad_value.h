/* refused:
6:29: function 'f', CROSSBIT_FAILS(-1): used type 'struct s' where arithmetic or pointer type is required
*/
#include <crossbit/annotate.h>
struct s { int a; };
CROSSBIT_FAILS(-1) struct s f(int a);
