/* refused:
5:41: function 'f', parameter 'p': nothing says how long this memory of the DLL's lives; add CROSSBIT_STATIC or CROSSBIT_FREED_BY(function) in the annotation header
*/
#include <crossbit/annotate.h>
void f(_Outptr_result_buffer_(*n) int **p, _Out_ int *n);
