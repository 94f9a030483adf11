/* SPDX-License-Identifier: MIT */
/*
 * The crash table: each way in which a DLL ends its process, called in each way in which it can be called. Every cell
 * prints a line.
 * table.exe serial|free|main|dropin|dropin_serial|dropin_off|com|told|handles|apartments
 */
#include <windows.h>
#include <objbase.h>
#include <oleauto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tlhelp32.h>

#include <crossbit.h>

#include "crashes.h"
#include "crossbit_com.h"
#include "../../fixtures/count_files.h"
#include "../../fixtures/handle_count.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define WILD CRASH_COUNT /* as a kind: a result that cannot be read */

static int failed;
static wchar_t dll[MAX_PATH + 32];
static DWORD access_exception;
static const CLSID object_clsid = {0x7c0b6a11, 0x3f5e, 0x4d0a, {0x9a, 0x52, 0x61, 0x0c, 0x25, 0x0d, 0x77, 0x01}};

static const struct cell {
    int kind;
    const char *name;
    HRESULT code;
    const wchar_t *cause;
} cells[] = {
    {CRASH_ACCESS, "access violation", CROSSBIT_E_DLL_FAULT, L"access violation"},
    {CRASH_JUMP, "call through NULL", CROSSBIT_E_DLL_FAULT, L"access violation"},
    {CRASH_OVERFLOW, "stack overflow", CROSSBIT_E_DLL_FAULT, L"stack overflow"},
    {CRASH_CXX_MSVC, "C++ exception (MSVC)", CROSSBIT_E_DLL_FAULT, L"C++ exception (0xe06d7363)"},
    {CRASH_CXX_GCC, "C++ exception (GCC)", CROSSBIT_E_DLL_FAULT, L"C++ exception (0x20474343)"},
    {CRASH_ABORT, "abort", CROSSBIT_E_DIED, L"abort"},
    {CRASH_EXIT, "exit", CROSSBIT_E_DIED, L"exit"},
    {CRASH_EXIT_THREAD, "ExitThread", CROSSBIT_E_DIED, L"ExitThread"},
    {CRASH_HEAP, "corrupt heap", CROSSBIT_E_DLL_FAULT, L"heap corruption"},
    {CRASH_FAIL_FAST, "fail-fast", CROSSBIT_E_DLL_FAULT, L"fail-fast"},
    {WILD, "wild result", CROSSBIT_E_DLL_FAULT, L"access violation"},
};

static void check(int good, const char *what, int line)
{
    if (!good) {
        printf("  line %d: failed: %s\n", line, what);
        failed = 1;
    }
}
#define CHECK(expression) check((expression) != 0, #expression, __LINE__)

/* What one call of a DLL that crashed gave. */
struct outcome {
    HRESULT code;
    wchar_t text[1600];
    ULONGLONG milliseconds;
};

static void set_text(struct outcome *outcome, const wchar_t *text)
{
    wcsncpy(outcome->text, text ? text : L"", COUNT(outcome->text) - 1);
    outcome->text[COUNT(outcome->text) - 1] = 0;
}

/* ---- dynamic calls ---- */

static const char declarations[] =
    "int crash(int kind); const char *wild(int address); int ping(int value); int handled(int value);"
    "int rest(int milliseconds); unsigned access_code(void); int process_number(void);";

static crossbit_library *load(DWORD threading)
{
    struct crossbit_load_options options = {.size = sizeof(options), .threading = threading};
    crossbit_library *library = NULL;
    HRESULT hr = crossbit_load(dll, &options, &library);

    if (SUCCEEDED(hr))
        hr = crossbit_declare(library, declarations);
    if (FAILED(hr)) {
        printf("  cannot load: 0x%08lx %ls\n", (unsigned long)hr, crossbit_error_message());
        failed = 1;
    }
    return library;
}

static HRESULT call(crossbit_library *library, const char *name, int argument, int *result)
{
    crossbit_function *function;
    void *args[] = {&argument}, *value[2] = {0};
    size_t count = strcmp(name, "access_code") && strcmp(name, "process_number");
    HRESULT hr = crossbit_find(library, name, &function);

    if (SUCCEEDED(hr))
        hr = crossbit_invoke(function, value, args, count);
    memcpy(result, value, sizeof(*result));
    return hr;
}

