/* SPDX-License-Identifier: MIT */
/*
 * leaving: the program leaves its callbacks by longjmp, by ExitThread, and by an exception that it catches outside of
 * the call. The same as in-process: the DLL's function is gone, no lock is held, and the next call works.
 */
#include <windows.h>
#include <setjmp.h>
#include <stdio.h>

#include "life.h"

#define ROUNDS 20

static int failed;
#define CHECK(e)                                                                                                       \
    do {                                                                                                               \
        if (!(e)) {                                                                                                    \
            printf("line %d: failed: %s\n", __LINE__, #e);                                                             \
            fflush(stdout);                                                                                            \
            failed = 1;                                                                                                \
        }                                                                                                              \
    } while (0)

typedef int visit_function(life_visit visit, void *user);
static jmp_buf outside, outer;
static volatile int begun, ended;

/* A function was begun that many times more, and none came to its end. */
static void check_gone(int more)
{
    begun += more;
    CHECK(life_visits(0) == begun);
    CHECK(life_visits(1) == ended);
}

static int jump(void *user, int n)
{
    longjmp(*(jmp_buf *)user, n + 1);
}

/* Runs another function of the DLL, whose callback comes back to here or goes past this one. */
static int jump_deeper(void *user, int n)
{
    (void)n;
    if (user == NULL && !setjmp(outside))
        return life_visit_serial(jump, &outside);
    if (user != NULL)
        return life_visit_once(jump, user);
    return 7;
}

static int end_thread(void *user, int n)
{
    (void)user, (void)n;
    ExitThread(5);
}

static DWORD WINAPI visit_and_end(void *function)
{
    ((visit_function *)function)(end_thread, NULL);
    return 0;
}

static DWORD WINAPI visits_elsewhere(void *unused)
{
    (void)unused;
    return (DWORD)life_visits(0);
}

static DWORD on_thread(LPTHREAD_START_ROUTINE routine, void *context)
{
    HANDLE thread = CreateThread(NULL, 0, routine, context, 0, NULL);
    DWORD code = 0;

    CHECK(thread && WaitForSingleObject(thread, 60000) == WAIT_OBJECT_0 && GetExitCodeThread(thread, &code));
    CloseHandle(thread);
    return code;
}

static int throw_it(void *user, int n)
{
    (void)user, (void)n;
    RaiseException(0xe0000042, 0, 0, NULL);
    return 0;
}

/*
 * A handler that is further out than the call and takes the exception: what __try does without a compiler that has it.
 */
static LONG CALLBACK catch_outside(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode == 0xe0000042)
        longjmp(outer, 1);
    return EXCEPTION_CONTINUE_SEARCH;
}

static void leave(visit_function *visit)
{
    volatile int round;
    void *handler;

    for (round = 0; round < ROUNDS; round++) {
        if (!setjmp(outer))
            CHECK(visit(jump, &outer) == -1);
        check_gone(1);
        CHECK(on_thread(visits_elsewhere, NULL) == (DWORD)begun);
    }
    for (round = 0; round < ROUNDS; round++) { /* the inner one of two, then both */
        CHECK(visit(jump_deeper, NULL) == 7);
        ended++;
        check_gone(2);
        if (!setjmp(outer))
            CHECK(visit(jump_deeper, &outer) == -1);
        check_gone(2);
    }
    for (round = 0; round < 3; round++) {
        CHECK(on_thread(visit_and_end, (void *)(UINT_PTR)visit) == 5);
        CHECK(on_thread(visits_elsewhere, NULL) == (DWORD)begun + 1);
        check_gone(1);
    }
    handler = AddVectoredExceptionHandler(1, catch_outside);
    for (round = 0; round < 3; round++) {
        if (!setjmp(outer))
            CHECK(visit(throw_it, NULL) == -1);
        check_gone(1);
    }
    RemoveVectoredExceptionHandler(handler);
}

int main(void)
{
    leave(life_visit_once);
    leave(life_visit_serial);
    CHECK(life_work(3) == 3);
    if (!failed)
        printf("leaving: ok\n");
    return failed;
}
