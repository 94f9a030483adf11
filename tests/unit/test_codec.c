/* SPDX-License-Identifier: MIT */
/* The wire form: a call packed, unpacked, answered and unpacked again within one process. */
#include "tests/test.h"

#include <stdio.h>

#include "loopback.h"
#include "crossbit/error.h"

static uint32_t sum(const uint8_t *bytes, uint32_t count)
{
    uint32_t total = 0;

    while (count--)
        total += *bytes++;
    return total;
}

static void callee_sum(struct loopback *loop)
{
    const uint8_t *bytes = *(const uint8_t **)loop->callee_args[1];
    uint32_t count = *(uint32_t *)loop->callee_args[2];

    *(uint32_t *)loop->callee_result = *(uint32_t *)loop->callee_args[0] + (bytes ? sum(bytes, count) : 0);
}

TEST(test_buffer_in_arrives_and_null_stays_null)
{
    struct loopback loop;
    uint8_t bytes[] = {1, 2, 3, 200};
    const void *pointer = bytes;
    uint32_t start = 10, count = 4, result = 0;
    void *args[] = {&start, &pointer, &count};

    loopback_open(
        &loop, "unsigned long add(unsigned long start, [in, size_is(len)] const void *buf, unsigned int len)");
    assert_int_equal(loopback_call(&loop, args, callee_sum, &result), S_OK);
    assert_int_equal(result, 216);
    pointer = NULL;
    assert_int_equal(loopback_call(&loop, args, callee_sum, &result), S_OK);
    assert_int_equal(result, 10);
    loopback_close(&loop);
}

static void callee_greet(struct loopback *loop)
{
    const char *name = *(const char **)loop->callee_args[0];
    char *out = *(char **)loop->callee_args[1];
    uint32_t size = *(uint32_t *)loop->callee_args[2];

    snprintf(out, size, "hello %s", name);
    *(const char **)loop->callee_result = name;
}

TEST(test_strings_cross_and_a_result_may_point_into_an_argument)
{
    struct loopback loop;
    const char *name = "Anna", *result = NULL;
    char out[12];
    char *out_pointer = out;
    uint32_t size = sizeof(out);
    void *args[] = {&name, &out_pointer, &size};

    memset(out, 'x', sizeof(out));
    loopback_open(&loop, "const char *greet(const char *name, [out, string, size_is(n)] char *out, unsigned n)");
    assert_int_equal(loopback_call(&loop, args, callee_greet, &result), S_OK);
    assert_string_equal(out, "hello Anna");
    assert_ptr_equal(result, name);
    loopback_close(&loop);
}

#define CALL(loop, callee, result, ...) loopback_call(loop, (void *[]){__VA_ARGS__}, callee, result)
#define ARG(type, i) (*(__typeof__(type) *)loop->callee_args[i])

static void callee_scalars(struct loopback *loop)
{
    assert_int_equal(ARG(signed char, 0), -5);
    assert_int_equal(ARG(uint16_t, 1), 65535);
    assert_true(ARG(_Bool, 2));
    assert_true(ARG(float, 3) == 1.5f);
    assert_true(ARG(double, 4) == -2.25);
    assert_true(ARG(int64_t, 5) == INT64_MIN);
    assert_true(ARG(size_t, 6) == 0xfffffff0u);
    assert_true(ARG(ptrdiff_t, 7) == -1);
    *(ptrdiff_t *)loop->callee_result = -77;
}

TEST(test_scalars_cross_by_value)
{
    struct loopback loop;
    ptrdiff_t result = 0;

    loopback_open(&loop, "ptrdiff_t f(signed char, WORD, bool, float, double, __int64, size_t, ptrdiff_t)");
    assert_int_equal(
        CALL(&loop, callee_scalars, &result, &(signed char){-5}, &(uint16_t){65535}, &(_Bool){true}, &(float){1.5f},
            &(double){-2.25}, &(int64_t){INT64_MIN}, &(size_t){0xfffffff0u}, &(ptrdiff_t){-1}),
        S_OK);
    assert_true(result == -77);
    loopback_close(&loop);
}

static void callee_swap(struct loopback *loop)
{
    int *a = ARG(int *, 0), *b = ARG(int *, 1);

    if (b) {
        assert_int_equal(*b, 6); /* [out]: it stays if nothing is written */
        if (*a != 6)
            *b = *a;
    }
    *a += 1;
}

