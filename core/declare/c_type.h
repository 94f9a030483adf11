/* SPDX-License-Identifier: MIT */
/*
 * C types and functions as declared by a user, with the memory layout of this process's own bitness.
 *
 * Both sides of a call parse the same text, each gets its own layout, and the wire form (codec.h) is the same for both.
 * Everything here is owned by a `struct cscope` and lives until cscope_free; nothing changes once declared, so any
 * thread may read it.
 */
#ifndef CROSSBIT_CTYPE_H
#define CROSSBIT_CTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <windows.h>
#include <oleauto.h>

enum ctype_kind {
    CTYPE_VOID,
    CTYPE_BOOL,     /* _Bool: 1 byte; BOOL is an int */
    CTYPE_INT,      /* integers, characters, enums: size, is_signed, wire_size */
    CTYPE_FLOAT,    /* float, double */
    CTYPE_POINTER,  /* target */
    CTYPE_ARRAY,    /* target, count; as a member only */
    CTYPE_STRUCT,   /* fields */
    CTYPE_UNION,    /* fields; may hold no pointers, and must have the same layout in both bitnesses */
    CTYPE_FUNCTION, /* function; always behind a pointer */
    CTYPE_OPAQUE    /* an incomplete struct: always behind a pointer */
};

enum ctype_text { TEXT_NONE, TEXT_CHAR, TEXT_WCHAR }; /* char and wchar_t; signed char and unsigned char are numbers */

enum ctype_handle {
    HANDLE_NONE,
    HANDLE_OPAQUE, /* a pointer of the DLL's, crosses as a checked token */
    HANDLE_KERNEL, /* duplicated into the other process */
    HANDLE_USER    /* USER and GDI: 32 significant bits */
};

struct cexpr;

/*
 * How one pointer crosses: a parameter's, a member's or a result's. The parser fills in what a declaration leaves to
 * the defaults, so that the codec and the front ends decide nothing: an opaque pointer has handle set, `const char *`
 * has in and string, and so on. For an array member the attributes are those of its elements. Values that are no
 * pointers have `in` only.
 */
struct cattr {
    bool in, out;
    bool string;  /* NUL-terminated text; size is its capacity then */
    bool utf8;    /* char text is UTF-8, not the ANSI code page */
    bool release; /* handle: stale after the call; kernel handle that comes back: the DLL's own is closed */
    bool keep;    /* used after the call: callbacks and memory live until the library is closed, a kernel handle is the
                     DLL's */
    enum ctype_handle handle; /* of the pointer itself; also when it comes with the type */
    const struct cexpr
        *size; /* elements (bytes for void *) that the memory has; NULL: one element, or a string's end */
    const struct cexpr *length; /* elements that count after the call ([out]); NULL: all of size */
    const struct cattr *inner;  /* target is itself a pointer (or an array of them): how that one crosses; else NULL */
};

struct ctype {
    enum ctype_kind kind;
    const char *name; /* for messages: as the user would write it; for CTYPE_OPAQUE the type of the handle */
    uint32_t size;    /* bytes in this process; 0 for void, function, opaque */
    uint32_t align;
    uint32_t wire_size; /* scalars: bytes on the wire; size_t and its kin are 8 there */
    bool is_signed, is_const;
    bool portable; /* the same size and layout in both bitnesses: holds no pointers, size_t or the like */
    uint8_t level; /* how deep structs and arrays are nested in it: at most 32 */
    enum ctype_text text;
    enum ctype_handle handle; /* HWND, HANDLE and their kin bring it with the type */
    const struct ctype *target;
    uint32_t count;
    const struct cfield *fields;
    uint32_t field_count;
    const struct cfunction *function;
};

struct cfield {
    const char *name;
    const struct ctype *type;
    uint32_t offset;
    struct cattr attr;
};

struct cparam {
    const char *name;         /* NULL when not given */
    const struct ctype *type; /* arrays have become pointers, as in C */
    struct cattr attr;
};

enum cconvention { CONV_CDECL, CONV_STDCALL, CONV_FASTCALL, CONV_THISCALL }; /* all one on x64 */

