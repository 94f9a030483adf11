/* SPDX-License-Identifier: MIT */
/* Connects to the client at the pipe, and tells it why this process ends. */
#include "connect.h"

#include <stdint.h>
#include <objbase.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/base/proxies.h"
#include "core/base/start_pipe.h"
#include "crossbit/error.h"
#include "crossbit_com.h"
#include "crossbitps.h"
#include "host.h"
#include "surrogate/process/exit_codes.h"
#include "surrogate/process/fault.h"
#include "surrogate/process/security.h"

#define LAST_WORDS_MS 1000
#define START_MS 10000 /* for a thread of ours to begin */

typedef HRESULT __cdecl get_ticket(void *ticket, ULONG *size);

/*
 * Kept open for the last words. Once the client has its object nobody else writes, so that a crashing thread needs no
 * lock.
 */
static HANDLE pipe_kept;
static HANDLE last_words_event;

/*
 * Reads or writes all of it, however long the client takes; its end breaks the pipe. The pipe is overlapped, because
 * Windows makes every request on any other wait for the one before it: last words would wait while the main thread
 * reads.
 */
static HRESULT transfer(HANDLE pipe, bool write, void *data, DWORD size)
{
    OVERLAPPED overlapped = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    DWORD done = 0, total;
    bool completed = true;

    if (!overlapped.hEvent)
        return E_OUTOFMEMORY;
    for (total = 0; completed && total < size; total += done) {
        completed = write ? WriteFile(pipe, (char *)data + total, size - total, NULL, &overlapped)
                          : ReadFile(pipe, (char *)data + total, size - total, NULL, &overlapped);
        if (completed || GetLastError() == ERROR_IO_PENDING)
            completed = GetOverlappedResult(pipe, &overlapped, &done, TRUE) && done;
    }
    CloseHandle(overlapped.hEvent);
    return completed ? S_OK : HRESULT_FROM_WIN32(ERROR_BROKEN_PIPE);
}

/* One write for header and body: the pipe's buffer takes it whole, or the reader has gone. */
static HRESULT write_record(HANDLE pipe, uint32_t kind, const void *data, uint32_t size)
{
    struct start_record record = {START_MAGIC, kind, size};
    uint8_t *bytes = malloc(sizeof(record) + size);
    HRESULT hr;

    if (!bytes)
        return E_OUTOFMEMORY;
    memcpy(bytes, &record, sizeof(record));
    memcpy(bytes + sizeof(record), data, size);
    hr = transfer(pipe, true, bytes, (DWORD)(sizeof(record) + size));
    free(bytes);
    return hr;
}

/* What waits for the client's word that it ends. */
struct listener {
    HANDLE pipe, ready, connected;
};

/*
 * The client's process ends in order, and so does this one: the DLLs get their detach, and run what they gave to
 * atexit. As in the client's own end, threads that are in a call end where they are. The client waits, and ends what
 * takes too long. A pipe that breaks says nothing: then the client was killed, and this process's job has ended it
 * already, or its watch does.
 */
static DWORD WINAPI listen(void *context)
{
    struct listener *listener = context;
    HANDLE pipe = listener->pipe, connected = listener->connected;
    struct start_record record;

    SetEvent(listener->ready);
    WaitForSingleObject(connected, INFINITE); /* until then the handshake reads */
    if (FAILED(transfer(pipe, false, &record, sizeof(record))) || record.magic != START_MAGIC ||
        record.kind != START_END)
        return 0;
    fault_expect_end();
    ExitProcess(SURROGATE_EXIT_OK);
}

/*
 * Before any DLL is loaded: a thread cannot begin while a DllMain hangs. *connected lets it read; NULL: there is no
 * listener.
 */
