/* SPDX-License-Identifier: MIT */
/* Callbacks of every convention; nested, kept, from other threads. */
#include "differential.h"

#include "../fixtures/fixture.h"

#include <math.h>

static struct run *current; /* for callbacks */
static DWORD callback_thread;
static volatile LONG calls;

#define EACH_CALLBACK(name, convention)                                                                                \
    static int convention name(int index, long long value)                                                             \
    {                                                                                                                  \
        callback_thread = GetCurrentThreadId();                                                                        \
        run_log(current, &value, sizeof(value));                                                                       \
        return value == (long long)index << 33 ? index * 10 + 1 : -100000;                                             \
    }
EACH_CALLBACK(each_cdecl, __cdecl)
EACH_CALLBACK(each_stdcall, __stdcall)
EACH_CALLBACK(each_fastcall, __fastcall)
static int __thiscall each_thiscall(void *self, int index, long long value)
{
    return self == (void *)77 ? each_cdecl(index, value) : -100000;
}
#define POINTER(function) AT(void *, (void *)(uintptr_t)(function))

BOTH(test_callback_cdecl_same)
{
    current = run;
    assert_int_equal(CALL(run, "each_cdecl", AT(int, 4), POINTER(each_cdecl)), 64);
}
BOTH(test_callback_stdcall_same)
{
    current = run;
    assert_int_equal(CALL(run, "each_stdcall", AT(int, 4), POINTER(each_stdcall)), 64);
}
BOTH(test_callback_fastcall_same)
{
    current = run;
    assert_int_equal(CALL(run, "each_fastcall", AT(int, 4), POINTER(each_fastcall)), 64);
}
BOTH(test_callback_thiscall_same)
{
    current = run;
    assert_int_equal(CALL(run, "each_thiscall", AT(int, 4), POINTER(each_thiscall), AT(intptr_t, 77)), 64);
}
BOTH(test_callback_runs_on_the_calling_thread)
{
    current = run;
    callback_thread = 0;
    CALL(run, "each_cdecl", AT(int, 1), POINTER(each_cdecl));
    assert_int_equal(callback_thread, GetCurrentThreadId());
}
BOTH(test_callback_many_times_same)
{
    current = run;
    assert_int_equal(CALL(run, "each_stdcall", AT(int, 300), POINTER(each_stdcall)), 300 * 299 / 2 * 10 + 300);
}

static int __cdecl walk(const char *text, int number, intptr_t user)
{
    run_log(current, text, strlen(text));
    return number < user;
}
BOTH(test_callback_with_text_and_user_value_same)
{
    current = run;
    assert_int_equal(CALL(run, "walk_texts", POINTER(walk), AT(intptr_t, 2)), 2);
    assert_int_equal(CALL(run, "walk_texts", POINTER(walk), AT(intptr_t, 9)), 4);
}
BOTH(test_callback_null_same)
{
    assert_int_equal(CALL(run, "walk_texts", POINTER(NULL), AT(intptr_t, 0)), -1);
}

static double __cdecl square(double x)
{
    return x * x;
}
static float __stdcall scale(float a, double b)
{
    return a * (float)b;
}
BOTH(test_callback_floating_point_same)
{
    /* Not logged: x87 code keeps more digits than SSE code in between. */
    double area = CALL_HANDLE(run, double, "integrate", POINTER(square), AT(double, 0), AT(double, 3), AT(int, 50));

    assert_true(fabs(area - 9) < 0.001);
    assert_true(CALL_AS(run, float, "apply_float", POINTER(scale), AT(float, 2.5f), AT(double, 4)) == 10);
}

static struct point __cdecl move_point(struct point point, int by)
{
    return (struct point){point.y + by, point.x - by};
}
static struct triple __stdcall rotate(struct triple triple)
{
    return (struct triple){triple.c, triple.a, triple.b * 2};
}
BOTH(test_callback_structs_by_value_same)
{
    struct point point = {1, 2}, out = {0};
    struct triple triple = {1, 2, 3}, turned = {0};

    run_call(run, "map_point", NULL, &out, (void *[]){POINTER(move_point), &point, AT(int, 10)}, 3);
    assert_true(out.x == 2 && out.y == 1);
    run_call(run, "map_triple", NULL, &turned, (void *[]){POINTER(rotate), &triple}, 2);
    assert_true(turned.a == 3 && turned.b == 1 && turned.c == 4);
}
static int __cdecl visit(const struct point *point)
{
    return point->x + point->y;
}
BOTH(test_callback_struct_by_pointer_same)
{
    assert_int_equal(CALL(run, "visit_records", POINTER(visit), AT(int, 5)), 110);
}
static int __cdecl answer(char *buffer, unsigned size, int *number)
{
    *number += 4;
    return snprintf(buffer, size, "%s%u", buffer, size);
}
BOTH(test_callback_writes_into_the_dlls_memory_same)
{
    /* result 2, length 2, number 9, '1' is 49 */
    assert_int_equal(CALL(run, "ask_buffer", POINTER(answer)), 49 * 1000000 + 9 * 10000 + 2 * 100 + 2);
}
static int __cdecl compare(const int *a, const int *b)
{
    return *a < *b ? -1 : *a > *b;
}
BOTH(test_callback_compare_sorts_same)
{
    int values[] = {5, -3, 99, 0, 12, 7, -50, 1}, *pointer = values, i;

    CALL_VOID(run, "sort_ints", &pointer, AT(unsigned, 8), POINTER(compare));
    for (i = 1; i < 8; i++)
        assert_true(values[i - 1] <= values[i]);
    LOG(run, values);
}

