/* SPDX-License-Identifier: MIT */
/* Calls: threads, handles, callbacks and their threads, errors. */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "core/base/contract.h"
#include "core/base/proxies.h"
#include "remote.h"

static struct remote remote;

static void open_fixture(CrossbitThreading threading, const char *declarations, struct remote_library *library)
{
    HRESULT hr;

    assert_int_equal(remote_open(&remote, OTHER_BITS, L"fixture.dll", threading, library), S_OK);
    hr = remote_declare(library, declarations);
    if (FAILED(hr))
        fail_msg("0x%08lx: %ls", hr, library->message);
}

static int call_int(struct remote_library *library, const char *name, void *const *args)
{
    int64_t result = 0;
    HRESULT status = remote_call(library, name, args, &result);

    if (FAILED(status))
        fail_msg("0x%08lx: %ls", status, library->message);
    return (int)result;
}

TEST(test_errors_come_back_with_each_call)
{
    struct remote_library library;
    int last_error = 1234, errno_value = 34;
    void *args[] = {&last_error, &errno_value};

    open_fixture(
        CrossbitThreadingSerial, "int set_errors(int last_error, int errno_value); int process_bits(void);", &library);
    assert_int_equal(call_int(&library, "set_errors", args), 1);
    assert_int_equal(library.errors.last_error, 1234);
    assert_int_equal(library.errors.errno_value, 34);
    remote_int(&library, "process_bits", 0);
    assert_int_equal(library.errors.last_error, 0);
    remote_close_library(&library);
}

/* Several threads of the client call the same function at once. */
struct caller {
    struct remote_library library; /* the module is shared, the rest is this thread's */
    const char *name;
    int argument, result;
};

static DWORD WINAPI call_in_thread(void *context)
{
    struct caller *caller = context;
    int64_t result = -1;
    void *args[] = {&caller->argument};

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (FAILED(remote_call(&caller->library, caller->name, args, &result)))
        result = -1;
    caller->result = (int)result;
    CoUninitialize();
    return 0;
}

static int most_at_once(CrossbitThreading threading, unsigned int count, struct caller *callers)
{
    struct remote_library library;
    HANDLE threads[8];
    unsigned int i;
    int most = 0;

    open_fixture(threading, "int overlap(int ms); int overlap_reset(void); int thread_number(int unused);", &library);
    remote_int(&library, "overlap_reset", 0);
    for (i = 0; i < count; i++) {
        callers[i].library = library;
        callers[i].library.message = NULL;
        callers[i].name = "overlap";
        callers[i].argument = 150;
        threads[i] = CreateThread(NULL, 0, call_in_thread, &callers[i], 0, NULL);
    }
    assert_int_equal(WaitForMultipleObjects(count, threads, TRUE, 20000), WAIT_OBJECT_0);
    for (i = 0; i < count; i++) {
        CloseHandle(threads[i]);
        assert_int_not_equal(callers[i].result, -1);
        if (callers[i].result > most)
            most = callers[i].result;
    }
    remote_close_library(&library);
    return most;
}

TEST(test_serial_runs_one_call_at_a_time)
{
    struct caller callers[4];

    assert_int_equal(most_at_once(CrossbitThreadingSerial, 4, callers), 1);
}

TEST(test_free_runs_calls_at_once)
{
    struct caller callers[4];

    assert_true(most_at_once(CrossbitThreadingFree, 4, callers) > 1);
}

TEST(test_main_runs_all_on_one_thread_with_messages)
{
    struct remote_library library;
    struct caller callers[3];
    HANDLE threads[3];
    int number, i, value = 77;
    void *args[] = {&value};

    open_fixture(CrossbitThreadingMain,
        "int thread_number(int unused); int affine_begin(int); int affine_get(void);"
        "int pump_once(void);",
        &library);
    number = remote_int(&library, "thread_number", 0);
    for (i = 0; i < 3; i++) {
        callers[i].library = library;
        callers[i].library.message = NULL;
        callers[i].name = "thread_number";
        threads[i] = CreateThread(NULL, 0, call_in_thread, &callers[i], 0, NULL);
    }
    assert_int_equal(WaitForMultipleObjects(3, threads, TRUE, 20000), WAIT_OBJECT_0);
    for (i = 0; i < 3; i++) {
        CloseHandle(threads[i]);
        assert_int_equal(callers[i].result, number);
    }
    assert_int_equal(call_int(&library, "affine_begin", args), 1);
    assert_int_equal(call_int(&library, "affine_get", NULL), 77);
    assert_int_equal(call_int(&library, "pump_once", NULL), 12);
    remote_close_library(&library);
}

