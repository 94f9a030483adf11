/* SPDX-License-Identifier: MIT */
/*
 * The binding as a COM server of one class: the surrogate loads this DLL, makes the object, and the object loads the
 * DLL.
 */
#include "binding.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void binding_release_mirrors(struct crossbit_scope *scope);
void binding_free_mirrors(struct binding *binding);

typedef HRESULT marshaler_function(IUnknown *outer, IUnknown **inner);

static DWORD scope_slot = TLS_OUT_OF_INDEXES; /* struct crossbit_scope * of this thread's call */
static HMODULE original;                      /* (SRW load_lock) the DLL; never unloaded */
static SRWLOCK load_lock = SRWLOCK_INIT;
static volatile LONG object_count; /* (interlocked) */

/* As crossbitps.h has it: what the surrogate wants to know of calls and of exceptions that leave them. */
struct fault_hooks {
    const char *(__cdecl *enter)(const char *function);
    void(__cdecl *leave)(const char *outer);
    void(__cdecl *crashed)(EXCEPTION_POINTERS *exception); /* does not return */
};
typedef const struct fault_hooks *__cdecl hooks_function(void);
static const struct fault_hooks *hooks; /* (RO once there is an object) NULL: another process than the surrogate */

struct binding *binding_of(struct crossbit_scope *scope)
{
    return scope->endpoint;
}

struct crossbit_scope *binding_current_scope(void)
{
    DWORD error = GetLastError();
    struct crossbit_scope *scope = TlsGetValue(scope_slot);

    SetLastError(error);
    return scope;
}

void crossbit_enter_callee(
    struct crossbit_scope *scope, void *iface, const char *function, const hyper *data, LONG size)
{
    crossbit_scope_init(scope, ((struct crossbit_callee *)iface)->endpoint);
    scope->outer_function = hooks != NULL ? hooks->enter(function) : NULL;
#ifndef _WIN64
    scope->frame[0] = (void *)__readfsdword(0);
    scope->frame[1] = (void *)crossbit_callee_crashed;
    __writefsdword(0, (DWORD)scope->frame);
#endif
    crossbit_read(scope, data, size);
    scope->outer = TlsGetValue(scope_slot);
    TlsSetValue(scope_slot, scope);
}

/*
 * Windows calls it for an exception that reached the frame of the generated function, so no handler of the DLL's wanted
 * it.
 */
int crossbit_callee_crashed(void *record, void *frame, void *context, void *dispatcher)
{
    EXCEPTION_RECORD *exception = record;
    EXCEPTION_POINTERS pointers = {exception, context};

    (void)frame, (void)dispatcher;
    if (hooks && !(exception->ExceptionFlags & 6)) /* not unwinding */
        hooks->crashed(&pointers);
    return ExceptionContinueSearch;
}

HRESULT crossbit_leave_callee(struct crossbit_scope *scope, LONG *size, hyper **data)
{
    HRESULT status;

    TlsSetValue(scope_slot, scope->outer);
    binding_release_thunks(scope);
    status = crossbit_reply(scope, size, data);
    binding_release_mirrors(scope);
#ifndef _WIN64
    __writefsdword(0, (DWORD)scope->frame[0]);
#endif
    if (hooks)
        hooks->leave(scope->outer_function);
    return status;
}

/* For the client's crossbit_error_message(). */
static void say(HRESULT status, const wchar_t *format, ...)
{
    wchar_t text[1400];
    va_list arguments;

    va_start(arguments, format);
    _vsnwprintf(text, sizeof(text) / sizeof(text[0]) - 1, format, arguments);
    va_end(arguments);
    text[sizeof(text) / sizeof(text[0]) - 1] = 0;
    crossbit_tell_reason(status, text);
}

/*
 * As the surrogate loads all DLLs; it knows how to find out which file is missing, or does not fit, too
 * (surrogate/load/dll.c).
 */
