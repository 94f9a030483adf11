/* refused:
10:15: function 'f', parameter 'n': is 'int' in 32-bit Windows and 'double' in 64-bit Windows; leave the function out with --skip, or write it by hand (CROSSBIT_CLIENT_CODE)
*/
#include <crossbit/annotate.h>
#ifdef _WIN64
typedef double number;
#else
typedef int number;
#endif
void f(number n);
