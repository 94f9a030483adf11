/* SPDX-License-Identifier: MIT */
/*
 * Functions of a script that the DLL calls. The object is made in the apartment of the script's thread. If that thread
 * makes the COM call itself, COM brings Run back to it while it waits in its modal loop. If the module is an object of
 * this process, which makes the call from another apartment, Run comes there; the function is then taken from the
 * global interface table, and COM brings the function's call to the script's thread.
 */
#include "library_private.h"
#include "core/base/apartments.h"
#include "core/base/contract.h"
#include "core/base/proxies.h"

#include <stdlib.h>
#include <string.h>

struct callback {
    ICrossbitCallback ICrossbitCallback_iface;
    LONG references;       /* (interlocked) */
    IUnknown *marshaler;   /* (RO) puts it on the channel; NULL: COM's own */
    struct loaded *loaded; /* (RO) its scope holds type */
    const struct cfunction *type;
    IDispatch *function; /* (RO) NULL: it is in the global interface table */
    DWORD cookie;        /* (RO) there */
    DWORD script_thread; /* (RO) the script's single-threaded apartment; 0: it is in the multi-threaded one */
};

/* Callbacks that run now, newest first. Few, so a list serves better than thread-local storage, which a DLL leaks. */
struct running {
    struct running *next;
    DWORD thread_id;
    LONG process_id;
    INT64 chain;
};
static SRWLOCK running_lock = SRWLOCK_INIT;
static struct running *running_first; /* (CS running_lock) */

static void running_enter(struct running *running, DWORD thread_id, LONG process_id, INT64 chain)
{
    running->thread_id = thread_id;
    running->process_id = process_id;
    running->chain = chain;
    AcquireSRWLockExclusive(&running_lock);
    running->next = running_first;
    running_first = running;
    ReleaseSRWLockExclusive(&running_lock);
}

static void running_leave(struct running *running)
{
    struct running **link = &running_first;

    AcquireSRWLockExclusive(&running_lock);
    while (*link != running)
        link = &(*link)->next;
    *link = running->next;
    ReleaseSRWLockExclusive(&running_lock);
}

INT64 callback_chain(LONG process_id)
{
    const struct running *running;
    DWORD thread_id = GetCurrentThreadId();
    INT64 chain = 0;

    AcquireSRWLockShared(&running_lock);
    for (running = running_first; running && !chain; running = running->next)
        if (running->thread_id == thread_id && running->process_id == process_id)
            chain = running->chain;
    ReleaseSRWLockShared(&running_lock);
    return chain;
}

static struct callback *impl_from_ICrossbitCallback(ICrossbitCallback *iface)
{
    return CONTAINING_RECORD(iface, struct callback, ICrossbitCallback_iface);
}

static HRESULT STDMETHODCALLTYPE callback_QueryInterface(ICrossbitCallback *iface, REFIID iid, void **object)
{
    if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_ICrossbitCallback)) {
        *object = iface;
        ICrossbitCallback_AddRef(iface);
        return S_OK;
    }
    return proxies_query_marshaler(impl_from_ICrossbitCallback(iface)->marshaler, iid, object);
}

static ULONG STDMETHODCALLTYPE callback_AddRef(ICrossbitCallback *iface)
{
    return (ULONG)InterlockedIncrement(&impl_from_ICrossbitCallback(iface)->references);
}

static ULONG STDMETHODCALLTYPE callback_Release(ICrossbitCallback *iface)
{
    struct callback *callback = impl_from_ICrossbitCallback(iface);
    ULONG references = (ULONG)InterlockedDecrement(&callback->references);
    IGlobalInterfaceTable *table;

    if (references)
        return references;
    if (callback->cookie && SUCCEEDED(library_global_table(&table))) {
        IGlobalInterfaceTable_RevokeInterfaceFromGlobal(table, callback->cookie);
        IGlobalInterfaceTable_Release(table);
    }
    if (callback->function)
        IDispatch_Release(callback->function);
    loaded_release(callback->loaded);
    if (callback->marshaler)
        IUnknown_Release(callback->marshaler);
    free(callback);
    return 0;
}

