/* SPDX-License-Identifier: MIT */
/* Writes UTF-16 to a console and UTF-8 to files and pipes; JSON. */
#include "tool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static char buffer[8192];
static DWORD used;

static bool is_console(HANDLE handle)
{
    DWORD mode;

    return GetConsoleMode(handle, &mode);
}

static void write_bytes(HANDLE handle, const char *bytes, DWORD count)
{
    DWORD done;

    while (count && WriteFile(handle, bytes, count, &done, NULL) && done) {
        bytes += done;
        count -= done;
    }
}

void out_flush(void)
{
    write_bytes(GetStdHandle(STD_OUTPUT_HANDLE), buffer, used);
    used = 0;
}

static void write_text(HANDLE handle, const wchar_t *text, bool buffered)
{
    size_t length = wcslen(text), part;
    char bytes[3 * 512];
    DWORD count;

    while (length) {
        part = length < 512 ? length : 512;
        /* A surrogate pair stays in one part. */
        if (part < length && text[part - 1] >= 0xd800 && text[part - 1] < 0xdc00)
            part--;
        if (is_console(handle)) {
            WriteConsoleW(handle, text, (DWORD)part, &count, NULL);
        } else {
            count = (DWORD)WideCharToMultiByte(CP_UTF8, 0, text, (int)part, bytes, sizeof(bytes), NULL, NULL);
            if (!buffered) {
                write_bytes(handle, bytes, count);
            } else {
                if (used + count > sizeof(buffer))
                    out_flush();
                memcpy(buffer + used, bytes, count);
                used += count;
            }
        }
        text += part;
        length -= part;
    }
}

void out_text(const wchar_t *text)
{
    write_text(GetStdHandle(STD_OUTPUT_HANDLE), text, true);
}

static wchar_t *format_text(const wchar_t *format, va_list args)
{
    va_list again;
    wchar_t *text;
    int length;

    va_copy(again, args);
    length = _vscwprintf(format, again);
    va_end(again);
    text = malloc(((size_t)(length < 0 ? 0 : length) + 1) * sizeof(wchar_t));
    if (text) {
        text[0] = 0;
        if (length > 0)
            _vsnwprintf(text, (size_t)length + 1, format, args);
    }
    return text;
}

void out_format(const wchar_t *format, ...)
{
    va_list args;
    wchar_t *text;

    va_start(args, format);
    text = format_text(format, args);
    va_end(args);
    if (text)
        out_text(text);
    free(text);
}

int out_error(int code, const wchar_t *format, ...)
{
    HANDLE handle = GetStdHandle(STD_ERROR_HANDLE);
    va_list args;
    wchar_t *text;

    out_flush();
    va_start(args, format);
    text = format_text(format, args);
    va_end(args);
    write_text(handle, L"crossbit: ", false);
    if (text)
        write_text(handle, text, false);
    write_text(handle, L"\n", false);
    free(text);
    return code;
}

void out_json_string(const wchar_t *text, size_t length)
{
    wchar_t one[2] = {0, 0};
    size_t i;

    out_text(L"\"");
    for (i = 0; i < length; i++) {
        bool high = text[i] >= 0xd800 && text[i] < 0xdc00, low = text[i] >= 0xdc00 && text[i] < 0xe000;

        if (text[i] == L'"' || text[i] == L'\\') {
            out_format(L"\\%lc", text[i]);
        } else if (text[i] < 0x20 || low ||
                   (high && (i + 1 == length || text[i + 1] < 0xdc00 || text[i + 1] >= 0xe000))) {
            out_format(L"\\u%04x", text[i]);
        } else if (high) {
            wchar_t pair[3] = {text[i], text[i + 1], 0};

            out_text(pair);
            i++;
        } else {
            one[0] = text[i];
            out_text(one);
        }
    }
    out_text(L"\"");
}

void out_json_ansi(const char *text)
{
    size_t length = strlen(text), i;
    wchar_t *wide = malloc((length + 1) * sizeof(wchar_t));

    if (!wide)
        return;
    for (i = 0; i < length; i++)
        wide[i] = (unsigned char)text[i];
    out_json_string(wide, length);
    free(wide);
}
