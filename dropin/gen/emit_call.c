/*
 * The two ends of one method. The caller of a DLL's function is the drop-in and its callee the binding; for a callback the
 * caller is the binding's thunk and the callee the drop-in's sink. Locals bear the names of the header's parameters, so that
 * the size expressions of the annotations stand in the code as they were written.
 */
#include "emit.h"

#include <string.h>

static bool is_pointer(const struct shape *shape)
{
    return shape->kind == SHAPE_BUFFER || shape->kind == SHAPE_STRING;
}

/* A pointer to one value: no count on the wire. */
static bool is_single(const struct shape *shape)
{
    return shape->kind == SHAPE_BUFFER && !shape->count_in_bytes && strcmp(shape->count, "1") == 0 && shape->length == NULL &&
        !shape->zero_terminated;
}

/* A buffer that may lie in memory which both sides see. */
static bool is_shareable(const struct shape *shape)
{
    return shape->kind == SHAPE_BUFFER && !is_single(shape);
}

static bool is_out(const struct shape *shape)
{
    return shape->kind == SHAPE_BUFFER && (shape->direction & DIRECTION_OUT);
}

static bool is_in(const struct shape *shape)
{
    return shape->kind == SHAPE_STRING || (shape->kind == SHAPE_BUFFER && (shape->direction & DIRECTION_IN));
}

/* The stub clears what the DLL did not write, so such a buffer comes back into memory of our own first. */
static bool is_partial(const struct function *function, const struct shape *shape)
{
    return is_out(shape) && !is_in(shape) && !is_single(shape) && (shape->length != NULL || shape->zero_terminated ||
        function->success != NULL);
}

static bool is_sent(const struct param *param)
{
    return param->typed && param->shape->kind != SHAPE_RESERVED;
}

/* What of a parameter lies in the call's structure: its number, or the one that it leads to. NULL: nothing. */
static const struct shape *call_value(const struct param *param)
{
    if (!is_sent(param))
        return NULL;
    if (!is_pointer(param->shape))
        return param->shape;
    return is_single(param->shape) ? param->shape->element : NULL;
}

/* An array or a text, with parameters of its own. */
static bool is_array(const struct param *param)
{
    return is_sent(param) && is_pointer(param->shape) && !is_single(param->shape);
}

static bool has_result_value(const struct function *function)
{
    return function->result.typed && function->result.shape->kind != SHAPE_VOID;
}

/* Small numbers have four bytes there: NDR copies a structure without gaps whole. */
static unsigned call_width(const struct shape *shape)
{
    return emit_width(shape) <= 4 ? 4 : 8;
}

static const char *call_type(const struct shape *shape)
{
    return shape->kind == SHAPE_FLOAT || emit_width(shape) > 2 ? emit_idl_type(shape) : "long";
}

/* A function may be called as a callback's type is, or as a function with _ and a parameter's name. */
static const char *call_struct_name(struct gen *gen, const struct function *function)
{
    return arena_printf(gen->arena, "%s_%s_%s", gen->id, function->id, function->is_callback ? "callback" : "call");
}

/* The structure that every call carries both ways; its beginning is struct crossbit_call. */
void emit_call_struct(struct gen *gen, struct text *out, const struct function *function)
{
    const char *name = call_struct_name(gen, function);
    unsigned small = 0, large = 0;

    text_printf(out, "typedef struct %s {\n    unsigned long last_error;\n    long error_number;\n    unsigned long nulls;\n"
        "    unsigned long flags;\n", name);
    if (function->is_callback) {
        text_add(out, "    hyper crossbit_function;\n");
        large++;
    }
    for (unsigned width = 8; width >= 4; width -= 4) {
        unsigned *count = width == 8 ? &large : &small;
        for (unsigned i = 0; i < function->param_count; i++) {
            const struct shape *value = call_value(&function->params[i]);
            if (value == NULL || call_width(value) != width)
                continue;
            text_printf(out, "    %s p__%s;\n", call_type(value), function->params[i].name);
            (*count)++;
        }
        if (has_result_value(function) && call_width(function->result.shape) == width) {
            text_printf(out, "    %s crossbit_result;\n", call_type(function->result.shape));
            (*count)++;
        }
    }
    if (large > 0 && small % 2 != 0)
        text_add(out, "    long crossbit_unused;\n");
    text_printf(out, "} %s;\n\n", name);
}