static HRESULT callback_function(struct callback *callback, IDispatch **function)
{
    IGlobalInterfaceTable *table;
    HRESULT hr;

    *function = callback->function;
    if (*function) {
        IDispatch_AddRef(*function);
        return S_OK;
    }
    hr = library_global_table(&table);
    if (FAILED(hr))
        return hr;
    hr = IGlobalInterfaceTable_GetInterfaceFromGlobal(table, callback->cookie, &IID_IDispatch, (void **)function);
    IGlobalInterfaceTable_Release(table);
    return hr;
}

/* Calls the script. arguments in order; they are passed in reverse, as IDispatch has it. */
static HRESULT invoke_script(
    IDispatch *function, VARIANT *arguments, uint32_t count, const char *name, VARIANT *result, BSTR *message)
{
    DISPPARAMS params = {.cArgs = count};
    EXCEPINFO exception = {0};
    uint32_t i;
    HRESULT hr;

    params.rgvarg = calloc(count ? count : 1, sizeof(*params.rgvarg));
    if (!params.rgvarg)
        return E_OUTOFMEMORY;
    for (i = 0; i < count; i++)
        params.rgvarg[count - 1 - i] = arguments[i]; /* borrowed */
    hr = IDispatch_Invoke(
        function, DISPID_VALUE, &IID_NULL, LOCALE_USER_DEFAULT, DISPATCH_METHOD, &params, result, &exception, NULL);
    free(params.rgvarg);
    if (hr == DISP_E_EXCEPTION) {
        if (exception.pfnDeferredFillIn)
            exception.pfnDeferredFillIn(&exception);
        hr = exception.scode ? exception.scode : MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, exception.wCode);
        hr = message_set(message, CROSSBIT_E_CALLBACK, L"the script's function for %hs failed: %ls (0x%08lX)", name,
            exception.bstrDescription ? exception.bstrDescription : L"no description", hr);
    } else if (hr == DISP_E_BADPARAMCOUNT) {
        hr = message_set(message, CROSSBIT_E_CALLBACK,
            L"the script's function for %hs does not take %u arguments; give it that many parameters", name, count);
    } else if (FAILED(hr)) {
        hr = message_set(message, CROSSBIT_E_CALLBACK,
            L"the script's function for %hs failed or could not be called (0x%08lX)", name, hr);
    }
    SysFreeString(exception.bstrSource);
    SysFreeString(exception.bstrDescription);
    SysFreeString(exception.bstrHelpFile);
    return hr;
}

static HRESULT keep_memory(struct codec_context *codec, uint64_t peer, size_t size, void **memory)
{
    (void)peer;
    *memory = arena_alloc(&codec->memory, size);
    return *memory ? S_OK : E_OUTOFMEMORY;
}

/* Functions and kept memory of the far side have no meaning for a script. */
static const struct codec_ops callback_ops = {
    script_pack_handle, script_unpack_handle, NULL, NULL, keep_memory, NULL, NULL};

static HRESULT callback_run(
    struct callback *callback, INT64 chain, struct wire *request, struct wire *reply, BSTR *message)
{
    const struct cfunction *type = callback->type;
    struct codec_context codec = {.ops = &callback_ops, .owner = callback->loaded, .function = type};
    struct arena arena = {0};
    struct variant_context context = {
        .arena = &arena, .function = type, .codec = &codec, .alloc_kept = loaded_alloc_kept, .owner = callback->loaded};
    struct running running;
    IDispatch *function = NULL;
    VARIANT value, *arguments, *holders;
    void **args, *result;
    uint32_t i;
    HRESULT hr;

