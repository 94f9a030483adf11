/* SPDX-License-Identifier: MIT */
/*
 * The holes that templates of generated code have without being told.
 *
 *   of the library   library (its file name), lib (as a C identifier)
 *   of the function  function (its identifier), function_name, convention, parameters, arguments, call (the structure
 *                    of its call), sink (the word in its interface's name), callback_index, result_type, returns,
 *                    packed_in, packed_out
 *   of the value     value (its C expression), type, signed, handle, callback, during, sizeof, result_is (and _bytes,
 * _unit), record, record_type, record_index, mask, opens, closes, bytes, count, length, each, owned, before, fresh,
 * always of its report    apart, elements_apart, directions, unit, count_text, kept
 */
#include "emit.h"

#include <string.h>

struct context {
    struct emitter *emitter;
    const struct value *value;
};

const char *emit_number(struct emitter *emitter, unsigned number)
{
    return arena_printf(emitter->gen->arena, "%u", number);
}

const char *emit_when(bool condition)
{
    return condition ? "yes" : "";
}

const char *emit_local(struct emitter *emitter, const char *stem)
{
    return arena_printf(emitter->gen->arena, "%s__%u", stem, ++emitter->counter); /* a parameter may be called n1 */
}

const char *emit_expression(struct emitter *emitter, const char *text)
{
    return expression_write(emitter->gen, text, "crossbit_result", emitter->record, emitter->prefix);
}

const char *emit_each(struct emitter *emitter, const struct shape *shape, const char *pointer)
{
    return shape->bytes ? "1" : arena_printf(emitter->gen->arena, "sizeof(*(%s))", pointer);
}

/* Of the parameter or member that an expression leads to: "s->list" and "(list)[i__1]" are list. */
static const char *name_in(struct emitter *emitter, const char *text)
{
    const char *member = strstr(text, "->");

    if (member)
        text = member + strlen("->");
    text += strspn(text, "(");
    return arena_printf(emitter->gen->arena, "%.*s", (int)strcspn(text, ")["), text);
}

/* The number of elements that the expression of a size says. */
static const char *count_of(struct emitter *emitter, const struct value *value)
{
    const struct shape *shape = value->shape;
    const char *written = emit_expression(emitter, shape->count), *name = name_in(emitter, value->text);
    const char *each = emit_each(emitter, shape, value->text), *unit = shape->count_in_bytes ? each : "1";

    if (!shape->or_terminated)
        return arena_printf(
            emitter->gen->arena, "crossbit_count(cb_scope, (INT64)(%s), %s, \"%s\")", written, unit, name);
    return arena_printf(emitter->gen->arena,
        "crossbit_count_or_text(cb_scope, (INT64)(%s), %s, \"%s\", (const void *)(%s), sizeof(*(%s)), %s)", written,
        unit, name, value->text, value->text, each);
}

/* The same of what is valid after the call. */
static const char *length_of(struct emitter *emitter, const struct value *value)
{
    const struct shape *shape = value->shape;

    return arena_printf(emitter->gen->arena, "crossbit_valid((INT64)(%s), %s)", emit_expression(emitter, shape->length),
        shape->length_in_bytes ? emit_each(emitter, shape, value->text) : "1");
}

/* The members of a mirrored struct that one function reads: bit i is member i. */
static const char *mask_of(struct emitter *emitter, const struct shape *shape)
{
    unsigned long long mask = 0;
    unsigned number = 0;

    for (const struct field *field = shape->record->fields; field != NULL; field = field->next, number++) {
        bool listed = true;
        if (shape->members) {
            size_t size = strlen(field->name);
            listed = false;
            for (const char *at = shape->members; *at && !listed; at += strcspn(at, ","), at += *at == ',') {
                at += strspn(at, " \t");
                listed = strncmp(at, field->name, size) == 0 && (at[size] == 0 || at[size] == ',' || at[size] == ' ');
            }
        } else if (field->shape->at_open)
            listed = shape->opens;
        if (listed && number < 64)
            mask |= 1ull << number;
    }
    return arena_printf(emitter->gen->arena, "0x%llx", mask);
}

/* A function may be called as a callback's type is, or as a function with _ and a parameter's name. */
const char *emit_call_name(struct gen *gen, const struct function *function)
{
    return arena_printf(gen->arena, "%s_%s_%s", gen->id, function->id, function->is_callback ? "callback" : "call");
}

const char *emit_parameters(struct gen *gen, const struct function *function)
{
    struct text text = {.arena = gen->arena};

    for (unsigned i = 0; i < function->param_count; i++)
        text_printf(&text, "%s%s %s", i ? ", " : "", function->params[i].c_type, function->params[i].name);
    return text.data ? text.data : "void";
}

static const char *arguments(struct gen *gen, const struct function *function)
{
    struct text text = {.arena = gen->arena};

    text_add(&text, "");
    for (unsigned i = 0; i < function->param_count; i++)
        text_printf(&text, "%s%s", i ? ", " : "", function->params[i].name);
    return text.data;
}

static bool is(const char *name, const char *hole)
{
    return strcmp(name, hole) == 0;
}

static const char *library_hole(const void *context, const char *name)
{
    const struct gen *gen = context;

    if (is(name, "library"))
        return gen->library;
    if (is(name, "lib"))
        return gen->id;
    return NULL;
}

