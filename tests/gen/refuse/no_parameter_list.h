/* refused:
5:5: function 'f': its declaration has no parameter list, so it says nothing about its arguments; declare it again with its parameters, or (void), in the annotation header
*/
#include <crossbit/annotate.h>
int f();
