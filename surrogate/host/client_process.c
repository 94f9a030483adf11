/* SPDX-License-Identifier: MIT */
/* Clients by their processes: who calls, and who is told when a client dies. */
#include "client_process.h"

#include <stdbool.h>
#include <objbase.h>
#include <rpc.h>
#include <stdlib.h>

#include "core/base/log.h"
#include "core/base/message.h"
#include "core/base/proxies.h"
#include "surrogate/process/lifetime.h"

struct client {
    LONG references;     /* (interlocked) the list holds one until death, and so does the wait */
    DWORD process_id;    /* (RO) */
    HANDLE process;      /* (RO) */
    HANDLE wait;         /* (RO) */
    unsigned int bits;   /* (RO) */
    LONG dead;           /* (interlocked) */
    struct client *next; /* (CS lock) */
};

static CRITICAL_SECTION lock;
static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static struct client *clients;      /* (CS lock) the living */
static struct client_watch watches; /* (CS lock) ring of all objects that want to know */

static BOOL CALLBACK init(INIT_ONCE *unused, void *parameter, void **context)
{
    (void)unused, (void)parameter, (void)context;
    InitializeCriticalSection(&lock);
    watches.next = watches.previous = &watches;
    return TRUE;
}

static void enter(void)
{
    InitOnceExecuteOnce(&once, init, NULL, NULL);
    EnterCriticalSection(&lock);
}

void client_addref(struct client *client)
{
    if (client)
        InterlockedIncrement(&client->references);
}

void client_release(struct client *client)
{
    if (client && !InterlockedDecrement(&client->references)) {
        if (client->wait)
            UnregisterWait(client->wait);
        CloseHandle(client->process);
        free(client);
    }
}

HANDLE client_process(const struct client *client)
{
    return client->process;
}

DWORD client_process_id(const struct client *client)
{
    return client->process_id;
}

unsigned int client_bits(const struct client *client)
{
    return client->bits;
}

bool client_is_dead(const struct client *client)
{
    return client->dead;
}

/* Tells every object, one after the other, without the lock: what they drop may run a DLL's code, and take long. */
static void tell_all(struct client *client)
{
    struct client_watch *watch, *previous = NULL;

    for (;;) {
        enter();
        watch = previous ? previous->next : watches.next;
        while (watch != &watches && !watch->hold(watch))
            watch = watch->next;
        LeaveCriticalSection(&lock);
        if (previous)
            previous->unhold(previous);
        if (watch == &watches)
            return;
        watch->drop(watch, client);
        previous = watch;
    }
}

static void CALLBACK on_death(void *context, BOOLEAN timed_out)
{
    struct client *client = context, **link;
    bool alone;

    (void)timed_out;
    InterlockedExchange(&client->dead, 1);
    enter();
    for (link = &clients; *link && *link != client; link = &(*link)->next)
        ;
    if (*link)
        *link = client->next;
    alone = !clients;
    LeaveCriticalSection(&lock);
    crossbit_log_line(L"client %lu ended", client->process_id);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (alone)
        lifetime_hurry();
    tell_all(client);
    CoUninitialize();
    client_release(client); /* the list's */
    client_release(client); /* the wait's */
}

static unsigned int process_bits(HANDLE process)
{
    SYSTEM_INFO system;
    BOOL wow64 = false;

    GetNativeSystemInfo(&system);
    if (system.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_INTEL)
        return 32;
    return IsWow64Process(process, &wow64) && wow64 ? 32 : 64;
}

HRESULT client_open(DWORD process_id, struct client **opened, BSTR *message)
{
    struct client *client;
    HRESULT hr = S_OK;
    DWORD error;

    *opened = NULL;
    enter();
    for (client = clients; client; client = client->next)
        if (client->process_id == process_id && !client->dead)
            break;
    if (client) {
        client_addref(client);
        goto exit;
    }
    client = calloc(1, sizeof(*client));
    if (!client) {
        hr = E_OUTOFMEMORY;
        goto exit;
    }
    client->references = 3; /* the caller's, the list's, the wait's */
    client->process_id = process_id;
    client->process =
        OpenProcess(SYNCHRONIZE | PROCESS_DUP_HANDLE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process_id);
    if (!client->process) {
        error = GetLastError();
        hr = message_set_win32(message, error, L"the surrogate cannot watch its client, process %lu", process_id);
        free(client);
        client = NULL;
        goto exit;
    }
    client->bits = process_bits(client->process);
    client->next = clients;
    clients = client;
    if (!RegisterWaitForSingleObject(
            &client->wait, client->process, on_death, client, INFINITE, WT_EXECUTEONLYONCE | WT_EXECUTELONGFUNCTION)) {
        hr = message_set_win32(
            message, GetLastError(), L"the surrogate cannot watch its client, process %lu", process_id);
        clients = client->next;
        CloseHandle(client->process);
        free(client);
        client = NULL;
    }
exit:
    LeaveCriticalSection(&lock);
    *opened = client;
    return hr;
}

void client_watch_add(struct client_watch *watch)
{
    enter();
    watch->next = &watches;
    watch->previous = watches.previous;
    watches.previous->next = watch;
    watches.previous = watch;
    LeaveCriticalSection(&lock);
}

void client_watch_remove(struct client_watch *watch)
{
    enter();
    watch->previous->next = watch->next;
    watch->next->previous = watch->previous;
    LeaveCriticalSection(&lock);
}

/*
 * https://learn.microsoft.com/windows/win32/api/rpcdcep/nf-rpcdcep-i_rpcbindinginqlocalclientpid: since Windows XP. Its
 * successor RpcServerInqCallAttributes is a trap in Wine that ends the process. Found at run time, because no import
 * library has it.
 * It answers neither for a call from this process nor over another channel.
 */
DWORD client_caller(void)
{
    RPC_STATUS(RPC_ENTRY * inquire)(RPC_BINDING_HANDLE, ULONG *);
    HMODULE rpcrt4 = GetModuleHandleW(L"rpcrt4.dll");
    ULONG process_id = proxies_caller();

    if (!process_id && rpcrt4) {
        inquire = (RPC_STATUS(RPC_ENTRY *)(RPC_BINDING_HANDLE, ULONG *))(void *)GetProcAddress(
            rpcrt4, "I_RpcBindingInqLocalClientPID");
        if (!inquire || inquire(NULL, &process_id) != RPC_S_OK)
            return 0;
    }
    return process_id == GetCurrentProcessId() ? 0 : process_id;
}
