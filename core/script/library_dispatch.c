/* SPDX-License-Identifier: MIT */
/* IDispatch: the fixed members, and one method for each declared function. */
#include "library_private.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/home.h"

enum member_kind { MEMBER_METHOD = 1, MEMBER_GET = 2, MEMBER_PUT = 4 };

/* The numbers are those of crossbit.idl. */
enum member_id {
    MEMBER_LOAD = 1,
    MEMBER_DECLARE = 2,
    MEMBER_CALL = 3,
    MEMBER_UNLOAD = 4,
    MEMBER_LAST_ERROR = 5,
    MEMBER_ERRNO = 6,
    MEMBER_THREADING = 7,
    MEMBER_SEARCH_FOLDERS = 8,
    MEMBER_PATH = 9,
    MEMBER_BITS = 10,
    MEMBER_PROCESS_ID = 11,
    MEMBER_BYTES = 12,
    MEMBER_TEXT = 13
};

static const struct member {
    const wchar_t *name;
    const wchar_t *usage; /* for messages */
    enum member_id id;
    uint8_t kinds;
    uint8_t least, most; /* arguments of the method */
} members[] = {
    {L"Load", L"Load(path)", MEMBER_LOAD, MEMBER_METHOD, 1, 1},
    {L"Declare", L"Declare(declarations)", MEMBER_DECLARE, MEMBER_METHOD, 1, 1},
    {L"Call", L"Call(name, arguments...)", MEMBER_CALL, MEMBER_METHOD, 1, 255},
    {L"Unload", L"Unload()", MEMBER_UNLOAD, MEMBER_METHOD, 0, 0},
    {L"LastError", L"LastError", MEMBER_LAST_ERROR, MEMBER_GET, 0, 0},
    {L"Errno", L"Errno", MEMBER_ERRNO, MEMBER_GET, 0, 0},
    {L"Threading", L"Threading", MEMBER_THREADING, MEMBER_GET | MEMBER_PUT, 0, 0},
    {L"SearchFolders", L"SearchFolders", MEMBER_SEARCH_FOLDERS, MEMBER_GET | MEMBER_PUT, 0, 0},
    {L"Path", L"Path", MEMBER_PATH, MEMBER_GET, 0, 0},
    {L"Bits", L"Bits", MEMBER_BITS, MEMBER_GET, 0, 0},
    {L"ProcessId", L"ProcessId", MEMBER_PROCESS_ID, MEMBER_GET, 0, 0},
    {L"Bytes", L"Bytes(text, encoding)", MEMBER_BYTES, MEMBER_METHOD, 1, 2},
    {L"Text", L"Text(bytes, encoding)", MEMBER_TEXT, MEMBER_METHOD, 1, 2},
};

/* Text of a fixed member's argument. *text borrows from value or is *owned, which the caller frees. */
static HRESULT text_argument(
    const struct member *member, VARIANT *value, const wchar_t **text, BSTR *owned, BSTR *message)
{
    VARIANT local, changed;
    const VARIANT *found = variant_follow(value, &local);

    VariantInit(&changed);
    if (V_VT(found) == VT_BSTR) {
        *text = V_BSTR(found) ? V_BSTR(found) : L"";
        return S_OK;
    }
    if (V_VT(found) == VT_EMPTY || V_VT(found) & VT_ARRAY ||
        FAILED(VariantChangeType(&changed, (VARIANT *)found, 0, VT_BSTR)))
        return message_set(
            message, CROSSBIT_E_ARGUMENT, L"%ls: text is wanted; the use is %ls", member->name, member->usage);
    *text = *owned = V_BSTR(&changed);
    return S_OK;
}

static void set_long(VARIANT *result, LONG value)
{
    V_VT(result) = VT_I4;
    V_I4(result) = value;
}

static HRESULT get_loaded_value(struct library *library, enum member_id id, VARIANT *result, BSTR *message)
{
    struct loaded *loaded;
    HRESULT hr = library_loaded(library, &loaded, message);

    if (FAILED(hr))
        return hr;
    if (id == MEMBER_BITS) {
        set_long(result, loaded->opened.bits);
    } else if (id == MEMBER_PROCESS_ID) {
        set_long(result, loaded->opened.process_id);
    } else {
        V_BSTR(result) = SysAllocString(loaded->opened.path);
        V_VT(result) = VT_BSTR;
        hr = V_BSTR(result) ? S_OK : E_OUTOFMEMORY;
    }
    loaded_release(loaded);
    return hr;
}

static HRESULT get_member(struct library *library, const struct member *member, VARIANT *result, BSTR *message)
{
    CrossbitErrors errors;
    HRESULT hr;

    switch (member->id) {
    case MEMBER_LAST_ERROR:
    case MEMBER_ERRNO:
        hr = library_get_errors(library, &errors, message);
        set_long(result, member->id == MEMBER_ERRNO ? errors.errno_value : (LONG)errors.last_error);
        return hr;
    case MEMBER_THREADING:
    case MEMBER_SEARCH_FOLDERS:
        hr = member->id == MEMBER_THREADING ? library_get_threading(library, &V_BSTR(result))
                                            : library_get_folders(library, &V_BSTR(result));
        V_VT(result) = SUCCEEDED(hr) ? VT_BSTR : VT_EMPTY;
        return hr;
    default:
        return get_loaded_value(library, member->id, result, message);
    }
}

