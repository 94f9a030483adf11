/* SPDX-License-Identifier: MIT */
/* How two processes come to have a connection: docs/channel.md, "Ticket, connection and security". */
#include "connection_private.h"

#include "core/base/user.h"

static HRESULT make_control_lane(struct connection *connection, const GUID *nonce, struct lane **lane)
{
    if (!(*lane = lane_alloc(connection)))
        return E_OUTOFMEMORY;
    return lane_make(*lane, nonce);
}

static void lane_handles(const struct lane *lane, INT64 handles[3])
{
    handles[0] = (INT64)(uintptr_t)lane->section;
    handles[1] = (INT64)(uintptr_t)lane->my_event;
    handles[2] = (INT64)(uintptr_t)lane->their_event;
}

/* A control lane that the connecting side makes, but on which the peer calls. */
static void lane_turn_round(struct lane *lane)
{
    struct lane_half *half = lane->mine;
    HANDLE event = lane->my_event;

    lane->caller = FALSE;
    lane->mine = lane->theirs;
    lane->theirs = half;
    lane->my_event = lane->their_event;
    lane->their_event = event;
}

static HRESULT offer_connection(const struct ticket *ticket, ICrossbitChannelPeer *peer, struct connection *connection)
{
    CrossbitChannelOffer offer = {.version_min = CHANNEL_VERSION_MIN,
        .version_max = CHANNEL_VERSION_MAX,
        .instance = channel.instance,
        .secret = ticket->secret,
        .process_id = channel.process_id,
        .created = channel.created};
    CrossbitChannelAnswer answer = {0};
    INT64 created;
    HRESULT hr;

    if (FAILED(hr = user_check(connection->process)) || FAILED(hr = channel_random(&offer.nonce)) ||
        FAILED(hr = make_control_lane(connection, &offer.nonce, &connection->control_out)) ||
        FAILED(hr = make_control_lane(connection, &offer.nonce, &connection->control_in)))
        return hr;
    lane_handles(connection->control_out, offer.to_answerer);
    lane_handles(connection->control_in, offer.to_offerer);
    lane_turn_round(connection->control_in);
    if ((hr = ICrossbitChannelPeer_Connect(peer, &offer, &answer)) != S_OK)
        return hr;
    if (answer.version < CHANNEL_VERSION_MIN || answer.version > CHANNEL_VERSION_MAX)
        return RPC_E_VERSION_MISMATCH;
    /* Is the process that answered the one that the ticket named, and that we watch? */
    if (FAILED(hr = channel_process_created(connection->process, &created)))
        return hr;
    if (answer.process_id != connection->process_id || answer.created != created)
        return E_ACCESSDENIED;
    return S_OK;
}

HRESULT connection_connect(const struct ticket *ticket, ICrossbitChannelPeer *peer, struct connection **result)
{
    struct connection *connection, *other;
    HRESULT hr;

    *result = NULL;
    if ((connection = connection_find(&ticket->instance))) {
        /* It may still be under way: on another thread, or on this one, which got a message while it waits. */
        if (connection->connector != GetCurrentThreadId())
            WaitForSingleObject(connection->ready, 10000);
        if (connection->open && !connection->dead) {
            *result = connection;
            return S_OK;
        }
        connection_release(connection);
        return RPC_E_DISCONNECTED;
    }
    if (FAILED(hr = connection_create(&ticket->instance, ticket->process_id, 0, &connection)))
        return hr;
    AcquireSRWLockExclusive(&channel.lock);
    for (other = channel.connections; other; other = other->next)
        if (IsEqualGUID(&other->instance, &ticket->instance) && !other->dead)
            break;
    if (!other) {
        /* In the table already now: a thread that comes next waits for it instead of making a second one. */
        connection->next = channel.connections;
        channel.connections = connection;
        connection_addref(connection);
    }
    ReleaseSRWLockExclusive(&channel.lock);
    if (other) {
        connection_release(connection);
        return connection_connect(ticket, peer, result);
    }
    InterlockedIncrement(&channel_counters.connections);
    InterlockedIncrement(&channel_counters.connections_alive);

    hr = offer_connection(ticket, peer, connection);
    if (hr == S_OK)
        hr = connection_start_thread(connection);
    if (hr != S_OK) {
        /* S_FALSE: the peer's own attempt was first; what it made is, or will be, in the table. */
        connection_kill(connection, FAILED(hr) ? hr : RPC_E_RETRY);
        connection_release(connection);
        if (FAILED(hr))
            return hr;
        for (int i = 0; i < 200 && !(connection = connection_find(&ticket->instance)); i++)
            Sleep(10);
        if (!connection)
            return RPC_E_DISCONNECTED;
        WaitForSingleObject(connection->ready, 10000);
        *result = connection;
        return S_OK;
    }
    InterlockedExchange(&connection->open, 1);
    SetEvent(connection->ready);
    *result = connection;
    return S_OK;
}

HRESULT connection_accept(const CrossbitChannelOffer *offer, CrossbitChannelAnswer *answer)
{
    struct connection *connection = NULL, *other;
    bool yield = false;
    HRESULT hr;

    memset(answer, 0, sizeof(*answer));
    if (!channel_start())
        return E_NOTIMPL;
    if (!IsEqualGUID(&offer->secret, &channel.secret))
        return E_ACCESSDENIED;
    if (offer->version_min > CHANNEL_VERSION_MAX || offer->version_max < CHANNEL_VERSION_MIN)
        return RPC_E_VERSION_MISMATCH;

    if ((other = connection_find(&offer->instance))) {
        /* Both connect at once: the lower number wins, the other gives its attempt up. */
        yield = !other->open && memcmp(&offer->instance, &channel.instance, sizeof(GUID)) < 0;
        connection_release(other);
        if (!yield)
            return S_FALSE;
    }
    if (FAILED(hr = connection_create(&offer->instance, offer->process_id, offer->created, &connection)) ||
        FAILED(hr = user_check(connection->process)) ||
        FAILED(hr = lane_open(
                   connection, FALSE, (const uint64_t *)offer->to_answerer, &offer->nonce, &connection->control_in)) ||
        FAILED(hr = lane_open(
                   connection, TRUE, (const uint64_t *)offer->to_offerer, &offer->nonce, &connection->control_out)))
        goto exit;
    InterlockedExchange(&connection->open, 1);
    SetEvent(connection->ready);
    connection_list(connection);
    if (FAILED(hr = connection_start_thread(connection))) {
        connection_kill(connection, hr);
        goto exit;
    }
    answer->version = min(offer->version_max, CHANNEL_VERSION_MAX);
    answer->process_id = channel.process_id;
    answer->created = channel.created;
    hr = S_OK;
exit:
    connection_release(connection);
    return hr;
}
