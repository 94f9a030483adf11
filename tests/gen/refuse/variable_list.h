/* refused:
6:43: function 'f', parameter 'list': 'va_list' means something in its own process only; annotate it as CROSSBIT_AS_HANDLE(tag) if the program only hands it back, or leave the function out with --skip
*/
#include <crossbit/annotate.h>
#include <stdarg.h>
void f(_In_z_ const char *format, va_list list);
