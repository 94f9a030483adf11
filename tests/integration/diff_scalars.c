/* SPDX-License-Identifier: MIT */
/* Scalars, conventions, names. */
#include "differential.h"

#include <math.h>

#define EDGES(run, c_type, function, ...)                                                                              \
    do {                                                                                                               \
        static const c_type edges_[] = {__VA_ARGS__};                                                                  \
        size_t i_;                                                                                                     \
        for (i_ = 0; i_ < ARRAYSIZE(edges_); i_++)                                                                     \
            assert_true(CALL_AS(run, c_type, function, AT(c_type, edges_[i_])) == (c_type)(edges_[i_] + 1));           \
    } while (0)

BOTH(test_scalar_char_edges_same)
{
    EDGES(run, char, "next_char", 0, 'a', -128, 127);
    EDGES(run, signed char, "next_i8", 0, -1, -128, 127);
    EDGES(run, unsigned char, "next_u8", 0, 127, 128, 255);
}
BOTH(test_scalar_short_edges_same)
{
    EDGES(run, short, "next_i16", 0, -1, -32768, 32767);
    EDGES(run, unsigned short, "next_u16", 0, 32767, 32768, 65535);
    EDGES(run, wchar_t, "next_wchar", 0, 'a', 0x4e16, 0xffff);
}
BOTH(test_scalar_int_edges_same)
{
    static const unsigned edges[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff};
    size_t i;

    for (i = 0; i < ARRAYSIZE(edges); i++) {
        assert_true((unsigned)CALL(run, "next_i32", AT(unsigned, edges[i])) == edges[i] + 1);
        assert_true(CALL_AS(run, unsigned, "next_u32", AT(unsigned, edges[i])) == edges[i] + 1);
        assert_true((unsigned)CALL_AS(run, long, "next_long", AT(unsigned, edges[i])) == edges[i] + 1);
        assert_true(CALL_AS(run, unsigned long, "next_ulong", AT(unsigned, edges[i])) == edges[i] + 1);
    }
}
BOTH(test_scalar_int64_edges_same)
{
    static const uint64_t edges[] = {0, 1, 0xffffffff, 0x100000000, 0x7fffffffffffffff, 0x8000000000000000, UINT64_MAX};
    size_t i;

    for (i = 0; i < ARRAYSIZE(edges); i++) {
        assert_true((uint64_t)CALL_AS(run, int64_t, "next_i64", AT(uint64_t, edges[i])) == edges[i] + 1);
        assert_true(CALL_AS(run, uint64_t, "next_u64", AT(uint64_t, edges[i])) == edges[i] + 1);
    }
}
BOTH(test_scalar_float_values_same)
{
    static const float floats[] = {0, -1.5f, 3.4e38f, 1e-38f, 16777216};
    static const double doubles[] = {0, -1.5, 1.7e308, 2.3e-308, 9007199254740992.0};
    size_t i;

    for (i = 0; i < ARRAYSIZE(floats); i++)
        CALL_AS(run, float, "next_float", AT(float, floats[i]));
    for (i = 0; i < ARRAYSIZE(doubles); i++)
        CALL_AS(run, double, "next_double", AT(double, doubles[i]));
    assert_true(CALL_AS(run, double, "next_double", AT(double, 0.5)) == 1.5);
    assert_true(CALL_AS(run, float, "next_float", AT(float, -3)) == -2);
}
BOTH(test_scalar_infinity_and_nan_same)
{
    assert_true(isinf(CALL_AS(run, double, "next_double", AT(double, INFINITY))));
    assert_true(isnan(CALL_HANDLE(run, double, "next_double", AT(double, NAN))));
    assert_true(isinf(CALL_AS(run, float, "next_float", AT(float, -INFINITY))));
}
BOTH(test_scalar_bool_same)
{
    assert_true(CALL_AS(run, unsigned char, "not_bool", AT(unsigned char, 0)) == 1);
    assert_true(CALL_AS(run, unsigned char, "not_bool", AT(unsigned char, 1)) == 0);
}
BOTH(test_scalar_enum_same)
{
    assert_int_equal(CALL(run, "next_color", AT(int, 0)), 5);
    assert_int_equal(CALL(run, "next_color", AT(int, 5)), -7);
    assert_int_equal(CALL(run, "next_color", AT(int, -7)), 0);
}
BOTH(test_scalar_size_t_crosses_in_range)
{
    uint64_t small = CALL_HANDLE(run, size_t, "next_size", AT(size_t, 0x7ffffffe));
    int64_t negative = CALL_HANDLE(run, intptr_t, "next_intptr", AT(intptr_t, -5));
    int64_t minus_one = CALL_HANDLE(run, intptr_t, "minus_one_intptr");

    assert_true(small == 0x7fffffff);
    assert_true(negative == -4);
    assert_true(minus_one == -1);
    LOG(run, small);
    LOG(run, negative);
}
THERE(test_scalar_size_t_out_of_range_refused)
{
    uint64_t result = 0;

#if CROSSBIT_BITS == 64
    /* Does not fit into the 32-bit DLL. */
    assert_int_equal(TRY(run, &result, "next_size", AT(size_t, 0x100000000)), CROSSBIT_E_RANGE);
    assert_int_equal(TRY(run, &result, "next_intptr", AT(intptr_t, INT64_MIN)), CROSSBIT_E_RANGE);
    assert_int_equal(TRY(run, &result, "largest_size"), S_OK);
    assert_true(result == 0xffffffff);
#else
    /* The 64-bit DLL's result does not fit here. */
    assert_int_equal(TRY(run, &result, "largest_size"), CROSSBIT_E_RANGE);
    assert_true(CALL_HANDLE(run, size_t, "next_size", AT(size_t, 0xfffffffe)) == 0xffffffff);
    assert_int_equal(TRY(run, &result, "next_size", AT(size_t, 0xffffffff)), CROSSBIT_E_RANGE);
#endif
}
BOTH(test_scalar_void_and_state_same)
{
    CALL_VOID(run, "store", AT(int, 4711));
    assert_int_equal(CALL(run, "load"), 4711);
}

