/* SPDX-License-Identifier: MIT */
/*
 * Faults inside a call. Each case crashes a thread of its own; the fault handler records what it sees and ends that
 * thread, as the real one ends the process.
 */
#include "engine_types.h"

#include <stdio.h>

static struct {
    DWORD code;
    void *address;
    ULONG_PTR stack;
    const struct cfunction *function;
    volatile LONG count;
    volatile LONG unwound;
} seen;

static LONG on_fault(const struct cfunction *function, EXCEPTION_POINTERS *exception)
{
    seen.function = function;
    seen.code = exception->ExceptionRecord->ExceptionCode;
    seen.address = exception->ExceptionRecord->ExceptionAddress;
#ifdef __x86_64__
    seen.stack = exception->ContextRecord->Rsp;
#else
    seen.stack = exception->ContextRecord->Esp;
#endif
    InterlockedIncrement(&seen.count);
    ExitThread(7);
}

struct job {
    struct hand_function made;
    void *code;
    int result;
};

static DWORD WINAPI run_job(void *context)
{
    struct job *job = context;
    struct engine_outcome outcome = {0};

    return FAILED(engine_call(&job->made.function, job->code, ARGS(AT(int, 3)), &job->result, &outcome)) ? 1 : 0;
}

/* The exit code of a thread that calls code. */
static DWORD run(struct job *job, void *code)
{
    HANDLE thread;
    DWORD exit_code = 99;

    ZeroMemory(&seen, sizeof(seen));
    hand_make(&job->made, CONV_CDECL, &type_i32, TYPES(&type_i32));
    job->code = code;
    thread = CreateThread(NULL, 0, run_job, job, 0, NULL);
    assert_non_null(thread);
    assert_int_equal(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    GetExitCodeThread(thread, &exit_code);
    CloseHandle(thread);
    return exit_code;
}

static int read_null(int a)
{
    return *(volatile int *)(intptr_t)a;
}

static int divide_by_zero(int a)
{
    volatile int zero = 0;

    return a / zero;
}

static int overflow_stack(int a)
{
    volatile char block[2000];

    block[0] = (char)a;
    if (a < 0)
        return a;
    return overflow_stack(a + 1) + block[0];
}

static int raise_own(int a)
{
    ULONG_PTR argument = (ULONG_PTR)a;

    RaiseException(0xe0001234, 0, 1, &argument);
    return 5;
}

TEST(test_fault_access_violation_is_seen_in_place)
{
    struct job job = {0};

    assert_int_equal(run(&job, CODE(read_null)), 7);
    assert_int_equal(seen.code, EXCEPTION_ACCESS_VIOLATION);
    assert_ptr_equal(seen.function, &job.made.function);
    /* The address is in the function that crashed: its stack was still there. */
    assert_in_range((uintptr_t)seen.address, (uintptr_t)read_null, (uintptr_t)read_null + 64);
    assert_int_equal(seen.count, 1);
}

TEST(test_fault_divide_by_zero_is_seen)
{
    struct job job = {0};

    assert_int_equal(run(&job, CODE(divide_by_zero)), 7);
    assert_int_equal(seen.code, EXCEPTION_INT_DIVIDE_BY_ZERO);
}

TEST(test_fault_stack_overflow_is_seen)
{
    struct job job = {0};

    assert_int_equal(run(&job, CODE(overflow_stack)), 7);
    assert_int_equal(seen.code, EXCEPTION_STACK_OVERFLOW);
}

TEST(test_fault_raised_exception_is_seen)
{
    struct job job = {0};

    assert_int_equal(run(&job, CODE(raise_own)), 7);
    assert_int_equal(seen.code, 0xe0001234);
}

TEST(test_fault_null_function_is_seen)
{
    struct job job = {0};

    assert_int_equal(run(&job, NULL), 7);
    assert_int_equal(seen.code, EXCEPTION_ACCESS_VIOLATION);
}

/* A debug message is an exception that its sender handles. */
static int debug_message(int a)
{
    OutputDebugStringA("hello");
    return a + 1;
}

TEST(test_fault_debug_message_is_no_fault)
{
    struct job job = {0};

    assert_int_equal(run(&job, CODE(debug_message)), 0);
    assert_int_equal(job.result, 4);
    assert_int_equal(seen.count, 0);
}

/* A library that handles its own exceptions, deep in a call. */
#ifdef __x86_64__
static EXCEPTION_DISPOSITION __cdecl skip_instruction(
    EXCEPTION_RECORD *record, void *frame, CONTEXT *context, void *dispatcher) __attribute__((used));
static EXCEPTION_DISPOSITION __cdecl skip_instruction(
    EXCEPTION_RECORD *record, void *frame, CONTEXT *context, void *dispatcher)
{
    (void)record;
    (void)frame;
    (void)dispatcher;
    context->Rip += 2; /* ud2 */
    context->Rax = 77;
    return ExceptionContinueExecution;
}
int handles_itself(int a);
__asm__(".text\n"
        ".seh_proc handles_itself\n"
        ".seh_handler skip_instruction, @except\n"
        "handles_itself:\n"
        "    subq $40, %rsp\n"
        "    .seh_stackalloc 40\n"
        "    .seh_endprologue\n"
        "    ud2\n"
        "    nop\n"
        "    addq $40, %rsp\n"
        "    ret\n"
        ".seh_endproc\n");
#else
static EXCEPTION_DISPOSITION __cdecl skip_instruction(
    EXCEPTION_RECORD *record, void *frame, CONTEXT *context, void *dispatcher)
{
    (void)record;
    (void)frame;
    (void)dispatcher;
    context->Eip += 2; /* ud2 */
    context->Eax = 77;
    return ExceptionContinueExecution;
}

static int handles_itself(int a)
{
    struct {
        void *next, *handler;
    } registration = {(void *)__readfsdword(0), CODE(skip_instruction)};
    int result;

    __writefsdword(0, (DWORD)(uintptr_t)&registration);
    __asm__ volatile("ud2" : "=a"(result) : : "memory");
    __writefsdword(0, (DWORD)(uintptr_t)registration.next);
    return result + a * 0;
}
#endif

TEST(test_fault_that_the_callee_handles_is_its_own)
{
    struct job job = {0};

    assert_int_equal(run(&job, CODE(handles_itself)), 0);
    assert_int_equal(job.result, 77);
    assert_int_equal(seen.count, 0);
}

static void call_crasher(void *context, const struct cfunction *function, void *const *args, void *result)
{
    struct hand_function inner;
    struct engine_outcome outcome = {0};

    (void)context;
    (void)function;
    hand_make(&inner, CONV_CDECL, &type_i32, TYPES(&type_i32));
    inner.function.name = "inner";
    engine_call(&inner.function, CODE(read_null), args, result, &outcome);
}

/* The innermost call is the one that is blamed; on x64 the unwinder has to get through the thunk. */
TEST(test_fault_in_nested_call_names_the_inner_function)
{
    struct hand_function made;
    struct engine_thunk *thunk;
    struct job job = {0};

    hand_make(&made, CONV_CDECL, &type_i32, TYPES(&type_i32));
    assert_int_equal(engine_thunk_create(&made.function, call_crasher, NULL, &thunk), S_OK);
    assert_int_equal(run(&job, engine_thunk_code(thunk)), 7);
    assert_int_equal(seen.code, EXCEPTION_ACCESS_VIOLATION);
    engine_thunk_free(thunk);
}

static void crash_handler(void *context, const struct cfunction *function, void *const *args, void *result)
{
    (void)context;
    (void)function;
    (void)args;
    *(int *)result = read_null(*(int *)args[0]);
}

/* An exception above a thunk finds its way through the thunk down to the call. */
TEST(test_fault_in_callback_reaches_the_outer_call)
{
    struct hand_function made;
    struct engine_thunk *thunk;
    struct job job = {0};

    hand_make(&made, CONV_CDECL, &type_i32, TYPES(&type_i32));
    assert_int_equal(engine_thunk_create(&made.function, crash_handler, NULL, &thunk), S_OK);
    assert_int_equal(run(&job, engine_thunk_code(thunk)), 7);
    assert_int_equal(seen.code, EXCEPTION_ACCESS_VIOLATION);
    assert_ptr_equal(seen.function, &job.made.function);
    engine_thunk_free(thunk);
}

TEST(test_fault_call_of_a_freed_thunk_is_seen)
{
    struct hand_function made;
    struct engine_thunk *thunk;
    struct job job = {0};

    hand_make(&made, CONV_CDECL, &type_i32, TYPES(&type_i32));
    assert_int_equal(engine_thunk_create(&made.function, crash_handler, NULL, &thunk), S_OK);
    engine_thunk_free(thunk);
    assert_int_equal(run(&job, engine_thunk_code(thunk)), 7);
    assert_int_equal(seen.code, 0xE0434254);
}

TEST_SETUP(set_up)
{
    engine_set_fault_handler(on_fault);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fault_access_violation_is_seen_in_place),
        cmocka_unit_test(test_fault_divide_by_zero_is_seen),
        cmocka_unit_test(test_fault_stack_overflow_is_seen),
        cmocka_unit_test(test_fault_raised_exception_is_seen),
        cmocka_unit_test(test_fault_null_function_is_seen),
        cmocka_unit_test(test_fault_debug_message_is_no_fault),
        cmocka_unit_test(test_fault_that_the_callee_handles_is_its_own),
        cmocka_unit_test(test_fault_in_nested_call_names_the_inner_function),
        cmocka_unit_test(test_fault_in_callback_reaches_the_outer_call),
        cmocka_unit_test(test_fault_call_of_a_freed_thunk_is_seen),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
