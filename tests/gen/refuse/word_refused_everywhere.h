/* refused:
21:29: function 'f1', result: CROSSBIT_KERNEL_HANDLE would have no effect here, beside the type and the other annotations: it is for handles of files, events, processes; remove it
22:27: function 'f2', result: CROSSBIT_USER_HANDLE would have no effect here, beside the type and the other annotations: it is for handles of windows and GDI objects; remove it
23:20: function 'f3', result: CROSSBIT_USER would have no effect here, beside the type and the other annotations: it is for pointers that only the program looks behind; remove it
24:28: function 'f4', result: CROSSBIT_OR_TERMINATED cannot stand on a result: it is for a parameter, member, callback's parameter; remove it
25:28: function 'f5', result: CROSSBIT_SHARED_MEMORY cannot stand on a result: it is for a parameter; remove it
26:27: function 'f6', result: CROSSBIT_WORKSPACE cannot stand on a result: it is for a parameter; remove it
27:32: function 'f7', parameter 'n': CROSSBIT_AS would have no effect here, beside the type and the other annotations: it is for structs and pointers to them; remove it
28:28: function 'f8', parameter 'n': CROSSBIT_FIXED cannot stand on a parameter: it is for a member; remove it
29:32: function 'f9', parameter 'n': CROSSBIT_CURSOR_IN cannot stand on a parameter: it is for a member; remove it
30:34: function 'f10', parameter 'n': CROSSBIT_CURSOR_OUT cannot stand on a parameter: it is for a member; remove it
31:31: function 'f11', parameter 'n': CROSSBIT_AT_OPEN cannot stand on a parameter: it is for a member; remove it
32:25: function 'f12', result: CROSSBIT_MEMBERS cannot stand on a result: it is for a parameter; remove it
33:34: function 'f13', parameter 'n': CROSSBIT_ORDINAL cannot stand on a parameter: it is for a function; put it before the function
34:30: function 'f14', parameter 'n': CROSSBIT_HELPER cannot stand on a parameter: it is for a function; put it before the function
34:30: function 'f14', parameter 'n': CROSSBIT_SURROGATE_CODE cannot stand on a parameter: it is for a function; put it before the function
35:35: function 'f15', parameter 'n': CROSSBIT_CLIENT_CODE cannot stand on a parameter: it is for a function; put it before the function
36:38: function 'f16', parameter 'n': CROSSBIT_SURROGATE_CODE cannot stand on a parameter: it is for a function; put it before the function
*/
#include <crossbit/annotate.h>
CROSSBIT_KERNEL_HANDLE void f1(void);
CROSSBIT_USER_HANDLE void f2(void);
CROSSBIT_USER void f3(void);
CROSSBIT_OR_TERMINATED int f4(void);
CROSSBIT_SHARED_MEMORY int f5(void);
CROSSBIT_WORKSPACE(8) int f6(void);
void f7(CROSSBIT_AS(other) int n);
void f8(CROSSBIT_FIXED int n);
void f9(CROSSBIT_CURSOR_IN int n);
void f10(CROSSBIT_CURSOR_OUT int n);
void f11(CROSSBIT_AT_OPEN int n);
CROSSBIT_MEMBERS(n) int f12(void);
void f13(CROSSBIT_ORDINAL(3) int n);
void f14(CROSSBIT_HELPER int n);
void f15(CROSSBIT_CLIENT_CODE int n);
void f16(CROSSBIT_SURROGATE_CODE int n);