static int __cdecl deeper(int depth)
{
    DWORD thread = GetCurrentThreadId();
    int result = CALL(current, "recurse", AT(int, depth - 1), POINTER(deeper));

    /* Each level came back to this very thread. */
    return thread == GetCurrentThreadId() ? result : -100000;
}
BOTH(test_callback_nested_same)
{
    current = run;
    assert_int_equal(CALL(run, "recurse", AT(int, 8), POINTER(deeper)), 36);
}

static int __stdcall add_hundred(int value)
{
    InterlockedIncrement(&calls);
    callback_thread = GetCurrentThreadId();
    return value + 100;
}
BOTH(test_callback_kept_same)
{
    int i;

    CALL_VOID(run, "keep_callback", POINTER(add_hundred));
    for (i = 0; i < 3; i++)
        assert_int_equal(CALL(run, "fire_kept", AT(int, i)), i + 100);
    CALL_VOID(run, "keep_callback", POINTER(NULL));
    assert_int_equal(CALL(run, "fire_kept", AT(int, 1)), -1);
}
BOTH(test_callback_kept_from_a_thread_of_the_dll_same)
{
    CALL_VOID(run, "keep_callback", POINTER(add_hundred));
    assert_int_equal(CALL(run, "fire_from_thread", AT(int, 5)), 105);
    CALL_VOID(run, "keep_callback", POINTER(NULL));
}
BOTH(test_callback_from_a_thread_of_the_dll_during_the_call_same)
{
    assert_int_equal(CALL(run, "call_from_thread", POINTER(add_hundred), AT(int, 6)), 106);
}
BOTH(test_callback_kept_after_the_call_same)
{
    int i;

    CALL_VOID(run, "keep_callback", POINTER(add_hundred));
    calls = 0;
    assert_int_equal(CALL(run, "fire_later", AT(int, 1)), 1);
    for (i = 0; i < 200 && calls == 0; i++)
        Sleep(10);
    assert_int_equal(calls, 1);
    Sleep(50); /* the DLL's thread is on its way out of the callback */
    CALL_VOID(run, "keep_callback", POINTER(NULL));
}
static int __cdecl disturb(int value)
{
    SetLastError(1);
    return value;
}
BOTH(test_callback_leaves_the_dlls_last_error)
{
    int error = 0;

    /* In-process a callback does change it; what counts is that the bridge itself does not. */
    error = CALL_HANDLE(run, int, "errors_around_callback", POINTER(disturb));
    assert_int_equal(error, run->library ? 4711 : 1);
}

/* Several threads at once, each with callbacks to itself. */
struct worker {
    struct run *run;
    int failures;
};
static DWORD worker_thread_id_slot;
static int __cdecl on_own_thread(int depth)
{
    return TlsGetValue(worker_thread_id_slot) == (void *)(uintptr_t)GetCurrentThreadId() ? depth : -100000;
}
static DWORD WINAPI work(void *context)
{
    struct worker *worker = context;
    int i;

    TlsSetValue(worker_thread_id_slot, (void *)(uintptr_t)GetCurrentThreadId());
    for (i = 1; i <= 20; i++) {
        union {
            int value;
            uint64_t room;
        } result = {0};
        crossbit_function *function;

        if (FAILED(crossbit_find(worker->run->library, "recurse", &function)) ||
            FAILED(crossbit_invoke(function, &result, (void *[]){AT(int, i), POINTER(on_own_thread)}, 2)) ||
            result.value != 2 * i)
            worker->failures++;
    }
    return 0;
}
THERE(test_callback_from_many_client_threads)
{
    struct worker workers[4];
    HANDLE threads[4];
    int i;

    worker_thread_id_slot = TlsAlloc();
    for (i = 0; i < 4; i++) {
        workers[i] = (struct worker){run, 0};
        threads[i] = CreateThread(NULL, 0, work, &workers[i], 0, NULL);
        assert_non_null(threads[i]);
    }
    for (i = 0; i < 4; i++) {
        assert_int_equal(WaitForSingleObject(threads[i], 30000), WAIT_OBJECT_0);
        CloseHandle(threads[i]);
        assert_int_equal(workers[i].failures, 0);
    }
    TlsFree(worker_thread_id_slot);
}

int callback_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_callback_cdecl_same),
        cmocka_unit_test(test_callback_stdcall_same),
        cmocka_unit_test(test_callback_fastcall_same),
        cmocka_unit_test(test_callback_thiscall_same),
        cmocka_unit_test(test_callback_runs_on_the_calling_thread),
        cmocka_unit_test(test_callback_many_times_same),
        cmocka_unit_test(test_callback_with_text_and_user_value_same),
        cmocka_unit_test(test_callback_null_same),
        cmocka_unit_test(test_callback_floating_point_same),
        cmocka_unit_test(test_callback_structs_by_value_same),
        cmocka_unit_test(test_callback_struct_by_pointer_same),
        cmocka_unit_test(test_callback_writes_into_the_dlls_memory_same),
        cmocka_unit_test(test_callback_compare_sorts_same),
        cmocka_unit_test(test_callback_nested_same),
        cmocka_unit_test(test_callback_kept_same),
        cmocka_unit_test(test_callback_kept_from_a_thread_of_the_dll_same),
        cmocka_unit_test(test_callback_from_a_thread_of_the_dll_during_the_call_same),
        cmocka_unit_test(test_callback_kept_after_the_call_same),
        cmocka_unit_test(test_callback_leaves_the_dlls_last_error),
        cmocka_unit_test(test_callback_from_many_client_threads),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
