/* The class object of Crossbit.Host32 and Crossbit.Host64: each activation gets a process of its own. */
#include <objbase.h>

#include "surrogate.h"

static DWORD cookie;

static HRESULT WINAPI factory_QueryInterface(IClassFactory *iface, REFIID iid, void **object)
{
    *object = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IClassFactory))
        return E_NOINTERFACE;
    *object = iface;
    return S_OK;
}

static ULONG WINAPI factory_AddRef(IClassFactory *iface)
{
    (void)iface;
    return 2; /* static */
}

static ULONG WINAPI factory_Release(IClassFactory *iface)
{
    (void)iface;
    return 1;
}

static HRESULT WINAPI factory_CreateInstance(IClassFactory *iface, IUnknown *outer, REFIID iid, void **object)
{
    IUnknown *host;
    HRESULT result;

    (void)iface;
    *object = NULL;
    if (outer)
        return CLASS_E_NOAGGREGATION;
    result = host_create(&host);
    if (FAILED(result))
        return result;
    lifetime_used();
    result = IUnknown_QueryInterface(host, iid, object);
    IUnknown_Release(host);
    return result;
}

static HRESULT WINAPI factory_LockServer(IClassFactory *iface, BOOL lock)
{
    (void)iface;
    if (lock)
        return lifetime_add();
    lifetime_release();
    return S_OK;
}

static const IClassFactoryVtbl factory_vtbl = {factory_QueryInterface, factory_AddRef, factory_Release,
    factory_CreateInstance, factory_LockServer};
static IClassFactory factory = {(IClassFactoryVtbl *)&factory_vtbl};

HRESULT host_register_class(void)
{
    HRESULT result;

    /* Suspended, so that no activation comes in before the process is ready; and then all at once. */
    result = CoRegisterClassObject(CROSSBIT_BITS == 32 ? &CLSID_CrossbitHost32 : &CLSID_CrossbitHost64, (IUnknown *)&factory,
        CLSCTX_LOCAL_SERVER, REGCLS_SINGLEUSE | REGCLS_SUSPENDED, &cookie);
    if (SUCCEEDED(result))
        result = CoResumeClassObjects();
    return result;
}

void host_revoke_class(void)
{
    if (cookie)
        CoRevokeClassObject(cookie);
    cookie = 0;
}
