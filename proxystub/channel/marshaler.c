/* SPDX-License-Identifier: MIT */
/* The marshaler that a server object aggregates: IMarshal and ICrossbitChannelPeer on its behalf. */
#include "channel_private.h"
#include "keep.h"

struct marshaler {
    IUnknown IUnknown_inner;
    IMarshal IMarshal_iface;
    ICrossbitChannelPeer ICrossbitChannelPeer_iface;
    LONG refs;
    IUnknown *outer;    /* (RO) no reference: it owns this */
    uint64_t export_id; /* (RO) never used again in this process */
};

static volatile LONG64 last_export_id;

static struct marshaler *impl_from_inner(IUnknown *iface)
{
    return CONTAINING_RECORD(iface, struct marshaler, IUnknown_inner);
}

static struct marshaler *impl_from_IMarshal(IMarshal *iface)
{
    return CONTAINING_RECORD(iface, struct marshaler, IMarshal_iface);
}

static struct marshaler *impl_from_ICrossbitChannelPeer(ICrossbitChannelPeer *iface)
{
    return CONTAINING_RECORD(iface, struct marshaler, ICrossbitChannelPeer_iface);
}

static HRESULT WINAPI inner_QueryInterface(IUnknown *iface, REFIID iid, void **object)
{
    struct marshaler *marshaler = impl_from_inner(iface);
    struct thread_state *thread;

    *object = NULL;
    if (IsEqualIID(iid, &IID_IUnknown))
        *object = &marshaler->IUnknown_inner;
    else if (IsEqualIID(iid, &IID_IMarshal))
        *object = (thread = channel_thread()) && thread->disconnecting == iface ? NULL : &marshaler->IMarshal_iface;
    else if (IsEqualIID(iid, &IID_ICrossbitChannelPeer))
        *object = &marshaler->ICrossbitChannelPeer_iface;
    if (!*object)
        return E_NOINTERFACE;
    IUnknown_AddRef((IUnknown *)*object);
    return S_OK;
}

static ULONG WINAPI inner_AddRef(IUnknown *iface)
{
    return InterlockedIncrement(&impl_from_inner(iface)->refs);
}

static ULONG WINAPI inner_Release(IUnknown *iface)
{
    struct marshaler *marshaler = impl_from_inner(iface);
    LONG refs = InterlockedDecrement(&marshaler->refs);

    if (!refs)
        free(marshaler);
    return refs;
}

static const IUnknownVtbl inner_vtbl = {inner_QueryInterface, inner_AddRef, inner_Release};

static HRESULT WINAPI marshaler_QueryInterface(IMarshal *iface, REFIID iid, void **object)
{
    return IUnknown_QueryInterface(impl_from_IMarshal(iface)->outer, iid, object);
}

static ULONG WINAPI marshaler_AddRef(IMarshal *iface)
{
    return IUnknown_AddRef(impl_from_IMarshal(iface)->outer);
}

static ULONG WINAPI marshaler_Release(IMarshal *iface)
{
    return IUnknown_Release(impl_from_IMarshal(iface)->outer);
}

/*
 * The marshaler for what the channel does not carry. In-process, an agile object is its own proxy, as the free-threaded
 * marshaler has it; everything else is COM's standard.
 */
static HRESULT other_marshaler(
    struct marshaler *marshaler, REFIID iid, DWORD context, void *data, DWORD flags, IMarshal **other)
{
    IUnknown *agile, *free_threaded;
    HRESULT hr;

    if ((context == MSHCTX_INPROC || context == MSHCTX_CROSSCTX) &&
        SUCCEEDED(IUnknown_QueryInterface(marshaler->outer, &iid_agile_object, (void **)&agile))) {
        IUnknown_Release(agile);
        if (FAILED(hr = CoCreateFreeThreadedMarshaler(NULL, &free_threaded)))
            return hr;
        hr = IUnknown_QueryInterface(free_threaded, &IID_IMarshal, (void **)other);
        IUnknown_Release(free_threaded);
        return hr;
    }
    return CoGetStandardMarshal(iid, marshaler->outer, context, data, flags, other);
}

/* The context decides: only another process of this machine can use a channel. */
static bool wants_channel(DWORD context)
{
    return context == MSHCTX_LOCAL && channel_start();
}

static HRESULT WINAPI marshaler_GetUnmarshalClass(
    IMarshal *iface, REFIID iid, void *pv, DWORD context, void *data, DWORD flags, CLSID *clsid)
{
    IMarshal *other;
    HRESULT hr;

    if (wants_channel(context)) {
        *clsid = CLSID_CrossbitUnmarshaler;
        return S_OK;
    }
    if (FAILED(hr = other_marshaler(impl_from_IMarshal(iface), iid, context, data, flags, &other)))
        return hr;
    hr = IMarshal_GetUnmarshalClass(other, iid, pv, context, data, flags, clsid);
    IMarshal_Release(other);
    return hr;
}

