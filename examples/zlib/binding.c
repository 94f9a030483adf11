/* SPDX-License-Identifier: MIT */
/* Hand-written half of the binding: gzprintf itself, so that its limits on the length of a text stay what they are. */
#include <windows.h>
#include <zlib.h>

int binding_gzprintf_text(gzFile file, const char *text)
{
    static int (*print)(gzFile, const char *, ...);

    if (print == NULL)
        print = (int (*)(gzFile, const char *, ...))(void (*)(void))GetProcAddress(
            GetModuleHandleW(L"zlib1.dll"), "gzprintf");
    return print != NULL ? print(file, "%s", text) : Z_STREAM_ERROR;
}
