/* SPDX-License-Identifier: MIT */
/*
 * A loaded DLL as a front end sees it: the module, for whichever apartment calls, and what was declared.
 *
 * The front end is free-threaded, but a module that lives in another process is a proxy, which belongs to one
 * apartment: it is kept in the global interface table, and each call takes it out for its own apartment. A module that
 * says it is agile is called directly.
 */
#include "library_private.h"
#include "core/base/death.h"

#include <stdlib.h>
#include <string.h>

struct kept_block {
    struct kept_block *next;
    uint8_t *memory;
};

HRESULT library_global_table(IGlobalInterfaceTable **table)
{
    return CoCreateInstance(
        &CLSID_StdGlobalInterfaceTable, NULL, CLSCTX_INPROC_SERVER, &IID_IGlobalInterfaceTable, (void **)table);
}

static bool answers(ICrossbitModule *module, REFIID iid)
{
    IUnknown *object;

    if (FAILED(ICrossbitModule_QueryInterface(module, iid, (void **)&object)))
        return false;
    IUnknown_Release(object);
    return true;
}

void loaded_release(struct loaded *loaded)
{
    IGlobalInterfaceTable *table;
    struct kept_block *block, *next;
    uint32_t i;

    if (!loaded || InterlockedDecrement(&loaded->references))
        return;
    if (loaded->agile)
        ICrossbitModule_Release(loaded->agile);
    if (loaded->cookie && SUCCEEDED(library_global_table(&table))) {
        IGlobalInterfaceTable_RevokeInterfaceFromGlobal(table, loaded->cookie);
        IGlobalInterfaceTable_Release(table);
    }
    for (block = loaded->kept; block; block = next) {
        next = block->next;
        free(block->memory);
        free(block);
    }
    for (i = 0; i < loaded->text_count; i++)
        SysFreeString(loaded->texts[i]);
    free(loaded->texts);
    free(loaded->numbers);
    cscope_free(loaded->scope);
    SysFreeString(loaded->opened.path);
    SysFreeString((BSTR)loaded->settings.folders);
    free(loaded);
}

HRESULT loaded_open(struct library *library, const wchar_t *path, const struct library_settings *settings,
    struct loaded **result, BSTR *message)
{
    struct loaded *loaded = calloc(1, sizeof(*loaded));
    IGlobalInterfaceTable *table = NULL;
    ICrossbitModule *module = NULL;
    HRESULT hr;

    *result = NULL;
    if (!loaded)
        return E_OUTOFMEMORY;
    loaded->references = 1;
    InitializeSRWLock(&loaded->lock);
    loaded->settings.threading = settings->threading;
    if (settings->folders && !(loaded->settings.folders = SysAllocString(settings->folders))) {
        hr = E_OUTOFMEMORY;
        goto exit;
    }
    hr = cscope_create(&loaded->scope);
    if (FAILED(hr))
        goto exit;
    hr = library->open(library->owner, path, settings, &loaded->opened, message);
    if (FAILED(hr))
        goto exit;
    module = loaded->opened.module;
    loaded->opened.module = NULL;
    loaded->is_proxy = answers(module, &IID_IProxyManager);
    if (answers(module, &IID_IAgileObject)) {
        loaded->agile = module;
        module = NULL;
    } else {
        hr = library_global_table(&table);
        if (SUCCEEDED(hr))
            hr = IGlobalInterfaceTable_RegisterInterfaceInGlobal(
                table, (IUnknown *)module, &IID_ICrossbitModule, &loaded->cookie);
        if (FAILED(hr))
            goto exit;
    }
    *result = loaded;
    loaded = NULL;

exit:
    if (table)
        IGlobalInterfaceTable_Release(table);
    if (module)
        ICrossbitModule_Release(module);
    loaded_release(loaded);
    return hr;
}

