/* SPDX-License-Identifier: MIT */
/* What the library keeps for each thread of the program: its last failure, the DLL's error variables, its deadline. */
#include "client.h"

#include <stdlib.h>

static SRWLOCK lock = SRWLOCK_INIT;
/* Fiber-local storage is thread-local storage that tells when a thread ends, also to a static library. */
static DWORD slot = FLS_OUT_OF_INDEXES; /* (CS lock) */

static void WINAPI state_free(void *data)
{
    struct thread_state *state = data;

    if (!state)
        return;
    SysFreeString(state->message);
    if (state->event)
        CloseHandle(state->event);
    free(state);
}

struct thread_state *thread_state(void)
{
    DWORD index = *(volatile DWORD *)&slot, error;
    struct thread_state *state;

    if (index == FLS_OUT_OF_INDEXES) {
        AcquireSRWLockExclusive(&lock);
        if (slot == FLS_OUT_OF_INDEXES)
            slot = FlsAlloc(state_free);
        index = slot;
        ReleaseSRWLockExclusive(&lock);
        if (index == FLS_OUT_OF_INDEXES)
            return NULL;
    }
    error = GetLastError(); /* FlsGetValue clears it, and it is the caller's */
    state = FlsGetValue(index);
    if (!state) {
        state = calloc(1, sizeof(*state));
        if (state && !FlsSetValue(index, state)) {
            free(state);
            state = NULL;
        }
    }
    SetLastError(error);
    return state;
}

HRESULT thread_finish(HRESULT hr, BSTR message)
{
    struct thread_state *state = thread_state();

    if (FAILED(hr))
        message_set(&message, hr, hr == E_OUTOFMEMORY ? L"out of memory" : L"error 0x%08lx", hr);
    if (state) {
        SysFreeString(state->message);
        state->message = NULL;
    }
    if (state && FAILED(hr))
        state->message = message;
    else
        SysFreeString(message);
    return hr;
}

HRESULT thread_null(const wchar_t *function, const wchar_t *parameter)
{
    BSTR message = NULL;

    message_set(&message, E_POINTER, L"%ls: %ls is NULL", function, parameter);
    return thread_finish(E_POINTER, message);
}

HANDLE thread_event(void)
{
    struct thread_state *state = thread_state();

    if (!state)
        return NULL;
    if (!state->event)
        state->event = CreateEventW(NULL, FALSE, FALSE, NULL);
    return state->event;
}

void thread_cleanup(void)
{
    if (slot != FLS_OUT_OF_INDEXES)
        FlsFree(slot); /* runs state_free for every thread */
    slot = FLS_OUT_OF_INDEXES;
}

DWORD crossbit_last_error(void)
{
    struct thread_state *state = thread_state();

    return state ? state->last_error : 0;
}

int crossbit_errno(void)
{
    struct thread_state *state = thread_state();

    return state ? state->errno_value : 0;
}

const wchar_t *crossbit_error_message(void)
{
    struct thread_state *state = thread_state();

    return state && state->message ? state->message : L"";
}
