/* refused:
6:14: function 'f', parameter 'file': 'FILE *' belongs to the C runtime of its own process; leave the function out with --skip, or write it by hand (CROSSBIT_CLIENT_CODE)
*/
#include <crossbit/annotate.h>
#include <stdio.h>
void f(FILE *file);