/* Whose rules a function of 32-bit code follows where compilers differ: #pragma abi, or what the DLL itself says. */
enum cabi { CABI_UNKNOWN, CABI_MSVC, CABI_GNU };

struct cfunction {
    const char *name;  /* for a function type: what the user called it, or "callback" */
    const char *entry; /* [entry("...")]: the export's exact name; NULL: from name */
    uint16_t ordinal;  /* [entry(5)]; 0: by name */
    enum cconvention convention;
    enum cabi abi;
    bool variadic;
    const struct ctype *result;
    struct cattr result_attr;
    const struct cparam *params;
    uint32_t param_count;
};

/* A size expression: integers, parameters (params[index] by value, or *params[index]), sizeof folded to a number. */
enum cexpr_kind { EXPR_NUMBER, EXPR_PARAM, EXPR_DEREF, EXPR_ADD, EXPR_SUB, EXPR_MUL, EXPR_DIV };
struct cexpr {
    enum cexpr_kind kind;
    int64_t number;           /* EXPR_NUMBER */
    uint32_t index;           /* EXPR_PARAM, EXPR_DEREF: parameter or member */
    const struct ctype *type; /* EXPR_PARAM, EXPR_DEREF: of the integer that is read */
    const struct cexpr *left, *right;
};

/* Where the values of an expression are: of a call's parameters, or of a struct's members. */
struct cvalues {
    void *const *args;           /* args[i] points to parameter i; NULL for a struct */
    const struct cfield *fields; /* for a struct */
    const void *base;            /* the struct in native memory */
};

/*
 * Computes an expression. False, and *value 0, when a pointer it goes through is NULL, it divides by zero or overflows.
 * An unsigned 64-bit value of 2^63 or more overflows.
 */
bool cexpr_evaluate(const struct cexpr *expression, const struct cvalues *values, int64_t *value);

/* Reads and writes an integer or _Bool of the type's size; read extends the sign as the type says. */
int64_t ctype_read_int(const struct ctype *type, const void *native);
void ctype_write_int(const struct ctype *type, void *native, int64_t value);

struct cscope; /* typedefs, tags and functions that were declared */

HRESULT cscope_create(struct cscope **scope);
/*
 * For the process that the DLL is in, before anything is declared: abi is the DLL's where no #pragma abi says another.
 * Callbacks whose result depends on it are refused from now on while it is CABI_UNKNOWN.
 */
void cscope_set_abi(struct cscope *scope, enum cabi abi);
/*
 * A struct or union that GCC returns in st(0) in 32-bit code, and MSVC in eax and edx: it is all one float or double.
 */
static inline bool ctype_is_lone_float(const struct ctype *type)
{
    if (type->kind != CTYPE_STRUCT && type->kind != CTYPE_UNION)
        return false;
    for (;;) {
        if (type->kind == CTYPE_FLOAT)
            return true;
        if ((type->kind == CTYPE_STRUCT || type->kind == CTYPE_UNION) && type->field_count == 1 &&
            type->fields[0].type->size == type->size)
            type = type->fields[0].type;
        else if (type->kind == CTYPE_ARRAY && type->count == 1)
            type = type->target;
        else
            return false;
    }
}
void cscope_free(struct cscope *scope);

/*
 * Parses text (UTF-8: declarations separated by ';', the last may lack it; syntax in docs/declarations.md) and adds
 * what it declares; all or nothing. *first and *count: the numbers of its functions, for cscope_function. On failure
 * returns CROSSBIT_E_DECLARATION and *message (free with SysFreeString) says line, column, what was found and what
 * would do.
 * Callers serialise changes of one scope; readers need no lock for what was declared before.
 */
HRESULT cscope_declare(struct cscope *scope, const char *text, uint32_t *first, uint32_t *count, BSTR *message);

uint32_t cscope_function_count(const struct cscope *scope);
const struct cfunction *cscope_function(const struct cscope *scope, uint32_t number);

/*
 * A copy of a variadic function with the types of the variable arguments (comma-separated C types, UTF-8) as further
 * parameters, after the default promotions. Owned by the scope and cached there by its text.
 */
HRESULT cscope_variadic(
    struct cscope *scope, uint32_t number, const char *types, const struct cfunction **function, BSTR *message);

#endif
