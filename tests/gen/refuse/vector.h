/* refused:
6:11: function 'f', parameter 'v': a vector register type is passed differently by each compiler; pass a pointer to its elements, or leave the function out with --skip
*/
#include <crossbit/annotate.h>
typedef int v4 __attribute__((vector_size(16)));
void f(v4 v);
