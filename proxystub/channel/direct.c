/* SPDX-License-Identifier: MIT */
/*
 * Calls without NDR's stub. When a method's parameters are numbers, pointers to numbers or flat structures,
 * one-dimensional arrays of numbers, and such an array that the method allocates, a message is a few fields whose
 * places the format string gives. They are read from the request once, the method is called, and its results are
 * written where NDR's stub would put them. That saves more than a third of a small call, and for a large [out] array
 * the stub's allocation and copy, because the method gets the array's place in the reply.
 *
 * Every other method goes the usual way, and so does a message that engines may write in more than one form.
 * docs/channel.md, "Calls without NDR".
 */
#include "channel_private.h"

#include <rpcproxy.h>
#include <stddef.h>

#include "direct_methods.h"
#include "format_string.h"

#define BAD_REQUEST HRESULT_FROM_WIN32(RPC_X_BAD_STUB_DATA)

/* direct_invoke.S: calls function with a copy of the stack, which has as many bytes; a multiple of a pointer's size. */
HRESULT __cdecl direct_invoke_method(const void *function, const void *stack, size_t stack_size);

/* Bytes of a number, in memory as in a message; 0: they differ, or this is none. */
static uint8_t number_size(uint8_t format)
{
    switch (format) {
    case FORMAT_BYTE:
    case FORMAT_CHAR:
    case FORMAT_SMALL:
    case FORMAT_USMALL:
        return 1;
    case FORMAT_WCHAR:
    case FORMAT_SHORT:
    case FORMAT_USHORT:
        return 2;
    case FORMAT_LONG:
    case FORMAT_ULONG:
    case FORMAT_FLOAT:
    case FORMAT_ENUM32:
    case FORMAT_ERROR_STATUS:
        return 4;
    case FORMAT_HYPER:
    case FORMAT_DOUBLE:
        return 8;
    default:
        return 0;
    }
}

/*
 * The number of an earlier or later parameter with that place on the stack, and with those attributes;
 * DIRECT_PARAMS_MAX: none.
 */
static uint8_t find_param(const uint8_t *params, uint8_t count, uint16_t stack, uint16_t attributes)
{
    uint8_t i;

    for (i = 0; i < count; i++, params += PARAM_SIZE)
        if (format_u16(params + 2) == stack)
            return (format_u16(params) & PARAM_MEANING) == attributes &&
                           (params[4] == FORMAT_LONG || params[4] == FORMAT_ULONG)
                       ? i
                       : DIRECT_PARAMS_MAX;
    return DIRECT_PARAMS_MAX;
}

/* A structure of numbers without gaps: alignment, size, members. */
static bool describe_structure(const uint8_t *type, struct direct_param *described)
{
    uint32_t at = 0;
    uint8_t size;

    if (type[0] != FORMAT_STRUCT)
        return false;
    described->alignment = type[1] + 1;
    described->size = format_u16(type + 2);
    for (type += 4; *type != FORMAT_END; type++) {
        if (*type == FORMAT_PAD)
            continue;
        if (!(size = number_size(*type)) || size > described->alignment || at % size)
            return false;
        at += size;
    }
    return at && at == described->size && described->size <= DIRECT_BLOCKS_SIZE;
}

/* An array's type begins with alignment and element size; its element is a number. */
static bool describe_elements(const uint8_t *type, const uint8_t *element, struct direct_param *described)
{
    described->size = described->alignment = number_size(element[0]);
    return described->size && element[1] == FORMAT_END && described->size == format_u16(type + 2) &&
           described->size == type[1] + 1;
}

