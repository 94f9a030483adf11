/* SPDX-License-Identifier: MIT */
/* The COM object that answers calls: the binding's object in the surrogate, the sink for callbacks in the program. */
#include "pack.h"

#include <errno.h>
#include <string.h>

/* Only Windows 8 and later name it in their headers. */
static const IID agile_object = {0x94ea2b94, 0xe9cc, 0x49e0, {0xc0, 0xff, 0xee, 0x64, 0xca, 0x8f, 0x5b, 0x90}};

/* Held while a function runs whose annotation says CROSSBIT_SERIAL. Recursive: such a function may call back. */
static CRITICAL_SECTION serial;
static INIT_ONCE serial_once = INIT_ONCE_STATIC_INIT;

static BOOL CALLBACK make_serial(INIT_ONCE *once, void *parameter, void **context)
{
    (void)once, (void)parameter, (void)context;
    InitializeCriticalSection(&serial);
    return TRUE;
}

HRESULT STDMETHODCALLTYPE crossbit_callee_query(void *iface, REFIID iid, void **object)
{
    struct crossbit_callee *callee = iface;

    *object = NULL;
    /*
     * IAgileObject has no methods: calls run on the thread that they come in on, whatever apartment the DLL or the
     * program made it.
     */
    if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, callee->interface_id) || IsEqualIID(iid, &agile_object)) {
        *object = iface;
        crossbit_callee_add_ref(iface);
        return S_OK;
    }
    if (callee->marshaler) /* IMarshal, and what else the channel asks for */
        return callee->marshaler->lpVtbl->QueryInterface(callee->marshaler, iid, object);
    return E_NOINTERFACE;
}

ULONG STDMETHODCALLTYPE crossbit_callee_add_ref(void *iface)
{
    return (ULONG)InterlockedIncrement(&((struct crossbit_callee *)iface)->references);
}

ULONG STDMETHODCALLTYPE crossbit_callee_release(void *iface)
{
    struct crossbit_callee *callee = iface;
    LONG references = InterlockedDecrement(&callee->references);

    if (references == 0 && callee->destroy)
        callee->destroy(callee);
    return (ULONG)references;
}

void crossbit_after_call(struct crossbit_scope *scope, struct crossbit_call *call, BOOL is_serial)
{
    call->last_error = GetLastError();
    call->error_number = *scope->error_number;
    if (is_serial) {
        scope->inside = FALSE;
        LeaveCriticalSection(&serial);
    }
}

void crossbit_before_call(struct crossbit_scope *scope, struct crossbit_call *call, BOOL is_serial)
{
    if (is_serial) {
        InitOnceExecuteOnce(&serial_once, make_serial, NULL, NULL);
        EnterCriticalSection(&serial);
        scope->inside = TRUE;
    }
    scope->error_number = &errno;
    *scope->error_number = call->error_number;
    SetLastError(call->last_error);
}

/* Apart, because its text would take stack of every call. */
static __attribute__((noinline)) void tell_problem(const struct crossbit_scope *scope)
{
    wchar_t text[500];

    crossbit_widen(scope->problem, text, sizeof(text) / sizeof(text[0]));
    crossbit_tell_reason(scope->status, text);
}

/* The reply is handed to the stub, which frees it with CoTaskMemFree. */
HRESULT crossbit_reply(struct crossbit_scope *scope, LONG *size, hyper **data)
{
    if (SUCCEEDED(scope->status) && data) {
        LONG units = crossbit_written(scope);
        if (units == 0) {
            *data = NULL;
        } else if (scope->write == (BYTE *)scope->small) {
            *data = CoTaskMemAlloc(scope->written);
            if (*data)
                memcpy(*data, scope->small, scope->written);
            else
                crossbit_fail(scope, E_OUTOFMEMORY, "out of memory for the reply");
        } else if (SUCCEEDED(scope->status)) {
            *data = (hyper *)(void *)scope->write;
            scope->write = (BYTE *)scope->small;
        }
        *size = SUCCEEDED(scope->status) ? units : 0;
    }
    if (FAILED(scope->status) && scope->problem)
        tell_problem(scope);
    crossbit_scope_cleanup(scope);
    return scope->status;
}
