/* SPDX-License-Identifier: MIT */
/*
 * The format strings that widl and MIDL write with -Oicf, as Microsoft's RPC documentation describes them
 * ("Interpreter-generated headers", "Parameter descriptors", "Pointers", "Arrays"): the parts that plain.c and direct.c
 * read.
 */
#ifndef CROSSBIT_FORMAT_STRING_H
#define CROSSBIT_FORMAT_STRING_H

#include <stdbool.h>
#include <windows.h>
#include <stdint.h>

enum format_char {
    FORMAT_BYTE = 0x01, /* the first base type */
    FORMAT_CHAR = 0x02,
    FORMAT_SMALL = 0x03,
    FORMAT_USMALL = 0x04,
    FORMAT_WCHAR = 0x05,
    FORMAT_SHORT = 0x06,
    FORMAT_USHORT = 0x07,
    FORMAT_LONG = 0x08,
    FORMAT_ULONG = 0x09,
    FORMAT_FLOAT = 0x0a,
    FORMAT_HYPER = 0x0b,
    FORMAT_DOUBLE = 0x0c,
    FORMAT_ENUM32 = 0x0e, /* the last one, but for FORMAT_ERROR_STATUS */
    FORMAT_ERROR_STATUS = 0x10,
    FORMAT_REFERENCE = 0x11,
    FORMAT_UNIQUE = 0x12,
    FORMAT_OBJECT = 0x13, /* a unique pointer in an interface of objects */
    FORMAT_STRUCT = 0x15,
    FORMAT_CONFORMANT_ARRAY = 0x1b,
    FORMAT_VARYING_ARRAY = 0x1c, /* and conformant */
    FORMAT_FIXED_ARRAY = 0x1d,
    FORMAT_AUTO_HANDLE = 0x33,
    FORMAT_END = 0x5b,
    FORMAT_PAD = 0x5c
};
enum { POINTER_ON_STACK = 0x04, POINTER_SIMPLE = 0x08, POINTER_DEREFERENCE = 0x10 }; /* attributes of a pointer */
enum { PROC_OBJECT = 0x04, PROC_HAS_RPC_FLAGS = 0x08, PROC_V2 = 0x20 };              /* Oi_flags */
enum { PROC_HAS_EXTENSIONS = 0x40 };                                                 /* Oi2_flags */
enum {
    PARAM_PIPE = 0x04,
    PARAM_IN = 0x08,
    PARAM_OUT = 0x10,
    PARAM_RETURN = 0x20,
    PARAM_BASE = 0x40,
    PARAM_BY_VALUE = 0x80,
    PARAM_SIMPLE_REF = 0x100,
    PARAM_MEANING = 0x1fc /* these; the others are hints for an engine's memory */
};
enum { PARAM_SIZE = 6 };                 /* bytes of a descriptor: attributes, stack offset, type */
enum { CONFORMANCE_TOP_LEVEL = 0x20 };   /* upper half of a correlation's first byte */
enum { CORRELATION_DEREFERENCE = 0x54 }; /* its operator */

static inline uint16_t format_u16(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

static inline bool format_is_base(uint8_t format)
{
    return (format >= FORMAT_BYTE && format <= FORMAT_ENUM32) || format == FORMAT_ERROR_STATUS;
}

/* What a pointer's or an array's type at this place leads to: type + 2 holds the distance from there. */
static inline const uint8_t *format_target(const uint8_t *type)
{
    return type + 2 + (int16_t)format_u16(type + 2);
}

/* The first parameter's descriptor and their number; NULL: no procedure of an interface, or not of -Oicf. */
static inline const uint8_t *format_parameters(const uint8_t *procedure, uint8_t *count)
{
    uint8_t oi_flags = procedure[1], oi2_flags;

    *count = 0;
    if (procedure[0] != FORMAT_AUTO_HANDLE || !(oi_flags & PROC_OBJECT) || !(oi_flags & PROC_V2))
        return NULL;
    procedure += (oi_flags & PROC_HAS_RPC_FLAGS) ? 10 : 6; /* to the buffer sizes */
    oi2_flags = procedure[4];
    *count = procedure[5];
    procedure += 6;
    if (oi2_flags & PROC_HAS_EXTENSIONS)
        procedure += procedure[0];
    return procedure;
}

#endif
