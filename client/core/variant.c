/*
 * The shapes of values: a C type says which script value it takes, and the two are walked together. Numbers, text and
 * arrays have files of their own.
 */
#include "variant_private.h"

#include <string.h>

static const struct ctype byte_type = {.kind = CTYPE_INT, .name = "byte", .size = 1, .align = 1, .wire_size = 1,
    .portable = true};
static const struct cattr plain_attr = {.in = true};

static HRESULT to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, void *native);
static HRESULT from_native(struct variant_context *context, const struct place *place, const void *native,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, VARIANT *value);

/* What a pointer's memory consists of: void * points to bytes. */
static const struct ctype *element_type(const struct ctype *pointer)
{
    return pointer->target->kind == CTYPE_VOID ? &byte_type : pointer->target;
}

static const struct cattr *element_attr(const struct cattr *attr)
{
    return attr->inner ? attr->inner : &plain_attr;
}

/* char, BYTE and void data are bytes; signed char is a small number. */
static bool is_byte(const struct ctype *type)
{
    return type->kind == CTYPE_INT && type->size == 1 && (type->text == TEXT_CHAR || !type->is_signed);
}

static bool is_string(const struct ctype *target, const struct cattr *attr)
{
    return attr->string && target->kind == CTYPE_INT && target->text != TEXT_NONE;
}

static bool is_function(const struct ctype *type)
{
    return type->kind == CTYPE_POINTER && type->target->kind == CTYPE_FUNCTION;
}

bool variant_takes_array(const struct ctype *type, const struct cattr *attr)
{
    if (type->kind == CTYPE_STRUCT || type->kind == CTYPE_UNION)
        return true;
    if (type->kind != CTYPE_POINTER || is_string(type->target, attr))
        return false;
    return attr->size || type->target->kind == CTYPE_STRUCT || type->target->kind == CTYPE_UNION;
}

static void *read_pointer(const void *native)
{
    void *pointer;

    memcpy(&pointer, native, sizeof(pointer));
    return pointer;
}

/* What size_is or length_is comes to: 0 if a pointer that it goes through is NULL. */
static HRESULT count_elements(struct variant_context *context, const struct place *place, const struct cexpr *expression,
    const struct cvalues *values, const struct ctype *element, uint32_t *count)
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

/* Fills count elements at memory. exact: the script's array has to have that many; otherwise more do no harm. */
static HRESULT elements_to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, const struct cattr *attr, uint32_t count, bool exact, uint8_t *memory)
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
        if (V_VT(value) == VT_BSTR && is_byte(type))
            return variant_fail(context, place, CROSSBIT_E_ARGUMENT,
                L"%ls was given where bytes are wanted; lib.Bytes(text, encoding) makes bytes of text", text);
        return variant_fail(context, place, CROSSBIT_E_ARGUMENT, L"%ls was given where an array of %u %hs is wanted",
            text, count, type->name);
    }
    if (view.count < count || (exact && view.count > count)) {
        hr = variant_fail(context, place, CROSSBIT_E_ARGUMENT,
            exact ? L"the array has %u elements, not %u" : L"the array has %u elements, but size_is says %u; make it larger",
            view.count, count);
        goto exit;
    }
    if (same_representation(view.vt, type)) {
        memcpy(memory, view.data, (size_t)count * type->size);
        hr = S_OK;
        goto exit;
    }
    if (is_byte(type)) /* char is signed, but as data it is 0 to 255 */
        type = &byte_type;
    for (i = 0; i < count; i++) {
        const struct place element_place = {place, PLACE_ELEMENT, i, NULL};
        VARIANT element;
        HRESULT got = array_get(context, &element_place, &view, i, &element);

        hr = FAILED(got) ? got
                         : to_native(context, &element_place, &element, type, attr, NULL, memory + (size_t)i * type->size);
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
    uint32_t i;
    int sized;
    HRESULT hr = array_open(context, place, value, &view);

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
    /* Pointers with size_is last: the members that size_is names are set then. */
    for (sized = 0; sized < 2; sized++) {
        for (i = 0; i < type->field_count; i++) {
            const struct cfield *field = &type->fields[i];
            const struct place member = {place, PLACE_MEMBER, i, field->name};
            VARIANT element;
            HRESULT got;

            if ((field->attr.size != NULL) != sized)
                continue;
            got = array_get(context, &member, &view, i, &element);
            hr = FAILED(got) ? got
                             : to_native(context, &member, &element, field->type, &field->attr, &values,
                                   native + field->offset);
            if (got == S_FALSE)
                VariantClear(&element);
            if (FAILED(hr))
                goto exit;
        }
    }
    hr = S_OK;

exit:
    array_close(&view);
    return hr;
}

