#include "callbacks.h"
#include "../show.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int twice(int value) { return value * 2; }
static int thrice(int value) { return value * 3; }
static int __stdcall on_stdcall(int a, short b) { return a * 10 + b; }
static long long __cdecl on_wide(void *user, long long a, double b) { return a * 2 + (long long)b + *(int *)user; }
static void on_void(void *user) { ++*(int *)user; }
static int on_text(void *user, const char *text, const wchar_t *wide)
{
    (void)user;
    return (text ? (int)strlen(text) : 7) + (int)wcslen(wide) * 2;
}
static int on_bytes(void *user, const unsigned char *data, int size)
{
    int sum = *(int *)user;

    for (int i = 0; i < size; i++)
        sum = sum * 5 + data[i];
    return sum;
}
static int on_fill(void *user, unsigned char *data, int size)
{
    (void)user;
    for (int i = 0; i < size; i++)
        data[i] = (unsigned char)(i + 10);
    return size;
}
static int on_struct(void *user, const pair *value, pair *changed)
{
    changed->a += 10;
    changed->b = value->b;
    return *(int *)user + (value->a == 4000000000u);
}
static double on_double(float a, double b, unsigned char c) { return a + b * c; }
static int on_out(void *user, int *result, size_t *size)
{
    (void)user;
    *result += 4;
    *size = 6;
    return 5;
}
static int on_pair(int a, int b) { return a * b; }
static int compare(const void *a, const void *b) { return *(const int *)a < *(const int *)b ? -1 : *(const int *)a > *(const int *)b; }
static long long __cdecl on_nest(void *user, long long depth, double unused)
{
    (void)unused;
    return depth == 0 ? 100 : nest(on_nest, user, (int)depth - 1);
}
static BOOL CALLBACK on_window(HWND window, LPARAM value) { return window == (HWND)(LONG_PTR)-9 && value == -12; }
static int on_handle(void *user, source *s) { return source_value(s) + (s == *(source **)user); }
static int allocated;
static void *allocate(void *user, unsigned items, unsigned size)
{
    (void)user;
    allocated += (int)(items * size);
    return malloc((size_t)items * size);
}
static void release(void *user, void *memory)
{
    ++*(int *)user;
    free(memory);
}
static int set_error(int value)
{
    SetLastError(321);
    return value;
}

#define ADD(n) static int add_##n(int value) { return value + n; }
#define EACH_OF_TEN(do, t) do(t##0) do(t##1) do(t##2) do(t##3) do(t##4) do(t##5) do(t##6) do(t##7) do(t##8) do(t##9)
EACH_OF_TEN(ADD, 1) EACH_OF_TEN(ADD, 2) EACH_OF_TEN(ADD, 3) EACH_OF_TEN(ADD, 4)
#define NAME(n) add_##n,
static int (*const adders[])(int) = { EACH_OF_TEN(NAME, 1) EACH_OF_TEN(NAME, 2) EACH_OF_TEN(NAME, 3) EACH_OF_TEN(NAME, 4) };

static void show_values(void)
{
    struct hook hook = { thrice, 5 };
    int sum = 0, done;

    SHOW("callback_or_a_value", "%d %d %d %d %d", call_or_value(NULL, 1), call_or_value((int (*)(int))(intptr_t)-1, 1),
        call_or_value((int (*)(int))(intptr_t)1, 1), call_or_value((int (*)(int))(intptr_t)0xffff, 1),
        call_or_value(twice, 4));
    done = hook_swap(&hook, 1);
    SHOW("callback_member_stays", "%d %d", done, hook.function == thrice);
    done = hook_swap(&hook, -1);
    SHOW("callback_member_becomes_a_value", "%d %d", done, hook.function == (int (*)(int))(intptr_t)-1);
    SHOW("callback_member_is_a_value", "%d", hook_swap(&hook, 0));
    SHOW("callback_member_becomes_null", "%d", hook.function == NULL);
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < sizeof(adders) / sizeof(adders[0]); i++)
            sum += call_or_value(adders[i], (int)i);
    SHOW("callbacks_one_after_another", "%d", sum);
}

int main(void)
{
    int number = 3, values[5] = { 5, -1, 4, 2, 3 }, other = 0, done;
    source *s = source_open(), *mine = s;

    SHOW("callback", "%d", call_plain(twice, 20));
    SHOW("callback_null", "%d %d", call_null(NULL), call_null(twice));
    SHOW("callback_stdcall", "%d", call_stdcall(on_stdcall, 5));
    SHOW("callback_64_bit_and_double", "%lld", call_wide(on_wide, &number));
    call_void(on_void, &number, 4);
    SHOW("callback_void", "%d", number);
    SHOW("callback_text", "%d", call_text(on_text, NULL));
    SHOW("callback_bytes", "%d", call_bytes(on_bytes, &number, 100));
    SHOW("callback_bytes_large", "%d", call_bytes(on_bytes, &number, 100000));
    SHOW("callback_fills", "%d", call_fill(on_fill, NULL));
    SHOW("callback_struct_that_differs", "%d", call_struct(on_struct, &number));
    SHOW("callback_double", "%g", call_double(on_double));
    SHOW("callback_out", "%d", call_out(on_out, NULL));
    SHOW("callback_inline_type", "%d", call_inline(on_pair, 6));
    SHOW("function_named_as_an_inline_type", "%d", call_inline_fn(6));
    SHOW("callbacks_two", "%d", call_two(twice, thrice, 7));
    sort(values, 5, compare);
    SHOW("callback_compares", "%d %d %d %d %d", values[0], values[1], values[2], values[3], values[4]);
    SHOW("callback_nested", "%d", nest(on_nest, &number, 5));
    SHOW("callback_window", "%d", call_window(on_window, -12));
    source_set(s, on_void, &other);
    source_fire(s);
    SHOW("callback_kept", "%d", other);
    source_fire_from_thread(s);
    SHOW("callback_from_a_thread_of_the_dll", "%d", other);
    source_set(s, NULL, NULL);
    source_fire(s);
    SHOW("callback_removed", "%d", other);
    SHOW("callback_gets_a_handle", "%d", source_call(s, on_handle, &mine));
    other = 0;
    done = use_allocator(allocate, release, &other);
    SHOW("allocator", "%d %d %d", done, allocated, other);
    SHOW("callback_last_error", "%d", error_from_callback(set_error));
    source_close(s);
    show_values();
    return 0;
}
