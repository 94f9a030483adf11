/* SPDX-License-Identifier: MIT */
/* The program's functions as ICrossbitCallback objects, and what runs when the DLL calls one. */
#include "client.h"

#include <stdlib.h>

#include "core/engine/engine.h"
#include "core/base/contract.h"
#include "core/base/proxies.h"

struct callback {
    ICrossbitCallback ICrossbitCallback_iface;
    IUnknown *marshaler;              /* (RO) puts it on the channel; NULL: COM's own */
    LONG references;                  /* (interlocked); 0 is final, callback_get leaves such an object alone */
    struct crossbit_library *library; /* a reference: the type is in its scope */
    void *address;
    const struct cfunction *type;
    struct callback *next, **link; /* (CS library->lock) */
};

static struct callback *impl_from_ICrossbitCallback(ICrossbitCallback *iface)
{
    return CONTAINING_RECORD(iface, struct callback, ICrossbitCallback_iface);
}

static HRESULT WINAPI callback_QueryInterface(ICrossbitCallback *iface, REFIID iid, void **object)
{
    IUnknown *marshaler = impl_from_ICrossbitCallback(iface)->marshaler;

    *object = NULL;
    if (marshaler && (IsEqualIID(iid, &IID_IMarshal) || IsEqualIID(iid, &IID_ICrossbitChannelPeer)))
        return IUnknown_QueryInterface(marshaler, iid, object);
    /* IAgileObject: Run may come on any thread, and finds its own way from there. */
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_ICrossbitCallback) &&
        !IsEqualIID(iid, &IID_IAgileObject))
        return E_NOINTERFACE;
    *object = iface;
    ICrossbitCallback_AddRef(iface);
    return S_OK;
}

static ULONG WINAPI callback_AddRef(ICrossbitCallback *iface)
{
    return (ULONG)InterlockedIncrement(&impl_from_ICrossbitCallback(iface)->references);
}

static ULONG WINAPI callback_Release(ICrossbitCallback *iface)
{
    struct callback *callback = impl_from_ICrossbitCallback(iface);
    LONG left = InterlockedDecrement(&callback->references);

    if (!left) {
        AcquireSRWLockExclusive(&callback->library->lock);
        *callback->link = callback->next;
        if (callback->next)
            callback->next->link = callback->link;
        ReleaseSRWLockExclusive(&callback->library->lock);
        library_release(callback->library);
        if (callback->marshaler)
            IUnknown_Release(callback->marshaler);
        free(callback);
    }
    return (ULONG)left;
}

/*
 * The program expects its function to be called on the thread that called the DLL. Over the channel this is that thread
 * (caller is negative, see invoke.c); else it is one of RPC's, and the callback is handed over. A call from a thread
 * that the DLL made belongs to no thread of ours and runs right here.
 */
static HRESULT WINAPI callback_Run(ICrossbitCallback *iface, INT64 caller, INT64 chain, ULONG args_size,
    const BYTE *args, LONG *code, ULONG *result_size, BYTE **result)
{
    struct callback_run run = {
        .callback = impl_from_ICrossbitCallback(iface), .chain = chain, .args = args, .args_size = args_size};

    *result_size = 0;
    *result = NULL;
    if (caller <= 0 || !invoke_queue_callback(caller, &run))
        callback_perform(&run);
    if (SUCCEEDED(run.code) && run.reply.size) {
        *result = CoTaskMemAlloc(run.reply.size);
        if (*result) {
            memcpy(*result, run.reply.data, run.reply.size);
            *result_size = (ULONG)run.reply.size;
        } else {
            run.code = E_OUTOFMEMORY;
        }
    }
    wire_cleanup(&run.reply);
    return contract_answer(run.code, run.message, code, result_size, result);
}

static const ICrossbitCallbackVtbl callback_vtbl = {
    callback_QueryInterface,
    callback_AddRef,
    callback_Release,
    callback_Run,
};

HRESULT callback_get(
    struct crossbit_library *library, void *address, const struct cfunction *type, ICrossbitCallback **object)
{
    struct callback *callback;
    LONG references;

    *object = NULL;
    AcquireSRWLockExclusive(&library->lock);
    for (callback = library->callbacks; callback; callback = callback->next) {
        if (callback->address != address || callback->type != type)
            continue;
        /* At 0 the object is on its way out, waiting for our lock. */
        references = *(volatile LONG *)&callback->references;
        while (
            references && InterlockedCompareExchange(&callback->references, references + 1, references) != references)
            references = *(volatile LONG *)&callback->references;
        if (references)
            break;
    }
    if (!callback && (callback = calloc(1, sizeof(*callback)))) {
        callback->ICrossbitCallback_iface.lpVtbl = (ICrossbitCallbackVtbl *)&callback_vtbl;
        callback->references = 1;
        callback->address = address;
        callback->type = type;
        callback->library = library;
        callback->marshaler = proxies_create_marshaler((IUnknown *)&callback->ICrossbitCallback_iface);
        InterlockedIncrement(&library->references);
        callback->link = &library->callbacks;
        callback->next = library->callbacks;
        if (callback->next)
            callback->next->link = &callback->next;
        library->callbacks = callback;
    }
    ReleaseSRWLockExclusive(&library->lock);
    *object = callback ? &callback->ICrossbitCallback_iface : NULL;
    return callback ? S_OK : E_OUTOFMEMORY;
}

