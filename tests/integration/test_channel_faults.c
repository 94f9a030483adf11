/* SPDX-License-Identifier: MIT */
/* test_channel_faults BITS: what the channel does when memory, apartments and peers are not as they should be. */
#include "tests/test.h"

#include <setjmp.h>
#include <stdlib.h>

#include <windows.h>
#include <oleauto.h>
#include <tlhelp32.h>

#include "../fixtures/handle_count.h"
#include "../fixtures/private_bytes.h"
#include "channel_client.h"
#include "proxystub/channel/channel_layout.h"
#include "crossbit_com.h"
#include "crossbitps.h"

#define HANG_MS 20000

static int server_bits;

/* Runs function on a thread of its own and ends the test when it does not come back. */
static DWORD run_thread(LPTHREAD_START_ROUTINE function, void *context)
{
    HANDLE thread = CreateThread(NULL, 0, function, context, 0, NULL);
    DWORD code = 0;

    assert_non_null(thread);
    assert_int_equal(WaitForSingleObject(thread, HANG_MS), WAIT_OBJECT_0);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static void start(struct channel_server *server, IChannelTest **test)
{
    assert_ok(channel_server_start(server_bits, NULL, NULL, server));
    assert_ok(channel_server_connect(server, test));
}

/* ---- memory ---- */

#define TOO_LARGE (20u << 20)
#define LARGEST_FREE (4u << 20)

struct memory_case {
    IChannelTest *test;
    IChannelTypes *types;
    HRESULT put, get, allocated, add;
};

static DWORD WINAPI memory_thread(void *context)
{
    struct memory_case *memory = context;
    BYTE *data = calloc(1, TOO_LARGE), *made = NULL;
    ULONG sum, size;
    LONG result = 0;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    memory->put = data ? IChannelTypes_Put(memory->types, TOO_LARGE, data, &sum) : E_OUTOFMEMORY;
    memory->get = data ? IChannelTypes_Get(memory->types, TOO_LARGE, 1, data) : E_OUTOFMEMORY;
    memory->allocated = IChannelTypes_Allocated(memory->types, LARGEST_FREE + (1u << 20), &size, &made);
    CoTaskMemFree(made);
    memory->add = IChannelTest_Add(memory->test, 2, 3, &result);
    free(data);
    CoUninitialize();
    return (DWORD)result;
}

/* A 32-bit process has no room for the section of a large message: that call fails, and no other. */
TEST(test_starved_server_fails_the_call_alone)
{
    struct memory_case memory = {0};
    struct channel_server server;

    if (server_bits != 32)
        skip();
    start(&server, &memory.test);
    assert_ok(IChannelTest_QueryInterface(memory.test, &IID_IChannelTypes, (void **)&memory.types));
    assert_ok(IChannelTest_Starve(memory.test, LARGEST_FREE));
    assert_int_equal(run_thread(memory_thread, &memory), 5);
    assert_true(FAILED(memory.put));
    assert_true(FAILED(memory.get));
    assert_ok(memory.add);
    IChannelTypes_Release(memory.types);
    IChannelTest_Release(memory.test);
    channel_server_stop(&server);
}

TEST(test_large_reply_and_long_error_text_arrive_together)
{
    ULONG size = (256u << 10) - 4096, letters = 10000, i;
    struct channel_server server;
    IChannelTypes *types;
    IErrorInfo *info = NULL;
    IChannelTest *test;
    BYTE *data = calloc(1, size);
    BSTR text = NULL;

    start(&server, &test);
    assert_ok(IChannelTest_QueryInterface(test, &IID_IChannelTypes, (void **)&types));
    assert_int_equal(IChannelTypes_GetAndTell(types, size, letters, data), S_FALSE);
    for (i = 0; i < size; i++)
        if (data[i] != 0x5a)
            fail_msg("byte %lu is %u", i, data[i]);
    assert_ok(GetErrorInfo(0, &info));
    assert_ok(IErrorInfo_GetDescription(info, &text));
    assert_int_equal(SysStringLen(text), letters);
    SysFreeString(text);
    IErrorInfo_Release(info);
    free(data);
    IChannelTypes_Release(types);
    IChannelTest_Release(test);
    channel_server_stop(&server);
}

/*
 * The buffer of a large call is given back, however long the call took: with long ones, the connection's thread looks
 * meanwhile.
 */
static void large_buffer_is_given_back(ULONG call_ms)
{
    struct crossbit_channel_counters counters = {.size = sizeof(counters)};
    struct channel_server server;
    BYTE *data = calloc(1, 1 << 20);
    IChannelTypes *types;
    IChannelTest *test;
    ULONG sum;
    int i;

    start(&server, &test);
    assert_ok(IChannelTest_QueryInterface(test, &IID_IChannelTypes, (void **)&types));
    Sleep(200); /* everything that looks after the connection sleeps by now */
    assert_ok(IChannelTypes_PutSlowly(types, call_ms, 1 << 20, data, &sum));
    assert_ok(CrossbitGetChannelCounters(&counters));
    assert_true(counters.overflow_sections > 0);
    for (i = 0; i < HANG_MS / 50 && counters.overflow_sections; i++) {
        Sleep(50);
        CrossbitGetChannelCounters(&counters);
    }
    assert_int_equal(counters.overflow_sections, 0);
    free(data);
    IChannelTypes_Release(types);
    IChannelTest_Release(test);
    channel_server_stop(&server);
}

TEST(test_large_buffer_is_given_back_when_nothing_else_happens)
{
    large_buffer_is_given_back(0);
}

TEST(test_large_buffer_of_a_long_call_is_given_back)
{
    large_buffer_is_given_back(2500);
}

static void assert_all(const BYTE *data, ULONG size, BYTE expected)
{
    ULONG i;

    for (i = 0; i < size; i++)
        if (data[i] != expected)
            fail_msg("byte %lu is 0x%02x, not 0x%02x", i, data[i], expected);
}

/* An [out] array of a plain method lies in memory that the lane keeps, and gives back. */
TEST(test_large_out_array_uses_its_memory_again)
{
    static const ULONG sizes[] = {4 << 20, 4 << 20, 1 << 20, 4 << 20, 70000};
    struct channel_server server;
    BYTE *data = malloc(4 << 20);
    IChannelTypes *types;
    IChannelTest *test;
    LONG allocations;
    BOOL held = TRUE;
    DWORD began = 0;
    int attempt;
    size_t i;

    start(&server, &test);
    assert_ok(IChannelTest_QueryInterface(test, &IID_IChannelTypes, (void **)&types));
    /* Again when two seconds without a call came between on a busy machine: then it has been given back already. */
    for (attempt = 0; attempt < 10; attempt++) {
        began = GetTickCount();
        assert_ok(IChannelTypes_Get(types, 4 << 20, 1, data));
        assert_ok(IChannelTypes_OutMemory(types, &allocations, &held)); /* counts from now on */
        for (i = 0; i < ARRAYSIZE(sizes); i++) {
            assert_ok(IChannelTypes_Get(types, sizes[i], (ULONG)i + 2, data));
            assert_all(data, sizes[i], (BYTE)(i + 2));
        }
        /* What an earlier call left there must not be seen. */
        assert_ok(IChannelTypes_GetNothing(types, 4 << 20, data));
        assert_all(data, 4 << 20, 0);
        assert_ok(IChannelTypes_OutMemory(types, &allocations, &held));
        if (!allocations && held)
            break;
    }
    if (allocations || !held)
        fail_msg("%ld allocations, memory %s; the last attempt took %lu ms", allocations, held ? "kept" : "given back",
            GetTickCount() - began);
    /*
     * Asked seldom, because the question itself uses the lane: it is trimmed after two seconds without use, and looked
     * at once a second, so in three seconds it may be missed.
     */
    for (i = 0; i < 6 && held; i++) {
        Sleep(5000);
        assert_ok(IChannelTypes_OutMemory(types, &allocations, &held));
    }
    assert_false(held);
    free(data);
    IChannelTypes_Release(types);
    IChannelTest_Release(test);
    channel_server_stop(&server);
}

/* ---- apartments ---- */

/* A callback that is no agile object. */
struct callback {
    IChannelCallback IChannelCallback_iface;
    LONG refs;
    LONG calls;
    DWORD thread_id; /* who made it */
    LONG strangers;  /* how often another thread touched it */
    IUnknown *marshaler;
    IChannelTypes *types;                     /* Call calls its Get for so many bytes; NULL: nothing */
    void (*leave)(struct callback *callback); /* Take never returns; NULL: it does */
};

static struct callback *impl_from_IChannelCallback(IChannelCallback *iface)
{
    return CONTAINING_RECORD(iface, struct callback, IChannelCallback_iface);
}

static void count_strangers(struct callback *callback)
{
    if (GetCurrentThreadId() != callback->thread_id)
        InterlockedIncrement(&callback->strangers);
}

static HRESULT WINAPI callback_QueryInterface(IChannelCallback *iface, REFIID iid, void **object)
{
    count_strangers(impl_from_IChannelCallback(iface));
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IChannelCallback))
        return IUnknown_QueryInterface(impl_from_IChannelCallback(iface)->marshaler, iid, object);
    *object = iface;
    IChannelCallback_AddRef(iface);
    return S_OK;
}

