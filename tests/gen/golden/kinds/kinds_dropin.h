/* Made by crossbit-gen for kinds.dll: for hand-written code of the drop-in. Do not edit. */
#ifndef CROSSBIT_kinds_DROPIN_H
#define CROSSBIT_kinds_DROPIN_H

#include "kinds_wire.h"

short __cdecl dropin_widths(char a, unsigned short b, long c, long long d, float e, double f, size_t g, _Bool h) CROSSBIT_EXPORT("dropin_widths");
int __cdecl dropin_tokens(box * a, HANDLE b, HWND c, void * d, int e, void * f) CROSSBIT_EXPORT("dropin_tokens");
long __cdecl dropin_users(long window) CROSSBIT_EXPORT("dropin_users");
void __cdecl dropin_sizes(unsigned int size) CROSSBIT_EXPORT("dropin_sizes");
void __cdecl dropin_box_close(box * b) CROSSBIT_EXPORT("dropin_box_close");
box * __cdecl dropin_box_open(void) CROSSBIT_EXPORT("dropin_box_open");
int __cdecl dropin_paths(const char * from, size_t * sizes, int n) CROSSBIT_EXPORT("dropin_paths");
const char * __cdecl dropin_inside(const char * text) CROSSBIT_EXPORT("dropin_inside");
const wchar_t * __cdecl dropin_fixed(void) CROSSBIT_EXPORT("dropin_fixed");
char * __cdecl dropin_copy(const char * text) CROSSBIT_EXPORT("dropin_copy");
const int * __cdecl dropin_numbers(void) CROSSBIT_EXPORT("dropin_numbers");
int * __cdecl dropin_range(int n) CROSSBIT_EXPORT("dropin_range");
int __cdecl dropin_terminated(const char * text, int n) CROSSBIT_EXPORT("dropin_terminated");
void __cdecl dropin_release(void * memory) CROSSBIT_EXPORT("dropin_release");
int __cdecl dropin_arrays(const short * a, int * b, double * c, char * d, wchar_t * e, const void * f, int n, int * valid, float * g) CROSSBIT_EXPORT("dropin_arrays");
void __cdecl dropin_packed(const size_t * a, size_t * b, struct apart * c, struct flat * d, int n, int * valid, const struct inner * e, struct inner * f, const char *const * g) CROSSBIT_EXPORT("dropin_packed");
struct given __cdecl dropin_by_value(struct apart value, struct flat flat) CROSSBIT_EXPORT("dropin_by_value");
void __cdecl dropin_outputs(box ** a, struct given * b, const char ** c) CROSSBIT_EXPORT("dropin_outputs");
void __cdecl dropin_worked(void * work, int n) CROSSBIT_EXPORT("dropin_worked");
void __cdecl dropin_kept(box * b, const char * name, struct apart * value, const int * list, int n) CROSSBIT_EXPORT("dropin_kept");
int __cdecl dropin_stream_open(stream * s) CROSSBIT_EXPORT("dropin_stream_open");
int __cdecl dropin_stream_run(stream * s) CROSSBIT_EXPORT("dropin_stream_run");
int __cdecl dropin_plain_run(plain * p) CROSSBIT_EXPORT("dropin_plain_run");
int __cdecl dropin_plain_close(plain * p) CROSSBIT_EXPORT("dropin_plain_close");
void __cdecl dropin_allocator(allocate a, release_fn b, void * user) CROSSBIT_EXPORT("dropin_allocator");
long long __stdcall dropin_lender(lend f, void * user) CROSSBIT_EXPORT("dropin_lender");
void __cdecl dropin_table_set(struct table * t) CROSSBIT_EXPORT("dropin_table_set");
int __cdecl dropin_by_binding(int value) CROSSBIT_EXPORT("dropin_by_binding");
int __cdecl dropin_helper(int value) CROSSBIT_EXPORT("dropin_helper");
int __fastcall dropin_seventh(int value) CROSSBIT_EXPORT("dropin_seventh");

#endif