const char *emit_parameters(struct gen *gen, const struct function *function)
{
    struct text text = { .arena = gen->arena };

    for (unsigned i = 0; i < function->param_count; i++)
        text_printf(&text, "%s%s %s", i ? ", " : "", function->params[i].c_type, function->params[i].name);
    return text.data ? text.data : "void";
}

static const char *arguments(struct gen *gen, const struct function *function)
{
    struct text text = { .arena = gen->arena };

    text_add(&text, "");
    for (unsigned i = 0; i < function->param_count; i++)
        text_printf(&text, "%s%s", i ? ", " : "", function->params[i].name);
    return text.data;
}

/* The method's parameters. C names what widl's header names: LONG for long and so on need no translation. */
void emit_method(struct gen *gen, struct text *out, const struct function *function, bool c)
{
    text_printf(out, "%s%s *cb_call", c ? "struct " : "[in, out] ", call_struct_name(gen, function));
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        const char *name = param->name, *type;
        bool in, is_output;
        if (!is_array(param))
            continue;
        type = c ? emit_c_type(shape->element) : emit_idl_type(shape->element);
        in = is_in(shape);
        is_output = is_out(shape);
        text_printf(out, ",\n        %s n__%s", c ? "LONG" : "[in] long", name);
        if (is_output && !in)
            text_printf(out, ", %s *l__%s", c ? "LONG" : "[out] long", name);
        if (c)
            text_printf(out, ", %s%s *p__%s", is_output ? "" : "const ", type, name);
        else if (is_output && !in)
            text_printf(out, ", [out, size_is(n__%s), length_is(*l__%s)] %s *p__%s", name, name, type, name);
        else
            text_printf(out, ", [%s, size_is(n__%s)] %s%s *p__%s", is_output ? "in, out" : "in", name, is_output ? "" : "const ",
                type, name);
        if (is_shareable(shape))
            text_printf(out, ", %sconst %s%s_memory *m__%s", c ? "" : "[in, unique] ", c ? "struct " : "", gen->id, name);
    }
    if (function->packed_in)
        text_add(out, c ? ",\n        LONG cb_in_size, const hyper *cb_in_data" :
            ",\n        [in] long cb_in_size, [in, size_is(cb_in_size)] const hyper *cb_in_data");
    if (function->packed_out)
        text_add(out, c ? ",\n        LONG *cb_out_size, hyper **cb_out_data" :
            ",\n        [out] long *cb_out_size, [out, size_is(, *cb_out_size)] hyper **cb_out_data");
}

/* ---- the caller ------------------------------------------------------------------------------------------------- */

/* Locals of the caller and what is computed before the call. */
static void caller_locals(struct emitter *emitter, const struct function *function)
{
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        if (!is_array(param))
            continue;
        emit_line(emitter, "size_t n__%s;", param->name);
        if (is_shareable(shape))
            emit_line(emitter, "struct crossbit_shared s__%s; const struct crossbit_shared *m__%s = NULL;", param->name, param->name);
        if (is_out(shape) && !is_in(shape))
            emit_line(emitter, "LONG l__%s = 0;", param->name);
        if (is_partial(function, shape))
            emit_line(emitter, "void *o__%s = NULL;", param->name);
    }
    if (function->packed_in)
        emit_line(emitter, "LONG cb_in_size;");
    if (function->packed_out) {
        emit_line(emitter, "LONG crossbit_out_size = 0;");
        emit_line(emitter, "hyper *crossbit_out_data = NULL;");
    }
}

static bool is_kept(const struct param *param)
{
    return param->shape->kept_by != NULL && param->shape->kind != SHAPE_CALLBACK;
}

