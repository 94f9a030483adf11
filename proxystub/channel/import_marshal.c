/* SPDX-License-Identifier: MIT */
/* An import on its way on: to another apartment, back home, to a third process; and COM's own proxy when needed. */
#include "import_private.h"

#include "core/base/apartments.h"

#define STANDARD_MAX 4096 /* bytes of a full form: COM's objref with the bindings of every network card */

static struct import *impl_from_IMarshal(IMarshal *iface)
{
    return CONTAINING_RECORD(iface, struct import, IMarshal_iface);
}

static struct import *impl_from_IClientSecurity(IClientSecurity *iface)
{
    return CONTAINING_RECORD(iface, struct import, IClientSecurity_iface);
}

#define NEUTRAL_APARTMENT 1 /* no thread's number */

/* COM's own proxies belong to the apartment that unmarshaled them. */
static DWORD current_apartment(void)
{
    switch (apartment_kind()) {
    case APARTMENT_STA:
        return GetCurrentThreadId();
    case APARTMENT_NEUTRAL:
        return NEUTRAL_APARTMENT;
    default:
        return 0;
    }
}

/* The full form of the object's interface iid, as its own process writes it. */
static HRESULT fetch_full(struct import *import, const IID *iid, uint8_t *bytes, uint32_t *size)
{
    struct query_request request = {.export_id = import->export_id, .iid = *iid};

    return client_call_connection(
        import->connection, CONNECTION_STANDARD, &request, sizeof(request), bytes, STANDARD_MAX, size);
}

HRESULT import_query_standard(struct import *import, const IID *iid, void **object)
{
    DWORD apartment = current_apartment();
    struct standard_proxy *standard;
    uint8_t bytes[STANDARD_MAX];
    LARGE_INTEGER start = {.QuadPart = 0};
    struct ticket ticket;
    IStream *stream = NULL;
    IUnknown *known = NULL;
    uint32_t size;
    HRESULT hr;

    *object = NULL;
    AcquireSRWLockShared(&import->lock);
    for (standard = import->standards; standard && standard->apartment != apartment; standard = standard->next)
        ;
    if (standard)
        known = standard->object;
    ReleaseSRWLockShared(&import->lock);
    if (known)
        return IUnknown_QueryInterface(known, iid, object);

    if (FAILED(hr = fetch_full(import, iid, bytes, &size)) || FAILED(hr = CreateStreamOnHGlobal(NULL, TRUE, &stream)) ||
        FAILED(hr = IStream_Write(stream, bytes, size, NULL)) ||
        FAILED(hr = IStream_Seek(stream, start, STREAM_SEEK_SET, NULL)) || FAILED(hr = ticket_read(stream, &ticket)) ||
        FAILED(hr = CoUnmarshalInterface(stream, iid, object)))
        goto exit;
    if ((standard = calloc(1, sizeof(*standard)))) {
        standard->apartment = apartment;
        if (SUCCEEDED(IUnknown_QueryInterface((IUnknown *)*object, &IID_IUnknown, (void **)&standard->object))) {
            AcquireSRWLockExclusive(&import->lock);
            standard->next = import->standards;
            import->standards = standard;
            ReleaseSRWLockExclusive(&import->lock);
        } else {
            free(standard);
        }
    }
exit:
    if (stream)
        IStream_Release(stream);
    return hr;
}

static HRESULT WINAPI import_marshal_QueryInterface(IMarshal *iface, REFIID iid, void **object)
{
    return IUnknown_QueryInterface(&impl_from_IMarshal(iface)->IUnknown_iface, iid, object);
}

static ULONG WINAPI import_marshal_AddRef(IMarshal *iface)
{
    return IUnknown_AddRef(&impl_from_IMarshal(iface)->IUnknown_iface);
}

static ULONG WINAPI import_marshal_Release(IMarshal *iface)
{
    return IUnknown_Release(&impl_from_IMarshal(iface)->IUnknown_iface);
}

static bool in_process(DWORD context)
{
    return context == MSHCTX_INPROC || context == MSHCTX_CROSSCTX;
}

/* COM's own marshaler of COM's own proxy: for other machines, which cannot share memory. */
static HRESULT standard_marshaler(struct import *import, REFIID iid, IUnknown **object, IMarshal **marshal)
{
    HRESULT hr;

    *object = NULL;
    *marshal = NULL;
    if (FAILED(hr = import_query_standard(import, iid, (void **)object)))
        return hr;
    if (FAILED(hr = IUnknown_QueryInterface(*object, &IID_IMarshal, (void **)marshal)))
        IUnknown_Release(*object);
    return hr;
}

