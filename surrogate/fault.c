#include "surrogate.h"

#include <dbghelp.h>
#include <stdio.h>

#include "ctype.h"
#include "engine.h"
#include "module.h"

#define DUMPS_KEPT 8

static LONG ending; /* (interlocked) the end is decided: nothing more to tell */

void fault_expect_end(void)
{
    InterlockedExchange(&ending, 1);
}

static const wchar_t *exception_name(DWORD code)
{
    switch (code) {
    case EXCEPTION_ACCESS_VIOLATION: return L"access violation";
    case EXCEPTION_STACK_OVERFLOW: return L"stack overflow";
    case EXCEPTION_INT_DIVIDE_BY_ZERO: return L"division by zero";
    case EXCEPTION_ILLEGAL_INSTRUCTION: return L"illegal instruction";
    case EXCEPTION_PRIV_INSTRUCTION: return L"privileged instruction";
    case EXCEPTION_DATATYPE_MISALIGNMENT: return L"misaligned data";
    case EXCEPTION_IN_PAGE_ERROR: return L"page that could not be read";
    case EXCEPTION_BREAKPOINT: return L"breakpoint";
    case 0xc0000374: return L"corrupted heap";
    case 0xc0000409: return L"fail-fast";
    case 0xe06d7363: return L"C++ exception";
    case 0x80000100: return L"call of a function that Wine has not";
    default: return L"exception";
    }
}

/* Deletes the oldest dumps: a DLL that crashes each time must not fill the disk. */
static void bound_dumps(const wchar_t *folder)
{
    wchar_t pattern[MAX_PATH + 32], oldest[MAX_PATH + 280];
    WIN32_FIND_DATAW found;
    FILETIME time;
    unsigned int count, round;
    HANDLE find;

    for (round = 0; round < 64; round++) {
        _snwprintf(pattern, ARRAYSIZE(pattern), L"%ls\\crossbit-*.dmp", folder);
        find = FindFirstFileW(pattern, &found);
        if (find == INVALID_HANDLE_VALUE)
            return;
        count = 0;
        do {
            if (!count++ || CompareFileTime(&found.ftLastWriteTime, &time) < 0) {
                time = found.ftLastWriteTime;
                _snwprintf(oldest, ARRAYSIZE(oldest), L"%ls\\%ls", folder, found.cFileName);
            }
        } while (FindNextFileW(find, &found));
        FindClose(find);
        if (count < DUMPS_KEPT || !DeleteFileW(oldest))
            return;
    }
}

struct dump {
    wchar_t path[MAX_PATH + 64];
    EXCEPTION_POINTERS *exception;
    DWORD thread_id;
    bool written;
};

/* On a thread of its own: the crashed one may have no stack left. */
static DWORD WINAPI write_dump(void *context)
{
    BOOL (WINAPI *write)(HANDLE, DWORD, HANDLE, MINIDUMP_TYPE, MINIDUMP_EXCEPTION_INFORMATION *,
        MINIDUMP_USER_STREAM_INFORMATION *, MINIDUMP_CALLBACK_INFORMATION *);
    struct dump *dump = context;
    MINIDUMP_EXCEPTION_INFORMATION information = {dump->thread_id, dump->exception, FALSE};
    wchar_t folder[MAX_PATH];
    HMODULE dbghelp;
    HANDLE file;

    if (!log_folder(folder))
        return 0;
    bound_dumps(folder);
    _snwprintf(dump->path, ARRAYSIZE(dump->path), L"%ls\\crossbit-%lu-%lu.dmp", folder, GetCurrentProcessId(),
        GetTickCount());
    dbghelp = LoadLibraryW(L"dbghelp.dll");
    write = dbghelp ? (void *)GetProcAddress(dbghelp, "MiniDumpWriteDump") : NULL;
    if (!write)
        return 0;
    file = CreateFileW(dump->path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return 0;
    dump->written = write(GetCurrentProcess(), GetCurrentProcessId(), file, MiniDumpNormal, &information, NULL, NULL);
    CloseHandle(file);
    if (!dump->written)
        DeleteFileW(dump->path);
    return 0;
}

/* "zlib1.dll+0x1234", or the bare address. */
static void describe_address(const void *address, wchar_t *text, size_t size)
{
    wchar_t path[MAX_PATH], *name;
    HMODULE module;

    if (GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, address,
            &module) && GetModuleFileNameW(module, path, ARRAYSIZE(path))) {
        name = wcsrchr(path, L'\\');
        _snwprintf(text, size, L"%ls+0x%llx", name ? name + 1 : path,
            (unsigned long long)((uintptr_t)address - (uintptr_t)module));
    } else {
        _snwprintf(text, size, L"0x%p", address);
    }
    text[size - 1] = 0;
}

