/* SPDX-License-Identifier: MIT */
/* Connections: the process's surrogates, which of them a connection uses, and what is left of one that has ended. */
#include "client.h"

#include <stdlib.h>
#include <wchar.h>

#include "core/base/death.h"
#include "core/base/proxies.h"
#include "core/base/user.h"

#define START_TIMEOUT_MS 30000
/* How long a process that left no last words may take to end after its connection broke. */
#define DEATH_MS 2000

/* A process that is being ended is gone in a moment; the bound is for one that the system cannot end. */
#define TERMINATE_MS 5000

typedef HRESULT __cdecl get_peer_end(IUnknown *proxy, struct crossbit_peer_end *end);

static SRWLOCK defaults_lock = SRWLOCK_INIT;    /* held during a start: a second thread waits for the same surrogate */
static struct crossbit_connection *defaults[2]; /* (CS defaults_lock) 32, 64 */

static wchar_t *current_directory(void)
{
    DWORD length = GetCurrentDirectoryW(0, NULL), got;
    wchar_t *directory;

    for (;;) {
        directory = malloc((length + 1) * sizeof(wchar_t));
        if (!directory)
            return NULL;
        got = GetCurrentDirectoryW(length + 1, directory);
        if (got <= length)
            return directory;
        free(directory); /* another thread changed it */
        length = got;
    }
}

/* Windows' environment block with its length, without the closing zero. */
static BSTR environment_block(void)
{
    wchar_t *block = GetEnvironmentStringsW();
    const wchar_t *end = block;
    BSTR copy;

    if (!block)
        return NULL;
    while (*end)
        end += wcslen(end) + 1;
    copy = SysAllocStringLen(block, (UINT)(end - block));
    FreeEnvironmentStringsW(block);
    return copy;
}

static void CALLBACK on_death(void *context, BOOLEAN timed_out)
{
    struct crossbit_connection *connection = context;

    (void)timed_out;
    InterlockedExchange(&connection->dead, 1);
}

bool connection_is_dead(const struct crossbit_connection *connection)
{
    return *(volatile const LONG *)&connection->dead != 0;
}

void connection_add_reference(struct crossbit_connection *connection)
{
    InterlockedIncrement(&connection->references);
}

void connection_release(struct crossbit_connection *connection)
{
    if (!connection || InterlockedDecrement(&connection->references))
        return;
    if (connection->surrogate)
        ICrossbitSurrogate_Release(connection->surrogate);
    if (connection->death_wait)
        UnregisterWaitEx(connection->death_wait, INVALID_HANDLE_VALUE);
    launch_cleanup(&connection->launch);
    end_forget();
    free(connection->directory);
    SysFreeString(connection->end_message);
    free(connection);
}

HRESULT connection_status(CrossbitStatus *status, BSTR *message)
{
    if (FAILED(status->code) && message && !*message) {
        *message = status->message;
        status->message = NULL;
    }
    SysFreeString(status->message);
    status->message = NULL;
    return status->code;
}

/* Fills end by what the channel knows; S_OK: the surrogate has ended, or has said so. Without a channel S_FALSE. */
static HRESULT peer_end(const struct crossbit_connection *connection, struct crossbit_peer_end *end)
{
    static get_peer_end *get; /* the same whoever finds it */
    HRESULT hr;

    memset(end, 0, sizeof(*end));
    if (!get)
        get = (get_peer_end *)(void *)proxies_function("CrossbitGetPeerEnd", NULL);
    if (!get || !connection->surrogate)
        return S_FALSE;
    hr = get((IUnknown *)connection->surrogate, end);
    return hr == S_OK ? S_OK : S_FALSE;
}

/* Without its last words: what its exit code tells. */
static HRESULT end_by_code(const struct crossbit_connection *connection, const wchar_t *what, BSTR *text)
{
    const wchar_t *meaning;
    DWORD code = 0;

    GetExitCodeProcess(connection->launch.process, &code);
    meaning = death_meaning(code);
    if (death_is_by_exception(code))
        return message_set(text, CROSSBIT_E_DLL_FAULT,
            L"%ls ended the surrogate (process %lu) with exception 0x%08lx%ls%ls", what, connection->launch.process_id,
            code, meaning ? L": " : L"", meaning ? meaning : L"");
    return message_set(text, CROSSBIT_E_DIED, L"the surrogate (process %lu) ended with exit code %lu, noticed in %ls",
        connection->launch.process_id, code, what);
}

