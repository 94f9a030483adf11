/* SPDX-License-Identifier: MIT */
/* Crossbit's log: a text file of the user's that all processes append to. */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <wchar.h>

#define LOG_LIMIT (1024 * 1024)

BOOL crossbit_log_folder(wchar_t folder[MAX_PATH])
{
    static const wchar_t *const roots[] = {L"LOCALAPPDATA", L"TEMP", L"TMP"};
    size_t i;
    DWORD length;

    for (i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
        length = GetEnvironmentVariableW(roots[i], folder, MAX_PATH);
        if (!length || length > MAX_PATH - 64)
            continue;
        wcscat(folder, L"\\Crossbit");
        if (CreateDirectoryW(folder, NULL) || GetLastError() == ERROR_ALREADY_EXISTS)
            return TRUE;
    }
    return FALSE;
}

void crossbit_log_line(const wchar_t *format, ...)
{
    wchar_t path[MAX_PATH + 16], old[MAX_PATH + 16], text[1024];
    char bytes[3072];
    SYSTEMTIME now;
    LARGE_INTEGER size;
    va_list args;
    HANDLE file;
    DWORD written;
    int length;

    if (!crossbit_log_folder(path))
        return;
    wcscpy(old, path);
    wcscat(path, L"\\crossbit.log");
    wcscat(old, L"\\crossbit.old.log");
    GetLocalTime(&now);
    length =
        _snwprintf(text, 96, L"%04d-%02d-%02d %02d:%02d:%02d.%03d crossbit%d[%lu] ", now.wYear, now.wMonth, now.wDay,
            now.wHour, now.wMinute, now.wSecond, now.wMilliseconds, (int)sizeof(void *) * 8, GetCurrentProcessId());
    va_start(args, format);
    _vsnwprintf(text + length, sizeof(text) / sizeof(text[0]) - (size_t)length - 3, format, args);
    va_end(args);
    text[sizeof(text) / sizeof(text[0]) - 3] = 0;
    wcscat(text, L"\r\n");
    length = WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof(bytes), NULL, NULL);
    if (length <= 1)
        return;
    /* Only FILE_APPEND_DATA: lines of several processes do not overwrite each other. */
    file = CreateFileW(path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
        OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return;
    WriteFile(file, bytes, (DWORD)length - 1, &written, NULL);
    if (!GetFileSizeEx(file, &size))
        size.QuadPart = 0;
    CloseHandle(file);
    if (size.QuadPart > LOG_LIMIT)
        MoveFileExW(path, old, MOVEFILE_REPLACE_EXISTING);
}
