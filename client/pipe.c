/* SPDX-License-Identifier: MIT */
/* The pipe between a client and the surrogate that it starts: core/base/start_pipe.h has what is said there. */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>

/* mingw-w64 10 names it for Windows 10 only; older systems ignore nothing of it. */
#ifndef PIPE_REJECT_REMOTE_CLIENTS
#define PIPE_REJECT_REMOTE_CLIENTS 8
#endif

/*
 * The pipe has a name, because anonymous pipes have no overlapped requests, which both ends need, but nobody can use
 * it: there is one instance, made by us or not at all, and its other end is ours at once.
 */
HRESULT pipe_create(HANDLE *ours, HANDLE *theirs, BSTR *message)
{
    SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), NULL, TRUE};
    wchar_t name[96], text[40];
    HANDLE first, second = INVALID_HANDLE_VALUE;
    GUID guid;
    DWORD error;

    *ours = *theirs = NULL;
    CoCreateGuid(&guid);
    StringFromGUID2(&guid, text, ARRAYSIZE(text));
    _snwprintf(name, ARRAYSIZE(name), L"\\\\.\\pipe\\crossbit-%lu-%ls", GetCurrentProcessId(), text);
    first = CreateNamedPipeW(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
        PIPE_TYPE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, 1, START_RECORD_MAX, START_RECORD_MAX, 0, NULL);
    if (first != INVALID_HANDLE_VALUE)
        second =
            CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, &inheritable, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    if (second == INVALID_HANDLE_VALUE) {
        error = GetLastError();
        if (first != INVALID_HANDLE_VALUE)
            CloseHandle(first);
        message_set_win32(message, error, L"the surrogate cannot be started: no pipe to it");
        return CROSSBIT_E_START;
    }
    *ours = first;
    *theirs = second;
    return S_OK;
}

/* Reads or writes exactly size bytes before the deadline (GetTickCount64) and while the process lives. */
static HRESULT transfer(HANDLE pipe, HANDLE process, ULONGLONG deadline, bool write, void *data, DWORD size)
{
    OVERLAPPED overlapped;
    HANDLE waits[2], event = CreateEventW(NULL, TRUE, FALSE, NULL);
    HRESULT hr = S_OK;
    DWORD done, outcome, total = 0;
    ULONGLONG now;
    bool started;

    if (!event)
        return E_OUTOFMEMORY;
    waits[0] = event;
    waits[1] = process;
    while (total < size && SUCCEEDED(hr)) {
        memset(&overlapped, 0, sizeof(overlapped));
        overlapped.hEvent = event;
        started = write ? WriteFile(pipe, (char *)data + total, size - total, NULL, &overlapped)
                        : ReadFile(pipe, (char *)data + total, size - total, NULL, &overlapped);
        if (!started && GetLastError() != ERROR_IO_PENDING) {
            hr = CROSSBIT_E_DIED;
            break;
        }
        now = GetTickCount64();
        outcome = WaitForMultipleObjects(2, waits, FALSE, now < deadline ? (DWORD)(deadline - now) : 0);
        if (outcome == WAIT_OBJECT_0 + 1) {
            /* What a process wrote before it ended is still there. */
            outcome = WaitForSingleObject(event, 50);
            hr = outcome == WAIT_OBJECT_0 ? S_OK : CROSSBIT_E_DIED;
        } else if (outcome == WAIT_TIMEOUT) {
            hr = CROSSBIT_E_TIMEOUT;
        }
        if (FAILED(hr))
            CancelIo(pipe);
        /* Also after a cancel: the system must be done with data and overlapped before they go. */
        if (GetOverlappedResult(pipe, &overlapped, &done, TRUE) && done)
            total += done;
        else if (SUCCEEDED(hr))
            hr = CROSSBIT_E_DIED;
    }
    CloseHandle(event);
    return total == size ? S_OK : hr;
}

HRESULT pipe_read(HANDLE pipe, HANDLE process, ULONGLONG deadline, struct start_record *record, void **data)
{
    HRESULT hr;

    *data = NULL;
    hr = transfer(pipe, process, deadline, false, record, sizeof(*record));
    if (FAILED(hr))
        return hr;
    if (record->magic != START_MAGIC || record->size > START_RECORD_MAX ||
        (record->kind == START_ERROR && record->size < sizeof(HRESULT)))
        return CROSSBIT_E_PROTOCOL;
    *data = calloc(1, record->size + sizeof(wchar_t));
    if (!*data)
        return E_OUTOFMEMORY;
    hr = transfer(pipe, process, deadline, false, *data, record->size);
    if (FAILED(hr)) {
        free(*data);
        *data = NULL;
    }
    return hr;
}

HRESULT pipe_write(HANDLE pipe, HANDLE process, ULONGLONG deadline, enum start_kind kind, const void *data, DWORD size)
{
    struct start_record record = {START_MAGIC, kind, size};
    uint8_t bytes[sizeof(record) + sizeof(CrossbitChannelOffer)];

    if (size > sizeof(bytes) - sizeof(record))
        return E_INVALIDARG;
    memcpy(bytes, &record, sizeof(record));
    memcpy(bytes + sizeof(record), data, size);
    return transfer(pipe, process, deadline, true, bytes, (DWORD)sizeof(record) + size);
}

HRESULT pipe_error(const void *data, BSTR *text)
{
    HRESULT hr;

    memcpy(&hr, data, sizeof(hr));
    *text = SysAllocString((const wchar_t *)((const char *)data + sizeof(hr)));
    return FAILED(hr) ? hr : CROSSBIT_E_DIED;
}

HRESULT pipe_read_last_words(HANDLE pipe, BSTR *message)
{
    struct start_record record;
    HRESULT hr = S_FALSE;
    BSTR text;
    void *data;

    if (pipe && SUCCEEDED(pipe_read(pipe, GetCurrentProcess(), GetTickCount64() + 100, &record, &data))) {
        if (record.kind == START_ERROR) {
            hr = pipe_error(data, &text);
            message_set(message, hr, L"%ls", text ? text : L"");
            SysFreeString(text);
        }
        free(data);
    }
    return hr;
}
