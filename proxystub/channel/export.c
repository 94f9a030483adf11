/* SPDX-License-Identifier: MIT */
/* What a peer may call: objects (grants) and their interfaces (stubs), each for one connection. */
#include "channel_private.h"

static struct grant **bucket(struct connection *connection, uint64_t export_id)
{
    return &connection->grants[(export_id * 0x9e3779b97f4a7c15u >> 32) & (connection->grant_buckets - 1)];
}

/* exports_lock is held. */
static struct grant *find_grant(struct connection *connection, uint64_t export_id)
{
    struct grant *grant;

    if (!connection->grant_buckets)
        return NULL;
    for (grant = *bucket(connection, export_id); grant; grant = grant->next)
        if (grant->export_id == export_id)
            return grant;
    return NULL;
}

/* exports_lock is held exclusively. Keeps chains short: a hundred thousand objects cost no more to find than one. */
static bool grow_buckets(struct connection *connection)
{
    uint32_t old = connection->grant_buckets, i;
    struct grant **buckets, **previous = connection->grants, *grant;

    if (connection->grant_count < old)
        return true;
    buckets = calloc(old ? old * 2 : 64, sizeof(*buckets));
    if (!buckets)
        return old != 0;
    connection->grants = buckets;
    connection->grant_buckets = old ? old * 2 : 64;
    for (i = 0; i < old; i++)
        while ((grant = previous[i])) {
            previous[i] = grant->next;
            grant->next = *bucket(connection, grant->export_id);
            *bucket(connection, grant->export_id) = grant;
        }
    free(previous);
    return true;
}

/*
 * exports_lock is held exclusively. The stub's place in the table; the upper half of the ipid tells old numbers apart.
 */
static bool number_stub(struct connection *connection, struct stub_entry *entry)
{
    uint32_t i, capacity = connection->stub_capacity;
    struct stub_entry **stubs;

    if (!connection->stub_free) {
        uint32_t grown = capacity ? capacity * 2 : 64;

        stubs = realloc(connection->stubs, grown * sizeof(*stubs));
        if (!stubs)
            return false;
        /* A free place holds the number of the next free one, doubled and plus one: no pointer looks like that. */
        for (i = capacity; i < grown; i++)
            stubs[i] = (struct stub_entry *)(uintptr_t)((i + 1 < grown ? i + 1 : 0) * 2 + 1);
        connection->stub_free = capacity ? capacity : 1; /* ipid 0 is the connection itself */
        connection->stubs = stubs;
        connection->stub_capacity = grown;
    }
    i = connection->stub_free;
    connection->stub_free = (uint32_t)((uintptr_t)connection->stubs[i] >> 1);
    connection->stubs[i] = entry;
    if (!++connection->stub_generation)
        connection->stub_generation = 1;
    entry->ipid = (uint64_t)connection->stub_generation << 32 | i;
    return true;
}

/* exports_lock is held exclusively. */
static void forget_stubs(struct connection *connection, struct grant *grant)
{
    struct stub_entry *entry;

    for (entry = grant->stubs; entry; entry = entry->next) {
        uint32_t i = (uint32_t)entry->ipid;

        connection->stubs[i] = (struct stub_entry *)(uintptr_t)(connection->stub_free * 2 + 1);
        connection->stub_free = i;
    }
}

static void destroy_grant(void *context)
{
    struct grant *grant = context;
    struct stub_entry *entry;

    while ((entry = grant->stubs)) {
        grant->stubs = entry->next;
        IRpcStubBuffer_Disconnect(entry->stub);
        IRpcStubBuffer_Release(entry->stub);
        free(entry);
    }
    IUnknown_Release(grant->object);
    InterlockedDecrement(&channel_counters.exports);
    free(grant);
}

void export_unpin(struct grant *grant)
{
    if (InterlockedDecrement(&grant->pins))
        return;
    /* An object of an STA is released there. If that apartment is gone, so is the object's right to be told. */
    if (FAILED(apartment_run(&grant->home, destroy_grant, grant)))
        InterlockedDecrement(&channel_counters.exports);
}

