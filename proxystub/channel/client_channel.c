/* SPDX-License-Identifier: MIT */
/* The client half: the IRpcChannelBuffer under interface proxies, and calls to the connection itself. */
#include "channel_private.h"
#include "core/base/spare.h"

struct client_channel {
    IRpcChannelBuffer IRpcChannelBuffer_iface;
    LONG refs;
    struct connection *connection;     /* (RO) a reference */
    uint64_t ipid;                     /* (RO) */
    const struct interface_info *info; /* (RO) */
    const LONG *deadline_ms;           /* (RO) the import's; it outlives its channels */
};

/* One call between GetBuffer and FreeBuffer; found again by its buffer's address. */
struct client_call {
    struct client_call *next;
    BYTE *buffer;
    BYTE *heap;        /* to be freed */
    struct lane *lane; /* claimed: buffer lies in its overflow section */
    BOOL nested;       /* lane is the one that this thread serves */
    struct pins pins;  /* of the request */
    uint8_t *tail;     /* of the reply: handled when the proxy has read the message before it */
    uint32_t tail_size;
    uint32_t reply_number; /* of a reply in the peer's overflow section; 0: none */
    uint32_t reply_size;
    BYTE small[CHANNEL_SMALL] __attribute__((aligned(16)));
};

static struct client_channel *impl_from_IRpcChannelBuffer(IRpcChannelBuffer *iface)
{
    return CONTAINING_RECORD(iface, struct client_channel, IRpcChannelBuffer_iface);
}

void client_calls_free(struct client_call *calls);

void client_calls_free(struct client_call *calls)
{
    struct client_call *next;

    for (; calls; calls = next) {
        next = calls->next;
        free(calls);
    }
}

/* A private copy of the error information and the releases that came behind a reply. */
static uint8_t *copy_tail(const uint8_t *shared, const struct lane_line *line)
{
    uint32_t size = lane_tail_size(line);
    uint8_t *tail;

    if (size < sizeof(struct lane_tail) || size > (1u << 24) || !(tail = malloc(size)))
        return NULL;
    memcpy(tail, shared + line->size, size);
    return tail;
}

/* Handles a tail and frees it. NULL is safe. */
static void read_tail(struct connection *connection, uint8_t *tail, uint32_t size)
{
    struct lane_tail header;
    struct release_request release;
    uint32_t i;

    if (!tail)
        return;
    memcpy(&header, tail, sizeof(header));
    size -= sizeof(header);
    if (header.error_size <= size && header.release_count <= (size - header.error_size) / sizeof(release)) {
        if (header.error_size)
            error_info_set(tail + sizeof(header), header.error_size);
        for (i = 0; i < header.release_count; i++) {
            memcpy(&release, tail + sizeof(header) + header.error_size + i * sizeof(release), sizeof(release));
            export_release(connection, release.export_id, release.refs);
        }
    }
    free(tail);
}

struct late_tail {
    struct connection *connection;
    uint8_t *tail;
    uint32_t size;
};

static DWORD WINAPI read_late_tail(void *context)
{
    struct late_tail *late = context;

    read_tail(late->connection, late->tail, late->size);
    SetErrorInfo(0, NULL); /* that of the call, of which nobody is told */
    connection_release(late->connection);
    free(late);
    return 0;
}

void client_read_late_reply(struct lane *lane, const struct lane_line *reply)
{
    struct late_tail *late;
    const uint8_t *shared;

    if (!lane_tail_size(reply) || FAILED(lane_locate(lane, reply, &shared)) || !(late = malloc(sizeof(*late))))
        return;
    late->connection = lane->connection;
    late->size = lane_tail_size(reply);
    connection_addref(late->connection);
    /* On another thread, because a last reference runs foreign code, and the connection's thread has to open lanes. */
    if (!(late->tail = copy_tail(shared, reply)) || !QueueUserWorkItem(read_late_tail, late, WT_EXECUTELONGFUNCTION)) {
        free(late->tail);
        connection_release(late->connection);
        free(late);
    }
}

static void give_lane_back(struct client_call *call)
{
    if (call->lane && call->reply_number)
        lane_tell_read(call->lane, call->reply_number, call->reply_size >= CHANNEL_CLEAR_ASLEEP);
    call->reply_number = 0;
    if (call->lane && !call->nested)
        connection_release_lane(call->lane);
    call->lane = NULL;
}

