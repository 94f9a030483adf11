/* SPDX-License-Identifier: MIT */
/*
 * Interface pointers whose methods need no NDR on the caller's side. What a client gets is a struct direct_face, with a
 * table of its
 * own: a method that direct.c describes writes its message and reads the reply itself, and every other goes on to
 * widl's proxy.
 */
#ifndef CROSSBIT_DIRECT_FACE_H
#define CROSSBIT_DIRECT_FACE_H

#include <stdbool.h>

#include "channel_private.h"
#include "direct_face_methods.h"

/* direct_face.S knows vtbl and proxy. */
struct direct_face {
    const void *const *vtbl;             /* (RO) */
    void *proxy;                         /* (RO) the interface of widl's proxy; no reference */
    IUnknown *outer;                     /* (RO) the object; no reference */
    IRpcChannelBuffer *channel;          /* (RO) the proxy's; no reference */
    const struct direct_method *methods; /* (RO) by number */
};

/*
 * The table for an interface with count methods, to be freed with free. NULL: none of them is described, there are more
 * than
 * DIRECT_FACE_METHODS, or out of memory.
 */
const void **direct_face_table(const struct direct_method *methods, uint32_t count);
/*
 * Fills face, which lives as long as proxy, outer and channel: the interface info as proxy has it, which goes on to
 * belong to outer.
 * FALSE: it has no such table, or CROSSBIT_DIRECT switches it off.
 */
bool direct_face_init(struct direct_face *face, const struct interface_info *info, void *proxy, IUnknown *outer,
    IRpcChannelBuffer *channel);

#endif
