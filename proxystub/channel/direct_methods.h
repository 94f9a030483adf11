/* SPDX-License-Identifier: MIT */
/* Methods that need no NDR, as direct.c describes them from format strings, for both ends of a call. */
#ifndef CROSSBIT_DIRECT_METHODS_H
#define CROSSBIT_DIRECT_METHODS_H

#include "channel_private.h"

#define HRESULT_SIZE 4u
#define LENGTH_SIZE 4u /* of an array's number of elements, and of a unique pointer, in a message */
#define ALIGN_UP(value, alignment) (((value) + (alignment)-1) & ~((uint64_t)(alignment)-1))

enum direct_kind {
    DIRECT_NUMBER,   /* by value, [in] */
    DIRECT_BLOCK,    /* a pointer to a number or a structure, never NULL */
    DIRECT_OPTIONAL, /* the same, [in], which may be NULL */
    DIRECT_ARRAY,    /* size_is another parameter */
    DIRECT_VARYING,  /* [out]; size_is one parameter, length_is what another, an [out] pointer, leads to */
    DIRECT_NULL,     /* [in, unique], a pointer to what is not described: a call in which it is not NULL is NDR's */
    DIRECT_RETURNED  /* [out], the last one: a pointer to the array; size_is what another, an [out] pointer, leads to */
};

struct direct_param {
    uint8_t kind;
    BOOLEAN in, out;
    BOOLEAN real;         /* DIRECT_NUMBER: a float or double, which comes in a register of its own */
    uint8_t alignment;    /* of the number, the structure, or an array's element, in memory as in a message */
    uint16_t size;        /* of the same */
    uint16_t stack;       /* where the argument is, from the object's pointer on */
    uint16_t block;       /* what the pointer of the other kinds leads to: where it is in direct_call.blocks */
    uint8_t size_param;   /* DIRECT_ARRAY, DIRECT_VARYING: the DIRECT_NUMBER that size_is names */
    uint8_t length_param; /* DIRECT_VARYING, DIRECT_RETURNED: the DIRECT_BLOCK that length_is or size_is names */
};

struct direct_method {
    uint8_t count;       /* of params; 0: NDR calls this method */
    BOOLEAN flat;        /* no interface pointer can be in its messages */
    BOOLEAN in_place;    /* its [out] arrays may lie in shared memory during the call */
    uint16_t stack_size; /* of the arguments, with the object's pointer */
    struct direct_param params[DIRECT_PARAMS_MAX];
};

#endif
