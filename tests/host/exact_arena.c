/* SPDX-License-Identifier: MIT */
/* An arena whose parts are each a block of its own and as long as was asked for, so that the sanitizer sees every step
 * beyond. */
#include "core/base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
    struct arena_block *next;
    void *memory;
};

void *arena_alloc(struct arena *arena, size_t size)
{
    struct arena_block *block = size > SIZE_MAX / 2 ? NULL : malloc(sizeof(*block));

    if (!block)
        return NULL;
    block->memory = calloc(1, size);
    if (!block->memory) {
        free(block);
        return NULL;
    }
    block->next = arena->blocks;
    arena->blocks = block;
    arena->total += size;
    return block->memory;
}

char *arena_text(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);

    if (copy)
        memcpy(copy, text, length);
    return copy;
}

void arena_adopt(struct arena *arena, struct arena *other)
{
    struct arena_block **last = &other->blocks;

    while (*last)
        last = &(*last)->next;
    *last = arena->blocks;
    arena->blocks = other->blocks;
    arena->total += other->total;
    *other = (struct arena){0};
}

void arena_cleanup(struct arena *arena)
{
    struct arena_block *block = arena->blocks, *next;

    for (; block; block = next) {
        next = block->next;
        free(block->memory);
        free(block);
    }
    arena->blocks = NULL;
    arena->total = 0;
}
