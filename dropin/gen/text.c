/* SPDX-License-Identifier: MIT */
/* Memory that lives as long as the run, text that grows, and tables from names to pointers. */
#include "text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct block {
    struct block *next;
    size_t used, size;
    /* the memory follows */
};

struct arena {
    struct block *blocks;
};

enum { BLOCK_SIZE = 256 * 1024, ALIGNMENT = 16 };

static void out_of_memory(void)
{
    fputs("crossbit-gen: out of memory\n", stderr);
    exit(3);
}

struct arena *arena_create(void)
{
    struct arena *arena = calloc(1, sizeof(*arena));
    if (!arena)
        out_of_memory();
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    while (arena->blocks) {
        struct block *block = arena->blocks;
        arena->blocks = block->next;
        free(block);
    }
    free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t header = (sizeof(struct block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct block *block = arena->blocks;
    void *memory;

    if (size > SIZE_MAX / 2)
        out_of_memory();
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!block || block->size - block->used < size) {
        size_t total = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        block = calloc(1, header + total);
        if (!block)
            out_of_memory();
        block->size = total;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    memory = (char *)block + header + block->used;
    block->used += size;
    return memory;
}

char *arena_strndup(struct arena *arena, const char *text, size_t size)
{
    char *copy = arena_alloc(arena, size + 1);
    memcpy(copy, text, size);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    va_list copy;
    int size;
    char *text;

    va_copy(copy, args);
    size = vsnprintf(NULL, 0, format, copy);
    va_end(copy);
    if (size < 0)
        out_of_memory();
    text = arena_alloc(arena, (size_t)size + 1);
    vsnprintf(text, (size_t)size + 1, format, args);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

static void text_reserve(struct text *text, size_t more)
{
    size_t capacity = text->capacity ? text->capacity : 128;
    char *data;

    if (text->data && text->capacity - text->size > more)
        return;
    while (capacity - text->size <= more)
        capacity *= 2;
    data = arena_alloc(text->arena, capacity);
    if (text->data)
        memcpy(data, text->data, text->size);
    text->data = data;
    text->capacity = capacity;
}

void text_add_size(struct text *text, const char *string, size_t size)
{
    text_reserve(text, size);
    memcpy(text->data + text->size, string, size);
    text->size += size;
    text->data[text->size] = 0;
}

void text_add(struct text *text, const char *string)
{
    text_add_size(text, string, strlen(string));
}

void text_printf(struct text *text, const char *format, ...)
{
    va_list args, copy;
    int size;

    va_start(args, format);
    va_copy(copy, args);
    size = vsnprintf(NULL, 0, format, copy);
    va_end(copy);
    if (size < 0)
        out_of_memory();
    text_reserve(text, (size_t)size);
    vsnprintf(text->data + text->size, (size_t)size + 1, format, args);
    text->size += (size_t)size;
    va_end(args);
}

struct entry {
    const char *key;
    void *value;
};

struct table {
    struct arena *arena;
    struct entry *entries;
    size_t count, capacity; /* capacity is a power of two */
};

struct table *table_create(struct arena *arena)
{
    struct table *table = arena_alloc(arena, sizeof(*table));
    table->arena = arena;
    table->capacity = 1024;
    table->entries = arena_alloc(arena, table->capacity * sizeof(*table->entries));
    return table;
}

static struct entry *table_slot(struct entry *entries, size_t capacity, const char *key)
{
    uint64_t hash = 1469598103934665603u;
    size_t i;

    for (const char *p = key; *p; p++)
        hash = (hash ^ (unsigned char)*p) * 1099511628211u;
    for (i = (size_t)hash & (capacity - 1); entries[i].key != NULL; i = (i + 1) & (capacity - 1))
        if (strcmp(entries[i].key, key) == 0)
            break;
    return &entries[i];
}

void *table_get(const struct table *table, const char *key)
{
    return table_slot(table->entries, table->capacity, key)->value;
}

void table_set(struct table *table, const char *key, void *value)
{
    struct entry *slot;

    if (table->count * 2 >= table->capacity) {
        size_t capacity = table->capacity * 2;
        struct entry *entries = arena_alloc(table->arena, capacity * sizeof(*entries));
        for (size_t i = 0; i < table->capacity; i++)
            if (table->entries[i].key)
                *table_slot(entries, capacity, table->entries[i].key) = table->entries[i];
        table->entries = entries;
        table->capacity = capacity;
    }
    slot = table_slot(table->entries, table->capacity, key);
    if (!slot->key) {
        slot->key = key;
        table->count++;
    }
    slot->value = value;
}