TEST(test_pointers_cross_by_their_direction)
{
    struct loopback loop;
    int a = 5, b = 6, *pa = &a, *pb = &b;

    loopback_open(&loop, "void f([in, out] int *a, [out] int *b)");
    assert_int_equal(CALL(&loop, callee_swap, NULL, &pa, &pb), S_OK);
    assert_int_equal(a, 6);
    assert_int_equal(b, 5);
    b = 6;
    assert_int_equal(CALL(&loop, callee_swap, NULL, &pa, &pb), S_OK);
    assert_int_equal(a, 7);
    assert_int_equal(b, 6);
    pb = NULL;
    assert_int_equal(CALL(&loop, callee_swap, NULL, &pa, &pb), S_OK);
    assert_int_equal(a, 8);
    assert_null(pb);
    loopback_close(&loop);
}

static void callee_compress(struct loopback *loop)
{
    ULONG *length = ARG(ULONG *, 1);

    assert_int_equal(*length, 8);
    memset(ARG(void *, 0), 'z', 8);
    *length = *(int *)loop->callee_args[2] ? 100 : 3; /* like functions that report what they wished for */
}

TEST(test_out_buffer_keeps_its_capacity_and_length_is_counts)
{
    struct loopback loop;
    char buffer[9] = "abcdefgh";
    void *p = buffer;
    ULONG length = 8, *plength = &length;

    loopback_open(&loop, "void f([out, size_is(*n), length_is(*n)] void *out, [in, out] unsigned long *n, int wish)");
    assert_int_equal(CALL(&loop, callee_compress, NULL, &p, &plength, &(int){0}), S_OK);
    assert_string_equal(buffer, "zzzdefgh");
    assert_int_equal(length, 3);
    length = 8;
    assert_int_equal(CALL(&loop, callee_compress, NULL, &p, &plength, &(int){1}), S_OK);
    assert_string_equal(buffer, "zzzzzzzz");
    assert_int_equal(length, 100);
    loopback_close(&loop);
}

struct inner {
    short kind;
    const char *name;
};
struct outer {
    size_t count;
    struct inner inner[2];
    double *values; /* [in, out, size_is(count)] */
    void *token;
    int last;
};
static const char outer_text[] =
    "struct inner { short kind; const char *name; };"
    "struct outer { size_t count; struct inner inner[2]; [in, out, size_is(count)] double *values;"
    " [handle] void *token; int last; };";

static void callee_outer(struct loopback *loop)
{
    struct outer *outer =
        loop->function->params[0].type->kind == CTYPE_POINTER ? ARG(struct outer *, 0) : loop->callee_args[0];

    assert_int_equal(outer->count, 2);
    assert_int_equal(outer->inner[0].kind, -1);
    assert_string_equal(outer->inner[0].name, "first");
    assert_null(outer->inner[1].name);
    assert_true(outer->values[1] == 2.5);
    assert_ptr_equal(outer->token, (void *)0x1234);
    assert_int_equal(outer->last, 99);
    outer->values[1] = 10.0;
    outer->values++;
    outer->token = (void *)0x4321;
    outer->last = 100;
    outer->inner[1].name = "static";
    outer->inner[1].kind = 3;
}

TEST(test_struct_with_pointers_crosses_both_ways)
{
    struct loopback loop;
    double values[] = {1.5, 2.5};
    struct outer outer = {2, {{-1, "first"}, {0, NULL}}, values, (void *)0x1234, 99}, *p = &outer;
    char text[600];
    const char *first = outer.inner[0].name;

    snprintf(text, sizeof(text), "%s void f([in, out] struct outer *o)", outer_text);
    loopback_open(&loop, text);
    assert_int_equal(CALL(&loop, callee_outer, NULL, &p), S_OK);
    assert_true(values[1] == 10.0);
    assert_ptr_equal(outer.values, values + 1); /* the DLL moved it */
    assert_ptr_equal(outer.token, (void *)0x4321);
    assert_ptr_equal(outer.inner[0].name, first);
    assert_string_equal(outer.inner[1].name, "static");
    assert_int_equal(outer.inner[1].kind, 3);
    assert_int_equal(outer.last, 100);
    loopback_close(&loop);

    values[1] = 2.5;
    outer = (struct outer){2, {{-1, "first"}, {0, NULL}}, values, (void *)0x1234, 99};
    snprintf(text, sizeof(text), "%s void f(struct outer o)", outer_text);
    loopback_open(&loop, text);
    assert_int_equal(CALL(&loop, callee_outer, NULL, &outer), S_OK);
    assert_true(values[1] == 10.0); /* what it points to is [out], the struct itself is a copy */
    assert_ptr_equal(outer.values, values);
    assert_int_equal(outer.last, 99);
    loopback_close(&loop);
}