static ULONG WINAPI callback_AddRef(IChannelCallback *iface)
{
    count_strangers(impl_from_IChannelCallback(iface));
    return InterlockedIncrement(&impl_from_IChannelCallback(iface)->refs);
}

static ULONG WINAPI callback_Release(IChannelCallback *iface)
{
    struct callback *callback = impl_from_IChannelCallback(iface);
    LONG refs;

    count_strangers(callback);
    refs = InterlockedDecrement(&callback->refs);
    if (!refs) {
        IUnknown_Release(callback->marshaler);
        free(callback);
    }
    return refs;
}

static HRESULT WINAPI callback_Call(IChannelCallback *iface, LONG value, LONG *result)
{
    struct callback *callback = impl_from_IChannelCallback(iface);
    HRESULT hr = S_OK;
    BYTE *data;

    InterlockedIncrement(&callback->calls);
    *result = value + 1;
    if (callback->types && (data = malloc((size_t)value))) {
        hr = IChannelTypes_Get(callback->types, (ULONG)value, 0x77, data);
        if (SUCCEEDED(hr) && data[value - 1] != 0x77)
            hr = E_FAIL;
        free(data);
    }
    return hr;
}

static HRESULT WINAPI callback_Thread(IChannelCallback *iface, ULONG *thread_id)
{
    (void)iface;
    *thread_id = GetCurrentThreadId();
    return S_OK;
}

