/* SPDX-License-Identifier: MIT */
/* The functions of include/windows.h, include/oleauto.h and include/cmocka.h. */
#include "tests/test.h"

#include <windows.h>
#include <oleauto.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#undef print_error
#undef print_message

ULONGLONG GetTickCount64(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (ULONGLONG)now.tv_sec * 1000 + (ULONGLONG)now.tv_nsec / 1000000;
}

DWORD GetCurrentProcessId(void)
{
    return (DWORD)getpid();
}

DWORD FormatMessageW(
    DWORD flags, const void *source, DWORD id, DWORD language, wchar_t *text, DWORD size, va_list *arguments)
{
    (void)flags;
    (void)source;
    (void)id;
    (void)language;
    (void)text;
    (void)size;
    (void)arguments;
    return 0;
}

/* The characters before the text are its length, as in COM, so that to free what is no BSTR shows. */
BSTR SysAllocStringLen(const wchar_t *text, UINT length)
{
    uint64_t *header = malloc(sizeof(*header) + ((size_t)length + 1) * sizeof(wchar_t));
    BSTR copy = header ? (BSTR)(header + 1) : NULL;

    if (copy) {
        *header = length;
        if (text)
            memcpy(copy, text, length * sizeof(wchar_t));
        copy[length] = 0;
    }
    return copy;
}

void SysFreeString(BSTR text)
{
    if (text)
        free((uint64_t *)(void *)text - 1);
}

/* One character of UTF-8; what is none takes one byte. */
static uint32_t next_character(const char **at, const char *end)
{
    const unsigned char *bytes = (const unsigned char *)*at;
    unsigned count = bytes[0] < 0x80   ? 0
                     : bytes[0] < 0xc2 ? 4
                     : bytes[0] < 0xe0 ? 1
                     : bytes[0] < 0xf0 ? 2
                     : bytes[0] < 0xf5 ? 3
                                       : 4;
    uint32_t character = count ? bytes[0] & (0x3fu >> count) : bytes[0];
    unsigned i;

    ++*at;
    if (count == 4 || count > (size_t)(end - *at))
        return 0xfffd;
    for (i = 1; i <= count; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0xfffd;
        character = character << 6 | (bytes[i] & 0x3f);
    }
    if ((count == 2 && (character < 0x800 || (character & 0xf800) == 0xd800)) ||
        (count == 3 && (character < 0x10000 || character > 0x10ffff)))
        return 0xfffd;
    *at += count;
    return character;
}

int MultiByteToWideChar(UINT code_page, DWORD flags, const char *text, int length, wchar_t *wide, int size)
{
    const char *end = text + length;
    int count = 0;

    if (code_page != CP_UTF8 || flags || length < 0)
        abort();
    while (text < end) {
        uint32_t character = next_character(&text, end);
        int needed = character < 0x10000 ? 1 : 2;

        if (count + needed > size)
            return 0;
        if (needed == 2) {
            wide[count] = (wchar_t)(0xd800 + ((character - 0x10000) >> 10));
            wide[count + 1] = (wchar_t)(0xdc00 + ((character - 0x10000) & 0x3ff));
        } else {
            wide[count] = (wchar_t)character;
        }
        count += needed;
    }
    return count;
}

size_t wcslen(const wchar_t *text)
{
    size_t length = 0;

    while (text[length])
        length++;
    return length;
}

int wcsncmp(const wchar_t *left, const wchar_t *right, size_t count)
{
    for (; count; count--, left++, right++) {
        if (*left != *right)
            return *left < *right ? -1 : 1;
        if (!*left)
            break;
    }
    return 0;
}

int wcscmp(const wchar_t *left, const wchar_t *right)
{
    return wcsncmp(left, right, SIZE_MAX);
}

wchar_t *wcscpy(wchar_t *to, const wchar_t *from)
{
    return memcpy(to, from, (wcslen(from) + 1) * sizeof(wchar_t));
}

wchar_t *wcsstr(const wchar_t *text, const wchar_t *part)
{
    size_t length = wcslen(part);

    for (; wcsncmp(text, part, length); text++)
        if (!*text)
            return NULL;
    return (wchar_t *)text;
}

/* ---- formats: of msvcrt's, what is used ---- */

struct output {
    wchar_t *text; /* NULL: only counted */
    size_t size, length;
};

static void put(struct output *output, wchar_t character)
{
    if (output->text && output->length < output->size)
        output->text[output->length] = character;
    output->length++;
}

static void put_narrow(struct output *output, const char *text, size_t limit)
{
    for (; limit && *text; limit--)
        put(output, (unsigned char)*text++);
}