#define DIGIT_ARGS                                                                                                     \
    AT(int, 1), AT(char, 2), AT(short, 3), AT(int64_t, 4), AT(float, 5), AT(double, 6), AT(unsigned char, 7),          \
        AT(int, 8), AT(unsigned char, 1), AT(int64_t, 9)
BOTH(test_convention_cdecl_same)
{
    assert_true(CALL_AS(run, int64_t, "digits_cdecl", DIGIT_ARGS) == 9187654321);
    assert_int_equal(CALL(run, "add_cdecl", AT(int, 40), AT(int, 2)), 42);
}
BOTH(test_convention_stdcall_same)
{
    assert_true(CALL_AS(run, int64_t, "digits_stdcall", DIGIT_ARGS) == 9187654321);
    assert_int_equal(CALL(run, "add_stdcall", AT(int, 40), AT(int, 2)), 42);
}
BOTH(test_convention_fastcall_same)
{
    assert_true(CALL_AS(run, int64_t, "digits_fastcall", DIGIT_ARGS) == 9187654321);
    assert_int_equal(CALL(run, "add_fastcall", AT(int, 40), AT(int, 2)), 42);
}
BOTH(test_convention_thiscall_same)
{
    int self = 1, *this_pointer = &self;

    assert_true(CALL_AS(run, int64_t, "digits_thiscall", &this_pointer, AT(char, 2), AT(short, 3), AT(int64_t, 4),
                    AT(float, 5), AT(double, 6)) == 654321);
    assert_int_equal(CALL(run, "scale", &this_pointer, AT(int, 7)), 7);
}
BOTH(test_floats_mixed_same)
{
    assert_true(CALL_AS(run, double, "mean", AT(double, 1), AT(float, 2), AT(double, 3), AT(float, 4), AT(double, 5),
                    AT(float, 6)) == 3.5);
}
BOTH(test_many_arguments_same)
{
    assert_int_equal(CALL(run, "sum12", AT(int, 1), AT(int, 2), AT(int, 3), AT(int, 4), AT(int, 5), AT(int, 6),
                         AT(int, 7), AT(int, 8), AT(int, 9), AT(int, 10), AT(int, 11), AT(int, 12)),
        650);
}
BOTH(test_varargs_printf_same)
{
    char text[80] = "", *buffer = text;
    const char *format = "%d|%I64d|%.3f|%s|%c", *word = "word";
    union {
        int value;
        uint64_t room;
    } result = {0};

    run_call(run, "format", "int, long long, double, const char *, char", &result,
        (void *[]){&buffer, AT(unsigned, sizeof(text)), &format, AT(int, -5), AT(int64_t, 1LL << 50), AT(double, 0.125),
            &word, AT(int, 'x')},
        8);
    assert_string_equal(text, "-5|1125899906842624|0.125|word|x");
    assert_int_equal(result.value, 32);
    run_log(run, text, strlen(text));
}
BOTH(test_varargs_kinds_same)
{
    const char *kinds = "idlsd", *word = "four";
    union {
        double value;
        uint64_t room;
    } result = {0};

    run_call(run, "sum_variable", "int, double, long long, const char *, float", &result,
        (void *[]){&kinds, AT(int, 1), AT(double, 0.5), AT(int64_t, 1000), &word, AT(double, 0.25)}, 6);
    assert_true(result.value == 1005.75);
    kinds = "";
    run_call(run, "sum_variable", "", &result, (void *[]){&kinds}, 1);
    assert_true(result.value == 0);
}

