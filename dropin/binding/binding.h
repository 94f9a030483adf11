/* SPDX-License-Identifier: MIT */
/* Private to the binding's runtime. */
#ifndef CROSSBIT_BINDING_PRIVATE_H
#define CROSSBIT_BINDING_PRIVATE_H

#include "dropin/runtime/pack.h"
#include "dropin/runtime/table.h"

struct handle_entry {
    void *native; /* NULL: free */
    unsigned kind;
    BYTE generation;
    BOOL closing; /* the DLL is releasing it: the same address may be another object already */
    unsigned next_free, next_hash;
};

/* Numbers that stand for values: tokens, allocations, owned memory. */
struct values {
    struct crossbit_table by_native, by_wire;
};
struct table_value {
    struct crossbit_node by_native; /* first */
    struct crossbit_node by_wire;
    const void *native;
    UINT64 wire;
};

enum { HASH_SIZE = 1024 };

/* One client's view of the DLL. Handles, tokens and mirrored structs belong to it. */
struct binding {
    struct crossbit_callee callee; /* first: the object itself */
    IUnknown *sink;                /* (RO after attach) */
    HANDLE client;                 /* (RO after attach) its process, to duplicate handles; NULL: not allowed */
    LONG session;                  /* (RO after attach) */
    SRWLOCK lock;                  /* everything below */
    struct handle_entry *handles;
    unsigned handle_count, handle_capacity, free_handle;
    unsigned handle_hash[HASH_SIZE]; /* index + 1 */
    struct values tokens, allocations, owned;
    UINT64 next_token, next_owned;
    struct crossbit_mirror *mirrors;
    struct crossbit_keep *keeps; /* of handles */
};

struct binding *binding_of(struct crossbit_scope *scope);
void binding_free_tables(struct binding *binding);
void binding_free_keeps(struct binding *binding, const void *owner); /* of a handle that was closed */
/* The functions that the DLL may call until this call ends. */
void binding_release_thunks(struct crossbit_scope *scope);
void binding_drop_thunks(struct binding *binding);
HRESULT crossbit_reply(struct crossbit_scope *scope, LONG *size, hyper **data);
struct crossbit_scope *binding_current_scope(void);

#endif
