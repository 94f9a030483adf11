/* SPDX-License-Identifier: MIT */
/* Functions of the program that the DLL calls: on which thread, nested, kept, from every kind of apartment. */
#include "client_fixture.h"

#include <objbase.h>

static const char declarations[] =
    "int each_cdecl(int count, int (__cdecl *callback)(int index, long long value));"
    "int each_stdcall(int count, int (__stdcall *callback)(int index, long long value));"
    "int walk_texts(int (__cdecl *callback)(const char *text, int number, uintptr_t user), uintptr_t user);"
    "double integrate(double (__cdecl *f)(double x), double from, double to, int steps);"
    "int recurse(int depth, int (__cdecl *callback)(int depth));"
    "void sort_ints([in, out, size_is(count)] int *values, unsigned count,"
    "    int (__cdecl *compare)(const int *a, const int *b));"
    "void keep_callback([keep] int (__stdcall *callback)(int value));"
    "int fire_kept(int value);"
    "int fire_from_thread(int value);"
    "int call_from_thread(int (__stdcall *callback)(int value), int value);"
    "int fire_later(int value);"
    "int thread_number(void);"
    "int crash_read(int address);"
    "int hang(int milliseconds);"
    "int add_cdecl(int a, int b);";

static crossbit_library *library; /* of the test that runs */
static DWORD seen_thread;
static LONG seen_count;

static int __cdecl sum_callback(int index, long long value)
{
    seen_thread = GetCurrentThreadId();
    seen_count++;
    return index + (int)(value >> 33) * 10;
}

static int __stdcall sum_stdcall_callback(int index, long long value)
{
    return sum_callback(index, value);
}

static int call_each(const char *name, int count, void *callback)
{
    int sum = -1;
    void *args[] = {&count, &callback};

    assert_ok(crossbit_invoke(find(library, name), &sum, args, 2));
    return sum;
}

/* Cases that make sense in every apartment: run by the thread, which is in one of them. */
static void each_runs_on_the_calling_thread(void)
{
    seen_count = 0;
    assert_int_equal(call_each("each_cdecl", 4, (void *)(uintptr_t)sum_callback), 6 + 60);
    assert_int_equal(seen_count, 4);
    assert_int_equal(seen_thread, GetCurrentThreadId());
    assert_int_equal(call_each("each_stdcall", 3, (void *)(uintptr_t)sum_stdcall_callback), 3 + 30);
    assert_int_equal(seen_thread, GetCurrentThreadId());
}

static int __cdecl recurse_callback(int depth)
{
    int result = -1, next = depth - 1;
    void *callback = (void *)(uintptr_t)recurse_callback;
    void *args[] = {&next, &callback};

    /* On the thread of the test, so its asserts work. */
    assert_ok(crossbit_invoke(find(library, "recurse"), &result, args, 2));
    return result;
}

static void nested_calls_come_back(void)
{
    int depth = 6, result = 0;
    void *callback = (void *)(uintptr_t)recurse_callback;
    void *args[] = {&depth, &callback};

    assert_ok(crossbit_invoke(find(library, "recurse"), &result, args, 2));
    assert_int_equal(result, 6 + 5 + 4 + 3 + 2 + 1);
}

static int dll_threads[3];
static int __cdecl thread_callback(int depth)
{
    dll_threads[1] = call_ints(library, "thread_number", 0);
    return depth;
}

static void nested_call_runs_on_the_dlls_waiting_thread(void)
{
    int depth = 1, result = 0;
    void *callback = (void *)(uintptr_t)thread_callback;
    void *args[] = {&depth, &callback};

    dll_threads[1] = 0;
    assert_ok(crossbit_invoke(find(library, "recurse"), &result, args, 2));
    assert_int_not_equal(dll_threads[1], 0);
}

static int __stdcall kept_callback(int value)
{
    seen_thread = GetCurrentThreadId();
    InterlockedIncrement(&seen_count);
    return value * 2;
}

