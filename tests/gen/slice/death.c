/* SPDX-License-Identifier: MIT */
/* What a program sees when the surrogate ends: the failure value, the handler, stale handles, and a new surrogate. */
#include <windows.h>
#include <stdio.h>
#include <string.h>
#include <tlhelp32.h>

#include <crossbit.h>

#include "slice.h"

static int told;
static HRESULT told_code;

static void on_error(void *context, const wchar_t *library, const char *function, HRESULT code, const wchar_t *message)
{
    told++;
    told_code = code;
    printf("handler: %ls %s 0x%08lx %d %s\n", library, function, (unsigned long)code, message[0] != 0,
        context == &told ? "context" : "lost");
}

/* Ends our own child processes: the surrogate is one. */
static int end_children(void)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    PROCESSENTRY32W entry = {.dwSize = sizeof(entry)};
    int count = 0;

    for (BOOL more = Process32FirstW(snapshot, &entry); more; more = Process32NextW(snapshot, &entry))
        if (entry.th32ParentProcessID == GetCurrentProcessId()) {
            HANDLE process = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, entry.th32ProcessID);
            TerminateProcess(process, 1);
            WaitForSingleObject(process, 5000);
            CloseHandle(process);
            count++;
        }
    CloseHandle(snapshot);
    return count;
}

int main(void)
{
    typedef void set_handler(crossbit_error_handler * handler, void *context);
    set_handler *set;
    char full[MAX_PATH];
    box *old, *young;
    int failed = 0;

#define CHECK(e)                                                                                                       \
    do {                                                                                                               \
        if (!(e)) {                                                                                                    \
            printf("line %d: failed: %s\n", __LINE__, #e);                                                             \
            failed = 1;                                                                                                \
        }                                                                                                              \
    } while (0)
    old = box_new(5);
    CHECK(box_get(old) == 5);
    set =
        (set_handler *)(void (*)(void))GetProcAddress(GetModuleHandleW(L"crossbit.dll"), "crossbit_set_error_handler");
    CHECK(set != NULL);
    CHECK(end_children() == 1);
    SetLastError(0);
    CHECK(box_get(old) == -7); /* CROSSBIT_FAILS */
    CHECK(GetLastError() != 0);
    CHECK(add(2, 3) == 5); /* a new surrogate */
    SetLastError(0);
    CHECK(box_get(old) == -7); /* a handle of the old one */
    CHECK(GetLastError() == (DWORD)CROSSBIT_E_STALE_HANDLE);
    if (set != NULL)
        set(on_error, &told);
    CHECK(box_get(old) == -7 && told == 1 && told_code == CROSSBIT_E_STALE_HANDLE);
    young = box_new(6);
    CHECK(box_get(young) == 6);
    box_free(young);
    CHECK(box_get(young) == -7 && told == 2); /* closed */
    CHECK(end_children() == 1);
    CHECK(add(2, 3) == 0 && told == 3); /* no failure value, but a handler: no exception */
    CHECK(add(2, 3) == 5);
    /* Made again over a new surrogate, with what the program gave. */
    GetFullPathNameA("a file's name.txt", sizeof(full), full, NULL);
    CHECK(path_length("a file's name.txt") == strlen(full));
    CHECK(end_children() == 1);
    CHECK(path_length("a file's name.txt") == strlen(full) && told == 3);
#ifdef _WIN64 /* a size that the 32-bit DLL cannot have */
    point far_away = {1, 2, "name", (size_t)1 << 33};
    CHECK(move_point(&far_away, 1) == 0 && told == 4 && told_code == CROSSBIT_E_RANGE && far_away.x == 1);
#endif
    puts(failed ? "FAILED" : "passed");
    fflush(stdout);
    return failed;
}
