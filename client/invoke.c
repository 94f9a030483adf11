/* SPDX-License-Identifier: MIT */
/* crossbit_invoke: one call from packing to unpacking, its thread, and the callbacks that come meanwhile. */
#include "client.h"

#include <stdlib.h>
#include <wchar.h>

#include "core/base/contract.h"
#include "core/base/proxies.h"

/* How long a call may take to come back after its surrogate has ended. */
#define DEATH_MS 5000

/*
 * One call on its way. The thread that makes it may be alone with it (the call then lives on its stack), or a worker
 * makes the COM call while the calling thread waits for the reply and for callbacks: then each of the two has a
 * reference, because a reply that never comes must not take the caller with it.
 */
struct call {
    LONG references;
    struct call *next_waiting; /* (CS waiting_lock) */
    INT64 id;
    HANDLE wake; /* auto-reset: a callback is queued, or the reply is there */
    SRWLOCK lock;
    struct callback_run *runs, **last_run; /* (CS lock) */
    bool finished;                         /* (CS lock) result and what follows are set */
    bool closed;                           /* (CS lock) the caller takes no callbacks any more */
    bool abandoned;                        /* (CS lock) the caller has gone: the worker ends it */
    bool own_callbacks;                    /* (RO) they find their thread themselves: not in waiting */
    DWORD deadline_ms;                     /* (RO) 0: none */

    ICrossbitModule *module;
    uint32_t number;
    INT64 chain;
    BSTR extra;
    struct wire request;
    ICrossbitCallback **callbacks;
    uint32_t callback_count, callback_capacity;

    HRESULT result;
    BYTE *reply;
    ULONG reply_size;
    CrossbitErrors errors;
    CrossbitStatus status;
};

static SRWLOCK waiting_lock = SRWLOCK_INIT;
static struct call *waiting[64]; /* (CS waiting_lock) calls whose thread runs callbacks, by id */
static volatile LONG64 last_id;

static void call_cleanup(struct call *call)
{
    uint32_t i;

    for (i = 0; i < call->callback_count; i++)
        ICrossbitCallback_Release(call->callbacks[i]);
    free(call->callbacks);
    wire_cleanup(&call->request);
    CoTaskMemFree(call->reply);
    SysFreeString(call->status.message);
}

static void call_release(struct call *call)
{
    if (InterlockedDecrement(&call->references))
        return;
    call_cleanup(call);
    ICrossbitModule_Release(call->module);
    SysFreeString(call->extra);
    if (call->wake)
        CloseHandle(call->wake);
    free(call);
}

static void call_perform(struct call *call)
{
    call->result = contract_call(call->module, call->number, call->id, call->chain, call->extra,
        (ULONG)call->request.size, call->request.data, call->callback_count, call->callbacks, &call->reply_size,
        &call->reply, &call->errors, &call->status);
}

static void waiting_add(struct call *call)
{
    struct call **bucket = &waiting[call->id % ARRAYSIZE(waiting)];

    AcquireSRWLockExclusive(&waiting_lock);
    call->next_waiting = *bucket;
    *bucket = call;
    ReleaseSRWLockExclusive(&waiting_lock);
}

static void waiting_remove(struct call *call)
{
    struct call **link = &waiting[call->id % ARRAYSIZE(waiting)];

    AcquireSRWLockExclusive(&waiting_lock);
    while (*link != call)
        link = &(*link)->next_waiting;
    *link = call->next_waiting;
    ReleaseSRWLockExclusive(&waiting_lock);
}

static void call_on_worker(void *context)
{
    struct call *call = context;
    bool abandoned;

    deadline_enter(call->deadline_ms);
    call_perform(call);
    deadline_leave(call->deadline_ms);
    AcquireSRWLockExclusive(&call->lock);
    call->finished = true;
    abandoned = call->abandoned;
    ReleaseSRWLockExclusive(&call->lock);
    SetEvent(call->wake);
    if (abandoned && !call->own_callbacks)
        waiting_remove(call);
    call_release(call);
}

bool invoke_queue_callback(INT64 caller, struct callback_run *run)
{
    struct call *call;
    bool queued = false, given_up = false;

    run->done = thread_event(); /* of RPC's thread, which waits for nothing else here */
    if (!run->done)
        return false;
    AcquireSRWLockShared(&waiting_lock);
    for (call = waiting[(uint64_t)caller % ARRAYSIZE(waiting)]; call && call->id != caller; call = call->next_waiting)
        ;
    if (call) {
        AcquireSRWLockExclusive(&call->lock);
        queued = !call->closed;
        given_up = call->abandoned;
        if (queued) {
            *call->last_run = run;
            call->last_run = &run->next;
            SetEvent(call->wake);
        }
        ReleaseSRWLockExclusive(&call->lock);
    }
    ReleaseSRWLockShared(&waiting_lock);
    if (queued)
        WaitForSingleObject(run->done, INFINITE); /* the program's function takes as long as it takes */
    else if (given_up)
        run->code =
            message_set(&run->message, CROSSBIT_E_CALLBACK, L"the call to which the callback belongs was given up");
    return queued || given_up;
}