static const char *function_hole(struct emitter *emitter, const struct function *function, const char *name)
{
    struct gen *gen = emitter->gen;

    if (is(name, "function"))
        return function->id;
    if (is(name, "function_name"))
        return function->name;
    if (is(name, "convention"))
        return function->convention;
    if (is(name, "parameters"))
        return emit_parameters(gen, function);
    if (is(name, "arguments"))
        return arguments(gen, function);
    if (is(name, "call"))
        return emit_call_name(gen, function);
    if (is(name, "sink"))
        return function->is_callback ? "Sink" : "";
    if (is(name, "callback_index"))
        return emit_number(emitter, function->callback_index);
    if (is(name, "result_type"))
        return function->result.c_type;
    if (is(name, "raw_type"))
        return function->raw_type ? function->raw_type : function->result.c_type;
    if (is(name, "raw"))
        return emit_when(function->raw_type != NULL);
    if (is(name, "returns"))
        return emit_when(function->result.shape->kind != SHAPE_VOID);
    if (is(name, "packed_in"))
        return emit_when(function->packed_in);
    if (is(name, "packed_out"))
        return emit_when(function->packed_out);
    return library_hole(gen, name);
}

static const char *report_hole(const struct shape *shape, const char *name)
{
    static const char *const directions[] = {"in", "in", "out", "in/out"};

    if (is(name, "apart"))
        return shape->flat ? "" : ", member by member";
    if (is(name, "elements_apart"))
        return shape->element->flat ? "" : ", member by member";
    if (is(name, "directions"))
        return directions[shape->old ? DIRECTION_OUT : shape->direction];
    if (is(name, "unit"))
        return shape->count_in_bytes ? "bytes" : "buffer";
    if (is(name, "count_text"))
        return shape->count;
    if (is(name, "kept"))
        return shape->kept_by ? ", kept" : "";
    return NULL;
}

/* The memory that CROSSBIT_RESULT_IS points into: its bytes, and what of it counts as one on both sides. */
static const char *result_is_hole(struct emitter *emitter, const struct shape *shape, const char *name)
{
    const struct shape *target = function_param(emitter->function, shape->result_is)->shape;
    const struct value value = {.shape = target, .text = shape->result_is};
    bool text = target->kind == SHAPE_STRING;

    if (is(name, "result_is"))
        return shape->result_is;
    if (is(name, "result_is_unit"))
        return text || target->kind != SHAPE_BUFFER || target->element->flat ? "1"
                                                                             : emit_each(emitter, target, value.text);
    return emit_fill(emitter, &value,
        text                           ? "crossbit_string_size(cb_scope, @{value}, @{each}) * @{each}"
        : target->kind == SHAPE_BUFFER ? "(@{value} == NULL ? 0 : @{count} * @{each})"
        : target->kind == SHAPE_MIRROR ? "sizeof(*@{value})"
                                       : "crossbit_count(cb_scope, (INT64)(@{bytes}), 1, \"@{value}\")",
        NULL);
}

static const char *value_hole(struct emitter *emitter, const struct value *value, const char *name)
{
    const struct shape *shape = value->shape;

    if (is(name, "value"))
        return value->text;
    if (is(name, "type"))
        return shape->c_type;
    if (is(name, "signed"))
        return shape->is_signed ? "1" : "0";
    if (is(name, "handle"))
        return emit_number(emitter, shape->handle);
    if (is(name, "during"))
        return shape->lifetime == LIFETIME_CALL ? "TRUE" : "FALSE";
    if (is(name, "callback"))
        return emit_number(emitter, shape->callback->callback_index);
    if (is(name, "sizeof"))
        return shape->sizeof_type;
    if (shape->kind == SHAPE_RESULT_IS && strncmp(name, "result_is", strlen("result_is")) == 0)
        return result_is_hole(emitter, shape, name);
    if (is(name, "record"))
        return shape->record->id;
    if (is(name, "record_type"))
        return shape->record->c_type;
    if (is(name, "record_index"))
        return emit_number(emitter, shape->record->index);
    if (is(name, "mask"))
        return mask_of(emitter, shape);
    if (is(name, "opens"))
        return shape->opens ? "TRUE" : "FALSE";
    if (is(name, "closes"))
        return emit_when(shape->closes);
    if (is(name, "bytes"))
        return emit_expression(emitter, shape->count);
    if (is(name, "count"))
        return count_of(emitter, value);
    if (is(name, "length"))
        return length_of(emitter, value);
    if (is(name, "each"))
        return emit_each(emitter, shape, value->text);
    if (is(name, "owned"))
        return shape->freed_by ? "owned" : "result";
    if (is(name, "before"))
        return value->before;
    if (is(name, "fresh"))
        return value->fresh;
    if (is(name, "always"))
        return emit_when(strcmp(value->fresh, "TRUE") == 0);
    return report_hole(shape, name);
}

static const char *find_hole(const void *data, const char *name)
{
    const struct context *context = data;
    const char *text = context->value ? value_hole(context->emitter, context->value, name) : NULL;

    if (text)
        return text;
    if (context->emitter->function)
        return function_hole(context->emitter, context->emitter->function, name);
    return library_hole(context->emitter->gen, name);
}

const char *emit_fill(
    struct emitter *emitter, const struct value *value, const char *template, const struct hole *holes)
{
    struct context context = {emitter, value};

    return template_fill(emitter->gen->arena, template, holes ? holes : HOLES(), find_hole, &context);
}

void emit_add(struct gen *gen, struct text *out, const char *template, const struct hole *holes)
{
    text_add(out, template_fill(gen->arena, template, holes ? holes : HOLES(), library_hole, gen));
}
