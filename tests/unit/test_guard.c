/* SPDX-License-Identifier: MIT */
/* The channel's guard: what leaves a function ends there, whatever the system's unwinder does to the registers. */

#include "tests/test.h"

#include "proxystub/channel/channel_private.h"

static void raise_code(void *context)
{
    RaiseException(*(const DWORD *)context, 0, 0, NULL);
}

static void write_to_null(void *context)
{
    **(int *volatile *)context = 1;
}

static void set_flag(void *context)
{
    *(int *)context = 1;
}

TEST(test_call_without_exception_returns_0)
{
    int flag = 0;

    assert_int_equal(guard_call(set_flag, &flag), 0);
    assert_int_equal(flag, 1);
}

TEST(test_call_with_exception_returns_its_code)
{
    DWORD code = 0xe0000001;
    int *nowhere = NULL;

    assert_int_equal(guard_call(raise_code, &code), 0xe0000001);
    assert_int_equal(guard_call(write_to_null, &nowhere), EXCEPTION_ACCESS_VIOLATION);
    code = 1783;
    assert_int_equal(guard_call(raise_code, &code), 1783);
}

static void call_inner(void *context)
{
    DWORD inner = 0xe0000002;

    assert_int_equal(guard_call(raise_code, &inner), 0xe0000002);
    raise_code(context);
}

TEST(test_calls_nest)
{
    DWORD code = 0xe0000003;

    assert_int_equal(guard_call(call_inner, &code), 0xe0000003);
}

#ifndef _WIN64
/* As Windows' own does: it comes back with ebx, esi and edi zero. Wine's keeps them. */
void WINAPI unwind_and_clear(void *frame, void *target, EXCEPTION_RECORD *record, void *value);
__asm__(".text\n"
        ".globl _unwind_and_clear@16\n"
        "_unwind_and_clear@16:\n"
        "    pushl 16(%esp)\n"
        "    pushl 16(%esp)\n"
        "    pushl 16(%esp)\n"
        "    pushl 16(%esp)\n"
        "    call _RtlUnwind@16\n"
        "    xorl %ebx, %ebx\n"
        "    xorl %esi, %esi\n"
        "    xorl %edi, %edi\n"
        "    ret $16\n");

/* The code, and in kept what guard_call left of the caller's ebx, esi and edi. */
DWORD call_with_registers(void (*function)(void *), void *context, DWORD *kept);
__asm__(".text\n"
        ".globl _call_with_registers\n"
        "_call_with_registers:\n"
        "    pushl %ebp\n"
        "    movl %esp, %ebp\n"
        "    pushl %ebx\n"
        "    pushl %esi\n"
        "    pushl %edi\n"
        "    movl $0x11111111, %ebx\n"
        "    movl $0x22222222, %esi\n"
        "    movl $0x33333333, %edi\n"
        "    pushl 12(%ebp)\n"
        "    pushl 8(%ebp)\n"
        "    call _guard_call\n"
        "    addl $8, %esp\n"
        "    movl 16(%ebp), %ecx\n"
        "    movl %ebx, (%ecx)\n"
        "    movl %esi, 4(%ecx)\n"
        "    movl %edi, 8(%ecx)\n"
        "    popl %edi\n"
        "    popl %esi\n"
        "    popl %ebx\n"
        "    popl %ebp\n"
        "    ret\n");

TEST(test_exception_with_cleared_registers_returns_its_code)
{
    DWORD code = 0xe0000004, kept[3];

    guard_rtl_unwind = unwind_and_clear;
    assert_int_equal(call_with_registers(raise_code, &code, kept), 0xe0000004);
    assert_int_equal(kept[0], 0x11111111);
    assert_int_equal(kept[1], 0x22222222);
    assert_int_equal(kept[2], 0x33333333);
    assert_int_equal(guard_call(call_inner, &code), 0xe0000004);
    guard_rtl_unwind = RtlUnwind;
}
#endif

/* ---- fault hooks ---- */

static int crashes;
static DWORD crash_code;
static const void *crash_place;

/* A host's ends the process; this one comes back, so that the guard goes on as without hooks. */
static void __cdecl note_crash(EXCEPTION_POINTERS *exception)
{
    crashes++;
    crash_code = exception->ExceptionRecord->ExceptionCode;
    crash_place = exception->ExceptionRecord->ExceptionAddress;
}

static const char *__cdecl enter_nothing(const char *function)
{
    (void)function;
    return NULL;
}

static void __cdecl leave_nothing(const char *outer)
{
    (void)outer;
}

TEST(test_hooks_hear_of_exceptions_but_not_of_rpc_statuses)
{
    static const struct crossbit_fault_hooks hooks = {enter_nothing, leave_nothing, note_crash};
    DWORD status = 1783;
    int *nowhere = NULL;

    CrossbitSetFaultHooks(&hooks);
    assert_ptr_equal(CrossbitGetFaultHooks(), &hooks);
    assert_int_equal(guard_call(raise_code, &status), 1783);
    assert_int_equal(crashes, 0);
    assert_int_equal(guard_call(write_to_null, &nowhere), EXCEPTION_ACCESS_VIOLATION);
    assert_int_equal(crashes, 1);
    assert_int_equal(crash_code, EXCEPTION_ACCESS_VIOLATION);
    assert_non_null(crash_place);
    CrossbitSetFaultHooks(NULL);
    assert_int_equal(guard_call(write_to_null, &nowhere), EXCEPTION_ACCESS_VIOLATION);
    assert_int_equal(crashes, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_call_without_exception_returns_0),
        cmocka_unit_test(test_call_with_exception_returns_its_code),
        cmocka_unit_test(test_calls_nest),
#ifndef _WIN64
        cmocka_unit_test(test_exception_with_cleared_registers_returns_its_code),
#endif
        cmocka_unit_test(test_hooks_hear_of_exceptions_but_not_of_rpc_statuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
