/* SPDX-License-Identifier: MIT */
/* Memory that is freed all at once. */
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_FIRST 512 /* most calls need no more */
#define ARENA_BLOCK 16384
#define ARENA_ALIGN 16

struct arena_block {
    struct arena_block *next;
    size_t used, size; /* of the bytes after the header */
};
#define HEADER ((sizeof(struct arena_block) + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1))

/* malloc aligns to 8 only in 32-bit processes, so the first bytes of a block are found from its address. */
static char *block_bytes(struct arena_block *block)
{
    return (char *)(((uintptr_t)block + HEADER + ARENA_ALIGN - 1) & ~(uintptr_t)(ARENA_ALIGN - 1));
}

void *arena_alloc(struct arena *arena, size_t size)
{
    struct arena_block *block = arena->blocks;
    size_t block_size;
    void *memory;

    if (size > SIZE_MAX / 2)
        return NULL;
    size = size ? (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1) : ARENA_ALIGN;
    if (!block || size > block->size - block->used) {
        block_size = !block ? ARENA_FIRST : block->size < ARENA_BLOCK / 2 ? block->size * 2 : ARENA_BLOCK;
        if (block_size < size)
            block_size = size;
        block = calloc(1, HEADER + ARENA_ALIGN + block_size);
        if (!block)
            return NULL;
        block->size = block_size;
        if (arena->blocks && size > ARENA_BLOCK / 2) { /* the current block still has room for small ones */
            block->next = arena->blocks->next;
            arena->blocks->next = block;
        } else {
            block->next = arena->blocks;
            arena->blocks = block;
        }
    }
    memory = block_bytes(block) + block->used;
    block->used += size;
    arena->total += size;
    return memory;
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
        free(block);
    }
    arena->blocks = NULL;
    arena->total = 0;
}