HRESULT marshal_size(REFIID iid, IUnknown *object, DWORD context, void *data, DWORD flags, DWORD *size)
{
    static volatile LONG known; /* asked once: COM's answer hardly depends on the object */
    IMarshal *standard;
    DWORD needed;
    HRESULT hr;

    *size = 0;
    if (!known) {
        if (FAILED(hr = CoGetStandardMarshal(iid, object, context, data, flags, &standard)))
            return hr;
        hr = IMarshal_GetMarshalSizeMax(standard, iid, object, context, data, flags, &needed);
        IMarshal_Release(standard);
        if (FAILED(hr))
            return hr;
        InterlockedExchange(&known, (LONG)(needed + sizeof(struct ticket) + 256));
    }
    *size = (DWORD)known;
    return S_OK;
}

static HRESULT WINAPI marshaler_GetMarshalSizeMax(
    IMarshal *iface, REFIID iid, void *pv, DWORD context, void *data, DWORD flags, DWORD *size)
{
    struct marshaler *marshaler = impl_from_IMarshal(iface);
    IMarshal *other;
    HRESULT hr;

    if (wants_channel(context))
        return marshal_size(iid, marshaler->outer, context, data, flags, size);
    if (FAILED(hr = other_marshaler(marshaler, iid, context, data, flags, &other)))
        return hr;
    hr = IMarshal_GetMarshalSizeMax(other, iid, pv, context, data, flags, size);
    IMarshal_Release(other);
    return hr;
}

/* Writes with that marshaler of COM's, and releases it. */
static HRESULT marshal_with(
    IMarshal *marshaler, IStream *stream, REFIID iid, void *pv, DWORD context, void *data, DWORD flags)
{
    HRESULT hr = IMarshal_MarshalInterface(marshaler, stream, iid, pv, context, data, flags);

    IMarshal_Release(marshaler);
    if (SUCCEEDED(hr) && context != MSHCTX_INPROC && context != MSHCTX_CROSSCTX)
        keep_stub(iid);
    return hr;
}

HRESULT marshal_full(IStream *stream, REFIID iid, IUnknown *object, DWORD context, void *data, DWORD flags)
{
    struct ticket ticket = {
        .kind = TICKET_FULL, .process_id = channel.process_id, .instance = channel.instance, .secret = channel.secret};
    IMarshal *standard;
    HRESULT hr;

    if (FAILED(hr = ticket_write(stream, &ticket)) ||
        FAILED(hr = CoGetStandardMarshal(iid, object, context, data, flags, &standard)) ||
        FAILED(hr = marshal_with(standard, stream, iid, object, context, data, flags)))
        return hr;
    keep_stub(&IID_ICrossbitChannelPeer); /* the peer asks for it, to connect */
    return S_OK;
}

/* For the peer of a connection that this thread marshals a message to. */
static HRESULT marshal_short(IStream *stream, REFIID iid, struct marshaler *marshaler, struct connection *connection)
{
    struct ticket ticket = {.kind = TICKET_SHORT,
        .instance = channel.instance,
        .secret = connection->instance,
        .export_id = marshaler->export_id};
    struct home home;
    HRESULT hr;

    if (FAILED(hr = apartment_current(marshaler->outer, &home)))
        return hr;
    hr = export_grant(connection, marshaler->export_id, marshaler->outer, &home, iid, &ticket.ipid);
    /*
     * A message to a dead peer is marshaled to its end and then dropped: were this to fail, Wine's NdrStubCall2 would
     * leave without releasing the method's [out] objects.
     */
    if (FAILED(hr))
        return connection->dead ? ticket_write(stream, &ticket) : hr;
    if (FAILED(hr = ticket_write(stream, &ticket)))
        export_release(connection, marshaler->export_id, 1);
    return hr;
}

static HRESULT WINAPI marshaler_MarshalInterface(
    IMarshal *iface, IStream *stream, REFIID iid, void *pv, DWORD context, void *data, DWORD flags)
{
    struct marshaler *marshaler = impl_from_IMarshal(iface);
    struct thread_state *thread;
    IMarshal *other;
    HRESULT hr;

    if (!wants_channel(context)) {
        if (FAILED(hr = other_marshaler(marshaler, iid, context, data, flags, &other)))
            return hr;
        return marshal_with(other, stream, iid, pv, context, data, flags);
    }
    thread = channel_thread();
    if (thread && thread->marshal_to && !(flags & (MSHLFLAGS_TABLESTRONG | MSHLFLAGS_TABLEWEAK)))
        return marshal_short(stream, iid, marshaler, thread->marshal_to);
    return marshal_full(stream, iid, marshaler->outer, context, data, flags);
}

