/* SPDX-License-Identifier: MIT */
/* The in-process unmarshaler: from the bytes of an object reference to an object of a peer. */
#include "channel_private.h"

/* May the channel be used with who wrote this? */
static HRESULT check_ticket(const struct ticket *ticket)
{
    if (!channel_start())
        return CO_E_NOT_SUPPORTED;
    if (ticket->version_min > CHANNEL_VERSION_MAX || ticket->version_max < CHANNEL_VERSION_MIN)
        return RPC_E_VERSION_MISMATCH;
    return S_OK;
}

/* From a peer that speaks for an object to the object's import. */
static HRESULT connect_and_attach(const struct ticket *ticket, ICrossbitChannelPeer *peer, REFIID iid, void **object)
{
    struct connection *connection;
    INT64 export_id;
    HRESULT hr;

    if (FAILED(hr = connection_connect(ticket, peer, &connection)))
        return hr;
    if (SUCCEEDED(hr = ICrossbitChannelPeer_Attach(peer, &channel.instance, &export_id)))
        hr = import_get(connection, (uint64_t)export_id, 1, iid, 0, object);
    connection_release(connection);
    return hr;
}

/* From the standard proxy of an object to its import. */
static HRESULT switch_to_channel(const struct ticket *ticket, IUnknown *standard, REFIID iid, void **object)
{
    ICrossbitChannelPeer *peer;
    HRESULT hr;

    *object = NULL;
    if (FAILED(hr = check_ticket(ticket)) ||
        FAILED(hr = IUnknown_QueryInterface(standard, &IID_ICrossbitChannelPeer, (void **)&peer)))
        return hr;
    hr = connect_and_attach(ticket, peer, iid, object);
    ICrossbitChannelPeer_Release(peer);
    return hr;
}

HRESULT __cdecl CrossbitGetTicket(void *written, ULONG *size)
{
    struct ticket ticket = {.kind = TICKET_PEER};

    if (!written || !size)
        return E_POINTER;
    if (*size < sizeof(ticket))
        return E_INVALIDARG;
    if (!channel_start())
        return E_NOTIMPL;
    ticket.process_id = channel.process_id;
    ticket.instance = channel.instance;
    ticket.secret = channel.secret;
    ticket_complete(&ticket);
    memcpy(written, &ticket, sizeof(ticket));
    *size = sizeof(ticket);
    return S_OK;
}

static HRESULT unmarshal_full(const struct ticket *ticket, IStream *stream, REFIID iid, void **object)
{
    IUnknown *standard;
    HRESULT hr;

    if (FAILED(hr = CoUnmarshalInterface(stream, iid, (void **)&standard)))
        return hr;
    if (IsEqualGUID(&ticket->instance, &channel.instance)) {
        *object = standard; /* it came home */
        return S_OK;
    }
    hr = switch_to_channel(ticket, standard, iid, object);
    if (FAILED(hr)) {
        channel_count_fallback(hr);
        *object = standard;
        return S_OK;
    }
    IUnknown_Release(standard);
    return S_OK;
}

struct home_request {
    IUnknown *object;
    const IID *iid;
    IStream *stream;
    HRESULT hr;
};

static void marshal_in_home(void *context)
{
    struct home_request *request = context;

    request->hr = CoMarshalInterThreadInterfaceInStream(request->iid, request->object, &request->stream);
}

/* One of our own objects that a peer sent back. */
static HRESULT unmarshal_home(const struct ticket *ticket, REFIID iid, void **object)
{
    struct connection *connection = connection_find(&ticket->instance);
    struct home_request request = {.iid = iid};
    struct grant *grant;
    HRESULT hr;

    if (!connection)
        return RPC_E_DISCONNECTED;
    grant = export_pin(connection, ticket->export_id);
    connection_release(connection);
    if (!grant)
        return RPC_E_DISCONNECTED;
    request.object = grant->object;
    if (grant->home.kind == HOME_STA && grant->home.thread_id != GetCurrentThreadId()) {
        /* Another apartment of this process: COM's own proxy. */
        hr = apartment_run(&grant->home, marshal_in_home, &request);
        if (SUCCEEDED(hr))
            hr = request.hr;
        if (SUCCEEDED(hr))
            hr = CoGetInterfaceAndReleaseStream(request.stream, iid, object);
    } else {
        hr = IUnknown_QueryInterface(request.object, iid, object);
    }
    export_unpin(grant);
    return hr;
}

static HRESULT unmarshal_short(const struct ticket *ticket, REFIID iid, void **object)
{
    struct connection *connection = connection_find(&ticket->instance);
    HRESULT hr;

    if (!connection)
        return HRESULT_FROM_WIN32(RPC_S_CALL_FAILED); /* its process ended since it wrote this */
    hr = import_get(connection, ticket->export_id, 1, iid, ticket->ipid, object);
    connection_release(connection);
    return hr;
}