/* Takes call out of the thread's list and keeps it for the next one. */
static void end_call(struct thread_state *thread, struct client_call *call, struct connection *connection)
{
    struct client_call **link;
    uint8_t *tail = call->tail;

    for (link = &thread->calls; *link && *link != call; link = &(*link)->next)
        ;
    if (*link)
        *link = call->next;
    give_lane_back(call);
    crossbit_spare_free(call->heap, CHANNEL_SPARE_MOST);
    call->heap = NULL;
    call->tail = NULL;
    /* Both may run foreign code, which may call: the call is complete by now. */
    if (tail)
        read_tail(connection, tail, call->tail_size);
    if (call->pins.count)
        pins_release(&call->pins);
    call->next = thread->spare_calls;
    thread->spare_calls = call;
}

static struct client_call *find_call(struct thread_state *thread, const void *buffer)
{
    struct client_call *call;

    for (call = thread->calls; call && call->buffer != buffer; call = call->next)
        ;
    return call;
}

static BOOL push_level(struct thread_state *thread, struct lane *lane, struct client_call *outer_calls, BOOL nested,
    volatile uint64_t *mark)
{
    struct level *levels = thread->levels;
    uint32_t capacity = thread->level_capacity ? thread->level_capacity * 2 : 16;

    if (thread->level_count == thread->level_capacity) {
        if (!(levels = realloc(levels, capacity * sizeof(*levels))))
            return FALSE;
        thread->levels = levels;
        thread->level_capacity = capacity;
    }
    *mark = ++thread->level_number;
    levels[thread->level_count++] = (struct level){.mark = mark,
        .number = thread->level_number,
        .lane = lane,
        .serving = thread->serving,
        .rooms = thread->rooms,
        .calls = outer_calls,
        .nested = nested};
    return TRUE;
}

/* The callback that the innermost call ran was left. Tells the peer, and waits until the call has ended there, too. */
static void leave_level(struct thread_state *thread)
{
    struct level level = thread->levels[--thread->level_count];
    struct lane_line line, left = {.kind = LANE_REPLY, .status = CROSSBIT_E_LEFT};
    struct connection *connection = level.lane->connection;
    uint8_t *tail;
    HRESULT hr = S_OK;

    thread->serving = level.serving;
    thread->marshal_to = NULL;
    if (!connection->dead)
        hr = serve_drain(level.lane); /* a call that the callback gave up has its reply still to come */
    tail = serve_left(thread, level.rooms, &left.tail);
    while (!connection->dead && SUCCEEDED(hr)) {
        /* A callback that comes while the peer ends the call is refused in the same way. */
        if (lane_is_my_turn(level.lane)) {
            hr = lane_post(level.lane, &left, NULL, tail);
            left.tail = 0;
            if (hr == E_OUTOFMEMORY)
                hr = lane_post(level.lane, &left, NULL, NULL);
        }
        if (SUCCEEDED(hr))
            hr = connection_wait(level.lane, INFINITE, 0, &line);
        if (SUCCEEDED(hr) && line.kind == LANE_REPLY) {
            level.lane->depth--;
            client_read_late_reply(level.lane, &line);
            break;
        }
    }
    free(tail);
    if (level.pinned)
        lane_unpin_out(level.lane, &level.request);
    if (FAILED(hr))
        connection_kill(connection, hr);
    while (thread->calls != level.calls) {
        thread->calls->lane = NULL; /* it is given back below */
        end_call(thread, thread->calls, connection);
    }
    if (!level.nested)
        connection_release_lane(level.lane);
}

void __cdecl CrossbitCallbackLeft(void)
{
    struct thread_state *thread = channel_thread();

    if (thread && thread->level_count && thread->serving &&
        thread->serving->lane == thread->levels[thread->level_count - 1].lane)
        leave_level(thread);
}

/*
 * Levels are no more whose frames lie below here on the same stack; nor are those above, if other frames have
 * overwritten their marks: the thread went on from further in.
 */
static void leave_levels(struct thread_state *thread, UINT_PTR here)
{
    struct level *level;
    UINT_PTR mark;

    while (thread->level_count) {
        level = &thread->levels[thread->level_count - 1];
        mark = (UINT_PTR)level->mark;
        if (mark < thread->stack_low || mark >= thread->stack_high || (here < mark && *level->mark == level->number))
            return;
        leave_level(thread);
    }
}

void client_thread_ends(struct thread_state *thread)
{
    struct level *level;
    uint32_t i;

    for (i = thread->level_count; i-- > 0;) {
        level = &thread->levels[i];
        serve_left_sections(thread, level->rooms);
        if (level->pinned)
            lane_unpin_out(level->lane, &level->request);
    }
}

void client_thread_left(struct thread_state *thread)
{
    uint32_t size;

    if (thread->level_count)
        free(serve_left(thread, thread->levels[0].rooms, &size)); /* too late to go with a reply */
    while (thread->calls) {
        thread->calls->lane = NULL;
        end_call(thread, thread->calls, NULL); /* a call that waits for its reply has no tail */
    }
}