void *callback_address(ICrossbitCallback *object)
{
    return impl_from_ICrossbitCallback(object)->address;
}

void callback_disconnect_all(struct crossbit_library *library)
{
    struct callback *callback;
    IUnknown *object;

    /* A dead surrogate releases nothing, and COM under Wine never notices that. */
    for (;;) {
        object = NULL;
        AcquireSRWLockExclusive(&library->lock);
        for (callback = library->callbacks; callback && !object; callback = callback->next) {
            LONG references = *(volatile LONG *)&callback->references;

            if (callback->address && references &&
                InterlockedCompareExchange(&callback->references, references + 1, references) == references) {
                callback->address = NULL; /* done; and a call that is still under way finds nothing to call */
                object = (IUnknown *)&callback->ICrossbitCallback_iface;
            }
        }
        ReleaseSRWLockExclusive(&library->lock);
        if (!object)
            break;
        CoDisconnectObject(object, 0);
        IUnknown_Release(object);
    }
}

HRESULT handle_pack(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t native, uint64_t *wire)
{
    (void)context;
    (void)type;
    /* GetCurrentProcess() and INVALID_HANDLE_VALUE are negative numbers: the other bitness needs the sign. */
    *wire = attr->handle == HANDLE_KERNEL ? (uint64_t)(int64_t)(intptr_t)native : native;
    return S_OK;
}

HRESULT handle_unpack(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t wire, uint64_t *native)
{
    /* Kernel handles have 32 significant bits; the tokens of opaque ones are given out in that range. */
    if (attr->handle == HANDLE_OPAQUE && wire > UINTPTR_MAX)
        return message_set(
            &context->message, CROSSBIT_E_PROTOCOL, L"%hs: a handle that does not fit this process", type->name);
    *native = (uintptr_t)wire;
    return S_OK;
}

static HRESULT keep_memory(struct codec_context *context, uint64_t peer, size_t size, void **memory)
{
    return library_keep_memory(context->owner, peer, size, memory);
}

static const struct codec_ops callback_ops = {handle_pack, handle_unpack, NULL, NULL, keep_memory, NULL, NULL};

/*
 * An exception that leaves the program's own function is the program's: its filter is asked, as it would be in one
 * process. COM would swallow it, and the DLL go on with a result that nobody made.
 */
static LONG on_exception(const struct cfunction *function, EXCEPTION_POINTERS *exception)
{
    DWORD code = exception->ExceptionRecord->ExceptionCode;

    (void)function;
    if (code == EXCEPTION_BREAKPOINT || code == EXCEPTION_SINGLE_STEP)
        return EXCEPTION_CONTINUE_SEARCH; /* a debugger's business */
    return UnhandledExceptionFilter(exception);
}

/* longjmp, or an exception that is caught further out: the surrogate must not wait for the callback's end. */
static void on_left(void)
{
    typedef void __cdecl callback_left(void);
    callback_left *left = (callback_left *)(void *)proxies_function("CrossbitCallbackLeft", NULL);

    if (left)
        left();
}

void callback_perform(struct callback_run *run)
{
    struct callback *callback = run->callback;
    const struct cfunction *type = callback->type;
    struct codec_context codec = {.ops = &callback_ops, .owner = callback->library, .function = type};
    struct wire request = {.data = (uint8_t *)run->args, .size = run->args_size};
    struct thread_state *state = thread_state();
    const struct crossbit_connection *outer_owner;
    INT64 outer_chain;
    struct engine_outcome outcome = {0};
    void *address = callback->address, *small[16], **args = small;
    uint64_t scalar[2] = {0};
    void *result = NULL;

    if (type->param_count > ARRAYSIZE(small))
        args = malloc(type->param_count * sizeof(*args));
    if (!args || !state) {
        run->code = E_OUTOFMEMORY;
        goto exit;
    }
    if (!address) {
        run->code = message_set(&run->message, CROSSBIT_E_CALLBACK, L"the library was unloaded by the client");
        goto exit;
    }
    if (type->result->kind != CTYPE_VOID)
        result = type->result->size > sizeof(scalar) ? arena_alloc(&codec.memory, type->result->size) : scalar;
    run->code = codec_unpack_request(&codec, &request, args);
    if (SUCCEEDED(run->code)) {
        outer_owner = state->chain_owner;
        outer_chain = state->chain;
        state->chain_owner = callback->library->connection;
        state->chain = run->chain;
        engine_set_fault_handler(on_exception);
        engine_set_leave_handler(on_left);
        engine_guard_directory(FALSE); /* the callback is the program's own code, and may change the directory */
        run->code = engine_call(type, address, args, result, &outcome);
        state->chain_owner = outer_owner;
        state->chain = outer_chain;
    }
    if (SUCCEEDED(run->code))
        run->code = codec_pack_reply(&codec, result, &run->reply);
    if (run->code == CROSSBIT_E_CONVENTION)
        message_set(&run->message, run->code,
            L"the callback %hs left the stack pointer %d bytes off: its declaration has "
            L"another calling convention or other parameters than the function",
            type->name, (int)outcome.stack_error);

exit:
    if (FAILED(run->code) && !run->message) {
        run->message = codec.message;
        codec.message = NULL;
    }
    codec_cleanup(&codec);
    if (args != small)
        free(args);
}
