/* SPDX-License-Identifier: MIT */
/* The surrogate's half of handles, tokens, allocations and owned memory: tables that nobody outside can confuse. */
#include "binding.h"

#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>

#define STALE "a handle that was closed, or of another kind, or none of this DLL's"
#define NO_MEMORY "the surrogate has no memory left"

static unsigned hash_of(UINT64 value)
{
    return (unsigned)((value * 0x9e3779b97f4a7c15ull) >> 54) & (HASH_SIZE - 1);
}

/*
 * ---- handles: session (6 bits), generation (8), index (17), 1
 * ---------------------------------------------------------
 */

enum { HANDLE_LIMIT = 1 << 17 };

static INT64 wire_of(const struct binding *binding, unsigned index)
{
    return (INT64)((UINT32)(binding->session & 63) << 26 | (UINT32)binding->handles[index].generation << 18 |
                   index << 1 | 1);
}

static struct handle_entry *entry_of(struct binding *binding, unsigned kind, INT64 wire)
{
    UINT32 value = (UINT32)wire;
    unsigned index = value >> 1 & (HANDLE_LIMIT - 1);
    struct handle_entry *entry;

    if ((UINT64)wire > 0xffffffff || !(value & 1) || index >= binding->handle_count)
        return NULL;
    entry = &binding->handles[index];
    if (!entry->native || entry->kind != kind || wire_of(binding, index) != wire)
        return NULL;
    return entry;
}

static unsigned *find_slot(struct binding *binding, unsigned kind, const void *native)
{
    unsigned *at = &binding->handle_hash[hash_of((UINT_PTR)native)];

    while (*at != 0) {
        const struct handle_entry *entry = &binding->handles[*at - 1];
        if (entry->native == native && entry->kind == kind && !entry->closing)
            break;
        at = &binding->handles[*at - 1].next_hash;
    }
    return at;
}

static unsigned new_entry(struct binding *binding)
{
    unsigned index = binding->free_handle;

    if (index != 0) {
        binding->free_handle = binding->handles[index - 1].next_free;
        return index;
    }
    if (binding->handle_count == binding->handle_capacity) {
        unsigned capacity = binding->handle_capacity ? binding->handle_capacity * 2 : 64;
        struct handle_entry *grown;
        if (binding->handle_count >= HANDLE_LIMIT)
            return 0;
        grown = realloc(binding->handles, capacity * sizeof(*grown));
        if (!grown)
            return 0;
        memset(grown + binding->handle_capacity, 0, (capacity - binding->handle_capacity) * sizeof(*grown));
        binding->handles = grown;
        binding->handle_capacity = capacity;
    }
    return ++binding->handle_count;
}

INT64 crossbit_handle_to_wire(struct crossbit_scope *scope, unsigned kind, const void *handle)
{
    struct binding *binding = binding_of(scope);
    unsigned *slot, index;
    INT64 wire = 0;

    if (!handle || handle == INVALID_HANDLE_VALUE)
        return (INT64)(LONG_PTR)handle;
    AcquireSRWLockExclusive(&binding->lock);
    slot = find_slot(binding, kind, handle);
    index = *slot;
    if (index == 0 && (index = new_entry(binding)) != 0) {
        struct handle_entry *entry = &binding->handles[index - 1];
        unsigned *head = &binding->handle_hash[hash_of((UINT_PTR)handle)];
        entry->native = (void *)handle;
        entry->kind = kind;
        entry->closing = FALSE;
        entry->next_hash = *head;
        *head = index;
    }
    if (index != 0)
        wire = wire_of(binding, index - 1);
    ReleaseSRWLockExclusive(&binding->lock);
    if (wire == 0)
        crossbit_failf(
            scope, E_OUTOFMEMORY, "the DLL has %d handles open for this program, which is the limit", HANDLE_LIMIT);
    return wire;
}

void *crossbit_handle_from_wire(struct crossbit_scope *scope, unsigned kind, INT64 wire)
{
    struct binding *binding = binding_of(scope);
    struct handle_entry *entry;
    void *native = NULL;

    if (wire == 0 || wire == -1)
        return (void *)(LONG_PTR)wire;
    AcquireSRWLockShared(&binding->lock);
    entry = entry_of(binding, kind, wire);
    if (entry && !entry->closing)
        native = entry->native;
    ReleaseSRWLockShared(&binding->lock);
    if (!native)
        crossbit_failf(scope, CROSSBIT_E_STALE_HANDLE, "0x%I64x: " STALE, (UINT64)wire);
    return native;
}

