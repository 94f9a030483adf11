/* SPDX-License-Identifier: MIT */
/* ICrossbitModule for the script object: makes each call from the apartment that it came in. */
#include "client.h"

#include <stdlib.h>

#include "core/base/contract.h"
#include "core/base/proxies.h"

/*
 * An ICrossbitModule that any apartment may use: it brings calls into the MTA, where COM's own proxy lives (Crossbit's
 * channel serves any thread right there), and turns the surrogate's end into a status. What the front end of
 * Crossbit.Library works on.
 */
struct module {
    ICrossbitModule ICrossbitModule_iface;
    LONG references;
    struct crossbit_connection *connection;
    ICrossbitModule *remote; /* MTA proxy */
    bool on_channel;         /* (RO) */
    bool direct;             /* (RO) a callback reaches the thread that made the call, by itself */
};

struct module_run {
    struct module *module;
    enum { MODULE_DECLARE, MODULE_CALL, MODULE_CLOSE, MODULE_FREE } what;
    HRESULT result;
    /* Declare */
    BSTR text;
    ULONG *first, *count;
    /* Call */
    ULONG function;
    INT64 caller, chain;
    BSTR extra;
    ULONG args_size;
    const BYTE *args;
    ULONG callback_count;
    ICrossbitCallback **callbacks;
    ULONG *reply_size;
    BYTE **reply;
    CrossbitErrors *errors;
    CrossbitStatus *status;
    DWORD deadline_ms; /* of the calling thread's call */
};

static struct module *impl_from_ICrossbitModule(ICrossbitModule *iface)
{
    return CONTAINING_RECORD(iface, struct module, ICrossbitModule_iface);
}

static void failed(struct module_run *run, HRESULT hr)
{
    struct crossbit_connection *connection = run->module->connection;
    BSTR *message = &run->status->message;

    *message = NULL;
    run->status->code = hr == RPC_E_TIMEOUT && run->deadline_ms
                            ? deadline_passed(connection, run->deadline_ms, L"the call", message)
                            : connection_failed(connection, hr, L"the call", message);
}

static void run_here(void *context)
{
    struct module_run *run = context;
    struct module *module = run->module;
    struct crossbit_connection *connection = module->connection;
    HRESULT hr = S_OK;

    if (run->what == MODULE_FREE) {
        ICrossbitModule_Release(module->remote);
        connection_release(connection);
        free(module);
        return;
    }
    run->result = S_OK;
    if (connection_is_dead(connection)) {
        run->status->code = connection_gone(connection, L"an earlier call", &run->status->message);
        return;
    }
    if (run->what == MODULE_CALL && connection_directory_changed(connection)) {
        run->status->code = connection_send_directory(connection, &run->status->message);
        if (FAILED(run->status->code))
            return;
    }
    switch (run->what) {
    case MODULE_DECLARE:
        hr = ICrossbitModule_Declare(module->remote, run->text, run->first, run->count, run->status);
        break;
    case MODULE_CALL:
        deadline_enter(run->deadline_ms);
        hr = contract_call(module->remote, run->function, run->caller, run->chain, run->extra, run->args_size,
            run->args, run->callback_count, run->callbacks, run->reply_size, run->reply, run->errors, run->status);
        deadline_leave(run->deadline_ms);
        break;
    default:
        hr = ICrossbitModule_Close(module->remote, run->status);
        break;
    }
    if (FAILED(hr))
        failed(run, hr);
}

static HRESULT run_anywhere(struct module_run *run)
{
    HRESULT hr;

    if (run->status) {
        run->status->code = S_OK;
        run->status->message = NULL;
    }
    if (run->module->on_channel) {
        run_here(run);
        return run->result;
    }
    hr = runtime_run(run_here, run, NULL);
    return SUCCEEDED(hr) ? run->result : hr;
}

static HRESULT WINAPI module_QueryInterface(ICrossbitModule *iface, REFIID iid, void **object)
{
    *object = NULL;
    /* IAgileObject has no methods: it says that this very pointer serves every apartment. */
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_ICrossbitModule) &&
        !IsEqualIID(iid, &IID_IAgileObject))
        return E_NOINTERFACE;
    *object = iface;
    ICrossbitModule_AddRef(iface);
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
    struct module_run run = {.module = module, .what = MODULE_FREE};

    if (!left) {
        run_anywhere(&run);
        runtime_leave();
    }
    return (ULONG)left;
}