/* Then come the correlation of its size, that of its length if it varies, and the element. */
static bool describe_array(const uint8_t *params, uint8_t count, const uint8_t *type, struct direct_param *described)
{
    bool varying = type[0] == FORMAT_VARYING_ARRAY;

    if ((type[0] != FORMAT_CONFORMANT_ARRAY && !varying) || (type[4] & 0xf0) != CONFORMANCE_TOP_LEVEL || type[5])
        return false;
    described->kind = varying ? DIRECT_VARYING : DIRECT_ARRAY;
    described->size_param = find_param(params, count, format_u16(type + 6), PARAM_IN | PARAM_BASE);
    if (!describe_elements(type, type + (varying ? 12 : 8), described) || described->size_param >= DIRECT_PARAMS_MAX)
        return false;
    if (!varying)
        return true;
    described->length_param =
        find_param(params, count, format_u16(type + 10), PARAM_OUT | PARAM_BASE | PARAM_SIMPLE_REF);
    /* Larger elements: is there padding before none of them? */
    return !described->in && described->size <= LENGTH_SIZE && (type[8] & 0xf0) == CONFORMANCE_TOP_LEVEL &&
           type[9] == CORRELATION_DEREFERENCE && described->length_param < DIRECT_PARAMS_MAX;
}

/* [out, size_is(, *count)] TYPE **: a pointer to a unique one to an array, for which the method allocates memory. */
static bool describe_returned(const uint8_t *params, uint8_t count, const uint8_t *type, struct direct_param *described)
{
    type = format_target(type);
    if (described->in || (type[0] != FORMAT_UNIQUE && type[0] != FORMAT_OBJECT) || type[1])
        return false;
    type = format_target(type);
    described->kind = DIRECT_RETURNED;
    described->length_param =
        find_param(params, count, format_u16(type + 6), PARAM_OUT | PARAM_BASE | PARAM_SIMPLE_REF);
    return type[0] == FORMAT_CONFORMANT_ARRAY && (type[4] & 0xf0) == CONFORMANCE_TOP_LEVEL &&
           type[5] == CORRELATION_DEREFERENCE && describe_elements(type, type + 8, described) &&
           described->length_param < DIRECT_PARAMS_MAX;
}

/* A unique pointer to what is not described: text, say, or structures with pointers. */
static bool describe_null(struct direct_param *described)
{
    if (described->kind != DIRECT_OPTIONAL)
        return false;
    described->kind = DIRECT_NULL;
    described->size = described->alignment = LENGTH_SIZE;
    return true;
}

static bool describe_param(
    const uint8_t *params, uint8_t count, const uint8_t *param, const uint8_t *types, struct direct_param *described)
{
    uint16_t attributes = format_u16(param);
    const uint8_t *type;
    bool reference;

    if (attributes & (PARAM_PIPE | PARAM_RETURN | PARAM_BY_VALUE))
        return false;
    described->in = (attributes & PARAM_IN) != 0;
    described->out = (attributes & PARAM_OUT) != 0;
    if (!described->in && !described->out)
        return false;
    described->stack = format_u16(param + 2);
    reference = (attributes & PARAM_SIMPLE_REF) != 0;
    if (attributes & PARAM_BASE) {
        described->kind = reference ? DIRECT_BLOCK : DIRECT_NUMBER;
        described->size = described->alignment = number_size(param[4]);
        described->real = !reference && (param[4] == FORMAT_FLOAT || param[4] == FORMAT_DOUBLE);
        return described->size && (reference || (described->in && !described->out));
    }
    described->kind = DIRECT_BLOCK;
    type = types + format_u16(param + 4);
    if (type[0] == FORMAT_UNIQUE) {
        described->kind = DIRECT_OPTIONAL;
        if (described->out)
            return false;
    }
    if (type[0] == FORMAT_REFERENCE || type[0] == FORMAT_UNIQUE) {
        if (reference)
            return false; /* a pointer to a pointer */
        if (type[1] == POINTER_SIMPLE) {
            described->size = described->alignment = number_size(type[2]);
            return described->size || describe_null(described);
        }
        if (type[0] == FORMAT_REFERENCE && (type[1] & ~POINTER_ON_STACK) == POINTER_DEREFERENCE)
            return describe_returned(params, count, type, described);
        if (type[1])
            return false;
        type = format_target(type);
    } else if (!reference && type[0] == FORMAT_STRUCT) {
        return false;
    }
    if (describe_structure(type, described) ||
        (described->kind == DIRECT_BLOCK && describe_array(params, count, type, described)))
        return true;
    return describe_null(described);
}