static const char *mask_of(struct emitter *emitter, const struct shape *shape)
{
    unsigned long long mask = 0;
    unsigned number = 0;

    for (const struct field *field = shape->record->fields; field != NULL && number < 64; field = field->next, number++) {
        bool listed = true;
        if (shape->members != NULL) {
            size_t size = strlen(field->name);
            listed = false;
            for (const char *at = shape->members; *at && !listed; at += strcspn(at, ","), at += *at == ',') {
                at += strspn(at, " \t");
                listed = strncmp(at, field->name, size) == 0 && (at[size] == 0 || at[size] == ',' || at[size] == ' ');
            }
        } else if (field->shape->at_open)
            listed = shape->opens;
        if (listed)
            mask |= 1ull << number;
    }
    return arena_printf(emitter->gen->arena, "0x%llx", mask);
}

static void put_packed(struct emitter *emitter, const struct param *param)
{
    const struct shape *shape = param->shape;

    if (shape->kind == SHAPE_MIRROR) {
        emit_line(emitter, "crossbit_put(cb_scope, (UINT64)(UINT_PTR)%s, 8);", param->name);
        emit_line(emitter, "if (%s != NULL)", param->name);
        emit_line(emitter, "    crossbit_put_%s(cb_scope, %s, %s);", shape->record->id, param->name, mask_of(emitter, shape));
    } else if (shape->kind == SHAPE_WORKSPACE)
        emit_line(emitter, "crossbit_put(cb_scope, %s != NULL ? (UINT64)crossbit_count(cb_scope, (INT64)(%s), 1) + 1 : 0, 8);",
            param->name, emit_expression(emitter, shape->count));
    else if (shape->frees)
        emit_line(emitter, "crossbit_put(cb_scope, (UINT64)crossbit_owned_to_wire(cb_scope, (const void *)%s), 8);", param->name);
    else
        emit_put_param(emitter, param);
}

static void caller_in(struct emitter *emitter, const struct function *function)
{
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        const char *name = param->name;
        if (shape->kind == SHAPE_RESERVED) {
            emit_line(emitter, "crossbit_reserved(cb_scope, (UINT64)(UINT_PTR)%s, \"%s\");", name, name);
            continue;
        }
        if (!param->typed)
            continue;
        if (!is_pointer(shape)) {
            emit_line(emitter, "cb_call.p__%s = (%s)%s;", name, call_type(shape), emit_to_wire(emitter, shape, name));
            continue;
        }
        emit_line(emitter, "if (%s == NULL)", name);
        emit_line(emitter, "    cb_call.nulls |= 1u << %d;", param->null_bit);
        if (is_single(shape)) {
            if (is_in(shape)) {
                emit_line(emitter, "else");
                emit_line(emitter, "    memcpy(&cb_call.p__%s, %s, sizeof(*%s));", name, name, name);
            }
            continue;
        }
        if (shape->path)
            emit_line(emitter, "%s = crossbit_full_path(cb_scope, %s, sizeof(*%s));", name, name, name);
        if (shape->kind == SHAPE_STRING)
            emit_line(emitter, "n__%s = crossbit_string_size(cb_scope, %s, sizeof(*%s));", name, name, name);
        else
            emit_line(emitter, "n__%s = %s != NULL ? %s : 0;", name, name, emit_count(emitter, shape, shape->count,
                shape->count_in_bytes, name));
        if (is_shareable(shape)) {
            emit_line(emitter, "m__%s = crossbit_share(cb_scope, %s, n__%s * sizeof(*%s), &s__%s);", name, name, name, name, name);
            emit_line(emitter, "if (m__%s != NULL)", name);
            emit_line(emitter, "    n__%s = 0;", name);
        }
        if (is_partial(function, shape))
            emit_line(emitter, "o__%s = crossbit_scope_buffer(cb_scope, n__%s * sizeof(*%s) + 1);", name, name, name);
    }
    for (int kept = 0; kept < 2; kept++) /* what a handle keeps comes after the handle */
        for (unsigned i = 0; i < function->param_count; i++) {
            const struct param *param = &function->params[i];
            if (!param->typed && param->shape->kind != SHAPE_RESERVED && is_kept(param) == (kept == 1)) {
                if (kept)
                    emit_line(emitter, "crossbit_put(cb_scope, (UINT64)(UINT_PTR)%s, 8);", param->name);
                put_packed(emitter, param);
            }
        }
}

