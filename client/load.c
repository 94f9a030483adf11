/* SPDX-License-Identifier: MIT */
/* Libraries: loading, declaring, finding functions, unloading. */
#include "client.h"

#include <stdlib.h>
#include <wchar.h>

#include "core/base/pe.h"
#include "core/base/proxies.h"

/* How long crossbit_unload waits for a call that passed its deadline. */
#define UNLOAD_WAIT_MS 500

HRESULT library_resolve(const wchar_t *path, DWORD wanted_bits, wchar_t **full, DWORD *bits, BSTR *message)
{
    DWORD length = path ? GetFullPathNameW(path, 0, NULL, NULL) : 0;
    struct pe_file pe = {0};
    HRESULT hr;

    *full = NULL;
    *bits = 0;
    if (!path || !*path)
        return message_set(message, E_INVALIDARG, L"the path of the DLL is empty");
    *full = malloc((length + 1) * sizeof(wchar_t));
    if (!*full)
        return E_OUTOFMEMORY;
    length = GetFullPathNameW(path, length + 1, *full, NULL);
    if (!length) {
        hr = message_set_win32(message, GetLastError(), L"%ls is no path", path);
        goto exit;
    }
    hr = pe_open(*full, &pe, message);
    if (FAILED(hr))
        goto exit;
    *bits = pe.bits;
    hr = pe_check_loadable(&pe, *full, wanted_bits, message);
    pe_close(&pe);

exit:
    if (FAILED(hr)) {
        free(*full);
        *full = NULL;
    }
    return hr;
}

HRESULT library_open_module(const wchar_t *path, const struct crossbit_load_options *options, DWORD bits,
    struct crossbit_connection **connection, ICrossbitModule **module, BSTR *message)
{
    CrossbitModuleOptions wire = {.client_bits = CROSSBIT_BITS, .process_id = GetCurrentProcessId()};
    CrossbitStatus status = {0};
    HRESULT hr = S_OK;

    *module = NULL;
    *connection = NULL;
    if (options && options->connection) {
        connection_add_reference(options->connection);
        *connection = options->connection;
        if (connection_is_dead(*connection))
            hr = connection_gone(*connection, L"an earlier call", message);
    } else {
        hr = connection_default(bits, connection, message);
    }
    if (SUCCEEDED(hr) && connection_directory_changed(*connection))
        hr = connection_send_directory(*connection, message);
    if (FAILED(hr))
        goto exit;
    wire.path = SysAllocString(path);
    wire.threading = options ? (CrossbitThreading)options->threading : CrossbitThreadingSerial;
    wire.folders = options && options->folders ? SysAllocString(options->folders) : NULL;
    wire.resident = options && options->resident;
    if (!wire.path || (options && options->folders && !wire.folders)) {
        hr = E_OUTOFMEMORY;
        goto exit;
    }
    hr = ICrossbitSurrogate_OpenModule((*connection)->surrogate, &wire, module, &status);
    if (FAILED(hr))
        hr = connection_failed(*connection, hr, L"loading the DLL", message);
    else
        hr = connection_status(&status, message);

exit:
    SysFreeString(wire.path);
    SysFreeString(wire.folders);
    if (FAILED(hr)) {
        if (*module)
            ICrossbitModule_Release(*module);
        *module = NULL;
        connection_release(*connection);
        *connection = NULL;
    }
    return hr;
}

struct load_run {
    const struct crossbit_load_options *options;
    struct crossbit_library *library;
    HRESULT result;
    BSTR *message;
};

static void load_in_mta(void *context)
{
    struct load_run *run = context;
    struct crossbit_library *library = run->library;

    run->result = library_open_module(
        library->path, run->options, library->bits, &library->connection, &library->module, run->message);
    library->on_channel = SUCCEEDED(run->result) && proxies_on_channel((IUnknown *)library->module);
    /* With `main` the DLL runs on another thread than the one that serves the calling thread's lane. */
    library->direct = library->on_channel && (!run->options || run->options->threading != CROSSBIT_THREADING_MAIN);
}

