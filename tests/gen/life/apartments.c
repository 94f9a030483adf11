/* SPDX-License-Identifier: MIT */
/*
 * apartments [off]: a drop-in in a program with windows, or with any other use of COM: from every apartment, from a
 * thread that changes its apartment between calls, and while the program dispatches messages. Nothing is registered.
 * off: without Crossbit's channel.
 */
#include <windows.h>
#include <objbase.h>
#include <stdio.h>
#include <string.h>

#include "life.h"

static int failed;
#define CHECK(e)                                                                                                       \
    do {                                                                                                               \
        if (!(e)) {                                                                                                    \
            printf("line %d: failed: %s\n", __LINE__, #e);                                                             \
            fflush(stdout);                                                                                            \
            failed = 1;                                                                                                \
        }                                                                                                              \
    } while (0)

static BOOL off;
/* What a callback of one call saw; several threads call at once. */
struct visit {
    int add;
    DWORD thread;
    APTTYPE apartment;
};

static int visit(void *user, int n)
{
    struct visit *own = user;
    APTTYPEQUALIFIER qualifier;

    own->thread = GetCurrentThreadId();
    if (FAILED(CoGetApartmentType(&own->apartment, &qualifier)))
        own->apartment = APTTYPE_CURRENT;
    return own->add + n;
}

/* A nested call comes from a callback. */
static int visit_again(void *user, int n)
{
    return life_each(visit, user, n);
}

static void call(APTTYPE expected)
{
    struct visit own = {.add = 10};

    CHECK(life_size(5) == 5);
    CHECK(life_each(visit, &own, 3) == 33);
    if (off) /* COM's own channel brings a callback on a thread of RPC's */
        return;
    CHECK(own.thread == GetCurrentThreadId());
    if (own.apartment == APTTYPE_MAINSTA)
        own.apartment = APTTYPE_STA;
    CHECK(expected == APTTYPE_CURRENT || own.apartment == expected);
    own.thread = 0;
    CHECK(life_each(visit_again, &own, 3) == 10 + 21);
    CHECK(own.thread == GetCurrentThreadId());
}

/* S_OK and S_FALSE are both entries. */
static void enter(DWORD kind)
{
    CHECK(SUCCEEDED(CoInitializeEx(NULL, kind)));
}

static DWORD WINAPI changing_thread(void *parameter)
{
    int i;

    (void)parameter;
    for (i = 0; i < 3; i++) {
        call(APTTYPE_CURRENT); /* no COM here */
        enter(COINIT_APARTMENTTHREADED);
        call(APTTYPE_STA);
        CoUninitialize();
        enter(COINIT_MULTITHREADED);
        call(APTTYPE_MTA);
        CoUninitialize();
        enter(COINIT_APARTMENTTHREADED); /* another one than before */
        call(APTTYPE_STA);
        CoUninitialize();
    }
    return 0;
}

/* ---- messages ---- */

static HWND window;
static int sent, timers;

static LRESULT CALLBACK procedure(HWND which, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == WM_APP) {
        sent++;
        return 4711;
    }
    if (message == WM_TIMER) {
        timers++;
        call(APTTYPE_STA);
        return 0;
    }
    return DefWindowProcW(which, message, wparam, lparam);
}

static DWORD WINAPI sending_thread(void *parameter)
{
    DWORD_PTR answer = 0;
    LRESULT done;

    (void)parameter;
    Sleep(100); /* the other is in the call now */
    done = SendMessageTimeoutW(window, WM_APP, 0, 0, SMTO_NORMAL, 1000, &answer);
    return done && answer == 4711;
}

static void messages(void)
{
    WNDCLASSW class = {.lpfnWndProc = procedure, .lpszClassName = L"Crossbit.Test.Apartments"};
    HANDLE thread;
    DWORD answered = 0;
    ULONGLONG end = GetTickCount64() + 10000;
    MSG message;

    RegisterClassW(&class);
    window = CreateWindowExW(0, class.lpszClassName, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
    CHECK(window != NULL);
    thread = CreateThread(NULL, 0, sending_thread, NULL, 0, NULL);
    CHECK(life_wait(3000) == 3000); /* a sent message is handled meanwhile */
    CHECK(WaitForSingleObject(thread, 5000) == WAIT_OBJECT_0 && GetExitCodeThread(thread, &answered) && answered == 1);
    CHECK(sent == 1);
    CloseHandle(thread);
    SetTimer(window, 1, 20, NULL);
    while (timers < 5 && GetTickCount64() < end)
        if (MsgWaitForMultipleObjects(0, NULL, FALSE, 100, QS_ALLINPUT) == WAIT_OBJECT_0)
            while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
                DispatchMessageW(&message);
    CHECK(timers >= 5);
    DestroyWindow(window);
}

int main(int argc, char **argv)
{
    HANDLE threads[4];
    int i;

    off = argc > 1 && !strcmp(argv[1], "off");
    if (off)
        SetEnvironmentVariableW(L"CROSSBIT_CHANNEL", L"off");
    enter(COINIT_APARTMENTTHREADED);
    call(APTTYPE_STA); /* the very first call */
    messages();
    for (i = 0; i < 4; i++)
        threads[i] = CreateThread(NULL, 0, changing_thread, NULL, 0, NULL);
    /* An STA that waits for others has to dispatch, or whoever needs it waits forever. */
    for (i = 0; i < 4; i++) {
        DWORD index;
        CHECK(CoWaitForMultipleHandles(0, 60000, 1, &threads[i], &index) == S_OK);
    }
    CoUninitialize();
    call(APTTYPE_CURRENT);
    changing_thread(NULL);
    puts(failed ? "FAILED" : "passed");
    fflush(stdout);
    return failed;
}