static const char counter_declarations[] =
    "struct counter; struct other; struct counter *counter_create(int start); int counter_next(struct counter "
    "*counter);"
    "int counter_open(int start, [out] struct counter **counter); struct counter *counter_self(struct counter "
    "*counter);"
    "int counter_same(const struct counter *a, const struct counter *b);"
    "void counter_destroy([release] struct counter *counter); struct other *other_create(void);";

TEST(test_opaque_handle_same_pointer_same_token)
{
    struct remote_library library;
    int start = 10;
    uint64_t counter = 0, self = 0;
    void *start_args[] = {&start}, *args[] = {&counter}, *two[] = {&counter, &self};

    open_fixture(CrossbitThreadingSerial, counter_declarations, &library);
    assert_int_equal(remote_call(&library, "counter_create", start_args, &counter), S_OK);
    assert_true(counter != 0 && counter <= 0xffffffff);
    assert_int_equal(call_int(&library, "counter_next", args), 11);
    assert_int_equal(call_int(&library, "counter_next", args), 12);
    assert_int_equal(remote_call(&library, "counter_self", args, &self), S_OK);
    assert_int_equal(counter, self);
    assert_int_equal(call_int(&library, "counter_same", two), 1);
    remote_close_library(&library);
}

TEST(test_opaque_handle_after_release_is_stale)
{
    struct remote_library library;
    int start = 1, i;
    uint64_t counter = 0, again = 0;
    void *start_args[] = {&start}, *args[] = {&counter};
    int64_t result;

    open_fixture(CrossbitThreadingSerial, counter_declarations, &library);
    assert_int_equal(remote_call(&library, "counter_create", start_args, &counter), S_OK);
    assert_int_equal(remote_call(&library, "counter_destroy", args, NULL), S_OK);
    assert_int_equal(remote_call(&library, "counter_next", args, &result), CROSSBIT_E_STALE_HANDLE);
    assert_non_null(wcsstr(library.message, L"counter_next"));
    assert_int_equal(remote_call(&library, "counter_destroy", args, NULL), CROSSBIT_E_STALE_HANDLE);
    /* Also when the memory and the entry are used again, many times. */
    for (i = 0; i < 300; i++) {
        void *again_args[] = {&again};

        assert_int_equal(remote_call(&library, "counter_create", start_args, &again), S_OK);
        assert_true(again != counter);
        assert_int_equal(remote_call(&library, "counter_destroy", again_args, NULL), S_OK);
    }
    assert_int_equal(remote_call(&library, "counter_next", args, &result), CROSSBIT_E_STALE_HANDLE);
    remote_close_library(&library);
}

TEST(test_opaque_handle_of_other_type_or_library_refused)
{
    struct remote_library library, second;
    int start = 1;
    uint64_t other = 0, counter = 0, invented = 0x12345;
    void *start_args[] = {&start}, *args[] = {&other}, *counter_args[] = {&counter}, *invented_args[] = {&invented};
    int64_t result;

    open_fixture(CrossbitThreadingSerial, counter_declarations, &library);
    open_fixture(CrossbitThreadingSerial, counter_declarations, &second);
    assert_int_equal(remote_call(&library, "other_create", NULL, &other), S_OK);
    assert_int_equal(remote_call(&library, "counter_next", args, &result), CROSSBIT_E_STALE_HANDLE);
    assert_int_equal(remote_call(&library, "counter_next", invented_args, &result), CROSSBIT_E_STALE_HANDLE);
    assert_int_equal(remote_call(&library, "counter_create", start_args, &counter), S_OK);
    assert_int_equal(remote_call(&second, "counter_next", counter_args, &result), CROSSBIT_E_STALE_HANDLE);
    remote_close_library(&second);
    remote_close_library(&library);
}

