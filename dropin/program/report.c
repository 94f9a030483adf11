/* SPDX-License-Identifier: MIT */
/*
 * The exception that tells a program of a failure of the bridge, and what is left of it when the program does not
 * handle it.
 */
#include "dropin.h"

#include <string.h>

#include "core/base/log.h"

static LPTOP_LEVEL_EXCEPTION_FILTER previous; /* (interlocked) the filter that was there before ours */
static volatile LONG installed;               /* (interlocked) */
static const char mark;                       /* its address tells this drop-in's exceptions from another's */

/* On a console as it is, elsewhere as UTF-8. A program without a console or a redirection has no standard error. */
static void print(const wchar_t *text)
{
    HANDLE error = GetStdHandle(STD_ERROR_HANDLE);
    char bytes[5000];
    DWORD written, mode;
    int length;

    if (!error || error == INVALID_HANDLE_VALUE)
        return;
    if (GetConsoleMode(error, &mode)) {
        WriteConsoleW(error, text, (DWORD)wcslen(text), &written, NULL);
        WriteConsoleW(error, L"\r\n", 2, &written, NULL);
        return;
    }
    length = WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof(bytes) - 2, NULL, NULL);
    if (length <= 0)
        return;
    memcpy(bytes + length - 1, "\r\n", 2);
    WriteFile(error, bytes, (DWORD)length + 1, &written, NULL);
}

/* Nobody handled it. What the program, or its C runtime, does about such exceptions comes after. */
static LONG WINAPI on_unhandled(EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;

    if (record->ExceptionCode == CROSSBIT_EXCEPTION && record->NumberParameters == 3 &&
        record->ExceptionInformation[2] == (ULONG_PTR)&mark)
        print((const wchar_t *)record->ExceptionInformation[1]);
    return previous != NULL ? previous(pointers) : EXCEPTION_CONTINUE_SEARCH;
}

/* At the first failure and not before: a program that never sees one keeps its own filter alone. */
static void install(void)
{
    HMODULE module;

    if (InterlockedExchange(&installed, 1))
        return;
    /* The filter stays, and so must its code. */
    GetModuleHandleExW(
        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN, (LPCWSTR)(void *)&mark, &module);
    previous = SetUnhandledExceptionFilter(on_unhandled);
}

void crossbit_raise(HRESULT status, const wchar_t *text)
{
    ULONG_PTR arguments[3] = {(ULONG_PTR)status, (ULONG_PTR)text, (ULONG_PTR)&mark};

    crossbit_log_line(L"%ls", text);
    install();
    RaiseException(CROSSBIT_EXCEPTION, 0, 3, arguments);
}
