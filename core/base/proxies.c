/* SPDX-License-Identifier: MIT */
/* Loads crossbitps.dll, makes its classes known to this process, and finds its functions. */
#include "proxies.h"

#include <stdlib.h>

#include "crossbit/error.h"
#include "crossbit_com.h"
#include "home.h"
#include "message.h"

typedef HRESULT WINAPI get_class_object(REFCLSID, REFIID, void **);
typedef HRESULT __cdecl create_marshaler(IUnknown *, IUnknown **);
typedef HRESULT __cdecl get_caller(DWORD *);
typedef HRESULT __cdecl share_memory(IUnknown *, const void *, SIZE_T, struct crossbit_memory *, void **);
typedef HRESULT __cdecl open_memory(const struct crossbit_memory *, void **, void **);
typedef void __cdecl release_memory(void *);

static SRWLOCK lock = SRWLOCK_INIT;
static unsigned int registered;        /* (CS lock) */
static struct proxies_cookies cookies; /* (CS lock) of the apartment that registered first */
static get_class_object *factories;    /* (CS lock) crossbitps.dll's DllGetClassObject once it is loaded */
static HMODULE library;                /* (CS lock) crossbitps.dll; never freed */
static create_marshaler *marshalers;   /* (CS lock) its CrossbitCreateMarshaler, which may be missing */
static get_caller *callers;            /* (CS lock) its CrossbitGetCaller, likewise */
/* (interlocked) its functions for shared memory, all or none */
static share_memory *volatile sharers;
static open_memory *openers;
static release_memory *releasers;

static HRESULT load_factories(get_class_object **found, BSTR *message)
{
    wchar_t *path = NULL;
    HMODULE module;
    HRESULT hr = S_OK;

    if (!factories) {
        hr = home_find(L"crossbitps.dll", CROSSBIT_BITS, &path, message);
        if (FAILED(hr))
            return hr;
        /* Never freed: proxies of objects that outlive us have their code there. */
        module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
        library = module;
        if (module)
            factories = (get_class_object *)(void *)GetProcAddress(module, "DllGetClassObject");
        if (module)
            marshalers = (create_marshaler *)(void *)GetProcAddress(module, "CrossbitCreateMarshaler");
        if (module)
            callers = (get_caller *)(void *)GetProcAddress(module, "CrossbitGetCaller");
        if (module) {
            openers = (open_memory *)(void *)GetProcAddress(module, "CrossbitOpenMemory");
            releasers = (release_memory *)(void *)GetProcAddress(module, "CrossbitReleaseMemory");
            if (openers && releasers) /* the last, without the lock: who sees it sees the others */
                InterlockedExchangePointer(
                    (void *volatile *)&sharers, (void *)GetProcAddress(module, "CrossbitShareMemory"));
        }
        if (!factories)
            hr = message_set_win32(message, GetLastError(), L"cannot load %ls", path);
        free(path);
    }
    *found = factories;
    return hr;
}

static HRESULT register_classes(get_class_object *get, struct proxies_cookies *made, BSTR *message)
{
    static const CLSID *const classes[2] = {&CLSID_CrossbitProxy, &CLSID_CrossbitUnmarshaler};
    IUnknown *factory;
    HRESULT hr;
    int i;

    memset(made, 0, sizeof(*made));
    for (i = 0; i < 2; i++) {
        hr = get(classes[i], &IID_IUnknown, (void **)&factory);
        /* A crossbitps.dll without the channel has no unmarshaler, and needs none. */
        if (hr == CLASS_E_CLASSNOTAVAILABLE && i == 1)
            break;
        if (SUCCEEDED(hr)) {
            hr =
                CoRegisterClassObject(classes[i], factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &made->classes[i]);
            IUnknown_Release(factory);
        }
        if (FAILED(hr)) {
            proxies_leave_apartment(made);
            memset(made, 0, sizeof(*made));
            return message_set(message, hr, L"cannot register Crossbit's proxies for this process (0x%08lx)", hr);
        }
    }
    return S_OK;
}

