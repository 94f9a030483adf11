/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_REGISTRATION_H
#define CROSSBIT_REGISTRATION_H

#include <stdbool.h>
#include <windows.h>
#include <wtypes.h>

/* Hands the switch to crossbitps.dll beside this program. Returns its HRESULT. */
HRESULT registration_run(bool add, bool user, bool force, BSTR *message);

#endif
