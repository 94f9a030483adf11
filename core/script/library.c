/* SPDX-License-Identifier: MIT */
/* The object ICrossbitLibrary: its life, its settings, and what a C client calls through the vtable. */
#include "library_private.h"
#include "core/base/proxies.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static const wchar_t *const threading_names[] = {L"serial", L"free", L"main"}; /* by CrossbitThreading */

HRESULT library_report(HRESULT hr, BSTR *message)
{
    ICreateErrorInfo *create;
    IErrorInfo *info;
    BSTR none = NULL;

    if (!message)
        message = &none;
    if (FAILED(hr))
        message_set(message, hr, hr == E_OUTOFMEMORY ? L"out of memory" : L"COM failed with 0x%08lX", hr);
    if (FAILED(hr) && SUCCEEDED(CreateErrorInfo(&create))) {
        ICreateErrorInfo_SetGUID(create, &IID_ICrossbitLibrary);
        ICreateErrorInfo_SetSource(create, (LPOLESTR)L"Crossbit");
        ICreateErrorInfo_SetDescription(create, *message ? *message : (LPOLESTR)L"out of memory");
        if (SUCCEEDED(ICreateErrorInfo_QueryInterface(create, &IID_IErrorInfo, (void **)&info))) {
            SetErrorInfo(0, info);
            IErrorInfo_Release(info);
        }
        ICreateErrorInfo_Release(create);
    }
    SysFreeString(*message);
    *message = NULL;
    return hr;
}

/*
 * The thread that a call came from. In the client's process that is this thread; a front end in the surrogate is called
 * by whichever thread of RPC's, and COM's logical thread tells the callers apart.
 */
static void calling_thread(const struct loaded *loaded, GUID *thread)
{
    memset(thread, 0, sizeof(*thread));
    if ((DWORD)loaded->opened.process_id == GetCurrentProcessId() && SUCCEEDED(CoGetCurrentLogicalThreadId(thread)))
        return;
    thread->Data1 = GetCurrentThreadId();
}

void library_set_errors(struct library *library, const struct loaded *loaded, const CrossbitErrors *errors)
{
    struct thread_errors *entry = NULL, *oldest = NULL;
    GUID thread;
    uint32_t i;

    calling_thread(loaded, &thread);
    AcquireSRWLockExclusive(&library->lock);
    for (i = 0; i < library->error_count && !entry; i++) {
        if (IsEqualGUID(&library->errors[i].thread, &thread))
            entry = &library->errors[i];
        else if (!oldest || library->errors[i].used < oldest->used)
            oldest = &library->errors[i];
    }
    if (!entry && library->error_count == library->error_capacity && library->error_capacity < MAX_THREAD_ERRORS) {
        uint32_t capacity = library->error_capacity ? library->error_capacity * 4 : 4;
        struct thread_errors *more = realloc(library->errors, capacity * sizeof(*more));

        if (more) {
            library->errors = more;
            library->error_capacity = capacity;
            oldest = NULL;
        }
    }
    if (!entry && library->error_count < library->error_capacity)
        entry = &library->errors[library->error_count++];
    if (!entry)
        entry = oldest; /* of a thread that has not called for long, most likely because it has ended */
    if (entry) {
        entry->thread = thread;
        entry->used = ++library->error_clock;
        entry->errors = *errors;
    }
    ReleaseSRWLockExclusive(&library->lock);
}

HRESULT library_get_errors(struct library *library, CrossbitErrors *errors, BSTR *message)
{
    GUID thread;
    uint32_t i;

    memset(errors, 0, sizeof(*errors));
    AcquireSRWLockShared(&library->lock);
    if (library->loaded) {
        calling_thread(library->loaded, &thread);
        for (i = 0; i < library->error_count; i++)
            if (IsEqualGUID(&library->errors[i].thread, &thread))
                *errors = library->errors[i].errors;
    }
    ReleaseSRWLockShared(&library->lock);
    (void)message;
    return S_OK;
}