HRESULT loaded_module(struct loaded *loaded, ICrossbitModule **module)
{
    IGlobalInterfaceTable *table;
    HRESULT hr;

    if (loaded->agile) {
        *module = loaded->agile;
        ICrossbitModule_AddRef(*module);
        return S_OK;
    }
    *module = NULL;
    hr = library_global_table(&table);
    if (FAILED(hr))
        return hr;
    hr = IGlobalInterfaceTable_GetInterfaceFromGlobal(table, loaded->cookie, &IID_ICrossbitModule, (void **)module);
    IGlobalInterfaceTable_Release(table);
    return hr;
}

HRESULT loaded_status(struct loaded *loaded, CrossbitStatus *status, const char *what, BSTR *message)
{
    HRESULT code = status->code;

    if (code == CROSSBIT_E_DIED || code == CROSSBIT_E_DLL_FAULT) {
        InterlockedExchange(&loaded->dead, 1);
        if (!status->message)
            message_set(message, code, L"%hs: the surrogate has ended", what);
    }
    if (code == CROSSBIT_E_TIMEOUT && status->message) /* who made the call for us does not know what was called */
        message_set(message, code, L"%hs: %ls", what, status->message);
    if (FAILED(code) && message && !*message)
        *message = status->message;
    else
        SysFreeString(status->message);
    status->message = NULL;
    return code;
}

HRESULT loaded_transport_result(struct loaded *loaded, HRESULT hr, const char *what, BSTR *message)
{
    if (death_is_told(hr)) {
        InterlockedExchange(&loaded->dead, 1);
        return message_set(message, CROSSBIT_E_DIED,
            L"%hs: the surrogate (process %ld) with %ls has ended (0x%08lX); the next call starts a new one, "
            L"in which all handles of the old one are invalid",
            what, loaded->opened.process_id, loaded->opened.path, hr);
    }
    if (FAILED(hr))
        message_set(message, hr, L"%hs: the call to the surrogate (process %ld) failed with 0x%08lX", what,
            loaded->opened.process_id, hr);
    return hr;
}

static char *utf8_from_wide(const wchar_t *text)
{
    int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *utf8 = size > 0 ? malloc((size_t)size) : NULL;

    if (utf8)
        WideCharToMultiByte(CP_UTF8, 0, text, -1, utf8, size, NULL, NULL);
    return utf8;
}

/* Room for one more text and for count more numbers, so that nothing can fail once the declarations are accepted. */
static HRESULT reserve(struct loaded *loaded, uint32_t numbers)
{
    BSTR *texts = realloc(loaded->texts, (loaded->text_count + 1) * sizeof(*texts));
    uint32_t *more;

    if (!texts)
        return E_OUTOFMEMORY;
    loaded->texts = texts;
    more = realloc(loaded->numbers, (loaded->number_count + numbers + 1) * sizeof(*more));
    if (!more)
        return E_OUTOFMEMORY;
    loaded->numbers = more;
    return S_OK;
}

HRESULT loaded_declare(struct loaded *loaded, const wchar_t *text, BSTR *message)
{
    ICrossbitModule *module = NULL;
    CrossbitStatus status = {0};
    ULONG remote_first = 0, remote_count = 0, i;
    uint32_t first = 0, count = 0;
    BSTR copy = SysAllocString(text);
    char *utf8 = utf8_from_wide(text);
    HRESULT hr = copy && utf8 ? S_OK : E_OUTOFMEMORY;

    /* The module first: it knows the DLL's exports too, and its refusal leaves nothing behind here. */
    if (SUCCEEDED(hr))
        hr = loaded_module(loaded, &module);
    if (SUCCEEDED(hr))
        hr = loaded_transport_result(
            loaded, ICrossbitModule_Declare(module, copy, &remote_first, &remote_count, &status), "Declare", message);
    if (SUCCEEDED(hr))
        hr = loaded_status(loaded, &status, "Declare", message);
    if (FAILED(hr))
        goto exit;

    AcquireSRWLockExclusive(&loaded->lock);
    hr = reserve(loaded, remote_count);
    if (SUCCEEDED(hr))
        hr = cscope_declare(loaded->scope, utf8, &first, &count, message);
    if (SUCCEEDED(hr) && (count != remote_count || first != loaded->number_count))
        hr = message_set(message, CROSSBIT_E_PROTOCOL,
            L"Declare: the surrogate found %lu functions, this side %u: are both of the same version?", remote_count,
            count);
    if (SUCCEEDED(hr)) {
        for (i = 0; i < count; i++)
            loaded->numbers[loaded->number_count++] = remote_first + i;
        loaded->texts[loaded->text_count++] = copy;
        copy = NULL;
    }
    ReleaseSRWLockExclusive(&loaded->lock);

exit:
    if (module)
        ICrossbitModule_Release(module);
    SysFreeString(copy);
    free(utf8);
    return hr;
}

