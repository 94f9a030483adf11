/* Function pointers: every convention, parameter and lifetime. */
#ifndef CALLBACKS_H
#define CALLBACKS_H

#include <windows.h>
#include <stddef.h>

typedef struct pair { size_t a; short b; } pair;
typedef struct source source;

typedef int plain_fn(int value);
typedef int (__stdcall *stdcall_fn)(int a, short b);
typedef long long (__cdecl *wide_fn)(void *user, long long a, double b);
typedef void (*void_fn)(void *user);
typedef int (*text_fn)(void *user, const char *text, const wchar_t *wide);
typedef int (*bytes_fn)(void *user, const unsigned char *data, int size);
typedef int (*fill_fn)(void *user, unsigned char *data, int size);
typedef int (*struct_fn)(void *user, const pair *value, pair *changed);
typedef double (*double_fn)(float a, double b, unsigned char c);
typedef int (*out_fn)(void *user, int *result, size_t *size);
typedef int (*handle_fn)(void *user, source *s);
typedef int (*compare_fn)(const void *a, const void *b);
typedef void *(*alloc_fn)(void *user, unsigned items, unsigned size);
typedef void (*free_fn)(void *user, void *memory);
typedef BOOL (CALLBACK *window_fn)(HWND window, LPARAM value);

int call_plain(plain_fn *fn, int value);
int call_null(plain_fn *fn);
int call_stdcall(stdcall_fn fn, int times);
long long call_wide(const wide_fn fn, void *user);
void call_void(void_fn fn, void *user, int times);
int call_text(text_fn fn, void *user);
int call_bytes(bytes_fn fn, void *user, int size);
int call_fill(fill_fn fn, void *user);
int call_struct(struct_fn fn, void *user);
double call_double(double_fn fn);
int call_out(out_fn fn, void *user);
int call_inline(int (*fn)(int a, int b), int a);
int call_inline_fn(int a); /* what the generator calls the callback above */
int call_two(plain_fn *first, plain_fn *second, int value);
void sort(int *values, int count, compare_fn compare);
int nest(wide_fn fn, void *user, int depth);
int call_window(window_fn fn, LPARAM value);

source *source_open(void);
void source_set(source *s, void_fn fn, void *user);
void source_fire(source *s);
void source_fire_from_thread(source *s);
int source_call(source *s, handle_fn fn, void *user);
int source_value(source *s);
void source_close(source *s);
int use_allocator(alloc_fn allocate, free_fn release, void *user);
int error_from_callback(plain_fn *fn);

/* A function, or one of the values that stand for none. */
int call_or_value(int (*function)(int value), int value);
struct hook { int (*function)(int value); int count; };
int hook_swap(struct hook *hook, int which);

#endif
