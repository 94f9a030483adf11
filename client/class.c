/* SPDX-License-Identifier: MIT */
/* crossbit.dll as a COM server: the in-process class Crossbit.Library. */
#include "client.h"

#include <stdlib.h>

#include "core/script/library.h"

static LONG locks; /* (interlocked) of IClassFactory::LockServer, and objects alive */

/* The front end keeps one of these as long as it lives, so that DllCanUnloadNow counts it. */
struct object_guard {
    IUnknown IUnknown_iface;
    LONG references;
};

static struct object_guard *guard_from_IUnknown(IUnknown *iface)
{
    return CONTAINING_RECORD(iface, struct object_guard, IUnknown_iface);
}

static HRESULT WINAPI guard_QueryInterface(IUnknown *iface, REFIID iid, void **object)
{
    *object = IsEqualIID(iid, &IID_IUnknown) ? iface : NULL;
    if (*object)
        IUnknown_AddRef(iface);
    return *object ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI guard_AddRef(IUnknown *iface)
{
    return (ULONG)InterlockedIncrement(&guard_from_IUnknown(iface)->references);
}

static ULONG WINAPI guard_Release(IUnknown *iface)
{
    LONG left = InterlockedDecrement(&guard_from_IUnknown(iface)->references);

    if (!left) {
        free(guard_from_IUnknown(iface));
        InterlockedDecrement(&locks);
    }
    return (ULONG)left;
}

static const IUnknownVtbl guard_vtbl = {guard_QueryInterface, guard_AddRef, guard_Release};

static HRESULT open_library(void *owner, const wchar_t *path, const struct library_settings *settings,
    struct library_opened *opened, BSTR *message)
{
    struct crossbit_load_options options = {.size = sizeof(options),
        .folders = settings->folders,
        .threading = (enum crossbit_threading)settings->threading};
    wchar_t *full = NULL;
    DWORD bits, process_id = 0;
    HRESULT hr;

    (void)owner;
    memset(opened, 0, sizeof(*opened));
    hr = library_resolve(path, 0, &full, &bits, message);
    if (FAILED(hr))
        return hr;
    opened->path = SysAllocString(full);
    hr = opened->path ? module_open(full, &options, bits, &opened->module, &process_id, message) : E_OUTOFMEMORY;
    free(full);
    if (FAILED(hr)) {
        SysFreeString(opened->path);
        opened->path = NULL;
        return hr;
    }
    opened->bits = (LONG)bits;
    opened->process_id = (LONG)process_id;
    return S_OK;
}

static HRESULT WINAPI factory_QueryInterface(IClassFactory *iface, REFIID iid, void **object)
{
    *object = IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IClassFactory) ? iface : NULL;
    return *object ? S_OK : E_NOINTERFACE;
}

/* Static: it lives as long as the DLL. */
static ULONG WINAPI factory_AddRef(IClassFactory *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI factory_Release(IClassFactory *iface)
{
    (void)iface;
    return 1;
}

static HRESULT WINAPI factory_CreateInstance(IClassFactory *iface, IUnknown *outer, REFIID iid, void **object)
{
    struct object_guard *guard;
    ICrossbitLibrary *library;
    HRESULT hr;

    (void)iface;
    *object = NULL;
    if (outer)
        return CLASS_E_NOAGGREGATION;
    guard = calloc(1, sizeof(*guard));
    if (!guard)
        return E_OUTOFMEMORY;
    guard->IUnknown_iface.lpVtbl = (IUnknownVtbl *)&guard_vtbl;
    guard->references = 1;
    InterlockedIncrement(&locks);
    hr = library_create(open_library, &guard->IUnknown_iface, &library);
    if (SUCCEEDED(hr)) {
        hr = ICrossbitLibrary_QueryInterface(library, iid, object);
        ICrossbitLibrary_Release(library);
    }
    IUnknown_Release(&guard->IUnknown_iface);
    return hr;
}

static HRESULT WINAPI factory_LockServer(IClassFactory *iface, BOOL lock)
{
    (void)iface;
    if (lock)
        InterlockedIncrement(&locks);
    else
        InterlockedDecrement(&locks);
    return S_OK;
}

static const IClassFactoryVtbl factory_vtbl = {
    factory_QueryInterface,
    factory_AddRef,
    factory_Release,
    factory_CreateInstance,
    factory_LockServer,
};
static IClassFactory factory = {(IClassFactoryVtbl *)&factory_vtbl};

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **object)
{
    *object = NULL;
    if (!IsEqualCLSID(clsid, &CLSID_CrossbitLibrary))
        return CLASS_E_CLASSNOTAVAILABLE;
    return IClassFactory_QueryInterface(&factory, iid, object);
}

HRESULT WINAPI DllCanUnloadNow(void)
{
    return *(volatile LONG *)&locks || runtime_in_use() ? S_FALSE : S_OK;
}
