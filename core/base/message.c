/* SPDX-License-Identifier: MIT */
/* Error texts for people, and the texts of Windows' own codes. */
#include "message.h"

#include <stdarg.h>
#include <stdio.h>

static BSTR format_text(const wchar_t *format, va_list args, const wchar_t *tail)
{
    va_list again;
    BSTR text;
    int length;
    size_t tail_length = wcslen(tail);

    va_copy(again, args);
    length = _vscwprintf(format, again);
    va_end(again);
    if (length < 0)
        return NULL;
    /* SysAllocStringLen makes room for the terminator too. */
    text = SysAllocStringLen(NULL, (UINT)(length + tail_length));
    if (text) {
        _vsnwprintf(text, (size_t)length + 1, format, args);
        memcpy(text + length, tail, (tail_length + 1) * sizeof(wchar_t));
    }
    return text;
}

HRESULT message_set(BSTR *message, HRESULT hr, const wchar_t *format, ...)
{
    va_list args;

    if (message && !*message) {
        va_start(args, format);
        *message = format_text(format, args, L"");
        va_end(args);
    }
    return hr;
}

HRESULT message_set_win32(BSTR *message, DWORD error, const wchar_t *format, ...)
{
    wchar_t text[512], tail[576];
    va_list args;
    DWORD length;

    if (message && !*message) {
        length = FormatMessageW(
            FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error, 0, text, ARRAYSIZE(text), NULL);
        while (length && (text[length - 1] <= L' ' || text[length - 1] == L'.'))
            length--;
        text[length] = 0;
        _snwprintf(tail, ARRAYSIZE(tail), length ? L": %ls (error %lu)" : L"%ls: error %lu", text, error);
        va_start(args, format);
        *message = format_text(format, args, tail);
        va_end(args);
    }
    return HRESULT_FROM_WIN32(error);
}

#define LIST_NAMES 8
#define LIST_TAIL 32 /* characters for the number of the rest */

void message_list_add(struct message_list *list, const char *name)
{
    size_t used = wcslen(list->text);

    /* What comes after a name that was left out is left out, too: the list is the beginning of all. */
    if (list->count++ == list->shown && list->shown < LIST_NAMES &&
        used + strlen(name) + 2 < ARRAYSIZE(list->text) - LIST_TAIL) {
        _snwprintf(list->text + used, ARRAYSIZE(list->text) - used, L"%ls%hs", used ? L", " : L"", name);
        list->shown++;
    }
}

void message_list_end(struct message_list *list)
{
    size_t used = wcslen(list->text);

    if (list->count > list->shown)
        _snwprintf(list->text + used, ARRAYSIZE(list->text) - used - 1,
            used ? L" and %u more" : L"%u with longer names", list->count - list->shown);
}
