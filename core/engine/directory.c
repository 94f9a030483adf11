/* SPDX-License-Identifier: MIT */
/* Puts the current directory back after a call that changed it. */
#include <stdbool.h>

#include "directory.h"

#include "engine.h"

static volatile LONG generation; /* (interlocked) counts what the host itself changed */
static volatile LONG guard_off;  /* (interlocked) */

HRESULT engine_set_directory(const wchar_t *path)
{
    /* First, so that a call that ends now cannot put the old directory back over the new one. */
    InterlockedIncrement(&generation);
    return SetCurrentDirectoryW(path) ? S_OK : HRESULT_FROM_WIN32(GetLastError());
}

void engine_guard_directory(bool on)
{
    InterlockedExchange(&guard_off, !on);
}

void directory_guard_init(struct directory_guard *guard)
{
    guard->length = 0;
    if (guard_off)
        return;
    guard->generation = generation;
    guard->length = GetCurrentDirectoryW(ARRAYSIZE(guard->path), guard->path);
    if (guard->length >= ARRAYSIZE(guard->path))
        guard->length = 0; /* Windows keeps it shorter than MAX_PATH, unless long paths are switched on */
}

void directory_guard_restore(const struct directory_guard *guard)
{
    wchar_t now[MAX_PATH];
    DWORD length;

    if (guard->length == 0 || guard->generation != generation)
        return;
    length = GetCurrentDirectoryW(ARRAYSIZE(now), now);
    if (length != guard->length || memcmp(now, guard->path, length * sizeof(wchar_t)) != 0)
        SetCurrentDirectoryW(guard->path);
}
