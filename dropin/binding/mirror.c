/* SPDX-License-Identifier: MIT */
/*
 * Structs that the program owns and the DLL knows by their address. The DLL gets a struct of its own, always the same
 * for one address of the program's, and what functions keep hangs on it.
 */
#include "binding.h"

#include <stdlib.h>
#include <string.h>

/* The program's own members may hold anything before it opens the struct, and only what the DLL wrote may come back: a
 * member that still holds the pattern was not written. */
enum { POISON = 0xa5 };

void crossbit_unpoison(void *member, size_t size)
{
    BYTE *bytes = member;

    for (size_t i = 0; i < size; i++)
        if (bytes[i] != POISON)
            return;
    memset(member, 0, size);
}

static void free_keep(struct crossbit_keep *keep)
{
    if (!keep)
        return;
    crossbit_close_holds(keep->holds);
    crossbit_blocks_free(keep->blocks);
    free(keep);
}

static void free_mirror(struct crossbit_mirror *mirror)
{
    while (mirror->keeps) {
        struct crossbit_keep *keep = mirror->keeps;
        mirror->keeps = keep->next;
        free_keep(keep);
    }
    free(mirror->memory);
    free(mirror);
}

/* Removes it from the binding's list. The binding's lock is held. */
static void unlist(struct binding *binding, struct crossbit_mirror *mirror)
{
    struct crossbit_mirror **at = &binding->mirrors;

    while (*at && *at != mirror)
        at = &(*at)->next;
    if (*at)
        *at = mirror->next;
    mirror->listed = FALSE;
}

void *crossbit_mirror(struct crossbit_scope *scope, unsigned record, UINT64 address, size_t size, BOOL opens)
{
    struct binding *binding = binding_of(scope);
    struct crossbit_mirror *mirror;

    if (address == 0 || FAILED(scope->status))
        return NULL;
    for (mirror = scope->mirrors; mirror != NULL; mirror = mirror->next_in_call)
        if (mirror->address == address && mirror->record == record)
            return mirror->memory; /* the same struct twice in one call: what it holds was sent already */
    AcquireSRWLockExclusive(&binding->lock);
    for (mirror = binding->mirrors; mirror != NULL; mirror = mirror->next)
        if (mirror->address == address && mirror->record == record)
            break;
    if (mirror && opens) { /* the program began anew without closing: the old one is lost, as in-process */
        unlist(binding, mirror);
        mirror = NULL;
    }
    ReleaseSRWLockExclusive(&binding->lock);
    if (!mirror) {
        /* A struct that no function opened gets a fresh one: the DLL then answers as it does to such a struct. */
        mirror = calloc(1, sizeof(*mirror));
        if (mirror != NULL && (mirror->memory = calloc(1, size)) == NULL) {
            free(mirror);
            mirror = NULL;
        }
        if (!mirror) {
            crossbit_fail(scope, E_OUTOFMEMORY, "the surrogate has no memory left");
            return NULL;
        }
        mirror->address = address;
        mirror->record = record;
        mirror->size = size;
        if (opens)
            memset(mirror->memory, POISON, size);
    }
    scope->opening = opens;
    mirror->next_in_call = scope->mirrors;
    scope->mirrors = mirror;
    crossbit_add_region(scope, mirror->memory, mirror->size, 1, address);
    return mirror->memory;
}

static struct crossbit_mirror *mirror_of(struct crossbit_scope *scope, const void *memory)
{
    struct crossbit_mirror *mirror = scope->mirrors;

    while (mirror && mirror->memory != memory)
        mirror = mirror->next_in_call;
    return mirror;
}

/* Only marked here: other parameters may still lead to it. The scope's end acts. */
void crossbit_mirror_done(struct crossbit_scope *scope, void *memory, BOOL dead)
{
    struct binding *binding = binding_of(scope);
    struct crossbit_mirror *mirror = mirror_of(scope, memory);

    if (!mirror)
        return;
    AcquireSRWLockExclusive(&binding->lock);
    if (dead)
        unlist(binding, mirror);
    else if (!mirror->listed) {
        struct crossbit_mirror *at = binding->mirrors;
        while (at && at != mirror)
            at = at->next;
        if (!at) {
            mirror->next = binding->mirrors;
            binding->mirrors = mirror;
        }
        mirror->listed = TRUE;
    }
    ReleaseSRWLockExclusive(&binding->lock);
}

