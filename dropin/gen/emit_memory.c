/* SPDX-License-Identifier: MIT */
/*
 * Code for what a pointer points to: elements whose number is known, text, and structs that the DLL knows by their
 * address.
 */
#include "emit.h"

#include <string.h>

/* Elements behind a pointer that go in; `put`, or get on the other side. */
static const char *elements(
    struct emitter *emitter, const struct shape *shape, const char *pointer, const char *count, bool put)
{
    struct value element = {.shape = shape->element};
    const char *index;

    if (shape->element->flat)
        return emit_fill(emitter, NULL,
            "crossbit_@{put}_data(cb_scope, (void *)(@{pointer}), "
            "@{count} * @{each});\n",
            HOLES({"put", put ? "put" : "get"}, {"pointer", pointer}, {"count", count},
                {"each", emit_each(emitter, shape, pointer)}));
    index = emit_local(emitter, "i");
    element.text = arena_printf(emitter->gen->arena, "(%s)[%s]", pointer, index);
    return emit_loop(emitter, index, count, put ? emit_put(emitter, &element) : emit_get(emitter, &element));
}

/* Elements behind a pointer, on the way back: compared with what they were, when they went in as well. */
static const char *elements_back(
    struct emitter *emitter, const struct shape *shape, const char *pointer, const char *count, bool give)
{
    struct value element = {
        .shape = shape->element, .before = "NULL", .fresh = shape->direction & DIRECTION_IN ? "FALSE" : "TRUE"};
    const char *before = NULL, *index, *loop;

    if (shape->element->flat)
        return elements(emitter, shape, pointer, count, give);
    if (give && shape->direction & DIRECTION_IN)
        before = emit_local(emitter, "b");
    index = emit_local(emitter, "i");
    element.text = arena_printf(emitter->gen->arena, "(%s)[%s]", pointer, index);
    if (before)
        element.before = arena_printf(emitter->gen->arena, "%s[%s]", before, index);
    loop = emit_loop(emitter, index, count, give ? emit_give(emitter, &element) : emit_take(emitter, &element));
    return emit_fill(emitter, NULL,
        "@{before?}const __typeof__(*(@{pointer})) *@{before} = crossbit_before(cb_scope, "
        "(const void *)(@{pointer}));\n"
        "@{loop}\n",
        HOLES({"before", before}, {"pointer", pointer}, {"loop", loop}));
}

/* What comes back of a buffer: the number of elements, none of memory that both sides see, and the elements. */
static const char *give_elements(
    struct emitter *emitter, const struct shape *shape, const char *pointer, const char *count)
{
    return emit_fill(emitter, NULL,
        "@{flat?}@{count} = crossbit_unshared(cb_scope, (const void *)(@{pointer}), @{count});\n"
        "crossbit_put(cb_scope, @{count}, 8);\n"
        "@{elements}\n",
        HOLES({"flat", emit_when(shape->element->flat)}, {"pointer", pointer}, {"count", count},
            {"elements", elements_back(emitter, shape, pointer, count, true)}));
}

const char *emit_buffer_put(struct emitter *emitter, const struct value *value)
{
    const struct shape *shape = value->shape;
    const char *count = emit_local(emitter, "n");

    return emit_fill(emitter, value,
        "{\n"
        "    size_t @{n} = (@{value}) != NULL ? @{count} : 0;\n"
        "    if (crossbit_put_@{form}(cb_scope, (const void *)(@{value}), @{n}, @{each})) {\n"
        "        @{shared?}crossbit_fail(cb_scope, CROSSBIT_E_ARGUMENT, "
        "\"@{value}: the DLL keeps this buffer and writes to it, so it must lie in memory of crossbit_alloc\");\n"
        "        @{elements}\n"
        "    }\n"
        "}\n",
        HOLES({"n", count}, {"form", shape->element->flat ? "flat" : "pointer"}, {"shared", emit_when(shape->shared)},
            {"elements", shape->direction & DIRECTION_IN ? elements(emitter, shape, value->text, count, true) : ""}));
}

