/* SPDX-License-Identifier: MIT */
/* test_deadline [off]: time limits for calls of crossbit.h; off: with Crossbit's channel switched off. */
#include "client_fixture.h"

#include <objbase.h>
#include <string.h>

#include "../fixtures/stop_threads.h"

#define LIMIT_MS 200
#define LONG_MS 4000

static crossbit_connection *connection;

static crossbit_library *load_hang(enum crossbit_threading threading)
{
    struct crossbit_connect_options connect = {
        .size = sizeof(connect), .bits = OTHER_BITS, .isolation = CROSSBIT_ISOLATION_OBJECT};
    struct crossbit_load_options load = {.size = sizeof(load), .threading = threading};
    crossbit_library *library = NULL;

    assert_ok(crossbit_connect(&connect, &connection));
    load.connection = connection;
    assert_ok(crossbit_load(staged(OTHER_BITS, L"fixture.dll"), &load, &library));
    assert_ok(crossbit_declare(library, "int hang(int milliseconds);"));
    return library;
}

static void unload(crossbit_library *library)
{
    crossbit_unload(library);
    crossbit_disconnect(connection);
    connection = NULL;
}

static HRESULT hang(crossbit_library *library, int milliseconds, int *result)
{
    void *args[] = {&milliseconds};

    *result = -1;
    return crossbit_invoke(find(library, "hang"), result, args, 1);
}

/* The DLL is still at it when the program lets the library go. */
static void unload_is_prompt(enum crossbit_threading threading)
{
    crossbit_library *library = load_hang(threading);
    ULONGLONG start;
    int result;

    assert_ok(crossbit_set_deadline(connection, LIMIT_MS));
    assert_fails(hang(library, LONG_MS, &result), CROSSBIT_E_TIMEOUT, L"hang");
    start = GetTickCount64();
    crossbit_unload(library);
    assert_true(GetTickCount64() - start < 1000);
    crossbit_disconnect(connection);
    connection = NULL;
}

TEST(test_unload_after_a_call_past_its_limit_returns_at_once)
{
    unload_is_prompt(CROSSBIT_THREADING_FREE);
    unload_is_prompt(CROSSBIT_THREADING_SERIAL);
    unload_is_prompt(CROSSBIT_THREADING_MAIN);
}

/* The call is given up long before the DLL answers, and the answer never becomes another call's. */
static void gives_up(crossbit_library *library)
{
    ULONGLONG start = GetTickCount64();
    int result, i;

    assert_fails(hang(library, LONG_MS, &result), CROSSBIT_E_TIMEOUT, L"hang");
    assert_non_null(wcsstr(crossbit_error_message(), L"200 ms"));
    assert_true(GetTickCount64() - start < LONG_MS);
    assert_int_equal(result, -1);
    assert_ok(crossbit_set_deadline(connection, 0));
    assert_ok(crossbit_set_thread_deadline(0));
    for (i = 1; i < 30 || GetTickCount64() - start < LONG_MS + 500; i++) {
        assert_ok(hang(library, i % 40, &result));
        assert_int_equal(result, i % 40);
    }
}

TEST(test_connection_limit_passed_call_returns)
{
    crossbit_library *library = load_hang(CROSSBIT_THREADING_FREE);

    assert_ok(crossbit_set_deadline(connection, LIMIT_MS));
    gives_up(library);
    unload(library);
}

TEST(test_thread_limit_passed_call_returns)
{
    crossbit_library *library = load_hang(CROSSBIT_THREADING_FREE);

    assert_ok(crossbit_set_thread_deadline(LIMIT_MS));
    gives_up(library);
    unload(library);
}

/* Serial: what comes next waits for the call that was given up, and gets its own answer. */
TEST(test_serial_next_call_waits_for_the_late_one)
{
    crossbit_library *library = load_hang(CROSSBIT_THREADING_SERIAL);

    assert_ok(crossbit_set_deadline(connection, LIMIT_MS));
    gives_up(library);
    unload(library);
}

TEST(test_main_threading_limit_passed_call_returns)
{
    crossbit_library *library = load_hang(CROSSBIT_THREADING_MAIN);

    assert_ok(crossbit_set_deadline(connection, LIMIT_MS));
    gives_up(library);
    unload(library);
}

