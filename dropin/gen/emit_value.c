/*
 * Code that puts one value into the packed bytes and gets it out again. Both sides compile the same code against the same
 * header, each with its own layout, which is what makes a struct that differs come out right: members are copied one by one
 * and the numbers on the wire have one width.
 */
#include "emit.h"

#include <string.h>

void emit_line(struct emitter *emitter, const char *format, ...)
{
    va_list args;

    const char *line;

    va_start(args, format);
    line = arena_vprintf(emitter->gen->arena, format, args);
    va_end(args);
    if (line[0] != 0)
        text_printf(emitter->out, "%*s%s", (int)(4 * emitter->indent), "", line);
    text_add(emitter->out, "\n");
}

const char *emit_expression(struct emitter *emitter, const char *text)
{
    return expression_write(emitter->gen, text, "crossbit_result", emitter->record, emitter->prefix);
}

static const char *format(struct emitter *emitter, const char *pattern, ...) __attribute__((format(printf, 2, 3)));
static const char *format(struct emitter *emitter, const char *pattern, ...)
{
    va_list args;
    const char *text;

    va_start(args, pattern);
    text = arena_vprintf(emitter->gen->arena, pattern, args);
    va_end(args);
    return text;
}

bool emit_is_number(const struct shape *shape)
{
    switch (shape->kind) {
    case SHAPE_INT:
    case SHAPE_HANDLE:
    case SHAPE_KERNEL:
    case SHAPE_USER_HANDLE:
    case SHAPE_USER_POINTER:
    case SHAPE_CALLBACK:
    case SHAPE_SIZEOF:
    case SHAPE_FD:
    case SHAPE_RESULT_IS:
    case SHAPE_ALLOCATION:
    case SHAPE_RELEASE:
        return true;
    default:
        return false;
    }
}

unsigned emit_width(const struct shape *shape)
{
    if (shape->kind == SHAPE_INT)
        return shape->size[0] > shape->size[1] ? shape->size[0] : shape->size[1];
    if (shape->kind == SHAPE_FLOAT)
        return shape->size[0];
    return 8;
}

const char *emit_idl_type(const struct shape *shape)
{
    if (shape->kind == SHAPE_FLOAT)
        return shape->size[0] == 4 ? "float" : "double";
    switch (emit_width(shape)) {
    case 1: return "byte";
    case 2: return "short";
    case 4: return "long";
    default: return "hyper";
    }
}

const char *emit_c_type(const struct shape *shape)
{
    if (shape->kind == SHAPE_FLOAT)
        return emit_idl_type(shape);
    switch (emit_width(shape)) {
    case 1: return "BYTE";
    case 2: return "short";
    case 4: return "LONG";
    default: return "INT64";
    }
}

const char *emit_to_wire(struct emitter *emitter, const struct shape *shape, const char *value)
{
    switch (shape->kind) {
    case SHAPE_HANDLE:
        return format(emitter, "crossbit_handle_to_wire(cb_scope, %u, (const void *)(%s))", shape->handle, value);
    case SHAPE_KERNEL:
        return format(emitter, "crossbit_kernel_to_wire(cb_scope, (HANDLE)(UINT_PTR)(%s))", value);
    case SHAPE_USER_HANDLE:
        return format(emitter, "(INT64)(LONG)(LONG_PTR)(%s)", value);
    case SHAPE_USER_POINTER:
        return format(emitter, "crossbit_user_to_wire(cb_scope, (const void *)(%s))", value);
    case SHAPE_CALLBACK:
        return format(emitter, "crossbit_callback_to_wire(cb_scope, %u, (void *)(%s))", shape->callback->callback_index, value);
    case SHAPE_SIZEOF:
        return format(emitter, "crossbit_sizeof_to_wire((INT64)(%s), sizeof(%s))", value, shape->sizeof_type);
    case SHAPE_FD:
        return format(emitter, "crossbit_fd_to_wire(cb_scope, (int)(%s))", value);
    case SHAPE_RESULT_IS:
        return format(emitter, "crossbit_result_is_to_wire(%s, %s)", value, shape->result_is);
    case SHAPE_ALLOCATION:
        return format(emitter, "(INT64)(UINT_PTR)(%s)", value);
    case SHAPE_RELEASE:
        return format(emitter, "crossbit_release_to_wire(cb_scope, %s)", value);
    case SHAPE_FLOAT:
        return value;
    default:
        return format(emitter, "(INT64)(%s)", value);
    }
}

