#include "layout.h"
#include <crossbit/annotate.h>
CROSSBIT_LIBRARY("layout.dll");
#pragma pack(push, 1)
CROSSBIT_STRUCT(packed1_pointer) { char a; _Field_z_ const char *text; short c; size_t n; };
#pragma pack(pop)
CROSSBIT_STRUCT(texts) { _Field_z_ const char *a; int b; _Field_z_ const wchar_t *c; _Field_z_ const char *list[3]; };
CROSSBIT_STRUCT(mixed_union) { _Field_z_ const char *name; int tag; union { int i; float f; long long l; }; };
CROSSBIT_STRUCT(rows) { size_t n; struct { char a; size_t b; } row[2]; _Field_size_(n) struct { short x; size_t y; } *more; };
CROSSBIT_STRUCT(user_data) { CROSSBIT_USER void *user; short a; CROSSBIT_USER void *more; };
CROSSBIT_STRUCT(array) { int count; _Field_size_(count) inner *items; size_t total; };
CROSSBIT_STRUCT(bytes) { size_t size; _Field_size_bytes_(size) void *data; unsigned char last; };
CROSSBIT_STRUCT(node) { int value; _Field_size_(1) struct node *next; };
CROSSBIT_STRUCT(callback_holder) {
    int a;
    CROSSBIT_DURING_CALL int (*call)(CROSSBIT_USER void *user, int value);
    CROSSBIT_USER void *user;
};
CROSSBIT_STRUCT(const_members) { const size_t a; _Field_z_ const char *const b; const int c[2]; };
int sum_packed1(_In_ const packed1 *value);
int change_packed1_pointer(_Inout_ packed1_pointer *value);
int change_aligned(_Inout_ aligned *value);
int read_nameless(_In_ const nameless *value);
int change_sizes_pointer(_Inout_opt_ sizes *value);
void make_sizes(_Out_ sizes *value);
int sum_sizes(_In_reads_(count) const sizes *values, int count);
void fill_sizes(_Out_writes_(count) sizes *values, int count);
void double_sizes(_Inout_updates_(count) sizes *values, int count);
int fill_some_sizes(_Out_writes_to_(room, *used) sizes *values, int room, _Out_ int *used);
int change_rows(_Inout_ rows *value);
int change_grid(_Inout_ grid *value);
int read_texts(_In_ const texts *value);
int change_mixed_union(_Inout_ mixed_union *value);
int same_user_data(_Inout_ user_data *value, CROSSBIT_USER void *user);
int change_windows(_Inout_ windows *value);
int sum_array(_In_ const array *value);
int change_array(_Inout_ array *value);
int sum_bytes(_In_ const bytes *value);
int change_bytes(_Inout_ bytes *value);
int sum_list(_In_opt_ const node *first);
int change_list(_Inout_opt_ node *first);
int call_holder(_In_ const callback_holder *holder);
size_t read_const_members(_In_ const const_members *value);
int null_struct(_In_opt_ const sizes *value);