/* Text into memory of capacity units (0: as many as it takes, allocated and put into *memory). */
static HRESULT text_to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
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

static HRESULT function_to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
    void *native)
{
    wchar_t text[VARIANT_DESCRIPTION];
    IDispatch *function = NULL;
    HRESULT hr;

    if ((V_VT(value) != VT_DISPATCH && V_VT(value) != VT_UNKNOWN) ||
        FAILED(IUnknown_QueryInterface(V_UNKNOWN(value), &IID_IDispatch, (void **)&function)))
        return variant_fail(context, place, CROSSBIT_E_ARGUMENT,
            L"%ls was given where a function is wanted; in VBScript GetRef(\"Name\") makes one, or an object with a default method",
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

/* A pointer to data: allocates the memory and, if in, fills it from value. NULL is not meant. */
static HRESULT data_to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, bool in, void *native)
{
    const struct ctype *element = element_type(type);
    struct text_units units = {0};
    uint32_t count = 1;
    uint8_t *memory;
    HRESULT hr = S_OK;

    if (attr->size)
        hr = count_elements(context, place, attr->size, values, element, &count);
    if (FAILED(hr))
        return hr;
    if (is_string(element, attr)) {
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
            hr = elements_to_native(context, place, value, element, element_attr(attr), count, false, memory);
        else if (SUCCEEDED(hr) && in)
            hr = to_native(context, place, value, element, element_attr(attr), values, memory);
    }
    if (SUCCEEDED(hr))
        memcpy(native, &memory, sizeof(memory));
    return hr;
}

static HRESULT to_native(struct variant_context *context, const struct place *place, const VARIANT *value,
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
        return elements_to_native(context, place, value, &byte_type, &plain_attr, type->size, true, native);
    case CTYPE_ARRAY:
        if (is_string(type->target, attr) && V_VT(value) == VT_BSTR)
            return text_to_native(context, place, value, type->target, attr->utf8, type->count, true, native);
        return elements_to_native(context, place, value, type->target, attr, type->count, true, native);
    case CTYPE_POINTER:
        memset(native, 0, sizeof(void *));
        if (variant_is_nothing(value))
            return S_OK;
        if (is_function(type))
            return function_to_native(context, place, value, native);
        return data_to_native(context, place, value, type, attr, values, true, native);
    default:
        return variant_fail(context, place, CROSSBIT_E_ARGUMENT, L"%ls can not become %hs", variant_describe(value, text),
            type->name);
    }
}

