/* SPDX-License-Identifier: MIT */
/* test_shared_memory BITS: memory that two processes see, as crossbitps.h gives it to interfaces of any kind. */
#include "tests/test.h"

#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "../fixtures/handle_count.h"
#include "channel_client.h"
#include "proxystub/channel/channel_layout.h"
#include "crossbitps.h"

#define HANG_MS 20000
#define SIZE (1u << 20)

static int server_bits;

static void start(struct channel_server *server, IChannelTest **test)
{
    assert_ok(channel_server_start(server_bits, NULL, NULL, server));
    assert_ok(channel_server_connect(server, test));
}

static void stop(struct channel_server *server, IChannelTest *test)
{
    IChannelTest_Release(test);
    channel_server_stop(server);
}

static struct crossbit_channel_counters counters_here(void)
{
    struct crossbit_channel_counters counters = {.size = sizeof(counters)};

    assert_ok(CrossbitGetChannelCounters(&counters));
    return counters;
}

static struct crossbit_channel_counters counters_there(IChannelTest *test)
{
    struct crossbit_channel_counters counters = {0};

    assert_ok(IChannelTest_Counters(test, sizeof(counters), (BYTE *)&counters));
    return counters;
}

/* The peer is told by a thread of the pool. */
static void assert_mapped_there(IChannelTest *test, LONG expected)
{
    ULONGLONG end = GetTickCount64() + HANG_MS;

    while (counters_there(test).memory_mapped != expected && GetTickCount64() < end)
        Sleep(5);
    assert_int_equal(counters_there(test).memory_mapped, expected);
}

static BYTE *alloc(size_t size)
{
    BYTE *memory = CrossbitAllocMemory(size);

    assert_non_null(memory);
    return memory;
}

/* Passes memory on, whole, as every caller does. */
static HRESULT use(IChannelTest *test, const void *memory, size_t size, ULONG milliseconds, BYTE value, ULONG *sum)
{
    struct crossbit_memory reference;
    void *hold;
    HRESULT hr = CrossbitShareMemory((IUnknown *)test, memory, size, &reference, &hold);

    if (hr != S_OK)
        return E_NOTIMPL;
    hr = IChannelTest_UseMemory(test, reference.id, reference.offset, reference.size, milliseconds, value, sum);
    CrossbitReleaseMemory(hold);
    return hr;
}

TEST(test_alloc_gives_zeroed_pages_and_free_takes_them)
{
    BYTE *large = alloc(SIZE + 1), *small = alloc(0);
    MEMORY_BASIC_INFORMATION info;
    size_t i;

    assert_int_equal((uintptr_t)large % 4096, 0);
    for (i = 0; i < SIZE + 1; i++)
        assert_int_equal(large[i], 0);
    small[0] = 1;
    assert_int_equal(counters_here().memory_own, 2);
    CrossbitFreeMemory(NULL);
    CrossbitFreeMemory(large + 1); /* not what was given: ignored */
    CrossbitFreeMemory(large);
    CrossbitFreeMemory(small);
    assert_int_equal(counters_here().memory_own, 0);
    assert_true(VirtualQuery(large, &info, sizeof(info)) && info.State == MEM_FREE);
    assert_null(CrossbitAllocMemory((SIZE_T)-1));
    assert_null(CrossbitAllocMemory((SIZE_T)-1 / 2));
}

TEST(test_share_server_reads_and_writes_the_same_bytes)
{
    BYTE *memory = alloc(SIZE);
    struct channel_server server;
    IChannelTest *test;
    ULONG sum;

    start(&server, &test);
    memory[0] = 1;
    memory[SIZE - 1] = 2;
    assert_ok(use(test, memory, SIZE, 0, 5, &sum));
    assert_int_equal(sum, 3);
    assert_int_equal(memory[0], 5);
    assert_int_equal(memory[SIZE - 1], 5);
    /* A part of it, and the same mapping again. */
    assert_ok(use(test, memory + 100, 50, 0, 6, &sum));
    assert_int_equal(sum, 250);
    assert_int_equal(memory[99], 5);
    assert_int_equal(memory[100], 6);
    assert_int_equal(memory[149], 6);
    assert_int_equal(memory[150], 5);
    assert_int_equal(counters_there(test).memory_mapped, 1);
    CrossbitFreeMemory(memory);
    assert_mapped_there(test, 0);
    stop(&server, test);
}

