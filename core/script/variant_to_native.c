/* SPDX-License-Identifier: MIT */
/* Values of scripts into native memory, as their C types say. */
#include "variant_private.h"

#include <string.h>

static bool same_representation(VARTYPE vt, const struct ctype *type)
{
    switch (vt) {
    case VT_R4:
        return type->kind == CTYPE_FLOAT && type->size == 4;
    case VT_R8:
        return type->kind == CTYPE_FLOAT && type->size == 8;
    case VT_I1:
    case VT_UI1:
        return type->kind == CTYPE_INT && type->size == 1 && (!type->is_signed || vt == VT_I1 || type->text);
    case VT_I2:
    case VT_UI2:
        return type->kind == CTYPE_INT && type->size == 2 && (!type->is_signed || vt == VT_I2);
    case VT_I4:
    case VT_INT:
    case VT_UI4:
    case VT_UINT:
        return type->kind == CTYPE_INT && type->size == 4 && (!type->is_signed || vt == VT_I4 || vt == VT_INT);
    case VT_I8:
    case VT_UI8:
        return type->kind == CTYPE_INT && type->size == 8 && (!type->is_signed || vt == VT_I8);
    default:
        return false;
    }
}

HRESULT variant_elements_to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, uint32_t count, bool exact,
    uint8_t *memory)
{
    struct array_view view;
    wchar_t text[VARIANT_DESCRIPTION];
    uint32_t i;
    HRESULT hr = array_open(context, place, value, &view);

    if (FAILED(hr))
        return hr;
    if (hr == S_FALSE && V_VT(value) == VT_BSTR && type->text == TEXT_WCHAR) {
        /* A BSTR is an array of UTF-16 units, with a NUL after the last. */
        UINT length = SysStringLen(V_BSTR(value));

        if (count > length + 1 || (exact && count < length))
            return variant_fail(context, place, CROSSBIT_E_ARGUMENT, L"%ls has %u characters where %u are wanted",
                variant_describe(value, text), length, count);
        if (V_BSTR(value))
            memcpy(memory, V_BSTR(value), count * sizeof(wchar_t));
        return S_OK;
    }
    if (hr == S_FALSE) {
        variant_describe(value, text);
        if (V_VT(value) == VT_BSTR && variant_is_byte(type))
            return variant_fail(context, place, CROSSBIT_E_ARGUMENT,
                L"%ls was given where bytes are wanted; lib.Bytes(text, encoding) makes bytes of text", text);
        return variant_fail(context, place, CROSSBIT_E_ARGUMENT, L"%ls was given where an array of %u %hs is wanted",
            text, count, type->name);
    }
    if (view.count < count || (exact && view.count > count)) {
        hr = variant_fail(context, place, CROSSBIT_E_ARGUMENT,
            exact ? L"the array has %u elements, not %u"
                  : L"the array has %u elements, but size_is says %u; make it larger",
            view.count, count);
        goto exit;
    }
    if (same_representation(view.vt, type)) {
        memcpy(memory, view.data, (size_t)count * type->size);
        hr = S_OK;
        goto exit;
    }
    if (variant_is_byte(type)) /* char is signed, but as data it is 0 to 255 */
        type = &variant_byte_type;
    for (i = 0; i < count; i++) {
        const struct place element_place = {place, PLACE_ELEMENT, i, NULL};
        VARIANT element;
        HRESULT got = array_get(context, &element_place, &view, i, &element);

        hr = FAILED(got) ? got
                         : variant_to_native(
                               context, &element_place, &element, type, attr, values, memory + (size_t)i * type->size);
        if (got == S_FALSE)
            VariantClear(&element);
        if (FAILED(hr))
            goto exit;
    }
    hr = S_OK;

exit:
    array_close(&view);
    return hr;
}

static HRESULT record_to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, uint8_t *native)
{
    const struct cvalues values = {.fields = type->fields, .base = native};
    wchar_t text[VARIANT_DESCRIPTION];
    struct array_view view;
    bool *done = arena_alloc(context->arena, type->field_count);
    uint32_t i, left = type->field_count, before;
    HRESULT hr = done ? array_open(context, place, value, &view) : E_OUTOFMEMORY;

    if (hr == S_FALSE)
        return variant_fail(context, place, CROSSBIT_E_ARGUMENT,
            L"%ls was given where %hs is wanted: an array of its %u members, in order", variant_describe(value, text),
            type->name, type->field_count);
    if (FAILED(hr))
        return hr;
    if (view.count != type->field_count) {
        hr = variant_fail(context, place, CROSSBIT_E_ARGUMENT, L"the array has %u elements, but %hs has %u members",
            view.count, type->name, type->field_count);
        goto exit;
    }
    /* As for parameters: what a size_is names comes first, wherever it stands. */
    while (left) {
        before = left;
        for (i = 0; i < type->field_count; i++) {
            const struct cfield *field = &type->fields[i];
            const struct place member = {place, PLACE_MEMBER, i, field->name};
            VARIANT element;
            HRESULT got;

            if (done[i] || !variant_sizes_known(&field->attr, done))
                continue;
            got = array_get(context, &member, &view, i, &element);
            hr = FAILED(got) ? got
                             : variant_to_native(context, &member, &element, field->type, &field->attr, &values,
                                   native + field->offset);
            if (got == S_FALSE)
                VariantClear(&element);
            if (FAILED(hr))
                goto exit;
            done[i] = true;
            left--;
        }
        if (left == before) {
            for (i = 0; done[i]; i++)
                ;
            hr = variant_fail_circle(context, &(const struct place){place, PLACE_MEMBER, i, type->fields[i].name});
            goto exit;
        }
    }
    hr = S_OK;

exit:
    array_close(&view);
    return hr;
}

