/* refused:
8:13: function 'f': Delphi gives back a record of this size through a parameter of its own; declare the function as it is in Delphi, with a var parameter, or leave it out with --skip f
9:16: function 'g': Delphi has no __fastcall; declare it with the convention that it has, or leave it out with --skip g
*/
#include <crossbit/annotate.h>
CROSSBIT_ABI(delphi);
struct pair { int a, b; };
struct pair f(int a);
int __fastcall g(int a);
struct one { float x; };
struct one h(int a);
