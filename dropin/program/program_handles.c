/* SPDX-License-Identifier: MIT */
/* The program's half of handles, tokens, function pointers and owned memory. */
#include "dropin.h"
#include "dropin/runtime/table.h"

#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>

/* A handle of the DLL's is a number to the program: session (6 bits), generation (8), index (17), and a 1, so that it
 * is neither NULL nor a pointer to anything. The binding's table makes it; here only the surrogate's number is checked.
 */
#define HANDLE_SESSION(wire) ((LONG)((wire) >> 26 & 63))
#define STALE "a handle of a surrogate that is gone, or no handle at all"

/* Memory that stands for a handle whose first members the program reads. */
struct visible {
    struct visible *next;
    INT64 wire;
    unsigned kind;
    /* the memory follows */
};
static struct visible *visible_handles; /* (SRW visible_lock) */
static SRWLOCK visible_lock = SRWLOCK_INIT;

INT64 crossbit_handle_to_wire(struct crossbit_scope *scope, unsigned kind, const void *handle)
{
    struct crossbit_dropin *dropin = scope->endpoint;
    INT64 wire = (INT64)(UINT_PTR)handle;

    if (!handle || handle == INVALID_HANDLE_VALUE)
        return (INT64)(LONG_PTR)handle;
    if (dropin->handles[kind].visible) {
        wire = 0;
        AcquireSRWLockShared(&visible_lock);
        for (struct visible *visible = visible_handles; visible != NULL; visible = visible->next)
            if ((const void *)(visible + 1) == handle && visible->kind == kind)
                wire = visible->wire;
        ReleaseSRWLockShared(&visible_lock);
    }
    if ((UINT64)wire > 0xffffffff || !(wire & 1) || HANDLE_SESSION(wire) != (dropin->session & 63)) {
        crossbit_failf(scope, CROSSBIT_E_STALE_HANDLE, "0x%I64x: " STALE, (UINT64)(UINT_PTR)handle);
        return 0;
    }
    return wire;
}

void *crossbit_handle_from_wire(struct crossbit_scope *scope, unsigned kind, INT64 wire)
{
    struct crossbit_dropin *dropin = scope->endpoint;
    struct visible *visible;

    if (wire == 0 || wire == -1)
        return (void *)(LONG_PTR)wire;
    if (!dropin->handles[kind].visible)
        return (void *)(UINT_PTR)(UINT32)wire;
    AcquireSRWLockExclusive(&visible_lock);
    for (visible = visible_handles; visible != NULL; visible = visible->next)
        if (visible->wire == wire && visible->kind == kind)
            break;
    if (!visible && (visible = calloc(1, sizeof(*visible) + dropin->handles[kind].visible)) != NULL) {
        visible->wire = wire;
        visible->kind = kind;
        visible->next = visible_handles;
        visible_handles = visible;
    }
    ReleaseSRWLockExclusive(&visible_lock);
    if (!visible)
        crossbit_fail(scope, E_OUTOFMEMORY, "out of memory for a handle");
    return visible ? visible + 1 : NULL;
}

void crossbit_handle_closed(struct crossbit_scope *scope, unsigned kind, const void *handle, BOOL closed)
{
    struct crossbit_dropin *dropin = scope->endpoint;
    struct visible **at, *visible = NULL;

    if (!closed || !dropin->handles[kind].visible)
        return;
    AcquireSRWLockExclusive(&visible_lock);
    for (at = &visible_handles; *at != NULL; at = &(*at)->next)
        if ((const void *)(*at + 1) == handle) {
            visible = *at;
            *at = visible->next;
            break;
        }
    ReleaseSRWLockExclusive(&visible_lock);
    free(visible);
}

void crossbit_handle_closing(struct crossbit_scope *scope, unsigned kind, const void *handle)
{
    (void)scope, (void)kind, (void)handle; /* a callback of the program's ends no handle */
}

/* The binding duplicates kernel handles, in both directions: it holds this process open. */
INT64 crossbit_kernel_to_wire(struct crossbit_scope *scope, HANDLE handle)
{
    (void)scope;
    return (INT64)(LONG_PTR)handle;
}

HANDLE crossbit_kernel_from_wire(struct crossbit_scope *scope, INT64 wire)
{
    (void)scope;
    return (HANDLE)(LONG_PTR)wire;
}

INT64 crossbit_user_to_wire(struct crossbit_scope *scope, const void *token)
{
    (void)scope;
    return (INT64)(UINT_PTR)token;
}

