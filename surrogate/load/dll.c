/* SPDX-License-Identifier: MIT */
/* The DLLs that are loaded in this process, each once, whoever uses it. */
#include "dll.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/message.h"
#include "core/declare/c_type.h"
#include "crossbit_com.h"
#include "surrogate/process/fault.h"

#ifndef LOAD_LIBRARY_SEARCH_SYSTEM32
#define LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR 0x100
#define LOAD_LIBRARY_SEARCH_USER_DIRS 0x400
#define LOAD_LIBRARY_SEARCH_SYSTEM32 0x800
#endif

/* Loads and unloads happen one at a time; so do they inside Windows' loader. */
static CRITICAL_SECTION lock;
static struct dll *dlls;                                          /* (CS lock) */
static HRESULT (*create_graveyard)(struct callback_graveyard **); /* (RO) */
static void (*free_graveyard)(struct callback_graveyard *);       /* (RO) */

/* Missing on Windows 7 before the update KB2533623. */
static void *(WINAPI *add_directory)(const wchar_t *);
static BOOL(WINAPI *remove_directory)(void *);

void dll_set_graveyard(HRESULT (*create)(struct callback_graveyard **), void (*free)(struct callback_graveyard *))
{
    create_graveyard = create;
    free_graveyard = free;
}

void dll_search_init(void)
{
    HMODULE kernel32 = GetModuleHandleW(L"kernel32.dll");
    BOOL(WINAPI * set_default)(DWORD);

    InitializeCriticalSection(&lock);
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    SetDllDirectoryW(L""); /* takes the current directory out of the search */
    set_default = (BOOL(WINAPI *)(DWORD))(void *)GetProcAddress(kernel32, "SetDefaultDllDirectories");
    add_directory = (void *(WINAPI *)(const wchar_t *))(void *)GetProcAddress(kernel32, "AddDllDirectory");
    remove_directory = (BOOL(WINAPI *)(void *))(void *)GetProcAddress(kernel32, "RemoveDllDirectory");
    /* Also for what DLLs load later by bare name: their folders are added for as long as they are loaded. */
    if (set_default && add_directory && remove_directory)
        set_default(LOAD_LIBRARY_SEARCH_SYSTEM32 | LOAD_LIBRARY_SEARCH_USER_DIRS);
    else
        add_directory = NULL;
}

/* A folder that is not there adds nothing: what is missing is told when the DLL does not load. */
static void add_folder(struct dll *dll, const wchar_t *path, size_t length)
{
    struct search_folder *folder;

    for (folder = dll->folders; folder; folder = folder->next)
        if (!_wcsnicmp(folder->path, path, length) && !folder->path[length])
            return;
    folder = calloc(1, sizeof(*folder) + (length + 1) * sizeof(wchar_t));
    if (!folder)
        return;
    memcpy(folder->path, path, length * sizeof(wchar_t));
    folder->cookie = add_directory(folder->path);
    if (!folder->cookie) {
        free(folder);
        return;
    }
    folder->next = dll->folders;
    dll->folders = folder;
}

/* The DLL's own folder, then those of the client's list. */
static void add_folders(struct dll *dll, const wchar_t *folders)
{
    const wchar_t *end = wcsrchr(dll->path, L'\\');

    if (end)
        add_folder(dll, dll->path, (size_t)(end - dll->path));
    while (folders && *folders) {
        size_t length = wcscspn(folders, L";");

        if (length)
            add_folder(dll, folders, length);
        folders += length + (folders[length] == L';');
    }
}

static void remove_folders(struct dll *dll)
{
    struct search_folder *folder;

    while ((folder = dll->folders)) {
        dll->folders = folder->next;
        remove_directory(folder->cookie);
        free(folder);
    }
}

/*
 * The old loader knows one folder list for what a DLL needs: its own folder (with the altered search path) and %PATH%.
 * The list of the client goes to its front for the time of the load.
 */
static HMODULE load_old(const wchar_t *path, const wchar_t *folders)
{
    DWORD size = GetEnvironmentVariableW(L"PATH", NULL, 0), error;
    wchar_t *old = NULL, *new = NULL;
    size_t new_size;
    HMODULE module;

    if (folders && *folders) {
        old = calloc(size + 1, sizeof(wchar_t));
        new_size = size + wcslen(folders) + 2;
        new = malloc(new_size * sizeof(wchar_t));
    }
    if (old && new) {
        GetEnvironmentVariableW(L"PATH", old, size + 1);
        _snwprintf(new, new_size, L"%ls;%ls", folders, old);
        SetEnvironmentVariableW(L"PATH", new);
    }
    module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    error = GetLastError();
    if (old && new)
        SetEnvironmentVariableW(L"PATH", old);
    free(old);
    free(new);
    SetLastError(error);
    return module;
}

/*
 * The one rule by which DLLs of clients are found, those of drop-ins too: what they need is looked for in their own
 * folder, in folders, which the client named, and among Windows' own. Not in %PATH%, where the new loader is.
 */
static HMODULE load_module(const wchar_t *path, const wchar_t *folders)
{
    if (!add_directory)
        return load_old(path, folders);
    return LoadLibraryExW(
        path, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32 | LOAD_LIBRARY_SEARCH_USER_DIRS);
}

struct load {
    struct dll *dll;
    const wchar_t *folders;
    DWORD error;
};