static HRESULT WINAPI callback_Take(IChannelCallback *iface, ULONG size, const BYTE *data)
{
    struct callback *callback = impl_from_IChannelCallback(iface);
    ULONG i;

    for (i = 0; i < size; i++)
        if (data[i] != data[0])
            return E_FAIL;
    if (callback->leave)
        callback->leave(callback);
    InterlockedIncrement(&impl_from_IChannelCallback(iface)->calls);
    return S_OK;
}

static const IChannelCallbackVtbl callback_vtbl = {
    callback_QueryInterface,
    callback_AddRef,
    callback_Release,
    callback_Call,
    callback_Thread,
    callback_Take,
};

static struct callback *callback_create(void)
{
    struct callback *callback = calloc(1, sizeof(*callback));

    callback->IChannelCallback_iface.lpVtbl = (IChannelCallbackVtbl *)&callback_vtbl;
    callback->refs = 1;
    callback->thread_id = GetCurrentThreadId();
    CrossbitCreateMarshaler((IUnknown *)&callback->IChannelCallback_iface, &callback->marshaler);
    return callback;
}

/* A call nested in one that has a large [out] array makes another one on the same lane. */
TEST(test_nested_large_out_array_gets_memory_of_its_own)
{
    struct callback *callback = callback_create();
    struct channel_server server;
    ULONG size = 1 << 20;
    BYTE *data = malloc(size);
    IChannelTypes *types;
    IChannelTest *test;
    int i;

    start(&server, &test);
    assert_ok(IChannelTest_QueryInterface(test, &IID_IChannelTypes, (void **)&types));
    callback->types = types;
    assert_ok(IChannelTest_Keep(test, &callback->IChannelCallback_iface));
    for (i = 0; i < 3; i++) {
        assert_ok(IChannelTypes_GetAround(types, size, 0x11, data));
        assert_all(data, size, 0x11);
    }
    assert_int_equal(callback->calls, 3);
    assert_ok(IChannelTest_Keep(test, NULL));
    IChannelCallback_Release(&callback->IChannelCallback_iface);
    free(data);
    IChannelTypes_Release(types);
    IChannelTest_Release(test);
    channel_server_stop(&server);
}

/* A call that is under way, so that the next one needs a new lane. */
static DWORD WINAPI waiting_thread(void *context)
{
    IChannelTest *test = context;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    IChannelTest_Wait(test, 3000);
    CoUninitialize();
    return 0;
}

static LRESULT CALLBACK strange_window(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return DefWindowProcW(window, message, wparam, lparam);
}

static DWORD WINAPI sta_with_a_strange_window(void *context)
{
    IChannelTest *test = context;
    WNDCLASSW description = {.lpfnWndProc = strange_window, .lpszClassName = L"Crossbit.Channel.Apartment"};
    struct callback *callback;
    LONG result = 0;
    HWND window;
    HRESULT hr;

    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    channel_test_register();
    description.hInstance = GetModuleHandleW(NULL);
    RegisterClassW(&description);
    window =
        CreateWindowW(description.lpszClassName, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, description.hInstance, NULL);
    callback = callback_create();
    hr = IChannelTest_Keep(test, &callback->IChannelCallback_iface);
    if (SUCCEEDED(hr))
        hr = IChannelTest_CallKept(test, 7, TRUE, &result);
    IChannelTest_Keep(test, NULL);
    IChannelCallback_Release(&callback->IChannelCallback_iface);
    DestroyWindow(window);
    CoUninitialize();
    return FAILED(hr) ? 0 : (DWORD)result;
}

static void pump(void)
{
    MSG message;

    MsgWaitForMultipleObjectsEx(0, NULL, 10, QS_ALLINPUT, MWMO_INPUTAVAILABLE);
    while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
        DispatchMessageW(&message);
}

struct homecoming {
    IChannelTest *test;
    ULONG thread_id; /* where the object's method ran */
    HRESULT hr;
};

static DWORD WINAPI fetches_from_the_mta(void *context)
{
    struct homecoming *homecoming = context;
    IChannelCallback *callback = NULL;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    homecoming->hr = IChannelTest_GetKept(homecoming->test, &callback);
    if (SUCCEEDED(homecoming->hr)) {
        homecoming->hr = IChannelCallback_Thread(callback, &homecoming->thread_id);
        IChannelCallback_Release(callback);
    }
    CoUninitialize();
    return 0;
}

/* The object's own apartment, which has to do everything that happens to it. */
static DWORD WINAPI object_of_an_sta(void *context)
{
    struct homecoming homecoming = {.test = context};
    struct callback *callback;
    DWORD good = 0, end;
    HANDLE thread;

    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    channel_test_register();
    callback = callback_create();
    homecoming.hr = IChannelTest_Keep(homecoming.test, &callback->IChannelCallback_iface);
    if (SUCCEEDED(homecoming.hr)) {
        thread = CreateThread(NULL, 0, fetches_from_the_mta, &homecoming, 0, NULL);
        for (end = GetTickCount() + HANG_MS;
             WaitForSingleObject(thread, 0) != WAIT_OBJECT_0 && (LONG)(end - GetTickCount()) > 0;)
            pump();
        CloseHandle(thread);
        good = SUCCEEDED(homecoming.hr) && homecoming.thread_id == GetCurrentThreadId() && !callback->strangers;
        if (!good)
            print_message("0x%08lx, ran on %lu instead of %lu, touched %ld times by others\n",
                (unsigned long)homecoming.hr, homecoming.thread_id, GetCurrentThreadId(), callback->strangers);
    }
    IChannelTest_Keep(homecoming.test, NULL);
    IChannelCallback_Release(&callback->IChannelCallback_iface);
    CoUninitialize();
    return good;
}