HRESULT variant_text_to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *target, bool utf8, uint32_t capacity, bool terminated, void *memory)
{
    struct text_units units;
    HRESULT hr = variant_encode_text(context, place, value, target->text, utf8, &units);

    if (FAILED(hr))
        return hr;
    if (units.count + terminated > capacity)
        return variant_fail(context, place, CROSSBIT_E_RANGE,
            L"the text takes %u characters with its end, but there is room for %u", units.count + terminated, capacity);
    memcpy(memory, units.units, (size_t)units.count * target->size);
    return S_OK;
}

static HRESULT function_to_native(
    struct variant_context *context, const struct place *place, const VARIANT *value, void *native)
{
    wchar_t text[VARIANT_DESCRIPTION];
    IDispatch *function = NULL;
    HRESULT hr;

    if ((V_VT(value) != VT_DISPATCH && V_VT(value) != VT_UNKNOWN) ||
        FAILED(IUnknown_QueryInterface(V_UNKNOWN(value), &IID_IDispatch, (void **)&function)))
        return variant_fail(context, place, CROSSBIT_E_ARGUMENT,
            L"%ls was given where a function is wanted; in VBScript GetRef(\"Name\") makes one, or an object with a "
            L"default method",
            variant_describe(value, text));
    hr = variant_keep_object(context, (IUnknown *)function);
    IDispatch_Release(function);
    memcpy(native, &function, sizeof(function));
    return hr;
}

static HRESULT alloc_memory(struct variant_context *context, const struct cattr *attr, size_t size, uint8_t **memory)
{
    *memory = attr->keep ? context->alloc_kept(context->owner, size) : arena_alloc(context->arena, size);
    return *memory ? S_OK : E_OUTOFMEMORY;
}

HRESULT variant_data_to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, bool in, void *native)
{
    const struct ctype *element = variant_element_type(type);
    struct text_units units = {0};
    uint32_t count = 1;
    uint8_t *memory;
    HRESULT hr = S_OK;

    if (attr->size)
        hr = variant_count_elements(context, place, attr->size, values, element, &count);
    if (FAILED(hr))
        return hr;
    if (variant_is_string(element, attr)) {
        if (in)
            hr = variant_encode_text(context, place, value, element->text, attr->utf8, &units);
        if (SUCCEEDED(hr) && attr->size && in && units.count + 1 > count)
            hr = variant_fail(context, place, CROSSBIT_E_RANGE,
                L"the text takes %u characters with its end, but size_is says %u", units.count + 1, count);
        if (SUCCEEDED(hr))
            hr = alloc_memory(context, attr, max((size_t)count, (size_t)units.count + 1) * element->size, &memory);
        if (SUCCEEDED(hr) && in)
            memcpy(memory, units.units, (size_t)units.count * element->size);
    } else {
        hr = alloc_memory(context, attr, (size_t)count * element->size, &memory);
        if (SUCCEEDED(hr) && in && attr->size)
            hr = variant_elements_to_native(
                context, place, value, element, variant_element_attr(attr), values, count, false, memory);
        else if (SUCCEEDED(hr) && in)
            hr = variant_to_native(context, place, value, element, variant_element_attr(attr), values, memory);
    }
    if (SUCCEEDED(hr))
        memcpy(native, &memory, sizeof(memory));
    return hr;
}

HRESULT variant_to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, void *native)
{
    wchar_t text[VARIANT_DESCRIPTION];
    VARIANT local;

    value = variant_follow(value, &local);
    if (attr->handle != HANDLE_NONE || type->handle != HANDLE_NONE) {
        memset(native, 0, type->size);
        return variant_is_nothing(value) ? S_OK : variant_to_handle(context, place, value, type->size, native);
    }
    switch (type->kind) {
    case CTYPE_BOOL:
    case CTYPE_INT:
    case CTYPE_FLOAT:
        return variant_to_scalar(context, place, value, type, native);
    case CTYPE_STRUCT:
        return record_to_native(context, place, value, type, native);
    case CTYPE_UNION:
        return variant_elements_to_native(
            context, place, value, &variant_byte_type, &variant_plain_attr, NULL, type->size, true, native);
    case CTYPE_ARRAY:
        if (variant_is_string(type->target, attr) && V_VT(value) == VT_BSTR)
            return variant_text_to_native(context, place, value, type->target, attr->utf8, type->count, true, native);
        return variant_elements_to_native(context, place, value, type->target, attr, values, type->count, true, native);
    case CTYPE_POINTER:
        memset(native, 0, sizeof(void *));
        if (variant_is_nothing(value))
            return S_OK;
        if (variant_is_function(type))
            return function_to_native(context, place, value, native);
        return variant_data_to_native(context, place, value, type, attr, values, true, native);
    default:
        return variant_fail(
            context, place, CROSSBIT_E_ARGUMENT, L"%ls cannot become %hs", variant_describe(value, text), type->name);
    }
}