/*
 * The lane for a call of this thread: the one that it serves if the peer is the same, else one of its own; see
 * connection.c. Called from the same frames as transact, so that a level that was left from the same depth is seen.
 */
static __attribute__((noinline)) HRESULT find_lane(struct thread_state *thread, struct connection *connection,
    bool user, DWORD deadline, struct lane **lane, BOOL *nested)
{
    HRESULT hr;

    leave_levels(thread, (UINT_PTR)__builtin_dwarf_cfa());
    *nested = thread->serving && thread->serving->connection == connection;
    if (*nested) {
        *lane = thread->serving->lane;
        return connection->dead ? connection_error(connection, FALSE) : serve_drain(*lane);
    }
    hr = connection_claim_lane(connection, thread, user, deadline, lane);
    if (hr == RPC_E_TIMEOUT)
        InterlockedIncrement(&channel_counters.timeouts);
    return hr;
}

/*
 * Posts the call in line and waits for the reply, serving nested calls meanwhile. On success *reply is the line of the
 * reply, not read further. After RPC_E_TIMEOUT the lane is not the caller's any more, and *lane is NULL.
 */
static __attribute__((noinline)) HRESULT transact(struct thread_state *thread, struct lane **lane_,
    struct client_call *outer_calls, BOOL nested, struct lane_line *line, const void *data, DWORD deadline,
    struct lane_line *reply)
{
    struct lane *lane = *lane_;
    struct connection *connection = lane->connection;
    struct serving *serving = thread->serving;
    struct level *level;
    volatile uint64_t mark;
    DWORD start = deadline ? GetTickCount() : 0, spent;
    HRESULT hr;

    InterlockedIncrement(&channel_counters.calls_out);
    if (!push_level(thread, lane, outer_calls, nested, &mark))
        return E_OUTOFMEMORY;
    if (FAILED(hr = lane_post(lane, line, data, NULL))) {
        thread->level_count--;
        return hr;
    }
    lane->depth++;
    if (line->flags & LANE_IN_OVERFLOW) {
        /* The server may read it in place while nested calls come. */
        level = &thread->levels[thread->level_count - 1];
        level->pinned = true;
        lane_pin_out(lane, &level->request);
    }
    /*
     * While it waits, the thread is not serving: a message that is dispatched now must not use the outer call's lane.
     */
    thread->serving = NULL;
    for (;;) {
        spent = deadline ? GetTickCount() - start : 0;
        hr = connection_wait(lane, !deadline ? INFINITE : spent < deadline ? deadline - spent : 0, 0, reply);
        if (hr == S_OK && reply->kind == LANE_REPLY)
            lane->depth--;
        if (hr != S_OK || reply->kind == LANE_REPLY)
            break;
        if (FAILED(hr = serve_call(lane, reply)))
            break;
    }
    level = &thread->levels[--thread->level_count];
    thread->serving = serving;
    if (level->pinned)
        lane_unpin_out(lane, &level->request);
    if (hr == RPC_E_TIMEOUT) {
        InterlockedIncrement(&channel_counters.timeouts);
        if (nested)
            lane->late = TRUE;
        else
            connection_retire_lane(lane);
        *lane_ = NULL;
    } else if (hr != S_OK) {
        connection_kill(connection, hr);
        hr = connection_error(connection, TRUE);
    }
    return hr;
}

static HRESULT WINAPI client_channel_QueryInterface(IRpcChannelBuffer *iface, REFIID iid, void **object)
{
    if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IRpcChannelBuffer)) {
        *object = iface;
        IRpcChannelBuffer_AddRef(iface);
        return S_OK;
    }
    *object = NULL;
    return E_NOINTERFACE;
}

static ULONG WINAPI client_channel_AddRef(IRpcChannelBuffer *iface)
{
    return InterlockedIncrement(&impl_from_IRpcChannelBuffer(iface)->refs);
}

static ULONG WINAPI client_channel_Release(IRpcChannelBuffer *iface)
{
    struct client_channel *channel_buffer = impl_from_IRpcChannelBuffer(iface);
    LONG refs = InterlockedDecrement(&channel_buffer->refs);

    if (!refs) {
        connection_release(channel_buffer->connection);
        free(channel_buffer);
    }
    return refs;
}

static DWORD call_deadline(const struct client_channel *channel_buffer, const struct thread_state *thread)
{
    return smaller_deadline(*channel_buffer->deadline_ms, connection_deadline(channel_buffer->connection, thread));
}

