/* refused:
5:33: function 'f': its calling convention is not cdecl, stdcall, fastcall or thiscall; leave the function out with --skip f
*/
#include <crossbit/annotate.h>
int __attribute__((vectorcall)) f(int a);
