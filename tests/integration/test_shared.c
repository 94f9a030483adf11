/* SPDX-License-Identifier: MIT */
/*
 * CROSSBIT_ISOLATION_SHARED: one surrogate for all clients of a user, of both bitnesses, whoever started it and whoever
 * ends first. The clients are child processes of this test, of either bitness.
 */
#include "client_fixture.h"
#include "installed.h"

#define HOME L"C:\\Crossbit shared"

#define WAIT_MS 60000
#define CHILDREN 4

static enum crossbit_start start_way;

static HRESULT connect_shared(crossbit_connection **connection)
{
    struct crossbit_connect_options options = {
        .size = sizeof(options), .bits = 32, .isolation = CROSSBIT_ISOLATION_SHARED, .start = start_way};

    return crossbit_connect(&options, connection);
}

/* ---- a client ---- */

/* Its exit code is the surrogate's process id. With a name it says that it is connected, and ends when told. */
static int child(const wchar_t *name)
{
    crossbit_connection *connection;
    wchar_t event[64];
    HANDLE ready, go;
    DWORD process_id;

    if (FAILED(connect_shared(&connection))) {
        printf("child: %ls\n", crossbit_error_message());
        return 1;
    }
    process_id = crossbit_process_id(connection);
    if (name) {
        _snwprintf(event, ARRAYSIZE(event), L"%ls-ready", name);
        ready = OpenEventW(EVENT_MODIFY_STATE, FALSE, event);
        _snwprintf(event, ARRAYSIZE(event), L"%ls-go", name);
        go = OpenEventW(SYNCHRONIZE, FALSE, event);
        SetEvent(ready);
        WaitForSingleObject(go, WAIT_MS);
    }
    crossbit_disconnect(connection);
    return (int)process_id;
}

static HANDLE run_child(unsigned int bits, const wchar_t *name, const wchar_t *folder)
{
    const wchar_t *program = staged(bits, L"test_shared.exe");
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    wchar_t command[MAX_PATH + 96];

    _snwprintf(command, ARRAYSIZE(command), L"\"%ls\" %ls child %ls", program,
        start_way == CROSSBIT_START_ACTIVATE ? L"activate" : L"launch", name ? name : L"");
    assert_true(CreateProcessW(program, command, NULL, NULL, FALSE, 0, NULL, folder, &startup, &process));
    CloseHandle(process.hThread);
    return process.hProcess;
}

static DWORD child_end(HANDLE process)
{
    DWORD code = 0;

    assert_int_equal(WaitForSingleObject(process, WAIT_MS), WAIT_OBJECT_0);
    assert_true(GetExitCodeProcess(process, &code));
    CloseHandle(process);
    assert_int_not_equal(code, 1);
    return code;
}

/* Until no surrogate is left that an earlier test shared. */
static void wait_for_end(DWORD process_id)
{
    HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, process_id);

    if (process) {
        assert_int_equal(WaitForSingleObject(process, WAIT_MS), WAIT_OBJECT_0);
        CloseHandle(process);
    }
}

/* ---- the tests ---- */

TEST(test_clients_of_both_bitnesses_share_one)
{
    crossbit_connection *connection, *again;
    DWORD process_id;

    assert_ok(connect_shared(&connection));
    assert_ok(connect_shared(&again));
    process_id = crossbit_process_id(connection);
    assert_int_equal(crossbit_process_id(again), process_id);
    assert_int_equal(child_end(run_child(32, NULL, NULL)), process_id);
    assert_int_equal(child_end(run_child(64, NULL, NULL)), process_id);
    crossbit_disconnect(again);
    crossbit_disconnect(connection);
    /* Nobody holds it any more. */
    wait_for_end(process_id);
}

