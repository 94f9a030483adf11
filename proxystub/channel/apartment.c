/* SPDX-License-Identifier: MIT */
/* Which apartment an object lives in, and how its calls get there. */
#include "channel_private.h"

#include "core/base/apartments.h"

#define WM_CROSSBIT_RUN (WM_APP + 1)

/* Only Windows 8 and later name it in their headers. */
const IID iid_agile_object = {0x94ea2b94, 0xe9cc, 0x49e0, {0xc0, 0xff, 0xee, 0x64, 0xca, 0x8f, 0x5b, 0x90}};
static const wchar_t window_class[] = L"Crossbit.Channel.Apartment";

struct run {
    struct run *next; /* (pending_lock) */
    apartment_function function;
    void *context;
    HANDLE done;
};

/* What is on its way to a window: a message from anybody else than this file names nothing that is in here. */
static SRWLOCK pending_lock = SRWLOCK_INIT;
static struct run *pending; /* (pending_lock) */

static void pending_add(struct run *run)
{
    AcquireSRWLockExclusive(&pending_lock);
    run->next = pending;
    pending = run;
    ReleaseSRWLockExclusive(&pending_lock);
}

/* TRUE: it was there, and is the caller's now. */
static bool pending_take(struct run *run)
{
    struct run **link;
    bool found = false;

    AcquireSRWLockExclusive(&pending_lock);
    for (link = &pending; *link; link = &(*link)->next)
        if (*link == run) {
            *link = run->next;
            found = true;
            break;
        }
    ReleaseSRWLockExclusive(&pending_lock);
    return found;
}

void apartment_prepare(struct thread_state *thread)
{
    enum apartment_kind kind;

    if (thread->registered)
        return;
    kind = apartment_kind();
    if (kind == APARTMENT_STA || kind == APARTMENT_NEUTRAL)
        channel_hooks.register_apartment();
}

DWORD apartment_wait(DWORD count, const HANDLE *handles, DWORD timeout)
{
    DWORD index;
    HRESULT hr;

    if (!apartment_pumps())
        return WaitForMultipleObjects(count, handles, FALSE, timeout);
    /* Lets COM dispatch messages and admit calls, as during a call through a standard proxy. */
    hr = CoWaitForMultipleHandles(0, timeout, count, (HANDLE *)handles, &index);
    if (hr == S_OK)
        return WAIT_OBJECT_0 + index;
    if (hr == RPC_S_CALLPENDING)
        return WAIT_TIMEOUT;
    return WaitForMultipleObjects(count, handles, FALSE, timeout);
}

DWORD apartment_idle(DWORD count, const HANDLE *handles, DWORD timeout)
{
    DWORD start = GetTickCount(), spent, result;
    MSG message;

    if (!apartment_pumps())
        return WaitForMultipleObjects(count, handles, FALSE, timeout);
    for (;;) {
        spent = GetTickCount() - start;
        result = MsgWaitForMultipleObjectsEx(count, handles,
            timeout == INFINITE ? INFINITE
            : spent < timeout   ? timeout - spent
                                : 0,
            QS_ALLINPUT, MWMO_INPUTAVAILABLE);
        if (result != WAIT_OBJECT_0 + count)
            return result;
        while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
            TranslateMessage(&message);
            DispatchMessageW(&message);
        }
    }
}

static LRESULT CALLBACK window_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct run *run = (struct run *)lparam;

    if (message != WM_CROSSBIT_RUN)
        return DefWindowProcW(window, message, wparam, lparam);
    if (!pending_take(run))
        return 0;
    run->function(run->context);
    SetEvent(run->done);
    return 0;
}

/*
 * *context becomes the module that the class belongs to: two copies of this DLL in a process have a class of that name
 * each.
 */
static BOOL CALLBACK register_class(INIT_ONCE *once, void *parameter, void **context)
{
    WNDCLASSW description = {.lpfnWndProc = window_procedure, .lpszClassName = window_class};
    HMODULE module = NULL;

    (void)once;
    (void)parameter;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
        (LPCWSTR)&channel, &module);
    description.hInstance = module;
    *context = module;
    return RegisterClassW(&description) != 0;
}

