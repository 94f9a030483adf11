/* SPDX-License-Identifier: MIT */
/* Keeps a stub of an interface alive, so that RPC never forgets the interface. */
#include "keep.h"

#include <stdlib.h>

/* What the stub is for: has the one interface, and nobody calls it. */
struct keeper {
    IUnknown IUnknown_iface;
    LONG refs;           /* 1 is the list's, more are COM's: until the apartment that it was marshaled in ends */
    IID iid;             /* (RO) */
    struct keeper *next; /* (RO) once it is in the list */
};

static SRWLOCK lock = SRWLOCK_INIT;
static struct keeper *keepers; /* (lock) one an interface, never freed */

static struct keeper *impl_from_IUnknown(IUnknown *iface)
{
    return CONTAINING_RECORD(iface, struct keeper, IUnknown_iface);
}

static HRESULT WINAPI keeper_QueryInterface(IUnknown *iface, REFIID iid, void **object)
{
    *object = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &impl_from_IUnknown(iface)->iid))
        return E_NOINTERFACE;
    IUnknown_AddRef(iface);
    *object = iface;
    return S_OK;
}

static ULONG WINAPI keeper_AddRef(IUnknown *iface)
{
    return (ULONG)InterlockedIncrement(&impl_from_IUnknown(iface)->refs);
}

static ULONG WINAPI keeper_Release(IUnknown *iface)
{
    return (ULONG)InterlockedDecrement(&impl_from_IUnknown(iface)->refs);
}

static const IUnknownVtbl keeper_vtbl = {keeper_QueryInterface, keeper_AddRef, keeper_Release};

static struct keeper *find_or_make(REFIID iid)
{
    struct keeper *keeper;

    AcquireSRWLockExclusive(&lock);
    for (keeper = keepers; keeper && !IsEqualIID(&keeper->iid, iid); keeper = keeper->next)
        ;
    if (!keeper && (keeper = malloc(sizeof(*keeper)))) {
        keeper->IUnknown_iface.lpVtbl = (IUnknownVtbl *)&keeper_vtbl;
        keeper->refs = 1;
        keeper->iid = *iid;
        keeper->next = keepers;
        keepers = keeper;
    }
    ReleaseSRWLockExclusive(&lock);
    return keeper;
}

void keep_stub(REFIID iid)
{
    struct keeper *keeper = find_or_make(iid);
    IStream *stream;

    if (!keeper || keeper->refs > 1 || FAILED(CreateStreamOnHGlobal(NULL, TRUE, &stream)))
        return;
    CoMarshalInterface(stream, iid, &keeper->IUnknown_iface, MSHCTX_LOCAL, NULL, MSHLFLAGS_TABLESTRONG);
    IStream_Release(stream);
}

bool keep_in_use(void)
{
    struct keeper *keeper;

    AcquireSRWLockShared(&lock);
    for (keeper = keepers; keeper && keeper->refs == 1; keeper = keeper->next)
        ;
    ReleaseSRWLockShared(&lock);
    return keeper != NULL;
}
