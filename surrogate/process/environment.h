/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_ENVIRONMENT_H
#define CROSSBIT_ENVIRONMENT_H

#include <windows.h>

/* Takes over what a client has. block: GetEnvironmentStringsW's, length in characters. */
HRESULT environment_adopt(const wchar_t *block, size_t length);

#endif