static void load(void *context)
{
    struct load *load = context;
    struct dll *dll = load->dll;
    const char *outer = fault_enter("DllMain");

    if (add_directory)
        add_folders(dll, load->folders);
    dll->module = load_module(dll->path, load->folders);
    load->error = dll->module ? 0 : GetLastError();
    fault_leave(outer);
}

static void unload(void *context)
{
    struct dll *dll = context;
    const char *outer = fault_enter("DllMain");

    FreeLibrary(dll->module);
    fault_leave(outer);
}

/* (CS lock) */
static void destroy(struct dll *dll)
{
    if (dll->module && !dll->resident)
        gate_run(&dll->gate, unload, dll);
    if (!dll->resident)
        free_graveyard(dll->graveyard); /* else its code may still call them */
    remove_folders(dll);
    gate_cleanup(&dll->gate);
    pe_close(&dll->pe);
    free(dll->path);
    free(dll);
}

static struct dll *find(const wchar_t *path, HMODULE module)
{
    struct dll *dll;

    for (dll = dlls; dll; dll = dll->next)
        if (module ? dll->module == module : !_wcsicmp(dll->path, path))
            break;
    return dll;
}

static HRESULT load_new(
    const wchar_t *path, const wchar_t *folders, CrossbitThreading threading, struct dll **loaded, BSTR *message)
{
    struct dll *dll = calloc(1, sizeof(*dll)), *same;
    struct load work = {dll, folders, 0};
    HRESULT hr;

    if (!dll)
        return E_OUTOFMEMORY;
    hr = gate_init(&dll->gate);
    if (FAILED(hr))
        goto exit;
    hr = E_OUTOFMEMORY;
    dll->path = _wcsdup(path);
    if (!dll->path || FAILED(create_graveyard(&dll->graveyard)))
        goto exit;
    hr = pe_open(path, &dll->pe, message);
    if (FAILED(hr))
        goto exit;
    hr = pe_check_loadable(&dll->pe, path, CROSSBIT_BITS, message);
    if (FAILED(hr))
        goto exit;
    if (threading == CrossbitThreadingMain) {
        /* Its DllMain, too, runs on the thread that will call it. */
        hr = gate_start_thread(&dll->gate, message);
        if (FAILED(hr))
            goto exit;
    }
    gate_run(&dll->gate, load, &work);
    if (!dll->module) {
        hr = depend_explain(path, &dll->pe, folders, work.error, message);
        goto exit;
    }
    /* Two names of one file (a short name, a link): Windows counts one module, and so do we. */
    same = find(NULL, dll->module);
    if (same) {
        destroy(dll);
        same->references++;
        *loaded = same;
        return S_OK;
    }
    dll->references = 1;
    dll->next = dlls;
    dlls = dll;
    *loaded = dll;
    return S_OK;
exit:
    destroy(dll);
    return hr;
}

/*
 * For bindings, which load the original DLL of a drop-in themselves. When it cannot be loaded text, of size characters,
 * says why, and *module is NULL.
 */
__declspec(dllexport) HRESULT
    __cdecl CrossbitLoadLibrary(const wchar_t *path, HMODULE *module, wchar_t *text, DWORD size);
HRESULT __cdecl CrossbitLoadLibrary(const wchar_t *path, HMODULE *module, wchar_t *text, DWORD size)
{
    struct pe_file pe = {0};
    BSTR message = NULL;
    HRESULT hr;
    DWORD error;

    text[0] = 0;
    *module = load_module(path, NULL);
    if (*module)
        return S_OK;
    error = GetLastError();
    hr = pe_open(path, &pe, &message);
    if (SUCCEEDED(hr)) {
        hr = pe_check_loadable(&pe, path, CROSSBIT_BITS, &message);
        if (SUCCEEDED(hr))
            hr = depend_explain(path, &pe, NULL, error, &message);
        pe_close(&pe);
    }
    _snwprintf(text, size, L"%ls", message ? message : L"out of memory");
    text[size - 1] = 0;
    SysFreeString(message);
    return FAILED(hr) ? hr : HRESULT_FROM_WIN32(error);
}

HRESULT dll_open(const wchar_t *path, const wchar_t *folders, CrossbitThreading threading, bool resident,
    struct dll **opened, BSTR *message)
{
    struct dll *dll;
    HMODULE pinned;
    HRESULT hr = S_OK;

    *opened = NULL;
    EnterCriticalSection(&lock);
    dll = find(path, NULL);
    if (dll)
        dll->references++;
    else
        hr = load_new(path, folders, threading, &dll, message);
    if (SUCCEEDED(hr) && add_directory)
        add_folders(dll, folders); /* of whoever opens it, by whichever name: for what it loads from now on */
    if (SUCCEEDED(hr) && threading == CrossbitThreadingMain)
        hr = gate_start_thread(&dll->gate, message);
    if (SUCCEEDED(hr) && resident && !dll->resident) {
        dll->resident = true;
        GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
            (const wchar_t *)dll->module, &pinned);
    }
    LeaveCriticalSection(&lock);
    if (SUCCEEDED(hr))
        *opened = dll;
    else
        dll_close(dll);
    return hr;
}

void dll_close(struct dll *dll)
{
    struct dll **link;

    if (!dll)
        return;
    EnterCriticalSection(&lock);
    /* A resident DLL keeps its entry, with its thread: who opens it again finds it as it was. */
    if (!--dll->references && !dll->resident) {
        for (link = &dlls; *link != dll; link = &(*link)->next)
            ;
        *link = dll->next;
        destroy(dll);
    }
    LeaveCriticalSection(&lock);
}
