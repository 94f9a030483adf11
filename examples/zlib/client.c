/* SPDX-License-Identifier: MIT */
/* Hand-written half of the drop-in: printf's arguments have meaning in the program only, so the text is made here. */
#include <stdio.h>
#include <stdlib.h>

#include "zlib1_dropin.h"

int dropin_gzvprintf(gzFile file, const char *format, va_list va)
{
    va_list copy;
    int size, result;
    char *text;

    va_copy(copy, va);
    size = vsnprintf(NULL, 0, format, copy);
    va_end(copy);
    if (size < 0 || (text = malloc((size_t)size + 1)) == NULL)
        return Z_STREAM_ERROR;
    vsnprintf(text, (size_t)size + 1, format, va);
    result = dropin_gzprintf_text(file, text);
    free(text);
    return result;
}

int dropin_gzprintf(gzFile file, const char *format, ...)
{
    va_list va;
    int result;

    va_start(va, format);
    result = dropin_gzvprintf(file, format, va);
    va_end(va);
    return result;
}