HRESULT channel_unmarshal(IStream *stream, REFIID iid, void **object)
{
    struct ticket_local local;
    struct ticket ticket;
    HRESULT hr;

    *object = NULL;
    channel_start();
    if (FAILED(hr = ticket_read(stream, &ticket)))
        return hr;
    switch (ticket.kind) {
    case TICKET_FULL:
        return unmarshal_full(&ticket, stream, iid, object);
    case TICKET_SHORT:
        return unmarshal_short(&ticket, iid, object);
    case TICKET_HOME:
        return unmarshal_home(&ticket, iid, object);
    case TICKET_LOCAL:
        /* A pointer is only believed when it comes with what no other process knows. */
        if (!IsEqualGUID(&ticket.secret, &channel.secret) || FAILED(ticket_read_bytes(stream, &local, sizeof(local))))
            return RPC_E_INVALID_OBJREF;
        return import_unmarshal_local(&local, iid, object);
    default:
        return RPC_E_INVALID_OBJREF;
    }
}

HRESULT channel_release_marshal_data(IStream *stream)
{
    struct connection *connection;
    struct ticket_local local;
    struct ticket ticket;
    HRESULT hr;

    if (FAILED(hr = ticket_read(stream, &ticket)))
        return hr;
    switch (ticket.kind) {
    case TICKET_FULL:
        return CoReleaseMarshalData(stream);
    case TICKET_SHORT:
        /* Written here, for the process that `secret` names, and never sent. */
        if (IsEqualGUID(&ticket.instance, &channel.instance) && (connection = connection_find(&ticket.secret))) {
            export_release(connection, ticket.export_id, 1);
            connection_release(connection);
        }
        return S_OK;
    case TICKET_LOCAL:
        if (!IsEqualGUID(&ticket.secret, &channel.secret) || FAILED(ticket_read_bytes(stream, &local, sizeof(local))))
            return RPC_E_INVALID_OBJREF;
        import_release_local(&local);
        return S_OK;
    default:
        return S_OK;
    }
}

/* The object that COM makes to unmarshal: it has no state, so there is one. */
static IMarshal unmarshaler;
static ICrossbitConnector connector;

static HRESULT WINAPI unmarshaler_QueryInterface(IMarshal *iface, REFIID iid, void **object)
{
    if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IMarshal))
        *object = iface;
    else
        *object = IsEqualIID(iid, &IID_ICrossbitConnector) ? &connector : NULL;
    return *object ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI unmarshaler_AddRef(IMarshal *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI unmarshaler_Release(IMarshal *iface)
{
    (void)iface;
    return 1;
}

static HRESULT WINAPI unmarshaler_GetUnmarshalClass(
    IMarshal *iface, REFIID iid, void *pv, DWORD context, void *data, DWORD flags, CLSID *clsid)
{
    (void)iface, (void)iid, (void)pv, (void)context, (void)data, (void)flags;
    *clsid = CLSID_CrossbitUnmarshaler;
    return S_OK;
}

static HRESULT WINAPI unmarshaler_GetMarshalSizeMax(
    IMarshal *iface, REFIID iid, void *pv, DWORD context, void *data, DWORD flags, DWORD *size)
{
    (void)iface, (void)iid, (void)pv, (void)context, (void)data, (void)flags;
    *size = 0;
    return E_UNEXPECTED; /* objects marshal themselves */
}

static HRESULT WINAPI unmarshaler_MarshalInterface(
    IMarshal *iface, IStream *stream, REFIID iid, void *pv, DWORD context, void *data, DWORD flags)
{
    (void)iface, (void)stream, (void)iid, (void)pv, (void)context, (void)data, (void)flags;
    return E_UNEXPECTED;
}

static HRESULT WINAPI unmarshaler_UnmarshalInterface(IMarshal *iface, IStream *stream, REFIID iid, void **object)
{
    (void)iface;
    return channel_unmarshal(stream, iid, object);
}

static HRESULT WINAPI unmarshaler_ReleaseMarshalData(IMarshal *iface, IStream *stream)
{
    (void)iface;
    return channel_release_marshal_data(stream);
}

static HRESULT WINAPI unmarshaler_DisconnectObject(IMarshal *iface, DWORD reserved)
{
    (void)iface, (void)reserved;
    return S_OK;
}

static const IMarshalVtbl unmarshaler_vtbl = {
    unmarshaler_QueryInterface,
    unmarshaler_AddRef,
    unmarshaler_Release,
    unmarshaler_GetUnmarshalClass,
    unmarshaler_GetMarshalSizeMax,
    unmarshaler_MarshalInterface,
    unmarshaler_UnmarshalInterface,
    unmarshaler_ReleaseMarshalData,
    unmarshaler_DisconnectObject,
};
static IMarshal unmarshaler = {(IMarshalVtbl *)&unmarshaler_vtbl};

static HRESULT WINAPI connector_QueryInterface(ICrossbitConnector *iface, REFIID iid, void **object)
{
    (void)iface;
    return IMarshal_QueryInterface(&unmarshaler, iid, object);
}

static ULONG WINAPI connector_AddRef(ICrossbitConnector *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI connector_Release(ICrossbitConnector *iface)
{
    (void)iface;
    return 1;
}

static HRESULT WINAPI connector_Connect(
    ICrossbitConnector *iface, const BYTE *written, ULONG size, ICrossbitChannelPeer *peer, REFIID iid, void **object)
{
    struct ticket ticket;
    HRESULT hr;

    (void)iface;
    *object = NULL;
    if (size < sizeof(ticket))
        return RPC_E_INVALID_OBJREF;
    memcpy(&ticket, written, sizeof(ticket));
    if (!ticket_is_valid(&ticket) || ticket.size > size || ticket.kind != TICKET_PEER)
        return RPC_E_INVALID_OBJREF;
    if (FAILED(hr = check_ticket(&ticket)))
        return hr;
    if (IsEqualGUID(&ticket.instance, &channel.instance))
        return E_INVALIDARG; /* this process's own */
    return connect_and_attach(&ticket, peer, iid, object);
}

static const ICrossbitConnectorVtbl connector_vtbl = {
    connector_QueryInterface,
    connector_AddRef,
    connector_Release,
    connector_Connect,
};
static ICrossbitConnector connector = {(ICrossbitConnectorVtbl *)&connector_vtbl};

/*
 * The class object. One of each apartment that knows it counts: COM's last Release there says that the apartment has
 * ended.
 */
struct factory {
    IClassFactory IClassFactory_iface;
    LONG refs; /* (interlocked) */
};

static HRESULT WINAPI factory_QueryInterface(IClassFactory *iface, REFIID iid, void **object)
{
    if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IClassFactory)) {
        *object = iface;
        IClassFactory_AddRef(iface);
        return S_OK;
    }
    *object = NULL;
    return E_NOINTERFACE;
}

