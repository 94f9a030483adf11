#include "client.h"

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)instance;
    /*
     * Nothing of COM here: its calls need the loader lock. While a connection or a thread of ours lives, the module is
     * held, so an unload finds none; at the end of the process (reserved is set) Windows closes what is open, and the
     * surrogates' jobs with it.
     */
    if (reason == DLL_PROCESS_DETACH && !reserved)
        thread_cleanup();
    return TRUE;
}