static void caller_call(struct emitter *emitter, const struct function *function)
{
    struct text line = { .arena = emitter->gen->arena };

    if (function->packed_in)
        emit_line(emitter, "cb_in_size = crossbit_written(cb_scope);");
    text_printf(&line, "cb_scope->status = cb_object->lpVtbl->call_%s(cb_object, &cb_call", function->id);
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        const char *name = param->name;
        if (!is_array(param))
            continue;
        text_printf(&line, ",\n            (LONG)n__%s, ", name);
        if (is_out(shape) && !is_in(shape))
            text_printf(&line, "&l__%s, ", name);
        if (is_partial(function, shape))
            text_printf(&line, "o__%s", name);
        else
            text_printf(&line, "%s != NULL ? (%s%s *)%s : %scrossbit_nothing", name, is_out(shape) ? "" : "const ",
                emit_c_type(shape->element), name, is_out(shape) ? "(void *)" : "");
        if (is_shareable(shape))
            text_printf(&line, ", (const struct %s_memory *)m__%s", emitter->gen->id, name);
    }
    if (function->packed_in)
        text_add(&line, ",\n            cb_in_size, crossbit_write_data(cb_scope)");
    if (function->packed_out)
        text_add(&line, ",\n            &crossbit_out_size, &crossbit_out_data");
    emit_line(emitter, "%s);", line.data);
}

static void caller_out(struct emitter *emitter, const struct function *function)
{
    const struct shape *result = function->result.shape;

    if (function->packed_out)
        emit_line(emitter, "crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);");
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        if (is_sent(param) && is_pointer(shape) && is_single(shape) && is_out(shape)) {
            emit_line(emitter, "if (%s != NULL && (cb_call.flags & CROSSBIT_CALL_WRITTEN))", param->name);
            emit_line(emitter, "    memcpy(%s, &cb_call.p__%s, sizeof(*%s));", param->name, param->name, param->name);
        }
        if (is_sent(param) && is_partial(function, shape)) {
            emit_line(emitter, "if (%s != NULL && l__%s > 0 && (size_t)l__%s <= n__%s)", param->name, param->name, param->name,
                param->name);
            emit_line(emitter, "    memcpy(%s, o__%s, (size_t)l__%s * sizeof(*%s));", param->name, param->name, param->name,
                param->name);
        }
        if (shape->kind == SHAPE_HANDLE && shape->closes && param->typed) {
            emit_line(emitter, "if (cb_call.flags & CROSSBIT_CALL_WRITTEN)");
            emit_line(emitter, "    crossbit_handle_closed(cb_scope, %u, (const void *)%s, TRUE);", shape->handle, param->name);
        }
        if (shape->kind == SHAPE_FD)
            emit_line(emitter, "crossbit_fd_moved(cb_scope, (int)%s, (cb_call.flags & CROSSBIT_CALL_WRITTEN) != 0);", param->name);
        if (shape->frees)
            emit_line(emitter, "crossbit_owned_freed(cb_scope, (const void *)%s);", param->name);
    }
    /* The order of callee_out: buffers, the mirrored structs, the result. */
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        if (!param->typed && !is_kept(param) && param->shape->kind == SHAPE_BUFFER)
            emit_take_param(emitter, param);
    }
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        if (param->shape->kind != SHAPE_MIRROR)
            continue;
        emit_line(emitter, "if (%s != NULL) {", param->name);
        emit_line(emitter, "    crossbit_take_%s(cb_scope, %s, FALSE, %s);", param->shape->record->id, param->name,
            mask_of(emitter, param->shape));
        emit_line(emitter, "    crossbit_take_kept(cb_scope);");
        emit_line(emitter, "}");
    }
    if (result->kind == SHAPE_VOID)
        return;
    if (function->result.typed) {
        emit_line(emitter, "crossbit_result = %s;", emit_from_wire(emitter, result, "cb_call.crossbit_result"));
    } else if (result->kind == SHAPE_STRING || result->kind == SHAPE_BUFFER) {
        emit_line(emitter, "crossbit_result = (%s)crossbit_take_%s(cb_scope);", function->result.c_type,
            result->freed_by ? "owned" : "result");
    } else
        emit_take(emitter, result, "crossbit_result", "TRUE", false);
}