static void listen_start(HANDLE pipe, HANDLE *connected)
{
    static struct listener listener;
    HANDLE thread = NULL;

    listener.pipe = pipe;
    listener.ready = CreateEventW(NULL, TRUE, FALSE, NULL);
    listener.connected = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (listener.ready && listener.connected)
        thread = CreateThread(NULL, 256 * 1024, listen, &listener, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    if (thread) {
        WaitForSingleObject(listener.ready, START_MS);
        CloseHandle(thread);
    }
    *connected = thread ? listener.connected : NULL;
}

/* What the client asks for; only a CONNECT has a body. */
static HRESULT read_request(HANDLE pipe, uint32_t *kind, CrossbitChannelOffer *offer)
{
    struct start_record record;
    HRESULT hr = transfer(pipe, false, &record, sizeof(record));

    if (FAILED(hr))
        return hr;
    *kind = record.kind;
    if (record.magic != START_MAGIC || record.size != (record.kind == START_CONNECT ? sizeof(*offer) : 0))
        return CROSSBIT_E_PROTOCOL;
    return record.size ? transfer(pipe, false, offer, sizeof(*offer)) : S_OK;
}

/* *given: the client has a reference to the host. */
static HRESULT answer_offer(HANDLE pipe, IUnknown *host, const CrossbitChannelOffer *offer, bool *given)
{
    struct start_answer reply = {.connected = E_NOINTERFACE, .attached = E_FAIL};
    ICrossbitChannelPeer *peer;

    if (SUCCEEDED(IUnknown_QueryInterface(host, &IID_ICrossbitChannelPeer, (void **)&peer))) {
        reply.connected = ICrossbitChannelPeer_Connect(peer, offer, &reply.answer);
        if (reply.connected == S_OK)
            reply.attached = ICrossbitChannelPeer_Attach(peer, &offer->instance, &reply.export_id);
        ICrossbitChannelPeer_Release(peer);
    }
    *given = reply.connected == S_OK && reply.attached == S_OK;
    return write_record(pipe, START_ANSWER, &reply, sizeof(reply));
}

/* S_OK: the client has the host, over the channel. S_FALSE: it needs a reference for COM's standard channel. */
static HRESULT offer_channel(HANDLE pipe, IUnknown *host)
{
    get_ticket *get = (get_ticket *)(void *)proxies_function("CrossbitGetTicket", NULL);
    CrossbitChannelOffer offer;
    uint8_t ticket[CROSSBIT_TICKET_MAX];
    ULONG size = sizeof(ticket);
    bool given = false;
    uint32_t kind;
    HRESULT hr;

    if (!get || FAILED(get(ticket, &size)))
        return S_FALSE;
    hr = write_record(pipe, START_TICKET, ticket, size);
    while (SUCCEEDED(hr) && SUCCEEDED(hr = read_request(pipe, &kind, &offer))) {
        if (kind == START_DONE && given)
            return S_OK;
        if (kind == START_MARSHAL)
            return S_FALSE;
        hr = kind == START_CONNECT ? answer_offer(pipe, host, &offer, &given) : CROSSBIT_E_PROTOCOL;
    }
    return hr;
}

static HRESULT write_reference(HANDLE pipe, IUnknown *host)
{
    IStream *stream = NULL;
    HGLOBAL memory;
    STATSTG state;
    HRESULT hr = CreateStreamOnHGlobal(NULL, TRUE, &stream);

    if (SUCCEEDED(hr))
        hr = security_init();
    if (SUCCEEDED(hr))
        hr = CoMarshalInterface(stream, &IID_ICrossbitSurrogate, host, MSHCTX_LOCAL, NULL, MSHLFLAGS_NORMAL);
    if (SUCCEEDED(hr))
        hr = IStream_Stat(stream, &state, STATFLAG_NONAME);
    if (SUCCEEDED(hr))
        hr = GetHGlobalFromStream(stream, &memory);
    if (SUCCEEDED(hr)) {
        hr = write_record(pipe, START_REFERENCE, GlobalLock(memory), (uint32_t)state.cbSize.QuadPart);
        GlobalUnlock(memory);
    }
    if (stream)
        IStream_Release(stream);
    return hr;
}

HRESULT connect_run(HANDLE pipe)
{
    IUnknown *host = NULL;
    HANDLE connected;
    HRESULT hr;

    /* Processes that a DLL starts must not hold the client's pipe. */
    SetHandleInformation(pipe, HANDLE_FLAG_INHERIT, 0);
    hr = host_create(&host);
    if (FAILED(hr))
        return hr;
    /* First: as soon as the client has the host, a call of its may be the end of this process. */
    last_words_event = CreateEventW(NULL, TRUE, FALSE, NULL);
    pipe_kept = last_words_event ? pipe : NULL;
    listen_start(pipe, &connected);
    hr = offer_channel(pipe, host);
    if (hr == S_FALSE)
        hr = write_reference(pipe, host);
    if (FAILED(hr))
        pipe_kept = NULL; /* the caller tells */
    else if (connected)
        SetEvent(connected);
    IUnknown_Release(host);
    return hr;
}

void connect_fail(HANDLE pipe, HRESULT hr, const wchar_t *text)
{
    uint8_t bytes[2048];
    size_t length = wcslen(text) * sizeof(wchar_t);

    if (length > sizeof(bytes) - sizeof(hr))
        length = sizeof(bytes) - sizeof(hr);
    memcpy(bytes, &hr, sizeof(hr));
    memcpy(bytes + sizeof(hr), text, length);
    write_record(pipe, START_ERROR, bytes, (uint32_t)(sizeof(hr) + length));
}

void connect_last_words(HRESULT hr, const wchar_t *text)
{
    /* No heap: it may be what is broken, or locked by a thread that is gone. */
    static uint8_t bytes[2048];
    static OVERLAPPED overlapped;
    struct start_record record = {START_MAGIC, START_ERROR, 0};
    size_t length = wcslen(text) * sizeof(wchar_t);
    HANDLE pipe = InterlockedExchangePointer(&pipe_kept, NULL);

    if (!pipe)
        return;
    if (length > sizeof(bytes) - sizeof(record) - sizeof(hr))
        length = sizeof(bytes) - sizeof(record) - sizeof(hr);
    record.size = (uint32_t)(sizeof(hr) + length);
    memcpy(bytes, &record, sizeof(record));
    memcpy(bytes + sizeof(record), &hr, sizeof(hr));
    memcpy(bytes + sizeof(record) + sizeof(hr), text, length);
    overlapped.hEvent = last_words_event;
    /* The pipe's buffer takes them at once, or nobody reads. */
    if (!WriteFile(pipe, bytes, (DWORD)(sizeof(record) + record.size), NULL, &overlapped) &&
        GetLastError() == ERROR_IO_PENDING)
        WaitForSingleObject(last_words_event, LAST_WORDS_MS);
}
