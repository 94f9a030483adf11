/* SPDX-License-Identifier: MIT */
/* The registry's keys and values that registration writes, as a table. */
#include "register_table.h"

#include <stdio.h>
#include <objbase.h>
#include <rpcproxy.h>

#include "crossbit_com.h"

/* widl's dlldata.c: the proxies in this DLL, so that no interface can be forgotten here. */
void RPC_ENTRY GetProxyDllInfo(const ProxyFileInfo ***files, const CLSID **clsid);

#define STRING_(x) L## #x
#define STRING(x) STRING_(x)
#define BITS STRING(CROSSBIT_BITS)

#if CROSSBIT_BITS == 32
#define HOST_CLSID CLSID_CrossbitHost32
#define PREFERRED_BITNESS 2 /* "use a 32-bit version of the server" */
#else
#define HOST_CLSID CLSID_CrossbitHost64
#define PREFERRED_BITNESS 3
#endif

/* Fields of a row may hold %1 to %6, expanded by these. */
enum { ARG_HOST = 1, ARG_LIBRARY, ARG_PROXY, ARG_UNMARSHALER, ARG_TYPELIB, ARG_FOLDER, ARG_COUNT };
#define HOST L"%1"
#define LIBRARY L"%2"
#define PROXY L"%3"
#define UNMARSHALER L"%4"
#define TYPELIB L"%5"
#define FOLDER L"%6"

/*
 * The AppID of a surrogate has the GUID of its class. Each bitness is a class of its own, so PreferredServerBitness
 * never has to choose; it keeps COM from looking in the wrong view. LaunchPermission and AccessPermission are the
 * administrator's: never written, and kept when Crossbit is registered again.
 */
