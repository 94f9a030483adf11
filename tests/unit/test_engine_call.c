/* SPDX-License-Identifier: MIT */
/* engine_call: every convention and type, and that the callee cannot disturb the caller's machine state. */
#include "engine_types.h"

#include <errno.h>
#include <float.h>
#include <stdio.h>

struct bytes3 {
    char b[3];
};
struct pair {
    int a, b;
};
struct one_float {
    float f;
};
struct one_double {
    double d;
};
struct triple {
    int a, b, c;
};
struct mixed {
    char c;
    double d;
    short s;
    int64_t q;
};
struct big {
    unsigned char bytes[70000];
};
struct one_byte {
    char c;
};
struct one_short {
    short s;
};
STRUCT_TYPE(type_bytes3, struct bytes3);
STRUCT_TYPE(type_pair, struct pair);
STRUCT_TYPE(type_one_float, struct one_float);
STRUCT_TYPE(type_one_double, struct one_double);
STRUCT_TYPE(type_triple, struct triple);
STRUCT_TYPE(type_mixed, struct mixed);
STRUCT_TYPE(type_big, struct big);
STRUCT_TYPE(type_one_byte, struct one_byte);
STRUCT_TYPE(type_one_short, struct one_short);

/* Every integer type as parameter and result: f(x) = x. The neighbours show that nothing is written beyond it. */
#define IDENTITY(name, c_type)                                                                                         \
    static c_type name(c_type value)                                                                                   \
    {                                                                                                                  \
        return value;                                                                                                  \
    }
IDENTITY(same_i8, int8_t)
IDENTITY(same_u8, uint8_t)
IDENTITY(same_i16, int16_t)
IDENTITY(same_u16, uint16_t)
IDENTITY(same_i32, int32_t)
IDENTITY(same_u32, uint32_t)
IDENTITY(same_i64, int64_t)
IDENTITY(same_u64, uint64_t)
IDENTITY(same_pointer, void *)

#define CHECK_IDENTITY(type, c_type, function, given)                                                                  \
    do {                                                                                                               \
        c_type result[2] = {(c_type)0x55, (c_type)0x55};                                                               \
        c_type value = (c_type)(given);                                                                                \
        hand_call(CONV_CDECL, &type, TYPES(&type), CODE(function), ARGS(&value), &result[0]);                          \
        assert_true(result[0] == value);                                                                               \
        assert_true(result[1] == (c_type)0x55);                                                                        \
    } while (0)

static void test_call_integers_cross_unchanged(void **state)
{
    (void)state;
    CHECK_IDENTITY(type_i8, int8_t, same_i8, -128);
    CHECK_IDENTITY(type_u8, uint8_t, same_u8, 255);
    CHECK_IDENTITY(type_i16, int16_t, same_i16, -32768);
    CHECK_IDENTITY(type_u16, uint16_t, same_u16, 65535);
    CHECK_IDENTITY(type_i32, int32_t, same_i32, INT32_MIN);
    CHECK_IDENTITY(type_u32, uint32_t, same_u32, UINT32_MAX);
    CHECK_IDENTITY(type_i64, int64_t, same_i64, INT64_MIN);
    CHECK_IDENTITY(type_u64, uint64_t, same_u64, 0xfedcba9876543210);
    CHECK_IDENTITY(type_pointer, void *, same_pointer, (uintptr_t)state);
}

/* Reads the parameter as a full register: narrow types must arrive widened as their signedness says. */
static int64_t widened_int(int value)
{
    return value;
}

