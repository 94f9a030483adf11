/* SPDX-License-Identifier: MIT */
/* From the wire to native memory. Nothing that is read here is trusted. */
#include "codec_private.h"

#include "crossbit/error.h"

#include <string.h>

static HRESULT broken(struct codec_context *context)
{
    return codec_fail(context, CROSSBIT_E_PROTOCOL, L"the other side sent bytes that make no sense");
}

static HRESULT read_bytes(struct codec_place *place, void *bytes, size_t size)
{
    return FAILED(wire_read(place->wire, bytes, size)) ? broken(place->context) : S_OK;
}

static struct codec_piece *next_child(const struct codec_place *place)
{
    struct codec_context *context = place->context;

    if (place->parent < 0 || !context->pieces[place->parent].walked)
        return NULL;
    return &context->pieces[context->cursor++];
}

static HRESULT unpack_int(struct codec_place *place, const struct ctype *type, void *native)
{
    int64_t value = 0;
    HRESULT hr = read_bytes(place, &value, sizeof(value));

    if (FAILED(hr))
        return hr;
    if (type->size < 8 && (type->is_signed ? value != (int32_t)value : (uint64_t)value != (uint32_t)value))
        return codec_fail(place->context, CROSSBIT_E_RANGE,
            type->is_signed ? L"the value %lld does not fit %hs, which has 32 bits there"
                            : L"the value %llu does not fit %hs, which has 32 bits there",
            (long long)value, type->name);
    ctype_write_int(type, native, value);
    return S_OK;
}

static HRESULT store_pointer(void *native, const void *pointer)
{
    memcpy(native, &pointer, sizeof(pointer));
    return S_OK;
}

static HRESULT unpack_handle_value(
    struct codec_place *place, const struct ctype *type, const struct cattr *attr, void **native)
{
    struct codec_context *context = place->context;
    uint64_t wire = 0, value = 0;
    int32_t user = 0;
    HRESULT hr;

    *native = NULL;
    if (attr->handle == HANDLE_USER) {
        hr = read_bytes(place, &user, sizeof(user));
        *native = (void *)(intptr_t)user; /* sign-extended, as Windows documents it */
        return hr;
    }
    hr = read_bytes(place, &wire, sizeof(wire));
    if (FAILED(hr) || !wire)
        return hr;
    hr = context->ops->unpack_handle ? context->ops->unpack_handle(context, type, attr, wire, &value)
                                     : CROSSBIT_E_ARGUMENT;
    if (FAILED(hr))
        return codec_fail(context, hr, L"the handle 0x%llx cannot cross", (unsigned long long)wire);
    if (value != (uintptr_t)value)
        return codec_fail(
            context, CROSSBIT_E_RANGE, L"the handle 0x%llx does not fit into 32 bits", (unsigned long long)value);
    *native = (void *)(uintptr_t)value;
    return S_OK;
}

static HRESULT unpack_function_value(
    struct codec_place *place, const struct ctype *type, const struct cattr *attr, void **native)
{
    struct codec_context *context = place->context;
    uint32_t index = 0;
    HRESULT hr;

    *native = NULL;
    hr = read_bytes(place, &index, sizeof(index));
    if (FAILED(hr) || !index)
        return hr;
    hr = context->ops->unpack_function ? context->ops->unpack_function(context, type, attr, index - 1, native)
                                       : CROSSBIT_E_ARGUMENT;
    return FAILED(hr) ? codec_fail(context, hr, L"this callback cannot cross") : S_OK;
}

static HRESULT unpack_opaque(
    struct codec_place *place, const struct ctype *type, const struct cattr *attr, void *native)
{
    struct codec_context *context = place->context;
    struct codec_piece piece = {.type = type, .attr = attr, .param = context->param};
    const struct codec_piece *child;
    void *pointer = NULL;
    uint8_t state = 2;
    HRESULT hr;

