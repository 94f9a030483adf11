/* SPDX-License-Identifier: MIT */
/*
 * The class object of Crossbit.Host32 and Crossbit.Host64. Each activation gets a process of its own; a surrogate that
 * is shared is found in the running object table.
 */
#include "factory.h"

#include <stdbool.h>
#include <objbase.h>

#include "core/base/rendezvous.h"
#include "crossbit_com.h"
#include "host.h"
#include "surrogate/process/fault.h"
#include "surrogate/process/lifetime.h"

static DWORD cookie;

static SRWLOCK share_lock = SRWLOCK_INIT;
static DWORD share_cookie; /* (CS share_lock) in the running object table; 0: not there */
static bool share_over;    /* (CS share_lock) */

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
    HRESULT hr;

    (void)iface;
    *object = NULL;
    if (outer)
        return CLASS_E_NOAGGREGATION;
    if (fault_is_ending())
        return CO_E_SERVER_STOPPING; /* it writes its dump: another one serves the next program */
    hr = host_create(&host);
    if (FAILED(hr))
        return hr;
    lifetime_used();
    hr = IUnknown_QueryInterface(host, iid, object);
    IUnknown_Release(host);
    return hr;
}

static HRESULT WINAPI factory_LockServer(IClassFactory *iface, BOOL lock)
{
    (void)iface;
    if (lock)
        return lifetime_add();
    lifetime_release();
    return S_OK;
}

static const IClassFactoryVtbl factory_vtbl = {
    factory_QueryInterface, factory_AddRef, factory_Release, factory_CreateInstance, factory_LockServer};
static IClassFactory factory = {(IClassFactoryVtbl *)&factory_vtbl};

HRESULT factory_register(void)
{
    HRESULT hr;

    /* Suspended, so that no activation comes in before the process is ready; and then all at once. */
    hr = CoRegisterClassObject(CROSSBIT_BITS == 32 ? &CLSID_CrossbitHost32 : &CLSID_CrossbitHost64,
        (IUnknown *)&factory, CLSCTX_LOCAL_SERVER, REGCLS_SINGLEUSE | REGCLS_SUSPENDED, &cookie);
    if (SUCCEEDED(hr))
        hr = CoResumeClassObjects();
    return hr;
}

HRESULT factory_share(void)
{
    IRunningObjectTable *table;
    IMoniker *moniker;
    HRESULT hr = S_OK;

    AcquireSRWLockExclusive(&share_lock);
    if (share_over)
        hr = CO_E_SERVER_STOPPING;
    if (SUCCEEDED(hr) && !share_cookie) {
        hr = rendezvous_table(CROSSBIT_BITS, &table, &moniker);
        if (SUCCEEDED(hr)) {
            /* S_OK or MK_S_MONIKERALREADYREGISTERED: the entry of one that died may still stand there. */
            hr = IRunningObjectTable_Register(
                table, ROTFLAGS_REGISTRATIONKEEPSALIVE, (IUnknown *)&factory, moniker, &share_cookie);
            IRunningObjectTable_Release(table);
            IMoniker_Release(moniker);
        }
    }
    ReleaseSRWLockExclusive(&share_lock);
    return SUCCEEDED(hr) ? S_OK : hr;
}

static void stop_sharing(void)
{
    IRunningObjectTable *table;

    AcquireSRWLockExclusive(&share_lock);
    share_over = true;
    if (share_cookie && SUCCEEDED(GetRunningObjectTable(0, &table))) {
        IRunningObjectTable_Revoke(table, share_cookie);
        IRunningObjectTable_Release(table);
    }
    share_cookie = 0;
    ReleaseSRWLockExclusive(&share_lock);
}

void factory_revoke(void)
{
    if (cookie)
        CoRevokeClassObject(cookie);
    cookie = 0;
    stop_sharing();
}