/* A line for each path: caller_in writes the absolute one into the parameter, and it is gone when the call is made again. */
static void emit_paths(struct emitter *emitter, const struct function *function, const char *line)
{
    for (unsigned i = 0; i < function->param_count; i++)
        if (function->params[i].shape->path)
            emit_line(emitter, line, function->params[i].name, function->params[i].name);
}

void emit_caller(struct gen *gen, struct text *out, const struct function *function)
{
    unsigned counter = 0;
    struct emitter emitter = { .gen = gen, .out = out, .counter = &counter };
    bool is_void = function->result.shape->kind == SHAPE_VOID;
    const char *type = function->result.c_type;
    size_t before;

    if (function->is_callback)
        emit_line(&emitter, "static %s thunk_%s(unsigned crossbit_slot%s%s)", type, function->id, function->param_count ? ", " : "",
            function->param_count ? emit_parameters(gen, function) : "");
    else {
        emit_line(&emitter, "%s %s dropin_%s(%s) CROSSBIT_EXPORT(\"dropin_%s\");", type, function->convention, function->id,
            emit_parameters(gen, function), function->id);
        emit_line(&emitter, "%s %s dropin_%s(%s)", type, function->convention, function->id, emit_parameters(gen, function));
    }
    emit_line(&emitter, "{");
    emitter.indent++;
    emit_line(&emitter, "struct crossbit_scope cb_storage, *cb_scope = &cb_storage;");
    emit_line(&emitter, "struct %s cb_call = {0};", call_struct_name(gen, function));
    emit_line(&emitter, "I%s%s *cb_object;", gen->id, function->is_callback ? "Sink" : "");
    if (!is_void)
        emit_line(&emitter, "%s crossbit_result;", type);
    caller_locals(&emitter, function);
    if (function->repeatable) {
        emit_line(&emitter, "unsigned crossbit_attempts = 0;");
        emit_paths(&emitter, function, "const void *crossbit_given__%s = %s;");
    }
    emit_line(&emitter, "%s", "");
    if (!is_void)
        emit_line(&emitter, "memset(&crossbit_result, 0, sizeof(crossbit_result));");
    if (function->is_callback)
        emit_line(&emitter, "cb_object = crossbit_enter_callback(cb_scope, (void *)&cb_call, %u, crossbit_slot, &cb_call.crossbit_function);",
            function->callback_index);
    else {
        if (function->repeatable) {
            text_add(out, "again:\n");
            emit_paths(&emitter, function, "%s = crossbit_given__%s;");
        }
        emit_line(&emitter, "cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);");
    }
    emit_line(&emitter, "if (FAILED(cb_scope->status))");
    emit_line(&emitter, "    goto exit;");
    before = out->size;
    caller_in(&emitter, function);
    if (out->size != before) {
        emit_line(&emitter, "if (FAILED(cb_scope->status))");
        emit_line(&emitter, "    goto exit;");
    }
    caller_call(&emitter, function);
    emit_line(&emitter, "if (FAILED(cb_scope->status))");
    emit_line(&emitter, "    goto exit;");
    caller_out(&emitter, function);
    text_add(out, "exit:\n");
    if (function->packed_out)
        emit_line(&emitter, "CoTaskMemFree(crossbit_out_data);");
    if (function->is_callback) {
        emit_line(&emitter, "if (!crossbit_leave_callback(cb_scope, (void *)&cb_call, \"%s\"))", function->name);
        if (function->fails != NULL && !is_void)
            emit_line(&emitter, "    crossbit_result = (%s)(%s);", type, function->fails);
        else
            emit_line(&emitter, "    %s;", is_void ? "(void)0" : "memset(&crossbit_result, 0, sizeof(crossbit_result))");
    } else {
        if (function->repeatable) {
            emit_line(&emitter, "if (crossbit_should_repeat(cb_scope, &crossbit_attempts)) {");
            if (function->packed_out)
                emit_line(&emitter, "    crossbit_out_data = NULL;");
            emit_line(&emitter, "    goto again;");
            emit_line(&emitter, "}");
        }
        emit_line(&emitter, "if (!crossbit_leave(cb_scope, (void *)&cb_call, \"%s\", %s))", function->name,
            function->fails ? "TRUE" : "FALSE");
        if (function->fails != NULL && !is_void)
            emit_line(&emitter, "    crossbit_result = (%s)(%s);", type, function->fails);
        else
            emit_line(&emitter, "    %s;", is_void ? "return" : "memset(&crossbit_result, 0, sizeof(crossbit_result))");
    }
    if (!is_void)
        emit_line(&emitter, "return crossbit_result;");
    emitter.indent--;
    emit_line(&emitter, "}");
    emit_line(&emitter, "%s", "");
}

