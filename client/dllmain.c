/* SPDX-License-Identifier: MIT */
/* DllMain of crossbit.dll. */
#include "client.h"

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)instance;
    /*
     * Nothing of COM here: its calls need the loader lock. While a connection or a thread of ours lives, the module is
     * held, so an unload finds none. At the end of the process reserved is set.
     */
    if (reason == DLL_PROCESS_DETACH && reserved)
        end_process();
    else if (reason == DLL_PROCESS_DETACH)
        thread_cleanup();
    return TRUE;
}
