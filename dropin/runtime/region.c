/* SPDX-License-Identifier: MIT */
/*
 * Memory behind pointers in structs. The caller's address travels with the bytes, so that a pointer which comes back
 * can be told to be the same, moved inside memory that the caller gave, or new.
 */
#include "pack.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { POINTER_NULL, POINTER_SAME, POINTER_MOVED, POINTER_NEW };
enum { BUFFER_NULL, BUFFER_SENT, BUFFER_SHARED };

struct crossbit_region *crossbit_add_region(
    struct crossbit_scope *scope, const void *memory, size_t bytes, size_t count, UINT64 address)
{
    struct crossbit_region *region = crossbit_scope_note(scope, sizeof(*region));
    struct crossbit_region **list = scope->keeping ? &scope->keeping->regions : &scope->regions;

    if (!region)
        return NULL;
    region->memory = memory;
    region->bytes = bytes;
    region->count = count;
    region->address = address;
    region->next = *list;
    *list = region;
    return region;
}

static struct crossbit_region *find_in(struct crossbit_region *region, const BYTE *memory, BOOL inside)
{
    for (; region != NULL; region = region->next) /* one past the end belongs to it: a cursor stops there */
        if (inside ? memory >= region->memory && memory <= region->memory + region->bytes : memory == region->memory)
            return region;
    return NULL;
}

struct crossbit_region *crossbit_find_region(struct crossbit_scope *scope, const void *memory, BOOL inside)
{
    struct crossbit_region *region = find_in(scope->regions, memory, inside);

    if (!region && scope->keeping)
        region = find_in(scope->keeping->regions, memory, inside);
    for (struct crossbit_mirror *mirror = scope->mirrors; mirror != NULL && !region; mirror = mirror->next_in_call)
        for (struct crossbit_keep *keep = mirror->keeps; keep != NULL && !region; keep = keep->next)
            region = find_in(keep->regions, memory, inside);
    return region;
}

static BOOL put_pointer(
    struct crossbit_scope *scope, const void *memory, size_t count, size_t unit, const struct crossbit_shared *shared)
{
    struct crossbit_region *region;

    crossbit_put(scope, !memory ? BUFFER_NULL : shared != NULL ? BUFFER_SHARED : BUFFER_SENT, 1);
    if (!memory || FAILED(scope->status))
        return FALSE;
    crossbit_put(scope, count, 8);
    crossbit_put(scope, (UINT64)(UINT_PTR)memory, 8);
    region = crossbit_add_region(scope, memory, count * unit, count, (UINT64)(UINT_PTR)memory);
    if (!shared)
        return TRUE;
    crossbit_put(scope, (UINT64)shared->id, 8);
    crossbit_put(scope, (UINT64)shared->offset, 8);
    if (region)
        region->shared = TRUE;
    return FALSE;
}

BOOL crossbit_put_pointer(struct crossbit_scope *scope, const void *memory, size_t count, size_t unit)
{
    return put_pointer(scope, memory, count, unit, NULL);
}

BOOL crossbit_put_flat(struct crossbit_scope *scope, const void *memory, size_t count, size_t unit)
{
    struct crossbit_shared shared;

    return put_pointer(scope, memory, count, unit, crossbit_share(scope, memory, count * unit, &shared));
}

static void *get_buffer(
    struct crossbit_scope *scope, size_t unit, BOOL has_data, BOOL writable, BOOL may_share, size_t *count)
{
    struct crossbit_region *region;
    struct crossbit_shared shared;
    UINT64 wire_count, address;
    unsigned kind;
    void *memory;

    *count = 0;
    kind = (unsigned)crossbit_get(scope, 1);
    if (kind == BUFFER_NULL)
        return NULL;
    if (kind > BUFFER_SHARED || (kind == BUFFER_SHARED && !may_share)) {
        crossbit_fail(scope, CROSSBIT_E_PROTOCOL, "a buffer of an unknown kind");
        return NULL;
    }
    wire_count = crossbit_get(scope, 8);
    address = crossbit_get(scope, 8);
    if (FAILED(scope->status))
        return NULL;
    if (wire_count > 0x7fffff00 / unit) {
        crossbit_failf(scope, CROSSBIT_E_RANGE, "a buffer of %I64u elements of %u bytes: the limit is 2 GB", wire_count,
            (unsigned)unit);
        return NULL;
    }
    *count = (size_t)wire_count;
    if (kind == BUFFER_SHARED) {
        shared.id = (INT64)crossbit_get(scope, 8);
        shared.offset = (INT64)crossbit_get(scope, 8);
        shared.size = (INT64)(*count * unit);
        memory = crossbit_open_shared(scope, &shared);
    } else if (has_data && !writable && !scope->keeping)
        memory = (void *)crossbit_get_place(scope, *count * unit);
    else {
        memory = crossbit_scope_alloc(scope, *count * unit);
        if (memory && has_data)
            crossbit_get_data(scope, memory, *count * unit);
    }
    region = memory != NULL ? crossbit_add_region(scope, memory, *count * unit, *count, address) : NULL;
    if (region)
        region->shared = kind == BUFFER_SHARED;
    return memory;
}

