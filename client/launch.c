/* SPDX-License-Identifier: MIT */
/* Starts a surrogate's process: suspended, in a job, with one inherited handle. */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#include "core/base/death.h"
#include "core/base/home.h"

#define ATTEMPTS 5 /* to start the surrogate, when what is in the way may pass */
#define ATTEMPT_PAUSE_MS 100

/*
 * A 32-bit process sees SysWOW64 where it says System32; SysNative is its name for the real one.
 * https://learn.microsoft.com/windows/win32/winprog64/file-system-redirector
 */
static wchar_t *native_path(const wchar_t *path, DWORD bits)
{
    wchar_t *copy = NULL, system[MAX_PATH];
    BOOL wow64 = false;
    UINT length;

    if (bits == 64 && CROSSBIT_BITS == 32 && IsWow64Process(GetCurrentProcess(), &wow64) && wow64) {
        length = GetSystemDirectoryW(system, ARRAYSIZE(system));
        if (length && length < ARRAYSIZE(system) && !_wcsnicmp(path, system, length) && path[length] == L'\\') {
            copy = malloc((wcslen(path) + 10) * sizeof(wchar_t));
            if (copy) {
                *wcsrchr(system, L'\\') = 0;
                _swprintf(copy, L"%ls\\SysNative%ls", system, path + length);
            }
            return copy;
        }
    }
    return _wcsdup(path);
}

/*
 * Why a start fails that succeeds a moment later: an installer or a virus scanner still has the file open, or the new
 * process ended before it ran (ERROR_INTERNAL_ERROR: Wine 8, whose loader finds an address that it needs taken now and
 * then).
 */
static bool passes(DWORD error)
{
    return error == ERROR_SHARING_VIOLATION || error == ERROR_INTERNAL_ERROR;
}

static HRESULT process_create(const wchar_t *path, HANDLE writer, DWORD flags, PROCESS_INFORMATION *process)
{
    STARTUPINFOEXW startup = {.StartupInfo.cb = sizeof(startup)};
    SIZE_T size = 0;
    size_t length = wcslen(path) + 64;
    wchar_t *command = malloc(length * sizeof(wchar_t));
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;
    bool created = false, ready = false;
    int attempt;

    /*
     * Nothing but the pipe is inherited: the program's other inheritable handles are none of the surrogate's business.
     */
    InitializeProcThreadAttributeList(NULL, 1, 0, &size);
    startup.lpAttributeList = malloc(size);
    if (command && startup.lpAttributeList && InitializeProcThreadAttributeList(startup.lpAttributeList, 1, 0, &size)) {
        _snwprintf(command, length, L"\"%ls\" -Connect %llu", path, (unsigned long long)(ULONG_PTR)writer);
        ready = UpdateProcThreadAttribute(
            startup.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, &writer, sizeof(writer), NULL, NULL);
        error = GetLastError();
        for (attempt = 0; ready && !created && attempt < ATTEMPTS; attempt++) {
            if (attempt)
                Sleep(ATTEMPT_PAUSE_MS);
            created = CreateProcessW(path, command, NULL, NULL, TRUE,
                CREATE_SUSPENDED | CREATE_NO_WINDOW | EXTENDED_STARTUPINFO_PRESENT | flags, NULL, NULL,
                &startup.StartupInfo, process);
            error = GetLastError();
            ready = passes(error);
        }
        DeleteProcThreadAttributeList(startup.lpAttributeList);
    }
    free(startup.lpAttributeList);
    free(command);
    return created ? S_OK : HRESULT_FROM_WIN32(error);
}

static HANDLE job_create(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    HANDLE job = CreateJobObjectW(NULL, NULL);

    /* Processes that the DLL starts live on, as they would had this program started them. */
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE |
                                              JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK |
                                              JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
    if (job && !SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits))) {
        CloseHandle(job);
        job = NULL;
    }
    return job;
}

/*
 * Starts the process suspended and puts it into a job that ends it with this process. Windows 7 has no nested jobs:
 * when this process is in a job, the surrogate is born in it too, and can join ours only if it may break away. Where it
 * may not, there is no job; the surrogate ends by itself when this process ends.
 */
