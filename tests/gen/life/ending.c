/* SPDX-License-Identifier: MIT */
/*
 * ending [CASE LOG]: the DLL gets its detach, and runs what it gave to atexit, before the program's process is gone;
 * when the program is killed, the surrogate ends at once. Without a case it runs all of them in children. ENDING_API
 * says how the DLL is called: over the drop-in, by crossbit.dll, by the static library.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tlhelp32.h>

#include <crossbit.h>

#include "life.h"

#define DROPIN 1
#define LIBRARY 2
#define STATIC 3

static int failed;
#define CHECK(e)                                                                                                       \
    do {                                                                                                               \
        if (!(e)) {                                                                                                    \
            printf("line %d: failed: %s\n", __LINE__, #e);                                                             \
            fflush(stdout);                                                                                            \
            failed = 1;                                                                                                \
        }                                                                                                              \
    } while (0)

#ifdef _WIN64
#define OTHER L"x86"
#define OTHER_EXE L"crossbit32.exe"
#else
#define OTHER L"x64"
#define OTHER_EXE L"crossbit64.exe"
#endif

#define LIMIT_MS 1500

#if ENDING_API != DROPIN
static crossbit_library *library;

static int call_int(const char *name, int value)
{
    crossbit_function *function = NULL;
    int result = -1;
    void *args[] = {&value};

    if (FAILED(crossbit_find(library, name, &function)) || FAILED(crossbit_invoke(function, &result, args, 1)))
        printf("%s: %ls\n", name, crossbit_error_message());
    return result;
}

static int life_open_by_name(const char *log)
{
    wchar_t path[MAX_PATH];
    crossbit_function *function = NULL;
    int result = -1;
    void *args[] = {&log};

    GetModuleFileNameW(NULL, path, MAX_PATH);
    wcscpy(wcsrchr(path, L'\\') + 1, OTHER L"\\life.dll");
    if (FAILED(crossbit_load(path, NULL, &library)) ||
        FAILED(crossbit_declare(library, "int life_open(const char *log); "
                                         "int life_work(int n); void life_hang_at_end(int ms);")) ||
        FAILED(crossbit_find(library, "life_open", &function)) || FAILED(crossbit_invoke(function, &result, args, 1)))
        printf("%ls\n", crossbit_error_message());
    return result;
}
#define life_open life_open_by_name
#define life_work(n) call_int("life_work", n)
#define life_hang_at_end(ms) ((void)call_int("life_hang_at_end", ms))
#endif

static DWORD WINAPI exiting_thread(void *code)
{
    ExitProcess((UINT)(UINT_PTR)code);
}

static int child(const char *name, const char *log)
{
    CHECK(life_open(log) == 1);
    life_work(2);
    CHECK(life_work(40) == 42);
    if (!strcmp(name, "exit"))
        exit(7 + failed);
    if (!strcmp(name, "thread")) {
        CreateThread(NULL, 0, exiting_thread, (void *)(UINT_PTR)(7 + failed), 0, NULL);
        Sleep(INFINITE);
    }
    if (!strcmp(name, "killed"))
        TerminateProcess(GetCurrentProcess(), 7 + failed);
#if ENDING_API != DROPIN
    if (!strcmp(name, "unloaded"))
        crossbit_unload(library);
    if (!strcmp(name, "hang"))
        CHECK(SUCCEEDED(crossbit_set_end_limit(LIMIT_MS)));
#endif
    if (!strcmp(name, "hang"))
        life_hang_at_end(60000);
    return 7 + failed;
}

static int count_surrogates(void)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    PROCESSENTRY32W entry = {.dwSize = sizeof(entry)};
    int count = 0;

    for (BOOL more = Process32FirstW(snapshot, &entry); more; more = Process32NextW(snapshot, &entry))
        count += !_wcsicmp(entry.szExeFile, OTHER_EXE);
    CloseHandle(snapshot);
    return count;
}

static void read_log(const char *log, char *text, size_t size)
{
    FILE *file = fopen(log, "r");

    text[0] = 0;
    if (file) {
        text[fread(text, 1, size - 1, file)] = 0;
        fclose(file);
    }
    DeleteFileA(log);
}

static void run(const char *name, const char *expected, const char *also, DWORD least_ms, DWORD most_ms)
{
    STARTUPINFOA startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    char program[MAX_PATH], command[3 * MAX_PATH], log[MAX_PATH], text[1024];
    ULONGLONG start, end;
    DWORD code = 0;
    int i;

    GetModuleFileNameA(NULL, program, sizeof(program));
    GetTempPathA(sizeof(log) - 64, log);
    sprintf(log + strlen(log), "crossbit-ending-%lu.txt", GetCurrentProcessId());
    DeleteFileA(log);
    snprintf(command, sizeof(command), "\"%s\" %s \"%s\"", program, name, log);
    start = GetTickCount64();
    if (!CreateProcessA(program, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process)) {
        printf("error %lu\n", GetLastError());
        failed = 1;
        return;
    }
    if (WaitForSingleObject(process.hProcess, 60000) != WAIT_OBJECT_0)
        TerminateProcess(process.hProcess, 99);
    end = GetTickCount64();
    GetExitCodeProcess(process.hProcess, &code);
    read_log(log, text, sizeof(text)); /* at once: all is said by now */
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    if (code != 7 || (expected && !strstr(text, expected)) || (also && !strstr(text, also)) || (!expected && text[0])) {
        printf("%s: exit code %lu, the DLL said: %s\n", name, code, text);
        failed = 1;
    }
    if (end - start < least_ms || end - start > most_ms) {
        printf("%s: took %lu ms\n", name, (DWORD)(end - start));
        failed = 1;
    }
    for (i = 0; i < 20 && count_surrogates(); i++)
        Sleep(50);
    if (count_surrogates()) {
        printf("%s: a surrogate is left\n", name);
        failed = 1;
    }
}

int main(int argc, char **argv)
{
    if (argc > 2)
        return child(argv[1], argv[2]);
    run("return", "detach at process end total 42", "atexit total 42", 0, 20000);
    run("exit", "detach at process end total 42", "atexit total 42", 0, 20000);
#if ENDING_API != STATIC /* Wine 8 tells a program's own code of exit and of the return from main alone */
    run("thread", "detach at process end total 42", "atexit total 42", 0, 20000);
#endif
    run("killed", NULL, NULL, 0, 20000);
    SetEnvironmentVariableW(L"CROSSBIT_END_LIMIT", L"1500");
    run("hang", NULL, NULL, LIMIT_MS, 20000);
    SetEnvironmentVariableW(L"CROSSBIT_END_LIMIT", L"0");
    run("return", NULL, NULL, 0, 20000);
#if ENDING_API != DROPIN
    run("unloaded", "detach by unload total 42", "atexit total 42", 0, 20000);
#endif
    puts(failed ? "FAILED" : "passed");
    fflush(stdout);
    return failed;
}
