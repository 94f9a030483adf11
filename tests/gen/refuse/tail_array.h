/* refused:
14:30: function 'f', parameter 's': 'struct one' ends in the array 'list', which may be longer than it says; give a pointer to it the size in bytes of all of it, as in _In_reads_bytes_(sizeof(struct one) + more), or, if the array never has more than one element, annotate the member as CROSSBIT_FIXED in CROSSBIT_STRUCT
15:39: function 'g', parameter 's': 'struct one' ends in the array 'list', which may be longer than it says; give a pointer to it the size in bytes of all of it, as in _In_reads_bytes_(sizeof(struct one) + more), or, if the array never has more than one element, annotate the member as CROSSBIT_FIXED in CROSSBIT_STRUCT
16:27: function 'i', parameter 's': 'struct none' ends in the array 'list', which may be longer than it says; give a pointer to it the size in bytes of all of it, as in _In_reads_bytes_(sizeof(struct none) + more), or, if the array never has more than one element, annotate the member as CROSSBIT_FIXED in CROSSBIT_STRUCT
17:31: function 'j', parameter 's': 'struct open' ends in the array 'list', which may be longer than it says; give a pointer to it the size in bytes of all of it, as in _In_reads_bytes_(sizeof(struct open) + more), or, if the array never has more than one element, annotate the member as CROSSBIT_FIXED in CROSSBIT_STRUCT
18:32: function 'k', parameter 's': 'struct outer' ends in the array 'list', which may be longer than it says; give a pointer to it the size in bytes of all of it, as in _In_reads_bytes_(sizeof(struct outer) + more), or, if the array never has more than one element, annotate the member as CROSSBIT_FIXED in CROSSBIT_STRUCT
*/
#include <crossbit/annotate.h>
struct one { int count; int list[1]; };
struct none { int count; int list[0]; };
struct open { int count; int list[]; };
struct outer { int first; struct one inner; };
struct middle { struct one inner; int last; };
int f(_In_ const struct one *s);
int g(_In_reads_(2) const struct one *s);
void i(_Out_ struct none *s);
int j(_In_ const struct open *s);
int k(_In_ const struct outer *s);
int good_middle(_In_ const struct middle *s);
int good_value(struct one s);
int good(_In_reads_bytes_(size) const struct one *s, int size);
