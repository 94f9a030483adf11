/*
 * Large [out] arrays, written by the method where the caller reads them. NDR's stub allocates such an array, clears it,
 * lets the method write it, and copies it into the reply. Here the reply is laid out before the call, in the lane's
 * overflow section, and the method gets the addresses in it; what it writes is not touched again on this side.
 *
 * NDR still makes the call, because it knows how arguments are passed. It is given a description of the procedure in which
 * each pointer is an [in] number of a pointer's size, and a request that holds the numbers; its reply is the HRESULT alone.
 * That serves procedures whose parameters are base types, pointers to one, and one-dimensional arrays of them that a
 * parameter gives the length of ("plain", in docs/channel.md). Every other procedure goes the usual way.
 */
#include "channel_private.h"

#include <rpcproxy.h>
#include <stddef.h>

#include "format_string.h"

#define FORMATS_MAX 0xffffu /* the offset of a procedure has 16 bits */
#define HRESULT_SIZE 4u
#define ALIGN_UP(value, alignment) (((value) + (alignment) - 1) & ~((uint64_t)(alignment) - 1))

/* What a pointer is for NDR here. */
#define POINTER_FORMAT (sizeof(void *) == 8 ? FORMAT_HYPER : FORMAT_LONG)

struct direct_param {
    BOOLEAN in, out;
    BOOLEAN pointer; /* the method gets an address: an array, or a pointer to one number */
    BOOLEAN array;
    uint8_t size;         /* of a number, or of an array's element; its alignment, too */
    uint8_t length_param; /* array: which parameter gives its length */
};

struct direct_method {
    uint8_t count; /* of params; 0: this method goes the usual way, for its types or because it has no [out] array */
    struct direct_param params[DIRECT_PARAMS_MAX];
};

struct direct_stub {
    CInterfaceStubVtbl vtbl;
    MIDL_SERVER_INFO server;
    uint16_t *offsets;             /* by method number, into formats */
    struct direct_method *methods; /* by method number */
    uint8_t formats[];
};

/* Bytes of a number, in memory as in a message; 0: they differ, or this is none. */
static uint8_t number_size(uint8_t format)
{
    switch (format) {
    case FORMAT_BYTE:
    case FORMAT_CHAR:
    case FORMAT_SMALL:
    case FORMAT_USMALL: return 1;
    case FORMAT_WCHAR:
    case FORMAT_SHORT:
    case FORMAT_USHORT: return 2;
    case FORMAT_LONG:
    case FORMAT_ULONG:
    case FORMAT_FLOAT:
    case FORMAT_ENUM32:
    case FORMAT_ERROR_STATUS: return 4;
    case FORMAT_HYPER:
    case FORMAT_DOUBLE: return 8;
    default: return 0;
    }
}

/* The [in] number at that offset of the stack which may give a length; DIRECT_PARAMS_MAX: none. */
static uint8_t find_length(const uint8_t *params, uint8_t count, uint16_t stack_offset)
{
    uint8_t i;

    for (i = 0; i < count; i++, params += PARAM_SIZE)
        if (format_u16(params + 2) == stack_offset)
            return format_u16(params) == (PARAM_IN | PARAM_BASE) &&
                    (params[4] == FORMAT_LONG || params[4] == FORMAT_ULONG) ? i : DIRECT_PARAMS_MAX;
    return DIRECT_PARAMS_MAX;
}

static BOOL describe_param(const uint8_t *params, uint8_t count, const uint8_t *param, const uint8_t *types,
    struct direct_param *described)
{
    uint16_t attributes = format_u16(param);
    const uint8_t *type;

    if (attributes & (PARAM_PIPE | PARAM_RETURN))
        return FALSE;
    described->in = (attributes & PARAM_IN) != 0;
    described->out = (attributes & PARAM_OUT) != 0;
    if (attributes & PARAM_BASE) {
        described->pointer = (attributes & PARAM_SIMPLE_REF) != 0;
        described->size = number_size(param[4]);
        return described->size != 0 && (described->pointer || !described->out);
    }
    described->pointer = TRUE;
    type = types + format_u16(param + 4);
    if (type[0] == FORMAT_REFERENCE && type[1] == POINTER_SIMPLE) {
        described->size = number_size(type[2]);
        return described->size != 0;
    }
    if (type[0] == FORMAT_REFERENCE && type[1] == 0)
        type = format_target(type);
    /* Alignment, element size, correlation (type, operator, offset), element. */
    if (type[0] != FORMAT_CONFORMANT_ARRAY || (type[4] & 0xf0) != CONFORMANCE_TOP_LEVEL || type[5] || type[9] != FORMAT_END)
        return FALSE;
    described->array = TRUE;
    described->size = number_size(type[8]);
    described->length_param = find_length(params, count, format_u16(type + 6));
    return described->size && described->size == format_u16(type + 2) && described->length_param < DIRECT_PARAMS_MAX;
}

