/* SPDX-License-Identifier: MIT */
/* The end by a fault of the DLL: last words, log, minidump, exit code. */
#include "fault.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "core/base/death.h"
#include "core/base/log.h"
#include "core/base/proxies.h"
#include "core/declare/c_type.h"
#include "core/engine/engine.h"
#include "crossbit/error.h"
#include "crossbitps.h"
#include "dump.h"
#include "exit_codes.h"

#define OVERFLOW_RESERVE 0x8000 /* bytes of stack that Windows keeps for the handling of a stack overflow */

typedef DWORD __cdecl run_guarded(void (*function)(void *context), void *context);
typedef void __cdecl last_words(HRESULT code, const wchar_t *text);
typedef void __cdecl set_hooks(const struct crossbit_fault_hooks *hooks);

#define TOLD_MS 30000 /* for the telling: last words, log, and the dump, which no client waits for */
#define TOLD_AND_ENDED_MS 31000

static BOOLEAN(WINAPI *in_shutdown)(void); /* (RO) RtlDllShutdownInProgress; NULL: not there */
static LONG ending;                        /* (interlocked) the end is decided: nothing more to tell */
static LONG begun; /* (interlocked) the end is being told, and the process ends when that is done */

bool fault_is_ending(void)
{
    return begun;
}

void fault_let_tell(void)
{
    if (begun)
        Sleep(TOLD_AND_ENDED_MS);
}

void fault_expect_end(void)
{
    InterlockedExchange(&ending, 1);
}

/* What is handed to the thread that tells of the end. Exception NULL: thread_id has ended with exit_code. */
static struct {
    const char *function; /* that thread_id was in */
    EXCEPTION_POINTERS *exception;
    DWORD thread_id, exit_code;
} end;
static HANDLE decided, told;                            /* (RO) events */
static run_guarded *run_in_frame;                       /* (RO) likewise */
static void (*teller)(HRESULT hr, const wchar_t *text); /* (RO) to those who do not call over the channel */
static last_words *say_on_channel;                      /* (RO) crossbitps.dll's; NULL: no channel */

/* The image that address lies in; NULL: none. */
static HMODULE module_of(const void *address)
{
    MEMORY_BASIC_INFORMATION memory;

    /* Not GetModuleHandleEx: it takes a small address, such as that of a call through NULL, for the program's own. */
    if (!VirtualQuery(address, &memory, sizeof(memory)) || memory.State != MEM_COMMIT || memory.Type != MEM_IMAGE)
        return NULL;
    return memory.AllocationBase;
}

/* "zlib1.dll+0x1234", or the bare address. Returns whether it is one of Windows' own. */
static bool describe_address(const void *address, wchar_t *text, size_t size)
{
    wchar_t path[MAX_PATH], system[MAX_PATH], *name;
    HMODULE module = module_of(address);
    UINT length = GetSystemDirectoryW(system, ARRAYSIZE(system));
    bool of_windows = !module;

    if (module && GetModuleFileNameW(module, path, ARRAYSIZE(path))) {
        path[ARRAYSIZE(path) - 1] = 0;
        name = wcsrchr(path, L'\\');
        of_windows = length && length < ARRAYSIZE(system) && !_wcsnicmp(path, system, length) && path[length] == L'\\';
        _snwprintf(text, size, L"%ls+0x%llx", name ? name + 1 : path,
            (unsigned long long)((uintptr_t)address - (uintptr_t)module));
    } else {
        _snwprintf(text, size, L"0x%llx", (unsigned long long)(uintptr_t)address);
    }
    text[size - 1] = 0;
    return of_windows;
}

static bool read_word(uintptr_t address, uintptr_t *word)
{
    SIZE_T read;

    return ReadProcessMemory(GetCurrentProcess(), (void *)address, word, sizeof(*word), &read) && read == sizeof(*word);
}

/*
 * The innermost caller that is not Windows' own, for an exception that happened in no module, or was raised through
 * Windows. False:
 * not found.
 */