HRESULT crossbit_load(const wchar_t *path, const struct crossbit_load_options *options, crossbit_library **loaded)
{
    BSTR message = NULL;
    struct load_run run = {options, NULL, S_OK, &message};
    HRESULT hr;

    if (!loaded)
        return thread_null(L"crossbit_load", L"library");
    *loaded = NULL;
    if (!path)
        return thread_null(L"crossbit_load", L"path");
    if (options && options->size != sizeof(*options)) {
        hr = message_set(&message, E_INVALIDARG, L"crossbit_load: options->size is %lu, not %u", options->size,
            (unsigned int)sizeof(*options));
        return thread_finish(hr, message);
    }
    if (options && (DWORD)options->threading > CROSSBIT_THREADING_MAIN) {
        hr = message_set(&message, E_INVALIDARG, L"crossbit_load: options->threading is out of range");
        return thread_finish(hr, message);
    }
    run.library = calloc(1, sizeof(*run.library));
    if (!run.library)
        return thread_finish(E_OUTOFMEMORY, NULL);
    run.library->references = 1;
    hr = library_resolve(path, options && options->connection ? options->connection->bits : 0, &run.library->path,
        &run.library->bits, &message);
    if (SUCCEEDED(hr))
        hr = cscope_create(&run.library->scope);
    if (SUCCEEDED(hr)) {
        hr = runtime_enter(&message);
        if (SUCCEEDED(hr)) {
            hr = runtime_run(load_in_mta, &run, &message);
            hr = SUCCEEDED(hr) ? run.result : hr;
            if (FAILED(hr))
                runtime_leave();
        }
    }
    if (FAILED(hr))
        library_release(run.library);
    else
        *loaded = run.library;
    return thread_finish(hr, message);
}

static void unload_in_mta(void *context)
{
    struct crossbit_library *library = context;
    CrossbitStatus status = {0};
    uint32_t i;

    if (library->overdue)
        callback_disconnect_all(library); /* the program does not wait for what that call may still call */
    if (!connection_is_dead(library->connection) && SUCCEEDED(ICrossbitModule_Close(library->module, &status)))
        SysFreeString(status.message);
    ICrossbitModule_Release(library->module);
    callback_disconnect_all(library);
    for (i = 0; i < library->kept_count; i++)
        ICrossbitCallback_Release(library->kept[i]);
    library->kept_count = 0;
    connection_release(library->connection);
    library_release(library);
}

/* An unload that the program waits for a short while only. */
struct late_unload {
    LONG references; /* (interlocked) the worker's and the caller's */
    struct crossbit_library *library;
    HANDLE done;
};

static void late_release(struct late_unload *late)
{
    if (InterlockedDecrement(&late->references))
        return;
    CloseHandle(late->done);
    free(late);
}

static void unload_late(void *context)
{
    struct late_unload *late = context;

    unload_in_mta(late->library);
    SetEvent(late->done);
    late_release(late);
    runtime_leave();
}

/*
 * The surrogate closes a library when no call is in it any more, and a call that was given up may be there forever. So
 * a worker waits for that, and has the runtime's count until then. false: no worker could be had.
 */
static bool unload_overdue(struct crossbit_library *library)
{
    struct late_unload *late = calloc(1, sizeof(*late));

    if (!late || !(late->done = CreateEventW(NULL, TRUE, FALSE, NULL))) {
        free(late);
        return false;
    }
    late->references = 2;
    late->library = library;
    if (FAILED(runtime_start(unload_late, late, NULL))) {
        CloseHandle(late->done);
        free(late);
        return false;
    }
    runtime_wait(1, &late->done, UNLOAD_WAIT_MS);
    late_release(late);
    return true;
}

void crossbit_unload(crossbit_library *library)
{
    if (!library || (library->overdue && unload_overdue(library)))
        return;
    runtime_run(unload_in_mta, library, NULL);
    runtime_leave();
}

struct declare_run {
    struct crossbit_library *library;
    BSTR text;
    ULONG first, count;
    HRESULT result;
    BSTR *message;
};

static void declare_in_mta(void *context)
{
    struct declare_run *run = context;
    struct crossbit_connection *connection = run->library->connection;
    CrossbitStatus status = {0};

    if (connection_is_dead(connection)) {
        run->result = connection_gone(connection, L"an earlier call", run->message);
        return;
    }
    run->result = ICrossbitModule_Declare(run->library->module, run->text, &run->first, &run->count, &status);
    if (FAILED(run->result))
        run->result = connection_failed(connection, run->result, L"the declaration", run->message);
    else
        run->result = connection_status(&status, run->message);
}

static BSTR utf8_text(const char *text)
{
    int length = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
    BSTR wide = length ? SysAllocStringLen(NULL, (UINT)length - 1) : NULL;

    if (wide)
        MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, length);
    return wide;
}

/* (CS library->lock) */
static HRESULT add_function(struct crossbit_library *library, uint32_t local, uint32_t number,
    const struct cfunction *type, const wchar_t *extra, struct crossbit_function **added)
{
    struct crossbit_function *function = calloc(1, sizeof(*function));

    if (!function || (extra && !(function->extra = SysAllocString(extra)))) {
        free(function);
        return E_OUTOFMEMORY;
    }
    function->library = library;
    function->type = type;
    function->number = number;
    function->local_number = local;
    function->next = library->functions;
    library->functions = function;
    if (added)
        *added = function;
    return S_OK;
}

