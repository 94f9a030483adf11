/* SPDX-License-Identifier: MIT */
/* Values of scripts: every VARIANT that a language passes, through the codec to a callee and back. */
#include "tests/test.h"

#include <stdlib.h>
#include <string.h>

#include "crossbit/error.h"
#include "loopback.h"
#include "core/script/variant.h"

static struct loopback loop;
static BSTR message; /* of the last call */
static VARIANT result;

static VARIANT v_i4(LONG value)
{
    return (VARIANT){.vt = VT_I4, .lVal = value};
}

static VARIANT v_r8(double value)
{
    return (VARIANT){.vt = VT_R8, .dblVal = value};
}

static VARIANT v_text(const wchar_t *text)
{
    return (VARIANT){.vt = VT_BSTR, .bstrVal = SysAllocString(text)};
}

static VARIANT v_null(void)
{
    return (VARIANT){.vt = VT_NULL};
}

static VARIANT v_ref(VARIANT *variable)
{
    return (VARIANT){.vt = VT_BYREF | VT_VARIANT, .pvarVal = variable};
}

static VARIANT v_array(VARTYPE vt, const void *elements, ULONG count)
{
    VARIANT value = {.vt = VT_ARRAY | vt, .parray = SafeArrayCreateVector(vt, 0, count)};

    assert_non_null(value.parray);
    memcpy(value.parray->pvData, elements, count * SafeArrayGetElemsize(value.parray));
    return value;
}

static VARIANT v_list(ULONG count, ...) /* VARIANTs */
{
    VARIANT elements[16];
    va_list args;
    ULONG i;

    va_start(args, count);
    for (i = 0; i < count; i++)
        elements[i] = va_arg(args, VARIANT);
    va_end(args);
    return v_array(VT_VARIANT, elements, count);
}

static void *no_kept_memory(void *owner, size_t size)
{
    return arena_alloc(owner, size);
}

/* Declares, calls with the given VARIANTs, which it clears, and compares HRESULTs. */
static HRESULT call(const char *declarations, void (*callee)(struct loopback *loop), uint32_t count, ...)
{
    struct arena arena = {0}, kept = {0};
    struct variant_context context = {.arena = &arena, .alloc_kept = no_kept_memory, .owner = &kept};
    VARIANT arguments[16], *pointers[16];
    void *args[16];
    uint64_t native[32] = {0};
    va_list list;
    uint32_t i;
    HRESULT hr;

    SysFreeString(message);
    message = NULL;
    VariantClear(&result);
    loopback_open(&loop, declarations);
    loopback_reset(&loop);
    context.function = loop.function;
    context.codec = &loop.caller;
    va_start(list, count);
    for (i = 0; i < count; i++) {
        arguments[i] = va_arg(list, VARIANT);
        pointers[i] = &arguments[i];
    }
    va_end(list);
    assert_int_equal(count, loop.function->param_count);
    hr = variant_pack_arguments(&context, pointers, args);
    if (SUCCEEDED(hr))
        hr = loopback_request(&loop, args);
    if (SUCCEEDED(hr))
        hr = loopback_receive(&loop);
    if (SUCCEEDED(hr)) {
        if (callee)
            callee(&loop);
        hr = loopback_reply(&loop);
    }
    if (SUCCEEDED(hr))
        hr = loopback_return(&loop, native);
    if (SUCCEEDED(hr))
        hr = variant_unpack_results(&context, pointers, args, native, &result);
    if (FAILED(hr))
        message = context.message ? context.message : SysAllocString(loop.caller.message);
    for (i = 0; i < count; i++)
        VariantClear(&arguments[i]);
    variant_context_cleanup(&context);
    loopback_close(&loop);
    arena_cleanup(&arena);
    arena_cleanup(&kept);
    return hr;
}

static void assert_message_has(const wchar_t *part)
{
    if (!message || !wcsstr(message, part))
        print_error("\"%ls\" is not in \"%ls\"\n", part, message ? message : L"(no message)");
    assert_true(message && wcsstr(message, part));
}

static void assert_text(const VARIANT *value, const wchar_t *text)
{
    assert_int_equal(V_VT(value), VT_BSTR);
    if (wcscmp(V_BSTR(value), text))
        print_error("\"%ls\" is not \"%ls\"\n", V_BSTR(value), text);
    assert_int_equal(wcscmp(V_BSTR(value), text), 0);
}