const char *emit_from_wire(struct emitter *emitter, const struct shape *shape, const char *value)
{
    const char *type = shape->c_type;

    switch (shape->kind) {
    case SHAPE_HANDLE:
        return format(emitter, "(%s)crossbit_handle_from_wire(cb_scope, %u, %s)", type, shape->handle, value);
    case SHAPE_KERNEL:
        return format(emitter, "(%s)(UINT_PTR)crossbit_kernel_from_wire(cb_scope, %s)", type, value);
    case SHAPE_USER_HANDLE:
        return format(emitter, "(%s)(LONG_PTR)(LONG)(%s)", type, value);
    case SHAPE_USER_POINTER:
        return format(emitter, "(%s)crossbit_user_from_wire(cb_scope, %s)", type, value);
    case SHAPE_CALLBACK:
        return format(emitter, "(%s)crossbit_callback_from_wire(cb_scope, %u, %s)", type, shape->callback->callback_index, value);
    case SHAPE_SIZEOF:
        return format(emitter, "(%s)crossbit_sizeof_from_wire(cb_scope, %s, sizeof(%s))", type, value, shape->sizeof_type);
    case SHAPE_FD:
        return format(emitter, "(%s)crossbit_fd_from_wire(cb_scope, %s)", type, value);
    case SHAPE_RESULT_IS:
        return format(emitter, "(%s)crossbit_result_is_from_wire(%s, %s)", type, value, shape->result_is);
    case SHAPE_ALLOCATION:
        return format(emitter, "(%s)crossbit_allocation_from_wire(cb_scope, %s, (INT64)(%s))", type, value,
            emit_expression(emitter, shape->count));
    case SHAPE_RELEASE:
        return format(emitter, "(%s)(UINT_PTR)(%s)", type, value);
    default:
        if (shape->size[0] == shape->size[1])
            return format(emitter, "(%s)(%s)", type, value);
        return format(emitter, "(%s)crossbit_narrow(cb_scope, %s, sizeof(%s), %d)", type, value, type, shape->is_signed);
    }
}

/* Elements, from an expression that counts elements or bytes. */
const char *emit_count(struct emitter *emitter, const struct shape *shape, const char *text, bool bytes, const char *pointer)
{
    const char *expression = emit_expression(emitter, text);

    (void)shape;
    if (bytes)
        return format(emitter, "crossbit_count(cb_scope, (INT64)(%s), sizeof(*(%s)))", expression, pointer);
    return format(emitter, "crossbit_count(cb_scope, (INT64)(%s), 1)", expression);
}

/* Assignment that works for const members and elements too; a bit-field has no address. */
static void assign(struct emitter *emitter, const char *type, const char *value, const char *from, bool bit_field)
{
    if (bit_field)
        emit_line(emitter, "%s = %s;", value, from);
    else
        emit_line(emitter, "{ %s crossbit_v = %s; memcpy((void *)&%s, &crossbit_v, sizeof(crossbit_v)); }", type, from, value);
}

static const char *local(struct emitter *emitter, const char *stem)
{
    return format(emitter, "%s__%u", stem, ++*emitter->counter); /* a parameter may be called n1 */
}

static void emit_loop(struct emitter *emitter, const char *index, const char *count)
{
    emit_line(emitter, "for (size_t %s = 0; %s < %s && SUCCEEDED(cb_scope->status); %s++) {", index, index, count, index);
    emitter->indent++;
}

static void emit_end(struct emitter *emitter)
{
    emitter->indent--;
    emit_line(emitter, "}");
}

static bool is_scalar_data(const struct shape *shape)
{
    return shape->kind == SHAPE_FLOAT || (shape->flat && (shape->kind == SHAPE_RECORD || shape->kind == SHAPE_ARRAY));
}

/* Elements behind a pointer: put and get. */
static void emit_elements(struct emitter *emitter, const struct shape *shape, const char *pointer, const char *count, bool put)
{
    if (shape->element->flat) {
        emit_line(emitter, "crossbit_%s_data(cb_scope, (void *)(%s), %s * sizeof(*(%s)));", put ? "put" : "get", pointer, count,
            pointer);
        return;
    }
    const char *index = local(emitter, "i");
    emit_loop(emitter, index, count);
    if (put)
        emit_put(emitter, shape->element, format(emitter, "(%s)[%s]", pointer, index));
    else
        emit_get(emitter, shape->element, format(emitter, "(%s)[%s]", pointer, index), false);
    emit_end(emitter);
}