    if (place->reply) {
        child = next_child(place);
        hr = read_bytes(place, &state, sizeof(state));
        if (FAILED(hr))
            return hr;
        if (state > 2 || (state == 1 && !child) || (state == 2 && !attr->handle))
            return broken(context);
        if (state != 2)
            return store_pointer(native, state ? child->memory : NULL);
    }
    hr = attr->handle ? unpack_handle_value(place, type, attr, &pointer)
                      : unpack_function_value(place, type, attr, &pointer);
    if (FAILED(hr))
        return hr;
    store_pointer(native, pointer);
    if (place->reply || place->parent < 0 || !context->pieces[place->parent].attr->out)
        return S_OK;
    piece.memory = pointer;
    return codec_add_piece(context, &piece);
}

/* The callee's memory for a pointer. The room after the last element keeps pieces apart and ends every text. */
static HRESULT unpack_new_pointer(
    struct codec_place *place, const struct ctype *type, const struct cattr *attr, void *native)
{
    struct codec_context *context = place->context;
    struct codec_piece piece = {
        .type = type, .attr = attr, .values = place->values, .param = context->param, .data = true};
    size_t element = codec_element_size(type->target);
    struct codec_shared shared = {0};
    uint64_t peer = 0;
    uint8_t present = 0;
    HRESULT hr;

    hr = read_bytes(place, &present, sizeof(present));
    if (FAILED(hr))
        return hr;
    piece.shared = present == 2;
    if (present > 2 || (piece.shared && (!context->ops->open_memory || !codec_can_share(type->target, attr))))
        return broken(context);
    if (present) {
        hr = read_bytes(place, &piece.count, sizeof(piece.count));
        if (SUCCEEDED(hr) && attr->keep)
            hr = read_bytes(place, &peer, sizeof(peer));
        if (SUCCEEDED(hr) && piece.shared)
            hr = read_bytes(place, &shared, sizeof(shared));
        if (SUCCEEDED(hr) && attr->in && !attr->string && !piece.shared &&
            piece.count > place->wire->size - place->wire->position)
            hr = broken(context);
        if (SUCCEEDED(hr))
            hr = codec_take_size(context, piece.count, element);
        if (FAILED(hr))
            return hr;
        if (piece.shared) {
            hr = context->ops->open_memory(context, &shared, (size_t)piece.count * element, attr->keep, &piece.memory);
            if (FAILED(hr))
                return codec_fail(context, hr, L"the memory that both sides see cannot be opened");
        } else if (!attr->keep) {
            piece.memory = arena_alloc(&context->memory, (size_t)piece.count * element + sizeof(wchar_t));
        } else {
            if (!context->ops->keep_memory)
                return codec_fail(context, CROSSBIT_E_ARGUMENT, L"this side cannot [keep] memory");
            hr = context->ops->keep_memory(
                context, peer, (size_t)piece.count * element + sizeof(wchar_t), &piece.memory);
            if (FAILED(hr))
                return codec_fail(context, hr, L"this memory cannot be kept");
        }
        if (!piece.memory)
            return codec_fail(
                context, E_OUTOFMEMORY, L"out of memory for %llu elements", (unsigned long long)piece.count);
    }
    store_pointer(native, piece.memory);
    return codec_add_piece(context, &piece);
}

static HRESULT unpack_known(struct codec_place *place, const struct ctype *type, void *native)
{
    struct codec_context *context = place->context;
    const struct codec_piece *piece;
    uint32_t number = 0;
    uint64_t distance = 0;
    size_t size = codec_element_size(type->target);
    HRESULT hr;

    hr = read_bytes(place, &number, sizeof(number));
    if (SUCCEEDED(hr))
        hr = read_bytes(place, &distance, sizeof(distance));
    if (FAILED(hr))
        return hr;
    if (number >= context->piece_count)
        return broken(context);
    piece = &context->pieces[number];
    if (!piece->data || !piece->memory || distance > piece->count ||
        !codec_elements_alike(piece->type->target, type->target))
        return broken(context);
    return store_pointer(native, (char *)piece->memory + (size_t)distance * size);
}

