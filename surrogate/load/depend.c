/* SPDX-License-Identifier: MIT */
/* Finds out why a DLL does not load: which of its dependencies is missing or has the wrong bitness. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/message.h"
#include "crossbit/error.h"
#include "dll.h"

/*
 * Windows says only that "a module" was not found. The walk below repeats its search over the import tables and stops
 * at the first DLL that is not there or does not fit. It runs after the load has failed: what the loader finds by other
 * means (manifests, API sets) must not be refused.
 */
struct walk {
    const wchar_t *own; /* folder of the DLL that was asked for, with the backslash */
    const wchar_t *folders;
    wchar_t **seen; /* base names */
    unsigned int seen_count;
    const wchar_t *root;
    BSTR *message;
};

#define WALK_LIMIT 512 /* DLLs: far beyond real ones, and a bound for hostile files */

static bool exists(const wchar_t *path)
{
    DWORD attributes = GetFileAttributesW(path);

    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

static wchar_t *try_folder(const wchar_t *folder, size_t length, const wchar_t *name)
{
    size_t size = length + wcslen(name) + 2;
    wchar_t *path = malloc(size * sizeof(wchar_t));

    if (!path)
        return NULL;
    memcpy(path, folder, length * sizeof(wchar_t));
    if (length && path[length - 1] != L'\\')
        path[length++] = L'\\';
    wcscpy(path + length, name);
    if (exists(path))
        return path;
    free(path);
    return NULL;
}

/* In the loader's order; NULL: nowhere. */
static wchar_t *search(const struct walk *walk, const wchar_t *name)
{
    wchar_t system[MAX_PATH];
    wchar_t *path = try_folder(walk->own, wcslen(walk->own), name);
    const wchar_t *folder, *end;

    for (folder = walk->folders; !path && folder && *folder; folder = *end ? end + 1 : NULL) {
        end = wcschr(folder, L';');
        if (!end)
            end = folder + wcslen(folder);
        if (end > folder)
            path = try_folder(folder, (size_t)(end - folder), name);
    }
    if (!path && GetSystemDirectoryW(system, ARRAYSIZE(system)))
        path = try_folder(system, wcslen(system), name);
    return path;
}

static bool see(struct walk *walk, const wchar_t *name)
{
    unsigned int i;

    for (i = 0; i < walk->seen_count; i++)
        if (!_wcsicmp(walk->seen[i], name))
            return false;
    if (walk->seen_count == WALK_LIMIT || !(walk->seen[walk->seen_count] = _wcsdup(name)))
        return false;
    walk->seen_count++;
    return true;
}

/* S_OK: found nothing wrong. */
static HRESULT check(struct walk *walk, const wchar_t *needer, const struct pe_file *pe, unsigned int depth)
{
    wchar_t name[MAX_PATH];
    struct pe_file needed;
    wchar_t *path;
    HRESULT hr = S_OK;
    uint32_t i;

    for (i = 0; i < pe->import_count && SUCCEEDED(hr) && depth < 64; i++) {
        _snwprintf(name, ARRAYSIZE(name), L"%hs", pe->imports[i]);
        name[ARRAYSIZE(name) - 1] = 0;
        if (GetModuleHandleW(name) || !see(walk, name))
            continue;
        path = search(walk, name);
        if (!path) {
            if (!_wcsnicmp(name, L"api-ms-", 7) || !_wcsnicmp(name, L"ext-ms-", 7))
                continue; /* names of Windows' own, which are no files */
            return message_set(walk->message, CROSSBIT_E_MISSING_DEPENDENCY,
                L"%ls cannot be loaded: %ls needs %ls, which is neither in its folder, nor in the search folders "
                L"given, nor "
                L"in the system's: put it beside the DLL, or name its folder",
                walk->root, needer, name);
        }
        memset(&needed, 0, sizeof(needed));
        hr = pe_open(path, &needed, walk->message);
        if (SUCCEEDED(hr)) {
            if (needed.bits != CROSSBIT_BITS)
                hr = message_set(walk->message, CROSSBIT_E_BITNESS,
                    L"%ls cannot be loaded: %ls needs %ls, and the one "
                    L"that was found, %ls, is not a %d-bit DLL",
                    walk->root, needer, name, path, CROSSBIT_BITS);
            else
                hr = check(walk, path, &needed, depth + 1);
            pe_close(&needed);
        }
        free(path);
    }
    return hr;
}

HRESULT depend_explain(
    const wchar_t *path, const struct pe_file *pe, const wchar_t *folders, DWORD error, BSTR *message)
{
    struct walk walk = {NULL, folders, NULL, 0, path, message};
    wchar_t *own = _wcsdup(path), *end = own ? wcsrchr(own, L'\\') : NULL;
    HRESULT hr = S_OK;
    unsigned int i;

    walk.seen = calloc(WALK_LIMIT, sizeof(*walk.seen));
    if (end && walk.seen) {
        end[1] = 0;
        walk.own = own;
        hr = check(&walk, path, pe, 0);
    }
    for (i = 0; i < walk.seen_count; i++)
        free(walk.seen[i]);
    free(walk.seen);
    free(own);
    if (FAILED(hr))
        return hr;
    if (error == ERROR_DLL_INIT_FAILED)
        message_set(message, S_OK, L"%ls was found, but its own start-up code (DllMain) refused or failed", path);
    else if (error == ERROR_PROC_NOT_FOUND)
        message_set(message, S_OK,
            L"%ls needs a function that one of the DLLs it depends on does not have: an older or newer "
            L"version of that DLL was found",
            path);
    else
        message_set_win32(message, error, L"Windows refused to load %ls", path);
    return error == ERROR_MOD_NOT_FOUND ? CROSSBIT_E_MISSING_DEPENDENCY : CROSSBIT_E_LOAD_FAILED;
}
