/* refused:
6:38: function 'f', parameter 'p': the size 'size()' calls a function or macro; write an expression over parameters, members, constants and sizeof
*/
#include <crossbit/annotate.h>
int size(void);
void f(_In_reads_(size()) const int *p);
