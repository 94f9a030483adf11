/* SPDX-License-Identifier: MIT */
/* See windows.h. */
#ifndef CROSSBIT_HOST_OLEAUTO_H
#define CROSSBIT_HOST_OLEAUTO_H

#include <windows.h>

typedef wchar_t *BSTR;
BSTR SysAllocStringLen(const wchar_t *text, UINT length);
void SysFreeString(BSTR text);

#endif