static void describe_method(const uint8_t *procedure, const uint8_t *types, struct direct_method *method)
{
    uint8_t count, i;
    const uint8_t *params = format_parameters(procedure, &count), *result;
    struct direct_param *param = method->params;
    bool structures = false, turned = false, out_arrays = false, flat = true;
    uint32_t blocks = 0;

    if (!params || count < 2 || --count > DIRECT_PARAMS_MAX)
        return;
    result = params + count * PARAM_SIZE;
    if (!(format_u16(result) & PARAM_RETURN) || !(format_u16(result) & PARAM_BASE) ||
        number_size(result[4]) != HRESULT_SIZE || result[4] == FORMAT_FLOAT)
        return;
    method->stack_size = format_u16(result + 2);
    if (method->stack_size > DIRECT_STACK_SIZE || method->stack_size % sizeof(void *))
        return;
    for (i = 0; i < count; i++, param++) {
        if (!describe_param(params, count, params + i * PARAM_SIZE, types, param) || param->stack < sizeof(void *) ||
            param->stack % sizeof(void *) ||
            param->stack + max(sizeof(void *), param->kind == DIRECT_NUMBER ? param->size : 0) > method->stack_size)
            return;
        if (param->kind == DIRECT_ARRAY || param->kind == DIRECT_VARYING) {
            turned |= param->in && param->out;
            out_arrays |= param->out;
        } else if (param->kind == DIRECT_NULL) {
            flat = false;
        } else if (param->kind != DIRECT_NUMBER) {
            structures |= param->size != param->alignment;
            blocks = (uint32_t)ALIGN_UP(blocks, 8);
            param->block = (uint16_t)blocks;
            blocks += param->kind == DIRECT_RETURNED ? sizeof(uint64_t) : param->size;
        }
        /* Its reply is laid out when its length is known, and nothing is in it before. */
        if (param->kind == DIRECT_RETURNED && (out_arrays || i + 1 < count))
            return;
    }
    if (blocks > DIRECT_BLOCKS_SIZE)
        return;
    /*
     * A drop-in's methods, which are those with a structure, look at what came in an [in, out] array: the peer must not
     * change it behind their back. Other methods' arrays are plain (docs/channel.md).
     */
    method->flat = flat;
    method->in_place = !structures || !turned;
    method->count = count;
}

struct direct_method *direct_describe(const IRpcStubBuffer *stub)
{
    const CInterfaceStubVtbl *vtbl = CONTAINING_RECORD(stub->lpVtbl, CInterfaceStubVtbl, Vtbl);
    const MIDL_SERVER_INFO *server = vtbl->header.pServerInfo;
    unsigned long count = vtbl->header.DispatchTableCount, i;
    struct direct_method *methods;

    /* A stub for more than one transfer syntax has a second set of descriptions. */
    if (server->pTransferSyntax || server->nCount || !(methods = calloc(count, sizeof(*methods))))
        return NULL;
    for (i = 3; i < count; i++)
        /* A [call_as] method has a function that turns the message's parameters into the method's. */
        if (server->FmtStringOffset[i] != 0xffff && !(server->ThunkTable && server->ThunkTable[i]))
            describe_method(
                server->ProcString + server->FmtStringOffset[i], server->pStubDesc->pFormatTypes, &methods[i]);
    return methods;
}

/* The number that an array's size_is names. */
static uint32_t array_size(const struct direct_call *call, const struct direct_param *array)
{
    uint32_t size;

    memcpy(&size, call->stack + call->method->params[array->size_param].stack, sizeof(size));
    return size;
}

