/* SPDX-License-Identifier: MIT */
/* Threads that call the client while the DLL's thread waits. */
#include "worker.h"

#include <stdbool.h>
#include <objbase.h>
#include <stdlib.h>

#include "chain.h"
#include "core/base/contract.h"
#include "crossbit_com.h"

#define IDLE_MS 10000

struct worker {
    HANDLE event;        /* (RO) auto-reset */
    struct job *job;     /* (CS lock) */
    struct worker *next; /* (CS lock) */
};

static SRWLOCK lock = SRWLOCK_INIT;
static struct worker *idle; /* (CS lock) newest first, so that the rest may end */

void job_release(struct job *job)
{
    if (InterlockedDecrement(&job->references))
        return;
    ICrossbitCallback_Release(job->target);
    CoTaskMemFree(job->reply);
    SysFreeString(job->status.message);
    free(job->args);
    free(job);
}

static void run(struct job *job)
{
    HRESULT hr = contract_run(job->target, job->caller, job->chain_id, job->args_size, job->args, &job->reply_size,
        &job->reply, &job->status);

    job->result = hr;
    chain_lock();
    if (job->waiter)
        chain_finish(job->waiter);
    job->waiter = NULL;
    chain_unlock();
    job_release(job);
}

/* Goes to sleep in the list; false: too long without work, and nobody has chosen this worker meanwhile. */
static bool wait_for_job(struct worker *worker)
{
    struct worker **link;
    bool chosen;

    AcquireSRWLockExclusive(&lock);
    worker->job = NULL;
    worker->next = idle;
    idle = worker;
    ReleaseSRWLockExclusive(&lock);
    if (WaitForSingleObject(worker->event, IDLE_MS) == WAIT_OBJECT_0)
        return true;
    AcquireSRWLockExclusive(&lock);
    chosen = worker->job != NULL;
    if (!chosen) {
        for (link = &idle; *link != worker; link = &(*link)->next)
            ;
        *link = worker->next;
    }
    ReleaseSRWLockExclusive(&lock);
    if (chosen)
        WaitForSingleObject(worker->event, INFINITE); /* it is being set */
    return chosen;
}

static DWORD WINAPI worker_main(void *context)
{
    struct worker *worker = context;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    do
        run(worker->job);
    while (wait_for_job(worker));
    CoUninitialize();
    CloseHandle(worker->event);
    free(worker);
    return 0;
}

HRESULT worker_start(struct job *job)
{
    struct worker *worker;
    HANDLE thread;

    AcquireSRWLockExclusive(&lock);
    worker = idle;
    if (worker) {
        idle = worker->next;
        worker->job = job;
    }
    ReleaseSRWLockExclusive(&lock);
    if (worker) {
        SetEvent(worker->event);
        return S_OK;
    }
    worker = calloc(1, sizeof(*worker));
    if (!worker)
        return E_OUTOFMEMORY;
    worker->job = job;
    worker->event = CreateEventW(NULL, FALSE, FALSE, NULL);
    thread = worker->event ? CreateThread(NULL, 0, worker_main, worker, 0, NULL) : NULL;
    if (!thread) {
        if (worker->event)
            CloseHandle(worker->event);
        free(worker);
        return E_OUTOFMEMORY;
    }
    CloseHandle(thread);
    return S_OK;
}