/* Elements behind a pointer, on the way back: compared with what they were, when they went in as well. */
static void emit_elements_back(struct emitter *emitter, const struct shape *shape, const char *pointer, const char *count,
    bool give)
{
    const char *index, *value, *before = "NULL", *fresh = shape->direction & DIRECTION_IN ? "FALSE" : "TRUE";

    if (shape->element->flat) {
        emit_elements(emitter, shape, pointer, count, give);
        return;
    }
    if (give && shape->direction & DIRECTION_IN) {
        before = local(emitter, "b");
        emit_line(emitter, "const __typeof__(*(%s)) *%s = crossbit_before(cb_scope, (const void *)(%s));", pointer, before, pointer);
    }
    index = local(emitter, "i");
    value = format(emitter, "(%s)[%s]", pointer, index);
    emit_loop(emitter, index, count);
    if (give)
        emit_give(emitter, shape->element, value, strcmp(before, "NULL") == 0 ? before : format(emitter, "%s[%s]", before, index),
            fresh);
    else
        emit_take(emitter, shape->element, value, fresh, false);
    emit_end(emitter);
}

static void put_buffer(struct emitter *emitter, const struct shape *shape, const char *value)
{
    const char *count = local(emitter, "n");

    emit_line(emitter, "{");
    emitter->indent++;
    emit_line(emitter, "size_t %s = (%s) != NULL ? %s : 0;", count, value, emit_count(emitter, shape, shape->count,
        shape->count_in_bytes, value));
    emit_line(emitter, "if (crossbit_put_%s(cb_scope, (const void *)(%s), %s, sizeof(*(%s)))) {", shape->element->flat ? "flat" :
        "pointer", value, count, value);
    emitter->indent++;
    if (shape->direction & DIRECTION_IN)
        emit_elements(emitter, shape, value, count, true);
    emit_end(emitter);
    emit_end(emitter);
}

static void get_buffer(struct emitter *emitter, const struct shape *shape, const char *value)
{
    const char *at = local(emitter, "at"), *count = local(emitter, "n");
    bool in = shape->direction & DIRECTION_IN;

    emit_line(emitter, "{");
    emitter->indent++;
    emit_line(emitter, "size_t %s = 0;", count);
    if (shape->element->flat)
        emit_line(emitter, "void *%s = crossbit_get_flat(cb_scope, sizeof(*(%s)), %s, %s, &%s);", at, value,
            in ? "TRUE" : "FALSE", shape->direction & DIRECTION_OUT ? "TRUE" : "FALSE", count);
    else
        emit_line(emitter, "void *%s = crossbit_get_buffer(cb_scope, sizeof(*(%s)), FALSE, TRUE, &%s);", at, value, count);
    emit_line(emitter, "memcpy((void *)&%s, &%s, sizeof(%s));", value, at, at);
    emit_line(emitter, "(void)%s;", count);
    if (!shape->element->flat && in) {
        emit_elements(emitter, shape, value, count, false);
        if (shape->direction & DIRECTION_OUT)
            emit_line(emitter, "crossbit_snapshot(cb_scope, (const void *)(%s));", value);
    }
    emit_end(emitter);
}

/* How many elements come back: none of memory that both sides see. */
static void give_count(struct emitter *emitter, const struct shape *shape, const char *pointer, const char *count)
{
    if (shape->element->flat)
        emit_line(emitter, "%s = crossbit_unshared(cb_scope, (const void *)(%s), %s);", count, pointer, count);
    emit_line(emitter, "crossbit_put(cb_scope, %s, 8);", count);
}

/* The target of a member's pointer comes back in its own memory; the pointer itself is one of four things: NULL, unchanged,
 * moved to somewhere in memory that the caller gave, or new. */