static const VARIANT *element(const VARIANT *array, uint32_t index)
{
    assert_int_equal(V_VT(array), VT_ARRAY | VT_VARIANT);
    assert_true(index < V_ARRAY(array)->rgsabound[0].cElements);
    return (VARIANT *)V_ARRAY(array)->pvData + index;
}

/* ---- numbers ---- */

static void echo(struct loopback *l)
{
    memcpy(l->callee_result, l->callee_args[0], l->function->result->size);
}

TEST(test_integers_by_width_keep_every_digit)
{
    VARIANT value = {.vt = VT_UI8, .ullVal = 18446744073709551615ull};
    BSTR text;

    assert_int_equal(call("int f(int)", echo, 1, v_i4(-5)), S_OK);
    assert_int_equal(V_VT(&result), VT_I4);
    assert_int_equal(V_I4(&result), -5);
    assert_int_equal(call("unsigned f(unsigned)", echo, 1, v_r8(4294967295.0)), S_OK);
    assert_int_equal(V_VT(&result), VT_R8);
    assert_true(V_R8(&result) == 4294967295.0);
    assert_int_equal(call("unsigned f(unsigned)", echo, 1, v_i4(-1)), S_OK); /* &HFFFFFFFF in VBScript */
    assert_true(V_R8(&result) == 4294967295.0);
    assert_int_equal(call("unsigned long long f(unsigned long long)", echo, 1, value), S_OK);
    assert_int_equal(V_VT(&result), VT_DECIMAL);
    assert_int_equal(VarBstrFromDec(&V_DECIMAL(&result), 0x409, 0, &text), S_OK);
    assert_int_equal(wcscmp(text, L"18446744073709551615"), 0);
    SysFreeString(text);
    /* What came back goes in again. */
    value = result;
    assert_int_equal(call("unsigned long long f(unsigned long long)", echo, 1, value), S_OK);
    assert_true(V_DECIMAL(&result).Lo64 == UINT64_MAX);
    assert_int_equal(call("long long f(long long)", echo, 1, v_text(L"-9223372036854775808")), S_OK);
    assert_int_equal(V_VT(&result), VT_DECIMAL);
    assert_int_equal(V_DECIMAL(&result).sign, DECIMAL_NEG);
    assert_true(V_DECIMAL(&result).Lo64 == (uint64_t)1 << 63);
    assert_int_equal(call("long long f(long long)", echo, 1, v_r8(-9007199254740992.0)), S_OK);
    assert_int_equal(V_VT(&result), VT_R8);
    assert_true(V_R8(&result) == -9007199254740992.0);
}

TEST(test_integers_of_every_variant_type_are_taken)
{
    const VARIANT values[] = {{.vt = VT_I1, .cVal = 7}, {.vt = VT_UI1, .bVal = 7}, {.vt = VT_I2, .iVal = 7},
        {.vt = VT_UI2, .uiVal = 7}, {.vt = VT_I4, .lVal = 7}, {.vt = VT_UI4, .ulVal = 7}, {.vt = VT_I8, .llVal = 7},
        {.vt = VT_UI8, .ullVal = 7}, {.vt = VT_INT, .intVal = 7}, {.vt = VT_UINT, .uintVal = 7},
        {.vt = VT_R4, .fltVal = 7}, {.vt = VT_R8, .dblVal = 7}, {.vt = VT_CY, .cyVal = {.int64 = 70000}}};
    size_t i;
    LONG number = 7;
    VARIANT value;
    DECIMAL decimal = {.scale = 2, .Lo64 = 700};

    for (i = 0; i < ARRAYSIZE(values); i++) {
        assert_int_equal(call("short f(short)", echo, 1, values[i]), S_OK);
        assert_int_equal(V_I4(&result), 7);
    }
    V_DECIMAL(&value) = decimal;
    V_VT(&value) = VT_DECIMAL;
    assert_int_equal(call("short f(short)", echo, 1, value), S_OK);
    assert_int_equal(V_I4(&result), 7);
    assert_int_equal(call("short f(short)", echo, 1, v_text(L" 0x7 ")), S_OK);
    assert_int_equal(V_I4(&result), 7);
    assert_int_equal(call("int f(int)", echo, 1, (VARIANT){.vt = VT_BOOL, .boolVal = VARIANT_TRUE}), S_OK);
    assert_int_equal(V_I4(&result), 1);
    assert_int_equal(call("int f(int)", echo, 1, (VARIANT){.vt = VT_BYREF | VT_I4, .plVal = &number}), S_OK);
    assert_int_equal(V_I4(&result), 7);
}

