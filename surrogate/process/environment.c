/* SPDX-License-Identifier: MIT */
/* Takes over a client's environment and current directory. */
#include "environment.h"

#include <stdbool.h>
#include <stdlib.h>
#include <windows.h>

/*
 * What Windows sets for each bitness by itself when a process starts. The client's values are those of its own bitness:
 * a 32-bit DLL must go on to find "Program Files (x86)".
 */
static bool is_own(const wchar_t *name, size_t length)
{
    static const wchar_t *const names[] = {L"PROCESSOR_ARCHITECTURE", L"PROCESSOR_ARCHITEW6432", L"ProgramFiles",
        L"ProgramFiles(x86)", L"ProgramW6432", L"CommonProgramFiles", L"CommonProgramFiles(x86)",
        L"CommonProgramW6432"};
    size_t i;

    for (i = 0; i < ARRAYSIZE(names); i++)
        if (wcslen(names[i]) == length && !_wcsnicmp(names[i], name, length))
            return true;
    return false;
}

/* The '=' after the name; the names of the drives' current directories start with one ("=C:=C:\folder"). */
static const wchar_t *find_equals(const wchar_t *entry)
{
    return *entry ? wcschr(entry + 1, L'=') : NULL;
}

typedef int put_environment(const wchar_t *);

/* Every C runtime that is loaded has its own copy; the DLL reads the copy of its runtime with getenv. */
static size_t find_runtimes(put_environment *found[8])
{
    static const wchar_t *const names[] = {L"ucrtbase.dll", L"msvcr120.dll", L"msvcr110.dll", L"msvcr100.dll",
        L"msvcr90.dll", L"msvcr80.dll", L"msvcr71.dll"};
    size_t i, count = 0;
    HMODULE module;
    FARPROC function;

    found[count++] = _wputenv;
    for (i = 0; i < ARRAYSIZE(names); i++) {
        module = GetModuleHandleW(names[i]);
        function = module ? GetProcAddress(module, "_wputenv") : NULL;
        if (function)
            found[count++] = (put_environment *)(void *)function;
    }
    return count;
}

static void set_variable(const wchar_t *entry, const wchar_t *equals, put_environment *const *runtimes, size_t count)
{
    size_t length = (size_t)(equals - entry), i;
    wchar_t *name = malloc((length + 1) * sizeof(wchar_t));

    if (!name)
        return;
    memcpy(name, entry, length * sizeof(wchar_t));
    name[length] = 0;
    for (i = 0; i < count && entry[0] != L'='; i++)
        runtimes[i](entry);
    /* Last, because for the C runtimes an empty value means that there is no variable. */
    SetEnvironmentVariableW(name, equals + 1);
    free(name);
}

static void remove_variable(const wchar_t *entry, const wchar_t *equals, put_environment *const *runtimes, size_t count)
{
    size_t length = (size_t)(equals - entry), i;
    wchar_t *name = malloc((length + 2) * sizeof(wchar_t));

    if (!name)
        return;
    memcpy(name, entry, (length + 1) * sizeof(wchar_t));
    name[length + 1] = 0; /* "NAME=" removes it from a C runtime */
    for (i = 0; i < count && entry[0] != L'='; i++)
        runtimes[i](name);
    name[length] = 0;
    SetEnvironmentVariableW(name, NULL);
    free(name);
}

static bool block_has(const wchar_t *block, const wchar_t *end, const wchar_t *name, size_t length)
{
    const wchar_t *equals;

    for (; block < end && *block; block += wcslen(block) + 1) {
        equals = find_equals(block);
        if (equals && (size_t)(equals - block) == length && !_wcsnicmp(block, name, length))
            return true;
    }
    return false;
}

HRESULT environment_adopt(const wchar_t *given, size_t length)
{
    put_environment *runtimes[8];
    size_t count = find_runtimes(runtimes);
    const wchar_t *entry, *equals, *end;
    wchar_t *block, *old;

    /* The terminators are ours: the block comes from another process. */
    block = malloc((length + 2) * sizeof(wchar_t));
    old = GetEnvironmentStringsW();
    if (!block || !old) {
        free(block);
        if (old)
            FreeEnvironmentStringsW(old);
        return E_OUTOFMEMORY;
    }
    memcpy(block, given, length * sizeof(wchar_t));
    block[length] = block[length + 1] = 0;
    end = block + length;
    for (entry = old; *entry; entry += wcslen(entry) + 1) {
        equals = find_equals(entry);
        if (equals && !is_own(entry, (size_t)(equals - entry)) &&
            !block_has(block, end, entry, (size_t)(equals - entry)))
            remove_variable(entry, equals, runtimes, count);
    }
    for (entry = block; entry < end && *entry; entry += wcslen(entry) + 1) {
        equals = find_equals(entry);
        if (equals && !is_own(entry, (size_t)(equals - entry)))
            set_variable(entry, equals, runtimes, count);
    }
    FreeEnvironmentStringsW(old);
    free(block);
    return S_OK;
}
