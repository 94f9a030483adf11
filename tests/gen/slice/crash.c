/* SPDX-License-Identifier: MIT */
/* A crash in the program's own callback is the program's: its filter for unhandled exceptions sees it, and it ends. */
#include <windows.h>
#include <stdio.h>

#include "slice.h"

static int calls;

static LONG CALLBACK filter(EXCEPTION_POINTERS *pointers)
{
    BOOL right = pointers->ExceptionRecord->ExceptionCode == EXCEPTION_ACCESS_VIOLATION && calls == 2;

    puts(right ? "passed" : "FAILED: another exception, or too late");
    fflush(stdout);
    ExitProcess(right ? 0 : 1);
}

static int crash(void *user, const char *text, int n)
{
    (void)text;
    calls++;
    if (n == 1)
        *(volatile int *)user = n; /* NULL */
    return n;
}

int main(void)
{
    SetUnhandledExceptionFilter(filter);
    printf("FAILED: the crash was swallowed, and the DLL made %d of it\n", visit(crash, NULL, 3));
    return 1;
}
