/* SPDX-License-Identifier: MIT */
/*
 * The method of a function: the structure that every call carries both ways, and the arrays and packed bytes beside
 * it. Each parameter that is an array or a text has up to four parameters there: n__NAME is its count, l__NAME how
 * much of it is valid after the call, p__NAME its elements, m__NAME where it lies in memory that both sides see.
 */
#include "emit.h"

#include <string.h>

bool method_is_single(const struct shape *shape)
{
    return shape != NULL && kind_is_elements(shape) && !shape->count_in_bytes && strcmp(shape->count, "1") == 0 &&
           !shape->length && !shape->zero_terminated;
}

bool method_is_shareable(const struct shape *shape)
{
    return kind_is_elements(shape) && !method_is_single(shape);
}

bool method_is_out(const struct shape *shape)
{
    return kind_is_elements(shape) && (shape->direction & DIRECTION_OUT);
}

bool method_is_in(const struct shape *shape)
{
    return kind_is_text(shape) || (kind_is_elements(shape) && (shape->direction & DIRECTION_IN));
}

/* The stub clears what the DLL did not write. */
bool method_is_partial(const struct function *function, const struct shape *shape)
{
    return method_is_out(shape) && !method_is_in(shape) && !method_is_single(shape) &&
           (shape->length != NULL || function->success);
}

bool method_is_array(const struct param *param)
{
    return param->typed && kind_is_pointer(param->shape) && !method_is_single(param->shape);
}

bool method_is_packed(const struct param *param)
{
    return !param->typed && kind_of(param->shape)->carried != CARRIED_NOWHERE;
}

bool method_is_kept(const struct param *param)
{
    return param->shape->kept_by != NULL;
}

bool method_comes_back(const struct param *param, bool last)
{
    const struct kind *kind = kind_of(param->shape);

    return !param->typed && (param->shape->direction & DIRECTION_OUT) && kind->comes_last == last &&
           (kind->comes_last || !method_is_kept(param));
}

/* What of a parameter lies in the call's structure: its number, or the one that it leads to. NULL: nothing. */
static const struct shape *call_value(const struct param *param)
{
    if (!param->typed)
        return NULL;
    if (!kind_is_pointer(param->shape))
        return param->shape;
    return method_is_single(param->shape) ? param->shape->element : NULL;
}

/* Small numbers have four bytes there: NDR copies a structure without gaps whole. */
static unsigned call_width(const struct shape *shape)
{
    return kind_width(shape) <= 4 ? 4 : 8;
}

const char *emit_call_type(const struct shape *shape)
{
    return kind_of(shape)->real || kind_width(shape) > 2 ? kind_idl_type(shape) : "long";
}

/* The structure's beginning is struct crossbit_call. Its length is a multiple of its widest member's. */
void emit_call_struct(struct gen *gen, struct text *out, const struct function *function)
{
    struct text numbers = {.arena = gen->arena};
    bool returns = function->result.typed && function->result.shape->kind != SHAPE_VOID;
    unsigned small = 0, large = function->is_callback;

    text_add(&numbers, "");
    for (unsigned width = 8; width >= 4; width -= 4) {
        unsigned *count = width == 8 ? &large : &small;
        for (unsigned i = 0; i < function->param_count; i++) {
            const struct shape *value = call_value(&function->params[i]);
            if (!value || call_width(value) != width)
                continue;
            emit_add(gen, &numbers, "@{type} p__@{name};\n",
                HOLES({"type", emit_call_type(value)}, {"name", function->params[i].name}));
            (*count)++;
        }
        if (returns && call_width(function->result.shape) == width) {
            emit_add(
                gen, &numbers, "@{type} crossbit_result;\n", HOLES({"type", emit_call_type(function->result.shape)}));
            (*count)++;
        }
    }
    emit_add(gen, out,
        "typedef struct @{name} {\n"
        "    unsigned long last_error;\n"
        "    long error_number;\n"
        "    unsigned long nulls;\n"
        "    unsigned long flags;\n"
        "    @{is_callback?}hyper crossbit_function;\n"
        "    @{numbers}\n"
        "    @{gap?}long crossbit_unused;\n"
        "} @{name};\n"
        "\n",
        HOLES({"name", emit_call_name(gen, function)}, {"is_callback", emit_when(function->is_callback)},
            {"numbers", numbers.data}, {"gap", emit_when(large > 0 && small % 2 != 0)}));
}

/*
 * What the method's parameters look like, in IDL and in C. C names what widl's header names: LONG for long and so on.
 */
static const struct {
    const char *call, *count, *length, *in, *in_out, *out, *memory, *packed_in, *packed_out;
} idl_parameters =
    {
        .call = "[in, out] @{call} *cb_call",
        .count = ",\n        [in] long n__@{name}",
        .length = ", [out] long *l__@{name}",
        .in = ", [in, size_is(n__@{name})] const @{type} *p__@{name}",
        .in_out = ", [in, out, size_is(n__@{name})] @{type} *p__@{name}",
        .out = ", [out, size_is(n__@{name}), length_is(*l__@{name})] @{type} *p__@{name}",
        .memory = ", [in, unique] const @{lib}_memory *m__@{name}",
        .packed_in = ",\n        [in] long cb_in_size, [in, size_is(cb_in_size)] const hyper *cb_in_data",
        .packed_out = ",\n        [out] long *cb_out_size, [out, size_is(, *cb_out_size)] hyper **cb_out_data",
},
  c_parameters = {
      .call = "struct @{call} *cb_call",
      .count = ",\n        LONG n__@{name}",
      .length = ", LONG *l__@{name}",
      .in = ", const @{type} *p__@{name}",
      .in_out = ", @{type} *p__@{name}",
      .out = ", @{type} *p__@{name}",
      .memory = ", const struct @{lib}_memory *m__@{name}",
      .packed_in = ",\n        LONG cb_in_size, const hyper *cb_in_data",
      .packed_out = ",\n        LONG *cb_out_size, hyper **cb_out_data",
};

void emit_method(struct gen *gen, struct text *out, const struct function *function, bool c)
{
    const __typeof__(idl_parameters) *parameters = c ? &c_parameters : &idl_parameters;

    emit_add(gen, out, parameters->call, HOLES({"call", emit_call_name(gen, function)}));
    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        const struct hole *holes;
        if (!method_is_array(param))
            continue;
        holes = HOLES({"name", param->name}, {"type", c ? kind_c_type(shape->element) : kind_idl_type(shape->element)});
        emit_add(gen, out, parameters->count, holes);
        if (method_is_out(shape) && !method_is_in(shape))
            emit_add(gen, out, parameters->length, holes);
        emit_add(gen, out,
            !method_is_out(shape) ? parameters->in
            : method_is_in(shape) ? parameters->in_out
                                  : parameters->out,
            holes);
        if (method_is_shareable(shape))
            emit_add(gen, out, parameters->memory, holes);
    }
    if (function->packed_in)
        text_add(out, parameters->packed_in);
    if (function->packed_out)
        text_add(out, parameters->packed_out);
}
