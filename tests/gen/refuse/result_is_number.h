/* refused:
9:35: function 'f', result: CROSSBIT_RESULT_IS(n): that parameter is no text, buffer or mirrored struct; name one that is
10:35: function 'g', result: CROSSBIT_RESULT_IS(b): that parameter is no text, buffer or mirrored struct; name one that is
11:59: function 'h', parameter 'tail': CROSSBIT_RESULT_IS(b): that parameter is no text, buffer or mirrored struct; name one that is
*/
#include <crossbit/annotate.h>
typedef struct box box;
CROSSBIT_HANDLE(box *);
CROSSBIT_RESULT_IS(n) const char *f(int n);
CROSSBIT_RESULT_IS(b) const char *g(box *b);
int h(box *b, _Outptr_ CROSSBIT_RESULT_IS(b) const char **tail);
