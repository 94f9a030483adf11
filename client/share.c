/* SPDX-License-Identifier: MIT */
/*
 * One surrogate for all clients of a user: its class object is in the running object table, or it is started and put
 * there.
 */
#include "client.h"

#include <stdlib.h>

#include "core/base/rendezvous.h"

struct find_run {
    LONG references; /* (interlocked) who waits, and the worker */
    DWORD bits;
    HANDLE done;
    ICrossbitSurrogate *surrogate;
    HRESULT result;
};

static void find_release(struct find_run *run)
{
    if (InterlockedDecrement(&run->references))
        return;
    if (run->surrogate)
        ICrossbitSurrogate_Release(run->surrogate);
    CloseHandle(run->done);
    free(run);
}

/* S_FALSE: there is none, or it has ended, or is about to. */
static HRESULT find(DWORD bits, ICrossbitSurrogate **surrogate)
{
    IRunningObjectTable *table;
    IUnknown *object = NULL;
    IClassFactory *factory = NULL;
    IMoniker *moniker;
    HRESULT hr = rendezvous_table(bits, &table, &moniker);

    if (FAILED(hr))
        return hr;
    hr = IRunningObjectTable_GetObject(table, moniker, &object);
    IRunningObjectTable_Release(table);
    IMoniker_Release(moniker);
    if (SUCCEEDED(hr) && object) {
        hr = IUnknown_QueryInterface(object, &IID_IClassFactory, (void **)&factory);
        if (SUCCEEDED(hr))
            hr = IClassFactory_CreateInstance(factory, NULL, &IID_ICrossbitSurrogate, (void **)surrogate);
        if (factory)
            IClassFactory_Release(factory);
        IUnknown_Release(object);
    }
    return hr == E_ACCESSDENIED || (SUCCEEDED(hr) && *surrogate) ? hr : S_FALSE;
}

static void find_in_worker(void *context)
{
    struct find_run *run = context;

    run->result = find(run->bits, &run->surrogate);
    SetEvent(run->done);
    find_release(run);
}

HRESULT share_find(DWORD bits, DWORD timeout_ms, ICrossbitSurrogate **surrogate, BSTR *message)
{
    struct find_run *run = calloc(1, sizeof(*run));
    HRESULT hr;

    *surrogate = NULL;
    if (!run)
        return E_OUTOFMEMORY;
    run->references = 2;
    run->bits = bits;
    run->done = CreateEventW(NULL, TRUE, FALSE, NULL);
    hr = run->done ? runtime_start(find_in_worker, run, message) : E_OUTOFMEMORY;
    if (FAILED(hr)) {
        run->references = 1;
    } else if (WaitForSingleObject(run->done, timeout_ms) == WAIT_OBJECT_0) {
        *surrogate = run->surrogate;
        run->surrogate = NULL;
        hr = run->result;
        if (FAILED(hr))
            message_set_win32(message, (DWORD)hr, L"the surrogate that this user's programs share cannot be reached");
    } else {
        hr = message_set(message, CROSSBIT_E_START,
            L"the surrogate that this user's programs share does not answer within %lu ms: end the process "
            L"crossbit%lu.exe",
            timeout_ms, bits);
    }
    find_release(run);
    return hr;
}

HRESULT share_enter(DWORD bits, DWORD timeout_ms, HANDLE *mutex, BSTR *message)
{
    wchar_t name[RENDEZVOUS_NAME_SIZE + 8] = L"Local\\";
    HRESULT hr = rendezvous_name(bits, name + wcslen(name));
    DWORD wait;

    *mutex = NULL;
    if (FAILED(hr))
        return hr;
    *mutex = CreateMutexW(NULL, FALSE, name);
    if (!*mutex)
        return message_set_win32(message, GetLastError(), L"the mutex %ls cannot be opened", name);
    wait = WaitForSingleObject(*mutex, timeout_ms);
    if (wait == WAIT_OBJECT_0 || wait == WAIT_ABANDONED)
        return S_OK;
    CloseHandle(*mutex);
    *mutex = NULL;
    return message_set(message, CROSSBIT_E_START,
        L"another program of this user has been starting the shared surrogate for %lu ms", timeout_ms);
}

void share_leave(HANDLE mutex)
{
    ReleaseMutex(mutex);
    CloseHandle(mutex);
}
