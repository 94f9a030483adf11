/* SPDX-License-Identifier: MIT */
/* The DLL of the crash table: functions, and the same as methods of a COM object. */
#define COBJMACROS
#include "crashes.h"

#include <stdint.h>
#include <stdlib.h>
#include <windows.h>
#include <unknwn.h>

static int overflow(int depth)
{
    volatile char block[4096];

    block[0] = (char)depth;
    if (depth < 0)
        return 0;
    return overflow(depth + 1) + block[0];
}

static int crash_by(int kind)
{
    ULONG_PTR arguments[3] = {0x19930520, 0, 0};
    void (*volatile nowhere)(void) = NULL;

    switch (kind) {
    case CRASH_ACCESS:
        *(volatile int *)16 = 1;
        break;
    case CRASH_OVERFLOW:
        return overflow(1);
    case CRASH_CXX_MSVC:
        RaiseException(0xe06d7363, EXCEPTION_NONCONTINUABLE, 3, arguments);
        break;
    case CRASH_CXX_GCC:
        RaiseException(0x20474343, EXCEPTION_NONCONTINUABLE, 3, arguments);
        break;
    case CRASH_ABORT:
        abort();
    case CRASH_EXIT:
        exit(3);
    case CRASH_EXIT_THREAD:
        ExitThread(0x77);
    case CRASH_HEAP:
        TerminateProcess(GetCurrentProcess(), 0xc0000374);
        break;
    case CRASH_FAIL_FAST:
        TerminateProcess(GetCurrentProcess(), 0xc0000409);
        break;
    case CRASH_JUMP:
        nowhere();
        break;
    }
    return kind;
}

int __cdecl crash(int kind)
{
    return crash_by(kind);
}

int __cdecl crash_serial(int kind)
{
    return crash_by(kind);
}

const char *__cdecl wild(int address)
{
    return (const char *)(intptr_t)address;
}

const char *__cdecl wild_serial(int address)
{
    return (const char *)(intptr_t)address;
}

int __cdecl ping(int value)
{
    return value + 1;
}

int __cdecl ping_serial(int value)
{
    return value + 1;
}

int __cdecl rest(int milliseconds)
{
    Sleep((DWORD)milliseconds);
    return milliseconds;
}

int __cdecl process_number(void)
{
    return (int)GetCurrentProcessId();
}

/*
 * ---- an exception that the DLL handles itself: a vectored handler, and execution goes on behind the instruction ----
 */

static unsigned seen;

static LONG WINAPI skip(EXCEPTION_POINTERS *exception)
{
    seen = exception->ExceptionRecord->ExceptionCode;
#ifdef _WIN64
    exception->ContextRecord->Rip += 2;
#else
    exception->ContextRecord->Eip += 2;
#endif
    return EXCEPTION_CONTINUE_EXECUTION;
}

int __cdecl handled(int value)
{
    void *handler = AddVectoredExceptionHandler(1, skip);

    __asm__ volatile("ud2");
    RemoveVectoredExceptionHandler(handler);
    return value + (seen == 0xc000001d);
}

unsigned __cdecl access_code(void)
{
    void *handler = AddVectoredExceptionHandler(1, skip);
    int *address = (int *)16;

    __asm__ volatile("movl %%eax, (%0)" : : "c"(address) : "memory"); /* two bytes */
    RemoveVectoredExceptionHandler(handler);
    return seen;
}

/*
 * ---- the COM object: ICrossbitSurrogate, because its proxies are everywhere, on the channel if crossbitps.dll is
 * there ----
 */

static const IID surrogate_iid = {0x50e03ce4, 0xc654, 0x47c4, {0xb0, 0xe7, 0xce, 0x1b, 0xbe, 0xe7, 0xce, 0x5e}};
static const CLSID object_clsid = {0x7c0b6a11, 0x3f5e, 0x4d0a, {0x9a, 0x52, 0x61, 0x0c, 0x25, 0x0d, 0x77, 0x01}};

struct object {
    const void *const *vtable;
    LONG references;
    IUnknown *marshaler;
};

struct status { /* CrossbitStatus */
    HRESULT code;
    WCHAR *message;
};

