/* SPDX-License-Identifier: MIT */
/*
 * failing [CASE]: how a program hears that the bridge failed, and why. Without a case it runs all of them, some in a
 * child.
 */
#include <windows.h>
#include <stdio.h>
#include <string.h>

#include <crossbit.h>

#include "life.h"

static int failed;
#define CHECK(e)                                                                                                       \
    do {                                                                                                               \
        if (!(e)) {                                                                                                    \
            printf("line %d: failed: %s\n", __LINE__, #e);                                                             \
            fflush(stdout);                                                                                            \
            failed = 1;                                                                                                \
        }                                                                                                              \
    } while (0)

static HRESULT raised;
static wchar_t raised_text[1024];

/* The exception as a handler of the program's sees it: it goes on where it was raised. */
static LONG CALLBACK seen(EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;

    if (record->ExceptionCode != 0xe0434200)
        return EXCEPTION_CONTINUE_SEARCH;
    raised = (HRESULT)record->ExceptionInformation[0];
    wcsncpy(raised_text, (const wchar_t *)record->ExceptionInformation[1], 1023);
    return EXCEPTION_CONTINUE_EXECUTION;
}

static BOOL says(const wchar_t *text)
{
    BOOL found = wcsstr(raised_text, text) != NULL;

    if (!found)
        printf("said: %ls\n", raised_text);
    return found;
}

static void here(void)
{
    void *handler = AddVectoredExceptionHandler(1, seen);
    life_box *box;

#ifdef _WIN64 /* a size that the 32-bit DLL cannot have: this side knows */
    size_t large = (size_t)1 << 40;
    raised = 0;
    life_set_size(large);
    CHECK(raised == CROSSBIT_E_RANGE &&
          says(L"life.dll, life_set_size: the value 1099511627776 (0x10000000000) does not fit"));
    raised = 0;
    life_size(large);
    CHECK(raised == CROSSBIT_E_RANGE && says(L"life_size"));
    raised = 0;
    life_keep_quiet(large); /* CROSSBIT_FAILS() */
    CHECK(raised == 0 && GetLastError() == (DWORD)CROSSBIT_E_RANGE);
    CHECK(life_short(large) == -5 && raised == 0); /* CROSSBIT_FAILS_OF */
    CHECK(life_long(large) == -9 && raised == 0);  /* its own value comes first */
#endif
    raised = 0;
    CHECK(life_sum((const int[]){1, 2}, 2) == 3 && raised == 0);
    life_sum((const int[]){1, 2}, -1);
    CHECK(raised == CROSSBIT_E_RANGE && says(L"life_sum: the size of 'list' is -1"));
    /* Only the other side knows of this one. */
    box = life_box_new(6);
    CHECK(life_box_get(box) == 6);
    life_box_free(box);
    raised = 0;
    life_box_free(box);
    CHECK(raised == CROSSBIT_E_STALE_HANDLE && says(L"life_box_free: 0x") &&
          says(L"a handle that was closed, or of another kind"));
    CHECK(life_box_get(box) == -7);
    RemoveVectoredExceptionHandler(handler);
}

/* ---- in a child, whose end is the result ---- */

/* Ends the process as Windows would: without this, Wine 8 starts a debugger. */
static LONG WINAPI end_child(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    return EXCEPTION_EXECUTE_HANDLER;
}

static void child(const char *name)
{
    SetUnhandledExceptionFilter(end_child);
    if (!strcmp(name, "unhandled")) {
        life_box *box = life_box_new(1);
        life_box_free(box);
        life_box_free(box);
    } else {
        life_work(1); /* a file is missing */
    }
    ExitProcess(0);
}

/* Runs this program as a child with its standard error in *output. Returns the exit code. */
static DWORD run(const char *name, const char *directory, char *output, size_t size)
{
    SECURITY_ATTRIBUTES inherited = {sizeof(inherited), NULL, TRUE};
    STARTUPINFOA startup = {.cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process;
    char command[2 * MAX_PATH];
    DWORD code = 0, got, total = 0;
    HANDLE ours, theirs;

    memset(output, 0, size);
    snprintf(command, sizeof(command), "\"%s\\failing.exe\" %s", directory, name);
    CreatePipe(&ours, &theirs, &inherited, 0);
    SetHandleInformation(ours, HANDLE_FLAG_INHERIT, 0);
    startup.hStdError = theirs;
    if (!CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process)) {
        printf("%s: error %lu\n", command, GetLastError());
        failed = 1;
        return 0;
    }
    CloseHandle(theirs);
    while (total + 1 < size && ReadFile(ours, output + total, (DWORD)(size - 1 - total), &got, NULL) && got)
        total += got;
    CloseHandle(ours);
    if (WaitForSingleObject(process.hProcess, 60000) != WAIT_OBJECT_0) {
        printf("%s hangs\n", name);
        TerminateProcess(process.hProcess, 1);
        failed = 1;
    }
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return code;
}

/* ---- a copy of the program's folder, in which one file after the other is missing ---- */

#ifdef _WIN64
#define OTHER "x86"
#define OTHER_EXE "crossbit32.exe"
#else
#define OTHER "x64"
#define OTHER_EXE "crossbit64.exe"
#endif

static char own[MAX_PATH], copy[MAX_PATH];

static void copy_file(const char *name)
{
    char from[2 * MAX_PATH], to[2 * MAX_PATH];

    snprintf(from, sizeof(from), "%s\\%s", own, name);
    snprintf(to, sizeof(to), "%s\\%s", copy, name);
    CHECK(CopyFileA(from, to, FALSE));
}

static const char *const files[] = {"life.dll", "crossbit.dll", "crossbitps.dll", OTHER "\\" OTHER_EXE,
    OTHER "\\crossbitps.dll", OTHER "\\life.crossbit.dll", OTHER "\\life.dll"};

static void missing_files(void)
{
    static const struct {
        int file;
        const char *says;
    } rows[] = {
        {1, "\\crossbit.dll is missing: it belongs beside the drop-in"},
        {2, "crossbitps.dll is missing"},
        {3, OTHER_EXE " is missing"},
        {4, "crossbitps.dll is missing"},
        {5, OTHER "\\life.crossbit.dll is missing: it is the binding"},
        {6, OTHER "\\life.dll is missing: the original DLL belongs beside its binding"},
    };
    char path[2 * MAX_PATH], output[4096], *end;
    unsigned i;

    GetModuleFileNameA(NULL, own, sizeof(own));
    *strrchr(own, '\\') = 0;
    GetTempPathA(sizeof(copy), copy);
    end = copy + strlen(copy);
    snprintf(end, sizeof(copy) - strlen(copy), "crossbit-failing-%lu", GetCurrentProcessId());
    snprintf(path, sizeof(path), "%s\\" OTHER, copy);
    CHECK(CreateDirectoryA(copy, NULL) && CreateDirectoryA(path, NULL));
    GetModuleFileNameA(NULL, path, sizeof(path));
    for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        copy_file(files[i]);
    {
        char to[2 * MAX_PATH];
        snprintf(to, sizeof(to), "%s\\failing.exe", copy);
        CHECK(CopyFileA(path, to, FALSE));
    }
    CHECK(run("work", copy, output, sizeof(output)) == 0);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(path, sizeof(path), "%s\\%s", copy, files[rows[i].file]);
        CHECK(DeleteFileA(path));
        if (run("work", copy, output, sizeof(output)) != 0xe0434200 || !strstr(output, rows[i].says) ||
            !strstr(output, "life.dll, life_work: no connection: ")) {
            printf("without %s, which should say %s: %s\n", files[rows[i].file], rows[i].says, output);
            failed = 1;
        }
        copy_file(files[rows[i].file]);
    }
    /*
     * A DLL that the original needs: named. It lies in a folder of %PATH%, which is not searched, as in dynamic calls.
     */
    snprintf(path, sizeof(path), "%s\\" OTHER "\\life.dll", copy);
    CHECK(DeleteFileA(path));
    {
        char from[2 * MAX_PATH];
        snprintf(from, sizeof(from), "%s\\orphan\\life.dll", own);
        CHECK(CopyFileA(from, path, FALSE));
    }
    snprintf(path, sizeof(path), "%s\\orphan\\needed", own);
    SetEnvironmentVariableA("PATH", path);
    strcat(path, "\\life_absent.dll");
    CHECK(GetFileAttributesA(path) != INVALID_FILE_ATTRIBUTES);
    if (run("work", copy, output, sizeof(output)) != 0xe0434200 || !strstr(output, "needs life_absent.dll")) {
        printf("without the dependency: %s\n", output);
        failed = 1;
    }
    for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        snprintf(path, sizeof(path), "%s\\%s", copy, files[i]);
        DeleteFileA(path);
    }
    snprintf(path, sizeof(path), "%s\\failing.exe", copy);
    DeleteFileA(path);
    snprintf(path, sizeof(path), "%s\\" OTHER, copy);
    RemoveDirectoryA(path);
    CHECK(RemoveDirectoryA(copy));
}

/* The last lines of Crossbit's log. */
static BOOL logged(const char *text)
{
    static char bytes[65536];
    char path[MAX_PATH];
    DWORD length = GetEnvironmentVariableA("LOCALAPPDATA", path, sizeof(path) - 64);
    FILE *file;

    strcpy(path + length, "\\Crossbit\\crossbit.log");
    file = fopen(path, "rb");
    if (file == NULL)
        return FALSE;
    bytes[fread(bytes, 1, sizeof(bytes) - 1, file)] = 0;
    fclose(file);
    return strstr(bytes, text) != NULL;
}

int main(int argc, char **argv)
{
    char output[4096];

    if (argc > 1)
        child(argv[1]);
    here();
    missing_files();
    GetModuleFileNameA(NULL, own, sizeof(own));
    *strrchr(own, '\\') = 0;
    CHECK(run("unhandled", own, output, sizeof(output)) == 0xe0434200);
    CHECK(strstr(output, "life.dll, life_box_free: 0x") && strstr(output, "a handle that was closed"));
    CHECK(logged("life.dll, life_box_free: 0x"));
    puts(failed ? "FAILED" : "passed");
    fflush(stdout);
    return failed;
}
