/* SPDX-License-Identifier: MIT */
/* The host object that a client gets first: ICrossbitSurrogate. */
#include "host.h"

#include <stdbool.h>
#include <objbase.h>
#include <stdlib.h>

#include "client_process.h"
#include "core/base/log.h"
#include "core/base/message.h"
#include "core/base/proxies.h"
#include "core/engine/engine.h"
#include "crossbit/error.h"
#include "crossbit_com.h"
#include "crossbit_version.h"
#include "surrogate/call/module.h"
#include "surrogate/load/dll.h"
#include "surrogate/load/path.h"
#include "surrogate/process/environment.h"
#include "surrogate/process/lifetime.h"
#include "surrogate/process/security.h"

static const ICrossbitHostVtbl *automation; /* (RO) */
static HRESULT (*share_class)(void);        /* (RO) */

void host_init(const ICrossbitHostVtbl *vtbl, HRESULT (*share)(void))
{
    automation = vtbl;
    share_class = share;
}

static struct host *impl_from_ICrossbitSurrogate(ICrossbitSurrogate *iface)
{
    return CONTAINING_RECORD(iface, struct host, ICrossbitSurrogate_iface);
}

static struct host *impl_from_ISupportErrorInfo(ISupportErrorInfo *iface)
{
    return CONTAINING_RECORD(iface, struct host, ISupportErrorInfo_iface);
}

HRESULT host_query(struct host *host, REFIID iid, void **object)
{
    *object = NULL;
    if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_ICrossbitSurrogate))
        *object = &host->ICrossbitSurrogate_iface;
    else if (IsEqualIID(iid, &IID_IDispatch) || IsEqualIID(iid, &IID_ICrossbitHost))
        *object = &host->ICrossbitHost_iface;
    else if (IsEqualIID(iid, &IID_ISupportErrorInfo))
        *object = &host->ISupportErrorInfo_iface;
    else if (host->marshaler && (IsEqualIID(iid, &IID_IMarshal) || IsEqualIID(iid, &IID_ICrossbitChannelPeer)))
        return IUnknown_QueryInterface(host->marshaler, iid, object);
    else
        return E_NOINTERFACE;
    host_addref(host);
    return S_OK;
}

ULONG host_addref(struct host *host)
{
    return (ULONG)InterlockedIncrement(&host->references);
}

static void stop_counting(struct host *host)
{
    if (InterlockedExchange(&host->counted, 0))
        lifetime_release();
}

ULONG host_release(struct host *host)
{
    LONG left = InterlockedDecrement(&host->references);

    if (left)
        return (ULONG)left;
    client_watch_remove(&host->watch);
    while (host->client_count)
        client_release(host->clients[--host->client_count]);
    stop_counting(host);
    if (host->marshaler)
        IUnknown_Release(host->marshaler);
    free(host);
    return 0;
}

/* (CS host->lock) The dead make room for new ones. */
static void forget_dead(struct host *host)
{
    unsigned int from, to = 0;

    for (from = 0; from < host->client_count; from++) {
        if (client_is_dead(host->clients[from]))
            client_release(host->clients[from]);
        else
            host->clients[to++] = host->clients[from];
    }
    host->client_count = to;
}

HRESULT host_add_client(struct host *host, DWORD process_id, struct client **opened, BSTR *message)
{
    struct client *client;
    HRESULT hr = client_open(process_id, &client, message);
    unsigned int i;

    *opened = client;
    if (FAILED(hr))
        return hr;
    AcquireSRWLockExclusive(&host->lock);
    for (i = 0; i < host->client_count && host->clients[i] != client; i++)
        ;
    if (i == host->client_count && i == HOST_CLIENTS)
        forget_dead(host);
    if (i == host->client_count && i < HOST_CLIENTS) {
        client_addref(client);
        host->clients[host->client_count++] = client;
    } else if (i == host->client_count) {
        client_release(client);
        *opened = NULL;
        hr = message_set(message, E_OUTOFMEMORY, L"the surrogate serves %d processes already", HOST_CLIENTS);
    }
    ReleaseSRWLockExclusive(&host->lock);
    return hr;
}

struct client *host_caller(struct host *host)
{
    DWORD process_id = client_caller();
    struct client *client = NULL;

    lifetime_used();
    if (process_id && SUCCEEDED(host_add_client(host, process_id, &client, NULL)))
        return client;
    AcquireSRWLockShared(&host->lock);
    if (host->client_count)
        client = host->clients[host->client_count - 1];
    client_addref(client);
    ReleaseSRWLockShared(&host->lock);
    return client;
}

static HRESULT WINAPI surrogate_QueryInterface(ICrossbitSurrogate *iface, REFIID iid, void **object)
{
    return host_query(impl_from_ICrossbitSurrogate(iface), iid, object);
}

static ULONG WINAPI surrogate_AddRef(ICrossbitSurrogate *iface)
{
    return host_addref(impl_from_ICrossbitSurrogate(iface));
}

static ULONG WINAPI surrogate_Release(ICrossbitSurrogate *iface)
{
    return host_release(impl_from_ICrossbitSurrogate(iface));
}

