/* SPDX-License-Identifier: MIT */
/*
 * The caller's end of a method: the drop-in for a function of the DLL, the binding's thunk for a callback. Locals bear
 * the names of the header's parameters, so that the size expressions of the annotations stand in the code as they were
 * written.
 */
#include "emit.h"

/* Locals beside the call's structure. */
static const char *locals(struct emitter *emitter)
{
    const struct function *function = emitter->function;
    struct text text = {.arena = emitter->gen->arena};

    text_add(&text, "");
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        if (!method_is_array(param))
            continue;
        text_add(&text,
            emit_fill(emitter, NULL,
                "size_t n__@{name};\n"
                "@{shareable?}struct crossbit_shared s__@{name}; const struct crossbit_shared *m__@{name} = NULL;\n"
                "@{length?}LONG l__@{name} = 0;\n"
                "@{partial?}void *o__@{name} = NULL;\n",
                HOLES({"name", param->name}, {"shareable", emit_when(method_is_shareable(shape))},
                    {"length", emit_when(method_is_out(shape) && !method_is_in(shape))},
                    {"partial", emit_when(method_is_partial(function, shape))})));
    }
    text_add(&text, emit_fill(emitter, NULL,
                        "@{packed_in?}LONG cb_in_size;\n"
                        "@{packed_out?}LONG crossbit_out_size = 0;\n"
                        "@{packed_out?}hyper *crossbit_out_data = NULL;\n",
                        NULL));
    return text.data;
}

/* A parameter of the call's structure, or an array of the method. */
static const char *typed_in(struct emitter *emitter, const struct param *param)
{
    const struct shape *shape = param->shape;
    const struct value value = {.shape = shape, .text = param->name};
    const char *null_bit = arena_printf(emitter->gen->arena, "%d", param->null_bit);

    if (!kind_is_pointer(shape))
        return emit_fill(emitter, &value, "cb_call.p__@{value} = (@{call_type})@{wire};\n",
            HOLES({"call_type", emit_call_type(shape)}, {"wire", emit_to_wire(emitter, shape, param->name)}));
    if (method_is_single(shape))
        return emit_fill(emitter, &value,
            "if (@{value} == NULL)\n"
            "    cb_call.nulls |= 1u << @{null_bit};\n"
            "@{in?}else\n"
            "@{in?}    memcpy(&cb_call.p__@{value}, @{value}, sizeof(*@{value}));\n",
            HOLES({"null_bit", null_bit}, {"in", emit_when(method_is_in(shape))}));
    return emit_fill(emitter, &value,
        "if (@{value} == NULL)\n"
        "    cb_call.nulls |= 1u << @{null_bit};\n"
        "@{path?}@{value} = crossbit_full_path(cb_scope, @{value}, sizeof(*@{value}));\n"
        "@{elements!}n__@{value} = crossbit_string_size(cb_scope, @{value}, sizeof(*@{value}));\n"
        "@{elements?}n__@{value} = @{value} != NULL ? @{elements} : 0;\n"
        "@{shareable?}m__@{value} = crossbit_share(cb_scope, @{value}, n__@{value} * @{each}, "
        "&s__@{value});\n"
        "@{shareable?}if (m__@{value} != NULL)\n"
        "@{shareable?}    n__@{value} = 0;\n"
        "@{partial?}o__@{value} = crossbit_scope_buffer(cb_scope, n__@{value} * @{each} + 1);\n",
        HOLES({"null_bit", null_bit}, {"path", emit_when(shape->path)},
            {"elements", kind_is_text(shape) ? "" : emit_fill(emitter, &value, "@{count}", NULL)},
            {"shareable", emit_when(method_is_shareable(shape))},
            {"partial", emit_when(method_is_partial(emitter->function, shape))}));
}

/* What is computed and packed before the call. */
static const char *in(struct emitter *emitter)
{
    const struct function *function = emitter->function;
    struct text text = {.arena = emitter->gen->arena};

    text_add(&text, "");
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct value value = {.shape = param->shape, .text = param->name};
        text_add(&text, emit_way(emitter, &kind_of(param->shape)->before_caller, &value));
        if (param->typed)
            text_add(&text, typed_in(emitter, param));
    }
    for (int kept = 0; kept < 2; kept++) /* what a handle keeps comes after the handle */
        for (unsigned i = 0; i < function->param_count; i++) {
            const struct param *param = &function->params[i];
            const struct value value = {.shape = param->shape, .text = param->name};
            if (!method_is_packed(param) || method_is_kept(param) != (kept == 1))
                continue;
            if (kept)
                text_add(&text,
                    emit_fill(emitter, &value, "crossbit_put(cb_scope, (UINT64)(UINT_PTR)@{value}, 8);\n", NULL));
            text_add(&text, emit_way(emitter, &kind_param(param->shape)->put, &value));
        }
    return text.data;
}

