/* SPDX-License-Identifier: MIT */
/* Two processes and the lanes between them: the table of connections, claiming lanes, death. */
#include "connection_private.h"

struct connection *connection_find(const GUID *instance)
{
    struct connection *connection;

    AcquireSRWLockShared(&channel.lock);
    for (connection = channel.connections; connection; connection = connection->next)
        if (IsEqualGUID(&connection->instance, instance) && !connection->dead) {
            connection_addref(connection);
            break;
        }
    ReleaseSRWLockShared(&channel.lock);
    return connection;
}

void connection_addref(struct connection *connection)
{
    InterlockedIncrement(&connection->refs);
}

void connection_release(struct connection *connection)
{
    LONG i;

    if (!connection || InterlockedDecrement(&connection->refs))
        return;
    for (i = 0; i < (LONG)CHANNEL_MAX_LANES && connection->lanes[i]; i++)
        lane_free(connection->lanes[i]);
    lane_free(connection->control_out);
    lane_free(connection->control_in);
    InterlockedExchangeAdd(
        &channel_counters.retired, -connection->retired); /* their late replies cannot come any more */
    if (connection->thread)
        CloseHandle(connection->thread);
    if (connection->process)
        CloseHandle(connection->process);
    if (connection->stop)
        CloseHandle(connection->stop);
    if (connection->ready)
        CloseHandle(connection->ready);
    DeleteCriticalSection(&connection->control_lock);
    channel_hooks.cleanup(connection);
    free(connection->last_words);
    free(connection->grants);
    free(connection->stubs);
    free(connection);
}

HRESULT connection_create(const GUID *instance, DWORD process_id, INT64 created, struct connection **result)
{
    struct connection *connection;
    INT64 really_created;
    HRESULT hr = S_OK;

    *result = NULL;
    if (!(connection = calloc(1, sizeof(*connection))))
        return E_OUTOFMEMORY;
    connection->refs = 1;
    connection->instance = *instance;
    connection->process_id = process_id;
    connection->connector = GetCurrentThreadId();
    InitializeCriticalSection(&connection->control_lock);
    InitializeSRWLock(&connection->exports_lock);
    InitializeSRWLock(&connection->memory_lock);
    connection->stop = CreateEventW(NULL, TRUE, FALSE, NULL);
    connection->ready = CreateEventW(NULL, TRUE, FALSE, NULL);
    connection->process =
        OpenProcess(SYNCHRONIZE | PROCESS_DUP_HANDLE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process_id);
    if (!connection->stop || !connection->ready || !connection->process) {
        hr = HRESULT_FROM_WIN32(GetLastError());
        goto exit;
    }
    if (created &&
        (FAILED(hr = channel_process_created(connection->process, &really_created)) || really_created != created)) {
        hr = FAILED(hr) ? hr : E_ACCESSDENIED; /* the process id was used again, or is a lie */
        goto exit;
    }
    *result = connection;
    connection = NULL;
exit:
    connection_release(connection);
    return hr;
}

DWORD connection_deadline(const struct connection *connection, const struct thread_state *thread)
{
    return smaller_deadline(connection->deadline_ms, thread ? thread->deadline_ms : 0);
}

HRESULT connection_error(struct connection *connection, bool in_call)
{
    HRESULT reason = connection->reason;

    if (FAILED(reason) && reason != HRESULT_FROM_WIN32(RPC_S_CALL_FAILED))
        return reason;
    /* The codes that COM's own channel returns. */
    return HRESULT_FROM_WIN32(in_call ? RPC_S_CALL_FAILED : RPC_S_SERVER_UNAVAILABLE);
}

HRESULT connection_wait(struct lane *lane, DWORD timeout, unsigned int flags, struct lane_line *line)
{
    HRESULT hr = lane_wait(lane, timeout, flags, line);

    if (hr != RPC_E_DISCONNECTED && hr != HRESULT_FROM_WIN32(RPC_S_CALL_FAILED) && hr != E_ABORT)
        return hr;
    if (hr != E_ABORT)
        connection_kill(lane->connection, hr);
    return connection_error(lane->connection, TRUE);
}