#define BUSY_MS 2500 /* how long a window of the caller's apartment keeps it from looking at its lane */

static LRESULT CALLBACK busy_window(HWND window, UINT message, WPARAM wide, LPARAM parameter)
{
    if (message == WM_APP)
        Sleep(BUSY_MS);
    return DefWindowProcW(window, message, wide, parameter);
}

static DWORD WINAPI keeps_the_window_busy(void *window)
{
    Sleep(150);
    SendMessageW(window, WM_APP, 0, 0);
    return 0;
}

/* The server gives the nested call up, and ends the outer one, before this thread has looked at either. */
static DWORD WINAPI caller_in_a_busy_sta(void *context)
{
    IChannelTest *test = context;
    IChannelTypes *types = NULL;
    struct callback *callback;
    ULONG size = 1 << 20, i;
    BYTE *data = calloc(1, size);
    DWORD good = 0;
    HANDLE thread;
    HWND window;
    HRESULT hr;
    LONG sum = 0;

    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    channel_test_register();
    window = CreateWindowExW(0, L"STATIC", L"", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
    SetWindowLongPtrW(window, GWLP_WNDPROC, (LONG_PTR)busy_window);
    callback = callback_create();
    hr = IChannelTest_Keep(test, &callback->IChannelCallback_iface);
    if (SUCCEEDED(hr) && SUCCEEDED(hr = IChannelTest_QueryInterface(test, &IID_IChannelTypes, (void **)&types))) {
        thread = CreateThread(NULL, 0, keeps_the_window_busy, window, 0, NULL);
        hr = IChannelTypes_GetGivingUp(types, 1000, 100000, 100, size, 0x21, data);
        WaitForSingleObject(thread, INFINITE);
        CloseHandle(thread);
        for (i = 0; i < size && data[i] == 0x21; i++)
            ;
        good = hr == S_OK && i == size && callback->calls == 1 && IChannelTest_Add(test, 20, 22, &sum) == S_OK &&
               sum == 42;
        if (!good)
            print_message("0x%08lx, %lu bytes right, %ld calls, sum %ld\n", (unsigned long)hr, i, callback->calls, sum);
        IChannelTypes_Release(types);
    }
    IChannelTest_Keep(test, NULL);
    IChannelCallback_Release(&callback->IChannelCallback_iface);
    DestroyWindow(window);
    free(data);
    CoUninitialize();
    return good;
}

/* A large request that was given up must stay until the peer has read it, also when a large reply follows it. */
TEST(test_nested_call_given_up_in_one_with_a_large_out_array_is_read_late)
{
    struct crossbit_channel_counters counters = {.size = sizeof(counters)};
    struct channel_server server;
    IChannelTest *test;
    HANDLE thread;
    DWORD good;

    start(&server, &test);
    thread = CreateThread(NULL, 0, caller_in_a_busy_sta, test, 0, NULL);
    assert_int_equal(WaitForSingleObject(thread, HANG_MS), WAIT_OBJECT_0);
    GetExitCodeThread(thread, &good);
    CloseHandle(thread);
    assert_true(good);
    assert_ok(CrossbitGetChannelCounters(&counters));
    assert_int_equal(counters.connections_alive, 1);
    IChannelTest_Release(test);
    channel_server_stop(&server);
}

/* A thread of the MTA that gets an object of an STA of its own process back from the server must not touch it. */
TEST(test_sta_object_that_comes_home_is_left_to_its_thread)
{
    struct channel_server server;
    IChannelTest *test;

    start(&server, &test);
    assert_int_equal(run_thread(object_of_an_sta, test), 1);
    IChannelTest_Release(test);
    channel_server_stop(&server);
}

/* Another copy of crossbitps.dll in this process has a window of the same class on the same thread. */
TEST(test_sta_with_a_window_of_another_copy_is_called)
{
    struct channel_server server;
    IChannelTest *test;

    start(&server, &test);
    assert_int_equal(run_thread(sta_with_a_strange_window, test), 8);
    IChannelTest_Release(test);
    channel_server_stop(&server);
}

static DWORD WINAPI registers_twice(void *context)
{
    struct channel_server *server = context;
    IChannelTest *test = NULL;
    LONG sum = 0;

    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    channel_test_register();
    CoUninitialize();
    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    channel_test_register();
    if (SUCCEEDED(channel_server_connect(server, &test))) {
        IChannelTest_Add(test, 3, 4, &sum);
        IChannelTest_Release(test);
    }
    CoUninitialize();
    return (DWORD)sum;
}

/* The registration ends with the apartment, and the thread's next apartment gets one of its own. */
TEST(test_register_again_in_a_threads_next_apartment_works)
{
    struct channel_server server;

    assert_ok(channel_server_start(server_bits, NULL, NULL, &server));
    assert_int_equal(run_thread(registers_twice, &server), 7);
    channel_server_stop(&server);
}

/* ---- deadlines ---- */

/* The answer that comes too late still says which references the server gave back. */
TEST(test_late_reply_gives_references_back)
{
    struct callback *callback = callback_create();
    struct channel_server server;
    IChannelTest *test;
    int i;

    start(&server, &test);
    assert_ok(CrossbitSetThreadDeadline(100));
    assert_int_equal((unsigned long)IChannelTest_WaitWith(test, (IUnknown *)&callback->IChannelCallback_iface, 600),
        (unsigned long)RPC_E_TIMEOUT);
    assert_ok(CrossbitSetThreadDeadline(0));
    for (i = 0; i < HANG_MS / 50 && callback->refs > 1; i++)
        Sleep(50);
    assert_int_equal(callback->refs, 1);
    IChannelCallback_Release(&callback->IChannelCallback_iface);
    IChannelTest_Release(test);
    channel_server_stop(&server);
}

/* ---- callbacks that are left ---- */

#define LEAVES 100
#define LEAVING_THREADS 10
#define WARM_UP 4
#define LOST_MOST (2u << 20) /* bytes: half of what 100 rounds of 40 KB would lose */

struct leaving {
    struct callback *callback;
    IChannelTest *test;
    IChannelTypes *types;
    ULONG size; /* of the request that is open meanwhile, and of the callback's */
    BYTE *data;
};

static struct leaving leaving;
static jmp_buf outside;

static void put_around(void)
{
    ULONG sum;

    IChannelTypes_PutAround(leaving.types, leaving.size, leaving.size, leaving.data, &sum);
}

static void jump_outside(struct callback *callback)
{
    (void)callback;
    longjmp(outside, 1);
}

/* From two callbacks at a time. */
static void jump_from_within(struct callback *callback)
{
    callback->leave = jump_outside;
    put_around();
}

static void end_thread(struct callback *callback)
{
    (void)callback;
    ExitThread(3);
}

static DWORD WINAPI leaving_thread(void *unused)
{
    (void)unused;
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    put_around();
    return 0;
}

static LONG overflow_sections(void)
{
    struct crossbit_channel_counters counters = {.size = sizeof(counters)};

    assert_ok(CrossbitGetChannelCounters(&counters));
    return counters.overflow_sections;
}

static LONG overflow_sections_there(IChannelTest *test)
{
    struct crossbit_channel_counters counters;

    assert_ok(IChannelTest_Counters(test, sizeof(counters), (BYTE *)&counters));
    return counters.overflow_sections;
}

/* Its call lies deeper in the stack than what was left, whose frames it overwrites. */
static __attribute__((noinline)) void add_from_further_in(LONG a, LONG *sum)
{
    volatile BYTE frames[0x4000];
    size_t i;

    for (i = 0; i < sizeof(frames); i++)
        frames[i] = 0xcc;
    assert_ok(IChannelTest_Add(leaving.test, a, 1, sum));
    assert_int_equal(frames[0], 0xcc);
}

static void leave_often(void (*leave)(struct callback *callback), int rounds)
{
    volatile LONG sections = overflow_sections();
    volatile int i;
    LONG sum;

    for (i = 0; i < rounds; i++) {
        leaving.callback->leave = leave;
        if (leave == end_thread)
            assert_int_equal(run_thread(leaving_thread, NULL), 3);
        else if (!setjmp(outside))
            put_around();
        leaving.callback->leave = NULL;
        if (i % 2)
            add_from_further_in(i, &sum);
        else
            assert_ok(IChannelTest_Add(leaving.test, i, 1, &sum));
        assert_int_equal(sum, i + 1);
        if (i >= WARM_UP && leave != end_thread)
            assert_in_range(overflow_sections(), 0, sections);
        sections = max(sections, overflow_sections());
    }
}

/* What a call holds, and the callback in it, is let go although none of the two returns. */
static void check_leaves(void (*leave)(struct callback *callback), int rounds)
{
    static const ULONG sizes[] = {40 << 10, 1 << 20}; /* copied; in a section of its own, and read in place */
    LONG sections, now, server_sections, server_now;
    size_t bytes, bytes_now;
    int i, j;

    for (i = 0; i < (int)ARRAYSIZE(sizes); i++) {
        leaving.size = sizes[i];
        leave_often(leave, WARM_UP);
        bytes = private_bytes();
        sections = overflow_sections();
        server_sections = overflow_sections_there(leaving.test);
        leave_often(leave, rounds);
        for (j = 0; j < HANG_MS / 100; j++) {
            now = overflow_sections();
            server_now = overflow_sections_there(leaving.test);
            bytes_now = private_bytes();
            if (now <= sections && server_now <= server_sections && bytes_now <= bytes + LOST_MOST)
                break;
            Sleep(100);
        }
        if (j == HANG_MS / 100)
            fail_msg("%lu bytes: %ld sections (%ld before), the server has %ld (%ld); %ld KB more", leaving.size, now,
                sections, server_now, server_sections, (long)(bytes_now - bytes) / 1024);
    }
}

TEST(test_callbacks_that_are_left_lose_no_memory)
{
    static const struct {
        void (*leave)(struct callback *callback);
        int rounds;
    } ways[] = {{jump_outside, LEAVES}, {jump_from_within, LEAVES}, {end_thread, LEAVING_THREADS}};
    struct channel_server server;
    ULONG sum;
    size_t i;

    leaving.callback = callback_create();
    leaving.data = calloc(1, 1 << 20);
    start(&server, &leaving.test);
    assert_ok(IChannelTest_QueryInterface(leaving.test, &IID_IChannelTypes, (void **)&leaving.types));
    assert_ok(IChannelTest_Keep(leaving.test, &leaving.callback->IChannelCallback_iface));
    leaving.size = 1 << 20;
    assert_ok(IChannelTypes_PutAround(leaving.types, leaving.size, leaving.size, leaving.data, &sum));
    for (i = 0; i < ARRAYSIZE(ways); i++)
        check_leaves(ways[i].leave, ways[i].rounds);
    assert_ok(IChannelTest_Keep(leaving.test, NULL));
    for (i = 0; i < HANG_MS / 50 && leaving.callback->refs > 1; i++)
        Sleep(50);
    assert_int_equal(leaving.callback->refs, 1); /* no stub of it is held by a call that nobody ends */
    IChannelCallback_Release(&leaving.callback->IChannelCallback_iface);
    free(leaving.data);
    IChannelTypes_Release(leaving.types);
    IChannelTest_Release(leaving.test);
    channel_server_stop(&server);
}

/* ---- lanes ---- */

struct usage {
    ULONG server_handles, server_threads, own_handles;
    LONG lanes;
};

#define BURST 32
#define SLACK 8 /* handles and threads that come and go with other things */

static HANDLE burst_over;        /* manual reset */
static volatile LONG burst_left; /* threads that have not called yet */

static DWORD WINAPI burst_thread(void *context)
{
    IChannelTest *test = context;
    HRESULT hr;
    LONG sum;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    hr = IChannelTest_Add(test, 1, 1, &sum);
    InterlockedDecrement(&burst_left);
    WaitForSingleObject(burst_over, HANG_MS);
    CoUninitialize();
    return SUCCEEDED(hr);
}

static struct usage usage_now(const struct channel_server *server, IChannelTest *test);

/* Many threads that live at one time, and what they use then. */
static struct usage burst(const struct channel_server *server, IChannelTest *test)
{
    HANDLE threads[BURST];
    struct usage now;
    DWORD good;
    int i;

    ResetEvent(burst_over);
    burst_left = BURST;
    for (i = 0; i < BURST; i++)
        assert_non_null(threads[i] = CreateThread(NULL, 0, burst_thread, test, 0, NULL));
    for (i = 0; i < HANG_MS / 20 && burst_left; i++)
        Sleep(20);
    assert_int_equal(burst_left, 0);
    now = usage_now(server, test);
    SetEvent(burst_over);
    assert_int_equal(WaitForMultipleObjects(BURST, threads, TRUE, HANG_MS), WAIT_OBJECT_0);
    for (i = 0; i < BURST; i++) {
        assert_true(GetExitCodeThread(threads[i], &good));
        assert_int_equal(good, 1);
        CloseHandle(threads[i]);
    }
    return now;
}

static struct usage usage_now(const struct channel_server *server, IChannelTest *test)
{
    struct crossbit_channel_counters counters = {.size = sizeof(counters)};
    THREADENTRY32 entry = {.dwSize = sizeof(entry)};
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    struct usage usage = {0};
    BOOL more;

    assert_true(snapshot != INVALID_HANDLE_VALUE);
    for (more = Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry))
        usage.server_threads += entry.th32OwnerProcessID == server->process.dwProcessId;
    CloseHandle(snapshot);
    assert_ok(IChannelTest_HandleCount(test, &usage.server_handles));
    usage.own_handles = handle_count();
    assert_ok(CrossbitGetChannelCounters(&counters));
    usage.lanes = counters.lanes;
    return usage;
}

