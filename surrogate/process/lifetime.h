/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_LIFETIME_H
#define CROSSBIT_LIFETIME_H

#include <windows.h>

/*
 * When the process ends. Every object of a client counts; when none is left for the grace period, it quits.
 * A surrogate that nobody ever uses quits as well, after LIFETIME_UNUSED_MS.
 */
#define LIFETIME_GRACE_MS 5000u
#define LIFETIME_UNUSED_MS 60000u
HRESULT lifetime_init(DWORD grace_ms);
/* CO_E_SERVER_STOPPING: too late, the process has decided to end. */
HRESULT lifetime_add(void);
void lifetime_release(void);
void lifetime_used(void); /* a client has called: the grace rule holds from now on */
void lifetime_set_grace(DWORD grace_ms);
void lifetime_hurry(void); /* do not wait for the grace period once nothing is left */
void lifetime_object_server(HRESULT(WINAPI *can_unload)(void)); /* a COM server whose objects keep us, too */
/* The main thread waits here until the process may end. revoke is called once, before the last look at the count. */
void lifetime_wait(void (*revoke)(void));

#endif
