/* SPDX-License-Identifier: MIT */
/*
 * guard_call: runs a function and turns an exception that leaves it into its code. guard.S has the frame. A host that
 * set fault hooks is told of the exception instead, while the stack is as it was, and ends its process.
 */
#include "channel_private.h"

static const struct crossbit_fault_hooks *volatile hooks; /* (interlocked) */

void __cdecl CrossbitSetFaultHooks(const struct crossbit_fault_hooks *new_hooks)
{
    InterlockedExchangePointer((void *volatile *)&hooks, (void *)(uintptr_t)new_hooks);
}

const struct crossbit_fault_hooks *__cdecl CrossbitGetFaultHooks(void)
{
    return hooks;
}

DWORD __cdecl CrossbitRunGuarded(void (*function)(void *context), void *context)
{
    return guard_call(function, context);
}

/* Does the exception go past the guard? */
static bool passes(const EXCEPTION_RECORD *record)
{
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND))
        return true;
    /* A debugger's business. */
    return record->ExceptionCode == EXCEPTION_BREAKPOINT || record->ExceptionCode == EXCEPTION_SINGLE_STEP;
}

static void tell_host(EXCEPTION_RECORD *record, CONTEXT *context)
{
    const struct crossbit_fault_hooks *host = hooks;
    EXCEPTION_POINTERS pointers = {record, context};

    /* RPC raises its status codes: the request or the reply is no message, and nothing is broken. */
    if (host && record->ExceptionCode >= GUARD_RPC_CODES)
        host->crashed(&pointers);
}

/* Where guard.S goes on after an exception, with the code as its result. */
void guard_resume(void);

#ifdef _WIN64
EXCEPTION_DISPOSITION guard_handler(
    EXCEPTION_RECORD *record, void *frame, CONTEXT *context, DISPATCHER_CONTEXT *dispatcher);

EXCEPTION_DISPOSITION guard_handler(
    EXCEPTION_RECORD *record, void *frame, CONTEXT *context, DISPATCHER_CONTEXT *dispatcher)
{
    if (passes(record))
        return ExceptionContinueSearch;
    tell_host(record, context);
    RtlUnwindEx(frame, (void *)guard_resume, record, (void *)(uintptr_t)record->ExceptionCode, context,
        dispatcher->HistoryTable);
    return ExceptionContinueSearch;
}
#else
EXCEPTION_DISPOSITION __cdecl guard_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context, void *dispatcher);
__attribute__((noreturn)) void __cdecl guard_unwind(void *frame, EXCEPTION_RECORD *record, DWORD code);

void(WINAPI *guard_rtl_unwind)(void *frame, void *target, EXCEPTION_RECORD *record, void *value) = RtlUnwind;

EXCEPTION_DISPOSITION __cdecl guard_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context, void *dispatcher)
{
    (void)dispatcher;
    if (passes(record))
        return ExceptionContinueSearch;
    tell_host(record, context);
    guard_unwind(frame, record, record->ExceptionCode);
}
#endif
