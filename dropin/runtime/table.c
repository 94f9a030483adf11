/* SPDX-License-Identifier: MIT */
/* Tables of records by key: chains whose number doubles when there are more records than chains. */
#include "table.h"

#include <stdlib.h>

static struct crossbit_node **bucket_of(const struct crossbit_table *table, UINT64 key)
{
    return &table->buckets[(key * 0x9e3779b97f4a7c15ull) >> 32 & (table->size - 1)];
}

/* Without memory for more chains the table goes on with those that it has; FALSE: it has none. */
static BOOL grow(struct crossbit_table *table)
{
    struct crossbit_table grown = {.size = table->size ? table->size * 2 : 64};
    struct crossbit_node *node, **tail;
    size_t i;

    grown.buckets = calloc(grown.size, sizeof(*grown.buckets));
    if (!grown.buckets)
        return table->size != 0;
    for (i = 0; i < table->size; i++)
        while ((node = table->buckets[i]) != NULL) {
            table->buckets[i] = node->next;
            for (tail = bucket_of(&grown, node->key); *tail != NULL; tail = &(*tail)->next)
                ; /* at the end: those of one key keep their order */
            node->next = NULL;
            *tail = node;
        }
    free(table->buckets);
    table->buckets = grown.buckets;
    table->size = grown.size;
    return TRUE;
}

BOOL crossbit_table_add(struct crossbit_table *table, struct crossbit_node *node, UINT64 key)
{
    struct crossbit_node **bucket;

    if (table->count == table->size && !grow(table))
        return FALSE;
    bucket = bucket_of(table, key);
    node->key = key;
    node->next = *bucket;
    *bucket = node;
    table->count++;
    return TRUE;
}

struct crossbit_node *crossbit_table_find(const struct crossbit_table *table, UINT64 key)
{
    struct crossbit_node *node = table->size ? *bucket_of(table, key) : NULL;

    while (node && node->key != key)
        node = node->next;
    return node;
}

struct crossbit_node *crossbit_table_next(const struct crossbit_node *node)
{
    struct crossbit_node *next = node->next;

    while (next && next->key != node->key)
        next = next->next;
    return next;
}

void crossbit_table_remove(struct crossbit_table *table, struct crossbit_node *node)
{
    struct crossbit_node **at = bucket_of(table, node->key);

    while (*at != node)
        at = &(*at)->next;
    *at = node->next;
    table->count--;
}

void crossbit_table_free(struct crossbit_table *table, void (*release)(struct crossbit_node *node))
{
    struct crossbit_node *node;
    size_t i;

    for (i = 0; i < table->size; i++)
        while ((node = table->buckets[i]) != NULL) {
            table->buckets[i] = node->next;
            release(node);
        }
    free(table->buckets);
    *table = (struct crossbit_table){0};
}