TEST(test_call_narrow_arguments_are_promoted)
{
    int64_t result;

    hand_call(CONV_CDECL, &type_i64, TYPES(&type_i8), CODE(widened_int), ARGS(AT(int8_t, -5)), &result);
    assert_true(result == -5);
    hand_call(CONV_CDECL, &type_i64, TYPES(&type_u8), CODE(widened_int), ARGS(AT(uint8_t, 251)), &result);
    assert_true(result == 251);
    hand_call(CONV_CDECL, &type_i64, TYPES(&type_i16), CODE(widened_int), ARGS(AT(int16_t, -5)), &result);
    assert_true(result == -5);
    hand_call(CONV_CDECL, &type_i64, TYPES(&type_u16), CODE(widened_int), ARGS(AT(uint16_t, 65531)), &result);
    assert_true(result == 65531);
    hand_call(CONV_CDECL, &type_i64, TYPES(&type_bool), CODE(widened_int), ARGS(AT(uint8_t, 1)), &result);
    assert_true(result == 1);
}

static int not_a_bool(void)
{
    return 0x1200 + 2;
}

TEST(test_call_bool_result_is_zero_or_one)
{
    unsigned char result = 9;

    hand_call(CONV_CDECL, &type_bool, TYPES(), CODE(not_a_bool), ARGS(), &result);
    assert_int_equal(result, 1);
}

static float add_floats(float a, double b, float c, double d, float e, int f)
{
    return a + (float)b * 2 + c * 3 + (float)d * 4 + e * 5 + (float)f * 6;
}

static double subtract_doubles(double a, float b)
{
    return a - b;
}

TEST(test_call_floating_point_in_and_out)
{
    float f = 0;
    double d = 0;

    hand_call(CONV_CDECL, &type_float,
        TYPES(&type_float, &type_double, &type_float, &type_double, &type_float, &type_i32), CODE(add_floats),
        ARGS(AT(float, 1), AT(double, 2), AT(float, 3), AT(double, 4), AT(float, 5), AT(int, 6)), &f);
    assert_true(f == 91);
    hand_call(CONV_CDECL, &type_double, TYPES(&type_double, &type_float), CODE(subtract_doubles),
        ARGS(AT(double, 0.1), AT(float, 0.5f)), &d);
    assert_true(d == 0.1 - 0.5);
}

/* One function, each convention: 14 digits show every parameter in its place. */
#define DIGITS(name, convention)                                                                                       \
    static int64_t convention name(void *a, char b, short c, int d, int64_t e, float f, double g, unsigned char h)     \
    {                                                                                                                  \
        return (int64_t)(intptr_t)a + b * 10LL + c * 100LL + d * 1000LL + e * 10000LL + (int64_t)f * 100000LL +        \
               (int64_t)g * 1000000LL + h * 10000000LL;                                                                \
    }
DIGITS(digits_cdecl, __cdecl)
DIGITS(digits_stdcall, __stdcall)
DIGITS(digits_fastcall, __fastcall)
DIGITS(digits_thiscall, __thiscall)

TEST(test_call_each_convention_places_arguments)
{
    static const struct {
        enum cconvention convention;
        void *code;
    } cases[] = {{CONV_CDECL, CODE(digits_cdecl)}, {CONV_STDCALL, CODE(digits_stdcall)},
        {CONV_FASTCALL, CODE(digits_fastcall)}, {CONV_THISCALL, CODE(digits_thiscall)}};
    int64_t result;
    size_t i;

    for (i = 0; i < ARRAYSIZE(cases); i++) {
        hand_call(cases[i].convention, &type_i64,
            TYPES(&type_pointer, &type_i8, &type_i16, &type_i32, &type_i64, &type_float, &type_double, &type_u8),
            cases[i].code,
            ARGS(AT(void *, (void *)1), AT(char, 2), AT(short, 3), AT(int, 4), AT(int64_t, 5), AT(float, 6),
                AT(double, 7), AT(unsigned char, 8)),
            &result);
        assert_true(result == 87654321);
    }
}

/* Floats and 64-bit values in front take no register away from the integers behind. */
static int __fastcall fast_float_first(float f, int a, double d, int b, int c)
{
    return (int)f + a * 10 + (int)d * 100 + b * 1000 + c * 10000;
}

/* A structure goes to the stack; its words count as used registers. */
static int __fastcall fast_struct_first(struct one_short s, int a, int b)
{
    return s.s + a * 10 + b * 100;
}

