/* SPDX-License-Identifier: MIT */
/*
 * The callee's end of a method: the binding for a function of the DLL, the drop-in's sink for a callback. Locals bear
 * the names of the header's parameters, as in the caller.
 */
#include "emit.h"

static const char *typed_in(struct emitter *emitter, const struct param *param)
{
    const struct shape *shape = param->shape;
    const struct value value = {.shape = shape, .text = param->name};
    bool single = method_is_single(shape);

    if (!kind_is_pointer(shape))
        return emit_fill(emitter, &value, "@{value} = @{from};\n",
            HOLES({"from",
                emit_from_wire(emitter, shape, arena_printf(emitter->gen->arena, "cb_call->p__%s", param->name))}));
    return emit_fill(emitter, &value,
        "@{value} = cb_call->nulls >> @{null_bit} & 1 ? NULL : (@{type})@{place}p__@{value};\n"
        "@{shareable?}if (m__@{value} != NULL)\n"
        "@{shareable?}    @{value} = (@{type})crossbit_open_shared(cb_scope, "
        "(const struct crossbit_shared *)m__@{value});\n"
        "@{array?}(void)n__@{value};\n"
        "@{length?}*l__@{value} = 0;\n"
        "@{text?}crossbit_check_string(cb_scope, @{value}, n__@{value}, sizeof(*@{value}));\n",
        HOLES({"null_bit", arena_printf(emitter->gen->arena, "%d", param->null_bit)},
            {"place", single ? "&cb_call->" : ""}, {"shareable", emit_when(method_is_shareable(shape))},
            {"array", emit_when(!single)},
            {"length", emit_when(!single && method_is_out(shape) && !method_is_in(shape))},
            {"text", emit_when(kind_is_text(shape))}));
}

/* The elements of a kept buffer come back when the DLL has written to them: of structs, by their copying functions. */
static const char *keep(struct emitter *emitter, const struct param *param, const char *get)
{
    const struct shape *shape = param->shape;
    bool written = kind_is_elements(shape) && shape->element->kind == SHAPE_RECORD && !shape->element->flat &&
                   (shape->direction & DIRECTION_OUT);

    return emit_fill(emitter, &(struct value){.shape = shape, .text = param->name},
        "crossbit_keep_begin(cb_scope, (const void *)@{owner}, \"@{function}.@{value}\", crossbit_get(cb_scope, 8));\n"
        "@{get}\n"
        "@{written?}crossbit_keep_end(cb_scope, (void *)@{value}, @{written});\n"
        "@{written!}crossbit_keep_end(cb_scope, NULL, 0);\n",
        HOLES({"owner", shape->kept_by}, {"get", get},
            {"written", written ? emit_number(emitter, shape->element->record->index) : ""}));
}

static const char *in(struct emitter *emitter)
{
    const struct function *function = emitter->function;
    struct text text = {.arena = emitter->gen->arena};

    text_add(&text, "");
    for (unsigned i = 0; i < function->param_count; i++)
        if (function->params[i].typed)
            text_add(&text, typed_in(emitter, &function->params[i]));
    for (int kept = 0; kept < 2; kept++)
        for (unsigned i = 0; i < function->param_count; i++) {
            const struct param *param = &function->params[i];
            const struct value value = {.shape = param->shape, .text = param->name};
            const char *get;
            if (!method_is_packed(param) || method_is_kept(param) != (kept == 1))
                continue;
            get = emit_way(emitter, &kind_param(param->shape)->get, &value);
            text_add(&text, kept ? keep(emitter, param, get) : get);
        }
    return text.data;
}

/* How much of an array comes back. */
static const char *valid_length(struct emitter *emitter, const struct param *param)
{
    const struct shape *shape = param->shape;

    return emit_fill(emitter, &(struct value){.shape = shape, .text = param->name},
        shape->length != NULL ? "(LONG)crossbit_at_most(@{length}, n__@{value})" : "n__@{value}", NULL);
}

static const char *result_out(struct emitter *emitter)
{
    const struct param *result = &emitter->function->result;
    const struct value value = {.shape = result->shape, .text = "crossbit_result", .before = "NULL", .fresh = "TRUE"};
    const struct way *give = &kind_of(result->shape)->result.give;

    if (result->shape->kind == SHAPE_VOID)
        return "";
    if (result->typed)
        return emit_fill(emitter, &value, "cb_call->crossbit_result = (@{call_type})@{wire};\n",
            HOLES({"call_type", emit_call_type(result->shape)},
                {"wire", emit_to_wire(emitter, result->shape, "crossbit_result")}));
    return give->text ? emit_way(emitter, give, &value) : emit_give(emitter, &value);
}

static const char *out(struct emitter *emitter)
{
    const struct function *function = emitter->function;
    struct text text = {.arena = emitter->gen->arena};

    text_add(&text, "");
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        const struct value value = {.shape = shape, .text = param->name};
        if (method_is_array(param) && method_is_out(shape) && !method_is_in(shape))
            text_add(&text, emit_fill(emitter, &value,
                                "if (@{value} != NULL && (cb_call->flags & CROSSBIT_CALL_WRITTEN))\n"
                                "    *l__@{value} = @{valid};\n",
                                HOLES({"valid", valid_length(emitter, param)})));
        text_add(&text, emit_way(emitter, &kind_of(shape)->after_callee, &value));
        if (shape->frees)
            text_add(
                &text, emit_fill(emitter, &value, "crossbit_owned_freed(cb_scope, (const void *)@{value});\n", NULL));
    }
    for (int last = 0; last < 2; last++)
        for (unsigned i = 0; i < function->param_count; i++) {
            const struct param *param = &function->params[i];
            const struct value value = {.shape = param->shape, .text = param->name};
            if (method_comes_back(param, last == 1))
                text_add(&text, emit_way(emitter, &kind_param(param->shape)->give, &value));
        }
    text_add(&text, result_out(emitter));
    return text.data;
}