static void set_address(struct direct_call *call, const struct direct_param *param, const void *address)
{
    memcpy(call->stack + param->stack, &address, sizeof(address));
}

/*
 * Bytes before the elements of an array: how many there may be and, if that varies, the first one and how many there
 * are.
 */
static uint32_t array_header(const struct direct_param *array)
{
    return (array->kind == DIRECT_VARYING ? 3 : 1) * LENGTH_SIZE;
}

/* Reads a number in a request; FALSE: it is not there. */
static bool read_length(const RPCOLEMESSAGE *message, uint64_t *at, uint32_t *length)
{
    *at = ALIGN_UP(*at, LENGTH_SIZE);
    if (*at + LENGTH_SIZE > message->cbBuffer)
        return false;
    memcpy(length, (const BYTE *)message->Buffer + *at, LENGTH_SIZE);
    *at += LENGTH_SIZE;
    return true;
}

/*
 * Finds the [in] parameters in a request. All but the elements of arrays are copied, because the peer can write to a
 * large request meanwhile. S_FALSE: engines may differ in how they write it.
 */
static HRESULT read_request(struct direct_call *call, const RPCOLEMESSAGE *message)
{
    const struct direct_param *param = call->method->params, *end = param + call->method->count;
    const BYTE *request = message->Buffer;
    uint32_t *length = call->lengths, present;
    uint64_t at = 0, bytes;
    BYTE *target;

    for (; param < end; param++, length++) {
        target = param->kind == DIRECT_NUMBER ? call->stack + param->stack : call->blocks + param->block;
        bytes = param->size;
        if (param->kind == DIRECT_NUMBER)
            set_address(call, param, NULL); /* the whole place of a small number */
        else if (param->kind != DIRECT_ARRAY && param->kind != DIRECT_VARYING)
            set_address(call, param, target);
        if (!param->in) {
            if (param->kind == DIRECT_BLOCK && param->size > sizeof(uint64_t))
                memset(target, 0, param->size);
            else if (param->kind == DIRECT_BLOCK || param->kind == DIRECT_RETURNED)
                memset(target, 0, sizeof(uint64_t)); /* blocks have whole ones */
            continue;
        }
        if (param->kind == DIRECT_NULL) {
            if (!read_length(message, &at, &present))
                return BAD_REQUEST;
            if (present)
                return S_FALSE;
            set_address(call, param, NULL);
            continue;
        }
        if (param->kind == DIRECT_OPTIONAL) {
            if (!read_length(message, &at, &present))
                return BAD_REQUEST;
            if (!present) {
                set_address(call, param, NULL);
                continue;
            }
        } else if (param->kind == DIRECT_ARRAY) {
            if (!read_length(message, &at, length) || *length > CHANNEL_MAX_MESSAGE / param->size)
                return BAD_REQUEST;
            bytes *= *length;
            if (!bytes && at % param->alignment)
                return S_FALSE; /* is there padding before no elements? */
        }
        at = ALIGN_UP(at, param->alignment);
        if (at + bytes > message->cbBuffer)
            return BAD_REQUEST;
        if (param->kind == DIRECT_ARRAY)
            set_address(call, param, request + at);
        else
            copy_bytes(target, request + at, param->size);
        at += bytes;
    }
    return S_OK;
}

