/* SPDX-License-Identifier: MIT */
/* Hand-written, the program's side: the text of a printf-like function is made where its arguments are. */
#include <stdarg.h>
#include <stdio.h>

#include "legacy_dropin.h"

int __cdecl dropin_legacy_log(const char *format, ...)
{
    va_list list;
    char text[256];
    int size;

    va_start(list, format);
    size = vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    return size < 0 ? size : dropin_legacy_log_text(text);
}