static bool find_caller(const CONTEXT *crashed, wchar_t *text, size_t size)
{
    int depth;
#ifdef _WIN64
    static CONTEXT context;
    RUNTIME_FUNCTION *function;
    ULONG64 base, frame;
    void *data;

    context = *crashed;
    for (depth = 0; depth < 16; depth++) {
        function = RtlLookupFunctionEntry(context.Rip, &base, NULL);
        if (function)
            RtlVirtualUnwind(UNW_FLAG_NHANDLER, base, context.Rip, function, &context, &data, &frame, NULL);
        else if (read_word(context.Rsp, &context.Rip)) /* a leaf, or no function at all: a call has just been made */
            context.Rsp += sizeof(context.Rip);
        else
            return false;
        if (module_of((void *)context.Rip) && !describe_address((void *)context.Rip, text, size))
            return true;
    }
#else
    uintptr_t frame = crashed->Ebp, address, next;

    if (!module_of((void *)crashed->Eip) && read_word(crashed->Esp, &address) && module_of((void *)address) &&
        !describe_address((void *)address, text, size))
        return true;
    for (depth = 0; depth < 16 && read_word(frame + sizeof(frame), &address) && read_word(frame, &next); depth++) {
        if (module_of((void *)address) && !describe_address((void *)address, text, size))
            return true;
        if (next <= frame)
            return false;
        frame = next;
    }
#endif
    return false;
}

static void describe_crash(const EXCEPTION_POINTERS *exception, wchar_t *text, size_t size)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;
    const wchar_t *name = death_meaning(record->ExceptionCode);
    wchar_t place[320], caller[320], access[96] = L"";
    bool called = describe_address(record->ExceptionAddress, place, ARRAYSIZE(place)) &&
                  find_caller(exception->ContextRecord, caller, ARRAYSIZE(caller));

    if (record->ExceptionCode == EXCEPTION_ACCESS_VIOLATION && record->NumberParameters >= 2)
        _snwprintf(access, ARRAYSIZE(access), L", %ls address 0x%llx",
            record->ExceptionInformation[0] == 0   ? L"reading"
            : record->ExceptionInformation[0] == 1 ? L"writing"
                                                   : L"running",
            (unsigned long long)record->ExceptionInformation[1]);
    _snwprintf(text, size, L"the DLL crashed in %hs: %ls (0x%08lx) at %ls%ls%ls%ls", end.function,
        name ? name : L"exception", record->ExceptionCode, place, called ? L", called from " : L"",
        called ? caller : L"", access);
    text[size - 1] = 0;
}

/* To all clients, by whatever way each has; then to the log. */
static void say(HRESULT hr, const wchar_t *text)
{
    if (say_on_channel)
        say_on_channel(hr, text);
    if (teller)
        teller(hr, text);
    crossbit_log_line(L"%ls", text);
}

/*
 * Waits for the end from the start: a crashed thread may have no stack left, and a process that is broken may not be
 * able to start another. The last words go out first, because the rest may fail.
 */
static DWORD WINAPI tell(void *ready)
{
    static wchar_t text[700], path[MAX_PATH + 64];

    SetEvent(ready);
    WaitForSingleObject(decided, INFINITE);
    if (end.exception)
        describe_crash(end.exception, text, ARRAYSIZE(text));
    else
        _snwprintf(text, ARRAYSIZE(text) - 1,
            L"the DLL ended the surrogate's thread in %hs (exit code 0x%lx): it called ExitThread "
            L"or TerminateThread, or overflowed the stack so far that nothing could be reported",
            end.function, end.exit_code);
    say(end.exception ? CROSSBIT_E_DLL_FAULT : CROSSBIT_E_DIED, text);
    if (end.exception && dump_write(end.exception, end.thread_id, path, ARRAYSIZE(path)))
        crossbit_log_line(L"dump: %ls", path);
    SetEvent(told);
    return 0;
}

/* The end: whatever the DLL broke is in this process alone. Uses next to no stack. */
static void end_by(const char *function, EXCEPTION_POINTERS *exception, DWORD thread_id, DWORD exit_code)
{
    if (!InterlockedExchange(&begun, 1)) {
        InterlockedExchange(&ending, 1);
        end.function = function;
        end.exception = exception;
        end.thread_id = thread_id;
        end.exit_code = exit_code;
        SetEvent(decided);
        if (WaitForSingleObject(told, TOLD_MS) != WAIT_OBJECT_0)
            dump_abandon();
    } else {
        Sleep(TOLD_AND_ENDED_MS); /* a second thread crashed meanwhile, or the telling did */
    }
    TerminateProcess(
        GetCurrentProcess(), exception ? exception->ExceptionRecord->ExceptionCode : SURROGATE_EXIT_THREAD);
}

/*
 * A thread that the DLL has been called on, watched as long as it lives: when it ends inside the DLL, its client would
 * wait forever. ExitThread and TerminateThread do that, and Wine 8, which ends a 64-bit thread without a word when its
 * stack has no room left to report the overflow.
 */
