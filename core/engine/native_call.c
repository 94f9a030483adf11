/* SPDX-License-Identifier: MIT */
/* Calls a native function of a type known at run time, and reports the exceptions that leave it. */
#include "abi.h"
#include "directory.h"
#include "frame.h"

#include <crossbit/error.h>
#include <errno.h>
#include <string.h>

/* Bytes of stack that Windows keeps for the handling of a stack overflow. */
#define OVERFLOW_RESERVE 0x8000

static engine_fault_handler *volatile fault_handler; /* (interlocked) */
static engine_leave_handler *volatile leave_handler; /* (interlocked) */

void engine_set_fault_handler(engine_fault_handler *handler)
{
    InterlockedExchangePointer((void *volatile *)&fault_handler, (void *)(uintptr_t)handler);
}

void engine_set_leave_handler(engine_leave_handler *handler)
{
    InterlockedExchangePointer((void *volatile *)&leave_handler, (void *)(uintptr_t)handler);
}

EXCEPTION_DISPOSITION __cdecl engine_exception(
    EXCEPTION_RECORD *record, void *establisher, CONTEXT *context, void *dispatcher)
{
    EXCEPTION_POINTERS pointers = {record, context};
    engine_fault_handler *handler = fault_handler;
#ifdef __x86_64__
    struct call_frame *frame = *(struct call_frame **)establisher;
#else
    struct call_frame *frame = ((struct call_frame **)establisher)[2];
#endif

    (void)dispatcher;
    /* Something above the call unwinds over it. */
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) {
        if (leave_handler)
            leave_handler();
        return ExceptionContinueSearch;
    }
    if (!handler)
        return ExceptionContinueSearch;
    if (handler(frame->function, &pointers) == EXCEPTION_CONTINUE_EXECUTION)
        return ExceptionContinueExecution;
    TerminateProcess(GetCurrentProcess(), record->ExceptionCode);
    return ExceptionContinueSearch;
}

/*
 * Called by engine_invoke with the argument area, right before the callee: so the thread's error variables are set
 * here, last of all.
 */
void engine_fill(struct call_frame *frame, char *stack)
{
    const struct cfunction *function = frame->function;
    char *copies = stack + frame->args_size + ENGINE_GUARD;
    struct abi_walk walk;
    uint32_t i;

    frame->stack = stack;
    abi_start(&walk, function);
    for (i = 0; i < function->param_count; i++) {
        const struct ctype *type = function->params[i].type;
        const void *value = frame->args[i];
        struct abi_place place = abi_next(&walk, type);
        char *slot = stack + place.offset;

        if (place.indirect) {
            memcpy(copies, value, type->size);
            *(char **)slot = copies;
            copies += (type->size + 15) & ~(size_t)15;
        } else if (type->kind == CTYPE_FLOAT || abi_is_aggregate(type)) {
            memcpy(slot, value, type->size);
        } else {
            uint64_t integer = abi_load_integer(type, value);
#ifdef __x86_64__
            memcpy(slot, &integer, 8);
#else
            if (place.in_register)
                frame->registers[place.offset / 4] = (uint32_t)integer;
            else
                memcpy(slot, &integer, type->size <= 4 ? 4 : 8);
#endif
        }
    }
    if (walk.result == ABI_HIDDEN)
        *(void **)(stack + walk.hidden.offset) = frame->result_memory;
    errno = frame->outcome->errno_value;
    SetLastError(frame->outcome->last_error);
}

/* Result registers to the result's type. */
static void store_result(const struct call_frame *frame, enum abi_result kind)
{
    const struct ctype *type = frame->function->result;

    if (!frame->result_memory)
        return;
    switch (kind) {
    case ABI_VOID:
    case ABI_HIDDEN:
        break;
    case ABI_FLOAT:
#ifdef __x86_64__
        memcpy(frame->result_memory, &frame->result_float, type->size);
        break;
    case ABI_INTEGER:
        memcpy(frame->result_memory, &frame->result, type->size);
#else
        if (type->size == sizeof(float))
            *(float *)frame->result_memory = frame->st0_valid ? (float)*(const long double *)frame->st0 : 0;
        else
            *(double *)frame->result_memory = frame->st0_valid ? (double)*(const long double *)frame->st0 : 0;
        break;
    case ABI_INTEGER:
        /*
         * GCC returns a structure with a float or double as its only member in st(0), MSVC in eax and edx. After the
         * call that can be seen, whatever function->abi says: the function may be the program's.
         */
        if (abi_is_aggregate(type) && frame->st0_valid && type->size == sizeof(float))
            *(float *)frame->result_memory = (float)*(const long double *)frame->st0;
        else if (abi_is_aggregate(type) && frame->st0_valid && type->size == sizeof(double))
            *(double *)frame->result_memory = (double)*(const long double *)frame->st0;
        else
            memcpy(frame->result_memory, frame->result, type->size);
#endif
        if (type->kind == CTYPE_BOOL)
            *(uint8_t *)frame->result_memory = *(uint8_t *)frame->result_memory != 0;
        break;
    }
}

