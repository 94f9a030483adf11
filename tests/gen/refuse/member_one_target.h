/* refused:
11:29: function 'f', parameter 's': 'struct s' has a member 'b' in one target only; copy it by hand (CROSSBIT_CLIENT_CODE) or leave the function out with --skip
*/
#include <crossbit/annotate.h>
struct s {
    int a;
#ifdef _WIN64
    int b;
#endif
};
void f(_In_ const struct s *s);