void crossbit_handle_closing(struct crossbit_scope *scope, unsigned kind, const void *handle)
{
    struct binding *binding = binding_of(scope);
    unsigned *slot;

    if (!handle || handle == INVALID_HANDLE_VALUE)
        return;
    AcquireSRWLockExclusive(&binding->lock);
    slot = find_slot(binding, kind, handle);
    if (*slot != 0)
        binding->handles[*slot - 1].closing = TRUE;
    ReleaseSRWLockExclusive(&binding->lock);
}

void crossbit_handle_closed(struct crossbit_scope *scope, unsigned kind, const void *handle, BOOL closed)
{
    struct binding *binding = binding_of(scope);
    BOOL gone = FALSE;
    unsigned *at;

    AcquireSRWLockExclusive(&binding->lock);
    at = &binding->handle_hash[hash_of((UINT_PTR)handle)];
    while (*at != 0) {
        unsigned index = *at;
        struct handle_entry *entry = &binding->handles[index - 1];
        if (entry->native == handle && entry->kind == kind && entry->closing) {
            entry->closing = FALSE;
            if (closed) {
                gone = TRUE;
                *at = entry->next_hash;
                entry->native = NULL;
                entry->generation++; /* an old copy of the number is refused from now on */
                entry->next_free = binding->free_handle;
                binding->free_handle = index;
            }
            break;
        }
        at = &entry->next_hash;
    }
    ReleaseSRWLockExclusive(&binding->lock);
    if (gone)
        binding_free_keeps(binding, handle);
}

/*
 * ---- kernel handles
 * ----------------------------------------------------------------------------------------------------
 */

static HANDLE duplicate(struct crossbit_scope *scope, HANDLE handle, BOOL from_client)
{
    struct binding *binding = binding_of(scope);
    HANDLE copy = NULL, own = GetCurrentProcess();

    if (!handle || handle == INVALID_HANDLE_VALUE)
        return handle;
    if (!binding->client)
        crossbit_fail(
            scope, E_ACCESSDENIED, "the surrogate may not open the program's process, so no handle can be duplicated");
    else if (!DuplicateHandle(from_client ? binding->client : own, handle, from_client ? own : binding->client, &copy,
                 0, FALSE, DUPLICATE_SAME_ACCESS))
        crossbit_failf(scope, HRESULT_FROM_WIN32(GetLastError()),
            "the kernel handle 0x%I64x could not be duplicated (error %lu); is it a "
            "valid one?",
            (UINT64)(UINT_PTR)handle, GetLastError());
    return copy;
}

INT64 crossbit_kernel_to_wire(struct crossbit_scope *scope, HANDLE handle)
{
    return (INT64)(LONG_PTR)duplicate(scope, handle, FALSE);
}

HANDLE crossbit_kernel_from_wire(struct crossbit_scope *scope, INT64 wire)
{
    if ((INT64)(LONG)wire != wire && (UINT64)wire > 0xffffffff) {
        crossbit_failf(
            scope, CROSSBIT_E_RANGE, "the kernel handle 0x%I64x has more than 32 significant bits", (UINT64)wire);
        return NULL;
    }
    return duplicate(scope, (HANDLE)(LONG_PTR)wire, TRUE);
}

const void *crossbit_full_path(struct crossbit_scope *scope, const void *path, size_t unit)
{
    (void)scope, (void)unit;
    return path; /* a path for a callback is the DLL's own affair */
}

int crossbit_fd_from_wire(struct crossbit_scope *scope, INT64 wire)
{
    HANDLE handle;
    int fd;

    if (wire == -1)
        return -1;
    handle = duplicate(scope, (HANDLE)(LONG_PTR)(wire & 0xffffffff), TRUE);
    if (!handle)
        return -1;
    fd = _open_osfhandle((intptr_t)handle, wire >> 32 & 1 ? _O_TEXT : _O_BINARY);
    if (fd < 0) {
        CloseHandle(handle);
        crossbit_fail(scope, E_OUTOFMEMORY, "the surrogate's C runtime has no file descriptor left");
    }
    return fd;
}

INT64 crossbit_fd_to_wire(struct crossbit_scope *scope, int fd)
{
    (void)fd;
    crossbit_fail(scope, E_UNEXPECTED, "a file descriptor goes to the DLL, never back");
    return -1;
}

void crossbit_fd_moved(struct crossbit_scope *scope, int fd, BOOL moved)
{
    (void)scope;
    if (!moved && fd >= 0) /* the DLL did not take it */
        _close(fd);
}