static void give_pointer(struct emitter *emitter, const struct shape *shape, const char *value, const char *before,
    const char *fresh)
{
    const char *count = local(emitter, "n");

    emit_line(emitter, "{");
    emitter->indent++;
    if (shape->kind == SHAPE_BUFFER && (shape->direction & DIRECTION_OUT) && strcmp(fresh, "TRUE") != 0) {
        emit_line(emitter, "if (%s(%s) != NULL) {", emitter->sent ? emitter->sent : "", before);
        emitter->indent++;
        if (shape->cursor)
            emit_line(emitter, "size_t %s = crossbit_moved(cb_scope, (const void *)(%s), (const void *)(%s)) / sizeof(*(%s));", count,
                before, value, value);
        else if (shape->length != NULL)
            emit_line(emitter, "size_t %s = crossbit_clamp(cb_scope, (const void *)(%s), %s);", count, before,
                emit_count(emitter, shape, shape->length, shape->length_in_bytes, value));
        else
            emit_line(emitter, "size_t %s = crossbit_elements(cb_scope, (const void *)(%s));", count, before);
        give_count(emitter, shape, before, count);
        emit_elements_back(emitter, shape, before, count, true);
        emit_end(emitter);
    }
    emit_line(emitter, "if (crossbit_give_pointer(cb_scope, (const void *)(%s), (const void *)(%s), %s)) {", value, before,
        fresh);
    emitter->indent++;
    if (shape->lent)
        emit_line(emitter, "crossbit_give_lent(cb_scope, (const void *)(%s), %s * sizeof(*(%s)));", value, emit_count(emitter, shape,
            shape->count, shape->count_in_bytes, value), value);
    else if (shape->freed_by != NULL && shape->kind == SHAPE_STRING)
        emit_line(emitter, "crossbit_give_owned(cb_scope, (const void *)(%s), crossbit_string_size(cb_scope, (const void *)(%s), "
            "sizeof(*(%s))) * sizeof(*(%s)));", value, value, value, value);
    else if (shape->freed_by != NULL)
        emit_line(emitter, "crossbit_give_owned(cb_scope, (const void *)(%s), %s * sizeof(*(%s)));", value, emit_count(emitter, shape,
            shape->count, shape->count_in_bytes, value), value);
    else if (!shape->is_static)
        emit_line(emitter, "crossbit_fail(cb_scope, E_UNEXPECTED, \"the DLL left a pointer in '%s' to memory of its own\");",
            strstr(value, "->") ? strstr(value, "->") + 2 : value);
    else if (shape->kind == SHAPE_STRING)
        emit_line(emitter, "crossbit_give_string(cb_scope, (const void *)(%s), sizeof(*(%s)));", value, value);
    else {
        emit_line(emitter, "crossbit_put(cb_scope, %s * sizeof(*(%s)), 8);", emit_count(emitter, shape, shape->count,
            shape->count_in_bytes, value), value);
        emit_line(emitter, "crossbit_put_data(cb_scope, (const void *)(%s), %s * sizeof(*(%s)));", value,
            emit_count(emitter, shape, shape->count, shape->count_in_bytes, value), value);
    }
    emit_end(emitter);
    emit_end(emitter);
}

static void take_pointer(struct emitter *emitter, const struct shape *shape, const char *value, const char *fresh)
{
    const char *count = local(emitter, "n");

    emit_line(emitter, "{");
    emitter->indent++;
    if (shape->kind == SHAPE_BUFFER && (shape->direction & DIRECTION_OUT) && strcmp(fresh, "TRUE") != 0) {
        emit_line(emitter, "if (!(%s) && (%s) != NULL) {", fresh, value);
        emitter->indent++;
        emit_line(emitter, "size_t %s = crossbit_take_elements(cb_scope, (const void *)(%s));", count, value);
        emit_elements_back(emitter, shape, value, count, false);
        emit_end(emitter);
    }
    emit_line(emitter, "const void *crossbit_v = (const void *)(%s);", value);
    emit_line(emitter, "if (crossbit_take_pointer(cb_scope, &crossbit_v))");
    emit_line(emitter, "    crossbit_v = crossbit_take_%s(cb_scope);", shape->lent ? "lent" : shape->freed_by ? "owned" : "static");
    emit_line(emitter, "memcpy((void *)&%s, &crossbit_v, sizeof(crossbit_v));", value);
    emit_end(emitter);
}

