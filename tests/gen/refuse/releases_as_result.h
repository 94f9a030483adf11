/* refused:
5:25: function 'f', result: CROSSBIT_RELEASES cannot stand on a result: it is for a callback's parameter; a function of the DLL that releases memory takes CROSSBIT_FREES
*/
#include <crossbit/annotate.h>
CROSSBIT_RELEASES void *f(int n);
