/* SPDX-License-Identifier: MIT */
/* A DLL that calls the drop-in in its DllMain, where no thread can begin and so no connection be made. */
#include <windows.h>

#include "slice.h"

static int result;
static DWORD error;

int attach_result(DWORD *last_error)
{
    *last_error = error;
    return result;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)instance, (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) {
        SetLastError(0);
        result = (int)text_length("four"); /* 1234 when the bridge fails */
        error = GetLastError();
    }
    return TRUE;
}
