/* SPDX-License-Identifier: MIT */
/*
 * COM's rules, asked of one object in three ways: in-process, over COM's standard channel, over shared memory. The
 * tests know the way only where the answers are known to differ, and say why.
 */
#ifndef CROSSBIT_CONFORMANCE_H
#define CROSSBIT_CONFORMANCE_H

#include "tests/test.h"

#include "channel_client.h"
#include "crossbitps.h"

enum way { WAY_INPROCESS, WAY_STANDARD, WAY_CHANNEL };
extern enum way way;
extern int server_bits;
extern IChannelTest *root;

/* An object of this process that the server calls. */
struct callback {
    IChannelCallback IChannelCallback_iface;
    LONG refs;
    LONG calls;
    DWORD thread_id; /* of the last call */
    IUnknown *marshaler;
    IChannelTest *call_again; /* NULL, or what Call calls before it returns */
};
struct callback *callback_create(BOOL with_marshaler);
void callback_release(struct callback *callback);
/* Waits (pumping) until only the creator's reference is left. TRUE if that came true. */
BOOL callback_is_free(struct callback *callback);

/* A second server for tests that end it or need two processes. */
IChannelTest *start_server(struct channel_server *server);

extern const struct CMUnitTest object_tests[];
extern const size_t object_test_count;
extern const struct CMUnitTest thread_tests[];
extern const size_t thread_test_count;

#endif
