/* SPDX-License-Identifier: MIT */
/* What goes wrong in a surrogate is an error with a text here, and the next connection works. */
#include "runner.h"

#include <stdlib.h>

#include "fixture_api.h"

#define FIXTURE L"..\\" OTHER_ARCH L"\\fixture.dll"

/* A surrogate of its own with the fixture in it, so that a crash harms no other case. */
struct victim {
    crossbit_connection *connection;
    struct run run;
};

static void full_path(const wchar_t *name, wchar_t *path)
{
    wchar_t folder[MAX_PATH];

    test_folder(folder);
    swprintf(path, MAX_PATH, L"%ls\\%ls", folder, name);
}

static void check(HRESULT hr)
{
    if (FAILED(hr))
        fail_msg("0x%08lx: %ls", hr, crossbit_error_message());
}

static void victim_start(struct victim *victim, enum crossbit_threading threading)
{
    struct crossbit_connect_options connect = {
        .size = sizeof(connect), .isolation = CROSSBIT_ISOLATION_OBJECT, .idle_grace_ms = 1};
    struct crossbit_load_options load = {.size = sizeof(load), .threading = threading};
    wchar_t path[MAX_PATH];
    size_t i;

    ZeroMemory(victim, sizeof(*victim));
    check(crossbit_connect(&connect, &victim->connection));
    assert_int_equal(crossbit_bits(victim->connection), OTHER_BITS);
    load.connection = victim->connection;
    full_path(FIXTURE, path);
    check(crossbit_load(path, &load, &victim->run.library));
    for (i = 0; i < ARRAYSIZE(fixture_api); i++)
        check(crossbit_declare(victim->run.library, fixture_api[i]));
}

static void victim_end(struct victim *victim)
{
    crossbit_unload(victim->run.library);
    crossbit_disconnect(victim->connection);
}

/* The call fails with expected, the message has word in it, and what follows fails too, at once, and does not hang. */
static void dies(const char *function, int argument, bool has_argument, HRESULT expected, const wchar_t *word)
{
    struct victim victim;
    uint64_t result = 0;
    DWORD start;
    HRESULT hr;

    victim_start(&victim, CROSSBIT_THREADING_SERIAL);
    assert_int_equal(CALL(&victim.run, "add_cdecl", AT(int, 1), AT(int, 2)), 3);
    start = GetTickCount();
    if (has_argument)
        hr = TRY(&victim.run, &result, function, &argument);
    else
        hr = TRY(&victim.run, &result, function);
    assert_in_range(GetTickCount() - start, 0, 15000);
    if (hr != expected || !wcsstr(crossbit_error_message(), word))
        fail_msg("%s gave 0x%08lx: %ls", function, hr, crossbit_error_message());
    start = GetTickCount();
    hr = TRY(&victim.run, &result, "add_cdecl", AT(int, 1), AT(int, 2));
    assert_true(hr == CROSSBIT_E_DIED || hr == CROSSBIT_E_DLL_FAULT);
    assert_in_range(GetTickCount() - start, 0, 1000);
    victim_end(&victim);
}

TEST(test_crash_read_is_reported)
{
    dies("crash_read", 16, true, CROSSBIT_E_DLL_FAULT, L"crash_read");
}
TEST(test_crash_write_names_the_exception)
{
    dies("crash_write", 16, true, CROSSBIT_E_DLL_FAULT, L"access violation");
}
TEST(test_crash_execute_is_reported)
{
    dies("crash_execute", 0, false, CROSSBIT_E_DLL_FAULT, L"crash_execute");
}
TEST(test_crash_divide_is_reported)
{
    dies("crash_divide", 0, true, CROSSBIT_E_DLL_FAULT, L"division by zero");
}
TEST(test_crash_own_exception_is_reported)
{
    dies("crash_raise", (int)0xe0001234, true, CROSSBIT_E_DLL_FAULT, L"0xe0001234");
}
TEST(test_crash_exit_process_is_reported)
{
    dies("crash_exit", 7, true, CROSSBIT_E_DIED, L"crash_exit");
}
TEST(test_crash_terminate_process_is_reported)
{
    dies("crash_terminate", 9, true, CROSSBIT_E_DIED, L"crash_terminate");
}
TEST(test_crash_abort_is_reported)
{
    dies("crash_abort", 0, false, CROSSBIT_E_DIED, L"crash_abort");
}
TEST(test_crash_in_a_thread_of_the_dll_is_reported)
{
    dies("crash_in_thread", 0, false, CROSSBIT_E_DLL_FAULT, L"access violation");
}

static DWORD WINAPI kill_soon(void *context)
{
    HANDLE process = OpenProcess(PROCESS_TERMINATE, FALSE, crossbit_process_id(context));

    Sleep(200);
    TerminateProcess(process, 1);
    CloseHandle(process);
    return 0;
}
TEST(test_killed_surrogate_ends_a_hanging_call)
{
    struct victim victim;
    uint64_t result = 0;
    HANDLE killer;
    DWORD start;

    victim_start(&victim, CROSSBIT_THREADING_SERIAL);
    killer = CreateThread(NULL, 0, kill_soon, victim.connection, 0, NULL);
    start = GetTickCount();
    assert_int_equal(TRY(&victim.run, &result, "hang", AT(int, 20000)), CROSSBIT_E_DIED);
    assert_in_range(GetTickCount() - start, 0, 5000);
    WaitForSingleObject(killer, INFINITE);
    CloseHandle(killer);
    victim_end(&victim);
}

