/* SPDX-License-Identifier: MIT */
/* What drop-ins ask of crossbit.dll: the program's handler for their failures, and where their object may be used. */
#include "client.h"

#include <stdio.h>

#include "core/base/death.h"
#include "core/base/proxies.h"

static struct {
    SRWLOCK lock;
    crossbit_error_handler *handler; /* (SRW lock) */
    void *context;                   /* (SRW lock) */
} errors = {SRWLOCK_INIT, NULL, NULL};

void crossbit_set_error_handler(crossbit_error_handler *handler, void *context)
{
    AcquireSRWLockExclusive(&errors.lock);
    errors.handler = handler;
    errors.context = context;
    ReleaseSRWLockExclusive(&errors.lock);
}

/* Called by drop-ins; FALSE: there is no handler. */
BOOL crossbit_dropin_failed(const wchar_t *library, const char *function, HRESULT code, const wchar_t *message)
{
    crossbit_error_handler *handler;
    void *context;

    AcquireSRWLockShared(&errors.lock);
    handler = errors.handler;
    context = errors.context;
    ReleaseSRWLockShared(&errors.lock);
    if (!handler)
        return FALSE;
    handler(context, library, function, code, message);
    return TRUE;
}

BOOL crossbit_dropin_is_agile(IUnknown *object)
{
    return object && proxies_on_channel(object);
}

#define ENDED_MS 2000 /* a process that broke its connections ends within that */

typedef HRESULT __cdecl get_peer_end(IUnknown *proxy, struct crossbit_peer_end *end);

BOOL crossbit_dropin_is_death(HRESULT status)
{
    return death_is_told(status);
}

/* Over COM's own channel calls end with the process, after its dump. */
static HRESULT ended_by_connection(
    struct crossbit_connection *connection, const char *function, HRESULT status, wchar_t *text, unsigned size)
{
    BSTR message = NULL;
    wchar_t what[160];

    if (!connection || WaitForSingleObject(connection->launch.process, ENDED_MS) != WAIT_OBJECT_0)
        return status;
    _snwprintf(what, ARRAYSIZE(what), L"the call of %hs", function);
    what[ARRAYSIZE(what) - 1] = 0;
    status = connection_gone(connection, what, &message);
    if (message)
        _snwprintf(text, size, L"%ls", message);
    text[size - 1] = 0;
    SysFreeString(message);
    return status;
}

HRESULT crossbit_dropin_ended(
    crossbit_connection *connection, void *object, const char *function, HRESULT status, wchar_t *text, unsigned size)
{
    get_peer_end *get = (get_peer_end *)(void *)proxies_function("CrossbitGetPeerEnd", NULL);
    struct crossbit_peer_end end;
    const wchar_t *meaning;

    if (!get || get(object, &end) != S_OK)
        return ended_by_connection(connection, function, status, text, size);
    if (end.code != S_OK) {
        _snwprintf(text, size, L"%ls", end.text);
    } else if (end.exit_code == STILL_ACTIVE) {
        return status;
    } else {
        meaning = death_meaning(end.exit_code);
        _snwprintf(text, size, L"the surrogate (process %lu) ended in %hs with exit code 0x%08lx%ls%ls", end.process_id,
            function, end.exit_code, meaning ? L": " : L"", meaning ? meaning : L"");
        end.code = death_is_by_exception(end.exit_code) ? CROSSBIT_E_DLL_FAULT : CROSSBIT_E_DIED;
    }
    text[size - 1] = 0;
    return end.code;
}