static HRESULT WINAPI marshaler_UnmarshalInterface(IMarshal *iface, IStream *stream, REFIID iid, void **object)
{
    (void)iface;
    return channel_unmarshal(stream, iid, object);
}

static HRESULT WINAPI marshaler_ReleaseMarshalData(IMarshal *iface, IStream *stream)
{
    (void)iface;
    return channel_release_marshal_data(stream);
}

static HRESULT WINAPI marshaler_DisconnectObject(IMarshal *iface, DWORD reserved)
{
    struct marshaler *marshaler = impl_from_IMarshal(iface);
    struct thread_state *thread = channel_thread();

    export_disconnect(marshaler->export_id);
    if (!thread)
        return E_OUTOFMEMORY;
    /* Now COM's own stubs. Wine's standard marshaler leaves that out, but not for objects without IMarshal. */
    thread->disconnecting = &marshaler->IUnknown_inner;
    CoDisconnectObject(marshaler->outer, reserved);
    thread->disconnecting = NULL;
    return S_OK;
}

static const IMarshalVtbl marshaler_vtbl = {
    marshaler_QueryInterface,
    marshaler_AddRef,
    marshaler_Release,
    marshaler_GetUnmarshalClass,
    marshaler_GetMarshalSizeMax,
    marshaler_MarshalInterface,
    marshaler_UnmarshalInterface,
    marshaler_ReleaseMarshalData,
    marshaler_DisconnectObject,
};

static HRESULT WINAPI peer_QueryInterface(ICrossbitChannelPeer *iface, REFIID iid, void **object)
{
    return IUnknown_QueryInterface(impl_from_ICrossbitChannelPeer(iface)->outer, iid, object);
}

static ULONG WINAPI peer_AddRef(ICrossbitChannelPeer *iface)
{
    return IUnknown_AddRef(impl_from_ICrossbitChannelPeer(iface)->outer);
}

static ULONG WINAPI peer_Release(ICrossbitChannelPeer *iface)
{
    return IUnknown_Release(impl_from_ICrossbitChannelPeer(iface)->outer);
}

static HRESULT WINAPI peer_Connect(
    ICrossbitChannelPeer *iface, const CrossbitChannelOffer *offer, CrossbitChannelAnswer *answer)
{
    (void)iface;
    return connection_accept(offer, answer);
}

static HRESULT WINAPI peer_Attach(ICrossbitChannelPeer *iface, REFGUID instance, INT64 *export_id)
{
    struct marshaler *marshaler = impl_from_ICrossbitChannelPeer(iface);
    struct connection *connection;
    struct home home;
    HRESULT hr;

    *export_id = 0;
    if (!channel_start() || !(connection = connection_find(instance)))
        return RPC_E_DISCONNECTED;
    hr = apartment_current(marshaler->outer, &home);
    if (SUCCEEDED(hr))
        hr = export_grant(connection, marshaler->export_id, marshaler->outer, &home, NULL, NULL);
    if (SUCCEEDED(hr))
        *export_id = (INT64)marshaler->export_id;
    connection_release(connection);
    return hr;
}

static const ICrossbitChannelPeerVtbl peer_vtbl = {
    peer_QueryInterface,
    peer_AddRef,
    peer_Release,
    peer_Connect,
    peer_Attach,
};

HRESULT __cdecl CrossbitCreateMarshaler(IUnknown *outer, IUnknown **inner)
{
    struct marshaler *marshaler;

    if (!inner)
        return E_POINTER;
    *inner = NULL;
    if (!outer)
        return E_INVALIDARG;
    if (!(marshaler = calloc(1, sizeof(*marshaler))))
        return E_OUTOFMEMORY;
    marshaler->IUnknown_inner.lpVtbl = (IUnknownVtbl *)&inner_vtbl;
    marshaler->IMarshal_iface.lpVtbl = (IMarshalVtbl *)&marshaler_vtbl;
    marshaler->ICrossbitChannelPeer_iface.lpVtbl = (ICrossbitChannelPeerVtbl *)&peer_vtbl;
    marshaler->refs = 1;
    marshaler->outer = outer;
    marshaler->export_id = (uint64_t)InterlockedIncrement64(&last_export_id);
    *inner = &marshaler->IUnknown_inner;
    return S_OK;
}