/* Lays the reply out for arrays as long as they may become. S_FALSE: too long for a message, or as above. */
static HRESULT lay_reply_out(struct direct_call *call)
{
    const struct direct_param *param = call->method->params, *end = param + call->method->count;
    uint32_t *length = call->lengths, *place = call->places, size;
    uint64_t at = 0;

    for (; param < end; param++, length++, place++) {
        if (param->kind == DIRECT_ARRAY || param->kind == DIRECT_VARYING) {
            size = array_size(call, param);
            /* As Windows' NDR does, and Wine's does not: what came has as many elements as the parameter says. */
            if (param->in && *length != size)
                return BAD_REQUEST;
            if (size > CHANNEL_MAX_MESSAGE / param->size || (!size && param->size > LENGTH_SIZE))
                return S_FALSE;
            *length = size;
        }
        if (!param->out)
            continue;
        if (param->kind == DIRECT_BLOCK) {
            at = ALIGN_UP(at, param->alignment) + param->size;
        } else if (param->kind == DIRECT_RETURNED) {
            at = ALIGN_UP(at, LENGTH_SIZE) + LENGTH_SIZE; /* a null pointer */
        } else {
            at = ALIGN_UP(ALIGN_UP(at, LENGTH_SIZE) + array_header(param), param->alignment);
            *place = (uint32_t)at;
            at += (uint64_t)param->size * *length;
        }
        if (at > CHANNEL_MAX_MESSAGE)
            return S_FALSE;
    }
    call->reply_size = (uint32_t)ALIGN_UP(at, HRESULT_SIZE) + HRESULT_SIZE;
    return S_OK;
}

bool direct_is_flat(const struct direct_method *methods, uint32_t method)
{
    return methods[method].count && methods[method].flat;
}

HRESULT direct_read(const struct direct_method *methods, const RPCOLEMESSAGE *message, struct direct_call *call)
{
    HRESULT hr;

    call->method = methods ? &methods[message->iMethod] : NULL;
    if (!call->method || !call->method->count)
        hr = S_FALSE;
    /* Proxies of one machine all write its own representation. */
    else if ((message->dataRepresentation & 0xffff) != NDR_LOCAL_DATA_REPRESENTATION)
        hr = BAD_REQUEST;
    else if ((hr = read_request(call, message)) == S_OK)
        hr = lay_reply_out(call);
    if (hr == S_OK)
        call->in_place = call->method->in_place;
    else
        call->method = NULL;
    return hr;
}

void direct_prepare(struct direct_call *call, BYTE *reply, uint64_t zeros)
{
    const struct direct_param *param = call->method->params, *end = param + call->method->count;
    const uint32_t *length = call->lengths, *place = call->places;
    const void *request;
    uint64_t array_end, clear_from;

    call->reply = reply;
    for (; param < end; param++, length++, place++) {
        if (!param->out || param->kind == DIRECT_BLOCK || param->kind == DIRECT_RETURNED)
            continue;
        if (param->in) {
            memcpy(&request, call->stack + param->stack, sizeof(request));
            memcpy(reply + *place, request, *length * param->size);
        } else {
            array_end = *place + (uint64_t)*length * param->size;
            clear_from = max(zeros, *place);
            if (clear_from < array_end)
                memset(reply + clear_from, 0, array_end - clear_from); /* what an earlier call left there */
        }
        set_address(call, param, reply + *place);
    }
}

/* From at to the next multiple of alignment, which it returns, in a reply. */
static uint32_t pad(const struct direct_call *call, uint32_t at, uint32_t alignment)
{
    while (at % alignment)
        call->reply[at++] = 0;
    return at;
}

/* What the length_is or size_is of an array, an [out] pointer, led to. */
static uint32_t array_length(const struct direct_call *call, const struct direct_param *array)
{
    uint32_t length;

    memcpy(&length, call->blocks + call->method->params[array->length_param].block, sizeof(length));
    return length;
}

/* The array that the method allocated, or NULL. */
static void *returned_array(const struct direct_call *call, const struct direct_param *array)
{
    void *elements;

    memcpy(&elements, call->blocks + array->block, sizeof(elements));
    return elements;
}

/* Gives the reply room for the array that the method allocated. */
static HRESULT make_room(struct direct_call *call, IRpcChannelBuffer *channel, RPCOLEMESSAGE *message)
{
    const struct direct_param *array = &call->method->params[call->method->count - 1];
    uint32_t length;
    HRESULT hr;

    if (array->kind != DIRECT_RETURNED || !returned_array(call, array))
        return S_OK;
    length = array_length(call, array);
    if (length > CHANNEL_MAX_MESSAGE / array->size - 2 * DIRECT_BLOCKS_SIZE)
        return E_OUTOFMEMORY; /* as for any reply that is longer than a message may be */
    message->cbBuffer = call->reply_size + LENGTH_SIZE + sizeof(uint64_t) + length * array->size;
    hr = IRpcChannelBuffer_GetBuffer(channel, message, &IID_NULL);
    call->reply = message->Buffer;
    return hr;
}