/* ---- the callee ------------------------------------------------------------------------------------------------- */

static void callee_in(struct emitter *emitter, const struct function *function)
{
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        const char *name = param->name;
        if (!is_sent(param))
            continue;
        if (!is_pointer(shape)) {
            emit_line(emitter, "%s = %s;", name, emit_from_wire(emitter, shape, arena_printf(emitter->gen->arena, "cb_call->p__%s",
                name)));
            continue;
        }
        emit_line(emitter, "%s = cb_call->nulls >> %d & 1 ? NULL : (%s)%sp__%s;", name, param->null_bit, param->c_type,
            is_single(shape) ? "&cb_call->" : "", name);
        if (is_shareable(shape)) {
            emit_line(emitter, "if (m__%s != NULL)", name);
            emit_line(emitter, "    %s = (%s)crossbit_open_shared(cb_scope, (const struct crossbit_shared *)m__%s);", name, param->c_type,
                name);
        }
        if (!is_single(shape)) {
            emit_line(emitter, "(void)n__%s;", name);
            if (is_out(shape) && !is_in(shape))
                emit_line(emitter, "*l__%s = 0;", name);
            if (shape->kind == SHAPE_STRING)
                emit_line(emitter, "crossbit_check_string(cb_scope, %s, n__%s, sizeof(*%s));", name, name, name);
        }
    }
    for (int kept = 0; kept < 2; kept++)
        for (unsigned i = 0; i < function->param_count; i++) {
            const struct param *param = &function->params[i];
            const struct shape *shape = param->shape;
            const char *name = param->name;
            if (param->typed || shape->kind == SHAPE_RESERVED || is_kept(param) != (kept == 1))
                continue;
            if (kept)
                emit_line(emitter, "crossbit_keep_begin(cb_scope, (const void *)%s, \"%s.%s\", crossbit_get(cb_scope, 8));",
                    shape->kept_by, function->id, name);
            if (shape->kind == SHAPE_MIRROR) {
                emit_line(emitter, "%s = crossbit_mirror(cb_scope, %u, crossbit_get(cb_scope, 8), sizeof(*%s), %s);", name,
                    shape->record->index, name, shape->opens ? "TRUE" : "FALSE");
                emit_line(emitter, "if (%s != NULL) {", name);
                for (const struct field *field = shape->record->fields; shape->opens && field != NULL; field = field->next)
                    if (field->shape->kind == SHAPE_HIDDEN || field->shape->output)
                        emit_line(emitter, "    memset((void *)&%s->%s, 0, sizeof(%s->%s));", name, field->name, name, field->name);
                emit_line(emitter, "    crossbit_get_%s(cb_scope, %s, %s);", shape->record->id, name, mask_of(emitter, shape));
                emit_line(emitter, "    crossbit_snapshot(cb_scope, %s);", name);
                emit_line(emitter, "}");
            } else if (shape->kind == SHAPE_WORKSPACE)
                emit_line(emitter, "%s = crossbit_workspace(cb_scope, crossbit_get(cb_scope, 8));", name);
            else if (shape->frees)
                emit_line(emitter, "%s = crossbit_owned_from_wire(cb_scope, (INT64)crossbit_get(cb_scope, 8));", name);
            else
                emit_get_param(emitter, param);
            if (kept && shape->kind == SHAPE_BUFFER && shape->element->kind == SHAPE_RECORD && !shape->element->flat &&
                (shape->direction & DIRECTION_OUT))
                emit_line(emitter, "crossbit_keep_end(cb_scope, (void *)%s, %u);", name, shape->element->record->index);
            else if (kept)
                emit_line(emitter, "crossbit_keep_end(cb_scope, NULL, 0);");
        }
}

