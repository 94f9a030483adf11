/* SPDX-License-Identifier: MIT */
/*
 * test_channel_kill server|client TIMES: kills one side of a channel under load, again and again, and looks at what the
 * other side is left with.
 */

#include "tests/test.h"

#include "../fixtures/handle_count.h"
#include "channel_client.h"
#include "crossbitps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define THREADS 3
#define NOTICE_LIMIT_MS 50

static int times;
static unsigned int seed;

static unsigned int random_number(void)
{
    seed = seed * 1103515245 + 12345;
    return seed >> 16;
}

static double now_ms(void)
{
    LARGE_INTEGER time, frequency;

    QueryPerformanceCounter(&time);
    QueryPerformanceFrequency(&frequency);
    return (double)time.QuadPart * 1000 / (double)frequency.QuadPart;
}

/* One thread that calls until a call fails. */
struct load {
    IChannelTest *test;
    IChannelTypes *types;
    int number;
    LONG good;
    LONG wrong; /* S_OK with another call's answer */
    HRESULT last;
    double ended;
};

static DWORD WINAPI load_thread(void *parameter)
{
    struct load *load = parameter;
    ULONG size = load->number == 1 ? 200000 : 3000, sum;
    BYTE *data = calloc(1, 200000);
    IChannelTest *child;
    LONG answer, i;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    for (i = 0; SUCCEEDED(load->last); i++) {
        switch (load->number) {
        case 0:
            load->last = IChannelTest_Add(load->test, i, 7, &answer);
            if (load->last == S_OK && answer != i + 7)
                load->wrong++;
            break;
        case 1:
            data[0] = (BYTE)i;
            load->last = IChannelTypes_Get(load->types, size, (ULONG)i & 0xff, data);
            if (load->last == S_OK && (data[0] != (BYTE)i || data[size - 1] != (BYTE)i))
                load->wrong++;
            if (SUCCEEDED(load->last))
                load->last = IChannelTypes_Put(load->types, size, data, &sum);
            break;
        default:
            load->last = IChannelTest_Make(load->test, TRUE, &child);
            if (SUCCEEDED(load->last)) {
                load->last = IChannelTest_Add(child, i, 1, &answer);
                IChannelTest_Release(child);
            }
        }
        if (load->last == S_OK)
            load->good++;
    }
    load->ended = now_ms();
    free(data);
    CoUninitialize();
    return 0;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

TEST(test_server_killed_under_load_every_call_returns)
{
    struct crossbit_channel_counters counters = {.size = sizeof(counters)};
    double *noticed = calloc((size_t)times * THREADS, sizeof(*noticed)), killed;
    ULONG handles_before = 0, handles_after = 0;
    LONG good = 0;
    int i, j;

    for (i = 0; i < times; i++) {
        struct load loads[THREADS] = {0};
        struct channel_server server;
        HANDLE threads[THREADS];
        IChannelTest *test;
        IChannelTypes *types;

        assert_int_equal(channel_server_start(i & 1 ? 64 : 32, NULL, NULL, &server), S_OK);
        assert_int_equal(channel_server_connect(&server, &test), S_OK);
        assert_int_equal(IChannelTest_QueryInterface(test, &IID_IChannelTypes, (void **)&types), S_OK);
        for (j = 0; j < THREADS; j++) {
            loads[j].test = test;
            loads[j].types = types;
            loads[j].number = j;
            threads[j] = CreateThread(NULL, 0, load_thread, &loads[j], 0, NULL);
        }
        Sleep(random_number() % 40);
        killed = now_ms();
        TerminateProcess(server.process.hProcess, 9);
        if (WaitForMultipleObjects(THREADS, threads, TRUE, 20000) != WAIT_OBJECT_0)
            fail_msg("kill %d: a call hangs (seed %u)", i, seed);
        for (j = 0; j < THREADS; j++) {
            CloseHandle(threads[j]);
            assert_int_equal(loads[j].wrong, 0);
            if (loads[j].last != HRESULT_FROM_WIN32(RPC_S_CALL_FAILED) &&
                loads[j].last != HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE))
                fail_msg("kill %d, thread %d: 0x%08lx", i, j, (unsigned long)loads[j].last);
            noticed[i * THREADS + j] = loads[j].ended - killed;
            good += loads[j].good;
        }
        IChannelTypes_Release(types);
        IChannelTest_Release(test);
        channel_server_stop(&server);
        if (i == 4)
            handles_before = handle_count();
    }
    for (i = 0; i < 200; i++) {
        CrossbitGetChannelCounters(&counters);
        if (!counters.lanes && !counters.connections_alive)
            break;
        Sleep(10);
    }
    assert_int_equal(counters.connections_alive, 0);
    assert_int_equal(counters.peers_died, times);
    assert_int_equal(counters.imports, 0);
    assert_int_equal(counters.exports, 0);
    assert_int_equal(counters.lanes, 0);
    assert_int_equal(counters.overflow_sections, 0);
    assert_int_equal(counters.protocol_errors, 0);
    assert_int_equal(counters.fallbacks, 0);
    handles_after = handle_count();
    assert_in_range(handles_after, 0, handles_before + 8);
    qsort(noticed, (size_t)times * THREADS, sizeof(*noticed), compare_doubles);
    printf("%d kills, %ld good calls, noticed after %.1f ms (median), %.1f ms (worst)\n", times, good,
        noticed[times * THREADS / 2], noticed[times * THREADS - 1]);
    /* The median: on a machine that is busy with other tests the worst says more about them. */
    assert_true(noticed[times * THREADS / 2] < NOTICE_LIMIT_MS);
    free(noticed);
}

