/* SPDX-License-Identifier: MIT */
/*
 * The DLL calls a function pointer: one of a fixed number of real functions, which stands for a function of the
 * program's.
 */
#include "binding.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static SRWLOCK slots_lock = SRWLOCK_INIT; /* crossbit_binding.slots */

/* The slot that stands for the function, one that is free, or -1. Free ones in turn: a late call finds nobody at home.
 */
static int find_slot(struct crossbit_thunk *slots, const struct binding *binding, UINT64 function)
{
    static unsigned turn; /* (SRW slots_lock) */
    int i, at;

    for (i = 0; i < CROSSBIT_THUNKS; i++)
        if (slots[i].object == binding && slots[i].function == function)
            return i;
    for (i = 0; i < CROSSBIT_THUNKS; i++) {
        at = (int)(turn + (unsigned)i) % CROSSBIT_THUNKS;
        if (!slots[at].object) {
            turn = (unsigned)at + 1;
            return at;
        }
    }
    return -1;
}

void *crossbit_callback_from_wire(struct crossbit_scope *scope, unsigned type, INT64 wire, BOOL during)
{
    struct crossbit_thunk *slots = crossbit_binding.slots[type];
    struct binding *binding = binding_of(scope);
    struct crossbit_lent_thunk *lent = NULL;
    int found;

    if (crossbit_is_value((void *)(INT_PTR)wire) && (INT_PTR)wire == wire)
        return (void *)(INT_PTR)wire;
    if (during && (lent = crossbit_scope_note(scope, sizeof(*lent))) == NULL)
        return NULL;
    AcquireSRWLockExclusive(&slots_lock);
    found = find_slot(slots, binding, (UINT64)wire);
    if (found >= 0) {
        if (!slots[found].object)
            slots[found] = (struct crossbit_thunk){.object = binding, .function = (UINT64)wire};
        if (during)
            slots[found].calls++;
        else
            slots[found].stays = TRUE;
    }
    ReleaseSRWLockExclusive(&slots_lock);
    if (found < 0) {
        crossbit_failf(scope, CROSSBIT_E_CALLBACK,
            "the program gave more than %d different functions for one callback type", CROSSBIT_THUNKS);
        return NULL;
    }
    if (during) {
        lent->type = type;
        lent->slot = (unsigned)found;
        lent->next = scope->thunks;
        scope->thunks = lent;
    }
    return crossbit_binding.thunks[type][found];
}

void binding_release_thunks(struct crossbit_scope *scope)
{
    const struct crossbit_lent_thunk *lent;
    struct crossbit_thunk *slot;

    if (!scope->thunks)
        return;
    AcquireSRWLockExclusive(&slots_lock);
    for (lent = scope->thunks; lent != NULL; lent = lent->next) {
        slot = &crossbit_binding.slots[lent->type][lent->slot];
        if (slot->object == binding_of(scope) && !--slot->calls && !slot->stays)
            slot->object = NULL;
    }
    ReleaseSRWLockExclusive(&slots_lock);
    scope->thunks = NULL;
}

INT64 crossbit_callback_back(struct crossbit_scope *scope, unsigned type, void *function)
{
    INT64 wire = CROSSBIT_CALLBACK_OWN;

    (void)scope;
    if (crossbit_is_value(function))
        return (INT64)(INT_PTR)function;
    AcquireSRWLockShared(&slots_lock);
    for (int i = 0; i < CROSSBIT_THUNKS; i++)
        if (crossbit_binding.thunks[type][i] == function)
            wire = (INT64)crossbit_binding.slots[type][i].function;
    ReleaseSRWLockShared(&slots_lock);
    return wire;
}

INT64 crossbit_callback_to_wire(struct crossbit_scope *scope, unsigned type, void *function)
{
    return crossbit_callback_back(scope, type, function);
}

/* The client is gone. The DLL may still call: such a call finds no object and does nothing. */
void binding_drop_thunks(struct binding *binding)
{
    unsigned types = 0;

    while (crossbit_binding.thunks[types])
        types++;
    AcquireSRWLockExclusive(&slots_lock);
    for (unsigned type = 0; type < types; type++)
        for (int i = 0; i < CROSSBIT_THUNKS; i++)
            if (crossbit_binding.slots[type][i].object == binding)
                crossbit_binding.slots[type][i].object = NULL;
    ReleaseSRWLockExclusive(&slots_lock);
}