static void crash_dynamic(DWORD threading, int kind, struct outcome *outcome)
{
    crossbit_library *library = load(threading);
    ULONGLONG start;
    int result;

    CHECK(call(library, "ping", 4, &result) == S_OK && result == 5);
    CHECK(call(library, "handled", 4, &result) == S_OK && result == 5);
    start = GetTickCount64();
    outcome->code = kind == WILD ? call(library, "wild", 1024, &result) : call(library, "crash", kind, &result);
    outcome->milliseconds = GetTickCount64() - start;
    set_text(outcome, crossbit_error_message());
    crossbit_unload(library);
    library = load(threading);
    CHECK(call(library, "ping", 5, &result) == S_OK && result == 6);
    crossbit_unload(library);
}

/* ---- the drop-in ---- */

static struct outcome *told;

static void on_error(void *context, const wchar_t *library, const char *function, HRESULT code, const wchar_t *message)
{
    (void)context, (void)library, (void)function;
    told->code = code;
    set_text(told, message);
}

static void crash_dropin(BOOL is_serial, int kind, struct outcome *outcome)
{
    ULONGLONG start;

    told = outcome;
    crossbit_set_error_handler(on_error, NULL);
    CHECK((is_serial ? ping_serial(4) : ping(4)) == 5);
    CHECK(handled(4) == 5);
    start = GetTickCount64();
    if (kind == WILD)
        CHECK((is_serial ? wild_serial(1024) : wild(1024)) == NULL);
    else
        CHECK((is_serial ? crash_serial(kind) : crash(kind)) == -777);
    outcome->milliseconds = GetTickCount64() - start;
    CHECK((is_serial ? ping_serial(5) : ping(5)) == 6);
}

/* ---- a COM method ---- */

static ICrossbitSurrogate *make_object(crossbit_connection **connection)
{
    ICrossbitSurrogate *object = NULL;
    HRESULT hr = crossbit_connect(NULL, connection);

    if (SUCCEEDED(hr))
        hr = crossbit_create_object(*connection, dll, &object_clsid, &IID_ICrossbitSurrogate, (void **)&object);
    if (FAILED(hr)) {
        printf("  no object: 0x%08lx %ls\n", (unsigned long)hr, crossbit_error_message());
        failed = 1;
    }
    return object;
}

static void crash_com(BOOL in_ndr, int kind, struct outcome *outcome)
{
    static CrossbitStatus status;
    crossbit_connection *connection = NULL;
    ICrossbitSurrogate *object = make_object(&connection);
    wchar_t digit[2] = {(wchar_t)(L'0' + kind)};
    BSTR text = SysAllocString(digit), description = NULL;
    IErrorInfo *info = NULL;
    ULONGLONG start;

    if (!object)
        return;
    CHECK(ICrossbitSurrogate_SetIdleGrace(object, 1000) == S_OK);
    SetErrorInfo(0, NULL);
    start = GetTickCount64();
    outcome->code = kind == WILD ? ICrossbitSurrogate_Share(object, &status)
                    : in_ndr     ? ICrossbitSurrogate_ChangeDirectory(object, text)
                                 : ICrossbitSurrogate_SetIdleGrace(object, (ULONG)kind);
    outcome->milliseconds = GetTickCount64() - start;
    if (GetErrorInfo(0, &info) == S_OK && info) {
        IErrorInfo_GetDescription(info, &description);
        IErrorInfo_Release(info);
    }
    set_text(outcome, description);
    SysFreeString(description);
    SysFreeString(text);
    ICrossbitSurrogate_Release(object);
    crossbit_disconnect(connection);
    object = make_object(&connection);
    if (object) {
        CHECK(ICrossbitSurrogate_SetIdleGrace(object, 1000) == S_OK);
        ICrossbitSurrogate_Release(object);
        crossbit_disconnect(connection);
    }
}

/* ---- the table ---- */

static int count_children(void)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    PROCESSENTRY32W entry = {.dwSize = sizeof(entry)};
    int count = 0;

    for (BOOL more = Process32FirstW(snapshot, &entry); more; more = Process32NextW(snapshot, &entry))
        count += entry.th32ParentProcessID == GetCurrentProcessId() && wcsstr(entry.szExeFile, L"crossbit") != NULL;
    CloseHandle(snapshot);
    return count;
}