static HRESULT WINAPI client_channel_GetBuffer(IRpcChannelBuffer *iface, RPCOLEMESSAGE *message, REFIID iid)
{
    struct client_channel *channel_buffer = impl_from_IRpcChannelBuffer(iface);
    struct thread_state *thread = channel_thread();
    struct client_call *call;
    ULONG size = message->cbBuffer, method = message->iMethod & 0x7fff;
    HRESULT hr;

    (void)iid;
    message->Buffer = NULL;
    if (!thread)
        return E_OUTOFMEMORY;
    if (channel_stack_is_low(thread))
        return CHANNEL_E_STACK;
    if ((call = thread->spare_calls))
        thread->spare_calls = call->next;
    else if (!(call = malloc(sizeof(*call))))
        return E_OUTOFMEMORY;
    call->heap = NULL;
    call->lane = NULL;
    call->reply_number = 0;
    call->tail = NULL;
    memset(&call->pins, 0, sizeof(call->pins));
    call->next = thread->calls;
    thread->calls = call;

    if (size <= CHANNEL_SMALL) {
        call->buffer = call->small;
    } else if (size >= CHANNEL_IN_PLACE && interface_plain_request(channel_buffer->info, method)) {
        if (FAILED(hr = find_lane(thread, channel_buffer->connection, TRUE, call_deadline(channel_buffer, thread),
                       &call->lane, &call->nested)) ||
            FAILED(hr = lane_reserve(call->lane, size, &call->buffer, NULL))) {
            end_call(thread, call, channel_buffer->connection);
            return hr;
        }
    } else if ((call->buffer = call->heap = crossbit_spare_alloc(size)) == NULL) {
        end_call(thread, call, channel_buffer->connection);
        return E_OUTOFMEMORY;
    }
    message->Buffer = call->buffer;
    message->dataRepresentation = 0x10; /* NDR_LOCAL_DATA_REPRESENTATION: little endian, ASCII, IEEE */
    if (!interface_is_flat(channel_buffer->info, method))
        apartment_prepare(thread);
    thread->marshal_to = channel_buffer->connection;
    thread->marshal_pins = &call->pins;
    return S_OK;
}

/* Takes the reply over: in place if the method allows it and it is large, else as a private copy. */
static HRESULT take_reply(struct client_channel *channel_buffer, struct client_call *call, uint32_t method,
    const struct lane_line *reply, RPCOLEMESSAGE *message)
{
    const uint8_t *shared;
    HRESULT hr;

    if ((hr = lane_locate(call->lane, reply, &shared)) == E_OUTOFMEMORY)
        return hr; /* the reply is lost, and nothing else */
    if (FAILED(hr)) {
        connection_kill(channel_buffer->connection, hr);
        return connection_error(channel_buffer->connection, TRUE);
    }
    if (reply->flags & LANE_IN_OVERFLOW) {
        call->reply_number = call->lane->received;
        call->reply_size = reply->size;
    }
    if (lane_tail_size(reply) && (call->tail = copy_tail(shared, reply)))
        call->tail_size = lane_tail_size(reply);
    if (FAILED(reply->status))
        return reply->status;
    crossbit_spare_free(call->heap, CHANNEL_SPARE_MOST);
    call->heap = NULL;
    if (reply->size >= CHANNEL_IN_PLACE && interface_plain_reply(channel_buffer->info, method)) {
        call->buffer = (BYTE *)(uintptr_t)shared; /* the lane stays claimed until FreeBuffer */
    } else {
        if (reply->size <= CHANNEL_SMALL)
            call->buffer = call->small;
        else if ((call->buffer = call->heap = crossbit_spare_alloc(reply->size)) == NULL)
            return E_OUTOFMEMORY;
        copy_bytes(call->buffer, shared, reply->size);
        give_lane_back(call);
    }
    message->Buffer = call->buffer;
    message->cbBuffer = reply->size;
    message->dataRepresentation = reply->data_rep;
    return S_OK;
}