/*
 * ---- memory that the program sees, too
 * ----------------------------------------------------------------------------------
 */

typedef HRESULT __cdecl open_function(const struct crossbit_shared *shared, void **memory, void **hold);
typedef void __cdecl close_function(void *hold);

const struct crossbit_shared *crossbit_share(
    struct crossbit_scope *scope, const void *memory, size_t bytes, struct crossbit_shared *shared)
{
    (void)scope, (void)memory, (void)bytes, (void)shared;
    return NULL; /* callbacks copy */
}

static FARPROC proxies_function(const char *name)
{
    return GetProcAddress(GetModuleHandleW(L"crossbitps.dll"), name);
}

void crossbit_close_shared(void *hold)
{
    static close_function *close; /* the same whoever finds it */

    if (!close)
        close = (close_function *)(void (*)(void))proxies_function("CrossbitReleaseMemory");
    if (close)
        close(hold);
}

void *crossbit_open_shared(struct crossbit_scope *scope, const struct crossbit_shared *shared)
{
    static open_function *open; /* the same whoever finds it */
    void *memory = NULL, *hold = NULL;

    if (FAILED(scope->status))
        return NULL;
    if (!open)
        open = (open_function *)(void (*)(void))proxies_function("CrossbitOpenMemory");
    if (!open || FAILED(open(shared, &memory, &hold))) {
        crossbit_fail(scope, CROSSBIT_E_PROTOCOL, "the program shares no such memory");
        return NULL;
    }
    return crossbit_keep_hold(scope, hold) ? memory : NULL;
}

/*
 * ---- numbers that stand for values
 * ---------------------------------------------------------------------------------------
 */

static struct table_value *find_wire(const struct values *values, UINT64 wire)
{
    struct crossbit_node *node = crossbit_table_find(&values->by_wire, wire);

    return node ? CONTAINING_RECORD(node, struct table_value, by_wire) : NULL;
}

static struct table_value *find_native(const struct values *values, const void *native)
{
    return (struct table_value *)crossbit_table_find(&values->by_native, (UINT_PTR)native);
}

/* NULL: out of memory. */
static struct table_value *add_value(struct values *values, const void *native, UINT64 wire)
{
    struct table_value *value = malloc(sizeof(*value));

    if (!value)
        return NULL;
    value->native = native;
    value->wire = wire;
    if (!crossbit_table_add(&values->by_native, &value->by_native, (UINT_PTR)native)) {
        free(value);
        return NULL;
    }
    if (!crossbit_table_add(&values->by_wire, &value->by_wire, wire)) {
        crossbit_table_remove(&values->by_native, &value->by_native);
        free(value);
        return NULL;
    }
    return value;
}

/* Takes one out of the table; the caller frees it. */
static struct table_value *remove_native(struct values *values, const void *native)
{
    struct table_value *value = find_native(values, native);

    if (value) {
        crossbit_table_remove(&values->by_native, &value->by_native);
        crossbit_table_remove(&values->by_wire, &value->by_wire);
    }
    return value;
}

/*
 * The program's own pointer. A 64-bit DLL gets it as it is. A 32-bit DLL gets a number in its place when it is wider;
 * the numbers are odd, so that they cannot be mistaken for a pointer that fits.
 */
void *crossbit_user_from_wire(struct crossbit_scope *scope, INT64 wire)
{
    struct binding *binding = binding_of(scope);
    struct table_value *value;

    if (sizeof(void *) == 8 || ((UINT64)wire <= 0xffffffff && !(wire & 1)))
        return (void *)(UINT_PTR)wire;
    AcquireSRWLockExclusive(&binding->lock);
    value = find_wire(&binding->tokens, (UINT64)wire);
    if (!value)
        value = add_value(&binding->tokens, (const void *)(UINT_PTR)(binding->next_token += 2), (UINT64)wire);
    ReleaseSRWLockExclusive(&binding->lock);
    if (!value)
        crossbit_fail(scope, E_OUTOFMEMORY, NO_MEMORY);
    return value ? (void *)value->native : NULL;
}

INT64 crossbit_user_to_wire(struct crossbit_scope *scope, const void *token)
{
    struct binding *binding = binding_of(scope);
    struct table_value *value;

    if (sizeof(void *) == 8 || !((UINT_PTR)token & 1))
        return (INT64)(UINT_PTR)token;
    AcquireSRWLockShared(&binding->lock);
    value = find_native(&binding->tokens, token);
    ReleaseSRWLockShared(&binding->lock);
    return value ? (INT64)value->wire : (INT64)(UINT_PTR)token;
}

