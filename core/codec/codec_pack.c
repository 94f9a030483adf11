/* SPDX-License-Identifier: MIT */
/* From native memory to the wire. */
#include "codec_private.h"

#include "crossbit/error.h"

#include <string.h>

static HRESULT append_u8(struct wire *wire, uint8_t value)
{
    return wire_append(wire, &value, sizeof(value));
}

static HRESULT append_u32(struct wire *wire, uint32_t value)
{
    return wire_append(wire, &value, sizeof(value));
}

static HRESULT append_u64(struct wire *wire, uint64_t value)
{
    return wire_append(wire, &value, sizeof(value));
}

static const struct codec_piece *next_child(const struct codec_place *place)
{
    const struct codec_context *context = place->context;

    return place->parent >= 0 && context->pieces[place->parent].walked ? &context->pieces[place->context->cursor++]
                                                                       : NULL;
}

static HRESULT pack_handle_value(
    struct codec_place *place, const struct ctype *type, const struct cattr *attr, void *native)
{
    struct codec_context *context = place->context;
    uint64_t wire = 0;
    HRESULT hr = S_OK;

    if (attr->handle == HANDLE_USER)
        return append_u32(place->wire, (uint32_t)(uintptr_t)native);
    if (native) {
        hr = context->ops->pack_handle ? context->ops->pack_handle(context, type, attr, (uintptr_t)native, &wire)
                                       : CROSSBIT_E_ARGUMENT;
        if (FAILED(hr))
            return codec_fail(context, hr, L"the handle 0x%llx cannot cross", (unsigned long long)(uintptr_t)native);
    }
    return append_u64(place->wire, wire);
}

static HRESULT pack_function_value(
    struct codec_place *place, const struct ctype *type, const struct cattr *attr, void *native)
{
    struct codec_context *context = place->context;
    uint32_t index = UINT32_MAX;
    HRESULT hr;

    if (native) {
        hr = context->ops->pack_function ? context->ops->pack_function(context, type, attr, native, &index)
                                         : CROSSBIT_E_ARGUMENT;
        if (FAILED(hr))
            return codec_fail(context, hr, L"this callback cannot cross");
    }
    return append_u32(place->wire, index + 1);
}

/* Handles and function pointers: a reply says first whether they are what the request brought. */
static HRESULT pack_opaque(struct codec_place *place, const struct ctype *type, const struct cattr *attr, void *native)
{
    struct codec_context *context = place->context;
    const struct codec_piece *child;
    struct codec_piece piece = {.type = type, .attr = attr, .memory = native, .param = context->param};
    bool is_function = !attr->handle;
    uint8_t state;
    HRESULT hr;

    if (place->reply) {
        child = next_child(place);
        state = !native ? 0 : child && child->memory == native ? 1 : 2;
        if (state == 2 && is_function)
            return codec_fail(context, CROSSBIT_E_ARGUMENT,
                L"the DLL gave a function of its own; declare this pointer [handle] to hand it around");
        hr = append_u8(place->wire, state);
        return FAILED(hr) || state != 2 ? hr : pack_handle_value(place, type, attr, native);
    }
    if (place->parent >= 0 && context->pieces[place->parent].attr->out) {
        hr = codec_add_piece(context, &piece);
        if (FAILED(hr))
            return hr;
    }
    return is_function ? pack_function_value(place, type, attr, native) : pack_handle_value(place, type, attr, native);
}

/* How many elements are there? Of the caller's memory before the call, or of the DLL's own after it. */
static HRESULT count_elements(
    struct codec_place *place, const struct ctype *type, const struct cattr *attr, const void *memory, uint64_t *count)
{
    const struct ctype *target = type->target;
    int64_t value;
    uint64_t length;

    *count = 1;
    if (attr->size) {
        if (!cexpr_evaluate(attr->size, &place->values, &value))
            return codec_fail(place->context, CROSSBIT_E_ARGUMENT,
                L"its size cannot be computed: a pointer in it is NULL, or a number is too large");
        if (value < 0)
            return codec_fail(place->context, CROSSBIT_E_ARGUMENT, L"its size is negative: %lld", (long long)value);
        *count = (uint64_t)value;
    } else if (attr->string) {
        *count = codec_text_length(target, memory, UINT64_MAX) + 1;
    }
    /* Of the DLL's own text only what is there is copied, and its end may be the end of its memory. */
    if (place->reply && attr->string && attr->size) {
        length = codec_text_length(target, memory, *count);
        *count = length + (length < *count);
    }
    return codec_take_size(place->context, *count, codec_element_size(target));
}

static HRESULT pack_new_pointer(
    struct codec_place *place, const struct ctype *type, const struct cattr *attr, void *native)
{
    struct codec_context *context = place->context;
    struct codec_piece piece = {
        .type = type, .attr = attr, .memory = native, .values = place->values, .param = context->param, .data = true};
    struct codec_shared shared = {0};
    HRESULT hr;

