/* SPDX-License-Identifier: MIT */
/* Time limits for calls. */
#include "client.h"

#include "core/base/proxies.h"

typedef HRESULT __cdecl set_proxy_deadline(IUnknown *, DWORD);
typedef HRESULT __cdecl set_thread_deadline(DWORD);

DWORD deadline_of(const struct crossbit_connection *connection)
{
    struct thread_state *state = thread_state();
    DWORD ours = (DWORD) * (volatile const LONG *)&connection->deadline_ms, thread = state ? state->deadline_ms : 0;

    return !ours ? thread : !thread ? ours : min(ours, thread);
}

HRESULT deadline_passed(
    const struct crossbit_connection *connection, DWORD milliseconds, const wchar_t *what, BSTR *message)
{
    return message_set(message, CROSSBIT_E_TIMEOUT,
        L"%ls did not return within its deadline of %lu ms; process %lu may still be at it: crossbit_terminate ends it",
        what, milliseconds, connection->launch.process_id);
}

static void set_for_channel(DWORD milliseconds)
{
    static set_thread_deadline *set; /* the same whoever finds it */

    if (!set)
        set = (set_thread_deadline *)(void *)proxies_function("CrossbitSetThreadDeadline", NULL);
    if (set)
        set(milliseconds);
}

void deadline_enter(DWORD milliseconds)
{
    if (milliseconds)
        set_for_channel(milliseconds);
}

void deadline_leave(DWORD milliseconds)
{
    struct thread_state *state = milliseconds ? thread_state() : NULL;

    if (milliseconds)
        set_for_channel(state ? state->deadline_ms : 0);
}

static HRESULT set_for_proxy(const char *function, IUnknown *proxy, DWORD milliseconds, BSTR *message)
{
    set_proxy_deadline *set = (set_proxy_deadline *)(void *)proxies_function(function, message);

    return set ? set(proxy, milliseconds) : CROSSBIT_E_START;
}

HRESULT crossbit_set_deadline(crossbit_connection *connection, DWORD milliseconds)
{
    if (!connection)
        return thread_null(L"crossbit_set_deadline", L"connection");
    InterlockedExchange(&connection->deadline_ms, (LONG)min(milliseconds, 0x7fffffffu));
    /* Its objects are called without us in between. Off the channel that fails, and what we call keeps to the limit. */
    set_for_proxy("CrossbitSetConnectionDeadline", (IUnknown *)connection->surrogate, milliseconds, NULL);
    return thread_finish(S_OK, NULL);
}

HRESULT crossbit_set_object_deadline(IUnknown *object, DWORD milliseconds)
{
    BSTR message = NULL;
    HRESULT hr;

    if (!object)
        return thread_null(L"crossbit_set_object_deadline", L"object");
    hr = set_for_proxy("CrossbitSetObjectDeadline", object, milliseconds, &message);
    if (hr == E_INVALIDARG)
        message_set(&message, hr,
            L"crossbit_set_object_deadline: the object is no proxy on Crossbit's channel; COM's own channel has no "
            L"deadlines");
    return thread_finish(hr, message);
}

HRESULT crossbit_set_thread_deadline(DWORD milliseconds)
{
    struct thread_state *state = thread_state();

    if (!state)
        return E_OUTOFMEMORY;
    state->deadline_ms = min(milliseconds, 0x7fffffffu);
    set_for_channel(state->deadline_ms);
    return thread_finish(S_OK, NULL);
}