/* But a float is none, also inside a structure of its own. */
static int __fastcall fast_one_float_first(struct one_float f, int a, int b)
{
    return (int)f.f + a * 10 + b * 100;
}

TEST(test_call_fastcall_picks_registers)
{
    static const struct cfield field = {.name = "f", .type = &type_float};
    static const struct ctype one_float = {
        .kind = CTYPE_STRUCT, .name = "struct one_float", .size = 4, .fields = &field, .field_count = 1};
    int result;

    hand_call(CONV_FASTCALL, &type_i32, TYPES(&type_float, &type_i32, &type_double, &type_i32, &type_i32),
        CODE(fast_float_first), ARGS(AT(float, 1), AT(int, 2), AT(double, 3), AT(int, 4), AT(int, 5)), &result);
    assert_int_equal(result, 54321);
    hand_call(CONV_FASTCALL, &type_i32, TYPES(&type_one_short, &type_i32, &type_i32), CODE(fast_struct_first),
        ARGS(AT(struct one_short, 1), AT(int, 2), AT(int, 3)), &result);
    assert_int_equal(result, 321);
    hand_call(CONV_FASTCALL, &type_i32, TYPES(&one_float, &type_i32, &type_i32), CODE(fast_one_float_first),
        ARGS(AT(struct one_float, 4), AT(int, 5), AT(int, 6)), &result);
    assert_int_equal(result, 654);
}

static int many(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l)
{
    return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10 + k * 11 + l * 12;
}

