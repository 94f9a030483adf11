/* SPDX-License-Identifier: MIT */
/* Requests and replies: the order of things, and what both directions share. */
#include "codec_private.h"

#include "crossbit/error.h"
#include "core/base/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

HRESULT codec_fail(struct codec_context *context, HRESULT hr, const wchar_t *format, ...)
{
    const struct cfunction *function = context->function;
    const char *name = context->param >= 0 ? function->params[context->param].name : NULL;
    wchar_t reason[512];
    va_list args;

    va_start(args, format);
    _vsnwprintf(reason, ARRAYSIZE(reason), format, args);
    va_end(args);
    reason[ARRAYSIZE(reason) - 1] = 0;
    if (context->param < 0)
        return message_set(&context->message, hr, L"function '%hs', the result: %ls", function->name, reason);
    return message_set(&context->message, hr, L"function '%hs', parameter %d%hs%hs%hs: %ls", function->name,
        context->param + 1, name ? " '" : "", name ? name : "", name ? "'" : "", reason);
}

HRESULT codec_add_piece(struct codec_context *context, const struct codec_piece *piece)
{
    struct codec_piece *grown;
    uint32_t capacity;

    if (context->piece_count == context->piece_capacity) {
        capacity = context->piece_capacity ? context->piece_capacity * 2 : 16;
        grown = capacity < (1u << 26) ? realloc(context->pieces, capacity * sizeof(*grown)) : NULL;
        if (!grown)
            return codec_fail(context, E_OUTOFMEMORY, L"out of memory");
        context->pieces = grown;
        context->piece_capacity = capacity;
    }
    context->pieces[context->piece_count++] = *piece;
    return S_OK;
}

HRESULT codec_take_size(struct codec_context *context, uint64_t count, size_t element)
{
    /* Both factors are bounded first, so that nothing overflows. */
    if (count > CODEC_MEMORY_LIMIT || count * element > CODEC_MEMORY_LIMIT - context->taken)
        return codec_fail(context, CROSSBIT_E_RANGE,
            L"%llu elements of %u bytes are more than the 1 GB that one call can take", (unsigned long long)count,
            (unsigned)element);
    context->taken += count * element;
    return S_OK;
}

size_t codec_element_size(const struct ctype *target)
{
    return target->kind == CTYPE_VOID ? 1 : target->size;
}

bool codec_is_raw(const struct ctype *target)
{
    return target->kind == CTYPE_VOID || target->portable;
}

bool codec_elements_alike(const struct ctype *a, const struct ctype *b)
{
    if (codec_element_size(a) != codec_element_size(b) || codec_is_raw(a) != codec_is_raw(b))
        return false;
    if (codec_is_raw(a))
        return true;
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case CTYPE_STRUCT:
        return a->fields == b->fields;
    case CTYPE_ARRAY:
        return a->count == b->count && codec_elements_alike(a->target, b->target);
    case CTYPE_POINTER:
        return a->handle == b->handle && codec_elements_alike(a->target, b->target);
    default:
        return true;
    }
}

/* A size makes it a buffer. Text has its size in its bytes, which the peer could change while they are looked at. */
bool codec_can_share(const struct ctype *target, const struct cattr *attr)
{
    return attr->size && !attr->string && codec_is_raw(target);
}

size_t codec_text_length(const struct ctype *target, const void *memory, uint64_t capacity)
{
    size_t length = 0, bound = capacity > SIZE_MAX ? SIZE_MAX : (size_t)capacity;

    if (target->text == TEXT_WCHAR)
        while (length < bound && ((const wchar_t *)memory)[length])
            length++;
    else
        length = strnlen(memory, bound);
    return length;
}

void codec_cleanup(struct codec_context *context)
{
    arena_cleanup(&context->memory);
    free(context->pieces);
    SysFreeString(context->message);
    context->pieces = NULL;
    context->piece_count = context->piece_capacity = 0;
    context->message = NULL;
}

void wire_cleanup(struct wire *wire)
{
    free(wire->data);
    *wire = (struct wire){0};
}

HRESULT wire_append(struct wire *wire, const void *bytes, size_t size)
{
    size_t capacity = wire->capacity ? wire->capacity : 128;
    uint8_t *grown;

    if (size > wire->capacity - wire->size) {
        if (size > (size_t)INT32_MAX - wire->size) /* it travels with a 32-bit length */
            return E_OUTOFMEMORY;
        while (capacity < wire->size + size)
            capacity *= 2;
        grown = realloc(wire->data, capacity);
        if (!grown)
            return E_OUTOFMEMORY;
        wire->data = grown;
        wire->capacity = capacity;
    }
    if (size)
        memcpy(wire->data + wire->size, bytes, size);
    wire->size += size;
    return S_OK;
}

HRESULT wire_read(struct wire *wire, void *bytes, size_t size)
{
    if (size > wire->size - wire->position)
        return CROSSBIT_E_PROTOCOL;
    if (size)
        memcpy(bytes, wire->data + wire->position, size);
    wire->position += size;
    return S_OK;
}

/* A failure to grow the wire has no message yet. */
static HRESULT finish(struct codec_context *context, HRESULT hr)
{
    return hr == E_OUTOFMEMORY ? codec_fail(context, hr, L"out of memory, or more than 2 GB") : hr;
}

/*
 * What the function does not write stays as it was, so the old bytes go over; whatever they are, they mean something as
 * plain numbers. Not where the declaration says how much counts.
 */
static bool brings_old(const struct codec_piece *piece)
{
    const struct cattr *attr = piece->attr;

    return attr->out && !attr->length && !attr->string && codec_is_raw(piece->type->target);
}

