/* SPDX-License-Identifier: MIT */
/*
 * DWORD guard_call(void (*function)(void *), void *context)
 *
 * GCC has no structured exception handling for C. This is one frame of it: an exception that leaves function ends at
 * guard_resume, with its code as the result; without one the result is 0.
 */
#ifdef __x86_64__
    .text
    .globl guard_call
    .globl guard_resume
    .def guard_call; .scl 2; .type 32; .endef
    .seh_proc guard_call
guard_call:
    subq $40, %rsp
    .seh_stackalloc 40
    .seh_endprologue
    .seh_handler guard_handler, @except
    movq %rcx, %rax
    movq %rdx, %rcx
    callq *%rax
    xorl %eax, %eax
guard_resume:
    nop
    addq $40, %rsp
    ret
    .seh_handlerdata
    .text
    .seh_endproc
#else
    .text
    .globl _guard_call
    .globl _guard_resume
    .globl _guard_unwind
_guard_call:
    pushl %ebp
    movl %esp, %ebp
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl $_guard_handler
    pushl %fs:0
    movl %esp, %fs:0
    subl $12, %esp /* keeps the stack aligned by 16 at the call, as GCC expects */
    andl $-16, %esp
    subl $12, %esp
    pushl 12(%ebp)
    call *8(%ebp)
    xorl %eax, %eax
_guard_resume:
    leal -20(%ebp), %esp
    popl %fs:0
    addl $4, %esp
    popl %edi
    popl %esi
    popl %ebx
    popl %ebp
    ret
/*
 * void guard_unwind(void *frame, EXCEPTION_RECORD *record, DWORD code): unwinds to the registration that _guard_call
 * pushed, 20 bytes below its ebp. Native RtlUnwind returns with ebx, esi and edi zero, so nothing is kept in a register
 * over it.
 */
_guard_unwind:
    pushl $0
    pushl 12(%esp)
    pushl $0
    pushl 16(%esp)
    call *_guard_rtl_unwind
    movl 4(%esp), %ecx
    movl 12(%esp), %eax
    leal 20(%ecx), %ebp
    jmp _guard_resume
#endif