TEST(test_integers_that_do_not_fit_are_refused)
{
    assert_int_equal(call("int f(int n)", echo, 1, v_r8(2147483648.0)), CROSSBIT_E_RANGE);
    assert_message_has(L"parameter 1 'n'");
    assert_message_has(L"2147483648");
    assert_int_equal(call("unsigned char f(unsigned char)", echo, 1, v_i4(256)), CROSSBIT_E_RANGE);
    assert_message_has(L"0 to 255");
    assert_int_equal(call("short f(short)", echo, 1, v_i4(32768)), CROSSBIT_E_RANGE);
    assert_int_equal(call("int f(int)", echo, 1, v_r8(1.5)), CROSSBIT_E_RANGE);
    assert_message_has(L"whole number");
    assert_int_equal(call("int f(int)", echo, 1, v_text(L"7 apples")), CROSSBIT_E_ARGUMENT);
    assert_message_has(L"7 apples");
    assert_int_equal(call("int f(int)", echo, 1, v_text(L"18446744073709551616")), CROSSBIT_E_RANGE);
    assert_int_equal(call("int f(int)", echo, 1, (VARIANT){.vt = VT_EMPTY}), CROSSBIT_E_ARGUMENT);
    assert_message_has(L"Empty");
    assert_int_equal(call("int f(int)", echo, 1, v_null()), CROSSBIT_E_ARGUMENT);
}

TEST(test_reals_and_bool)
{
    assert_int_equal(call("double f(double)", echo, 1, v_r8(0.1)), S_OK);
    assert_true(V_R8(&result) == 0.1);
    assert_int_equal(call("double f(double)", echo, 1, v_text(L"2.5")), S_OK);
    assert_true(V_R8(&result) == 2.5);
    assert_int_equal(call("float f(float)", echo, 1, v_i4(3)), S_OK);
    assert_int_equal(V_VT(&result), VT_R8);
    assert_true(V_R8(&result) == 3.0);
    assert_int_equal(call("float f(float)", echo, 1, v_r8(1e300)), CROSSBIT_E_RANGE);
    assert_message_has(L"float");
    assert_int_equal(call("_Bool f(_Bool)", echo, 1, v_i4(42)), S_OK);
    assert_int_equal(V_VT(&result), VT_BOOL);
    assert_int_equal(V_BOOL(&result), VARIANT_TRUE);
}

/* ---- text ---- */

static void text_back(struct loopback *l)
{
    memcpy(l->callee_result, l->callee_args[0], sizeof(void *));
}

TEST(test_text_in_three_encodings)
{
    assert_int_equal(call("const char *f(const char *)", text_back, 1, v_text(L"na\xefve")), S_OK);
    assert_text(&result, L"na\xefve");
    assert_int_equal(
        call("[utf8] const char *f([in, string, utf8] const char *)", text_back, 1, v_text(L"\x4f60\xd83d\xde00")),
        S_OK);
    assert_text(&result, L"\x4f60\xd83d\xde00");
    assert_int_equal(call("const wchar_t *f(const wchar_t *)", text_back, 1, v_text(L"\x4f60\xd83d\xde00")), S_OK);
    assert_text(&result, L"\x4f60\xd83d\xde00");
    assert_int_equal(call("const char *f(const char *)", text_back, 1, v_text(L"")), S_OK);
    assert_text(&result, L"");
    assert_int_equal(call("const char *f(const char *)", text_back, 1, v_null()), S_OK);
    assert_int_equal(V_VT(&result), VT_NULL);
    assert_int_equal(call("const char *f(const char *)", text_back, 1, (VARIANT){.vt = VT_DISPATCH}), S_OK);
    assert_int_equal(V_VT(&result), VT_NULL);
}

TEST(test_text_that_would_lose_something_is_refused)
{
    VARIANT nul = {.vt = VT_BSTR, .bstrVal = SysAllocStringLen(L"a\0b", 3)};

    if (GetACP() != CP_UTF8) {
        assert_int_equal(call("void f(const char *s)", NULL, 1, v_text(L"ab\x4f60")), CROSSBIT_E_RANGE);
        assert_message_has(L"U+4F60");
        assert_message_has(L"position 3");
    }
    assert_int_equal(call("void f([in, string, utf8] const char *s)", NULL, 1, v_text(L"x\xd83d")), CROSSBIT_E_RANGE);
    assert_message_has(L"U+D83D");
    assert_int_equal(call("void f(const wchar_t *s)", NULL, 1, nul), CROSSBIT_E_RANGE);
    assert_message_has(L"NUL");
    assert_int_equal(call("void f(const char *s)", NULL, 1, v_i4(5)), CROSSBIT_E_ARGUMENT);
    assert_message_has(L"CStr");
    assert_int_equal(call("void f(const char *s)", NULL, 1, v_array(VT_UI1, "ab", 2)), CROSSBIT_E_ARGUMENT);
    assert_message_has(L"lib.Text");
}

