/* SPDX-License-Identifier: MIT */
/* The wire form's bytes, and what is refused: values that do not fit, arguments without sense, peers that lie. */
#include "tests/test.h"

#include <stdio.h>

#include "loopback.h"
#include "crossbit/error.h"

#define CALL(loop, callee, result, ...) loopback_call(loop, (void *[]){__VA_ARGS__}, callee, result)
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

TEST(test_wire_is_the_same_in_both_bitnesses)
{
    static const uint8_t request[] = {0x09, 0, 0, 0, 0, 0, 0, 0, /* size_t 9 */
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,          /* intptr_t -1 */
        1, 3, 0, 0, 0, 0, 0, 0, 0,                               /* text: capacity 3 */
        0,                                                       /* NULL */
        1, 2, 0, 0, 0, 0, 0, 0, 0,                               /* two size_t */
        2, 0, 0, 0, 0, 0, 0, 0, 'h', 'i',                        /* the text */
        1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0};         /* the numbers */
    struct loopback loop;
    const char *text = "hi";
    const int *none = NULL;
    size_t numbers[] = {1, 2}, *p = numbers;

    loopback_open(&loop, "void f(size_t a, intptr_t b, const char *c, const int *d, [in, out, size_is(2)] size_t *e)");
    loopback_reset(&loop);
    assert_int_equal(loopback_request(&loop, (void *[]){&(size_t){9}, &(intptr_t){-1}, &text, &none, &p}), S_OK);
    assert_int_equal(loop.request.size, sizeof(request));
    assert_memory_equal(loop.request.data, request, sizeof(request));
    assert_int_equal(loopback_receive(&loop), S_OK);
    assert_string_equal(*(char **)loop.callee_args[2], "hi");
    assert_int_equal((*(size_t **)loop.callee_args[4])[1], 2);
    loopback_close(&loop);
}

TEST(test_value_too_large_for_32_bits_is_refused_there)
{
    static const struct {
        uint64_t size;
        int64_t offset;
        HRESULT x86;
    } cases[] = {{0xffffffff, -1, S_OK}, {0x100000000, 0, CROSSBIT_E_RANGE}, {0, INT32_MIN, S_OK},
        {0, (int64_t)INT32_MIN - 1, CROSSBIT_E_RANGE}, {0, 0x80000000, CROSSBIT_E_RANGE},
        {UINT64_MAX, 0, CROSSBIT_E_RANGE}};
    struct loopback loop;
    size_t i;

    loopback_open(&loop, "void seek(SIZE_T size, [in] const LONG_PTR *offset)");
    for (i = 0; i < ARRAYSIZE(cases); i++) {
        loopback_reset(&loop);
        wire_append(&loop.request, &cases[i].size, 8);
        wire_append(&loop.request, "\1\1\0\0\0\0\0\0\0", 9);
        wire_append(&loop.request, &cases[i].offset, 8);
        assert_int_equal(loopback_receive(&loop), CROSSBIT_BITS == 64 ? S_OK : cases[i].x86);
    }
    if (CROSSBIT_BITS == 32)
        assert_true(!wcscmp(loop.callee.message, L"function 'seek', parameter 1 'size': the value 18446744073709551615 "
                                                 L"does not fit SIZE_T, which has 32 bits there"));
    loopback_close(&loop);
}

TEST(test_arguments_that_make_no_sense_are_refused)
{
    struct loopback loop;
    int value = 1, *p = &value, n = -1, *pn = &n;

    loopback_open(&loop, "void f([in, size_is(*n)] int *data, [in] int *n)");
    loopback_reset(&loop);
    assert_int_equal(loopback_request(&loop, (void *[]){&p, &pn}), CROSSBIT_E_ARGUMENT);
    assert_true(!wcscmp(loop.caller.message, L"function 'f', parameter 1 'data': its size is negative: -1"));
    pn = NULL;
    loopback_reset(&loop);
    assert_int_equal(loopback_request(&loop, (void *[]){&p, &pn}), CROSSBIT_E_ARGUMENT);
    p = NULL; /* then nothing is computed */
    loopback_reset(&loop);
    assert_int_equal(loopback_request(&loop, (void *[]){&p, &pn}), S_OK);
    p = &value;
    pn = &n;
    n = INT32_MAX;
    loopback_reset(&loop);
    assert_int_equal(loopback_request(&loop, (void *[]){&p, &pn}), CROSSBIT_E_RANGE);
    assert_non_null(wcsstr(loop.caller.message, L"2147483647 elements of 4 bytes"));
    loopback_close(&loop);
}

