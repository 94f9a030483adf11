/* SPDX-License-Identifier: MIT */
/* The machine side of calls and callbacks, 32 bits: cdecl, stdcall, fastcall and thiscall. Structures: frame.h. */
#include "frame.h"

    .intel_syntax noprefix
    .text

/*
 * void __cdecl engine_invoke(struct call_frame *frame)
 *
 * Below ebp: the saved registers; at ebp - 24 the exception registration (next, handler, frame), at ebp - 28 MXCSR, at
 * ebp - 32 the x87 control word, at ebp - 36 scratch. After the call everything is found through ebp: esp may be off.
 */
    .globl _engine_invoke
    .def _engine_invoke; .scl 2; .type 32; .endef
_engine_invoke:
    push ebp
    mov ebp, esp
    push ebx
    push esi
    push edi
    mov ebx, [ebp + 8]
    push ebx
    push offset _engine_exception
    push dword ptr fs:[0]
    mov fs:[0], esp
    sub esp, 12
    stmxcsr [ebp - 28]
    fnstcw [ebp - 32]
    and esp, -16

    /* Windows grows a stack only when its guard page is touched: page by page. */
    mov eax, [ebx + CALL_STACK_SIZE]
1:  cmp eax, 4096
    jbe 2f
    sub esp, 4096
    or dword ptr [esp], 0
    sub eax, 4096
    jmp 1b
2:  sub esp, eax
    or dword ptr [esp], 0

    mov eax, esp
    sub esp, 8
    push eax
    push ebx
    call _engine_fill
    add esp, 16

    mov ecx, [ebx + CALL_REGISTERS]
    mov edx, [ebx + CALL_REGISTERS + 4]
    call [ebx + CALL_ADDRESS]

    cld
    mov ebx, [ebp + 8]
    mov [ebx + CALL_STACK_AFTER], esp
    lea esp, [ebp - 36]
    mov [ebx + CALL_RESULT], eax
    mov [ebx + CALL_RESULT + 4], edx

    /* The control bits of MXCSR; its exception flags are the callee's to leave. */
    stmxcsr [ebp - 36]
    mov eax, [ebp - 36]
    xor eax, [ebp - 28]
    and eax, 0xffc0
    jz 3f
    ldmxcsr [ebp - 28]
3:  fnstcw [ebp - 36]
    mov ax, [ebp - 36]
    cmp ax, [ebp - 32]
    je 4f
    fnclex
    fldcw [ebp - 32]
    /* st(0) is the result of a floating-point function. Nothing else may stay on the register stack. */
4:  fxam
    fnstsw ax
    and eax, 0x4500
    cmp eax, 0x4100
    je 5f
    fstp tbyte ptr [ebx + CALL_ST0]
    mov dword ptr [ebx + CALL_ST0_VALID], 1
    fxam
    fnstsw ax
    and eax, 0x4500
    cmp eax, 0x4100
    je 5f
    fninit
    fldcw [ebp - 32]

5:  mov eax, [ebp - 24]
    mov fs:[0], eax
    lea esp, [ebp - 12]
    pop edi
    pop esi
    pop ebx
    pop ebp
    ret

/* A thunk's code comes here with the thunk in eax; the stack is the caller's. */
    .globl _engine_thunk_enter
    .def _engine_thunk_enter; .scl 2; .type 32; .endef
_engine_thunk_enter:
    push ebp
    mov ebp, esp
    sub esp, 56
    and esp, -16
    mov [esp + 16 + THUNK_REGISTERS], ecx
    mov [esp + 16 + THUNK_REGISTERS + 4], edx
    lea ecx, [ebp + 8]
    mov [esp + 16 + THUNK_STACK], ecx
    /* The handler is ordinary code and may rely on the state that Windows starts threads with. */
    stmxcsr [esp + 16 + THUNK_MXCSR]
    fnstcw [esp + 16 + THUNK_CONTROL]
    ldmxcsr [default_mxcsr]
    fnclex
    fldcw [default_control]
    cld
    lea ecx, [esp + 16]
    mov [esp], eax
    mov [esp + 4], ecx
    call _engine_thunk_run
    ldmxcsr [esp + 16 + THUNK_MXCSR]
    fldcw [esp + 16 + THUNK_CONTROL]
    mov ecx, [esp + 16 + THUNK_KIND]
    mov eax, [esp + 16 + THUNK_RESULT]
    mov edx, [esp + 16 + THUNK_RESULT + 4]
    cmp ecx, THUNK_FLOAT
    jb 2f
    je 1f
    fld qword ptr [esp + 16 + THUNK_RESULT]
    jmp 2f
1:  fld dword ptr [esp + 16 + THUNK_RESULT]
2:  mov ecx, [esp + 16 + THUNK_POP]
    leave
    /* ret N with N in ecx: the return address moves over the arguments. pop takes its address after raising esp. */
    pop dword ptr [esp + ecx - 4]
    lea esp, [esp + ecx - 4]
    ret

    .section .rdata, "dr"
default_mxcsr:
    .long 0x1f80
default_control:
    .short 0x027f