void emit_put(struct emitter *emitter, const struct shape *shape, const char *value)
{
    if (emit_is_number(shape))
        emit_line(emitter, "crossbit_put(cb_scope, (UINT64)%s, %u);", emit_to_wire(emitter, shape, value), emit_width(shape));
    else if (is_scalar_data(shape))
        emit_line(emitter, "crossbit_put_data(cb_scope, &%s, sizeof(%s));", value, value);
    else if (shape->kind == SHAPE_RECORD)
        emit_line(emitter, "crossbit_put_%s(cb_scope, &%s, ~(UINT64)0);", shape->record->id, value);
    else if (shape->kind == SHAPE_ARRAY) {
        const char *index = local(emitter, "i");
        emit_loop(emitter, index, format(emitter, "%u", shape->array_length));
        emit_put(emitter, shape->element, format(emitter, "%s[%s]", value, index));
        emit_end(emitter);
    } else if (shape->kind == SHAPE_STRING)
        emit_line(emitter, "crossbit_put_string(cb_scope, (const void *)(%s), sizeof(*(%s)));", value, value);
    else if (shape->kind == SHAPE_BUFFER)
        put_buffer(emitter, shape, value);
    else if (shape->kind == SHAPE_HIDDEN)
        emit_line(emitter, "crossbit_put(cb_scope, (%s) != NULL, 1);", value);
    else if (shape->kind == SHAPE_RESERVED)
        emit_line(emitter, "crossbit_reserved(cb_scope, (UINT64)(UINT_PTR)(%s), \"%s\");", value, value);
}

void emit_get(struct emitter *emitter, const struct shape *shape, const char *value, bool bit_field)
{
    if (emit_is_number(shape))
        assign(emitter, shape->c_type, value, emit_from_wire(emitter, shape, format(emitter, "(INT64)crossbit_get(cb_scope, %u)",
            emit_width(shape))), bit_field);
    else if (is_scalar_data(shape))
        emit_line(emitter, "crossbit_get_data(cb_scope, (void *)&%s, sizeof(%s));", value, value);
    else if (shape->kind == SHAPE_RECORD)
        emit_line(emitter, "crossbit_get_%s(cb_scope, (%s *)&%s, ~(UINT64)0);", shape->record->id, shape->record->c_type, value);
    else if (shape->kind == SHAPE_ARRAY) {
        const char *index = local(emitter, "i");
        emit_loop(emitter, index, format(emitter, "%u", shape->array_length));
        emit_get(emitter, shape->element, format(emitter, "%s[%s]", value, index), false);
        emit_end(emitter);
    } else if (shape->kind == SHAPE_STRING)
        emit_line(emitter, "{ const void *crossbit_v = crossbit_get_string(cb_scope, sizeof(*(%s))); "
            "memcpy((void *)&%s, &crossbit_v, sizeof(crossbit_v)); }", value, value);
    else if (shape->kind == SHAPE_BUFFER)
        get_buffer(emitter, shape, value);
    else if (shape->kind == SHAPE_HIDDEN)
        emit_line(emitter, "if (crossbit_get(cb_scope, 1) == 0) %s = NULL;", value);
    else if (shape->kind == SHAPE_RESERVED)
        emit_line(emitter, "memset((void *)&%s, 0, sizeof(%s));", value, value);
}

void emit_give(struct emitter *emitter, const struct shape *shape, const char *value, const char *before, const char *fresh)
{
    bool always = strcmp(fresh, "TRUE") == 0;

    if (shape->kind == SHAPE_CALLBACK)
        emit_line(emitter, "crossbit_put(cb_scope, (UINT64)crossbit_callback_back(cb_scope, %u, (void *)(%s)), 8);",
            shape->callback->callback_index, value);
    else if (emit_is_number(shape)) {
        if (!always) { /* an unchanged handle needs no translation back */
            emit_line(emitter, "if (crossbit_changed(cb_scope, %s || (%s) != (%s)))", fresh, value, before);
            emitter->indent++;
        }
        emit_put(emitter, shape, value);
        if (!always)
            emitter->indent--;
    } else if (is_scalar_data(shape))
        emit_line(emitter, "crossbit_put_data(cb_scope, &%s, sizeof(%s));", value, value);
    else if (shape->kind == SHAPE_RECORD)
        emit_line(emitter, always ? "crossbit_give_%s(cb_scope, &%s, %s, ~(UINT64)0);" :
            "crossbit_give_%s(cb_scope, &%s, %s ? NULL : &(%s), ~(UINT64)0);", shape->record->id, value, always ? "NULL" : fresh,
            before);
    else if (shape->kind == SHAPE_ARRAY) {
        const char *index = local(emitter, "i");
        emit_loop(emitter, index, format(emitter, "%u", shape->array_length));
        emit_give(emitter, shape->element, format(emitter, "%s[%s]", value, index),
            always ? before : format(emitter, "%s[%s]", before, index), fresh);
        emit_end(emitter);
    } else if (shape->kind == SHAPE_STRING || shape->kind == SHAPE_BUFFER)
        give_pointer(emitter, shape, value, before, fresh);
    else if (shape->kind == SHAPE_HIDDEN)
        emit_line(emitter, "crossbit_put(cb_scope, (%s) != NULL, 1);", value);
}