/* Runs what is queued. Returns whether the reply is there. */
static bool run_callbacks(struct call *call)
{
    struct callback_run *run;
    bool finished;

    for (;;) {
        AcquireSRWLockExclusive(&call->lock);
        run = call->runs;
        if (run) {
            call->runs = run->next;
            if (!call->runs)
                call->last_run = &call->runs;
        }
        finished = call->finished;
        ReleaseSRWLockExclusive(&call->lock);
        if (!run)
            return finished;
        callback_perform(run);
        SetEvent(run->done);
    }
}

/*
 * Waits for a worker that makes the call and runs its callbacks meanwhile. S_FALSE: the reply never came;
 * RPC_E_TIMEOUT.
 */
static HRESULT call_and_wait(struct call *call, struct crossbit_connection *connection)
{
    HANDLE waits[2] = {call->wake, connection->launch.process};
    struct callback_run *run, *next;
    ULONGLONG end = GetTickCount64() + call->deadline_ms, now;
    DWORD woken, left = INFINITE;
    bool finished, dead = false;

    while (!run_callbacks(call)) {
        now = GetTickCount64();
        if (dead)
            left = DEATH_MS;
        else if (call->deadline_ms)
            left = now < end ? (DWORD)(end - now) : 0;
        woken = runtime_wait(dead ? 1 : 2, waits, left);
        if (woken == WAIT_OBJECT_0 + 1)
            dead = true; /* RPC will notice, too: its error ends the call */
        else if (woken != WAIT_OBJECT_0)
            break;
    }
    AcquireSRWLockExclusive(&call->lock);
    finished = call->finished;
    call->closed = true;
    call->abandoned = !finished;
    run = call->runs;
    call->runs = NULL;
    ReleaseSRWLockExclusive(&call->lock);
    for (; run; run = next) {
        next = run->next;
        run->code =
            message_set(&run->message, CROSSBIT_E_CALLBACK, L"the call to which the callback belongs has ended");
        SetEvent(run->done);
    }
    return finished ? S_OK : dead ? S_FALSE : RPC_E_TIMEOUT;
}

/* ---- the codec's view of a call ---- */

struct packing {
    struct crossbit_library *library;
    struct call *call;
    void **holds; /* memory that the surrogate sees, too, until the call is over */
    uint32_t hold_count;
};

static HRESULT pack_function(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, void *native, uint32_t *index)
{
    struct packing *packing = context->owner;
    struct call *call = packing->call;
    struct crossbit_library *library = packing->library;
    ICrossbitCallback *callback = NULL, **grown;
    HRESULT hr = S_OK;
    uint32_t i;

    if (call->callback_count == call->callback_capacity) {
        grown = realloc(call->callbacks, (call->callback_capacity + 4) * sizeof(*grown));
        if (!grown)
            return E_OUTOFMEMORY;
        call->callbacks = grown;
        call->callback_capacity += 4;
    }
    hr = callback_get(library, native, type->target->function, &callback);
    if (FAILED(hr))
        return hr;
    if (attr->keep) {
        /* Held until the library is unloaded, so that the DLL finds it whenever it calls. */
        AcquireSRWLockExclusive(&library->lock);
        for (i = 0; i < library->kept_count && library->kept[i] != callback; i++)
            ;
        if (i == library->kept_count) {
            grown = realloc(library->kept, (library->kept_count + 1) * sizeof(*grown));
            if (grown) {
                library->kept = grown;
                grown[library->kept_count++] = callback;
                ICrossbitCallback_AddRef(callback);
            } else {
                hr = E_OUTOFMEMORY;
            }
        }
        ReleaseSRWLockExclusive(&library->lock);
    }
    *index = call->callback_count;
    call->callbacks[call->callback_count++] = callback;
    return hr;
}

/* The DLL gives back a function that it was given in this very call. */
static HRESULT unpack_function(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint32_t index, void **native)
{
    struct packing *packing = context->owner;

    (void)attr;
    if (index >= packing->call->callback_count)
        return message_set(&context->message, CROSSBIT_E_PROTOCOL,
            L"%hs: the surrogate names a callback that was not given", type->name);
    *native = callback_address(packing->call->callbacks[index]);
    return S_OK;
}

static HRESULT keep_memory(struct codec_context *context, uint64_t peer, size_t size, void **memory)
{
    struct packing *packing = context->owner;

    return library_keep_memory(packing->library, peer, size, memory);
}

