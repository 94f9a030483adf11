/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_FACTORY_H
#define CROSSBIT_FACTORY_H

#include <windows.h>

/* The class object that COM, or the running object table, gives to clients. */
HRESULT factory_register(void); /* class object of Crossbit.Host32 or 64, single use */
HRESULT factory_share(void);    /* the same class object, in the running object table, for core/base/rendezvous.h */
void factory_revoke(void);      /* both */

#endif
