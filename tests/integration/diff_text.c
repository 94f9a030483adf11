/* SPDX-License-Identifier: MIT */
/* Strings in every encoding and direction. */
#include "differential.h"

BOTH(test_text_in_same)
{
    const char *text = "hello, world", *empty = "", *null = NULL;

    assert_int_equal(CALL(run, "text_length", &text), 12);
    assert_int_equal(CALL(run, "text_length", &empty), 0);
    assert_int_equal(CALL(run, "text_length", &null), -1);
}
BOTH(test_text_wide_in_same)
{
    const wchar_t *text = L"wide \x4e16\x754c", *null = NULL;

    assert_int_equal(CALL(run, "wide_length", &text), 7);
    assert_int_equal(CALL(run, "wide_length", &null), -1);
    CALL(run, "wide_hash", &text);
}
/* Bytes are bytes: no code page is applied between two C programs. */
BOTH(test_text_every_byte_crosses_unchanged)
{
    char text[256], *pointer = text;
    int i;

    for (i = 0; i < 255; i++)
        text[i] = (char)(i + 1);
    text[255] = 0;
    assert_int_equal(CALL(run, "text_length", &pointer), 255);
    CALL(run, "text_hash", &pointer);
}
BOTH(test_text_wide_unpaired_surrogate_crosses_unchanged)
{
    const wchar_t text[] = {0xd800, 'a', 0xdc00, 0xffff, 0}, *pointer = text;

    assert_int_equal(CALL(run, "wide_length", &pointer), 4);
    CALL(run, "wide_hash", &pointer);
}
BOTH(test_text_long_in_same)
{
    char *text = malloc(1000001);

    memset(text, 'x', 1000000);
    text[1000000] = 0;
    assert_int_equal(CALL(run, "text_length", &text), 1000000);
    free(text);
}
BOTH(test_text_out_with_capacity_same)
{
    char to[32], *pointer = to, *null = NULL;
    const char *from = "some text";

    memset(to, '#', sizeof(to));
    assert_int_equal(CALL(run, "text_copy", &from, &pointer, AT(unsigned, sizeof(to))), 9);
    assert_string_equal(to, "some text");
    assert_int_equal(CALL(run, "text_copy", &from, &pointer, AT(unsigned, 10)), 9);
    assert_string_equal(to, "some text");
    /* Too small: the DLL says how much it needs. */
    assert_int_equal(CALL(run, "text_copy", &from, &pointer, AT(unsigned, 9)), 9);
    assert_string_equal(to, "");
    assert_int_equal(CALL(run, "text_copy", &from, &null, AT(unsigned, 0)), 9);
}
BOTH(test_text_out_leaves_what_is_behind_capacity)
{
    char to[32], *pointer = to;
    const char *from = "seven77";

    memset(to, '#', sizeof(to));
    CALL(run, "text_copy", &from, &pointer, AT(unsigned, 8));
    assert_string_equal(to, "seven77");
    assert_int_equal(to[8], '#');
    assert_int_equal(to[31], '#');
}
BOTH(test_text_wide_out_same)
{
    wchar_t to[16] = L"", *pointer = to;
    const wchar_t *from = L"gr\xfc\xdf\x65", *a = L"left", *b = L"right";

    assert_int_equal(CALL(run, "wide_copy", &from, &pointer, AT(unsigned, 16)), 5);
    assert_true(!wcscmp(to, from));
    assert_int_equal(CALL(run, "wide_concat", &a, &b, &pointer, AT(unsigned, 16)), 10);
    assert_true(!wcscmp(to, L"left-right"));
}
BOTH(test_text_inout_same)
{
    char text[] = "mixed Case", *pointer = text;
    wchar_t wide[] = L"abc\x4e16", *wide_pointer = wide;

    CALL_VOID(run, "text_upper", &pointer);
    assert_string_equal(text, "MIXED CASE");
    CALL_VOID(run, "wide_reverse", &wide_pointer);
    assert_true(!wcscmp(wide, L"\x4e16\x63\x62\x61"));
}
BOTH(test_text_inout_grows_within_capacity)
{
    char text[16] = "abcd", *pointer = text;

    assert_int_equal(CALL(run, "text_double", &pointer, AT(unsigned, 16)), 8);
    assert_string_equal(text, "abcdabcd");
    assert_int_equal(CALL(run, "text_double", &pointer, AT(unsigned, 16)), -1);
    assert_string_equal(text, "abcdabcd");
}
BOTH(test_text_utf8_same)
{
    char text[32] = "", *pointer = text;
    const char *from = "z\xc3\xbc \xe4\xb8\x96 \xf0\x9f\x98\x80";

    assert_int_equal(CALL(run, "utf8_units", &from), 7);
    assert_int_equal(CALL(run, "utf8_greeting", &pointer, AT(unsigned, 32)), 16);
    assert_string_equal(text, "gr\xc3\xbc\xc3\x9f\x65, \xe4\xb8\x96\xe7\x95\x8c");
}
BOTH(test_text_static_result_same)
{
    const char *text = CALL_HANDLE(run, const char *, "static_text");
    const wchar_t *wide = CALL_HANDLE(run, const wchar_t *, "static_wide");

    assert_string_equal(text, "made by the fixture");
    assert_true(!wcscmp(wide, L"wide \x4e16\x754c"));
    assert_null(CALL_HANDLE(run, const char *, "null_text"));
}
/* The result stays where it is, as static memory does, and shows the newest text. */
BOTH(test_text_static_result_keeps_its_address)
{
    const char *one = CALL_HANDLE(run, const char *, "numbered_text", AT(int, 1)), *two;

    assert_string_equal(one, "number 1");
    two = CALL_HANDLE(run, const char *, "numbered_text", AT(int, 2));
    assert_ptr_equal(one, two);
    assert_string_equal(one, "number 2");
}
BOTH(test_text_through_pointer_to_pointer_same)
{
    const char *name = "untouched", **pointer = &name;

    assert_int_equal(CALL(run, "text_name", AT(int, 2), &pointer), 1);
    assert_string_equal(name, "two");
    assert_int_equal(CALL(run, "text_name", AT(int, 9), &pointer), 0);
    assert_null(name);
}

int text_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_in_same),
        cmocka_unit_test(test_text_wide_in_same),
        cmocka_unit_test(test_text_every_byte_crosses_unchanged),
        cmocka_unit_test(test_text_wide_unpaired_surrogate_crosses_unchanged),
        cmocka_unit_test(test_text_long_in_same),
        cmocka_unit_test(test_text_out_with_capacity_same),
        cmocka_unit_test(test_text_out_leaves_what_is_behind_capacity),
        cmocka_unit_test(test_text_wide_out_same),
        cmocka_unit_test(test_text_inout_same),
        cmocka_unit_test(test_text_inout_grows_within_capacity),
        cmocka_unit_test(test_text_utf8_same),
        cmocka_unit_test(test_text_static_result_same),
        cmocka_unit_test(test_text_static_result_keeps_its_address),
        cmocka_unit_test(test_text_through_pointer_to_pointer_same),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
