#include "surrogate.h"

#include <dbghelp.h>
#include <stdio.h>
#include <stdlib.h>

#include "ctype.h"
#include "engine.h"

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

/* What is handed to the thread that tells of the end. Exception NULL: thread_id has ended with exit_code. */
static struct {
    const char *function; /* that thread_id was in; NULL: a thread of the DLL's own */
    EXCEPTION_POINTERS *exception;
    DWORD thread_id, exit_code;
} end;
static HANDLE decided, told; /* (RO) events */

static bool write_dump(wchar_t *path, size_t size)
{
    BOOL (WINAPI *write)(HANDLE, DWORD, HANDLE, MINIDUMP_TYPE, MINIDUMP_EXCEPTION_INFORMATION *,
        MINIDUMP_USER_STREAM_INFORMATION *, MINIDUMP_CALLBACK_INFORMATION *);
    MINIDUMP_EXCEPTION_INFORMATION information = {end.thread_id, end.exception, FALSE};
    wchar_t folder[MAX_PATH];
    HMODULE dbghelp;
    HANDLE file;
    BOOL written;

    if (!log_folder(folder))
        return false;
    bound_dumps(folder);
    _snwprintf(path, size, L"%ls\\crossbit-%lu-%lu.dmp", folder, GetCurrentProcessId(), GetTickCount());
    dbghelp = LoadLibraryW(L"dbghelp.dll");
    write = dbghelp ? (void *)GetProcAddress(dbghelp, "MiniDumpWriteDump") : NULL;
    if (!write)
        return false;
    file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return false;
    written = write(GetCurrentProcess(), GetCurrentProcessId(), file, MiniDumpNormal, &information, NULL, NULL);
    CloseHandle(file);
    if (!written)
        DeleteFileW(path);
    return written;
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

static void describe_crash(const EXCEPTION_RECORD *record, wchar_t *text, size_t size)
{
    wchar_t place[320], access[96] = L"";

    describe_address(record->ExceptionAddress, place, ARRAYSIZE(place));
    if (record->ExceptionCode == EXCEPTION_ACCESS_VIOLATION && record->NumberParameters >= 2)
        _snwprintf(access, ARRAYSIZE(access), L", %ls address 0x%llx",
            record->ExceptionInformation[0] == 0 ? L"reading" : record->ExceptionInformation[0] == 1 ? L"writing" : L"running",
            (unsigned long long)record->ExceptionInformation[1]);
    _snwprintf(text, size, L"the DLL crashed in %hs: %ls (0x%08lx) at %ls%ls", end.function ? end.function : "a thread of its own",
        exception_name(record->ExceptionCode), record->ExceptionCode, place, access);
    text[size - 1] = 0;
}

/*
 * Waits for the end from the start: a crashed thread may have no stack left, and a process that is broken may not be able
 * to start another. The last words go out first, because the rest may fail.
 */
static DWORD WINAPI tell(void *ready)
{
    static wchar_t text[700], path[MAX_PATH + 64];

    SetEvent(ready);
    WaitForSingleObject(decided, INFINITE);
    if (end.exception)
        describe_crash(end.exception->ExceptionRecord, text, ARRAYSIZE(text));
    else
        _snwprintf(text, ARRAYSIZE(text) - 1, L"the DLL ended the surrogate's thread in %hs (exit code 0x%lx): it called ExitThread "
            L"or TerminateThread, or overflowed the stack so far that nothing could be reported", end.function, end.exit_code);
    connect_last_words(end.exception ? CROSSBIT_E_DLL_FAULT : CROSSBIT_E_DIED, text);
    log_line(L"%ls", text);
    if (end.exception && write_dump(path, ARRAYSIZE(path)))
        log_line(L"dump: %ls", path);
    SetEvent(told);
    return 0;
}

/* The end: whatever the DLL broke is in this process alone. Uses next to no stack; the telling is given 10 s. */
static void end_by(const char *function, EXCEPTION_POINTERS *exception, DWORD thread_id, DWORD exit_code)
{
    static LONG begun;

    if (!InterlockedExchange(&begun, 1)) {
        InterlockedExchange(&ending, 1);
        end.function = function;
        end.exception = exception;
        end.thread_id = thread_id;
        end.exit_code = exit_code;
        SetEvent(decided);
        WaitForSingleObject(told, 10000);
    } else {
        Sleep(11000); /* a second thread crashed meanwhile, or the telling did */
    }
    TerminateProcess(GetCurrentProcess(), exception ? exception->ExceptionRecord->ExceptionCode : SURROGATE_EXIT_THREAD);
}

static void on_fault(const struct cfunction *function, EXCEPTION_POINTERS *exception)
{
    end_by(function->name, exception, GetCurrentThreadId(), 0);
}

static LONG WINAPI on_unhandled(EXCEPTION_POINTERS *exception)
{
    end_by(NULL, exception, GetCurrentThreadId(), 0);
    return EXCEPTION_CONTINUE_SEARCH;
}

/*
 * A thread that the DLL has been called on, watched as long as it lives: when it ends inside the DLL, its client would wait
 * for ever. ExitThread and TerminateThread do that, and Wine 8, which ends a 64-bit thread without a word when its stack
 * has no room left to report the overflow.
 */
struct watch {
    const char *function; /* that the thread is in, the innermost; NULL: none. The thread's own until it has ended. */
    DWORD thread_id;      /* (RO) */
    HANDLE thread, wait;  /* (RO) */
};
static DWORD watch_slot = TLS_OUT_OF_INDEXES;  /* (RO) TLS: the thread's struct watch */
static DWORD notice_slot = FLS_OUT_OF_INDEXES; /* (RO) FLS: not NULL where on_process_end is to look */

/* In the pool's wait thread itself: another thread may be impossible to start, when the one that ended held the loader's lock. */
static void CALLBACK on_thread_gone(void *context, BOOLEAN timed_out)
{
    struct watch *watch = context;
    DWORD exit_code = 0;

    (void)timed_out;
    if (watch->function && !ending) {
        GetExitCodeThread(watch->thread, &exit_code);
        end_by(watch->function, NULL, watch->thread_id, exit_code);
    }
    UnregisterWait(watch->wait);
    CloseHandle(watch->thread);
    free(watch);
}

static struct watch *watch_create(void)
{
    struct watch *watch = calloc(1, sizeof(*watch));

    if (!watch)
        return NULL;
    watch->thread_id = GetCurrentThreadId();
    if (!DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &watch->thread, 0, FALSE,
            DUPLICATE_SAME_ACCESS)) {
        free(watch);
        return NULL;
    }
    if (!RegisterWaitForSingleObject(&watch->wait, watch->thread, on_thread_gone, watch, INFINITE,
            WT_EXECUTEONLYONCE | WT_EXECUTEINWAITTHREAD)) {
        CloseHandle(watch->thread);
        free(watch);
        return NULL;
    }
    TlsSetValue(watch_slot, watch);
    return watch;
}