BOTH(test_name_by_ordinal_same)
{
    assert_int_equal(CALL(run, "by_ordinal", AT(int, 7)), 7000);
}
BOTH(test_name_forwarded_works)
{
    DWORD id = CALL_HANDLE(run, DWORD, "forwarded_process_id");
    DWORD expected = (DWORD)CALL_HANDLE(run, int, "process_id");

    assert_int_equal(id, expected);
    assert_int_equal(id == GetCurrentProcessId(), run->library == NULL);
}
THERE(test_name_decorated_is_found)
{
    assert_int_equal(CALL(run, "decorated_stdcall", AT(int, 3), AT(int, 4)), 304);
    assert_int_equal(CALL(run, "decorated_fastcall", AT(int, 3), AT(int, 4)), 604);
#if CROSSBIT_BITS == 64
    assert_int_equal(CALL(run, "exact_stdcall", AT(int, 5), AT(int, 6)), 506);
#endif
}
THERE(test_surrogate_is_another_process_of_the_other_bitness)
{
    assert_int_equal(CALL(run, "process_bits"), OTHER_BITS);
    assert_int_not_equal(CALL(run, "process_id"), GetCurrentProcessId());
}

int scalar_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scalar_char_edges_same),
        cmocka_unit_test(test_scalar_short_edges_same),
        cmocka_unit_test(test_scalar_int_edges_same),
        cmocka_unit_test(test_scalar_int64_edges_same),
        cmocka_unit_test(test_scalar_float_values_same),
        cmocka_unit_test(test_scalar_infinity_and_nan_same),
        cmocka_unit_test(test_scalar_bool_same),
        cmocka_unit_test(test_scalar_enum_same),
        cmocka_unit_test(test_scalar_size_t_crosses_in_range),
        cmocka_unit_test(test_scalar_size_t_out_of_range_refused),
        cmocka_unit_test(test_scalar_void_and_state_same),
        cmocka_unit_test(test_convention_cdecl_same),
        cmocka_unit_test(test_convention_stdcall_same),
        cmocka_unit_test(test_convention_fastcall_same),
        cmocka_unit_test(test_convention_thiscall_same),
        cmocka_unit_test(test_floats_mixed_same),
        cmocka_unit_test(test_many_arguments_same),
        cmocka_unit_test(test_varargs_printf_same),
        cmocka_unit_test(test_varargs_kinds_same),
        cmocka_unit_test(test_name_by_ordinal_same),
        cmocka_unit_test(test_name_forwarded_works),
        cmocka_unit_test(test_name_decorated_is_found),
        cmocka_unit_test(test_surrogate_is_another_process_of_the_other_bitness),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
