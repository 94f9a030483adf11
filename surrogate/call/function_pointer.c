/* SPDX-License-Identifier: MIT */
/* The client's functions as function pointers for the DLL, and the way of a callback to the client. */
#include "function_pointer.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "chain.h"
#include "core/base/contract.h"
#include "core/base/log.h"
#include "core/base/message.h"
#include "core/base/proxies.h"
#include "core/engine/engine.h"
#include "crossbit/error.h"
#include "crossbit_com.h"
#include "surrogate/host/client_process.h"
#include "worker.h"

/* Callbacks for one call rest until so many others have expired; then their code may be used for another. */
#define GRAVEYARD_REST 1024

struct callback {
    struct module *module;            /* (CS lock) not counted; NULL: expired */
    ICrossbitCallback *target;        /* (CS lock) NULL: expired */
    IUnknown *identity;               /* (RO) not counted: target holds it */
    const struct cfunction *function; /* (RO) */
    struct scope_box *scope;          /* (RO) keeps function */
    struct engine_thunk *thunk;       /* (RO) */
    bool on_channel;                  /* (RO) target uses the channel */
    bool local;            /* (RO) target is in this process: the front end of a script, which carries no chain */
    bool keep;             /* (CS lock of the module) */
    unsigned int uses;     /* (CS lock of the module) calls under way that it was given to */
    bool reported;         /* (interlocked enough) a late call has been logged */
    struct callback *next; /* (CS lock of the module), then of the graveyard */
};

struct callback_graveyard {
    struct callback *first, **last; /* (CS lock) for one call */
    unsigned int count;
    struct callback *kept;
};

/* Guards what an expired callback must not use any more: held for moments only. */
static SRWLOCK lock = SRWLOCK_INIT;

HRESULT callback_graveyard_create(struct callback_graveyard **created)
{
    struct callback_graveyard *graveyard = calloc(1, sizeof(*graveyard));

    *created = graveyard;
    if (!graveyard)
        return E_OUTOFMEMORY;
    graveyard->last = &graveyard->first;
    return S_OK;
}

static void destroy(struct callback *callback)
{
    engine_thunk_free(callback->thunk);
    scope_box_release(callback->scope);
    free(callback);
}

void callback_graveyard_free(struct callback_graveyard *graveyard)
{
    struct callback *callback, *next;

    if (!graveyard)
        return;
    for (callback = graveyard->first; callback; callback = next) {
        next = callback->next;
        destroy(callback);
    }
    for (callback = graveyard->kept; callback; callback = next) {
        next = callback->next;
        destroy(callback);
    }
    free(graveyard);
}

static void bury(struct callback_graveyard *graveyard, struct callback *callback)
{
    struct callback *oldest = NULL;
    ICrossbitCallback *target;

    AcquireSRWLockExclusive(&lock);
    target = callback->target;
    callback->target = NULL;
    callback->module = NULL;
    if (callback->keep) {
        callback->next = graveyard->kept;
        graveyard->kept = callback;
    } else {
        callback->next = NULL;
        *graveyard->last = callback;
        graveyard->last = &callback->next;
        if (++graveyard->count > GRAVEYARD_REST) {
            oldest = graveyard->first;
            graveyard->first = oldest->next;
            graveyard->count--;
        }
    }
    ReleaseSRWLockExclusive(&lock);
    ICrossbitCallback_Release(target);
    if (oldest)
        destroy(oldest);
}

static void forget_job(void *context)
{
    struct job *job = context;

    job->waiter = NULL;
}

/* Runs the callback in the client and serves nested calls meanwhile. */
static HRESULT run_remotely(struct callback *callback, struct module *module, LONG held_up, struct job *job)
{
    HANDLE process = module->client ? client_process(module->client) : NULL;
    struct gate *gate = &module->dll->gate;
    struct chain *chain = chain_create(module->client), *outer_wait = NULL;
    bool local = callback->local;
    HRESULT hr;

    if (!chain)
        return E_OUTOFMEMORY;
    job->chain_id = chain->id;
    job->waiter = chain;
    job->references = 2;
    if (local) {
        chain_lock();
        outer_wait = gate->local_wait;
        gate->local_wait = chain;
        chain_unlock();
    }
    hr = worker_start(job);
    if (FAILED(hr)) {
        job->references = 1;
        job->result = hr;
        chain_lock();
        job->waiter = NULL;
        chain_finish(chain);
        chain_unlock();
    }
    InterlockedExchangeAdd(&module->waiting, held_up);
    hr = chain_wait(chain, process, forget_job, job);
    InterlockedExchangeAdd(&module->waiting, -held_up);
    if (local) {
        chain_lock();
        gate->local_wait = outer_wait;
        chain_unlock();
    }
    return FAILED(hr) ? hr : job->result;
}