/*
 * Writes the array that the method allocated at the reply's end, but for the result. Its pointer is any number, as NDR
 * reads it. No elements: engines may or may not read padding before them; the result stands where either looks for it.
 */
static uint32_t write_returned(
    const struct direct_call *call, const struct direct_param *array, uint32_t at, HRESULT hr)
{
    const void *elements = returned_array(call, array);
    uint32_t header[2] = {elements != NULL, array_length(call, array)};

    at = pad(call, at, LENGTH_SIZE);
    copy_bytes(call->reply + at, header, elements ? sizeof(header) : LENGTH_SIZE);
    if (!elements)
        return at + LENGTH_SIZE;
    at += sizeof(header);
    if (at % array->alignment && !header[1]) {
        memcpy(call->reply + at, &hr, HRESULT_SIZE);
        return at + HRESULT_SIZE;
    }
    at = pad(call, at, array->alignment);
    copy_bytes(call->reply + at, elements, header[1] * array->size);
    return at + header[1] * array->size;
}

/* Writes the results, and gives the reply's size; arrays that became shorter move what is behind them. */
static HRESULT write_reply(struct direct_call *call, HRESULT hr, ULONG *size)
{
    const struct direct_param *param = call->method->params, *end = param + call->method->count;
    const uint32_t *length = call->lengths, *place = call->places;
    uint32_t at = 0, header[3];
    BYTE *target;

    for (; param < end; param++, length++, place++) {
        if (!param->out)
            continue;
        if (param->kind == DIRECT_BLOCK) {
            at = pad(call, at, param->alignment);
            copy_bytes(call->reply + at, call->blocks + param->block, param->size);
            at += param->size;
            continue;
        }
        if (param->kind == DIRECT_RETURNED) {
            at = write_returned(call, param, at, hr);
            continue;
        }
        header[0] = header[2] = *length;
        header[1] = 0;
        if (param->kind == DIRECT_VARYING) {
            header[2] = array_length(call, param);
            if (header[2] > *length)
                return HRESULT_FROM_WIN32(RPC_S_INVALID_BOUND);
        }
        at = pad(call, at, LENGTH_SIZE);
        target = call->reply + ALIGN_UP(at + array_header(param), param->alignment);
        if (target != call->reply + *place)
            memmove(target, call->reply + *place, header[2] * param->size);
        copy_bytes(call->reply + at, header, array_header(param));
        at = pad(call, at + array_header(param), param->alignment) + header[2] * param->size;
    }
    at = pad(call, at, HRESULT_SIZE);
    memcpy(call->reply + at, &hr, HRESULT_SIZE);
    *size = at + HRESULT_SIZE;
    return S_OK;
}

HRESULT direct_invoke(
    struct direct_call *call, const IRpcStubBuffer *stub, RPCOLEMESSAGE *message, IRpcChannelBuffer *channel)
{
    const void *object = ((const CStdStubBuffer *)stub)->pvServerObject;
    const struct direct_param *last = &call->method->params[call->method->count - 1];
    HRESULT result, hr;

    memcpy(call->stack, &object, sizeof(object));
    result = direct_invoke_method(
        (*(const void *const *const *)object)[message->iMethod], call->stack, call->method->stack_size);
    hr = make_room(call, channel, message);
    if (SUCCEEDED(hr))
        hr = write_reply(call, result, &message->cbBuffer);
    if (last->kind == DIRECT_RETURNED)
        CoTaskMemFree(returned_array(call, last));
    return hr;
}