struct meeting {
    IChannelTest *test;
    BYTE *memory;
    HRESULT hr;
};

static DWORD WINAPI meet(void *context)
{
    struct meeting *meeting = context;
    ULONG sum;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    meeting->hr = use(meeting->test, meeting->memory, SIZE, HANG_MS, 8, &sum);
    CoUninitialize();
    return 0;
}

static void wait_for_byte(volatile const BYTE *byte, BYTE value)
{
    ULONGLONG end = GetTickCount64() + HANG_MS;

    while (*byte != value && GetTickCount64() < end)
        Sleep(1);
    assert_int_equal(*byte, value);
}

/* Each side sees what the other writes while the call lasts; frees: memory that a call uses stays until it returns. */
static void meets(BOOL frees)
{
    struct meeting meeting = {.memory = alloc(SIZE)};
    MEMORY_BASIC_INFORMATION info;
    struct channel_server server;
    HANDLE thread;

    start(&server, &meeting.test);
    thread = CreateThread(NULL, 0, meet, &meeting, 0, NULL);
    wait_for_byte(meeting.memory, 1);
    if (frees) {
        CrossbitFreeMemory(meeting.memory);
        assert_int_equal(counters_here().memory_own, 1);
        assert_int_equal(counters_there(meeting.test).memory_mapped, 1);
    }
    ((volatile BYTE *)meeting.memory)[1] = 2;
    assert_int_equal(WaitForSingleObject(thread, HANG_MS), WAIT_OBJECT_0);
    CloseHandle(thread);
    assert_ok(meeting.hr);
    if (!frees) {
        assert_int_equal(meeting.memory[SIZE - 1], 8);
        CrossbitFreeMemory(meeting.memory);
    }
    assert_int_equal(counters_here().memory_own, 0);
    assert_true(VirtualQuery(meeting.memory, &info, sizeof(info)) && info.State == MEM_FREE);
    assert_mapped_there(meeting.test, 0);
    stop(&server, meeting.test);
}

TEST(test_call_both_see_writes_at_once)
{
    meets(FALSE);
}

TEST(test_free_during_the_call_memory_stays)
{
    meets(TRUE);
}

TEST(test_free_while_the_server_keeps_it_its_mapping_stays)
{
    BYTE *memory = alloc(SIZE);
    struct crossbit_memory reference;
    struct channel_server server;
    IChannelTest *test;
    void *hold;

    start(&server, &test);
    assert_ok(CrossbitShareMemory((IUnknown *)test, memory, SIZE, &reference, &hold));
    assert_ok(IChannelTest_KeepMemory(test, reference.id, reference.offset, reference.size));
    CrossbitReleaseMemory(hold);
    assert_ok(IChannelTest_FillKept(test, 3));
    assert_int_equal(memory[SIZE - 1], 3); /* outside of any call that passes it */
    CrossbitFreeMemory(memory);
    Sleep(100); /* by now the server has been told */
    assert_int_equal(counters_there(test).memory_mapped, 1);
    assert_ok(IChannelTest_FillKept(test, 4));
    assert_ok(IChannelTest_KeepMemory(test, 0, 0, 0));
    assert_mapped_there(test, 0);
    stop(&server, test);
}

TEST(test_share_what_is_no_such_memory_is_to_be_copied)
{
    BYTE *memory = alloc(4096), *heap = malloc(4096);
    struct crossbit_memory reference;
    struct channel_server server;
    IChannelTest *test;
    void *hold;

    start(&server, &test);
    assert_hr(CrossbitShareMemory((IUnknown *)test, heap, 4096, &reference, &hold), S_FALSE);
    assert_null(hold);
    assert_hr(CrossbitShareMemory((IUnknown *)test, memory, 4097, &reference, &hold), S_FALSE);
    assert_hr(CrossbitShareMemory((IUnknown *)test, memory + 1, 4096, &reference, &hold), S_FALSE);
    assert_hr(CrossbitShareMemory((IUnknown *)test, memory + 4096, 0, &reference, &hold), S_FALSE);
    assert_hr(CrossbitShareMemory((IUnknown *)test, memory - 1, 2, &reference, &hold), S_FALSE);
    assert_hr(CrossbitShareMemory((IUnknown *)test, memory, (SIZE_T)-1, &reference, &hold), S_FALSE);
    assert_hr(CrossbitShareMemory(NULL, memory, 4096, &reference, &hold), S_FALSE);
    assert_int_equal(counters_there(test).memory_mapped, 0);
    stop(&server, test);
    free(heap);
    CrossbitFreeMemory(memory);
}

