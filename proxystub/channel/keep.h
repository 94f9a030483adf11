/* SPDX-License-Identifier: MIT */
/*
 * Keeps interfaces that this process hands out over COM's own channel known to RPC.
 *
 * For Wine: when the last stub of an interface goes while a call of that interface is just ending,
 * RpcServerUnregisterIf can wait forever (dlls/rpcrt4/rpc_server.c up to version 8 at least: the end of the call looks
 * for an event that is not made yet). COM comes there from the release that a client sends right behind its call. While
 * the process has another stub of the same interface, COM does not. Windows has no such race, and there this is one
 * small object an interface.
 */
#ifndef CROSSBIT_KEEP_H
#define CROSSBIT_KEEP_H

#include <stdbool.h>
#include <objbase.h>

/* Makes sure that a stub for iid lives in some apartment of this process. What fails is tried again the next time. */
void keep_stub(REFIID iid);
/* Whether COM still holds an object of keep_stub: its code must stay. */
bool keep_in_use(void);

#endif