TEST(test_call_many_arguments_reach_the_stack)
{
    int values[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, result;
    void *args[12];
    size_t i;

    for (i = 0; i < 12; i++)
        args[i] = &values[i];
    hand_call(CONV_CDECL, &type_i32,
        TYPES(&type_i32, &type_i32, &type_i32, &type_i32, &type_i32, &type_i32, &type_i32, &type_i32, &type_i32,
            &type_i32, &type_i32, &type_i32),
        CODE(many), args, &result);
    assert_int_equal(result, 650);
}

/* x64: a variadic double is read from the integer register. */
TEST(test_call_variadic_doubles_arrive)
{
    struct engine_outcome outcome = {0};
    struct hand_function made;
    char text[64] = "", *buffer = text;
    const char *format = "%d %.2f %s %I64d %g";
    int result = 0;

    hand_make(&made, CONV_STDCALL, &type_i32,
        TYPES(&type_pointer, &type_pointer, &type_i32, &type_double, &type_pointer, &type_i64, &type_double));
    made.function.variadic = true; /* and so cdecl, whatever was said */
    assert_int_equal(engine_call(&made.function, CODE(GetProcAddress(GetModuleHandleW(L"msvcrt.dll"), "sprintf")),
                         ARGS(&buffer, &format, AT(int, -7), AT(double, 2.5), AT(const char *, "xyz"),
                             AT(int64_t, 1LL << 40), AT(double, 0.125)),
                         &result, &outcome),
        S_OK);
    assert_string_equal(text, "-7 2.50 xyz 1099511627776 0.125");
    assert_int_equal(result, 31);
}

static int sum_structs(struct one_byte a, struct one_short b, struct pair c, struct bytes3 d, struct triple e,
    struct mixed f, struct one_float g)
{
    return a.c + b.s * 2 + c.a * 3 + c.b * 4 + d.b[0] * 5 + d.b[2] * 6 + e.a * 7 + e.c * 8 + f.c * 9 + (int)f.d * 10 +
           f.s * 11 + (int)f.q * 12 + (int)g.f * 13;
}

TEST(test_call_structs_by_value)
{
    struct mixed mixed = {9, 10, 11, 12};
    int result;

    hand_call(CONV_CDECL, &type_i32,
        TYPES(&type_one_byte, &type_one_short, &type_pair, &type_bytes3, &type_triple, &type_mixed, &type_one_float),
        CODE(sum_structs),
        ARGS(AT(struct one_byte, 1), AT(struct one_short, 2), &((struct pair){3, 4}), &((struct bytes3){{5, 0, 6}}),
            &((struct triple){7, 0, 8}), &mixed, AT(struct one_float, 13)),
        &result);
    assert_int_equal(result, 819);
}

static void change_struct(struct triple t)
{
    t.a = 99;
    __asm__ volatile("" ::"m"(t));
}

TEST(test_call_struct_argument_is_a_copy)
{
    struct triple value = {1, 2, 3};

    hand_call(CONV_CDECL, &type_void, TYPES(&type_triple), CODE(change_struct), ARGS(&value), NULL);
    assert_int_equal(value.a, 1);
}

#define MAKE(name, convention, c_type, ...)                                                                            \
    static c_type convention name(int a, int b)                                                                        \
    {                                                                                                                  \
        c_type made = __VA_ARGS__;                                                                                     \
        (void)a;                                                                                                       \
        (void)b;                                                                                                       \
        return made;                                                                                                   \
    }
MAKE(make_byte, __cdecl, struct one_byte, {(char)a})
MAKE(make_short, __stdcall, struct one_short, {(short)a})
MAKE(make_pair, __stdcall, struct pair, {a, b})
MAKE(make_pair_fast, __fastcall, struct pair, {a, b})
MAKE(make_bytes3, __cdecl, struct bytes3, {{(char)a, (char)b, 3}})
MAKE(make_triple, __cdecl, struct triple, {a, b, 3})
MAKE(make_triple_std, __stdcall, struct triple, {a, b, 3})
MAKE(make_mixed, __stdcall, struct mixed, {(char)a, b, 3, 4})
MAKE(make_float, __cdecl, struct one_float, {(float)a})
MAKE(make_double, __cdecl, struct one_double, {(double)b})

TEST(test_call_structs_returned)
{
    void *args[] = {AT(int, 1), AT(int, 2)};
    const struct ctype *const *types = TYPES(&type_i32, &type_i32);
    struct one_byte byte[2] = {{0}, {77}};
    struct one_short word = {0};
    struct pair pair = {0};
    struct bytes3 three[2] = {{{0}}, {{77}}};
    struct triple triple = {0};
    struct mixed mixed = {0};
    struct one_float one_float = {0};
    struct one_double one_double = {0};

    hand_call(CONV_CDECL, &type_one_byte, types, CODE(make_byte), args, byte);
    assert_int_equal(byte[0].c, 1);
    assert_int_equal(byte[1].c, 77);
    hand_call(CONV_STDCALL, &type_one_short, types, CODE(make_short), args, &word);
    assert_int_equal(word.s, 1);
    hand_call(CONV_STDCALL, &type_pair, types, CODE(make_pair), args, &pair);
    assert_true(pair.a == 1 && pair.b == 2);
    pair.a = pair.b = 0;
    hand_call(CONV_FASTCALL, &type_pair, types, CODE(make_pair_fast), args, &pair);
    assert_true(pair.a == 1 && pair.b == 2);
    hand_call(CONV_CDECL, &type_bytes3, types, CODE(make_bytes3), args, three);
    assert_true(three[0].b[0] == 1 && three[0].b[1] == 2 && three[0].b[2] == 3 && three[1].b[0] == 77);
    hand_call(CONV_CDECL, &type_triple, types, CODE(make_triple), args, &triple);
    assert_true(triple.a == 1 && triple.b == 2 && triple.c == 3);
    ZeroMemory(&triple, sizeof(triple));
    hand_call(CONV_STDCALL, &type_triple, types, CODE(make_triple_std), args, &triple);
    assert_true(triple.a == 1 && triple.b == 2 && triple.c == 3);
    hand_call(CONV_STDCALL, &type_mixed, types, CODE(make_mixed), args, &mixed);
    assert_true(mixed.c == 1 && mixed.d == 2 && mixed.s == 3 && mixed.q == 4);
    hand_call(CONV_CDECL, &type_one_float, types, CODE(make_float), args, &one_float);
    assert_true(one_float.f == 1);
    hand_call(CONV_CDECL, &type_one_double, types, CODE(make_double), args, &one_double);
    assert_true(one_double.d == 2);
}

/* MSVC's rule spelled out with a parameter: in a member function the hidden pointer follows `this`. */
static struct pair *__thiscall method_pair(int *self, struct pair *hidden, int b)
{
    hidden->a = *self;
    hidden->b = b;
    return hidden;
}

/* fastcall: the hidden pointer is on the stack, in front of what else is there. */
static struct triple *__fastcall fast_triple(int a, int b, struct triple *hidden, int c)
{
    hidden->a = a;
    hidden->b = b;
    hidden->c = c;
    return hidden;
}

TEST(test_call_hidden_result_follows_msvc)
{
#ifndef __x86_64__
    int self = 5, *this_pointer = &self;
    struct pair pair = {0};
    struct triple triple = {0};

    hand_call(CONV_THISCALL, &type_pair, TYPES(&type_pointer, &type_i32), CODE(method_pair),
        ARGS(&this_pointer, AT(int, 6)), &pair);
    assert_true(pair.a == 5 && pair.b == 6);
    hand_call(CONV_FASTCALL, &type_triple, TYPES(&type_i32, &type_i32, &type_i32), CODE(fast_triple),
        ARGS(AT(int, 1), AT(int, 2), AT(int, 3)), &triple);
    assert_true(triple.a == 1 && triple.b == 2 && triple.c == 3);
#else
    /* x64 knows no such conventions: the hidden pointer is first. */
    struct triple triple = {0};

    (void)method_pair;
    (void)fast_triple;
    hand_call(CONV_FASTCALL, &type_triple, TYPES(&type_i32, &type_i32), CODE(make_triple), ARGS(AT(int, 1), AT(int, 2)),
        &triple);
    assert_true(triple.a == 1 && triple.b == 2 && triple.c == 3);
#endif
}

TEST(test_call_result_may_be_unwanted)
{
    hand_call(
        CONV_STDCALL, &type_mixed, TYPES(&type_i32, &type_i32), CODE(make_mixed), ARGS(AT(int, 1), AT(int, 2)), NULL);
    hand_call(CONV_CDECL, &type_double, TYPES(&type_double, &type_float), CODE(subtract_doubles),
        ARGS(AT(double, 1), AT(float, 2)), NULL);
}

static unsigned sum_big(struct big value, int factor)
{
    unsigned sum = 0;
    size_t i;

    for (i = 0; i < sizeof(value.bytes); i++)
        sum += value.bytes[i];
    return sum * (unsigned)factor;
}

static DWORD WINAPI call_with_big_arguments(void *context)
{
    static struct big value;

    memset(value.bytes, 1, sizeof(value.bytes));
    hand_call(CONV_CDECL, &type_u32, TYPES(&type_big, &type_i32), CODE(sum_big), ARGS(&value, AT(int, 3)), context);
    return 0;
}

/* On a new thread most of the stack is not committed yet: skipping its guard page would be an access violation. */
TEST(test_call_large_arguments_grow_the_stack)
{
    unsigned sum = 0;
    HANDLE thread = CreateThread(NULL, 0, call_with_big_arguments, &sum, 0, NULL);

    assert_non_null(thread);
    assert_int_equal(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0);
    CloseHandle(thread);
    assert_int_equal(sum, 210000);
}

static int stack_alignment(int a)
{
    /* The address of an over-aligned local would be realigned: look at the frame itself. */
    return (int)((uintptr_t)__builtin_frame_address(0) & 15) + a * 0;
}

TEST(test_call_stack_is_aligned)
{
    int result = -1;

    hand_call(CONV_CDECL, &type_i32, TYPES(&type_i32), CODE(stack_alignment), ARGS(AT(int, 1)), &result);
#ifdef __x86_64__
    assert_int_equal(result, 0);
#else
    assert_int_equal(result, 8); /* 16, less the return address and ebp */
#endif
}

static int sees_and_sets_errors(void)
{
    int seen = (int)GetLastError() * 1000 + errno;

    errno = ENOENT;
    SetLastError(ERROR_LOCK_VIOLATION);
    return seen;
}

TEST(test_call_carries_errors_in_and_out)
{
    struct engine_outcome outcome = {.last_error = 12, .errno_value = 34};
    struct hand_function made;
    int result = 0;

    hand_make(&made, CONV_CDECL, &type_i32, TYPES());
    assert_int_equal(engine_call(&made.function, CODE(sees_and_sets_errors), ARGS(), &result, &outcome), S_OK);
    assert_int_equal(result, 12034);
    assert_int_equal(outcome.last_error, ERROR_LOCK_VIOLATION);
    assert_int_equal(outcome.errno_value, ENOENT);
}

static uint16_t control_word(void)
{
    uint16_t word;

    __asm__ volatile("fnstcw %0" : "=m"(word));
    return word;
}

static uint32_t mxcsr(void)
{
    uint32_t value;

    __asm__ volatile("stmxcsr %0" : "=m"(value));
    return value & 0xffc0;
}

/* Everything at once: rounding, unmasked exceptions with one pending, MMX state, direction flag. */
static int vandal(void)
{
    uint16_t control = 0x0c00;
    uint32_t value = 0x7f80 & ~0x1f80u;

    __asm__ volatile("fninit\n\tfld1\n\tfldz\n\tfdivrp\n\tfstp %%st(0)\n\tmovd %%eax, %%mm0\n\tfldcw %0\n\tstd"
                     :
                     : "m"(control)
                     : "memory");
    __asm__ volatile("ldmxcsr %0" : : "m"(value));
    return 42;
}

TEST(test_call_restores_machine_state)
{
    uint16_t control = control_word();
    uint32_t sse = mxcsr();
    uintptr_t flags;
    int result = 0, i;
    volatile double sum = 0;

    hand_call(CONV_CDECL, &type_i32, TYPES(), CODE(vandal), ARGS(), &result);
    __asm__ volatile("pushf\n\tpop %0" : "=r"(flags));
    assert_int_equal(result, 42);
    assert_int_equal(flags & 0x400, 0);
    assert_int_equal(control_word(), control);
    assert_int_equal(mxcsr(), sse);
    /* The x87 stack is empty: eight values fit. */
    for (i = 0; i < 8; i++)
        __asm__ volatile("fld1");
    for (i = 0; i < 8; i++) {
        double one;
        __asm__ volatile("fstpl %0" : "=m"(one));
        sum += one;
    }
    assert_true(sum == 8);
}

static double returns_double(void)
{
    return 1.5;
}

TEST(test_call_undeclared_float_result_is_dropped)
{
    double result = 0;
    int i;

    /* Declared as void: without care the x87 stack is full after eight calls, and the ninth result is a NaN. */
    for (i = 0; i < 20; i++)
        hand_call(CONV_CDECL, &type_void, TYPES(), CODE(returns_double), ARGS(), NULL);
    hand_call(CONV_CDECL, &type_double, TYPES(), CODE(returns_double), ARGS(), &result);
    assert_true(result == 1.5);
}

static void change_directory(void)
{
    SetCurrentDirectoryW(L"C:\\");
}

TEST(test_call_restores_directory)
{
    wchar_t before[MAX_PATH], after[MAX_PATH];

    SetCurrentDirectoryW(L"C:\\windows");
    GetCurrentDirectoryW(MAX_PATH, before);
    hand_call(CONV_CDECL, &type_void, TYPES(), CODE(change_directory), ARGS(), NULL);
    GetCurrentDirectoryW(MAX_PATH, after);
    assert_true(wcscmp(before, after) == 0);
    engine_guard_directory(FALSE);
    hand_call(CONV_CDECL, &type_void, TYPES(), CODE(change_directory), ARGS(), NULL);
    engine_guard_directory(TRUE);
    GetCurrentDirectoryW(MAX_PATH, after);
    assert_true(wcscmp(L"C:\\", after) == 0);
}

static void host_changes_directory(void)
{
    engine_set_directory(L"C:\\windows\\system32");
}

TEST(test_call_keeps_directory_that_the_host_set)
{
    wchar_t after[MAX_PATH];

    SetCurrentDirectoryW(L"C:\\");
    hand_call(CONV_CDECL, &type_void, TYPES(), CODE(host_changes_directory), ARGS(), NULL);
    GetCurrentDirectoryW(MAX_PATH, after);
    assert_int_equal(_wcsicmp(L"C:\\windows\\system32", after), 0);
    assert_int_equal(engine_set_directory(L"C:\\no such folder"), HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND));
}