/*
 * Over the channel the callback reaches the very thread that made the call, and calls made in it come back to this very
 * thread: no other thread and no chain is needed. The client says with a negative `caller` that it is ready for that;
 * it holds on the thread that the call came in on, not on a thread that the call was handed to.
 */
static void run_directly(struct module *module, LONG held_up, struct job *job)
{
    InterlockedExchangeAdd(&module->waiting, held_up);
    job->result = contract_run(
        job->target, job->caller, 0, job->args_size, job->args, &job->reply_size, &job->reply, &job->status);
    InterlockedExchangeAdd(&module->waiting, -held_up);
}

static HRESULT call_client(struct callback *callback, struct module *module, ICrossbitCallback *target, INT64 caller,
    bool directly, struct codec_context *codec, void *const *args, void *result, BSTR *message)
{
    struct wire request = {0}, reply = {0};
    struct job *job = calloc(1, sizeof(*job));
    const struct codec_owner *owner;
    HRESULT status;

    if (!job)
        return E_OUTOFMEMORY;
    job->references = 1;
    job->target = target;
    ICrossbitCallback_AddRef(target);
    status = codec_pack_request(codec, args, &request);
    if (FAILED(status)) {
        wire_cleanup(&request);
        goto exit;
    }
    if (request.size > ULONG_MAX) {
        wire_cleanup(&request);
        status = E_OUTOFMEMORY;
        goto exit;
    }
    job->caller = caller;
    job->args = request.data; /* wires are made with malloc */
    job->args_size = (ULONG)request.size;
    /* What waits for this callback's end: the callback itself, and the call that it happens in. */
    owner = codec->owner;
    if (directly) {
        run_directly(module, owner->call ? 2 : 1, job);
        status = job->result;
    } else {
        status = run_remotely(callback, module, owner->call ? 2 : 1, job);
    }
    if (status == E_ABORT) {
        message_set(message, S_OK, L"the client ended in the callback %hs", callback->function->name);
        goto exit;
    }
    if (status == HRESULT_FROM_WIN32(ERROR_STACK_OVERFLOW)) {
        message_set(message, S_OK,
            L"the callback %hs: calls and callbacks are nested too deep: the stack of a thread, in the client or here, "
            L"has "
            L"less than 64 KB left",
            callback->function->name);
        goto exit;
    }
    if (status == CROSSBIT_E_LEFT) {
        message_set(message, S_OK, L"the program left the callback %hs, by longjmp, an exception or ExitThread",
            callback->function->name);
        goto exit;
    }
    if (FAILED(status)) {
        message_set(message, S_OK, L"the callback %hs could not be reached in the client (0x%08lx)",
            callback->function->name, status);
        goto exit;
    }
    status = job->status.code;
    if (FAILED(status)) {
        *message = job->status.message;
        job->status.message = NULL;
        goto exit;
    }
    reply.data = job->reply;
    reply.size = job->reply_size;
    status = codec_unpack_reply(codec, &reply, result);
    if (SUCCEEDED(status) && owner->call)
        call_hand_over(owner->call);
exit:
    job_release(job);
    return status;
}

/* On any thread that the DLL calls us on. */
static void on_call(void *context, const struct cfunction *function, void *const *args, void *result)
{
    struct callback *callback = context;
    struct frame *outer = frame_current(), frame;
    struct codec_owner owner = {NULL, NULL};
    struct codec_context codec = {0};
    struct call *call;
    struct module *module;
    ICrossbitCallback *target;
    BSTR message = NULL;
    HRESULT status;
    INT64 caller = 0;
    bool directly;

    AcquireSRWLockExclusive(&lock);
    module = callback->module && module_hold(callback->module) ? callback->module : NULL;
    target = callback->target;
    if (module)
        ICrossbitCallback_AddRef(target);
    ReleaseSRWLockExclusive(&lock);
    if (module && !module_enter(module)) {
        ICrossbitCallback_Release(target);
        ICrossbitModule_Release(&module->ICrossbitModule_iface);
        module = NULL;
    }
    if (!module) {
        if (!callback->reported)
            crossbit_log_line(L"a callback of type %hs was called after its end; it returns 0 (declare its parameter "
                              L"[keep] if the DLL "
                              L"keeps it)",
                function->name);
        callback->reported = true;
        return;
    }
    call = outer ? outer->call : NULL;
    if (call && call->module->client == module->client)
        caller = call->caller;
    directly = caller < 0 && callback->on_channel && call->thread_id == GetCurrentThreadId();
    frame_push(&frame, module->dll, NULL);
    owner.module = module;
    owner.call = call && call->module == module ? call : NULL;
    codec.ops = &module_codec_ops;
    codec.owner = &owner;
    codec.function = function;
    status = call_client(callback, module, target, caller, directly, &codec, args, result, &message);
    frame_pop(&frame);
    if (FAILED(status)) {
        if (!message) {
            message = codec.message;
            codec.message = NULL;
        }
        crossbit_log_line(L"callback %hs failed (0x%08lx): %ls", function->name, status, message ? message : L"");
        if (call && SUCCEEDED(call->callback_status)) {
            call->callback_status = status;
            call->callback_message = message;
            message = NULL;
        }
    }
    SysFreeString(message);
    codec_cleanup(&codec);
    ICrossbitCallback_Release(target);
    module_leave(module);
    ICrossbitModule_Release(&module->ICrossbitModule_iface);
    /*
     * The program's side of the call that this callback belongs to is gone: so must the DLL's be, which would go on
     * with zero.
     */
    if (status == CROSSBIT_E_LEFT && outer && outer->outcome)
        engine_leave(outer->outcome);
}

