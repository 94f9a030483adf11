/* SPDX-License-Identifier: MIT */
/* ICrossbitModule: one loaded DLL as one client sees it. */
#include "module.h"

#include <stdbool.h>
#include <stdint.h>
#include <objbase.h>
#include <stdlib.h>

#include "chain.h"
#include "core/base/contract.h"
#include "core/base/message.h"
#include "core/base/proxies.h"
#include "crossbit/error.h"
#include "crossbit_com.h"
#include "function_pointer.h"
#include "surrogate/host/client_process.h"
#include "surrogate/load/path.h"
#include "surrogate/process/lifetime.h"

volatile LONG module_calls_running;

static struct module *impl_from_ICrossbitModule(ICrossbitModule *iface)
{
    return CONTAINING_RECORD(iface, struct module, ICrossbitModule_iface);
}

void scope_box_release(struct scope_box *box)
{
    if (box && !InterlockedDecrement(&box->references)) {
        cscope_free(box->scope);
        free(box);
    }
}

static HRESULT scope_box_create(struct scope_box **created)
{
    struct scope_box *box = calloc(1, sizeof(*box));
    HRESULT hr = E_OUTOFMEMORY;

    *created = NULL;
    if (box && SUCCEEDED(hr = cscope_create(&box->scope))) {
        box->references = 1;
        *created = box;
        return S_OK;
    }
    free(box);
    return hr;
}

/* Of a new scope: what the DLL says of its compiler counts for its declarations. */
static void take_abi(struct module *module, struct cscope *scope)
{
    enum pe_compiler compiler = module->dll->pe.compiler;

    cscope_set_abi(scope, compiler == PE_COMPILER_MSVC  ? CABI_MSVC
                          : compiler == PE_COMPILER_GNU ? CABI_GNU
                                                        : CABI_UNKNOWN);
}

/* The client's end: what it held must not outlive it, nor keep the process. */
static void stop_counting(struct module *module)
{
    if (InterlockedExchange(&module->counted, 0))
        lifetime_release();
}

/* Everything that the DLL could reach; no call is under way. */
static void clean(struct module *module)
{
    struct kept_memory *kept;
    unsigned int i;

    callback_close_all(module);
    dll_close(module->dll);
    module->dll = NULL;
    while ((kept = module->kept)) {
        module->kept = kept->next;
        free(kept->memory);
        proxies_release_memory(kept->hold);
        free(kept);
    }
    handles_cleanup(&module->handles);
    for (i = 0; i < module->retired_count; i++)
        scope_box_release(module->retired[i]);
    free(module->retired);
    scope_box_release(module->scope);
    for (i = 0; i < module->text_count; i++)
        free(module->texts[i]);
    free(module->texts);
    free(module->addresses);
    module->retired = NULL;
    module->scope = NULL;
    module->texts = NULL;
    module->addresses = NULL;
    module->address_count = 0;
}

/* Calls under way and Close each count; the last one of a closed library cleans up. */
bool module_enter(struct module *module)
{
    EnterCriticalSection(&module->lock);
    if (module->closed) {
        LeaveCriticalSection(&module->lock);
        return false;
    }
    module->running++;
    LeaveCriticalSection(&module->lock);
    InterlockedIncrement(&module_calls_running);
    return true;
}

void module_leave(struct module *module)
{
    bool last;

    EnterCriticalSection(&module->lock);
    last = !--module->running && module->closed;
    LeaveCriticalSection(&module->lock);
    InterlockedDecrement(&module_calls_running);
    if (last && module->dll)
        clean(module);
    if (last)
        SetEvent(module->idle);
}

bool module_hold(struct module *module)
{
    LONG references = module->references, seen;

    while (references > 0) {
        seen = InterlockedCompareExchange(&module->references, references + 1, references);
        if (seen == references)
            return true;
        references = seen;
    }
    return false;
}

static HRESULT WINAPI module_QueryInterface(ICrossbitModule *iface, REFIID iid, void **object)
{
    IUnknown *marshaler = impl_from_ICrossbitModule(iface)->marshaler;

    *object = NULL;
    if (marshaler && (IsEqualIID(iid, &IID_IMarshal) || IsEqualIID(iid, &IID_ICrossbitChannelPeer)))
        return IUnknown_QueryInterface(marshaler, iid, object);
    /* IAgileObject has no methods: the front end in this process calls us from any apartment. */
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_ICrossbitModule) &&
        !IsEqualIID(iid, &IID_IAgileObject))
        return E_NOINTERFACE;
    ICrossbitModule_AddRef(iface);
    *object = iface;
    return S_OK;
}

