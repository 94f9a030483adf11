/* SPDX-License-Identifier: MIT */
/*
 * Where the parameters and the result of a function go, in this process's bitness. Calls and thunks both walk over the
 * parameters with it, so that they agree.
 *
 * Sources: Microsoft's pages on the x64 calling convention and on __fastcall and __thiscall; where they are silent,
 * what MSVC and clang do. Where GCC differs from them (docs/declarations.md names the cases), MSVC is followed.
 */
#ifndef CROSSBIT_ABI_H
#define CROSSBIT_ABI_H

#include "engine.h"

enum abi_result {
    ABI_VOID,
    ABI_INTEGER, /* al, ax, eax, rax, or edx:eax */
    ABI_FLOAT,   /* xmm0, or st(0) */
    ABI_HIDDEN   /* memory of the caller's, whose address is a hidden parameter and the result */
};

struct abi_place {
    bool in_register; /* 32 bits: ecx and edx, by offset 0 and 4 */
    bool indirect;    /* 64 bits: the slot holds the address of a copy */
    uint32_t offset;  /* bytes from the first stack argument; 64 bits: the first four slots are registers as well */
};

struct abi_walk {
    enum abi_result result;
    struct abi_place hidden; /* if result is ABI_HIDDEN */
    bool callee_pops;
    uint32_t stack_size; /* bytes of the places given so far, home slots included */
#ifndef __x86_64__
    enum cconvention convention;
    uint32_t registers;  /* used */
    bool hidden_pending; /* thiscall: the hidden pointer comes after `this` */
#endif
};

void abi_start(struct abi_walk *walk, const struct cfunction *function);
struct abi_place abi_next(struct abi_walk *walk, const struct ctype *type); /* once for each parameter, in order */

static inline bool abi_is_aggregate(const struct ctype *type)
{
    return type->kind == CTYPE_STRUCT || type->kind == CTYPE_UNION;
}

/* A value of a scalar integer type (bool, integer, pointer), widened to 64 bits as its signedness says. */
uint64_t abi_load_integer(const struct ctype *type, const void *value);

#endif
