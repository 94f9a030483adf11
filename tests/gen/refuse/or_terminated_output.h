/* refused:
6:52: function 'f', parameter 'text': CROSSBIT_OR_TERMINATED is for text that goes in with a size; annotate it as _In_reads_(n) CROSSBIT_OR_TERMINATED, or remove the word
7:55: function 'g', parameter 'list': CROSSBIT_OR_TERMINATED is for text that goes in with a size; annotate it as _In_reads_(n) CROSSBIT_OR_TERMINATED, or remove the word
*/
#include <crossbit/annotate.h>
int f(_Out_writes_(n) CROSSBIT_OR_TERMINATED char *text, int n);
int g(_In_reads_(n) CROSSBIT_OR_TERMINATED const int *list, int n);
