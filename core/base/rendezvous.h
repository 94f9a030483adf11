/* SPDX-License-Identifier: MIT */
/*
 * Where the clients of one user find the surrogate that they share (CROSSBIT_ISOLATION_SHARED): its class object is in
 * COM's running object table, which needs no registry.
 * https://learn.microsoft.com/windows/win32/api/objidl/nn-objidl-irunningobjecttable
 */
#ifndef CROSSBIT_RENDEZVOUS_H
#define CROSSBIT_RENDEZVOUS_H

#include <windows.h>
#include <objbase.h>

#define RENDEZVOUS_NAME_SIZE 256

/*
 * The name for surrogates of that bitness: of this version, this user and this integrity level, because a program with
 * more rights must not trust a surrogate that was started with less. name: RENDEZVOUS_NAME_SIZE characters.
 */
HRESULT rendezvous_name(unsigned int bits, wchar_t *name);
/* The table, and the name as it stands there. Release both. */
HRESULT rendezvous_table(unsigned int bits, IRunningObjectTable **table, IMoniker **moniker);

#endif
