/* SPDX-License-Identifier: MIT */
/* The server half: a lane's thread, calls of stubs and of the connection itself, and the channel that stubs see. */
#include "channel_private.h"
#include "core/base/spare.h"

#include <oleauto.h>
#include <rpcproxy.h>

/* The IRpcChannelBuffer that a stub gets for one call; lives on the stack of that call. */
struct server_channel {
    IRpcChannelBuffer IRpcChannelBuffer_iface;
    struct connection *connection;
    struct lane *lane;
    bool plain_reply;
    bool in_section;
    uint64_t zeros; /* with which reply begins */
    BYTE *reply;
    ULONG reply_size;
    BYTE *heap;  /* to be freed */
    BYTE *small; /* CHANNEL_SMALL bytes */
};

static struct server_channel *impl_from_IRpcChannelBuffer(IRpcChannelBuffer *iface)
{
    return CONTAINING_RECORD(iface, struct server_channel, IRpcChannelBuffer_iface);
}

static HRESULT WINAPI server_channel_QueryInterface(IRpcChannelBuffer *iface, REFIID iid, void **object)
{
    if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IRpcChannelBuffer)) {
        *object = iface;
        return S_OK;
    }
    *object = NULL;
    return E_NOINTERFACE;
}

static ULONG WINAPI server_channel_AddRef(IRpcChannelBuffer *iface)
{
    (void)iface;
    return 2; /* the stub's call outlives every use */
}

static ULONG WINAPI server_channel_Release(IRpcChannelBuffer *iface)
{
    (void)iface;
    return 1;
}

/* Room for a reply of size bytes. */
static HRESULT make_room(struct server_channel *channel_buffer, ULONG size, bool in_place)
{
    HRESULT hr;

    crossbit_spare_free(channel_buffer->heap, CHANNEL_SPARE_MOST);
    channel_buffer->heap = NULL;
    channel_buffer->in_section = false;
    channel_buffer->zeros = 0;
    if (size <= CHANNEL_SMALL) {
        channel_buffer->reply = channel_buffer->small;
    } else if (size >= CHANNEL_IN_PLACE && in_place && !channel_buffer->lane->late) {
        /* Not when late: the request of a nested call that was given up may lie in the section still, unread. */
        if (FAILED(hr = lane_reserve(
                       channel_buffer->lane, size + CHANNEL_TAIL_ROOM, &channel_buffer->reply, &channel_buffer->zeros)))
            return hr;
        channel_buffer->in_section = true;
    } else if ((channel_buffer->reply = channel_buffer->heap = crossbit_spare_alloc(size)) == NULL) {
        return E_OUTOFMEMORY;
    }
    channel_buffer->reply_size = size;
    return S_OK;
}

static HRESULT WINAPI server_channel_GetBuffer(IRpcChannelBuffer *iface, RPCOLEMESSAGE *message, REFIID iid)
{
    struct server_channel *channel_buffer = impl_from_IRpcChannelBuffer(iface);
    struct thread_state *thread = channel_thread();
    HRESULT hr = make_room(channel_buffer, message->cbBuffer, channel_buffer->plain_reply);

    (void)iid;
    if (FAILED(hr))
        return hr;
    message->Buffer = channel_buffer->reply;
    if (thread && thread->serving) {
        thread->marshal_to = channel_buffer->connection;
        thread->marshal_pins = &thread->serving->pins;
    }
    return S_OK;
}

static HRESULT WINAPI server_channel_SendReceive(IRpcChannelBuffer *iface, RPCOLEMESSAGE *message, ULONG *status)
{
    (void)iface;
    (void)message;
    (void)status;
    return E_UNEXPECTED; /* a stub does not call */
}

static HRESULT WINAPI server_channel_FreeBuffer(IRpcChannelBuffer *iface, RPCOLEMESSAGE *message)
{
    (void)iface;
    message->Buffer = NULL;
    return S_OK;
}

static HRESULT WINAPI server_channel_GetDestCtx(IRpcChannelBuffer *iface, DWORD *context, void **data)
{
    (void)iface;
    *context = MSHCTX_LOCAL;
    if (data)
        *data = NULL;
    return S_OK;
}

