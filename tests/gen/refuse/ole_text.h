/* refused:
11:19: function 'f', parameter 'text': a BSTR has its length before its text, and OLE allocates and releases it: copied as text it would lose both; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip
12:23: function 'g', parameter 'text': a BSTR has its length before its text, and OLE allocates and releases it: copied as text it would lose both; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip
13:61: function 'h', parameter 'text': a BSTR has its length before its text, and OLE allocates and releases it: copied as text it would lose both; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip
14:36: function 'free_text', parameter 'text': a BSTR has its length before its text, and OLE allocates and releases it: copied as text it would lose both; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip
15:27: 'struct s', member 'text', which function 'i' uses: a BSTR has its length before its text, and OLE allocates and releases it: copied as text it would lose both; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip
*/
#include <crossbit/annotate.h>
typedef unsigned short *BSTR;
typedef BSTR own_text;
int f(_In_z_ BSTR text);
int g(_In_z_ own_text text);
void h(_Outptr_result_z_ CROSSBIT_FREED_BY(free_text) BSTR *text);
void free_text(CROSSBIT_FREES BSTR text);
struct s { _Field_z_ BSTR text; };
void i(_In_ const struct s *s);