static char static_point[] = ".";
static struct inner static_inner[2] = {{1, static_point}, {2, NULL}};

static void callee_statics(struct loopback *loop)
{
    *(void **)loop->callee_result = static_inner;
}

TEST(test_result_that_points_to_static_memory_is_kept)
{
    struct loopback loop;
    struct inner *first = NULL, *second = NULL;

    loopback_open(&loop, "struct inner { short kind; const char *name; }; [size_is(2)] const struct inner *f(void)");
    assert_int_equal(loopback_call(&loop, NULL, callee_statics, &first), S_OK);
    assert_int_equal(first[1].kind, 2);
    assert_string_equal(first[0].name, ".");
    static_point[0] = ',';
    assert_int_equal(loopback_call(&loop, NULL, callee_statics, &second), S_OK);
    static_point[0] = '.';
    assert_ptr_equal(first, second);
    assert_string_equal(first[0].name, ",");
    loopback_close(&loop);
}

static void callee_gives(struct loopback *loop)
{
    static BYTE data[] = {9, 8, 7};

    *ARG(void **, 0) = (void *)0x77;
    *ARG(const char **, 1) = "given";
    *ARG(BYTE **, 2) = data;
    *ARG(int *, 3) = 3;
    *ARG(HWND *, 4) = (HWND)(intptr_t)-16;
}

TEST(test_pointers_to_pointers_give_back)
{
    struct loopback loop;
    void *object = NULL, *pobject = &object;
    const char *text = NULL, **ptext = &text;
    BYTE *data = NULL, **pdata = &data;
    HWND window = NULL, *pwindow = &window;
    int n = 0, *pn = &n;

    loopback_open(&loop, "void f([out] struct object **o, [out] const char **text, [out, size_is(, *n)] BYTE **data,"
                         " [out] int *n, [out] HWND *w)");
    assert_int_equal(CALL(&loop, callee_gives, NULL, &pobject, &ptext, &pdata, &pn, &pwindow), S_OK);
    assert_ptr_equal(object, (void *)0x77);
    assert_string_equal(text, "given");
    assert_int_equal(n, 3);
    assert_memory_equal(data, "\x09\x08\x07", 3);
    assert_ptr_equal(window, (HWND)(intptr_t)-16);
    loopback_close(&loop);
}

static void callee_lines(struct loopback *loop)
{
    const wchar_t **lines = ARG(const wchar_t **, 0);

    assert_true(!wcscmp(lines[0], L"one") && !lines[1] && !wcscmp(lines[2], L""));
    *(const wchar_t **)loop->callee_result = lines[0] + 1;
}

TEST(test_array_of_strings_and_result_into_one_of_them)
{
    struct loopback loop;
    const wchar_t *lines[] = {L"one", NULL, L""}, **p = lines, *result = NULL;

    loopback_open(&loop, "const wchar_t *f([size_is(n)] const wchar_t *const *lines, int n)");
    assert_int_equal(CALL(&loop, callee_lines, &result, &p, &(int){3}), S_OK);
    assert_ptr_equal(result, lines[0] + 1);
    loopback_close(&loop);
}

static void callee_handles(struct loopback *loop)
{
    HANDLE *list = ARG(HANDLE *, 2);

    assert_ptr_equal(ARG(HANDLE, 0), (HANDLE)0x44);
    assert_ptr_equal(ARG(HWND, 1), (HWND)(intptr_t)(int32_t)0xfff00012);
    assert_ptr_equal(list[0], (HANDLE)0x48);
    assert_null(list[1]);
    assert_null(ARG(HMODULE, 3));
    list[0] = (HANDLE)0x4c;
    *(HMODULE *)loop->callee_result = (HMODULE)0x10000;
}

TEST(test_handles_of_each_kind_cross)
{
    struct loopback loop;
    HANDLE list[] = {(HANDLE)0x48, NULL}, *plist = list;
    HWND window = (HWND)(uintptr_t)0xfff00012;
    HMODULE result = NULL;

    loopback_open(&loop, "HMODULE f(HANDLE h, HWND w, [in, out, size_is(2)] HANDLE *list, HMODULE m)");
    assert_int_equal(
        CALL(&loop, callee_handles, &result, &(HANDLE){(HANDLE)0x44}, &window, &plist, &(HMODULE){NULL}), S_OK);
    assert_ptr_equal(list[0], (HANDLE)0x4c);
    assert_ptr_equal(result, (HMODULE)0x10000);
    loopback_close(&loop);
}

