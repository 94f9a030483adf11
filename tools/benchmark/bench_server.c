/* SPDX-License-Identifier: MIT */
/*
 * bench_server.dll: the COM server that tools/bench has the surrogate load. One class marshals itself as COM does, the
 * other aggregates Crossbit's marshaler: the calls are otherwise the same.
 */
#define PSAPI_VERSION 1
#include <windows.h>
#include <psapi.h>

#include "bench_proxies.h"

struct bench {
    IBench IBench_iface;
    LONG refs;
    IUnknown *marshaler; /* NULL: standard marshaling */
    IBenchCallback *callback;
};

/* Every call writes its sum here, so that none can be optimised away. */
static volatile LONG last_sum;

static HRESULT bench_create(BOOL channel, IBench **made);

static struct bench *impl_from_IBench(IBench *iface)
{
    return CONTAINING_RECORD(iface, struct bench, IBench_iface);
}

static HRESULT WINAPI bench_QueryInterface(IBench *iface, REFIID iid, void **object)
{
    struct bench *bench = impl_from_IBench(iface);

    *object = NULL;
    if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IBench)) {
        *object = iface;
        IBench_AddRef(iface);
        return S_OK;
    }
    return bench->marshaler ? IUnknown_QueryInterface(bench->marshaler, iid, object) : E_NOINTERFACE;
}

static ULONG WINAPI bench_AddRef(IBench *iface)
{
    return InterlockedIncrement(&impl_from_IBench(iface)->refs);
}

static ULONG WINAPI bench_Release(IBench *iface)
{
    struct bench *bench = impl_from_IBench(iface);
    ULONG refs = InterlockedDecrement(&bench->refs);

    if (!refs) {
        bench->refs = 1; /* the marshaler may touch its outer object while it goes */
        if (bench->marshaler)
            IUnknown_Release(bench->marshaler);
        if (bench->callback)
            IBenchCallback_Release(bench->callback);
        HeapFree(GetProcessHeap(), 0, bench);
    }
    return refs;
}

static HRESULT WINAPI bench_Add(IBench *iface, LONG a, LONG b, LONG *sum)
{
    (void)iface;
    *sum = last_sum = a + b;
    return S_OK;
}

static HRESULT WINAPI bench_SetCallback(IBench *iface, IBenchCallback *callback)
{
    struct bench *bench = impl_from_IBench(iface);

    if (callback)
        IBenchCallback_AddRef(callback);
    if (bench->callback)
        IBenchCallback_Release(bench->callback);
    bench->callback = callback;
    return S_OK;
}

static HRESULT WINAPI bench_Poke(IBench *iface, LONG value, LONG *answer)
{
    struct bench *bench = impl_from_IBench(iface);

    *answer = 0;
    return bench->callback ? IBenchCallback_Called(bench->callback, value, answer) : E_UNEXPECTED;
}

static HRESULT WINAPI bench_In(IBench *iface, ULONG size, const BYTE *data, ULONG *ends)
{
    (void)iface;
    *ends = size ? data[0] << 8 | data[size - 1] : 0;
    return S_OK;
}

static HRESULT WINAPI bench_Out(IBench *iface, ULONG size, BYTE *data)
{
    (void)iface;
    memset(data, (int)(size & 0x7f) + 1, size);
    return S_OK;
}

static HRESULT WINAPI bench_Shared(IBench *iface, INT64 id, INT64 offset, INT64 size, ULONG *ends)
{
    struct crossbit_memory reference = {id, offset, size};
    void *memory, *hold;
    HRESULT hr = bench_memory()->open(&reference, &memory, &hold);

    *ends = 0;
    if (FAILED(hr))
        return hr;
    bench_In(iface, (ULONG)size, memory, ends);
    bench_memory()->release(hold);
    return S_OK;
}

static HRESULT WINAPI bench_Make(IBench *iface, IBench **made)
{
    return bench_create(impl_from_IBench(iface)->marshaler != NULL, made);
}

/*
 * The private working set, Task Manager's column "Memory": pages that are in memory and that no other process shares.
 * Committed bytes would mislead under Wine, which commits 4 MB for each 32-bit thread and touches little of it.
 */