/*
 * ---- allocators of the program's
 * --------------------------------------------------------------------------------------------
 */

void *crossbit_allocation_from_wire(struct crossbit_scope *scope, INT64 wire, INT64 size)
{
    struct binding *binding = binding_of(scope);
    void *memory;
    BOOL good;

    if (wire == 0)
        return NULL; /* the program refused */
    /* Like most allocators, and unlike malloc(0), never NULL for nothing. */
    memory = size >= 0 && size < 0x7fffff00 ? malloc(size ? (size_t)size : 1) : NULL;
    if (!memory) {
        crossbit_fail(scope, E_OUTOFMEMORY, NO_MEMORY);
        return NULL;
    }
    AcquireSRWLockExclusive(&binding->lock);
    good = add_value(&binding->allocations, memory, (UINT64)wire) != NULL;
    ReleaseSRWLockExclusive(&binding->lock);
    if (!good) {
        free(memory);
        crossbit_fail(scope, E_OUTOFMEMORY, NO_MEMORY);
        return NULL;
    }
    return memory;
}

INT64 crossbit_release_to_wire(struct crossbit_scope *scope, const void *memory)
{
    struct binding *binding = binding_of(scope);
    struct table_value *value;
    INT64 wire = 0;

    AcquireSRWLockExclusive(&binding->lock);
    value = remove_native(&binding->allocations, memory);
    ReleaseSRWLockExclusive(&binding->lock);
    if (value) {
        wire = (INT64)value->wire;
        free(value);
        free((void *)memory);
    }
    return wire;
}

/*
 * ---- memory that the program releases with a function of the DLL's
 * ------------------------------------------------------------
 */

void crossbit_give_owned(struct crossbit_scope *scope, const void *memory, size_t bytes)
{
    struct binding *binding = binding_of(scope);
    struct table_value *value = NULL;

    crossbit_put(scope, memory != NULL, 1);
    if (!memory)
        return;
    AcquireSRWLockExclusive(&binding->lock);
    value = add_value(&binding->owned, memory, ++binding->next_owned);
    ReleaseSRWLockExclusive(&binding->lock);
    if (!value) {
        crossbit_fail(scope, E_OUTOFMEMORY, NO_MEMORY);
        return;
    }
    crossbit_put(scope, value->wire, 8);
    crossbit_put(scope, bytes, 8);
    crossbit_put_data(scope, memory, bytes);
}

void *crossbit_owned_from_wire(struct crossbit_scope *scope, INT64 wire)
{
    struct binding *binding = binding_of(scope);
    struct table_value *value;

    if (wire == 0)
        return NULL;
    AcquireSRWLockShared(&binding->lock);
    value = find_wire(&binding->owned, (UINT64)wire);
    ReleaseSRWLockShared(&binding->lock);
    if (!value)
        crossbit_fail(scope, CROSSBIT_E_STALE_HANDLE, "memory that was released before");
    return value ? (void *)value->native : NULL;
}

void crossbit_owned_freed(struct crossbit_scope *scope, const void *memory)
{
    struct binding *binding = binding_of(scope);

    AcquireSRWLockExclusive(&binding->lock);
    free(remove_native(&binding->owned, memory));
    ReleaseSRWLockExclusive(&binding->lock);
}

void *crossbit_take_owned(struct crossbit_scope *scope)
{
    crossbit_fail(scope, E_UNEXPECTED, "memory to release comes from the DLL only");
    return NULL;
}

INT64 crossbit_owned_to_wire(struct crossbit_scope *scope, const void *memory)
{
    (void)memory;
    crossbit_fail(scope, E_UNEXPECTED, "memory to release comes from the DLL only");
    return 0;
}

void *crossbit_hidden(void)
{
    return NULL; /* the surrogate holds the real state */
}

static void free_value(struct crossbit_node *node)
{
    free(node); /* it is first in its struct table_value */
}

static void free_values(struct values *values)
{
    crossbit_table_free(&values->by_native, free_value);
    free(values->by_wire.buckets); /* the values are gone */
}

void binding_free_tables(struct binding *binding)
{
    /* Allocations, and what handles keep, stay: the DLL may still use the memory. */
    free(binding->handles);
    free_values(&binding->tokens);
    free_values(&binding->owned);
    free_values(&binding->allocations);
}