void *crossbit_user_from_wire(struct crossbit_scope *scope, INT64 wire)
{
    (void)scope;
    return (void *)(UINT_PTR)wire;
}

/*
 * ---- callbacks ----------------------------------------------------------------------------------------------------
 */

/* Functions that the program handed out. Nothing else is called, whatever the surrogate asks for. */
struct known {
    struct crossbit_node node; /* first: by the function */
    unsigned type;
};
static struct crossbit_table known_functions; /* (SRW known_lock); entries stay */
static SRWLOCK known_lock = SRWLOCK_INIT;

static BOOL is_known(unsigned type, const void *function)
{
    struct crossbit_node *node;

    AcquireSRWLockShared(&known_lock);
    node = crossbit_table_find(&known_functions, (UINT_PTR)function);
    while (node && ((struct known *)node)->type != type)
        node = crossbit_table_next(node);
    ReleaseSRWLockShared(&known_lock);
    return node != NULL;
}

INT64 crossbit_callback_to_wire(struct crossbit_scope *scope, unsigned type, void *function)
{
    MEMORY_BASIC_INFORMATION memory;
    struct known *known;

    if (crossbit_is_value(function))
        return (INT64)(INT_PTR)function;
    if (is_known(type, function))
        return (INT64)(UINT_PTR)function;
    if (!VirtualQuery(function, &memory, sizeof(memory)) || memory.State != MEM_COMMIT) {
        crossbit_failf(scope, CROSSBIT_E_ARGUMENT, "0x%p is no function: there is no memory at that address", function);
        return 0;
    }
    known = malloc(sizeof(*known));
    AcquireSRWLockExclusive(&known_lock);
    if (known && !crossbit_table_add(&known_functions, &known->node, (UINT_PTR)function)) {
        free(known);
        known = NULL;
    }
    if (known)
        known->type = type;
    ReleaseSRWLockExclusive(&known_lock);
    if (!known) {
        crossbit_fail(scope, E_OUTOFMEMORY, "out of memory for a callback");
        return 0;
    }
    return (INT64)(UINT_PTR)function;
}

void *crossbit_callback_from_wire(struct crossbit_scope *scope, unsigned type, INT64 wire, BOOL during)
{
    (void)scope, (void)type, (void)during;
    return (void *)(UINT_PTR)wire;
}

INT64 crossbit_callback_back(struct crossbit_scope *scope, unsigned type, void *function)
{
    (void)scope, (void)type;
    return (INT64)(UINT_PTR)function;
}

void crossbit_check_callback(struct crossbit_scope *scope, unsigned type, hyper function)
{
    if (!is_known(type, (void *)(UINT_PTR)function))
        crossbit_fail(scope, CROSSBIT_E_CALLBACK, "the DLL calls a function that the program never gave it");
}

void crossbit_give_lent(struct crossbit_scope *scope, const void *memory, size_t bytes)
{
    crossbit_put(scope, bytes, 8);
    crossbit_put(scope, (UINT64)(UINT_PTR)memory, 8);
    crossbit_put_data(scope, memory, bytes);
}

const void *crossbit_take_lent(struct crossbit_scope *scope)
{
    crossbit_fail(scope, E_UNEXPECTED, "memory is lent by callbacks only");
    return NULL;
}

/* The surrogate's current directory is another. Device names and empty paths stay as they are. */
const void *crossbit_full_path(struct crossbit_scope *scope, const void *path, size_t unit)
{
    DWORD size;
    void *full;

    if (!path || (unit == 1 ? *(const char *)path == 0 : *(const wchar_t *)path == 0))
        return path;
    size = unit == 1 ? GetFullPathNameA(path, 0, NULL, NULL) : GetFullPathNameW(path, 0, NULL, NULL);
    if (size == 0)
        return path;
    full = crossbit_scope_alloc(scope, ((size_t)size + 1) * unit);
    if (!full)
        return path;
    size = unit == 1 ? GetFullPathNameA(path, size + 1, full, NULL) : GetFullPathNameW(path, size + 1, full, NULL);
    return size != 0 ? full : path;
}

/*
 * ---- file descriptors ---------------------------------------------------------------------------------------------
 */

