#include "callbacks.h"

#include <stdint.h>

#include <stdlib.h>
#include <string.h>

struct source { void_fn fn; void *user; int value; };

int call_plain(plain_fn *fn, int value) { return fn(value) + 1; }
int call_null(plain_fn *fn) { return fn == NULL; }
int call_stdcall(stdcall_fn fn, int times)
{
    int sum = 0;

    for (int i = 0; i < times; i++)
        sum = sum * 2 + fn(i, (short)-i);
    return sum;
}
long long call_wide(wide_fn fn, void *user) { return fn(user, -0x123456789abll, 2.5); }
void call_void(void_fn fn, void *user, int times)
{
    while (times-- > 0)
        fn(user);
}
int call_text(text_fn fn, void *user) { return fn(user, "ansi", L"wide") + 10 * fn(user, NULL, L""); }
int call_bytes(bytes_fn fn, void *user, int size)
{
    unsigned char *data = malloc((size_t)size);
    int result;

    for (int i = 0; i < size; i++)
        data[i] = (unsigned char)(i * 3);
    result = fn(user, data, size);
    free(data);
    return result;
}
int call_fill(fill_fn fn, void *user)
{
    unsigned char data[8] = {0};
    int used = fn(user, data, 8);

    return used * 1000 + data[0] + data[7];
}
int call_struct(struct_fn fn, void *user)
{
    pair in = { 4000000000u, -5 }, out = { 1, 2 };
    int result = fn(user, &in, &out);

    return result + (int)out.a + out.b;
}
double call_double(double_fn fn) { return fn(1.5f, 2.25, 200); }
int call_out(out_fn fn, void *user)
{
    int result = 3;
    size_t size = 0;
    int code = fn(user, &result, &size);

    return code + 10 * result + 100 * (int)size;
}
int call_inline(int (*fn)(int a, int b), int a) { return fn(a, a + 1); }
int call_inline_fn(int a) { return -a; }
int call_two(plain_fn *first, plain_fn *second, int value) { return first(value) * 100 + second(value); }
void sort(int *values, int count, compare_fn compare) { qsort(values, (size_t)count, sizeof(int), compare); }
int nest(wide_fn fn, void *user, int depth) { return (int)fn(user, depth, 0) + 1; }
int call_window(window_fn fn, LPARAM value) { return fn((HWND)(LONG_PTR)-9, value); }

source *source_open(void)
{
    return calloc(1, sizeof(source));
}
void source_set(source *s, void_fn fn, void *user) { s->fn = fn, s->user = user; }
void source_fire(source *s)
{
    if (s->fn != NULL)
        s->fn(s->user);
}
static DWORD WINAPI fire(void *parameter)
{
    source_fire(parameter);
    return 0;
}
void source_fire_from_thread(source *s)
{
    HANDLE thread = CreateThread(NULL, 0, fire, s, 0, NULL);

    WaitForSingleObject(thread, 30000);
    CloseHandle(thread);
}
int source_call(source *s, handle_fn fn, void *user)
{
    s->value = 50;
    return fn(user, s);
}
int source_value(source *s) { return s->value; }
void source_close(source *s) { free(s); }
int use_allocator(alloc_fn allocate, free_fn release, void *user)
{
    int *memory = allocate(user, 10, sizeof(int)), sum = 0;

    if (memory == NULL)
        return -1;
    for (int i = 0; i < 10; i++)
        memory[i] = i;
    for (int i = 0; i < 10; i++)
        sum += memory[i];
    release(user, memory);
    return sum;
}
int error_from_callback(plain_fn *fn)
{
    SetLastError(1);
    fn(0);
    return (int)GetLastError();
}

int call_or_value(int (*function)(int value), int value)
{
    if (function == NULL)
        return -1;
    if ((intptr_t)function == -1)
        return -2;
    if ((uintptr_t)function < 0x10000)
        return -3 - (int)(intptr_t)function;
    return function(value);
}
int hook_swap(struct hook *hook, int which)
{
    int before = call_or_value(hook->function, hook->count);

    if (which <= 0)
        hook->function = (int (*)(int))(intptr_t)which;
    return before;
}
