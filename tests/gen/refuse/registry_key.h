/* refused:
6:13: function 'f', parameter 'k': 'HKEY' means something in its own process only; annotate it as CROSSBIT_AS_HANDLE(tag) if the program only hands it back, or leave the function out with --skip
*/
#include <crossbit/annotate.h>
#include <windows.h>
void f(HKEY k);
