/* SPDX-License-Identifier: MIT */
/* A DLL that crashes, or ends the process: what the client can learn, and what is left on disk. */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "../fixtures/count_files.h"
#include "core/base/proxies.h"
#include "remote.h"

#define EXIT_THREAD 6 /* crossbit32.exe --help: a DLL ended the thread that called it */

static void open_fixture(CrossbitThreading threading, struct remote *remote, struct remote_library *library)
{
    remote_connect(OTHER_BITS, L"-IdleGrace 0", remote);
    remote_attach(remote, NULL);
    assert_int_equal(remote_open(remote, OTHER_BITS, L"fixture.dll", threading, library), S_OK);
    assert_int_equal(
        remote_declare(library,
            "int crash_read(int address); int crash_stack(int depth); int crash_exit(int code);"
            "int crash_terminate(int code); int crash_in_thread(int unused); int crash_raise(int code); int "
            "crash_divide(int by);"
            "int crash_exit_thread(int code); int crash_terminate_thread(int code); int crash_abort(int unused);"
            "int recurse(int depth, int (__cdecl *callback)(int depth)); int process_bits(void);"),
        S_OK);
}

/* The exit code of a surrogate whose end has begun, which may take its dump 30 s; words: its last ones, or "". */
static DWORD end(struct remote *remote, wchar_t *words, HRESULT *code)
{
    static unsigned char data[4100];
    DWORD exit_code = remote_wait(remote, 45000);
    unsigned int size;

    assert_int_not_equal(exit_code, 0x12345678);
    *words = 0;
    *code = S_OK;
    if (remote_read(remote, data, &size) == 1) {
        memcpy(code, data, sizeof(*code));
        wcscpy(words, (const wchar_t *)(data + sizeof(*code)));
    }
    return exit_code;
}

static DWORD crash_threaded(
    CrossbitThreading threading, const char *function, int argument, wchar_t *words, HRESULT *code)
{
    struct remote remote;
    struct remote_library library;
    void *args[] = {&argument};
    DWORD exit_code;
    int64_t result;

    open_fixture(threading, &remote, &library);
    assert_true(FAILED(remote_call(&library, function, args, &result)));
    assert_true(FAILED(library.transport));
    exit_code = end(&remote, words, code);
    remote_close_library(&library);
    remote_close(&remote);
    return exit_code;
}

/* Calls what ends the surrogate. Returns the exit code; words: its last ones, or "". */
static DWORD crash(const char *function, int argument, wchar_t *words, HRESULT *code)
{
    return crash_threaded(CrossbitThreadingSerial, function, argument, words, code);
}

static void expect_words(const wchar_t *words, const wchar_t *part)
{
    if (!wcsstr(words, part))
        fail_msg("\"%ls\" is not in: %ls", part, words);
}

TEST(test_access_violation_names_function_and_address)
{
    wchar_t words[2048];
    HRESULT code;

    assert_int_equal(crash("crash_read", 16, words, &code), 0xc0000005);
    assert_int_equal(code, CROSSBIT_E_DLL_FAULT);
    expect_words(words, L"crash_read");
    expect_words(words, L"access violation");
    expect_words(words, L"fixture.dll+0x");
    expect_words(words, L"reading address 0x10");
}

TEST(test_stack_overflow_is_told)
{
    wchar_t words[2048];
    HRESULT code;

    /* Wine 8 leaves a 64-bit thread too little stack to report this, and ends the thread in silence. */
    if (OTHER_BITS == 64 && GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version")) {
        assert_int_equal(crash("crash_stack", 1, words, &code), EXIT_THREAD);
        assert_int_equal(code, CROSSBIT_E_DIED);
        expect_words(words, L"overflowed the stack");
    } else {
        assert_int_equal(crash("crash_stack", 1, words, &code), 0xc00000fd);
        assert_int_equal(code, CROSSBIT_E_DLL_FAULT);
        expect_words(words, L"stack overflow");
    }
    expect_words(words, L"crash_stack");
}

static void expect_thread_end(CrossbitThreading threading, const char *function, const wchar_t *name)
{
    wchar_t words[2048];
    HRESULT code;

    assert_int_equal(crash_threaded(threading, function, 0x77, words, &code), EXIT_THREAD);
    assert_int_equal(code, CROSSBIT_E_DIED);
    expect_words(words, name);
    expect_words(words, L"0x77");
}

TEST(test_thread_that_exits_is_told)
{
    expect_thread_end(CrossbitThreadingSerial, "crash_exit_thread", L"crash_exit_thread");
    expect_thread_end(CrossbitThreadingFree, "crash_exit_thread", L"crash_exit_thread");
    expect_thread_end(CrossbitThreadingMain, "crash_exit_thread", L"crash_exit_thread");
}

TEST(test_thread_that_is_terminated_is_told)
{
    expect_thread_end(CrossbitThreadingSerial, "crash_terminate_thread", L"crash_terminate_thread");
    expect_thread_end(CrossbitThreadingFree, "crash_terminate_thread", L"crash_terminate_thread");
    expect_thread_end(CrossbitThreadingMain, "crash_terminate_thread", L"crash_terminate_thread");
}

/* In the client: a nested call that does not come back. */
static HRESULT end_thread(void *context, INT64 caller, INT64 chain, void *const *args, void *result)
{
    struct remote_library *library = context;
    int code = 0x77;
    void *nested[] = {&code};

    (void)caller, (void)args, (void)result;
    library->chain = chain;
    assert_true(FAILED(remote_call(library, "crash_terminate_thread", nested, result)));
    return E_FAIL;
}