static void write_hello(struct loopback *l)
{
    strcpy(*(char **)l->callee_args[0], "hello");
}

TEST(test_text_out_goes_into_the_variable)
{
    VARIANT text = {.vt = VT_EMPTY};
    BSTR typed = SysAllocString(L"before");

    assert_int_equal(
        call("void f([out, string, size_is(n)] char *s, int n)", write_hello, 2, v_ref(&text), v_i4(10)), S_OK);
    assert_text(&text, L"hello");
    VariantClear(&text);
    assert_int_equal(call("void f([out, string, size_is(n)] char *s, int n)", write_hello, 2,
                         (VARIANT){.vt = VT_BYREF | VT_BSTR, .pbstrVal = &typed}, v_i4(10)),
        S_OK);
    assert_int_equal(wcscmp(typed, L"hello"), 0);
    SysFreeString(typed);
    assert_int_equal(
        call("void f([out, string, size_is(n)] char *s, int n)", NULL, 2, v_text(L"x"), v_i4(10)), CROSSBIT_E_ARGUMENT);
    assert_message_has(L"variable");
    text = v_text(L"much too long");
    assert_int_equal(
        call("void f([in, out, string, size_is(n)] char *s, int n)", NULL, 2, v_ref(&text), v_i4(4)), CROSSBIT_E_RANGE);
    assert_message_has(L"size_is says 4");
    VariantClear(&text);
}

/* ---- arrays ---- */

static void sum_bytes(struct loopback *l)
{
    const uint8_t *bytes = *(uint8_t **)l->callee_args[0];
    unsigned i, sum = 0;

    for (i = 0; i < *(unsigned *)l->callee_args[1]; i++)
        sum = sum * 256 + bytes[i];
    *(unsigned *)l->callee_result = sum;
}

static const char sum_declaration[] = "unsigned sum([in, size_is(n)] const void *data, unsigned n)";

TEST(test_bytes_from_every_kind_of_array)
{
    const signed char negative[] = {1, -1};
    const int32_t ints[] = {1, 255};

    assert_int_equal(call(sum_declaration, sum_bytes, 2, v_array(VT_UI1, "\1\2\3", 3), v_i4(3)), S_OK);
    assert_int_equal(V_I4(&result), 0x10203);
    assert_int_equal(call(sum_declaration, sum_bytes, 2, v_array(VT_I1, negative, 2), v_i4(2)), S_OK);
    assert_int_equal(V_I4(&result), 0x1ff);
    assert_int_equal(call(sum_declaration, sum_bytes, 2, v_array(VT_I4, ints, 2), v_i4(2)), S_OK);
    assert_int_equal(V_I4(&result), 0x1ff);
    assert_int_equal(call(sum_declaration, sum_bytes, 2, v_list(2, v_i4(1), v_text(L"255")), v_i4(2)), S_OK);
    assert_int_equal(V_I4(&result), 0x1ff);
    assert_int_equal(call(sum_declaration, sum_bytes, 2, v_array(VT_UI1, "\1\2\3", 3), v_i4(2)), S_OK);
    assert_int_equal(V_I4(&result), 0x102);
    assert_int_equal(call(sum_declaration, sum_bytes, 2, v_array(VT_UI1, "", 0), v_i4(0)), S_OK);
    assert_int_equal(V_I4(&result), 0);
}

