/* SPDX-License-Identifier: MIT */
/* The rows that call objects in a surrogate of the other bitness. */
#include <stdio.h>

#include "bench.h"
#include "crossbit.h"
#include "crossbit_com.h"
#include "bench_proxies.h"

enum { STANDARD, CHANNEL, SHARED_SIZE = 16 << 20 };

static struct {
    crossbit_connection *connection;
    IBench *bench[2];
    IBenchCallback callbacks[2];
    IUnknown *marshaler; /* of callbacks[CHANNEL] */
    crossbit_library *library;
    crossbit_function *add, *ends;
    BYTE *shared;
    IDispatch *dispatch;
    DISPID add_dispid;
    BYTE *data;
} calls;

/* The client's callback objects: one for each channel, for the whole run. */
static HRESULT WINAPI callback_QueryInterface(IBenchCallback *iface, REFIID iid, void **object)
{
    *object = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IBenchCallback))
        return iface == &calls.callbacks[CHANNEL] ? IUnknown_QueryInterface(calls.marshaler, iid, object)
                                                  : E_NOINTERFACE;
    *object = iface;
    return S_OK;
}

static ULONG WINAPI callback_AddRef(IBenchCallback *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI callback_Release(IBenchCallback *iface)
{
    (void)iface;
    return 1;
}

static HRESULT WINAPI callback_Called(IBenchCallback *iface, LONG value, LONG *answer)
{
    (void)iface;
    *answer = value + 1;
    return S_OK;
}

static IBenchCallbackVtbl callback_vtbl = {callback_QueryInterface, callback_AddRef, callback_Release, callback_Called};

/* The bench server of the other bitness. */
static const wchar_t *server_path(void)
{
    return bench_beside(CROSSBIT_BITS == 64 ? L"..\\x86\\bench_server.dll" : L"..\\x64\\bench_server.dll");
}

void calls_start(void)
{
    static const CLSID *classes[] = {&CLSID_BenchStandard, &CLSID_BenchChannel};
    struct crossbit_connect_options options = {.size = sizeof(options)};
    const wchar_t *server = server_path();
    OLECHAR *name = (OLECHAR *)L"bench_add";
    BSTR path;
    ICrossbitLibrary *library;
    int i;

    bench_check(CoInitializeEx(NULL, COINIT_MULTITHREADED), "CoInitializeEx");
    bench_check(bench_register_proxies(), "registering the proxies");
    bench_check(crossbit_connect(&options, &calls.connection), "crossbit_connect");
    calls.callbacks[STANDARD].lpVtbl = calls.callbacks[CHANNEL].lpVtbl = &callback_vtbl;
    bench_check(
        bench_create_marshaler((IUnknown *)&calls.callbacks[CHANNEL], &calls.marshaler), "CrossbitCreateMarshaler");
    for (i = 0; i < 2; i++) {
        bench_check(crossbit_create_object(calls.connection, server, classes[i], &IID_IBench, (void **)&calls.bench[i]),
            "making a bench object in the surrogate");
        bench_check(IBench_SetCallback(calls.bench[i], &calls.callbacks[i]), "SetCallback");
    }
    bench_check(crossbit_load(server, NULL, &calls.library), "crossbit_load");
    bench_check(
        crossbit_declare(calls.library, "int __cdecl bench_add(int a, int b);"
                                        "int __cdecl bench_ends([in, size_is(size)] const void *data, unsigned size);"),
        "crossbit_declare");
    bench_check(crossbit_find(calls.library, "bench_ends", &calls.ends), "crossbit_find");
    bench_check(crossbit_find(calls.library, "bench_add", &calls.add), "crossbit_find");

    /* The registered class, as a script gets it. */
    bench_check(
        CoCreateInstance(&CLSID_CrossbitLibrary, NULL, CLSCTX_INPROC_SERVER, &IID_ICrossbitLibrary, (void **)&library),
        "CoCreateInstance of Crossbit.Library");
    path = SysAllocString(server);
    bench_check(ICrossbitLibrary_Load(library, path), "ICrossbitLibrary::Load");
    SysFreeString(path);
    path = SysAllocString(L"int __cdecl bench_add(int a, int b)");
    bench_check(ICrossbitLibrary_Declare(library, path), "ICrossbitLibrary::Declare");
    SysFreeString(path);
    calls.dispatch = (IDispatch *)library;
    bench_check(IDispatch_GetIDsOfNames(calls.dispatch, &IID_NULL, &name, 1, LOCALE_USER_DEFAULT, &calls.add_dispid),
        "GetIDsOfNames");

    calls.data = VirtualAlloc(NULL, 16 << 20, MEM_COMMIT, PAGE_READWRITE);
    if (!calls.data)
        bench_fail("no memory");
    memset(calls.data, 1, 16 << 20);
}

void calls_stop(void)
{
    int i;

    IDispatch_Release(calls.dispatch);
    crossbit_free(calls.shared);
    crossbit_unload(calls.library);
    for (i = 0; i < 2; i++) {
        IBench_SetCallback(calls.bench[i], NULL);
        IBench_Release(calls.bench[i]);
    }
    crossbit_disconnect(calls.connection);
    IUnknown_Release(calls.marshaler);
    CoUninitialize();
}

static void add_step(void *context)
{
    LONG sum;

    bench_check(IBench_Add((IBench *)context, 2, 3, &sum), "IBench::Add");
    if (sum != 5)
        bench_fail("2 + 3 came back as %ld", sum);
}

double calls_add(const struct row *row)
{
    return bench_repeat(add_step, calls.bench[row->parameter]);
}

double calls_cold(const struct row *row)
{
    double start;

    Sleep(100);
    start = bench_now();
    add_step(calls.bench[row->parameter]);
    return bench_now() - start;
}

static void inprocess_step(void *context)
{
    LONG sum;
    IBenchCallback *callback = context;

    /* Through the vtable, as any COM call. */
    __asm__ volatile("" : "+r"(callback));
    IBenchCallback_Called(callback, 2, &sum);
}

double calls_add_inprocess(const struct row *row)
{
    (void)row;
    return bench_repeat(inprocess_step, &calls.callbacks[STANDARD]);
}

static void callback_step(void *context)
{
    LONG answer;

    bench_check(IBench_Poke((IBench *)context, 7, &answer), "IBench::Poke");
    if (answer != 8)
        bench_fail("the callback's 8 came back as %ld", answer);
}

double calls_callback(const struct row *row)
{
    return bench_repeat(callback_step, calls.bench[row->parameter]);
}

struct transfer {
    IBench *bench;
    ULONG size;
};

static void in_step(void *context)
{
    const struct transfer *transfer = context;
    ULONG ends;

    bench_check(IBench_In(transfer->bench, transfer->size, calls.data, &ends), "IBench::In");
}

static void out_step(void *context)
{
    const struct transfer *transfer = context;

    bench_check(IBench_Out(transfer->bench, transfer->size, calls.data), "IBench::Out");
    if (calls.data[transfer->size - 1] != (transfer->size & 0x7f) + 1)
        bench_fail("the [out] bytes came back wrong");
}

static double calls_transfer(const struct row *row, void (*step)(void *))
{
    struct transfer transfer;

    transfer.size = (ULONG)(row->parameter < 0 ? -row->parameter : row->parameter);
    transfer.bench = calls.bench[row->parameter < 0 ? STANDARD : CHANNEL];
    return transfer.size / bench_repeat(step, &transfer);
}

double calls_in(const struct row *row)
{
    return calls_transfer(row, in_step);
}

double calls_out(const struct row *row)
{
    return calls_transfer(row, out_step);
}

/* Both change a byte before each call: an old copy of it would be seen. */
static void shared_step(void *context)
{
    const struct bench_memory *memory = context;
    struct crossbit_memory reference;
    ULONG ends;
    void *hold;

    calls.shared[SHARED_SIZE - 1]++;
    if (memory->share((IUnknown *)calls.bench[CHANNEL], calls.shared, SHARED_SIZE, &reference, &hold) != S_OK)
        bench_fail("the server does not see the memory of crossbit_alloc");
    bench_check(
        IBench_Shared(calls.bench[CHANNEL], reference.id, reference.offset, reference.size, &ends), "IBench::Shared");
    memory->release(hold);
    if (ends != calls.shared[SHARED_SIZE - 1])
        bench_fail("the server saw other bytes: %lx", ends);
}

static void shared_dynamic_step(void *context)
{
    unsigned size = SHARED_SIZE;
    void *args[] = {&calls.shared, &size};
    int ends = 0;

    (void)context;
    calls.shared[SHARED_SIZE - 1]++;
    bench_check(crossbit_invoke(calls.ends, &ends, args, 2), "crossbit_invoke");
    if (ends != calls.shared[SHARED_SIZE - 1])
        bench_fail("the DLL saw other bytes: %x", ends);
}

double calls_shared(const struct row *row)
{
    if (!calls.shared && !(calls.shared = crossbit_alloc(SHARED_SIZE)))
        bench_fail("%ls", crossbit_error_message());
    if (!bench_memory())
        bench_fail("crossbitps.dll is of another version");
    return bench_repeat(row->parameter == 1 ? shared_step : shared_dynamic_step, (void *)bench_memory());
}

static void dynamic_step(void *context)
{
    int a = 2, b = 3, sum = 0;
    void *args[] = {&a, &b};

    (void)context;
    bench_check(crossbit_invoke(calls.add, &sum, args, 2), "crossbit_invoke");
    if (sum != 5)
        bench_fail("2 + 3 came back as %d", sum);
}

double calls_dynamic(const struct row *row)
{
    (void)row;
    return bench_repeat(dynamic_step, NULL);
}

static void dispatch_step(void *context)
{
    VARIANTARG args[2];
    DISPPARAMS params = {args, NULL, 2, 0};
    VARIANT sum;

    (void)context;
    V_VT(&args[0]) = V_VT(&args[1]) = VT_I4;
    V_I4(&args[0]) = 3;
    V_I4(&args[1]) = 2;
    VariantInit(&sum);
    bench_check(IDispatch_Invoke(calls.dispatch, calls.add_dispid, &IID_NULL, LOCALE_USER_DEFAULT, DISPATCH_METHOD,
                    &params, &sum, NULL, NULL),
        "IDispatch::Invoke");
    if (V_VT(&sum) != VT_I4 || V_I4(&sum) != 5)
        bench_fail("2 + 3 came back wrong through IDispatch");
}

double calls_dispatch(const struct row *row)
{
    (void)row;
    return bench_repeat(dispatch_step, NULL);
}

/* Threads that call until told to stop; each counts its calls. */
struct caller {
    HANDLE thread;
    unsigned long long calls;
};
static volatile LONG callers_go;

static DWORD WINAPI caller_main(void *parameter)
{
    struct caller *caller = parameter;

    bench_check(CoInitializeEx(NULL, COINIT_MULTITHREADED), "CoInitializeEx");
    while (!callers_go)
        SwitchToThread();
    while (callers_go == 1) {
        add_step(calls.bench[CHANNEL]);
        caller->calls++;
    }
    CoUninitialize();
    return 0;
}

double calls_threads(const struct row *row)
{
    static struct caller callers[64];
    double start, us;
    unsigned long long total = 0;
    int i, count = (int)row->parameter;

    callers_go = 0;
    for (i = 0; i < count; i++) {
        callers[i].calls = 0;
        if (!(callers[i].thread = CreateThread(NULL, 0, caller_main, &callers[i], 0, NULL)))
            bench_fail("cannot start a thread: error %lu", GetLastError());
    }
    start = bench_now();
    callers_go = 1;
    Sleep((DWORD)(bench_batch_us / 100)); /* ten batches */
    callers_go = 2;
    us = bench_now() - start;
    for (i = 0; i < count; i++) {
        if (WaitForSingleObject(callers[i].thread, 30000) != WAIT_OBJECT_0)
            bench_fail("a caller of row %s hangs", row->name);
        CloseHandle(callers[i].thread);
        total += callers[i].calls;
    }
    return (double)total / us * 1e6;
}

double calls_objects(const struct row *row)
{
    static IBench **objects;
    static intptr_t live;
    double us;

    if (row->parameter > 1) {
        if (!objects && !(objects = calloc((size_t)row->parameter, sizeof(*objects))))
            bench_fail("no memory");
        for (; live < row->parameter; live++)
            bench_check(IBench_Make(calls.bench[CHANNEL], &objects[live]), "IBench::Make");
    }
    us = bench_repeat(add_step, row->parameter > 1 ? objects[live / 2] : calls.bench[CHANNEL]);
    while (live) {
        live--;
        IBench_Release(objects[live]);
    }
    return us;
}

double calls_connect(const struct row *row)
{
    struct crossbit_connect_options options = {.size = sizeof(options),
        .isolation = CROSSBIT_ISOLATION_OBJECT,
        .start = (enum crossbit_start)row->parameter,
        .idle_grace_ms = 100};
    crossbit_connection *connection;
    double start = bench_now();

    bench_check(crossbit_connect(&options, &connection), "crossbit_connect");
    start = bench_now() - start;
    crossbit_disconnect(connection);
    return start / 1000;
}

/* A surrogate of its own that has served some calls, and then nothing: what it takes in ten seconds, and keeps. */
static void idle_measure(INT64 *cpu, INT64 *bytes)
{
    static INT64 measured_cpu, measured_bytes;
    struct crossbit_connect_options options = {.size = sizeof(options), .isolation = CROSSBIT_ISOLATION_OBJECT};
    crossbit_connection *connection;
    INT64 before;
    IBench *bench;
    int i;

    if (!measured_bytes) {
        bench_check(crossbit_connect(&options, &connection), "crossbit_connect");
        bench_check(
            crossbit_create_object(connection, server_path(), &CLSID_BenchChannel, &IID_IBench, (void **)&bench),
            "making a bench object in the surrogate");
        for (i = 0; i < 10000; i++)
            add_step(bench);
        bench_check(IBench_Cpu(bench, &before), "IBench::Cpu");
        Sleep(10000);
        bench_check(IBench_Cpu(bench, &measured_cpu), "IBench::Cpu");
        bench_check(IBench_Memory(bench, &measured_bytes), "IBench::Memory");
        measured_cpu -= before;
        IBench_Release(bench);
        crossbit_disconnect(connection);
    }
    *cpu = measured_cpu;
    *bytes = measured_bytes;
}

double calls_fault(const struct row *row)
{
    struct crossbit_connect_options options = {.size = sizeof(options), .isolation = CROSSBIT_ISOLATION_OBJECT};
    struct crossbit_load_options load = {.size = sizeof(load)};
    crossbit_library *library;
    crossbit_function *function;
    int result, address = 16;
    void *args[] = {&address};
    wchar_t path[MAX_PATH + 16];
    double start;
    UINT length;
    HRESULT hr;

    (void)row;
    bench_check(crossbit_connect(&options, &load.connection), "connecting");
    if (!(length = GetSystemWow64DirectoryW(path, MAX_PATH)) || length >= MAX_PATH)
        bench_fail("there is no folder of 32-bit system DLLs");
    wcscpy(path + length, L"\\msvcrt.dll");
    bench_check(crossbit_load(path, &load, &library), "loading msvcrt.dll");
    bench_check(
        crossbit_declare(library, "int abs(int value); [entry(\"strlen\")] int crash(int address);"), "declaring");
    bench_check(crossbit_find(library, "abs", &function), "abs");
    bench_check(crossbit_invoke(function, &result, args, 1), "abs"); /* what a first call does is not to be measured */
    bench_check(crossbit_find(library, "crash", &function), "strlen");
    start = bench_now();
    hr = crossbit_invoke(function, &result, args, 1);
    start = bench_now() - start;
    if (hr != CROSSBIT_E_DLL_FAULT)
        bench_fail("a crash gave 0x%08lx", (unsigned long)hr);
    crossbit_unload(library);
    crossbit_terminate(load.connection); /* its dump would take processor time from the next row */
    crossbit_disconnect(load.connection);
    return start / 1e3;
}

double calls_idle_cpu(const struct row *row)
{
    INT64 cpu, bytes;

    (void)row;
    idle_measure(&cpu, &bytes);
    return (double)cpu / 10000;
}

double calls_idle_memory(const struct row *row)
{
    INT64 cpu, bytes;

    (void)row;
    idle_measure(&cpu, &bytes);
    return (double)bytes / (1 << 20);
}
