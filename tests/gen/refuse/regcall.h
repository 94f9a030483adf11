/* refused:
5:30: function 'f': its calling convention is not cdecl, stdcall, fastcall or thiscall; leave the function out with --skip f
*/
#include <crossbit/annotate.h>
int __attribute__((regcall)) f(int a);
