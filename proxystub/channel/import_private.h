/* SPDX-License-Identifier: MIT */
/* Between import.c and import_marshal.c. */
#ifndef CROSSBIT_IMPORT_PRIVATE_H
#define CROSSBIT_IMPORT_PRIVATE_H
#include "channel_private.h"
#include "direct_face.h"

/* IProxyManager as Microsoft documents it; mingw-w64 knows its IID only. */
struct proxy_manager {
    const struct proxy_manager_vtbl *lpVtbl;
};
struct proxy_manager_vtbl {
    HRESULT(WINAPI *QueryInterface)(struct proxy_manager *iface, REFIID iid, void **object);
    ULONG(WINAPI *AddRef)(struct proxy_manager *iface);
    ULONG(WINAPI *Release)(struct proxy_manager *iface);
    HRESULT(WINAPI *CreateServer)(struct proxy_manager *iface, REFCLSID clsid, DWORD context, void *reserved);
    BOOL(WINAPI *IsConnected)(struct proxy_manager *iface);
    HRESULT(WINAPI *LockConnection)(struct proxy_manager *iface, BOOL lock, BOOL last_unlock_releases);
    void(WINAPI *Disconnect)(struct proxy_manager *iface);
};

/* One interface of an import. The proxy's outer unknown is the import. */
struct interface_proxy {
    struct interface_proxy *next; /* (import.lock) */
    IID iid;                      /* (RO) */
    IRpcProxyBuffer *proxy;       /* (RO) */
    IRpcChannelBuffer *channel;   /* (RO) */
    struct direct_face direct;    /* (RO) if the interface has methods for it */
    void *face;                   /* (RO) what clients call, direct or the proxy's; no reference */
};

/* COM's own proxy of the same object, in one apartment. */
struct standard_proxy {
    struct standard_proxy *next; /* (import.lock) */
    DWORD apartment;             /* (RO) thread id of an STA, 0 for the MTA, 1 for the neutral one */
    IUnknown *object;            /* (RO) a reference */
};

struct import {
    IUnknown IUnknown_iface; /* the identity */
    IMarshal IMarshal_iface;
    IClientSecurity IClientSecurity_iface;
    struct proxy_manager IProxyManager_iface;
    LONG refs;                     /* (interlocked) */
    struct import *next;           /* (imports_lock) */
    struct connection *connection; /* (RO) a reference */
    uint64_t export_id;            /* (RO) */
    LONG remote_refs;              /* (interlocked) what the peer counts for this process */
    LONG deadline_ms;              /* (interlocked) 0: none */
    SRWLOCK lock;
    struct interface_proxy *faces;    /* (lock) only ever added to */
    struct standard_proxy *standards; /* (lock) only ever added to */
};

extern const IMarshalVtbl import_marshal_vtbl;
extern const IClientSecurityVtbl import_security_vtbl;
extern const struct proxy_manager_vtbl import_manager_vtbl;

static inline struct import *impl_from_IUnknown(IUnknown *iface)
{
    return CONTAINING_RECORD(iface, struct import, IUnknown_iface);
}

/* The import behind a proxy, with a reference; NULL: it has none. */
struct import *import_from_object(IUnknown *object);
/* The interface iid, with a reference; ipid if it is known, else 0. */
HRESULT import_query(struct import *import, const IID *iid, uint64_t ipid, void **object);
/* The interface iid of COM's own proxy in the calling thread's apartment. */
HRESULT import_query_standard(struct import *import, const IID *iid, void **object);

#endif
