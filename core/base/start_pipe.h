/* SPDX-License-Identifier: MIT */
/*
 * What a client and the surrogate that it starts say to each other over the pipe that the surrogate inherits, until the
 * client has its first object; later the pipe carries the surrogate's last words. Each record is a header and `size`
 * bytes. Both ends are opened overlapped.
 *
 *   surrogate                               client
 *   TICKET (for ICrossbitConnector)    ->
 *                                      <-   CONNECT: a CrossbitChannelOffer
 *   ANSWER: a struct start_answer      ->
 *                                      <-   DONE
 *                    ...
 *                                      <-   END, when the client's process ends normally: the surrogate ends in order
 *
 * Where either side cannot or shall not use the channel, COM's standard one takes its place: the surrogate begins with
 * REFERENCE instead, or the client says MARSHAL where it may say CONNECT or DONE, and gets a REFERENCE.
 */
#ifndef CROSSBIT_START_PIPE_H
#define CROSSBIT_START_PIPE_H

#include <stdint.h>

#include "crossbit_com.h"

#define START_MAGIC 0x32434258u
/* A marshaled reference takes some hundred bytes, a message one or two lines. */
#define START_RECORD_MAX 0x10000u

enum start_kind {
    START_REFERENCE, /* a marshaled ICrossbitSurrogate */
    START_ERROR,     /* an HRESULT, then UTF-16 text; also later, as the last words of a dying process */
    START_TICKET,
    START_CONNECT,
    START_ANSWER,
    START_MARSHAL, /* empty */
    START_DONE,    /* empty */
    START_END      /* empty */
};

struct start_record {
    uint32_t magic, kind, size;
};

/* The answers to ICrossbitChannelPeer::Connect and, if that was S_OK, ::Attach. */
struct start_answer {
    HRESULT connected, attached;
    CrossbitChannelAnswer answer;
    INT64 export_id;
};

/* Both bitnesses lay them out alike. */
_Static_assert(sizeof(CrossbitChannelOffer) == 120, "the offer crosses the pipe as it is");
_Static_assert(sizeof(struct start_answer) == 32, "the answer crosses the pipe as it is");

#endif
