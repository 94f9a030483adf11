/* refused:
9:12: function 'f': compilers pass its result in different ways in 32-bit code, and nothing in the DLL says which one made it; write CROSSBIT_ABI(msvc), CROSSBIT_ABI(gnu) or CROSSBIT_ABI(delphi) in the annotation header, or leave it out with --skip f
11:22: function 'g': compilers pass its result in different ways in 32-bit code, and nothing in the DLL says which one made it; write CROSSBIT_ABI(msvc), CROSSBIT_ABI(gnu) or CROSSBIT_ABI(delphi) in the annotation header, or leave it out with --skip g
12:16: function 'h': compilers pass its parameters in different ways in 32-bit code, and nothing in the DLL says which one made it; write CROSSBIT_ABI(msvc), CROSSBIT_ABI(gnu) or CROSSBIT_ABI(delphi) in the annotation header, or leave it out with --skip h
13:22: callback type 'cb': compilers pass its result in different ways in 32-bit code, and nothing in the DLL says which one made it; write CROSSBIT_ABI(msvc), CROSSBIT_ABI(gnu) or CROSSBIT_ABI(delphi) in the annotation header, or leave it out with --skip cb
*/
#include <crossbit/annotate.h>
struct one { float x; };
struct one f(int a);
struct odd { struct { char a[3]; } odd; char c; };
struct odd __stdcall g(void);
int __fastcall h(long long a, int b);
typedef struct one (*cb)(int a);
void i(CROSSBIT_DURING_CALL cb c);
