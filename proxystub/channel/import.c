/* SPDX-License-Identifier: MIT */
/* Objects of peers as this process sees them: identity, interface proxies, and their way on to others. */
#include "import_private.h"

static SRWLOCK imports_lock = SRWLOCK_INIT;
static struct import **buckets; /* (imports_lock) chained */
static uint32_t bucket_count;   /* (imports_lock) a power of two */
static uint32_t import_count;   /* (imports_lock) */

static struct import **bucket(struct connection *connection, uint64_t export_id)
{
    uint64_t hash = (export_id ^ (uintptr_t)connection >> 4) * 0x9e3779b97f4a7c15u;

    return &buckets[(hash >> 32) & (bucket_count - 1)];
}

/* imports_lock is held exclusively. */
static bool grow_buckets(void)
{
    uint32_t old = bucket_count, i;
    struct import **previous = buckets, **grown, *import;

    if (import_count < old)
        return true;
    if (!(grown = calloc(old ? old * 2 : 64, sizeof(*grown))))
        return old != 0;
    buckets = grown;
    bucket_count = old ? old * 2 : 64;
    for (i = 0; i < old; i++)
        while ((import = previous[i])) {
            previous[i] = import->next;
            import->next = *bucket(import->connection, import->export_id);
            *bucket(import->connection, import->export_id) = import;
        }
    free(previous);
    return true;
}

/* imports_lock is held. An import whose last reference is gone is not found any more. */
static struct import *find_alive(struct connection *connection, uint64_t export_id)
{
    struct import *import;
    LONG refs;

    if (!bucket_count)
        return NULL;
    for (import = *bucket(connection, export_id); import; import = import->next) {
        if (import->connection != connection || import->export_id != export_id)
            continue;
        for (refs = import->refs; refs > 0;) {
            LONG seen = InterlockedCompareExchange(&import->refs, refs + 1, refs);

            if (seen == refs)
                return import;
            refs = seen;
        }
    }
    return NULL;
}

static void give_back(struct connection *connection, uint64_t export_id, uint32_t refs)
{
    struct thread_state *thread = channel_thread();
    struct release_request request = {.export_id = export_id, .refs = refs};
    struct pending_releases *pending;
    struct release_request *items;

    if (connection->dead)
        return;
    /* In a call for that peer: it travels with the reply. */
    if (thread && thread->serving && thread->serving->connection == connection) {
        pending = &thread->serving->releases;
        items = realloc(pending->items, (pending->count + 1) * sizeof(*items));
        if (items) {
            items[pending->count++] = request;
            pending->items = items;
            return;
        }
    }
    client_call_connection(connection, CONNECTION_RELEASE, &request, sizeof(request), NULL, 0, NULL);
}

static void destroy(struct import *import)
{
    struct interface_proxy *face;
    struct standard_proxy *standard;
    struct import **link;

    AcquireSRWLockExclusive(&imports_lock);
    for (link = bucket(import->connection, import->export_id); *link && *link != import; link = &(*link)->next)
        ;
    if (*link) {
        *link = import->next;
        import_count--;
    }
    ReleaseSRWLockExclusive(&imports_lock);

    import->refs = 1 << 30; /* proxies may add and take references while they go */
    while ((face = import->faces)) {
        import->faces = face->next;
        IRpcProxyBuffer_Disconnect(face->proxy);
        IRpcProxyBuffer_Release(face->proxy);
        IRpcChannelBuffer_Release(face->channel);
        free(face);
    }
    while ((standard = import->standards)) {
        import->standards = standard->next;
        IUnknown_Release(standard->object);
        free(standard);
    }
    give_back(import->connection, import->export_id, (uint32_t)import->remote_refs);
    connection_release(import->connection);
    InterlockedDecrement(&channel_counters.imports);
    free(import);
}

static HRESULT WINAPI import_QueryInterface(IUnknown *iface, REFIID iid, void **object)
{
    return import_query(impl_from_IUnknown(iface), iid, 0, object);
}

static ULONG WINAPI import_AddRef(IUnknown *iface)
{
    return InterlockedIncrement(&impl_from_IUnknown(iface)->refs);
}

static ULONG WINAPI import_Release(IUnknown *iface)
{
    struct import *import = impl_from_IUnknown(iface);
    LONG refs = InterlockedDecrement(&import->refs);

    if (!refs)
        destroy(import);
    return refs;
}

static const IUnknownVtbl import_vtbl = {import_QueryInterface, import_AddRef, import_Release};