static HRESULT load(const wchar_t *path, HMODULE *module)
{
    typedef HRESULT __cdecl load_function(const wchar_t *path, HMODULE *module, wchar_t *text, DWORD size);
    load_function *load_library =
        (load_function *)(void (*)(void))GetProcAddress(GetModuleHandleW(NULL), "CrossbitLoadLibrary");
    DWORD attributes = GetFileAttributesW(path);
    wchar_t text[1200];
    HRESULT status;

    if (attributes == INVALID_FILE_ATTRIBUTES || (attributes & FILE_ATTRIBUTE_DIRECTORY)) {
        status = CROSSBIT_E_FILE_NOT_FOUND;
        say(status, L"%ls is missing: the original DLL belongs beside its binding", path);
    } else if (!load_library) {
        status = CROSSBIT_E_START;
        say(status, L"%ls cannot be loaded: the surrogate is of another version than the drop-in", path);
    } else {
        status = load_library(path, module, text, sizeof(text) / sizeof(text[0]));
        if (FAILED(status))
            say(status, L"%ls", text);
    }
    return status;
}

static HMODULE own_module(void)
{
    HMODULE module = NULL;

    GetModuleHandleExW(
        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN, (LPCWSTR)(void *)&load_lock, &module);
    return module;
}

/* The DLL lies beside the binding. */
static HRESULT load_original(void)
{
    wchar_t path[1024];
    HRESULT status = S_OK;
    DWORD length;
    HMODULE module;

    AcquireSRWLockExclusive(&load_lock);
    if (original)
        goto exit;
    length = GetModuleFileNameW(own_module(), path, sizeof(path) / sizeof(path[0]));
    while (length > 0 && path[length - 1] != L'\\')
        length--;
    if (length + wcslen(crossbit_binding.name) >= sizeof(path) / sizeof(path[0])) {
        status = HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE);
        goto exit;
    }
    wcscpy(path + length, crossbit_binding.name);
    status = load(path, &module);
    if (FAILED(status))
        goto exit;
    for (const struct crossbit_import *import = crossbit_binding.imports; import->name != NULL; import++) {
        *import->function =
            (void *)GetProcAddress(module, import->ordinal ? MAKEINTRESOURCEA(import->ordinal) : import->name);
        if (!*import->function) {
            status = CROSSBIT_E_MISSING_EXPORT;
            say(status,
                L"%ls has no export '%hs'; leave the function out with --skip, or use the DLL that the header belongs "
                L"to",
                path, import->name);
            goto exit;
        }
    }
    original = module;
exit:
    ReleaseSRWLockExclusive(&load_lock);
    return status;
}

HRESULT crossbit_callee_attach(void *iface, IUnknown *sink, LONG process_id, LONG session)
{
    struct binding *binding = ((struct crossbit_callee *)iface)->endpoint;

    if (binding->sink || !sink)
        return E_UNEXPECTED;
    binding->client = OpenProcess(PROCESS_DUP_HANDLE, FALSE, (DWORD)process_id);
    binding->session = session;
    sink->lpVtbl->AddRef(sink);
    binding->sink = sink;
    return S_OK;
}

static void destroy_binding(struct crossbit_callee *callee)
{
    struct binding *binding = callee->endpoint;

    binding_drop_thunks(binding);
    if (binding->sink)
        binding->sink->lpVtbl->Release(binding->sink);
    if (callee->marshaler)
        callee->marshaler->lpVtbl->Release(callee->marshaler);
    if (binding->client)
        CloseHandle(binding->client);
    binding_free_mirrors(binding);
    binding_free_tables(binding);
    free(binding);
    InterlockedDecrement(&object_count);
}

/*
 * ---- the class
 * ------------------------------------------------------------------------------------------------------------
 */

static HRESULT STDMETHODCALLTYPE factory_query(IClassFactory *iface, REFIID iid, void **object)
{
    *object = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IClassFactory))
        return E_NOINTERFACE;
    *object = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE factory_add_ref(IClassFactory *iface)
{
    (void)iface;
    return 2;
}

