/* Structs whose layout differs between 32-bit and 64-bit Windows on purpose, and some where it does not. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <windows.h>
#include <stddef.h>
#include <wchar.h>

/* The same in both. */
typedef struct same { char a; short b; int c; double d; long long e; } same;
typedef struct bits { unsigned a : 3; int b : 5; unsigned c : 24; unsigned char d : 2; long long e : 40; } bits;
#pragma pack(push, 1)
typedef struct packed1 { char a; int b; short c; double d; } packed1;
typedef struct packed1_pointer { char a; const char *text; short c; size_t n; } packed1_pointer;
#pragma pack(pop)
#pragma pack(push, 2)
typedef struct packed2 { char a; long long b; char c; size_t d; } packed2;
#pragma pack(pop)
typedef struct aligned { char a; __attribute__((aligned(16))) int b; char c; } aligned;
typedef union number { int i; float f; unsigned char bytes[4]; } number;
typedef struct nameless { int tag; union { int i; float f; struct { short low, high; }; }; } nameless;
typedef struct tiny { char a; } tiny;
typedef struct three { char a[3]; } three;
typedef struct eight { int a, b; } eight;
typedef struct sixteen { double a, b; } sixteen;
typedef struct one_float { float a; } one_float;

/* Other sizes and offsets. */
typedef struct sizes { char a; size_t b; short c; ptrdiff_t d; } sizes;
typedef struct sizes_bits { size_t a; int b : 4; unsigned c : 12; size_t d; signed char e : 3; } sizes_bits;
typedef struct inner { short a; size_t b; } inner;
typedef struct outer { char a; inner b; char c; inner d[2]; short e; } outer;
typedef struct deep { outer a; struct { size_t x; struct { char y; size_t z; } in; } b; } deep;
typedef struct rows { size_t n; struct { char a; size_t b; } row[2]; struct { short x; size_t y; } *more; } rows;
typedef struct grid { size_t cells[2][3]; char a; } grid;
typedef struct texts { const char *a; int b; const wchar_t *c; const char *list[3]; } texts;
typedef struct fixed { size_t a; char name[9]; wchar_t wide[5]; double d[2]; } fixed;
typedef struct with_enum { size_t a; enum { FIRST = -1, SECOND = 9 } kind; unsigned char b; _Bool c; } with_enum;
typedef struct mixed_union { const char *name; int tag; union { int i; float f; long long l; }; } mixed_union;
typedef struct named_union { size_t a; number u; short b; } named_union;
typedef struct user_data { void *user; short a; void *more; } user_data;
typedef struct windows { HWND window; RECT box; LPARAM value; FILETIME time; GUID id; } windows;
typedef struct array { int count; inner *items; size_t total; } array;
typedef struct bytes { size_t size; void *data; unsigned char last; } bytes;
typedef struct node { int value; struct node *next; } node;
typedef struct callback_holder { int a; int (*call)(void *user, int value); void *user; } callback_holder;
typedef struct const_members { const size_t a; const char *const b; const int c[2]; } const_members;
typedef struct bool_sizes { _Bool a; size_t b; _Bool c[3]; } bool_sizes;

same change_same(same value);
bits change_bits(bits value);
int sum_packed1(const packed1 *value);
packed1 make_packed1(int a);
int change_packed1_pointer(packed1_pointer *value);
packed2 change_packed2(packed2 value);
int change_aligned(aligned *value);
number change_union(number value);
int read_nameless(const nameless *value);
tiny change_tiny(tiny value);
three change_three(three value);
eight change_eight(eight value);
sixteen change_sixteen(sixteen value);
one_float change_one_float(one_float value);
int mix_structs(eight a, int b, sixteen c, tiny d, sizes e, double f);
sizes change_sizes(sizes value);
int change_sizes_pointer(sizes *value);
void make_sizes(sizes *value);
int sum_sizes(const sizes *values, int count);
void fill_sizes(sizes *values, int count);
void double_sizes(sizes *values, int count);
int fill_some_sizes(sizes *values, int room, int *used);
sizes_bits change_sizes_bits(sizes_bits value);
outer change_outer(outer value);
deep change_deep(deep value);
int change_rows(rows *value);
int change_grid(grid *value);
int read_texts(const texts *value);
fixed change_fixed(fixed value);
with_enum change_with_enum(with_enum value);
int change_mixed_union(mixed_union *value);
named_union change_named_union(named_union value);
int same_user_data(user_data *value, void *user);
int change_windows(windows *value);
int sum_array(const array *value);
int change_array(array *value);
int sum_bytes(const bytes *value);
int change_bytes(bytes *value);
int sum_list(const node *first);
int change_list(node *first);
int call_holder(const callback_holder *holder);
size_t read_const_members(const const_members *value);
bool_sizes change_bool_sizes(bool_sizes value);
POINT change_point(POINT value);
LARGE_INTEGER change_large(LARGE_INTEGER value);
int null_struct(const sizes *value);

#endif
