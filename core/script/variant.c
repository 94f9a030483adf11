/* SPDX-License-Identifier: MIT */
/*
 * A whole call: the parameters and the result, in both directions. How each C type looks to a script is in
 * variant_to_native.c and variant_from_native.c; numbers, text and arrays have files of their own.
 */
#include "variant_private.h"

#include <string.h>

const struct ctype variant_byte_type = {
    .kind = CTYPE_INT, .name = "byte", .size = 1, .align = 1, .wire_size = 1, .portable = true};
const struct cattr variant_plain_attr = {.in = true};

bool variant_takes_array(const struct ctype *type, const struct cattr *attr)
{
    if (type->kind == CTYPE_STRUCT || type->kind == CTYPE_UNION)
        return true;
    if (type->kind != CTYPE_POINTER || variant_is_string(type->target, attr))
        return false;
    return attr->size || type->target->kind == CTYPE_STRUCT || type->target->kind == CTYPE_UNION;
}

HRESULT variant_count_elements(struct variant_context *context, const struct place *place,
    const struct cexpr *expression, const struct cvalues *values, const struct ctype *element, uint32_t *count)
{
    int64_t number;

    *count = 0;
    if (!cexpr_evaluate(expression, values, &number))
        return S_OK;
    if (number < 0 || (uint64_t)number * element->size > CODEC_MEMORY_LIMIT || (uint64_t)number > CODEC_MEMORY_LIMIT)
        return variant_fail(context, place, CROSSBIT_E_RANGE,
            L"size_is comes to %I64d elements; there may be 0 to %I64u bytes in all", number, CODEC_MEMORY_LIMIT);
    *count = (uint32_t)number;
    return S_OK;
}

static bool is_known(const struct cexpr *expression, const bool *done)
{
    if (!expression || expression->kind == EXPR_NUMBER)
        return true;
    if (expression->kind == EXPR_PARAM || expression->kind == EXPR_DEREF)
        return done[expression->index];
    return is_known(expression->left, done) && is_known(expression->right, done);
}

bool variant_sizes_known(const struct cattr *attr, const bool *done)
{
    for (; attr; attr = attr->inner)
        if (!is_known(attr->size, done))
            return false;
    return true;
}

HRESULT variant_fail_circle(struct variant_context *context, const struct place *place)
{
    return variant_fail(
        context, place, CROSSBIT_E_ARGUMENT, L"its size_is needs itself, or another pointer whose size_is needs it");
}

/* An [out] argument that can take no output: neither a variable nor JScript's stand-in for one. */
static bool is_variable(const VARIANT *value)
{
    uint32_t length;

    return V_VT(value) & VT_BYREF || (V_VT(value) == VT_DISPATCH && V_DISPATCH(value) &&
                                         SUCCEEDED(array_object_length(V_DISPATCH(value), &length)));
}

static HRESULT argument_to_native(struct variant_context *context, const struct place *place, const VARIANT *argument,
    const struct cparam *param, const struct cvalues *values, void *native)
{
    VARIANT local, first;
    const VARIANT *value = variant_follow(argument, &local);
    wchar_t text[VARIANT_DESCRIPTION];
    struct array_view view;
    HRESULT got, hr;

    if (param->type->kind != CTYPE_POINTER || !param->attr.out || param->attr.handle != HANDLE_NONE)
        return variant_to_native(context, place, argument, param->type, &param->attr, values, native);
    /* What a variable holds does not matter for a mere output; a Null in place of the variable passes NULL. */
    if (variant_is_nothing(value) &&
        (param->attr.in ? V_VT(value) != VT_EMPTY || value == argument : value == argument)) {
        memset(native, 0, sizeof(void *));
        return S_OK;
    }
    if (!is_variable(argument))
        return variant_fail(context, place, CROSSBIT_E_ARGUMENT,
            L"%ls was given for an output; pass a variable, by reference, or Null if the output is not wanted",
            variant_describe(argument, text));
    if (param->attr.in && V_VT(value) == VT_EMPTY)
        return variant_fail(context, place, CROSSBIT_E_ARGUMENT,
            L"the variable is Empty, but the function reads it; set it first, or to Null to pass NULL");
    if (!param->attr.in || variant_takes_array(param->type, &param->attr) || V_VT(value) != VT_DISPATCH ||
        array_open(context, place, value, &view) != S_OK)
        return variant_data_to_native(context, place, value, param->type, &param->attr, values, param->attr.in, native);
    /* JScript's stand-in for a variable: an array, whose element 0 is the value. */
    got = array_get(context, place, &view, 0, &first);
    hr = FAILED(got) ? got
                     : variant_data_to_native(context, place, variant_follow(&first, &local), param->type, &param->attr,
                           values, true, native);
    if (got == S_FALSE)
        VariantClear(&first);
    array_close(&view);
    return hr;
}

HRESULT variant_pack_arguments(struct variant_context *context, VARIANT *const *arguments, void **args)
{
    const struct cfunction *function = context->function;
    const struct cvalues values = {.args = args};
    bool *done = arena_alloc(context->arena, function->param_count);
    uint32_t i, left = function->param_count, before;
    HRESULT hr;

    if (!done)
        return E_OUTOFMEMORY;
    for (i = 0; i < function->param_count; i++) {
        args[i] = arena_alloc(context->arena, max(function->params[i].type->size, sizeof(uint64_t)));
        if (!args[i])
            return E_OUTOFMEMORY;
    }
    /* What a size_is names may stand behind it, and have a size_is itself. */
    while (left) {
        before = left;
        for (i = 0; i < function->param_count; i++) {
            const struct cparam *param = &function->params[i];
            const struct place place = {NULL, PLACE_PARAMETER, i, param->name};

            if (done[i] || !variant_sizes_known(&param->attr, done))
                continue;
            hr = argument_to_native(context, &place, arguments[i], param, &values, args[i]);
            if (FAILED(hr))
                return hr;
            done[i] = true;
            left--;
        }
        if (left == before) {
            for (i = 0; done[i]; i++)
                ;
            return variant_fail_circle(
                context, &(const struct place){NULL, PLACE_PARAMETER, i, function->params[i].name});
        }
    }
    return S_OK;
}