TEST(test_bytes_that_are_wrong_are_refused)
{
    SAFEARRAYBOUND bounds[2] = {{2, 0}, {2, 0}};
    VARIANT plane = {.vt = VT_ARRAY | VT_UI1, .parray = SafeArrayCreate(VT_UI1, 2, bounds)};

    assert_int_equal(call(sum_declaration, NULL, 2, v_array(VT_UI1, "ab", 2), v_i4(3)), CROSSBIT_E_ARGUMENT);
    assert_message_has(L"2 elements, but size_is says 3");
    assert_int_equal(call(sum_declaration, NULL, 2, v_text(L"abc"), v_i4(3)), CROSSBIT_E_ARGUMENT);
    assert_message_has(L"lib.Bytes");
    assert_int_equal(call(sum_declaration, NULL, 2, v_i4(3), v_i4(3)), CROSSBIT_E_ARGUMENT);
    assert_message_has(L"array");
    assert_int_equal(call(sum_declaration, NULL, 2, v_list(2, v_i4(1), v_i4(256)), v_i4(2)), CROSSBIT_E_RANGE);
    assert_message_has(L"element 1");
    assert_int_equal(call(sum_declaration, NULL, 2, plane, v_i4(2)), CROSSBIT_E_ARGUMENT);
    assert_message_has(L"2 dimensions");
    assert_int_equal(
        call("unsigned sum([in, size_is(n)] const void *data, int n)", NULL, 2, v_array(VT_UI1, "ab", 2), v_i4(-1)),
        CROSSBIT_E_RANGE);
}

static void double_ints(struct loopback *l)
{
    int i, *numbers = *(int **)l->callee_args[0];

    for (i = 0; i < *(int *)l->callee_args[1]; i++)
        numbers[i] *= 2;
}

TEST(test_numbers_in_out_come_back)
{
    static const char declaration[] = "void f([in, out, size_is(n)] int *numbers, int n)";
    const int32_t ints[] = {1, -2};
    SAFEARRAYBOUND bound = {2, 1};
    VARIANT variable = v_list(2, v_i4(3), v_text(L"-4"));
    SAFEARRAY *typed;

    assert_int_equal(call(declaration, double_ints, 2, v_ref(&variable), v_i4(2)), S_OK);
    assert_int_equal(V_I4(element(&variable, 0)), 6);
    assert_int_equal(V_I4(element(&variable, 1)), -8);
    VariantClear(&variable);
    /* A typed array of a typed language: its element type and its bounds stay. */
    typed = SafeArrayCreate(VT_I4, 1, &bound);
    memcpy(typed->pvData, ints, sizeof(ints));
    assert_int_equal(
        call(declaration, double_ints, 2, (VARIANT){.vt = VT_BYREF | VT_ARRAY | VT_I4, .pparray = &typed}, v_i4(2)),
        S_OK);
    assert_int_equal(((int32_t *)typed->pvData)[1], -4);
    assert_int_equal(typed->rgsabound[0].lLbound, 1);
    SafeArrayDestroy(typed);
    variable = v_array(VT_I4, ints, 2);
    assert_int_equal(call(declaration, double_ints, 2, v_ref(&variable), v_i4(2)), S_OK);
    assert_int_equal(V_I4(element(&variable, 0)), 2);
    VariantClear(&variable);
    assert_int_equal(call(declaration, double_ints, 2, v_array(VT_I4, ints, 2), v_i4(2)), CROSSBIT_E_ARGUMENT);
    assert_message_has(L"variable");
    assert_int_equal(call(declaration, double_ints, 2, v_ref(&variable), v_i4(2)), CROSSBIT_E_ARGUMENT);
    assert_message_has(L"Empty");
}

static void fill_bytes(struct loopback *l)
{
    unsigned *length = *(unsigned **)l->callee_args[1];

    memcpy(*(char **)l->callee_args[0], "ABCDE", 5);
    *length = *length >= 5 ? 3 : 5;
}

TEST(test_bytes_out_have_the_length_that_the_callee_says)
{
    static const char declaration[] =
        "void f([out, size_is(*length), length_is(*length)] char *data, [in, out] unsigned *length)";
    VARIANT data = v_text(L"old"), length = v_i4(5);
    SAFEARRAY *typed = NULL;
    ULONG count = 5;

    assert_int_equal(call(declaration, fill_bytes, 2, v_ref(&data), v_ref(&length)), S_OK);
    assert_int_equal(V_VT(&data), VT_ARRAY | VT_UI1);
    assert_int_equal(V_ARRAY(&data)->rgsabound[0].cElements, 3);
    assert_memory_equal(V_ARRAY(&data)->pvData, "ABC", 3);
    assert_int_equal(V_I4(&length), 3);
    VariantClear(&data);
    /* As a typed language passes them; the array is made anew. */
    assert_int_equal(call(declaration, fill_bytes, 2, (VARIANT){.vt = VT_BYREF | VT_ARRAY | VT_UI1, .pparray = &typed},
                         (VARIANT){.vt = VT_BYREF | VT_UI4, .pulVal = &count}),
        S_OK);
    assert_int_equal(count, 3);
    assert_int_equal(typed->rgsabound[0].cElements, 3);
    SafeArrayDestroy(typed);
    /* An output that is not wanted. */
    length = v_i4(5);
    data = v_null();
    assert_int_equal(call("int f([out, size_is(2)] int *data)", NULL, 1, data), S_OK);
}

