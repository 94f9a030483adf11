#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "message.h"

static void test_set_formats_wide_and_narrow_text(void **state)
{
    BSTR message = NULL;

    (void)state;
    assert_int_equal(message_set(&message, E_FAIL, L"%ls: %hs, %u", L"C:\\\x00fc", "name", 7u), E_FAIL);
    assert_true(wcscmp(message, L"C:\\\x00fc: name, 7") == 0);
    assert_int_equal(SysStringLen(message), 13);
    SysFreeString(message);
}

static void test_set_second_message_keeps_the_first(void **state)
{
    BSTR message = NULL;

    (void)state;
    message_set(&message, E_FAIL, L"first");
    assert_int_equal(message_set(&message, E_ABORT, L"second"), E_ABORT);
    assert_true(wcscmp(message, L"first") == 0);
    SysFreeString(message);
    assert_int_equal(message_set(NULL, E_FAIL, L"nobody listens"), E_FAIL);
}

static void test_set_win32_adds_number_and_text(void **state)
{
    BSTR message = NULL;

    (void)state;
    assert_int_equal(message_set_win32(&message, ERROR_ACCESS_DENIED, L"can not open %ls", L"x.dll"), E_ACCESSDENIED);
    assert_non_null(wcsstr(message, L"can not open x.dll: "));
    assert_non_null(wcsstr(message, L"(error 5)"));
    SysFreeString(message);
    message = NULL;
    message_set_win32(&message, 0x1fffff, L"odd");
    assert_true(wcscmp(message, L"odd: error 2097151") == 0);
    SysFreeString(message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_formats_wide_and_narrow_text),
        cmocka_unit_test(test_set_second_message_keeps_the_first),
        cmocka_unit_test(test_set_win32_adds_number_and_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