static HRESULT finish(CrossbitStatus *status, HRESULT hr, BSTR message)
{
    status->code = hr;
    status->message = message;
    if (FAILED(hr) && !message)
        message_set(&status->message, S_OK, L"the surrogate failed with 0x%08lx", hr);
    return S_OK;
}

static HRESULT change_directory(const wchar_t *directory, unsigned int client_bits, BSTR *message)
{
    wchar_t *translated;
    HRESULT hr = path_translate(directory, client_bits, &translated, message);

    if (FAILED(hr))
        return hr;
    hr = engine_set_directory(translated);
    if (FAILED(hr))
        message_set_win32(message, (DWORD)HRESULT_CODE(hr), L"the surrogate cannot go to the folder %ls", directory);
    free(translated);
    return hr;
}

static HRESULT WINAPI surrogate_Attach(
    ICrossbitSurrogate *iface, const CrossbitClient *given, CrossbitSurrogateInfo *info, CrossbitStatus *status)
{
    struct host *host = impl_from_ICrossbitSurrogate(iface);
    struct client *client;
    BSTR message = NULL;
    HRESULT hr;

    memset(info, 0, sizeof(*info));
    memset(status, 0, sizeof(*status));
    lifetime_used();
    hr = host_add_client(host, given->process_id, &client, &message);
    if (FAILED(hr))
        return finish(status, hr, message);
    if (given->environment)
        hr = environment_adopt(given->environment, SysStringLen(given->environment));
    /* A folder that has gone meanwhile is no reason to refuse a client: it would have it no better in-process. */
    if (given->current_directory && FAILED(change_directory(given->current_directory, client_bits(client), &message)))
        crossbit_log_line(L"%ls", message);
    SysFreeString(message);
    client_release(client);
    info->process_id = GetCurrentProcessId();
    info->bits = CROSSBIT_BITS;
    info->version = CROSSBIT_VERSION_MAJOR << 16 | CROSSBIT_VERSION_MINOR << 8 | CROSSBIT_VERSION_PATCH;
    return finish(status, hr, NULL);
}

static HRESULT WINAPI surrogate_ChangeDirectory(ICrossbitSurrogate *iface, BSTR directory)
{
    struct client *client = host_caller(impl_from_ICrossbitSurrogate(iface));
    HRESULT hr = change_directory(directory ? directory : L"", client ? client_bits(client) : 0, NULL);

    client_release(client);
    return hr;
}

static HRESULT WINAPI surrogate_OpenModule(
    ICrossbitSurrogate *iface, const CrossbitModuleOptions *options, ICrossbitModule **opened, CrossbitStatus *status)
{
    struct host *host = impl_from_ICrossbitSurrogate(iface);
    struct client *client = NULL;
    BSTR message = NULL;
    HRESULT hr = S_OK;

    *opened = NULL;
    memset(status, 0, sizeof(*status));
    lifetime_used();
    if (options->process_id)
        hr = host_add_client(host, options->process_id, &client, &message);
    else
        client = host_caller(host);
    if (SUCCEEDED(hr))
        hr = module_open(client, options, opened, NULL, &message);
    client_release(client);
    return finish(status, hr, message);
}

static HRESULT create_object(
    const wchar_t *path, unsigned int client_bits, REFCLSID clsid, REFIID iid, IUnknown **object, BSTR *message)
{
    HRESULT(WINAPI * get)(REFCLSID, REFIID, void **);
    HRESULT(WINAPI * can_unload)(void);
    wchar_t *translated;
    IClassFactory *factory;
    IErrorInfo *info = NULL;
    struct dll *dll;
    HRESULT hr;

    hr = path_translate(path, client_bits, &translated, message);
    if (FAILED(hr))
        return hr;
    /* Resident: its objects are its own, and only it knows when the last is gone. */
    hr = dll_open(translated, NULL, CrossbitThreadingFree, true, &dll, message);
    free(translated);
    if (FAILED(hr))
        return hr;
    get = (HRESULT(WINAPI *)(REFCLSID, REFIID, void **))(void *)GetProcAddress(dll->module, "DllGetClassObject");
    can_unload = (HRESULT(WINAPI *)(void))(void *)GetProcAddress(dll->module, "DllCanUnloadNow");
    if (!get) {
        hr = message_set(
            message, CROSSBIT_E_MISSING_EXPORT, L"%ls is no COM server: it does not export DllGetClassObject", path);
        goto exit;
    }
    hr = get(clsid, &IID_IClassFactory, (void **)&factory);
    if (FAILED(hr)) {
        message_set(message, hr, L"%ls does not have the class that was asked for (0x%08lx)", path, hr);
        goto exit;
    }
    SetErrorInfo(0, NULL);
    hr = IClassFactory_CreateInstance(factory, NULL, iid, (void **)object);
    IClassFactory_Release(factory);
    if (FAILED(hr) && GetErrorInfo(0, &info) == S_OK) {
        IErrorInfo_GetDescription(info, message); /* the server's own words */
        IErrorInfo_Release(info);
    }
    if (FAILED(hr))
        message_set(message, hr, L"%ls could not make the object (0x%08lx)", path, hr);
    else if (can_unload)
        lifetime_object_server(can_unload);
exit:
    dll_close(dll);
    return hr;
}