HRESULT variant_unpack_results(
    struct variant_context *context, VARIANT *const *arguments, void *const *args, const void *result, VARIANT *value)
{
    const struct cfunction *function = context->function;
    const struct cvalues values = {.args = args};
    const struct place result_place = {NULL, PLACE_RESULT, 0, NULL};
    uint32_t i;
    VARIANT out;
    HRESULT hr;

    VariantInit(value);
    for (i = 0; i < function->param_count; i++) {
        const struct cparam *param = &function->params[i];
        const struct place place = {NULL, PLACE_PARAMETER, i, param->name};

        if (param->type->kind != CTYPE_POINTER || !param->attr.out || param->attr.handle != HANDLE_NONE ||
            !variant_read_pointer(args[i]))
            continue;
        hr = variant_from_native(context, &place, args[i], param->type, &param->attr, &values, &out);
        if (SUCCEEDED(hr))
            hr = variant_store(context, &place, arguments[i], &out, !variant_takes_array(param->type, &param->attr));
        if (FAILED(hr))
            return hr;
    }
    if (!result || function->result->kind == CTYPE_VOID)
        return S_OK;
    hr = variant_from_native(context, &result_place, result, function->result, &function->result_attr, &values, value);
    if (FAILED(hr))
        VariantInit(value);
    return hr;
}

HRESULT variant_unpack_parameters(
    struct variant_context *context, void *const *args, VARIANT *arguments, VARIANT *holders)
{
    const struct cfunction *function = context->function;
    const struct cvalues values = {.args = args};
    uint32_t i;
    HRESULT hr = S_OK;

    for (i = 0; i < function->param_count; i++) {
        VariantInit(&arguments[i]);
        VariantInit(&holders[i]);
    }
    for (i = 0; SUCCEEDED(hr) && i < function->param_count; i++) {
        const struct cparam *param = &function->params[i];
        const struct place place = {NULL, PLACE_PARAMETER, i, param->name};
        bool out = param->type->kind == CTYPE_POINTER && param->attr.out && param->attr.handle == HANDLE_NONE &&
                   variant_read_pointer(args[i]);

        if (!out) {
            hr = variant_from_native(context, &place, args[i], param->type, &param->attr, &values, &arguments[i]);
            continue;
        }
        if (param->attr.in)
            hr = variant_from_native(context, &place, args[i], param->type, &param->attr, &values, &holders[i]);
        V_VT(&arguments[i]) = VT_BYREF | VT_VARIANT;
        V_VARIANTREF(&arguments[i]) = &holders[i];
    }
    return hr;
}

/* What the script's function left for one out-parameter into the DLL's memory, which is as large as the DLL said. */
static HRESULT outcome_to_memory(struct variant_context *context, const struct place *place, const VARIANT *holder,
    const struct cparam *param, const struct cvalues *values, uint8_t *memory)
{
    const struct ctype *element = variant_element_type(param->type);
    uint32_t count = 1;
    VARIANT local;
    size_t left;
    HRESULT hr = S_OK;

    if (!codec_memory_left(context->codec, memory, &context->memory_hint, &left))
        return variant_fail(context, place, CROSSBIT_E_PROTOCOL, L"the pointer leads to memory that did not cross");
    holder = variant_follow(holder, &local);
    if (V_VT(holder) == VT_EMPTY) /* the script has not set it */
        return S_OK;
    if (variant_is_string(element, &param->attr))
        return variant_text_to_native(
            context, place, holder, element, param->attr.utf8, (uint32_t)(left / element->size), true, memory);
    if (param->attr.length || param->attr.size)
        hr = variant_count_elements(
            context, place, param->attr.length ? param->attr.length : param->attr.size, values, element, &count);
    if (FAILED(hr))
        return hr;
    if (element->size && count > left / element->size)
        count = (uint32_t)(left / element->size);
    if (param->attr.length || param->attr.size)
        return variant_elements_to_native(
            context, place, holder, element, variant_element_attr(&param->attr), values, count, false, memory);
    return variant_to_native(context, place, holder, element, variant_element_attr(&param->attr), values, memory);
}

HRESULT variant_pack_outcome(
    struct variant_context *context, const VARIANT *holders, const VARIANT *value, void *const *args, void *result)
{
    const struct cfunction *function = context->function;
    const struct cvalues values = {.args = args};
    const struct place result_place = {NULL, PLACE_RESULT, 0, NULL};
    uint32_t i;
    int sized;
    HRESULT hr;

    for (sized = 0; sized < 2; sized++) {
        for (i = 0; i < function->param_count; i++) {
            const struct cparam *param = &function->params[i];
            const struct place place = {NULL, PLACE_PARAMETER, i, param->name};

            if ((param->attr.size != NULL) != sized || param->type->kind != CTYPE_POINTER || !param->attr.out ||
                param->attr.handle != HANDLE_NONE || !variant_read_pointer(args[i]))
                continue;
            hr = outcome_to_memory(context, &place, &holders[i], param, &values, variant_read_pointer(args[i]));
            if (FAILED(hr))
                return hr;
        }
    }
    if (!result || function->result->kind == CTYPE_VOID)
        return S_OK;
    return variant_to_native(context, &result_place, value, function->result, &function->result_attr, &values, result);
}
