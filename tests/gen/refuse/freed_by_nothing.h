/* refused:
5:42: function 'f': CROSSBIT_FREED_BY(release): no function of that name has a parameter with CROSSBIT_FREES; annotate it so
*/
#include <crossbit/annotate.h>
_Ret_z_ CROSSBIT_FREED_BY(release) char *f(void);
void release(int a);