static void wait_for_ends(void)
{
    for (int i = 0; i < 400 && count_children() > 1; i++)
        Sleep(100);
}

static void expect(const struct cell *cell, const char *column, const wchar_t *function, struct outcome *outcome)
{
    wchar_t cause[100];
    HRESULT code = cell->code;
    BOOL com = !wcscmp(function, L"");

    wcscpy(cause, cell->cause);
    if (access_exception != 0xc0000005 && !wcscmp(cause, L"access violation"))
        swprintf(cause, COUNT(cause), L"0x%08lx", access_exception);
    /* Wine 8 leaves a 64-bit thread too little stack to report this, and ends the thread without a word. */
    if (cell->kind == CRASH_OVERFLOW && wcsstr(outcome->text, L"overflowed the stack")) {
        code = CROSSBIT_E_DIED;
        wcscpy(cause, L"overflowed the stack");
    }
    /* A COM method has COM's own code; its error information says the rest. */
    if (com)
        code = HRESULT_FROM_WIN32(RPC_S_CALL_FAILED);
    printf("%-14s %-22s %5llu ms 0x%08lx %ls\n", column, cell->name, outcome->milliseconds,
        (unsigned long)outcome->code, outcome->text);
    CHECK(outcome->code == code);
    CHECK(wcsstr(outcome->text, cause) != NULL);
    CHECK(wcsstr(outcome->text, com ? L"method " : function) != NULL);
    CHECK(wcsstr(outcome->text, L"(null)") == NULL && wcsstr(outcome->text, L"exe+0xff") == NULL);
    if (cell->kind == CRASH_ACCESS)
        CHECK(wcsstr(outcome->text, L"crashes.dll+0x") != NULL);
    fflush(stdout);
}

static void run_cell(const struct cell *cell, const char *column, BOOL in_ndr)
{
    struct outcome outcome = {0};

    if (!strcmp(column, "dropin") || !strcmp(column, "dropin_off")) {
        crash_dropin(FALSE, cell->kind, &outcome);
        expect(cell, column, cell->kind == WILD ? L"wild" : L"crash", &outcome);
    } else if (!strcmp(column, "dropin_serial")) {
        crash_dropin(TRUE, cell->kind, &outcome);
        expect(cell, column, cell->kind == WILD ? L"wild_serial" : L"crash_serial", &outcome);
    } else if (!strcmp(column, "com")) {
        crash_com(in_ndr, cell->kind, &outcome);
        expect(cell, in_ndr ? "com in NDR" : "com direct", L"", &outcome);
    } else {
        crash_dynamic(!strcmp(column, "serial") ? CROSSBIT_THREADING_SERIAL
                      : !strcmp(column, "free") ? CROSSBIT_THREADING_FREE
                                                : CROSSBIT_THREADING_MAIN,
            cell->kind, &outcome);
        expect(cell, column, cell->kind == WILD ? L"wild" : L"crash", &outcome);
    }
}

/*
 * Without the channel: the frame around the binding's function is all there is, and COM's stub would swallow the
 * exception.
 */
static void run_off(void)
{
    int empty;

    run_cell(&cells[0], "dropin_off", FALSE);
    wait_for_ends();
    CHECK(count_files(L"*.dmp", &empty) == 1 && empty == 0);
    for (size_t i = 0; i < COUNT(cells); i++)
        if (cells[i].kind == CRASH_EXIT_THREAD || cells[i].kind == WILD)
            run_cell(&cells[i], "dropin_off", FALSE);
}

static void run_table(const char *column)
{
    ULONG handles = 0;
    int empty;

    for (size_t i = 0; i < COUNT(cells); i++) {
        run_cell(&cells[i], column, FALSE);
        if (!strcmp(column, "com") && cells[i].kind != WILD)
            run_cell(&cells[i], column, TRUE);
        if (i == 1) {
            wait_for_ends();
            handles = handle_count();
        }
    }
    wait_for_ends();
    printf("%d surrogates, %lu handles and then %lu\n", count_children(), handles, handle_count());
    CHECK(count_children() <= 1);
    CHECK(handle_count() <= handles + 4);
    printf("%d dumps, %d unfinished\n", count_files(L"*.dmp", &empty), count_files(L"*.unfinished", &empty));
    CHECK(count_files(L"*.dmp", &empty) <= 8 && count_files(L"*.dmp", &empty) > 0 && empty == 0);
    CHECK(count_files(L"*.unfinished", &empty) == 0);
}

