/* refused:
10:45: function 'f', parameter 's': nothing says what a pointer to 'const struct s' behind it is; if it is the DLL's own, add CROSSBIT_AS_HANDLE(tag) in the annotation header, else leave the function out with CROSSBIT_SKIP(function)
11:33: function 'g', parameter 's': nothing says what a pointer to 'int' behind it is; if it is the DLL's own, add CROSSBIT_AS_HANDLE(tag) in the annotation header, else leave the function out with CROSSBIT_SKIP(function)
12:41: function 'h', parameter 's': nothing says what a pointer to 'const char' behind it is; if it is a string that ends with a zero, add CROSSBIT_OF_STRINGS in the annotation header, else leave the function out with CROSSBIT_SKIP(function)
13:35: function 'i', parameter 's': nothing says what a pointer to 'void' behind it is; if it is the DLL's own, add CROSSBIT_AS_HANDLE(tag) in the annotation header, else leave the function out with CROSSBIT_SKIP(function)
14:39: 'struct t', member 'list', which function 'j' uses: nothing says what a pointer to 'struct s' behind it is; if it is the DLL's own, add CROSSBIT_AS_HANDLE(tag) in the annotation header, else leave the function out with CROSSBIT_SKIP(function)
*/
#include <crossbit/annotate.h>
struct s { int p; };
void f(_In_reads_(n) const struct s *const *s, int n);
void g(_Inout_updates_(n) int **s, int n);
void h(_In_reads_(n) const char *const *s, int n);
void i(_In_reads_(n) void *const *s, int n);
struct t { _Field_size_(n) struct s **list; int n; };
void j(_In_ const struct t *t);