/* The import behind any interface of it, with a reference; NULL if object is none. */
struct import *import_from_object(IUnknown *object)
{
    IUnknown *identity;

    if (!object || FAILED(IUnknown_QueryInterface(object, &IID_IUnknown, (void **)&identity)))
        return NULL;
    if (identity->lpVtbl == &import_vtbl)
        return impl_from_IUnknown(identity);
    IUnknown_Release(identity);
    return NULL;
}

HRESULT import_get(
    struct connection *connection, uint64_t export_id, uint32_t refs, const IID *iid, uint64_t ipid, void **object)
{
    struct import *import, *fresh = NULL;
    HRESULT hr;

    *object = NULL;
    AcquireSRWLockShared(&imports_lock);
    import = find_alive(connection, export_id);
    ReleaseSRWLockShared(&imports_lock);
    if (!import) {
        if (!(fresh = calloc(1, sizeof(*fresh)))) {
            give_back(connection, export_id, refs);
            return E_OUTOFMEMORY;
        }
        fresh->IUnknown_iface.lpVtbl = (IUnknownVtbl *)&import_vtbl;
        fresh->IMarshal_iface.lpVtbl = (IMarshalVtbl *)&import_marshal_vtbl;
        fresh->IClientSecurity_iface.lpVtbl = (IClientSecurityVtbl *)&import_security_vtbl;
        fresh->IProxyManager_iface.lpVtbl = &import_manager_vtbl;
        fresh->refs = 1;
        fresh->connection = connection;
        fresh->export_id = export_id;
        InitializeSRWLock(&fresh->lock);
        AcquireSRWLockExclusive(&imports_lock);
        if (!(import = find_alive(connection, export_id)) && grow_buckets()) {
            import = fresh;
            fresh = NULL;
            import->next = *bucket(connection, export_id);
            *bucket(connection, export_id) = import;
            import_count++;
            connection_addref(connection);
            InterlockedIncrement(&channel_counters.imports);
        }
        ReleaseSRWLockExclusive(&imports_lock);
        free(fresh);
        if (!import) {
            give_back(connection, export_id, refs);
            return E_OUTOFMEMORY;
        }
    }
    InterlockedExchangeAdd(&import->remote_refs, (LONG)refs);
    hr = import_query(import, iid, ipid, object);
    IUnknown_Release(&import->IUnknown_iface);
    return hr;
}

static struct interface_proxy *find_face(struct import *import, const IID *iid)
{
    struct interface_proxy *face;

    for (face = import->faces; face && !IsEqualIID(&face->iid, iid); face = face->next)
        ;
    return face;
}

/* A proxy on the channel for the interface that the peer calls ipid. */
static HRESULT make_face(struct import *import, const IID *iid, uint64_t ipid, void **object)
{
    const struct interface_info *info = interface_find(iid);
    struct interface_proxy *face, *other;
    HRESULT hr;

    if (!info)
        return REGDB_E_IIDNOTREG;
    if (!(face = calloc(1, sizeof(*face))))
        return E_OUTOFMEMORY;
    face->iid = *iid;
    if (FAILED(hr = client_channel_create(import->connection, ipid, info, &import->deadline_ms, &face->channel)))
        goto exit;
    /* *object comes with a reference to the import, because that is the proxy's outer unknown. */
    if (FAILED(
            hr = IPSFactoryBuffer_CreateProxy(info->factory, &import->IUnknown_iface, iid, &face->proxy, &face->face)))
        goto exit;
    if (FAILED(hr = IRpcProxyBuffer_Connect(face->proxy, face->channel))) {
        IUnknown_Release((IUnknown *)face->face);
        goto exit;
    }
    if (direct_face_init(&face->direct, info, face->face, &import->IUnknown_iface, face->channel))
        face->face = &face->direct;
    *object = face->face;
    AcquireSRWLockExclusive(&import->lock);
    if (!(other = find_face(import, iid))) {
        face->next = import->faces;
        import->faces = face;
        face = NULL;
    }
    ReleaseSRWLockExclusive(&import->lock);
    if (other) {
        /* Another thread was faster: one interface, one pointer. */
        IUnknown_AddRef((IUnknown *)other->face);
        IUnknown_Release((IUnknown *)face->face);
        IRpcProxyBuffer_Disconnect(face->proxy);
        *object = other->face;
    }
exit:
    if (face) {
        if (face->proxy)
            IRpcProxyBuffer_Release(face->proxy);
        if (face->channel)
            IRpcChannelBuffer_Release(face->channel);
        free(face);
    }
    return hr;
}