static void describe_method(const uint8_t *procedure, const uint8_t *types, struct direct_method *method)
{
    uint8_t count, i;
    const uint8_t *params = format_parameters(procedure, &count), *result;
    BOOL worthwhile = FALSE;

    if (!params || count < 2 || count - 1 > DIRECT_PARAMS_MAX)
        return;
    result = params + (count - 1) * PARAM_SIZE;
    if (!(format_u16(result) & PARAM_RETURN) || !(format_u16(result) & PARAM_BASE) ||
        number_size(result[4]) != HRESULT_SIZE)
        return;
    for (i = 0; i < count - 1; i++) {
        if (!describe_param(params, count - 1, params + i * PARAM_SIZE, types, &method->params[i]))
            return;
        worthwhile |= method->params[i].array && method->params[i].out;
    }
    if (worthwhile)
        method->count = count - 1;
}

/* Bytes of a procedure's format string. */
static size_t procedure_length(const uint8_t *procedure)
{
    uint8_t count;

    return (size_t)(format_parameters(procedure, &count) - procedure) + count * PARAM_SIZE;
}

/* The copy of a procedure, with numbers for its pointers. */
static void write_procedure(uint8_t *procedure, const struct direct_method *method)
{
    uint8_t count, i;
    uint8_t *param = procedure + (format_parameters(procedure, &count) - procedure);

    for (i = 0; i < method->count; i++, param += PARAM_SIZE) {
        if (!method->params[i].pointer)
            continue;
        param[0] = PARAM_IN | PARAM_BASE;
        param[1] = 0;
        param[4] = POINTER_FORMAT;
        param[5] = 0;
    }
}

struct direct_stub *direct_describe(const IRpcStubBuffer *stub)
{
    const CInterfaceStubVtbl *vtbl = CONTAINING_RECORD(stub->lpVtbl, CInterfaceStubVtbl, Vtbl);
    const MIDL_SERVER_INFO *server = vtbl->header.pServerInfo;
    unsigned long count = vtbl->header.DispatchTableCount, i;
    struct direct_method *methods;
    struct direct_stub *direct = NULL;
    size_t formats = 0, length;
    const uint8_t *procedure;

    /* A stub for more than one transfer syntax has a second set of descriptions. */
    if (server->pTransferSyntax || server->nCount || !(methods = calloc(count, sizeof(*methods))))
        return NULL;
    for (i = 3; i < count; i++) {
        if (server->FmtStringOffset[i] == 0xffff)
            continue;
        procedure = server->ProcString + server->FmtStringOffset[i];
        describe_method(procedure, server->pStubDesc->pFormatTypes, &methods[i]);
        if (!methods[i].count)
            continue;
        length = procedure_length(procedure);
        if (formats + length > FORMATS_MAX)
            methods[i].count = 0;
        else
            formats += length;
    }
    if (formats)
        direct = malloc(sizeof(*direct) + formats);
    if (!direct || !(direct->offsets = calloc(count, sizeof(*direct->offsets)))) {
        free(direct);
        free(methods);
        return NULL;
    }
    direct->methods = methods;
    for (formats = 0, i = 3; i < count; i++) {
        if (!methods[i].count)
            continue;
        procedure = server->ProcString + server->FmtStringOffset[i];
        length = procedure_length(procedure);
        memcpy(direct->formats + formats, procedure, length);
        write_procedure(direct->formats + formats, &methods[i]);
        direct->offsets[i] = (uint16_t)formats;
        formats += length;
    }
    direct->server = *server;
    direct->server.ProcString = direct->formats;
    direct->server.FmtStringOffset = direct->offsets;
    direct->vtbl = *vtbl;
    direct->vtbl.header.pServerInfo = &direct->server;
    return direct;
}

