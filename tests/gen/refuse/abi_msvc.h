/* refused:
9:23: function 'f': a __fastcall function with such a result, of another compiler than GCC, cannot be called from the binding; leave it out with --skip f
10:16: function 'g': a __fastcall function with such parameters, of another compiler than GCC, cannot be called from the binding; leave it out with --skip g
14:12: function 'i': its result has a part of an odd size, which even compilers with MSVC's rules return in different ways in 32-bit code; leave it out with --skip i
*/
#include <crossbit/annotate.h>
CROSSBIT_ABI(msvc);
struct big { int a[6]; };
struct big __fastcall f(int a);
int __fastcall g(long long a, int b);
struct odd {
    char odd[3], more;
};
struct odd i(int a);
