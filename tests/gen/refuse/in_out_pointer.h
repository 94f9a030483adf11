/* refused:
5:22: function 'f', parameter 'p': nothing says what a pointer to 'int' behind it is; if it is the DLL's own, add CROSSBIT_AS_HANDLE(tag) in the annotation header, else leave the function out with CROSSBIT_SKIP(function)
*/
#include <crossbit/annotate.h>
void f(_Inout_ int **p);
