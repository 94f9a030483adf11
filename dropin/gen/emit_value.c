/* SPDX-License-Identifier: MIT */
/*
 * Code that puts one value into the packed bytes and gets it out again. Both sides compile the same code against the
 * same header, each with its own layout, which is what makes a struct that differs come out right: members are copied
 * one by one and the numbers on the wire have one width.
 */
#include "emit.h"

#include <string.h>

const char *emit_way(struct emitter *emitter, const struct way *way, const struct value *value)
{
    if (way->code)
        return way->code(emitter, value);
    return way->text ? emit_fill(emitter, value, way->text, NULL) : "";
}

const char *emit_to_wire(struct emitter *emitter, const struct shape *shape, const char *value)
{
    return emit_way(emitter, &kind_of(shape)->to_wire, &(struct value){.shape = shape, .text = value});
}

const char *emit_from_wire(struct emitter *emitter, const struct shape *shape, const char *value)
{
    return emit_way(emitter, &kind_of(shape)->from_wire, &(struct value){.shape = shape, .text = value});
}

const char *emit_put(struct emitter *emitter, const struct value *value)
{
    return emit_way(emitter, &kind_packed(value->shape)->put, value);
}

const char *emit_get(struct emitter *emitter, const struct value *value)
{
    return emit_way(emitter, &kind_packed(value->shape)->get, value);
}

const char *emit_give(struct emitter *emitter, const struct value *value)
{
    return emit_way(emitter, &kind_packed(value->shape)->give, value);
}

const char *emit_take(struct emitter *emitter, const struct value *value)
{
    return emit_way(emitter, &kind_packed(value->shape)->take, value);
}

/* ---- numbers ---------------------------------------------------------------------------------------------------- */

const char *emit_integer_from_wire(struct emitter *emitter, const struct value *value)
{
    if (value->shape->size[TARGET_X86] == value->shape->size[TARGET_X64])
        return emit_fill(emitter, value, "(@{type})(@{value})", NULL);
    return emit_fill(emitter, value, "(@{type})crossbit_narrow(cb_scope, @{value}, sizeof(@{type}), @{signed})", NULL);
}

const char *emit_number_put(struct emitter *emitter, const struct value *value)
{
    return emit_fill(emitter, value, "crossbit_put(cb_scope, (UINT64)@{wire}, @{width});\n",
        HOLES({"wire", emit_to_wire(emitter, value->shape, value->text)},
            {"width", emit_number(emitter, kind_width(value->shape))}));
}

/* The assignment works for const members and elements too; a bit-field has no address. */
const char *emit_number_get(struct emitter *emitter, const struct value *value)
{
    const char *wire = arena_printf(emitter->gen->arena, "(INT64)crossbit_get(cb_scope, %u)", kind_width(value->shape));

    return emit_fill(emitter, value,
        value->bit_field
            ? "@{value} = @{from};\n"
            : "{ @{type} crossbit_v = @{from}; memcpy((void *)&@{value}, &crossbit_v, sizeof(crossbit_v)); }\n",
        HOLES({"from", emit_from_wire(emitter, value->shape, wire)}));
}

/* An unchanged handle needs no translation back. */
const char *emit_number_give(struct emitter *emitter, const struct value *value)
{
    const char *put = emit_number_put(emitter, value);

    if (strcmp(value->fresh, "TRUE") == 0)
        return put;
    return emit_fill(emitter, value,
        "if (crossbit_changed(cb_scope, @{fresh} || (@{value}) != (@{before})))\n"
        "    @{put}\n",
        HOLES({"put", put}));
}

const char *emit_number_take(struct emitter *emitter, const struct value *value)
{
    const char *get = emit_number_get(emitter, value);

    if (strcmp(value->fresh, "TRUE") == 0)
        return get;
    return emit_fill(emitter, value,
        "if (crossbit_get(cb_scope, 1) != 0)\n"
        "    @{get}\n",
        HOLES({"get", get}));
}

/* ---- arrays ----------------------------------------------------------------------------------------------------- */

const char *emit_loop(struct emitter *emitter, const char *index, const char *count, const char *body)
{
    return emit_fill(emitter, NULL,
        "for (size_t @{index} = 0; @{index} < @{count} && SUCCEEDED(cb_scope->status); @{index}++) {\n"
        "    @{body}\n"
        "}\n",
        HOLES({"index", index}, {"count", count}, {"body", body}));
}

static const char *each(struct emitter *emitter, const struct value *value,
    const char *(*element_code)(struct emitter *emitter, const struct value *value))
{
    struct arena *arena = emitter->gen->arena;
    const char *index = emit_local(emitter, "i");
    struct value element = {.shape = value->shape->element,
        .text = arena_printf(arena, "%s[%s]", value->text, index),
        .before = value->before,
        .fresh = value->fresh};

    if (value->before && strcmp(value->fresh, "TRUE") != 0)
        element.before = arena_printf(arena, "%s[%s]", value->before, index);
    return emit_loop(emitter, index, emit_number(emitter, value->shape->array_length), element_code(emitter, &element));
}

const char *emit_array_put(struct emitter *emitter, const struct value *value)
{
    return each(emitter, value, emit_put);
}

const char *emit_array_get(struct emitter *emitter, const struct value *value)
{
    return each(emitter, value, emit_get);
}

const char *emit_array_give(struct emitter *emitter, const struct value *value)
{
    return each(emitter, value, emit_give);
}

const char *emit_array_take(struct emitter *emitter, const struct value *value)
{
    return each(emitter, value, emit_take);
}
