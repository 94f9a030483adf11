/* SPDX-License-Identifier: MIT */
/* What fuzz_codec.c shares with seeds.c: an honest call, step by step. */
#ifndef CROSSBIT_FUZZ_CODEC_H
#define CROSSBIT_FUZZ_CODEC_H

#include "tests/unit/loopback.h"
#include "tests/unit/random_calls.h"

struct fuzz_call { /* begins zeroed */
    struct random random;
    struct loopback *loop;
    struct arena arena;
    void *args[64];
};
void fuzz_codec_request(uint8_t number, struct fuzz_call *call); /* packs a request of function number */
bool fuzz_codec_reply(struct fuzz_call *call); /* reads it and packs the reply; false: it was refused */
void fuzz_codec_end(struct fuzz_call *call);

#endif
