/*
 * A thread of the program has one thread in the surrogate, from its first call to its end: thread-local state, the apartment and
 * windows of the DLL are that thread's, as in one process.
 */
#include "client_fixture.h"

#include <objbase.h>

#define THREADS 8
#define ROUNDS 300
#define END_MS 5000 /* a thread's end is told to the DLL without a wait */

static const char declarations[] =
    "int thread_remember(int value); int thread_recall(void); int threads_ended(void); int thread_number(void);"
    "int apartment_enter(int flags); void apartment_leave(void); int timer_start(int milliseconds); int timer_ticks(void);"
    "int call_from_thread(int (__stdcall *callback)(int value), int value);"
    "int each_cdecl(int count, int (__cdecl *callback)(int index, long long value));";

static crossbit_library *library; /* of the test that runs */

/* For threads of the test: no asserts there. */
static int call_int(const char *name, int argument, size_t count)
{
    crossbit_function *function;
    void *args[] = {&argument};
    int result = -12345;

    if (FAILED(crossbit_find(library, name, &function)) || FAILED(crossbit_invoke(function, &result, args, count)))
        return -12345;
    return result;
}

static void run_thread(LPTHREAD_START_ROUTINE routine, void *context)
{
    HANDLE thread = CreateThread(NULL, 0, routine, context, 0, NULL);
    DWORD failures;

    assert_non_null(thread);
    assert_int_equal(WaitForSingleObject(thread, 60000), WAIT_OBJECT_0);
    assert_true(GetExitCodeThread(thread, &failures));
    CloseHandle(thread);
    assert_int_equal(failures, 0);
}

static crossbit_library *load_with(enum crossbit_threading threading)
{
    struct crossbit_load_options options = {.size = sizeof(options), .threading = threading};

    assert_ok(crossbit_load(staged(OTHER_BITS, L"fixture.dll"), &options, &library));
    assert_ok(crossbit_declare(library, declarations));
    return library;
}

static DWORD WINAPI remember_and_recall(void *context)
{
    int value = (int)(intptr_t)context, thread = call_int("thread_number", 0, 0), i;
    DWORD failures = 0;

    for (i = 0; i < ROUNDS; i++) {
        failures += call_int("thread_remember", value, 1) != 1;
        failures += call_int("thread_recall", 0, 0) != value;
        failures += call_int("thread_number", 0, 0) != thread;
    }
    return failures;
}

static void check_threads(enum crossbit_threading threading)
{
    HANDLE threads[THREADS];
    DWORD failures;
    int before, i;

    load_with(threading);
    assert_int_equal(call_ints(library, "thread_remember", 1, 99), 1);
    before = call_ints(library, "threads_ended", 0);
    for (i = 0; i < THREADS; i++)
        assert_non_null(threads[i] = CreateThread(NULL, 0, remember_and_recall, (void *)(intptr_t)(i + 1), 0, NULL));
    assert_int_equal(WaitForMultipleObjects(THREADS, threads, TRUE, 60000), WAIT_OBJECT_0);
    for (i = 0; i < THREADS; i++) {
        assert_true(GetExitCodeThread(threads[i], &failures));
        assert_int_equal(failures, 0);
        CloseHandle(threads[i]);
    }
    assert_int_equal(call_ints(library, "thread_recall", 0), 99);
    for (i = 0; i < END_MS / 50 && call_ints(library, "threads_ended", 0) < before + THREADS; i++)
        Sleep(50);
    assert_int_equal(call_ints(library, "threads_ended", 0), before + THREADS);
    crossbit_unload(library);
}

static void test_threads_have_their_own_state_serial(void **state)
{
    (void)state;
    check_threads(CROSSBIT_THREADING_SERIAL);
}

static void test_threads_have_their_own_state_free(void **state)
{
    (void)state;
    check_threads(CROSSBIT_THREADING_FREE);
}

