/* SPDX-License-Identifier: MIT */
/* The end of the program: the surrogates that it started end in order, as far as a limit allows. */
#include "client.h"

#include <stdlib.h>

#define END_LIMIT_MS 5000
#define WRITE_MS 100 /* an empty pipe takes a record at once */

/*
 * A surrogate that this process started and that ends with it; also one that nobody here uses any more, which stays for
 * its idle grace, or longer when somebody holds an object of crossbit_create_object. Its job is closed when it has
 * ended: that ends the surrogate, too.
 */
struct ending {
    struct ending *next;
    HANDLE process, pipe, job, written;
    OVERLAPPED write;
};

static SRWLOCK lock = SRWLOCK_INIT;
/* (CS lock) entries are whole before they are linked: at the end there is no lock */
static struct ending *endings;
static LONG limit = END_LIMIT_MS;          /* (interlocked) ms */
static LONG asked, ended;                  /* (interlocked) */
static bool in_program;                    /* (RO) this code is linked into the program itself: the static library */
static BOOLEAN(WINAPI *in_shutdown)(void); /* (RO) */

static void ending_free(struct ending *ending)
{
    if (ending->written)
        CloseHandle(ending->written);
    if (ending->pipe)
        CloseHandle(ending->pipe);
    if (ending->process)
        CloseHandle(ending->process);
    if (ending->job)
        CloseHandle(ending->job);
    free(ending);
}

/* Now, because what is asked here has locks, which a thread may hold that the end of the process takes away. */
static void prepare(void)
{
    HMODULE module = NULL;
    wchar_t text[16];
    DWORD length;

    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
        (const wchar_t *)(void *)prepare, &module);
    in_program = module == GetModuleHandleW(NULL);
    in_shutdown =
        (BOOLEAN(WINAPI *)(void))(void *)GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlDllShutdownInProgress");
    if (InterlockedExchange(&asked, 1))
        return;
    length = GetEnvironmentVariableW(L"CROSSBIT_END_LIMIT", text, ARRAYSIZE(text));
    if (length && length < ARRAYSIZE(text) && text[0] >= L'0' && text[0] <= L'9')
        InterlockedExchange(&limit, (LONG)min(wcstoul(text, NULL, 10), 0x7fffffffu));
}

static HANDLE duplicate(HANDLE handle)
{
    HANDLE copy = NULL;

    DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), &copy, 0, FALSE, DUPLICATE_SAME_ACCESS);
    return copy;
}

void end_add(struct launch *launch)
{
    struct ending *ending = calloc(1, sizeof(*ending));

    prepare();
    end_forget();
    if (!ending)
        return;
    ending->process = duplicate(launch->process);
    ending->pipe = duplicate(launch->pipe);
    ending->written = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (!ending->process || !ending->pipe || !ending->written) {
        ending_free(ending);
        return;
    }
    ending->job = launch->job;
    launch->job = NULL;
    AcquireSRWLockExclusive(&lock);
    ending->next = endings;
    endings = ending;
    ReleaseSRWLockExclusive(&lock);
}

void end_forget(void)
{
    struct ending **link, *ending;

    AcquireSRWLockExclusive(&lock);
    for (link = &endings; (ending = *link);) {
        if (WaitForSingleObject(ending->process, 0) == WAIT_TIMEOUT) {
            link = &ending->next;
            continue;
        }
        *link = ending->next;
        ending_free(ending);
    }
    ReleaseSRWLockExclusive(&lock);
}

/* FALSE: it has ended, or nobody reads. */
static bool say_end(struct ending *ending)
{
    static const struct start_record record = {START_MAGIC, START_END, 0};

    if (WaitForSingleObject(ending->process, 0) != WAIT_TIMEOUT)
        return false;
    ending->write.hEvent = ending->written;
    if (WriteFile(ending->pipe, &record, sizeof(record), NULL, &ending->write))
        return true;
    return GetLastError() == ERROR_IO_PENDING && WaitForSingleObject(ending->written, WRITE_MS) == WAIT_OBJECT_0;
}

/*
 * Nothing here takes a lock, memory or COM: where Windows tells of the end, the other threads are gone, with the locks
 * that they held. In the static library it is the C runtime that tells, while they still run: then the lock is theirs,
 * too.
 */
void end_process(void)
{
    bool locked;
    ULONGLONG last, now;
    struct ending *ending;

    if (InterlockedExchange(&ended, 1) || !limit)
        return;
    locked = TryAcquireSRWLockExclusive(&lock);
    last = GetTickCount64() + (ULONGLONG)limit;
    for (ending = endings; ending; ending = ending->next)
        if (!say_end(ending))
            TerminateProcess(ending->process, 1);
    for (ending = endings; ending; ending = ending->next) {
        now = GetTickCount64();
        if (WaitForSingleObject(ending->process, now < last ? (DWORD)(last - now) : 0) == WAIT_TIMEOUT)
            TerminateProcess(ending->process, 1);
    }
    if (locked)
        ReleaseSRWLockExclusive(&lock);
}

/*
 * How the static library hears of it: crossbit.dll has its DllMain. Windows tells callbacks of thread-local storage;
 * their last parameter is always NULL.
 */
static void NTAPI on_notice(void *module, DWORD reason, void *unused)
{
    (void)module, (void)unused;
    if (reason == DLL_PROCESS_DETACH && (in_program || (in_shutdown && in_shutdown())))
        end_process();
}

/* The linker collects these sections in the order of their names; the loader calls what is between XLA and XLZ. */
__attribute__((section(".CRT$XLY"), used)) static const PIMAGE_TLS_CALLBACK notice = on_notice;

/*
 * Wine 8 tells no program's callbacks; the C runtime does, when main returns or exit is called: after all functions
 * that the program gave to atexit in main.
 */
__attribute__((destructor)) static void on_exit_of_program(void)
{
    if (in_program)
        end_process();
}

HRESULT crossbit_set_end_limit(DWORD milliseconds)
{
    InterlockedExchange(&asked, 1);
    InterlockedExchange(&limit, (LONG)min(milliseconds, 0x7fffffffu));
    return thread_finish(S_OK, NULL);
}