HRESULT library_load(struct library *library, const wchar_t *path, BSTR *message)
{
    struct library_settings settings = {0};
    struct loaded *loaded = NULL;
    BSTR folders = NULL;
    bool taken;
    HRESULT hr = S_OK;

    if (!path || !*path)
        return message_set(message, CROSSBIT_E_ARGUMENT, L"Load needs the path of a DLL");
    AcquireSRWLockShared(&library->lock);
    taken = library->loaded != NULL;
    settings.threading = library->threading;
    if (library->folders && !(folders = SysAllocString(library->folders)))
        hr = E_OUTOFMEMORY;
    ReleaseSRWLockShared(&library->lock);
    settings.folders = folders;
    if (SUCCEEDED(hr) && !taken)
        hr = loaded_open(library, path, &settings, &loaded, message);
    SysFreeString(folders);
    if (FAILED(hr))
        return hr;

    AcquireSRWLockExclusive(&library->lock);
    if (library->loaded) {
        taken = true;
    } else {
        library->loaded = loaded;
        library->error_count = 0;
    }
    ReleaseSRWLockExclusive(&library->lock);
    if (!taken)
        return S_OK;
    if (loaded) {
        loaded_close(loaded, NULL);
        loaded_release(loaded);
    }
    return message_set(message, CROSSBIT_E_ARGUMENT,
        L"Load: a library is loaded already; Unload it first, or create one object for each library");
}

HRESULT library_declare(struct library *library, const wchar_t *text, BSTR *message)
{
    struct loaded *loaded;
    HRESULT hr = library_loaded(library, &loaded, message);

    if (FAILED(hr))
        return hr;
    hr = loaded_declare(loaded, text ? text : L"", message);
    loaded_release(loaded);
    return hr;
}

HRESULT library_unload(struct library *library, BSTR *message)
{
    struct loaded *loaded;
    HRESULT hr;

    AcquireSRWLockExclusive(&library->lock);
    loaded = library->loaded;
    library->loaded = NULL;
    if (loaded)
        library->first_function += (DISPID)loaded->number_count;
    ReleaseSRWLockExclusive(&library->lock);
    if (!loaded)
        return S_OK;
    hr = loaded_close(loaded, message);
    loaded_release(loaded);
    return hr;
}

HRESULT library_get_threading(struct library *library, BSTR *mode)
{
    AcquireSRWLockShared(&library->lock);
    *mode = SysAllocString(threading_names[library->threading]);
    ReleaseSRWLockShared(&library->lock);
    return *mode ? S_OK : E_OUTOFMEMORY;
}

static HRESULT fail_loaded(BSTR *message, const wchar_t *member)
{
    return message_set(message, CROSSBIT_E_ARGUMENT, L"%ls is to be set before Load", member);
}

HRESULT library_put_threading(struct library *library, const wchar_t *mode, BSTR *message)
{
    size_t i;
    bool taken;

    for (i = 0; i < ARRAYSIZE(threading_names) && _wcsicmp(mode ? mode : L"", threading_names[i]); i++)
        ;
    if (i == ARRAYSIZE(threading_names))
        return message_set(
            message, CROSSBIT_E_ARGUMENT, L"Threading is serial, free or main, not \"%.40ls\"", mode ? mode : L"");
    AcquireSRWLockExclusive(&library->lock);
    taken = library->loaded != NULL;
    if (!taken)
        library->threading = (CrossbitThreading)i;
    ReleaseSRWLockExclusive(&library->lock);
    return taken ? fail_loaded(message, L"Threading") : S_OK;
}

HRESULT library_get_folders(struct library *library, BSTR *folders)
{
    AcquireSRWLockShared(&library->lock);
    *folders = SysAllocString(library->folders ? library->folders : L"");
    ReleaseSRWLockShared(&library->lock);
    return *folders ? S_OK : E_OUTOFMEMORY;
}