static HRESULT WINAPI module_Declare(
    ICrossbitModule *iface, BSTR text, ULONG *first, ULONG *count, CrossbitStatus *status)
{
    struct module_run run = {.module = impl_from_ICrossbitModule(iface),
        .what = MODULE_DECLARE,
        .text = text,
        .first = first,
        .count = count,
        .status = status};

    *first = *count = 0;
    return run_anywhere(&run);
}

static HRESULT WINAPI module_Call(ICrossbitModule *iface, ULONG function, INT64 caller, INT64 chain, ULONG extra_size,
    const WCHAR *extra, ULONG args_size, const BYTE *args, ULONG callback_count, ICrossbitCallback **callbacks,
    CrossbitErrors *errors, LONG *code, ULONG *reply_size, BYTE **reply)
{
    CrossbitStatus status = {0};
    struct module_run run = {.module = impl_from_ICrossbitModule(iface),
        .what = MODULE_CALL,
        .function = function,
        .caller = impl_from_ICrossbitModule(iface)->direct && !chain ? -caller : caller,
        .chain = chain,
        .args_size = args_size,
        .args = args,
        .callback_count = callback_count,
        .callbacks = callbacks,
        .reply_size = reply_size,
        .reply = reply,
        .errors = errors,
        .status = &status,
        .deadline_ms = deadline_of(impl_from_ICrossbitModule(iface)->connection)};
    struct module *module = run.module;
    HRESULT hr;

    *reply_size = 0;
    *reply = NULL;
    *code = S_OK;
    memset(errors, 0, sizeof(*errors));
    if (extra_size && !(run.extra = SysAllocStringLen(extra, extra_size)))
        return E_OUTOFMEMORY;
    /* COM's own channel knows no limit: a worker makes the call, and may be left with it. */
    if (run.deadline_ms && !module->on_channel && !connection_is_dead(module->connection)) {
        hr = invoke_module(module->connection, module->remote, run.deadline_ms, function, caller, chain, run.extra,
            args_size, args, callback_count, callbacks, reply_size, reply, errors, &status);
        if (FAILED(hr))
            failed(&run, hr);
        hr = S_OK;
    } else {
        hr = run_anywhere(&run);
    }
    SysFreeString(run.extra);
    contract_answer(status.code, status.message, code, reply_size, reply);
    return hr;
}

static HRESULT WINAPI module_Close(ICrossbitModule *iface, CrossbitStatus *status)
{
    struct module_run run = {.module = impl_from_ICrossbitModule(iface), .what = MODULE_CLOSE, .status = status};

    return run_anywhere(&run);
}

static const ICrossbitModuleVtbl module_vtbl = {
    module_QueryInterface,
    module_AddRef,
    module_Release,
    module_Declare,
    module_Call,
    module_Close,
};

struct open_run {
    const wchar_t *path;
    const struct crossbit_load_options *options;
    DWORD bits;
    struct module *module;
    HRESULT result;
    BSTR *message;
};

static void open_in_mta(void *context)
{
    struct open_run *run = context;

    run->result = library_open_module(
        run->path, run->options, run->bits, &run->module->connection, &run->module->remote, run->message);
    run->module->on_channel = SUCCEEDED(run->result) && proxies_on_channel((IUnknown *)run->module->remote);
    run->module->direct = run->module->on_channel && run->options->threading != CROSSBIT_THREADING_MAIN;
}

HRESULT module_open(const wchar_t *path, const struct crossbit_load_options *options, DWORD bits,
    ICrossbitModule **opened, DWORD *process_id, BSTR *message)
{
    struct module *module = calloc(1, sizeof(*module));
    struct open_run run = {path, options, bits, module, S_OK, message};
    HRESULT hr;

    *opened = NULL;
    if (!module)
        return E_OUTOFMEMORY;
    module->ICrossbitModule_iface.lpVtbl = (ICrossbitModuleVtbl *)&module_vtbl;
    module->references = 1;
    hr = runtime_enter(message);
    if (SUCCEEDED(hr)) {
        hr = runtime_run(open_in_mta, &run, message);
        hr = SUCCEEDED(hr) ? run.result : hr;
        if (FAILED(hr))
            runtime_leave();
    }
    if (FAILED(hr)) {
        free(module);
        return hr;
    }
    *process_id = module->connection->launch.process_id;
    *opened = &module->ICrossbitModule_iface;
    return S_OK;
}
