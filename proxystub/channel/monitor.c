/* SPDX-License-Identifier: MIT */
/* A connection's own thread: opens lanes for the peer, sees the peer die, looks after retired and idle lanes. */
#include "connection_private.h"
#include "core/base/spare.h"

#define RETIRED_LOOK_MS 50
#define IDLE_LOOK_MS 1000
#define IDLE_TRIM_MS 2000
#define IDLE_CLOSE_MS 5000
#define CONTROL_STACK                                                                                                  \
    (256u << 10) /* bytes; it runs the destructors of what a dead peer held, and nothing else of the user's */

static HRESULT serve_open_lane(struct connection *connection, const struct open_lane_request *request)
{
    uint64_t handles[3] = {request->section, request->caller_event, request->server_event};
    struct lane *lane = NULL;
    HANDLE thread;
    HRESULT hr;

    if (FAILED(hr = lane_open(connection, FALSE, handles, &request->nonce, &lane)))
        return hr;
    connection_addref(connection);
    /* Not what the program's exe reserves: a thousand threads that call have to find room here. */
    thread = CreateThread(NULL, channel.lane_stack, serve_lane_thread, lane, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    if (!thread) {
        hr = HRESULT_FROM_WIN32(GetLastError());
        lane_free(lane);
        connection_release(connection);
        return hr;
    }
    CloseHandle(thread);
    return S_OK;
}

/* One message on the control lane. */
static HRESULT serve_control(struct connection *connection, const struct lane_line *line)
{
    struct lane_line reply = {.kind = LANE_REPLY};
    struct open_lane_request request;
    struct map_request map;
    uint64_t ids[CHANNEL_UNMAP_AT_ONCE];
    const uint8_t *data;
    HRESULT hr = S_OK;

    if (line->kind != LANE_CALL || line->target != 0 || FAILED(lane_locate(connection->control_in, line, &data)))
        return RPC_E_INVALID_DATAPACKET;
    if (line->method == CONNECTION_OPEN_LANE && line->size == sizeof(request)) {
        memcpy(&request, data, sizeof(request));
        hr = serve_open_lane(connection, &request);
    } else if (line->method == CONNECTION_MAP && line->size == sizeof(map)) {
        memcpy(&map, data, sizeof(map));
        hr = shared_map(connection, &map);
    } else if (line->method == CONNECTION_UNMAP && line->size <= sizeof(ids)) {
        memcpy(ids, data, line->size);
        shared_unmap(connection, ids, line->size / sizeof(ids[0]));
    } else {
        hr = RPC_E_INVALIDMETHOD;
    }
    reply.status = hr;
    return lane_post(connection->control_in, &reply, NULL, NULL);
}

/*
 * A lane whose call was given up, or whose thread has ended in a callback: refuses nested calls, and frees the lane
 * when the last late reply is there.
 */
static void look_after_retired(struct lane *lane)
{
    struct connection *connection = lane->connection;
    struct lane_line line, left = {.kind = LANE_REPLY, .status = CROSSBIT_E_LEFT},
                           refusal = {.kind = LANE_REPLY, .status = RPC_E_CALL_CANCELED};

    for (;;) {
        if (lane_is_my_turn(lane)) {
            if (FAILED(lane_post(lane, &left, NULL, NULL))) /* the callback in which the thread ended */
                return;
            continue;
        }
        if (__atomic_load_n(&lane->theirs->line.seq, __ATOMIC_ACQUIRE) != lane->received + 1 ||
            FAILED(connection_wait(lane, 0, 0, &line)))
            return;
        if (line.kind == LANE_CALL) {
            if (FAILED(lane_post(lane, &refusal, NULL, NULL)))
                return;
            continue;
        }
        client_read_late_reply(lane, &line);
        if (--lane->depth)
            continue;
        InterlockedDecrement(&channel_counters.retired);
        InterlockedDecrement(&connection->retired);
        connection_release_lane(lane);
        return;
    }
}

/* Claims a lane that nobody uses at this moment, whoever its owner is. */
static bool claim_idle(struct lane *lane)
{
    return InterlockedCompareExchange(&lane->state, LANE_CLAIMED, LANE_FREE) == LANE_FREE ||
           InterlockedCompareExchange(&lane->state, LANE_TRIMMED, LANE_OWNED) == LANE_OWNED;
}

/* Gives back the overflow sections of a lane that has not been used for a while. */
static bool trim_idle(struct lane *lane)
{
    struct lane_line line = {.kind = LANE_CALL, .method = CONNECTION_TRIM};

    if (!lane->out.view && !lane->in.view)
        return false;
    if (GetTickCount() - lane->last_used < IDLE_TRIM_MS || !claim_idle(lane))
        return true;
    if (!lane->out.view && !lane->in.view) {
        connection_release_lane(lane);
        return false;
    }
    lane_trim(lane);
    crossbit_spare_trim();
    if (SUCCEEDED(lane_post(lane, &line, NULL, NULL))) {
        lane->depth = 1;
        if (SUCCEEDED(connection_wait(lane, 5000, 0, &line)))
            lane->depth = 0;
    }
    if (!lane->depth)
        connection_release_lane(lane);
    else if (!lane->connection->dead)
        connection_retire_lane(lane);
    return false;
}

/* Claims a lane that is to be closed: its thread has ended, or it is nobody's and has not been used for a while. */
static bool claim_to_close(struct lane *lane)
{
    if (lane->owned)
        return lane->ownerless && claim_idle(lane);
    if (lane->connection->unowned <= LANES_KEPT || GetTickCount() - lane->last_used < IDLE_CLOSE_MS ||
        InterlockedCompareExchange(&lane->state, LANE_CLAIMED, LANE_FREE) != LANE_FREE)
        return false;
    if (!lane->owned && GetTickCount() - lane->last_used >= IDLE_CLOSE_MS)
        return true;
    connection_release_lane(lane); /* used just before it was claimed */
    return false;
}

/*
 * Closes the lanes whose threads have ended, so that their threads over there end, too, and those that a burst of calls
 * to the connection itself has left.
 */
static void close_lanes(struct connection *connection)
{
    struct lane_line line = {.kind = LANE_CALL, .method = CONNECTION_CLOSE_LANE};
    struct lane *lane;
    LONG i, last;

    /* Not waited for: a thread that opens a lane holds the lock until the peer's thread of this kind has answered. */
    if ((connection->unowned <= LANES_KEPT && !connection->ownerless) ||
        !TryEnterCriticalSection(&connection->control_lock))
        return;
    /* A lane that may be opened yet has its place behind the last. */
    for (i = connection->late_lane ? 0 : connection->lane_count; i-- > 0;) {
        lane = connection->lanes[i];
        if (!claim_to_close(lane))
            continue;
        InterlockedDecrement(lane->owned ? &connection->ownerless : &connection->unowned);
        lane_post(lane, &line, NULL, NULL); /* the server has handles of its own: nothing is to be waited for */
        lane_close(lane);
        last = connection->lane_count - 1;
        connection->lanes[i] = connection->lanes[last];
        connection->lanes[last] = lane;
        InterlockedDecrement(&connection->lane_count);
    }
    LeaveCriticalSection(&connection->control_lock);
}

static void look_after_lanes(struct connection *connection)
{
    LONG i, more = 0;

    for (i = 0; i < connection->lane_count; i++)
        if (connection->lanes[i]->state == LANE_RETIRED)
            look_after_retired(connection->lanes[i]);
    close_lanes(connection);
    if (!InterlockedExchange(&connection->overflowing, 0))
        return;
    for (i = 0; i < connection->lane_count; i++)
        more |= trim_idle(connection->lanes[i]);
    if (more)
        InterlockedExchange(&connection->overflowing, 1);
}

static DWORD WINAPI connection_thread(void *parameter)
{
    struct connection *connection = parameter;
    struct lane_line line;
    DWORD timeout;
    HRESULT hr;
    bool com = SUCCEEDED(CoInitializeEx(NULL, COINIT_MULTITHREADED));

    if (com)
        channel_hooks.register_apartment(); /* so that objrefs are unmarshaled here without a look into the registry */
    while (!connection->dead) {
        timeout = connection->retired || connection->ownerless                  ? RETIRED_LOOK_MS
                  : connection->overflowing || connection->unowned > LANES_KEPT ? IDLE_LOOK_MS
                                                                                : INFINITE;
        hr = connection_wait(connection->control_in, timeout, LANE_WAIT_WAKE, &line);
        if (hr == S_OK)
            hr = serve_control(connection, &line);
        /* A failed wait as well: what the peer gave as an event is none, and waiting again would fail again at once. */
        if (FAILED(hr) && hr != RPC_E_TIMEOUT)
            connection_kill(connection, hr);
        if (!connection->dead)
            look_after_lanes(connection);
    }
    /* Dead: what the peer held is released here, where foreign code may run. */
    export_release_all(connection);
    shared_connection_ended(connection);
    crossbit_spare_trim();
    if (com)
        CoUninitialize();
    connection_release(connection);
    return 0;
}

HRESULT connection_start_thread(struct connection *connection)
{
    connection_addref(connection);
    connection->thread =
        CreateThread(NULL, CONTROL_STACK, connection_thread, connection, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    if (!connection->thread) {
        HRESULT hr = HRESULT_FROM_WIN32(GetLastError());
        connection_release(connection);
        return hr;
    }
    return S_OK;
}
