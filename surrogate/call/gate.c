/* SPDX-License-Identifier: MIT */
/* A library's gate: the lock of serial threading, and the thread of main. */
#include <stdbool.h>
#include <stdint.h>
#include <objbase.h>
#include <stdlib.h>

#include "core/base/message.h"
#include "core/base/proxies.h"
#include "surrogate/load/dll.h"
#include "surrogate/process/fault.h"

HRESULT gate_init(struct gate *gate)
{
    memset(gate, 0, sizeof(*gate));
    gate->last = &gate->first;
    gate->free = CreateEventW(NULL, FALSE, FALSE, NULL);
    gate->wake = CreateEventW(NULL, FALSE, FALSE, NULL);
    InitializeCriticalSection(&gate->lock);
    return gate->free && gate->wake ? S_OK : E_OUTOFMEMORY;
}

void gate_cleanup(struct gate *gate)
{
    if (gate->thread) {
        EnterCriticalSection(&gate->lock);
        gate->stop = true;
        LeaveCriticalSection(&gate->lock);
        SetEvent(gate->wake);
        /* It only empties its queue. A DLL that hangs it (a thread detach that blocks) must not hang us. */
        WaitForSingleObject(gate->thread, 5000);
        CloseHandle(gate->thread);
    }
    if (gate->free)
        CloseHandle(gate->free);
    if (gate->wake)
        CloseHandle(gate->wake);
    DeleteCriticalSection(&gate->lock);
}

static struct gate_work *take_work(struct gate *gate, bool *stop)
{
    struct gate_work *work;

    EnterCriticalSection(&gate->lock);
    work = gate->first;
    if (work) {
        gate->first = work->next;
        if (!gate->first)
            gate->last = &gate->first;
    }
    *stop = gate->stop;
    LeaveCriticalSection(&gate->lock);
    return work;
}

static void run_work(void *context)
{
    struct gate_work *work = context;

    work->run(work);
}

/*
 * The library's own thread: a single-threaded apartment with a message loop, which is what a DLL with windows, or one
 * that uses COM objects with apartments, finds in the program that it was written for.
 */
static DWORD WINAPI thread_main(void *context)
{
    struct gate *gate = context;
    struct gate_work *work;
    struct proxies_cookies cookies;
    bool stop, proxies;
    MSG message;

    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    proxies = SUCCEEDED(proxies_enter_apartment(&cookies, NULL));
    PeekMessageW(&message, NULL, WM_USER, WM_USER, PM_NOREMOVE); /* makes the message queue */
    for (;;) {
        work = take_work(gate, &stop);
        if (work) {
            fault_run(run_work, work);
        } else if (stop) {
            break;
        } else if (MsgWaitForMultipleObjectsEx(1, &gate->wake, INFINITE, QS_ALLINPUT, MWMO_INPUTAVAILABLE) !=
                   WAIT_OBJECT_0) {
            while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
                TranslateMessage(&message);
                DispatchMessageW(&message);
            }
        }
    }
    if (proxies)
        proxies_leave_apartment(&cookies);
    CoUninitialize();
    return 0;
}

HRESULT gate_start_thread(struct gate *gate, BSTR *message)
{
    if (gate->thread)
        return S_OK;
    gate->thread = CreateThread(NULL, 0, thread_main, gate, 0, &gate->thread_id);
    return gate->thread ? S_OK : message_set_win32(message, GetLastError(), L"cannot start the library's own thread");
}

void gate_post(struct gate *gate, struct gate_work *work)
{
    work->next = NULL;
    EnterCriticalSection(&gate->lock);
    *gate->last = work;
    gate->last = &work->next;
    LeaveCriticalSection(&gate->lock);
    SetEvent(gate->wake);
}

bool gate_on_thread(const struct gate *gate)
{
    return gate->thread && gate->thread_id == GetCurrentThreadId();
}

HRESULT gate_enter(struct gate *gate, uint64_t logical, HANDLE process)
{
    HANDLE handles[2] = {gate->free, process};
    bool entered, dead = false, waited = false;

    for (;;) {
        EnterCriticalSection(&gate->lock);
        gate->waiting -= waited;
        entered = !dead && (!gate->owner || gate->owner == logical);
        if (entered) {
            gate->owner = logical;
            gate->depth++;
        }
        waited = !entered && !dead;
        gate->waiting += waited;
        LeaveCriticalSection(&gate->lock);
        if (!waited)
            return entered ? S_OK : E_ABORT;
        /* The event may have been set for an owner that is gone: the loop looks again. */
        dead = WaitForMultipleObjects(process ? 2 : 1, handles, FALSE, 60000) == WAIT_OBJECT_0 + 1;
    }
}

void gate_leave(struct gate *gate)
{
    bool free;

    EnterCriticalSection(&gate->lock);
    free = !--gate->depth;
    if (free)
        gate->owner = 0;
    free = free && gate->waiting; /* setting an event costs more than the rest of a call */
    LeaveCriticalSection(&gate->lock);
    if (free)
        SetEvent(gate->free);
}

struct simple_work {
    struct gate_work work;
    void (*function)(void *context);
    void *context;
    HANDLE done;
};

static void run_simple(struct gate_work *work)
{
    struct simple_work *simple = (struct simple_work *)work;

    simple->function(simple->context);
    SetEvent(simple->done);
}

void gate_run(struct gate *gate, void (*function)(void *context), void *context)
{
    struct simple_work simple = {{run_simple, NULL}, function, context, NULL};
    HANDLE handles[2];

    if (!gate->thread || gate_on_thread(gate) || !(simple.done = CreateEventW(NULL, TRUE, FALSE, NULL))) {
        function(context);
        return;
    }
    gate_post(gate, &simple.work);
    /* Bounded by the thread: the item is on our stack, so nothing less will do. */
    handles[0] = simple.done;
    handles[1] = gate->thread;
    WaitForMultipleObjects(2, handles, FALSE, INFINITE);
    CloseHandle(simple.done);
}