TEST(test_kernel_handle_in_works_there_and_leaks_nothing)
{
    struct remote_library library;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), self = (HANDLE)(intptr_t)-2,
           closed = (HANDLE)(intptr_t)0x7ffc;
    HANDLE invalid = INVALID_HANDLE_VALUE;
    void *args[] = {&event}, *self_args[] = {&self}, *closed_args[] = {&closed}, *invalid_args[] = {&invalid};
    int64_t result;
    int first, i;

    open_fixture(CrossbitThreadingSerial,
        "int event_signal(HANDLE event); int event_is_set(HANDLE event);"
        "int is_invalid(HANDLE handle); [entry(\"handle_bits\")] int number_of(HANDLE handle);",
        &library);
    assert_int_equal(call_int(&library, "event_is_set", args), 0);
    assert_int_equal(call_int(&library, "event_signal", args), 1);
    assert_int_equal(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    assert_int_equal(remote_call(&library, "event_signal", self_args, &result), CROSSBIT_E_ARGUMENT);
    assert_int_equal(remote_call(&library, "event_signal", closed_args, &result), CROSSBIT_E_STALE_HANDLE);
    assert_int_equal(call_int(&library, "is_invalid", invalid_args), 1);
    /* Numbers of handles are used again; were the duplicates left open, they would grow by 4 a call. */
    first = call_int(&library, "number_of", args);
    for (i = 0; i < 100; i++)
        assert_true(call_int(&library, "number_of", args) < first + 200);
    CloseHandle(event);
    remote_close_library(&library);
}

TEST(test_kernel_handle_kept_works_after_the_call)
{
    struct remote_library library;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    void *args[] = {&event};
    int number;

    open_fixture(CrossbitThreadingSerial,
        "[entry(\"handle_bits\")] int number_of([keep] HANDLE handle);"
        "[entry(\"event_signal\")] int signal_number(size_t number);",
        &library);
    number = call_int(&library, "number_of", args);
    {
        size_t value = (size_t)number;
        void *number_args[] = {&value};

        assert_int_equal(call_int(&library, "signal_number", number_args), 1);
    }
    assert_int_equal(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    CloseHandle(event);
    remote_close_library(&library);
}

/* The client's handle is closed when the DLL has its own, and not before. */
TEST(test_kernel_handle_released_stays_when_the_call_is_refused)
{
    struct remote_library library;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), closed = (HANDLE)(intptr_t)0x7ffc;
    void *bad[] = {&event, &closed}, *good[] = {&event, &event};
    int64_t result;

    open_fixture(
        CrossbitThreadingSerial, "[entry(\"counter_same\")] int same([release] HANDLE a, HANDLE b);", &library);
    assert_int_equal(remote_call(&library, "same", bad, &result), CROSSBIT_E_STALE_HANDLE);
    assert_true(SetEvent(event));
    assert_int_equal(call_int(&library, "same", good), 0);
    assert_false(SetEvent(event));
    remote_close_library(&library);
}

TEST(test_kernel_handle_out_is_ours)
{
    struct remote_library library;
    int set = 1;
    uint64_t event = 0;
    void *args[] = {&set};

    open_fixture(CrossbitThreadingSerial, "[release] HANDLE event_make(int set);", &library);
    assert_int_equal(remote_call(&library, "event_make", args, &event), S_OK);
    assert_int_equal(WaitForSingleObject((HANDLE)(uintptr_t)event, 0), WAIT_OBJECT_0);
    assert_true(CloseHandle((HANDLE)(uintptr_t)event));
    remote_close_library(&library);
}

/* Callbacks. */
struct counting {
    struct remote_library *library;
    int calls, sum, fail_at, nested_thread;
    INT64 caller, chain;
    HRESULT nested_status;
};

static HRESULT count_values(void *context, INT64 caller, INT64 chain, void *const *args, void *result)
{
    struct counting *counting = context;

    counting->calls++;
    counting->caller = caller;
    counting->chain = chain;
    counting->sum += *(int *)args[0];
    *(int *)result = *(int *)args[0] * 2;
    return counting->calls == counting->fail_at ? E_FAIL : S_OK;
}

