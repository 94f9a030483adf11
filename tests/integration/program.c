/* SPDX-License-Identifier: MIT */
#include "program.h"

#include "tests/test.h"

#include <stdlib.h>

/*
 * Into a file, not a pipe: the end of a pipe comes with the last process that has it, and Wine gives it on to
 * `explorer /desktop`, which the first program that asks for the desktop starts, and which stays.
 */
static HANDLE open_output(void)
{
    SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), NULL, TRUE};
    wchar_t folder[MAX_PATH], path[MAX_PATH];
    HANDLE file;

    assert_in_range(GetTempPathW(ARRAYSIZE(folder), folder), 1, ARRAYSIZE(folder) - 1);
    assert_int_not_equal(GetTempFileNameW(folder, L"out", 0, path), 0);
    file = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
        &inheritable, CREATE_ALWAYS, FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE, NULL);
    assert_ptr_not_equal(file, INVALID_HANDLE_VALUE);
    return file;
}

static char *read_output(HANDLE file)
{
    DWORD size = GetFileSize(file, NULL), got = 0;
    char *text = malloc((size_t)size + 1);

    assert_non_null(text);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    assert_true(ReadFile(file, text, size, &got, NULL));
    text[got] = 0;
    return text;
}

DWORD program_run(wchar_t *command, DWORD flags, DWORD limit_ms, char **output)
{
    STARTUPINFOW startup = {.cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process;
    HANDLE file = open_output();
    DWORD code;

    startup.hStdOutput = startup.hStdError = file;
    if (!CreateProcessW(NULL, command, NULL, NULL, TRUE, flags, NULL, NULL, &startup, &process))
        fail_msg("cannot start %ls: %lu", command, GetLastError());
    if (WaitForSingleObject(process.hProcess, limit_ms) != WAIT_OBJECT_0) {
        TerminateProcess(process.hProcess, 1);
        fail_msg("%ls did not end in %lu ms; it wrote:\n%s", command, limit_ms, read_output(file));
    }
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    *output = read_output(file);
    CloseHandle(file);
    return code;
}