/*
 * A DLL that calls ExitProcess (or exit) ends us in the middle of a call. Callbacks of fiber-local storage run then, on
 * that very thread; those of thread-local storage and DllMain do not under Wine, for a program.
 */
static void WINAPI on_process_end(void *context)
{
    static wchar_t text[300];
    BOOLEAN (WINAPI *in_shutdown)(void);
    struct watch *watch = TlsGetValue(watch_slot);

    (void)context;
    in_shutdown = (BOOLEAN (WINAPI *)(void))(void *)GetProcAddress(GetModuleHandleW(L"ntdll.dll"),
        "RtlDllShutdownInProgress");
    /* Else a thread or a fiber ends. */
    if (!watch || !watch->function || (in_shutdown && !in_shutdown()) || InterlockedExchange(&ending, 1))
        return;
    _snwprintf(text, ARRAYSIZE(text) - 1, L"the DLL ended the surrogate process (it called ExitProcess or exit) in %hs",
        watch->function);
    connect_last_words(CROSSBIT_E_DIED, text);
    log_line(L"%ls", text);
}

const char *fault_enter(const char *function)
{
    struct watch *watch = TlsGetValue(watch_slot);
    const char *outer;

    if (!watch && !(watch = watch_create()))
        return NULL; /* without memory, without watch */
    FlsSetValue(notice_slot, watch);
    outer = watch->function;
    watch->function = function;
    return outer;
}

void fault_leave(const char *outer)
{
    struct watch *watch = TlsGetValue(watch_slot);

    if (watch)
        watch->function = outer;
}

static void CALLBACK on_wait_thread_ready(void *ready, BOOLEAN timed_out)
{
    (void)timed_out;
    SetEvent(ready);
}

/*
 * The thread that tells and the pool's wait thread have to run before any DLL does: a thread that ends in DllMain keeps the
 * loader's lock, and a thread that starts needs it. The wait stays, because the pool ends a wait thread that has nothing to
 * wait for. The events stay too.
 */
static void start_threads(void)
{
    HANDLE signal = CreateEventW(NULL, FALSE, TRUE, NULL), ready = CreateEventW(NULL, FALSE, FALSE, NULL), wait, thread;

    if (!signal || !ready)
        return;
    thread = CreateThread(NULL, 256 * 1024, tell, ready, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    if (thread) {
        WaitForSingleObject(ready, 10000);
        CloseHandle(thread);
    }
    if (RegisterWaitForSingleObject(&wait, signal, on_wait_thread_ready, ready, INFINITE, WT_EXECUTEINWAITTHREAD))
        WaitForSingleObject(ready, 10000);
}

void fault_init(void)
{
    watch_slot = TlsAlloc();
    notice_slot = FlsAlloc(on_process_end);
    decided = CreateEventW(NULL, TRUE, FALSE, NULL);
    told = CreateEventW(NULL, TRUE, FALSE, NULL);
    start_threads();
    engine_set_fault_handler(on_fault);
    SetUnhandledExceptionFilter(on_unhandled);
}