/* ---- the other way round ---- */

static void write_hex(IStream *stream, wchar_t *text, size_t size)
{
    HGLOBAL memory;
    STATSTG stat;
    BYTE *bytes;
    size_t i;

    IStream_Stat(stream, &stat, STATFLAG_NONAME);
    GetHGlobalFromStream(stream, &memory);
    bytes = GlobalLock(memory);
    for (i = 0; i < stat.cbSize.QuadPart && i * 2 + 2 < size; i++)
        swprintf(text + i * 2, size - i * 2, L"%02x", bytes[i]);
    GlobalUnlock(memory);
}

static HANDLE start_client(IChannelTest *test, int bits, const wchar_t *role)
{
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    wchar_t path[MAX_PATH], *command = calloc(16384, sizeof(wchar_t)), *name;
    IStream *stream;

    assert_int_equal(CreateStreamOnHGlobal(NULL, TRUE, &stream), S_OK);
    assert_int_equal(
        CoMarshalInterface(stream, &IID_IChannelTest, (IUnknown *)test, MSHCTX_LOCAL, NULL, MSHLFLAGS_NORMAL), S_OK);
    GetModuleFileNameW(NULL, path, ARRAYSIZE(path));
    name = wcsrchr(path, L'\\');
    *name = 0;
    *wcsrchr(path, L'\\') = 0;
    wcscat(path, bits == 32 ? L"\\x86\\test_channel_kill.exe" : L"\\x64\\test_channel_kill.exe");
    swprintf(command, 16384, L"test_channel_kill %ls ", role);
    write_hex(stream, command + wcslen(command), 16000);
    IStream_Release(stream);
    if (!CreateProcessW(path, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process))
        fail_msg("cannot start %ls: %lu", path, GetLastError());
    CloseHandle(process.hThread);
    free(command);
    return process.hProcess;
}

TEST(test_client_killed_under_load_server_forgets_it)
{
    struct crossbit_channel_counters counters = {.size = sizeof(counters)};
    struct channel_server server;
    ULONG handles_before = 0, handles_after = 0;
    LONG live_before, live = 0;
    double forgotten, worst = 0;
    IChannelTest *test;
    HANDLE client;
    int i, j, connected = 0;

    assert_int_equal(channel_server_start(sizeof(void *) == 8 ? 32 : 64, NULL, NULL, &server), S_OK);
    assert_int_equal(channel_server_connect(&server, &test), S_OK);
    assert_int_equal(IChannelTest_LiveObjects(test, &live_before), S_OK);
    for (i = 0; i < times; i++) {
        client = start_client(test, i & 1 ? 64 : 32, L"as-client");
        /* Long enough to have it connected in most rounds, and sometimes in the middle of that. */
        for (j = 0; j < 200; j++) {
            IChannelTest_Counters(test, sizeof(counters), (BYTE *)&counters);
            if (counters.connections_alive > 1 || !(random_number() % 300))
                break;
            Sleep(5);
        }
        connected += counters.connections_alive > 1;
        Sleep(random_number() % 20);
        TerminateProcess(client, 9);
        assert_int_equal(WaitForSingleObject(client, 10000), WAIT_OBJECT_0);
        CloseHandle(client);
        forgotten = now_ms();
        for (j = 0; j < 500; j++) {
            assert_int_equal(IChannelTest_LiveObjects(test, &live), S_OK);
            assert_int_equal(IChannelTest_Counters(test, sizeof(counters), (BYTE *)&counters), S_OK);
            if (live == live_before && counters.connections_alive == 1)
                break;
            Sleep(10);
        }
        if (live != live_before || counters.connections_alive != 1)
            fail_msg("kill %d: %ld objects, %ld connections (%ld made, %ld died), %ld exports, %ld imports, %ld lanes",
                i, live - live_before, counters.connections_alive, counters.connections, counters.peers_died,
                counters.exports, counters.imports, counters.lanes);
        worst = max(worst, now_ms() - forgotten);
        if (i == 4)
            IChannelTest_HandleCount(test, &handles_before);
    }
    for (j = 0; j < 100 && counters.lanes > 4; j++) {
        Sleep(20);
        IChannelTest_Counters(test, sizeof(counters), (BYTE *)&counters);
    }
    printf("%d kills, %d of them of a connected client, forgotten after %.0f ms at worst\n", times, connected, worst);
    assert_true(connected > times / 3);
    assert_int_equal(counters.protocol_errors, 0);
    assert_in_range(counters.exports, 1, 1);
    assert_in_range(counters.lanes, 1, 4);
    assert_int_equal(IChannelTest_HandleCount(test, &handles_after), S_OK);
    assert_in_range(handles_after, 0, handles_before + 8);
    assert_true(worst < 1000);
    IChannelTest_Release(test);
    channel_server_stop(&server);
}

