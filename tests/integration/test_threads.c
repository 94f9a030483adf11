/* SPDX-License-Identifier: MIT */
/*
 * A thread of the program has one thread in the surrogate, from its first call to its end: thread-local state, the
 * apartment and windows of the DLL are that thread's, as in one process.
 */
#include "client_fixture.h"

#include <objbase.h>

#define THREADS 8
#define ROUNDS 300
#define END_MS 5000 /* a thread's end is told to the DLL without a wait */

static const char declarations[] =
    "int thread_remember(int value); int thread_recall(void); int threads_ended(void); int thread_number(void);"
    "int apartment_enter(int flags); void apartment_leave(void); int timer_start(int milliseconds); int "
    "timer_ticks(void);"
    "int recurse(int depth, int (__cdecl *callback)(int depth)); int recurse_begin(int depth, int (__cdecl "
    "*callback)(int depth));"
    "int recurse_span(void);"
    "int call_from_thread(int (__stdcall *callback)(int value), int value);"
    "int each_cdecl(int count, int (__cdecl *callback)(int index, long long value));"
    "int visit(int (__cdecl *callback)(int index, long long value)); int visits(int ended);";

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

TEST(test_threads_have_their_own_state_serial)
{
    check_threads(CROSSBIT_THREADING_SERIAL);
}

TEST(test_threads_have_their_own_state_free)
{
    check_threads(CROSSBIT_THREADING_FREE);
}

