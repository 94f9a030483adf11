/* refused:
5:14: function 'f', parameter 'p': nothing says what this pointer to a pointer takes or gives; annotate it as _Outptr_, _Outptr_result_z_ CROSSBIT_STATIC or _In_reads_(n) in the annotation header
*/
#include <crossbit/annotate.h>
void f(int **p);