static HRESULT WINAPI server_channel_IsConnected(IRpcChannelBuffer *iface)
{
    return impl_from_IRpcChannelBuffer(iface)->connection->dead ? S_FALSE : S_OK;
}

static const IRpcChannelBufferVtbl server_channel_vtbl = {
    server_channel_QueryInterface,
    server_channel_AddRef,
    server_channel_Release,
    server_channel_GetBuffer,
    server_channel_SendReceive,
    server_channel_FreeBuffer,
    server_channel_GetDestCtx,
    server_channel_IsConnected,
};

/* One call on its way through an apartment and a guard. */
struct invocation {
    struct serving *serving;
    struct stub_entry *entry;
    struct server_channel *channel_buffer;
    struct direct_call *direct;
    RPCOLEMESSAGE message;
    HRESULT hr;
    uint8_t *error;
    uint32_t error_size;
};

/* What one call needs and the stack should not give: calls nest. */
struct serve_room {
    struct serve_room *next;  /* (own) in thread_state.rooms or spare_rooms */
    struct stub_entry *entry; /* pinned; NULL: not yet, or not any more */
    struct serving serving;
    struct server_channel channel_buffer;
    struct invocation invocation;
    bool pin_in, pin_out;
    struct overflow pinned_in, pinned_out;
    BYTE *heap; /* the request, if it is not in request or the section */
    struct direct_call direct;
    BYTE request[CHANNEL_SMALL] __attribute__((aligned(16)));
    BYTE reply[CHANNEL_SMALL] __attribute__((aligned(16)));
};

static struct serve_room *take_room(struct thread_state *thread)
{
    struct serve_room *room = thread->spare_rooms;

    if (room)
        thread->spare_rooms = room->next;
    else if (!(room = malloc(sizeof(*room))))
        return NULL;
    room->entry = NULL;
    room->pin_in = room->pin_out = false;
    room->next = thread->rooms;
    thread->rooms = room;
    return room;
}

/* The innermost room in use. */
static void give_room_back(struct thread_state *thread)
{
    struct serve_room *room = thread->rooms;

    thread->rooms = room->next;
    room->next = thread->spare_rooms;
    thread->spare_rooms = room;
}

static void unpin(struct serve_room *room)
{
    if (room->pin_in)
        lane_unpin_in(room->serving.lane, &room->pinned_in);
    if (room->pin_out)
        lane_unpin_out(room->serving.lane, &room->pinned_out);
    room->pin_in = room->pin_out = false;
}

void serve_left_sections(struct thread_state *thread, struct serve_room *until)
{
    struct serve_room *room;

    for (room = thread->rooms; room != until; room = room->next)
        unpin(room);
}

void serve_rooms_free(struct serve_room *rooms)
{
    struct serve_room *next;

    for (; rooms; rooms = next) {
        next = rooms->next;
        free(rooms);
    }
}

/*
 * What the Invoke of widl's and MIDL's stubs does, but that they catch every exception, those of the method too, before
 * the guard would see it. A host that is to end by them calls NDR itself.
 */
static HRESULT invoke_in_ndr(
    const struct interface_info *info, IRpcStubBuffer *stub, RPCOLEMESSAGE *message, IRpcChannelBuffer *channel)
{
    const CInterfaceStubHeader *header = (const CInterfaceStubHeader *)stub->lpVtbl - 1;
    DWORD phase = STUB_UNMARSHAL;

    if (!info->known_stub || !CrossbitGetFaultHooks())
        return IRpcStubBuffer_Invoke(stub, message, channel);
    if (!header->pDispatchTable)
        NdrStubCall2(
            (struct IRpcStubBuffer *)stub, (struct IRpcChannelBuffer *)channel, (RPC_MESSAGE *)message, &phase);
    else if (header->pDispatchTable[message->iMethod])
        header->pDispatchTable[message->iMethod](stub, channel, (RPC_MESSAGE *)message, &phase);
    else
        return IRpcStubBuffer_Invoke(stub, message, channel);
    return S_OK;
}