void *crossbit_get_buffer(struct crossbit_scope *scope, size_t unit, BOOL has_data, BOOL writable, size_t *count)
{
    return get_buffer(scope, unit, has_data, writable, FALSE, count);
}

void *crossbit_get_flat(struct crossbit_scope *scope, size_t unit, BOOL has_data, BOOL writable, size_t *count)
{
    return get_buffer(scope, unit, has_data, writable, TRUE, count);
}

size_t crossbit_unshared(struct crossbit_scope *scope, const void *memory, size_t count)
{
    struct crossbit_region *region = crossbit_find_region(scope, memory, FALSE);

    return region != NULL && region->shared ? 0 : count;
}

void crossbit_put_string(struct crossbit_scope *scope, const void *text, size_t unit)
{
    size_t count = crossbit_string_size(scope, text, unit);

    if (crossbit_put_pointer(scope, text, count, unit))
        crossbit_put_data(scope, text, count * unit);
}

const void *crossbit_get_string(struct crossbit_scope *scope, size_t unit)
{
    size_t count;
    const void *text = crossbit_get_buffer(scope, unit, TRUE, FALSE, &count);

    if (text)
        crossbit_check_string(scope, text, (LONG)count, unit);
    return text;
}

void crossbit_snapshot(struct crossbit_scope *scope, const void *memory)
{
    struct crossbit_region *region = memory ? crossbit_find_region(scope, memory, FALSE) : NULL;

    if (!region || region->bytes == 0)
        return;
    region->before = crossbit_scope_note(scope, region->bytes);
    if (region->before)
        memcpy(region->before, memory, region->bytes);
}

const void *crossbit_before(struct crossbit_scope *scope, const void *memory)
{
    struct crossbit_region *region = crossbit_find_region(scope, memory, FALSE);

    if (!region || !region->before)
        return memory; /* an empty buffer: nobody looks */
    return region->before;
}

size_t crossbit_elements(struct crossbit_scope *scope, const void *memory)
{
    struct crossbit_region *region = crossbit_find_region(scope, memory, FALSE);

    return region ? region->count : 0;
}

size_t crossbit_clamp(struct crossbit_scope *scope, const void *memory, size_t count)
{
    return crossbit_at_most(count, crossbit_elements(scope, memory));
}

size_t crossbit_moved(struct crossbit_scope *scope, const void *before, const void *now)
{
    struct crossbit_region *region = crossbit_find_region(scope, before, FALSE);
    const BYTE *at = now;

    if (!region || at < region->memory || at > region->memory + region->bytes)
        return 0;
    return (size_t)(at - region->memory);
}

size_t crossbit_take_elements(struct crossbit_scope *scope, const void *memory)
{
    struct crossbit_region *region = crossbit_find_region(scope, memory, FALSE);
    UINT64 count = crossbit_get(scope, 8);

    /* A kept struct's region is the callee's alone, which checks it. */
    if (region && count > region->count) {
        crossbit_failf(
            scope, CROSSBIT_E_PROTOCOL, "%I64u elements came back for a buffer of %I64u", count, (UINT64)region->count);
        return 0;
    }
    return (size_t)count;
}

BOOL crossbit_give_pointer(struct crossbit_scope *scope, const void *now, const void *before, BOOL fresh)
{
    struct crossbit_region *region;

    if (!fresh && now == before) {
        crossbit_put(scope, POINTER_SAME, 1);
        return FALSE;
    }
    if (!now) {
        crossbit_put(scope, POINTER_NULL, 1);
        return FALSE;
    }
    /* A pointer may stand at the end of one region and the start of another: the member's own region first. */
    region = before != NULL && !fresh ? find_in(crossbit_find_region(scope, before, FALSE), now, TRUE) : NULL;
    if (!region)
        region = crossbit_find_region(scope, now, TRUE);
    if (region) {
        crossbit_put(scope, POINTER_MOVED, 1);
        crossbit_put(scope, region->address + (size_t)((const BYTE *)now - region->memory), 8);
        return FALSE;
    }
    crossbit_put(scope, POINTER_NEW, 1);
    return TRUE;
}

