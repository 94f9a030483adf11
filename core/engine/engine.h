/* SPDX-License-Identifier: MIT */
/*
 * The call engine: calls a function whose type is known only at run time, and makes function pointers whose calls come
 * back to a handler. One static library for both sides: the surrogate calls the DLL with it, the client its callbacks.
 */
#ifndef CROSSBIT_ENGINE_H
#define CROSSBIT_ENGINE_H

#include <stdbool.h>
#include <setjmp.h>

#include "core/declare/c_type.h"

struct engine_thunk;

/* What one call left behind, besides its result. */
struct engine_outcome {
    DWORD last_error;    /* GetLastError of the calling thread right after the call */
    int errno_value;     /* errno of msvcrt.dll right after the call */
    int32_t stack_error; /* bytes by which the stack pointer was off: a wrong convention or argument list; 0: right */
    jmp_buf *call;       /* while the call is under way, for engine_leave */
};

/*
 * Calls address as function says. args[i] points to the native value of parameter i; result to at least 8 bytes, or the
 * result's size if that is more; NULL for void. last_error and errno_value are set on entry for the callee to see, and
 * hold what it left on return (errno of another C runtime than msvcrt.dll is not seen). The x87 control word, MXCSR,
 * direction flag, stack pointer and current directory are what they were before the call, whatever the callee does.
 *
 * An exception that the callee does not handle never unwinds through the host: engine_set_fault_handler's function sees
 * it first, with the stack intact, and does not return. Returns S_OK, E_OUTOFMEMORY, or CROSSBIT_E_CONVENTION: the call
 * was made, but the stack pointer shows that the declaration is wrong; result is not to be believed. CROSSBIT_E_LEFT:
 * engine_leave ended it.
 */
HRESULT engine_call(
    const struct cfunction *function, void *address, void *const *args, void *result, struct engine_outcome *outcome);
/*
 * For a thunk's handler, below an engine_call of the same thread, whose outcome is given: ends that call. The callee's
 * frames are unwound as by its own longjmp: its termination handlers run where its compiler's longjmp would run them.
 */
DECLSPEC_NORETURN void engine_leave(struct engine_outcome *outcome);

/*
 * Process-wide. handler gets the function that was called (for its name) and the exception. It ends the process, or
 * returns EXCEPTION_CONTINUE_EXECUTION; after anything else the process ends with the exception's code.
 */
typedef LONG engine_fault_handler(const struct cfunction *function, EXCEPTION_POINTERS *exception);
void engine_set_fault_handler(engine_fault_handler *handler);
/*
 * Process-wide. Called while longjmp, or an exception that is caught further out, unwinds over a call, on its thread.
 */
typedef void engine_leave_handler(void);
void engine_set_leave_handler(engine_leave_handler *handler);

/*
 * The current directory belongs to the process. A host that changes it on purpose does so here: calls under way then do
 * not put the old one back. A host whose callees may change it, as a client's callbacks may, switches this off.
 */
HRESULT engine_set_directory(const wchar_t *path);
void engine_guard_directory(bool on);

/*
 * A native function pointer of function's type. A call of it runs handler on the calling thread, with args[i] pointing
 * to the native value of parameter i and result to zeroed memory for the result (NULL for void). GetLastError and errno
 * of the thread are what they were before, when the native call returns. handler runs with the x87 and MXCSR state of a
 * new thread, whatever the DLL set. A call of a thunk that was freed raises an exception until the thunk is used again.
 * Returns E_OUTOFMEMORY, or E_INVALIDARG for a variadic function.
 */
typedef void engine_thunk_handler(void *context, const struct cfunction *function, void *const *args, void *result);
HRESULT engine_thunk_create(
    const struct cfunction *function, engine_thunk_handler *handler, void *context, struct engine_thunk **thunk);
void *engine_thunk_code(const struct engine_thunk *thunk);
void engine_thunk_free(struct engine_thunk *thunk); /* NULL is safe; no call may be inside it or come later */

#endif
