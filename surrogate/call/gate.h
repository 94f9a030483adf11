/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_GATE_H
#define CROSSBIT_GATE_H

#include <stdbool.h>
#include <stdint.h>
#include <windows.h>

/* Work for a library's own thread. The item belongs to its maker and stays until run has been called. */
struct gate_work {
    void (*run)(struct gate_work *work);
    struct gate_work *next;
};

/*
 * gate.c. A logical call is what a client sees as one call stack: nested calls inside callbacks belong to it, whichever
 * of our threads runs them. The serial lock is owned by a logical call, so that nesting never blocks itself.
 */
struct gate {
    CRITICAL_SECTION lock;
    HANDLE free;          /* (RO) auto-reset: set when owner becomes 0 and somebody waits */
    uint64_t owner;       /* (CS lock) logical call that holds the serial lock; 0: none */
    unsigned int depth;   /* (CS lock) */
    unsigned int waiting; /* (CS lock) threads that wait for `free` */
    HANDLE thread;        /* (RO once gate_start_thread has been called) the library's own thread; NULL: none */
    DWORD thread_id;
    HANDLE wake;                     /* (RO) auto-reset, for the thread */
    struct gate_work *first, **last; /* (CS lock) */
    bool stop;                       /* (CS lock) */
    struct chain *local_wait;        /* (CS of chain.c) the newest wait in a callback that cannot carry a chain */
};
HRESULT gate_init(struct gate *gate);
void gate_cleanup(struct gate *gate);                        /* ends the thread; no call may be under way */
HRESULT gate_start_thread(struct gate *gate, BSTR *message); /* does nothing when there is one */
void gate_post(struct gate *gate, struct gate_work *work);
bool gate_on_thread(const struct gate *gate);
/* Waits for the serial lock, at most until `process` (may be NULL) ends: E_ABORT. */
HRESULT gate_enter(struct gate *gate, uint64_t logical, HANDLE process);
void gate_leave(struct gate *gate);
/* Runs function on the library's own thread and waits for it. Not for calls, which have callbacks to wait for. */
void gate_run(struct gate *gate, void (*function)(void *context), void *context);

#endif