static const char each_declarations[] =
    "int each_cdecl(int count, int (__cdecl *callback)(int index, long long value));"
    "int each_stdcall(int count, int (__stdcall *callback)(int index, long long value));"
    "int each_fastcall(int count, int (__fastcall *callback)(int index, long long value));"
    "int recurse(int depth, int (__cdecl *callback)(int depth)); int thread_number(int unused);"
    "void keep_callback([keep] int (__stdcall *callback)(int value)); int fire_kept(int value);"
    "int fire_from_thread(int value); int fire_later(int value);"
    "int call_from_thread(int (__stdcall *callback)(int value), int value);";

static void set_callback(struct remote_library *library, const char *name, unsigned int parameter,
    remote_callback_function *function, void *context)
{
    if (library->callbacks[0])
        ICrossbitCallback_Release(library->callbacks[0]);
    library->callbacks[0] = remote_callback(remote_callback_type(library, name, parameter), function, context);
}

TEST(test_callback_of_each_convention_runs_here)
{
    static const char *const names[] = {"each_cdecl", "each_stdcall", "each_fastcall"};
    struct remote_library library;
    int count = 5;
    void *callback = (void *)1;
    void *args[] = {&count, &callback};
    size_t i;

    open_fixture(CrossbitThreadingSerial, each_declarations, &library);
    for (i = 0; i < ARRAYSIZE(names); i++) {
        struct counting counting = {0};

        set_callback(&library, names[i], 1, count_values, &counting);
        library.caller = 4711;
        assert_int_equal(call_int(&library, names[i], args), 20);
        assert_int_equal(counting.calls, 5);
        assert_int_equal(counting.sum, 10);
        assert_int_equal(counting.caller, 4711);
        assert_true(counting.chain != 0);
    }
    ICrossbitCallback_Release(library.callbacks[0]);
    remote_close_library(&library);
}

TEST(test_callback_failure_fails_the_call)
{
    struct remote_library library;
    struct counting counting = {.fail_at = 2};
    int count = 3;
    void *callback = (void *)1;
    void *args[] = {&count, &callback};
    int64_t result;

    open_fixture(CrossbitThreadingSerial, each_declarations, &library);
    set_callback(&library, "each_cdecl", 1, count_values, &counting);
    assert_int_equal(remote_call(&library, "each_cdecl", args, &result), CROSSBIT_E_CALLBACK);
    assert_non_null(wcsstr(library.message, L"the test's callback failed"));
    assert_int_equal(counting.calls, 3);
    ICrossbitCallback_Release(library.callbacks[0]);
    remote_close_library(&library);
}

/* Calls back into the DLL with the chain: the nested call must run at once, and on the thread that waits. */
struct releasing {
    struct remote_library *library;
    uint64_t counter, found;
    HRESULT status;
};

static HRESULT find_again(void *context, INT64 caller, INT64 chain, void *const *args, void *result)
{
    struct releasing *releasing = context;
    struct remote_library nested = *releasing->library;
    void *nested_args[] = {&releasing->counter};

    nested.chain = chain;
    nested.caller = caller;
    releasing->status = remote_call(&nested, "counter_self", nested_args, &releasing->found);
    *(int *)result = *(int *)args[0];
    return S_OK;
}

/* A handle that comes while another call releases the same memory is a new one, and outlives that call. */
TEST(test_opaque_handle_made_during_a_release_stays)
{
    struct remote_library library;
    struct releasing releasing = {&library, 0, 0, E_FAIL};
    int start = 5;
    uint64_t self = 0;
    void *callback = (void *)1;
    void *start_args[] = {&start}, *args[] = {&releasing.counter, &callback}, *found_args[] = {&releasing.found};

    open_fixture(CrossbitThreadingFree, counter_declarations, &library);
    assert_int_equal(
        remote_declare(
            &library, "int counter_destroy_after([release] struct counter *counter, int (__cdecl *tell)(int value));"),
        S_OK);
    assert_int_equal(remote_call(&library, "counter_create", start_args, &releasing.counter), S_OK);
    set_callback(&library, "counter_destroy_after", 1, find_again, &releasing);
    assert_int_equal(call_int(&library, "counter_destroy_after", args), 5);
    assert_int_equal(releasing.status, S_OK);
    assert_true(releasing.found != releasing.counter);
    assert_int_equal(remote_call(&library, "counter_self", args, &self), CROSSBIT_E_STALE_HANDLE);
    assert_int_equal(remote_call(&library, "counter_self", found_args, &self), S_OK);
    assert_int_equal(self, releasing.found);
    ICrossbitCallback_Release(library.callbacks[0]);
    remote_close_library(&library);
}

