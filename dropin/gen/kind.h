/* SPDX-License-Identifier: MIT */
/*
 * A kind of value is a row of the table in kind.c: what the report calls it, which word of the annotations makes it,
 * how wide it is on the wire, and the code that carries it, as templates (template.h) or, where it has elements or
 * differs by its shape, as a function. A new kind is a name in enum shape_kind, a row, and a declaration of it in
 * tests/gen/golden/kinds.h, which is what holds its output.
 *
 * Carrying has four steps: put (the caller packs), get (the callee unpacks), give (the callee packs what comes back),
 * take (the caller unpacks that).
 */
#ifndef CROSSBIT_GEN_KIND_H
#define CROSSBIT_GEN_KIND_H

#include "gen.h"

struct emitter;

/* One value in generated code; emit_fill.c lists the holes that its templates may have. */
struct value {
    const struct shape *shape;
    const char *text;   /* the C expression */
    bool bit_field;     /* has no address */
    const char *before; /* give: the expression for what it was when it went in; "NULL" without one */
    const char *fresh;  /* give, take: the condition that nothing was there before: "TRUE", "FALSE" or a variable */
};

/*
 * A piece of code for a value: one of the two, or neither for nothing. Statements end with a newline, expressions do
 * not.
 */
struct way {
    const char *text;
    const char *(*code)(struct emitter *emitter, const struct value *value);
};

struct ways {
    struct way put, get, give, take;
};

/* What an annotation's word has in its brackets. */
enum argument {
    ARGUMENT_NONE,
    ARGUMENT_BYTES,     /* an expression of bytes: shape.count */
    ARGUMENT_PARAMETER, /* a parameter of the same function: shape.result_is */
    ARGUMENT_TYPE       /* a type: shape.sizeof_type */
};

enum { ON_POINTER = 1, ON_INTEGER = 2 };

/* Where a value of the kind can lie that is a parameter or result. */
enum carried {
    CARRIED_PACKED,   /* among the packed bytes */
    CARRIED_NUMBER,   /* in the call's structure */
    CARRIED_TEXT,     /* as an array of the method, unless memory is kept or released */
    CARRIED_ELEMENTS, /* as an array of the method, if its elements are plain numbers */
    CARRIED_NOWHERE
};

struct kind {
    const char *name; /* in the report: a template */
    /* The annotation that makes it; of two on one value the earlier row's counts. NULL: its type does. */
    const char *word;
    const char *macro; /* how that annotation is written; for messages */
    unsigned on;       /* ON_POINTER, ON_INTEGER: what the word may stand at */
    bool undirected;   /* on a pointer that is _In_, _Out_ or _Inout_ the word is about the target */
    bool wide;         /* on an integer: one as wide as a pointer */
    enum argument argument;
    bool may_be_kept; /* CROSSBIT_KEPT counts beside the word */
    enum carried carried;
    unsigned width;                /* bytes on the wire; 0: those of the type */
    bool real;                     /* a floating-point number: the same on the wire */
    bool owner;                    /* memory and callbacks may live until it is closed */
    struct way to_wire, from_wire; /* expressions: the number on the wire, and back */
    /* Among the packed bytes: a member, an element, a parameter that is not in the call's structure. */
    const struct ways *packed;
    const struct ways *flat; /* the same for a shape that is flat; NULL: packed */
    /* Of a parameter, when it differs from packed; it comes back when its direction is out. */
    const struct ways *param;
    bool comes_last;    /* a parameter that comes back after the others, kept or not */
    struct ways result; /* give and take: of a result, when they differ from packed */
    /* Around the call, at each end: what a parameter of this kind needs beyond being carried. */
    struct way before_caller, before_callee, after_caller, after_callee;
};

const struct kind *kind_of(const struct shape *shape);
const struct kind *kind_numbered(enum shape_kind number);
enum shape_kind kind_number(const struct kind *kind);

/* Among the packed bytes. */
const struct ways *kind_packed(const struct shape *shape);
/* The same as a parameter, which can be memory that the call releases (CROSSBIT_FREES), whatever its kind. */
const struct ways *kind_param(const struct shape *shape);

bool kind_is_text(const struct shape *shape);     /* a pointer to text that crosses with it */
bool kind_is_elements(const struct shape *shape); /* a pointer to elements that cross with it */
bool kind_is_pointer(const struct shape *shape);  /* one of the two */
unsigned kind_width(const struct shape *shape);   /* bytes of a number or float on the wire */
const char *kind_idl_type(const struct shape *shape);
const char *kind_c_type(const struct shape *shape); /* the same in C; a parameter may be called byte */

/* How a parameter or result crosses: in the call's structure or as an array of the method, not in the packed bytes. */
bool kind_crosses_typed(const struct shape *shape);

#endif