HRESULT library_put_folders(struct library *library, const wchar_t *folders, BSTR *message)
{
    BSTR copy = NULL;
    bool taken;

    if (folders && *folders && !(copy = SysAllocString(folders)))
        return E_OUTOFMEMORY;
    AcquireSRWLockExclusive(&library->lock);
    taken = library->loaded != NULL;
    if (!taken) {
        BSTR old = library->folders;

        library->folders = copy;
        copy = old;
    }
    ReleaseSRWLockExclusive(&library->lock);
    SysFreeString(copy);
    return taken ? fail_loaded(message, L"SearchFolders") : S_OK;
}

/* ---- IUnknown, ISupportErrorInfo ---- */

static HRESULT STDMETHODCALLTYPE library_QueryInterface(ICrossbitLibrary *iface, REFIID iid, void **object)
{
    struct library *library = impl_from_ICrossbitLibrary(iface);

    *object = NULL;
    if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IDispatch) || IsEqualIID(iid, &IID_ICrossbitLibrary))
        *object = &library->ICrossbitLibrary_iface;
    else if (IsEqualIID(iid, &IID_ISupportErrorInfo))
        *object = &library->ISupportErrorInfo_iface;
    else if (IsEqualIID(iid, &IID_IAgileObject))
        *object = &library->ICrossbitLibrary_iface;
    if (!*object)
        return proxies_query_marshaler(library->marshaler, iid, object);
    ICrossbitLibrary_AddRef(iface);
    return S_OK;
}

static ULONG STDMETHODCALLTYPE library_AddRef(ICrossbitLibrary *iface)
{
    return (ULONG)InterlockedIncrement(&impl_from_ICrossbitLibrary(iface)->references);
}

static ULONG STDMETHODCALLTYPE library_Release(ICrossbitLibrary *iface)
{
    struct library *library = impl_from_ICrossbitLibrary(iface);
    ULONG references = (ULONG)InterlockedDecrement(&library->references);

    if (references)
        return references;
    library->references = 1; /* what is called below may take a reference and give it back */
    library_unload(library, NULL);
    if (library->marshaler)
        IUnknown_Release(library->marshaler);
    if (library->owner)
        IUnknown_Release(library->owner);
    SysFreeString(library->folders);
    free(library->errors);
    free(library);
    return 0;
}

static struct library *impl_from_ISupportErrorInfo(ISupportErrorInfo *iface)
{
    return CONTAINING_RECORD(iface, struct library, ISupportErrorInfo_iface);
}

static HRESULT STDMETHODCALLTYPE support_QueryInterface(ISupportErrorInfo *iface, REFIID iid, void **object)
{
    return library_QueryInterface(&impl_from_ISupportErrorInfo(iface)->ICrossbitLibrary_iface, iid, object);
}

static ULONG STDMETHODCALLTYPE support_AddRef(ISupportErrorInfo *iface)
{
    return library_AddRef(&impl_from_ISupportErrorInfo(iface)->ICrossbitLibrary_iface);
}

static ULONG STDMETHODCALLTYPE support_Release(ISupportErrorInfo *iface)
{
    return library_Release(&impl_from_ISupportErrorInfo(iface)->ICrossbitLibrary_iface);
}

static HRESULT STDMETHODCALLTYPE support_InterfaceSupportsErrorInfo(ISupportErrorInfo *iface, REFIID iid)
{
    (void)iface;
    return IsEqualIID(iid, &IID_ICrossbitLibrary) || IsEqualIID(iid, &IID_IDispatch) ? S_OK : S_FALSE;
}

static const ISupportErrorInfoVtbl support_vtbl = {
    support_QueryInterface, support_AddRef, support_Release, support_InterfaceSupportsErrorInfo};

/* ---- ICrossbitLibrary ---- */

static HRESULT STDMETHODCALLTYPE library_Load(ICrossbitLibrary *iface, BSTR path)
{
    BSTR message = NULL;

    return library_report(library_load(impl_from_ICrossbitLibrary(iface), path, &message), &message);
}

static HRESULT STDMETHODCALLTYPE library_Declare(ICrossbitLibrary *iface, BSTR declarations)
{
    BSTR message = NULL;

    return library_report(library_declare(impl_from_ICrossbitLibrary(iface), declarations, &message), &message);
}