static HRESULT recurse_again(void *context, INT64 caller, INT64 chain, void *const *args, void *result)
{
    struct counting *counting = context;
    struct remote_library nested = *counting->library;
    int depth = *(int *)args[0] - 1;
    void *callback = (void *)1;
    void *nested_args[] = {&depth, &callback};
    int64_t value = 0;

    counting->calls++;
    nested.message = NULL;
    nested.chain = chain;
    nested.caller = caller;
    counting->nested_status = remote_call(&nested, "recurse", nested_args, &value);
    if (depth == 0)
        counting->nested_thread = remote_int(&nested, "thread_number", 0);
    *(int *)result = (int)value;
    return counting->nested_status;
}

static void recurse(CrossbitThreading threading)
{
    struct remote_library library;
    struct counting counting = {&library, 0, 0, 0, 0, 0, 0, 0};
    int depth = 6, number;
    void *callback = (void *)1;
    void *args[] = {&depth, &callback};

    open_fixture(threading, each_declarations, &library);
    number = remote_int(&library, "thread_number", 0);
    set_callback(&library, "recurse", 1, recurse_again, &counting);
    assert_int_equal(call_int(&library, "recurse", args), 21);
    assert_int_equal(counting.calls, 6);
    assert_int_equal(counting.nested_status, S_OK);
    if (threading == CrossbitThreadingMain)
        assert_int_equal(counting.nested_thread, number);
    ICrossbitCallback_Release(library.callbacks[0]);
    remote_close_library(&library);
}

TEST(test_nested_calls_serial_do_not_deadlock)
{
    recurse(CrossbitThreadingSerial);
}

TEST(test_nested_calls_free)
{
    recurse(CrossbitThreadingFree);
}

TEST(test_nested_calls_main_stay_on_the_thread)
{
    recurse(CrossbitThreadingMain);
}

/* Asks which thread the DLL's function runs on, nested, and closes the library meanwhile if told so. */
static HRESULT ask_thread(void *context, INT64 caller, INT64 chain, void *const *args, void *result)
{
    struct counting *counting = context;
    struct remote_library nested = *counting->library;

    nested.message = NULL;
    nested.chain = chain;
    counting->calls++;
    counting->caller = caller;
    counting->sum += *(int *)args[0];
    counting->nested_thread = remote_int(&nested, "thread_number", 0);
    *(int *)result = 100;
    return S_OK;
}

TEST(test_callback_from_thread_of_the_dll_nests_there)
{
    struct remote_library library;
    struct counting counting = {0};
    int value = 3;
    void *callback = (void *)1;
    void *args[] = {&callback, &value};

    open_fixture(CrossbitThreadingSerial, each_declarations, &library);
    counting.library = &library;
    set_callback(&library, "call_from_thread", 0, ask_thread, &counting);
    /* The outer call holds the serial lock and waits for its thread; the nested one must not wait for the lock. */
    assert_int_equal(call_int(&library, "call_from_thread", args), 100);
    assert_int_equal(counting.sum, 3);
    assert_int_equal(counting.caller, 0);
    assert_int_not_equal(counting.nested_thread, 0);
    ICrossbitCallback_Release(library.callbacks[0]);
    remote_close_library(&library);
}

TEST(test_kept_callback_runs_in_later_calls_and_threads)
{
    struct remote_library library;
    struct counting counting = {0};
    void *callback = (void *)1;
    void *args[] = {&callback};
    int i;

    open_fixture(CrossbitThreadingSerial, each_declarations, &library);
    set_callback(&library, "keep_callback", 0, count_values, &counting);
    assert_int_equal(remote_call(&library, "keep_callback", args, NULL), S_OK);
    ICrossbitCallback_Release(library.callbacks[0]);
    library.callbacks[0] = NULL;
    assert_int_equal(remote_int(&library, "fire_kept", 21), 42);
    assert_int_equal(remote_int(&library, "fire_from_thread", 4), 8);
    assert_int_equal(remote_int(&library, "fire_later", 9), 1);
    for (i = 0; i < 100 && counting.sum != 34; i++)
        Sleep(20);
    assert_int_equal(counting.sum, 34);
    remote_close_library(&library);
}

