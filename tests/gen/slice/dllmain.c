/* SPDX-License-Identifier: MIT */
/* A first call made in a DllMain fails with an error, in bounded time; once there is a connection, such calls work. */
#include <windows.h>
#include <stdio.h>

#include <crossbit.h>

#include "slice.h"

/* Loads the DLL that calls in its DllMain, and tells what it got there. */
static int load(DWORD *error)
{
    HMODULE module = LoadLibraryW(L"slice_attach.dll");
    int (*attach_result)(DWORD *) = (int (*)(DWORD *))(void (*)(void))GetProcAddress(module, "attach_result");
    int result = attach_result != NULL ? attach_result(error) : -1;

    FreeLibrary(module);
    printf("in DllMain: %d, error 0x%08lx\n", result, (unsigned long)*error);
    return result;
}

int main(void)
{
    DWORD error = 0;
    int failed = 0;

#define CHECK(e)                                                                                                       \
    do {                                                                                                               \
        if (!(e)) {                                                                                                    \
            printf("line %d: failed: %s\n", __LINE__, #e);                                                             \
            failed = 1;                                                                                                \
        }                                                                                                              \
    } while (0)
    CHECK(load(&error) == 1234 && error == (DWORD)CROSSBIT_E_START);
    CHECK(add(2, 3) == 5);
    CHECK(load(&error) == 4);
    puts(failed ? "FAILED" : "passed");
    fflush(stdout);
    return failed;
}