    VariantInit(&value);
    args = arena_alloc(&arena, (type->param_count + 1) * sizeof(*args));
    arguments = arena_alloc(&arena, (type->param_count + 1) * sizeof(*arguments));
    holders = arena_alloc(&arena, (type->param_count + 1) * sizeof(*holders));
    result = arena_alloc(&arena, max(type->result->size, sizeof(uint64_t)));
    if (!args || !arguments || !holders || !result) {
        arena_cleanup(&arena);
        return E_OUTOFMEMORY;
    }
    hr = codec_unpack_request(&codec, request, args);
    if (SUCCEEDED(hr))
        hr = variant_unpack_parameters(&context, args, arguments, holders);
    if (SUCCEEDED(hr))
        hr = callback_function(callback, &function);
    if (SUCCEEDED(hr)) {
        running_enter(&running, callback->script_thread ? callback->script_thread : GetCurrentThreadId(),
            callback->loaded->opened.process_id, chain);
        hr = invoke_script(function, arguments, type->param_count, type->name, &value, message);
        running_leave(&running);
    }
    if (SUCCEEDED(hr)) {
        VARIANT local;

        hr = variant_pack_outcome(
            &context, holders, variant_follow(&value, &local), args, type->result->kind == CTYPE_VOID ? NULL : result);
    }
    if (SUCCEEDED(hr))
        hr = codec_pack_reply(&codec, type->result->kind == CTYPE_VOID ? NULL : result, reply);
    for (i = 0; i < type->param_count; i++) {
        VariantClear(&arguments[i]);
        VariantClear(&holders[i]);
    }
    VariantClear(&value);
    if (FAILED(hr) && !*message) {
        BSTR *text = context.message ? &context.message : &codec.message;

        if (*text)
            message_set(message, hr, L"in a callback: %ls", *text);
    }
    if (function)
        IDispatch_Release(function);
    SysFreeString(context.message);
    variant_context_cleanup(&context);
    codec_cleanup(&codec);
    arena_cleanup(&arena);
    return hr;
}

static HRESULT STDMETHODCALLTYPE callback_Run(ICrossbitCallback *iface, INT64 caller, INT64 chain, ULONG args_size,
    const BYTE *args, LONG *code, ULONG *result_size, BYTE **result)
{
    struct callback *callback = impl_from_ICrossbitCallback(iface);
    struct wire request = {.data = (uint8_t *)args, .size = args_size};
    struct wire reply = {0};
    BSTR message = NULL;
    HRESULT hr;

    (void)caller; /* COM has brought the call to the right thread by itself */
    *result_size = 0;
    *result = NULL;
    *code = S_OK;
    if (!args && args_size)
        return E_POINTER;
    ICrossbitCallback_AddRef(iface); /* the script may unload the library */
    hr = callback_run(callback, chain, &request, &reply, &message);
    if (SUCCEEDED(hr)) {
        *result = CoTaskMemAlloc(reply.size ? reply.size : 1);
        if (*result) {
            memcpy(*result, reply.data, reply.size);
            *result_size = (ULONG)reply.size;
        } else {
            hr = E_OUTOFMEMORY;
        }
    }
    wire_cleanup(&reply);
    ICrossbitCallback_Release(iface);
    return contract_answer(FAILED(hr) ? hr : S_OK, message, code, result_size, result);
}

static const ICrossbitCallbackVtbl callback_vtbl = {
    callback_QueryInterface, callback_AddRef, callback_Release, callback_Run};

HRESULT callback_create(
    struct loaded *loaded, IDispatch *function, const struct cfunction *type, ICrossbitCallback **result)
{
    struct callback *callback = calloc(1, sizeof(*callback));
    IGlobalInterfaceTable *table;
    HRESULT hr;

    *result = NULL;
    if (!callback)
        return E_OUTOFMEMORY;
    callback->ICrossbitCallback_iface.lpVtbl = (ICrossbitCallbackVtbl *)&callback_vtbl;
    callback->references = 1;
    callback->marshaler = proxies_create_marshaler((IUnknown *)&callback->ICrossbitCallback_iface);
    callback->loaded = loaded;
    callback->type = type;
    InterlockedIncrement(&loaded->references);
    if (apartment_kind() == APARTMENT_STA)
        callback->script_thread = GetCurrentThreadId();
    if (callback->script_thread && !loaded->is_proxy) {
        hr = library_global_table(&table);
        if (SUCCEEDED(hr)) {
            hr = IGlobalInterfaceTable_RegisterInterfaceInGlobal(
                table, (IUnknown *)function, &IID_IDispatch, &callback->cookie);
            IGlobalInterfaceTable_Release(table);
        }
        if (FAILED(hr)) {
            ICrossbitCallback_Release(&callback->ICrossbitCallback_iface);
            return hr;
        }
    } else {
        callback->function = function;
        IDispatch_AddRef(function);
    }
    *result = &callback->ICrossbitCallback_iface;
    return S_OK;
}