HRESULT crossbit_declare(crossbit_library *library, const char *declarations)
{
    BSTR message = NULL;
    struct declare_run run = {.library = library, .message = &message};
    uint32_t first = 0, count = 0, i;
    HRESULT hr;

    if (!library || !declarations)
        return thread_null(L"crossbit_declare", !library ? L"library" : L"declarations");
    run.text = utf8_text(declarations);
    if (!run.text) {
        hr = message_set(&message, CROSSBIT_E_DECLARATION, L"the declarations are not UTF-8 text");
        return thread_finish(hr, message);
    }
    /*
     * The surrogate goes first, because it alone can miss an export; then nothing has been declared here. No lock is
     * held meanwhile, because an STA dispatches messages; both sides may number the functions of two threads
     * differently.
     */
    hr = runtime_run(declare_in_mta, &run, &message);
    hr = SUCCEEDED(hr) ? run.result : hr;
    AcquireSRWLockExclusive(&library->lock);
    if (SUCCEEDED(hr))
        hr = cscope_declare(library->scope, declarations, &first, &count, &message);
    if (SUCCEEDED(hr) && count != run.count)
        hr = message_set(
            &message, CROSSBIT_E_PROTOCOL, L"the surrogate found %lu functions, this process %u", run.count, count);
    for (i = 0; SUCCEEDED(hr) && i < count; i++)
        hr = add_function(library, first + i, run.first + i, cscope_function(library->scope, first + i), NULL, NULL);
    ReleaseSRWLockExclusive(&library->lock);
    SysFreeString(run.text);
    return thread_finish(hr, message);
}

static struct crossbit_function *find(struct crossbit_library *library, const char *name)
{
    struct crossbit_function *function;

    for (function = library->functions; function; function = function->next)
        if (!function->extra && !strcmp(function->type->name, name))
            return function;
    return NULL;
}

static HRESULT undeclared(struct crossbit_library *library, const char *name, BSTR *message)
{
    const struct crossbit_function *function;
    struct message_list known = {.text = L""};

    for (function = library->functions; function; function = function->next)
        if (!function->extra)
            message_list_add(&known, function->type->name);
    message_list_end(&known);
    return message_set(message, CROSSBIT_E_UNDECLARED, L"%hs is not declared: call crossbit_declare first%ls%ls", name,
        known.count ? L"; declared are " : L"", known.text);
}

HRESULT crossbit_find(crossbit_library *library, const char *name, crossbit_function **function)
{
    BSTR message = NULL;
    HRESULT hr = S_OK;

    if (!function)
        return thread_null(L"crossbit_find", L"function");
    *function = NULL;
    if (!library || !name)
        return thread_null(L"crossbit_find", !library ? L"library" : L"name");
    AcquireSRWLockShared(&library->lock);
    *function = find(library, name);
    if (!*function)
        hr = undeclared(library, name, &message);
    ReleaseSRWLockShared(&library->lock);
    return thread_finish(hr, message);
}

HRESULT crossbit_find_variadic(
    crossbit_library *library, const char *name, const char *types, crossbit_function **found)
{
    BSTR message = NULL, extra;
    struct crossbit_function *base, *function;
    const struct cfunction *type;
    HRESULT hr = S_OK;

    if (!found)
        return thread_null(L"crossbit_find_variadic", L"function");
    *found = NULL;
    if (!library || !name)
        return thread_null(L"crossbit_find_variadic", !library ? L"library" : L"name");
    extra = utf8_text(types ? types : "");
    if (!extra) {
        hr = message_set(&message, CROSSBIT_E_DECLARATION, L"the types of the variable arguments are not UTF-8 text");
        return thread_finish(hr, message);
    }
    AcquireSRWLockExclusive(&library->lock);
    base = find(library, name);
    if (!base)
        hr = undeclared(library, name, &message);
    else if (!base->type->variadic)
        hr = message_set(&message, CROSSBIT_E_ARGUMENT, L"%hs has no variable arguments: use crossbit_find", name);
    if (SUCCEEDED(hr) && !extra[0]) {
        *found = base;
    } else if (SUCCEEDED(hr)) {
        hr = cscope_variadic(library->scope, base->local_number, types, &type, &message);
        for (function = library->functions; function && SUCCEEDED(hr) && !*found; function = function->next)
            if (function->extra && function->type == type)
                *found = function;
        if (SUCCEEDED(hr) && !*found)
            hr = add_function(library, base->local_number, base->number, type, extra, found);
    }
    ReleaseSRWLockExclusive(&library->lock);
    SysFreeString(extra);
    return thread_finish(hr, message);
}
