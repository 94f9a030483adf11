/* refused:
5:24: function 'f', parameter 'z': a complex number has no common form across compilers; leave the function out with --skip, or pass the two parts
*/
#include <crossbit/annotate.h>
void f(_Complex double z);