static HRESULT elements_from_native(struct variant_context *context, const struct place *place, const uint8_t *memory,
    const struct ctype *type, const struct cattr *attr, uint32_t count, VARIANT *value)
{
    SAFEARRAY *array = SafeArrayCreateVector(is_byte(type) ? VT_UI1 : VT_VARIANT, 0, count);
    VARIANT *elements;
    uint32_t i;
    HRESULT hr = S_OK;

    if (!array)
        return E_OUTOFMEMORY;
    if (is_byte(type)) {
        memcpy(array->pvData, memory, count);
    } else {
        elements = array->pvData;
        for (i = 0; SUCCEEDED(hr) && i < count; i++) {
            const struct place element = {place, PLACE_ELEMENT, i, NULL};

            hr = from_native(context, &element, memory + (size_t)i * type->size, type, attr, NULL, &elements[i]);
        }
    }
    if (FAILED(hr)) {
        SafeArrayDestroy(array);
        return hr;
    }
    V_VT(value) = VT_ARRAY | (is_byte(type) ? VT_UI1 : VT_VARIANT);
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

        hr = from_native(context, &member, native + field->offset, field->type, &field->attr, &values, &elements[i]);
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

/* What a pointer that is not NULL points to. Only memory that the call knows is read. */
static HRESULT data_from_native(struct variant_context *context, const struct place *place, const uint8_t *memory,
    const struct ctype *type, const struct cattr *attr, const struct cvalues *values, VARIANT *value)
{
    const struct ctype *element = element_type(type);
    uint32_t count = 1;
    size_t left;
    HRESULT hr = S_OK;

    if (!codec_memory_left(context->codec, memory, &context->memory_hint, &left))
        return variant_fail(context, place, CROSSBIT_E_PROTOCOL, L"the pointer leads to memory that did not cross");
    if (is_string(element, attr))
        return text_from_native(memory, element, attr->utf8, left / element->size, value);
    if (attr->length || attr->size)
        hr = count_elements(context, place, attr->length ? attr->length : attr->size, values, element, &count);
    if (FAILED(hr))
        return hr;
    /* The DLL may leave a larger number than the buffer has, such as the size that it would have needed. */
    if (element->size && count > left / element->size)
        count = (uint32_t)(left / element->size);
    if (attr->length || attr->size)
        return elements_from_native(context, place, memory, element, element_attr(attr), count, value);
    if (!count)
        return variant_fail(context, place, CROSSBIT_E_PROTOCOL, L"the pointer leads to memory that did not cross");
    return from_native(context, place, memory, element, element_attr(attr), values, value);
}

static HRESULT from_native(struct variant_context *context, const struct place *place, const void *native,
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
        return elements_from_native(context, place, native, &byte_type, &plain_attr, type->size, value);
    case CTYPE_ARRAY:
        if (is_string(type->target, attr))
            return text_from_native(native, type->target, attr->utf8, type->count, value);
        return elements_from_native(context, place, native, type->target, attr, type->count, value);
    case CTYPE_POINTER:
        pointer = read_pointer(native);
        if (!pointer) {
            V_VT(value) = VT_NULL;
            return S_OK;
        }
        if (is_function(type))
            return variant_fail(context, place, CROSSBIT_E_ARGUMENT, L"a function of the DLL can not go to a script");
        return data_from_native(context, place, pointer, type, attr, values, value);
    default:
        return S_OK; /* void */
    }
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
        return to_native(context, place, argument, param->type, &param->attr, values, native);
    /* What a variable holds does not matter for a mere output; a Null in place of the variable passes NULL. */
    if (variant_is_nothing(value) && (param->attr.in ? V_VT(value) != VT_EMPTY || value == argument : value == argument)) {
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
        return data_to_native(context, place, value, param->type, &param->attr, values, param->attr.in, native);
    /* JScript's stand-in for a variable: an array, whose element 0 is the value. */
    got = array_get(context, place, &view, 0, &first);
    hr = FAILED(got) ? got
                     : data_to_native(context, place, variant_follow(&first, &local), param->type, &param->attr, values,
                           true, native);
    if (got == S_FALSE)
        VariantClear(&first);
    array_close(&view);
    return hr;
}

HRESULT variant_pack_arguments(struct variant_context *context, VARIANT *const *arguments, void **args)
{
    const struct cfunction *function = context->function;
    const struct cvalues values = {.args = args};
    uint32_t i;
    int sized;
    HRESULT hr;

    for (i = 0; i < function->param_count; i++) {
        args[i] = arena_alloc(context->arena, max(function->params[i].type->size, sizeof(uint64_t)));
        if (!args[i])
            return E_OUTOFMEMORY;
    }
    /* Parameters with size_is last: those that size_is names are set then. */
    for (sized = 0; sized < 2; sized++) {
        for (i = 0; i < function->param_count; i++) {
            const struct cparam *param = &function->params[i];
            const struct place place = {NULL, PLACE_PARAMETER, i, param->name};

            if ((param->attr.size != NULL) != sized)
                continue;
            hr = argument_to_native(context, &place, arguments[i], param, &values, args[i]);
            if (FAILED(hr))
                return hr;
        }
    }
    return S_OK;
}

HRESULT variant_unpack_results(struct variant_context *context, VARIANT *const *arguments, void *const *args,
    const void *result, VARIANT *value)
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
            !read_pointer(args[i]))
            continue;
        hr = from_native(context, &place, args[i], param->type, &param->attr, &values, &out);
        if (SUCCEEDED(hr))
            hr = variant_store(context, &place, arguments[i], &out, !variant_takes_array(param->type, &param->attr));
        if (FAILED(hr))
            return hr;
    }
    if (!result || function->result->kind == CTYPE_VOID)
        return S_OK;
    hr = from_native(context, &result_place, result, function->result, &function->result_attr, &values, value);
    if (FAILED(hr))
        VariantInit(value);
    return hr;
}