static int __stdcall two_stdcall(int a, int b)
{
    return a + b;
}

static int two_cdecl(int a, int b)
{
    return a + b;
}

/* Writes over arguments that it was not given, as the callee may. */
static int overwrites_arguments(volatile int a, volatile int b, volatile int c, volatile int d, volatile int e)
{
    b = c = d = e = -1;
    return a + (b + c + d + e) * 0;
}

TEST(test_call_wrong_convention_is_reported)
{
    struct engine_outcome outcome = {0};
    struct hand_function made;
    int result = 0;
    void *args[] = {AT(int, 1), AT(int, 2)};
    int i;

    for (i = 0; i < 100; i++) {
        hand_make(&made, CONV_CDECL, &type_i32, TYPES(&type_i32, &type_i32));
#ifdef __x86_64__
        assert_int_equal(engine_call(&made.function, CODE(two_stdcall), args, &result, &outcome), S_OK);
        assert_int_equal(engine_call(&made.function, CODE(two_cdecl), args, &result, &outcome), S_OK);
#else
        assert_int_equal(
            engine_call(&made.function, CODE(two_stdcall), args, &result, &outcome), CROSSBIT_E_CONVENTION);
        assert_int_equal(outcome.stack_error, 8);
        made.function.convention = CONV_STDCALL;
        assert_int_equal(engine_call(&made.function, CODE(two_cdecl), args, &result, &outcome), CROSSBIT_E_CONVENTION);
        assert_int_equal(outcome.stack_error, -8);
        hand_make(&made, CONV_STDCALL, &type_i32, TYPES(&type_i32));
        assert_int_equal(
            engine_call(&made.function, CODE(two_stdcall), args, &result, &outcome), CROSSBIT_E_CONVENTION);
        assert_int_equal(outcome.stack_error, 4);
#endif
    }
    hand_call(CONV_CDECL, &type_i32, TYPES(&type_i32), CODE(overwrites_arguments), args, &result);
    assert_int_equal(result, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_call_integers_cross_unchanged),
        cmocka_unit_test(test_call_narrow_arguments_are_promoted),
        cmocka_unit_test(test_call_bool_result_is_zero_or_one),
        cmocka_unit_test(test_call_floating_point_in_and_out),
        cmocka_unit_test(test_call_each_convention_places_arguments),
        cmocka_unit_test(test_call_fastcall_picks_registers),
        cmocka_unit_test(test_call_many_arguments_reach_the_stack),
        cmocka_unit_test(test_call_variadic_doubles_arrive),
        cmocka_unit_test(test_call_structs_by_value),
        cmocka_unit_test(test_call_struct_argument_is_a_copy),
        cmocka_unit_test(test_call_structs_returned),
        cmocka_unit_test(test_call_hidden_result_follows_msvc),
        cmocka_unit_test(test_call_result_may_be_unwanted),
        cmocka_unit_test(test_call_large_arguments_grow_the_stack),
        cmocka_unit_test(test_call_stack_is_aligned),
        cmocka_unit_test(test_call_carries_errors_in_and_out),
        cmocka_unit_test(test_call_restores_machine_state),
        cmocka_unit_test(test_call_undeclared_float_result_is_dropped),
        cmocka_unit_test(test_call_restores_directory),
        cmocka_unit_test(test_call_keeps_directory_that_the_host_set),
        cmocka_unit_test(test_call_wrong_convention_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