void *crossbit_enter_callback(
    struct crossbit_scope *scope, struct crossbit_call *call, unsigned type, unsigned slot, hyper *function)
{
    struct binding *binding;

    call->last_error = GetLastError();
    call->error_number = errno;
    call->nulls = call->flags = 0;
    AcquireSRWLockShared(&slots_lock);
    binding = crossbit_binding.slots[type][slot].object;
    *function = (hyper)crossbit_binding.slots[type][slot].function;
    if (binding)
        crossbit_callee_add_ref(&binding->callee);
    ReleaseSRWLockShared(&slots_lock);
    crossbit_scope_init(scope, binding);
    if (!binding || !binding->sink) {
        crossbit_fail(scope, CROSSBIT_E_CALLBACK, "the program is gone");
        return NULL;
    }
    return binding->sink;
}

/*
 * The DLL cannot be told; whoever looks for the reason finds it here. Apart, because its texts would take stack of
 * every call.
 */
static __attribute__((noinline)) void tell_problem(const struct crossbit_scope *scope, const char *type)
{
    wchar_t text[700], name[128], reason[400];

    crossbit_widen(type, name, sizeof(name) / sizeof(name[0]));
    if (scope->problem)
        crossbit_widen(scope->problem, reason, sizeof(reason) / sizeof(reason[0]));
    else if (!crossbit_take_reason(scope->status, reason, sizeof(reason) / sizeof(reason[0])))
        wcscpy(reason, L"the program could not be reached");
    swprintf(text, sizeof(text) / sizeof(text[0]), L"crossbit: callback %ls: %ls (0x%08lx)\n", name, reason,
        (unsigned long)scope->status);
    OutputDebugStringW(text);
}

void crossbit_was_left(struct crossbit_scope *scope, struct crossbit_call *call, BOOL serial)
{
    crossbit_after_call(scope, call, serial);
    crossbit_fail(scope, CROSSBIT_E_LEFT, "the program left a callback, by longjmp, an exception or ExitThread");
}

BOOL crossbit_leave_callback(struct crossbit_scope *scope, struct crossbit_call *call, const char *type)
{
    struct crossbit_scope *function = binding_current_scope();
    struct binding *binding = scope->endpoint;
    HRESULT status = scope->status;

    if (FAILED(status))
        tell_problem(scope, type);
    crossbit_scope_cleanup(scope);
    if (binding)
        crossbit_callee_release(&binding->callee);
    /*
     * The program's side of the function is gone: so must this one be, as in-process. The C runtime's longjmp unwinds
     * it.
     */
    if (status == CROSSBIT_E_LEFT && function && function->left)
        longjmp(*function->left, 1);
    errno = call->error_number;
    SetLastError(call->last_error);
    return SUCCEEDED(status);
}

/* The bytes live until the DLL's function returns in which this callback runs. */
const void *crossbit_take_lent(struct crossbit_scope *scope)
{
    struct crossbit_scope *target = binding_current_scope();
    UINT64 bytes = crossbit_get(scope, 8), address = crossbit_get(scope, 8);
    const void *place = bytes < 0x7fffff00 ? crossbit_get_place(scope, (size_t)bytes) : NULL;
    void *memory;

    if (!place)
        return NULL;
    if (!target) {
        crossbit_fail(scope, CROSSBIT_E_CALLBACK, "memory lent to a thread of the DLL's own, which is in no call");
        return NULL;
    }
    memory = crossbit_scope_alloc(target, (size_t)bytes);
    if (!memory) {
        crossbit_fail(scope, E_OUTOFMEMORY, "the surrogate has no memory left");
        return NULL;
    }
    memcpy(memory, place, (size_t)bytes);
    crossbit_add_region(target, memory, (size_t)bytes, (size_t)bytes, address);
    return memory;
}

void crossbit_give_lent(struct crossbit_scope *scope, const void *memory, size_t bytes)
{
    (void)memory, (void)bytes;
    crossbit_fail(scope, E_UNEXPECTED, "memory is lent by callbacks only");
}