static ULONG WINAPI module_AddRef(ICrossbitModule *iface)
{
    return (ULONG)InterlockedIncrement(&impl_from_ICrossbitModule(iface)->references);
}

static ULONG WINAPI module_Release(ICrossbitModule *iface)
{
    struct module *module = impl_from_ICrossbitModule(iface);
    LONG left = InterlockedDecrement(&module->references);

    if (left)
        return (ULONG)left;
    client_watch_remove(&module->watch);
    if (module->dll)
        clean(module);
    stop_counting(module);
    client_release(module->client);
    CloseHandle(module->idle);
    DeleteCriticalSection(&module->lock);
    if (module->marshaler)
        IUnknown_Release(module->marshaler);
    free(module);
    return 0;
}

/* A failure is never without words. */
static BSTR with_message(HRESULT hr, BSTR message)
{
    if (FAILED(hr) && !message)
        message_set(&message, S_OK, L"the surrogate failed with 0x%08lx", hr);
    return message;
}

static HRESULT finish(CrossbitStatus *status, HRESULT hr, BSTR message)
{
    status->code = hr;
    status->message = with_message(hr, message);
    return S_OK;
}

/* length characters. Allocated with malloc; NULL: out of memory. */
static char *to_utf8(const WCHAR *text, UINT length)
{
    int size = length ? WideCharToMultiByte(CP_UTF8, 0, text, (int)length, NULL, 0, NULL, NULL) : 0;
    char *bytes = malloc(size > 0 ? (size_t)size + 1 : 1);

    if (bytes)
        bytes[size > 0 ? WideCharToMultiByte(CP_UTF8, 0, text, (int)length, bytes, size, NULL, NULL) : 0] = 0;
    return bytes;
}

/* (CS lock) A scope without the declarations of a text whose functions could not be bound. */
static void roll_back(struct module *module)
{
    struct scope_box *fresh, **retired;
    uint32_t first, count;
    unsigned int i;

    retired = realloc(module->retired, (module->retired_count + 1) * sizeof(*retired));
    if (!retired)
        return; /* the text's names stay declared, without functions behind them */
    module->retired = retired;
    if (FAILED(scope_box_create(&fresh)))
        return;
    take_abi(module, fresh->scope);
    for (i = 0; i < module->text_count; i++)
        cscope_declare(fresh->scope, module->texts[i], &first, &count, NULL);
    /* Calls under way and callbacks point into the old one. */
    retired[module->retired_count++] = module->scope;
    module->scope = fresh;
}

static HRESULT declare(struct module *module, char *text, uint32_t *first, uint32_t *count, BSTR *message)
{
    void **addresses;
    char **texts;
    HRESULT hr;
    uint32_t i;

    texts = realloc(module->texts, (module->text_count + 1) * sizeof(*texts));
    if (!texts)
        return E_OUTOFMEMORY;
    module->texts = texts;
    hr = cscope_declare(module->scope->scope, text, first, count, message);
    if (FAILED(hr))
        return hr;
    addresses = realloc(module->addresses, (*first + *count + 1) * sizeof(*addresses));
    if (!addresses) {
        roll_back(module);
        return E_OUTOFMEMORY;
    }
    module->addresses = addresses;
    for (i = *first; i < *first + *count; i++) {
        hr = dll_bind(module->dll, cscope_function(module->scope->scope, i), &addresses[i], message);
        if (FAILED(hr)) {
            roll_back(module);
            return hr;
        }
    }
    module->address_count = *first + *count;
    texts[module->text_count++] = text;
    return S_OK;
}

static HRESULT WINAPI module_Declare(
    ICrossbitModule *iface, BSTR text, ULONG *first, ULONG *count, CrossbitStatus *status)
{
    struct module *module = impl_from_ICrossbitModule(iface);
    uint32_t from = 0, many = 0;
    BSTR message = NULL;
    HRESULT hr;
    char *bytes;

    *first = *count = 0;
    memset(status, 0, sizeof(*status));
    if (!module_enter(module))
        return finish(status, CROSSBIT_E_NOT_LOADED, SysAllocString(L"the library is closed"));
    bytes = to_utf8(text, SysStringLen(text));
    EnterCriticalSection(&module->lock);
    hr = bytes ? declare(module, bytes, &from, &many, &message) : E_OUTOFMEMORY;
    LeaveCriticalSection(&module->lock);
    module_leave(module);
    if (FAILED(hr)) {
        free(bytes);
    } else {
        *first = from;
        *count = many;
    }
    return finish(status, hr, message);
}

