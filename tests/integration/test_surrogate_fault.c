/* A DLL that crashes, or ends the process: what the client can learn, and what is left on disk. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "proxies.h"
#include "remote.h"

static void open_fixture(struct remote *remote, struct remote_library *library)
{
    remote_connect(OTHER_BITS, L"-IdleGrace 0", remote);
    remote_attach(remote, NULL);
    assert_int_equal(remote_open(remote, OTHER_BITS, L"fixture.dll", CrossbitThreadingSerial, library), S_OK);
    assert_int_equal(remote_declare(library, "int crash_read(int address); int crash_stack(int depth); int crash_exit(int code);"
        "int crash_terminate(int code); int crash_in_thread(int unused); int crash_raise(int code); int crash_divide(int by);"
        "int crash_abort(int unused); int process_bits(void);"), S_OK);
}

/* Calls what ends the surrogate. Returns the exit code; words: its last ones, or "". */
static DWORD crash(const char *function, int argument, wchar_t *words, HRESULT *code)
{
    static unsigned char data[4100];
    struct remote remote;
    struct remote_library library;
    void *args[] = {&argument};
    unsigned int size;
    DWORD exit_code, start = GetTickCount();
    int64_t result;

    open_fixture(&remote, &library);
    assert_true(FAILED(remote_call(&library, function, args, &result)));
    assert_true(FAILED(library.transport));
    exit_code = remote_wait(&remote, 15000);
    assert_int_not_equal(exit_code, 0x12345678);
    assert_true(GetTickCount() - start < 20000);
    *words = 0;
    *code = S_OK;
    if (remote_read(&remote, data, &size) == 1) {
        memcpy(code, data, sizeof(*code));
        wcscpy(words, (const wchar_t *)(data + sizeof(*code)));
    }
    remote_close_library(&library);
    remote_close(&remote);
    return exit_code;
}

static void expect_words(const wchar_t *words, const wchar_t *part)
{
    if (!wcsstr(words, part))
        fail_msg("\"%ls\" is not in: %ls", part, words);
}

static void test_access_violation_names_function_and_address(void **state)
{
    wchar_t words[2048];
    HRESULT code;

    (void)state;
    assert_int_equal(crash("crash_read", 16, words, &code), 0xc0000005);
    assert_int_equal(code, CROSSBIT_E_DLL_FAULT);
    expect_words(words, L"crash_read");
    expect_words(words, L"access violation");
    expect_words(words, L"fixture.dll+0x");
    expect_words(words, L"reading address 0x10");
}

static void test_stack_overflow_is_told(void **state)
{
    wchar_t words[2048];
    HRESULT code;

    (void)state;
    /* Wine 8 leaves a 64-bit thread too little stack to report this, and ends the thread in silence. */
    if (OTHER_BITS == 64 && GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version"))
        skip();
    assert_int_equal(crash("crash_stack", 1, words, &code), 0xc00000fd);
    assert_int_equal(code, CROSSBIT_E_DLL_FAULT);
    expect_words(words, L"crash_stack");
    expect_words(words, L"stack overflow");
}

static void test_division_by_zero_is_told(void **state)
{
    wchar_t words[2048];
    HRESULT code;

    (void)state;
    assert_int_equal(crash("crash_divide", 0, words, &code), 0xc0000094);
    expect_words(words, L"division by zero");
}

static void test_crash_in_thread_of_the_dll_is_told(void **state)
{
    wchar_t words[2048];
    HRESULT code;

    (void)state;
    assert_int_equal(crash("crash_in_thread", 0, words, &code), 0xc0000005);
    assert_int_equal(code, CROSSBIT_E_DLL_FAULT);
    expect_words(words, L"thread of its own");
}

static void test_exit_process_is_told(void **state)
{
    wchar_t words[2048];
    HRESULT code;

    (void)state;
    assert_int_equal(crash("crash_exit", 7, words, &code), 7);
    assert_int_equal(code, CROSSBIT_E_DIED);
    expect_words(words, L"crash_exit");
    expect_words(words, L"ExitProcess");
}

static void test_terminate_process_gives_its_code(void **state)
{
    wchar_t words[2048];
    HRESULT code;

    (void)state;
    assert_int_equal(crash("crash_terminate", 9, words, &code), 9);
    assert_int_equal(code, S_OK);
}

static unsigned int count_files(const wchar_t *pattern)
{
    wchar_t path[MAX_PATH];
    WIN32_FIND_DATAW found;
    unsigned int count = 0;
    HANDLE find;

    GetEnvironmentVariableW(L"LOCALAPPDATA", path, MAX_PATH);
    wcscat(path, L"\\Crossbit\\");
    wcscat(path, pattern);
    find = FindFirstFileW(path, &found);
    if (find == INVALID_HANDLE_VALUE)
        return 0;
    do
        count++;
    while (FindNextFileW(find, &found));
    FindClose(find);
    return count;
}

static void test_faults_leave_log_and_bounded_dumps(void **state)
{
    wchar_t words[2048];
    HRESULT code;
    int i;

    (void)state;
    assert_int_equal(count_files(L"crossbit.log"), 1);
    for (i = 0; i < 5; i++) /* with those of the tests before: 9 */
        crash("crash_read", 16, words, &code);
    assert_in_range(count_files(L"*.dmp"), 1, 8);
}

static void test_next_surrogate_works(void **state)
{
    struct remote remote;
    struct remote_library library;

    (void)state;
    open_fixture(&remote, &library);
    assert_int_equal(remote_int(&library, "process_bits", 0), OTHER_BITS);
    remote_close_library(&library);
    remote_close(&remote);
}

static int setup(void **state)
{
    (void)state;
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    return FAILED(proxies_register(NULL));
}

static int teardown(void **state)
{
    (void)state;
    proxies_revoke();
    CoUninitialize();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_access_violation_names_function_and_address),
        cmocka_unit_test(test_stack_overflow_is_told),
        cmocka_unit_test(test_division_by_zero_is_told),
        cmocka_unit_test(test_crash_in_thread_of_the_dll_is_told),
        cmocka_unit_test(test_exit_process_is_told),
        cmocka_unit_test(test_terminate_process_gives_its_code),
        cmocka_unit_test(test_faults_leave_log_and_bounded_dumps),
        cmocka_unit_test(test_next_surrogate_works),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