/* The elements of an array of VARIANTs, which stay in it; a VARIANT without a value has none. */
static HRESULT argument_array(const VARIANT *args, SAFEARRAY **array)
{
    *array = NULL;
    if (V_VT(args) == VT_EMPTY || V_VT(args) == VT_ERROR)
        return S_OK;
    if ((V_VT(args) & ~VT_BYREF) != (VT_ARRAY | VT_VARIANT))
        return DISP_E_TYPEMISMATCH;
    *array = V_VT(args) & VT_BYREF ? *V_ARRAYREF(args) : V_ARRAY(args);
    return *array && SafeArrayGetDim(*array) != 1 ? DISP_E_TYPEMISMATCH : S_OK;
}

static HRESULT STDMETHODCALLTYPE library_Call(ICrossbitLibrary *iface, BSTR name, VARIANT args, VARIANT *result)
{
    BSTR message = NULL;
    VARIANT *elements = NULL, **arguments = NULL;
    SAFEARRAY *array;
    ULONG count = 0, i;
    HRESULT hr;

    if (!result)
        return E_POINTER;
    VariantInit(result);
    hr = argument_array(&args, &array);
    if (FAILED(hr)) {
        message_set(&message, hr, L"Call takes the arguments as an array of VARIANTs of one dimension");
        return library_report(hr, &message);
    }
    if (array)
        count = array->rgsabound[0].cElements;
    arguments = calloc(count + 1, sizeof(*arguments));
    hr = !arguments ? E_OUTOFMEMORY : array ? SafeArrayAccessData(array, (void **)&elements) : S_OK;
    if (FAILED(hr)) {
        free(arguments);
        return library_report(hr, NULL);
    }
    for (i = 0; i < count; i++)
        arguments[i] = &elements[i];
    hr = library_call_name(impl_from_ICrossbitLibrary(iface), name ? name : L"", arguments, count, result, &message);
    if (array)
        SafeArrayUnaccessData(array);
    free(arguments);
    return library_report(hr, &message);
}

static HRESULT STDMETHODCALLTYPE library_Unload(ICrossbitLibrary *iface)
{
    BSTR message = NULL;

    return library_report(library_unload(impl_from_ICrossbitLibrary(iface), &message), &message);
}

static HRESULT STDMETHODCALLTYPE library_get_LastError(ICrossbitLibrary *iface, LONG *code)
{
    CrossbitErrors errors;
    HRESULT hr = library_get_errors(impl_from_ICrossbitLibrary(iface), &errors, NULL);

    *code = (LONG)errors.last_error;
    return hr;
}

static HRESULT STDMETHODCALLTYPE library_get_Errno(ICrossbitLibrary *iface, LONG *code)
{
    CrossbitErrors errors;
    HRESULT hr = library_get_errors(impl_from_ICrossbitLibrary(iface), &errors, NULL);

    *code = errors.errno_value;
    return hr;
}

static HRESULT STDMETHODCALLTYPE library_get_Threading(ICrossbitLibrary *iface, BSTR *mode)
{
    return library_report(library_get_threading(impl_from_ICrossbitLibrary(iface), mode), NULL);
}

static HRESULT STDMETHODCALLTYPE library_put_Threading(ICrossbitLibrary *iface, BSTR mode)
{
    BSTR message = NULL;

    return library_report(library_put_threading(impl_from_ICrossbitLibrary(iface), mode, &message), &message);
}

static HRESULT STDMETHODCALLTYPE library_get_SearchFolders(ICrossbitLibrary *iface, BSTR *folders)
{
    return library_report(library_get_folders(impl_from_ICrossbitLibrary(iface), folders), NULL);
}

static HRESULT STDMETHODCALLTYPE library_put_SearchFolders(ICrossbitLibrary *iface, BSTR folders)
{
    BSTR message = NULL;

    return library_report(library_put_folders(impl_from_ICrossbitLibrary(iface), folders, &message), &message);
}

