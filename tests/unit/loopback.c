/* SPDX-License-Identifier: MIT */
#include "loopback.h"

#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Opaque handles get 7 added on their way down, kernel handles are shifted: a handle that bypasses its op shows. */
static HRESULT pack_handle(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t native, uint64_t *wire)
{
    (void)context;
    (void)type;
    *wire = attr->handle == HANDLE_KERNEL ? native << 1 : native + 7;
    return S_OK;
}

static HRESULT unpack_handle(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t wire, uint64_t *native)
{
    (void)context;
    (void)type;
    *native = attr->handle == HANDLE_KERNEL ? wire >> 1 : wire - 7;
    return S_OK;
}

static void *functions[8];
static uint32_t function_count;

static HRESULT pack_function(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, void *native, uint32_t *index)
{
    (void)context;
    (void)attr;
    assert_int_equal(type->target->kind, CTYPE_FUNCTION);
    *index = function_count % 8;
    functions[function_count++ % 8] = native;
    return S_OK;
}

static HRESULT unpack_function(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint32_t index, void **native)
{
    (void)context;
    (void)type;
    (void)attr;
    if (index >= 8 || index >= function_count)
        return E_INVALIDARG;
    *native = functions[index];
    return S_OK;
}

static HRESULT keep_memory(struct codec_context *context, uint64_t peer, size_t size, void **memory)
{
    struct loopback *loop = context->owner;
    struct kept *kept;

    for (kept = loop->table; kept != loop->table + loop->kept_count; kept++) {
        if (kept->peer == peer && kept->size >= size) {
            *memory = kept->memory;
            return S_OK;
        }
    }
    *memory = arena_alloc(&loop->kept, size);
    if (!*memory)
        return E_OUTOFMEMORY;
    if (loop->kept_count < ARRAYSIZE(loop->table))
        loop->table[loop->kept_count++] = (struct kept){peer, size, *memory};
    return S_OK;
}

static const struct codec_ops ops = {
    pack_handle, unpack_handle, pack_function, unpack_function, keep_memory, NULL, NULL};

void loopback_open(struct loopback *loop, const char *declarations)
{
    uint32_t first, count;
    BSTR message;
    HRESULT hr;

    memset(loop, 0, sizeof(*loop));
    assert_int_equal(cscope_create(&loop->scope), S_OK);
    hr = cscope_declare(loop->scope, declarations, &first, &count, &message);
    if (FAILED(hr))
        print_error("%s\n%ls\n", declarations, message);
    assert_int_equal(hr, S_OK);
    loop->function = cscope_function(loop->scope, first + count - 1);
    loop->callee_result = calloc(1, 65536 + 16);
    assert_non_null(loop->callee_result);
}

void loopback_reset(struct loopback *loop)
{
    codec_cleanup(&loop->caller);
    codec_cleanup(&loop->callee);
    wire_cleanup(&loop->request);
    wire_cleanup(&loop->reply);
    memset(&loop->caller, 0, sizeof(loop->caller));
    memset(&loop->callee, 0, sizeof(loop->callee));
    memset(loop->callee_result, 0, 65536);
    loop->caller.ops = loop->callee.ops = &ops;
    loop->caller.owner = loop->callee.owner = loop;
    loop->caller.function = loop->callee.function = loop->function;
    function_count = 0;
}

void loopback_close(struct loopback *loop)
{
    loopback_reset(loop);
    arena_cleanup(&loop->kept);
    cscope_free(loop->scope);
    free(loop->callee_result);
}

HRESULT loopback_request(struct loopback *loop, void *const *args)
{
    return codec_pack_request(&loop->caller, args, &loop->request);
}

/* No room behind the last byte, so that a sanitizer sees each read past it. */
static void trim(struct wire *wire)
{
    uint8_t *exact = realloc(wire->data, wire->size ? wire->size : 1);

    assert_non_null(exact);
    wire->data = exact;
    wire->capacity = wire->size;
}

HRESULT loopback_receive(struct loopback *loop)
{
    trim(&loop->request);
    return codec_unpack_request(&loop->callee, &loop->request, loop->callee_args);
}

HRESULT loopback_reply(struct loopback *loop)
{
    return codec_pack_reply(&loop->callee, loop->callee_result, &loop->reply);
}

HRESULT loopback_return(struct loopback *loop, void *result)
{
    trim(&loop->reply);
    return codec_unpack_reply(&loop->caller, &loop->reply, result);
}

HRESULT loopback_call(struct loopback *loop, void *const *args, void (*callee)(struct loopback *loop), void *result)
{
    HRESULT status;

    loopback_reset(loop);
    status = loopback_request(loop, args);
    if (SUCCEEDED(status))
        status = loopback_receive(loop);
    if (FAILED(status))
        return status;
    callee(loop);
    status = loopback_reply(loop);
    return SUCCEEDED(status) ? loopback_return(loop, result) : status;
}