/* The arguments of the method after the call's structure. */
static const char *method_arguments(struct emitter *emitter)
{
    const struct function *function = emitter->function;
    struct text text = {.arena = emitter->gen->arena};

    text_add(&text, "");
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        const struct hole *holes =
            HOLES({"name", param->name}, {"type", method_is_array(param) ? kind_c_type(shape->element) : ""});
        if (!method_is_array(param))
            continue;
        text_add(&text, emit_fill(emitter, NULL, ",\n            (LONG)n__@{name}, ", holes));
        if (method_is_out(shape) && !method_is_in(shape))
            text_add(&text, emit_fill(emitter, NULL, "&l__@{name}, ", holes));
        text_add(&text, emit_fill(emitter, NULL,
                            method_is_partial(function, shape) ? "o__@{name}"
                            : method_is_out(shape) ? "@{name} != NULL ? (@{type} *)@{name} : (void *)crossbit_nothing"
                                                   : "@{name} != NULL ? (const @{type} *)@{name} : crossbit_nothing",
                            holes));
        if (method_is_shareable(shape))
            text_add(&text, emit_fill(emitter, NULL, ", (const struct @{lib}_memory *)m__@{name}", holes));
    }
    if (function->packed_in)
        text_add(&text, ",\n            cb_in_size, crossbit_write_data(cb_scope)");
    if (function->packed_out)
        text_add(&text, ",\n            &crossbit_out_size, &crossbit_out_data");
    return text.data;
}

static const char *result_out(struct emitter *emitter)
{
    const struct param *result = &emitter->function->result;
    const struct value value = {.shape = result->shape, .text = "crossbit_result", .before = "NULL", .fresh = "TRUE"};
    const struct way *take = &kind_of(result->shape)->result.take;

    if (result->shape->kind == SHAPE_VOID)
        return "";
    if (result->typed)
        return emit_fill(emitter, &value, "crossbit_result = @{from};\n",
            HOLES({"from", emit_from_wire(emitter, result->shape, "cb_call.crossbit_result")}));
    return take->text ? emit_way(emitter, take, &value) : emit_take(emitter, &value);
}

/* What the call brought. The order is that of the callee: buffers, the mirrored structs, the result. */
static const char *out(struct emitter *emitter)
{
    const struct function *function = emitter->function;
    struct text text = {.arena = emitter->gen->arena};

    text_add(&text, function->packed_out ? "crossbit_read(cb_scope, crossbit_out_data, crossbit_out_size);\n" : "");
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        const struct value value = {.shape = shape, .text = param->name};
        if (param->typed && method_is_single(shape) && method_is_out(shape))
            text_add(&text, emit_fill(emitter, &value,
                                "if (@{value} != NULL && (cb_call.flags & CROSSBIT_CALL_WRITTEN))\n"
                                "    memcpy(@{value}, &cb_call.p__@{value}, sizeof(*@{value}));\n",
                                NULL));
        if (param->typed && method_is_partial(function, shape))
            text_add(&text, emit_fill(emitter, &value,
                                "if (@{value} != NULL && l__@{value} > 0 && (size_t)l__@{value} <= n__@{value})\n"
                                "    memcpy(@{value}, o__@{value}, (size_t)l__@{value} * @{each});\n",
                                NULL));
        text_add(&text, emit_way(emitter, &kind_of(shape)->after_caller, &value));
        if (shape->frees)
            text_add(
                &text, emit_fill(emitter, &value, "crossbit_owned_freed(cb_scope, (const void *)@{value});\n", NULL));
    }
    for (int last = 0; last < 2; last++)
        for (unsigned i = 0; i < function->param_count; i++) {
            const struct param *param = &function->params[i];
            const struct value value = {.shape = param->shape, .text = param->name, .fresh = "FALSE"};
            if (method_comes_back(param, last == 1))
                text_add(&text, emit_way(emitter, &kind_param(param->shape)->take, &value));
        }
    text_add(&text, result_out(emitter));
    return text.data;
}

/* A line for each path: in() writes the absolute one into the parameter, and it is gone when the call is made again. */
static const char *paths(struct emitter *emitter, const char *template)
{
    const struct function *function = emitter->function;
    struct text text = {.arena = emitter->gen->arena};

    text_add(&text, "");
    for (unsigned i = 0; i < function->param_count; i++)
        if (function->params[i].shape->path && function->repeatable)
            text_add(&text, emit_fill(emitter, NULL, template, HOLES({"name", function->params[i].name})));
    return text.data;
}

/* What happens when the bridge fails; a callback's caller is the DLL, which gets 0. */
static const char *failure(struct emitter *emitter)
{
    const struct function *function = emitter->function;

    if (function->result.shape->kind == SHAPE_VOID)
        return function->is_callback ? "(void)0" : "return";
    if (function->fails)
        return emit_fill(
            emitter, NULL, "crossbit_result = (@{result_type})(@{fails})", HOLES({"fails", function->fails}));
    return "memset(&crossbit_result, 0, sizeof(crossbit_result))";
}