TEST(test_limit_not_reached_call_succeeds)
{
    crossbit_library *library = load_hang(CROSSBIT_THREADING_FREE);
    int result;

    assert_ok(crossbit_set_deadline(connection, 60000));
    assert_ok(hang(library, 300, &result));
    assert_int_equal(result, 300);
    unload(library);
}

#define HANGING 4

static DWORD WINAPI hanging_thread(void *library)
{
    int result;

    return SUCCEEDED(hang(library, 2000, &result)) ? (DWORD)result : 0;
}

/* Also where the call needs a lane that the surrogate would have to open first. */
TEST(test_stopped_surrogate_limit_passed_call_returns)
{
    crossbit_library *library = load_hang(CROSSBIT_THREADING_FREE);
    HANDLE threads[HANGING];
    ULONGLONG start;
    DWORD code;
    int result, i;

    for (i = 0; i < HANGING; i++) /* they have the lanes that there are */
        threads[i] = CreateThread(NULL, 0, hanging_thread, library, 0, NULL);
    Sleep(500);
    stop_threads(crossbit_process_id(connection), true);
    assert_ok(crossbit_set_thread_deadline(LIMIT_MS));
    for (i = 0; i < 3; i++) {
        start = GetTickCount64();
        assert_fails(hang(library, 1, &result), CROSSBIT_E_TIMEOUT, L"hang");
        assert_true(GetTickCount64() - start < LONG_MS);
    }
    stop_threads(crossbit_process_id(connection), false);
    assert_ok(crossbit_set_thread_deadline(0));
    for (i = 1; i < 30; i++) {
        assert_ok(hang(library, i, &result));
        assert_int_equal(result, i);
    }
    assert_int_equal(WaitForMultipleObjects(HANGING, threads, TRUE, 60000), WAIT_OBJECT_0);
    for (i = 0; i < HANGING; i++) {
        assert_true(GetExitCodeThread(threads[i], &code));
        assert_int_equal(code, 2000);
        CloseHandle(threads[i]);
    }
    unload(library);
}

static DWORD WINAPI sta_thread(void *code)
{
    crossbit_library *library = NULL;
    int result;

    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    library = load_hang(CROSSBIT_THREADING_FREE);
    crossbit_set_deadline(connection, LIMIT_MS);
    *(HRESULT *)code = hang(library, LONG_MS, &result);
    unload(library);
    CoUninitialize();
    return 0;
}

TEST(test_sta_limit_passed_call_returns)
{
    HRESULT code = E_FAIL;
    HANDLE thread = CreateThread(NULL, 0, sta_thread, &code, 0, NULL);

    assert_int_equal(WaitForSingleObject(thread, 60000), WAIT_OBJECT_0);
    assert_int_equal((DWORD)code, (DWORD)CROSSBIT_E_TIMEOUT);
    CloseHandle(thread);
}

TEST(test_terminate_after_the_limit_ends_the_surrogate)
{
    crossbit_library *library = load_hang(CROSSBIT_THREADING_FREE);
    HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, crossbit_process_id(connection));
    int result;

    assert_non_null(process);
    assert_ok(crossbit_set_deadline(connection, LIMIT_MS));
    assert_fails(hang(library, 600000, &result), CROSSBIT_E_TIMEOUT, L"crossbit_terminate");
    assert_ok(crossbit_terminate(connection));
    assert_int_equal(WaitForSingleObject(process, 10000), WAIT_OBJECT_0);
    assert_fails(hang(library, 1, &result), CROSSBIT_E_DIED, L"crossbit_terminate ended");
    CloseHandle(process);
    unload(library);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_connection_limit_passed_call_returns),
        cmocka_unit_test(test_thread_limit_passed_call_returns),
        cmocka_unit_test(test_serial_next_call_waits_for_the_late_one),
        cmocka_unit_test(test_main_threading_limit_passed_call_returns),
        cmocka_unit_test(test_limit_not_reached_call_succeeds),
        cmocka_unit_test(test_unload_after_a_call_past_its_limit_returns_at_once),
        cmocka_unit_test(test_stopped_surrogate_limit_passed_call_returns),
        cmocka_unit_test(test_sta_limit_passed_call_returns),
        cmocka_unit_test(test_terminate_after_the_limit_ends_the_surrogate),
    };

    if (argc > 1 && !strcmp(argv[1], "off"))
        SetEnvironmentVariableA("CROSSBIT_CHANNEL", "off");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