struct table {
    int (*compare)(int, int);
    void (*none)(void);
    int x;
};

static int compare(int a, int b)
{
    return a - b;
}

static int (*dll_function)(int, int);

static void callee_table(struct loopback *loop)
{
    struct table *table = ARG(struct table *, 0);

    assert_true(table->compare(7, 3) == 4 && !table->none);
    assert_true(ARG(int (*)(int, int), 1)(1, 1) == 0);
    table->x++;
    if (dll_function)
        table->compare = dll_function;
}

static int other(int a, int b)
{
    return a + b;
}

TEST(test_callbacks_cross_and_stay_unchanged_in_structs)
{
    struct loopback loop;
    struct table table = {compare, NULL, 1}, *p = &table;
    int (*direct)(int, int) = compare;

    loopback_open(&loop, "struct table { int (*compare)(int, int); void (*none)(void); int x; };"
                         "void f([in, out] struct table *t, [keep] int (*direct)(int, int))");
    dll_function = NULL;
    assert_int_equal(CALL(&loop, callee_table, NULL, &p, &direct), S_OK);
    assert_true(table.compare == compare && table.x == 2);
    dll_function = other; /* the DLL puts in a function of its own */
    assert_int_equal(CALL(&loop, callee_table, NULL, &p, &direct), CROSSBIT_E_ARGUMENT);
    assert_non_null(wcsstr(loop.callee.message, L"function 'f', parameter 1 't': the DLL gave a function of its own"));
    loopback_close(&loop);
}

static void *kept_before;

static void callee_keep(struct loopback *loop)
{
    char *buffer = ARG(char *, 0);

    if (kept_before)
        assert_ptr_equal(buffer, kept_before);
    kept_before = buffer;
    buffer[0]++;
}

TEST(test_kept_buffer_stays_at_one_address)
{
    struct loopback loop;
    char bytes[4] = "abc", *p = bytes;

    loopback_open(&loop, "void f([in, out, keep, size_is(4)] char *buffer)");
    kept_before = NULL;
    assert_int_equal(CALL(&loop, callee_keep, NULL, &p), S_OK);
    assert_int_equal(CALL(&loop, callee_keep, NULL, &p), S_OK);
    assert_string_equal(bytes, "cbc");
    loopback_close(&loop);
}

static void callee_point(struct loopback *loop)
{
    struct outer *result = loop->callee_result;

    *result = ARG(struct outer, 0);
    result->inner[0].name = "back";
}

TEST(test_struct_by_value_comes_back)
{
    struct loopback loop;
    struct outer outer = {0, {{4, "x"}, {5, "y"}}, NULL, NULL, 6}, result = {0};
    const char *y = outer.inner[1].name;
    char text[600];

    snprintf(text, sizeof(text), "%s struct outer f(struct outer o)", outer_text);
    loopback_open(&loop, text);
    assert_int_equal(CALL(&loop, callee_point, &result, &outer), S_OK);
    assert_string_equal(result.inner[0].name, "back");
    assert_ptr_equal(result.inner[1].name, y);
    assert_int_equal(result.inner[1].kind, 5);
    assert_int_equal(result.last, 6);
    assert_null(result.values);
    loopback_close(&loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buffer_in_arrives_and_null_stays_null),
        cmocka_unit_test(test_strings_cross_and_a_result_may_point_into_an_argument),
        cmocka_unit_test(test_scalars_cross_by_value),
        cmocka_unit_test(test_pointers_cross_by_their_direction),
        cmocka_unit_test(test_out_buffer_keeps_its_capacity_and_length_is_counts),
        cmocka_unit_test(test_struct_with_pointers_crosses_both_ways),
        cmocka_unit_test(test_result_that_points_to_static_memory_is_kept),
        cmocka_unit_test(test_pointers_to_pointers_give_back),
        cmocka_unit_test(test_array_of_strings_and_result_into_one_of_them),
        cmocka_unit_test(test_handles_of_each_kind_cross),
        cmocka_unit_test(test_callbacks_cross_and_stay_unchanged_in_structs),
        cmocka_unit_test(test_kept_buffer_stays_at_one_address),
        cmocka_unit_test(test_struct_by_value_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
