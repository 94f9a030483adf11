/* SPDX-License-Identifier: MIT */
#include "installed.h"

#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "program.h"

static const wchar_t *arch_of(unsigned int bits)
{
    return bits == 32 ? L"x86" : L"x64";
}

static void make_folder(const wchar_t *folder)
{
    if (!CreateDirectoryW(folder, NULL) && GetLastError() != ERROR_ALREADY_EXISTS)
        fail_msg("cannot make %ls: %lu", folder, GetLastError());
}

/* The stage holds this program in its folder x86 or x64. */
static void stage_folder(wchar_t *stage)
{
    int level;

    GetModuleFileNameW(NULL, stage, MAX_PATH);
    for (level = 0; level < 2; level++)
        *wcsrchr(stage, L'\\') = 0;
}

#define FILES 4

static void file_names(unsigned int bits, wchar_t names[FILES][32])
{
    _snwprintf(names[0], 32, L"crossbit%u.exe", bits);
    wcscpy(names[1], L"crossbit.dll");
    wcscpy(names[2], L"crossbitps.dll");
    wcscpy(names[3], L"crossbit.exe");
}

void installed_copy(const wchar_t *folder)
{
    wchar_t stage[MAX_PATH], names[FILES][32], from[2 * MAX_PATH], to[2 * MAX_PATH];
    unsigned int bits, i;

    stage_folder(stage);
    make_folder(folder);
    for (bits = 32; bits <= 64; bits += 32) {
        file_names(bits, names);
        _snwprintf(to, ARRAYSIZE(to), L"%ls\\%ls", folder, arch_of(bits));
        make_folder(to);
        for (i = 0; i < FILES; i++) {
            _snwprintf(from, ARRAYSIZE(from), L"%ls\\%ls\\%ls", stage, arch_of(bits), names[i]);
            _snwprintf(to, ARRAYSIZE(to), L"%ls\\%ls\\%ls", folder, arch_of(bits), names[i]);
            if (!CopyFileW(from, to, FALSE))
                fail_msg("cannot copy %ls to %ls: %lu", from, to, GetLastError());
        }
    }
}

void installed_delete(const wchar_t *folder)
{
    wchar_t names[FILES][32], path[2 * MAX_PATH];
    unsigned int bits, i;

    for (bits = 32; bits <= 64; bits += 32) {
        file_names(bits, names);
        for (i = 0; i < FILES; i++) {
            _snwprintf(path, ARRAYSIZE(path), L"%ls\\%ls\\%ls", folder, arch_of(bits), names[i]);
            DeleteFileW(path);
        }
        *wcsrchr(path, L'\\') = 0;
        RemoveDirectoryW(path);
    }
    RemoveDirectoryW(folder);
    wcscpy(path, folder);
    *wcsrchr(path, L'\\') = 0;
    RemoveDirectoryW(path);
}

/* regsvr32 of the wanted bitness, seen from a program of this one. */
static void regsvr32_path(unsigned int bits, wchar_t *path)
{
    const wchar_t *folder = bits == CROSSBIT_BITS ? L"system32" : bits == 32 ? L"syswow64" : L"sysnative";
    wchar_t windows[MAX_PATH];

    GetWindowsDirectoryW(windows, ARRAYSIZE(windows));
    _snwprintf(path, MAX_PATH, L"%ls\\%ls\\regsvr32.exe", windows, folder);
}

static DWORD run(wchar_t *command, wchar_t *output, DWORD capacity)
{
    char *text;
    DWORD code = program_run(command, CREATE_NO_WINDOW, 60000, &text);

    if (output)
        output[MultiByteToWideChar(GetConsoleOutputCP(), 0, text, (int)strlen(text), output, (int)capacity - 1)] = 0;
    else if (*text)
        printf("%s", text);
    free(text);
    return code;
}

DWORD installed_regsvr32(
    unsigned int bits, const wchar_t *switches, const wchar_t *folder, wchar_t *output, DWORD capacity)
{
    wchar_t path[MAX_PATH], command[4 * MAX_PATH];

    regsvr32_path(bits, path);
    /* /s: no window on Windows. Wine's prints nothing then, but our own message reaches the console. */
    _snwprintf(command, ARRAYSIZE(command), L"\"%ls\" /s %ls \"%ls\\%ls\\crossbitps.dll\"", path, switches, folder,
        arch_of(bits));
    return run(command, output, capacity);
}

DWORD installed_crossbit(
    unsigned int bits, const wchar_t *arguments, const wchar_t *folder, wchar_t *output, DWORD capacity)
{
    wchar_t command[4 * MAX_PATH];

    _snwprintf(command, ARRAYSIZE(command), L"\"%ls\\%ls\\crossbit.exe\" %ls", folder, arch_of(bits), arguments);
    return run(command, output, capacity);
}

void installed_register(const wchar_t *folder)
{
    assert_int_equal(installed_regsvr32(32, L"", folder, NULL, 0), 0);
    assert_int_equal(installed_regsvr32(64, L"", folder, NULL, 0), 0);
}

void installed_unregister(const wchar_t *folder)
{
    assert_int_equal(installed_regsvr32(32, L"/u", folder, NULL, 0), 0);
    assert_int_equal(installed_regsvr32(64, L"/u", folder, NULL, 0), 0);
}