BOOL crossbit_take_pointer(struct crossbit_scope *scope, const void **pointer)
{
    UINT64 address;

    switch (crossbit_get(scope, 1)) {
    case POINTER_NULL:
        if (SUCCEEDED(scope->status))
            *pointer = NULL;
        return FALSE;
    case POINTER_SAME:
        return FALSE;
    case POINTER_MOVED:
        address = crossbit_get(scope, 8);
        if (SUCCEEDED(scope->status))
            *pointer = (const void *)(UINT_PTR)address;
        return FALSE;
    default:
        return SUCCEEDED(scope->status);
    }
}

/* ---- memory that is never released ------------------------------------------------------------------------------- */

struct constant {
    struct crossbit_node node; /* first: by a hash of the bytes */
    size_t size;
    /* the bytes follow */
};
static struct crossbit_table constants; /* (SRW constants_lock) */
static SRWLOCK constants_lock = SRWLOCK_INIT;

static struct constant *find_constant(UINT64 hash, const void *data, size_t size)
{
    struct constant *constant = (struct constant *)crossbit_table_find(&constants, hash);

    while (constant && (constant->size != size || memcmp(constant + 1, data, size) != 0))
        constant = (struct constant *)crossbit_table_next(&constant->node);
    return constant;
}

/* The same bytes give the same address, so a function that returns static text returns one pointer, as in-process. */
static const void *intern(struct crossbit_scope *scope, const void *data, size_t size)
{
    UINT64 hash = 14695981039346656037ull;
    struct constant *constant;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ ((const BYTE *)data)[i]) * 1099511628211ull;
    AcquireSRWLockShared(&constants_lock);
    constant = find_constant(hash, data, size);
    ReleaseSRWLockShared(&constants_lock);
    if (constant)
        return constant + 1;
    AcquireSRWLockExclusive(&constants_lock);
    constant = find_constant(hash, data, size);
    if (!constant && (constant = malloc(sizeof(*constant) + size)) != NULL) {
        constant->size = size;
        memcpy(constant + 1, data, size);
        if (!crossbit_table_add(&constants, &constant->node, hash)) {
            free(constant);
            constant = NULL;
        }
    }
    ReleaseSRWLockExclusive(&constants_lock);
    if (!constant)
        crossbit_fail(scope, E_OUTOFMEMORY, "out of memory for the DLL's result");
    return constant ? constant + 1 : NULL;
}

void crossbit_give_string(struct crossbit_scope *scope, const void *text, size_t unit)
{
    size_t bytes = crossbit_string_size(scope, text, unit) * unit;

    crossbit_put(scope, bytes, 8);
    crossbit_put_data(scope, text, bytes);
}

const void *crossbit_take_static(struct crossbit_scope *scope)
{
    UINT64 bytes = crossbit_get(scope, 8);
    const void *place = bytes <= 0x7fffff00 ? crossbit_get_place(scope, (size_t)bytes) : NULL;

    return place ? intern(scope, place, (size_t)bytes) : NULL;
}

void crossbit_give_result(struct crossbit_scope *scope, const void *memory, size_t bytes)
{
    crossbit_put(scope, memory != NULL, 1);
    if (memory) {
        crossbit_put(scope, bytes, 8);
        crossbit_put_data(scope, memory, bytes);
    }
}

const void *crossbit_take_result(struct crossbit_scope *scope)
{
    return crossbit_get(scope, 1) ? crossbit_take_static(scope) : NULL;
}

void *crossbit_workspace(struct crossbit_scope *scope, UINT64 size_and_one)
{
    void *memory;

    if (size_and_one == 0)
        return NULL;
    if (size_and_one - 1 > 0x7fffff00) {
        crossbit_failf(scope, CROSSBIT_E_RANGE, "work memory of %I64u bytes: the limit is 2 GB", size_and_one - 1);
        return NULL;
    }
    memory = crossbit_scope_alloc(scope, (size_t)(size_and_one - 1));
    /* The DLL may leave pointers into it in a struct: the program sees them in the memory that it gave. */
    if (memory && scope->keeping)
        crossbit_add_region(
            scope, memory, (size_t)(size_and_one - 1), (size_t)(size_and_one - 1), scope->keeping->address);
    return memory;
}