const char *emit_buffer_get(struct emitter *emitter, const struct value *value)
{
    const struct shape *shape = value->shape;
    bool in = shape->direction & DIRECTION_IN, out = shape->direction & DIRECTION_OUT;
    bool apart = !shape->element->flat && in;
    const char *at = emit_local(emitter, "at"), *count = emit_local(emitter, "n");

    return emit_fill(emitter, value,
        "{\n"
        "    size_t @{n} = 0;\n"
        "    @{flat?}void *@{at} = crossbit_get_flat(cb_scope, @{each}, @{in}, @{out}, &@{n});\n"
        "    @{flat!}void *@{at} = crossbit_get_buffer(cb_scope, @{each}, FALSE, TRUE, &@{n});\n"
        "    memcpy((void *)&@{value}, &@{at}, sizeof(@{at}));\n"
        "    (void)@{n};\n"
        "    @{old?}cb_scope->old = TRUE;\n"
        "    @{elements}\n"
        "    @{old?}cb_scope->old = FALSE;\n"
        "    @{snapshot?}crossbit_snapshot(cb_scope, (const void *)(@{value}));\n"
        "}\n",
        HOLES({"n", count}, {"at", at}, {"flat", emit_when(shape->element->flat)}, {"in", in ? "TRUE" : "FALSE"},
            {"out", out ? "TRUE" : "FALSE"},
            {"elements", apart ? elements(emitter, shape, value->text, count, false) : ""},
            {"old", emit_when(apart && shape->old)}, {"snapshot", emit_when(apart && out)}));
}

const char *emit_buffer_give_param(struct emitter *emitter, const struct value *value)
{
    const char *count = emit_local(emitter, "n");

    return emit_fill(emitter, value,
        "if (@{value} != NULL) {\n"
        "    @{valid?}size_t @{n} = crossbit_clamp(cb_scope, (const void *)@{value}, @{valid});\n"
        "    @{valid!}size_t @{n} = crossbit_elements(cb_scope, (const void *)@{value});\n"
        "    if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))\n"
        "        @{n} = 0;\n"
        "    @{given}\n"
        "}\n",
        HOLES({"n", count}, {"valid", value->shape->length ? emit_fill(emitter, value, "@{length}", NULL) : ""},
            {"given", give_elements(emitter, value->shape, value->text, count)}));
}

const char *emit_buffer_take_param(struct emitter *emitter, const struct value *value)
{
    const char *count = emit_local(emitter, "n");

    return emit_fill(emitter, value,
        "if (@{value} != NULL) {\n"
        "    size_t @{n} = crossbit_take_elements(cb_scope, (const void *)@{value});\n"
        "    @{elements}\n"
        "}\n",
        HOLES({"n", count}, {"elements", elements_back(emitter, value->shape, value->text, count, false)}));
}

/* ---- members and elements that are pointers, on the way back ---------------------------------------------------- */

/* The target of a pointer that went in may have changed: it comes back in the caller's own memory. */
static bool target_comes_back(const struct value *value)
{
    return kind_is_elements(value->shape) && (value->shape->direction & DIRECTION_OUT) &&
           strcmp(value->fresh, "TRUE") != 0;
}

/* How much of it is valid. */
static const char *valid_elements(const struct shape *shape)
{
    if (shape->cursor)
        return "crossbit_moved(cb_scope, (const void *)(@{before}), (const void *)(@{value})) / @{each}";
    if (shape->length)
        return "crossbit_clamp(cb_scope, (const void *)(@{before}), @{length})";
    return "crossbit_elements(cb_scope, (const void *)(@{before}))";
}

/* What comes with a pointer that is new: memory of the DLL's, which must say how long it lives. */
static const char *new_target(const struct shape *shape)
{
    if (shape->lent)
        return "crossbit_give_lent(cb_scope, (const void *)(@{value}), @{count} * @{each});\n";
    if (shape->freed_by && kind_is_text(shape))
        return "crossbit_give_owned(cb_scope, (const void *)(@{value}), crossbit_string_size(cb_scope, "
               "(const void *)(@{value}), "
               "@{each}) * @{each});\n";
    if (shape->freed_by)
        return "crossbit_give_owned(cb_scope, (const void *)(@{value}), @{count} * @{each});\n";
    if (!shape->is_static)
        return "crossbit_fail(cb_scope, E_UNEXPECTED, "
               "\"the DLL left a pointer in '@{member}' to memory of its own\");\n";
    if (kind_is_text(shape))
        return "crossbit_give_string(cb_scope, (const void *)(@{value}), @{each});\n";
    return "crossbit_put(cb_scope, @{count} * @{each}, 8);\n"
           "crossbit_put_data(cb_scope, (const void *)(@{value}), @{count} * @{each});\n";
}

/*
 * The pointer itself is one of four things: NULL, unchanged, moved to somewhere in memory that the caller gave, or
 * new.
 */