static BOOL is_near(const struct usage *now, const struct usage *before)
{
    return now->server_handles <= before->server_handles + SLACK &&
           now->server_threads <= before->server_threads + SLACK && now->own_handles <= before->own_handles + SLACK &&
           now->lanes <= before->lanes + SLACK;
}

static volatile LONG steady_stop;

/* Calls all the time, while lanes around its own are closed, moved and opened again. */
static DWORD WINAPI steady_thread(void *context)
{
    IChannelTest *test = context;
    LONG sum = 0, i;
    HRESULT hr = S_OK;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    for (i = 0; !steady_stop && SUCCEEDED(hr) && sum == i; i++) {
        hr = IChannelTest_Add(test, i, 1, &sum);
        Sleep(i % 3);
    }
    CoUninitialize();
    return SUCCEEDED(hr) && sum == i;
}

/*
 * Each thread that calls has a lane, of which each is a section, two events and a thread over there: as long as it
 * lives.
 */
TEST(test_lanes_are_given_back_when_their_threads_end)
{
    struct usage before, now;
    struct channel_server server;
    HANDLE steady[2];
    IChannelTest *test;
    DWORD good;
    int i, round;

    assert_non_null(burst_over = CreateEventW(NULL, TRUE, FALSE, NULL));
    start(&server, &test);
    for (i = 0; i < 2; i++)
        assert_non_null(steady[i] = CreateThread(NULL, 0, steady_thread, test, 0, NULL));
    before = usage_now(&server, test);
    assert_true(before.server_handles && before.server_threads && before.own_handles);
    for (round = 0; round < 2; round++) {
        now = burst(&server, test);
        assert_true(now.lanes >= BURST && now.server_threads >= BURST);
        for (i = 0; i < HANG_MS / 100 && !is_near(&now, &before); i++) {
            Sleep(100);
            now = usage_now(&server, test);
        }
        if (!is_near(&now, &before))
            fail_msg("round %d: the server has %lu handles (%lu before), %lu threads (%lu); this process %lu (%lu), "
                     "%ld lanes (%ld)",
                round, now.server_handles, before.server_handles, now.server_threads, before.server_threads,
                now.own_handles, before.own_handles, now.lanes, before.lanes);
    }
    InterlockedExchange(&steady_stop, 1);
    for (i = 0; i < 2; i++) {
        assert_int_equal(WaitForSingleObject(steady[i], HANG_MS), WAIT_OBJECT_0);
        assert_true(GetExitCodeThread(steady[i], &good));
        assert_int_equal(good, 1);
        CloseHandle(steady[i]);
    }
    IChannelTest_Release(test);
    channel_server_stop(&server);
}