void emit_take(struct emitter *emitter, const struct shape *shape, const char *value, const char *fresh, bool bit_field)
{
    bool is_fresh = strcmp(fresh, "TRUE") == 0;

    if (shape->kind == SHAPE_CALLBACK)
        emit_line(emitter, "{ INT64 crossbit_w = (INT64)crossbit_get(cb_scope, 8); if (crossbit_w != -1) { %s crossbit_v = "
            "(%s)(UINT_PTR)crossbit_w; memcpy((void *)&%s, &crossbit_v, sizeof(crossbit_v)); } }", shape->c_type, shape->c_type,
            value);
    else if (emit_is_number(shape)) {
        if (!is_fresh) {
            emit_line(emitter, "if (crossbit_get(cb_scope, 1) != 0)");
            emitter->indent++;
        }
        emit_get(emitter, shape, value, bit_field);
        if (!is_fresh)
            emitter->indent--;
    } else if (is_scalar_data(shape))
        emit_line(emitter, "crossbit_get_data(cb_scope, (void *)&%s, sizeof(%s));", value, value);
    else if (shape->kind == SHAPE_RECORD)
        emit_line(emitter, "crossbit_take_%s(cb_scope, (%s *)&%s, %s, ~(UINT64)0);", shape->record->id, shape->record->c_type, value,
            fresh);
    else if (shape->kind == SHAPE_ARRAY) {
        const char *index = local(emitter, "i");
        emit_loop(emitter, index, format(emitter, "%u", shape->array_length));
        emit_take(emitter, shape->element, format(emitter, "%s[%s]", value, index), fresh, false);
        emit_end(emitter);
    } else if (shape->kind == SHAPE_STRING || shape->kind == SHAPE_BUFFER)
        take_pointer(emitter, shape, value, fresh);
    else if (shape->kind == SHAPE_HIDDEN)
        emit_line(emitter, "{ void *crossbit_v = crossbit_get(cb_scope, 1) ? crossbit_hidden() : NULL; "
            "memcpy((void *)&%s, &crossbit_v, sizeof(crossbit_v)); }", value);
}

void emit_put_param(struct emitter *emitter, const struct param *param)
{
    emit_put(emitter, param->shape, param->name);
}

void emit_get_param(struct emitter *emitter, const struct param *param)
{
    emit_get(emitter, param->shape, param->name, false);
}

void emit_give_param(struct emitter *emitter, const struct param *param)
{
    const struct shape *shape = param->shape;
    const char *count;

    if (shape->kind != SHAPE_BUFFER || !(shape->direction & DIRECTION_OUT))
        return;
    emit_line(emitter, "if (%s != NULL) {", param->name);
    emitter->indent++;
    count = local(emitter, "n");
    if (shape->length != NULL)
        emit_line(emitter, "size_t %s = crossbit_clamp(cb_scope, (const void *)%s, %s);", count, param->name,
            emit_count(emitter, shape, shape->length, shape->length_in_bytes, param->name));
    else
        emit_line(emitter, "size_t %s = crossbit_elements(cb_scope, (const void *)%s);", count, param->name);
    emit_line(emitter, "if (!(cb_call->flags & CROSSBIT_CALL_WRITTEN))");
    emit_line(emitter, "    %s = 0;", count);
    give_count(emitter, shape, param->name, count);
    emit_elements_back(emitter, shape, param->name, count, true);
    emit_end(emitter);
}

void emit_take_param(struct emitter *emitter, const struct param *param)
{
    const struct shape *shape = param->shape;
    const char *count;

    if (shape->kind != SHAPE_BUFFER || !(shape->direction & DIRECTION_OUT))
        return;
    emit_line(emitter, "if (%s != NULL) {", param->name);
    emitter->indent++;
    count = local(emitter, "n");
    emit_line(emitter, "size_t %s = crossbit_take_elements(cb_scope, (const void *)%s);", count, param->name);
    emit_elements_back(emitter, shape, param->name, count, false);
    emit_end(emitter);
}