static HRESULT WINAPI import_marshal_GetUnmarshalClass(
    IMarshal *iface, REFIID iid, void *pv, DWORD context, void *data, DWORD flags, CLSID *clsid)
{
    IUnknown *object;
    IMarshal *marshal;
    HRESULT hr;

    (void)pv;
    if (in_process(context) || context == MSHCTX_LOCAL) {
        *clsid = CLSID_CrossbitUnmarshaler;
        return S_OK;
    }
    if (FAILED(hr = standard_marshaler(impl_from_IMarshal(iface), iid, &object, &marshal)))
        return hr;
    hr = IMarshal_GetUnmarshalClass(marshal, iid, object, context, data, flags, clsid);
    IMarshal_Release(marshal);
    IUnknown_Release(object);
    return hr;
}

static HRESULT WINAPI import_marshal_GetMarshalSizeMax(
    IMarshal *iface, REFIID iid, void *pv, DWORD context, void *data, DWORD flags, DWORD *size)
{
    IUnknown *object;
    IMarshal *marshal;
    HRESULT hr;

    (void)pv;
    if (in_process(context)) {
        *size = sizeof(struct ticket) + sizeof(struct ticket_local);
        return S_OK;
    }
    if (context == MSHCTX_LOCAL) {
        *size = STANDARD_MAX;
        return S_OK;
    }
    if (FAILED(hr = standard_marshaler(impl_from_IMarshal(iface), iid, &object, &marshal)))
        return hr;
    hr = IMarshal_GetMarshalSizeMax(marshal, iid, object, context, data, flags, size);
    IMarshal_Release(marshal);
    IUnknown_Release(object);
    return hr;
}

/*
 * For another apartment: an import is as good in any, so the pointer itself travels, as with the free-threaded
 * marshaler.
 */
static HRESULT marshal_local(struct import *import, IStream *stream, DWORD flags)
{
    struct ticket ticket = {.kind = TICKET_LOCAL, .instance = channel.instance, .secret = channel.secret};
    struct ticket_local local = {.pointer = (uintptr_t)import, .flags = flags};
    HRESULT hr;

    if (FAILED(hr = ticket_write(stream, &ticket)) || FAILED(hr = IStream_Write(stream, &local, sizeof(local), NULL)))
        return hr;
    if (!(flags & MSHLFLAGS_TABLEWEAK))
        IUnknown_AddRef(&import->IUnknown_iface);
    return S_OK;
}

HRESULT import_unmarshal_local(const struct ticket_local *local, const IID *iid, void **object)
{
    struct import *import = (struct import *)(uintptr_t)local->pointer;
    HRESULT hr = import_query(import, iid, 0, object);

    if (!(local->flags & (MSHLFLAGS_TABLEWEAK | MSHLFLAGS_TABLESTRONG)))
        IUnknown_Release(&import->IUnknown_iface);
    return hr;
}

void import_release_local(const struct ticket_local *local)
{
    struct import *import = (struct import *)(uintptr_t)local->pointer;

    if (!(local->flags & MSHLFLAGS_TABLEWEAK))
        IUnknown_Release(&import->IUnknown_iface);
}

static HRESULT WINAPI import_marshal_MarshalInterface(
    IMarshal *iface, IStream *stream, REFIID iid, void *pv, DWORD context, void *data, DWORD flags)
{
    struct import *import = impl_from_IMarshal(iface);
    struct thread_state *thread = channel_thread();
    struct ticket ticket = {.kind = TICKET_HOME, .instance = channel.instance, .export_id = import->export_id};
    uint8_t bytes[STANDARD_MAX];
    IUnknown *object;
    IMarshal *marshal;
    uint32_t size;
    HRESULT hr;

    (void)pv;
    if (in_process(context))
        return marshal_local(import, stream, flags);
    if (context == MSHCTX_LOCAL) {
        /* Home: the peer finds its own object among what it exported to this process. */
        if (thread && thread->marshal_to == import->connection) {
            if (FAILED(hr = pins_add(thread->marshal_pins, &import->IUnknown_iface)))
                return hr;
            return ticket_write(stream, &ticket);
        }
        if (FAILED(hr = fetch_full(import, iid, bytes, &size)))
            return hr;
        return IStream_Write(stream, bytes, size, NULL);
    }
    if (FAILED(hr = standard_marshaler(import, iid, &object, &marshal)))
        return hr;
    hr = IMarshal_MarshalInterface(marshal, stream, iid, object, context, data, flags);
    IMarshal_Release(marshal);
    IUnknown_Release(object);
    return hr;
}

static HRESULT WINAPI import_marshal_UnmarshalInterface(IMarshal *iface, IStream *stream, REFIID iid, void **object)
{
    (void)iface;
    return channel_hooks.unmarshal(stream, iid, object);
}

static HRESULT WINAPI import_marshal_ReleaseMarshalData(IMarshal *iface, IStream *stream)
{
    (void)iface;
    return channel_hooks.release_marshal_data(stream);
}

static HRESULT WINAPI import_marshal_DisconnectObject(IMarshal *iface, DWORD reserved)
{
    (void)iface, (void)reserved;
    return S_OK; /* only an object's own process disconnects it */
}

