/* refused:
10:9: function 'f': its calling convention is not that of 64-bit Windows; leave the function out with --skip f
*/
#include <crossbit/annotate.h>
#ifdef _WIN64
#define ABI __attribute__((sysv_abi))
#else
#define ABI
#endif
int ABI f(int a);