TEST(test_share_channel_is_off_is_to_be_copied)
{
    BYTE *memory = alloc(4096);
    struct crossbit_memory reference;
    struct channel_server server;
    IChannelTest *test;
    void *hold;

    assert_ok(channel_server_start(server_bits, L"CROSSBIT_CHANNEL", L"off", &server));
    assert_ok(channel_server_connect(&server, &test));
    assert_hr(CrossbitShareMemory((IUnknown *)test, memory, 4096, &reference, &hold), S_FALSE);
    stop(&server, test);
    CrossbitFreeMemory(memory);
}

/* Whatever a client writes into a reference, it reaches nothing but what it shares. */
TEST(test_open_forged_reference_is_refused)
{
    BYTE *memory = alloc(8192);
    static const INT64 values[] = {-1, INT64_MIN, INT64_MAX, 8193, 0x100001000, -8192};
    struct crossbit_memory reference;
    struct channel_server server;
    IChannelTest *test;
    void *hold, *address;
    ULONG sum;
    size_t i;

    start(&server, &test);
    assert_ok(CrossbitShareMemory((IUnknown *)test, memory, 8192, &reference, &hold));
    for (i = 0; i < ARRAYSIZE(values); i++) {
        assert_hr(IChannelTest_UseMemory(test, values[i], 0, 8192, 0, 1, &sum), E_INVALIDARG);
        assert_hr(IChannelTest_UseMemory(test, reference.id, values[i], 1, 0, 1, &sum), E_INVALIDARG);
        assert_hr(IChannelTest_UseMemory(test, reference.id, 0, values[i], 0, 1, &sum), E_INVALIDARG);
        assert_hr(IChannelTest_UseMemory(test, reference.id, 1, values[i], 0, 1, &sum), E_INVALIDARG);
    }
    assert_hr(IChannelTest_UseMemory(test, reference.id, 8192, 0, 0, 1, &sum), E_INVALIDARG);
    assert_hr(IChannelTest_UseMemory(test, reference.id, 8191, 2, 0, 1, &sum), E_INVALIDARG);
    assert_ok(IChannelTest_UseMemory(test, reference.id, 8191, 1, 0, 1, &sum));
    CrossbitReleaseMemory(hold);
    CrossbitFreeMemory(memory);
    assert_mapped_there(test, 0);
    assert_hr(IChannelTest_UseMemory(test, reference.id, 0, 1, 0, 1, &sum), E_INVALIDARG);
    assert_hr(CrossbitOpenMemory(&reference, &address, &hold), E_UNEXPECTED); /* in no call */
    stop(&server, test);
}

/* The header is what the server goes by: one that does not match is not mapped, and the caller copies. */
TEST(test_share_forged_header_is_refused)
{
    struct channel_server server;
    IChannelTest *test;
    int kind;

    start(&server, &test);
    for (kind = 0; kind < 4; kind++) {
        BYTE *memory = alloc(8192);
        struct memory_header *header = (struct memory_header *)(memory - MEMORY_PAGE);
        struct crossbit_memory reference;
        DWORD protection;
        void *hold;

        assert_true(VirtualProtect(header, sizeof(*header), PAGE_READWRITE, &protection));
        assert_int_equal(header->magic, MEMORY_MAGIC);
        if (kind == 0)
            header->magic++;
        else if (kind == 1)
            header->size += MEMORY_PAGE;
        else if (kind == 2)
            header->nonce.Data4[7]++;
        assert_hr(CrossbitShareMemory((IUnknown *)test, memory, 8192, &reference, &hold), kind == 3 ? S_OK : S_FALSE);
        CrossbitReleaseMemory(hold);
        CrossbitFreeMemory(memory);
    }
    assert_mapped_there(test, 0);
    stop(&server, test);
}

