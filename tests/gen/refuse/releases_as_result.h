/* refused:
5:25: function 'f', result: CROSSBIT_RELEASES is for callbacks; a function of the DLL that releases memory takes CROSSBIT_FREES
*/
#include <crossbit/annotate.h>
CROSSBIT_RELEASES void *f(int n);
