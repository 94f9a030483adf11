/* SPDX-License-Identifier: MIT */
/* The two methods that carry calls and callbacks, between the wire's flat form and the status that both sides work
 * with. */
#include "contract.h"

#include <objbase.h>
#include <oleauto.h>
#include <string.h>

/* No more of a message than this is believed, in bytes. */
#define MESSAGE_MOST (1u << 20)

/* From code and reply to status; the reply of a failure is its message. */
static void take_status(LONG code, ULONG *reply_size, BYTE **reply, CrossbitStatus *status)
{
    status->code = code;
    status->message = NULL;
    if (SUCCEEDED(code))
        return;
    if (*reply && *reply_size && *reply_size <= MESSAGE_MOST)
        status->message = SysAllocStringLen((const OLECHAR *)*reply, *reply_size / sizeof(OLECHAR));
    CoTaskMemFree(*reply);
    *reply = NULL;
    *reply_size = 0;
}

HRESULT contract_call(ICrossbitModule *module, ULONG function, INT64 caller, INT64 chain, BSTR extra, ULONG args_size,
    const BYTE *args, ULONG callback_count, ICrossbitCallback **callbacks, ULONG *reply_size, BYTE **reply,
    CrossbitErrors *errors, CrossbitStatus *status)
{
    LONG code = S_OK;
    HRESULT hr;

    /* Arrays are reference pointers in the IDL, which are never NULL. */
    hr = ICrossbitModule_Call(module, function, caller, chain, SysStringLen(extra), extra ? extra : L"", args_size,
        args ? args : (const BYTE *)"", callback_count, callback_count ? callbacks : NULL, errors, &code, reply_size,
        reply);
    if (SUCCEEDED(hr))
        take_status(code, reply_size, reply, status);
    return hr;
}

HRESULT contract_run(ICrossbitCallback *callback, INT64 caller, INT64 chain, ULONG args_size, const BYTE *args,
    ULONG *reply_size, BYTE **reply, CrossbitStatus *status)
{
    LONG code = S_OK;
    HRESULT hr = ICrossbitCallback_Run(
        callback, caller, chain, args_size, args ? args : (const BYTE *)"", &code, reply_size, reply);

    if (SUCCEEDED(hr))
        take_status(code, reply_size, reply, status);
    return hr;
}

HRESULT contract_answer(HRESULT hr, BSTR message, LONG *code, ULONG *reply_size, BYTE **reply)
{
    ULONG size = SysStringByteLen(message);

    *code = hr;
    if (FAILED(hr)) {
        CoTaskMemFree(*reply);
        *reply_size = 0;
        if ((*reply = size ? CoTaskMemAlloc(size) : NULL) != NULL) {
            memcpy(*reply, message, size);
            *reply_size = size;
        }
    }
    SysFreeString(message);
    return S_OK;
}
