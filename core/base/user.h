/* SPDX-License-Identifier: MIT */
/* The user of this process, as Windows' access tokens name users. */
#ifndef CROSSBIT_USER_H
#define CROSSBIT_USER_H

#include <windows.h>

#define USER_SID_SIZE 192 /* characters that the text of any SID fits into, with its end */

/* This process's user, as text: "S-1-5-21-...". sid: USER_SID_SIZE characters. */
HRESULT user_sid(wchar_t *sid);
/*
 * S_OK if process runs as that user, else E_ACCESSDENIED, or why that is not known. process:
 * PROCESS_QUERY_LIMITED_INFORMATION.
 */
HRESULT user_check(HANDLE process);

#endif
