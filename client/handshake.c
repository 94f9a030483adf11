/* SPDX-License-Identifier: MIT */
/*
 * From a surrogate that was started to its first object: over the pipe the two agree on a channel, so that a program
 * that only uses the channel never pays for COM's standard one; else the surrogate marshals a reference.
 */
#include "client.h"

#include <stdlib.h>

/* The surrogate's host, as far as the channel needs it; lives on the stack of launch_connect. */
struct pipe_peer {
    ICrossbitChannelPeer ICrossbitChannelPeer_iface;
    struct launch *launch;
    BSTR *message;
    HRESULT failed;   /* of launch_failed: the surrogate is ended, and there is nobody left to ask for a reference */
    HRESULT attached; /* of the answer to the last offer */
    INT64 export_id;
};

static struct pipe_peer *impl_from_ICrossbitChannelPeer(ICrossbitChannelPeer *iface)
{
    return CONTAINING_RECORD(iface, struct pipe_peer, ICrossbitChannelPeer_iface);
}

static HRESULT STDMETHODCALLTYPE peer_QueryInterface(ICrossbitChannelPeer *iface, REFIID iid, void **object)
{
    *object = IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_ICrossbitChannelPeer) ? iface : NULL;
    return *object ? S_OK : E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE peer_AddRef(ICrossbitChannelPeer *iface)
{
    (void)iface;
    return 2;
}

static ULONG STDMETHODCALLTYPE peer_Release(ICrossbitChannelPeer *iface)
{
    (void)iface;
    return 1;
}

/* Writes a record; a failure ends the start. */
static HRESULT tell(struct launch *launch, enum start_kind kind, const void *data, DWORD size, BSTR *message)
{
    HRESULT hr = pipe_write(launch->pipe, launch->process, launch->deadline, kind, data, size);

    return SUCCEEDED(hr) ? S_OK : launch_failed(launch, hr, message);
}

/* Reads a record; a failure, and an error that the surrogate reports, ends the start. *data: free. */
static HRESULT receive(struct launch *launch, struct start_record *record, void **data, BSTR *message)
{
    HRESULT hr = pipe_read(launch->pipe, launch->process, launch->deadline, record, data);
    BSTR text;

    if (SUCCEEDED(hr) && record->kind == START_ERROR) {
        hr = pipe_error(*data, &text);
        message_set(message, hr, L"the surrogate %ls did not start: %ls", launch->path, text ? text : L"");
        SysFreeString(text);
        free(*data);
        *data = NULL;
    }
    return SUCCEEDED(hr) ? S_OK : launch_failed(launch, hr, message);
}

static HRESULT STDMETHODCALLTYPE peer_Connect(
    ICrossbitChannelPeer *iface, const CrossbitChannelOffer *offer, CrossbitChannelAnswer *answer)
{
    struct pipe_peer *peer = impl_from_ICrossbitChannelPeer(iface);
    struct start_record record;
    struct start_answer reply;
    void *data = NULL;

    peer->failed = tell(peer->launch, START_CONNECT, offer, sizeof(*offer), peer->message);
    if (SUCCEEDED(peer->failed))
        peer->failed = receive(peer->launch, &record, &data, peer->message);
    if (SUCCEEDED(peer->failed) && (record.kind != START_ANSWER || record.size != sizeof(reply)))
        peer->failed = launch_failed(peer->launch, CROSSBIT_E_PROTOCOL, peer->message);
    if (SUCCEEDED(peer->failed))
        memcpy(&reply, data, sizeof(reply));
    free(data);
    if (FAILED(peer->failed))
        return peer->failed;
    /* A ticket names who wrote it; a process that the surrogate started, say, could have the pipe too. */
    if (reply.connected == S_OK && reply.answer.process_id != peer->launch->process_id)
        return peer->failed = launch_failed(peer->launch, CROSSBIT_E_PROTOCOL, peer->message);
    *answer = reply.answer;
    peer->attached = reply.attached;
    peer->export_id = reply.export_id;
    return reply.connected;
}

/* Connect has brought the answer already. */
static HRESULT STDMETHODCALLTYPE peer_Attach(ICrossbitChannelPeer *iface, REFGUID instance, INT64 *export_id)
{
    struct pipe_peer *peer = impl_from_ICrossbitChannelPeer(iface);

    (void)instance;
    *export_id = peer->export_id;
    return peer->attached;
}

static const ICrossbitChannelPeerVtbl peer_vtbl = {
    peer_QueryInterface, peer_AddRef, peer_Release, peer_Connect, peer_Attach};

static HRESULT connect_channel(struct pipe_peer *peer, const BYTE *ticket, ULONG size, ICrossbitSurrogate **surrogate)
{
    ICrossbitConnector *connector;
    HRESULT hr = CoCreateInstance(
        &CLSID_CrossbitUnmarshaler, NULL, CLSCTX_INPROC_SERVER, &IID_ICrossbitConnector, (void **)&connector);

    if (FAILED(hr))
        return hr;
    hr = ICrossbitConnector_Connect(
        connector, ticket, size, &peer->ICrossbitChannelPeer_iface, &IID_ICrossbitSurrogate, (void **)surrogate);
    ICrossbitConnector_Release(connector);
    return hr;
}

static HRESULT unmarshal(const void *reference, DWORD size, ICrossbitSurrogate **surrogate)
{
    HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, size ? size : 1);
    IStream *stream;
    HRESULT hr;

    if (!memory)
        return E_OUTOFMEMORY;
    memcpy(GlobalLock(memory), reference, size);
    GlobalUnlock(memory);
    hr = CreateStreamOnHGlobal(memory, TRUE, &stream);
    if (FAILED(hr)) {
        GlobalFree(memory);
        return hr;
    }
    hr = CoUnmarshalInterface(stream, &IID_ICrossbitSurrogate, (void **)surrogate);
    IStream_Release(stream);
    return hr;
}

HRESULT launch_connect(struct launch *launch, ICrossbitSurrogate **surrogate, BSTR *message)
{
    struct pipe_peer peer = {{(ICrossbitChannelPeerVtbl *)&peer_vtbl}, launch, message, S_OK, E_UNEXPECTED, 0};
    struct start_record record;
    void *data;
    HRESULT hr = receive(launch, &record, &data, message);

    *surrogate = NULL;
    if (FAILED(hr))
        return hr;
    if (record.kind == START_TICKET) {
        hr = connect_channel(&peer, data, record.size, surrogate);
        free(data);
        data = NULL;
        if (SUCCEEDED(hr))
            return tell(launch, START_DONE, NULL, 0, message);
        hr = peer.failed;
        if (SUCCEEDED(hr))
            hr = tell(launch, START_MARSHAL, NULL, 0, message);
        if (SUCCEEDED(hr))
            hr = receive(launch, &record, &data, message);
        if (FAILED(hr))
            return hr;
    }
    hr = record.kind == START_REFERENCE ? unmarshal(data, record.size, surrogate) : CROSSBIT_E_PROTOCOL;
    free(data);
    return SUCCEEDED(hr) ? S_OK : launch_failed(launch, hr, message);
}
