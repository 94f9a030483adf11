/* refused:
16:32: 'struct s', member 'a', which function 'f1' uses: CROSSBIT_CLOSES cannot stand on a member: it is for a parameter; remove it
16:55: 'struct s', member 'b', which function 'f1' uses: CROSSBIT_SERIAL cannot stand on a member: it is for a function; put it before the function
16:77: 'struct s', member 'c', which function 'f1' uses: CROSSBIT_FREES cannot stand on a member: it is for a parameter; remove it
18:31: function 'f2', parameter 'p': CROSSBIT_HIDDEN cannot stand on a parameter: it is for a member; remove it
19:41: function 'f3', parameter 'p': CROSSBIT_OUTPUT cannot stand on a parameter: it is for a member; remove it
20:33: function 'f4', parameter 'n': CROSSBIT_REPEATABLE cannot stand on a parameter: it is for a function; put it before the function
21:31: function 'f5', parameter 'p': nothing says whether this 'int *' points to one value or to many, or which way they go; annotate it as _In_, _Out_, _Inout_, _In_reads_(n), _Out_writes_(n) or _Inout_updates_(n) in the annotation header
21:23: function 'f5', result: nothing says what the result 'int *' points to; annotate the function as CROSSBIT_HANDLE(type) or CROSSBIT_AS_HANDLE(tag), _Ret_writes_(n) CROSSBIT_STATIC, or CROSSBIT_RESULT_IS(parameter) in the annotation header
22:26: function 'f6', result: CROSSBIT_DURING_CALL, CROSSBIT_UNTIL_REPLACED or CROSSBIT_UNTIL_CLOSED cannot stand on a result: it is for a parameter, member; remove it
23:20: function 'f7', result: CROSSBIT_FREES cannot stand on a result: it is for a parameter; remove it
24:46: callback type 'callback', parameter 'a', which function 'f8' uses: CROSSBIT_CLOSES cannot stand on a callback's parameter: it is for a parameter; remove it
24:82: callback type 'callback', parameter 'text', which function 'f8' uses: CROSSBIT_PATH cannot stand on a callback's parameter: it is for a parameter; remove it
*/
#include <crossbit/annotate.h>
struct s { CROSSBIT_CLOSES int a; CROSSBIT_SERIAL int b; CROSSBIT_FREES int c; };
void f1(_In_ const struct s *s);
void f2(CROSSBIT_HIDDEN void *p);
void f3(_In_ CROSSBIT_OUTPUT const int *p);
void f4(CROSSBIT_REPEATABLE int n);
CROSSBIT_KEPT(p) int *f5(int *p);
CROSSBIT_DURING_CALL int f6(void);
CROSSBIT_FREES int f7(void);
typedef void (*callback)(CROSSBIT_CLOSES int a, _In_z_ CROSSBIT_PATH const char *text);
void f8(CROSSBIT_DURING_CALL callback c);
