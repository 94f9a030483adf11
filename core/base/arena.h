/* SPDX-License-Identifier: MIT */
/* Memory that is released all at once: the types of a scope, the native values of one call. Not thread-safe. */
#ifndef CROSSBIT_ARENA_H
#define CROSSBIT_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena { /* zero-initialise */
    struct arena_block *blocks;
    size_t total; /* bytes handed out so far */
};

void *arena_alloc(struct arena *arena, size_t size); /* zeroed, aligned to 16; NULL when out of memory */
char *arena_text(struct arena *arena, const char *text, size_t length); /* a NUL-terminated copy */
void arena_adopt(struct arena *arena, struct arena *other); /* takes all memory of other, which is empty then */
void arena_cleanup(struct arena *arena);

#endif
