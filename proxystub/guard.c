/* guard_call: runs a function and turns an exception that leaves it into its code. guard.S has the frame. */
#include "channel_private.h"

/* Where guard.S goes on after an exception, with the code as its result. */
void guard_resume(void);

#ifdef _WIN64
EXCEPTION_DISPOSITION guard_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
    DISPATCHER_CONTEXT *dispatcher);

EXCEPTION_DISPOSITION guard_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
    DISPATCHER_CONTEXT *dispatcher)
{
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND))
        return ExceptionContinueSearch;
    /* A debugger's business. */
    if (record->ExceptionCode == EXCEPTION_BREAKPOINT || record->ExceptionCode == EXCEPTION_SINGLE_STEP)
        return ExceptionContinueSearch;
    RtlUnwindEx(frame, (void *)guard_resume, record, (void *)(uintptr_t)record->ExceptionCode, context,
        dispatcher->HistoryTable);
    return ExceptionContinueSearch;
}
#else
EXCEPTION_DISPOSITION __cdecl guard_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context, void *dispatcher);
__attribute__((noreturn)) void __cdecl guard_jump(void *frame, DWORD code);

EXCEPTION_DISPOSITION __cdecl guard_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context, void *dispatcher)
{
    DWORD code = record->ExceptionCode;

    (void)context;
    (void)dispatcher;
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND))
        return ExceptionContinueSearch;
    if (code == EXCEPTION_BREAKPOINT || code == EXCEPTION_SINGLE_STEP)
        return ExceptionContinueSearch;
    RtlUnwind(frame, NULL, record, 0);
    guard_jump(frame, code);
}
#endif