TEST(test_it_outlives_who_started_it_and_stays_as_it_was)
{
    struct crossbit_load_options options = {.size = sizeof(options)};
    HANDLE ready = CreateEventW(NULL, TRUE, FALSE, L"crossbit-test-ready"),
           go = CreateEventW(NULL, TRUE, FALSE, L"crossbit-test-go");
    wchar_t started_in[MAX_PATH], found[MAX_PATH], *to = found;
    unsigned size = MAX_PATH;
    int a = 20, b = 22, sum = 0, length;
    void *args[] = {&a, &b}, *directory_args[] = {&to, &size};
    crossbit_function *add, *directory;
    crossbit_library *library;
    DWORD process_id;
    HANDLE starter;

    GetWindowsDirectoryW(started_in, ARRAYSIZE(started_in));
    starter = run_child(CROSSBIT_BITS, L"crossbit-test", started_in);
    assert_int_equal(WaitForSingleObject(ready, WAIT_MS), WAIT_OBJECT_0);
    assert_ok(connect_shared(&options.connection));
    process_id = crossbit_process_id(options.connection);
    assert_ok(crossbit_load(staged(32, L"fixture.dll"), &options, &library));
    assert_ok(
        crossbit_declare(library, "int add_cdecl(int a, int b);"
                                  "int get_directory([out, string, size_is(size)] wchar_t *path, unsigned size);"));
    assert_ok(crossbit_find(library, "add_cdecl", &add));
    assert_ok(crossbit_find(library, "get_directory", &directory));
    SetEvent(go);
    assert_int_equal(child_end(starter), process_id);
    Sleep(1500); /* what a dead client held is dropped within a second */
    assert_ok(crossbit_invoke(add, &sum, args, 2));
    assert_int_equal(sum, 42);
    assert_ok(crossbit_invoke(directory, &length, directory_args, 2));
    assert_int_equal(_wcsicmp(found, started_in), 0);
    crossbit_unload(library);
    crossbit_disconnect(options.connection);
    CloseHandle(ready);
    CloseHandle(go);
    wait_for_end(process_id);
}

TEST(test_programs_that_start_at_once_get_one)
{
    HANDLE children[CHILDREN], ready = CreateEventW(NULL, TRUE, FALSE, L"crossbit-test-ready"),
                               go = CreateEventW(NULL, TRUE, FALSE, L"crossbit-test-go");
    crossbit_connection *connection;
    DWORD process_id;
    int i;

    for (i = 0; i < CHILDREN; i++)
        children[i] = run_child(i & 1 ? 64 : 32, L"crossbit-test", NULL);
    assert_int_equal(WaitForSingleObject(ready, WAIT_MS), WAIT_OBJECT_0);
    assert_ok(connect_shared(&connection));
    process_id = crossbit_process_id(connection);
    SetEvent(go);
    for (i = 0; i < CHILDREN; i++)
        assert_int_equal(child_end(children[i]), process_id);
    crossbit_disconnect(connection);
    CloseHandle(ready);
    CloseHandle(go);
}

TEST(test_after_its_death_all_get_the_next)
{
    crossbit_connection *first, *next;
    DWORD process_id;

    assert_ok(connect_shared(&first));
    process_id = crossbit_process_id(first);
    assert_ok(crossbit_terminate(first));
    wait_for_end(process_id);
    assert_ok(connect_shared(&next));
    assert_int_not_equal(crossbit_process_id(next), process_id);
    assert_int_equal(child_end(run_child(CROSSBIT_BITS, NULL, NULL)), crossbit_process_id(next));
    crossbit_disconnect(first);
    crossbit_disconnect(next);
}

/* A library that is loaded without saying where stays in a surrogate of this client's own. */
TEST(test_the_default_surrogate_is_another)
{
    struct crossbit_connect_options options = {.size = sizeof(options), .bits = 32};
    crossbit_connection *shared, *own;

    assert_ok(connect_shared(&shared));
    assert_ok(crossbit_connect(&options, &own));
    assert_int_not_equal(crossbit_process_id(own), crossbit_process_id(shared));
    crossbit_disconnect(own);
    crossbit_disconnect(shared);
}

TEST_SETUP(set_up)
{
    installed_copy(HOME);
    installed_register(HOME);
    return 0;
}

TEST_SETUP(tear_down)
{
    installed_unregister(HOME);
    installed_delete(HOME);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clients_of_both_bitnesses_share_one),
        cmocka_unit_test(test_it_outlives_who_started_it_and_stays_as_it_was),
        cmocka_unit_test(test_programs_that_start_at_once_get_one),
        cmocka_unit_test(test_after_its_death_all_get_the_next),
        cmocka_unit_test(test_the_default_surrogate_is_another),
    };
    wchar_t name[32];

    if (argc > 1 && !strcmp(argv[1], "activate"))
        start_way = CROSSBIT_START_ACTIVATE;
    if (argc > 2 && !strcmp(argv[2], "child")) {
        swprintf(name, ARRAYSIZE(name), L"%hs", argc > 3 ? argv[3] : "");
        return child(argc > 3 ? name : NULL);
    }
    return start_way == CROSSBIT_START_ACTIVATE ? cmocka_run_group_tests(tests, set_up, tear_down)
                                                : cmocka_run_group_tests(tests, NULL, NULL);
}
