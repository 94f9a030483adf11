/* SPDX-License-Identifier: MIT */
/* Errors, machine state, directory, conventions that do not fit, exceptions that the DLL handles itself. */
#include "differential.h"

#include <errno.h>

BOTH(test_errors_come_back)
{
    assert_int_equal(CALL(run, "set_errors", AT(int, 1234), AT(int, EILSEQ)), 1);
    assert_int_equal(run->last_error, 1234);
    assert_int_equal(run->errno_value, EILSEQ);
    LOG(run, run->last_error);
    LOG(run, run->errno_value);
}
/* A call over there starts with a clean slate, whichever thread it happens to run on. */
THERE(test_errors_of_the_last_call_are_gone_in_the_next)
{
    CALL(run, "set_errors", AT(int, 1234), AT(int, ERANGE));
    assert_int_equal(CALL(run, "get_last_error"), 0);
    assert_int_equal(CALL(run, "get_errno"), 0);
    assert_int_equal(run->last_error, 0);
}

struct other_thread {
    struct run *run;
    DWORD before, after;
};
static DWORD WINAPI fail_elsewhere(void *context)
{
    struct other_thread *other = context;
    crossbit_function *function;
    uint64_t result;

    other->before = crossbit_last_error();
    if (SUCCEEDED(crossbit_find(other->run->library, "set_errors", &function)))
        crossbit_invoke(function, &result, (void *[]){AT(int, 99), AT(int, 98)}, 2);
    other->after = crossbit_last_error();
    return 0;
}
THERE(test_errors_belong_to_the_calling_thread)
{
    struct other_thread other = {.run = run};
    HANDLE thread;

    CALL(run, "set_errors", AT(int, 55), AT(int, 0));
    thread = CreateThread(NULL, 0, fail_elsewhere, &other, 0, NULL);
    assert_int_equal(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0);
    CloseHandle(thread);
    assert_int_equal(other.before, 0);
    assert_int_equal(other.after, 99);
    assert_int_equal(crossbit_last_error(), 55);
}

/* Each of these finds at its second call what it found at its first. */
BOTH(test_state_control_word_is_restored)
{
    int first = CALL_HANDLE(run, int, "change_control_word");

    assert_int_equal(CALL_HANDLE(run, int, "change_control_word"), first);
    assert_true(CALL_AS(run, double, "next_double", AT(double, 1e16)) == 1e16 + 1);
}
BOTH(test_state_mxcsr_is_restored)
{
    assert_int_equal(CALL(run, "change_mxcsr"), 0x1f80);
    assert_int_equal(CALL(run, "change_mxcsr"), 0x1f80);
}
BOTH(test_state_direction_flag_is_restored)
{
    assert_int_equal(CALL(run, "set_direction"), 0);
    assert_int_equal(CALL(run, "set_direction"), 0);
}
BOTH(test_state_mmx_is_cleared)
{
    int i;

    for (i = 0; i < 10; i++)
        CALL(run, "leave_mmx");
    assert_true(CALL_AS(run, double, "next_double", AT(double, 1)) == 2);
}
BOTH(test_state_directory_is_restored)
{
    wchar_t before[MAX_PATH] = L"", after[MAX_PATH] = L"", *b = before, *a = after;
    const wchar_t *root = L"C:\\";

    CALL_HANDLE(run, int, "get_directory", &b, AT(unsigned, MAX_PATH));
    assert_int_equal(CALL(run, "change_directory", &root), 1);
    CALL_HANDLE(run, int, "get_directory", &a, AT(unsigned, MAX_PATH));
    assert_true(before[0] && !wcscmp(before, after));
}
/* The surrogate works in the client's directory and with its environment. */
BOTH(test_state_directory_is_the_clients)
{
    wchar_t here[MAX_PATH] = L"", there[MAX_PATH] = L"", *t = there;

    GetCurrentDirectoryW(MAX_PATH, here);
    CALL_HANDLE(run, int, "get_directory", &t, AT(unsigned, MAX_PATH));
    assert_int_equal(_wcsicmp(here, there), 0);
}
BOTH(test_state_environment_is_the_clients)
{
    wchar_t value[64] = L"", *pointer = value;
    const wchar_t *name = L"CROSSBIT_TEST_MARK";

    assert_int_equal(CALL(run, "get_variable", &name, &pointer, AT(unsigned, 64)), 9);
    assert_true(!wcscmp(value, L"gr\xfc\xdf\x65 1 2"));
}

/* Only a 32-bit callee can be off. */
static void wrong_convention(struct run *run, HRESULT expected)
{
    uint64_t result = 0;
    int i;

    for (i = 0; i < 50; i++) {
        assert_int_equal(TRY(run, &result, "wrong_convention", AT(int, 1), AT(int, 2)), expected);
        assert_int_equal(TRY(run, &result, "wrong_count", AT(int, 1)), expected);
    }
    assert_int_equal(CALL(run, "add_stdcall", AT(int, 1), AT(int, 2)), 3);
}
static void wrong_here(struct run *run)
{
    wrong_convention(run, CROSSBIT_BITS == 32 ? CROSSBIT_E_CONVENTION : S_OK);
}
static void wrong_there(struct run *run)
{
    wrong_convention(run, OTHER_BITS == 32 ? CROSSBIT_E_CONVENTION : S_OK);
}
static void test_wrong_convention_is_reported(void **state)
{
    struct runs *runs = *state;

    run_one(&runs->here, wrong_here);
    run_one(&runs->there, wrong_there);
}
BOTH(test_overwritten_arguments_harm_nobody)
{
    assert_int_equal(CALL(run, "overwrite_arguments", AT(int, 42)), 42);
}
BOTH(test_exception_handled_by_the_dll_is_its_own)
{
    assert_int_equal(CALL(run, "handle_own_exception"), 77);
}

int state_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errors_come_back),
        cmocka_unit_test(test_errors_of_the_last_call_are_gone_in_the_next),
        cmocka_unit_test(test_errors_belong_to_the_calling_thread),
        cmocka_unit_test(test_state_control_word_is_restored),
        cmocka_unit_test(test_state_mxcsr_is_restored),
        cmocka_unit_test(test_state_direction_flag_is_restored),
        cmocka_unit_test(test_state_mmx_is_cleared),
        cmocka_unit_test(test_state_directory_is_restored),
        cmocka_unit_test(test_state_directory_is_the_clients),
        cmocka_unit_test(test_state_environment_is_the_clients),
        cmocka_unit_test(test_wrong_convention_is_reported),
        cmocka_unit_test(test_overwritten_arguments_harm_nobody),
        cmocka_unit_test(test_exception_handled_by_the_dll_is_its_own),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