static bool crosses(const struct codec_piece *piece, bool reply)
{
    return piece->data && piece->memory && !piece->shared &&
           (reply ? piece->attr->out || piece->fresh : piece->attr->in || brings_old(piece));
}

HRESULT codec_pack_request(struct codec_context *context, void *const *args, struct wire *wire)
{
    const struct cfunction *function = context->function;
    struct codec_place place = {.context = context, .wire = wire, .parent = -1, .values = {.args = args}};
    HRESULT hr = S_OK;
    uint32_t i;

    context->args = args;
    for (i = 0; SUCCEEDED(hr) && i < function->param_count; i++) {
        context->param = (int32_t)i;
        hr = codec_pack_value(&place, function->params[i].type, &function->params[i].attr, args[i]);
    }
    for (i = 0; SUCCEEDED(hr) && i < context->piece_count; i++)
        if (crosses(&context->pieces[i], false))
            hr = codec_pack_memory(context, wire, false, i, context->pieces[i].count);
    return finish(context, hr);
}

/* The sizes came from the peer; what the DLL will believe are the expressions. They must be the same. */
static HRESULT verify_sizes(struct codec_context *context)
{
    const struct codec_piece *piece;
    int64_t value;
    uint32_t i;

    for (i = 0; i < context->piece_count; i++) {
        piece = &context->pieces[i];
        context->param = piece->param;
        if (!piece->data || !piece->memory)
            continue;
        if (piece->attr->size ? !cexpr_evaluate(piece->attr->size, &piece->values, &value) || value < 0 ||
                                    (uint64_t)value != piece->count
                              : piece->count != 1 && !piece->attr->string)
            return codec_fail(context, CROSSBIT_E_PROTOCOL, L"the other side sent another size than its arguments say");
    }
    return S_OK;
}

HRESULT codec_unpack_request(struct codec_context *context, struct wire *wire, void **args)
{
    const struct cfunction *function = context->function;
    struct codec_place place = {.context = context, .wire = wire, .parent = -1, .values = {.args = args}};
    HRESULT hr = S_OK;
    uint32_t i;

    context->args = args;
    for (i = 0; SUCCEEDED(hr) && i < function->param_count; i++) {
        context->param = (int32_t)i;
        args[i] = arena_alloc(&context->memory, max(function->params[i].type->size, 8));
        hr = args[i] ? codec_unpack_value(&place, function->params[i].type, &function->params[i].attr, args[i])
                     : E_OUTOFMEMORY;
    }
    for (i = 0; SUCCEEDED(hr) && i < context->piece_count; i++)
        if (crosses(&context->pieces[i], false))
            hr = codec_unpack_memory(context, wire, false, i, context->pieces[i].count);
    if (SUCCEEDED(hr) && wire->position != wire->size)
        hr = codec_fail(context, CROSSBIT_E_PROTOCOL, L"the other side sent more bytes than the parameters take");
    if (SUCCEEDED(hr))
        hr = verify_sizes(context);
    return finish(context, hr);
}

HRESULT codec_pack_reply(struct codec_context *context, const void *native_result, struct wire *wire)
{
    const struct cfunction *function = context->function;
    struct codec_place place = {
        .context = context, .wire = wire, .reply = true, .parent = -1, .values = {.args = context->args}};
    HRESULT hr = S_OK;
    uint64_t count;
    int64_t length;
    uint32_t i;

    context->param = -1;
    if (function->result->kind != CTYPE_VOID)
        hr = codec_pack_value(&place, function->result, &function->result_attr, native_result);
    for (i = 0; SUCCEEDED(hr) && i < context->piece_count; i++) {
        const struct codec_piece *piece = &context->pieces[i];

        if (!crosses(piece, true))
            continue;
        count = piece->count;
        if (!piece->attr->string && !piece->fresh) {
            /* Many functions report the length that they wished for: what is there ends with the memory. */
            if (piece->attr->length && cexpr_evaluate(piece->attr->length, &piece->values, &length))
                count = length < 0 ? 0 : min(count, (uint64_t)length);
            hr = wire_append(wire, &count, sizeof(count));
        }
        if (SUCCEEDED(hr))
            hr = codec_pack_memory(context, wire, true, i, count);
    }
    return finish(context, hr);
}

HRESULT codec_unpack_reply(struct codec_context *context, struct wire *wire, void *native_result)
{
    const struct cfunction *function = context->function;
    struct codec_place place = {.context = context, .wire = wire, .reply = true, .parent = -1};
    HRESULT hr = S_OK;
    uint64_t count;
    uint32_t i;

    context->param = -1;
    if (function->result->kind != CTYPE_VOID)
        hr = codec_unpack_value(&place, function->result, &function->result_attr, native_result);
    for (i = 0; SUCCEEDED(hr) && i < context->piece_count; i++) {
        const struct codec_piece *piece = &context->pieces[i];

        if (!crosses(piece, true))
            continue;
        count = piece->count;
        if (!piece->attr->string && !piece->fresh)
            hr = wire_read(wire, &count, sizeof(count));
        if (FAILED(hr) || count > piece->count) {
            context->param = piece->param;
            return codec_fail(context, CROSSBIT_E_PROTOCOL, L"the other side sent more than the memory holds");
        }
        hr = codec_unpack_memory(context, wire, true, i, count);
    }
    if (SUCCEEDED(hr) && wire->position != wire->size)
        hr = codec_fail(context, CROSSBIT_E_PROTOCOL, L"the other side sent more bytes than the reply takes");
    return finish(context, hr);
}