static HRESULT WINAPI client_channel_SendReceive(IRpcChannelBuffer *iface, RPCOLEMESSAGE *message, ULONG *status)
{
    struct client_channel *channel_buffer = impl_from_IRpcChannelBuffer(iface);
    struct connection *connection = channel_buffer->connection;
    struct thread_state *thread = channel_thread();
    struct client_call *call = thread ? find_call(thread, message->Buffer) : NULL;
    struct lane_line line = {.kind = LANE_CALL,
                         .target = channel_buffer->ipid,
                         .method = message->iMethod & 0x7fff,
                         .size = message->cbBuffer,
                         .data_rep = message->dataRepresentation},
                     reply;
    DWORD deadline;
    HRESULT hr;

    if (status)
        *status = 0;
    if (!call)
        return E_UNEXPECTED;
    thread->marshal_to = NULL;
    deadline = call_deadline(channel_buffer, thread);
    if (!call->lane && FAILED(hr = find_lane(thread, connection, TRUE, deadline, &call->lane, &call->nested)))
        goto exit;
    hr = transact(thread, &call->lane, call->next, call->nested, &line, call->buffer, deadline, &reply);
    if (hr == S_OK)
        hr = take_reply(channel_buffer, call, line.method, &reply, message);
exit:
    if (FAILED(hr)) {
        message->Buffer = NULL;
        end_call(thread, call, channel_buffer->connection);
        if (connection->dead)
            words_tell(connection, channel_buffer->info, line.method);
    }
    return hr;
}

static HRESULT WINAPI client_channel_FreeBuffer(IRpcChannelBuffer *iface, RPCOLEMESSAGE *message)
{
    struct client_channel *channel_buffer = impl_from_IRpcChannelBuffer(iface);
    struct thread_state *thread = channel_thread();
    struct client_call *call = thread && message->Buffer ? find_call(thread, message->Buffer) : NULL;

    if (thread)
        thread->marshal_to = NULL; /* marshaling failed half-way */
    if (call)
        end_call(thread, call, channel_buffer->connection);
    message->Buffer = NULL;
    return S_OK;
}

static HRESULT WINAPI client_channel_GetDestCtx(IRpcChannelBuffer *iface, DWORD *context, void **data)
{
    (void)iface;
    *context = MSHCTX_LOCAL;
    if (data)
        *data = NULL;
    return S_OK;
}

static HRESULT WINAPI client_channel_IsConnected(IRpcChannelBuffer *iface)
{
    return impl_from_IRpcChannelBuffer(iface)->connection->dead ? S_FALSE : S_OK;
}

static const IRpcChannelBufferVtbl client_channel_vtbl = {
    client_channel_QueryInterface,
    client_channel_AddRef,
    client_channel_Release,
    client_channel_GetBuffer,
    client_channel_SendReceive,
    client_channel_FreeBuffer,
    client_channel_GetDestCtx,
    client_channel_IsConnected,
};

HRESULT client_channel_create(struct connection *connection, uint64_t ipid, const struct interface_info *info,
    const LONG *deadline_ms, IRpcChannelBuffer **result)
{
    struct client_channel *channel_buffer = calloc(1, sizeof(*channel_buffer));

    *result = NULL;
    if (!channel_buffer)
        return E_OUTOFMEMORY;
    channel_buffer->IRpcChannelBuffer_iface.lpVtbl = (IRpcChannelBufferVtbl *)&client_channel_vtbl;
    channel_buffer->refs = 1;
    channel_buffer->connection = connection;
    channel_buffer->ipid = ipid;
    channel_buffer->info = info;
    channel_buffer->deadline_ms = deadline_ms;
    connection_addref(connection);
    *result = &channel_buffer->IRpcChannelBuffer_iface;
    return S_OK;
}

HRESULT client_call_connection(struct connection *connection, uint32_t method, const void *request,
    uint32_t request_size, void *answer, uint32_t answer_size, uint32_t *answer_used)
{
    struct lane_line line = {.kind = LANE_CALL, .method = method, .size = request_size}, reply;
    struct thread_state *thread = channel_thread();
    struct lane *lane = NULL;
    const uint8_t *shared;
    DWORD deadline;
    BOOL nested;
    HRESULT hr;

    if (answer_used)
        *answer_used = 0;
    if (!thread)
        return E_OUTOFMEMORY;
    deadline = connection_deadline(connection, thread);
    if (FAILED(hr = find_lane(thread, connection, FALSE, deadline, &lane, &nested)))
        return hr;
    hr = transact(thread, &lane, thread->calls, nested, &line, request, deadline, &reply);
    if (hr == S_OK && FAILED(hr = lane_locate(lane, &reply, &shared))) {
        connection_kill(connection, hr);
        hr = connection_error(connection, TRUE);
    }
    if (hr == S_OK) {
        if (lane_tail_size(&reply))
            read_tail(connection, copy_tail(shared, &reply), lane_tail_size(&reply));
        hr = reply.status;
        if (hr == S_OK && reply.size > answer_size)
            hr = RPC_E_INVALID_DATAPACKET;
        else if (hr == S_OK && reply.size)
            memcpy(answer, shared, reply.size);
        if (hr == S_OK && answer_used)
            *answer_used = reply.size;
    }
    if (lane && !nested)
        connection_release_lane(lane);
    return hr;
}
