/* refused:
6:10: 'no_such_header.h' file not found (while parsing for 32-bit Windows)
6:10: 'no_such_header.h' file not found (while parsing for 64-bit Windows)
*/
#include <crossbit/annotate.h>
#include "no_such_header.h"
int f(void);