static void callee_out(struct emitter *emitter, const struct function *function)
{
    const struct shape *result = function->result.shape;

    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        if (is_array(param) && is_out(shape) && !is_in(shape)) {
            emit_line(emitter, "if (%s != NULL && (cb_call->flags & CROSSBIT_CALL_WRITTEN))", param->name);
            if (shape->zero_terminated)
                emit_line(emitter, "    *l__%s = (LONG)crossbit_string_length(%s, n__%s, sizeof(*%s));", param->name, param->name,
                    param->name, param->name);
            else if (shape->length != NULL)
                emit_line(emitter, "    *l__%s = (LONG)crossbit_at_most(%s, n__%s);", param->name, emit_count(emitter, shape,
                    shape->length, shape->length_in_bytes, param->name), param->name);
            else
                emit_line(emitter, "    *l__%s = n__%s;", param->name, param->name);
        }
        if (shape->kind == SHAPE_HANDLE && shape->closes && param->typed)
            emit_line(emitter, "crossbit_handle_closed(cb_scope, %u, (const void *)%s, (cb_call->flags & CROSSBIT_CALL_WRITTEN) != 0);",
                shape->handle, param->name);
        if (shape->frees)
            emit_line(emitter, "crossbit_owned_freed(cb_scope, (const void *)%s);", param->name);
    }
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        if (!param->typed && !is_kept(param) && param->shape->kind == SHAPE_BUFFER)
            emit_give_param(emitter, param);
    }
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        struct text hidden = { .arena = emitter->gen->arena };
        if (shape->kind != SHAPE_MIRROR)
            continue;
        for (const struct field *field = shape->record->fields; field != NULL; field = field->next)
            if (field->shape->kind == SHAPE_HIDDEN)
                text_printf(&hidden, "%s%s->%s == NULL", hidden.size ? " && " : "", param->name, field->name);
        emit_line(emitter, "if (%s != NULL) {", param->name);
        emitter->indent++;
        emit_line(emitter, "crossbit_give_%s(cb_scope, %s, crossbit_before(cb_scope, %s), %s);", shape->record->id, param->name,
            param->name, mask_of(emitter, shape));
        emit_line(emitter, "crossbit_give_kept(cb_scope, %s);", param->name);
        for (const struct field *field = shape->record->fields; shape->opens && field != NULL; field = field->next)
            if (!field->bit_field)
                emit_line(emitter, "crossbit_unpoison((void *)&%s->%s, sizeof(%s->%s));", param->name, field->name, param->name,
                    field->name);
        if (hidden.size)
            emit_line(emitter, "crossbit_mirror_done(cb_scope, %s, %s);", param->name, hidden.data);
        else
            emit_line(emitter, "crossbit_mirror_done(cb_scope, %s, %s);", param->name,
                shape->closes ? "(cb_call->flags & CROSSBIT_CALL_WRITTEN) != 0" : "FALSE");
        emitter->indent--;
        emit_line(emitter, "}");
    }
    if (result->kind == SHAPE_VOID)
        return;
    if (function->result.typed) {
        emit_line(emitter, "cb_call->crossbit_result = (%s)%s;", call_type(result), emit_to_wire(emitter, result,
            "crossbit_result"));
    } else if (result->kind == SHAPE_STRING)
        emit_line(emitter, "crossbit_give_%s(cb_scope, crossbit_result, crossbit_string_size(cb_scope, crossbit_result, "
            "sizeof(*crossbit_result)) * sizeof(*crossbit_result));", result->freed_by ? "owned" : "result");
    else if (result->kind == SHAPE_BUFFER)
        emit_line(emitter, "crossbit_give_%s(cb_scope, crossbit_result, crossbit_result == NULL ? 0 : %s * "
            "sizeof(*crossbit_result));", result->freed_by ? "owned" : "result", emit_count(emitter, result, result->count,
            result->count_in_bytes, "crossbit_result"));
    else
        emit_give(emitter, result, "crossbit_result", "NULL", "TRUE");
}

