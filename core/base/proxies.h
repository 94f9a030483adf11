/* SPDX-License-Identifier: MIT */
/* Makes widl's proxies and stubs, and Crossbit's unmarshaler, known to this process without the registry. */
#ifndef CROSSBIT_PROXIES_H
#define CROSSBIT_PROXIES_H

#include <stdbool.h>
#include <windows.h>
#include <objbase.h>

#include "crossbitps.h"

/*
 * Loads crossbitps.dll from beside the module that this code is linked into, and registers its class objects and
 * interfaces for the process. Counted: later calls only add to the count. COM finds a class object in the apartment
 * alone that registered it, so call it from a thread that is in the MTA and keep the MTA alive; *message (may be NULL;
 * SysFreeString) names the file on failure.
 */
HRESULT proxies_register(BSTR *message);
/*
 * Undoes one proxies_register, before the last CoUninitialize of the MTA. The DLL stays loaded: proxies may be alive.
 */
void proxies_revoke(void);

/*
 * What puts an object on the shared-memory channel (CrossbitCreateMarshaler of crossbitps.dll): outer is the object,
 * which passes IID_IMarshal and IID_ICrossbitChannelPeer on to *inner and releases it in its destructor. NULL when
 * crossbitps.dll was not loaded or out of memory: COM's own channel then does the work.
 */
IUnknown *proxies_create_marshaler(IUnknown *outer);
/* For QueryInterface: what inner (may be NULL) answers for iid, E_NOINTERFACE for all but those two. */
HRESULT proxies_query_marshaler(IUnknown *inner, REFIID iid, void **object);
/* The process whose call over the channel the calling thread runs; 0 if there is none. */
DWORD proxies_caller(void);

/*
 * An export of crossbitps.dll, which is loaded if need be; NULL with a message (may be NULL). For the caller to cast.
 */
FARPROC proxies_function(const char *name, BSTR *message);

/*
 * Memory of crossbit_alloc's in a call: CrossbitShareMemory, CrossbitOpenMemory and CrossbitReleaseMemory of
 * crossbitps.h.
 * Without crossbitps.dll nothing is shared: S_FALSE, E_UNEXPECTED.
 */
HRESULT proxies_share_memory(
    IUnknown *proxy, const void *memory, size_t size, struct crossbit_memory *reference, void **hold);
HRESULT proxies_open_memory(const struct crossbit_memory *reference, void **memory, void **hold);
void proxies_release_memory(void *hold);

/*
 * Does this pointer of another process's object use the channel? Then any thread may call it, whatever its apartment.
 */
bool proxies_on_channel(IUnknown *object);

/*
 * The same class objects for the calling thread's apartment alone: an STA that unmarshals Crossbit's references needs
 * them. *cookies is for proxies_leave_apartment, on the same thread.
 */
struct proxies_cookies {
    DWORD classes[2];
};
HRESULT proxies_enter_apartment(struct proxies_cookies *cookies, BSTR *message);
void proxies_leave_apartment(const struct proxies_cookies *cookies);

#endif
