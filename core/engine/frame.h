/* SPDX-License-Identifier: MIT */
/*
 * What the assembly (invoke-*.S) and the C code of the engine share. The offsets are written twice: here for the
 * assembler, below for the compiler, which checks them.
 */
#ifndef CROSSBIT_FRAME_H
#define CROSSBIT_FRAME_H

/*
 * A callee owns its argument area, and one that was declared with too few parameters writes beyond it. This much
 * (bytes) lies between the arguments and the engine's own frame.
 */
#define ENGINE_GUARD 128

#ifdef __x86_64__
#define CALL_ADDRESS 0
#define CALL_STACK_SIZE 8
#define CALL_STACK_AFTER 16
#define CALL_ST0_VALID 24
#define CALL_ST0 32
#define CALL_RESULT 48
#define CALL_RESULT_FLOAT 56

#define THUNK_XMM 0
#define THUNK_STACK 32
#define THUNK_RESULT 40
#define THUNK_MXCSR 48
#define THUNK_CONTROL 52
#else
#define CALL_ADDRESS 0
#define CALL_STACK_SIZE 4
#define CALL_STACK_AFTER 8
#define CALL_ST0_VALID 12
#define CALL_ST0 16
#define CALL_RESULT 28
#define CALL_REGISTERS 36

#define THUNK_REGISTERS 0
#define THUNK_STACK 8
#define THUNK_RESULT 12
#define THUNK_MXCSR 20
#define THUNK_CONTROL 24
#define THUNK_KIND 28
#define THUNK_POP 32
#define THUNK_FLOAT 1 /* values of kind */
#define THUNK_DOUBLE 2
#endif

#ifndef __ASSEMBLER__
#include "engine.h"

/* One call under way; lives on the stack of engine_call. */
struct call_frame {
    void *address;
    size_t stack_size; /* bytes below the frame for arguments, copies and guard; a multiple of 16 */
    char *stack_after; /* the stack pointer when the callee had returned */
    size_t st0_valid;  /* the callee left a value in st(0) */
#ifdef __x86_64__
    unsigned char st0[16]; /* it, in the x87's own 10 bytes */
    uint64_t result;       /* rax */
    uint64_t result_float; /* low half of xmm0 */
#else
    unsigned char st0[12];
    uint32_t result[2];    /* eax, edx */
    uint32_t registers[2]; /* ecx, edx for fastcall and thiscall */
#endif
    /* Only C looks at the rest. */
    const struct cfunction *function;
    void *const *args;
    void *result_memory;
    const struct engine_outcome *outcome;
    char *stack;      /* where the arguments start */
    size_t args_size; /* bytes of arguments on the stack */
};

/* Registers of a call that came in through a thunk; made by engine_thunk_enter. */
struct thunk_frame {
#ifdef __x86_64__
    uint64_t xmm[4]; /* low halves */
    char *stack;     /* the four home slots, which hold the registers, and the stack arguments behind them */
    uint64_t result; /* goes to rax and to xmm0 */
    uint32_t mxcsr;
    uint16_t control;
#else
    uint32_t registers[2]; /* ecx, edx */
    char *stack;           /* the stack arguments */
    uint32_t result[2];    /* goes to eax, edx, or to st(0), as kind says */
    uint32_t mxcsr;
    uint16_t control;
    uint32_t kind;
    uint32_t pop; /* bytes of arguments that the callee removes */
#endif
};

#define ENGINE_CHECK(type, field, offset) _Static_assert(offsetof(struct type, field) == (offset), #field)
ENGINE_CHECK(call_frame, address, CALL_ADDRESS);
ENGINE_CHECK(call_frame, stack_size, CALL_STACK_SIZE);
ENGINE_CHECK(call_frame, stack_after, CALL_STACK_AFTER);
ENGINE_CHECK(call_frame, st0_valid, CALL_ST0_VALID);
ENGINE_CHECK(call_frame, st0, CALL_ST0);
ENGINE_CHECK(call_frame, result, CALL_RESULT);
ENGINE_CHECK(thunk_frame, stack, THUNK_STACK);
ENGINE_CHECK(thunk_frame, result, THUNK_RESULT);
ENGINE_CHECK(thunk_frame, mxcsr, THUNK_MXCSR);
ENGINE_CHECK(thunk_frame, control, THUNK_CONTROL);
#ifdef __x86_64__
ENGINE_CHECK(call_frame, result_float, CALL_RESULT_FLOAT);
ENGINE_CHECK(thunk_frame, xmm, THUNK_XMM);
#else
ENGINE_CHECK(call_frame, registers, CALL_REGISTERS);
ENGINE_CHECK(thunk_frame, registers, THUNK_REGISTERS);
ENGINE_CHECK(thunk_frame, kind, THUNK_KIND);
ENGINE_CHECK(thunk_frame, pop, THUNK_POP);
#endif

/* Makes room on the stack, has engine_fill write the arguments there, calls, and puts the machine's state back. */
void engine_invoke(struct call_frame *frame);
void engine_fill(struct call_frame *frame, char *stack);
/* The exception handler of engine_invoke's frame: sees what nothing below it handles, before anything is unwound. */
EXCEPTION_DISPOSITION __cdecl engine_exception(
    EXCEPTION_RECORD *record, void *establisher, CONTEXT *context, void *dispatcher);

/* Where the code of every thunk goes, with the thunk in eax or r11; calls engine_thunk_run. */
void engine_thunk_enter(void);
void __cdecl engine_thunk_run(struct engine_thunk *thunk, struct thunk_frame *frame);
#endif
#endif