static void expect_nested_thread_end(CrossbitThreading threading)
{
    struct remote remote;
    struct remote_library library;
    wchar_t words[2048];
    HRESULT code;
    int depth = 2;
    int64_t result;
    void *callback = (void *)1;
    void *args[] = {&depth, &callback};

    open_fixture(threading, &remote, &library);
    library.callbacks[0] = remote_callback(remote_callback_type(&library, "recurse", 1), end_thread, &library);
    assert_true(FAILED(remote_call(&library, "recurse", args, &result)));
    assert_int_equal(end(&remote, words, &code), EXIT_THREAD);
    expect_words(words, L"crash_terminate_thread");
    ICrossbitCallback_Release(library.callbacks[0]);
    remote_close_library(&library);
    remote_close(&remote);
}

TEST(test_thread_that_ends_inside_a_callback_is_told)
{
    expect_nested_thread_end(CrossbitThreadingSerial);
    expect_nested_thread_end(CrossbitThreadingMain);
}

/* With the loader's lock in its hands: from then on no thread can start in the surrogate. */
TEST(test_thread_that_ends_while_loading_is_told)
{
    CrossbitModuleOptions options = {.client_bits = CROSSBIT_BITS, .process_id = GetCurrentProcessId()};
    wchar_t words[2048], *path = remote_staged(OTHER_BITS, L"fixture_vanish.dll");
    ICrossbitModule *module = NULL;
    CrossbitStatus status = {0};
    struct remote remote;
    HRESULT code;

    options.path = SysAllocString(path);
    for (options.threading = CrossbitThreadingSerial; options.threading <= CrossbitThreadingMain; options.threading++) {
        remote_connect(OTHER_BITS, L"-IdleGrace 0", &remote);
        remote_attach(&remote, NULL);
        assert_true(FAILED(ICrossbitSurrogate_OpenModule(remote.surrogate, &options, &module, &status)));
        assert_int_equal(end(&remote, words, &code), EXIT_THREAD);
        assert_int_equal(code, CROSSBIT_E_DIED);
        expect_words(words, L"DllMain");
        remote_close(&remote);
    }
    SysFreeString(options.path);
    free(path);
}

TEST(test_division_by_zero_is_told)
{
    wchar_t words[2048];
    HRESULT code;

    assert_int_equal(crash("crash_divide", 0, words, &code), 0xc0000094);
    expect_words(words, L"division by zero");
}

TEST(test_crash_in_thread_of_the_dll_is_told)
{
    wchar_t words[2048];
    HRESULT code;

    assert_int_equal(crash("crash_in_thread", 0, words, &code), 0xc0000005);
    assert_int_equal(code, CROSSBIT_E_DLL_FAULT);
    expect_words(words, L"thread of its own");
}

TEST(test_exit_process_is_told)
{
    wchar_t words[2048];
    HRESULT code;

    assert_int_equal(crash("crash_exit", 7, words, &code), 7);
    assert_int_equal(code, CROSSBIT_E_DIED);
    expect_words(words, L"crash_exit");
    expect_words(words, L"ExitProcess");
}

TEST(test_terminate_process_gives_its_code)
{
    wchar_t words[2048];
    HRESULT code;

    assert_int_equal(crash("crash_terminate", 9, words, &code), 9);
    assert_int_equal(code, S_OK);
}

TEST(test_faults_leave_log_and_bounded_dumps)
{
    wchar_t words[2048];
    HRESULT code;
    int i;

    assert_int_equal(count_files(L"crossbit.log", NULL), 1);
    for (i = 0; i < 5; i++) /* with those of the tests before: 9 */
        crash("crash_read", 16, words, &code);
    assert_in_range(count_files(L"*.dmp", NULL), 1, 8);
}

TEST(test_next_surrogate_works)
{
    struct remote remote;
    struct remote_library library;

    open_fixture(CrossbitThreadingSerial, &remote, &library);
    assert_int_equal(remote_int(&library, "process_bits", 0), OTHER_BITS);
    remote_close_library(&library);
    remote_close(&remote);
}

TEST_SETUP(setup)
{
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    return FAILED(proxies_register(NULL));
}

TEST_SETUP(teardown)
{
    proxies_revoke();
    CoUninitialize();
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest loading_tests[] = {cmocka_unit_test(test_thread_that_ends_while_loading_is_told)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_access_violation_names_function_and_address),
        cmocka_unit_test(test_stack_overflow_is_told),
        cmocka_unit_test(test_thread_that_exits_is_told),
        cmocka_unit_test(test_thread_that_is_terminated_is_told),
        cmocka_unit_test(test_thread_that_ends_inside_a_callback_is_told),
        cmocka_unit_test(test_division_by_zero_is_told),
        cmocka_unit_test(test_crash_in_thread_of_the_dll_is_told),
        cmocka_unit_test(test_exit_process_is_told),
        cmocka_unit_test(test_terminate_process_gives_its_code),
        cmocka_unit_test(test_faults_leave_log_and_bounded_dumps),
        cmocka_unit_test(test_next_surrogate_works),
    };
    (void)argv;
    return argc > 1 ? cmocka_run_group_tests(loading_tests, setup, teardown)
                    : cmocka_run_group_tests(tests, setup, teardown);
}
