/* SPDX-License-Identifier: MIT */
/* A table of records by a 64-bit key, which grows with what is in it. The owner has the lock. */
#ifndef CROSSBIT_TABLE_H
#define CROSSBIT_TABLE_H

#include <windows.h>

/* In each record. Several may have one key. */
struct crossbit_node {
    struct crossbit_node *next; /* of the same bucket */
    UINT64 key;
};

/* Zero-initialised: empty. */
struct crossbit_table {
    struct crossbit_node **buckets; /* (own) */
    size_t size;                    /* of them, 0 or a power of two */
    size_t count;
};

/* FALSE: out of memory, nothing is added. */
BOOL crossbit_table_add(struct crossbit_table *table, struct crossbit_node *node, UINT64 key);
/* The one with that key that was added last; NULL: none. */
struct crossbit_node *crossbit_table_find(const struct crossbit_table *table, UINT64 key);
/* The one with the same key that was added before it. */
struct crossbit_node *crossbit_table_next(const struct crossbit_node *node);
void crossbit_table_remove(struct crossbit_table *table, struct crossbit_node *node); /* it is in there */
/* Calls release for every record, and empties the table. */
void crossbit_table_free(struct crossbit_table *table, void (*release)(struct crossbit_node *node));

#endif
