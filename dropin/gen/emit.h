/* SPDX-License-Identifier: MIT */
/*
 * What the emitters share. Code is made as text, from templates: a block of statements ends with a newline, an
 * expression does not.
 */
#ifndef CROSSBIT_GEN_EMIT_H
#define CROSSBIT_GEN_EMIT_H

#include "kind.h"
#include "template.h"

/* For whom code is made: what size expressions stand for there, and the names that are taken. */
struct emitter {
    struct gen *gen;
    const struct function *function; /* whose code it is; NULL: a struct's */
    const struct record *record;     /* expressions name its members, as prefix->name; NULL: parameters */
    const char *prefix;
    const char *sent; /* condition: the member went to the callee; NULL: it always does */
    unsigned counter; /* for names of locals */
};

/* --- emit_fill.c: what the holes of templates mean --------------------------------------------------------------- */

/*
 * Fills a template. The holes are those of the list (NULL: none), and then those of the value (NULL: none), the
 * function and the library: see emit_fill.c for their names.
 */
const char *emit_fill(
    struct emitter *emitter, const struct value *value, const char *template, const struct hole *holes);
/* The same with holes of the library alone, onto the text. */
void emit_add(struct gen *gen, struct text *out, const char *template, const struct hole *holes);
const char *emit_number(struct emitter *emitter, unsigned number);
/* For a line that begins with @{name?}. */
const char *emit_when(bool condition);
const char *emit_local(struct emitter *emitter, const char *stem);             /* a name that no parameter has */
const char *emit_parameters(struct gen *gen, const struct function *function); /* "int a, char *b" or "void" */
const char *emit_call_name(struct gen *gen, const struct function *function);  /* of the structure of its call */
const char *emit_expression(struct emitter *emitter, const char *text);
/* The bytes of one element, as the counts of a buffer have it. */
const char *emit_each(struct emitter *emitter, const struct shape *shape, const char *pointer);

/* --- emit_value.c: one value, by its row in kind.c --------------------------------------------------------------- */

const char *emit_way(struct emitter *emitter, const struct way *way, const struct value *value);
const char *emit_to_wire(struct emitter *emitter, const struct shape *shape, const char *value);
const char *emit_from_wire(struct emitter *emitter, const struct shape *shape, const char *value);
const char *emit_put(struct emitter *emitter, const struct value *value);
const char *emit_get(struct emitter *emitter, const struct value *value);
const char *emit_give(struct emitter *emitter, const struct value *value);
const char *emit_take(struct emitter *emitter, const struct value *value);
/* A loop with `body` for each index. */
const char *emit_loop(struct emitter *emitter, const char *index, const char *count, const char *body);

/* The rows' own code. */
const char *emit_number_put(struct emitter *emitter, const struct value *value);
const char *emit_number_get(struct emitter *emitter, const struct value *value);
const char *emit_number_give(struct emitter *emitter, const struct value *value);
const char *emit_number_take(struct emitter *emitter, const struct value *value);
const char *emit_integer_from_wire(struct emitter *emitter, const struct value *value);
const char *emit_array_put(struct emitter *emitter, const struct value *value);
const char *emit_array_get(struct emitter *emitter, const struct value *value);
const char *emit_array_give(struct emitter *emitter, const struct value *value);
const char *emit_array_take(struct emitter *emitter, const struct value *value);

/* --- emit_memory.c: what a pointer points to --------------------------------------------------------------------- */

const char *emit_buffer_put(struct emitter *emitter, const struct value *value);
const char *emit_buffer_get(struct emitter *emitter, const struct value *value);
const char *emit_buffer_give_param(struct emitter *emitter, const struct value *value);
const char *emit_buffer_take_param(struct emitter *emitter, const struct value *value);
const char *emit_pointer_give(struct emitter *emitter, const struct value *value);
const char *emit_pointer_take(struct emitter *emitter, const struct value *value);
const char *emit_mirror_get(struct emitter *emitter, const struct value *value);
const char *emit_mirror_give(struct emitter *emitter, const struct value *value);

/* --- emit_method.c: the method of a function --------------------------------------------------------------------- */

/* The structure of a method's numbers, as IDL. */
void emit_call_struct(struct gen *gen, struct text *out, const struct function *function);
/* The method's parameters as IDL, or as C when `c` is set; ends without the closing bracket. */
void emit_method(struct gen *gen, struct text *out, const struct function *function, bool c);
const char *emit_call_type(const struct shape *shape); /* of a number in the structure */

/* How a parameter lies in the method. */
bool method_is_single(const struct shape *shape);    /* a pointer to one value: no count on the wire */
bool method_is_shareable(const struct shape *shape); /* may lie in memory that both sides see */
bool method_is_out(const struct shape *shape);
bool method_is_in(const struct shape *shape);
/* Comes back into memory of our own first. */
bool method_is_partial(const struct function *function, const struct shape *shape);
bool method_is_array(const struct param *param); /* an array or a text, with parameters of its own */
bool method_is_kept(const struct param *param);  /* among the packed bytes: the DLL keeps the memory */
bool method_is_packed(const struct param *param);
bool method_comes_back(const struct param *param, bool last); /* in the packed bytes, after the others or before */

/* --- emit_caller.c, emit_callee.c: the two ends of a method ------------------------------------------------------ */

void emit_caller(struct gen *gen, struct text *out, const struct function *function);
void emit_callee(struct gen *gen, struct text *out, const struct function *function);

/* --- emit_wire.c: the copying functions of structs, both sides; emit_module.c; emit_report.c --------------------- */

void emit_wire(struct gen *gen, struct text *out);
void emit_def(struct gen *gen, struct text *out);
void emit_import_def(struct gen *gen, struct text *out);
void emit_resource(struct gen *gen, struct text *out, bool binding);
void emit_report(struct gen *gen, struct text *out);

#endif
