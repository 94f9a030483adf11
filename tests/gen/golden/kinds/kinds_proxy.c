/* Made by crossbit-gen for kinds.dll: its proxies and stubs, with their factory. Do not edit. */
#define ENTRY_PREFIX Proxy
#define PROXY_CLSID_IS {0x56eb2355, 0xdde1, 0x5181, {0xaf, 0x0e, 0x6c, 0x33, 0x83, 0xd6, 0xcc, 0x18}}
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