static HRESULT process_start(const wchar_t *path, HANDLE writer, bool alone, struct launch *launch, HANDLE *thread)
{
    PROCESS_INFORMATION process, second;
    HRESULT hr = E_FAIL;

    if (!alone) /* this process's job is none of the others' business */
        hr = process_create(path, writer, CREATE_BREAKAWAY_FROM_JOB, &process);
    if (FAILED(hr) && !passes(HRESULT_CODE(hr)))
        hr = process_create(path, writer, 0, &process);
    if (FAILED(hr))
        return hr;
    launch->job = alone ? job_create() : NULL;
    if (launch->job && !AssignProcessToJobObject(launch->job, process.hProcess)) {
        if (SUCCEEDED(process_create(path, writer, CREATE_BREAKAWAY_FROM_JOB, &second))) {
            TerminateProcess(process.hProcess, 1);
            CloseHandle(process.hThread);
            CloseHandle(process.hProcess);
            process = second;
        }
        if (!AssignProcessToJobObject(launch->job, process.hProcess)) {
            CloseHandle(launch->job);
            launch->job = NULL;
        }
    }
    launch->process = process.hProcess;
    launch->process_id = process.dwProcessId;
    *thread = process.hThread;
    return S_OK;
}

HRESULT launch_surrogate(
    DWORD bits, const wchar_t *path, DWORD timeout_ms, bool alone, struct launch *launch, BSTR *message)
{
    const wchar_t *file = bits == 32 ? L"crossbit32.exe" : L"crossbit64.exe";
    HANDLE writer = NULL, thread = NULL;
    wchar_t *native = NULL;
    HRESULT hr;
    BOOL wow64;

    memset(launch, 0, sizeof(*launch));
    if (bits == 64 && CROSSBIT_BITS == 32 && (!IsWow64Process(GetCurrentProcess(), &wow64) || !wow64))
        return message_set(message, CROSSBIT_E_START, L"this Windows is 32-bit: it cannot run 64-bit DLLs");
    if (path) {
        launch->path = _wcsdup(path);
        hr = launch->path ? S_OK : E_OUTOFMEMORY;
    } else {
        hr = home_find(file, bits, &launch->path, message);
        hr = hr == CROSSBIT_E_FILE_NOT_FOUND ? CROSSBIT_E_START : hr;
    }
    if (FAILED(hr))
        goto exit;
    native = native_path(launch->path, bits);
    hr = native ? pipe_create(&launch->pipe, &writer, message) : E_OUTOFMEMORY;
    if (FAILED(hr))
        goto exit;
    hr = process_start(native, writer, alone, launch, &thread);
    if (FAILED(hr)) {
        message_set_win32(message, HRESULT_CODE(hr), L"the surrogate %ls cannot be started", launch->path);
        hr = CROSSBIT_E_START;
        goto exit;
    }
    if (alone)
        end_add(launch);
    ResumeThread(thread);
    launch->timeout_ms = timeout_ms;
    launch->deadline = GetTickCount64() + timeout_ms;

exit:
    /* The surrogate has its own handle now. Ours must go, or the pipe would never break. */
    if (writer)
        CloseHandle(writer);
    if (thread)
        CloseHandle(thread);
    if (FAILED(hr))
        launch_cleanup(launch);
    free(native);
    return hr;
}

HRESULT launch_failed(struct launch *launch, HRESULT hr, BSTR *message)
{
    DWORD code = STILL_ACTIVE;
    const wchar_t *meaning;

    if (hr == CROSSBIT_E_TIMEOUT)
        message_set(message, hr, L"the surrogate %ls did not answer within %lu ms; a virus scanner may hold it",
            launch->path, launch->timeout_ms);
    else if (hr == CROSSBIT_E_PROTOCOL)
        message_set(
            message, hr, L"%ls is no surrogate of this version of Crossbit: its answer makes no sense", launch->path);
    /* A call that failed may have been the first to notice. */
    if (WaitForSingleObject(launch->process, hr == CROSSBIT_E_DIED ? 2000 : 0) == WAIT_OBJECT_0 &&
        GetExitCodeProcess(launch->process, &code)) {
        pipe_read_last_words(launch->pipe, message);
        meaning = death_meaning(code);
        message_set(message, hr, L"the surrogate %ls ended at once with exit code 0x%lx%ls%ls", launch->path, code,
            meaning ? L": " : L"", meaning ? meaning : L"");
    }
    message_set(message, hr, L"the surrogate %ls did not start (0x%08lx)", launch->path, hr);
    TerminateProcess(launch->process, 1);
    return CROSSBIT_E_START;
}

void launch_cleanup(struct launch *launch)
{
    if (launch->pipe)
        CloseHandle(launch->pipe);
    if (launch->process)
        CloseHandle(launch->process);
    if (launch->job)
        CloseHandle(launch->job);
    free(launch->path);
    memset(launch, 0, sizeof(*launch));
}