/* The shared connection of the process: a crash there is no dead end. */
TEST(test_crash_of_the_default_surrogate_is_followed_by_a_new_one)
{
    crossbit_library *library;
    struct run run = {0};
    wchar_t path[MAX_PATH];
    uint64_t result = 0;
    int round, ids[2];

    full_path(FIXTURE, path);
    for (round = 0; round < 2; round++) {
        check(crossbit_load(path, NULL, &library));
        check(crossbit_declare(library, "int process_id(void); int crash_read(int address);"));
        run.library = library;
        ids[round] = CALL(&run, "process_id");
        assert_int_equal(TRY(&run, &result, "crash_read", AT(int, 16)), CROSSBIT_E_DLL_FAULT);
        crossbit_unload(library);
    }
    assert_int_not_equal(ids[0], ids[1]);
    free(run.log);
}

static void load_fails(const wchar_t *name, HRESULT expected, const wchar_t *word)
{
    crossbit_library *library = (void *)1;
    wchar_t path[MAX_PATH];
    HRESULT hr;

    full_path(name, path);
    hr = crossbit_load(path, NULL, &library);
    if (hr != expected || !wcsstr(crossbit_error_message(), word))
        fail_msg("%ls gave 0x%08lx: %ls", name, hr, crossbit_error_message());
    assert_null(library);
}
TEST(test_load_failing_dllmain_is_reported)
{
    load_fails(L"..\\" OTHER_ARCH L"\\fixture_fails.dll", CROSSBIT_E_LOAD_FAILED, L"fixture_fails.dll");
}
TEST(test_load_missing_dependency_is_named)
{
    load_fails(L"..\\" OTHER_ARCH L"\\fixture_orphan.dll", CROSSBIT_E_MISSING_DEPENDENCY, L"fixture_absent.dll");
}
TEST(test_load_missing_file_is_named)
{
    load_fails(L"..\\" OTHER_ARCH L"\\nothing.dll", CROSSBIT_E_FILE_NOT_FOUND, L"nothing.dll");
}
TEST(test_load_of_a_program_is_refused)
{
    load_fails(L"test_faults.exe", CROSSBIT_E_NOT_DLL, L"test_faults.exe");
}
TEST(test_load_dependency_in_another_folder)
{
    struct crossbit_load_options options = {.size = sizeof(options)};
    wchar_t path[MAX_PATH], folder[MAX_PATH];
    struct run run = {0};

    full_path(L"..\\" OTHER_ARCH L"\\fixture_orphan.dll", path);
    full_path(L"..\\" OTHER_ARCH L"\\deps", folder);
    options.folders = folder;
    check(crossbit_load(path, &options, &run.library));
    check(crossbit_declare(run.library, "int orphan_number(void);"));
    assert_int_equal(CALL(&run, "orphan_number"), 42);
    crossbit_unload(run.library);
    free(run.log);
}
TEST(test_declare_missing_export_names_the_nearest)
{
    crossbit_library *library;
    wchar_t path[MAX_PATH];

    full_path(FIXTURE, path);
    check(crossbit_load(path, NULL, &library));
    assert_int_equal(crossbit_declare(library, "int add_cdcel(int, int);"), CROSSBIT_E_MISSING_EXPORT);
    assert_non_null(wcsstr(crossbit_error_message(), L"add_cdecl"));
    crossbit_unload(library);
}
TEST(test_two_loads_of_one_dll_are_two_libraries)
{
    crossbit_library *a, *b;
    crossbit_function *function;
    struct run run = {0};
    wchar_t path[MAX_PATH];

    full_path(FIXTURE, path);
    check(crossbit_load(path, NULL, &a));
    check(crossbit_load(path, NULL, &b));
    check(crossbit_declare(a, "int add_cdecl(int, int);"));
    assert_int_equal(crossbit_find(b, "add_cdecl", &function), CROSSBIT_E_UNDECLARED);
    check(crossbit_declare(b, "int add_cdecl(int, int);"));
    crossbit_unload(a);
    run.library = b;
    assert_int_equal(CALL(&run, "add_cdecl", AT(int, 1), AT(int, 1)), 2);
    crossbit_unload(b);
    free(run.log);
}

