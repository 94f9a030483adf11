/* SPDX-License-Identifier: MIT */
/*
 * Waiting threads that can be given work. A thread of the surrogate that waits for a callback, or for another library's
 * thread, goes on serving the nested calls that belong to it, on its own stack, as it would in one process.
 */
#ifndef CROSSBIT_SURROGATE_CHAIN_H
#define CROSSBIT_SURROGATE_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "module.h"

struct chain {
    INT64 id;                   /* (RO) what clients name it by; unique in the process's life, never 0 */
    uint64_t logical;           /* (RO) */
    DWORD thread_id;            /* (RO) */
    struct client *client;      /* (RO) whose calls are accepted; not counted */
    HANDLE event;               /* (RO) auto-reset */
    struct call *first, **last; /* (CS) */
    bool finished;              /* (CS) */
    struct chain *next;         /* (CS) all that wait, newest first; or the pool */
};

/* For the calling thread. NULL without memory. */
struct chain *chain_create(struct client *client);
/*
 * Waits until chain_finish, or until `process` (may be NULL) ends: E_ABORT. Runs the calls it is given meanwhile; those
 * that come too late are bounced. The chain is gone afterwards. forget is called with the lock held when it is E_ABORT.
 */
HRESULT chain_wait(struct chain *chain, HANDLE process, void (*forget)(void *context), void *context);
void chain_lock(void);
void chain_unlock(void);
void chain_finish(struct chain *chain); /* with the lock held */

/*
 * Gives call to the chain named id (or, id 0, to the newest local wait of its library) if its thread still waits and
 * belongs to the same client; returns when it has run. S_FALSE: nobody to give it to.
 */
HRESULT chain_submit(INT64 id, struct call *call);
/* The same for a wait of that very thread in the same logical call. */
HRESULT chain_submit_thread(DWORD thread_id, uint64_t logical, struct call *call);
/* Marks call as done, for whoever waits. */
void chain_complete(struct call *call);
/* Sets call->waiter to a new chain and posts it to the library's own thread; returns when it has run. */
HRESULT chain_post(struct gate *gate, struct call *call);

#endif