static void put_wide(struct output *output, const wchar_t *text, size_t limit)
{
    for (; limit && *text; limit--)
        put(output, *text++);
}

/* wide: is %s wide text, as it is in a wide format? */
static void format_all(struct output *output, const wchar_t *format, va_list args, bool wide)
{
    for (; *format; format++) {
        char flags[8] = "", number[64], pattern[24];
        int width = 0, precision = -1, longs = 0;
        bool half = false, size = false;
        size_t count = 0;

        if (*format != '%') {
            put(output, *format);
            continue;
        }
        for (format++; *format && strchr("-+ #0", *format) && count < sizeof(flags) - 1; format++)
            flags[count++] = (char)*format;
        for (; *format >= '0' && *format <= '9'; format++)
            width = width * 10 + (*format - '0');
        if (*format == '.') {
            precision = 0;
            if (*++format == '*') {
                precision = va_arg(args, int);
                format++;
            }
            for (; *format >= '0' && *format <= '9'; format++)
                precision = precision * 10 + (*format - '0');
        }
        for (;; format++) {
            if (*format == 'l')
                longs++;
            else if (*format == 'h')
                half = true;
            else if (*format == 'z')
                size = true;
            else
                break;
        }
        switch (*format) {
        case '%':
            put(output, '%');
            break;
        case 'c':
            put(output, (wchar_t)va_arg(args, int));
            break;
        case 's':
            if (half || (!longs && !wide))
                put_narrow(output, va_arg(args, const char *), precision < 0 ? SIZE_MAX : (size_t)precision);
            else
                put_wide(output, va_arg(args, const wchar_t *), precision < 0 ? SIZE_MAX : (size_t)precision);
            break;
        case 'p':
            snprintf(number, sizeof(number), "%p", va_arg(args, void *));
            put_narrow(output, number, SIZE_MAX);
            break;
        case 'd':
        case 'i':
        case 'u':
        case 'x':
        case 'X': {
            bool is_signed = *format == 'd' || *format == 'i';
            long long value = longs == 2 || size ? va_arg(args, long long)
                              : is_signed        ? va_arg(args, int)
                                                 : (long long)va_arg(args, unsigned);

            if (half)
                value = is_signed ? (short)value : (unsigned short)value;
            snprintf(pattern, sizeof(pattern), "%%%s*.*ll%c", flags, (char)*format);
            snprintf(number, sizeof(number), pattern, width, precision, value);
            put_narrow(output, number, SIZE_MAX);
            break;
        }
        default:
            fprintf(stderr, "tests/host/windows.c knows no conversion %%%c\n", (char)*format);
            abort();
        }
    }
}

int _vscwprintf(const wchar_t *format, va_list args)
{
    struct output output = {0};

    format_all(&output, format, args, true);
    return (int)output.length;
}

int _vsnwprintf(wchar_t *text, size_t size, const wchar_t *format, va_list args)
{
    struct output output = {.text = text, .size = size};

    format_all(&output, format, args, true);
    if (output.length < size)
        text[output.length] = 0;
    return output.length <= size ? (int)output.length : -1;
}

int _snwprintf(wchar_t *text, size_t size, const wchar_t *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = _vsnwprintf(text, size, format, args);
    va_end(args);
    return length;
}

int swprintf(wchar_t *text, size_t size, const wchar_t *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = _vsnwprintf(text, size, format, args);
    va_end(args);
    if (size)
        text[size - 1] = length < 0 || (size_t)length >= size ? 0 : text[size - 1];
    return length >= 0 && (size_t)length < size ? length : -1;
}

static void print(void (*printer)(const char *, ...), const char *format, va_list args)
{
    static wchar_t wide_format[4096], text[1 << 17];
    static char narrow[3 * ARRAYSIZE(text)];
    struct output output = {.text = text, .size = ARRAYSIZE(text) - 1};
    size_t i, length = 0;

    for (i = 0; format[i] && i < ARRAYSIZE(wide_format) - 1; i++)
        wide_format[i] = (unsigned char)format[i];
    wide_format[i] = 0;
    format_all(&output, wide_format, args, false);
    text[min(output.length, output.size)] = 0;
    /* What was narrow goes back as it came; wide text beyond Latin 1 as question marks. */
    for (i = 0; text[i]; i++)
        narrow[length++] = (char)(text[i] < 0x100 ? text[i] : L'?');
    narrow[length] = 0;
    printer("%s", narrow);
}

void host_print_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print(print_error, format, args);
    va_end(args);
}

void host_print_message(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print(print_message, format, args);
    va_end(args);
}
