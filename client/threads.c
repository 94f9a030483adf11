/* SPDX-License-Identifier: MIT */
/* The keeper of the multithreaded apartment, the workers in it, and when they end. */
#include "client.h"

#include <stdlib.h>

#include "core/base/apartments.h"
#include "core/base/proxies.h"

/* After the last user: long enough for a program that unloads one library and loads the next. */
#define LINGER_MS 5000
/* Workers that had nothing to do this long end. */
#define WORKER_IDLE_MS 30000

struct worker {
    struct worker *next; /* (CS lock) in idle */
    HANDLE wake;         /* auto-reset */
    runtime_work *work;  /* NULL after a wake: end */
    void *context;
};

static SRWLOCK lock = SRWLOCK_INIT;
static unsigned int users;    /* (CS lock) */
static bool running;          /* (CS lock) a keeper holds the MTA open */
static HANDLE unused;         /* (CS lock) auto-reset: users became 0 */
static struct worker *idle;   /* (CS lock) last in, first out: the warmest first */
static runtime_rest *at_rest; /* (CS lock) */
static LONG threads;          /* (interlocked) keepers and workers */

/* Our threads hold the module, so that the DLL is not unloaded under them. */
static HMODULE module_hold(void)
{
    HMODULE module = NULL;

    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (const wchar_t *)(void *)module_hold, &module);
    return module;
}

static DECLSPEC_NORETURN void thread_end(HMODULE module)
{
    InterlockedDecrement(&threads);
    FreeLibraryAndExitThread(module, 0);
}

/* `module` was held by the creator, for the thread: it could be gone before the thread's first instruction. */
static HRESULT thread_start(LPTHREAD_START_ROUTINE routine, void *context, BSTR *message)
{
    HANDLE thread;

    InterlockedIncrement(&threads);
    thread = CreateThread(NULL, 0, routine, context, 0, NULL);
    if (!thread) {
        InterlockedDecrement(&threads);
        return message_set_win32(message, GetLastError(), L"cannot start a thread");
    }
    CloseHandle(thread);
    return S_OK;
}

struct keeper_start {
    HMODULE module;
    HANDLE ready;
    HRESULT result;
    BSTR *message;
};

static DWORD WINAPI keeper_main(void *context)
{
    struct keeper_start *start = context;
    HMODULE module = start->module;
    struct worker *worker, *next;
    runtime_rest *rest = NULL;
    bool ended = false, failed;
    unsigned int count;

    start->result = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (SUCCEEDED(start->result)) {
        start->result = proxies_register(start->message);
        if (FAILED(start->result))
            CoUninitialize();
    }
    failed = FAILED(start->result);
    SetEvent(start->ready); /* start is gone now */
    if (failed)
        thread_end(module);

    while (!ended) {
        AcquireSRWLockShared(&lock);
        count = users;
        ReleaseSRWLockShared(&lock);
        if (WaitForSingleObject(unused, count ? INFINITE : LINGER_MS) != WAIT_TIMEOUT)
            continue;
        AcquireSRWLockExclusive(&lock);
        if (!users) {
            ended = true;
            running = false;
            rest = at_rest;
            worker = idle;
            idle = NULL;
        }
        ReleaseSRWLockExclusive(&lock);
    }
    if (rest)
        rest();
    for (; worker; worker = next) {
        next = worker->next;
        worker->work = NULL;
        SetEvent(worker->wake);
    }
    proxies_revoke();
    CoUninitialize();
    thread_end(module);
}

void runtime_at_rest(runtime_rest *rest)
{
    AcquireSRWLockExclusive(&lock);
    at_rest = rest;
    ReleaseSRWLockExclusive(&lock);
}

HRESULT runtime_enter(BSTR *message)
{
    struct keeper_start start = {0};
    HRESULT hr = S_OK;

    AcquireSRWLockExclusive(&lock);
    if (!running) {
        if (!unused)
            unused = CreateEventW(NULL, FALSE, FALSE, NULL);
        start.ready = CreateEventW(NULL, TRUE, FALSE, NULL);
        start.message = message;
        start.module = module_hold();
        hr = unused && start.ready ? thread_start(keeper_main, &start, message) : E_OUTOFMEMORY;
        if (SUCCEEDED(hr)) {
            WaitForSingleObject(start.ready, INFINITE); /* our own thread; it has no way past its SetEvent */
            hr = start.result;
        } else if (start.module) {
            FreeLibrary(start.module);
        }
        if (start.ready)
            CloseHandle(start.ready);
        running = SUCCEEDED(hr);
    }
    if (SUCCEEDED(hr))
        users++;
    ReleaseSRWLockExclusive(&lock);
    return hr;
}