static void invoke_stub(void *context)
{
    struct invocation *invocation = context;
    IRpcStubBuffer *stub = invocation->entry->stub;
    IRpcChannelBuffer *channel = &invocation->channel_buffer->IRpcChannelBuffer_iface;

    if (invocation->direct->method) {
        invocation->hr = direct_invoke(invocation->direct, stub, &invocation->message, channel);
    } else {
        InterlockedIncrement(&channel_counters.calls_in_ndr);
        apartment_prepare(channel_thread());
        invocation->hr = invoke_in_ndr(invocation->entry->info, stub, &invocation->message, channel);
    }
}

/* On the thread where the object lives. */
static void invoke(void *context)
{
    struct invocation *invocation = context;
    struct thread_state *thread = channel_thread();
    struct connection *marshal_to;
    struct pins *marshal_pins;
    const struct crossbit_fault_hooks *hooks = CrossbitGetFaultHooks();
    struct serving *previous;
    const char *outer = NULL;
    DWORD code;

    if (!thread) {
        invocation->hr = E_OUTOFMEMORY;
        return;
    }
    previous = thread->serving;
    marshal_to = thread->marshal_to;
    marshal_pins = thread->marshal_pins;
    thread->serving = invocation->serving;
    thread->marshal_to = NULL;
    SetErrorInfo(0, NULL);
    if (hooks)
        outer = hooks->enter(interface_method_name(invocation->entry->info, invocation->message.iMethod));
    code = guard_call(invoke_stub, invocation);
    if (hooks)
        hooks->leave(outer);
    if (code) {
        /* RPC's own exceptions are status codes; anything else happened in the method. */
        invocation->hr = code < GUARD_RPC_CODES ? (HRESULT)HRESULT_FROM_WIN32(code) : RPC_E_SERVERFAULT;
    } else {
        error_info_take(&invocation->error, &invocation->error_size);
    }
    thread->marshal_to = NULL;
    pins_release(&invocation->serving->pins); /* a last reference goes into the tail, which is read after the message */
    thread->serving = previous;
    thread->marshal_to = marshal_to;
    thread->marshal_pins = marshal_pins;
}

/* A private copy of the request: the peer can write to shared memory while the stub reads. */
static HRESULT take_request(
    struct lane *lane, const struct lane_line *line, bool plain, BYTE *small, BYTE **heap, BYTE **request)
{
    const uint8_t *shared;
    HRESULT hr;

    if (FAILED(hr = lane_locate(lane, line, &shared)))
        return hr;
    if (plain && line->size >= CHANNEL_IN_PLACE) {
        *request = (BYTE *)shared;
        return S_OK;
    }
    *request = small;
    if (line->size > CHANNEL_SMALL && (*request = *heap = crossbit_spare_alloc(line->size)) == NULL)
        return E_OUTOFMEMORY;
    copy_bytes(*request, shared, line->size);
    return S_OK;
}

/* Error information and releases behind the reply; heap-allocated, NULL and 0 if there are none. */
static uint8_t *make_tail(const struct serving *serving, const uint8_t *error, uint32_t error_size, uint32_t *size)
{
    struct lane_tail header = {.error_size = error_size, .release_count = serving->releases.count};
    uint32_t releases = header.release_count * sizeof(struct release_request);
    uint8_t *tail;

    *size = 0;
    if (!error_size && !releases)
        return NULL;
    if (!(tail = malloc(sizeof(header) + error_size + releases)))
        return NULL;
    memcpy(tail, &header, sizeof(header));
    if (error_size)
        memcpy(tail + sizeof(header), error, error_size);
    if (releases)
        memcpy(tail + sizeof(header) + error_size, serving->releases.items, releases);
    *size = sizeof(header) + error_size + releases;
    return tail;
}

uint8_t *serve_left(struct thread_state *thread, struct serve_room *until, uint32_t *tail_size)
{
    struct serve_room *room;
    uint8_t *tail = NULL;

    *tail_size = 0;
    while ((room = thread->rooms) != until) {
        unpin(room);
        /* A room without an entry was left outside of its method: nothing of it is known. */
        if (room->entry) {
            pins_release(&room->serving.pins);
            free(tail);
            tail = make_tail(&room->serving, NULL, 0, tail_size);
            drop(room->serving.releases.items);
            drop(room->invocation.error);
            crossbit_spare_free(room->channel_buffer.heap, CHANNEL_SPARE_MOST);
            crossbit_spare_free(room->heap, CHANNEL_SPARE_MOST);
            export_unpin_stub(room->entry);
        }
        give_room_back(thread);
    }
    return tail;
}

