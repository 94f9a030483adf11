/* SPDX-License-Identifier: MIT */
/*
 * The caller's side of calls without NDR: a described method's message is written, and its reply read, field by field.
 * The bytes are
 * those of widl's proxy, so that any peer understands them; what NDR could write in more than one way, and what it
 * refuses (a null
 * pointer where none may be), is left to that proxy. docs/channel.md, "Calls without NDR".
 */
#include "direct_face.h"

#include "direct_methods.h"

#define BAD_REPLY HRESULT_FROM_WIN32(RPC_X_BAD_STUB_DATA)
#define FIRST_REFERENT 0x20000u /* how RPC numbers the unique pointers of a message that are not NULL */
#define REFERENT_STEP 4u

/* In the order of direct_face.S. */
extern const BYTE direct_face_calls[], direct_face_forwards[];
#define ENTRY_SIZE 16u

/* One call; its functions run in a guard's frame, because they follow the caller's pointers. */
struct face_call {
    const struct direct_method *method;
    BYTE *args; /* as the caller put them, the object's pointer first */
    BYTE *message;
    uint32_t size;  /* bytes of message */
    HRESULT hr;     /* of reading the reply */
    HRESULT result; /* the method's own */
};

uint32_t __cdecl direct_face_call(BYTE *args, uint32_t number, const BYTE *reals, HRESULT *result);

static void *pointer_at(const BYTE *args, const struct direct_param *param)
{
    void *pointer;

    memcpy(&pointer, args + param->stack, sizeof(pointer));
    return pointer;
}

/* What size_is names, an argument by value. */
static uint32_t array_size(const struct direct_method *method, const BYTE *args, const struct direct_param *array)
{
    uint32_t size;

    memcpy(&size, args + method->params[array->size_param].stack, sizeof(size));
    return size;
}

/* The request's bytes; 0: widl's proxy makes this call. */
static uint32_t measure_request(const struct direct_method *method, const BYTE *args)
{
    const struct direct_param *param = method->params, *end = param + method->count;
    uint64_t at = 0, bytes;

    for (; param < end; param++) {
        bytes = param->size;
        if (param->kind == DIRECT_NULL) {
            if (pointer_at(args, param))
                return 0;
        } else if (param->kind == DIRECT_OPTIONAL) {
            at = ALIGN_UP(at, LENGTH_SIZE) + LENGTH_SIZE;
            if (!pointer_at(args, param))
                continue;
        } else if (param->kind != DIRECT_NUMBER && !pointer_at(args, param)) {
            return 0;
        } else if (param->kind == DIRECT_ARRAY || param->kind == DIRECT_VARYING) {
            bytes *= array_size(method, args, param);
            if (bytes > CHANNEL_MAX_MESSAGE || (!bytes && param->size > LENGTH_SIZE))
                return 0; /* too much; is there padding before no elements? */
            if (param->in)
                at = ALIGN_UP(at, LENGTH_SIZE) + LENGTH_SIZE;
        }
        if (param->in)
            at = ALIGN_UP(at, param->alignment) + bytes;
        if (at > CHANNEL_MAX_MESSAGE)
            return 0;
    }
    return at ? (uint32_t)at : 1; /* a method that takes nothing sends nothing; see direct_face_call */
}

/* From at to the next multiple of alignment, which it returns. */
static uint32_t pad(BYTE *message, uint32_t at, uint32_t alignment)
{
    while (at % alignment)
        message[at++] = 0;
    return at;
}

static uint32_t write_length(BYTE *message, uint32_t at, uint32_t length)
{
    at = pad(message, at, LENGTH_SIZE);
    memcpy(message + at, &length, LENGTH_SIZE);
    return at + LENGTH_SIZE;
}

static void write_request(void *context)
{
    struct face_call *call = context;
    const struct direct_param *param = call->method->params, *end = param + call->method->count;
    uint32_t at = 0, bytes, referent = FIRST_REFERENT;
    const BYTE *source;

    for (; param < end; param++) {
        if (!param->in)
            continue;
        bytes = param->size;
        source = param->kind == DIRECT_NUMBER ? call->args + param->stack : pointer_at(call->args, param);
        if (param->kind == DIRECT_OPTIONAL || param->kind == DIRECT_NULL) {
            at = write_length(call->message, at, source ? referent : 0);
            if (!source)
                continue;
            referent += REFERENT_STEP;
        } else if (param->kind == DIRECT_ARRAY) {
            bytes = array_size(call->method, call->args, param);
            at = write_length(call->message, at, bytes);
            bytes *= param->size;
        }
        at = pad(call->message, at, param->alignment);
        copy_bytes(call->message + at, source, bytes);
        at += bytes;
    }
    call->size = at;
}