/* The process has ended, or is about to and has said so. Finds out why, once, for all who ask. */
HRESULT connection_gone(struct crossbit_connection *connection, const wchar_t *what, BSTR *message)
{
    struct crossbit_peer_end words;
    HRESULT end;

    InterlockedExchange(&connection->dead, 1);
    AcquireSRWLockExclusive(&connection->lock);
    if (connection->end_code == S_OK) {
        if (peer_end(connection, &words) == S_OK && words.code != S_OK) {
            end = message_set(&connection->end_message, words.code, L"%ls", words.text);
        } else {
            end = pipe_read_last_words(connection->launch.pipe, &connection->end_message);
            if (end == S_FALSE) {
                WaitForSingleObject(connection->launch.process, DEATH_MS); /* for its exit code */
                end = end_by_code(connection, what, &connection->end_message);
            }
        }
        connection->end_code = end;
    }
    end = connection->end_code;
    message_set(message, end, L"%ls; load the library again, that starts a new surrogate",
        connection->end_message ? connection->end_message : L"the surrogate has ended");
    ReleaseSRWLockExclusive(&connection->lock);
    return end;
}

/* Has the surrogate ended, or said that it is about to? It may go on for a while, to write its dump. */
static bool has_ended(const struct crossbit_connection *connection)
{
    struct crossbit_peer_end end;

    return connection_is_dead(connection) || WaitForSingleObject(connection->launch.process, 0) == WAIT_OBJECT_0 ||
           (peer_end(connection, &end) == S_OK && end.code != S_OK);
}

HRESULT connection_failed(struct crossbit_connection *connection, HRESULT hr, const wchar_t *what, BSTR *message)
{
    if (hr == RPC_E_TIMEOUT && !connection_is_dead(connection))
        return deadline_passed(connection, deadline_of(connection), what, message);
    /* A broken connection is a moment ahead of the process's end, which the pipe's words may be, too. */
    if (connection->launch.process &&
        (has_ended(connection) ||
            (death_is_told(hr) && WaitForSingleObject(connection->launch.process, DEATH_MS) == WAIT_OBJECT_0)))
        return connection_gone(connection, what, message);
    if (hr == HRESULT_FROM_WIN32(ERROR_STACK_OVERFLOW))
        return message_set(message, hr,
            L"%ls failed: calls and callbacks are nested too deep: the stack of a thread, here or in the "
            L"surrogate, has less than 64 KB left",
            what);
    if (HRESULT_FACILITY(hr) == FACILITY_WIN32)
        message_set_win32(message, HRESULT_CODE(hr), L"%ls failed", what);
    return message_set(message, hr, L"%ls failed: COM says 0x%08lx", what, hr);
}

bool connection_directory_changed(struct crossbit_connection *connection)
{
    wchar_t small[MAX_PATH + 1];
    bool changed;
    DWORD length;

    if (connection->isolation == CROSSBIT_ISOLATION_SHARED)
        return false; /* whose should it be? */
    length = GetCurrentDirectoryW(ARRAYSIZE(small), small);
    AcquireSRWLockShared(&connection->lock);
    changed = length >= ARRAYSIZE(small) || !connection->directory || wcscmp(small, connection->directory);
    ReleaseSRWLockShared(&connection->lock);
    return changed;
}

HRESULT connection_send_directory(struct crossbit_connection *connection, BSTR *message)
{
    wchar_t *directory = current_directory();
    BSTR text = directory ? SysAllocString(directory) : NULL;
    HRESULT hr = text ? S_OK : E_OUTOFMEMORY;

    if (SUCCEEDED(hr))
        hr = ICrossbitSurrogate_ChangeDirectory(connection->surrogate, text);
    if (SUCCEEDED(hr)) {
        AcquireSRWLockExclusive(&connection->lock);
        free(connection->directory);
        connection->directory = directory;
        ReleaseSRWLockExclusive(&connection->lock);
        directory = NULL;
    } else if (text) {
        hr = connection_failed(connection, hr, L"the change of the current directory", message);
    }
    SysFreeString(text);
    free(directory);
    return hr;
}