static const struct register_row rows[] = {
    {ROW_OWN_VIEW, REMOVE_ALWAYS, L"CLSID\\" HOST, NULL, L"Crossbit " BITS L"-bit surrogate", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" HOST, L"AppID", HOST, 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" HOST L"\\LocalServer32", NULL, L"\"" FOLDER L"\\crossbit" BITS L".exe\"",
        0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" HOST L"\\LocalServer32", L"ServerExecutable",
        FOLDER L"\\crossbit" BITS L".exe", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" HOST L"\\ProgID", NULL, L"Crossbit.Host" BITS L".1", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" HOST L"\\VersionIndependentProgID", NULL, L"Crossbit.Host" BITS, 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" HOST L"\\TypeLib", NULL, TYPELIB, 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" HOST L"\\Version", NULL, L"1.0", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" HOST L"\\Programmable", NULL, L"", 0},
    {ROW_SHARED, REMOVE_ALWAYS, L"AppID\\" HOST, NULL, L"Crossbit " BITS L"-bit surrogate", 0},
    {ROW_SHARED, REMOVE_INSIDE, L"AppID\\" HOST, L"PreferredServerBitness", NULL, PREFERRED_BITNESS},
    {ROW_SHARED, REMOVE_ALWAYS, L"AppID\\crossbit" BITS L".exe", L"AppID", HOST, 0},
    {ROW_SHARED, REMOVE_ALWAYS, L"Crossbit.Host" BITS, NULL, L"Crossbit " BITS L"-bit surrogate", 0},
    {ROW_SHARED, REMOVE_INSIDE, L"Crossbit.Host" BITS L"\\CLSID", NULL, HOST, 0},
    {ROW_SHARED, REMOVE_INSIDE, L"Crossbit.Host" BITS L"\\CurVer", NULL, L"Crossbit.Host" BITS L".1", 0},
    {ROW_SHARED, REMOVE_ALWAYS, L"Crossbit.Host" BITS L".1", NULL, L"Crossbit " BITS L"-bit surrogate", 0},
    {ROW_SHARED, REMOVE_INSIDE, L"Crossbit.Host" BITS L".1\\CLSID", NULL, HOST, 0},

    {ROW_OWN_VIEW, REMOVE_VIEW, L"CLSID\\" LIBRARY, NULL, L"Crossbit library", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" LIBRARY L"\\InprocServer32", NULL, FOLDER L"\\crossbit.dll", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" LIBRARY L"\\InprocServer32", L"ThreadingModel", L"Both", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" LIBRARY L"\\ProgID", NULL, L"Crossbit.Library.1", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" LIBRARY L"\\VersionIndependentProgID", NULL, L"Crossbit.Library", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" LIBRARY L"\\TypeLib", NULL, TYPELIB, 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" LIBRARY L"\\Version", NULL, L"1.0", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" LIBRARY L"\\Programmable", NULL, L"", 0},
    {ROW_SHARED, REMOVE_LAST, L"Crossbit.Library", NULL, L"Crossbit library", 0},
    {ROW_SHARED, REMOVE_INSIDE, L"Crossbit.Library\\CLSID", NULL, LIBRARY, 0},
    {ROW_SHARED, REMOVE_INSIDE, L"Crossbit.Library\\CurVer", NULL, L"Crossbit.Library.1", 0},
    {ROW_SHARED, REMOVE_LAST, L"Crossbit.Library.1", NULL, L"Crossbit library", 0},
    {ROW_SHARED, REMOVE_INSIDE, L"Crossbit.Library.1\\CLSID", NULL, LIBRARY, 0},

    /* No HELPDIR: it could name the folder of one bitness only. */
    {ROW_SHARED, REMOVE_LAST, L"TypeLib\\" TYPELIB, NULL, L"", 0},
    {ROW_SHARED, REMOVE_INSIDE, L"TypeLib\\" TYPELIB L"\\1.0", NULL, L"Crossbit 1.0 Type Library", 0},
    {ROW_SHARED, REMOVE_INSIDE, L"TypeLib\\" TYPELIB L"\\1.0\\FLAGS", NULL, L"0", 0},
    {ROW_SHARED, REMOVE_ALWAYS, L"TypeLib\\" TYPELIB L"\\1.0\\0\\win" BITS, NULL, FOLDER L"\\crossbitps.dll", 0},

    {ROW_OWN_VIEW, REMOVE_VIEW, L"CLSID\\" PROXY, NULL, L"Crossbit proxies and stubs", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" PROXY L"\\InprocServer32", NULL, FOLDER L"\\crossbitps.dll", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" PROXY L"\\InprocServer32", L"ThreadingModel", L"Both", 0},
    {ROW_OWN_VIEW, REMOVE_VIEW, L"CLSID\\" UNMARSHALER, NULL, L"Crossbit unmarshaler", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" UNMARSHALER L"\\InprocServer32", NULL, FOLDER L"\\crossbitps.dll", 0},
    {ROW_OWN_VIEW, REMOVE_INSIDE, L"CLSID\\" UNMARSHALER L"\\InprocServer32", L"ThreadingModel", L"Both", 0},
};

struct arguments {
    wchar_t text[ARG_COUNT][MAX_PATH];
};

static void arguments_init(struct arguments *args, const wchar_t *folder)
{
    StringFromGUID2(&HOST_CLSID, args->text[ARG_HOST], MAX_PATH);
    StringFromGUID2(&CLSID_CrossbitLibrary, args->text[ARG_LIBRARY], MAX_PATH);
    StringFromGUID2(&CLSID_CrossbitProxy, args->text[ARG_PROXY], MAX_PATH);
    StringFromGUID2(&CLSID_CrossbitUnmarshaler, args->text[ARG_UNMARSHALER], MAX_PATH);
    StringFromGUID2(&LIBID_Crossbit, args->text[ARG_TYPELIB], MAX_PATH);
    lstrcpynW(args->text[ARG_FOLDER], folder, MAX_PATH);
}

static HRESULT expand(const struct arguments *args, const wchar_t *pattern, wchar_t *text, size_t capacity)
{
    size_t length = 0;

    for (; *pattern; pattern++) {
        const wchar_t *piece = pattern;
        size_t piece_length = 1;

        if (*pattern == L'%') {
            piece = args->text[*++pattern - L'0'];
            piece_length = wcslen(piece);
        }
        if (length + piece_length >= capacity)
            return HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE);
        memcpy(text + length, piece, piece_length * sizeof(wchar_t));
        length += piece_length;
    }
    text[length] = 0;
    return S_OK;
}

/* Two of the interfaces are for Automation: their key says which type library describes them. */
static bool is_automation(const IID *iid)
{
    return IsEqualIID(iid, &IID_ICrossbitHost) || IsEqualIID(iid, &IID_ICrossbitLibrary);
}

static HRESULT walk_interface(const struct arguments *args, const IID *iid, const char *name, unsigned long methods,
    register_row_function *function, void *context)
{
    static const wchar_t *const subkeys[] = {L"", L"\\NumMethods", L"\\ProxyStubClsid32", L"\\TypeLib", L"\\TypeLib"};
    wchar_t guid[40], key[MAX_PATH], wide_name[128], count[16];
    const wchar_t *texts[] = {wide_name, count, args->text[ARG_PROXY], args->text[ARG_TYPELIB], L"1.0"};
    size_t i;
    HRESULT hr = S_OK;

    StringFromGUID2(iid, guid, ARRAYSIZE(guid));
    _snwprintf(wide_name, ARRAYSIZE(wide_name), L"%hs", name);
    wide_name[ARRAYSIZE(wide_name) - 1] = 0;
    _snwprintf(count, ARRAYSIZE(count), L"%lu", methods);
    for (i = 0; i < (is_automation(iid) ? 5u : 3u) && SUCCEEDED(hr); i++) {
        struct register_row row = {
            ROW_OWN_VIEW, i ? REMOVE_INSIDE : REMOVE_VIEW, key, i == 4 ? L"Version" : NULL, texts[i], 0};

        _snwprintf(key, ARRAYSIZE(key), L"Interface\\%ls%ls", guid, subkeys[i]);
        hr = function(context, &row);
    }
    return hr;
}

static HRESULT walk_interfaces(const struct arguments *args, register_row_function *function, void *context)
{
    const ProxyFileInfo **files;
    const CLSID *clsid;
    HRESULT hr = S_OK;
    unsigned int i;

    GetProxyDllInfo(&files, &clsid);
    for (; *files && SUCCEEDED(hr); files++)
        for (i = 0; i < (*files)->TableSize && SUCCEEDED(hr); i++) {
            const CInterfaceStubHeader *header = &(*files)->pStubVtblList[i]->header;

            hr = walk_interface(
                args, header->piid, (*files)->pNamesArray[i], header->DispatchTableCount, function, context);
        }
    return hr;
}

HRESULT register_table_walk(const struct register_paths *paths, register_row_function *function, void *context)
{
    struct arguments args;
    size_t i;
    HRESULT hr = S_OK;

    arguments_init(&args, paths->folder);
    for (i = 0; i < ARRAYSIZE(rows) && SUCCEEDED(hr); i++) {
        wchar_t key[MAX_PATH], text[MAX_PATH];
        struct register_row row = rows[i];

        hr = expand(&args, rows[i].key, key, ARRAYSIZE(key));
        if (SUCCEEDED(hr) && rows[i].text)
            hr = expand(&args, rows[i].text, text, ARRAYSIZE(text));
        if (FAILED(hr))
            break;
        row.key = key;
        if (row.text)
            row.text = text;
        hr = function(context, &row);
    }
    if (SUCCEEDED(hr))
        hr = walk_interfaces(&args, function, context);
    return hr;
}

HRESULT register_table_mark(unsigned int bits, wchar_t *key, size_t capacity)
{
    struct arguments args;

    arguments_init(&args, L"");
    return expand(&args, bits == 32 ? L"TypeLib\\" TYPELIB L"\\1.0\\0\\win32" : L"TypeLib\\" TYPELIB L"\\1.0\\0\\win64",
        key, capacity);
}

HRESULT register_table_probe(wchar_t *key, size_t capacity)
{
    struct arguments args;

    arguments_init(&args, L"");
    return expand(&args, L"CLSID\\" PROXY L"\\InprocServer32", key, capacity);
}