static HRESULT serve_in_room(struct lane *lane, const struct lane_line *line, struct serve_room *room)
{
    struct connection *connection = lane->connection;
    struct serving *serving = &room->serving;
    struct lane_line reply = {.kind = LANE_REPLY};
    struct server_channel *channel_buffer = &room->channel_buffer;
    struct direct_call *direct = &room->direct;
    struct invocation *invocation = &room->invocation;
    const void *data = NULL;
    uint8_t *tail;
    bool in_section;
    HRESULT hr;

    room->heap = NULL;
    *serving = (struct serving){.lane = lane, .connection = connection};
    *invocation = (struct invocation){.serving = serving, .channel_buffer = channel_buffer, .direct = direct};
    channel_buffer->IRpcChannelBuffer_iface.lpVtbl = (IRpcChannelBufferVtbl *)&server_channel_vtbl;
    channel_buffer->connection = connection;
    channel_buffer->lane = lane;
    channel_buffer->reply = channel_buffer->heap = NULL;
    channel_buffer->reply_size = 0;
    channel_buffer->small = room->reply;
    channel_buffer->in_section = false;
    invocation->entry = export_find_stub(connection, line->target);
    if (!invocation->entry) {
        /* Still read what came, so that the lane's state is the same as after any call. */
        reply.status = RPC_E_DISCONNECTED;
        return lane_post(lane, &reply, NULL, NULL);
    }
    if (!interface_has_method(invocation->entry->info, line->method)) {
        export_unpin_stub(invocation->entry);
        reply.status = RPC_E_INVALIDMETHOD;
        return lane_post(lane, &reply, NULL, NULL);
    }
    room->entry = invocation->entry;
    channel_buffer->plain_reply = interface_plain_reply(invocation->entry->info, line->method);
    hr = take_request(lane, line, interface_plain_request(invocation->entry->info, line->method), room->request,
        &room->heap, (BYTE **)&invocation->message.Buffer);
    if (FAILED(hr)) {
        room->entry = NULL;
        export_unpin_stub(invocation->entry);
        if (hr != E_OUTOFMEMORY)
            return hr;
        reply.status = hr;
        return lane_post(lane, &reply, NULL, NULL);
    }
    invocation->message.cbBuffer = line->size;
    invocation->message.dataRepresentation = line->data_rep;
    invocation->message.iMethod = line->method;
    hr = direct_read(invocation->entry->info->direct, &invocation->message, direct);
    if (hr == S_OK && SUCCEEDED(hr = make_room(channel_buffer, direct->reply_size, direct->in_place)))
        direct_prepare(direct, channel_buffer->reply, channel_buffer->zeros);
    /* What the method reads or writes in place stays while nested calls come. */
    if ((room->pin_in = (line->flags & LANE_IN_OVERFLOW) != 0))
        lane_pin_in(lane, &room->pinned_in);
    if ((room->pin_out = in_section = channel_buffer->in_section))
        lane_pin_out(lane, &room->pinned_out);
    if (SUCCEEDED(hr))
        hr = apartment_run(&invocation->entry->grant->home, invoke, invocation);
    if (SUCCEEDED(hr))
        hr = invocation->hr;
    serve_drain(
        lane); /* the request of a nested call that was given up may be unread in a section that is dropped now */
    unpin(room);
    if (in_section && FAILED(hr))
        lane_trim(lane); /* the caller gets no large reply, and so will not ask for it */
    InterlockedIncrement(&channel_counters.calls_in);

    /* Everything that the call held is let go before the reply: after it, the lane is the caller's again. */
    room->entry = NULL;
    export_unpin_stub(invocation->entry);
    if (connection->dead) {
        hr = connection_error(connection, TRUE);
        goto exit;
    }
    if (SUCCEEDED(hr) && channel_buffer->reply && invocation->message.cbBuffer <= channel_buffer->reply_size) {
        reply.size = invocation->message.cbBuffer;
        reply.data_rep = invocation->message.dataRepresentation;
        data = channel_buffer->reply;
    } else if (SUCCEEDED(hr)) {
        hr = channel_buffer->reply ? RPC_E_SERVERFAULT : S_OK;
    }
    reply.status = FAILED(hr) ? hr : S_OK;
    tail = make_tail(serving, invocation->error, invocation->error_size, &reply.tail);
    hr = serve_drain(lane); /* what was let go may have called, too */
    if (SUCCEEDED(hr))
        hr = lane_post(lane, &reply, data, tail);
    if (in_section && SUCCEEDED(hr))
        lane_want_zeros(lane, reply.size);
    if (hr == E_OUTOFMEMORY || hr == E_UNEXPECTED) {
        reply.size = reply.tail = 0;
        reply.status = E_OUTOFMEMORY;
        hr = lane_post(lane, &reply, NULL, NULL);
    }
    drop(tail);
exit:
    drop(serving->releases.items);
    drop(invocation->error);
    crossbit_spare_free(channel_buffer->heap, CHANNEL_SPARE_MOST);
    crossbit_spare_free(room->heap, CHANNEL_SPARE_MOST);
    return hr;
}

