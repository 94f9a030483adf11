/* SPDX-License-Identifier: MIT */
/* For front ends that follow pointers of a call themselves: where the memory that a call knows ends. */
#include "codec_private.h"

bool codec_memory_left(const struct codec_context *context, const void *pointer, uint32_t *hint, size_t *left)
{
    uint32_t i, at;
    bool at_end = false;

    /* Pointers are mostly followed in the order in which the codec met them: go on where the last one was. */
    for (i = 0; i < context->piece_count; i++) {
        const struct codec_piece *piece;
        size_t size, distance;

        at = (*hint + i) % context->piece_count;
        piece = &context->pieces[at];
        if (!piece->data || !piece->memory || (const uint8_t *)pointer < (const uint8_t *)piece->memory)
            continue;
        size = (size_t)piece->count * codec_element_size(piece->type->target);
        distance = (size_t)((const uint8_t *)pointer - (const uint8_t *)piece->memory);
        if (distance < size) {
            *hint = at;
            *left = size - distance;
            return true;
        }
        at_end |= distance == size; /* a DLL may have moved its pointer past the last element */
    }
    *left = 0;
    return at_end;
}