void connection_kill(struct connection *connection, HRESULT reason)
{
    struct connection **link;
    bool listed = false;
    LONG i;

    /*
     * A process that is being ended loses its handles before it counts as ended: what went wrong in between (fetching a
     * handle, mapping a section) is its death too.
     */
    if (!connection->dead && connection->open && reason != RPC_E_INVALID_DATAPACKET && connection->process &&
        WaitForSingleObject(connection->process, reason == HRESULT_FROM_WIN32(RPC_S_CALL_FAILED) ? 0 : 1000) ==
            WAIT_OBJECT_0)
        reason = HRESULT_FROM_WIN32(RPC_S_CALL_FAILED);
    AcquireSRWLockExclusive(&channel.lock);
    if (connection->dead) {
        ReleaseSRWLockExclusive(&channel.lock);
        return;
    }
    connection->reason = reason;
    words_take(connection);
    InterlockedExchange(&connection->dead, 1);
    for (link = &channel.connections; *link; link = &(*link)->next)
        if (*link == connection) {
            *link = connection->next;
            listed = true;
            break;
        }
    ReleaseSRWLockExclusive(&channel.lock);

    if (reason == HRESULT_FROM_WIN32(RPC_S_CALL_FAILED))
        InterlockedIncrement(&channel_counters.peers_died);
    else if (reason == RPC_E_INVALID_DATAPACKET)
        InterlockedIncrement(&channel_counters.protocol_errors);
    SetEvent(connection->stop);
    SetEvent(connection->ready);
    /*
     * A peer that lives on must not wait for an answer. Lanes that are served here are left by their threads. The lock
     * keeps lanes from being closed meanwhile; who has it to open one has been woken by now.
     */
    EnterCriticalSection(&connection->control_lock);
    for (i = 0; i < connection->lane_count; i++)
        lane_leave(connection->lanes[i]);
    LeaveCriticalSection(&connection->control_lock);
    lane_leave(connection->control_out);
    lane_leave(connection->control_in);
    if (listed) {
        InterlockedDecrement(&channel_counters.connections_alive);
        connection_release(connection); /* the table's */
    }
}

void connection_list(struct connection *connection)
{
    connection_addref(connection);
    AcquireSRWLockExclusive(&channel.lock);
    connection->next = channel.connections;
    channel.connections = connection;
    ReleaseSRWLockExclusive(&channel.lock);
    InterlockedIncrement(&channel_counters.connections);
    InterlockedIncrement(&channel_counters.connections_alive);
}

static DWORD time_left(DWORD deadline, DWORD start)
{
    DWORD spent = deadline ? GetTickCount() - start : 0;

    return !deadline ? INFINITE : spent < deadline ? deadline - spent : 0;
}

HRESULT connection_enter_control(struct connection *connection, DWORD deadline)
{
    DWORD start = deadline ? GetTickCount() : 0;

    if (!deadline) {
        EnterCriticalSection(&connection->control_lock);
        return S_OK;
    }
    /* Who has it may wait for a peer that does not answer, and without a deadline. */
    while (!TryEnterCriticalSection(&connection->control_lock)) {
        if (!time_left(deadline, start))
            return RPC_E_TIMEOUT;
        Sleep(1);
    }
    return S_OK;
}

/* The reply that is due on the control lane, which stays due after RPC_E_TIMEOUT. */
static HRESULT control_reply(struct connection *connection, DWORD timeout, struct lane_line *reply)
{
    /* LANE_WAIT_STILL: this holds a lock, and the peer answers without foreign code. */
    HRESULT hr = connection_wait(connection->control_out, timeout, LANE_WAIT_STILL, reply);

    connection->control_late = hr == RPC_E_TIMEOUT;
    if (hr == S_OK && reply->kind != LANE_REPLY) {
        connection_kill(connection, RPC_E_INVALID_DATAPACKET);
        hr = RPC_E_INVALID_DATAPACKET;
    }
    return hr;
}

static void lane_opened(struct connection *connection, bool unowned)
{
    InterlockedIncrement(&connection->lane_count);
    /*
     * From one more than is kept on, the connection's thread looks for idle lanes; it may sleep without a time limit.
     */
    if (unowned && InterlockedIncrement(&connection->unowned) == LANES_KEPT + 1)
        SetEvent(connection->control_in->my_event);
}

/* Takes the reply to a control call that was given up. A lane that was asked for is open from now on. */
static HRESULT control_catch_up(struct connection *connection, DWORD timeout)
{
    struct lane *lane = connection->late_lane;
    struct lane_line reply;
    HRESULT hr;

    if (!connection->control_late)
        return S_OK;
    if (FAILED(hr = control_reply(connection, timeout, &reply)) || !lane)
        return hr;
    connection->late_lane = NULL;
    if (FAILED(reply.status)) {
        lane_close(lane);
    } else {
        lane_opened(connection, TRUE);
        connection_release_lane(lane);
    }
    return S_OK;
}

HRESULT connection_control(
    struct connection *connection, uint32_t method, const void *request, uint32_t size, DWORD deadline)
{
    struct lane_line line = {.kind = LANE_CALL, .method = method, .size = size};
    DWORD start = deadline ? GetTickCount() : 0;
    HRESULT hr;

    if (FAILED(hr = control_catch_up(connection, time_left(deadline, start))) ||
        FAILED(hr = lane_post(connection->control_out, &line, request, NULL)) ||
        FAILED(hr = control_reply(connection, time_left(deadline, start), &line)))
        return hr;
    return line.status;
}

/* Asks the peer to serve a new lane. */
static HRESULT open_lane(struct connection *connection, struct lane *lane, const GUID *nonce, DWORD deadline)
{
    struct open_lane_request request = {.section = (uintptr_t)lane->section,
        .caller_event = (uintptr_t)lane->my_event,
        .server_event = (uintptr_t)lane->their_event,
        .nonce = *nonce};

    return connection_control(connection, CONNECTION_OPEN_LANE, &request, sizeof(request), deadline);
}

