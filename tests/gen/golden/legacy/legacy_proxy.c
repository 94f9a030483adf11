/* Made by crossbit-gen for legacy.dll: its proxies and stubs, with their factory. Do not edit. */
#define ENTRY_PREFIX Proxy
#define PROXY_CLSID_IS {0xcdf75298, 0x18b4, 0x5865, {0x87, 0xa7, 0x1c, 0xc3, 0xfe, 0x49, 0x07, 0xba}}
#include <objbase.h>

/* mingw-w64 declares these for C++ only. */
HRESULT STDMETHODCALLTYPE IUnknown_QueryInterface_Proxy(IUnknown *self, REFIID iid, void **object);
ULONG STDMETHODCALLTYPE IUnknown_AddRef_Proxy(IUnknown *self);
ULONG STDMETHODCALLTYPE IUnknown_Release_Proxy(IUnknown *self);
#include "legacy_i.c"
#include "legacy_p.c"

EXTERN_PROXY_FILE(legacy)
PROXYFILE_LIST_START
    REFERENCE_PROXY_FILE(legacy),
PROXYFILE_LIST_END
DLLDATA_ROUTINES(aProxyFileList, GET_DLL_CLSID)
