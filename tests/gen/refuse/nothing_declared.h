/* refused:
error: no function of t.dll is declared in these headers; name its header with --header, or include it in the annotation header
*/
#include <crossbit/annotate.h>
typedef int number;