static bool try_claim(struct lane *lane, LONG from)
{
    return lane && lane->state == from && InterlockedCompareExchange(&lane->state, LANE_CLAIMED, from) == from;
}

/* The claimed lane is the thread's from now on. */
static void own_lane(struct thread_state *thread, struct lane *lane)
{
    struct lane **link;

    for (link = &thread->lanes; *link; link = &(*link)->next_owned)
        ;
    connection_addref(lane->connection);
    lane->next_owned = NULL;
    *link = lane;
    lane->owned = TRUE;
}

/* A free lane of the thread's own, S_FALSE if it has none. Those of dead connections are forgotten on the way. */
static HRESULT claim_own(
    struct connection *connection, struct thread_state *thread, DWORD deadline, DWORD begun, struct lane **claimed)
{
    struct lane **link = &thread->lanes, *lane;
    struct connection *dead;

    while ((lane = *link)) {
        if (lane->connection == connection) {
            while (lane->state == LANE_TRIMMED && !connection->dead) {
                if (!time_left(deadline, begun))
                    return RPC_E_TIMEOUT;
                Sleep(1);
            }
            if (try_claim(lane, LANE_OWNED)) {
                *claimed = lane;
                return S_OK;
            }
        } else if (lane->connection->dead && lane->state != LANE_CLAIMED) {
            dead = lane->connection;
            *link = lane->next_owned;
            connection_release(dead);
            continue;
        }
        link = &lane->next_owned;
    }
    return S_FALSE;
}

HRESULT connection_claim_lane(
    struct connection *connection, struct thread_state *thread, bool user, DWORD deadline, struct lane **claimed)
{
    DWORD begun = deadline ? GetTickCount() : 0;
    struct lane *lane;
    GUID nonce;
    HRESULT hr;
    LONG i;

    *claimed = NULL;
    if (connection->dead)
        return connection_error(connection, FALSE);
    if ((hr = claim_own(connection, thread, deadline, begun, claimed)) != S_FALSE)
        return hr;
    for (i = 0; connection->unowned && i < connection->lane_count; i++)
        if (try_claim(connection->lanes[i], LANE_FREE)) {
            *claimed = connection->lanes[i];
            if (user) {
                own_lane(thread, *claimed);
                InterlockedDecrement(&connection->unowned);
            }
            return S_OK;
        }

    if (FAILED(hr = connection_enter_control(connection, deadline)))
        return hr;
    if (FAILED(hr = control_catch_up(connection, time_left(deadline, begun))))
        goto exit;
    hr = RPC_E_OUT_OF_RESOURCES;
    if (connection->lane_count == CHANNEL_MAX_LANES)
        goto exit;
    hr = E_OUTOFMEMORY;
    if (!(lane = connection->lanes[connection->lane_count]) &&
        !(lane = connection->lanes[connection->lane_count] = lane_alloc(connection)))
        goto exit;
    if (FAILED(hr = channel_random(&nonce)) || FAILED(hr = lane_make(lane, &nonce)))
        goto exit;
    hr = open_lane(connection, lane, &nonce, deadline ? max(time_left(deadline, begun), 1) : 0);
    if (hr == RPC_E_TIMEOUT && connection->control_late) {
        connection->late_lane = lane; /* the peer may open it yet */
        goto exit;
    }
    if (FAILED(hr)) {
        lane_close(lane);
        goto exit;
    }
    if (user)
        own_lane(thread, lane);
    lane_opened(connection, !user);
    *claimed = lane;
exit:
    LeaveCriticalSection(&connection->control_lock);
    return hr;
}

void connection_thread_ends(struct thread_state *thread)
{
    struct lane *lane;

    while ((lane = thread->lanes)) {
        struct connection *connection = lane->connection;

        thread->lanes = lane->next_owned;
        /* It ended inside a callback: the peer waits for an answer, and gets one from the connection's thread. */
        if (lane->state == LANE_CLAIMED && lane->depth && !connection->dead)
            connection_retire_lane(lane);
        else if (lane->state == LANE_CLAIMED)
            connection_release_lane(lane);
        InterlockedIncrement(&connection->ownerless);
        InterlockedExchange(&lane->ownerless, 1);
        if (connection->control_in)
            SetEvent(connection->control_in->my_event);
        connection_release(connection);
    }
}

void connection_release_lane(struct lane *lane)
{
    lane->last_used = GetTickCount();
    InterlockedExchange(&lane->state, lane->owned ? LANE_OWNED : LANE_FREE);
}

void connection_retire_lane(struct lane *lane)
{
    struct connection *connection = lane->connection;

    InterlockedIncrement(&channel_counters.retired);
    InterlockedIncrement(&connection->retired);
    InterlockedExchange(&lane->state, LANE_RETIRED);
    SetEvent(connection->control_in->my_event); /* its thread looks after retired lanes */
}