static HRESULT STDMETHODCALLTYPE library_get_Path(ICrossbitLibrary *iface, BSTR *path)
{
    struct loaded *loaded;
    BSTR message = NULL;
    HRESULT hr;

    *path = NULL;
    hr = library_loaded(impl_from_ICrossbitLibrary(iface), &loaded, &message);
    if (FAILED(hr))
        return library_report(hr, &message);
    *path = SysAllocString(loaded->opened.path);
    loaded_release(loaded);
    return library_report(*path ? S_OK : E_OUTOFMEMORY, &message);
}

static HRESULT STDMETHODCALLTYPE library_get_Bits(ICrossbitLibrary *iface, LONG *bits)
{
    struct loaded *loaded;
    BSTR message = NULL;
    HRESULT hr;

    *bits = 0;
    hr = library_loaded(impl_from_ICrossbitLibrary(iface), &loaded, &message);
    if (SUCCEEDED(hr)) {
        *bits = loaded->opened.bits;
        loaded_release(loaded);
    }
    return library_report(hr, &message);
}

static HRESULT STDMETHODCALLTYPE library_get_ProcessId(ICrossbitLibrary *iface, LONG *id)
{
    struct loaded *loaded;
    BSTR message = NULL;
    HRESULT hr;

    *id = 0;
    hr = library_loaded(impl_from_ICrossbitLibrary(iface), &loaded, &message);
    if (SUCCEEDED(hr)) {
        *id = loaded->opened.process_id;
        loaded_release(loaded);
    }
    return library_report(hr, &message);
}

static HRESULT STDMETHODCALLTYPE library_Bytes(ICrossbitLibrary *iface, BSTR text, BSTR encoding, VARIANT *bytes)
{
    BSTR message = NULL;

    (void)iface;
    return library_report(
        variant_bytes_from_text(text ? text : L"", SysStringLen(text), encoding, bytes, &message), &message);
}

static HRESULT STDMETHODCALLTYPE library_Text(ICrossbitLibrary *iface, VARIANT bytes, BSTR encoding, BSTR *text)
{
    BSTR message = NULL;

    (void)iface;
    return library_report(variant_text_from_bytes(&bytes, encoding, text, &message), &message);
}

static const ICrossbitLibraryVtbl library_vtbl = {library_QueryInterface, library_AddRef, library_Release,
    library_GetTypeInfoCount, library_GetTypeInfo, library_GetIDsOfNames, library_Invoke, library_Load, library_Declare,
    library_Call, library_Unload, library_get_LastError, library_get_Errno, library_get_Threading,
    library_put_Threading, library_get_SearchFolders, library_put_SearchFolders, library_get_Path, library_get_Bits,
    library_get_ProcessId, library_Bytes, library_Text};

HRESULT library_create(library_open_function *open, IUnknown *owner, ICrossbitLibrary **result)
{
    struct library *library = calloc(1, sizeof(*library));
    HRESULT hr;

    *result = NULL;
    if (!library)
        return E_OUTOFMEMORY;
    library->ICrossbitLibrary_iface.lpVtbl = (ICrossbitLibraryVtbl *)&library_vtbl;
    library->ISupportErrorInfo_iface.lpVtbl = (ISupportErrorInfoVtbl *)&support_vtbl;
    library->references = 1;
    library->open = open;
    library->first_function = DISPID_FIRST_FUNCTION;
    InitializeSRWLock(&library->lock);
    hr = S_OK;
    library->marshaler = proxies_create_marshaler((IUnknown *)&library->ICrossbitLibrary_iface);
    if (!library->marshaler)
        hr = CoCreateFreeThreadedMarshaler((IUnknown *)&library->ICrossbitLibrary_iface, &library->marshaler);
    if (FAILED(hr)) {
        free(library);
        return hr;
    }
    library->owner = owner;
    if (owner)
        IUnknown_AddRef(owner);
    *result = &library->ICrossbitLibrary_iface;
    return S_OK;
}