TEST(test_expired_callback_called_late_gives_zero)
{
    struct remote_library library;
    struct counting counting = {0};
    void *callback = (void *)1;
    void *args[] = {&callback};

    /* Without [keep], although the DLL keeps it. */
    open_fixture(CrossbitThreadingSerial,
        "void keep_callback(int (__stdcall *callback)(int value)); int fire_kept(int value);", &library);
    set_callback(&library, "keep_callback", 0, count_values, &counting);
    assert_int_equal(remote_call(&library, "keep_callback", args, NULL), S_OK);
    assert_int_equal(remote_int(&library, "fire_kept", 21), 0);
    assert_int_equal(remote_int(&library, "fire_kept", 22), 0);
    assert_int_equal(counting.calls, 0);
    ICrossbitCallback_Release(library.callbacks[0]);
    remote_close_library(&library);
}

static HRESULT close_inside(void *context, INT64 caller, INT64 chain, void *const *args, void *result)
{
    struct counting *counting = context;
    CrossbitStatus status;
    DWORD start = GetTickCount();

    (void)caller, (void)chain, (void)args;
    ICrossbitModule_Close(counting->library->module, &status);
    counting->sum = (int)(GetTickCount() - start);
    counting->calls++;
    *(int *)result = 1;
    return S_OK;
}

TEST(test_close_inside_callback_returns_and_ends_later)
{
    struct remote_library library;
    struct counting counting = {0};
    int count = 3;
    void *callback = (void *)1;
    void *args[] = {&count, &callback};
    int64_t result = 0;

    open_fixture(CrossbitThreadingSerial, each_declarations, &library);
    counting.library = &library;
    set_callback(&library, "each_cdecl", 1, close_inside, &counting);
    assert_int_equal(remote_call(&library, "each_cdecl", args, &result), S_OK);
    /* Callbacks after the close give 0. */
    assert_int_equal(counting.calls, 1);
    assert_int_equal((int)result, 1);
    assert_true(counting.sum < 5000);
    assert_int_equal(remote_call(&library, "each_cdecl", args, &result), CROSSBIT_E_NOT_LOADED);
    ICrossbitCallback_Release(library.callbacks[0]);
    remote_close_library(&library);
}

TEST(test_call_with_bad_bytes_or_number_refused)
{
    static const BYTE bytes[3] = {1, 2, 3};
    struct remote_library library;
    CrossbitErrors errors;
    CrossbitStatus status;
    BYTE *reply = NULL;
    ULONG size;

    open_fixture(CrossbitThreadingSerial, each_declarations, &library);
    assert_int_equal(
        contract_call(library.module, 12345, 1, 0, NULL, 3, bytes, 0, NULL, &size, &reply, &errors, &status), S_OK);
    assert_int_equal(status.code, CROSSBIT_E_UNDECLARED);
    SysFreeString(status.message);
    CoTaskMemFree(reply);
    assert_int_equal(
        contract_call(library.module, 0, 1, 0, NULL, 3, bytes, 0, NULL, &size, &reply, &errors, &status), S_OK);
    assert_int_equal(status.code, CROSSBIT_E_PROTOCOL);
    SysFreeString(status.message);
    CoTaskMemFree(reply);
    remote_close_library(&library);
}

