/* crossbitps.dll's entry points. */
#include "proxystub/channel/channel_private.h"

/* The proxy factory that widl's dlldata.c makes. */
HRESULT WINAPI ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);
HRESULT WINAPI ProxyDllCanUnloadNow(void);

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)instance;
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH)
        channel_process_attach();
    else if (reason == DLL_THREAD_DETACH)
        channel_thread_detach();
    return TRUE;
}

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **object)
{
    channel_load_com();
    if (IsEqualCLSID(clsid, &CLSID_CrossbitUnmarshaler))
        return channel_class_object(iid, object);
    return ProxyDllGetClassObject(clsid, iid, object);
}

HRESULT WINAPI DllCanUnloadNow(void)
{
    return channel_can_unload() ? ProxyDllCanUnloadNow() : S_FALSE;
}
