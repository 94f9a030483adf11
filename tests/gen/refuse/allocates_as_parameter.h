/* refused:
5:43: function 'f', parameter 'p': CROSSBIT_ALLOCATES cannot stand on a parameter: it is for a callback's result; a function of the DLL that allocates takes CROSSBIT_FREED_BY(function)
*/
#include <crossbit/annotate.h>
void f(int n, CROSSBIT_ALLOCATES(n) void *p);
