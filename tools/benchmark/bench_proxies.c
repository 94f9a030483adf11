/* SPDX-License-Identifier: MIT */
/* Makes the proxies and stubs of IBench known to this process. */
#include "bench_proxies.h"

HRESULT WINAPI ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);

HRESULT bench_proxy_factory(IPSFactoryBuffer **factory)
{
    return ProxyDllGetClassObject(&CLSID_BenchProxy, &IID_IPSFactoryBuffer, (void **)factory);
}

HRESULT bench_register_proxies(void)
{
    IPSFactoryBuffer *factory = NULL;
    DWORD cookie;
    HRESULT hr;

    if (FAILED(hr = bench_proxy_factory(&factory)))
        return hr;
    /* Stays registered until the process ends. */
    hr = CoRegisterClassObject(
        &CLSID_BenchProxy, (IUnknown *)factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &cookie);
    IPSFactoryBuffer_Release(factory);
    if (SUCCEEDED(hr))
        hr = CoRegisterPSClsid(&IID_IBench, &CLSID_BenchProxy);
    if (SUCCEEDED(hr))
        hr = CoRegisterPSClsid(&IID_IBenchCallback, &CLSID_BenchProxy);
    return hr;
}

HRESULT bench_create_marshaler(IUnknown *outer, IUnknown **inner)
{
    HMODULE module = GetModuleHandleW(L"crossbitps.dll");
    HRESULT(__cdecl * create_marshaler)
    (IUnknown * outer, IUnknown * *inner) = module ? (void *)GetProcAddress(module, "CrossbitCreateMarshaler") : NULL;

    return create_marshaler ? create_marshaler(outer, inner) : HRESULT_FROM_WIN32(ERROR_PROC_NOT_FOUND);
}

const struct bench_memory *bench_memory(void)
{
    static struct bench_memory memory; /* the same whoever finds it */
    HMODULE module = memory.release ? NULL : GetModuleHandleW(L"crossbitps.dll");

    if (module) {
        memory.share = (void *)GetProcAddress(module, "CrossbitShareMemory");
        memory.open = (void *)GetProcAddress(module, "CrossbitOpenMemory");
        memory.release = (void *)GetProcAddress(module, "CrossbitReleaseMemory");
    }
    return memory.release ? &memory : NULL;
}