static HRESULT share_memory(struct codec_context *context, const void *memory, size_t size, struct codec_shared *shared)
{
    struct packing *packing = context->owner;
    struct crossbit_memory reference;
    void **more, *hold;
    HRESULT hr = proxies_share_memory((IUnknown *)packing->library->module, memory, size, &reference, &hold);

    if (hr != S_OK)
        return S_FALSE;
    more = realloc(packing->holds, (packing->hold_count + 1) * sizeof(*more));
    if (!more) {
        proxies_release_memory(hold);
        return E_OUTOFMEMORY;
    }
    packing->holds = more;
    more[packing->hold_count++] = hold;
    shared->id = reference.id;
    shared->offset = reference.offset;
    return S_OK;
}

static const struct codec_ops call_ops = {
    handle_pack, handle_unpack, pack_function, unpack_function, keep_memory, share_memory, NULL};

/* ---- crossbit_invoke ---- */

struct directory_run {
    struct crossbit_connection *connection;
    HRESULT result;
    BSTR *message;
};

static void directory_in_mta(void *context)
{
    struct directory_run *run = context;

    run->result = connection_send_directory(run->connection, run->message);
}

static HRESULT send_directory(struct crossbit_connection *connection, BSTR *message)
{
    struct directory_run run = {connection, S_OK, message};
    HRESULT hr = runtime_run(directory_in_mta, &run, message);

    return SUCCEEDED(hr) ? run.result : hr;
}

/*
 * By a worker: the call gets a life of its own on the heap, with all that the worker reads. *done is false when no
 * reply came: local->result is then RPC_E_TIMEOUT past the deadline, S_FALSE when the surrogate died and not even the
 * error came back.
 */
static HRESULT perform_on_worker(struct call *local, struct crossbit_connection *connection, bool *done, BSTR *message)
{
    struct call *call = calloc(1, sizeof(*call));
    HRESULT hr = E_OUTOFMEMORY;

    *done = false;
    if (!call)
        return hr;
    *call = *local;
    call->id = call->id < 0 ? -call->id : call->id;
    call->references = 1;
    ICrossbitModule_AddRef(call->module);
    call->last_run = &call->runs;
    call->extra = NULL;
    call->wake = CreateEventW(NULL, FALSE, FALSE, NULL);
    if (call->wake && (!local->extra || (call->extra = SysAllocStringLen(local->extra, SysStringLen(local->extra))))) {
        if (!call->own_callbacks)
            waiting_add(call);
        InterlockedIncrement(&call->references);
        hr = runtime_start(call_on_worker, call, message);
        if (FAILED(hr))
            InterlockedDecrement(&call->references);
        else
            local->result = call_and_wait(call, connection);
        *done = SUCCEEDED(hr) && local->result == S_OK;
        if ((FAILED(hr) || *done) && !call->own_callbacks)
            waiting_remove(call);
    }
    if (SUCCEEDED(hr) && !*done) {
        /* The worker still has it all: it frees what it used when COM lets go of it. */
        memset(&local->request, 0, sizeof(local->request));
        local->callbacks = NULL;
        local->callback_count = 0;
        call_release(call);
        return hr;
    }
    if (*done) {
        local->result = call->result;
        local->reply = call->reply;
        local->reply_size = call->reply_size;
        local->errors = call->errors;
        local->status = call->status;
    }
    /* What is in both is the local one's again. */
    memset(&call->request, 0, sizeof(call->request));
    memset(&call->status, 0, sizeof(call->status));
    call->callbacks = NULL;
    call->callback_count = 0;
    call->reply = NULL;
    call_release(call);
    return hr;
}

HRESULT invoke_module(struct crossbit_connection *connection, ICrossbitModule *module, DWORD deadline_ms,
    ULONG function, INT64 caller, INT64 chain, BSTR extra, ULONG args_size, const BYTE *args, ULONG callback_count,
    ICrossbitCallback **callbacks, ULONG *reply_size, BYTE **reply, CrossbitErrors *errors, CrossbitStatus *status)
{
    struct call call = {.module = module,
        .number = function,
        .id = caller,
        .chain = chain,
        .extra = extra,
        .deadline_ms = deadline_ms,
        .own_callbacks = true};
    HRESULT hr = args_size ? wire_append(&call.request, args, args_size) : S_OK;
    bool done = false;

    if (SUCCEEDED(hr) && callback_count && !(call.callbacks = malloc(callback_count * sizeof(*callbacks))))
        hr = E_OUTOFMEMORY;
    while (SUCCEEDED(hr) && call.callback_count < callback_count) {
        call.callbacks[call.callback_count] = callbacks[call.callback_count];
        ICrossbitCallback_AddRef(callbacks[call.callback_count]);
        call.callback_count++;
    }
    if (SUCCEEDED(hr))
        hr = perform_on_worker(&call, connection, &done, NULL);
    if (SUCCEEDED(hr))
        hr = call.result == S_FALSE ? CO_E_OBJNOTCONNECTED : call.result;
    if (done && SUCCEEDED(hr)) {
        *reply = call.reply;
        *reply_size = call.reply_size;
        *errors = call.errors;
        *status = call.status;
        call.reply = NULL;
        call.status.message = NULL;
    }
    call_cleanup(&call);
    return hr;
}