static bool is_proxy(IUnknown *object)
{
    IUnknown *manager;

    if (FAILED(IUnknown_QueryInterface(object, &IID_IProxyManager, (void **)&manager)))
        return false;
    IUnknown_Release(manager);
    return true;
}

static bool remember(struct call *call, struct callback *callback, uint32_t index)
{
    struct used_callback *used = realloc(call->used, (call->used_count + 1) * sizeof(*used));

    if (!used)
        return false;
    call->used = used;
    used[call->used_count++] = (struct used_callback){callback, index};
    return true;
}

HRESULT callback_enter(
    struct call *call, uint32_t index, const struct cfunction *function, bool keep, void **code, BSTR *message)
{
    ICrossbitCallback *target = call->callbacks[index];
    struct module *module = call->module;
    struct callback *callback;
    IUnknown *identity;
    HRESULT hr;

    *code = NULL;
    hr = ICrossbitCallback_QueryInterface(target, &IID_IUnknown, (void **)&identity);
    if (FAILED(hr))
        return message_set(message, CROSSBIT_E_PROTOCOL, L"the client's callback is gone (0x%08lx)", hr);
    EnterCriticalSection(&module->lock);
    for (callback = module->callbacks; callback; callback = callback->next)
        if (callback->identity == identity && callback->function == function)
            break;
    if (!callback) {
        callback = calloc(1, sizeof(*callback));
        hr = E_OUTOFMEMORY;
        if (!callback)
            goto exit;
        hr = engine_thunk_create(function, on_call, callback, &callback->thunk);
        if (FAILED(hr)) {
            message_set(message, hr, L"cannot make a function pointer of type %hs (0x%08lx)", function->name, hr);
            free(callback);
            goto exit;
        }
        callback->module = module;
        callback->target = target;
        ICrossbitCallback_AddRef(target);
        callback->identity = identity;
        callback->function = function;
        callback->scope = module->scope;
        InterlockedIncrement(&callback->scope->references);
        callback->on_channel = proxies_on_channel(identity);
        callback->local = !callback->on_channel && !is_proxy(identity);
        callback->next = module->callbacks;
        module->callbacks = callback;
    }
    callback->keep |= keep;
    if (remember(call, callback, index))
        callback->uses++;
    *code = engine_thunk_code(callback->thunk);
    hr = S_OK;
exit:
    LeaveCriticalSection(&module->lock);
    IUnknown_Release(identity);
    return hr;
}

void callback_leave(struct module *module, struct callback *callback)
{
    struct callback **link = NULL;

    EnterCriticalSection(&module->lock);
    if (!--callback->uses && !callback->keep) {
        for (link = &module->callbacks; *link && *link != callback; link = &(*link)->next)
            ;
        if (*link)
            *link = callback->next;
        else
            link = NULL; /* the library was closed meanwhile */
    }
    LeaveCriticalSection(&module->lock);
    if (link)
        bury(module->dll->graveyard, callback);
}

void callback_close_all(struct module *module)
{
    struct callback *callback, *next;

    EnterCriticalSection(&module->lock);
    callback = module->callbacks;
    module->callbacks = NULL;
    LeaveCriticalSection(&module->lock);
    for (; callback; callback = next) {
        next = callback->next;
        bury(module->dll->graveyard, callback);
    }
}

bool callback_find(const struct call *call, const void *code, uint32_t *index)
{
    unsigned int i;

    for (i = 0; i < call->used_count; i++) {
        if (engine_thunk_code(call->used[i].callback->thunk) == code) {
            *index = call->used[i].index;
            return true;
        }
    }
    return false;
}
