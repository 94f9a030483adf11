/* SPDX-License-Identifier: MIT */
/* Threads that make the COM calls of callbacks, while the DLL's thread waits for them and for nested calls. */
#ifndef CROSSBIT_SURROGATE_WORKER_H
#define CROSSBIT_SURROGATE_WORKER_H

#include <stdint.h>
#include <windows.h>

#include "crossbit_com.h"

struct chain;

struct job {
    LONG references;           /* (interlocked) the waiter's and the worker's */
    ICrossbitCallback *target; /* holds a reference */
    INT64 caller, chain_id;
    uint8_t *args; /* owned (free) */
    ULONG args_size;
    /* (CS of chain.c) */
    struct chain *waiter; /* NULL: nobody waits any more */
    /* Written by the worker before it ends the wait: */
    HRESULT result;
    ULONG reply_size;
    BYTE *reply; /* owned (CoTaskMemFree) */
    CrossbitStatus status;
    struct job *next;
};
void job_release(struct job *job);
/* Runs target's Run on a thread of the pool, and ends the wait of job->waiter. */
HRESULT worker_start(struct job *job);

#endif