const char *emit_pointer_give(struct emitter *emitter, const struct value *value)
{
    const struct shape *shape = value->shape;
    const char *count = emit_local(emitter, "n"), *back = "", *member = strstr(value->text, "->"), *target;

    if (target_comes_back(value))
        back = emit_fill(emitter, value,
            "if (@{sent}(@{before}) != NULL) {\n"
            "    size_t @{n} = @{valid};\n"
            "    @{given}\n"
            "}\n",
            HOLES({"sent", emitter->sent}, {"n", count},
                {"valid", emit_fill(emitter, value, valid_elements(shape), NULL)},
                {"given", give_elements(emitter, shape, value->before, count)}));
    target = emit_fill(emitter, value, new_target(shape), HOLES({"member", member ? member + 2 : value->text}));
    return emit_fill(emitter, value,
        "{\n"
        "    @{back}\n"
        "    if (crossbit_give_pointer(cb_scope, (const void *)(@{value}), (const void *)(@{before}), @{fresh})) {\n"
        "        @{target}\n"
        "    }\n"
        "}\n",
        HOLES({"back", back}, {"target", target}));
}

const char *emit_pointer_take(struct emitter *emitter, const struct value *value)
{
    const struct shape *shape = value->shape;
    const char *count = emit_local(emitter, "n"), *back = "";

    if (target_comes_back(value))
        back = emit_fill(emitter, value,
            "if (!(@{fresh}) && (@{value}) != NULL) {\n"
            "    size_t @{n} = crossbit_take_elements(cb_scope, (const void *)(@{value}));\n"
            "    @{elements}\n"
            "}\n",
            HOLES({"n", count}, {"elements", elements_back(emitter, shape, value->text, count, false)}));
    return emit_fill(emitter, value,
        "{\n"
        "    @{back}\n"
        "    const void *crossbit_v = (const void *)(@{value});\n"
        "    if (crossbit_take_pointer(cb_scope, &crossbit_v))\n"
        "        crossbit_v = crossbit_take_@{life}(cb_scope);\n"
        "    memcpy((void *)&@{value}, &crossbit_v, sizeof(crossbit_v));\n"
        "}\n",
        HOLES({"back", back}, {"life", shape->lent       ? "lent"
                                       : shape->freed_by ? "owned"
                                                         : "static"}));
}

/* ---- mirrored structs ------------------------------------------------------------------------------------------- */

/* A line of the template for each member that `wanted` takes. */
static const char *members(
    struct emitter *emitter, const struct value *value, bool (*wanted)(const struct field *field), const char *template)
{
    struct text text = {.arena = emitter->gen->arena};

    text_add(&text, "");
    for (const struct field *field = value->shape->record->fields; field != NULL; field = field->next)
        if (wanted(field))
            text_add(&text, emit_fill(emitter, value, template, HOLES({"member", field->name})));
    return text.data;
}

static bool is_the_dlls(const struct field *field)
{
    return field->shape->kind == SHAPE_HIDDEN || field->shape->output;
}

static bool is_hidden(const struct field *field)
{
    return field->shape->kind == SHAPE_HIDDEN;
}

static bool has_address(const struct field *field)
{
    return !field->bit_field;
}

const char *emit_mirror_get(struct emitter *emitter, const struct value *value)
{
    return emit_fill(emitter, value,
        "@{value} = crossbit_mirror(cb_scope, @{record_index}, crossbit_get(cb_scope, 8), sizeof(*@{value}), "
        "@{opens});\n"
        "if (@{value} != NULL) {\n"
        "    @{cleared}\n"
        "    crossbit_get_@{record}(cb_scope, @{value}, @{mask});\n"
        "    crossbit_snapshot(cb_scope, @{value});\n"
        "}\n",
        HOLES({"cleared", value->shape->opens
                              ? members(emitter, value, is_the_dlls,
                                    "memset((void *)&@{value}->@{member}, 0, sizeof(@{value}->@{member}));\n")
                              : ""}));
}

/*
 * The twin's life ends when the DLL has let go of all that it hid in it; of a struct without such members the
 * annotation tells.
 */
const char *emit_mirror_give(struct emitter *emitter, const struct value *value)
{
    const char *done = members(emitter, value, is_hidden, " && @{value}->@{member} == NULL");

    if (*done)
        done += strlen(" && ");
    else
        done = value->shape->closes ? "(cb_call->flags & CROSSBIT_CALL_WRITTEN) != 0" : "FALSE";
    return emit_fill(emitter, value,
        "if (@{value} != NULL) {\n"
        "    crossbit_give_@{record}(cb_scope, @{value}, crossbit_before(cb_scope, @{value}), @{mask});\n"
        "    crossbit_give_kept(cb_scope, @{value});\n"
        "    @{written}\n"
        "    crossbit_mirror_done(cb_scope, @{value}, @{done});\n"
        "}\n",
        HOLES({"done", done},
            {"written", value->shape->opens
                            ? members(emitter, value, has_address,
                                  "crossbit_unpoison((void *)&@{value}->@{member}, sizeof(@{value}->@{member}));\n")
                            : ""}));
}