/* exports_lock is held exclusively. The caller unpins. */
static void remove_grant(struct connection *connection, struct grant *grant)
{
    struct grant **link;

    for (link = bucket(connection, grant->export_id); *link != grant; link = &(*link)->next)
        ;
    *link = grant->next;
    connection->grant_count--;
    forget_stubs(connection, grant);
    grant->refs = 0;
}

/* The ipid of the grant's interface iid. Runs in the object's apartment; the grant is pinned. */
static HRESULT find_stub(struct connection *connection, struct grant *grant, const IID *iid, uint64_t *ipid)
{
    const struct interface_info *info;
    struct stub_entry *entry, *made = NULL;
    IUnknown *face = NULL;
    HRESULT hr;

    *ipid = 0;
    AcquireSRWLockShared(&connection->exports_lock);
    for (entry = grant->stubs; entry; entry = entry->next)
        if (IsEqualIID(&entry->iid, iid))
            *ipid = entry->ipid;
    ReleaseSRWLockShared(&connection->exports_lock);
    if (*ipid)
        return S_OK;

    if (FAILED(hr = IUnknown_QueryInterface(grant->object, iid, (void **)&face)))
        return hr;
    info = interface_find(iid);
    if (!info || !(made = calloc(1, sizeof(*made)))) {
        hr = S_FALSE; /* it exists, but only the standard channel can carry it */
        goto exit;
    }
    made->grant = grant;
    made->iid = *iid;
    made->info = info;
    if (FAILED(IPSFactoryBuffer_CreateStub(info->factory, iid, grant->object, &made->stub)) || !made->stub) {
        hr = S_FALSE;
        goto exit;
    }
    AcquireSRWLockExclusive(&connection->exports_lock);
    for (entry = grant->stubs; entry && !IsEqualIID(&entry->iid, iid); entry = entry->next)
        ;
    if (entry) {
        *ipid = entry->ipid; /* another thread was faster */
    } else if (!grant->refs) {
        hr = RPC_E_DISCONNECTED;
    } else if (number_stub(connection, made)) {
        made->next = grant->stubs;
        grant->stubs = made;
        *ipid = made->ipid;
        made = NULL;
    } else {
        hr = E_OUTOFMEMORY;
    }
    ReleaseSRWLockExclusive(&connection->exports_lock);
exit:
    if (made && made->stub) {
        IRpcStubBuffer_Disconnect(made->stub);
        IRpcStubBuffer_Release(made->stub);
    }
    free(made);
    IUnknown_Release(face);
    return hr;
}

HRESULT export_grant(struct connection *connection, uint64_t export_id, IUnknown *object, const struct home *home,
    const IID *iid, uint64_t *ipid)
{
    struct grant *grant, *fresh = NULL;
    HRESULT hr = S_OK;

    if (ipid)
        *ipid = 0;
    AcquireSRWLockExclusive(&connection->exports_lock);
    grant = connection->dead ? NULL : find_grant(connection, export_id);
    if (grant) {
        grant->refs++;
        InterlockedIncrement(&grant->pins);
    }
    ReleaseSRWLockExclusive(&connection->exports_lock);

    if (!grant) {
        if (!(fresh = calloc(1, sizeof(*fresh))))
            return E_OUTOFMEMORY;
        fresh->connection = connection;
        fresh->export_id = export_id;
        fresh->object = object;
        fresh->home = *home;
        fresh->refs = 1;
        fresh->pins = 2; /* refs, and this call */
        IUnknown_AddRef(object);
        AcquireSRWLockExclusive(&connection->exports_lock);
        if (connection->dead) {
            hr = connection_error(connection, FALSE);
        } else if ((grant = find_grant(connection, export_id))) {
            grant->refs++;
            InterlockedIncrement(&grant->pins);
        } else if (!grow_buckets(connection)) {
            hr = E_OUTOFMEMORY;
        } else {
            grant = fresh;
            grant->next = *bucket(connection, export_id);
            *bucket(connection, export_id) = grant;
            connection->grant_count++;
            InterlockedIncrement(&channel_counters.exports);
            fresh = NULL;
        }
        ReleaseSRWLockExclusive(&connection->exports_lock);
        if (fresh) {
            IUnknown_Release(object);
            free(fresh);
        }
        if (FAILED(hr))
            return hr;
    }
    if (ipid && FAILED(find_stub(connection, grant, iid, ipid)))
        *ipid = 0; /* the importer asks, and gets the reason */
    export_unpin(grant);
    return S_OK;
}

