/* SPDX-License-Identifier: MIT */
/* The host object and how clients come to it. */
#ifndef CROSSBIT_SURROGATE_HOST_H
#define CROSSBIT_SURROGATE_HOST_H

#include <stdbool.h>
#include <windows.h>

#include "crossbit_com.h"
#include "client_process.h"

#define HOST_CLIENTS 64 /* processes that one host object remembers; a shared surrogate has one per client process */

struct host {
    ICrossbitSurrogate ICrossbitSurrogate_iface;
    ICrossbitHost ICrossbitHost_iface;
    ISupportErrorInfo ISupportErrorInfo_iface;
    IUnknown *marshaler; /* (RO) puts the object on the channel; NULL: COM's own */
    LONG references;     /* (interlocked) */
    LONG counted;        /* (interlocked) 1: counts in the process's lifetime */
    struct client_watch watch;
    SRWLOCK lock;
    struct client *clients[HOST_CLIENTS]; /* (CS lock) counted references, newest last */
    unsigned int client_count;
};

/*
 * Before the first host_create: the vtable of the half that scripts see (automation.c), and what puts the class object
 * into the running object table.
 */
void host_init(const ICrossbitHostVtbl *vtbl, HRESULT (*share)(void));
/* The object that clients get first; answers ICrossbitSurrogate and ICrossbitHost. One reference. */
HRESULT host_create(IUnknown **host);

/*
 * The client that a method call comes from: who calls, if that can be known, else who attached last; a reference of the
 * caller's. NULL: nobody known.
 */
struct client *host_caller(struct host *host);
HRESULT host_add_client(struct host *host, DWORD process_id, struct client **client, BSTR *message);

/* The two halves of the object; QueryInterface, AddRef and Release of both are these. */
HRESULT host_query(struct host *host, REFIID iid, void **object);
ULONG host_addref(struct host *host);
ULONG host_release(struct host *host);

#endif
