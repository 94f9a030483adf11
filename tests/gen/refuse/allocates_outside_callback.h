/* refused:
5:29: function 'f', result: CROSSBIT_ALLOCATES cannot stand on a result: it is for a callback's result; a function of the DLL that allocates takes CROSSBIT_FREED_BY(function)
*/
#include <crossbit/annotate.h>
CROSSBIT_ALLOCATES(n) void *f(int n);