/* Marshaled references can be unmarshaled, and surrogates activated, in the MTA only: its proxies are what we use. */
static HRESULT activate(DWORD bits, ICrossbitSurrogate **surrogate, BSTR *message)
{
    HRESULT hr = CoCreateInstance(bits == 32 ? &CLSID_CrossbitHost32 : &CLSID_CrossbitHost64, NULL,
        CLSCTX_LOCAL_SERVER | (bits == 32 ? CLSCTX_ACTIVATE_32_BIT_SERVER : CLSCTX_ACTIVATE_64_BIT_SERVER),
        &IID_ICrossbitSurrogate, (void **)surrogate);

    if (hr == REGDB_E_CLASSNOTREG)
        return message_set(message, CROSSBIT_E_START,
            L"Crossbit.Host%lu is not registered: run `crossbit register`, or connect with CROSSBIT_START_LAUNCH",
            bits);
    if (FAILED(hr)) {
        message_set_win32(message, (DWORD)hr, L"Windows cannot activate Crossbit.Host%lu", bits);
        return CROSSBIT_E_START;
    }
    return S_OK;
}

static HRESULT watch(struct crossbit_connection *connection, BSTR *message)
{
    if (!RegisterWaitForSingleObject(&connection->death_wait, connection->launch.process, on_death, connection,
            INFINITE, WT_EXECUTEONLYONCE | WT_EXECUTEINWAITTHREAD)) {
        message_set_win32(message, GetLastError(), L"the surrogate cannot be watched");
        return CROSSBIT_E_START;
    }
    return S_OK;
}

/* A call that belongs to the start has failed. */
static HRESULT start_failed(struct crossbit_connection *connection, HRESULT hr, BSTR *message)
{
    if (hr == RPC_E_TIMEOUT && connection->launch.pipe)
        return launch_failed(&connection->launch, CROSSBIT_E_TIMEOUT, message);
    if (hr == RPC_E_TIMEOUT)
        return message_set(message, CROSSBIT_E_START,
            L"the surrogate runs, but does not answer: end the process crossbit%lu.exe", connection->bits);
    return connection_failed(connection, hr, L"the start", message);
}

/*
 * Tells the surrogate who its client is. A launched one was born with our environment and directory; one that others
 * use has theirs.
 */
static HRESULT attach(struct crossbit_connection *connection, bool take_environment, bool take_directory, BSTR *message)
{
    CrossbitClient client = {GetCurrentProcessId(), NULL, NULL};
    CrossbitSurrogateInfo info = {0};
    CrossbitStatus status = {0};
    HRESULT hr;

    connection->directory = current_directory();
    client.current_directory = take_directory ? SysAllocString(connection->directory) : NULL;
    client.environment = take_environment ? environment_block() : NULL;
    hr = ICrossbitSurrogate_Attach(connection->surrogate, &client, &info, &status);
    SysFreeString(client.current_directory);
    SysFreeString(client.environment);
    if (FAILED(hr))
        return start_failed(connection, hr, message);
    hr = connection_status(&status, message);
    if (FAILED(hr))
        return hr;
    if (info.bits != connection->bits)
        return message_set(message, CROSSBIT_E_START, L"the surrogate is %lu-bit, but a %lu-bit one was asked for",
            info.bits, connection->bits);
    if (!connection->launch.process) {
        connection->launch.process_id = info.process_id;
        connection->launch.process =
            OpenProcess(SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, info.process_id);
        if (!connection->launch.process) {
            message_set_win32(
                message, GetLastError(), L"the surrogate (process %lu) cannot be watched", info.process_id);
            return CROSSBIT_E_START;
        }
    }
    if (connection->isolation == CROSSBIT_ISOLATION_SHARED && FAILED(user_check(connection->launch.process)))
        return message_set(message, E_ACCESSDENIED,
            L"process %lu is in the place of the surrogate that this user's programs share, "
            L"and is not this user's",
            connection->launch.process_id);
    return S_OK;
}

static DWORD start_timeout(const struct crossbit_connect_options *options)
{
    return options->timeout_ms ? options->timeout_ms : START_TIMEOUT_MS;
}

/* A surrogate that nobody else has yet, attached and watched. */
static HRESULT start(
    struct crossbit_connection *connection, const struct crossbit_connect_options *options, BSTR *message)
{
    bool launched = options->start == CROSSBIT_START_LAUNCH;
    HRESULT hr;

