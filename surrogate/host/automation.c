/* SPDX-License-Identifier: MIT */
/* ICrossbitHost: the host object as scripts see it. */
#include "automation.h"

#include <stdlib.h>

#include "client_process.h"
#include "core/base/message.h"
#include "core/script/library.h"
#include "crossbit_com.h"
#include "crossbit_version.h"
#include "host.h"
#include "surrogate/call/module.h"

static struct host *impl_from_ICrossbitHost(ICrossbitHost *iface)
{
    return CONTAINING_RECORD(iface, struct host, ICrossbitHost_iface);
}

static HRESULT WINAPI host_QueryInterface(ICrossbitHost *iface, REFIID iid, void **object)
{
    return host_query(impl_from_ICrossbitHost(iface), iid, object);
}

static ULONG WINAPI host_AddRef(ICrossbitHost *iface)
{
    return host_addref(impl_from_ICrossbitHost(iface));
}

static ULONG WINAPI host_Release(ICrossbitHost *iface)
{
    return host_release(impl_from_ICrossbitHost(iface));
}

/*
 * The type library is a resource of this program, so that nothing need be registered. Kept for good once it is there.
 */
static HRESULT type_info(ITypeInfo **info)
{
    static ITypeInfo *cached; /* (interlocked) */
    wchar_t path[MAX_PATH];
    ITypeLib *library;
    DWORD length;
    HRESULT hr;

    *info = NULL;
    if (!cached) {
        length = GetModuleFileNameW(NULL, path, ARRAYSIZE(path));
        if (!length || length >= ARRAYSIZE(path))
            return TYPE_E_CANTLOADLIBRARY;
        hr = LoadTypeLibEx(path, REGKIND_NONE, &library);
        if (FAILED(hr))
            return hr;
        hr = ITypeLib_GetTypeInfoOfGuid(library, &IID_ICrossbitHost, info);
        ITypeLib_Release(library);
        if (FAILED(hr))
            return hr;
        if (InterlockedCompareExchangePointer((void **)&cached, *info, NULL))
            ITypeInfo_Release(*info);
    }
    *info = cached;
    ITypeInfo_AddRef(*info);
    return S_OK;
}

static HRESULT WINAPI host_GetTypeInfoCount(ICrossbitHost *iface, UINT *count)
{
    (void)iface;
    *count = 1;
    return S_OK;
}

static HRESULT WINAPI host_GetTypeInfo(ICrossbitHost *iface, UINT index, LCID locale, ITypeInfo **info)
{
    (void)iface, (void)locale;
    *info = NULL;
    return index ? DISP_E_BADINDEX : type_info(info);
}

static HRESULT WINAPI host_GetIDsOfNames(
    ICrossbitHost *iface, REFIID iid, LPOLESTR *names, UINT count, LCID locale, DISPID *ids)
{
    ITypeInfo *info;
    HRESULT hr = type_info(&info);

    (void)iface, (void)iid, (void)locale;
    if (SUCCEEDED(hr)) {
        hr = ITypeInfo_GetIDsOfNames(info, names, count, ids);
        ITypeInfo_Release(info);
    }
    return hr;
}

static HRESULT WINAPI host_Invoke(ICrossbitHost *iface, DISPID id, REFIID iid, LCID locale, WORD flags,
    DISPPARAMS *params, VARIANT *value, EXCEPINFO *exception, UINT *bad_argument)
{
    ITypeInfo *info;
    HRESULT hr = type_info(&info);

    (void)iid, (void)locale;
    if (SUCCEEDED(hr)) {
        SetErrorInfo(0, NULL);
        hr = ITypeInfo_Invoke(info, iface, id, flags, params, value, exception, bad_argument);
        ITypeInfo_Release(info);
    }
    return hr;
}

static HRESULT WINAPI host_get_ProcessId(ICrossbitHost *iface, LONG *id)
{
    client_release(host_caller(impl_from_ICrossbitHost(iface)));
    *id = (LONG)GetCurrentProcessId();
    return S_OK;
}

static HRESULT WINAPI host_get_Bits(ICrossbitHost *iface, LONG *bits)
{
    client_release(host_caller(impl_from_ICrossbitHost(iface)));
    *bits = CROSSBIT_BITS;
    return S_OK;
}

static HRESULT WINAPI host_get_Version(ICrossbitHost *iface, BSTR *version)
{
    client_release(host_caller(impl_from_ICrossbitHost(iface)));
    *version = NULL;
    return message_set(version, S_OK, L"%hs", CROSSBIT_VERSION_STRING), *version ? S_OK : E_OUTOFMEMORY;
}

static HRESULT open_module(void *owner, const wchar_t *path, const struct library_settings *settings,
    struct library_opened *opened, BSTR *message)
{
    struct client *client = host_caller(impl_from_ICrossbitHost(owner));
    CrossbitModuleOptions options = {0};
    HRESULT hr = E_OUTOFMEMORY;

    options.path = SysAllocString(path);
    options.folders = settings->folders ? SysAllocString(settings->folders) : NULL;
    options.threading = settings->threading;
    options.client_bits = client ? client_bits(client) : 0;
    opened->bits = CROSSBIT_BITS;
    opened->process_id = (LONG)GetCurrentProcessId();
    if (options.path && (options.folders || !settings->folders))
        hr = module_open(client, &options, &opened->module, &opened->path, message);
    SysFreeString(options.path);
    SysFreeString(options.folders);
    client_release(client);
    return hr;
}

static HRESULT WINAPI host_OpenLibrary(ICrossbitHost *iface, BSTR path, ICrossbitLibrary **opened)
{
    ICrossbitLibrary *library;
    HRESULT hr;

    *opened = NULL;
    client_release(host_caller(impl_from_ICrossbitHost(iface)));
    hr = library_create(open_module, (IUnknown *)iface, &library);
    if (FAILED(hr))
        return hr;
    hr = ICrossbitLibrary_Load(library, path);
    if (FAILED(hr))
        ICrossbitLibrary_Release(library);
    else
        *opened = library;
    return hr;
}

const ICrossbitHostVtbl automation_vtbl = {host_QueryInterface, host_AddRef, host_Release, host_GetTypeInfoCount,
    host_GetTypeInfo, host_GetIDsOfNames, host_Invoke, host_get_ProcessId, host_get_Bits, host_get_Version,
    host_OpenLibrary};
