/* SPDX-License-Identifier: MIT */
/* Decides when this process ends: its users, its grace period, and COM's. */
#include "lifetime.h"

#include <stdbool.h>
#include <objbase.h>
#include <stdlib.h>

/* A COM server that CreateObject loaded: its own objects are not ours to count, so it is asked. */
struct object_server {
    HRESULT(WINAPI *can_unload)(void);
    struct object_server *next;
};

static struct {
    CRITICAL_SECTION lock;
    HANDLE changed;                /* (RO) auto-reset */
    unsigned int objects;          /* (CS lock) */
    DWORD grace_ms;                /* (CS lock) */
    ULONGLONG idle_since;          /* (CS lock) GetTickCount64 when objects became 0 */
    bool used, hurry, ending;      /* (CS lock) */
    struct object_server *servers; /* (CS lock) */
} lifetime;

HRESULT lifetime_init(DWORD grace_ms)
{
    InitializeCriticalSection(&lifetime.lock);
    lifetime.changed = CreateEventW(NULL, FALSE, FALSE, NULL);
    lifetime.grace_ms = grace_ms;
    lifetime.idle_since = GetTickCount64();
    /*
     * The process itself holds one reference to COM's count. Giving it back is the question "is it over?", which COM
     * answers and, when it is, suspends the class object in the same step: no activation can come in between.
     */
    CoAddRefServerProcess();
    return lifetime.changed ? S_OK : HRESULT_FROM_WIN32(GetLastError());
}

HRESULT lifetime_add(void)
{
    HRESULT hr = S_OK;

    CoAddRefServerProcess();
    EnterCriticalSection(&lifetime.lock);
    if (lifetime.ending)
        hr = CO_E_SERVER_STOPPING;
    else
        lifetime.objects++;
    LeaveCriticalSection(&lifetime.lock);
    if (FAILED(hr))
        CoReleaseServerProcess();
    return hr;
}

void lifetime_release(void)
{
    bool last;

    CoReleaseServerProcess();
    EnterCriticalSection(&lifetime.lock);
    last = !--lifetime.objects;
    if (last) {
        lifetime.idle_since = GetTickCount64();
        lifetime.used = true;
    }
    LeaveCriticalSection(&lifetime.lock);
    if (last)
        SetEvent(lifetime.changed);
}

void lifetime_used(void)
{
    EnterCriticalSection(&lifetime.lock);
    lifetime.used = true;
    lifetime.hurry = false;
    LeaveCriticalSection(&lifetime.lock);
}

void lifetime_set_grace(DWORD grace_ms)
{
    EnterCriticalSection(&lifetime.lock);
    lifetime.grace_ms = grace_ms;
    LeaveCriticalSection(&lifetime.lock);
    SetEvent(lifetime.changed);
}

void lifetime_hurry(void)
{
    EnterCriticalSection(&lifetime.lock);
    lifetime.hurry = true;
    LeaveCriticalSection(&lifetime.lock);
    SetEvent(lifetime.changed);
}

void lifetime_object_server(HRESULT(WINAPI *can_unload)(void))
{
    struct object_server *server;

    EnterCriticalSection(&lifetime.lock);
    for (server = lifetime.servers; server && server->can_unload != can_unload; server = server->next)
        ;
    if (!server && (server = malloc(sizeof(*server)))) {
        server->can_unload = can_unload;
        server->next = lifetime.servers;
        lifetime.servers = server;
    }
    LeaveCriticalSection(&lifetime.lock);
}

/* Asked without the lock: the server's answer may take locks of its own. The list only grows at its head. */
static bool object_servers_busy(void)
{
    struct object_server *server;

    EnterCriticalSection(&lifetime.lock);
    server = lifetime.servers;
    LeaveCriticalSection(&lifetime.lock);
    for (; server; server = server->next)
        if (server->can_unload() != S_OK)
            return true;
    return false;
}

/* Milliseconds until the process should try to end; 0: now. hurry: its last client is dead. */
static DWORD time_left(bool *hurry)
{
    ULONGLONG now = GetTickCount64(), end;
    DWORD left = INFINITE;

    EnterCriticalSection(&lifetime.lock);
    *hurry = lifetime.hurry;
    if (!lifetime.objects) {
        end = lifetime.idle_since + (!lifetime.used ? LIFETIME_UNUSED_MS : lifetime.hurry ? 0 : lifetime.grace_ms);
        left = now >= end ? 0 : (DWORD)(end - now);
    }
    LeaveCriticalSection(&lifetime.lock);
    return left;
}

/* No object may come any more, unless one is there already. */
static bool decide_end(void)
{
    bool ending;

    EnterCriticalSection(&lifetime.lock);
    ending = lifetime.ending = !lifetime.objects;
    LeaveCriticalSection(&lifetime.lock);
    return ending;
}

void lifetime_wait(void (*revoke)(void))
{
    DWORD left;
    bool hurry;

    for (;;) {
        left = time_left(&hurry);
        if (left) {
            /* Nothing is missed by looking again once a minute; the event makes it prompt. */
            WaitForSingleObject(lifetime.changed, left < 60000 ? left : 60000);
            continue;
        }
        /* What a dead client held counts forever in a server of its objects: nobody is left to release it. */
        if (!hurry && object_servers_busy()) {
            WaitForSingleObject(lifetime.changed, 500);
            continue;
        }
        if (CoReleaseServerProcess() == 0) {
            /*
             * Under Wine class objects are never suspended (CoSuspendClassObjects does nothing), so an activation may
             * have passed just before they are revoked: its object counts, and the process goes on with it.
             */
            if (revoke) {
                revoke();
                revoke = NULL;
            }
            if (decide_end())
                return;
        }
        CoAddRefServerProcess();
        WaitForSingleObject(lifetime.changed, 20); /* somebody is between COM's count and ours */
    }
}