static ULONG STDMETHODCALLTYPE factory_release(IClassFactory *iface)
{
    (void)iface;
    return 1;
}

static HRESULT STDMETHODCALLTYPE factory_create(IClassFactory *iface, IUnknown *outer, REFIID iid, void **object)
{
    struct binding *binding;
    marshaler_function *marshaler;
    hooks_function *get_hooks;
    HRESULT status;

    (void)iface;
    *object = NULL;
    if (outer)
        return CLASS_E_NOAGGREGATION;
    status = load_original();
    if (FAILED(status))
        return status;
    binding = calloc(1, sizeof(*binding));
    if (!binding)
        return E_OUTOFMEMORY;
    binding->callee.vtable = crossbit_binding.vtable;
    binding->callee.references = 1;
    binding->callee.interface_id = crossbit_binding.interface_id;
    binding->callee.endpoint = binding;
    binding->callee.destroy = destroy_binding;
    binding->next_token = 0x10001;
    InterlockedIncrement(&object_count);
    /* The surrogate has the proxy DLL loaded; without it calls take the standard channel. */
    get_hooks =
        (hooks_function *)(void (*)(void))GetProcAddress(GetModuleHandleW(L"crossbitps.dll"), "CrossbitGetFaultHooks");
    if (get_hooks)
        hooks = get_hooks();
    marshaler = (marshaler_function *)(void (*)(void))GetProcAddress(
        GetModuleHandleW(L"crossbitps.dll"), "CrossbitCreateMarshaler");
    if (marshaler)
        marshaler((IUnknown *)&binding->callee, &binding->callee.marshaler);
    status = crossbit_callee_query(&binding->callee, iid, object);
    crossbit_callee_release(&binding->callee);
    return status;
}

static HRESULT STDMETHODCALLTYPE factory_lock(IClassFactory *iface, BOOL lock)
{
    (void)iface;
    if (lock)
        InterlockedIncrement(&object_count);
    else
        InterlockedDecrement(&object_count);
    return S_OK;
}

static IClassFactoryVtbl factory_vtable = {
    factory_query, factory_add_ref, factory_release, factory_create, factory_lock};
static IClassFactory factory = {&factory_vtable};

/* The proxies of the generated interfaces, for this process alone. */
static HRESULT register_proxies(void)
{
    static volatile LONG done;
    IUnknown *proxies = NULL;
    DWORD cookie;
    HRESULT status = S_OK;

    if (InterlockedExchange(&done, 1))
        return S_OK;
    status = crossbit_binding.proxy_factory(crossbit_binding.proxy_class, &IID_IPSFactoryBuffer, (void **)&proxies);
    if (SUCCEEDED(status))
        status = CoRegisterClassObject(
            crossbit_binding.proxy_class, proxies, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &cookie);
    for (const IID *const *iid = crossbit_binding.interfaces; *iid != NULL && SUCCEEDED(status); iid++)
        status = CoRegisterPSClsid(*iid, crossbit_binding.proxy_class);
    if (proxies)
        proxies->lpVtbl->Release(proxies);
    if (FAILED(status))
        InterlockedExchange(&done, 0);
    return status;
}

HRESULT STDAPICALLTYPE DllGetClassObject(REFCLSID clsid, REFIID iid, void **object)
{
    HRESULT status;

    *object = NULL;
    if (!IsEqualCLSID(clsid, crossbit_binding.class_id))
        return crossbit_binding.proxy_factory(clsid, iid, object);
    status = register_proxies();
    return SUCCEEDED(status) ? factory_query(&factory, iid, object) : status;
}

HRESULT STDAPICALLTYPE DllCanUnloadNow(void)
{
    /* The DLL it loaded may have threads of its own that call back into the thunks. */
    return !original && object_count == 0 ? S_OK : S_FALSE;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) {
        DisableThreadLibraryCalls(instance);
        scope_slot = TlsAlloc();
        return scope_slot != TLS_OUT_OF_INDEXES;
    }
    return TRUE;
}
