/* SPDX-License-Identifier: MIT */
/* Both sides of a call in one process, for tests: the caller's context and the callee's, joined by the wire. */
#ifndef CROSSBIT_LOOPBACK_H
#define CROSSBIT_LOOPBACK_H

#include "core/codec/codec.h"

struct loopback {
    struct cscope *scope;
    const struct cfunction *function;
    struct codec_context caller, callee;
    struct wire request, reply;
    void *callee_args[64];
    void *callee_result; /* 64 KB of room */
    struct arena kept;
    struct kept {
        uint64_t peer;
        size_t size;
        void *memory;
    } table[64];
    unsigned kept_count;
};

void loopback_open(struct loopback *loop, const char *declarations); /* the last function is the one to call */
void loopback_close(struct loopback *loop);

/* Each step by itself; each leaves its message in caller.message or callee.message. */
HRESULT loopback_request(struct loopback *loop, void *const *args);
HRESULT loopback_receive(struct loopback *loop);
HRESULT loopback_reply(struct loopback *loop);
HRESULT loopback_return(struct loopback *loop, void *result);
void loopback_reset(struct loopback *loop); /* ends a call; kept memory stays */

/* All of it, with callee playing the DLL's part. Messages are there until the next call. */
HRESULT loopback_call(struct loopback *loop, void *const *args, void (*callee)(struct loopback *loop), void *result);

#endif