/* ---- handles: what a crash leaves in the program is given back by the time that the next surrogate has served ---- */

enum { WARM_UP = 2, CRASHES = 5 };

static void run_handles(const char *column)
{
    static const struct cell cell = {CRASH_EXIT, "exit", CROSSBIT_E_DIED, L"exit"}; /* it writes no dump */
    wchar_t before[1000], after[1000];
    ULONG handles = 0, now;

    for (int i = 0; i < WARM_UP + CRASHES; i++) {
        if (i == WARM_UP) {
            wait_for_ends();
            Sleep(1000);
            handles = handle_count();
            handle_types(before);
        }
        run_cell(&cell, column, FALSE);
    }
    wait_for_ends();
    /* The thread of a connection that has ended gives back what it has a moment later. */
    for (int i = 0; i < 100 && handle_count() > handles; i++)
        Sleep(100);
    now = handle_count();
    printf("%s: %lu handles, after %d crashes %lu\n", column, handles, CRASHES, now);
    CHECK(now <= handles);
    if (now > handles)
        printf("  before: %ls\n  after: %ls\n", before, handle_types(after));
}

/*
 * ---- apartments: a reference comes back to a thread whose apartment nobody has prepared; nothing is registered here
 * ----
 */

static DWORD WINAPI in_an_apartment(void *context)
{
    static CrossbitStatus status;
    ICrossbitSurrogate *object = context, *given = NULL; /* over the channel a proxy is for every apartment */
    BSTR text = SysAllocString(L"p");

    CHECK(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED) == S_OK);
    CHECK(ICrossbitSurrogate_CreateObject(
              object, text, &object_clsid, &IID_ICrossbitSurrogate, (IUnknown **)&given, &status) == S_OK);
    if (given) {
        CHECK(ICrossbitSurrogate_SetIdleGrace(given, 1000) == S_OK);
        ICrossbitSurrogate_Release(given);
    }
    CoUninitialize();
    SysFreeString(text);
    return 0;
}

static void run_apartments(void)
{
    crossbit_connection *connection = NULL;
    ICrossbitSurrogate *object = make_object(&connection);

    if (!object)
        return;
    for (int i = 0; i < 3; i++) {
        HANDLE thread = CreateThread(NULL, 0, in_an_apartment, object, 0, NULL);

        CHECK(WaitForSingleObject(thread, 30000) == WAIT_OBJECT_0);
        CloseHandle(thread);
    }
    ICrossbitSurrogate_Release(object);
    crossbit_disconnect(connection);
}

/* ---- told at once: the error is there while the dump is held ---- */

struct resting {
    crossbit_library *library;
    HRESULT code;
    int result;
    wchar_t text[400];
    ULONGLONG ended;
};

static DWORD WINAPI rest_dynamic(void *context)
{
    struct resting *resting = context;

    resting->code = call(resting->library, "rest", 30000, &resting->result);
    wcsncpy(resting->text, crossbit_error_message(), COUNT(resting->text) - 1);
    resting->ended = GetTickCount64();
    return 0;
}

static DWORD WINAPI rest_dropin(void *context)
{
    struct resting *resting = context;

    resting->result = rest(30000);
    resting->ended = GetTickCount64();
    return 0;
}