    if (launched) {
        hr = launch_surrogate(options->bits, options->surrogate, start_timeout(options),
            options->isolation != CROSSBIT_ISOLATION_SHARED, &connection->launch, message);
        /*
         * Now, so that the system's waiting thread starts while the surrogate does: Wine crashes a process that ends
         * just while one of its threads starts, and a program that connected in vain may end at once.
         */
        if (SUCCEEDED(hr))
            hr = watch(connection, message);
        if (SUCCEEDED(hr))
            hr = launch_connect(&connection->launch, &connection->surrogate, message);
    } else {
        hr = activate(options->bits, &connection->surrogate, message);
    }
    if (SUCCEEDED(hr))
        hr = attach(connection, !launched, true, message);
    if (SUCCEEDED(hr) && !launched)
        hr = watch(connection, message);
    return hr;
}

/* Finds the surrogate of this user, or starts it, while no other process does. */
static HRESULT join_or_start(
    struct crossbit_connection *connection, const struct crossbit_connect_options *options, BSTR *message)
{
    CrossbitStatus status = {0};
    HANDLE mutex;
    HRESULT hr = share_enter(options->bits, start_timeout(options), &mutex, message);

    if (FAILED(hr))
        return hr;
    hr = share_find(options->bits, start_timeout(options), &connection->surrogate, message);
    if (hr == S_OK) {
        hr = attach(connection, false, false, message);
        if (SUCCEEDED(hr))
            hr = watch(connection, message);
    } else if (hr == S_FALSE) {
        hr = start(connection, options, message);
        if (SUCCEEDED(hr)) {
            hr = ICrossbitSurrogate_Share(connection->surrogate, &status);
            hr = FAILED(hr) ? start_failed(connection, hr, message) : connection_status(&status, message);
        }
    }
    share_leave(mutex);
    return hr;
}

HRESULT connection_open(
    const struct crossbit_connect_options *options, struct crossbit_connection **opened, BSTR *message)
{
    struct crossbit_connection *connection = calloc(1, sizeof(*connection));
    DWORD limit =
        start_timeout(options); /* for each call too: a surrogate may stop answering at any moment of its start */
    HRESULT hr;

    *opened = NULL;
    if (!connection)
        return E_OUTOFMEMORY;
    deadline_enter(limit);
    connection->references = 1;
    connection->bits = options->bits;
    connection->isolation = options->isolation;
    if (options->isolation == CROSSBIT_ISOLATION_SHARED)
        hr = join_or_start(connection, options, message);
    else
        hr = start(connection, options, message);
    if (SUCCEEDED(hr) && options->idle_grace_ms) {
        hr = ICrossbitSurrogate_SetIdleGrace(connection->surrogate, options->idle_grace_ms);
        if (FAILED(hr))
            hr = start_failed(connection, hr, message);
    }
    deadline_leave(limit);
    if (FAILED(hr)) {
        if (connection->launch.pipe) /* we started it, and nobody will use it */
            TerminateProcess(connection->launch.process, 1);
        connection_release(connection);
        return hr;
    }
    *opened = connection;
    return S_OK;
}

/* MTA only. */
static void drop_defaults(void)
{
    struct crossbit_connection *dropped[2];
    int i;

    AcquireSRWLockExclusive(&defaults_lock);
    for (i = 0; i < 2; i++) {
        dropped[i] = defaults[i];
        defaults[i] = NULL;
    }
    ReleaseSRWLockExclusive(&defaults_lock);
    for (i = 0; i < 2; i++)
        connection_release(dropped[i]);
}

static HRESULT default_open(
    const struct crossbit_connect_options *options, struct crossbit_connection **connection, BSTR *message)
{
    struct crossbit_connection **slot = &defaults[options->bits == 64], *dead = NULL;
    HRESULT hr = S_OK;

    AcquireSRWLockExclusive(&defaults_lock);
    if (*slot && has_ended(*slot)) {
        InterlockedExchange(&(*slot)->dead, 1);
        dead = *slot;
        *slot = NULL;
    }
    if (!*slot) {
        runtime_at_rest(drop_defaults);
        hr = connection_open(options, slot, message);
    }
    if (SUCCEEDED(hr)) {
        connection_add_reference(*slot);
        *connection = *slot;
    }
    ReleaseSRWLockExclusive(&defaults_lock);
    connection_release(dead);
    return hr;
}