/* The next number of the reply; FALSE: it is not there. */
static bool read_length(const struct face_call *call, uint64_t *at, uint32_t *length)
{
    *at = ALIGN_UP(*at, LENGTH_SIZE);
    if (*at + LENGTH_SIZE > call->size)
        return false;
    memcpy(length, call->message + *at, LENGTH_SIZE);
    *at += LENGTH_SIZE;
    return true;
}

/* An array that the method allocated, and of which the caller becomes the owner. *length: how many elements. */
static HRESULT read_returned(
    const struct face_call *call, const struct direct_param *param, uint64_t *at, uint32_t *length)
{
    void **target = pointer_at(call->args, param);
    uint32_t present;
    uint64_t bytes;

    *length = 0;
    if (!read_length(call, at, &present))
        return BAD_REPLY;
    if (!present)
        return S_OK;
    if (!read_length(call, at, length))
        return BAD_REPLY;
    if (*length)
        *at = ALIGN_UP(*at, param->alignment);
    bytes = (uint64_t)*length * param->size;
    if (*at + bytes > call->size)
        return BAD_REPLY;
    if (!(*target = CoTaskMemAlloc(bytes ? (SIZE_T)bytes : 1)))
        return E_OUTOFMEMORY;
    copy_bytes(*target, call->message + *at, (uint32_t)bytes);
    *at += bytes;
    return S_OK;
}

/* An array in the caller's memory, whose size the caller has said: the reply must say the same. *length: how many came.
 */
static HRESULT read_array(
    const struct face_call *call, const struct direct_param *param, uint64_t *at, uint32_t *length)
{
    uint32_t room = array_size(call->method, call->args, param), said, first = 0;
    BYTE *target = pointer_at(call->args, param);

    if (!read_length(call, at, &said) || said != room)
        return BAD_REPLY;
    *length = room;
    if (param->kind == DIRECT_VARYING &&
        (!read_length(call, at, &first) || first || !read_length(call, at, length) || *length > room))
        return BAD_REPLY;
    *at = ALIGN_UP(*at, param->alignment);
    if (*at + (uint64_t)*length * param->size > call->size)
        return BAD_REPLY;
    copy_bytes(target, call->message + *at, *length * param->size);
    if (*length < room)
        memset(target + *length * param->size, 0, (room - *length) * param->size);
    *at += *length * param->size;
    return S_OK;
}

static HRESULT read_params(struct face_call *call)
{
    const struct direct_method *method = call->method;
    const struct direct_param *param = method->params, *end = param + method->count;
    uint32_t lengths[DIRECT_PARAMS_MAX], *length = lengths, said;
    uint64_t at = 0;
    HRESULT hr = S_OK;

    for (; param < end; param++, length++) {
        if (!param->out)
            continue;
        if (param->kind == DIRECT_BLOCK) {
            at = ALIGN_UP(at, param->alignment);
            if (at + param->size > call->size)
                return BAD_REPLY;
            copy_bytes(pointer_at(call->args, param), call->message + at, param->size);
            at += param->size;
        } else {
            hr = param->kind == DIRECT_RETURNED ? read_returned(call, param, &at, length)
                                                : read_array(call, param, &at, length);
        }
        if (FAILED(hr))
            return hr;
    }
    if (!read_length(call, &at, (uint32_t *)&call->result))
        return BAD_REPLY;
    /* Who reads as many elements as the other parameter says finds them. */
    for (param = method->params, length = lengths; param < end; param++, length++) {
        if (param->kind != DIRECT_VARYING && param->kind != DIRECT_RETURNED)
            continue;
        memcpy(&said, pointer_at(call->args, &method->params[param->length_param]), sizeof(said));
        if (said != *length && (param->kind == DIRECT_VARYING || *(void **)pointer_at(call->args, param)))
            return BAD_REPLY;
    }
    return S_OK;
}

static void read_reply(void *context)
{
    struct face_call *call = context;
    const struct direct_param *last = &call->method->params[call->method->count - 1];
    void **returned = last->kind == DIRECT_RETURNED ? pointer_at(call->args, last) : NULL;

    if (returned)
        *returned = NULL;
    call->hr = read_params(call);
    if (FAILED(call->hr) && returned)
        CoTaskMemFree(*returned); /* clear_results forgets it */
}

