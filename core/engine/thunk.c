/* SPDX-License-Identifier: MIT */
/*
 * Thunks: tiny pieces of code that load their own address book entry into a register and jump to engine_thunk_enter.
 *
 * No page is ever writable and executable. The code of a whole page of thunks is written at once and then made
 * executable for good; what a thunk does is in its struct, so that making and freeing one touches no code.
 */
#include "abi.h"
#include "frame.h"

#include <errno.h>
#include <malloc.h>
#include <string.h>

#define PAGE_BYTES 4096
#ifdef __x86_64__
#define STUB_BYTES 32
#else
#define STUB_BYTES 16
#endif
#define STUBS_PER_PAGE (PAGE_BYTES / STUB_BYTES)

/* A call of a function pointer that was freed: what the fault handler sees then. */
#define ENGINE_STALE_THUNK 0xE0434254

struct engine_thunk {
    void *code;                       /* (RO) */
    const struct cfunction *function; /* NULL: free */
    engine_thunk_handler *handler;
    void *context;
    struct abi_walk walk;      /* after the last parameter: convention, result, size */
    struct engine_thunk *next; /* (CS thunks_lock) when free */
};

static SRWLOCK thunks_lock = SRWLOCK_INIT;
/* (CS thunks_lock) First in, first out: the longer a freed thunk rests, the surer a stale call of it is noticed. */
static struct engine_thunk *first_free, *last_free;

static void put_free(struct engine_thunk *thunk)
{
    thunk->next = NULL;
    if (last_free)
        last_free->next = thunk;
    else
        first_free = thunk;
    last_free = thunk;
}

static void write_stub(uint8_t *code, const struct engine_thunk *thunk)
{
#ifdef __x86_64__
    /* mov r11, thunk; mov rax, engine_thunk_enter; jmp rax. A leaf without a frame: it needs no unwind table. */
    uint64_t target = (uint64_t)(uintptr_t)engine_thunk_enter;

    code[0] = 0x49;
    code[1] = 0xbb;
    memcpy(code + 2, &thunk, 8);
    code[10] = 0x48;
    code[11] = 0xb8;
    memcpy(code + 12, &target, 8);
    code[20] = 0xff;
    code[21] = 0xe0;
#else
    /* mov eax, thunk; jmp engine_thunk_enter */
    uint32_t distance = (uint32_t)(uintptr_t)engine_thunk_enter - (uint32_t)(uintptr_t)(code + 10);

    code[0] = 0xb8;
    memcpy(code + 1, &thunk, 4);
    code[5] = 0xe9;
    memcpy(code + 6, &distance, 4);
#endif
}

/* A page of free thunks; needs thunks_lock. Pages stay to the end: a library may hold a pointer into one. */
static HRESULT add_page(void)
{
    struct engine_thunk *thunks;
    uint8_t *code;
    DWORD old;
    size_t i;

    thunks = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, STUBS_PER_PAGE * sizeof(*thunks));
    if (!thunks)
        return E_OUTOFMEMORY;
    code = VirtualAlloc(NULL, PAGE_BYTES, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (!code)
        goto fail;
    memset(code, 0xcc, PAGE_BYTES);
    for (i = 0; i < STUBS_PER_PAGE; i++) {
        thunks[i].code = code + i * STUB_BYTES;
        write_stub(thunks[i].code, &thunks[i]);
    }
    if (!VirtualProtect(code, PAGE_BYTES, PAGE_EXECUTE_READ, &old))
        goto fail;
    FlushInstructionCache(GetCurrentProcess(), code, PAGE_BYTES);
    for (i = 0; i < STUBS_PER_PAGE; i++)
        put_free(&thunks[i]);
    return S_OK;

fail:
    if (code)
        VirtualFree(code, 0, MEM_RELEASE);
    HeapFree(GetProcessHeap(), 0, thunks);
    return E_OUTOFMEMORY;
}