/* A function of its own, because calls nest: its text is on the stack of a call that failed, and of no other. */
__attribute__((noinline)) static HRESULT call_failed(
    struct crossbit_connection *connection, const struct cfunction *type, HRESULT hr, BSTR *message)
{
    wchar_t what[128];

    _snwprintf(what, ARRAYSIZE(what), L"the call of %hs", type->name);
    what[ARRAYSIZE(what) - 1] = 0;
    return hr != S_FALSE ? connection_failed(connection, hr, what, message)
                         : connection_gone(connection, what, message);
}

HRESULT crossbit_invoke(crossbit_function *function, void *result, void *const *args, size_t count)
{
    struct thread_state *state = thread_state();
    BSTR message = NULL;
    struct crossbit_library *library;
    struct crossbit_connection *connection;
    const struct cfunction *type;
    struct call call = {0};
    struct packing packing = {.call = &call};
    struct codec_context codec = {.ops = &call_ops, .owner = &packing};
    struct wire reply = {0};
    uint64_t scalar[2];
    void *value = NULL;
    bool done = true, may_call_back;
    DWORD deadline;
    HRESULT code;
    size_t i;

    if (!state)
        return E_OUTOFMEMORY; /* and no place for a message */
    if (!function || (!args && count))
        return thread_null(L"crossbit_invoke", !function ? L"function" : L"args");
    packing.library = library = function->library;
    connection = library->connection;
    codec.function = type = function->type;
    call.module = library->module;
    call.number = function->number;
    call.extra = function->extra;
    if (count != type->param_count) {
        code = message_set(&message, CROSSBIT_E_ARGUMENT, L"%hs takes %u arguments, not %u", type->name,
            type->param_count, (unsigned int)count);
        goto exit;
    }
    for (i = 0; i < count; i++)
        if (!args[i]) {
            code = message_set(
                &message, E_POINTER, L"crossbit_invoke: args[%u], for %hs, is NULL", (unsigned int)i, type->name);
            goto exit;
        }
    if (connection_is_dead(connection)) {
        code = connection_gone(connection, L"an earlier call", &message);
        goto exit;
    }
    if (connection_directory_changed(connection) && FAILED(code = send_directory(connection, &message)))
        goto exit;
    code = codec_pack_request(&codec, args, &call.request);
    if (FAILED(code))
        goto exit;
    call.id = InterlockedIncrement64(&last_id);
    call.chain = state->chain_owner == connection ? state->chain : 0;
    may_call_back = call.callback_count || *(volatile uint32_t *)&library->kept_count;
    /* A chain is needed when the callback around this call was handed over: then so is everything in it. */
    if (library->direct && !call.chain)
        call.id = -call.id;
    deadline = deadline_of(connection);
    call.deadline_ms = deadline;
    /*
     * Over the channel a call is made right here from any apartment, and keeps to the limit itself. COM's own proxy
     * belongs to the MTA, and knows no limits.
     */
    if ((library->on_channel || (runtime_in_mta() && !deadline)) && (!may_call_back || call.id < 0))
        call_perform(&call);
    else
        code = perform_on_worker(&call, connection, &done, &message);
    if (FAILED(code))
        goto exit;
    if (!done || FAILED(call.result)) {
        code = call_failed(connection, type, call.result, &message);
        goto exit;
    }
    code = connection_status(&call.status, &message);
    if (FAILED(code))
        goto exit;
    state->last_error = call.errors.last_error;
    state->errno_value = call.errors.errno_value;
    if (type->result->kind != CTYPE_VOID) {
        memset(scalar, 0, sizeof(scalar));
        value = type->result->size > sizeof(scalar) ? arena_alloc(&codec.memory, type->result->size) : scalar;
    }
    reply.data = call.reply;
    reply.size = call.reply_size;
    code = codec_unpack_reply(&codec, &reply, value);
    if (SUCCEEDED(code) && result && value)
        memcpy(result, value, type->result->size);

exit:
    if (code == CROSSBIT_E_TIMEOUT)
        InterlockedExchange(&library->overdue, 1);
    if (FAILED(code) && codec.message && !message) {
        message = codec.message;
        codec.message = NULL;
    }
    codec_cleanup(&codec);
    call_cleanup(&call);
    while (packing.hold_count)
        proxies_release_memory(packing.holds[--packing.hold_count]);
    free(packing.holds);
    return thread_finish(code, message);
}