TEST(test_peer_that_lies_about_a_size_is_refused)
{
    struct loopback loop;
    uint8_t bytes[4] = {1, 2, 3, 4}, *p = bytes;
    uint64_t huge;
    int i;

    loopback_open(&loop, "void f(int n, [in, size_is(n)] const void *data, [out, size_is(n)] void *out)");
    for (i = 0; i < 4; i++) {
        loopback_reset(&loop);
        assert_int_equal(loopback_request(&loop, (void *[]){&(int){4}, &p, &p}), S_OK);
        huge = i == 0 ? 5 : i == 1 ? 1ull << 62 : i == 2 ? 1ull << 29 : 3;
        memcpy(loop.request.data + 4 + (i == 2 ? 9 : 0) + 1, &huge, 8);
        assert_int_equal(loopback_receive(&loop), CROSSBIT_E_PROTOCOL);
    }
    loopback_close(&loop);
}

static void callee_nothing(struct loopback *loop)
{
    (void)loop;
}

TEST(test_truncated_bytes_are_refused_at_every_length)
{
    struct loopback loop;
    double values[] = {1.5, 2.5};
    struct outer outer = {2, {{-1, "first"}, {0, NULL}}, values, (void *)0x1234, 99}, *p = &outer;
    char text[600];
    size_t request, reply, i;

    snprintf(text, sizeof(text), "%s struct outer f([in, out] struct outer *o, HWND w)", outer_text);
    loopback_open(&loop, text);
    assert_int_equal(CALL(&loop, callee_nothing, &(struct outer){0}, &p, &(HWND){NULL}), S_OK);
    request = loop.request.size;
    reply = loop.reply.size;
    for (i = 0; i < request + reply; i++) {
        loopback_reset(&loop);
        assert_int_equal(loopback_request(&loop, (void *[]){&p, &(HWND){NULL}}), S_OK);
        if (i < request) {
            loop.request.size = i;
            assert_int_equal(loopback_receive(&loop), CROSSBIT_E_PROTOCOL);
            continue;
        }
        assert_int_equal(loopback_receive(&loop), S_OK);
        assert_int_equal(loopback_reply(&loop), S_OK);
        assert_int_equal(loop.reply.size, reply);
        loop.reply.size = i - request;
        assert_int_equal(loopback_return(&loop, &(struct outer){0}), CROSSBIT_E_PROTOCOL);
        assert_non_null(loop.caller.message);
    }
    loopback_close(&loop);
}

TEST(test_bytes_too_many_are_refused)
{
    struct loopback loop;

    loopback_open(&loop, "int f(int)");
    loopback_reset(&loop);
    assert_int_equal(loopback_request(&loop, (void *[]){&(int){1}}), S_OK);
    wire_append(&loop.request, "x", 1);
    assert_int_equal(loopback_receive(&loop), CROSSBIT_E_PROTOCOL);
    wire_append(&loop.reply, "12345", 5);
    assert_int_equal(loopback_return(&loop, &(int64_t){0}), CROSSBIT_E_PROTOCOL);
    loopback_close(&loop);
}