static ULONG WINAPI factory_AddRef(IClassFactory *iface)
{
    return InterlockedIncrement(&CONTAINING_RECORD(iface, struct factory, IClassFactory_iface)->refs);
}

static ULONG WINAPI factory_Release(IClassFactory *iface)
{
    struct factory *factory = CONTAINING_RECORD(iface, struct factory, IClassFactory_iface);
    LONG refs = InterlockedDecrement(&factory->refs);
    struct thread_state *thread;

    if (!refs) {
        if ((thread = channel_thread()) && thread->registered == iface)
            thread->registered = NULL;
        free(factory);
    }
    return refs;
}

static HRESULT WINAPI factory_CreateInstance(IClassFactory *iface, IUnknown *outer, REFIID iid, void **object)
{
    (void)iface;
    *object = NULL;
    return outer ? CLASS_E_NOAGGREGATION : IMarshal_QueryInterface(&unmarshaler, iid, object);
}

static HRESULT WINAPI factory_LockServer(IClassFactory *iface, BOOL lock)
{
    (void)iface, (void)lock;
    return S_OK;
}

static const IClassFactoryVtbl factory_vtbl = {
    factory_QueryInterface,
    factory_AddRef,
    factory_Release,
    factory_CreateInstance,
    factory_LockServer,
};
static struct factory process_factory = {{(IClassFactoryVtbl *)&factory_vtbl}, 1};

HRESULT channel_class_object(REFIID iid, void **object)
{
    return IClassFactory_QueryInterface(&process_factory.IClassFactory_iface, iid, object);
}

HRESULT WINAPI ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);

HRESULT __cdecl CrossbitRegisterChannel(void)
{
    struct thread_state *thread = channel_thread();
    struct factory *factory;
    IUnknown *proxies = NULL;
    DWORD cookie;
    HRESULT hr;

    if (!thread)
        return E_OUTOFMEMORY;
    if (thread->registered)
        return S_FALSE;
    if (!(factory = calloc(1, sizeof(*factory))))
        return E_OUTOFMEMORY;
    factory->IClassFactory_iface.lpVtbl = (IClassFactoryVtbl *)&factory_vtbl;
    factory->refs = 1;
    hr = CoRegisterClassObject(&CLSID_CrossbitUnmarshaler, (IUnknown *)&factory->IClassFactory_iface,
        CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &cookie);
    if (SUCCEEDED(hr))
        hr = ProxyDllGetClassObject(&CLSID_CrossbitProxy, &IID_IUnknown, (void **)&proxies);
    if (SUCCEEDED(hr))
        hr = CoRegisterClassObject(&CLSID_CrossbitProxy, proxies, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &cookie);
    if (SUCCEEDED(hr))
        hr = CoRegisterPSClsid(&IID_ICrossbitChannelPeer, &CLSID_CrossbitProxy);
    if (proxies)
        IUnknown_Release(proxies);
    if (SUCCEEDED(hr))
        thread->registered = &factory->IClassFactory_iface; /* until COM revokes both, when the apartment ends */
    IClassFactory_Release(&factory->IClassFactory_iface);
    return hr;
}
