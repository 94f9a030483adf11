/* SPDX-License-Identifier: MIT */
/* What the two runtimes of generated code share beyond crossbit/generated.h. */
#ifndef CROSSBIT_PACK_H
#define CROSSBIT_PACK_H

#include "crossbit/generated.h"

struct crossbit_block {
    struct crossbit_block *next;
    size_t size;
    /* the memory follows, aligned as malloc aligns */
};

/* Memory of the caller's that a pointer in the call leads to. */
struct crossbit_region {
    const BYTE *memory; /* here */
    size_t bytes, count;
    UINT64 address; /* at the caller */
    void *before;   /* copy from before the call, or NULL */
    BOOL shared;    /* the caller sees it, too */
    struct crossbit_region *next;
};

/* Shared memory that a call uses, or the DLL keeps. */
struct crossbit_hold {
    struct crossbit_hold *next;
    void *hold; /* for crossbit_close_shared */
};

/* A function of the program's that the DLL may call until a call ends. */
struct crossbit_lent_thunk {
    struct crossbit_lent_thunk *next;
    unsigned type, slot;
};

/* What the DLL keeps of one parameter after the call. */
struct crossbit_keep {
    const char *what;  /* function and parameter */
    UINT64 address;    /* at the caller */
    const void *owner; /* a handle of the DLL's; NULL: a mirrored struct, which has it in its list, or nothing */
    struct crossbit_block *blocks;
    struct crossbit_hold *holds;
    struct crossbit_region *regions;
    void *memory; /* a struct that is brought back when it changed; NULL: none */
    void *before;
    unsigned record;
    UINT64 hash; /* of all memory, when it was last brought back */
    struct crossbit_keep *next;
};

/* A struct of the caller's that the DLL knows by its address. */
struct crossbit_mirror {
    UINT64 address;
    unsigned record;
    BOOL listed;
    void *memory;
    size_t size;
    struct crossbit_keep *keeps;
    struct crossbit_mirror *next, *next_in_call;
};

/*
 * Zeroed, for the runtime's own bookkeeping: the DLL and the program never see it. NULL and failed when there is none.
 */
void *crossbit_scope_note(struct crossbit_scope *scope, size_t size);
void crossbit_blocks_free(struct crossbit_block *block);
/*
 * Gives hold to the scope, or to what is being kept. FALSE and failed when there is no memory for that: it is closed.
 */
BOOL crossbit_keep_hold(struct crossbit_scope *scope, void *hold);
void crossbit_close_holds(struct crossbit_hold *holds); /* before the blocks are freed: they lie there */
struct crossbit_region *crossbit_find_region(struct crossbit_scope *scope, const void *memory, BOOL inside);

/* A pointer that can be no function, and so is a value that the DLL knows. */
static inline BOOL crossbit_is_value(const void *function)
{
    return (INT_PTR)function >= -0x10000 && (INT_PTR)function <= 0xffff;
}

#endif
