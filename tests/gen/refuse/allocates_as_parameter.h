/* refused:
5:43: function 'f', parameter 'p': CROSSBIT_ALLOCATES is for callbacks; a function of the DLL that allocates takes CROSSBIT_FREED_BY(function)
*/
#include <crossbit/annotate.h>
void f(int n, CROSSBIT_ALLOCATES(n) void *p);