/* Else the peer's bytes would become pointers of the caller's. All elements have the size of a pointer. */
TEST(test_reply_that_takes_one_kind_of_element_for_another_is_refused)
{
    static const uint8_t known[13] = {1}; /* piece 0, element 0 */
    static const struct {
        const char *a, *b;
        HRESULT hr;
    } cases[] = {{"uintptr_t", "struct text", CROSSBIT_E_PROTOCOL}, {"HWND", "const char *", CROSSBIT_E_PROTOCOL},
        {"uintptr_t", "const char *", CROSSBIT_E_PROTOCOL}, {"HWND", "HANDLE", CROSSBIT_E_PROTOCOL},
        {"struct text", "struct other", CROSSBIT_E_PROTOCOL}, {"struct text", "const char *", CROSSBIT_E_PROTOCOL},
        {"struct text", "struct text", S_OK}, {"HWND", "HWND", S_OK}, {"uintptr_t", "size_t", S_OK}};
    struct loopback loop;
    char declaration[256];
    void *value, *pvalue = &value, *given, *pgiven = &given;
    size_t i;

    for (i = 0; i < ARRAYSIZE(cases); i++) {
        value = given = NULL;
        snprintf(declaration, sizeof(declaration),
            "struct text { const char *text; }; struct other { const wchar_t *text; };"
            "void f([in, out] %s *a, [out, size_is(, 1)] %s **b)",
            cases[i].a, cases[i].b);
        loopback_open(&loop, declaration);
        loopback_reset(&loop);
        assert_int_equal(loopback_request(&loop, (void *[]){&pvalue, &pgiven}), S_OK);
        assert_int_equal(loopback_receive(&loop), S_OK);
        assert_int_equal(loopback_reply(&loop), S_OK);
        assert_int_equal(loop.reply.data[loop.reply.size - 1], 0); /* the NULL of b */
        loop.reply.size--;
        wire_append(&loop.reply, known, sizeof(known));
        if (loopback_return(&loop, NULL) != cases[i].hr)
            fail_msg("%s, %s: %ls", cases[i].a, cases[i].b, loop.caller.message ? loop.caller.message : L"");
        assert_ptr_equal(given, cases[i].hr == S_OK ? &value : NULL);
        loopback_close(&loop);
    }
}

static HRESULT share_all(struct codec_context *context, const void *memory, size_t size, struct codec_shared *shared)
{
    (void)context;
    (void)memory;
    (void)size;
    *shared = (struct codec_shared){1, 0};
    return S_OK;
}

static HRESULT refuse_keep(struct codec_context *context, uint64_t peer, size_t size, void **memory)
{
    (void)context;
    (void)peer;
    (void)size;
    (void)memory;
    return CROSSBIT_E_RANGE;
}

static HRESULT refuse_share(struct codec_context *context, const void *memory, size_t size, struct codec_shared *shared)
{
    (void)context;
    (void)memory;
    (void)size;
    (void)shared;
    return CROSSBIT_E_RANGE;
}

static HRESULT refuse_open(
    struct codec_context *context, const struct codec_shared *shared, size_t size, bool keep, void **memory)
{
    (void)context;
    (void)shared;
    (void)size;
    (void)keep;
    (void)memory;
    return CROSSBIT_E_RANGE;
}

/* An op need not set a message: the codec has one that names the parameter. */
TEST(test_memory_that_an_op_refuses_has_a_message)
{
    static const struct {
        HRESULT (*share)(struct codec_context *context, const void *memory, size_t size, struct codec_shared *shared);
        const wchar_t *says;
    } cases[] = {{NULL, L"parameter 1 'a': this memory cannot be kept"},
        {share_all, L"parameter 1 'a': the memory that both sides see cannot be opened"},
        {refuse_share, L"parameter 1 'a': this memory cannot be shared"}};
    struct loopback loop;
    BYTE bytes[2] = {1, 2}, *p = bytes;
    struct codec_ops caller, callee;
    size_t i;

    loopback_open(&loop, "void f([in, keep, size_is(2)] const BYTE *a)");
    for (i = 0; i < ARRAYSIZE(cases); i++) {
        HRESULT hr;

        loopback_reset(&loop);
        caller = callee = *loop.caller.ops;
        caller.share_memory = cases[i].share;
        callee.keep_memory = refuse_keep;
        callee.open_memory = refuse_open;
        loop.caller.ops = &caller;
        loop.callee.ops = &callee;
        hr = loopback_request(&loop, (void *[]){&p});
        if (SUCCEEDED(hr))
            hr = loopback_receive(&loop);
        assert_int_equal(hr, CROSSBIT_E_RANGE);
        assert_true(loop.caller.message || loop.callee.message);
        assert_non_null(wcsstr(loop.caller.message ? loop.caller.message : loop.callee.message, cases[i].says));
    }
    loopback_close(&loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wire_is_the_same_in_both_bitnesses),
        cmocka_unit_test(test_value_too_large_for_32_bits_is_refused_there),
        cmocka_unit_test(test_arguments_that_make_no_sense_are_refused),
        cmocka_unit_test(test_peer_that_lies_about_a_size_is_refused),
        cmocka_unit_test(test_truncated_bytes_are_refused_at_every_length),
        cmocka_unit_test(test_bytes_too_many_are_refused),
        cmocka_unit_test(test_reply_that_takes_one_kind_of_element_for_another_is_refused),
        cmocka_unit_test(test_memory_that_an_op_refuses_has_a_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
