/* crossbitps.dll's entry points. */
#include <windows.h>
#include <objbase.h>

/* The proxy factory that widl's dlldata.c makes. */
HRESULT WINAPI ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);
HRESULT WINAPI ProxyDllCanUnloadNow(void);

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH)
        DisableThreadLibraryCalls(instance);
    return TRUE;
}

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **object)
{
    return ProxyDllGetClassObject(clsid, iid, object);
}

HRESULT WINAPI DllCanUnloadNow(void)
{
    return ProxyDllCanUnloadNow();
}