static void set_all_bits(struct loopback *l)
{
    **(unsigned **)l->callee_args[0] = 0xffffffff;
}

TEST(test_typed_references_take_outputs)
{
    static const char declaration[] = "void f([out] unsigned *value)";
    LONG number = 1;
    double real = 1;
    SHORT small = 1;
    VARIANT inner = {.vt = VT_EMPTY}, outer = v_ref(&inner);

    /* A Long of VBA keeps the bits of a DWORD. */
    assert_int_equal(call(declaration, set_all_bits, 1, (VARIANT){.vt = VT_BYREF | VT_I4, .plVal = &number}), S_OK);
    assert_int_equal(number, -1);
    assert_int_equal(call(declaration, set_all_bits, 1, (VARIANT){.vt = VT_BYREF | VT_R8, .pdblVal = &real}), S_OK);
    assert_true(real == 4294967295.0);
    assert_int_equal(call(declaration, set_all_bits, 1, v_ref(&outer)), S_OK);
    assert_int_equal(V_VT(&inner), VT_R8);
    assert_int_equal(
        call(declaration, set_all_bits, 1, (VARIANT){.vt = VT_BYREF | VT_I2, .piVal = &small}), CROSSBIT_E_RANGE);
}

/* ---- structs, handles, functions ---- */

static const char point_declaration[] =
    "typedef struct point { int x, y; } point; point move(point p, [in, out] point *q, [out, size_is(2)] point *both);";

static void move_point(struct loopback *l)
{
    POINT *p = l->callee_args[0], *q = *(POINT **)l->callee_args[1], *both = *(POINT **)l->callee_args[2];

    both[0] = *p;
    both[1] = *q;
    q->x += p->x;
    *(POINT *)l->callee_result = (POINT){p->y, p->x};
}

TEST(test_structs_are_arrays_of_their_members)
{
    VARIANT q = v_list(2, v_i4(10), v_i4(20)), both = {.vt = VT_EMPTY};

    assert_int_equal(
        call(point_declaration, move_point, 3, v_list(2, v_i4(1), v_i4(2)), v_ref(&q), v_ref(&both)), S_OK);
    assert_int_equal(V_I4(element(&result, 0)), 2);
    assert_int_equal(V_I4(element(&result, 1)), 1);
    assert_int_equal(V_I4(element(&q, 0)), 11);
    assert_int_equal(V_I4(element(element(&both, 1), 0)), 10);
    VariantClear(&q);
    VariantClear(&both);
    assert_int_equal(
        call("struct point { int x, y; }; int f(struct point p)", NULL, 1, v_list(1, v_i4(1))), CROSSBIT_E_ARGUMENT);
    assert_message_has(L"2 members");
    assert_int_equal(
        call("struct point { int x, y; }; int f(struct point p)", NULL, 1, v_list(2, v_i4(1), v_text(L"?"))),
        CROSSBIT_E_ARGUMENT);
    assert_message_has(L"parameter 1 'p', member 'y'");
}

static void echo_struct(struct loopback *l)
{
    memcpy(l->callee_result, l->callee_args[0], l->function->result->size);
}

TEST(test_struct_with_arrays_text_and_pointers)
{
    static const char declaration[] =
        "struct item { [string] char name[8]; wchar_t wide[2]; short numbers[2]; int count; "
        "[size_is(count)] const int *values; const char *note; };"
        "struct item f(struct item i);";
    VARIANT item = v_list(6, v_text(L"abc"), v_text(L"xy"), v_list(2, v_i4(1), v_i4(-2)), v_i4(3),
        v_list(3, v_i4(7), v_i4(8), v_i4(9)), v_text(L"note"));

    assert_int_equal(call(declaration, echo_struct, 1, item), S_OK);
    assert_text(element(&result, 0), L"abc");
    assert_int_equal(V_I4(element(element(&result, 1), 1)), 'y');
    assert_int_equal(V_I4(element(element(&result, 2), 1)), -2);
    assert_int_equal(V_I4(element(element(&result, 4), 2)), 9);
    assert_text(element(&result, 5), L"note");
}

