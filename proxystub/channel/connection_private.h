/* SPDX-License-Identifier: MIT */
/* Between connection.c, negotiate.c and monitor.c. */
#ifndef CROSSBIT_CONNECTION_PRIVATE_H
#define CROSSBIT_CONNECTION_PRIVATE_H
#include "channel_private.h"

/* So many lanes that belong to no thread stay open although nobody uses them. */
#define LANES_KEPT 2

/* A connection that is not in the table yet. created: what the process's creation time has to be; 0: not checked. */
HRESULT connection_create(const GUID *instance, DWORD process_id, INT64 created, struct connection **result);
/* Puts it into the table. */
void connection_list(struct connection *connection);
/* Starts the thread that serves control_in, watches the peer's process and looks after lanes. */
HRESULT connection_start_thread(struct connection *connection);

#endif
