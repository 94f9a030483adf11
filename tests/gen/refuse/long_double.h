/* refused:
5:13: function 'f', result: 'long double' has no common form: compilers disagree on its size; use double, or leave the function out with --skip
*/
#include <crossbit/annotate.h>
long double f(int a);
