/* refused:
5:32: function 'f', parameter 'p': CROSSBIT_RELEASES cannot stand on a parameter: it is for a callback's parameter; a function of the DLL that releases memory takes CROSSBIT_FREES
*/
#include <crossbit/annotate.h>
void f(CROSSBIT_RELEASES void *p);