void export_release(struct connection *connection, uint64_t export_id, uint32_t refs)
{
    struct grant *grant;

    AcquireSRWLockExclusive(&connection->exports_lock);
    grant = find_grant(connection, export_id);
    if (grant && refs < grant->refs) {
        grant->refs -= refs;
        grant = NULL;
    } else if (grant) {
        remove_grant(connection, grant);
    }
    ReleaseSRWLockExclusive(&connection->exports_lock);
    if (grant)
        export_unpin(grant);
}

struct grant *export_pin(struct connection *connection, uint64_t export_id)
{
    struct grant *grant;

    AcquireSRWLockShared(&connection->exports_lock);
    grant = find_grant(connection, export_id);
    if (grant)
        InterlockedIncrement(&grant->pins);
    ReleaseSRWLockShared(&connection->exports_lock);
    return grant;
}

struct query {
    struct connection *connection;
    struct grant *grant;
    const IID *iid;
    uint64_t ipid;
    HRESULT hr;
};

static void run_query(void *context)
{
    struct query *query = context;

    query->hr = find_stub(query->connection, query->grant, query->iid, &query->ipid);
}

HRESULT export_query(struct connection *connection, uint64_t export_id, const IID *iid, uint64_t *ipid)
{
    struct query query = {.connection = connection, .iid = iid};
    HRESULT hr;

    *ipid = 0;
    if (!(query.grant = export_pin(connection, export_id)))
        return RPC_E_DISCONNECTED;
    hr = apartment_run(&query.grant->home, run_query, &query);
    export_unpin(query.grant);
    *ipid = query.ipid;
    return FAILED(hr) ? hr : query.hr;
}

struct stub_entry *export_find_stub(struct connection *connection, uint64_t ipid)
{
    uint32_t i = (uint32_t)ipid;
    struct stub_entry *entry = NULL;

    AcquireSRWLockShared(&connection->exports_lock);
    if (i && i < connection->stub_capacity && !((uintptr_t)connection->stubs[i] & 1) &&
        connection->stubs[i]->ipid == ipid) {
        entry = connection->stubs[i];
        InterlockedIncrement(&entry->grant->pins);
    }
    ReleaseSRWLockShared(&connection->exports_lock);
    return entry;
}

void export_unpin_stub(struct stub_entry *entry)
{
    export_unpin(entry->grant);
}

void export_release_all(struct connection *connection)
{
    struct grant *grant;
    uint32_t i;

    for (;;) {
        AcquireSRWLockExclusive(&connection->exports_lock);
        for (grant = NULL, i = 0; i < connection->grant_buckets && !grant; i++)
            grant = connection->grants[i];
        if (grant)
            remove_grant(connection, grant);
        ReleaseSRWLockExclusive(&connection->exports_lock);
        if (!grant)
            break;
        export_unpin(grant);
    }
}

void export_disconnect(uint64_t export_id)
{
    struct connection *connection;
    struct grant *grant;

    for (;;) {
        grant = NULL;
        AcquireSRWLockShared(&channel.lock);
        for (connection = channel.connections; connection && !grant; connection = connection->next) {
            AcquireSRWLockExclusive(&connection->exports_lock);
            if ((grant = find_grant(connection, export_id)))
                remove_grant(connection, grant);
            ReleaseSRWLockExclusive(&connection->exports_lock);
        }
        ReleaseSRWLockShared(&channel.lock);
        if (!grant)
            break;
        export_unpin(grant);
    }
}
