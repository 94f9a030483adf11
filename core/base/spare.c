/* SPDX-License-Identifier: MIT */
/* Large blocks that are kept for the next call, because the heap would give them back to the system. */
#include "spare.h"

#include <stdlib.h>
#include <windows.h>

/* As large as malloc's alignment in either bitness, so that the memory behind it has that, too. */
struct block {
    size_t capacity; /* of that memory */
    size_t padding;
};

enum { LEAST = 0x2000 };
static struct block *volatile spares[4]; /* (interlocked) */

static struct block *take(unsigned place)
{
    return spares[place] != NULL ? InterlockedExchangePointer((void *volatile *)&spares[place], NULL) : NULL;
}

void *crossbit_spare_alloc(size_t size)
{
    struct block *block;

    for (unsigned i = 0; size >= LEAST && i < ARRAYSIZE(spares); i++) {
        block = take(i);
        if (block && block->capacity >= size)
            return block + 1;
        free(block); /* too small for what is asked for now */
    }
    block = size <= (size_t)-1 - sizeof(*block) ? malloc(sizeof(*block) + size) : NULL;
    if (!block)
        return NULL;
    block->capacity = size;
    return block + 1;
}

void crossbit_spare_free(void *memory, size_t most)
{
    struct block *block;

    if (!memory)
        return; /* most calls need none, and free(NULL) is three DLLs deep */
    block = (struct block *)memory - 1;
    if (block->capacity >= LEAST && block->capacity <= most)
        for (unsigned i = 0; i < ARRAYSIZE(spares); i++)
            if (!spares[i] && InterlockedCompareExchangePointer((void *volatile *)&spares[i], block, NULL) == NULL)
                return;
    free(block);
}

void crossbit_spare_trim(void)
{
    for (unsigned i = 0; i < ARRAYSIZE(spares); i++)
        free(take(i));
}