HRESULT proxies_register(BSTR *message)
{
    static const IID *const interfaces[] = {&IID_ICrossbitCallback, &IID_ICrossbitModule, &IID_ICrossbitSurrogate,
        &IID_ICrossbitHost, &IID_ICrossbitLibrary, &IID_ICrossbitChannelPeer};
    get_class_object *get;
    HRESULT hr = S_OK;
    size_t i;

    AcquireSRWLockExclusive(&lock);
    if (!registered) {
        hr = load_factories(&get, message);
        if (SUCCEEDED(hr))
            hr = register_classes(get, &cookies, message);
        /* Also when the registry has an entry: the proxies of another version would not match this code. */
        for (i = 0; i < ARRAYSIZE(interfaces) && SUCCEEDED(hr); i++)
            hr = CoRegisterPSClsid(interfaces[i], &CLSID_CrossbitProxy);
    }
    if (SUCCEEDED(hr))
        registered++;
    ReleaseSRWLockExclusive(&lock);
    return hr;
}

void proxies_revoke(void)
{
    AcquireSRWLockExclusive(&lock);
    if (registered && !--registered)
        proxies_leave_apartment(&cookies);
    ReleaseSRWLockExclusive(&lock);
}

IUnknown *proxies_create_marshaler(IUnknown *outer)
{
    create_marshaler *create;
    IUnknown *inner = NULL;

    AcquireSRWLockShared(&lock);
    create = marshalers;
    ReleaseSRWLockShared(&lock);
    return create && SUCCEEDED(create(outer, &inner)) ? inner : NULL;
}

FARPROC proxies_function(const char *name, BSTR *message)
{
    get_class_object *get;
    FARPROC function = NULL;

    AcquireSRWLockExclusive(&lock);
    if (SUCCEEDED(load_factories(&get, message))) {
        function = GetProcAddress(library, name);
        if (!function)
            message_set(message, CROSSBIT_E_START, L"crossbitps.dll is of another version: it lacks %hs", name);
    }
    ReleaseSRWLockExclusive(&lock);
    return function;
}

HRESULT proxies_share_memory(
    IUnknown *proxy, const void *memory, size_t size, struct crossbit_memory *reference, void **hold)
{
    *hold = NULL;
    return sharers ? sharers(proxy, memory, size, reference, hold) : S_FALSE;
}

HRESULT proxies_open_memory(const struct crossbit_memory *reference, void **memory, void **hold)
{
    *memory = *hold = NULL;
    return sharers ? openers(reference, memory, hold) : E_UNEXPECTED;
}

void proxies_release_memory(void *hold)
{
    if (hold)
        releasers(hold);
}

bool proxies_on_channel(IUnknown *object)
{
    IMarshal *marshal;
    CLSID clsid;
    bool on_channel;

    /* For another apartment of this process a proxy of the channel is passed on as it is; its own class says so. */
    if (FAILED(IUnknown_QueryInterface(object, &IID_IMarshal, (void **)&marshal)))
        return false;
    on_channel = SUCCEEDED(IMarshal_GetUnmarshalClass(
                     marshal, &IID_IUnknown, object, MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL, &clsid)) &&
                 IsEqualCLSID(&clsid, &CLSID_CrossbitUnmarshaler);
    IMarshal_Release(marshal);
    return on_channel;
}

HRESULT proxies_enter_apartment(struct proxies_cookies *made, BSTR *message)
{
    get_class_object *get;
    HRESULT hr;

    memset(made, 0, sizeof(*made));
    AcquireSRWLockExclusive(&lock);
    hr = load_factories(&get, message);
    ReleaseSRWLockExclusive(&lock);
    return SUCCEEDED(hr) ? register_classes(get, made, message) : hr;
}

void proxies_leave_apartment(const struct proxies_cookies *made)
{
    int i;

    for (i = 0; i < 2; i++)
        if (made->classes[i])
            CoRevokeClassObject(made->classes[i]);
}

HRESULT proxies_query_marshaler(IUnknown *inner, REFIID iid, void **object)
{
    *object = NULL;
    if (!inner || (!IsEqualIID(iid, &IID_IMarshal) && !IsEqualIID(iid, &IID_ICrossbitChannelPeer)))
        return E_NOINTERFACE;
    return IUnknown_QueryInterface(inner, iid, object);
}

DWORD proxies_caller(void)
{
    get_caller *ask;
    DWORD process_id = 0;

    AcquireSRWLockShared(&lock);
    ask = callers;
    ReleaseSRWLockShared(&lock);
    if (ask)
        ask(&process_id);
    return process_id;
}