static void kept_callback_outlives_its_call(void)
{
    void *callback = (void *)(uintptr_t)kept_callback;
    void *args[] = {&callback};
    int i;

    assert_ok(crossbit_invoke(find(library, "keep_callback"), NULL, args, 1));
    assert_int_equal(call_ints(library, "fire_kept", 1, 21), 42);
    assert_int_equal(seen_thread, GetCurrentThreadId());
    assert_int_equal(call_ints(library, "fire_from_thread", 1, 4), 8);
    seen_count = 0;
    assert_int_equal(call_ints(library, "fire_later", 1, 1), 1);
    for (i = 0; i < 100 && !seen_count; i++)
        Sleep(50);
    assert_int_equal(seen_count, 1);
}

static void callback_from_a_thread_of_the_dll(void)
{
    void *callback = (void *)(uintptr_t)kept_callback;
    int value = 5, result = 0;
    void *args[] = {&callback, &value};

    assert_ok(crossbit_invoke(find(library, "call_from_thread"), &result, args, 2));
    assert_int_equal(result, 10);
}

static int __cdecl compare_callback(const int *a, const int *b)
{
    return (*a > *b) - (*a < *b);
}

static void sort_with_callback(void)
{
    int values[] = {5, -3, 9, 0, 7}, *data = values;
    unsigned count = 5;
    void *callback = (void *)(uintptr_t)compare_callback;
    void *args[] = {&data, &count, &callback};

    assert_ok(crossbit_invoke(find(library, "sort_ints"), NULL, args, 3));
    assert_int_equal(values[0], -3);
    assert_int_equal(values[4], 9);
}

static int __cdecl stop_callback(const char *text, int number, uintptr_t user)
{
    return user == 0x1234 && strcmp(text, "gamma") != 0 && number < 4;
}

static void null_callback_and_user_pointer(void)
{
    void *callback = NULL;
    uintptr_t user = 0x1234;
    int result = 0;
    void *args[] = {&callback, &user};

    assert_ok(crossbit_invoke(find(library, "walk_texts"), &result, args, 2));
    assert_int_equal(result, -1);
    callback = (void *)(uintptr_t)stop_callback;
    assert_ok(crossbit_invoke(find(library, "walk_texts"), &result, args, 2));
    assert_int_equal(result, 2);
}

static void all_cases(void)
{
    each_runs_on_the_calling_thread();
    nested_calls_come_back();
    nested_call_runs_on_the_dlls_waiting_thread();
    kept_callback_outlives_its_call();
    callback_from_a_thread_of_the_dll();
    sort_with_callback();
    null_callback_and_user_pointer();
}

static void run_cases(unsigned int bits)
{
    library = load_fixture(bits, declarations);
    all_cases();
    crossbit_unload(library);
}

TEST(test_callbacks_thread_without_com)
{
    run_cases(32);
    run_cases(64);
}

TEST(test_callbacks_thread_of_the_mta)
{
    assert_int_equal(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    run_cases(OTHER_BITS);
    CoUninitialize();
}

static LONG received;
static LRESULT CALLBACK window_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_USER)
        received++;
    return DefWindowProcW(window, message, wparam, lparam);
}

static DWORD WINAPI sender_main(void *window)
{
    DWORD_PTR result;

    return SendMessageTimeoutW(window, WM_USER, 0, 0, SMTO_NORMAL, 5000, &result) != 0;
}

