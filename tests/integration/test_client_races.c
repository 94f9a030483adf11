/* SPDX-License-Identifier: MIT */
/*
 * Several threads of a client at the moments when surrogates end and start: after a death all share one new surrogate,
 * a load that comes just when the last surrogate is let go works, and so does a process's first marshaling on two
 * threads.
 */
#include "client_fixture.h"

#include <objbase.h>
#include <oleauto.h>
#include <rpcndr.h>
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

/* What CreateObject gives a script. NULL: it failed. */
static ICrossbitLibrary *script_library(void)
{
    HRESULT(WINAPI * get)
    (REFCLSID, REFIID, void **) = (void *)GetProcAddress(GetModuleHandleW(L"crossbit.dll"), "DllGetClassObject");
    ICrossbitLibrary *library = NULL;
    IClassFactory *factory = NULL;

    if (SUCCEEDED(get(&CLSID_CrossbitLibrary, &IID_IClassFactory, (void **)&factory))) {
        IClassFactory_CreateInstance(factory, NULL, &IID_ICrossbitLibrary, (void **)&library);
        IClassFactory_Release(factory);
    }
    return library;
}

static void load_as_script(struct racer *racer)
{
    BSTR path = SysAllocString(staged(OTHER_BITS, L"fixture.dll")), text = NULL;
    ICrossbitLibrary *library = script_library();
    IErrorInfo *info;
    LONG process_id = 0;

    if (library) {
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

TEST(test_threads_that_find_the_surrogate_dead_share_the_next)
{
    struct racer racers[THREADS];
    HANDLE threads[THREADS], start = CreateEventW(NULL, TRUE, FALSE, NULL), process;
    crossbit_connection *connection, *next;
    DWORD dead;
    int round, i;

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

/* ---- one script's library object, called by many threads, whose surrogate has died ---- */

/* Calls int f(int) or the like by name, as a script does. */
static HRESULT call_by_name(ICrossbitLibrary *library, const wchar_t *name, VARIANT *argument, VARIANT *result)
{
    DISPPARAMS parameters = {argument, NULL, argument != NULL, 0};
    DISPID id;
    HRESULT hr = ICrossbitLibrary_GetIDsOfNames(library, &IID_NULL, (LPOLESTR *)&name, 1, 0, &id);

    VariantInit(result);
    if (SUCCEEDED(hr))
        hr = ICrossbitLibrary_Invoke(library, id, &IID_NULL, 0, DISPATCH_METHOD, &parameters, result, NULL, NULL);
    return hr;
}

struct maker {
    ICrossbitLibrary *library;
    HANDLE start;
    VARIANT counter;
    HRESULT result;
};

static DWORD WINAPI maker_main(void *context)
{
    struct maker *maker = context;
    VARIANT argument = {.vt = VT_I4, .lVal = 1};
    int tries;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    WaitForSingleObject(maker->start, 60000);
    /* The call that finds the death fails; the next one starts a new surrogate. */
    for (tries = 0; tries < 2; tries++) {
        maker->result = call_by_name(maker->library, L"counter_create", &argument, &maker->counter);
        if (SUCCEEDED(maker->result))
            break;
    }
    CoUninitialize();
    return 0;
}

TEST(test_handles_of_threads_that_restart_a_library_are_of_one)
{
    struct maker makers[THREADS];
    HANDLE threads[THREADS], start = CreateEventW(NULL, TRUE, FALSE, NULL), process;
    ICrossbitLibrary *library = script_library();
    BSTR text = SysAllocString(staged(OTHER_BITS, L"fixture.dll"));
    VARIANT result;
    LONG process_id;
    int round, i;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    assert_non_null(library);
    assert_ok(ICrossbitLibrary_Load(library, text));
    SysFreeString(text);
    text = SysAllocString(
        L"struct counter; struct counter *counter_create(int start); int counter_next(struct counter *counter);"
        L"int process_id(void);");
    assert_ok(ICrossbitLibrary_Declare(library, text));
    for (round = 0; round < ROUNDS; round++) {
        assert_ok(call_by_name(library, L"process_id", NULL, &result));
        process_id = V_I4(&result);
        ResetEvent(start);
        for (i = 0; i < THREADS; i++) {
            makers[i] = (struct maker){.library = library, .start = start, .result = E_FAIL};
            threads[i] = CreateThread(NULL, 0, maker_main, &makers[i], 0, NULL);
            assert_non_null(threads[i]);
        }
        process = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, (DWORD)process_id);
        assert_non_null(process);
        assert_true(TerminateProcess(process, 9));
        assert_int_equal(WaitForSingleObject(process, 20000), WAIT_OBJECT_0);
        CloseHandle(process);
        SetEvent(start);
        assert_int_equal(WaitForMultipleObjects(THREADS, threads, TRUE, 100000), WAIT_OBJECT_0);
        for (i = 0; i < THREADS; i++) {
            assert_ok(makers[i].result);
            assert_ok(call_by_name(library, L"counter_next", &makers[i].counter, &result));
            assert_int_equal(V_I4(&result), 2);
            CloseHandle(threads[i]);
        }
    }
    SysFreeString(text);
    ICrossbitLibrary_Release(library);
    CloseHandle(start);
    CoUninitialize();
}

/* ---- the first marshaling of a process, by two threads at once ---- */

static volatile LONG arrived;
static HRESULT(WINAPI *proxies)(REFCLSID, REFIID, void **);

static DWORD WINAPI marshal_first(void *unused)
{
    IUnknown *factory;

    (void)unused;
    InterlockedIncrement(&arrived);
    while (arrived < 2)
        ;
    /* As COM does to get a proxy, and as every proxy and stub does to take memory. */
    if (SUCCEEDED(proxies(&CLSID_CrossbitProxy, &IID_IUnknown, (void **)&factory)))
        NdrOleFree(NdrOleAllocate(16));
    return 0;
}

/* In a child: there is one first time in a process. */
static int first(void)
{
    HANDLE threads[2];
    int i;

    SetErrorMode(SEM_NOGPFAULTERRORBOX);
    proxies = (void *)GetProcAddress(LoadLibraryW(staged(CROSSBIT_BITS, L"crossbitps.dll")), "DllGetClassObject");
    for (i = 0; i < 2; i++)
        threads[i] = CreateThread(NULL, 0, marshal_first, NULL, 0, NULL);
    return WaitForMultipleObjects(2, threads, TRUE, 20000) == WAIT_OBJECT_0 ? 0 : 1;
}

/* It went wrong once in some 50 children. */
TEST(test_first_marshaling_by_two_threads_at_once_works)
{
    PROCESS_INFORMATION process;
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    wchar_t own[MAX_PATH], command[MAX_PATH + 16];
    DWORD code;
    int i;

    GetModuleFileNameW(NULL, own, ARRAYSIZE(own));
    for (i = 0; i < 60; i++) {
        _snwprintf(command, ARRAYSIZE(command), L"\"%ls\" first", own);
        assert_true(CreateProcessW(own, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process));
        assert_int_equal(WaitForSingleObject(process.hProcess, 60000), WAIT_OBJECT_0);
        assert_true(GetExitCodeProcess(process.hProcess, &code));
        assert_int_equal(code, 0);
        CloseHandle(process.hProcess);
        CloseHandle(process.hThread);
    }
}

/* ---- loads at the moment when the runtime and its surrogate end for want of users ---- */

#define LINGER_MS 5000 /* client/threads.c */

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
            FAILED(crossbit_find(library, "add_cdecl", &function)) ||
            FAILED(crossbit_invoke(function, &sum, args, 2)) || sum != 3) {
            printf("seed %u, round %d: %d %ls\n", seed, i, sum, crossbit_error_message());
            return 1;
        }
        crossbit_unload(library);
        crossbit_disconnect(connection);
        Sleep((DWORD)(LINGER_MS - 60 + rand() % 160));
    }
    return 0;
}

TEST(test_load_races_with_the_end_of_the_last_surrogate)
{
    PROCESS_INFORMATION processes[4];
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    wchar_t own[MAX_PATH], command[MAX_PATH + 64];
    DWORD i, code;

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
        cmocka_unit_test(test_handles_of_threads_that_restart_a_library_are_of_one),
        cmocka_unit_test(test_first_marshaling_by_two_threads_at_once_works),
        cmocka_unit_test(test_load_races_with_the_end_of_the_last_surrogate),
    };

    if (argc == 2 && !strcmp(argv[1], "first"))
        return first();
    if (argc == 4 && !strcmp(argv[1], "linger"))
        return linger((unsigned int)strtoul(argv[2], NULL, 10), atoi(argv[3]));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
