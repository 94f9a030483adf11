/* SPDX-License-Identifier: MIT */
/* The machine side of calls and callbacks, Microsoft's x64 convention. See frame.h for the structures. */
#include "frame.h"

    .intel_syntax noprefix
    .text

/*
 * void engine_invoke(struct call_frame *frame)
 *
 * Locals at rbp: frame (for engine_exception), MXCSR, x87 control word, scratch. rbp stands for the stack pointer from
 * the prologue on, so that whatever the callee does to rsp is undone, and the unwinder always finds its way.
 */
    .globl engine_invoke
    .def engine_invoke; .scl 2; .type 32; .endef
    .seh_proc engine_invoke
    .seh_handler engine_exception, @except, @unwind
engine_invoke:
    push rbp
    .seh_pushreg rbp
    push rbx
    .seh_pushreg rbx
    sub rsp, 40
    .seh_stackalloc 40
    mov rbp, rsp
    .seh_setframe rbp, 0
    .seh_endprologue
    mov rbx, rcx
    mov [rbp], rcx
    stmxcsr [rbp + 8]
    fnstcw [rbp + 12]

    /* Windows grows a stack only when its guard page is touched: page by page. */
    mov rax, [rbx + CALL_STACK_SIZE]
1:  cmp rax, 4096
    jbe 2f
    sub rsp, 4096
    or dword ptr [rsp], 0
    sub rax, 4096
    jmp 1b
2:  sub rsp, rax
    or dword ptr [rsp], 0

    mov rcx, rbx
    mov rdx, rsp
    sub rsp, 32
    call engine_fill
    add rsp, 32

    /* Floating-point arguments travel in both kinds of registers: variadic functions read the integer ones. */
    mov rcx, [rsp]
    mov rdx, [rsp + 8]
    mov r8, [rsp + 16]
    mov r9, [rsp + 24]
    movq xmm0, rcx
    movq xmm1, rdx
    movq xmm2, r8
    movq xmm3, r9
    call [rbx + CALL_ADDRESS]

    cld
    mov [rbx + CALL_STACK_AFTER], rsp
    mov rsp, rbp
    mov [rbx + CALL_RESULT], rax
    movq [rbx + CALL_RESULT_FLOAT], xmm0

    /* The control bits of MXCSR; its exception flags are the callee's to leave. */
    stmxcsr [rbp + 16]
    mov eax, [rbp + 16]
    xor eax, [rbp + 8]
    and eax, 0xffc0
    jz 3f
    ldmxcsr [rbp + 8]
3:  fnstcw [rbp + 16]
    mov ax, [rbp + 16]
    cmp ax, [rbp + 12]
    je 4f
    fnclex
    fldcw [rbp + 12]
    /* A register stack that is not empty (MMX without emms, an undeclared result) would break x87 code that follows. */
4:  fxam
    fnstsw ax
    and eax, 0x4500
    cmp eax, 0x4100
    je 5f
    fninit
    fldcw [rbp + 12]
5:  lea rsp, [rbp + 40]
    pop rbx
    pop rbp
    ret
    .seh_endproc

/*
 * A thunk's code comes here with the thunk in r11; the stack is the caller's. The four integer registers go to their
 * home slots, which lie right in front of the stack arguments.
 */
    .globl engine_thunk_enter
    .def engine_thunk_enter; .scl 2; .type 32; .endef
    .seh_proc engine_thunk_enter
engine_thunk_enter:
    mov [rsp + 8], rcx
    mov [rsp + 16], rdx
    mov [rsp + 24], r8
    mov [rsp + 32], r9
    sub rsp, 104
    .seh_stackalloc 104
    .seh_endprologue
    movq [rsp + 32 + THUNK_XMM], xmm0
    movq [rsp + 32 + THUNK_XMM + 8], xmm1
    movq [rsp + 32 + THUNK_XMM + 16], xmm2
    movq [rsp + 32 + THUNK_XMM + 24], xmm3
    lea rax, [rsp + 112]
    mov [rsp + 32 + THUNK_STACK], rax
    /* The handler is ordinary code and may rely on the state that Windows starts threads with. */
    stmxcsr [rsp + 32 + THUNK_MXCSR]
    fnstcw [rsp + 32 + THUNK_CONTROL]
    ldmxcsr [rip + default_mxcsr]
    fnclex
    fldcw [rip + default_control]
    cld
    mov rcx, r11
    lea rdx, [rsp + 32]
    call engine_thunk_run
    ldmxcsr [rsp + 32 + THUNK_MXCSR]
    fldcw [rsp + 32 + THUNK_CONTROL]
    mov rax, [rsp + 32 + THUNK_RESULT]
    movq xmm0, rax
    add rsp, 104
    ret
    .seh_endproc

    .section .rdata, "dr"
default_mxcsr:
    .long 0x1f80
default_control:
    .short 0x027f
