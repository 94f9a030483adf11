/* SPDX-License-Identifier: MIT */
/* What the codec's files share. */
#ifndef CROSSBIT_CODEC_PRIVATE_H
#define CROSSBIT_CODEC_PRIVATE_H

#include "codec.h"

/*
 * One piece of memory that a call knows, in the order in which both sides meet the pointers to them. So does a handle
 * or function pointer inside memory that comes back: memory is its value then, and a reply can say that it is
 * unchanged.
 */
struct codec_piece {
    const struct ctype *type; /* the pointer's */
    const struct cattr *attr;
    void *memory;          /* NULL: a NULL pointer */
    uint64_t count;        /* elements */
    struct cvalues values; /* what its size is computed from */
    int32_t param;         /* for messages */
    uint32_t first_child;  /* if walked: the piece of the first pointer in it */
    bool walked;           /* its content crossed in the request */
    bool fresh;            /* of a reply: the caller had not seen it */
    bool data;             /* not a handle or function pointer */
    bool shared;           /* both sides see it: it does not cross */
};

/* Where a value stands. */
struct codec_place {
    struct codec_context *context;
    struct wire *wire;
    bool reply;
    int64_t parent; /* piece that holds the value, -1: a parameter or the result */
    struct cvalues values;
};

/* Sets the message "function 'f', parameter 2 'buf': ..." unless there is one, and returns result. */
HRESULT codec_fail(struct codec_context *context, HRESULT hr, const wchar_t *format, ...);
HRESULT codec_add_piece(struct codec_context *context, const struct codec_piece *piece);
/* Takes count elements from what one call may have. */
HRESULT codec_take_size(struct codec_context *context, uint64_t count, size_t element);
size_t codec_element_size(const struct ctype *target); /* 1 for void */
bool codec_is_raw(const struct ctype *target);
/* Do elements mean the same on both sides, so that distances can be counted in them? */
bool codec_elements_alike(const struct ctype *a, const struct ctype *b);
/* Can what such a pointer leads to be memory that both sides see? */
bool codec_can_share(const struct ctype *target, const struct cattr *attr);
size_t codec_text_length(const struct ctype *target, const void *memory, uint64_t capacity); /* without the zero */

HRESULT wire_read(struct wire *wire, void *bytes, size_t size); /* CROSSBIT_E_PROTOCOL when less is left */

/* codec_pack.c: values of type at native into the wire, and the other way. */
HRESULT codec_pack_value(
    struct codec_place *place, const struct ctype *type, const struct cattr *attr, const void *native);
HRESULT codec_pack_memory(struct codec_context *context, struct wire *wire, bool reply, uint32_t piece, uint64_t count);
HRESULT codec_unpack_value(struct codec_place *place, const struct ctype *type, const struct cattr *attr, void *native);
HRESULT codec_unpack_memory(
    struct codec_context *context, struct wire *wire, bool reply, uint32_t piece, uint64_t count);

#endif