/* Outside of the memory, on both sides, lies nothing that could be hit by mistake. */
TEST(test_memory_ends_at_pages_without_access)
{
    BYTE *memory = alloc(4096);
    MEMORY_BASIC_INFORMATION info;

    assert_true(VirtualQuery(memory - 1, &info, sizeof(info)) && info.Protect == PAGE_NOACCESS);
    assert_true(VirtualQuery(memory + 4096, &info, sizeof(info)) && info.Protect == PAGE_NOACCESS);
    assert_true(VirtualQuery(memory, &info, sizeof(info)) && info.Protect == PAGE_READWRITE && info.RegionSize == 4096);
    CrossbitFreeMemory(memory);
}

/* No room in a 32-bit process: the caller copies; when it gives back what is mapped there, there is room again. */
TEST(test_share_starved_server_is_to_be_copied)
{
    BYTE *first, *second, *third;
    struct channel_server server;
    IChannelTest *test;
    ULONG sum;
    LONG added;

    if (server_bits != 32)
        skip();
    first = alloc(2 << 20);
    second = alloc(16 << 20); /* what ending threads and idle buffers give back meanwhile is smaller */
    third = alloc(20 << 20);
    start(&server, &test);
    assert_ok(use(test, first, 2 << 20, 0, 1, &sum));
    assert_ok(IChannelTest_Starve(test, 1 << 20));
    assert_hr(use(test, third, 20 << 20, 0, 1, &sum), E_NOTIMPL);
    assert_hr(use(test, second, 16 << 20, 0, 1, &sum), E_NOTIMPL);
    assert_ok(use(test, first, 2 << 20, 0, 1, &sum));
    assert_ok(IChannelTest_Add(test, 2, 3, &added));
    CrossbitFreeMemory(first);
    CrossbitFreeMemory(second);
    CrossbitFreeMemory(third);
    first = alloc(2 << 20);
    assert_ok(use(test, first, 2 << 20, 0, 1, &sum));
    CrossbitFreeMemory(first);
    stop(&server, test);
}

/* A thousand times 16 MB would fill no 32-bit process, and leave no handle. */
TEST(test_thousand_rounds_leave_nothing)
{
    struct channel_server server;
    ULONG here = 0, there = 0, now, sum;
    IChannelTest *test;
    int i;

    start(&server, &test);
    for (i = 0; i < 1020; i++) {
        BYTE *memory = alloc(16 << 20);

        memory[i] = (BYTE)i;
        assert_ok(use(test, memory + i, 1, 0, 0x77, &sum));
        assert_int_equal(sum, (BYTE)i);
        assert_int_equal(memory[i], 0x77);
        CrossbitFreeMemory(memory);
        if (i == 20) { /* threads of the pool have come by then */
            assert_mapped_there(test, 0);
            here = handle_count();
            assert_ok(IChannelTest_HandleCount(test, &there));
        }
    }
    assert_mapped_there(test, 0);
    assert_int_equal(counters_here().memory_own, 0);
    assert_in_range(handle_count(), 0, here + 30);
    assert_ok(IChannelTest_HandleCount(test, &now));
    assert_in_range(now, 0, there + 30);
    stop(&server, test);
}

static DWORD WINAPI hammer(void *context)
{
    IChannelTest *test = context;
    DWORD bad = 0;
    ULONG sum;
    int i;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    for (i = 0; i < 200; i++) {
        BYTE *memory = CrossbitAllocMemory(5000), value = (BYTE)(i + 1), other = (BYTE)(i + 100);

        if (!memory)
            return 1000;
        memset(memory, value, 5000);
        if (use(test, memory, 5000, 0, other, &sum) != S_OK || sum != 5000u * value || memory[4999] != other)
            bad++;
        CrossbitFreeMemory(memory);
    }
    CoUninitialize();
    return bad;
}

static BYTE *everybodys;

