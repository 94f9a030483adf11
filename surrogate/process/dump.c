/* SPDX-License-Identifier: MIT */
/* Minidumps: whole or not there, and never many. */
#include "dump.h"

#include <stdbool.h>
#include <dbghelp.h>
#include <stdio.h>
#include <windows.h>

#include "core/base/log.h"

#define DUMPS_KEPT 8
#define STALE_100NS (120 * 10000000ull) /* an unfinished dump that old is nobody's any more: the telling has 30 s */
#define HOLD_MS 20000

typedef DWORD WINAPI set_options_function(DWORD options);
typedef BOOL WINAPI write_function(HANDLE, DWORD, HANDLE, MINIDUMP_TYPE, MINIDUMP_EXCEPTION_INFORMATION *,
    MINIDUMP_USER_STREAM_INFORMATION *, MINIDUMP_CALLBACK_INFORMATION *);

/* Deletes the oldest dumps but so many: a DLL that crashes each time must not fill the disk. */
static void bound_dumps(const wchar_t *folder, unsigned int most)
{
    wchar_t pattern[MAX_PATH + 32], oldest[MAX_PATH + 280];
    WIN32_FIND_DATAW found;
    FILETIME time;
    unsigned int count, round;
    HANDLE find;

    for (round = 0; round < 64; round++) {
        _snwprintf(pattern, ARRAYSIZE(pattern), L"%ls\\crossbit-*.dmp", folder);
        find = FindFirstFileW(pattern, &found);
        if (find == INVALID_HANDLE_VALUE)
            return;
        count = 0;
        do {
            if (!count++ || CompareFileTime(&found.ftLastWriteTime, &time) < 0) {
                time = found.ftLastWriteTime;
                _snwprintf(oldest, ARRAYSIZE(oldest), L"%ls\\%ls", folder, found.cFileName);
            }
        } while (FindNextFileW(find, &found));
        FindClose(find);
        /* Another process that crashes may have deleted it first. */
        if (count <= most || (!DeleteFileW(oldest) && GetLastError() != ERROR_FILE_NOT_FOUND))
            return;
    }
}

/* Deletes what processes left that were ended while they wrote. */
static void remove_unfinished(const wchar_t *folder)
{
    wchar_t path[MAX_PATH + 280];
    WIN32_FIND_DATAW found;
    ULARGE_INTEGER now, time;
    FILETIME system;
    HANDLE find;

    GetSystemTimeAsFileTime(&system);
    now.LowPart = system.dwLowDateTime;
    now.HighPart = system.dwHighDateTime;
    _snwprintf(path, ARRAYSIZE(path), L"%ls\\crossbit-*.unfinished", folder);
    find = FindFirstFileW(path, &found);
    if (find == INVALID_HANDLE_VALUE)
        return;
    do {
        time.LowPart = found.ftLastWriteTime.dwLowDateTime;
        time.HighPart = found.ftLastWriteTime.dwHighDateTime;
        _snwprintf(path, ARRAYSIZE(path), L"%ls\\%ls", folder, found.cFileName);
        if (now.QuadPart > time.QuadPart + STALE_100NS)
            DeleteFileW(path);
    } while (FindNextFileW(find, &found));
    FindClose(find);
}

/* CROSSBIT_HOLD_DUMP names an event, without which the dump waits: for the test that nobody waits for the dump. */
static void hold(void)
{
    wchar_t name[64];
    DWORD length = GetEnvironmentVariableW(L"CROSSBIT_HOLD_DUMP", name, ARRAYSIZE(name));
    HANDLE event = length && length < ARRAYSIZE(name) ? OpenEventW(SYNCHRONIZE, FALSE, name) : NULL;

    if (!event)
        return;
    WaitForSingleObject(event, HOLD_MS);
    CloseHandle(event);
}

static wchar_t unfinished[MAX_PATH + 64]; /* "": no dump is being written */

void dump_abandon(void)
{
    if (*unfinished)
        DeleteFileW(unfinished);
}

bool dump_write(EXCEPTION_POINTERS *exception, DWORD thread_id, wchar_t *path, size_t size)
{
    static wchar_t folder[MAX_PATH], library[MAX_PATH + 16];
    MINIDUMP_EXCEPTION_INFORMATION information = {thread_id, exception, FALSE};
    set_options_function *set_options;
    write_function *write;
    HMODULE dbghelp;
    HANDLE file;
    UINT length;
    bool written;

    if (!crossbit_log_folder(folder))
        return false;
    hold();
    remove_unfinished(folder);
    /* By its path: legacy DLLs often have an old one beside them. */
    length = GetSystemDirectoryW(library, MAX_PATH);
    if (!length || length >= MAX_PATH)
        return false;
    wcscat(library, L"\\dbghelp.dll");
    dbghelp = LoadLibraryW(library);
    write = dbghelp ? (write_function *)(void *)GetProcAddress(dbghelp, "MiniDumpWriteDump") : NULL;
    set_options = dbghelp ? (set_options_function *)(void *)GetProcAddress(dbghelp, "SymSetOptions") : NULL;
    if (!write)
        return false;
    /* Wine's writer would read the symbols of all modules first, which takes seconds and which no dump needs. */
    if (set_options)
        set_options(SYMOPT_DEFERRED_LOADS);
    _snwprintf(path, size, L"%ls\\crossbit-%lu-%lu.dmp", folder, GetCurrentProcessId(), GetTickCount());
    _snwprintf(unfinished, ARRAYSIZE(unfinished), L"%ls\\crossbit-%lu.unfinished", folder, GetCurrentProcessId());
    file = CreateFileW(unfinished, GENERIC_WRITE, FILE_SHARE_DELETE, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return false;
    written = write(GetCurrentProcess(), GetCurrentProcessId(), file, MiniDumpNormal, &information, NULL, NULL);
    CloseHandle(file);
    bound_dumps(folder, DUMPS_KEPT - 1);
    written = written && MoveFileExW(unfinished, path, MOVEFILE_REPLACE_EXISTING);
    if (!written)
        DeleteFileW(unfinished);
    bound_dumps(folder, DUMPS_KEPT); /* others may have written theirs meanwhile */
    return written;
}
