/* refused:
23:29: function 'f1', parameter 'b': CROSSBIT_FREES would have no effect here, beside the type and the other annotations: it is for memory from a function with CROSSBIT_FREED_BY; remove it
24:44: function 'f2', parameter 'p': CROSSBIT_FREES would have no effect here, beside the type and the other annotations: it is for memory from a function with CROSSBIT_FREED_BY; remove it
25:55: function 'f3', parameter 'p': CROSSBIT_FREES would have no effect here, beside the type and the other annotations: it is for memory from a function with CROSSBIT_FREED_BY; remove it
26:54: function 'f4', parameter 'p': CROSSBIT_AS_HANDLE would have no effect here, beside the type and the other annotations: it is for pointers that only the DLL looks behind; remove it
27:41: function 'f5', parameter 'p': CROSSBIT_CLOSES would have no effect here, beside the type and the other annotations: it is for handles and mirrored structs; remove it
28:40: function 'f6', parameter 'p': CROSSBIT_OPENS would have no effect here, beside the type and the other annotations: it is for mirrored structs; remove it
29:44: function 'f7', parameter 'text': CROSSBIT_STATIC would have no effect here, beside the type and the other annotations: it is for pointers to the DLL's text and buffers; remove it
30:56: function 'f8', parameter 'p': CROSSBIT_FREED_BY would have no effect here, beside the type and the other annotations: it is for pointers to text and buffers that the program releases; remove it
31:46: function 'f9', parameter 'p': CROSSBIT_KEPT would have no effect here, beside the type and the other annotations: it is for text, buffers and work memory; remove it
32:40: function 'f10', parameter 'p': CROSSBIT_PATH would have no effect here, beside the type and the other annotations: it is for text; remove it
33:28: function 'f11', parameter 'n': CROSSBIT_PATH would have no effect here, beside the type and the other annotations: it is for text; remove it
34:49: function 'f12', parameter 'p': CROSSBIT_OF_STRINGS would have no effect here, beside the type and the other annotations: it is for arrays of pointers to text; remove it
35:30: function 'f13', parameter 'callback': nothing says how long the DLL may call this function pointer; annotate it as CROSSBIT_DURING_CALL, CROSSBIT_UNTIL_REPLACED or CROSSBIT_UNTIL_CLOSED(handle) in the annotation header
36:33: function 'f14', parameter 'd': CROSSBIT_CRT_FD would have no effect here, beside the type and the other annotations: it is for file descriptors; remove it
37:38: function 'f15', parameter 'd': CROSSBIT_SIZEOF would have no effect here, beside the type and the other annotations: it is for integers; remove it
38:38: function 'f16', parameter 'narrow': CROSSBIT_USER needs a type as wide as a pointer, 'unsigned long' is not
39:22: function 'f17', result: CROSSBIT_STATIC would have no effect here, beside the type and the other annotations: it is for pointers to the DLL's text and buffers; remove it
*/
#include <crossbit/annotate.h>
typedef struct box box;
CROSSBIT_HANDLE(box *);
void f1(CROSSBIT_FREES box *b);
void f2(CROSSBIT_FREES CROSSBIT_USER void *p);
void f3(CROSSBIT_FREES CROSSBIT_AS_HANDLE(door) void *p);
void f4(CROSSBIT_USER CROSSBIT_AS_HANDLE(door) void *p);
void f5(_In_ CROSSBIT_CLOSES const int *p);
void f6(_In_ CROSSBIT_OPENS const int *p);
void f7(_In_z_ CROSSBIT_STATIC const char *text);
void f8(_In_reads_(n) CROSSBIT_FREED_BY(f1) const int *p, int n);
void f9(CROSSBIT_KEPT(b) CROSSBIT_USER void *p, box *b);
void f10(_In_ CROSSBIT_PATH const int *p);
void f11(CROSSBIT_PATH int n);
void f12(_In_z_ CROSSBIT_OF_STRINGS const char *p);
void f13(CROSSBIT_USER int (*callback)(void));
void f14(CROSSBIT_CRT_FD double d);
void f15(CROSSBIT_SIZEOF(int) double d);
void f16(CROSSBIT_USER unsigned long narrow);
CROSSBIT_STATIC void f17(void);
