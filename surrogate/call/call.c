/* SPDX-License-Identifier: MIT */
/* Runs one call: on which thread, behind which gate, and what it leaves. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "chain.h"
#include "core/base/message.h"
#include "core/base/proxies.h"
#include "core/engine/engine.h"
#include "crossbit/error.h"
#include "crossbit_com.h"
#include "function_pointer.h"
#include "surrogate/host/client_process.h"
#include "surrogate/process/fault.h"

static DWORD slot = TLS_OUT_OF_INDEXES;
static volatile LONG64 last_logical;

void frame_init(void)
{
    slot = TlsAlloc();
}

struct frame *frame_current(void)
{
    DWORD error = GetLastError();
    struct frame *frame = TlsGetValue(slot);

    SetLastError(error); /* TlsGetValue clears it, and callbacks must not disturb it */
    return frame;
}

void frame_push(struct frame *frame, struct dll *dll, struct call *call)
{
    frame->outer = TlsGetValue(slot);
    frame->dll = dll;
    frame->call = call;
    frame->outcome = NULL;
    frame->logical = frame->outer ? frame->outer->logical : (uint64_t)InterlockedIncrement64(&last_logical);
    TlsSetValue(slot, frame);
}

void frame_pop(struct frame *frame)
{
    TlsSetValue(slot, frame->outer);
}

bool frame_inside(const struct dll *dll)
{
    struct frame *frame;

    for (frame = TlsGetValue(slot); frame; frame = frame->outer)
        if (frame->dll == dll)
            return true;
    return false;
}

void call_release(struct call *call)
{
    struct module *module = call->module;
    unsigned int i;

    if (InterlockedDecrement(&call->references))
        return;
    for (i = 0; i < call->used_count; i++)
        callback_leave(module, call->used[i].callback);
    for (i = 0; i < call->duplicate_count; i++)
        CloseHandle(call->duplicates[i].copy);
    EnterCriticalSection(&module->lock);
    for (i = 0; i < call->released_count; i++)
        handles_keep(&module->handles, call->released[i]);
    LeaveCriticalSection(&module->lock);
    for (i = 0; i < call->hold_count; i++)
        proxies_release_memory(call->holds[i]);
    codec_cleanup(&call->codec);
    SysFreeString(call->callback_message);
    wire_cleanup(&call->reply);
    free(call->codec.owner);
    free(call->used);
    free(call->duplicates);
    free(call->holds);
    free(call->released);
    free(call->args);
    free(call->result);
    free(call);
    /* The last: these may unload the DLL. */
    module_leave(module);
    ICrossbitModule_Release(&module->ICrossbitModule_iface);
}

/* Still under the library's lock: what the result points to is the DLL's, and the next call may change it. */
static void pack_reply(void *context)
{
    struct call *call = context;

    call->status = codec_pack_reply(&call->codec, call->result, &call->reply);
}

void call_execute(struct call *call)
{
    struct module *module = call->module;
    struct engine_outcome outcome = {0};
    struct frame frame;
    const char *outer;
    unsigned int i;

    frame_push(&frame, module->dll, call);
    frame.outcome = &outcome;
    outer = fault_enter(call->function->name);
    call->status = engine_call(call->function, call->address, call->args, call->result, &outcome);
    frame_pop(&frame);
    call->outcome.last_error = outcome.last_error;
    call->outcome.errno_value = outcome.errno_value;
    if (call->released_count) {
        EnterCriticalSection(&module->lock);
        for (i = 0; i < call->released_count; i++)
            handles_drop(&module->handles, call->released[i]);
        LeaveCriticalSection(&module->lock);
        call->released_count = 0;
    }
    if (call->status == CROSSBIT_E_CONVENTION) {
        message_set(&call->codec.message, S_OK,
            L"%hs left the stack pointer %ld bytes off: the declaration has the wrong calling "
            L"convention or the wrong arguments",
            call->function->name, (long)outcome.stack_error);
    } else if (SUCCEEDED(call->status) && FAILED(call->callback_status)) {
        call->status = CROSSBIT_E_CALLBACK;
        SysFreeString(call->codec.message);
        call->codec.message = call->callback_message;
        call->callback_message = NULL;
    } else if (SUCCEEDED(call->status)) {
        fault_run(pack_reply, call);
    }
    fault_leave(outer); /* a result that cannot be read is a crash of this function */
}

/* The library's own thread starts here; the logical call goes on there. */
static void run_posted(struct gate_work *work)
{
    struct call *call = (struct call *)work;
    bool abandoned;

    chain_lock();
    abandoned = !call->waiter;
    chain_unlock();
    if (!abandoned)
        call_execute(call);
    chain_complete(call);
}

static void run_on_library_thread(struct call *call)
{
    struct frame *frame = frame_current();
    HRESULT hr = S_FALSE;

    /* That thread may itself wait in this logical call: then it serves it from there. */
    if (frame)
        hr = chain_submit_thread(call->module->dll->gate.thread_id, frame->logical, call);
    if (hr == S_FALSE) {
        call->work.run = run_posted;
        hr = chain_post(&call->module->dll->gate, call);
    }
    if (FAILED(hr))
        call->status = hr;
}

void call_run(struct call *call)
{
    struct module *module = call->module;
    struct gate *gate = &module->dll->gate;
    HANDLE process = module->client ? client_process(module->client) : NULL;
    struct frame frame;

    if (module->threading == CrossbitThreadingFree || frame_inside(module->dll)) {
        call_execute(call);
    } else if (module->threading == CrossbitThreadingMain) {
        if (gate_on_thread(gate))
            call_execute(call);
        else
            run_on_library_thread(call);
    } else {
        /* The frame makes the number of the logical call, which the lock is taken with. */
        frame_push(&frame, NULL, call);
        call->status = gate_enter(gate, frame.logical, process);
        if (SUCCEEDED(call->status)) {
            call_execute(call);
            gate_leave(gate);
        }
        frame_pop(&frame);
    }
}