HRESULT connection_default(DWORD bits, struct crossbit_connection **connection, BSTR *message)
{
    struct crossbit_connect_options options = {.size = sizeof(options), .bits = bits};

    return default_open(&options, connection, message);
}

struct connect_run {
    struct crossbit_connect_options options;
    struct crossbit_connection *connection;
    HRESULT result;
    BSTR *message;
};

static void connect_in_mta(void *context)
{
    struct connect_run *run = context;

    if (run->options.isolation == CROSSBIT_ISOLATION_CLIENT)
        run->result = default_open(&run->options, &run->connection, run->message);
    else
        run->result = connection_open(&run->options, &run->connection, run->message);
}

HRESULT crossbit_connect(const struct crossbit_connect_options *options, crossbit_connection **connection)
{
    BSTR message = NULL;
    struct connect_run run = {.message = &message};
    HRESULT hr;

    if (!connection)
        return thread_null(L"crossbit_connect", L"connection");
    *connection = NULL;
    if (options && options->size != sizeof(*options)) {
        hr = message_set(&message, E_INVALIDARG, L"crossbit_connect: options->size is %lu, not %u", options->size,
            (unsigned int)sizeof(*options));
        return thread_finish(hr, message);
    }
    if (options)
        run.options = *options;
    if (!run.options.bits)
        run.options.bits = CROSSBIT_BITS == 64 ? 32 : 64;
    if (run.options.bits != 32 && run.options.bits != 64)
        hr = message_set(&message, E_INVALIDARG, L"crossbit_connect: options->bits is %lu; 32, 64 or 0 are possible",
            run.options.bits);
    else if ((DWORD)run.options.isolation > CROSSBIT_ISOLATION_SHARED ||
             (DWORD)run.options.start > CROSSBIT_START_ACTIVATE)
        hr = message_set(
            &message, E_INVALIDARG, L"crossbit_connect: options->isolation or options->start is out of range");
    else
        hr = runtime_enter(&message);
    if (SUCCEEDED(hr)) {
        hr = runtime_run(connect_in_mta, &run, &message);
        hr = SUCCEEDED(hr) ? run.result : hr;
        if (FAILED(hr))
            runtime_leave();
        else
            *connection = run.connection;
    }
    return thread_finish(hr, message);
}

static void disconnect_in_mta(void *context)
{
    connection_release(context);
}

void crossbit_disconnect(crossbit_connection *connection)
{
    if (!connection)
        return;
    runtime_run(disconnect_in_mta, connection, NULL);
    runtime_leave();
}

DWORD crossbit_process_id(const crossbit_connection *connection)
{
    return connection ? connection->launch.process_id : 0;
}

DWORD crossbit_bits(const crossbit_connection *connection)
{
    return connection ? connection->bits : 0;
}

HRESULT crossbit_terminate(crossbit_connection *connection)
{
    BSTR message = NULL;
    HRESULT hr = S_OK;
    HANDLE process;

    if (!connection)
        return thread_null(L"crossbit_terminate", L"connection");
    AcquireSRWLockExclusive(&connection->lock);
    if (connection->end_code == S_OK && !connection_is_dead(connection))
        connection->end_code = message_set(&connection->end_message, CROSSBIT_E_DIED,
            L"crossbit_terminate ended the surrogate (process %lu)", connection->launch.process_id);
    ReleaseSRWLockExclusive(&connection->lock);
    process = OpenProcess(PROCESS_TERMINATE, FALSE, connection->launch.process_id);
    if (WaitForSingleObject(connection->launch.process, 0) == WAIT_TIMEOUT) {
        /* The number is this process's as long as our handle is open. */
        if (!process || !TerminateProcess(process, 1)) {
            hr = message_set_win32(&message, GetLastError(), L"the surrogate (process %lu) cannot be ended",
                connection->launch.process_id);
        } else {
            InterlockedExchange(&connection->dead, 1);
            WaitForSingleObject(connection->launch.process, TERMINATE_MS);
        }
    }
    if (process)
        CloseHandle(process);
    return thread_finish(hr, message);
}