static const char dropin[] =
    "@{result_type} @{convention} dropin_@{function}(@{parameters}) CROSSBIT_EXPORT(\"dropin_@{function}\");\n"
    "@{result_type} @{convention} dropin_@{function}(@{parameters})\n"
    "{\n"
    "    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;\n"
    "    struct @{call} cb_call = {0};\n"
    "    I@{lib} *cb_object;\n"
    "    @{returns?}@{result_type} crossbit_result;\n"
    "    @{locals}\n"
    "    @{repeatable?}unsigned crossbit_attempts = 0;\n"
    "    @{given_paths}\n"
    "\n"
    "    @{returns?}memset(&crossbit_result, 0, sizeof(crossbit_result));\n"
    "@{repeatable?}again:\n"
    "    @{paths}\n"
    "    cb_object = crossbit_enter(cb_scope, (void *)&cb_call, &crossbit_this);\n"
    "    if (FAILED(cb_scope->status))\n"
    "        goto exit;\n"
    "    @{in}\n"
    "    @{in?}if (FAILED(cb_scope->status))\n"
    "    @{in?}    goto exit;\n"
    "    @{packed_in?}cb_in_size = crossbit_written(cb_scope);\n"
    "    cb_scope->status = cb_object->lpVtbl->call_@{function}(cb_object, &cb_call@{method_arguments});\n"
    "    if (FAILED(cb_scope->status))\n"
    "        goto exit;\n"
    "    @{out}\n"
    "exit:\n"
    "    @{packed_out?}CoTaskMemFree(crossbit_out_data);\n"
    "    @{repeatable?}if (crossbit_should_repeat(cb_scope, &crossbit_attempts)) {\n"
    "    @{repeatable?}@{packed_out?}    crossbit_out_data = NULL;\n"
    "    @{repeatable?}    goto again;\n"
    "    @{repeatable?}}\n"
    "    if (!crossbit_leave(cb_scope, (void *)&cb_call, \"@{function_name}\", @{fails}))\n"
    "        @{failure};\n"
    "    @{returns?}return crossbit_result;\n"
    "}\n"
    "\n";

static const char thunk[] =
    "static @{result_type} thunk_@{function}(unsigned crossbit_slot@{more_parameters})\n"
    "{\n"
    "    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;\n"
    "    struct @{call} cb_call = {0};\n"
    "    I@{lib}Sink *cb_object;\n"
    "    @{returns?}@{result_type} crossbit_result;\n"
    "    @{locals}\n"
    "\n"
    "    @{returns?}memset(&crossbit_result, 0, sizeof(crossbit_result));\n"
    "    cb_object = crossbit_enter_callback(cb_scope, (void *)&cb_call, @{callback_index}, crossbit_slot, "
    "&cb_call.crossbit_function);\n"
    "    if (FAILED(cb_scope->status))\n"
    "        goto exit;\n"
    "    @{in}\n"
    "    @{in?}if (FAILED(cb_scope->status))\n"
    "    @{in?}    goto exit;\n"
    "    @{packed_in?}cb_in_size = crossbit_written(cb_scope);\n"
    "    cb_scope->status = cb_object->lpVtbl->call_@{function}(cb_object, &cb_call@{method_arguments});\n"
    "    if (FAILED(cb_scope->status))\n"
    "        goto exit;\n"
    "    @{out}\n"
    "exit:\n"
    "    @{packed_out?}CoTaskMemFree(crossbit_out_data);\n"
    "    if (!crossbit_leave_callback(cb_scope, (void *)&cb_call, \"@{function_name}\"))\n"
    "        @{failure};\n"
    "    @{returns?}return crossbit_result;\n"
    "}\n"
    "\n";

void emit_caller(struct gen *gen, struct text *text, const struct function *function)
{
    struct emitter emitter = {.gen = gen, .function = function};
    /* One after the other: both count locals. */
    const char *before = in(&emitter), *after = out(&emitter);

    text_add(text,
        emit_fill(&emitter, NULL, function->is_callback ? thunk : dropin,
            HOLES({"in", before}, {"out", after}, {"locals", locals(&emitter)},
                {"method_arguments", method_arguments(&emitter)},
                {"more_parameters", function->param_count ? emit_fill(&emitter, NULL, ", @{parameters}", NULL) : ""},
                {"repeatable", emit_when(function->repeatable)},
                {"given_paths", paths(&emitter, "const void *crossbit_given__@{name} = @{name};\n")},
                {"paths", paths(&emitter, "@{name} = crossbit_given__@{name};\n")},
                {"fails", function->fails ? "TRUE" : "FALSE"}, {"failure", failure(&emitter)})));
}