static HRESULT STDMETHODCALLTYPE object_query(struct object *object, REFIID iid, void **result)
{
    *result = NULL;
    if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &surrogate_iid)) {
        *result = object;
        InterlockedIncrement(&object->references);
        return S_OK;
    }
    return object->marshaler ? IUnknown_QueryInterface(object->marshaler, iid, result) : E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE object_add_ref(struct object *object)
{
    return (ULONG)InterlockedIncrement(&object->references);
}

static ULONG STDMETHODCALLTYPE object_release(struct object *object)
{
    ULONG references = (ULONG)InterlockedDecrement(&object->references);

    if (references)
        return references;
    if (object->marshaler)
        IUnknown_Release(object->marshaler);
    free(object);
    return 0;
}

static HRESULT STDMETHODCALLTYPE object_attach(
    struct object *object, const void *client, void *info, struct status *status)
{
    (void)object, (void)client, (void)info, (void)status;
    return E_NOTIMPL;
}

/* A text crosses: NDR's stub calls this. Its first character is the kind. */
static HRESULT STDMETHODCALLTYPE object_change_directory(struct object *object, WCHAR *directory)
{
    (void)object;
    if (directory[0] == L'p')
        return S_OK;
    crash_by(directory[0] - L'0');
    return E_FAIL;
}

static HRESULT STDMETHODCALLTYPE object_open_module(
    struct object *object, const void *options, void **opened, struct status *status)
{
    (void)object, (void)options, (void)opened, (void)status;
    return E_NOTIMPL;
}

/* A reference crosses. */
static HRESULT STDMETHODCALLTYPE object_create(
    struct object *object, WCHAR *dll, REFCLSID clsid, REFIID iid, void **made, struct status *status)
{
    (void)dll, (void)clsid;
    status->code = S_OK;
    status->message = NULL;
    return object_query(object, iid, made);
}

/* A number crosses: the channel calls this without NDR. */
static HRESULT STDMETHODCALLTYPE object_set_idle_grace(struct object *object, ULONG kind)
{
    (void)object;
    if (kind != 1000)
        crash_by((int)kind);
    return S_OK;
}

/* A result that NDR cannot read. */
static HRESULT STDMETHODCALLTYPE object_share(struct object *object, struct status *status)
{
    (void)object;
    status->code = S_OK;
    status->message = (WCHAR *)(intptr_t)1024;
    return S_OK;
}

static const void *const object_vtable[] = {object_query, object_add_ref, object_release, object_attach,
    object_change_directory, object_open_module, object_create, object_set_idle_grace, object_share};

static HRESULT STDMETHODCALLTYPE factory_query(void *factory, REFIID iid, void **result)
{
    *result = IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IClassFactory) ? factory : NULL;
    return *result ? S_OK : E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE factory_count(void *factory)
{
    (void)factory;
    return 2;
}

static HRESULT STDMETHODCALLTYPE factory_create(void *factory, IUnknown *outer, REFIID iid, void **result)
{
    typedef HRESULT __cdecl create_marshaler(IUnknown * outer, IUnknown * *inner);
    HMODULE proxies = GetModuleHandleW(L"crossbitps.dll");
    create_marshaler *create =
        proxies ? (create_marshaler *)(void *)GetProcAddress(proxies, "CrossbitCreateMarshaler") : NULL;
    struct object *object = calloc(1, sizeof(*object));
    HRESULT hr;

    (void)factory;
    *result = NULL;
    if (outer || !object)
        return E_FAIL;
    object->vtable = object_vtable;
    object->references = 1;
    if (create)
        create((IUnknown *)object, &object->marshaler);
    hr = object_query(object, iid, result);
    object_release(object);
    return hr;
}

static HRESULT STDMETHODCALLTYPE factory_lock(void *factory, BOOL lock)
{
    (void)factory, (void)lock;
    return S_OK;
}

__declspec(dllexport) HRESULT STDMETHODCALLTYPE DllGetClassObject(REFCLSID clsid, REFIID iid, void **result)
{
    static const void *const vtable[] = {factory_query, factory_count, factory_count, factory_create, factory_lock};
    static const void *const *factory = vtable;

    *result = NULL;
    return IsEqualCLSID(clsid, &object_clsid) ? factory_query(&factory, iid, result) : CLASS_E_CLASSNOTAVAILABLE;
}

__declspec(dllexport) HRESULT STDMETHODCALLTYPE DllCanUnloadNow(void)
{
    return S_FALSE;
}