HRESULT engine_thunk_create(
    const struct cfunction *function, engine_thunk_handler *handler, void *context, struct engine_thunk **thunk)
{
    struct engine_thunk *made = NULL;
    HRESULT hr = S_OK;
    uint32_t i;

    *thunk = NULL;
    if (function->variadic)
        return E_INVALIDARG; /* what the caller passes beyond the last parameter cannot be known */
    AcquireSRWLockExclusive(&thunks_lock);
    if (!first_free)
        hr = add_page();
    if (SUCCEEDED(hr)) {
        made = first_free;
        first_free = made->next;
        if (!first_free)
            last_free = NULL;
    }
    ReleaseSRWLockExclusive(&thunks_lock);
    if (FAILED(hr))
        return hr;
    made->handler = handler;
    made->context = context;
    abi_start(&made->walk, function);
    for (i = 0; i < function->param_count; i++)
        abi_next(&made->walk, function->params[i].type);
    made->function = function;
    *thunk = made;
    return S_OK;
}

void *engine_thunk_code(const struct engine_thunk *thunk)
{
    return thunk->code;
}

void engine_thunk_free(struct engine_thunk *thunk)
{
    if (!thunk)
        return;
    AcquireSRWLockExclusive(&thunks_lock);
    thunk->function = NULL;
    put_free(thunk);
    ReleaseSRWLockExclusive(&thunks_lock);
}

/* Where the value of a parameter lies in the frame of the call that came in. */
static void *incoming(struct thunk_frame *frame, const struct ctype *type, struct abi_place place)
{
    char *slot = frame->stack + place.offset;

#ifdef __x86_64__
    if (place.indirect)
        return *(void **)slot;
    if (type->kind == CTYPE_FLOAT && place.offset < sizeof(frame->xmm))
        return &frame->xmm[place.offset / 8];
#else
    (void)type;
    if (place.in_register)
        return &frame->registers[place.offset / 4];
#endif
    return slot;
}

/* The handler's result to the registers. */
static void give_result(struct thunk_frame *frame, enum abi_result place, const struct ctype *type, const void *value)
{
    switch (place) {
    case ABI_VOID:
        break;
    case ABI_HIDDEN:
        memcpy(&frame->result, &value, sizeof(value));
        break;
    case ABI_FLOAT:
        memcpy(&frame->result, value, type->size);
#ifndef __x86_64__
        frame->kind = type->size == sizeof(float) ? THUNK_FLOAT : THUNK_DOUBLE;
#endif
        break;
    case ABI_INTEGER:
        if (abi_is_aggregate(type)) {
            memcpy(&frame->result, value, type->size);
        } else {
            /* Old compilers' code reads all of eax for a char or a short. */
            uint64_t integer = abi_load_integer(type, value);
            memcpy(&frame->result, &integer, sizeof(integer));
        }
        break;
    }
}

void __cdecl engine_thunk_run(struct engine_thunk *thunk, struct thunk_frame *frame)
{
    DWORD last_error = GetLastError();
    int errno_value = errno;
    const struct cfunction *function = thunk->function;
    uint64_t small[1] = {0};
    struct ctype result_type;
    struct abi_walk walk;
    void **args, *result = NULL;
    uint32_t i;

    if (!function) {
        ULONG_PTR where = (ULONG_PTR)thunk->code;
        RaiseException(ENGINE_STALE_THUNK, EXCEPTION_NONCONTINUABLE, 1, &where);
    }
    memset(&frame->result, 0, sizeof(frame->result));
#ifndef __x86_64__
    frame->kind = 0;
    frame->pop = thunk->walk.callee_pops ? thunk->walk.stack_size : 0;
#endif
    args = _alloca((function->param_count + 1) * sizeof(void *));
    abi_start(&walk, function);
    for (i = 0; i < function->param_count; i++)
        args[i] = incoming(frame, function->params[i].type, abi_next(&walk, function->params[i].type));
    if (walk.result == ABI_HIDDEN) {
        result = *(void **)(frame->stack + walk.hidden.offset);
        memset(result, 0, function->result->size);
    } else if (walk.result != ABI_VOID) {
        result = small;
    }
#ifndef __x86_64__
    /* Here nothing can be seen: the caller looks where its compiler expects it. */
    if (walk.result == ABI_INTEGER && function->abi == CABI_GNU && ctype_is_lone_float(function->result))
        walk.result = ABI_FLOAT;
#endif
    /* The handler may let the last owner of the thunk and of the function go: nothing of them is used after it. */
    result_type = (struct ctype){
        .kind = function->result->kind, .size = function->result->size, .is_signed = function->result->is_signed};
    thunk->handler(thunk->context, function, args, result);
    give_result(frame, walk.result, &result_type, result);
    errno = errno_value;
    SetLastError(last_error);
}
