/* refused:
13:28: function 'f', parameter 't': member 'first' of 'struct table' comes out as a function pointer of the DLL's, which cannot be called from another process; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip
13:28: function 'f', parameter 't': member 'more' of 'struct table' comes out as a function pointer of the DLL's, which cannot be called from another process; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip
14:14: function 'g', result: member 'first' of 'struct table' comes out as a function pointer of the DLL's, which cannot be called from another process; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip
14:14: function 'g', result: member 'more' of 'struct table' comes out as a function pointer of the DLL's, which cannot be called from another process; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip
15:29: function 'h', parameter 'n': member 'first' of 'struct table' comes out as a function pointer of the DLL's, which cannot be called from another process; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip
15:29: function 'h', parameter 'n': member 'more' of 'struct table' comes out as a function pointer of the DLL's, which cannot be called from another process; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip
*/
#include <crossbit/annotate.h>
struct table { int (*first)(int a); int (*more[2])(int a); };
struct nested { struct table tables[2]; };
CROSSBIT_STRUCT(table) { CROSSBIT_UNTIL_REPLACED int (*first)(int a); CROSSBIT_UNTIL_REPLACED int (*more[2])(int a); };
void f(_Out_ struct table *t);
struct table g(void);
void h(_Out_ struct nested *n);
