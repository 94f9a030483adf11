/* Made by crossbit-gen for kinds.dll: its proxies and stubs, with their factory. Do not edit. */
#define ENTRY_PREFIX Proxy
#define PROXY_CLSID_IS {0x706c1f57, 0x051e, 0x5e11, {0x85, 0x2d, 0xbb, 0xd0, 0x42, 0x99, 0x62, 0x92}}
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
