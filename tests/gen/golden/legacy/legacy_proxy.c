/* Made by crossbit-gen for legacy.dll: its proxies and stubs, with their factory. Do not edit. */
#define ENTRY_PREFIX Proxy
#define PROXY_CLSID_IS {0x58258baf, 0x2b3a, 0x5a2a, {0xa6, 0x24, 0x0d, 0x78, 0xd2, 0xd1, 0x07, 0x70}}
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
