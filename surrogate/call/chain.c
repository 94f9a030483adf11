/* SPDX-License-Identifier: MIT */
/* Gives nested calls to the thread that waits for the callback around them. */
#include "chain.h"

#include <stdint.h>
#include <stdlib.h>

#include "surrogate/host/client_process.h"

static CRITICAL_SECTION lock;
static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static struct chain *waiting; /* (CS lock) */
static struct chain *pool;    /* (CS lock) */
static INT64 last_id;         /* (CS lock) */

static BOOL CALLBACK init(INIT_ONCE *unused, void *parameter, void **context)
{
    (void)unused, (void)parameter, (void)context;
    InitializeCriticalSection(&lock);
    return TRUE;
}

void chain_lock(void)
{
    InitOnceExecuteOnce(&once, init, NULL, NULL);
    EnterCriticalSection(&lock);
}

void chain_unlock(void)
{
    LeaveCriticalSection(&lock);
}

struct chain *chain_create(struct client *client)
{
    struct frame *frame = frame_current();
    struct chain *chain;

    chain_lock();
    chain = pool;
    if (chain) {
        pool = chain->next;
        ResetEvent(chain->event);
    } else {
        chain = calloc(1, sizeof(*chain));
        if (chain && !(chain->event = CreateEventW(NULL, FALSE, FALSE, NULL))) {
            free(chain);
            chain = NULL;
        }
    }
    if (chain) {
        chain->id = ++last_id;
        chain->logical = frame ? frame->logical : 0;
        chain->thread_id = GetCurrentThreadId();
        chain->client = client;
        chain->first = NULL;
        chain->last = &chain->first;
        chain->finished = false;
        chain->next = waiting;
        waiting = chain;
    }
    chain_unlock();
    return chain;
}

void chain_finish(struct chain *chain)
{
    chain->finished = true;
    SetEvent(chain->event);
}

static void complete_locked(struct call *call)
{
    if (call->waiter)
        chain_finish(call->waiter);
    call->waiter = NULL;
}

void chain_complete(struct call *call)
{
    chain_lock();
    complete_locked(call);
    chain_unlock();
    call_release(call);
}

/* Leaves the lock. Takes the chain out of the list, and sends back what nobody will run any more. */
static void retire_and_unlock(struct chain *chain)
{
    struct chain **link;
    struct call *call, *bounced = chain->first;

    for (link = &waiting; *link != chain; link = &(*link)->next)
        ;
    *link = chain->next;
    for (call = bounced; call; call = call->next) {
        call->bounced = true;
        complete_locked(call);
    }
    chain->next = pool;
    pool = chain;
    chain_unlock();
    while ((call = bounced)) {
        bounced = call->next;
        call_release(call); /* the queue's reference */
    }
}

/*
 * A thread with windows must go on answering messages that other threads send and wait for: in one process the callback
 * would run on this very thread, and such a message would reach its window directly.
 */
static DWORD wait_for(HANDLE event, HANDLE process)
{
    HANDLE handles[2] = {event, process};
    struct frame *frame = frame_current();
    DWORD count = process ? 2 : 1, result;
    MSG message;

    if (!frame || !frame->dll || !gate_on_thread(&frame->dll->gate))
        return WaitForMultipleObjects(count, handles, FALSE, 60000);
    result = MsgWaitForMultipleObjectsEx(count, handles, 60000, QS_SENDMESSAGE, 0);
    if (result == WAIT_OBJECT_0 + count)
        PeekMessageW(&message, NULL, 0, 0, PM_NOREMOVE | PM_QS_SENDMESSAGE);
    return result;
}

HRESULT chain_wait(struct chain *chain, HANDLE process, void (*forget)(void *context), void *context)
{
    struct call *call;
    HRESULT hr;

    chain_lock();
    for (;;) {
        call = chain->first;
        if (call && !chain->finished) {
            chain->first = call->next;
            if (!chain->first)
                chain->last = &chain->first;
            chain_unlock();
            call_run(call);
            chain_complete(call);
            chain_lock();
            continue;
        }
        if (chain->finished) {
            hr = S_OK;
            break;
        }
        chain_unlock();
        hr = wait_for(chain->event, process) == WAIT_OBJECT_0 + 1 && process &&
                     WaitForSingleObject(process, 0) == WAIT_OBJECT_0
                 ? E_ABORT
                 : S_FALSE;
        chain_lock();
        if (hr == E_ABORT && !chain->finished) {
            forget(context);
            break;
        }
    }
    retire_and_unlock(chain);
    return hr;
}

static void forget_call(void *context)
{
    struct call *call = context;

    call->waiter = NULL;
}

static HANDLE process_of(const struct call *call)
{
    return call->module->client ? client_process(call->module->client) : NULL;
}

/* (CS lock) Hands call over and waits, without the lock. */
static HRESULT submit_locked(struct chain *target, struct chain *waiter, struct call *call)
{
    HRESULT hr;

    call->waiter = waiter;
    call->bounced = false;
    call->next = NULL;
    InterlockedIncrement(&call->references);
    *target->last = call;
    target->last = &call->next;
    SetEvent(target->event);
    chain_unlock();
    hr = chain_wait(waiter, process_of(call), forget_call, call);
    return hr == S_OK && call->bounced ? S_FALSE : hr;
}

/*
 * The waiter is made before the target is looked for, because both need the lock and the target may leave in between.
 */
static HRESULT submit(INT64 id, DWORD thread_id, uint64_t logical, struct call *call)
{
    struct chain *waiter = chain_create(call->module->client), *target;

    if (!waiter)
        return E_OUTOFMEMORY;
    chain_lock();
    if (thread_id) {
        for (target = waiting; target; target = target->next)
            if (target != waiter && target->thread_id == thread_id && target->logical == logical)
                break;
    } else if (id) {
        for (target = waiting; target; target = target->next)
            if (target->id == id && target->client == call->module->client)
                break;
    } else {
        target = call->module->dll->gate.local_wait;
    }
    if (target && !target->finished)
        return submit_locked(target, waiter, call);
    retire_and_unlock(waiter);
    return S_FALSE;
}

HRESULT chain_submit(INT64 id, struct call *call)
{
    if (!id && !call->module->dll->gate.local_wait)
        return S_FALSE;
    return submit(id, 0, 0, call);
}

HRESULT chain_submit_thread(DWORD thread_id, uint64_t logical, struct call *call)
{
    return submit(0, thread_id, logical, call);
}

HRESULT chain_post(struct gate *gate, struct call *call)
{
    struct chain *waiter = chain_create(call->module->client);

    if (!waiter)
        return E_OUTOFMEMORY;
    call->waiter = waiter;
    InterlockedIncrement(&call->references);
    gate_post(gate, &call->work);
    return chain_wait(waiter, process_of(call), forget_call, call);
}
