/* What the emitters share: spelling of values on the wire and the code that packs and unpacks them. */
#ifndef CROSSBIT_GEN_EMIT_H
#define CROSSBIT_GEN_EMIT_H

#include "gen.h"

/* Where code is written: the text, its indentation, and what size expressions stand for there. */
struct emitter {
    struct gen *gen;
    struct text *out;
    unsigned indent;
    const struct record *record; /* expressions name its members, as prefix->name; NULL: parameters */
    const char *prefix;
    const char *sent;            /* condition: the member went to the callee; NULL: it always does */
    unsigned *counter;           /* for names of locals */
};
void emit_line(struct emitter *emitter, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *emit_expression(struct emitter *emitter, const char *text);

/* A value that is an integer on the wire: to it, and back; a float stays as it is. */
bool emit_is_number(const struct shape *shape);
unsigned emit_width(const struct shape *shape);             /* bytes on the wire */
const char *emit_idl_type(const struct shape *shape);       /* of a number or a float */
const char *emit_c_type(const struct shape *shape);         /* the same in C; a parameter may be called byte */
const char *emit_to_wire(struct emitter *emitter, const struct shape *shape, const char *value);
const char *emit_from_wire(struct emitter *emitter, const struct shape *shape, const char *value);

/* Packed bytes. put: caller to callee; get: there; give: callee back to caller; take: there. */
void emit_put(struct emitter *emitter, const struct shape *shape, const char *value);
void emit_get(struct emitter *emitter, const struct shape *shape, const char *value, bool bit_field);
void emit_give(struct emitter *emitter, const struct shape *shape, const char *value, const char *before,
    const char *fresh);
void emit_take(struct emitter *emitter, const struct shape *shape, const char *value, const char *fresh, bool bit_field);
/* Parameters that are pointers: their buffers only, never the pointer. */
void emit_put_param(struct emitter *emitter, const struct param *param);
void emit_get_param(struct emitter *emitter, const struct param *param);
void emit_give_param(struct emitter *emitter, const struct param *param);
void emit_take_param(struct emitter *emitter, const struct param *param);

/* Number of elements of a buffer, as a C expression on the side that has the caller's values. */
const char *emit_count(struct emitter *emitter, const struct shape *shape, const char *text, bool bytes,
    const char *pointer);

/* emit_call.c: the two ends of one method. */
void emit_caller(struct gen *gen, struct text *out, const struct function *function);
void emit_callee(struct gen *gen, struct text *out, const struct function *function);
/* The structure of a method's numbers, as IDL. */
void emit_call_struct(struct gen *gen, struct text *out, const struct function *function);
/* The method's parameters as IDL, or as C when `c` is set; ends without the closing bracket. */
void emit_method(struct gen *gen, struct text *out, const struct function *function, bool c);
const char *emit_parameters(struct gen *gen, const struct function *function); /* "int a, char *b" or "void" */

#endif