/* Rows of numbers: arrays inside an array, whose sizes are found among the parameters or the members. */
static void add_rows(struct loopback *l)
{
    int **rows = *(int ***)l->callee_args[0];
    int n = *(int *)l->callee_args[1], m = *(int *)l->callee_args[2], sum = 0, i, j;

    for (i = 0; i < n; i++)
        for (j = 0; j < m; j++)
            sum += rows[i][j]++;
    *(int *)l->callee_result = sum;
}

TEST(test_pointers_in_arrays_have_sizes)
{
    VARIANT rows = v_list(2, v_list(3, v_i4(1), v_i4(2), v_i4(3)), v_list(3, v_i4(10), v_i4(20), v_i4(30)));

    assert_int_equal(
        call("int f([in, out, size_is(n, m)] int **rows, int n, int m)", add_rows, 3, v_ref(&rows), v_i4(2), v_i4(3)),
        S_OK);
    assert_int_equal(V_I4(&result), 66);
    assert_int_equal(V_I4(element(element(&rows, 1), 2)), 31);
    VariantClear(&rows);
    assert_int_equal(
        call("struct table { [size_is(n)] const short *rows[2]; int n; }; struct table f(struct table)", echo_struct, 1,
            v_list(2, v_list(2, v_list(2, v_i4(1), v_i4(2)), v_list(2, v_i4(3), v_i4(4))), v_i4(2))),
        S_OK);
    assert_int_equal(V_I4(element(element(element(&result, 0), 1), 1)), 4);
}

static void add_long_row(struct loopback *l)
{
    const int *row = **(const int ***)l->callee_args[0];
    int i;

    for (i = 0; i < 1000; i++)
        *(int *)l->callee_result += row[i];
}

static void add_bytes(struct loopback *l)
{
    const unsigned char *bytes = *(const unsigned char **)l->callee_args[0];
    int i;

    for (i = 0; i < **(const int **)l->callee_args[1]; i++)
        *(int *)l->callee_result += bytes[i];
}

/* What a size is made of may stand behind it, and have a size itself: the memory must have room for all of it. */
TEST(test_sizes_are_known_before_what_they_measure)
{
    unsigned char bytes[1000];
    int numbers[1000], i;

    for (i = 0; i < 1000; i++)
        bytes[i] = 1, numbers[i] = 1;
    assert_int_equal(call("int f([in, size_is(, n)] const int *const *row, int n)", add_long_row, 2,
                         v_array(VT_I4, numbers, 1000), v_i4(1000)),
        S_OK);
    assert_int_equal(V_I4(&result), 1000);
    assert_int_equal(call("int f([in, size_is(*n)] const BYTE *bytes, [in, size_is(1)] const int *n)", add_bytes, 2,
                         v_array(VT_UI1, bytes, 1000), v_list(1, v_i4(1000))),
        S_OK);
    assert_int_equal(V_I4(&result), 1000);
    assert_int_equal(call("struct item { [size_is(*n)] const BYTE *bytes; [size_is(1)] const int *n; };"
                          "struct item f(struct item)",
                         echo_struct, 1, v_list(2, v_array(VT_UI1, bytes, 1000), v_list(1, v_i4(1000)))),
        S_OK);
    assert_int_equal(V_ARRAY(element(&result, 0))->rgsabound[0].cElements, 1000);
    assert_int_equal(((unsigned char *)V_ARRAY(element(&result, 0))->pvData)[999], 1);
    assert_int_equal(call("int f([in, size_is(*b)] const int *a, [in, size_is(*a)] const int *b)", add_bytes, 2,
                         v_list(1, v_i4(1)), v_list(1, v_i4(1))),
        CROSSBIT_E_ARGUMENT);
    assert_message_has(L"parameter 1 'a'");
}

static void new_handle(struct loopback *l)
{
    *(uintptr_t *)l->callee_result = 0x1234;
}