static INT64 private_working_set(void)
{
    static PSAPI_WORKING_SET_EX_INFORMATION pages[512];
    MEMORY_BASIC_INFORMATION region;
    BYTE *address = NULL;
    INT64 bytes = 0;

    while (VirtualQuery(address, &region, sizeof(region))) {
        BYTE *end = (BYTE *)region.BaseAddress + region.RegionSize;

        for (address = region.BaseAddress; region.State == MEM_COMMIT && address < end;) {
            DWORD i, count = 0;

            for (; count < ARRAYSIZE(pages) && address < end; count++, address += 4096) {
                pages[count].VirtualAddress = address;
                pages[count].VirtualAttributes.Flags = 0;
            }
            if (!QueryWorkingSetEx(GetCurrentProcess(), pages, count * sizeof(pages[0])))
                return -1;
            for (i = 0; i < count; i++)
                if (pages[i].VirtualAttributes.Valid && !pages[i].VirtualAttributes.Shared)
                    bytes += 4096;
        }
        address = end;
    }
    return bytes;
}

static HRESULT WINAPI bench_Cpu(IBench *iface, INT64 *cpu)
{
    FILETIME created, ended, kernel, user;

    (void)iface;
    *cpu = 0;
    if (!GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user))
        return HRESULT_FROM_WIN32(GetLastError());
    *cpu = (INT64)((((UINT64)kernel.dwHighDateTime << 32) | kernel.dwLowDateTime) +
                   (((UINT64)user.dwHighDateTime << 32) | user.dwLowDateTime));
    return S_OK;
}

static HRESULT WINAPI bench_Memory(IBench *iface, INT64 *private_bytes)
{
    (void)iface;
    *private_bytes = private_working_set();
    return S_OK;
}

static const IBenchVtbl bench_vtbl = {bench_QueryInterface, bench_AddRef, bench_Release, bench_Add, bench_SetCallback,
    bench_Poke, bench_In, bench_Out, bench_Shared, bench_Make, bench_Cpu, bench_Memory};

static HRESULT bench_create(BOOL channel, IBench **made)
{
    struct bench *bench;
    HRESULT hr = S_OK;

    *made = NULL;
    if (!(bench = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*bench))))
        return E_OUTOFMEMORY;
    bench->IBench_iface.lpVtbl = (IBenchVtbl *)&bench_vtbl;
    bench->refs = 1;
    if (channel)
        hr = bench_create_marshaler((IUnknown *)&bench->IBench_iface, &bench->marshaler);
    if (FAILED(hr))
        HeapFree(GetProcessHeap(), 0, bench);
    else
        *made = &bench->IBench_iface;
    return hr;
}

/* Two class objects that live as long as the DLL. */
struct bench_class {
    IClassFactory IClassFactory_iface;
    BOOL channel;
};

static HRESULT WINAPI class_QueryInterface(IClassFactory *iface, REFIID iid, void **object)
{
    *object = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IClassFactory))
        return E_NOINTERFACE;
    *object = iface;
    return S_OK;
}

static ULONG WINAPI class_AddRef(IClassFactory *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI class_Release(IClassFactory *iface)
{
    (void)iface;
    return 1;
}

static HRESULT WINAPI class_CreateInstance(IClassFactory *iface, IUnknown *outer, REFIID iid, void **object)
{
    IBench *bench;
    HRESULT hr;

    *object = NULL;
    if (outer)
        return CLASS_E_NOAGGREGATION;
    hr = bench_create(CONTAINING_RECORD(iface, struct bench_class, IClassFactory_iface)->channel, &bench);
    if (FAILED(hr))
        return hr;
    hr = IBench_QueryInterface(bench, iid, object);
    IBench_Release(bench);
    return hr;
}

static HRESULT WINAPI class_LockServer(IClassFactory *iface, BOOL lock)
{
    (void)iface;
    (void)lock;
    return S_OK;
}

static IClassFactoryVtbl class_vtbl = {
    class_QueryInterface, class_AddRef, class_Release, class_CreateInstance, class_LockServer};
static struct bench_class classes[] = {{{&class_vtbl}, FALSE}, {{&class_vtbl}, TRUE}};

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **object)
{
    HRESULT hr = bench_register_proxies();

    *object = NULL;
    if (FAILED(hr))
        return hr;
    if (IsEqualCLSID(clsid, &CLSID_BenchStandard))
        return class_QueryInterface(&classes[0].IClassFactory_iface, iid, object);
    if (IsEqualCLSID(clsid, &CLSID_BenchChannel))
        return class_QueryInterface(&classes[1].IClassFactory_iface, iid, object);
    return CLASS_E_CLASSNOTAVAILABLE;
}

HRESULT WINAPI DllCanUnloadNow(void)
{
    return S_FALSE;
}

/* For the dynamic rows: plain functions. */
int __cdecl bench_add(int a, int b)
{
    return last_sum = a + b;
}

int __cdecl bench_ends(const void *data, unsigned size)
{
    const BYTE *bytes = data;

    return bytes[0] << 8 | bytes[size - 1];
}