/* Longer than a lane stays open that nobody owns. */
TEST(test_thread_keeps_its_state_while_it_calls_nothing)
{
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

TEST(test_thread_of_an_sta_keeps_its_thread)
{
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

TEST(test_dll_chooses_the_apartment_of_its_thread)
{
    load_with(CROSSBIT_THREADING_SERIAL);
    run_thread(let_the_dll_make_an_sta, NULL);
    run_thread(let_the_dll_enter_the_mta, NULL);
    crossbit_unload(library);
}

static volatile LONG callback_thread;

static int __stdcall note_thread(int value)
{
    InterlockedExchange(&callback_thread, (LONG)GetCurrentThreadId());
    return value;
}

/*
 * The other way round: each thread of the DLL's has one of its own here. Two calls make two threads, each with one
 * callback.
 */
TEST(test_threads_of_the_dll_have_threads_here)
{
    void *callback = (void *)(uintptr_t)note_thread;
    int value = 3, result = 0, i;
    void *args[] = {&callback, &value};

    load_with(CROSSBIT_THREADING_SERIAL);
    for (i = 0; i < 3; i++) {
        assert_ok(crossbit_invoke(find(library, "call_from_thread"), &result, args, 2));
        assert_int_equal(result, 3);
        assert_int_not_equal(callback_thread, GetCurrentThreadId());
    }
    crossbit_unload(library);
}

/*
 * Most of what a level takes is NDR's: the proxy and the stub of ICrossbitModule::Call, because a callback goes with
 * it.
 */
#define NESTED 80
#define TOO_DEEP 100000
#define LEVEL_MOST 10752 /* bytes that a level may take, with the frames of the test and of the DLL */

static int levels;
static HRESULT nested_failure;
static wchar_t nested_message[300];
static UINT_PTR first_frame, last_frame;

static int __cdecl go_deeper(int depth)
{
    void *callback = (void *)(uintptr_t)go_deeper;
    crossbit_function *function;
    int next = depth - 1, result = -1;
    void *args[] = {&next, &callback};
    HRESULT hr = crossbit_find(library, "recurse", &function);

    levels++;
    last_frame = (UINT_PTR)__builtin_frame_address(0);
    if (SUCCEEDED(hr))
        hr = crossbit_invoke(function, &result, args, 2);
    if (FAILED(hr) && SUCCEEDED(nested_failure)) {
        nested_failure = hr;
        _snwprintf(nested_message, ARRAYSIZE(nested_message) - 1, L"%ls", crossbit_error_message());
    }
    return result;
}

static DWORD WINAPI nest(void *context)
{
    void *callback = (void *)(uintptr_t)go_deeper;
    crossbit_function *function;
    int depth = (int)(intptr_t)context, result = -1;
    void *args[] = {&depth, &callback};

    levels = 0;
    nested_failure = S_OK;
    first_frame = (UINT_PTR)__builtin_frame_address(0);
    if (FAILED(crossbit_find(library, "recurse_begin", &function)))
        return 1;
    /* Beyond the deepest level the numbers add up to what fits an int, or to nothing of interest. */
    crossbit_invoke(function, &result, args, 2);
    return depth == NESTED && result != NESTED * (NESTED + 1) / 2;
}

static void nest_on_a_thread(int depth, SIZE_T stack)
{
    HANDLE thread = CreateThread(NULL, stack, nest, (void *)(intptr_t)depth, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    DWORD failures = 0;

    assert_non_null(thread);
    assert_int_equal(WaitForSingleObject(thread, 60000), WAIT_OBJECT_0);
    assert_true(GetExitCodeThread(thread, &failures));
    assert_int_equal(failures, 0);
    CloseHandle(thread);
}

TEST(test_nested_calls_on_a_megabyte)
{
    int span;

    load_with(CROSSBIT_THREADING_SERIAL);
    nest_on_a_thread(NESTED, 1 << 20);
    assert_int_equal(nested_failure, S_OK);
    assert_int_equal(levels, NESTED);
    span = call_ints(library, "recurse_span", 0);
    print_message("stack of a level: %lu bytes in the program, %d in the surrogate\n",
        (unsigned long)(first_frame - last_frame) / NESTED, span / NESTED);
    assert_true((first_frame - last_frame) / NESTED <= LEVEL_MOST);
    assert_true(span / NESTED <= LEVEL_MOST);
    crossbit_unload(library);
}

/* On whichever side the stack ends first: an error, and the next call works. */
TEST(test_calls_nested_too_deep_are_an_error)
{
    load_with(CROSSBIT_THREADING_SERIAL);
    nest_on_a_thread(TOO_DEEP, 1 << 20);
    assert_true(FAILED(nested_failure));
    if (!wcsstr(nested_message, L"nested too deep"))
        fail_msg("the message: %ls", nested_message);
    assert_true(levels > NESTED && levels < TOO_DEEP);
    assert_int_equal(call_ints(library, "thread_remember", 1, 4), 1);
    nest_on_a_thread(TOO_DEEP, 32 << 20);
    assert_true(FAILED(nested_failure));
    assert_int_equal(call_ints(library, "thread_recall", 0), 4);
    crossbit_unload(library);
}

static jmp_buf outside;

static int __cdecl jump_out(int index, long long value)
{
    (void)value;
    longjmp(outside, index + 1);
}

/* The frames between are gone without a word; the next call must not notice, and no lock may be held meanwhile. */
TEST(test_longjmp_out_of_a_callback)
{
    volatile int round, came;

    load_with(CROSSBIT_THREADING_SERIAL);
    assert_int_equal(call_ints(library, "thread_remember", 1, 11), 1);
    for (round = 0; round < 3; round++) {
        void *callback = (void *)(uintptr_t)jump_out;
        int count = 3, sum = 0;
        void *args[] = {&count, &callback};

        came = setjmp(outside);
        if (!came)
            crossbit_invoke(find(library, "each_cdecl"), &sum, args, 2);
        assert_int_equal(came, 1);
        run_thread(remember_and_recall, (void *)(intptr_t)3);
        assert_int_equal(call_ints(library, "thread_recall", 0), 11);
    }
    crossbit_unload(library);
}

/* Leaves the inner callback alone: the call around this one goes on. */
static int __cdecl jump_within(int index, long long value)
{
    void *callback = (void *)(uintptr_t)jump_out;
    crossbit_function *function;
    int count = 3, sum = 0;
    void *args[] = {&count, &callback};

    (void)value;
    if (FAILED(crossbit_find(library, "each_cdecl", &function)))
        return -1000;
    if (!setjmp(outside))
        crossbit_invoke(function, &sum, args, 2);
    return call_int("thread_recall", 0, 0) == 12 ? index + 1 : -1000;
}

TEST(test_longjmp_within_a_callback)
{
    void *callback = (void *)(uintptr_t)jump_within;
    int count = 3, sum = 0, round;
    void *args[] = {&count, &callback};

    load_with(CROSSBIT_THREADING_SERIAL);
    assert_int_equal(call_ints(library, "thread_remember", 1, 12), 1);
    for (round = 0; round < 3; round++) {
        assert_ok(crossbit_invoke(find(library, "each_cdecl"), &sum, args, 2));
        assert_int_equal(sum, 1 + 2 + 3);
    }
    crossbit_unload(library);
}

/* In-process the DLL's function is gone, and so it must be here. */
TEST(test_functions_whose_callback_was_left_do_not_go_on)
{
    static const enum crossbit_threading threadings[] = {
        CROSSBIT_THREADING_SERIAL, CROSSBIT_THREADING_FREE, CROSSBIT_THREADING_MAIN};
    volatile int round, threading;

    for (threading = 0; threading < 3; threading++) {
        int begun, ended;

        load_with(threadings[threading]);
        begun = call_ints(library, "visits", 1, 0);
        ended = call_ints(library, "visits", 1, 1);
        for (round = 1; round <= 20; round++) {
            void *callback = (void *)(uintptr_t)jump_out;
            int result = 0;
            void *args[] = {&callback};

            if (!setjmp(outside))
                crossbit_invoke(find(library, "visit"), &result, args, 1);
            assert_int_equal(call_ints(library, "visits", 1, 0), begun + round);
            assert_int_equal(call_ints(library, "visits", 1, 1), ended);
        }
        crossbit_unload(library);
    }
}

static int __cdecl end_thread(int index, long long value)
{
    (void)index, (void)value;
    ExitThread(44);
}

static DWORD WINAPI call_and_end(void *context)
{
    void *callback = (void *)(uintptr_t)end_thread;
    int count = 3, sum = 0;
    void *args[] = {&count, &callback};
    crossbit_function *function;

    (void)context;
    if (SUCCEEDED(crossbit_find(library, "each_cdecl", &function)))
        crossbit_invoke(function, &sum, args, 2);
    return 1;
}

TEST(test_thread_that_ends_in_a_callback)
{
    HANDLE thread;
    DWORD code;
    int ended;

    load_with(CROSSBIT_THREADING_SERIAL);
    ended = call_ints(library, "threads_ended", 0);
    thread = CreateThread(NULL, 0, call_and_end, NULL, 0, NULL);
    assert_non_null(thread);
    assert_int_equal(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    assert_true(GetExitCodeThread(thread, &code));
    assert_int_equal(code, 44);
    CloseHandle(thread);
    run_thread(remember_and_recall, (void *)(intptr_t)3);
    assert_true(call_ints(library, "threads_ended", 0) >= ended);
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
        cmocka_unit_test(test_longjmp_out_of_a_callback),
        cmocka_unit_test(test_longjmp_within_a_callback),
        cmocka_unit_test(test_functions_whose_callback_was_left_do_not_go_on),
        cmocka_unit_test(test_thread_that_ends_in_a_callback),
        cmocka_unit_test(test_nested_calls_on_a_megabyte),
        cmocka_unit_test(test_calls_nested_too_deep_are_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