static HRESULT unpack_fresh(struct codec_place *place, const struct ctype *type, const struct cattr *attr, void *native)
{
    struct codec_context *context = place->context;
    struct codec_piece piece = {.type = type, .attr = attr, .param = context->param, .data = true, .fresh = true};
    size_t element = codec_element_size(type->target);
    uint64_t peer = 0, left = place->wire->size - place->wire->position;
    HRESULT hr;

    hr = read_bytes(place, &peer, sizeof(peer));
    if (SUCCEEDED(hr))
        hr = read_bytes(place, &piece.count, sizeof(piece.count));
    if (SUCCEEDED(hr) && piece.count > left)
        hr = broken(context);
    if (SUCCEEDED(hr))
        hr = codec_take_size(context, piece.count, element);
    if (FAILED(hr))
        return hr;
    if (!context->ops->keep_memory)
        return codec_fail(context, CROSSBIT_E_ARGUMENT, L"this side cannot keep what the pointer points to");
    hr = context->ops->keep_memory(context, peer, (size_t)piece.count * element + sizeof(wchar_t), &piece.memory);
    if (FAILED(hr))
        return codec_fail(context, hr, L"the memory that the pointer points to cannot be kept");
    store_pointer(native, piece.memory);
    return codec_add_piece(context, &piece);
}

static HRESULT unpack_reply_pointer(
    struct codec_place *place, const struct ctype *type, const struct cattr *attr, void *native)
{
    uint8_t state = 0;
    HRESULT hr = read_bytes(place, &state, sizeof(state));

    if (FAILED(hr))
        return hr;
    next_child(place); /* keeps step with the other side */
    if (!state)
        return store_pointer(native, NULL);
    if (state == 1)
        return unpack_known(place, type, native);
    return state == 2 ? unpack_fresh(place, type, attr, native) : broken(place->context);
}

HRESULT codec_unpack_value(struct codec_place *place, const struct ctype *type, const struct cattr *attr, void *native)
{
    struct codec_place inner = *place;
    HRESULT hr = S_OK;
    uint32_t i;

    if (type->portable)
        return read_bytes(place, native, type->size);
    switch (type->kind) {
    case CTYPE_INT:
        return unpack_int(place, type, native);
    case CTYPE_ARRAY:
        for (i = 0; SUCCEEDED(hr) && i < type->count; i++)
            hr = codec_unpack_value(place, type->target, attr, (char *)native + (size_t)i * type->target->size);
        return hr;
    case CTYPE_STRUCT:
        inner.values = (struct cvalues){.fields = type->fields, .base = native};
        for (i = 0; SUCCEEDED(hr) && i < type->field_count; i++)
            hr = codec_unpack_value(
                &inner, type->fields[i].type, &type->fields[i].attr, (char *)native + type->fields[i].offset);
        return hr;
    default: /* CTYPE_POINTER */
        if (attr->handle || type->target->kind == CTYPE_FUNCTION)
            return unpack_opaque(place, type, attr, native);
        return place->reply ? unpack_reply_pointer(place, type, attr, native)
                            : unpack_new_pointer(place, type, attr, native);
    }
}

HRESULT codec_unpack_memory(
    struct codec_context *context, struct wire *wire, bool reply, uint32_t number, uint64_t count)
{
    struct codec_piece piece = context->pieces[number]; /* a copy: the table grows below */
    const struct ctype *target = piece.type->target;
    struct codec_place place = {
        .context = context, .wire = wire, .reply = reply, .parent = number, .values = piece.values};
    size_t size = codec_element_size(target);
    char *memory = piece.memory;
    HRESULT hr = S_OK;

    context->param = piece.param;
    if (piece.attr->string) {
        hr = read_bytes(&place, &count, sizeof(count));
        if (FAILED(hr))
            return hr;
        if (count > piece.count)
            return broken(context);
        hr = read_bytes(&place, memory, (size_t)count * size);
        /* Memory that this side made has room for the zero after the last element, the caller's has not. */
        if (SUCCEEDED(hr) && (count < piece.count || !reply || piece.fresh))
            memset(memory + (size_t)count * size, 0, size);
        return hr;
    }
    if (codec_is_raw(target))
        return read_bytes(&place, memory, (size_t)count * size);
    if (!reply) {
        context->pieces[number].walked = true;
        context->pieces[number].first_child = context->piece_count;
    } else {
        context->cursor = piece.first_child;
    }
    for (; SUCCEEDED(hr) && count; count--, memory += size)
        hr = codec_unpack_value(&place, target, piece.attr->inner, memory);
    return hr;
}