/* ---- connecting ---- */

/* An object of this process that says it is a peer, and gets a call of its own while it is asked to connect. */
struct fake_peer {
    ICrossbitChannelPeer ICrossbitChannelPeer_iface;
    IStream *objref; /* what to unmarshal meanwhile; NULL: nothing */
    HRESULT nested;
    DWORD nested_ms;
    LONG connects;
};

static struct fake_peer fake;

static HRESULT unmarshal_again(IStream *stream, IUnknown **object)
{
    LARGE_INTEGER zero = {.QuadPart = 0};

    *object = NULL;
    IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL);
    return CoUnmarshalInterface(stream, &IID_IUnknown, (void **)object);
}

static HRESULT WINAPI fake_QueryInterface(ICrossbitChannelPeer *iface, REFIID iid, void **object)
{
    *object = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_ICrossbitChannelPeer))
        return E_NOINTERFACE;
    *object = iface;
    return S_OK;
}

static ULONG WINAPI fake_AddRef(ICrossbitChannelPeer *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI fake_Release(ICrossbitChannelPeer *iface)
{
    (void)iface;
    return 1;
}

static HRESULT WINAPI fake_Connect(
    ICrossbitChannelPeer *iface, const CrossbitChannelOffer *offer, CrossbitChannelAnswer *answer)
{
    IUnknown *object;
    DWORD ticks = GetTickCount();

    (void)iface, (void)offer, (void)answer;
    if (fake.connects++)
        return E_FAIL;
    fake.nested = unmarshal_again(fake.objref, &object);
    fake.nested_ms = GetTickCount() - ticks;
    if (object)
        IUnknown_Release(object);
    return E_FAIL;
}

static HRESULT WINAPI fake_Attach(ICrossbitChannelPeer *iface, REFGUID instance, INT64 *export_id)
{
    (void)iface, (void)instance;
    *export_id = 0;
    return E_FAIL;
}

static const ICrossbitChannelPeerVtbl fake_vtbl = {
    fake_QueryInterface,
    fake_AddRef,
    fake_Release,
    fake_Connect,
    fake_Attach,
};

/* Writes a custom reference to the unmarshaler: ticket, and standard reference to fake. */
static IStream *write_fake_objref(void)
{
    struct ticket ticket = {.magic = TICKET_MAGIC,
        .size = sizeof(ticket),
        .kind = TICKET_FULL,
        .version_min = 1,
        .version_max = 1,
        .process_id = GetCurrentProcessId(),
        .instance = {1, 2, 3, {4}}};
    struct {
        DWORD signature, flags;
        IID iid;
        CLSID clsid;
        DWORD extension, size;
    } custom = {0x574f454d, 4, IID_IUnknown, CLSID_CrossbitUnmarshaler, 0, 0};
    IStream *stream;

    assert_ok(CreateStreamOnHGlobal(NULL, TRUE, &stream));
    custom.size = sizeof(ticket) + 400;
    IStream_Write(stream, &custom, sizeof(custom), NULL);
    IStream_Write(stream, &ticket, sizeof(ticket), NULL);
    assert_ok(CoMarshalInterface(stream, &IID_IUnknown, (IUnknown *)&fake.ICrossbitChannelPeer_iface, MSHCTX_LOCAL,
        NULL, MSHLFLAGS_TABLESTRONG));
    return stream;
}

static DWORD WINAPI connects_to_fake(void *context)
{
    IUnknown *object;
    HRESULT hr;

    (void)context;
    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    CrossbitRegisterChannel();
    fake.ICrossbitChannelPeer_iface.lpVtbl = (ICrossbitChannelPeerVtbl *)&fake_vtbl;
    fake.objref = write_fake_objref();
    hr = unmarshal_again(fake.objref, &object);
    if (object)
        IUnknown_Release(object);
    CoReleaseMarshalData(fake.objref);
    IStream_Release(fake.objref);
    CoUninitialize();
    return SUCCEEDED(hr);
}

/* A call that comes in while the thread connects needs the same connection: it cannot wait for itself. */
TEST(test_connect_within_connect_gets_the_standard_proxy)
{
    assert_int_equal(run_thread(connects_to_fake, NULL), 1);
    assert_ok(fake.nested);
    assert_true(fake.nested_ms < 5000);
}

/* ---- peers ---- */

/* The shared memory of a lane of this process, by what it begins with. */
static BYTE *next_lane(BYTE *from)
{
    MEMORY_BASIC_INFORMATION info;

    for (; VirtualQuery(from, &info, sizeof(info)); from = (BYTE *)info.BaseAddress + info.RegionSize)
        if (info.State == MEM_COMMIT && info.Type == MEM_MAPPED && info.Protect == PAGE_READWRITE &&
            info.RegionSize == LANE_SECTION_SIZE && ((struct lane_header *)info.BaseAddress)->magic == LANE_MAGIC)
            return info.BaseAddress;
    return NULL;
}

/*
 * Posts a message that breaks the rules on the lane whose call is under way: its server finds it when the call is done.
 * The other lanes stay as they are, so that only the server's end of the connection can tell their callers.
 */
static void break_rules(void (*spoil)(struct lane_line *line))
{
    struct lane_line *line, *answer;
    BYTE *lane;

    for (lane = next_lane(NULL); lane; lane = next_lane(lane + LANE_SECTION_SIZE)) {
        line = (struct lane_line *)(lane + LANE_DOWN_OFFSET);
        answer = (struct lane_line *)(lane + LANE_UP_OFFSET);
        if (line->seq == answer->seq)
            continue;
        spoil(line);
        InterlockedIncrement((volatile LONG *)&line->seq);
    }
}

static DWORD WINAPI calls_until_refused(void *context)
{
    IChannelTest *test = context;
    HRESULT hr = S_OK;
    LONG sum;
    int i;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    for (i = 0; i < 500 && SUCCEEDED(hr); i++) {
        hr = IChannelTest_Add(test, i, 1, &sum);
        Sleep(20);
    }
    CoUninitialize();
    return FAILED(hr);
}

/* A side that ends the connection, though its process lives on, tells the other. */
static void connection_ends(void (*spoil)(struct lane_line *line))
{
    struct crossbit_channel_counters counters = {.size = sizeof(counters)};
    struct channel_server server;
    IChannelTest *test;
    HANDLE waiting;
    LONG calls = 0;
    int i;

    start(&server, &test);
    waiting = CreateThread(NULL, 0, waiting_thread, test, 0, NULL);
    for (i = 0; i < HANG_MS / 50 && !calls; i++) {
        Sleep(50);
        assert_ok(IChannelTest_Waiting(test, &calls));
    }
    assert_int_equal(calls, 1);
    /*
     * It keeps its lane, also when the reply has come: nobody posts anything else there before the server has looked.
     */
    SuspendThread(waiting);
    break_rules(spoil);
    assert_int_equal(run_thread(calls_until_refused, test), 1);
    ResumeThread(waiting);
    assert_int_equal(WaitForSingleObject(waiting, HANG_MS), WAIT_OBJECT_0);
    CloseHandle(waiting);
    /* Whoever ends a connection first gives the peer's process a second to end, and counts then. */
    for (i = 0; i < HANG_MS / 50; i++) {
        assert_ok(CrossbitGetChannelCounters(&counters));
        if (counters.connections_alive == 0)
            break;
        Sleep(50);
    }
    assert_int_equal(counters.connections_alive, 0);
    IChannelTest_Release(test);
    channel_server_stop(&server);
}

/* Neither call nor reply. */
static void spoil_kind(struct lane_line *line)
{
    line->kind = 9;
}

TEST(test_connection_ended_by_the_peer_ends_all_calls)
{
    connection_ends(spoil_kind);
}

/* One byte more than the line has room for: the bytes behind it are the server's own. */
static void spoil_small(struct lane_line *line)
{
    line->flags = LANE_IN_LINE;
    line->size = sizeof(line->small) + 1;
}

TEST(test_message_larger_than_its_line_ends_the_connection)
{
    connection_ends(spoil_small);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_starved_server_fails_the_call_alone),
        cmocka_unit_test(test_large_reply_and_long_error_text_arrive_together),
        cmocka_unit_test(test_large_buffer_is_given_back_when_nothing_else_happens),
        cmocka_unit_test(test_large_buffer_of_a_long_call_is_given_back),
        cmocka_unit_test(test_large_out_array_uses_its_memory_again),
        cmocka_unit_test(test_nested_large_out_array_gets_memory_of_its_own),
        cmocka_unit_test(test_callbacks_that_are_left_lose_no_memory),
        cmocka_unit_test(test_nested_call_given_up_in_one_with_a_large_out_array_is_read_late),
        cmocka_unit_test(test_sta_with_a_window_of_another_copy_is_called),
        cmocka_unit_test(test_sta_object_that_comes_home_is_left_to_its_thread),
        cmocka_unit_test(test_register_again_in_a_threads_next_apartment_works),
        cmocka_unit_test(test_late_reply_gives_references_back),
        cmocka_unit_test(test_lanes_are_given_back_when_their_threads_end),
        cmocka_unit_test(test_connect_within_connect_gets_the_standard_proxy),
        cmocka_unit_test(test_connection_ended_by_the_peer_ends_all_calls),
        cmocka_unit_test(test_message_larger_than_its_line_ends_the_connection),
    };

    server_bits = argc > 1 ? atoi(argv[1]) : 32;
    if (argc > 2)
        cmocka_set_test_filter(argv[2]);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    channel_test_register();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