static HRESULT serve_stub(struct lane *lane, const struct lane_line *line)
{
    struct thread_state *thread = channel_thread();
    struct serve_room *room = thread && !channel_stack_is_low(thread) ? take_room(thread) : NULL;
    struct lane_line reply = {.kind = LANE_REPLY};
    HRESULT hr;

    if (!room) {
        reply.status = thread && channel_stack_is_low(thread) ? CHANNEL_E_STACK : E_OUTOFMEMORY;
        return lane_post(lane, &reply, NULL, NULL);
    }
    hr = serve_in_room(lane, line, room);
    give_room_back(thread);
    return hr;
}

struct standard_request {
    IUnknown *object;
    const IID *iid;
    IStream *stream;
    HRESULT hr;
};

static void run_standard(void *context)
{
    struct standard_request *request = context;

    request->hr =
        channel_hooks.marshal(request->stream, request->iid, request->object, MSHCTX_LOCAL, NULL, MSHLFLAGS_NORMAL);
}

/* The full form of an export, for what only the standard channel can do. */
static HRESULT serve_standard(struct connection *connection, const struct query_request *query, IStream *stream)
{
    struct standard_request request = {.iid = &query->iid, .stream = stream};
    struct grant *grant = export_pin(connection, query->export_id);
    HRESULT hr;

    if (!grant)
        return RPC_E_DISCONNECTED;
    request.object = grant->object;
    hr = apartment_run(&grant->home, run_standard, &request);
    export_unpin(grant);
    return FAILED(hr) ? hr : request.hr;
}