/* Threading: how many calls run at once, and on which thread. */
static DWORD WINAPI overlap(void *context)
{
    crossbit_function *function;
    uint64_t result = 0;

    if (FAILED(crossbit_find(context, "overlap", &function)))
        return 0;
    crossbit_invoke(function, &result, (void *[]){AT(int, 300)}, 1);
    return (DWORD)result;
}
static int most_at_once(enum crossbit_threading threading)
{
    struct victim victim;
    HANDLE threads[3];
    int i, most;

    victim_start(&victim, threading);
    for (i = 0; i < 3; i++)
        threads[i] = CreateThread(NULL, 0, overlap, victim.run.library, 0, NULL);
    for (i = 0; i < 3; i++) {
        assert_int_equal(WaitForSingleObject(threads[i], 20000), WAIT_OBJECT_0);
        CloseHandle(threads[i]);
    }
    most = CALL(&victim.run, "overlap_reset");
    victim_end(&victim);
    free(victim.run.log);
    return most;
}
TEST(test_threading_serial_is_one_at_a_time)
{
    assert_int_equal(most_at_once(CROSSBIT_THREADING_SERIAL), 1);
}
TEST(test_threading_free_runs_at_once)
{
    assert_in_range(most_at_once(CROSSBIT_THREADING_FREE), 2, 3);
}
static DWORD WINAPI affine(void *context)
{
    crossbit_function *function;
    uint64_t result = 0;

    if (SUCCEEDED(crossbit_find(context, "affine_get", &function)))
        crossbit_invoke(function, &result, NULL, 0);
    return (DWORD)result;
}
TEST(test_threading_main_keeps_one_thread_that_pumps)
{
    struct victim victim;
    DWORD value = 0;
    HANDLE thread;

    victim_start(&victim, CROSSBIT_THREADING_MAIN);
    assert_int_equal(CALL(&victim.run, "affine_begin", AT(int, 4711)), 1);
    assert_int_equal(CALL(&victim.run, "affine_get"), 4711);
    thread = CreateThread(NULL, 0, affine, victim.run.library, 0, NULL);
    assert_int_equal(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    GetExitCodeThread(thread, &value);
    CloseHandle(thread);
    assert_int_equal(value, 4711);
    assert_int_equal(CALL(&victim.run, "pump_once"), 12);
    victim_end(&victim);
    free(victim.run.log);
}
/* A mutex that the DLL took on its own thread is taken for us too. */
TEST(test_threading_main_mutex_is_owned_over_there)
{
    HANDLE mutex = CreateMutexW(NULL, FALSE, NULL);
    struct victim victim;

    victim_start(&victim, CROSSBIT_THREADING_MAIN);
    assert_int_equal(CALL(&victim.run, "mutex_take", &mutex), 1);
    assert_int_equal(WaitForSingleObject(mutex, 0), WAIT_TIMEOUT);
    assert_int_equal(CALL(&victim.run, "mutex_release", &mutex), 1);
    assert_int_equal(WaitForSingleObject(mutex, 1000), WAIT_OBJECT_0);
    ReleaseMutex(mutex);
    CloseHandle(mutex);
    victim_end(&victim);
    free(victim.run.log);
}
/* A window made in one call answers messages between the calls: its thread pumps. */
TEST(test_threading_main_window_answers_between_calls)
{
    struct victim victim;
    const wchar_t *title = L"there";
    DWORD_PTR answer = 0;
    HWND window;

    victim_start(&victim, CROSSBIT_THREADING_MAIN);
    window = CALL_HANDLE(&victim.run, HWND, "window_make", &title);
    assert_non_null(window);
    assert_int_not_equal(SendMessageTimeoutW(window, WM_USER + 1, 5, 0, SMTO_NORMAL, 10000, &answer), 0);
    assert_int_equal(answer, 16);
    assert_int_equal(CALL(&victim.run, "window_destroy", &window), 1);
    victim_end(&victim);
    free(victim.run.log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crash_read_is_reported),
        cmocka_unit_test(test_crash_write_names_the_exception),
        cmocka_unit_test(test_crash_execute_is_reported),
        cmocka_unit_test(test_crash_divide_is_reported),
        cmocka_unit_test(test_crash_own_exception_is_reported),
        cmocka_unit_test(test_crash_exit_process_is_reported),
        cmocka_unit_test(test_crash_terminate_process_is_reported),
        cmocka_unit_test(test_crash_abort_is_reported),
        cmocka_unit_test(test_crash_in_a_thread_of_the_dll_is_reported),
        cmocka_unit_test(test_killed_surrogate_ends_a_hanging_call),
        cmocka_unit_test(test_crash_of_the_default_surrogate_is_followed_by_a_new_one),
        cmocka_unit_test(test_load_failing_dllmain_is_reported),
        cmocka_unit_test(test_load_missing_dependency_is_named),
        cmocka_unit_test(test_load_missing_file_is_named),
        cmocka_unit_test(test_load_of_a_program_is_refused),
        cmocka_unit_test(test_load_dependency_in_another_folder),
        cmocka_unit_test(test_declare_missing_export_names_the_nearest),
        cmocka_unit_test(test_two_loads_of_one_dll_are_two_libraries),
        cmocka_unit_test(test_threading_serial_is_one_at_a_time),
        cmocka_unit_test(test_threading_free_runs_at_once),
        cmocka_unit_test(test_threading_main_keeps_one_thread_that_pumps),
        cmocka_unit_test(test_threading_main_mutex_is_owned_over_there),
        cmocka_unit_test(test_threading_main_window_answers_between_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
