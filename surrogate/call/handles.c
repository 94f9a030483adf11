/* SPDX-License-Identifier: MIT */
/* The table of a client's opaque handles: tokens with type, generation and owner. */
#include <stdint.h>
#include <stdlib.h>

#include "core/base/message.h"
#include "crossbit/error.h"
#include "module.h"

#define INDEX_BITS 20
#define INDEX_MASK ((1u << INDEX_BITS) - 1)
#define NONE 0xffffffffu
/* Entries rest at least so long before they are used again: 64 of them for each generation of 12 bits. */
#define REST 64

static uint32_t hash(const void *pointer, uint32_t buckets)
{
    return (uint32_t)(((uintptr_t)pointer >> 3) * 2654435761u) & (buckets - 1);
}

/*
 * A handle of another library object, or of a surrogate that has died and whose place this one has taken, is to be
 * stale here, although both tables fill from the first entry on: so each starts with generations of its own.
 */
static uint16_t next_first_generation(void)
{
    static LONG tables; /* (interlocked) */
    LARGE_INTEGER time;

    QueryPerformanceCounter(&time);
    return (uint16_t)((time.LowPart / 1000 * 31 + (uint32_t)InterlockedIncrement(&tables) * 1237) & 0xfff);
}

void handles_cleanup(struct handle_table *table)
{
    uint32_t i;

    for (i = 0; i < table->count; i++)
        free(table->entries[i].type);
    free(table->entries);
    free(table->buckets);
    memset(table, 0, sizeof(*table));
}

static HRESULT grow(struct handle_table *table)
{
    uint32_t capacity = table->capacity ? table->capacity * 2 : 16, i, bucket;
    struct handle_entry *entries;
    uint32_t *buckets;

    if (capacity > INDEX_MASK)
        return E_OUTOFMEMORY;
    if (!table->capacity)
        table->first_generation = next_first_generation();
    entries = realloc(table->entries, capacity * sizeof(*entries));
    if (!entries)
        return E_OUTOFMEMORY;
    table->entries = entries;
    buckets = malloc(capacity * sizeof(*buckets));
    if (!buckets)
        return E_OUTOFMEMORY;
    free(table->buckets);
    table->buckets = buckets;
    table->bucket_count = table->capacity = capacity;
    for (i = 0; i < capacity; i++)
        buckets[i] = NONE;
    for (i = 0; i < table->count; i++) {
        if (!entries[i].pointer)
            continue;
        bucket = hash(entries[i].pointer, capacity);
        entries[i].next = buckets[bucket];
        buckets[bucket] = i;
    }
    return S_OK;
}

/* Free entries form a queue; an entry that is in it has no bucket, so both use the same link. */
static HRESULT take_entry(struct handle_table *table, uint32_t *index)
{
    HRESULT hr = S_OK;

    if (table->free_count <= REST && table->count == table->capacity)
        hr = grow(table);
    if (table->free_count > REST || (table->free_count && FAILED(hr))) {
        *index = table->free_first;
        table->free_first = table->entries[*index].next;
        table->free_count--;
        return S_OK;
    }
    if (FAILED(hr))
        return hr;
    *index = table->count++;
    memset(&table->entries[*index], 0, sizeof(table->entries[*index]));
    table->entries[*index].generation = table->first_generation;
    return S_OK;
}

HRESULT handles_put(struct handle_table *table, void *pointer, const char *type, uint32_t *token)
{
    struct handle_entry *entry;
    uint32_t index, bucket;
    HRESULT hr;

    *token = 0;
    if (table->bucket_count) {
        for (index = table->buckets[hash(pointer, table->bucket_count)]; index != NONE; index = entry->next) {
            entry = &table->entries[index];
            if (entry->pointer == pointer && !entry->releasing && !strcmp(entry->type, type)) {
                *token = (uint32_t)entry->generation << INDEX_BITS | (index + 1);
                return S_OK;
            }
        }
    }
    hr = take_entry(table, &index);
    if (FAILED(hr))
        return hr;
    entry = &table->entries[index];
    entry->type = _strdup(type);
    if (!entry->type)
        return E_OUTOFMEMORY; /* the entry is lost, as is much else then */
    entry->pointer = pointer;
    bucket = hash(pointer, table->bucket_count);
    entry->next = table->buckets[bucket];
    table->buckets[bucket] = index;
    *token = (uint32_t)entry->generation << INDEX_BITS | (index + 1);
    return S_OK;
}

static struct handle_entry *find(const struct handle_table *table, uint32_t token)
{
    uint32_t index = (token & INDEX_MASK) - 1;
    struct handle_entry *entry;

    if (!(token & INDEX_MASK) || index >= table->count)
        return NULL;
    entry = &table->entries[index];
    return entry->pointer && entry->generation == token >> INDEX_BITS ? entry : NULL;
}

HRESULT handles_get(const struct handle_table *table, uint32_t token, const char *type, void **pointer, BSTR *message)
{
    const struct handle_entry *entry = find(table, token);

    *pointer = NULL;
    if (!entry)
        return message_set(
            message, CROSSBIT_E_STALE_HANDLE, L"the handle 0x%x was released, or never came from this library", token);
    if (strcmp(entry->type, type))
        return message_set(
            message, CROSSBIT_E_STALE_HANDLE, L"the handle 0x%x is of type %hs, not %hs", token, entry->type, type);
    *pointer = entry->pointer;
    return S_OK;
}

void handles_release(struct handle_table *table, uint32_t token)
{
    struct handle_entry *entry = find(table, token);

    if (entry)
        entry->releasing++;
}

void handles_keep(struct handle_table *table, uint32_t token)
{
    struct handle_entry *entry = find(table, token);

    if (entry && entry->releasing)
        entry->releasing--;
}

void handles_drop(struct handle_table *table, uint32_t token)
{
    struct handle_entry *entry = find(table, token);
    uint32_t index, *link;

    if (!entry)
        return;
    index = (uint32_t)(entry - table->entries);
    for (link = &table->buckets[hash(entry->pointer, table->bucket_count)]; *link != index;
         link = &table->entries[*link].next)
        ;
    *link = entry->next;
    free(entry->type);
    entry->type = NULL;
    entry->pointer = NULL;
    entry->releasing = 0;
    entry->generation = (entry->generation + 1) & 0xfff;
    entry->next = NONE;
    if (table->free_count)
        table->entries[table->free_last].next = index;
    else
        table->free_first = index;
    table->free_last = index;
    table->free_count++;
}
