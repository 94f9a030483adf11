/* Made by crossbit-gen for kinds.dll: its proxies and stubs, with their factory. Do not edit. */
#define ENTRY_PREFIX Proxy
#define PROXY_CLSID_IS {0xc17b8269, 0x53bd, 0x5b29, {0x88, 0x3e, 0xa8, 0xc4, 0x43, 0x4f, 0x7a, 0xea}}
#include <objbase.h>

/* mingw-w64 declares these for C++ only. */
HRESULT STDMETHODCALLTYPE IUnknown_QueryInterface_Proxy(IUnknown *self, REFIID iid, void **object);
ULONG STDMETHODCALLTYPE IUnknown_AddRef_Proxy(IUnknown *self);
ULONG STDMETHODCALLTYPE IUnknown_Release_Proxy(IUnknown *self);
#include "kinds_i.c"
#include "kinds_p.c"

EXTERN_PROXY_FILE(kinds)
PROXYFILE_LIST_START
    REFERENCE_PROXY_FILE(kinds),
PROXYFILE_LIST_END
DLLDATA_ROUTINES(aProxyFileList, GET_DLL_CLSID)