TEST(test_callbacks_thread_of_an_sta_which_pumps)
{
    WNDCLASSW class = {.lpfnWndProc = window_procedure, .lpszClassName = L"CrossbitTest"};
    HWND window;
    HANDLE sender;

    assert_int_equal(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    run_cases(OTHER_BITS);
    /* Messages that are sent arrive while the DLL works, as in every call of COM's. */
    RegisterClassW(&class);
    window = CreateWindowW(L"CrossbitTest", L"", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
    assert_non_null(window);
    library = load_fixture(OTHER_BITS, declarations);
    received = 0;
    sender = CreateThread(NULL, 0, sender_main, window, 0, NULL);
    assert_int_equal(call_ints(library, "hang", 1, 500), 500);
    assert_int_equal(received, 1);
    WaitForSingleObject(sender, INFINITE);
    CloseHandle(sender);
    DestroyWindow(window);
    crossbit_unload(library);
    CoUninitialize();
}

/* The same function pointer may be given again and again: objects do not pile up. */
TEST(test_callbacks_many_calls)
{
    int i;

    library = load_fixture(OTHER_BITS, declarations);
    for (i = 0; i < 300; i++)
        assert_int_equal(call_each("each_cdecl", 2, (void *)(uintptr_t)sum_callback), 11);
    crossbit_unload(library);
}

struct worker {
    crossbit_function *function;
    int number, failures;
};
static __thread int worker_number;

static int __cdecl worker_callback(int index, long long value)
{
    (void)value;
    return worker_number + index; /* another thread would have another number */
}

static DWORD WINAPI worker_main(void *context)
{
    struct worker *worker = context;
    int round, sum, count = 3;
    void *callback = (void *)(uintptr_t)worker_callback, *args[] = {&count, &callback};

    worker_number = worker->number;
    for (round = 0; round < 20; round++)
        if (crossbit_invoke(worker->function, &sum, args, 2) != S_OK || sum != 3 * worker->number + 3)
            worker->failures++;
    return 0;
}

TEST(test_callbacks_of_many_threads_stay_apart)
{
    struct crossbit_load_options options = {.size = sizeof(options), .threading = CROSSBIT_THREADING_FREE};
    struct worker workers[8];
    HANDLE threads[8];
    int i;

    assert_ok(crossbit_load(staged(OTHER_BITS, L"fixture.dll"), &options, &library));
    assert_ok(crossbit_declare(library, declarations));
    for (i = 0; i < 8; i++) {
        workers[i] = (struct worker){find(library, "each_cdecl"), 100 * i, 0};
        threads[i] = CreateThread(NULL, 0, worker_main, &workers[i], 0, NULL);
    }
    assert_int_equal(WaitForMultipleObjects(8, threads, TRUE, 60000), WAIT_OBJECT_0);
    for (i = 0; i < 8; i++) {
        assert_int_equal(workers[i].failures, 0);
        CloseHandle(threads[i]);
    }
    crossbit_unload(library);
}

/* The surrogate dies while it waits for a callback: the call fails when the callback is through. */
static int __cdecl killing_callback(int depth)
{
    int a = 1, result;
    void *args[] = {&a};

    (void)depth;
    assert_true(FAILED(crossbit_invoke(find(library, "crash_read"), &result, args, 1)));
    return 1;
}

TEST(test_crash_inside_a_callback_fails_both_calls)
{
    int depth = 1, result = 0;
    void *callback = (void *)(uintptr_t)killing_callback;
    void *args[] = {&depth, &callback};
    ULONGLONG start = GetTickCount64();

    library = load_fixture(OTHER_BITS, declarations);
    assert_fails(crossbit_invoke(find(library, "recurse"), &result, args, 2), CROSSBIT_E_DLL_FAULT, L"crash_read");
    assert_true(GetTickCount64() - start < 20000);
    crossbit_unload(library);
    run_cases(OTHER_BITS);
}

/* An unload while the DLL still has the function: a later call of it must not reach freed memory. */
TEST(test_unload_with_a_kept_callback)
{
    void *callback = (void *)(uintptr_t)kept_callback;
    void *args[] = {&callback};

    library = load_fixture(OTHER_BITS, declarations);
    assert_ok(crossbit_invoke(find(library, "keep_callback"), NULL, args, 1));
    seen_count = 0;
    crossbit_unload(library);
    Sleep(200);
    assert_int_equal(seen_count, 0);
    run_cases(OTHER_BITS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_callbacks_thread_without_com),
        cmocka_unit_test(test_callbacks_thread_of_the_mta),
        cmocka_unit_test(test_callbacks_thread_of_an_sta_which_pumps),
        cmocka_unit_test(test_callbacks_many_calls),
        cmocka_unit_test(test_callbacks_of_many_threads_stay_apart),
        cmocka_unit_test(test_crash_inside_a_callback_fails_both_calls),
        cmocka_unit_test(test_unload_with_a_kept_callback),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
