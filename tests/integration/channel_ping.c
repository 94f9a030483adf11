/* SPDX-License-Identifier: MIT */
/* channel_ping [off]: how long calls take, to a server of the other bitness. For a quick look; tools/bench measures. */
#include "channel_client.h"

#include <stdio.h>
#include <stdlib.h>

#include "crossbitps.h"

static double now_us(void)
{
    LARGE_INTEGER time, frequency;

    QueryPerformanceCounter(&time);
    QueryPerformanceFrequency(&frequency);
    return (double)time.QuadPart * 1e6 / (double)frequency.QuadPart;
}

struct callback {
    IChannelCallback IChannelCallback_iface;
    LONG refs;
    IUnknown *marshaler;
};

static HRESULT WINAPI callback_QueryInterface(IChannelCallback *iface, REFIID iid, void **object)
{
    struct callback *callback = (struct callback *)iface;

    *object = NULL;
    if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IChannelCallback)) {
        *object = iface;
        callback->refs++;
        return S_OK;
    }
    return IUnknown_QueryInterface(callback->marshaler, iid, object);
}

static ULONG WINAPI callback_AddRef(IChannelCallback *iface)
{
    return InterlockedIncrement(&((struct callback *)iface)->refs);
}

static ULONG WINAPI callback_Release(IChannelCallback *iface)
{
    return InterlockedDecrement(&((struct callback *)iface)->refs);
}

static HRESULT WINAPI callback_Call(IChannelCallback *iface, LONG value, LONG *result)
{
    (void)iface;
    *result = value + 1;
    return S_OK;
}

static HRESULT WINAPI callback_Thread(IChannelCallback *iface, ULONG *thread_id)
{
    (void)iface;
    *thread_id = GetCurrentThreadId();
    return S_OK;
}

static HRESULT WINAPI callback_Take(IChannelCallback *iface, ULONG size, const BYTE *data)
{
    (void)iface, (void)size, (void)data;
    return E_NOTIMPL;
}

static const IChannelCallbackVtbl callback_vtbl = {
    callback_QueryInterface,
    callback_AddRef,
    callback_Release,
    callback_Call,
    callback_Thread,
    callback_Take,
};

int main(int argc, char **argv)
{
    struct crossbit_channel_counters counters = {.size = sizeof(counters)};
    struct callback callback = {{(IChannelCallbackVtbl *)&callback_vtbl}, 1, NULL};
    BOOL off = argc > 1 && !strcmp(argv[1], "off");
    struct channel_server server;
    IChannelTest *test = NULL;
    IChannelTypes *types = NULL;
    int n = off ? 500 : 200000, i;
    LONG sum = 0;
    ULONG check, size = 16 << 20;
    BYTE *data = malloc(size), *copy = malloc(size);
    double start, best;
    HRESULT hr;

    if (off)
        SetEnvironmentVariableW(L"CROSSBIT_CHANNEL", L"off");
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    channel_test_register();
    hr = channel_server_start(sizeof(void *) == 8 ? 32 : 64, NULL, NULL, &server);
    printf("start %08lx\n", hr);
    if (FAILED(hr) || FAILED(hr = channel_server_connect(&server, &test))) {
        printf("connect %08lx\n", hr);
        return 1;
    }
    for (i = 0; i < 3; i++) {
        start = now_us();
        for (int j = 0; j < n && SUCCEEDED(hr); j++)
            hr = IChannelTest_Add(test, j, 1, &sum);
        printf("add %08lx %ld: %.3f us\n", hr, sum, (now_us() - start) / n);
    }
    callback.marshaler = NULL;
    CrossbitCreateMarshaler((IUnknown *)&callback.IChannelCallback_iface, &callback.marshaler);
    for (i = 0; i < 2; i++) {
        start = now_us();
        for (int j = 0; j < n / 4 && SUCCEEDED(hr); j++)
            hr = IChannelTest_CallBack(test, &callback.IChannelCallback_iface, j, &sum);
        printf("callback, passed each time %08lx %ld: %.3f us\n", hr, sum, (now_us() - start) / (n / 4));
    }
    hr = IChannelTest_Keep(test, &callback.IChannelCallback_iface);
    for (i = 0; i < 2; i++) {
        start = now_us();
        for (int j = 0; j < n / 4 && SUCCEEDED(hr); j++)
            hr = IChannelTest_CallKept(test, j, FALSE, &sum);
        printf("callback, kept %08lx %ld: %.3f us\n", hr, sum, (now_us() - start) / (n / 4));
    }
    hr = IChannelTest_QueryInterface(test, &IID_IChannelTypes, (void **)&types);
    printf("types %08lx\n", hr);
    if (types) {
        memset(data, 1, size);
        memset(copy, 2, size);
        for (best = 1e9, i = 0; i < 20; i++) {
            start = now_us();
            memcpy(copy, data, size);
            best = min(best, now_us() - start);
        }
        printf("memcpy 16m %.0f MB/s\n", size / best);
        for (best = 1e9, i = 0; i < (off ? 2 : 20); i++) {
            start = now_us();
            hr = IChannelTypes_Put(types, size, data, &check);
            best = min(best, now_us() - start);
        }
        printf("in 16m %08lx %.0f MB/s\n", hr, size / best);
        for (best = 1e9, i = 0; i < (off ? 2 : 20); i++) {
            start = now_us();
            hr = IChannelTypes_Get(types, size, 7, copy);
            best = min(best, now_us() - start);
        }
        printf("out 16m %08lx %.0f MB/s (%d)\n", hr, size / best, copy[size - 1]);
        IChannelTypes_Release(types);
    }
    CrossbitGetChannelCounters(&counters);
    printf("connections %ld alive %ld imports %ld exports %ld lanes %ld fallbacks %ld (%08lx) blocked %ld wakes %ld\n",
        counters.connections, counters.connections_alive, counters.imports, counters.exports, counters.lanes,
        counters.fallbacks, counters.fallback_reason, counters.blocked, counters.wakes);
    IChannelTest_Release(test);
    channel_server_stop(&server);
    CrossbitGetChannelCounters(&counters);
    printf("after: alive %ld imports %ld exports %ld lanes %ld died %ld refs %ld\n", counters.connections_alive,
        counters.imports, counters.exports, counters.lanes, counters.peers_died, callback.refs);
    CoUninitialize();
    return FAILED(hr);
}