    if (!native) {
        hr = append_u8(place->wire, 0);
        return FAILED(hr) ? hr : codec_add_piece(context, &piece);
    }
    hr = count_elements(place, type, attr, native, &piece.count);
    if (SUCCEEDED(hr) && piece.count && context->ops->share_memory && codec_can_share(type->target, attr)) {
        hr = context->ops->share_memory(
            context, native, (size_t)piece.count * codec_element_size(type->target), &shared);
        if (FAILED(hr))
            return codec_fail(context, hr, L"this memory cannot be shared");
        piece.shared = hr == S_OK;
    }
    if (SUCCEEDED(hr))
        hr = append_u8(place->wire, piece.shared ? 2 : 1);
    if (SUCCEEDED(hr))
        hr = append_u64(place->wire, piece.count);
    if (SUCCEEDED(hr) && attr->keep)
        hr = append_u64(place->wire, (uintptr_t)native);
    if (SUCCEEDED(hr) && piece.shared)
        hr = wire_append(place->wire, &shared, sizeof(shared));
    return FAILED(hr) ? hr : codec_add_piece(context, &piece);
}

static bool points_into(
    const struct codec_piece *piece, const struct ctype *target, const void *native, uint64_t *distance)
{
    size_t size = codec_element_size(target);
    uintptr_t offset = (uintptr_t)native - (uintptr_t)piece->memory;

    if (!piece->data || !piece->memory || (uintptr_t)native < (uintptr_t)piece->memory ||
        !codec_elements_alike(piece->type->target, target) || offset % size || offset / size > piece->count)
        return false;
    *distance = offset / size;
    return true;
}

static HRESULT pack_reply_pointer(
    struct codec_place *place, const struct ctype *type, const struct cattr *attr, void *native)
{
    struct codec_context *context = place->context;
    const struct codec_piece *child = next_child(place);
    struct codec_piece piece = {
        .type = type, .attr = attr, .memory = native, .param = context->param, .data = true, .fresh = true};
    uint64_t distance, origin = (uintptr_t)native;
    uint32_t i = 0;
    HRESULT hr;

    if (!native)
        return append_u8(place->wire, 0);
    if (child && points_into(child, type->target, native, &distance))
        i = (uint32_t)(child - context->pieces);
    else
        while (i < context->piece_count &&
               (context->pieces[i].fresh || !points_into(&context->pieces[i], type->target, native, &distance)))
            i++;
    if (i < context->piece_count) {
        if (FAILED(hr = append_u8(place->wire, 1)) || FAILED(hr = append_u32(place->wire, i)))
            return hr;
        return append_u64(place->wire, distance);
    }
    hr = count_elements(place, type, attr, native, &piece.count);
    if (SUCCEEDED(hr))
        hr = append_u8(place->wire, 2);
    if (SUCCEEDED(hr))
        hr = append_u64(place->wire, origin);
    if (SUCCEEDED(hr))
        hr = append_u64(place->wire, piece.count);
    return FAILED(hr) ? hr : codec_add_piece(context, &piece);
}

HRESULT codec_pack_value(
    struct codec_place *place, const struct ctype *type, const struct cattr *attr, const void *native)
{
    struct codec_place inner = *place;
    void *pointer;
    uint32_t i;
    HRESULT hr = S_OK;

    if (type->portable)
        return wire_append(place->wire, native, type->size);
    switch (type->kind) {
    case CTYPE_INT:
        return append_u64(place->wire, (uint64_t)ctype_read_int(type, native));
    case CTYPE_ARRAY:
        for (i = 0; SUCCEEDED(hr) && i < type->count; i++)
            hr = codec_pack_value(place, type->target, attr, (const char *)native + (size_t)i * type->target->size);
        return hr;
    case CTYPE_STRUCT:
        inner.values = (struct cvalues){.fields = type->fields, .base = native};
        for (i = 0; SUCCEEDED(hr) && i < type->field_count; i++)
            hr = codec_pack_value(
                &inner, type->fields[i].type, &type->fields[i].attr, (const char *)native + type->fields[i].offset);
        return hr;
    default: /* CTYPE_POINTER */
        memcpy(&pointer, native, sizeof(pointer));
        if (attr->handle || type->target->kind == CTYPE_FUNCTION)
            return pack_opaque(place, type, attr, pointer);
        return place->reply ? pack_reply_pointer(place, type, attr, pointer)
                            : pack_new_pointer(place, type, attr, pointer);
    }
}

HRESULT codec_pack_memory(struct codec_context *context, struct wire *wire, bool reply, uint32_t number, uint64_t count)
{
    struct codec_piece piece = context->pieces[number]; /* a copy: the table grows below */
    const struct ctype *target = piece.type->target;
    struct codec_place place = {
        .context = context, .wire = wire, .reply = reply, .parent = number, .values = piece.values};
    size_t size = codec_element_size(target);
    const char *memory = piece.memory;
    HRESULT hr = S_OK;

    context->param = piece.param;
    if (piece.attr->string) {
        count = codec_text_length(target, memory, count);
        hr = append_u64(wire, count);
        return FAILED(hr) ? hr : wire_append(wire, memory, (size_t)count * size);
    }
    if (codec_is_raw(target))
        return wire_append(wire, memory, (size_t)count * size);
    if (!reply) {
        context->pieces[number].walked = true;
        context->pieces[number].first_child = context->piece_count;
    } else {
        context->cursor = piece.first_child;
    }
    for (; SUCCEEDED(hr) && count; count--, memory += size)
        hr = codec_pack_value(&place, target, piece.attr->inner, memory);
    return hr;
}