/* At the end of the call: what is in no list is over. */
void binding_release_mirrors(struct crossbit_scope *scope)
{
    while (scope->mirrors) {
        struct crossbit_mirror *mirror = scope->mirrors;
        scope->mirrors = mirror->next_in_call;
        mirror->next_in_call = NULL;
        if (!mirror->listed)
            free_mirror(mirror);
    }
}

void binding_free_mirrors(struct binding *binding)
{
    while (binding->mirrors) {
        struct crossbit_mirror *mirror = binding->mirrors;
        binding->mirrors = mirror->next;
        free_mirror(mirror);
    }
}

/*
 * ---- what the DLL keeps ---------------------------------------------------------------------------------------------
 */

static UINT64 hash_keep(const struct crossbit_keep *keep)
{
    UINT64 hash = 14695981039346656037ull;

    for (const struct crossbit_block *block = keep->blocks; block != NULL; block = block->next) {
        const BYTE *bytes = (const BYTE *)(block + 1);
        if ((const void *)bytes == keep->before)
            continue;
        for (size_t i = 0; i < block->size; i++)
            hash = (hash ^ bytes[i]) * 1099511628211ull;
    }
    return hash;
}

void crossbit_keep_begin(struct crossbit_scope *scope, const void *owner, const char *what, UINT64 address)
{
    struct crossbit_mirror *mirror = owner ? mirror_of(scope, owner) : NULL;
    struct crossbit_keep *keep, **at;

    if (FAILED(scope->status))
        return;
    keep = calloc(1, sizeof(*keep));
    if (!keep) {
        crossbit_fail(scope, E_OUTOFMEMORY, "the surrogate has no memory left");
        return;
    }
    keep->what = what;
    keep->address = address;
    scope->keeping = keep;
    if (!mirror) {
        /* Owned by a handle: it stays until that is closed. */
        struct binding *binding = binding_of(scope);
        keep->owner = owner;
        AcquireSRWLockExclusive(&binding->lock);
        keep->next = binding->keeps;
        binding->keeps = keep;
        ReleaseSRWLockExclusive(&binding->lock);
        return;
    }
    for (at = &mirror->keeps; *at != NULL; at = &(*at)->next)
        if (strcmp((*at)->what, what) == 0) { /* the same parameter again: replaced */
            struct crossbit_keep *old = *at;
            *at = old->next;
            free_keep(old);
            break;
        }
    keep->next = mirror->keeps;
    mirror->keeps = keep;
}

void binding_free_keeps(struct binding *binding, const void *owner)
{
    struct crossbit_keep **at, *keep, *list = NULL;

    AcquireSRWLockExclusive(&binding->lock);
    for (at = &binding->keeps; (keep = *at) != NULL;)
        if (keep->owner == owner) {
            *at = keep->next;
            keep->next = list;
            list = keep;
        } else
            at = &keep->next;
    ReleaseSRWLockExclusive(&binding->lock);
    while ((keep = list) != NULL) {
        list = keep->next;
        free_keep(keep);
    }
}

void crossbit_keep_end(struct crossbit_scope *scope, void *memory, unsigned record)
{
    struct crossbit_keep *keep = scope->keeping;
    size_t size = crossbit_binding.records[record].size;

    if (keep && memory) {
        keep->record = record;
        keep->memory = memory;
        keep->before = crossbit_scope_alloc(scope, size);
        if (keep->before)
            memcpy(keep->before, memory, size);
        keep->hash = hash_keep(keep);
    }
    scope->keeping = NULL;
}

/*
 * Structs that the DLL kept and has written to since the last call. Only those: the program may have freed the others.
 */
void crossbit_give_kept(struct crossbit_scope *scope, const void *owner)
{
    struct crossbit_mirror *mirror = mirror_of(scope, owner);

    for (struct crossbit_keep *keep = mirror ? mirror->keeps : NULL; keep != NULL; keep = keep->next) {
        UINT64 hash;
        if (!keep->memory || (hash = hash_keep(keep)) == keep->hash)
            continue;
        crossbit_put(scope, 1, 1);
        crossbit_put(scope, keep->address, 8);
        crossbit_put(scope, keep->record, 4);
        crossbit_binding.records[keep->record].give(scope, keep->memory, keep->before, ~(UINT64)0);
        memcpy(keep->before, keep->memory, crossbit_binding.records[keep->record].size);
        keep->hash = hash;
    }
    crossbit_put(scope, 0, 1);
}