/* Longer than a lane stays open that nobody owns. */
static void test_thread_keeps_its_state_while_it_calls_nothing(void **state)
{
    (void)state;
    load_with(CROSSBIT_THREADING_SERIAL);
    assert_int_equal(call_ints(library, "thread_remember", 1, 7), 1);
    run_thread(remember_and_recall, (void *)(intptr_t)1);
    run_thread(remember_and_recall, (void *)(intptr_t)2);
    Sleep(8000);
    assert_int_equal(call_ints(library, "thread_recall", 0), 7);
    crossbit_unload(library);
}

static DWORD WINAPI in_an_sta(void *context)
{
    DWORD failures = 0;
    int thread;

    (void)context;
    if (FAILED(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED)))
        return 100;
    thread = call_int("thread_number", 0, 0);
    failures += remember_and_recall((void *)(intptr_t)5);
    failures += call_int("thread_number", 0, 0) != thread;
    CoUninitialize();
    /* Another kind of apartment is the same thread. */
    if (FAILED(CoInitializeEx(NULL, COINIT_MULTITHREADED)))
        return 200;
    failures += call_int("thread_recall", 0, 0) != 5;
    failures += call_int("thread_number", 0, 0) != thread;
    CoUninitialize();
    failures += call_int("thread_recall", 0, 0) != 5;
    return failures;
}

static void test_thread_of_an_sta_keeps_its_thread(void **state)
{
    (void)state;
    load_with(CROSSBIT_THREADING_SERIAL);
    run_thread(in_an_sta, NULL);
    crossbit_unload(library);
}

static DWORD WINAPI let_the_dll_make_an_sta(void *context)
{
    DWORD failures = 0;
    int i;

    (void)context;
    failures += call_int("apartment_enter", COINIT_APARTMENTTHREADED, 1) != S_OK;
    failures += call_int("apartment_enter", COINIT_APARTMENTTHREADED, 1) != S_FALSE;
    /* It stays one, and dispatches messages between the calls. */
    failures += call_int("timer_start", 20, 1) != 1;
    for (i = 0; i < END_MS / 100 && call_int("timer_ticks", 0, 0) < 2; i++)
        Sleep(100);
    failures += call_int("timer_ticks", 0, 0) < 2;
    failures += call_int("apartment_enter", COINIT_MULTITHREADED, 1) != RPC_E_CHANGED_MODE;
    return failures;
}

static DWORD WINAPI let_the_dll_enter_the_mta(void *context)
{
    (void)context;
    return call_int("apartment_enter", COINIT_MULTITHREADED, 1) != S_OK;
}

static void test_dll_chooses_the_apartment_of_its_thread(void **state)
{
    (void)state;
    load_with(CROSSBIT_THREADING_SERIAL);
    run_thread(let_the_dll_make_an_sta, NULL);
    run_thread(let_the_dll_enter_the_mta, NULL);
    crossbit_unload(library);
}

static volatile LONG callback_thread, callback_changed;

static int __stdcall note_thread(int value)
{
    LONG thread = (LONG)GetCurrentThreadId();

    if (InterlockedExchange(&callback_thread, thread) != thread)
        InterlockedIncrement(&callback_changed);
    return value;
}

/* The other way round: each thread of the DLL's has one of its own here. Two calls make two threads, each with one callback. */
static void test_threads_of_the_dll_have_threads_here(void **state)
{
    void *callback = (void *)(uintptr_t)note_thread;
    int value = 3, result = 0, i;
    void *args[] = {&callback, &value};

    (void)state;
    load_with(CROSSBIT_THREADING_SERIAL);
    for (i = 0; i < 3; i++) {
        assert_ok(crossbit_invoke(find(library, "call_from_thread"), &result, args, 2));
        assert_int_equal(result, 3);
        assert_int_not_equal(callback_thread, GetCurrentThreadId());
    }
    crossbit_unload(library);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_have_their_own_state_serial),
        cmocka_unit_test(test_threads_have_their_own_state_free),
        cmocka_unit_test(test_thread_keeps_its_state_while_it_calls_nothing),
        cmocka_unit_test(test_thread_of_an_sta_keeps_its_thread),
        cmocka_unit_test(test_dll_chooses_the_apartment_of_its_thread),
        cmocka_unit_test(test_threads_of_the_dll_have_threads_here),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
