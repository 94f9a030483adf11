/* SPDX-License-Identifier: MIT */
/*
 * ICrossbitModule::Call and ICrossbitCallback::Run as both sides use them. On the wire they have numbers and arrays
 * only, so that the
 * channel carries them without NDR (docs/channel.md): a failure has its message where a success has the reply.
 */
#ifndef CROSSBIT_CONTRACT_H
#define CROSSBIT_CONTRACT_H

#include <windows.h>

#include "crossbit_com.h"

/* Both: *status has the method's own code, and the message (SysFreeString) if it is a failure; *reply is
 * CoTaskMemFree's then, or NULL. */
HRESULT contract_call(ICrossbitModule *module, ULONG function, INT64 caller, INT64 chain, BSTR extra, ULONG args_size,
    const BYTE *args, ULONG callback_count, ICrossbitCallback **callbacks, ULONG *reply_size, BYTE **reply,
    CrossbitErrors *errors, CrossbitStatus *status);
HRESULT contract_run(ICrossbitCallback *callback, INT64 caller, INT64 chain, ULONG args_size, const BYTE *args,
    ULONG *reply_size, BYTE **reply, CrossbitStatus *status);

/*
 * The end of either method: puts result into *code and, if it is a failure, message (which it takes) in the place of
 * the reply.
 * Returns S_OK.
 */
HRESULT contract_answer(HRESULT hr, BSTR message, LONG *code, ULONG *reply_size, BYTE **reply);

#endif