static DWORD WINAPI hammer_one(void *context)
{
    ULONG sum;
    DWORD bad = 0;
    int i;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    for (i = 0; i < 100; i++)
        bad += use(context, everybodys, 64, 0, 1, &sum) != S_OK;
    CoUninitialize();
    return bad;
}

static void in_threads(LPTHREAD_START_ROUTINE function, IChannelTest *test)
{
    HANDLE threads[8];
    DWORD bad;
    int i;

    for (i = 0; i < 8; i++)
        assert_non_null(threads[i] = CreateThread(NULL, 0, function, test, 0, NULL));
    assert_int_equal(WaitForMultipleObjects(8, threads, TRUE, 60000), WAIT_OBJECT_0);
    for (i = 0; i < 8; i++) {
        GetExitCodeThread(threads[i], &bad);
        assert_int_equal(bad, 0);
        CloseHandle(threads[i]);
    }
}

TEST(test_threads_alloc_pass_and_free_at_once)
{
    struct channel_server server;
    IChannelTest *test;

    start(&server, &test);
    in_threads(hammer, test);
    everybodys = alloc(64);
    in_threads(hammer_one, test);
    assert_int_equal(counters_there(test).memory_mapped, 1);
    CrossbitFreeMemory(everybodys);
    assert_mapped_there(test, 0);
    stop(&server, test);
}

/* The other way: the server owns it, and dies. */
TEST(test_owner_dies_its_memory_is_unmapped)
{
    ULONGLONG end = GetTickCount64() + HANG_MS;
    struct channel_server server;
    IChannelTest *test, *own;
    ULONG sum;

    start(&server, &test);
    assert_ok(channel_object_create(TRUE, &own));
    assert_ok(IChannelTest_LendMemory(test, own, 1000, &sum));
    assert_int_equal(sum, 7000);
    assert_int_equal(counters_here().memory_mapped, 1);
    TerminateProcess(server.process.hProcess, 9);
    while (counters_here().memory_mapped && GetTickCount64() < end)
        Sleep(5);
    assert_int_equal(counters_here().memory_mapped, 0);
    IChannelTest_Release(own);
    stop(&server, test);
}

TEST(test_peer_dies_memory_serves_the_next_one)
{
    BYTE *memory = alloc(SIZE);
    struct channel_server server;
    IChannelTest *test;
    ULONG sum;
    int i;

    for (i = 0; i < 3; i++) {
        start(&server, &test);
        assert_ok(use(test, memory, SIZE, 0, (BYTE)i, &sum));
        assert_int_equal(memory[SIZE - 1], i);
        TerminateProcess(server.process.hProcess, 9);
        WaitForSingleObject(server.process.hProcess, HANG_MS);
        assert_true(FAILED(use(test, memory, SIZE, 0, 99, &sum)));
        assert_int_equal(memory[SIZE - 1], i);
        stop(&server, test);
    }
    CrossbitFreeMemory(memory);
    assert_int_equal(counters_here().memory_own, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alloc_gives_zeroed_pages_and_free_takes_them),
        cmocka_unit_test(test_memory_ends_at_pages_without_access),
        cmocka_unit_test(test_share_server_reads_and_writes_the_same_bytes),
        cmocka_unit_test(test_call_both_see_writes_at_once),
        cmocka_unit_test(test_free_during_the_call_memory_stays),
        cmocka_unit_test(test_free_while_the_server_keeps_it_its_mapping_stays),
        cmocka_unit_test(test_share_what_is_no_such_memory_is_to_be_copied),
        cmocka_unit_test(test_share_channel_is_off_is_to_be_copied),
        cmocka_unit_test(test_open_forged_reference_is_refused),
        cmocka_unit_test(test_share_forged_header_is_refused),
        cmocka_unit_test(test_share_starved_server_is_to_be_copied),
        cmocka_unit_test(test_thousand_rounds_leave_nothing),
        cmocka_unit_test(test_threads_alloc_pass_and_free_at_once),
        cmocka_unit_test(test_owner_dies_its_memory_is_unmapped),
        cmocka_unit_test(test_peer_dies_memory_serves_the_next_one),
    };

    server_bits = argc > 1 ? atoi(argv[1]) : 32;
    if (argc > 2)
        cmocka_set_test_filter(argv[2]);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    channel_test_register();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