HRESULT loaded_close(struct loaded *loaded, BSTR *message)
{
    ICrossbitModule *module;
    CrossbitStatus status = {0};
    HRESULT hr;

    if (InterlockedExchange(&loaded->closed, 1) || loaded->dead)
        return S_OK;
    hr = loaded_module(loaded, &module);
    if (FAILED(hr))
        return hr;
    hr = loaded_transport_result(loaded, ICrossbitModule_Close(module, &status), "Unload", message);
    if (SUCCEEDED(hr))
        hr = loaded_status(loaded, &status, "Unload", message);
    ICrossbitModule_Release(module);
    return hr;
}

void *loaded_alloc_kept(void *owner, size_t size)
{
    struct loaded *loaded = owner;
    struct kept_block *block = malloc(sizeof(*block));

    if (!block)
        return NULL;
    block->memory = calloc(1, size ? size : 1);
    if (!block->memory) {
        free(block);
        return NULL;
    }
    do
        block->next = *(struct kept_block *volatile *)&loaded->kept;
    while (InterlockedCompareExchangePointer((void *volatile *)&loaded->kept, block, block->next) != block->next);
    return block->memory;
}

/*
 * A new surrogate with the same DLL and declarations, in place of a dead one. Function numbers stay what they were. Of
 * several threads that do this at once, one puts its own in place, and the others take that: handles of a module that
 * is not the library's would be stale for everybody else.
 */
static HRESULT library_reopen(struct library *library, struct loaded *old, struct loaded **loaded, BSTR *message)
{
    struct loaded *opened, *current;
    uint32_t i, count;
    HRESULT hr;

    hr = loaded_open(library, old->opened.path, &old->settings, &opened, message);
    if (FAILED(hr))
        return hr;
    AcquireSRWLockShared(&old->lock);
    count = old->text_count;
    ReleaseSRWLockShared(&old->lock);
    for (i = 0; SUCCEEDED(hr) && i < count; i++) {
        BSTR text;

        AcquireSRWLockShared(&old->lock);
        text = old->texts[i];
        ReleaseSRWLockShared(&old->lock);
        hr = loaded_declare(opened, text, message);
    }
    if (FAILED(hr)) {
        loaded_release(opened);
        return hr;
    }
    AcquireSRWLockExclusive(&library->lock);
    if (library->loaded == old) {
        loaded_release(old); /* the library's reference; the caller has one too */
        library->loaded = opened;
        InterlockedIncrement(&opened->references);
    }
    current = library->loaded;
    if (current)
        InterlockedIncrement(&current->references);
    ReleaseSRWLockExclusive(&library->lock);
    if (current != opened)
        loaded_close(opened, NULL);
    loaded_release(opened);
    if (!current)
        return message_set(message, CROSSBIT_E_NOT_LOADED, L"the library was unloaded by another thread");
    *loaded = current;
    return S_OK;
}

HRESULT library_loaded(struct library *library, struct loaded **loaded, BSTR *message)
{
    struct loaded *current;
    HRESULT hr;

    *loaded = NULL;
    AcquireSRWLockShared(&library->lock);
    current = library->loaded;
    if (current)
        InterlockedIncrement(&current->references);
    ReleaseSRWLockShared(&library->lock);
    if (!current)
        return message_set(
            message, CROSSBIT_E_NOT_LOADED, L"no library is loaded; call Load with the path of a DLL first");
    if (!current->dead) {
        *loaded = current;
        return S_OK;
    }
    hr = library_reopen(library, current, loaded, message);
    loaded_release(current);
    return hr;
}
