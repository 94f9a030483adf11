/* SPDX-License-Identifier: MIT */
/* Finds Crossbit's own files: the surrogates and crossbitps.dll. */
#include "home.h"

#include <stdbool.h>
#include <stdlib.h>
#include <wchar.h>

#include "crossbit/error.h"
#include "message.h"

wchar_t *home_module_path(HMODULE module)
{
    DWORD capacity = MAX_PATH, length;
    wchar_t *path = NULL, *grown;

    for (;; capacity *= 2) {
        grown = realloc(path, capacity * sizeof(wchar_t));
        if (!grown)
            break;
        path = grown;
        length = GetModuleFileNameW(module, path, capacity);
        /* A path that was cut fills the buffer; only newer systems say so in the last error. */
        if (length && length < capacity)
            return path;
        if (!length || capacity > 0x10000)
            break;
    }
    free(path);
    return NULL;
}

/* The environment variable's value; free. NULL: not set or empty. */
static wchar_t *environment_value(const wchar_t *name)
{
    DWORD length = GetEnvironmentVariableW(name, NULL, 0);
    wchar_t *value;

    if (length <= 1)
        return NULL;
    value = malloc(length * sizeof(wchar_t));
    if (value && GetEnvironmentVariableW(name, value, length) >= length) {
        free(value); /* it grew meanwhile */
        return NULL;
    }
    return value;
}

static wchar_t *module_folder(HMODULE module)
{
    wchar_t *path = home_module_path(module), *end = path ? wcsrchr(path, L'\\') : NULL;

    if (end)
        *end = 0;
    return path;
}

/* folder + between + file as a full path if that file exists; free. */
static wchar_t *existing_file(const wchar_t *folder, const wchar_t *between, const wchar_t *file)
{
    size_t length = wcslen(folder) + wcslen(between) + wcslen(file) + 1;
    wchar_t *joined = malloc(length * sizeof(wchar_t)), *full = NULL;
    DWORD needed, attributes;

    if (!joined)
        return NULL;
    _snwprintf(joined, length, L"%ls%ls%ls", folder, between, file);
    needed = GetFullPathNameW(joined, 0, NULL, NULL);
    full = needed ? malloc(needed * sizeof(wchar_t)) : NULL;
    if (full && GetFullPathNameW(joined, needed, full, NULL) >= needed)
        full[0] = 0;
    free(joined);
    attributes = full ? GetFileAttributesW(full) : INVALID_FILE_ATTRIBUTES;
    if (attributes == INVALID_FILE_ATTRIBUTES || (attributes & FILE_ATTRIBUTE_DIRECTORY)) {
        free(full);
        return NULL;
    }
    return full;
}

HRESULT home_find(const wchar_t *file, unsigned int bits, wchar_t **path, BSTR *message)
{
    const wchar_t *sub = bits == 32 ? L"\\x86\\" : L"\\x64\\";
    const wchar_t *sibling = bits == 32 ? L"\\..\\x86\\" : L"\\..\\x64\\";
    wchar_t *home = environment_value(L"CROSSBIT_HOME"), *folders[2] = {NULL, NULL};
    HMODULE self = NULL;
    HRESULT hr = S_OK;
    unsigned int i;

    *path = NULL;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
        (const wchar_t *)(void *)home_find, &self);
    if (home) {
        *path = existing_file(home, sub, file);
        if (!*path)
            *path = existing_file(home, L"\\", file);
    }
    folders[0] = module_folder(self);
    folders[1] = module_folder(NULL);
    for (i = 0; i < 2 && !*path; i++) {
        if (!folders[i])
            continue;
        /* A file of the same name beside us has our own bitness. */
        if (bits == CROSSBIT_BITS)
            *path = existing_file(folders[i], L"\\", file);
        if (!*path)
            *path = existing_file(folders[i], sub, file);
        if (!*path)
            *path = existing_file(folders[i], sibling, file);
        if (!*path && bits != CROSSBIT_BITS)
            *path = existing_file(folders[i], L"\\", file);
    }
    if (!*path)
        hr = message_set(message, CROSSBIT_E_FILE_NOT_FOUND,
            L"%ls is missing: it is not in %ls, nor in the folder %ls in or beside it; put it there or set "
            L"CROSSBIT_HOME%ls%ls%ls",
            file, folders[0] ? folders[0] : L"?", bits == 32 ? L"x86" : L"x64", home ? L" (now " : L"",
            home ? home : L"", home ? L")" : L"");
    free(home);
    free(folders[0]);
    free(folders[1]);
    return hr;
}