/* The reply would hand out an object to a process that is gone. */
TEST(test_client_killed_in_call_result_is_released)
{
    struct channel_server server;
    LONG live_before, live = 0;
    IChannelTest *test;
    HANDLE client;
    int i;

    assert_int_equal(channel_server_start(sizeof(void *) == 8 ? 32 : 64, NULL, NULL, &server), S_OK);
    assert_int_equal(channel_server_connect(&server, &test), S_OK);
    assert_int_equal(IChannelTest_LiveObjects(test, &live_before), S_OK);
    client = start_client(test, 32, L"as-maker");
    for (i = 0; i < 2000 && live <= live_before; i++) {
        assert_int_equal(IChannelTest_LiveObjects(test, &live), S_OK);
        Sleep(5);
    }
    assert_int_equal(live, live_before + 1);
    TerminateProcess(client, 9);
    assert_int_equal(WaitForSingleObject(client, 10000), WAIT_OBJECT_0);
    CloseHandle(client);
    for (i = 0; i < 1000 && live != live_before; i++) {
        Sleep(10);
        assert_int_equal(IChannelTest_LiveObjects(test, &live), S_OK);
    }
    assert_int_equal(live, live_before);
    IChannelTest_Release(test);
    channel_server_stop(&server);
}

static int as_maker(IChannelTest *test)
{
    IChannelTest *child;

    return FAILED(IChannelTest_MakeSlowly(test, 1500, &child));
}

/* What is killed: it holds objects, has left a callback behind, and calls without end. */
static int as_client(IChannelTest *test)
{
    struct load loads[THREADS] = {0};
    IChannelTest *held, *own;
    IChannelTypes *types;
    int i;

    if (FAILED(IChannelTest_QueryInterface(test, &IID_IChannelTypes, (void **)&types)))
        return 1;
    for (i = 0; i < 10; i++)
        IChannelTest_Make(test, TRUE, &held);
    /* The server calls this process when it is killed. */
    channel_object_create(TRUE, &own);
    for (i = 0; i < THREADS; i++) {
        loads[i].test = test;
        loads[i].types = types;
        loads[i].number = i;
        CreateThread(NULL, 0, load_thread, &loads[i], 0, NULL);
    }
    for (;;) {
        LONG reached;

        IChannelTest_Recurse(held, own, 6, &reached);
    }
}

static int run_client(int (*role)(IChannelTest *), const char *hex)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    IChannelTest *test;
    IStream *stream;
    unsigned int byte;
    BYTE one;

    CreateStreamOnHGlobal(NULL, TRUE, &stream);
    for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
        one = (BYTE)byte;
        IStream_Write(stream, &one, 1, NULL);
    }
    IStream_Seek(stream, start, STREAM_SEEK_SET, NULL);
    if (FAILED(CoUnmarshalInterface(stream, &IID_IChannelTest, (void **)&test)))
        return 1;
    return role(test);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest server_tests[] = {
        cmocka_unit_test(test_server_killed_under_load_every_call_returns)};
    static const struct CMUnitTest client_tests[] = {cmocka_unit_test(test_client_killed_in_call_result_is_released),
        cmocka_unit_test(test_client_killed_under_load_server_forgets_it)};

    if (argc < 3 || FAILED(CoInitializeEx(NULL, COINIT_MULTITHREADED)) || FAILED(channel_test_register()))
        return 2;
    if (!strcmp(argv[1], "as-client"))
        return run_client(as_client, argv[2]);
    if (!strcmp(argv[1], "as-maker"))
        return run_client(as_maker, argv[2]);
    times = atoi(argv[2]);
    seed = GetTickCount();
    printf("seed %u\n", seed);
    return !strcmp(argv[1], "server") ? cmocka_run_group_tests(server_tests, NULL, NULL)
                                      : cmocka_run_group_tests(client_tests, NULL, NULL);
}
