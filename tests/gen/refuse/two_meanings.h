/* refused:
7:61: function 'f1', parameter 'callback': CROSSBIT_DURING_CALL, CROSSBIT_UNTIL_REPLACED or CROSSBIT_UNTIL_CLOSED and CROSSBIT_DURING_CALL, CROSSBIT_UNTIL_REPLACED or CROSSBIT_UNTIL_CLOSED say different things; keep one of them
8:64: function 'f2', result: CROSSBIT_STATIC and CROSSBIT_FREED_BY say different things; keep one of them
10:67: function 'f3', parameter 'p': CROSSBIT_AS_HANDLE and CROSSBIT_AS_HANDLE say different things; keep one of them
*/
#include <crossbit/annotate.h>
void f1(CROSSBIT_DURING_CALL CROSSBIT_UNTIL_REPLACED void (*callback)(void));
_Ret_z_ CROSSBIT_STATIC CROSSBIT_FREED_BY(release) const char *f2(void);
void release(_In_z_ CROSSBIT_FREES const char *text);
void f3(CROSSBIT_AS_HANDLE(door) CROSSBIT_AS_HANDLE(window) void *p);
