/* SPDX-License-Identifier: MIT */
/*
 * The wire form of a dynamic call, the same for both bitnesses, and its conversion from and to native memory.
 *
 * Little endian, no alignment. A request holds the parameters in order, then the memory that they point to: each piece
 * in the order in which its pointer was met (the memory of the parameters first, then what that points to, and so on).
 * A reply holds the result, then each piece of [out] memory in the same order. [out] memory without a length_is goes
 * with the request, too, where it holds plain numbers: what the function leaves alone stays as it was.
 *
 * Scalars travel in their wire_size, structs member by member, portable types (ctype.h) as they are in memory, opaque
 * handles as 64-bit tokens, kernel handles as 64 bits, USER and GDI handles as 32 bits, 0 being NULL for all of them; a
 * function pointer as an index into the call's callbacks plus one, 0 for NULL. In a reply a byte stands before each
 * handle and function pointer: 0 NULL, 1 what the request brought at this place, 2 another, which follows (never a
 * function). A piece of text is its length (64 bits) and its characters without the zero. A pointer to data in a
 * request is a byte 0 for NULL, 1, or 2 for memory that both sides see, then the number of elements of its memory (64
 * bits), so that the far side can allocate [out] memory too, its address (64 bits) if it is [keep], and for 2 where it
 * is: the number of the shared memory and the distance in bytes (64 bits each). That piece is not sent in either
 * direction. In a reply it is 0 for NULL; 1 for a pointer into a piece that the request knew, with the piece's number
 * (32 bits) and the distance in elements (64 bits); 2 for memory that the caller has not seen, with its address and
 * number of elements (64 bits each): that memory is one more piece. An [out] piece in a reply begins with the number of
 * elements that count (64 bits), at most what the request said.
 *
 * Every length that is read is checked against what is left: bytes from the peer are never trusted. All memory that the
 * pointers of one call point to is at most CODEC_MEMORY_LIMIT bytes.
 */
#ifndef CROSSBIT_CODEC_H
#define CROSSBIT_CODEC_H

#include "core/base/arena.h"
#include "core/declare/c_type.h"

/* Growable bytes; zero-initialise (to read foreign bytes: set data and size, and do not clean up). */
struct wire {
    uint8_t *data;
    size_t size, capacity, position; /* position: of the reader */
};
void wire_cleanup(struct wire *wire);

HRESULT wire_append(struct wire *wire, const void *bytes, size_t size); /* E_OUTOFMEMORY */

#define CODEC_MEMORY_LIMIT ((uint64_t)1 << 30)

struct codec_piece;

/* Where bytes lie in memory that both sides see. */
struct codec_shared {
    int64_t id, offset;
};

/*
 * One call: zero-initialise, set the first three, use it for a request and then for the reply to that request, and
 * clean it up at the end. Used by one thread at a time.
 */
struct codec_context {
    const struct codec_ops *ops;
    void *owner;                      /* for ops */
    const struct cfunction *function; /* from cscope_variadic for a call with variable arguments */
    BSTR message; /* set with the first failure; freed by codec_cleanup unless taken (set to NULL) */
    /* Of the codec's own: */
    struct arena memory;
    uint64_t taken; /* bytes that pointers point to, of CODEC_MEMORY_LIMIT */
    void *const *args;
    struct codec_piece *pieces;
    uint32_t piece_count, piece_capacity, cursor;
    int32_t param; /* for messages: the parameter at hand, -1 for the result */
};
/*
 * How many bytes of memory that this call knows there are from pointer on; false: it is none of it. *hint: 0 at first,
 * makes the next search short.
 */
bool codec_memory_left(const struct codec_context *context, const void *pointer, uint32_t *hint, size_t *left);

void codec_cleanup(struct codec_context *context); /* frees all native memory that unpack_request made */

/*
 * What differs between the two sides, and between kinds of clients. Each returns an HRESULT and may set the message of
 * the context; native is the pointer-sized value in this process, never 0 (the codec itself does NULL). Pointers that
 * cross in a way whose op is NULL are refused.
 */
struct codec_ops {
    /* HANDLE_OPAQUE and HANDLE_KERNEL, as attr->handle says. type->target->name tells opaque types apart. */
    HRESULT(*pack_handle)
    (struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t native,
        uint64_t *wire);
    HRESULT(*unpack_handle)
    (struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t wire,
        uint64_t *native);
    /* type->target->function is the function's type. index: of the call's callbacks, from 0. */
    HRESULT(*pack_function)
    (struct codec_context *context, const struct ctype *type, const struct cattr *attr, void *native, uint32_t *index);
    HRESULT(*unpack_function)
    (struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint32_t index, void **native);
    /*
     * Memory of at least size bytes that stands for the peer's memory at the address peer until the library is closed;
     * zeroed when it is new, the same again for the same address as long as size suffices. The caller's side needs it
     * for results that point to memory of the DLL's, the callee's side for [keep] buffers.
     */
    HRESULT (*keep_memory)(struct codec_context *context, uint64_t peer, size_t size, void **memory);
    /*
     * The caller's side: S_OK if the callee sees these bytes, which stay until the call is over; S_FALSE: they are to
     * be copied.
     * NULL: nothing is shared.
     */
    HRESULT(*share_memory)
    (struct codec_context *context, const void *memory, size_t size, struct codec_shared *shared);
    /*
     * The callee's side: where they are, until the call is over, or the library closed if it is [keep]. NULL: refused.
     */
    HRESULT(*open_memory)
    (struct codec_context *context, const struct codec_shared *shared, size_t size, bool keep, void **memory);
};

/*
 * args[i] points to the native value of parameter i, as libffi has it; result points to memory of the result's size (at
 * least 8 bytes), NULL for void. args and what they point to must stay until codec_cleanup.
 *
 * The caller's side of a call uses pack_request and unpack_reply: memory that the arguments point to is read, and
 * written back. The callee's side uses unpack_request, which builds everything in the context and fills args (an array
 * of param_count pointers of the caller's), and pack_reply. On failure E_OUTOFMEMORY, CROSSBIT_E_ARGUMENT,
 * CROSSBIT_E_RANGE, CROSSBIT_E_PROTOCOL or what an op returned, with context->message, which names the function and the
 * parameter.
 */
HRESULT codec_pack_request(struct codec_context *context, void *const *args, struct wire *wire);
HRESULT codec_unpack_request(struct codec_context *context, struct wire *wire, void **args);
HRESULT codec_pack_reply(struct codec_context *context, const void *result, struct wire *wire);
HRESULT codec_unpack_reply(struct codec_context *context, struct wire *wire, void *result);

#endif