/* Looks the function up, and makes the call's memory. On success the caller's module_enter belongs to the call. */
static HRESULT call_create(
    struct module *module, ULONG number, const WCHAR *extra, ULONG extra_size, struct call **created, BSTR *message)
{
    struct call *call = calloc(1, sizeof(*call));
    struct codec_owner *owner = calloc(1, sizeof(*owner));
    char *types = extra_size ? to_utf8(extra, extra_size) : NULL;
    HRESULT hr = S_OK;
    size_t size;

    if (!call || !owner || (extra_size && !types)) {
        hr = E_OUTOFMEMORY;
        goto exit;
    }
    EnterCriticalSection(&module->lock);
    if (number >= module->address_count) {
        hr = message_set(message, CROSSBIT_E_UNDECLARED, L"no function number %lu was declared", number);
    } else {
        call->function = cscope_function(module->scope->scope, number);
        call->address = module->addresses[number];
        if (call->function->variadic)
            hr = cscope_variadic(module->scope->scope, number, types ? types : "", &call->function, message);
        else if (extra_size)
            hr = message_set(message, CROSSBIT_E_ARGUMENT, L"%hs takes no variable arguments", call->function->name);
    }
    LeaveCriticalSection(&module->lock);
    if (FAILED(hr))
        goto exit;
    size = call->function->result->size;
    call->result = calloc(1, size < 16 ? 16 : size);
    call->args = calloc(call->function->param_count + 1, sizeof(*call->args));
    if (!call->result || !call->args) {
        free(call->result);
        free(call->args);
        hr = E_OUTOFMEMORY;
        goto exit;
    }
    owner->module = module;
    owner->call = call;
    call->codec.ops = &module_codec_ops;
    call->codec.owner = owner;
    call->codec.function = call->function;
    call->references = 1;
    call->module = module;
    ICrossbitModule_AddRef(&module->ICrossbitModule_iface);
    *created = call;
    call = NULL;
    owner = NULL;
exit:
    free(types);
    free(owner);
    free(call);
    return hr;
}

static HRESULT make_call(
    struct call *call, INT64 chain, ULONG args_size, const BYTE *args, ULONG *reply_size, BYTE **reply)
{
    struct wire request = {0};
    HRESULT hr;

    request.data = (uint8_t *)args;
    request.size = args_size;
    hr = codec_unpack_request(&call->codec, &request, call->args);
    if (FAILED(hr))
        return hr;
    call_hand_over(call);
    /* A call made inside a callback goes to the thread that waits for the callback, if it still does. */
    hr = chain_submit(chain, call);
    if (hr == S_FALSE) {
        call_run(call);
        hr = S_OK;
    }
    if (FAILED(hr))
        return hr;
    if (FAILED(call->status))
        return call->status;
    if (call->reply.size > ULONG_MAX)
        return E_OUTOFMEMORY;
    *reply = CoTaskMemAlloc(call->reply.size ? call->reply.size : 1);
    if (!*reply)
        return E_OUTOFMEMORY;
    memcpy(*reply, call->reply.data, call->reply.size);
    *reply_size = (ULONG)call->reply.size;
    return S_OK;
}

static HRESULT WINAPI module_Call(ICrossbitModule *iface, ULONG function, INT64 caller, INT64 chain, ULONG extra_size,
    const WCHAR *extra, ULONG args_size, const BYTE *args, ULONG callback_count, ICrossbitCallback **callbacks,
    CrossbitErrors *errors, LONG *code, ULONG *reply_size, BYTE **reply)
{
    struct module *module = impl_from_ICrossbitModule(iface);
    struct call *call = NULL;
    BSTR message = NULL;
    HRESULT hr;

    *reply_size = 0;
    *reply = NULL;
    memset(errors, 0, sizeof(*errors));
    if (!module_enter(module))
        return contract_answer(
            CROSSBIT_E_NOT_LOADED, SysAllocString(L"the library is closed"), code, reply_size, reply);
    hr = call_create(module, function, extra, extra_size, &call, &message);
    if (SUCCEEDED(hr)) {
        call->caller = caller;
        call->thread_id = GetCurrentThreadId();
        call->callbacks = callbacks;
        call->callback_count = callbacks ? callback_count : 0;
        hr = make_call(call, chain, args_size, args, reply_size, reply);
        errors->last_error = call->outcome.last_error;
        errors->errno_value = call->outcome.errno_value;
        if (hr != E_ABORT) {
            /* After E_ABORT the call may still run. */
            message = call->codec.message;
            call->codec.message = NULL;
        }
        call_release(call);
    } else {
        module_leave(module);
    }
    return contract_answer(hr, with_message(hr, message), code, reply_size, reply);
}