/* A reference to memory that both see, as a hostile client would write it. */
TEST(test_call_with_forged_memory_refused)
{
    static const BYTE text_elsewhere[] = {2, 5, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    void *(__cdecl * alloc)(SIZE_T) = (void *)proxies_function("CrossbitAllocMemory", NULL);
    void(__cdecl * release)(void *) = (void *)proxies_function("CrossbitFreeMemory", NULL);
    struct remote_library library;
    struct crossbit_memory reference;
    struct codec_shared forged[5];
    CrossbitErrors errors;
    CrossbitStatus status;
    unsigned int size = 100, sum = 0;
    char bytes[100];
    void *data = bytes, *args[] = {&data, &size}, *memory, *hold;
    BYTE *reply = NULL;
    ULONG reply_size;
    size_t i;

    open_fixture(
        CrossbitThreadingSerial, "unsigned bytes_sum([in, size_is(size)] const void *data, unsigned size);", &library);
    assert_non_null(memory = alloc(4096));
    memset(memory, 0, 4096);
    assert_int_equal(proxies_share_memory((IUnknown *)library.module, memory, 4096, &reference, &hold), S_OK);
    forged[0] = (struct codec_shared){.id = 0};
    forged[1] = (struct codec_shared){.id = reference.id + 1};
    forged[2] = (struct codec_shared){.id = reference.id, .offset = 4096 - 99};
    forged[3] = (struct codec_shared){.id = reference.id, .offset = -4096};
    forged[4] = (struct codec_shared){.id = reference.id, .offset = INT64_MAX};
    for (i = 0; i < ARRAYSIZE(forged); i++) {
        library.forged = &forged[i];
        assert_int_equal(remote_call(&library, "bytes_sum", args, &sum), CROSSBIT_E_PROTOCOL);
        assert_non_null(wcsstr(library.message, L"bytes_sum"));
    }
    /* The same, true. */
    forged[0] = (struct codec_shared){.id = reference.id, .offset = 4096 - 100};
    library.forged = &forged[0];
    assert_int_equal(remote_call(&library, "bytes_sum", args, &sum), S_OK);
    assert_int_equal(sum, 0);
    proxies_release_memory(hold);
    release(memory);
    remote_close_library(&library);

    /* What has its size in its bytes must not lie where they can change. */
    open_fixture(CrossbitThreadingSerial, "unsigned text_length(const char *text);", &library);
    assert_int_equal(contract_call(library.module, 0, 1, 0, NULL, sizeof(text_elsewhere), text_elsewhere, 0, NULL,
                         &reply_size, &reply, &errors, &status),
        S_OK);
    assert_int_equal(status.code, CROSSBIT_E_PROTOCOL);
    SysFreeString(status.message);
    CoTaskMemFree(reply);
    remote_close_library(&library);
}

static const char *way; /* "registered": activated by class */

TEST_SETUP(setup)
{
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (FAILED(proxies_register(NULL)))
        return 1;
    if (way && !strcmp(way, "registered"))
        remote_register();
    remote_connect(OTHER_BITS, L"-IdleGrace 0", &remote);
    remote_attach(&remote, NULL);
    return 0;
}

TEST_SETUP(teardown)
{
    remote_close(&remote);
    remote_unregister();
    proxies_revoke();
    CoUninitialize();
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errors_come_back_with_each_call),
        cmocka_unit_test(test_serial_runs_one_call_at_a_time),
        cmocka_unit_test(test_free_runs_calls_at_once),
        cmocka_unit_test(test_main_runs_all_on_one_thread_with_messages),
        cmocka_unit_test(test_opaque_handle_same_pointer_same_token),
        cmocka_unit_test(test_opaque_handle_after_release_is_stale),
        cmocka_unit_test(test_opaque_handle_of_other_type_or_library_refused),
        cmocka_unit_test(test_kernel_handle_in_works_there_and_leaks_nothing),
        cmocka_unit_test(test_kernel_handle_kept_works_after_the_call),
        cmocka_unit_test(test_kernel_handle_released_stays_when_the_call_is_refused),
        cmocka_unit_test(test_kernel_handle_out_is_ours),
        cmocka_unit_test(test_callback_of_each_convention_runs_here),
        cmocka_unit_test(test_callback_failure_fails_the_call),
        cmocka_unit_test(test_opaque_handle_made_during_a_release_stays),
        cmocka_unit_test(test_nested_calls_serial_do_not_deadlock),
        cmocka_unit_test(test_nested_calls_free),
        cmocka_unit_test(test_nested_calls_main_stay_on_the_thread),
        cmocka_unit_test(test_callback_from_thread_of_the_dll_nests_there),
        cmocka_unit_test(test_kept_callback_runs_in_later_calls_and_threads),
        cmocka_unit_test(test_expired_callback_called_late_gives_zero),
        cmocka_unit_test(test_close_inside_callback_returns_and_ends_later),
        cmocka_unit_test(test_call_with_bad_bytes_or_number_refused),
        cmocka_unit_test(test_call_with_forged_memory_refused),
    };
    way = argc > 1 ? argv[1] : NULL;
    return cmocka_run_group_tests(tests, setup, teardown);
}
