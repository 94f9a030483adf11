/* refused:
6:16: function 'f', parameter 'm': 'HMODULE' means something in its own process only; annotate it as CROSSBIT_AS_HANDLE(tag) if the program only hands it back, or leave the function out with --skip
*/
#include <crossbit/annotate.h>
#include <windows.h>
void f(HMODULE m);
