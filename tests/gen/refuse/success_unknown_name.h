/* refused:
5:21: function 'f', condition 'good': use of undeclared identifier 'good'
*/
#include <crossbit/annotate.h>
_Success_(good) int f(_Out_ int *p);