/* How far the callee left the stack pointer from where the convention wants it. */
static int32_t stack_error(const struct call_frame *frame, const struct abi_walk *walk)
{
    char *expected = frame->stack + (walk->callee_pops ? walk->stack_size : 0);
    int32_t error = (int32_t)(frame->stack_after - expected);

#ifndef __x86_64__
    /* GCC for Windows before 4.7 has the callee remove the hidden pointer of a cdecl function. */
    if (error == 4 && walk->result == ABI_HIDDEN && !walk->callee_pops)
        return 0;
#endif
    return error;
}

/* Once a thread: without it, a 32-bit thread that overflows its stack has no room to report that. */
static void reserve_overflow_stack(void)
{
    static volatile LONG slot = -1; /* (interlocked) TLS index */
    LONG index = slot;
    ULONG reserve = OVERFLOW_RESERVE;

    if (index == -1) {
        index = (LONG)TlsAlloc();
        if (InterlockedCompareExchange(&slot, index, -1) != -1) {
            TlsFree((DWORD)index);
            index = slot;
        }
    }
    if (TlsGetValue((DWORD)index) != NULL)
        return;
    SetThreadStackGuarantee(&reserve);
    TlsSetValue((DWORD)index, (void *)1);
}

void engine_leave(struct engine_outcome *outcome)
{
    longjmp(*outcome->call, 1);
}

HRESULT engine_call(
    const struct cfunction *function, void *address, void *const *args, void *result, struct engine_outcome *outcome)
{
    struct directory_guard directory;
    struct call_frame frame;
    struct abi_walk walk;
    size_t copies = 0;
    jmp_buf left;
    void *volatile unwanted = NULL; /* a hidden result needs memory also when nobody wants it */
    uint32_t i;

    memset(&frame, 0, sizeof(frame));
    abi_start(&walk, function);
    for (i = 0; i < function->param_count; i++)
        if (abi_next(&walk, function->params[i].type).indirect)
            copies += (function->params[i].type->size + 15) & ~(size_t)15;
#ifdef __x86_64__
    /* Home slots of the four registers, always there. */
    frame.args_size = max(walk.stack_size, 32u);
#else
    frame.args_size = walk.stack_size;
#endif
    frame.args_size = (frame.args_size + 15) & ~(size_t)15;
    frame.stack_size = frame.args_size + ENGINE_GUARD + copies;
    if (walk.result == ABI_HIDDEN && !result) {
        unwanted = HeapAlloc(GetProcessHeap(), 0, function->result->size);
        if (!unwanted)
            return E_OUTOFMEMORY;
        result = unwanted;
    }
    frame.address = address;
    frame.function = function;
    frame.args = args;
    frame.result_memory = result;
    frame.outcome = outcome;
    reserve_overflow_stack();
    directory_guard_init(&directory);

    /* The C runtime's longjmp unwinds: as the program's own did on its side. */
    outcome->call = &left;
    if (setjmp(left)) {
        directory_guard_restore(&directory);
        if (unwanted)
            HeapFree(GetProcessHeap(), 0, unwanted);
        return CROSSBIT_E_LEFT;
    }
    engine_invoke(&frame);

    outcome->last_error = GetLastError();
    outcome->errno_value = errno;
    outcome->stack_error = stack_error(&frame, &walk);
    directory_guard_restore(&directory);
    store_result(&frame, walk.result);
    if (unwanted)
        HeapFree(GetProcessHeap(), 0, unwanted);
    return outcome->stack_error == 0 ? S_OK : CROSSBIT_E_CONVENTION;
}