static HRESULT put_member(struct library *library, const struct member *member, VARIANT *value, BSTR *message)
{
    const wchar_t *text;
    BSTR owned = NULL;
    HRESULT hr = text_argument(member, value, &text, &owned, message);

    if (FAILED(hr))
        return hr;
    if (member->id == MEMBER_THREADING)
        hr = library_put_threading(library, text, message);
    else
        hr = library_put_folders(library, text, message);
    SysFreeString(owned);
    return hr;
}

static HRESULT call_member(struct library *library, const struct member *member, VARIANT **arguments, uint32_t count,
    VARIANT *result, BSTR *message)
{
    const wchar_t *text = L"", *encoding = L"";
    BSTR owned = NULL, owned_encoding = NULL;
    VARIANT local;
    HRESULT hr = S_OK;

    if (count < member->least || count > member->most)
        return message_set(message, CROSSBIT_E_ARGUMENT, L"%ls: %u arguments were given; the use is %ls", member->name,
            count, member->usage);
    if (count && member->id != MEMBER_TEXT)
        hr = text_argument(member, arguments[0], &text, &owned, message);
    if (SUCCEEDED(hr) && count > 1 && member->id != MEMBER_CALL)
        hr = text_argument(member, arguments[1], &encoding, &owned_encoding, message);
    if (FAILED(hr))
        goto exit;
    switch (member->id) {
    case MEMBER_LOAD:
        hr = library_load(library, text, message);
        break;
    case MEMBER_DECLARE:
        hr = library_declare(library, text, message);
        break;
    case MEMBER_CALL:
        hr = library_call_name(library, text, arguments + 1, count - 1, result, message);
        break;
    case MEMBER_UNLOAD:
        hr = library_unload(library, message);
        break;
    case MEMBER_BYTES: {
        const VARIANT *value = variant_follow(arguments[0], &local);

        hr = variant_bytes_from_text(
            text, V_VT(value) == VT_BSTR ? SysStringLen(V_BSTR(value)) : (UINT)wcslen(text), encoding, result, message);
        break;
    }
    default:
        hr = variant_text_from_bytes(arguments[0], encoding, &V_BSTR(result), message);
        V_VT(result) = SUCCEEDED(hr) ? VT_BSTR : VT_EMPTY;
        break;
    }

exit:
    SysFreeString(owned);
    SysFreeString(owned_encoding);
    return hr;
}

/* A declared function, or a fixed member. arguments in order. */
static HRESULT invoke(
    struct library *library, DISPID id, WORD flags, VARIANT **arguments, uint32_t count, VARIANT *result, BSTR *message)
{
    const struct member *member = NULL;
    struct loaded *loaded;
    DISPID first;
    size_t i;
    HRESULT hr;

    if (id == DISPID_VALUE) /* lib("name", arguments...) */
        id = MEMBER_CALL;
    for (i = 0; i < ARRAYSIZE(members); i++)
        if ((DISPID)members[i].id == id)
            member = &members[i];
    if (member && flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF)) {
        if (!(member->kinds & MEMBER_PUT))
            return message_set(message, DISP_E_MEMBERNOTFOUND, L"%ls cannot be set", member->name);
        return count == 1 ? put_member(library, member, arguments[0], message) : DISP_E_BADPARAMCOUNT;
    }
    if (member && member->kinds & MEMBER_GET) {
        if (count)
            return message_set(message, CROSSBIT_E_ARGUMENT, L"%ls takes no arguments", member->name);
        return get_member(library, member, result, message);
    }
    if (member)
        return call_member(library, member, arguments, count, result, message);

    if (flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF))
        return message_set(message, DISP_E_MEMBERNOTFOUND, L"a function of the DLL cannot be set");
    hr = library_loaded(library, &loaded, message);
    if (FAILED(hr))
        return hr;
    AcquireSRWLockShared(&library->lock);
    first = library->first_function;
    ReleaseSRWLockShared(&library->lock);
    if (id < first)
        hr = message_set(message, DISP_E_MEMBERNOTFOUND, L"the library that had this function was unloaded");
    else
        hr = library_call_function(library, loaded, (uint32_t)(id - first), arguments, count, result, message);
    loaded_release(loaded);
    return hr;
}

HRESULT STDMETHODCALLTYPE library_GetTypeInfoCount(ICrossbitLibrary *iface, UINT *count)
{
    ITypeInfo *info;

    if (!count)
        return E_POINTER;
    *count = 0;
    if (SUCCEEDED(library_GetTypeInfo(iface, 0, 0, &info))) {
        *count = 1;
        ITypeInfo_Release(info);
    }
    return S_OK;
}