/* A line for each parameter. */
static const char *each(struct emitter *emitter, const char *template)
{
    const struct function *function = emitter->function;
    struct text text = {.arena = emitter->gen->arena};

    text_add(&text, "");
    for (unsigned i = 0; i < function->param_count; i++)
        text_add(&text, emit_fill(emitter, NULL, template,
                            HOLES({"name", function->params[i].name}, {"c_type", function->params[i].c_type})));
    return text.data;
}

static const char *before_call(struct emitter *emitter)
{
    const struct function *function = emitter->function;
    struct text text = {.arena = emitter->gen->arena};

    text_add(&text, "");
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        text_add(&text, emit_way(emitter, &kind_of(param->shape)->before_callee,
                            &(struct value){.shape = param->shape, .text = param->name}));
    }
    return text.data;
}

/* What is called. */
static const char *target(const struct function *function)
{
    if (function->is_callback)
        return "((@{pointer_type})(UINT_PTR)crossbit_function)";
    return function->surrogate_code ? "binding_@{function}" : "crossbit_original.@{function}";
}

static const char callee[] = "static HRESULT STDMETHODCALLTYPE callee_@{function}(I@{lib}@{sink} *cb_iface,\n"
                             "        @{method})\n"
                             "{\n"
                             "    struct crossbit_scope cb_storage, *cb_scope = &cb_storage;\n"
                             "    @{returns?}@{result_type} crossbit_result;\n"
                             "    @{raw?}@{raw_type} cb_raw; /* as the DLL's compiler returns it */\n"
                             "    @{locals}\n"
                             "    @{leavable?}jmp_buf cb_left;\n"
                             "    @{sink?}hyper crossbit_function = cb_call->crossbit_function; /* once */\n"
                             "\n"
                             "    @{packed_out?}*cb_out_size = 0;\n"
                             "    @{packed_out?}*cb_out_data = NULL;\n"
                             "    @{cleared}\n"
                             "    @{sink!}CROSSBIT_CALLEE_FRAME();\n"
                             "    crossbit_enter_callee(cb_scope, cb_iface, \"@{function_name}\", @{packed});\n"
                             "    @{in}\n"
                             "    @{sink?}crossbit_check_callback(cb_scope, @{callback_index}, crossbit_function);\n"
                             "    if (FAILED(cb_scope->status))\n"
                             "        goto exit;\n"
                             "    @{before_call}\n"
                             "    crossbit_before_call(cb_scope, (void *)cb_call, @{serial});\n"
                             "    @{leavable?}cb_scope->left = &cb_left;\n"
                             "    @{leavable?}if (setjmp(cb_left)) {\n"
                             "    @{leavable?}    crossbit_was_left(cb_scope, (void *)cb_call, @{serial});\n"
                             "    @{leavable?}    goto exit;\n"
                             "    @{leavable?}}\n"
                             "    @{sink?}CROSSBIT_BEGIN_CALLBACK(cb_scope);\n"
                             "    @{returns?}@{raw!}crossbit_result = @{target}(@{arguments});\n"
                             "    @{returns?}@{raw?}cb_raw = @{target}(@{arguments});\n"
                             "    @{returns?}@{raw?}memcpy(&crossbit_result, &cb_raw, sizeof(crossbit_result));\n"
                             "    @{returns!}@{target}(@{arguments});\n"
                             "    @{sink?}CROSSBIT_END_CALLBACK(cb_scope);\n"
                             "    crossbit_after_call(cb_scope, (void *)cb_call, @{serial});\n"
                             "    @{success?}cb_call->flags = (@{success}) ? CROSSBIT_CALL_WRITTEN : 0;\n"
                             "    @{success!}cb_call->flags = CROSSBIT_CALL_WRITTEN;\n"
                             "    @{out}\n"
                             "exit:\n"
                             "    return crossbit_leave_callee(cb_scope, @{packed_back});\n"
                             "}\n"
                             "\n";

void emit_callee(struct gen *gen, struct text *text, const struct function *function)
{
    struct emitter emitter = {.gen = gen, .function = function};
    struct text method = {.arena = gen->arena};
    /* One after the other: both count locals. */
    const char *before = in(&emitter), *after = out(&emitter);

    emit_method(gen, &method, function, true);
    text_add(
        text, emit_fill(&emitter, NULL, callee,
                  HOLES({"method", method.data}, {"locals", each(&emitter, "@{c_type} @{name};\n")},
                      {"cleared", each(&emitter, "memset((void *)&@{name}, 0, sizeof(@{name}));\n")}, {"in", before},
                      {"out", after}, {"packed", function->packed_in ? "cb_in_data, cb_in_size" : "NULL, 0"},
                      {"packed_back", function->packed_out ? "cb_out_size, cb_out_data" : "NULL, NULL"},
                      {"before_call", before_call(&emitter)}, {"serial", function->serial ? "TRUE" : "FALSE"},
                      {"raw", emit_when(function->raw_type != NULL && !function->is_callback)},
                      /* Of a function that can run a callback, which the program may leave. */
                      {"leavable", emit_when(!function->is_callback && gen->callback_count > 0)},
                      {"target",
                          emit_fill(&emitter, NULL, target(function), HOLES({"pointer_type", function->pointer_type}))},
                      {"success", function->success ? emit_expression(&emitter, function->success) : ""})));
}