TEST(test_handles_are_numbers)
{
    assert_int_equal(call("typedef struct foo foo; foo *f(void)", new_handle, 0), S_OK);
    assert_int_equal(V_VT(&result), VT_I4);
    assert_int_equal(V_I4(&result), 0x1234);
    assert_int_equal(call("typedef struct foo foo; foo *f(foo *)", echo, 1, v_i4(0x1234)), S_OK);
    assert_int_equal(V_I4(&result), 0x1234);
    assert_int_equal(call("typedef struct foo foo; foo *f(foo *)", echo, 1, v_null()), S_OK);
    assert_int_equal(V_I4(&result), 0);
    assert_int_equal(call("HWND f(HWND)", echo, 1, v_i4(-2)), S_OK);
    assert_int_equal(V_I4(&result), -2);
    assert_int_equal(call("typedef struct foo foo; foo *f(foo *)", echo, 1, v_text(L"x")), CROSSBIT_E_ARGUMENT);
    assert_message_has(L"handle");
}

TEST(test_functions_must_be_objects)
{
    assert_int_equal(call("void f(int (*compare)([in] const int *, [in] const int *))", NULL, 1, v_null()), S_OK);
    assert_int_equal(call("void f(int (*compare)([in] const int *, [in] const int *))", NULL, 1, v_text(L"compare")),
        CROSSBIT_E_ARGUMENT);
    assert_message_has(L"GetRef");
}

static void results_of_memory(struct loopback *l)
{
    static int table[3] = {1, 2, 3};

    *(int **)l->callee_result = table;
}

TEST(test_result_with_size_is_an_array)
{
    assert_int_equal(call("[size_is(3)] const int *f(void)", results_of_memory, 0), S_OK);
    assert_int_equal(V_I4(element(&result, 2)), 3);
    assert_int_equal(call("const int *f(void)", results_of_memory, 0), S_OK);
    assert_int_equal(V_I4(&result), 1);
}

/* ---- Bytes and Text ---- */

TEST(test_bytes_and_text_are_inverse)
{
    static const wchar_t *const encodings[] = {L"", L"ansi", L"utf-8", L"UTF-16"};
    VARIANT bytes;
    BSTR text, error = NULL;
    size_t i;

    for (i = 0; i < ARRAYSIZE(encodings); i++) {
        assert_int_equal(variant_bytes_from_text(L"na\xefve\0x", 7, encodings[i], &bytes, &error), S_OK);
        assert_int_equal(variant_text_from_bytes(&bytes, encodings[i], &text, &error), S_OK);
        assert_int_equal(SysStringLen(text), 7);
        assert_memory_equal(text, L"na\xefve\0x", 14);
        SysFreeString(text);
        VariantClear(&bytes);
    }
    assert_int_equal(variant_bytes_from_text(L"x", 1, L"ebcdic", &bytes, &error), CROSSBIT_E_ARGUMENT);
    assert_non_null(wcsstr(error, L"ebcdic"));
    SysFreeString(error);
    error = NULL;
    bytes = v_list(2, v_i4(0x41), v_i4(0x42));
    assert_int_equal(variant_text_from_bytes(&bytes, NULL, &text, &error), S_OK);
    assert_int_equal(wcscmp(text, L"AB"), 0);
    SysFreeString(text);
    VariantClear(&bytes);
    bytes = v_text(L"AB");
    assert_int_equal(variant_text_from_bytes(&bytes, NULL, &text, &error), CROSSBIT_E_ARGUMENT);
    assert_non_null(error);
    SysFreeString(error);
    VariantClear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers_by_width_keep_every_digit),
        cmocka_unit_test(test_integers_of_every_variant_type_are_taken),
        cmocka_unit_test(test_integers_that_do_not_fit_are_refused),
        cmocka_unit_test(test_reals_and_bool),
        cmocka_unit_test(test_text_in_three_encodings),
        cmocka_unit_test(test_text_that_would_lose_something_is_refused),
        cmocka_unit_test(test_text_out_goes_into_the_variable),
        cmocka_unit_test(test_bytes_from_every_kind_of_array),
        cmocka_unit_test(test_bytes_that_are_wrong_are_refused),
        cmocka_unit_test(test_numbers_in_out_come_back),
        cmocka_unit_test(test_bytes_out_have_the_length_that_the_callee_says),
        cmocka_unit_test(test_typed_references_take_outputs),
        cmocka_unit_test(test_structs_are_arrays_of_their_members),
        cmocka_unit_test(test_struct_with_arrays_text_and_pointers),
        cmocka_unit_test(test_pointers_in_arrays_have_sizes),
        cmocka_unit_test(test_sizes_are_known_before_what_they_measure),
        cmocka_unit_test(test_handles_are_numbers),
        cmocka_unit_test(test_functions_must_be_objects),
        cmocka_unit_test(test_result_with_size_is_an_array),
        cmocka_unit_test(test_bytes_and_text_are_inverse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