void direct_free(struct direct_stub *direct)
{
    if (!direct)
        return;
    free(direct->offsets);
    free(direct->methods);
    free(direct);
}

/* Where a parameter's bytes are. */
struct place {
    const BYTE *request; /* [in] array */
    uint32_t reply;      /* [out]: offset in the reply */
    uint32_t length_at;  /* [out] array: where its length is in the reply */
    uint32_t bytes;
    uint32_t length; /* array: its elements; in a request, as it says */
};

/*
 * Finds the [in] parameters in a request. Numbers are copied, because the peer can write to a large request meanwhile.
 * S_FALSE: the usual way, because engines may differ in how they write it; an error: it does not hold them.
 */
static HRESULT find_request(const struct direct_method *method, const BYTE *request, uint64_t size, struct place *places,
    union direct_number *numbers)
{
    const struct direct_param *param = method->params;
    uint64_t at = 0;
    uint8_t i;

    for (i = 0; i < method->count; i++, param++) {
        places[i].bytes = param->size;
        numbers[i].whole = 0;
        if (!param->in)
            continue;
        if (param->array) {
            at = ALIGN_UP(at, 4);
            if (at + 4 > size)
                return HRESULT_FROM_WIN32(RPC_X_BAD_STUB_DATA);
            memcpy(&places[i].length, request + at, 4);
            if (places[i].length > CHANNEL_MAX_MESSAGE / param->size)
                return HRESULT_FROM_WIN32(RPC_X_BAD_STUB_DATA);
            places[i].bytes = places[i].length * param->size;
            at += 4;
            if (!places[i].length && at % param->size)
                return S_FALSE; /* is there padding before no elements? */
        }
        at = ALIGN_UP(at, param->size);
        if (at + places[i].bytes > size)
            return HRESULT_FROM_WIN32(RPC_X_BAD_STUB_DATA);
        if (param->array)
            places[i].request = request + at;
        else
            memcpy(&numbers[i], request + at, param->size);
        at += places[i].bytes;
    }
    return S_OK;
}

/* As Windows' NDR does, and Wine's does not: what came has as many elements as the parameter says that gives the length. */
static BOOL lengths_agree(const struct direct_method *method, const struct place *places,
    const union direct_number *numbers)
{
    const struct direct_param *param = method->params;
    uint8_t i;

    for (i = 0; i < method->count; i++, param++)
        if (param->array && param->in && places[i].length != numbers[param->length_param].length)
            return FALSE;
    return TRUE;
}

/* Lays the reply out; its size, 0: too large. */
static uint32_t lay_reply_out(const struct direct_method *method, struct place *places,
    const union direct_number *numbers)
{
    const struct direct_param *param = method->params;
    uint64_t at = 0;
    uint32_t length;
    uint8_t i;

    for (i = 0; i < method->count; i++, param++) {
        if (param->array) {
            length = numbers[param->length_param].length;
            if (length > CHANNEL_MAX_MESSAGE / param->size)
                return 0;
            places[i].length = length;
            places[i].bytes = length * param->size;
        }
        if (!param->out)
            continue;
        if (param->array) {
            at = ALIGN_UP(at, 4);
            places[i].length_at = (uint32_t)at;
            at += 4;
        }
        at = ALIGN_UP(at, param->size);
        places[i].reply = (uint32_t)at;
        at += places[i].bytes;
        if (at > CHANNEL_MAX_MESSAGE)
            return 0;
    }
    return (uint32_t)ALIGN_UP(at, HRESULT_SIZE) + HRESULT_SIZE;
}

/* The reply before the method writes: clear, as NDR's arrays would be, with the lengths and what came for [in, out]. */
static void write_reply(const struct direct_method *method, const struct place *places, BYTE *reply, uint32_t size)
{
    const struct direct_param *param = method->params;
    uint32_t clear = 0; /* from there on nothing is written yet */
    uint8_t i;

    for (i = 0; i < method->count; i++, param++) {
        if (!param->out || !param->array)
            continue;
        if (param->in) {
            memset(reply + clear, 0, places[i].reply - clear);
            memcpy(reply + places[i].reply, places[i].request, places[i].bytes);
        } else {
            memset(reply + clear, 0, places[i].reply + places[i].bytes - clear);
        }
        memcpy(reply + places[i].length_at, &places[i].length, 4);
        clear = places[i].reply + places[i].bytes;
    }
    memset(reply + clear, 0, size - clear);
}