static HRESULT serve_connection(struct lane *lane, const struct lane_line *line)
{
    struct connection *connection = lane->connection;
    struct serving serving = {.lane = lane, .connection = connection};
    struct thread_state *thread = channel_thread();
    struct serving *previous = thread ? thread->serving : NULL;
    struct lane_line reply = {.kind = LANE_REPLY};
    union {
        struct query_request query;
        struct release_request release;
    } request = {0};
    struct query_reply answer;
    const uint8_t *shared;
    const void *data = NULL;
    IStream *stream = NULL;
    HGLOBAL memory = NULL;
    STATSTG stat;
    uint8_t *tail;
    HRESULT hr;

    if (FAILED(hr = lane_locate(lane, line, &shared)))
        return hr;
    memcpy(&request, shared, min(line->size, sizeof(request)));
    if (thread)
        thread->serving = &serving; /* destructors and QueryInterface may call back */
    if (line->method == CONNECTION_QUERY && line->size == sizeof(request.query)) {
        hr = export_query(connection, request.query.export_id, &request.query.iid, &answer.ipid);
        if (hr == S_OK) {
            data = &answer;
            reply.size = sizeof(answer);
        }
    } else if (line->method == CONNECTION_RELEASE && line->size == sizeof(request.release)) {
        export_release(connection, request.release.export_id, request.release.refs);
    } else if (line->method == CONNECTION_STANDARD && line->size == sizeof(request.query)) {
        if (SUCCEEDED(hr = CreateStreamOnHGlobal(NULL, TRUE, &stream)) &&
            SUCCEEDED(hr = serve_standard(connection, &request.query, stream)) &&
            SUCCEEDED(hr = IStream_Stat(stream, &stat, STATFLAG_NONAME)) &&
            SUCCEEDED(hr = GetHGlobalFromStream(stream, &memory))) {
            data = GlobalLock(memory);
            reply.size = (uint32_t)stat.cbSize.QuadPart;
        }
    } else if (line->method == CONNECTION_TRIM) {
        lane_trim(lane);
        crossbit_spare_trim();
    } else {
        hr = RPC_E_INVALIDMETHOD;
    }
    if (thread)
        thread->serving = previous;
    if (!connection->dead) {
        reply.status = hr;
        tail = make_tail(&serving, NULL, 0, &reply.tail);
        hr = serve_drain(lane);
        if (SUCCEEDED(hr))
            hr = lane_post(lane, &reply, data, tail);
        free(tail);
    } else {
        hr = connection_error(connection, TRUE);
    }
    free(serving.releases.items);
    if (memory)
        GlobalUnlock(memory);
    if (stream)
        IStream_Release(stream);
    return hr;
}

HRESULT __cdecl CrossbitGetCaller(DWORD *process_id)
{
    struct thread_state *thread = channel_thread();

    *process_id = thread && thread->serving ? thread->serving->connection->process_id : 0;
    return *process_id ? S_OK : S_FALSE;
}

HRESULT serve_drain(struct lane *lane)
{
    struct lane_line line, refusal;
    HRESULT hr;

    while (lane->late) {
        refusal = (struct lane_line){.kind = LANE_REPLY, .status = RPC_E_CALL_CANCELED};
        if (FAILED(hr = connection_wait(lane, INFINITE, 0, &line)))
            return hr;
        if (line.kind == LANE_REPLY) {
            lane->late = FALSE;
            lane->depth--;
        } else if (FAILED(hr = lane_post(lane, &refusal, NULL, NULL)))
            return hr;
    }
    return S_OK;
}

struct connection_call {
    struct lane *lane;
    const struct lane_line *line;
    HRESULT hr;
};

static void run_connection_call(void *context)
{
    struct connection_call *call = context;

    call->hr = serve_connection(call->lane, call->line);
}

HRESULT serve_call(struct lane *lane, const struct lane_line *line)
{
    const struct crossbit_fault_hooks *hooks = CrossbitGetFaultHooks();
    struct connection_call call = {lane, line, E_UNEXPECTED};
    const char *outer;

    if (line->kind != LANE_CALL)
        return RPC_E_INVALID_DATAPACKET;
    if (line->target)
        return serve_stub(lane, line);
    if (!hooks)
        return serve_connection(lane, line);
    outer = hooks->enter("QueryInterface or Release of a COM object");
    guard_call(run_connection_call, &call);
    hooks->leave(outer);
    return call.hr;
}

/*
 * The thread stands for one of the peer's threads. It enters no apartment: the process's multi-threaded one is its,
 * implicitly, until the DLL chooses another, as it could on the thread of a program that has not.
 */
DWORD WINAPI serve_lane_thread(void *parameter)
{
    struct lane *lane = parameter;
    struct connection *connection = lane->connection;
    struct lane_line line;
    HRESULT hr;

    while (!connection->dead) {
        hr = connection_wait(lane, INFINITE, LANE_WAIT_IDLE, &line);
        if (hr != S_OK)
            break;
        if (line.kind == LANE_CALL && !line.target && line.method == CONNECTION_CLOSE_LANE)
            break;
        hr = serve_call(lane, &line);
        if (FAILED(hr)) {
            /* One broken lane means a peer that cannot be trusted with the others. */
            connection_kill(connection, hr);
            break;
        }
    }
    lane_free(lane);
    connection_release(connection);
    return 0;
}