HRESULT import_query(struct import *import, const IID *iid, uint64_t ipid, void **object)
{
    struct query_request request = {.export_id = import->export_id, .iid = *iid};
    struct query_reply reply;
    struct interface_proxy *face;
    uint32_t size;
    HRESULT hr = S_OK;

    if (!object)
        return E_POINTER;
    *object = NULL;
    if (IsEqualIID(iid, &IID_IUnknown))
        *object = &import->IUnknown_iface;
    else if (IsEqualIID(iid, &IID_IMarshal))
        *object = &import->IMarshal_iface;
    else if (IsEqualIID(iid, &IID_IClientSecurity))
        *object = &import->IClientSecurity_iface;
    else if (IsEqualIID(iid, &IID_IProxyManager))
        *object = &import->IProxyManager_iface;
    if (*object) {
        IUnknown_AddRef(&import->IUnknown_iface);
        return S_OK;
    }
    AcquireSRWLockShared(&import->lock);
    if ((face = find_face(import, iid)))
        *object = face->face;
    ReleaseSRWLockShared(&import->lock);
    if (face) {
        IUnknown_AddRef(&import->IUnknown_iface);
        return S_OK;
    }
    if (!ipid) {
        hr = client_call_connection(
            import->connection, CONNECTION_QUERY, &request, sizeof(request), &reply, sizeof(reply), &size);
        if (hr == S_OK && size != sizeof(reply))
            hr = RPC_E_INVALID_DATAPACKET;
        if (FAILED(hr))
            return hr;
        ipid = reply.ipid;
    }
    if (hr == S_OK)
        hr = make_face(import, iid, ipid, object);
    /* The interface is there, but one of the two sides has no proxy or stub for the channel. */
    if (hr != S_OK)
        hr = import_query_standard(import, iid, object);
    return hr;
}

static HRESULT set_deadline(IUnknown *proxy, DWORD milliseconds, bool whole_connection)
{
    struct import *import = import_from_object(proxy);

    if (!import)
        return E_INVALIDARG;
    InterlockedExchange(whole_connection ? &import->connection->deadline_ms : &import->deadline_ms,
        (LONG)min(milliseconds, 0x7fffffffu));
    IUnknown_Release(&import->IUnknown_iface);
    return S_OK;
}

HRESULT __cdecl CrossbitSetObjectDeadline(IUnknown *proxy, DWORD milliseconds)
{
    return set_deadline(proxy, milliseconds, FALSE);
}

HRESULT __cdecl CrossbitSetConnectionDeadline(IUnknown *proxy, DWORD milliseconds)
{
    return set_deadline(proxy, milliseconds, TRUE);
}

HRESULT __cdecl CrossbitShareMemory(
    IUnknown *proxy, const void *address, SIZE_T size, struct crossbit_memory *reference, void **hold)
{
    uint64_t offset = 0;
    struct memory *memory = shared_find(address, size, &offset);
    struct import *import = memory ? import_from_object(proxy) : NULL;
    HRESULT hr = S_FALSE;

    *hold = NULL;
    memset(reference, 0, sizeof(*reference));
    if (import) {
        hr = shared_offer(import->connection, memory, offset, size, reference);
        IUnknown_Release(&import->IUnknown_iface);
    }
    if (hr == S_OK)
        *hold = memory;
    else
        CrossbitReleaseMemory(memory);
    return hr;
}

HRESULT __cdecl CrossbitGetPeerEnd(IUnknown *proxy, struct crossbit_peer_end *end)
{
    struct import *import = import_from_object(proxy);
    struct connection *connection;
    HRESULT hr = S_OK;

    memset(end, 0, sizeof(*end));
    if (!import)
        return E_INVALIDARG;
    connection = import->connection;
    end->process_id = connection->process_id;
    /* Its thread may not have looked yet: the words are there when the first caller comes back. */
    if (!connection->dead && WaitForSingleObject(connection->process, 0) == WAIT_OBJECT_0)
        connection_kill(connection, HRESULT_FROM_WIN32(RPC_S_CALL_FAILED));
    if (!connection->dead) {
        hr = S_FALSE;
        goto exit;
    }
    end->code = connection->last_code;
    if (connection->last_words)
        wcscpy(end->text, connection->last_words);
    end->exit_code = words_exit_code(connection, connection->last_words ? 0 : WORDS_EXIT_MS);
exit:
    IUnknown_Release(&import->IUnknown_iface);
    return hr;
}
