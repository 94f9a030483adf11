/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_CLIENT_PROCESS_H
#define CROSSBIT_CLIENT_PROCESS_H

#include <stdbool.h>
#include <windows.h>
#include <wtypes.h>

/*
 * Processes that use this surrogate. Each is watched; when it ends, what it held is dropped. Counted
 * references; NULL is allowed in addref and release.
 */
struct client;
/* Finds or starts watching a process. On failure *client is NULL, *message may be NULL. */
HRESULT client_open(DWORD process_id, struct client **client, BSTR *message);
void client_addref(struct client *client);
void client_release(struct client *client);
HANDLE client_process(const struct client *client); /* may be duplicated from and waited on; owned by client */
DWORD client_process_id(const struct client *client);
unsigned int client_bits(const struct client *client);
bool client_is_dead(const struct client *client);
/* The process that makes the COM call which this thread serves; 0 when it is this one or unknown. */
DWORD client_caller(void);

/* What must hear of a client's death. Embedded in the object; drop runs on a thread of the MTA, without locks held. */
struct client_watch {
    void (*drop)(struct client_watch *watch, struct client *client);
    bool (*hold)(struct client_watch *watch); /* takes a reference unless the object is being destroyed */
    void (*unhold)(struct client_watch *watch);
    struct client_watch *next, *previous; /* (CS of client_process.c) */
};
void client_watch_add(struct client_watch *watch);
void client_watch_remove(struct client_watch *watch);

#endif
