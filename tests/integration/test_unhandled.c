/* SPDX-License-Identifier: MIT */
/*
 * A program that nobody catches ends at once, with its exception's code: no debugger holds it, in any prefix of the
 * tests.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>
#include <tlhelp32.h>

#include "program.h"

#define LIMIT_MS 10000 /* for the start of a process, too; a debugger held it for minutes */

static wchar_t self[MAX_PATH];
static HANDLE over;        /* ends the watch */
static LONG debuggers = 0; /* seen while watching (interlocked) */
static LONG looks = 0;     /* how often all processes were looked at (interlocked) */

/* --- the crashes, in a process of their own --- */

static DWORD CALLBACK crash_on_thread(void *unused)
{
    (void)unused;
    RaiseException(0xE0001234, 0, 0, NULL);
    return 0;
}

static volatile int *volatile nowhere = NULL;

static int crash(const char *how)
{
    /* Windows' own window about a crash would hold it, too. */
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
    if (!strcmp(how, "thread")) {
        WaitForSingleObject(CreateThread(NULL, 0, crash_on_thread, NULL, 0, NULL), INFINITE);
        return 0;
    }
    /* With user32 in the process, Wine can ask whether to debug. */
    if (!strcmp(how, "window") && !LoadLibraryW(L"user32.dll"))
        return 1;
    *nowhere = 1;
    return 0;
}

/* --- the watch --- */

static DWORD CALLBACK watch(void *unused)
{
    (void)unused;
    do {
        HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
        PROCESSENTRY32W process = {.dwSize = sizeof(process)};

        if (all == INVALID_HANDLE_VALUE)
            continue;
        for (BOOL more = Process32FirstW(all, &process); more; more = Process32NextW(all, &process))
            if (!_wcsicmp(process.szExeFile, L"winedbg.exe"))
                InterlockedIncrement(&debuggers);
        CloseHandle(all);
        InterlockedIncrement(&looks);
    } while (WaitForSingleObject(over, 5) == WAIT_TIMEOUT);
    return 0;
}

static void ends_with(const wchar_t *how, DWORD expected)
{
    wchar_t command[MAX_PATH + 32];
    char *output = NULL;
    DWORD code;

    _snwprintf(command, ARRAYSIZE(command), L"\"%ls\" %ls", self, how);
    code = program_run(command, 0, LIMIT_MS, &output);
    free(output);
    assert_int_equal(code, expected);
}

TEST(test_crash_unhandled_ends_with_its_code)
{
    HANDLE watcher;

    over = CreateEventW(NULL, TRUE, FALSE, NULL);
    watcher = CreateThread(NULL, 0, watch, NULL, 0, NULL);
    assert_non_null(watcher);
    ends_with(L"access", EXCEPTION_ACCESS_VIOLATION);
    ends_with(L"window", EXCEPTION_ACCESS_VIOLATION);
    ends_with(L"thread", 0xE0001234);
    SetEvent(over);
    assert_int_equal(WaitForSingleObject(watcher, LIMIT_MS), WAIT_OBJECT_0);
    CloseHandle(watcher);
    CloseHandle(over);
    assert_int_equal(debuggers, 0);
    assert_true(looks > 1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_crash_unhandled_ends_with_its_code)};

    if (argc > 1)
        return crash(argv[1]);
    GetModuleFileNameW(NULL, self, ARRAYSIZE(self));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