/*
 * Inside a callback of this very library nobody can wait for the call around it to end; so whoever closes then only
 * says so, and the last call cleans up.
 */
#define CLOSE_WAIT_MS 30000

static HRESULT WINAPI module_Close(ICrossbitModule *iface, CrossbitStatus *status)
{
    struct module *module = impl_from_ICrossbitModule(iface);
    HANDLE handles[2] = {module->idle, module->client ? client_process(module->client) : NULL};
    ULONGLONG end = GetTickCount64() + CLOSE_WAIT_MS;
    bool was_closed;

    memset(status, 0, sizeof(*status));
    if (!module_enter(module))
        return S_OK;
    EnterCriticalSection(&module->lock);
    was_closed = module->closed;
    module->closed = 1;
    LeaveCriticalSection(&module->lock);
    module_leave(module);
    if (was_closed)
        return S_OK;
    while (module->running > module->waiting && GetTickCount64() < end)
        if (WaitForMultipleObjects(handles[1] ? 2 : 1, handles, FALSE, 50) != WAIT_TIMEOUT)
            break;
    return S_OK;
}

static const ICrossbitModuleVtbl module_vtbl = {
    module_QueryInterface, module_AddRef, module_Release, module_Declare, module_Call, module_Close};

static struct module *impl_from_watch(struct client_watch *watch)
{
    return CONTAINING_RECORD(watch, struct module, watch);
}

static bool watch_hold(struct client_watch *watch)
{
    return module_hold(impl_from_watch(watch));
}

static void watch_unhold(struct client_watch *watch)
{
    ICrossbitModule_Release(&impl_from_watch(watch)->ICrossbitModule_iface);
}

static void watch_drop(struct client_watch *watch, struct client *client)
{
    struct module *module = impl_from_watch(watch);
    CrossbitStatus status;

    if (module->client != client)
        return;
    stop_counting(module);
    module_Close(&module->ICrossbitModule_iface, &status);
    CoDisconnectObject((IUnknown *)&module->ICrossbitModule_iface, 0);
}

HRESULT module_open(
    struct client *client, const CrossbitModuleOptions *options, ICrossbitModule **opened, BSTR *path, BSTR *message)
{
    struct module *module;
    wchar_t *translated = NULL, *folders = NULL;
    HRESULT hr;

    *opened = NULL;
    module = calloc(1, sizeof(*module));
    if (!module)
        return E_OUTOFMEMORY;
    module->ICrossbitModule_iface.lpVtbl = (ICrossbitModuleVtbl *)&module_vtbl;
    module->references = 1;
    module->marshaler = proxies_create_marshaler((IUnknown *)&module->ICrossbitModule_iface);
    module->client = client;
    client_addref(client);
    module->threading = options->threading;
    module->idle = CreateEventW(NULL, TRUE, FALSE, NULL);
    InitializeCriticalSection(&module->lock);
    module->watch.hold = watch_hold;
    module->watch.unhold = watch_unhold;
    module->watch.drop = watch_drop;
    client_watch_add(&module->watch);
    hr = lifetime_add();
    if (FAILED(hr))
        goto exit;
    module->counted = 1;
    hr = module->idle ? scope_box_create(&module->scope) : E_OUTOFMEMORY;
    if (FAILED(hr))
        goto exit;
    if (options->threading > CrossbitThreadingMain) {
        hr = message_set(message, CROSSBIT_E_ARGUMENT, L"there is no threading mode %d", options->threading);
        goto exit;
    }
    hr = path_translate(options->path ? options->path : L"", options->client_bits, &translated, message);
    if (FAILED(hr))
        goto exit;
    if (options->folders && *options->folders) {
        hr = path_translate_folders(options->folders, options->client_bits, &folders, message);
        if (FAILED(hr))
            goto exit;
    }
    hr = dll_open(translated, folders, options->threading, options->resident != 0, &module->dll, message);
    if (FAILED(hr))
        goto exit;
    take_abi(module, module->scope->scope);
    if (path && !(*path = SysAllocString(module->dll->path))) {
        hr = E_OUTOFMEMORY;
        goto exit;
    }
    *opened = &module->ICrossbitModule_iface;
    module = NULL;
exit:
    free(translated);
    free(folders);
    if (module)
        ICrossbitModule_Release(&module->ICrossbitModule_iface);
    return hr;
}