static void describe(const struct cfunction *function, const EXCEPTION_RECORD *record, wchar_t *text, size_t size)
{
    wchar_t place[320], access[96] = L"";

    describe_address(record->ExceptionAddress, place, ARRAYSIZE(place));
    if (record->ExceptionCode == EXCEPTION_ACCESS_VIOLATION && record->NumberParameters >= 2)
        _snwprintf(access, ARRAYSIZE(access), L", %ls address 0x%llx",
            record->ExceptionInformation[0] == 0 ? L"reading" : record->ExceptionInformation[0] == 1 ? L"writing" : L"running",
            (unsigned long long)record->ExceptionInformation[1]);
    _snwprintf(text, size, L"the DLL crashed in %hs: %ls (0x%08lx) at %ls%ls",
        function ? function->name : "a thread of its own", exception_name(record->ExceptionCode), record->ExceptionCode, place,
        access);
    text[size - 1] = 0;
}

/*
 * The end: whatever the DLL broke is in this process alone. The last words go out first, because the rest may fail in a
 * process that is broken already; and the rest is given 10 s.
 */
static void end_by_fault(const struct cfunction *function, EXCEPTION_POINTERS *exception)
{
    static LONG begun;
    static wchar_t text[700];
    static struct dump dump;
    HANDLE thread;

    if (InterlockedExchange(&begun, 1)) {
        /* A second thread crashed meanwhile, or this code did. */
        Sleep(15000);
        TerminateProcess(GetCurrentProcess(), exception->ExceptionRecord->ExceptionCode);
    }
    fault_expect_end();
    describe(function, exception->ExceptionRecord, text, ARRAYSIZE(text));
    connect_last_words(CROSSBIT_E_DLL_FAULT, text);
    dump.exception = exception;
    dump.thread_id = GetCurrentThreadId();
    thread = CreateThread(NULL, 0, write_dump, &dump, 0, NULL);
    if (thread)
        WaitForSingleObject(thread, 10000);
    log_line(L"%ls%ls%ls", text, dump.written ? L"; dump " : L"", dump.written ? dump.path : L"");
    TerminateProcess(GetCurrentProcess(), exception->ExceptionRecord->ExceptionCode);
}

static LONG WINAPI on_unhandled(EXCEPTION_POINTERS *exception)
{
    end_by_fault(NULL, exception);
    return EXCEPTION_CONTINUE_SEARCH;
}

/*
 * A DLL that calls ExitProcess (or exit) ends us in the middle of a call. Of all code of this program only a callback of
 * thread-local storage still runs then.
 */
static void NTAPI on_detach(void *module, DWORD reason, void *reserved)
{
    static wchar_t text[300];
    struct frame *frame;

    (void)module, (void)reserved;
    if (reason != DLL_PROCESS_DETACH || InterlockedExchange(&ending, 1) || !module_calls_running)
        return;
    frame = frame_current();
    while (frame && !frame->call)
        frame = frame->outer;
    _snwprintf(text, ARRAYSIZE(text) - 1, L"the DLL ended the surrogate process (it called ExitProcess or exit) in %hs",
        frame ? frame->call->function->name : "a thread of its own");
    connect_last_words(CROSSBIT_E_DIED, text);
    log_line(L"%ls", text);
}

__attribute__((section(".CRT$XLF"), used)) static const PIMAGE_TLS_CALLBACK detach_callback = on_detach;

void fault_init(void)
{
    engine_set_fault_handler(end_by_fault);
    SetUnhandledExceptionFilter(on_unhandled);
}