/* Calls that are under way in other threads end with the one that crashes. */
static void run_told(BOOL dropin, HANDLE released)
{
    struct resting resting[3] = {{0}};
    HANDLE threads[3], process;
    struct outcome outcome = {0};
    crossbit_library *library = NULL, *next;
    DWORD number;
    int result, dumps, empty, i;
    ULONGLONG start;

    told = &outcome;
    crossbit_set_error_handler(on_error, NULL);
    if (!dropin)
        library = load(CROSSBIT_THREADING_FREE);
    CHECK(dropin || call(library, "process_number", 0, &result) == S_OK);
    number = (DWORD)(dropin ? process_number() : result);
    process = OpenProcess(SYNCHRONIZE, FALSE, number);
    for (i = 0; i < 3; i++) {
        resting[i].library = library;
        threads[i] = CreateThread(NULL, 0, dropin ? rest_dropin : rest_dynamic, &resting[i], 0, NULL);
    }
    Sleep(1500);
    dumps = count_files(L"*.dmp", &empty);
    start = GetTickCount64();
    if (dropin)
        CHECK(crash(CRASH_ACCESS) == -777);
    else
        outcome.code = call(library, "crash", CRASH_ACCESS, &result);
    outcome.milliseconds = GetTickCount64() - start;
    if (!dropin)
        set_text(&outcome, crossbit_error_message());
    printf("told: %llu ms 0x%08lx %ls\n", outcome.milliseconds, (unsigned long)outcome.code, outcome.text);
    CHECK(outcome.code == CROSSBIT_E_DLL_FAULT && wcsstr(outcome.text, L"crash") != NULL);
    CHECK(WaitForMultipleObjects(3, threads, TRUE, 3000) == WAIT_OBJECT_0);
    for (i = 0; i < 3; i++)
        printf("told: another thread after %lld ms: 0x%08lx %ls\n", (long long)(resting[i].ended - start),
            (unsigned long)resting[i].code, resting[i].text);
    for (i = 0; i < 3; i++)
        CHECK(dropin ? resting[i].result == -777 : resting[i].code == CROSSBIT_E_DLL_FAULT);
    /* The old process is held, and a new one serves. */
    if (dropin) {
        CHECK(ping(6) == 7 && process_number() != (int)number);
    } else {
        next = load(CROSSBIT_THREADING_FREE);
        CHECK(call(next, "ping", 6, &result) == S_OK && result == 7);
        crossbit_unload(next);
    }
    CHECK(WaitForSingleObject(process, 0) == WAIT_TIMEOUT);
    CHECK(count_files(L"*.dmp", &empty) == dumps);
    if (GetTickCount64() - start < 5000)
        Sleep((DWORD)(5000 - (GetTickCount64() - start)));
    CHECK(WaitForSingleObject(process, 0) == WAIT_TIMEOUT);
    SetEvent(released);
    CHECK(WaitForSingleObject(process, 40000) == WAIT_OBJECT_0);
    CHECK(count_files(L"*.dmp", &empty) == dumps + 1 && empty == 0);
    ResetEvent(released);
    for (i = 0; i < 3; i++)
        CloseHandle(threads[i]);
    CloseHandle(process);
    crossbit_unload(library);
}

int main(int argc, char **argv)
{
    wchar_t name[64];
    crossbit_library *library;
    HANDLE released;
    int result = 0;

    setvbuf(stdout, NULL, _IONBF, 0);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    GetModuleFileNameW(NULL, dll, MAX_PATH);
    wcscpy(wcsrchr(dll, L'\\') + 1, sizeof(void *) == 8 ? L"x86\\crashes.dll" : L"x64\\crashes.dll");
    /* crossbit.h: what the surrogate asks its environment for, from when it is started. */
    swprintf(name, COUNT(name), L"crossbit-test-%lu", GetCurrentProcessId());
    released = CreateEventW(NULL, TRUE, FALSE, name);
    if (argc > 1 && !strcmp(argv[1], "told"))
        SetEnvironmentVariableW(L"CROSSBIT_HOLD_DUMP", name);
    if (argc > 1 && !strcmp(argv[1], "dropin_off"))
        SetEnvironmentVariableW(L"CROSSBIT_CHANNEL", L"off");
    library = load(CROSSBIT_THREADING_FREE);
    if (!library || call(library, "access_code", 0, &result) != S_OK)
        return 1;
    access_exception = (DWORD)result;
    printf("an access violation is 0x%08lx here\n", access_exception);
    crossbit_unload(library);
    if (argc < 2) {
        printf("which column?\n");
        return 2;
    }
    if (!strcmp(argv[1], "told")) {
        run_told(FALSE, released);
        run_told(TRUE, released);
    } else if (!strcmp(argv[1], "apartments")) {
        run_apartments();
    } else if (!strcmp(argv[1], "handles")) {
        run_handles("dropin");
        run_handles("free");
        run_handles("com");
    } else if (!strcmp(argv[1], "dropin_off")) {
        run_off();
    } else {
        run_table(argv[1]);
    }
    puts(failed ? "FAILED" : "passed");
    CoUninitialize();
    return failed;
}
