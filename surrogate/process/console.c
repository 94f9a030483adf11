/* SPDX-License-Identifier: MIT */
/* Writes to the console of the process that started this one. */
#include "console.h"

#include <stdbool.h>
#include <stdlib.h>
#include <windows.h>

/*
 * A program of the windows subsystem gets no console of its own, which is right for a COM server; but a person who
 * types its name in a console wants to read the answer there.
 */
static HANDLE open_output(bool error, bool *close)
{
    HANDLE output = GetStdHandle(error ? STD_ERROR_HANDLE : STD_OUTPUT_HANDLE);
    DWORD type = output && output != INVALID_HANDLE_VALUE ? GetFileType(output) : FILE_TYPE_UNKNOWN;

    *close = false;
    if (type != FILE_TYPE_UNKNOWN)
        return output;
    if (!AttachConsole(ATTACH_PARENT_PROCESS))
        return NULL;
    *close = true;
    output = CreateFileW(
        L"CONOUT$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    return output == INVALID_HANDLE_VALUE ? NULL : output;
}

void console_print(bool error, const wchar_t *text)
{
    DWORD written, mode;
    bool close;
    HANDLE output = open_output(error, &close);
    char *bytes;
    int size;

    if (!output)
        return;
    if (GetConsoleMode(output, &mode)) {
        WriteConsoleW(output, text, (DWORD)wcslen(text), &written, NULL);
    } else {
        size = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
        bytes = malloc((size_t)size);
        if (bytes) {
            WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, size, NULL, NULL);
            WriteFile(output, bytes, (DWORD)size - 1, &written, NULL);
            free(bytes);
        }
    }
    if (close)
        CloseHandle(output);
}
