/* SPDX-License-Identifier: MIT */
/*
 * Crossbit without registration, from a hard place: a folder with spaces and letters of three scripts, whose files
 * cannot be written, for a user without a profile. It must work, and leave nothing behind in the registry or in the
 * folder.
 */
#include "tests/test.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "installed.h"
#include "snapshot.h"

#define OTHER_BITS (96 - CROSSBIT_BITS)
#define HOME L"C:\\Gr\x00fc\x00dfe \x041c\x0438\x0440 \x4e16 1"

static wchar_t fixture[MAX_PATH]; /* staged for the other bitness */

/* Makes the files of the folder read-only or not; returns how many there are, in all its folders. */
static unsigned int set_read_only(const wchar_t *folder, bool read_only)
{
    wchar_t path[MAX_PATH];
    WIN32_FIND_DATAW found;
    unsigned int count = 0;
    HANDLE find;

    _snwprintf(path, ARRAYSIZE(path), L"%ls\\*", folder);
    find = FindFirstFileW(path, &found);
    assert_ptr_not_equal(find, INVALID_HANDLE_VALUE);
    do {
        if (!wcscmp(found.cFileName, L".") || !wcscmp(found.cFileName, L".."))
            continue;
        _snwprintf(path, ARRAYSIZE(path), L"%ls\\%ls", folder, found.cFileName);
        if (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)
            count += set_read_only(path, read_only);
        else
            assert_true(SetFileAttributesW(path, read_only ? FILE_ATTRIBUTE_READONLY : FILE_ATTRIBUTE_NORMAL));
        count++;
    } while (FindNextFileW(find, &found));
    FindClose(find);
    return count;
}

/* crossbit call: whether it succeeds, and a part of what it prints. */
static void call_fixture(const wchar_t *declaration_and_arguments, bool succeeds, const wchar_t *expected)
{
    wchar_t arguments[2 * MAX_PATH], output[2048];

    _snwprintf(arguments, ARRAYSIZE(arguments), L"call \"%ls\" %ls", fixture, declaration_and_arguments);
    if ((installed_crossbit(CROSSBIT_BITS, arguments, HOME, output, ARRAYSIZE(output)) == 0) != succeeds ||
        !wcsstr(output, expected))
        fail_msg("crossbit %ls printed: %ls", arguments, output);
}

TEST(test_works_from_a_hard_place_and_leaves_no_trace)
{
    static const wchar_t *const profile[] = {L"LOCALAPPDATA", L"APPDATA", L"USERPROFILE", L"HOMEPATH", L"HOMEDRIVE",
        L"TEMP", L"TMP", L"ALLUSERSPROFILE", L"ProgramData"};
    struct snapshot machine_before = {0}, machine_after = {0}, user_before = {0}, user_after = {0};
    unsigned int files;
    size_t i;

    for (i = 0; i < ARRAYSIZE(profile); i++)
        SetEnvironmentVariableW(profile[i], NULL);
    call_fixture(
        L"\"int add_cdecl(int a, int b)\" 1 2", true, L"3"); /* whatever Windows itself starts for it is there now */
    files = set_read_only(HOME, true);
    snapshot_take(&machine_before, HKEY_LOCAL_MACHINE);
    snapshot_take(&user_before, HKEY_CURRENT_USER);
    call_fixture(L"\"int add_cdecl(int a, int b)\" 20 22", true, L"42");
    /* A dump has no folder to go to; the message comes all the same. */
    call_fixture(L"\"int crash_read(int address)\" 16", false, L"access violation");
    snapshot_take(&machine_after, HKEY_LOCAL_MACHINE);
    snapshot_take(&user_after, HKEY_CURRENT_USER);
    assert_int_equal(snapshot_differences(&machine_before, &machine_after), 0);
    assert_int_equal(snapshot_differences(&user_before, &user_after), 0);
    assert_int_equal(set_read_only(HOME, false), files);
    snapshot_free(&machine_before);
    snapshot_free(&machine_after);
    snapshot_free(&user_before);
    snapshot_free(&user_after);
}

TEST_SETUP(set_up)
{
    GetModuleFileNameW(NULL, fixture, MAX_PATH);
    *wcsrchr(fixture, L'\\') = 0;
    swprintf(wcsrchr(fixture, L'\\') + 1, 64, L"%ls\\fixture.dll", OTHER_BITS == 32 ? L"x86" : L"x64");
    installed_copy(HOME);
    return 0;
}

TEST_SETUP(tear_down)
{
    installed_delete(HOME);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_works_from_a_hard_place_and_leaves_no_trace)};

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