/* What is [out] alone, when the call failed. */
static void clear_results(void *context)
{
    struct face_call *call = context;
    const struct direct_param *param = call->method->params, *end = param + call->method->count;
    void *target;

    for (; param < end; param++) {
        if (!param->out || param->in)
            continue;
        target = pointer_at(call->args, param);
        if (param->kind == DIRECT_RETURNED)
            memset(target, 0, sizeof(void *));
        else if (param->kind == DIRECT_BLOCK)
            memset(target, 0, param->size);
        else
            memset(target, 0, (size_t)array_size(call->method, call->args, param) * param->size);
    }
}

static HRESULT transfer(struct face_call *call, IRpcChannelBuffer *channel, uint32_t number)
{
    RPCOLEMESSAGE message = {.cbBuffer = call->size, .iMethod = number};
    ULONG status;
    DWORD code;
    HRESULT hr = IRpcChannelBuffer_GetBuffer(channel, &message, &IID_NULL);

    if (FAILED(hr))
        return hr;
    call->message = message.Buffer;
    code = guard_call(write_request, call);
    if (!code) {
        message.cbBuffer = call->size;
        if (FAILED(hr = IRpcChannelBuffer_SendReceive(channel, &message, &status)))
            return hr; /* the buffer is gone with it */
        call->message = message.Buffer;
        call->size = message.cbBuffer;
        call->hr = BAD_REPLY;
        if ((message.dataRepresentation & 0xffff) == NDR_LOCAL_DATA_REPRESENTATION)
            code = guard_call(read_reply, call);
        hr = call->hr;
    }
    IRpcChannelBuffer_FreeBuffer(channel, &message);
    if (code)
        hr = FAILED((HRESULT)code) ? (HRESULT)code
                                   : (HRESULT)HRESULT_FROM_WIN32(code); /* as NdrProxyErrorHandler gives it */
    return hr;
}

uint32_t __cdecl direct_face_call(BYTE *args, uint32_t number, const BYTE *reals, HRESULT *result)
{
    const struct direct_face *face = *(const struct direct_face *const *)args;
    const struct direct_method *method = &face->methods[number];
    struct face_call call = {.method = method, .args = args};
    HRESULT hr;

#ifdef _WIN64
    const struct direct_param *param;

    for (param = method->params; param < method->params + method->count; param++)
        if (param->real && param->stack < 4 * sizeof(uint64_t))
            memcpy(args + param->stack, reals + param->stack - sizeof(uint64_t), sizeof(uint64_t));
#else
    (void)reals;
#endif
    if (!(call.size = measure_request(method, args)))
        return 0;
    hr = transfer(&call, face->channel, number);
    if (FAILED(hr))
        guard_call(clear_results, &call);
    else
        InterlockedIncrement(&channel_counters.calls_out_direct);
    *result = FAILED(hr) ? hr : call.result;
    return method->stack_size;
}

static struct direct_face *impl_from_IUnknown(IUnknown *iface)
{
    return (struct direct_face *)iface;
}

static HRESULT WINAPI face_QueryInterface(IUnknown *iface, REFIID iid, void **object)
{
    return IUnknown_QueryInterface(impl_from_IUnknown(iface)->outer, iid, object);
}

static ULONG WINAPI face_AddRef(IUnknown *iface)
{
    return IUnknown_AddRef(impl_from_IUnknown(iface)->outer);
}

static ULONG WINAPI face_Release(IUnknown *iface)
{
    return IUnknown_Release(impl_from_IUnknown(iface)->outer);
}

const void **direct_face_table(const struct direct_method *methods, uint32_t count)
{
    const void **table = NULL;
    uint32_t i, described = 0;

    for (i = 3; methods && i < count; i++)
        described += methods[i].count != 0;
    if (!described || count > DIRECT_FACE_METHODS || !(table = malloc(count * sizeof(*table))))
        return NULL;
    table[0] = (const void *)(uintptr_t)face_QueryInterface;
    table[1] = (const void *)(uintptr_t)face_AddRef;
    table[2] = (const void *)(uintptr_t)face_Release;
    for (i = 3; i < count; i++)
        table[i] = (methods[i].count ? direct_face_calls : direct_face_forwards) + (i - 3) * ENTRY_SIZE;
    return table;
}

bool direct_face_init(struct direct_face *face, const struct interface_info *info, void *proxy, IUnknown *outer,
    IRpcChannelBuffer *channel_buffer)
{
    if (!info->face_table || !channel.direct)
        return false;
    face->vtbl = info->face_table;
    face->proxy = proxy;
    face->outer = outer;
    face->channel = channel_buffer;
    face->methods = info->direct;
    return true;
}