HRESULT variant_unpack_parameters(struct variant_context *context, void *const *args, VARIANT *arguments,
    VARIANT *holders)
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
                   read_pointer(args[i]);

        if (!out) {
            hr = from_native(context, &place, args[i], param->type, &param->attr, &values, &arguments[i]);
            continue;
        }
        if (param->attr.in)
            hr = from_native(context, &place, args[i], param->type, &param->attr, &values, &holders[i]);
        V_VT(&arguments[i]) = VT_BYREF | VT_VARIANT;
        V_VARIANTREF(&arguments[i]) = &holders[i];
    }
    return hr;
}

/* What the script's function left for one out-parameter into the DLL's memory, which is as large as the DLL said. */
static HRESULT outcome_to_memory(struct variant_context *context, const struct place *place, const VARIANT *holder,
    const struct cparam *param, const struct cvalues *values, uint8_t *memory)
{
    const struct ctype *element = element_type(param->type);
    uint32_t count = 1;
    VARIANT local;
    size_t left;
    HRESULT hr = S_OK;

    if (!codec_memory_left(context->codec, memory, &context->memory_hint, &left))
        return variant_fail(context, place, CROSSBIT_E_PROTOCOL, L"the pointer leads to memory that did not cross");
    holder = variant_follow(holder, &local);
    if (V_VT(holder) == VT_EMPTY) /* the script has not set it */
        return S_OK;
    if (is_string(element, &param->attr))
        return text_to_native(context, place, holder, element, param->attr.utf8, (uint32_t)(left / element->size), true,
            memory);
    if (param->attr.length || param->attr.size)
        hr = count_elements(context, place, param->attr.length ? param->attr.length : param->attr.size, values, element,
            &count);
    if (FAILED(hr))
        return hr;
    if (element->size && count > left / element->size)
        count = (uint32_t)(left / element->size);
    if (param->attr.length || param->attr.size)
        return elements_to_native(context, place, holder, element, element_attr(&param->attr), count, false, memory);
    return to_native(context, place, holder, element, element_attr(&param->attr), values, memory);
}

HRESULT variant_pack_outcome(struct variant_context *context, const VARIANT *holders, const VARIANT *value,
    void *const *args, void *result)
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
                param->attr.handle != HANDLE_NONE || !read_pointer(args[i]))
                continue;
            hr = outcome_to_memory(context, &place, &holders[i], param, &values, read_pointer(args[i]));
            if (FAILED(hr))
                return hr;
        }
    }
    if (!result || function->result->kind == CTYPE_VOID)
        return S_OK;
    return to_native(context, &result_place, value, function->result, &function->result_attr, &values, result);
}