/* The file's handle, with the mode in the upper half. */
INT64 crossbit_fd_to_wire(struct crossbit_scope *scope, int fd)
{
    intptr_t handle;
    int mode;

    if (fd < 0)
        return -1;
    handle = _get_osfhandle(fd);
    if (handle == -1 || handle == -2)
        return -1;
    if ((UINT64)handle > 0xffffffff) {
        crossbit_failf(
            scope, CROSSBIT_E_RANGE, "the file's handle 0x%I64x has more than 32 significant bits", (UINT64)handle);
        return -1;
    }
    mode = _setmode(fd, _O_BINARY);
    if (mode != -1)
        _setmode(fd, mode);
    return (INT64)handle | (INT64)(mode == _O_TEXT) << 32;
}

int crossbit_fd_from_wire(struct crossbit_scope *scope, INT64 wire)
{
    crossbit_fail(scope, E_UNEXPECTED, "a file descriptor goes to the DLL, never back");
    return (int)wire;
}

/* The DLL owns the file now: as in-process, where its close would close this descriptor. */
void crossbit_fd_moved(struct crossbit_scope *scope, int fd, BOOL moved)
{
    (void)scope;
    if (moved && fd >= 0)
        _close(fd);
}

/*
 * ---- memory that the program releases with a function of the DLL's
 * ---------------------------------------------------
 */

struct owned {
    struct crossbit_node node; /* first: by the address of the memory */
    INT64 wire;
    LONG session;
    /* the memory follows */
};
static struct crossbit_table owned_memory; /* (SRW owned_lock) */
static SRWLOCK owned_lock = SRWLOCK_INIT;

void *crossbit_take_owned(struct crossbit_scope *scope)
{
    struct crossbit_dropin *dropin = scope->endpoint;
    struct owned *owned;
    UINT64 bytes;
    INT64 wire;
    const void *place;

    if (crossbit_get(scope, 1) == 0)
        return NULL;
    wire = (INT64)crossbit_get(scope, 8);
    bytes = crossbit_get(scope, 8);
    place = bytes <= 0x7fffff00 ? crossbit_get_place(scope, (size_t)bytes) : NULL;
    if (!place)
        return NULL;
    owned = malloc(sizeof(*owned) + (size_t)bytes);
    if (owned) {
        owned->wire = wire;
        owned->session = dropin->session;
        memcpy(owned + 1, place, (size_t)bytes);
        AcquireSRWLockExclusive(&owned_lock);
        if (!crossbit_table_add(&owned_memory, &owned->node, (UINT_PTR)(owned + 1))) {
            free(owned);
            owned = NULL;
        }
        ReleaseSRWLockExclusive(&owned_lock);
    }
    if (!owned) {
        crossbit_fail(scope, E_OUTOFMEMORY, "out of memory for the DLL's result");
        return NULL;
    }
    return owned + 1;
}

INT64 crossbit_owned_to_wire(struct crossbit_scope *scope, const void *memory)
{
    struct crossbit_dropin *dropin = scope->endpoint;
    struct owned *owned;
    INT64 wire = 0;

    if (!memory)
        return 0;
    AcquireSRWLockShared(&owned_lock);
    owned = (struct owned *)crossbit_table_find(&owned_memory, (UINT_PTR)memory);
    if (owned && owned->session == dropin->session)
        wire = owned->wire;
    ReleaseSRWLockShared(&owned_lock);
    if (wire == 0)
        crossbit_fail(scope, CROSSBIT_E_STALE_HANDLE, "memory that this DLL never gave, or that was released before");
    return wire;
}

void crossbit_owned_freed(struct crossbit_scope *scope, const void *memory)
{
    struct owned *owned;

    (void)scope;
    AcquireSRWLockExclusive(&owned_lock);
    owned = (struct owned *)crossbit_table_find(&owned_memory, (UINT_PTR)memory);
    if (owned)
        crossbit_table_remove(&owned_memory, &owned->node);
    ReleaseSRWLockExclusive(&owned_lock);
    free(owned);
}

void crossbit_give_owned(struct crossbit_scope *scope, const void *memory, size_t bytes)
{
    (void)memory, (void)bytes;
    crossbit_fail(scope, E_UNEXPECTED, "memory to release comes from the DLL only");
}

void *crossbit_owned_from_wire(struct crossbit_scope *scope, INT64 wire)
{
    (void)wire;
    crossbit_fail(scope, E_UNEXPECTED, "memory to release comes from the DLL only");
    return NULL;
}

void *crossbit_hidden(void)
{
    /* A program that looks into the DLL's private state, against the rules, finds zeros and breaks nothing. */
    static UINT64 nothing[2048];
    return nothing;
}