/* The hidden window of the calling thread's apartment; it ends with its thread. */
static HWND own_window(void)
{
    static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    HWND window = NULL;
    void *module;

    if (!InitOnceExecuteOnce(&once, register_class, NULL, &module))
        return NULL;
    while ((window = FindWindowExW(HWND_MESSAGE, window, window_class, NULL)))
        if (GetWindowThreadProcessId(window, NULL) == GetCurrentThreadId() &&
            GetClassLongPtrW(window, GCLP_HMODULE) == (ULONG_PTR)module)
            return window;
    return CreateWindowExW(0, window_class, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, module, NULL);
}

HRESULT apartment_current(IUnknown *object, struct home *home)
{
    enum apartment_kind kind;
    IUnknown *agile;

    memset(home, 0, sizeof(*home));
    home->kind = HOME_MTA;
    if (SUCCEEDED(IUnknown_QueryInterface(object, &iid_agile_object, (void **)&agile))) {
        IUnknown_Release(agile);
        home->kind = HOME_AGILE;
        return S_OK;
    }
    kind = apartment_kind();
    if (kind == APARTMENT_NEUTRAL)
        home->kind = HOME_AGILE; /* its objects are called on whatever thread the call comes on */
    if (kind != APARTMENT_STA)
        return S_OK;
    home->kind = HOME_STA;
    home->thread_id = GetCurrentThreadId();
    home->window = own_window();
    return home->window ? S_OK : HRESULT_FROM_WIN32(GetLastError());
}

static DWORD WINAPI run_in_mta(void *parameter)
{
    struct run *run = parameter;
    HRESULT hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);

    run->function(run->context);
    if (SUCCEEDED(hr))
        CoUninitialize();
    SetEvent(run->done);
    return 0;
}

HRESULT apartment_run(const struct home *home, apartment_function function, void *context)
{
    struct run run = {.function = function, .context = context};
    HANDLE handles[2] = {NULL, NULL};
    HRESULT hr = S_OK;

    if (home->kind == HOME_AGILE || (home->kind == HOME_STA && home->thread_id == GetCurrentThreadId()) ||
        (home->kind == HOME_MTA && apartment_kind() != APARTMENT_STA)) {
        function(context);
        return S_OK;
    }
    if (!(run.done = CreateEventW(NULL, TRUE, FALSE, NULL)))
        return HRESULT_FROM_WIN32(GetLastError());
    if (home->kind == HOME_MTA) {
        if (!QueueUserWorkItem(run_in_mta, &run, WT_EXECUTELONGFUNCTION)) {
            hr = HRESULT_FROM_WIN32(GetLastError());
            goto exit;
        }
        while (apartment_wait(1, &run.done, INFINITE) != WAIT_OBJECT_0)
            ;
        goto exit;
    }
    /* The thread's handle, because an apartment that ends never runs what is on its way to it. */
    pending_add(&run);
    handles[0] = run.done;
    handles[1] = OpenThread(SYNCHRONIZE, FALSE, home->thread_id);
    if (!handles[1] || GetWindowThreadProcessId(home->window, NULL) != home->thread_id ||
        !SendNotifyMessageW(home->window, WM_CROSSBIT_RUN, 0, (LPARAM)&run)) {
        pending_take(&run);
        hr = RPC_E_SERVER_DIED_DNE;
        goto exit;
    }
    /* A notify message is handled whenever that thread looks for messages, and does not forbid it calls out. */
    if (apartment_wait(2, handles, INFINITE) != WAIT_OBJECT_0 && WaitForSingleObject(run.done, 0) != WAIT_OBJECT_0) {
        pending_take(&run);
        hr = RPC_E_SERVER_DIED_DNE;
    }
exit:
    if (handles[1])
        CloseHandle(handles[1]);
    CloseHandle(run.done);
    return hr;
}