static HRESULT WINAPI surrogate_CreateObject(
    ICrossbitSurrogate *iface, BSTR dll, REFCLSID clsid, REFIID iid, IUnknown **object, CrossbitStatus *status)
{
    struct client *client = host_caller(impl_from_ICrossbitSurrogate(iface));
    BSTR message = NULL;
    HRESULT hr;

    *object = NULL;
    memset(status, 0, sizeof(*status));
    hr = create_object(dll ? dll : L"", client ? client_bits(client) : 0, clsid, iid, object, &message);
    client_release(client);
    return finish(status, hr, message);
}

static HRESULT WINAPI surrogate_SetIdleGrace(ICrossbitSurrogate *iface, ULONG milliseconds)
{
    client_release(host_caller(impl_from_ICrossbitSurrogate(iface)));
    lifetime_set_grace(milliseconds);
    return S_OK;
}

static HRESULT WINAPI surrogate_Share(ICrossbitSurrogate *iface, CrossbitStatus *status)
{
    BSTR message = NULL;
    HRESULT hr;

    memset(status, 0, sizeof(*status));
    client_release(host_caller(impl_from_ICrossbitSurrogate(iface)));
    hr = security_init();
    if (SUCCEEDED(hr))
        hr = share_class();
    if (FAILED(hr))
        message_set_win32(&message, (DWORD)hr, L"the surrogate cannot enter the running object table");
    return finish(status, hr, message);
}

static const ICrossbitSurrogateVtbl surrogate_vtbl = {surrogate_QueryInterface, surrogate_AddRef, surrogate_Release,
    surrogate_Attach, surrogate_ChangeDirectory, surrogate_OpenModule, surrogate_CreateObject, surrogate_SetIdleGrace,
    surrogate_Share};

static HRESULT WINAPI support_QueryInterface(ISupportErrorInfo *iface, REFIID iid, void **object)
{
    return host_query(impl_from_ISupportErrorInfo(iface), iid, object);
}

static ULONG WINAPI support_AddRef(ISupportErrorInfo *iface)
{
    return host_addref(impl_from_ISupportErrorInfo(iface));
}

static ULONG WINAPI support_Release(ISupportErrorInfo *iface)
{
    return host_release(impl_from_ISupportErrorInfo(iface));
}

static HRESULT WINAPI support_InterfaceSupportsErrorInfo(ISupportErrorInfo *iface, REFIID iid)
{
    (void)iface;
    return IsEqualIID(iid, &IID_ICrossbitHost) ? S_OK : S_FALSE;
}

static const ISupportErrorInfoVtbl support_vtbl = {
    support_QueryInterface, support_AddRef, support_Release, support_InterfaceSupportsErrorInfo};

static struct host *impl_from_watch(struct client_watch *watch)
{
    return CONTAINING_RECORD(watch, struct host, watch);
}

static bool watch_hold(struct client_watch *watch)
{
    struct host *host = impl_from_watch(watch);
    LONG references = host->references, seen;

    while (references > 0) {
        seen = InterlockedCompareExchange(&host->references, references + 1, references);
        if (seen == references)
            return true;
        references = seen;
    }
    return false;
}

static void watch_unhold(struct client_watch *watch)
{
    host_release(impl_from_watch(watch));
}

/* References of one dead client cannot be told from another's: they go when the last client of the object is dead. */
static void watch_drop(struct client_watch *watch, struct client *client)
{
    struct host *host = impl_from_watch(watch);
    unsigned int before, after;

    (void)client;
    AcquireSRWLockExclusive(&host->lock);
    before = host->client_count;
    forget_dead(host);
    after = host->client_count;
    ReleaseSRWLockExclusive(&host->lock);
    if (before == after || after)
        return;
    stop_counting(host);
    CoDisconnectObject((IUnknown *)&host->ICrossbitSurrogate_iface, 0);
}

HRESULT host_create(IUnknown **created)
{
    struct host *host;
    HRESULT hr;

    *created = NULL;
    hr = lifetime_add();
    if (FAILED(hr))
        return hr;
    host = calloc(1, sizeof(*host));
    if (!host) {
        lifetime_release();
        return E_OUTOFMEMORY;
    }
    host->ICrossbitSurrogate_iface.lpVtbl = (ICrossbitSurrogateVtbl *)&surrogate_vtbl;
    host->ICrossbitHost_iface.lpVtbl = (ICrossbitHostVtbl *)automation;
    host->ISupportErrorInfo_iface.lpVtbl = (ISupportErrorInfoVtbl *)&support_vtbl;
    host->references = 1;
    host->counted = 1;
    InitializeSRWLock(&host->lock);
    host->watch.hold = watch_hold;
    host->watch.unhold = watch_unhold;
    host->watch.drop = watch_drop;
    client_watch_add(&host->watch);
    host->marshaler = proxies_create_marshaler((IUnknown *)&host->ICrossbitSurrogate_iface);
    *created = (IUnknown *)&host->ICrossbitSurrogate_iface;
    return S_OK;
}
