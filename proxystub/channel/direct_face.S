/* SPDX-License-Identifier: MIT */
/*
 * The methods of a direct face (direct_face.h): two tables of entries of 16 bytes, for the methods from 3 on. An entry
 * of the first calls
 *
 *     uint32_t __cdecl direct_face_call(BYTE *args, uint32_t method, const BYTE *reals, HRESULT *result)
 *
 * with the place where the arguments begin, the object's pointer first, and on x64 what the registers for reals 1 to 3
 * held. It
 * gives the bytes of the arguments, which a method on i386 takes off the stack; 0: this call goes to widl's proxy. The
 * entries of the
 * second table go there at once, with the proxy's pointer as the object's, and so take no stack.
 */
#include "direct_face_methods.h"

    .macro entries target
    .set number, 3
    .rept DIRECT_FACE_METHODS - 3
    .p2align 4
    movl $number, %eax
    jmp \target
    .set number, number + 1
    .endr
    .endm

    .text
#ifdef __x86_64__
    .globl direct_face_calls
    .globl direct_face_forwards
    .p2align 4
direct_face_calls:
    entries call_direct
    .p2align 4
direct_face_forwards:
    entries forward

forward:
    movq 8(%rcx), %rcx
    movq (%rcx), %r10
    jmpq *(%r10,%rax,8)

    .def call_direct; .scl 3; .type 32; .endef
    .seh_proc call_direct
call_direct:
    movq %rcx, 8(%rsp)
    movq %rdx, 16(%rsp)
    movq %r8, 24(%rsp)
    movq %r9, 32(%rsp)
    subq $72, %rsp
    .seh_stackalloc 72
    .seh_endprologue
    movq %xmm1, 32(%rsp)
    movq %xmm2, 40(%rsp)
    movq %xmm3, 48(%rsp)
    movl %eax, 56(%rsp)
    leaq 80(%rsp), %rcx
    movl %eax, %edx
    leaq 32(%rsp), %r8
    leaq 60(%rsp), %r9
    call direct_face_call
    testl %eax, %eax
    jz 1f
    movl 60(%rsp), %eax
    addq $72, %rsp
    ret
1:  movl 56(%rsp), %eax
    movq 32(%rsp), %xmm1
    movq 40(%rsp), %xmm2
    movq 48(%rsp), %xmm3
    movq 80(%rsp), %rcx
    movq 88(%rsp), %rdx
    movq 96(%rsp), %r8
    movq 104(%rsp), %r9
    addq $72, %rsp
    jmp forward
    .seh_endproc
#else
    .globl _direct_face_calls
    .globl _direct_face_forwards
    .p2align 4
_direct_face_calls:
    entries call_direct
    .p2align 4
_direct_face_forwards:
    entries forward

forward:
    movl 4(%esp), %ecx
    movl 4(%ecx), %ecx
    movl %ecx, 4(%esp)
    movl (%ecx), %ecx
    jmp *(%ecx,%eax,4)

call_direct:
    pushl %ebp
    movl %esp, %ebp
    pushl %eax
    pushl $0
    andl $-16, %esp /* the stack is aligned by 16 at the call, as GCC expects */
    leal -8(%ebp), %ecx
    pushl %ecx
    pushl $0
    pushl %eax
    leal 8(%ebp), %ecx
    pushl %ecx
    call _direct_face_call
    testl %eax, %eax
    jz 1f
    movl %eax, %ecx
    movl -8(%ebp), %eax
    leave
    movl (%esp), %edx
    movl %edx, (%esp,%ecx)
    addl %ecx, %esp
    ret
1:  movl -4(%ebp), %eax
    leave
    jmp forward
#endif