struct watch {
    const char *function; /* that the thread is in, the innermost; NULL: none. The thread's own until it has ended. */
    DWORD thread_id;      /* (RO) */
    HANDLE thread, wait;  /* (RO) */
};
static DWORD watch_slot = TLS_OUT_OF_INDEXES;  /* (RO) TLS: the thread's struct watch */
static DWORD notice_slot = FLS_OUT_OF_INDEXES; /* (RO) FLS: not NULL where on_process_end is to look */

static const char *current_function(void)
{
    struct watch *watch = TlsGetValue(watch_slot);

    return watch && watch->function ? watch->function : "a thread of its own";
}

static void __cdecl on_crash(EXCEPTION_POINTERS *exception)
{
    end_by(current_function(), exception, GetCurrentThreadId(), 0);
}

/* The engine's; the thread has entered the function. */
static LONG on_fault(const struct cfunction *function, EXCEPTION_POINTERS *exception)
{
    end_by(function->name, exception, GetCurrentThreadId(), 0);
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG WINAPI on_unhandled(EXCEPTION_POINTERS *exception)
{
    on_crash(exception);
    return EXCEPTION_CONTINUE_SEARCH;
}

/*
 * In the pool's wait thread itself: another thread may be impossible to start, when the one that ended held the
 * loader's lock.
 */
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
    ULONG reserve = OVERFLOW_RESERVE;

    if (!watch)
        return NULL;
    SetThreadStackGuarantee(&reserve);
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
 *
 * Windows may hold the lock of fiber-local storage meanwhile (Wine does), and a thread with the loader's lock may wait
 * for it, such as a C runtime in DllMain. So nothing here may ask the loader, unless the process ends.
 */
static void WINAPI on_process_end(void *context)
{
    static wchar_t text[300];
    struct watch *watch = TlsGetValue(watch_slot);

    (void)context;
    /* Else a thread or a fiber ends. */
    if (!watch || !watch->function || (in_shutdown && !in_shutdown()) || InterlockedExchange(&ending, 1))
        return;
    _snwprintf(text, ARRAYSIZE(text) - 1,
        L"the DLL ended the surrogate process (it called ExitProcess, exit or abort) in %hs", watch->function);
    say(CROSSBIT_E_DIED, text);
}

const char *__cdecl fault_enter(const char *function)
{
    struct watch *watch = TlsGetValue(watch_slot);
    const char *outer;

    if (!watch && !(watch = watch_create()))
        return NULL; /* without memory, without watch */
    if (!FlsGetValue(notice_slot))
        FlsSetValue(notice_slot, watch);
    outer = watch->function;
    watch->function = function;
    return outer;
}

void __cdecl fault_leave(const char *outer)
{
    struct watch *watch = TlsGetValue(watch_slot);

    if (watch)
        watch->function = outer;
}

void fault_run(void (*function)(void *context), void *context)
{
    if (run_in_frame)
        run_in_frame(function, context);
    else
        function(context);
}

static void CALLBACK on_wait_thread_ready(void *ready, BOOLEAN timed_out)
{
    (void)timed_out;
    SetEvent(ready);
}

/*
 * The thread that tells and the pool's wait thread have to run before any DLL does: a thread that ends in DllMain keeps
 * the loader's lock, and a thread that starts needs it. The wait stays, because the pool ends a wait thread that has
 * nothing to wait for. The events stay too.
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

void fault_set_teller(void (*tell)(HRESULT hr, const wchar_t *text))
{
    teller = tell;
}

void fault_init(void)
{
    watch_slot = TlsAlloc();
    in_shutdown =
        (BOOLEAN(WINAPI *)(void))(void *)GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlDllShutdownInProgress");
    notice_slot = FlsAlloc(on_process_end);
    decided = CreateEventW(NULL, TRUE, FALSE, NULL);
    told = CreateEventW(NULL, TRUE, FALSE, NULL);
    start_threads();
    engine_set_fault_handler(on_fault);
    SetUnhandledExceptionFilter(on_unhandled);
}

void fault_init_channel(void)
{
    static const struct crossbit_fault_hooks hooks = {fault_enter, fault_leave, on_crash};
    set_hooks *set = (set_hooks *)(void *)proxies_function("CrossbitSetFaultHooks", NULL);

    run_in_frame = (run_guarded *)(void *)proxies_function("CrossbitRunGuarded", NULL);
    say_on_channel = (last_words *)(void *)proxies_function("CrossbitLastWords", NULL);
    if (set)
        set(&hooks);
}