void emit_callee(struct gen *gen, struct text *out, const struct function *function)
{
    unsigned counter = 0;
    struct emitter emitter = { .gen = gen, .out = out, .counter = &counter };
    bool is_void = function->result.shape->kind == SHAPE_VOID;
    const char *target;

    emit_line(&emitter, "static HRESULT STDMETHODCALLTYPE callee_%s(I%s%s *cb_iface,", function->id, gen->id,
        function->is_callback ? "Sink" : "");
    text_add(out, "        ");
    emit_method(gen, out, function, true);
    text_add(out, ")\n{\n");
    emitter.indent++;
    emit_line(&emitter, "struct crossbit_scope cb_storage, *cb_scope = &cb_storage;");
    if (!is_void)
        emit_line(&emitter, "%s crossbit_result;", function->result.c_type);
    for (unsigned i = 0; i < function->param_count; i++)
        emit_line(&emitter, "%s %s;", function->params[i].c_type, function->params[i].name);
    if (function->is_callback)
        emit_line(&emitter, "hyper crossbit_function = cb_call->crossbit_function; /* once */");
    emit_line(&emitter, "%s", "");
    if (function->packed_out) {
        emit_line(&emitter, "*cb_out_size = 0;");
        emit_line(&emitter, "*cb_out_data = NULL;");
    }
    for (unsigned i = 0; i < function->param_count; i++)
        emit_line(&emitter, "memset((void *)&%s, 0, sizeof(%s));", function->params[i].name, function->params[i].name);
    if (!function->is_callback)
        emit_line(&emitter, "CROSSBIT_CALLEE_FRAME();");
    emit_line(&emitter, "crossbit_enter_callee(cb_scope, cb_iface, \"%s\", %s);", function->name,
        function->packed_in ? "cb_in_data, cb_in_size" : "NULL, 0");
    callee_in(&emitter, function);
    if (function->is_callback) {
        emit_line(&emitter, "crossbit_check_callback(cb_scope, %u, crossbit_function);", function->callback_index);
        target = arena_printf(gen->arena, "((%s)(UINT_PTR)crossbit_function)", function->pointer_type);
    } else if (function->surrogate_code)
        target = arena_printf(gen->arena, "binding_%s", function->id);
    else
        target = arena_printf(gen->arena, "crossbit_original.%s", function->id);
    emit_line(&emitter, "if (FAILED(cb_scope->status))");
    emit_line(&emitter, "    goto exit;");
    for (unsigned i = 0; i < function->param_count; i++)
        if (function->params[i].shape->kind == SHAPE_HANDLE && function->params[i].shape->closes)
            emit_line(&emitter, "crossbit_handle_closing(cb_scope, %u, (const void *)%s);", function->params[i].shape->handle,
                function->params[i].name);
    emit_line(&emitter, "crossbit_before_call(cb_scope, (void *)cb_call, %s);", function->serial ? "TRUE" : "FALSE");
    if (function->is_callback)
        emit_line(&emitter, "CROSSBIT_BEGIN_CALLBACK(cb_scope);");
    emit_line(&emitter, "%s%s(%s);", is_void ? "" : "crossbit_result = ", target, arguments(gen, function));
    if (function->is_callback)
        emit_line(&emitter, "CROSSBIT_END_CALLBACK(cb_scope);");
    emit_line(&emitter, "crossbit_after_call(cb_scope, (void *)cb_call, %s);", function->serial ? "TRUE" : "FALSE");
    if (function->success != NULL)
        emit_line(&emitter, "cb_call->flags = (%s) ? CROSSBIT_CALL_WRITTEN : 0;", emit_expression(&emitter, function->success));
    else
        emit_line(&emitter, "cb_call->flags = CROSSBIT_CALL_WRITTEN;");
    callee_out(&emitter, function);
    text_add(out, "exit:\n");
    emit_line(&emitter, "return crossbit_leave_callee(cb_scope, %s);", function->packed_out ? "cb_out_size, cb_out_data" : "NULL, NULL");
    emitter.indent--;
    emit_line(&emitter, "}");
    emit_line(&emitter, "%s", "");
}
