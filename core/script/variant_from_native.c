/* SPDX-License-Identifier: MIT */
/* Native memory into values of scripts, as its C types say. Only memory that the call knows is read. */
#include "variant_private.h"

#include <string.h>

static HRESULT elements_from_native(struct variant_context *context, const struct place *place, const uint8_t *memory,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, uint32_t count, VARIANT *value)
{
    SAFEARRAY *array = SafeArrayCreateVector(variant_is_byte(type) ? VT_UI1 : VT_VARIANT, 0, count);
    VARIANT *elements;
    uint32_t i;
    HRESULT hr = S_OK;

    if (!array)
        return E_OUTOFMEMORY;
    if (variant_is_byte(type)) {
        memcpy(array->pvData, memory, count);
    } else {
        elements = array->pvData;
        for (i = 0; SUCCEEDED(hr) && i < count; i++) {
            const struct place element = {place, PLACE_ELEMENT, i, NULL};

            hr = variant_from_native(
                context, &element, memory + (size_t)i * type->size, type, attr, values, &elements[i]);
        }
    }
    if (FAILED(hr)) {
        SafeArrayDestroy(array);
        return hr;
    }
    V_VT(value) = VT_ARRAY | (variant_is_byte(type) ? VT_UI1 : VT_VARIANT);
    V_ARRAY(value) = array;
    return S_OK;
}

static HRESULT record_from_native(struct variant_context *context, const struct place *place, const uint8_t *native,
    const struct ctype *type, VARIANT *value)
{
    const struct cvalues values = {.fields = type->fields, .base = native};
    SAFEARRAY *array = SafeArrayCreateVector(VT_VARIANT, 0, type->field_count);
    VARIANT *elements;
    uint32_t i;
    HRESULT hr = S_OK;

    if (!array)
        return E_OUTOFMEMORY;
    elements = array->pvData;
    for (i = 0; SUCCEEDED(hr) && i < type->field_count; i++) {
        const struct cfield *field = &type->fields[i];
        const struct place member = {place, PLACE_MEMBER, i, field->name};

        hr = variant_from_native(
            context, &member, native + field->offset, field->type, &field->attr, &values, &elements[i]);
    }
    if (FAILED(hr)) {
        SafeArrayDestroy(array);
        return hr;
    }
    V_VT(value) = VT_ARRAY | VT_VARIANT;
    V_ARRAY(value) = array;
    return S_OK;
}

static HRESULT text_from_native(const void *memory, const struct ctype *target, bool utf8, size_t most, VARIANT *value)
{
    size_t count;
    HRESULT hr;

    if (target->text == TEXT_WCHAR)
        count = wcsnlen(memory, most);
    else
        count = strnlen(memory, most);
    hr = variant_decode_text(memory, (uint32_t)count, target->text, utf8, &V_BSTR(value));
    if (SUCCEEDED(hr))
        V_VT(value) = VT_BSTR;
    return hr;
}

/* What a pointer that is not NULL points to. */
static HRESULT data_from_native(struct variant_context *context, const struct place *place, const uint8_t *memory,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, VARIANT *value)
{
    const struct ctype *element = variant_element_type(type);
    uint32_t count = 1;
    size_t left;
    HRESULT hr = S_OK;

    if (!codec_memory_left(context->codec, memory, &context->memory_hint, &left))
        return variant_fail(context, place, CROSSBIT_E_PROTOCOL, L"the pointer leads to memory that did not cross");
    if (variant_is_string(element, attr))
        return text_from_native(memory, element, attr->utf8, left / element->size, value);
    if (attr->length || attr->size)
        hr = variant_count_elements(context, place, attr->length ? attr->length : attr->size, values, element, &count);
    if (FAILED(hr))
        return hr;
    /* The DLL may leave a larger number than the buffer has, such as the size that it would have needed. */
    if (element->size && count > left / element->size)
        count = (uint32_t)(left / element->size);
    if (attr->length || attr->size)
        return elements_from_native(context, place, memory, element, variant_element_attr(attr), values, count, value);
    if (!count)
        return variant_fail(context, place, CROSSBIT_E_PROTOCOL, L"the pointer leads to memory that did not cross");
    return variant_from_native(context, place, memory, element, variant_element_attr(attr), values, value);
}

HRESULT variant_from_native(struct variant_context *context, const struct place *place, const void *native,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, VARIANT *value)
{
    enum ctype_handle handle = attr->handle != HANDLE_NONE ? attr->handle : type->handle;
    uint8_t *pointer;

    VariantInit(value);
    if (handle != HANDLE_NONE) {
        /* Tokens are unsigned; Windows' own handles are signed, INVALID_HANDLE_VALUE is -1. */
        const struct ctype number = {.kind = CTYPE_INT, .size = type->size, .is_signed = handle != HANDLE_OPAQUE};

        variant_from_scalar(&number, native, value);
        return S_OK;
    }
    switch (type->kind) {
    case CTYPE_BOOL:
    case CTYPE_INT:
    case CTYPE_FLOAT:
        variant_from_scalar(type, native, value);
        return S_OK;
    case CTYPE_STRUCT:
        return record_from_native(context, place, native, type, value);
    case CTYPE_UNION:
        return elements_from_native(
            context, place, native, &variant_byte_type, &variant_plain_attr, NULL, type->size, value);
    case CTYPE_ARRAY:
        if (variant_is_string(type->target, attr))
            return text_from_native(native, type->target, attr->utf8, type->count, value);
        return elements_from_native(context, place, native, type->target, attr, values, type->count, value);
    case CTYPE_POINTER:
        pointer = variant_read_pointer(native);
        if (!pointer) {
            V_VT(value) = VT_NULL;
            return S_OK;
        }
        if (variant_is_function(type))
            return variant_fail(context, place, CROSSBIT_E_ARGUMENT, L"a function of the DLL cannot go to a script");
        return data_from_native(context, place, pointer, type, attr, values, value);
    default:
        return S_OK; /* void */
    }
}
