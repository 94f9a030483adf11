/* SPDX-License-Identifier: MIT */
/*
 * mingw-w64 10 declares these three for C++ only, but widl's C proxies name them. rpcrt4 exports them.
 * Not <rpcproxy.h>: widl's code defines USE_STUBLESS_PROXY first, which changes the layout of the proxies' headers.
 */
#ifndef CROSSBIT_IUNKNOWN_PROXY_H
#define CROSSBIT_IUNKNOWN_PROXY_H
#include <objbase.h>

HRESULT WINAPI IUnknown_QueryInterface_Proxy(IUnknown *This, REFIID riid, void **ppvObject);
ULONG WINAPI IUnknown_AddRef_Proxy(IUnknown *This);
ULONG WINAPI IUnknown_Release_Proxy(IUnknown *This);

#endif
