/* SPDX-License-Identifier: MIT */
/*
 * A loaded library as long as anybody needs it: its count of references, and the memory of the DLL that was copied for
 * it.
 */
#include "client.h"

#include <stdlib.h>

/* A copy of memory of the DLL's own, which a result pointed to. */
struct keep_entry {
    struct keep_entry *next;
    uint64_t peer;
    size_t size;
    DECLSPEC_ALIGN(16) BYTE bytes[];
};

HRESULT library_keep_memory(struct crossbit_library *library, uint64_t peer, size_t size, void **memory)
{
    struct keep_entry **bucket = &library->memory[(peer ^ peer >> 6 ^ peer >> 12) % ARRAYSIZE(library->memory)], *entry;

    AcquireSRWLockExclusive(&library->lock);
    for (entry = *bucket; entry; entry = entry->next)
        if (entry->peer == peer && entry->size >= size)
            break;
    if (!entry) {
        /* A smaller one of the same address stays: the program may still look at it. */
        entry = calloc(1, sizeof(*entry) + size);
        if (entry) {
            entry->peer = peer;
            entry->size = size;
            entry->next = *bucket;
            *bucket = entry;
        }
    }
    ReleaseSRWLockExclusive(&library->lock);
    *memory = entry ? entry->bytes : NULL;
    return entry ? S_OK : E_OUTOFMEMORY;
}

void library_release(struct crossbit_library *library)
{
    struct crossbit_function *function;
    struct keep_entry *entry;
    size_t i;

    if (!library || InterlockedDecrement(&library->references))
        return;
    while ((function = library->functions)) {
        library->functions = function->next;
        SysFreeString(function->extra);
        free(function);
    }
    for (i = 0; i < ARRAYSIZE(library->memory); i++) {
        while ((entry = library->memory[i])) {
            library->memory[i] = entry->next;
            free(entry);
        }
    }
    cscope_free(library->scope);
    free(library->kept);
    free(library->path);
    free(library);
}
