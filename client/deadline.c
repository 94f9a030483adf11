/* Time limits for calls, and the end of a surrogate that does not keep them. */
#include "client.h"

#include "core/base/proxies.h"

/* A process that is being ended is gone in a moment; the bound is for one that the system can not end. */
#define TERMINATE_MS 5000

typedef HRESULT __cdecl set_proxy_deadline(IUnknown *, DWORD);
typedef HRESULT __cdecl set_thread_deadline(DWORD);

DWORD deadline_of(const struct crossbit_connection *connection)
{
    struct thread_state *state = thread_state();
    DWORD ours = (DWORD)*(volatile const LONG *)&connection->deadline_ms, thread = state ? state->deadline_ms : 0;

    return !ours ? thread : !thread ? ours : min(ours, thread);
}

HRESULT deadline_passed(const struct crossbit_connection *connection, DWORD milliseconds, const wchar_t *what, BSTR *message)
{
    return message_set(message, CROSSBIT_E_TIMEOUT,
        L"%ls did not return within its deadline of %lu ms; process %lu may still be at it: crossbit_terminate ends it", what,
        milliseconds, connection->launch.process_id);
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
    HRESULT result;

    if (!object)
        return thread_null(L"crossbit_set_object_deadline", L"object");
    result = set_for_proxy("CrossbitSetObjectDeadline", object, milliseconds, &message);
    if (result == E_INVALIDARG)
        message_set(&message, result,
            L"crossbit_set_object_deadline: the object is no proxy on Crossbit's channel; COM's own channel has no deadlines");
    return thread_finish(result, message);
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

HRESULT crossbit_terminate(crossbit_connection *connection)
{
    BSTR message = NULL;
    HRESULT result = S_OK;
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
            result = message_set_win32(&message, GetLastError(), L"the surrogate (process %lu) can not be ended",
                connection->launch.process_id);
        } else {
            InterlockedExchange(&connection->dead, 1);
            WaitForSingleObject(connection->launch.process, TERMINATE_MS);
        }
    }
    if (process)
        CloseHandle(process);
    return thread_finish(result, message);
}
