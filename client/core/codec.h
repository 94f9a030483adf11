/*
 * The wire form of a dynamic call, the same for both bitnesses, and its conversion from and to native memory.
 *
 * A request holds the [in] part of each parameter in order, a reply the result and the [out] parts. Little endian, no
 * alignment: scalars in their wire_size; a pointer as a presence byte, then what it points to; counted memory as a 64-bit
 * count of elements, then the elements; structs member by member; opaque handles as 32-bit tokens; kernel handles as the
 * 64-bit value in the client; USER and GDI handles as 32 bits; a function pointer as an index into the call's callbacks
 * plus one, 0 for NULL. The capacity of [out] memory crosses in the request, so that the far side can allocate it.
 *
 * Every length that is read is checked against what is left: bytes from the peer are never trusted.
 */
#ifndef CROSSBIT_CODEC_H
#define CROSSBIT_CODEC_H

#include "ctype.h"

/* Growable bytes; zero-initialise. Released by wire_cleanup. */
struct wire {
    uint8_t *data;
    size_t size, capacity, position; /* position: of the reader */
};
void wire_cleanup(struct wire *wire);

/* Memory that lives as long as one call; zero-initialise. */
struct arena {
    struct arena_block *blocks;
};
void *arena_alloc(struct arena *arena, size_t size); /* zeroed, aligned to 16; NULL when memory is out */
void arena_cleanup(struct arena *arena);

/*
 * What differs between the two sides, and between kinds of clients. Each returns an HRESULT and may set the message of
 * the context. `native` is the pointer-sized value in this process.
 */
struct codec_context {
    const struct codec_ops *ops;
    void *owner;                     /* for ops */
    const struct cfunction *function; /* for messages */
    BSTR message;                    /* set with the first failure; the caller frees it */
};
struct codec_ops {
    HRESULT (*pack_handle)(struct codec_context *context, const struct ctype *type, const struct cattr *attr,
        uint64_t native, uint64_t *wire);
    HRESULT (*unpack_handle)(struct codec_context *context, const struct ctype *type, const struct cattr *attr,
        uint64_t wire, uint64_t *native);
    HRESULT (*pack_function)(struct codec_context *context, const struct ctype *type, const struct cattr *attr,
        void *native, uint32_t *index);
    HRESULT (*unpack_function)(struct codec_context *context, const struct ctype *type, const struct cattr *attr,
        uint32_t index, void **native);
    /* Client: keeps bytes that a result points to (static memory of the DLL) until the library is closed. */
    HRESULT (*keep_result)(struct codec_context *context, const void *bytes, size_t size, void **kept);
};

/*
 * args[i] points to the native value of parameter i, as libffi has it; result points to memory of the result's size
 * (at least 8 bytes), NULL for void.
 *
 * The caller's side of a call uses pack_request and unpack_reply: memory that the arguments point to is read, and
 * written back. The callee's side uses unpack_request, which builds everything in the arena and fills args, and
 * pack_reply. On failure E_OUTOFMEMORY, CROSSBIT_E_ARGUMENT, CROSSBIT_E_RANGE, CROSSBIT_E_STALE_HANDLE or
 * CROSSBIT_E_PROTOCOL, with context->message.
 */
HRESULT codec_pack_request(struct codec_context *context, const struct cfunction *function, void *const *args,
    struct wire *wire);
HRESULT codec_unpack_request(struct codec_context *context, const struct cfunction *function, struct wire *wire,
    struct arena *arena, void **args);
HRESULT codec_pack_reply(struct codec_context *context, const struct cfunction *function, void *const *args,
    const void *result, struct wire *wire);
HRESULT codec_unpack_reply(struct codec_context *context, const struct cfunction *function, struct wire *wire,
    void *const *args, void *result);

#endif
