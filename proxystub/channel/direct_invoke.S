/* SPDX-License-Identifier: MIT */
/*
 * HRESULT __cdecl direct_invoke_method(const void *function, const void *stack, size_t stack_size)
 *
 * Calls a COM method (__stdcall on i386) with a copy of stack as its arguments, the object's pointer first. x64: the
 * first four go into the registers of integers and of reals alike, as for a function without a prototype.
 */
#ifdef __x86_64__
    .text
    .globl direct_invoke_method
    .def direct_invoke_method; .scl 2; .type 32; .endef
    .seh_proc direct_invoke_method
direct_invoke_method:
    pushq %rbp
    .seh_pushreg %rbp
    movq %rsp, %rbp
    .seh_setframe %rbp, 0
    .seh_endprologue
    movq %rcx, %rax
    leaq 47(%r8), %r9 /* room for four at least, and a multiple of 16 */
    andq $-16, %r9
    subq %r9, %rsp
1:  subq $8, %r8
    movq (%rdx,%r8), %rcx
    movq %rcx, (%rsp,%r8)
    jnz 1b
    movq (%rsp), %rcx
    movq 8(%rsp), %rdx
    movq 16(%rsp), %r8
    movq 24(%rsp), %r9
    movq %rdx, %xmm1
    movq %r8, %xmm2
    movq %r9, %xmm3
    callq *%rax
    leaq 0(%rbp), %rsp
    popq %rbp
    ret
    .seh_endproc
#else
    .text
    .globl _direct_invoke_method
_direct_invoke_method:
    pushl %ebp
    movl %esp, %ebp
    movl 12(%ebp), %edx
    movl 16(%ebp), %ecx
    subl %ecx, %esp
    andl $-16, %esp /* the stack is aligned by 16 at the call, as GCC expects */
1:  subl $4, %ecx
    movl (%edx,%ecx), %eax
    movl %eax, (%esp,%ecx)
    jnz 1b
    call *8(%ebp)
    movl %ebp, %esp
    popl %ebp
    ret
#endif