/* The type library: registered, or embedded in the DLL that this code is in, or in crossbitps.dll beside it. */
static HRESULT load_typelib(ITypeLib **typelib)
{
    HMODULE module = NULL;
    wchar_t *path;
    HRESULT hr = LoadRegTypeLib(&LIBID_Crossbit, 1, 0, 0, typelib);

    if (SUCCEEDED(hr))
        return hr;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
        (const wchar_t *)(void *)load_typelib, &module);
    path = home_module_path(module);
    if (path) {
        hr = LoadTypeLibEx(path, REGKIND_NONE, typelib);
        free(path);
    }
    if (FAILED(hr) && SUCCEEDED(home_find(L"crossbitps.dll", sizeof(void *) * 8, &path, NULL))) {
        hr = LoadTypeLibEx(path, REGKIND_NONE, typelib);
        free(path);
    }
    return hr;
}

HRESULT STDMETHODCALLTYPE library_GetTypeInfo(ICrossbitLibrary *iface, UINT index, LCID lcid, ITypeInfo **info)
{
    ITypeLib *typelib;
    HRESULT hr;

    (void)iface;
    (void)lcid;
    if (!info)
        return E_POINTER;
    *info = NULL;
    if (index)
        return DISP_E_BADINDEX;
    if (FAILED(load_typelib(&typelib)))
        return E_NOTIMPL;
    hr = ITypeLib_GetTypeInfoOfGuid(typelib, &IID_ICrossbitLibrary, info);
    ITypeLib_Release(typelib);
    return hr;
}

HRESULT STDMETHODCALLTYPE library_GetIDsOfNames(
    ICrossbitLibrary *iface, REFIID riid, LPOLESTR *names, UINT count, LCID lcid, DISPID *ids)
{
    struct library *library = impl_from_ICrossbitLibrary(iface);
    struct loaded *loaded;
    uint32_t number;
    size_t i;

    (void)lcid;
    if (!IsEqualIID(riid, &IID_NULL))
        return DISP_E_UNKNOWNINTERFACE;
    if (!count)
        return S_OK;
    if (!names || !ids)
        return E_POINTER;
    for (i = 0; i < count; i++)
        ids[i] = DISPID_UNKNOWN;
    for (i = 0; i < ARRAYSIZE(members); i++)
        if (!_wcsicmp(names[0], members[i].name))
            ids[0] = (DISPID)members[i].id;
    AcquireSRWLockShared(&library->lock);
    loaded = library->loaded;
    if (loaded && ids[0] == DISPID_UNKNOWN && loaded_find(loaded, names[0], &number) == S_OK)
        ids[0] = library->first_function + (DISPID)number;
    ReleaseSRWLockShared(&library->lock);
    /* The names after the first are those of arguments, which functions do not have: see library_Invoke. */
    return count > 1 || ids[0] == DISPID_UNKNOWN ? DISP_E_UNKNOWNNAME : S_OK;
}

HRESULT STDMETHODCALLTYPE library_Invoke(ICrossbitLibrary *iface, DISPID id, REFIID riid, LCID lcid, WORD flags,
    DISPPARAMS *params, VARIANT *result, EXCEPINFO *exception, UINT *bad_argument)
{
    struct library *library = impl_from_ICrossbitLibrary(iface);
    VARIANT *small[16], **arguments = small, value;
    BSTR message = NULL;
    bool put = flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF);
    UINT i;
    HRESULT hr;

    (void)lcid;
    if (result)
        VariantInit(result);
    if (exception)
        memset(exception, 0, sizeof(*exception));
    if (bad_argument)
        *bad_argument = 0;
    if (!IsEqualIID(riid, &IID_NULL))
        return DISP_E_UNKNOWNINTERFACE;
    if (!params)
        return E_POINTER;
    VariantInit(&value);
    if (params->cNamedArgs && !(put && params->cNamedArgs == 1 && params->rgdispidNamedArgs[0] == DISPID_PROPERTYPUT)) {
        hr = message_set(&message, DISP_E_NONAMEDARGS, L"arguments go by position; named arguments are not known here");
    } else {
        if (params->cArgs > ARRAYSIZE(small))
            arguments = malloc(params->cArgs * sizeof(*arguments));
        for (i = 0; arguments && i < params->cArgs; i++)
            arguments[i] = &params->rgvarg[params->cArgs - 1 - i];
        hr = arguments ? invoke(library, id, flags, arguments, params->cArgs, &value, &message) : E_OUTOFMEMORY;
        if (arguments != small)
            free(arguments);
    }
    if (SUCCEEDED(hr)) {
        if (result)
            *result = value;
        else
            VariantClear(&value);
        SysFreeString(message);
        return hr;
    }
    VariantClear(&value);
    if (!exception || !message)
        return library_report(hr, &message);
    exception->bstrSource = SysAllocString(L"Crossbit");
    exception->bstrDescription = message;
    exception->scode = hr;
    return DISP_E_EXCEPTION;
}
