/* SPDX-License-Identifier: MIT */

#include "tests/test.h"

#include "core/base/message.h"

TEST(test_set_formats_wide_and_narrow_text)
{
    BSTR message = NULL;

    assert_int_equal(message_set(&message, E_FAIL, L"%ls: %hs, %u", L"C:\\\x00fc", "name", 7u), E_FAIL);
    assert_true(wcscmp(message, L"C:\\\x00fc: name, 7") == 0);
    assert_int_equal(SysStringLen(message), 13);
    SysFreeString(message);
}

TEST(test_set_second_message_keeps_the_first)
{
    BSTR message = NULL;

    message_set(&message, E_FAIL, L"first");
    assert_int_equal(message_set(&message, E_ABORT, L"second"), E_ABORT);
    assert_true(wcscmp(message, L"first") == 0);
    SysFreeString(message);
    assert_int_equal(message_set(NULL, E_FAIL, L"nobody listens"), E_FAIL);
}

TEST(test_set_win32_adds_number_and_text)
{
    BSTR message = NULL;

    assert_int_equal(message_set_win32(&message, ERROR_ACCESS_DENIED, L"cannot open %ls", L"x.dll"), E_ACCESSDENIED);
    assert_non_null(wcsstr(message, L"cannot open x.dll: "));
    assert_non_null(wcsstr(message, L"(error 5)"));
    SysFreeString(message);
    message = NULL;
    message_set_win32(&message, 0x1fffff, L"odd");
    assert_true(wcscmp(message, L"odd: error 2097151") == 0);
    SysFreeString(message);
}

TEST(test_list_says_how_many_more_there_are)
{
    struct message_list list = {.text = L""}, none = {.text = L""}, few = {.text = L""}, large = {.text = L""};
    char name[400];
    int i;

    message_list_end(&none);
    assert_int_equal(wcscmp(none.text, L""), 0);
    message_list_add(&few, "one");
    message_list_add(&few, "two");
    message_list_end(&few);
    assert_int_equal(wcscmp(few.text, L"one, two"), 0);
    for (i = 0; i < 20; i++)
        message_list_add(&list, "f");
    message_list_end(&list);
    assert_int_equal(wcscmp(list.text, L"f, f, f, f, f, f, f, f and 12 more"), 0);
    memset(name, 'x', sizeof(name));
    name[sizeof(name) - 1] = 0;
    message_list_add(&large, name);
    message_list_end(&large);
    assert_int_equal(wcscmp(large.text, L"1 with longer names"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_formats_wide_and_narrow_text),
        cmocka_unit_test(test_set_second_message_keeps_the_first),
        cmocka_unit_test(test_set_win32_adds_number_and_text),
        cmocka_unit_test(test_list_says_how_many_more_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