const IMarshalVtbl import_marshal_vtbl = {
    import_marshal_QueryInterface,
    import_marshal_AddRef,
    import_marshal_Release,
    import_marshal_GetUnmarshalClass,
    import_marshal_GetMarshalSizeMax,
    import_marshal_MarshalInterface,
    import_marshal_UnmarshalInterface,
    import_marshal_ReleaseMarshalData,
    import_marshal_DisconnectObject,
};

/* Programs set a blanket on every proxy by habit. Between two processes of one user there is nothing to negotiate. */
static HRESULT WINAPI security_QueryInterface(IClientSecurity *iface, REFIID iid, void **object)
{
    return IUnknown_QueryInterface(&impl_from_IClientSecurity(iface)->IUnknown_iface, iid, object);
}

static ULONG WINAPI security_AddRef(IClientSecurity *iface)
{
    return IUnknown_AddRef(&impl_from_IClientSecurity(iface)->IUnknown_iface);
}

static ULONG WINAPI security_Release(IClientSecurity *iface)
{
    return IUnknown_Release(&impl_from_IClientSecurity(iface)->IUnknown_iface);
}

static HRESULT WINAPI security_QueryBlanket(IClientSecurity *iface, IUnknown *proxy, DWORD *authn_svc, DWORD *authz_svc,
    OLECHAR **server, DWORD *authn_level, DWORD *imp_level, void **auth_info, DWORD *capabilities)
{
    (void)iface, (void)proxy;
    if (authn_svc)
        *authn_svc = RPC_C_AUTHN_WINNT;
    if (authz_svc)
        *authz_svc = RPC_C_AUTHZ_NONE;
    if (server)
        *server = NULL;
    if (authn_level)
        *authn_level = RPC_C_AUTHN_LEVEL_PKT_PRIVACY; /* nobody else can read the section */
    if (imp_level)
        *imp_level = RPC_C_IMP_LEVEL_IDENTIFY;
    if (auth_info)
        *auth_info = NULL;
    if (capabilities)
        *capabilities = EOAC_NONE;
    return S_OK;
}

static HRESULT WINAPI security_SetBlanket(IClientSecurity *iface, IUnknown *proxy, DWORD authn_svc, DWORD authz_svc,
    OLECHAR *server, DWORD authn_level, DWORD imp_level, void *auth_info, DWORD capabilities)
{
    (void)iface, (void)proxy, (void)authn_svc, (void)authz_svc, (void)server, (void)authn_level, (void)imp_level;
    (void)auth_info, (void)capabilities;
    return S_OK;
}

static HRESULT WINAPI security_CopyProxy(IClientSecurity *iface, IUnknown *proxy, IUnknown **copy)
{
    (void)iface;
    *copy = proxy;
    IUnknown_AddRef(proxy);
    return S_OK;
}

const IClientSecurityVtbl import_security_vtbl = {
    security_QueryInterface,
    security_AddRef,
    security_Release,
    security_QueryBlanket,
    security_SetBlanket,
    security_CopyProxy,
};

/* How programs tell a proxy from an object of their own. */
static struct import *impl_from_IProxyManager(struct proxy_manager *iface)
{
    return CONTAINING_RECORD(iface, struct import, IProxyManager_iface);
}

static HRESULT WINAPI manager_QueryInterface(struct proxy_manager *iface, REFIID iid, void **object)
{
    return IUnknown_QueryInterface(&impl_from_IProxyManager(iface)->IUnknown_iface, iid, object);
}

static ULONG WINAPI manager_AddRef(struct proxy_manager *iface)
{
    return IUnknown_AddRef(&impl_from_IProxyManager(iface)->IUnknown_iface);
}

static ULONG WINAPI manager_Release(struct proxy_manager *iface)
{
    return IUnknown_Release(&impl_from_IProxyManager(iface)->IUnknown_iface);
}

static HRESULT WINAPI manager_CreateServer(struct proxy_manager *iface, REFCLSID clsid, DWORD context, void *reserved)
{
    (void)iface, (void)clsid, (void)context, (void)reserved;
    return E_NOTIMPL;
}

static BOOL WINAPI manager_IsConnected(struct proxy_manager *iface)
{
    return !impl_from_IProxyManager(iface)->connection->dead;
}

static HRESULT WINAPI manager_LockConnection(struct proxy_manager *iface, BOOL lock, BOOL last_unlock_releases)
{
    (void)iface, (void)lock, (void)last_unlock_releases;
    return S_OK; /* every import holds its object */
}

static void WINAPI manager_Disconnect(struct proxy_manager *iface)
{
    (void)iface;
}

const struct proxy_manager_vtbl import_manager_vtbl = {
    manager_QueryInterface,
    manager_AddRef,
    manager_Release,
    manager_CreateServer,
    manager_IsConnected,
    manager_LockConnection,
    manager_Disconnect,
};
