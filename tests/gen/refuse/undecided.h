/* refused:
11:106: function 'f', parameter 'list': undecided; write instead of this CROSSBIT_DECIDE: _In_ or _In_reads_(n)
11:54: function 'f', result: undecided; write instead of this CROSSBIT_DECIDE: _Ret_z_ CROSSBIT_STATIC
9:51: 'struct s', member 'name', which function 'g' uses: undecided; write instead of this CROSSBIT_DECIDE: _Field_z_
10:62: callback type 'callback', parameter 'user', which function 'g' uses: undecided; write instead of this CROSSBIT_DECIDE: CROSSBIT_USER
13:70: function 'h', parameter 'path': undecided; write instead of this CROSSBIT_DECIDE: CROSSBIT_PATH, or nothing
*/
#include <crossbit/annotate.h>
struct s { CROSSBIT_DECIDE(_Field_z_) const char *name; };
typedef int (*callback)(CROSSBIT_DECIDE(CROSSBIT_USER) void *user);
CROSSBIT_DECIDE(_Ret_z_ CROSSBIT_STATIC) const char *f(CROSSBIT_DECIDE(_In_ or _In_reads_(n)) const int *list, int n);
void g(_In_ const struct s *s, CROSSBIT_DURING_CALL callback c);
void h(_In_z_ CROSSBIT_DECIDE(CROSSBIT_PATH, or nothing) const char *path);
