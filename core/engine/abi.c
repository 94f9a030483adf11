/* SPDX-License-Identifier: MIT */
/* Walks over the parameters of a function as its calling convention places them. */
#include "abi.h"

#include <string.h>

uint64_t abi_load_integer(const struct ctype *type, const void *value)
{
    switch (type->size) {
    case 1: {
        uint8_t byte;
        memcpy(&byte, value, 1);
        if (type->kind == CTYPE_BOOL)
            return byte != 0;
        return type->is_signed ? (uint64_t)(int64_t)(int8_t)byte : byte;
    }
    case 2: {
        uint16_t word;
        memcpy(&word, value, 2);
        return type->is_signed ? (uint64_t)(int64_t)(int16_t)word : word;
    }
    case 4: {
        uint32_t dword;
        memcpy(&dword, value, 4);
        return type->is_signed ? (uint64_t)(int64_t)(int32_t)dword : dword;
    }
    default: {
        uint64_t qword;
        memcpy(&qword, value, 8);
        return qword;
    }
    }
}

static bool register_sized(const struct ctype *type)
{
    return type->size == 1 || type->size == 2 || type->size == 4 || type->size == 8;
}

static enum abi_result classify_result(const struct ctype *type)
{
    if (type->kind == CTYPE_VOID)
        return ABI_VOID;
    if (abi_is_aggregate(type))
        return register_sized(type) ? ABI_INTEGER : ABI_HIDDEN;
    return type->kind == CTYPE_FLOAT ? ABI_FLOAT : ABI_INTEGER;
}

#ifdef __x86_64__

static struct abi_place next_slot(struct abi_walk *walk)
{
    struct abi_place place = {.offset = walk->stack_size};

    walk->stack_size += 8;
    return place;
}

void abi_start(struct abi_walk *walk, const struct cfunction *function)
{
    memset(walk, 0, sizeof(*walk));
    walk->result = classify_result(function->result);
    if (walk->result == ABI_HIDDEN)
        walk->hidden = next_slot(walk);
}

struct abi_place abi_next(struct abi_walk *walk, const struct ctype *type)
{
    struct abi_place place = next_slot(walk);

    place.indirect = abi_is_aggregate(type) && !register_sized(type);
    return place;
}

#else

/* Is it a float or double, or a structure with nothing else inside? Such never uses up an integer register. */
static bool is_floating(const struct ctype *type)
{
    for (;;) {
        if (type->kind == CTYPE_FLOAT)
            return true;
        if (abi_is_aggregate(type) && type->field_count == 1)
            type = type->fields[0].type;
        else if (type->kind == CTYPE_ARRAY && type->count == 1)
            type = type->target;
        else
            return false;
    }
}

static struct abi_place next_stack(struct abi_walk *walk, uint32_t size)
{
    struct abi_place place = {.offset = walk->stack_size};

    walk->stack_size += (size + 3) & ~3u;
    return place;
}

void abi_start(struct abi_walk *walk, const struct cfunction *function)
{
    memset(walk, 0, sizeof(*walk));
    /* The callee of a variadic function cannot know how much to remove: compilers make every one of them cdecl. */
    walk->convention = function->variadic ? CONV_CDECL : function->convention;
    walk->callee_pops = walk->convention != CONV_CDECL;
    walk->result = classify_result(function->result);
    /* MSVC's member functions, which is what thiscall is for, return every structure in memory. */
    if (walk->convention == CONV_THISCALL && abi_is_aggregate(function->result))
        walk->result = ABI_HIDDEN;
    if (walk->result == ABI_HIDDEN) {
        if (walk->convention == CONV_THISCALL && function->param_count > 0)
            walk->hidden_pending = true;
        else
            walk->hidden = next_stack(walk, 4); /* never a register, in fastcall neither */
    }
}

struct abi_place abi_next(struct abi_walk *walk, const struct ctype *type)
{
    uint32_t limit = walk->convention == CONV_FASTCALL ? 2 : walk->convention == CONV_THISCALL ? 1 : 0;
    uint32_t words = (type->size + 3) / 4;
    struct abi_place place;

    if (walk->registers < limit && type->kind != CTYPE_FLOAT && !abi_is_aggregate(type) && words == 1) {
        place = (struct abi_place){.in_register = true, .offset = 4 * walk->registers};
        walk->registers++;
    } else {
        /* A structure goes to the stack and uses up registers all the same; a 64-bit integer or a float does not. */
        if (abi_is_aggregate(type) && !is_floating(type))
            walk->registers += words;
        if (walk->convention == CONV_THISCALL)
            walk->registers = 1;
        place = next_stack(walk, type->size);
    }
    if (walk->hidden_pending) {
        walk->hidden = next_stack(walk, 4);
        walk->hidden_pending = false;
    }
    return place;
}

#endif
