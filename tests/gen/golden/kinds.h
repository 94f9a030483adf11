/*
 * Every kind of value, and every way that one can lie: whatever examples/legacy has not. Nobody implements these
 * functions; what crossbit-gen writes for them is in golden/kinds. run-golden checks that each call of the runtime
 * that the generator can write is in one of the two.
 */
#include <crossbit/annotate.h>
#include <stddef.h>

typedef struct HWND__ *HWND;
typedef void *HANDLE;

CROSSBIT_LIBRARY("kinds.dll");
CROSSBIT_FAILS_OF(short, -1);
typedef struct box box;
CROSSBIT_HANDLE(box *);

/* Numbers. */
short widths(char a, unsigned short b, long c, long long d, float e, double f, size_t g, _Bool h);
int tokens(box *a, CROSSBIT_KERNEL_HANDLE HANDLE b, HWND c, CROSSBIT_USER void *d, CROSSBIT_CRT_FD int e,
    _Reserved_ void *f);
CROSSBIT_USER_HANDLE long users(CROSSBIT_USER_HANDLE long window);
void sizes(CROSSBIT_SIZEOF(struct flat) unsigned size);
void box_close(CROSSBIT_CLOSES box *b);
box *box_open(void);

/* Texts. */
CROSSBIT_REPEATABLE int paths(_In_z_ CROSSBIT_PATH const char *from, _Inout_updates_(n) size_t *sizes, int n);
CROSSBIT_RESULT_IS(text) const char *inside(_In_z_ const char *text);
_Ret_z_ CROSSBIT_STATIC const wchar_t *fixed(void);
_Ret_z_ CROSSBIT_FREED_BY(release) char *copy(_In_opt_z_ const char *text);
_Ret_writes_(3) CROSSBIT_STATIC const int *numbers(void);
_Ret_writes_(n) CROSSBIT_FREED_BY(release) int *range(int n);
int terminated(_In_reads_(n) CROSSBIT_OR_TERMINATED const char *text, int n);
void release(CROSSBIT_FREES _In_reads_bytes_opt_(1) void *memory);

/* Elements. */
struct flat { int a; short b[2]; };
struct apart { size_t size; const char *name; struct flat flat; long double *none; };
CROSSBIT_STRUCT(apart) { size_t size; _Field_z_ const char *name; struct flat flat;
    CROSSBIT_HIDDEN long double *none; };
struct inner { long *many; size_t rows[2][3]; struct { size_t user; unsigned bits : 3; } named; box *boxes[2]; };
CROSSBIT_STRUCT(inner) { _Field_size_(rows[0][0]) long *many; size_t rows[2][3];
    struct { size_t user; unsigned bits : 3; } named; box *boxes[2]; };
struct given { const char *text; const int *list; const char *owned; const short *also; };
CROSSBIT_STRUCT(given) { _Field_z_ CROSSBIT_STATIC const char *text; _Field_size_(2) CROSSBIT_STATIC const int *list;
    _Field_z_ CROSSBIT_FREED_BY(release) const char *owned;
    _Field_size_(4) CROSSBIT_FREED_BY(release) const short *also; };
_Success_(return > 0) int arrays(_In_reads_(n) const short *a, _Out_writes_(n) int *b, _Inout_updates_(n) double *c,
    _Out_writes_to_(n, *valid) char *d, _Out_writes_z_(n) wchar_t *e, _In_reads_bytes_(n) const void *f, int n,
    _Out_ int *valid, _Inout_ float *g);
void packed(_In_reads_(n) const size_t *a, _Out_writes_to_(n, *valid) size_t *b, _Inout_updates_(n) struct apart *c,
    _Out_writes_(n) struct flat *d, int n, _Out_ int *valid, _In_ const struct inner *e, _Inout_ struct inner *f,
    _In_reads_(n) CROSSBIT_OF_STRINGS const char *const *g);
struct given by_value(struct apart value, struct flat flat);
void outputs(_Outptr_ box **a, _Out_ struct given *b, _Outptr_result_z_ CROSSBIT_STATIC const char **c);
void worked(CROSSBIT_WORKSPACE(n) void *work, int n);
void kept(box *b, _In_opt_z_ CROSSBIT_KEPT(b) const char *name, _Inout_ CROSSBIT_KEPT(b) struct apart *value,
    _In_reads_(n) CROSSBIT_KEPT(b) const int *list, int n);

/* Mirrored structs. */
typedef struct stream { const unsigned char *in; unsigned in_size; unsigned char *out; unsigned out_size, total;
    short once; void *state; long *table; } stream;
CROSSBIT_MIRROR(stream) { _Field_size_(in_size) CROSSBIT_CURSOR_IN const unsigned char *in; unsigned in_size;
    _Field_size_(out_size) CROSSBIT_CURSOR_OUT unsigned char *out; unsigned out_size; CROSSBIT_OUTPUT unsigned total;
    CROSSBIT_AT_OPEN short once; CROSSBIT_HIDDEN void *state; _Field_size_(2) long *table; };
typedef struct plain { int value; } plain;
CROSSBIT_MIRROR(plain) { int value; };
int stream_open(CROSSBIT_OPENS CROSSBIT_MEMBERS(in, in_size) _Inout_ stream *s);
int stream_run(_Inout_ stream *s);
int plain_run(_Inout_ plain *p);
int plain_close(CROSSBIT_CLOSES _Inout_ plain *p);

/* Callbacks. */
typedef CROSSBIT_ALLOCATES(items * size) void *(*allocate)(CROSSBIT_USER void *user, unsigned items, unsigned size);
typedef void (*release_fn)(CROSSBIT_USER void *user, CROSSBIT_RELEASES void *memory);
typedef int (__stdcall *lend)(CROSSBIT_USER void *user, _Out_writes_to_(size, *valid) size_t *list, int size,
    _Out_ int *valid, _In_ const struct apart *value, _Outptr_result_buffer_(size) unsigned char **lent);
typedef void (*next_fn)(void);
struct table { next_fn next; };
CROSSBIT_STRUCT(table) { CROSSBIT_UNTIL_REPLACED next_fn next; };
void allocator(CROSSBIT_UNTIL_REPLACED allocate a, CROSSBIT_UNTIL_REPLACED release_fn b, CROSSBIT_USER void *user);
CROSSBIT_SERIAL long long __stdcall lender(CROSSBIT_DURING_CALL lend f, CROSSBIT_USER void *user);
void table_set(_Inout_ struct table *t);

/* Written by hand. */
CROSSBIT_CLIENT_CODE int formatted(const char *format, ...);
CROSSBIT_SURROGATE_CODE int by_binding(int value);
CROSSBIT_HELPER int helper(int value);
CROSSBIT_ORDINAL(7) int __fastcall seventh(int value);
