/*
 * Several threads of a client at the moments when surrogates end and start: after a death all share one new surrogate, and
 * a load that comes just when the last surrogate is let go works.
 */
#include "client_fixture.h"

#include <objbase.h>
#include <oleauto.h>
#include <stdlib.h>

#include "crossbit_com.h"

#define THREADS 9
#define ROUNDS 12

/* ---- the surrogate has died, and many find that out at once ---- */

/* One of each kind: a C program's thread without COM, one of an STA, and a script's object. */
struct racer {
    int kind;
    HANDLE start;
    DWORD process_id; /* that the library is in; 0: the load failed */
    wchar_t message[300];
};

static void load_as_program(struct racer *racer)
{
    crossbit_library *library;
    crossbit_function *function;
    int process_id = 0;

    if (SUCCEEDED(crossbit_load(staged(OTHER_BITS, L"fixture.dll"), NULL, &library))) {
        if (SUCCEEDED(crossbit_declare(library, "int process_id(void);")) &&
            SUCCEEDED(crossbit_find(library, "process_id", &function)) &&
            SUCCEEDED(crossbit_invoke(function, &process_id, NULL, 0)))
            racer->process_id = (DWORD)process_id;
        crossbit_unload(library);
    }
    _snwprintf(racer->message, ARRAYSIZE(racer->message) - 1, L"%ls", crossbit_error_message());
}

static void load_as_script(struct racer *racer)
{
    HRESULT(WINAPI * get)(REFCLSID, REFIID, void **) = (void *)GetProcAddress(GetModuleHandleW(L"crossbit.dll"), "DllGetClassObject");
    BSTR path = SysAllocString(staged(OTHER_BITS, L"fixture.dll")), text = NULL;
    ICrossbitLibrary *library = NULL;
    IClassFactory *factory = NULL;
    IErrorInfo *info;
    LONG process_id = 0;

    if (SUCCEEDED(get(&CLSID_CrossbitLibrary, &IID_IClassFactory, (void **)&factory)) &&
        SUCCEEDED(IClassFactory_CreateInstance(factory, NULL, &IID_ICrossbitLibrary, (void **)&library))) {
        if (SUCCEEDED(ICrossbitLibrary_Load(library, path)) &&
            SUCCEEDED(ICrossbitLibrary_get_ProcessId(library, &process_id)))
            racer->process_id = (DWORD)process_id;
        else if (GetErrorInfo(0, &info) == S_OK) {
            IErrorInfo_GetDescription(info, &text);
            IErrorInfo_Release(info);
            _snwprintf(racer->message, ARRAYSIZE(racer->message) - 1, L"%ls", text ? text : L"");
        }
        ICrossbitLibrary_Release(library);
    }
    if (factory)
        IClassFactory_Release(factory);
    SysFreeString(text);
    SysFreeString(path);
}

static DWORD WINAPI racer_main(void *context)
{
    struct racer *racer = context;

    if (racer->kind)
        CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    WaitForSingleObject(racer->start, 60000);
    if (racer->kind == 2)
        load_as_script(racer);
    else
        load_as_program(racer);
    if (racer->kind)
        CoUninitialize();
    return 0;
}

static void test_threads_that_find_the_surrogate_dead_share_the_next(void **state)
{
    struct racer racers[THREADS];
    HANDLE threads[THREADS], start = CreateEventW(NULL, TRUE, FALSE, NULL), process;
    crossbit_connection *connection, *next;
    DWORD dead;
    int round, i;

    (void)state;
    for (round = 0; round < ROUNDS; round++) {
        assert_ok(crossbit_connect(NULL, &connection));
        dead = crossbit_process_id(connection);
        ResetEvent(start);
        for (i = 0; i < THREADS; i++) {
            memset(&racers[i], 0, sizeof(racers[i]));
            racers[i].kind = i % 3;
            racers[i].start = start;
            threads[i] = CreateThread(NULL, 0, racer_main, &racers[i], 0, NULL);
            assert_non_null(threads[i]);
        }
        process = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, dead);
        assert_non_null(process);
        assert_true(TerminateProcess(process, 9));
        assert_int_equal(WaitForSingleObject(process, 20000), WAIT_OBJECT_0);
        CloseHandle(process);
        SetEvent(start);
        assert_int_equal(WaitForMultipleObjects(THREADS, threads, TRUE, 100000), WAIT_OBJECT_0);
        assert_ok(crossbit_connect(NULL, &next));
        assert_int_not_equal(crossbit_process_id(next), dead);
        for (i = 0; i < THREADS; i++) {
            if (racers[i].process_id != crossbit_process_id(next))
                fail_msg("round %d: thread %d (kind %d) is in process %lu, not %lu: %ls", round, i, racers[i].kind,
                    racers[i].process_id, crossbit_process_id(next), racers[i].message);
            CloseHandle(threads[i]);
        }
        crossbit_disconnect(next);
        crossbit_disconnect(connection);
    }
    CloseHandle(start);
}

/* ---- loads at the moment when the runtime and its surrogate end for want of users ---- */

#define LINGER_MS 5000 /* client/runtime.c */

/* In a child: each load comes about when the one before is forgotten. */
static int linger(unsigned int seed, int rounds)
{
    struct crossbit_connect_options options = {.size = sizeof(options), .idle_grace_ms = 1};
    crossbit_connection *connection;
    crossbit_library *library;
    crossbit_function *function;
    int a = 1, b = 2, sum, i;
    void *args[] = {&a, &b};

    srand(seed);
    for (i = 0; i < rounds; i++) {
        sum = 0;
        if (FAILED(crossbit_connect(&options, &connection)) ||
            FAILED(crossbit_load(staged(OTHER_BITS, L"fixture.dll"), NULL, &library)) ||
            FAILED(crossbit_declare(library, "int add_cdecl(int a, int b);")) ||
            FAILED(crossbit_find(library, "add_cdecl", &function)) || FAILED(crossbit_invoke(function, &sum, args, 2)) ||
            sum != 3) {
            printf("seed %u, round %d: %d %ls\n", seed, i, sum, crossbit_error_message());
            return 1;
        }
        crossbit_unload(library);
        crossbit_disconnect(connection);
        Sleep((DWORD)(LINGER_MS - 60 + rand() % 160));
    }
    return 0;
}

static void test_load_races_with_the_end_of_the_last_surrogate(void **state)
{
    PROCESS_INFORMATION processes[4];
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    wchar_t own[MAX_PATH], command[MAX_PATH + 64];
    DWORD i, code;

    (void)state;
    GetModuleFileNameW(NULL, own, ARRAYSIZE(own));
    for (i = 0; i < ARRAYSIZE(processes); i++) {
        _snwprintf(command, ARRAYSIZE(command), L"\"%ls\" linger %lu 5", own, GetTickCount() + i);
        print_message("child %lu: seed %lu\n", i, GetTickCount() + i);
        assert_true(CreateProcessW(own, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &processes[i]));
    }
    for (i = 0; i < ARRAYSIZE(processes); i++) {
        assert_int_equal(WaitForSingleObject(processes[i].hProcess, 120000), WAIT_OBJECT_0);
        assert_true(GetExitCodeProcess(processes[i].hProcess, &code));
        assert_int_equal(code, 0);
        CloseHandle(processes[i].hProcess);
        CloseHandle(processes[i].hThread);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_that_find_the_surrogate_dead_share_the_next),
        cmocka_unit_test(test_load_races_with_the_end_of_the_last_surrogate),
    };

    if (argc == 4 && !strcmp(argv[1], "linger"))
        return linger((unsigned int)strtoul(argv[2], NULL, 10), atoi(argv[3]));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