void runtime_leave(void)
{
    AcquireSRWLockExclusive(&lock);
    if (!--users)
        SetEvent(unused);
    ReleaseSRWLockExclusive(&lock);
}

bool runtime_in_use(void)
{
    bool in_use;

    AcquireSRWLockShared(&lock);
    in_use = users || *(volatile LONG *)&threads;
    ReleaseSRWLockShared(&lock);
    return in_use;
}

bool runtime_in_mta(void)
{
    return apartment_kind() == APARTMENT_MTA;
}

static DWORD WINAPI worker_main(void *context)
{
    struct worker *worker = context, **link;
    HMODULE module = module_hold();
    HRESULT joined = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    bool taken;

    for (;;) {
        if (!worker->work)
            break;
        worker->work(worker->context);
        worker->work = NULL;
        AcquireSRWLockExclusive(&lock);
        if (!running) {
            ReleaseSRWLockExclusive(&lock);
            break;
        }
        worker->next = idle;
        idle = worker;
        ReleaseSRWLockExclusive(&lock);
        if (WaitForSingleObject(worker->wake, WORKER_IDLE_MS) == WAIT_OBJECT_0)
            continue;
        AcquireSRWLockExclusive(&lock);
        for (link = &idle; *link && *link != worker; link = &(*link)->next)
            ;
        taken = !*link; /* somebody took it right now, and wakes it */
        if (!taken)
            *link = worker->next;
        ReleaseSRWLockExclusive(&lock);
        if (!taken)
            break;
        WaitForSingleObject(worker->wake, INFINITE);
    }
    if (SUCCEEDED(joined))
        CoUninitialize();
    CloseHandle(worker->wake);
    free(worker);
    thread_end(module);
}

HRESULT runtime_start(runtime_work *work, void *context, BSTR *message)
{
    struct worker *worker;
    HRESULT hr;

    AcquireSRWLockExclusive(&lock);
    worker = idle;
    if (worker)
        idle = worker->next;
    ReleaseSRWLockExclusive(&lock);
    if (worker) {
        worker->work = work;
        worker->context = context;
        SetEvent(worker->wake);
        return S_OK;
    }
    worker = calloc(1, sizeof(*worker));
    if (!worker || !(worker->wake = CreateEventW(NULL, FALSE, FALSE, NULL))) {
        free(worker);
        return E_OUTOFMEMORY;
    }
    worker->work = work;
    worker->context = context;
    /* The caller is a user of the runtime, so the module cannot go before the new thread holds it. */
    hr = thread_start(worker_main, worker, message);
    if (FAILED(hr)) {
        CloseHandle(worker->wake);
        free(worker);
    }
    return hr;
}

DWORD runtime_wait(DWORD count, const HANDLE *handles, DWORD timeout_ms)
{
    DWORD index;
    HRESULT hr;

    if (!apartment_pumps())
        return WaitForMultipleObjects(count, handles, FALSE, timeout_ms);
    /* Dispatches messages and incoming COM calls, as COM's own wait in an outgoing call does. */
    hr = CoWaitForMultipleHandles(0, timeout_ms, count, (HANDLE *)handles, &index);
    if (hr == S_OK)
        return WAIT_OBJECT_0 + index;
    return hr == RPC_S_CALLPENDING ? WAIT_TIMEOUT : WAIT_FAILED;
}

struct run {
    runtime_work *work;
    void *context;
    HANDLE done;
};

static void run_on_worker(void *context)
{
    struct run *run = context;

    run->work(run->context);
    SetEvent(run->done);
}

HRESULT runtime_run(runtime_work *work, void *context, BSTR *message)
{
    struct run run = {work, context, NULL};
    HRESULT hr;

    if (runtime_in_mta()) {
        work(context);
        return S_OK;
    }
    /* An event of its own: messages that are dispatched meanwhile may bring another run on this thread. */
    run.done = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (!run.done)
        return E_OUTOFMEMORY;
    hr = runtime_start(run_on_worker, &run, message);
    /* The worker uses this frame: nothing but its end may end the wait. */
    if (SUCCEEDED(hr) && runtime_wait(1, &run.done, INFINITE) != WAIT_OBJECT_0)
        WaitForSingleObject(run.done, INFINITE);
    CloseHandle(run.done);
    return hr;
}
