/* SPDX-License-Identifier: MIT */
/* The channel's protocol by hand, from its layout alone: for a peer that breaks it. */
#ifndef CROSSBIT_HAND_PEER_H
#define CROSSBIT_HAND_PEER_H
#include <windows.h>

#include "proxystub/channel/channel_layout.h"
#include "crossbit_com.h"

struct hand_lane {
    HANDLE section, caller_event, server_event;
    BYTE *view;
    struct lane_half *mine, *theirs;
    HANDLE their_event;
    uint32_t seen; /* number of their last message that was read */
};

/* A connection that this process offers under an instance of its own: each looks like another peer. */
struct hand {
    CrossbitChannelOffer offer;
    struct hand_lane out, in; /* the control lanes */
};

/* A lane of which this side is the caller. */
void hand_lane_make(struct hand_lane *lane, const GUID *nonce);
/*
 * The other end of a lane that an honest peer in this process made: handles are its section, caller's and server's
 * event.
 */
void hand_lane_open(struct hand_lane *lane, BOOL caller, const INT64 handles[3]);
void hand_lane_free(struct hand_lane *lane);

struct lane_header *hand_header(struct hand_lane *lane);
/*
 * Writes the line as it is, but for seq and waiting, and size bytes of data if they fit; then posts message seq + step.
 */
void hand_post(struct hand_lane *lane, const struct lane_line *line, const void *data, size_t size, int step);
/* The peer's next message; FALSE: none came within ms, or the peer has left. */
BOOL hand_wait(struct hand_lane *lane, DWORD ms, struct lane_line *line);
/* Where the data of a message is that came with line. */
const void *hand_data(const struct hand_lane *lane, const struct lane_line *line);
BOOL hand_peer_left(const struct hand_lane *lane);
/* Says that this side has left. */
void hand_leave(struct hand_lane *lane);

/* A correct offer to the process that wrote ticket. */
void hand_offer(struct hand *hand, const struct ticket *ticket);
void hand_free(struct hand *hand);

#endif
