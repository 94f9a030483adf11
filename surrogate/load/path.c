/* SPDX-License-Identifier: MIT */
/* Turns a client's path into this process's, past file-system redirection. */
#include "path.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "core/base/message.h"
#include "crossbit/error.h"
#include "surrogate/host/client_process.h"

/* Folders of System32 that are never redirected, as Microsoft lists them. */
static const wchar_t *const exempt[] = {
    L"\\catroot", L"\\catroot2", L"\\driverstore", L"\\drivers\\etc", L"\\logfiles", L"\\spool"};

static bool is_64_bit_windows(void)
{
#if CROSSBIT_BITS == 64
    return true;
#else
    BOOL wow64 = false;

    return IsWow64Process(GetCurrentProcess(), &wow64) && wow64;
#endif
}

/* The part of path after `folder`, which starts with a backslash or is empty; NULL when path is not in folder. */
static const wchar_t *below(const wchar_t *path, const wchar_t *folder)
{
    size_t length = wcslen(folder);

    if (_wcsnicmp(path, folder, length) || (path[length] && path[length] != L'\\'))
        return NULL;
    return path + length;
}

static bool is_exempt(const wchar_t *rest)
{
    size_t i;

    for (i = 0; i < ARRAYSIZE(exempt); i++)
        if (below(rest, exempt[i]))
            return true;
    return false;
}

static wchar_t *join(const wchar_t *first, const wchar_t *second, const wchar_t *third)
{
    size_t size = wcslen(first) + wcslen(second) + wcslen(third) + 1;
    wchar_t *text = malloc(size * sizeof(wchar_t));

    if (text)
        _snwprintf(text, size, L"%ls%ls%ls", first, second, third);
    return text;
}

/*
 * Absolute, with single backslashes, without . and .., and without the prefix that switches all of this off, unless it
 * is needed: Windows takes no longer path without it.
 */
static HRESULT normalise(const wchar_t *path, wchar_t **normalised, BSTR *message)
{
    DWORD size;
    wchar_t *text;

    if (!wcsncmp(path, L"\\\\?\\", 4) && path[4] && path[5] == L':' && wcslen(path + 4) < MAX_PATH)
        path += 4;
    size = GetFullPathNameW(path, 0, NULL, NULL);
    text = size ? malloc((size + 1) * sizeof(wchar_t)) : NULL;
    if (!text)
        return size ? E_OUTOFMEMORY
                    : message_set_win32(message, GetLastError(), L"cannot make sense of the path %ls", path);
    GetFullPathNameW(path, size + 1, text, NULL);
    *normalised = text;
    return S_OK;
}

HRESULT path_translate(const wchar_t *path, unsigned int client_bits, wchar_t **translated, BSTR *message)
{
    wchar_t windows[MAX_PATH];
    wchar_t *full = NULL;
    const wchar_t *rest, *sub;
    bool real_system32, sysnative;
    HRESULT hr;

    *translated = NULL;
    if (!client_bits)
        client_bits = CROSSBIT_BITS;
    if (!*path)
        return message_set(message, CROSSBIT_E_FILE_NOT_FOUND, L"the path of the DLL is empty");
    if (!GetSystemWindowsDirectoryW(windows, ARRAYSIZE(windows)))
        return message_set_win32(message, GetLastError(), L"cannot find the Windows folder");
    if (!wcspbrk(path, L"\\/:")) {
        /* A bare name: the system's. This bitness finds its own system DLLs under the name System32. */
        full = join(windows, L"\\System32\\", path);
        if (!full)
            return E_OUTOFMEMORY;
        if (!wcschr(path, L'.')) {
            *translated = join(full, L".dll", L"");
            free(full);
            return *translated ? S_OK : E_OUTOFMEMORY;
        }
        *translated = full;
        return S_OK;
    }
    if (!((path[0] && path[1] == L':' && (path[2] == L'\\' || path[2] == L'/')) ||
            ((path[0] == L'\\' || path[0] == L'/') && (path[1] == L'\\' || path[1] == L'/'))))
        return message_set(message, CROSSBIT_E_FILE_NOT_FOUND,
            L"%ls is not an absolute path: give the whole path with the drive, or a bare name for a DLL of Windows",
            path);
    hr = normalise(path, &full, message);
    if (FAILED(hr))
        return hr;
    rest = is_64_bit_windows() ? below(full, windows) : NULL;
    if (!rest)
        goto exit;
    /* First where the client means it to be: in the real System32, in the real SysWOW64, or somewhere else. */
    sysnative = (sub = below(rest, L"\\Sysnative")) != NULL && client_bits == 32;
    real_system32 = sysnative;
    if (!sysnative) {
        sub = below(rest, L"\\System32");
        if (!sub)
            goto exit; /* SysWOW64 is called so by both */
        real_system32 = client_bits == 64 || is_exempt(sub);
    }
    /* Then how this process calls that place. */
    if (!real_system32)
        *translated = join(windows, L"\\SysWOW64", sub);
    else if (CROSSBIT_BITS == 64 || is_exempt(sub))
        *translated = join(windows, L"\\System32", sub);
    else
        *translated = join(windows, L"\\Sysnative", sub);
    free(full);
    return *translated ? S_OK : E_OUTOFMEMORY;
exit:
    *translated = full;
    return S_OK;
}

HRESULT path_translate_folders(const wchar_t *folders, unsigned int client_bits, wchar_t **translated, BSTR *message)
{
    wchar_t *copy = _wcsdup(folders), *list = _wcsdup(L""), *folder, *end, *path, *longer;
    HRESULT hr = copy && list ? S_OK : E_OUTOFMEMORY;

    for (folder = copy; SUCCEEDED(hr) && folder; folder = end) {
        end = wcschr(folder, L';');
        if (end)
            *end++ = 0;
        if (!*folder)
            continue;
        if (!wcspbrk(folder, L"\\/:")) {
            hr = message_set(message, CROSSBIT_E_ARGUMENT,
                L"the search folder %ls is not an absolute path: give the whole path with the drive", folder);
            continue;
        }
        hr = path_translate(folder, client_bits, &path, message);
        if (FAILED(hr))
            continue;
        longer = join(list, *list ? L";" : L"", path);
        free(path);
        free(list);
        list = longer;
        if (!list)
            hr = E_OUTOFMEMORY;
    }
    free(copy);
    if (FAILED(hr)) {
        free(list);
        list = NULL;
    }
    *translated = list;
    return hr;
}
