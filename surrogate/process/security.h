/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_SECURITY_H
#define CROSSBIT_SECURITY_H

#include <windows.h>

/*
 * Before the first object reference of COM's own channel is made; any number of times. That is the start for a
 * surrogate that COM activates.
 * https://learn.microsoft.com/windows/win32/api/combaseapi/nf-combaseapi-coinitializesecurity: a process can do it
 * once, and COM does it by itself at the first marshaling.
 */
HRESULT security_init(void);

#endif
