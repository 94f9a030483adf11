/* refused:
6:15: function 'f', parameter 'h': nothing says what kind of object this HANDLE is; annotate it as CROSSBIT_KERNEL_HANDLE (a file, event, mutex, section or process) or CROSSBIT_AS_HANDLE(tag) in the annotation header
*/
#include <crossbit/annotate.h>
#include <windows.h>
void f(HANDLE h);