/*
 * The request for write_procedure's description; its size. A pointer to a number is one to private memory: a method may
 * well count in it, and the peer must not change an index.
 */
static uint32_t write_request(const struct direct_method *method, const struct place *places, BYTE *reply,
    union direct_number *numbers, BYTE *request)
{
    const struct direct_param *param = method->params;
    const void *address;
    uint32_t at = 0;
    uint8_t i;

    for (i = 0; i < method->count; i++, param++) {
        if (param->pointer) {
            address = !param->array ? (const void *)&numbers[i] : param->out ? reply + places[i].reply : places[i].request;
            at = (uint32_t)ALIGN_UP(at, sizeof(address));
            memcpy(request + at, &address, sizeof(address));
            at += sizeof(address);
        } else {
            at = (uint32_t)ALIGN_UP(at, param->size);
            memcpy(request + at, &numbers[i], param->size);
            at += param->size;
        }
    }
    return at;
}

HRESULT direct_begin(const struct direct_stub *stub, struct lane *lane, const RPCOLEMESSAGE *message,
    struct direct_call *call)
{
    const struct direct_method *method = stub ? &stub->methods[message->iMethod] : NULL;
    struct place places[DIRECT_PARAMS_MAX];
    HRESULT hr;
    uint8_t i;

    call->stub = NULL;
    if (!method || !method->count)
        return S_FALSE;
    /* Proxies of one machine all write its own representation. */
    if ((message->dataRepresentation & 0xffff) != NDR_LOCAL_DATA_REPRESENTATION)
        return HRESULT_FROM_WIN32(RPC_X_BAD_STUB_DATA);
    if ((hr = find_request(method, message->Buffer, message->cbBuffer, places, call->numbers)) != S_OK)
        return hr;
    if (!lengths_agree(method, places, call->numbers))
        return HRESULT_FROM_WIN32(RPC_X_BAD_STUB_DATA);
    call->reply_size = lay_reply_out(method, places, call->numbers);
    if (call->reply_size < CHANNEL_IN_PLACE)
        return S_FALSE;
    if (FAILED(hr = lane_reserve(lane, call->reply_size + CHANNEL_TAIL_ROOM, &call->reply)))
        return hr;
    write_reply(method, places, call->reply, call->reply_size);
    call->request_size = write_request(method, places, call->reply, call->numbers, call->request);
    for (i = 0; i < method->count; i++)
        call->offsets[i] = places[i].reply;
    lane_pin_out(lane, &call->pinned);
    call->stub = stub;
    return S_OK;
}

HRESULT direct_invoke(struct direct_call *call, IRpcStubBuffer *stub, const RPCOLEMESSAGE *message,
    IRpcChannelBuffer *channel_buffer)
{
    const CStdStubBuffer *original = (const CStdStubBuffer *)stub;
    const struct direct_method *method = &call->stub->methods[message->iMethod];
    const struct direct_param *param = method->params;
    RPCOLEMESSAGE numbers = *message;
    /* The same stub, for this call: whatever else it holds belongs to its factory. */
    union {
        CStdStubBuffer standard;
        IRpcStubBuffer iface;
    } described = {.standard = {.lpVtbl = &call->stub->vtbl.Vtbl, .RefCount = 1,
        .pvServerObject = original->pvServerObject, .pPSFactory = original->pPSFactory}};
    HRESULT hr;
    uint8_t i;

    numbers.Buffer = call->request;
    numbers.cbBuffer = call->request_size;
    hr = IRpcStubBuffer_Invoke(&described.iface, &numbers, channel_buffer);
    if (FAILED(hr))
        return hr;
    if (numbers.cbBuffer < HRESULT_SIZE || !numbers.Buffer)
        return RPC_E_SERVERFAULT;
    for (i = 0; i < method->count; i++, param++)
        if (param->out && !param->array)
            memcpy(call->reply + call->offsets[i], &call->numbers[i], param->size);
    memcpy(call->reply + call->reply_size - HRESULT_SIZE, numbers.Buffer, HRESULT_SIZE);
    return S_OK;
}

void direct_end(struct lane *lane, struct direct_call *call, BOOL succeeded)
{
    if (!call->stub)
        return;
    lane_unpin_out(lane, &call->pinned);
    if (!succeeded)
        lane_trim(lane); /* the caller gets no large reply, and so will not ask for it */
}
