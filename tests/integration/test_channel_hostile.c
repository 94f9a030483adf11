/* SPDX-License-Identifier: MIT */
/*
 * test_channel_hostile BITS: an honest process, a server of that bitness or this program as a client, with a peer that
 * breaks one rule of the protocol at a time. The honest one gets an error or the standard channel; it never crashes or
 * hangs, and its connection with an honest peer works on.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel_client.h"
#include "crossbitps.h"
#include "hand_peer.h"

#define HANG_MS 20000

static int server_bits;

/* ---- a hostile client ---- */

static struct channel_server server;
static struct ticket ticket;       /* the server's */
static ICrossbitChannelPeer *peer; /* the server's object over the standard channel */
static IChannelTest *honest;       /* another one over the channel, by this process's own crossbitps.dll */

#pragma pack(push, 4)
struct custom_objref {
    DWORD signature, flags;
    IID iid;
    CLSID clsid;
    DWORD extension, size;
};
#pragma pack(pop)

TEST_SETUP(start_server)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    size_t skip = sizeof(struct custom_objref) + sizeof(struct ticket);
    IChannelTest *standard;
    IStream *stream;

    assert_ok(channel_server_start(server_bits, NULL, NULL, &server));
    assert_true(server.objref_size > skip);
    memcpy(&ticket, server.objref + sizeof(struct custom_objref), sizeof(ticket));
    assert_int_equal(ticket.magic, TICKET_MAGIC);
    assert_ok(CreateStreamOnHGlobal(NULL, TRUE, &stream));
    IStream_Write(stream, server.objref + skip, server.objref_size - (DWORD)skip, NULL);
    IStream_Seek(stream, start, STREAM_SEEK_SET, NULL);
    assert_ok(CoUnmarshalInterface(stream, &IID_IChannelTest, (void **)&standard));
    IStream_Release(stream);
    assert_ok(IChannelTest_QueryInterface(standard, &IID_ICrossbitChannelPeer, (void **)&peer));
    assert_ok(IChannelTest_Make(standard, TRUE, &honest));
    IChannelTest_Release(standard);
    return 0;
}

TEST_SETUP(stop_server)
{
    ICrossbitChannelPeer_Release(peer);
    IChannelTest_Release(honest);
    channel_server_stop(&server);
    return 0;
}

/* The server has forgotten all but the honest connection, and that one works. */
static void assert_server_well(const char *after)
{
    struct crossbit_channel_counters counters = {0};
    LONG sum = 0;
    int i;

    for (i = 0; i < HANG_MS / 20; i++) {
        if (FAILED(IChannelTest_Counters(honest, sizeof(counters), (BYTE *)&counters)))
            fail_msg("after \"%s\" the server does not answer", after);
        /* Two control lanes, and as many as the honest client has opened. */
        if (counters.connections_alive == 1 && counters.lanes <= 4)
            break;
        Sleep(20);
    }
    if (counters.connections_alive != 1 || counters.lanes > 4)
        fail_msg("after \"%s\" the server has %ld connections and %ld lanes", after, counters.connections_alive,
            counters.lanes);
    assert_int_equal(counters.fallbacks, 0);
    assert_ok(IChannelTest_Add(honest, 20, 22, &sum));
    assert_int_equal(sum, 42);
}

static HRESULT offer(struct hand *hand)
{
    CrossbitChannelAnswer answer;

    return ICrossbitChannelPeer_Connect(peer, &hand->offer, &answer);
}

/* A connection by hand with one lane, ready for calls of the server's object. */
struct caller {
    struct hand hand;
    struct hand_lane lane;
    INT64 export_id;
    uint64_t test, types; /* ipids */
};

static void call(
    struct hand_lane *lane, const struct lane_line *line, const void *data, size_t size, struct lane_line *reply)
{
    hand_post(lane, line, data, size, 1);
    assert_true(hand_wait(lane, HANG_MS, reply));
    assert_int_equal(reply->kind, LANE_REPLY);
}

static uint64_t query(struct caller *caller, const IID *iid)
{
    struct query_request request = {.export_id = (uint64_t)caller->export_id, .iid = *iid};
    struct lane_line line = {.kind = LANE_CALL, .method = CONNECTION_QUERY, .size = sizeof(request)}, reply;
    uint64_t ipid;

    call(&caller->lane, &line, &request, sizeof(request), &reply);
    assert_ok(reply.status);
    assert_int_equal(reply.size, sizeof(ipid));
    memcpy(&ipid, hand_data(&caller->lane, &reply), sizeof(ipid));
    return ipid;
}

static void connect_by_hand(struct caller *caller)
{
    struct open_lane_request request;
    struct lane_line line = {.kind = LANE_CALL, .method = CONNECTION_OPEN_LANE, .size = sizeof(request)}, reply;

    memset(caller, 0, sizeof(*caller));
    hand_offer(&caller->hand, &ticket);
    assert_ok(offer(&caller->hand));
    assert_ok(ICrossbitChannelPeer_Attach(peer, &caller->hand.offer.instance, &caller->export_id));
    hand_lane_make(&caller->lane, &caller->hand.offer.nonce);
    request = (struct open_lane_request){.section = (UINT_PTR)caller->lane.section,
        .caller_event = (UINT_PTR)caller->lane.caller_event,
        .server_event = (UINT_PTR)caller->lane.server_event,
        .nonce = caller->hand.offer.nonce};
    call(&caller->hand.out, &line, &request, sizeof(request), &reply);
    assert_ok(reply.status);
    caller->test = query(caller, &IID_IChannelTest);
    caller->types = query(caller, &IID_IChannelTypes);
}

static void end_by_hand(struct caller *caller)
{
    hand_leave(&caller->lane);
    hand_lane_free(&caller->lane);
    hand_free(&caller->hand);
}

/* The hand's own work has to be right: else the cases below would show nothing. */
TEST(test_client_by_hand_that_keeps_to_the_rules_is_served)
{
    struct lane_line line = {.kind = LANE_CALL, .method = 3, .data_rep = 0x10, .size = 8}, reply;
    LONG numbers[2] = {40, 2}, answer[2];
    struct caller caller;

    connect_by_hand(&caller);
    line.target = caller.test;
    call(&caller.lane, &line, numbers, sizeof(numbers), &reply);
    assert_ok(reply.status);
    assert_int_equal(reply.size, sizeof(answer)); /* the sum and the HRESULT */
    memcpy(answer, hand_data(&caller.lane, &reply), sizeof(answer));
    assert_int_equal(answer[0], 42);
    assert_ok(answer[1]);
    end_by_hand(&caller);
    assert_server_well("a correct client");
}

enum offer_fault {
    OFFER_MAGIC,
    OFFER_VERSION_0,
    OFFER_VERSION_NEXT,
    OFFER_SIZE,
    OFFER_NONCE,
    OFFER_SECRET,
    OFFER_RANGE,
    OFFER_CREATED,
    OFFER_PROCESS,
    OFFER_PROCESS_AND_CREATED,
    OFFER_NO_PROCESS,
    OFFER_NO_SECTION,
    OFFER_WRONG_SECTION,
    OFFER_EVENT_AS_SECTION,
    OFFER_SMALL_SECTION,
    OFFER_RESERVED_SECTION,
    OFFER_PSEUDO_HANDLE,
    OFFER_NO_EVENT,
    OFFER_SECTION_AS_EVENT,
    OFFER_FAULTS
};

TEST(test_client_with_a_wrong_offer_is_refused)
{
    FILETIME created, other;
    struct hand hand;
    HANDLE section;
    HRESULT hr;
    int fault;
    char name[32];

    for (fault = 0; fault < OFFER_FAULTS; fault++) {
        hand_offer(&hand, &ticket);
        section = NULL;
        switch (fault) {
        case OFFER_MAGIC:
            hand_header(&hand.out)->magic++;
            break;
        case OFFER_VERSION_0:
            hand_header(&hand.out)->version = 0;
            break;
        case OFFER_VERSION_NEXT:
            hand_header(&hand.in)->version = CHANNEL_VERSION_MAX + 1;
            break;
        case OFFER_SIZE:
            hand_header(&hand.out)->section_size *= 2;
            break;
        case OFFER_NONCE:
            hand_header(&hand.in)->nonce.Data1++;
            break;
        case OFFER_SECRET:
            hand.offer.secret.Data4[7]++;
            break;
        case OFFER_RANGE:
            hand.offer.version_min = CHANNEL_VERSION_MAX + 1;
            break;
        case OFFER_CREATED:
            hand.offer.created++;
            break;
        case OFFER_PROCESS:
            hand.offer.process_id = server.process.dwProcessId;
            break;
        case OFFER_PROCESS_AND_CREATED: /* it has no such handles, or they are something else there */
            hand.offer.process_id = server.process.dwProcessId;
            assert_true(GetProcessTimes(server.process.hProcess, &created, &other, &other, &other));
            hand.offer.created = (INT64)((UINT64)created.dwHighDateTime << 32 | created.dwLowDateTime);
            break;
        case OFFER_NO_PROCESS:
            hand.offer.process_id = 0xfffffffc;
            break;
        case OFFER_NO_SECTION:
            hand.offer.to_answerer[0] = 0x7ffffff0;
            break;
        case OFFER_WRONG_SECTION:
            section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, LANE_SECTION_SIZE, NULL);
            break;
        case OFFER_EVENT_AS_SECTION:
            hand.offer.to_answerer[0] = hand.offer.to_answerer[1];
            break;
        case OFFER_SMALL_SECTION:
            section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL);
            break;
        case OFFER_RESERVED_SECTION:
            section = CreateFileMappingW(
                INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE, 0, LANE_SECTION_SIZE, NULL);
            break;
        case OFFER_PSEUDO_HANDLE:
            hand.offer.to_answerer[1] = -1;
            break;
        case OFFER_NO_EVENT:
            hand.offer.to_answerer[2] = 0;
            break;
        case OFFER_SECTION_AS_EVENT:
            hand.offer.to_answerer[2] = hand.offer.to_answerer[0];
            break;
        }
        if (section)
            hand.offer.to_answerer[0] = (INT64)(UINT_PTR)section;
        hr = offer(&hand);
        sprintf(name, "offer fault %d", fault);
        /* That a section is no event shows when it is waited for: at once. */
        if (fault != OFFER_SECTION_AS_EVENT && SUCCEEDED(hr))
            fail_msg("%s: 0x%08lx", name, (unsigned long)hr);
        if (fault == OFFER_SECRET)
            assert_int_equal((unsigned long)hr, (unsigned long)E_ACCESSDENIED);
        if (fault == OFFER_RANGE || fault == OFFER_VERSION_0 || fault == OFFER_VERSION_NEXT)
            assert_int_equal((unsigned long)hr, (unsigned long)RPC_E_VERSION_MISMATCH);
        assert_server_well(name);
        if (section)
            CloseHandle(section);
        hand_free(&hand);
    }
}

TEST(test_attach_of_an_instance_without_connection_is_refused)
{
    INT64 export_id;
    GUID nobody;

    CoCreateGuid(&nobody);
    assert_int_equal(
        (unsigned long)ICrossbitChannelPeer_Attach(peer, &nobody, &export_id), (unsigned long)RPC_E_DISCONNECTED);
    assert_server_well("attach");
}

/* What the server does about a message. */
enum outcome { ENDS, REFUSES };
enum section_kind { NO_SECTION, ABSENT_SECTION, PSEUDO_SECTION, EVENT_SECTION, SMALL_SECTION, RESERVED_SECTION };
enum target_kind { TARGET_TEST, TARGET_CONNECTION, TARGET_UNKNOWN, TARGET_OLD };

struct bad_message {
    const char *name;
    enum outcome outcome;
    uint32_t kind, method, size, tail, flags;
    enum target_kind target;
    enum section_kind section;
    HRESULT status; /* REFUSES: with this; 0: with any error */
};

static const struct bad_message bad_messages[] = {
    {"unknown kind", ENDS, 9, 3, 8, 0, 0, TARGET_TEST, NO_SECTION, 0},
    {"kind 0", ENDS, 0, 3, 8, 0, 0, TARGET_TEST, NO_SECTION, 0},
    {"reply at depth 0", ENDS, LANE_REPLY, 3, 8, 0, 0, TARGET_TEST, NO_SECTION, 0},
    {"one byte more than the half", ENDS, LANE_CALL, 3, LANE_DATA_SIZE + 1, 0, 0, TARGET_TEST, NO_SECTION, 0},
    {"size of 4 GB", ENDS, LANE_CALL, 3, 0xffffffff, 0, 0, TARGET_TEST, NO_SECTION, 0},
    {"size of 4 GB to the connection", ENDS, LANE_CALL, 1, 0xffffffff, 0, 0, TARGET_CONNECTION, NO_SECTION, 0},
    {"tail behind the half", ENDS, LANE_CALL, 3, 8, LANE_DATA_SIZE, 0, TARGET_TEST, NO_SECTION, 0},
    {"size and tail wrap round", ENDS, LANE_CALL, 3, 8, 0xfffffff8, 0, TARGET_TEST, NO_SECTION, 0},
    {"overflow without section", ENDS, LANE_CALL, 3, 8, 0, LANE_IN_OVERFLOW, TARGET_TEST, NO_SECTION, 0},
    {"overflow in no handle", ENDS, LANE_CALL, 3, 8, 0, LANE_IN_OVERFLOW, TARGET_TEST, ABSENT_SECTION, 0},
    {"overflow in a pseudo handle", ENDS, LANE_CALL, 3, 8, 0, LANE_IN_OVERFLOW, TARGET_TEST, PSEUDO_SECTION, 0},
    /* As where the address space has no room: this message's failure. */
    {"overflow in an event", REFUSES, LANE_CALL, 3, 8, 0, LANE_IN_OVERFLOW, TARGET_TEST, EVENT_SECTION, 0},
    {"overflow smaller than it says", ENDS, LANE_CALL, 3, 1 << 20, 0, LANE_IN_OVERFLOW, TARGET_TEST, SMALL_SECTION, 0},
    {"large overflow smaller than it says", ENDS, LANE_CALL, 10, 1 << 20, 0, LANE_IN_OVERFLOW, TARGET_TEST,
        SMALL_SECTION, 0},
    {"overflow without pages", ENDS, LANE_CALL, 3, 8, 0, LANE_IN_OVERFLOW, TARGET_TEST, RESERVED_SECTION, 0},
    {"unknown ipid", REFUSES, LANE_CALL, 3, 8, 0, 0, TARGET_UNKNOWN, NO_SECTION, 0},
    {"ipid of another generation", REFUSES, LANE_CALL, 3, 8, 0, 0, TARGET_OLD, NO_SECTION, 0},
    {"QueryInterface of the stub", REFUSES, LANE_CALL, 0, 24, 0, 0, TARGET_TEST, NO_SECTION, RPC_E_INVALIDMETHOD},
    {"Release of the stub", REFUSES, LANE_CALL, 2, 0, 0, 0, TARGET_TEST, NO_SECTION, RPC_E_INVALIDMETHOD},
    {"method behind the last", REFUSES, LANE_CALL, 64, 8, 0, 0, TARGET_TEST, NO_SECTION, RPC_E_INVALIDMETHOD},
    {"method 30000", REFUSES, LANE_CALL, 30000, 8, 0, 0, TARGET_TEST, NO_SECTION, RPC_E_INVALIDMETHOD},
    {"method with bit 15", REFUSES, LANE_CALL, 0x8003, 8, 0, 0, TARGET_TEST, NO_SECTION, RPC_E_INVALIDMETHOD},
    {"method -1", REFUSES, LANE_CALL, 0xffffffff, 8, 0, 0, TARGET_TEST, NO_SECTION, RPC_E_INVALIDMETHOD},
    {"no data for Add", REFUSES, LANE_CALL, 3, 0, 0, 0, TARGET_TEST, NO_SECTION, 0},
    {"half the data for Add", REFUSES, LANE_CALL, 3, 4, 0, 0, TARGET_TEST, NO_SECTION, 0},
    {"unknown method of the connection", REFUSES, LANE_CALL, 77, 8, 0, 0, TARGET_CONNECTION, NO_SECTION, 0},
    {"query of a wrong size", REFUSES, LANE_CALL, CONNECTION_QUERY, 3, 0, 0, TARGET_CONNECTION, NO_SECTION, 0},
    {"query of no export", REFUSES, LANE_CALL, CONNECTION_QUERY, 24, 0, 0, TARGET_CONNECTION, NO_SECTION, 0},
    {"standard reference of no export", REFUSES, LANE_CALL, CONNECTION_STANDARD, 24, 0, 0, TARGET_CONNECTION,
        NO_SECTION, 0},
    {"opening a lane on a lane", REFUSES, LANE_CALL, CONNECTION_OPEN_LANE, 40, 0, 0, TARGET_CONNECTION, NO_SECTION, 0},
};

static HANDLE make_section(enum section_kind kind)
{
    switch (kind) {
    case PSEUDO_SECTION:
        return INVALID_HANDLE_VALUE;
    case ABSENT_SECTION:
        return (HANDLE)(UINT_PTR)0x7ffffff0;
    case EVENT_SECTION:
        return CreateEventW(NULL, FALSE, FALSE, NULL);
    case SMALL_SECTION:
        return CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL);
    case RESERVED_SECTION:
        return CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE, 0, 1 << 20, NULL);
    default:
        return NULL;
    }
}

/* The server's answer to a message on that lane is what bad says. */
static void assert_outcome(const struct bad_message *bad, struct hand_lane *lane, const struct lane_line *line)
{
    static const BYTE zeros[64];
    struct lane_line reply;

    hand_post(lane, line, zeros, sizeof(zeros), 1);
    if (bad->outcome == ENDS) {
        if (hand_wait(lane, HANG_MS, &reply) || !hand_peer_left(lane))
            fail_msg("\"%s\" does not end the connection", bad->name);
    } else {
        if (!hand_wait(lane, HANG_MS, &reply) || reply.kind != LANE_REPLY || SUCCEEDED(reply.status))
            fail_msg("\"%s\" is not refused: kind %u, status 0x%08x", bad->name, reply.kind, (unsigned)reply.status);
        if (bad->status)
            assert_int_equal((unsigned long)reply.status, (unsigned long)bad->status);
    }
}

TEST(test_client_with_a_wrong_message_gets_an_error)
{
    struct caller caller;
    BOOL connected = FALSE;
    HANDLE section;
    LONG sum;
    size_t i;

    for (i = 0; i < ARRAYSIZE(bad_messages); i++) {
        const struct bad_message *bad = &bad_messages[i];
        struct lane_line line = {.kind = bad->kind,
            .method = bad->method,
            .size = bad->size,
            .tail = bad->tail,
            .flags = bad->flags,
            .data_rep = 0x10,
            .generation = (uint32_t)i + 1,
            .section_size = 1 << 30};

        if (!connected)
            connect_by_hand(&caller);
        section = make_section(bad->section);
        line.section = (UINT_PTR)section;
        line.target = bad->target == TARGET_TEST      ? caller.test
                      : bad->target == TARGET_UNKNOWN ? 0x100000007
                      : bad->target == TARGET_OLD     ? caller.test ^ (uint64_t)0x100 << 32
                                                      : 0;
        assert_outcome(bad, &caller.lane, &line);
        if (bad->section >= EVENT_SECTION)
            CloseHandle(section);
        assert_ok(IChannelTest_Add(honest, 1, 2, &sum));
        /* What was refused has left the lane as it was. */
        connected = bad->outcome == REFUSES;
        if (!connected) {
            end_by_hand(&caller);
            assert_server_well(bad->name);
        }
    }
    assert_true(connected);
    end_by_hand(&caller);
    assert_server_well("the last message");
}

static const struct bad_message bad_controls[] = {
    {"unknown method on the control lane", REFUSES, LANE_CALL, 77, 8, 0, 0, TARGET_CONNECTION, NO_SECTION, 0},
    {"lane with no handles", REFUSES, LANE_CALL, CONNECTION_OPEN_LANE, 40, 0, 0, TARGET_CONNECTION, NO_SECTION, 0},
    {"lane request of a wrong size", REFUSES, LANE_CALL, CONNECTION_OPEN_LANE, 39, 0, 0, TARGET_CONNECTION, NO_SECTION,
        0},
    {"call of an object on the control lane", ENDS, LANE_CALL, 3, 8, 0, 0, TARGET_TEST, NO_SECTION, 0},
    {"reply on the control lane", ENDS, LANE_REPLY, 3, 8, 0, 0, TARGET_CONNECTION, NO_SECTION, 0},
    {"size beyond the half of the control lane", ENDS, LANE_CALL, CONNECTION_OPEN_LANE, LANE_DATA_SIZE + 1, 0, 0,
        TARGET_CONNECTION, NO_SECTION, 0},
};

TEST(test_client_with_a_wrong_message_on_the_control_lane_gets_an_error)
{
    struct caller caller;
    size_t i;

    for (i = 0; i < ARRAYSIZE(bad_controls); i++) {
        const struct bad_message *bad = &bad_controls[i];
        struct lane_line line = {.kind = bad->kind, .method = bad->method, .size = bad->size};

        connect_by_hand(&caller);
        line.target = bad->target == TARGET_TEST ? caller.test : 0;
        assert_outcome(bad, &caller.hand.out, &line);
        end_by_hand(&caller);
        assert_server_well(bad->name);
    }
}

/* A number that is not the next one is no message. */
TEST(test_client_that_jumps_in_its_numbers_is_not_served)
{
    static const int steps[] = {2, -1, 0x40000000};
    struct lane_line line = {.kind = LANE_CALL, .method = 3, .size = 8, .data_rep = 0x10}, reply;
    struct caller caller;
    size_t i;

    for (i = 0; i < ARRAYSIZE(steps); i++) {
        connect_by_hand(&caller);
        line.target = caller.test;
        hand_post(&caller.lane, &line, NULL, 0, steps[i]);
        assert_false(hand_wait(&caller.lane, 300, &reply));
        end_by_hand(&caller);
        assert_server_well("a jump");
    }
}

static unsigned int seed = 1;

static unsigned int random_number(void)
{
    seed = seed * 1103515245 + 12345;
    return seed >> 16;
}

/*
 * Numbers has an [in] array and an [out] array of one length: a request that gives the first another, or does not hold
 * it, would have the method read behind its end.
 */
TEST(test_client_with_an_array_of_another_length_is_refused)
{
    static const struct {
        uint32_t size, words[4]; /* length; elements of the array; two of them */
    } requests[] = {{16, {0x100000, 2, 1, 1}}, {16, {3, 2, 1, 1}}, {16, {1, 2, 1, 1}}, {16, {2, 0x100000, 1, 1}},
        {12, {2, 2, 1, 1}}, {16, {0xffffffff, 0xffffffff, 1, 1}}, {16, {0x40000000, 0x40000000, 1, 1}},
        {16, {0, 2, 1, 1}}, {7, {0, 0, 0, 0}}, {0, {0, 0, 0, 0}}};
    static const uint32_t good[] = {2, 2, 1, 1};
    struct lane_line line = {.kind = LANE_CALL, .method = 6, .data_rep = 0x10}, reply; /* Numbers */
    struct caller caller;
    size_t i;

    connect_by_hand(&caller);
    line.target = caller.types;
    for (i = 0; i < ARRAYSIZE(requests); i++) {
        line.size = requests[i].size;
        call(&caller.lane, &line, requests[i].words, sizeof(requests[i].words), &reply);
        if (reply.status != (int32_t)HRESULT_FROM_WIN32(RPC_X_BAD_STUB_DATA))
            fail_msg("request %u: 0x%08x", (unsigned)i, (unsigned)reply.status);
    }
    line.size = sizeof(good);
    call(&caller.lane, &line, good, sizeof(good), &reply);
    assert_ok(reply.status);
    end_by_hand(&caller);
    assert_server_well("arrays of another length");
}

/* The server clears a reply when its reader says that it was read; here that is said before it was written. */
TEST(test_client_that_says_it_has_read_what_is_to_come_is_served)
{
    ULONG request[2] = {1 << 20, 0x42};
    struct lane_line line = {.kind = LANE_CALL, .method = 11, .size = sizeof(request), .data_rep = 0x10},
                     reply; /* Get */
    struct lane_read *words;
    struct caller caller;
    LONG ahead, i;

    connect_by_hand(&caller);
    words = (struct lane_read *)(caller.lane.view + LANE_READ_OFFSET);
    line.target = caller.types;
    for (i = 0; i < 50; i++) {
        for (ahead = 0; ahead < 3; ahead++) {
            InterlockedExchange((volatile LONG *)&words->caller, (LONG)caller.lane.seen + ahead);
            call(&caller.lane, &line, request, sizeof(request), &reply);
            assert_ok(reply.status);
            assert_int_equal(reply.size, sizeof(ULONG) + (1 << 20) + sizeof(HRESULT));
        }
    }
    InterlockedExchange((volatile LONG *)&words->caller, -1);
    end_by_hand(&caller);
    assert_server_well("a reply that was not read");
}

/*
 * Bytes at random for methods that have every kind of parameter. Numbers stay small, so that no method gets a GB to do.
 * [in] arrays are those of methods that the channel calls itself (proxystub/channel/direct.c): Wine's NDR does not
 * compare the number of elements that came with what size_is says, on any channel.
 */
TEST(test_client_with_garbage_for_data_harms_nobody)
{
    static const uint32_t test_methods[] = {3, 4, 5, 6, 11, 12, 13, 14},
                          types_methods[] = {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 18, 20, 21};
    uint32_t words[128];
    struct lane_line line = {.kind = LANE_CALL}, reply;
    struct caller caller;
    unsigned int round, i, refused = 0;

    connect_by_hand(&caller);
    for (round = 0; round < 3000; round++) {
        for (i = 0; i < ARRAYSIZE(words); i++)
            words[i] = (random_number() << 16 ^ random_number()) & (random_number() & 3 ? 0xff : 0x3ffff);
        if (round & 1) {
            line.target = caller.types;
            line.method = types_methods[random_number() % ARRAYSIZE(types_methods)];
        } else {
            line.target = caller.test;
            line.method = test_methods[random_number() % ARRAYSIZE(test_methods)];
        }
        line.size = random_number() % (random_number() & 1 ? 32 : sizeof(words));
        line.data_rep = random_number() & 7 ? 0x10 : random_number();
        hand_post(&caller.lane, &line, words, sizeof(words), 1);
        if (!hand_wait(&caller.lane, HANG_MS, &reply))
            fail_msg("round %u: no answer to method %u of %s with %u bytes (%s)", round, line.method,
                round & 1 ? "types" : "test", line.size, hand_peer_left(&caller.lane) ? "left" : "hangs");
        assert_int_equal(reply.kind, LANE_REPLY);
        refused += FAILED(reply.status);
    }
    assert_true(refused > 300);
    end_by_hand(&caller);
    assert_server_well("garbage");
}

/* The server calls back in the middle of a call that has a large [out] array; the client has other wishes first. */
TEST(test_client_that_trims_the_lane_in_a_nested_call_harms_nobody)
{
#pragma pack(push, 4)
    struct {
        ULONG pointer_id, size,
            size_again; /* Windows' NDR has all three before an interface pointer, Wine's the last */
        struct custom_objref custom;
        struct ticket ticket;
    } keep = {.pointer_id = 1,
        .custom = {0x574f454d, 4, IID_IChannelCallback, CLSID_CrossbitUnmarshaler, 0, sizeof(struct ticket)}};
#pragma pack(pop)
    static const uint32_t wishes[] = {CONNECTION_TRIM, CONNECTION_CLOSE_LANE, CONNECTION_TRIM};
    ULONG around[2] = {1 << 20, 0x42}, nested_answer[2] = {1, 0}, nothing = 0;
    struct lane_line line = {.kind = LANE_CALL, .data_rep = 0x10}, reply;
    struct caller caller;
    size_t i;

    connect_by_hand(&caller);
    keep.size = keep.size_again = sizeof(keep) - offsetof(__typeof__(keep), custom);
    keep.ticket = (struct ticket){.magic = TICKET_MAGIC,
        .size = sizeof(keep.ticket),
        .kind = TICKET_SHORT,
        .version_min = 1,
        .version_max = 1,
        .instance = caller.hand.offer.instance,
        .export_id = 5,
        .ipid = 7};
    line.target = caller.test;
    line.method = 6; /* Keep */
    line.size = sizeof(keep);
    call(&caller.lane, &line, &keep, sizeof(keep), &reply);
    if (FAILED(reply.status)) {
        line.size = sizeof(keep) - 2 * sizeof(ULONG);
        call(&caller.lane, &line, &keep.size_again, line.size, &reply);
    }
    assert_ok(reply.status);
    line.target = caller.types;
    line.method = 14; /* GetAround */
    line.size = sizeof(around);
    hand_post(&caller.lane, &line, around, sizeof(around), 1);
    assert_true(hand_wait(&caller.lane, HANG_MS, &reply));
    assert_int_equal(reply.kind, LANE_CALL);
    assert_true(reply.target == 7);
    for (i = 0; i < ARRAYSIZE(wishes); i++) {
        line = (struct lane_line){.kind = LANE_CALL, .method = wishes[i]};
        call(&caller.lane, &line, NULL, 0, &reply);
        assert_int_equal(SUCCEEDED(reply.status), wishes[i] == CONNECTION_TRIM);
    }
    line = (struct lane_line){.kind = LANE_REPLY, .data_rep = 0x10, .size = sizeof(nested_answer)};
    hand_post(&caller.lane, &line, nested_answer, sizeof(nested_answer), 1);
    assert_true(hand_wait(&caller.lane, HANG_MS, &reply));
    assert_int_equal(reply.kind, LANE_REPLY);
    assert_ok(reply.status);
    /* What the server keeps would keep the connection's memory. */
    line = (struct lane_line){
        .kind = LANE_CALL, .target = caller.test, .method = 6, .size = sizeof(nothing), .data_rep = 0x10};
    call(&caller.lane, &line, &nothing, sizeof(nothing), &reply);
    assert_ok(reply.status);
    end_by_hand(&caller);
    assert_server_well("nested wishes");
}

/* ---- a hostile server ---- */

enum fault {
    FAULT_NONE,
    FAULT_ANSWER_VERSION,
    FAULT_ANSWER_PROCESS,
    FAULT_ANSWER_CREATED,
    FAULT_LANE_REFUSED,
    FAULT_LANE_KIND,
    FAULT_QUERY_EMPTY,
    FAULT_QUERY_LONG,
    FAULT_KIND,
    FAULT_CALL_UNKNOWN,
    FAULT_SIZE,
    FAULT_TAIL,
    FAULT_WRAP,
    FAULT_OVERFLOW_ABSENT,
    FAULT_OVERFLOW_SMALL,
    FAULT_OVERFLOW_EVENT,
    FAULT_NO_DATA,
    FAULT_SHORT_DATA,
    FAULT_STATUS_1,
    FAULT_TAIL_GARBAGE,
    FAULT_TAIL_COUNTS,
    FAULT_JUMP,
    FAULT_SILENT,
    FAULT_LEAVE,
    FAULTS
};

/* Serves a client of this process by hand, on a thread for each lane. */
static struct {
    enum fault fault;
    struct hand_lane control_in, control_out, lane;
    HANDLE threads[2];
    volatile LONG stop;
} evil;

static void reply_with(struct hand_lane *lane, struct lane_line *reply, const void *data, size_t size)
{
    reply->kind = reply->kind ? reply->kind : LANE_REPLY;
    hand_post(lane, reply, data, size, 1);
}

static void serve_add(const struct lane_line *line)
{
    static BYTE garbage[256];
    struct lane_line reply = {.size = 8, .data_rep = 0x10};
    struct lane_tail tail = {0};
    LONG numbers[2], answer[2] = {0, 0};
    HANDLE section;
    int i;

    memcpy(numbers, hand_data(&evil.lane, line), sizeof(numbers));
    answer[0] = numbers[0] + numbers[1];
    memcpy(garbage, answer, sizeof(answer));
    for (i = 8; i < (int)sizeof(garbage); i++)
        garbage[i] = (BYTE)random_number();
    switch (evil.fault) {
    case FAULT_KIND:
        reply.kind = 9;
        break;
    case FAULT_CALL_UNKNOWN: /* a nested call of nothing; what comes then is right */
        reply = (struct lane_line){.kind = LANE_CALL, .target = 0x1234500000003, .method = 3};
        hand_post(&evil.lane, &reply, NULL, 0, 1);
        if (!hand_wait(&evil.lane, HANG_MS, &reply) || reply.kind != LANE_REPLY || SUCCEEDED(reply.status))
            return;
        reply = (struct lane_line){.size = 8, .data_rep = 0x10};
        break;
    case FAULT_SIZE:
        reply.size = LANE_DATA_SIZE + 1;
        break;
    case FAULT_TAIL:
        reply.tail = LANE_DATA_SIZE;
        break;
    case FAULT_WRAP:
        reply.tail = 0xfffffff8;
        break;
    case FAULT_OVERFLOW_ABSENT:
    case FAULT_OVERFLOW_SMALL:
    case FAULT_OVERFLOW_EVENT:
        section = make_section(evil.fault == FAULT_OVERFLOW_ABSENT  ? ABSENT_SECTION
                               : evil.fault == FAULT_OVERFLOW_SMALL ? SMALL_SECTION
                                                                    : EVENT_SECTION);
        reply.flags = LANE_IN_OVERFLOW;
        reply.section = (UINT_PTR)section;
        reply.section_size = 1 << 30;
        reply.generation = 1;
        reply.size = 1 << 20;
        break;
    case FAULT_NO_DATA:
        reply.size = 0;
        break;
    case FAULT_SHORT_DATA:
        reply.size = 3;
        break;
    case FAULT_STATUS_1:
        reply.status = 1;
        reply.size = 0;
        break;
    case FAULT_TAIL_GARBAGE:
        reply.tail = 200;
        break;
    case FAULT_TAIL_COUNTS:
        tail = (struct lane_tail){.error_size = 0xfffffff8, .release_count = 0xffffffff};
        memcpy(garbage + 8, &tail, sizeof(tail));
        reply.tail = 64;
        break;
    case FAULT_JUMP:
        reply.kind = LANE_REPLY;
        hand_post(&evil.lane, &reply, garbage, sizeof(garbage), 2);
        return;
    case FAULT_SILENT:
        return;
    case FAULT_LEAVE:
        hand_leave(&evil.lane);
        return;
    default:
        break;
    }
    reply_with(&evil.lane, &reply, garbage, sizeof(garbage));
}

static DWORD WINAPI evil_lane_thread(void *context)
{
    struct lane_line line, reply;
    uint64_t ipid[2] = {9, 9};

    (void)context;
    while (!evil.stop) {
        if (!hand_wait(&evil.lane, 50, &line))
            continue;
        reply = (struct lane_line){.size = 0};
        if (line.target) {
            serve_add(&line);
        } else if (line.method == CONNECTION_QUERY) {
            reply.size = evil.fault == FAULT_QUERY_EMPTY ? 0 : evil.fault == FAULT_QUERY_LONG ? 16 : 8;
            reply_with(&evil.lane, &reply, ipid, sizeof(ipid));
        } else {
            reply_with(&evil.lane, &reply, NULL, 0);
        }
    }
    return 0;
}

static DWORD WINAPI evil_control_thread(void *context)
{
    struct lane_line line, reply;
    INT64 handles[3];

    (void)context;
    while (!evil.stop) {
        if (!hand_wait(&evil.control_in, 50, &line))
            continue;
        reply = (struct lane_line){.status = evil.fault == FAULT_LANE_REFUSED ? (int32_t)E_OUTOFMEMORY : S_OK,
            .kind = evil.fault == FAULT_LANE_KIND ? 9 : LANE_REPLY};
        if (line.method == CONNECTION_OPEN_LANE && reply.status == S_OK && !evil.threads[1]) {
            memcpy(handles, hand_data(&evil.control_in, &line), sizeof(handles)); /* what the request begins with */
            hand_lane_open(&evil.lane, FALSE, handles);
            evil.threads[1] = CreateThread(NULL, 0, evil_lane_thread, NULL, 0, NULL);
        }
        reply_with(&evil.control_in, &reply, NULL, 0);
    }
    return 0;
}

static HRESULT WINAPI evil_QueryInterface(ICrossbitChannelPeer *iface, REFIID iid, void **object)
{
    *object = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_ICrossbitChannelPeer))
        return E_NOINTERFACE;
    *object = iface;
    return S_OK;
}

static ULONG WINAPI evil_AddRef(ICrossbitChannelPeer *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI evil_Release(ICrossbitChannelPeer *iface)
{
    (void)iface;
    return 1;
}

static HRESULT WINAPI evil_Connect(
    ICrossbitChannelPeer *iface, const CrossbitChannelOffer *offer, CrossbitChannelAnswer *answer)
{
    (void)iface;
    hand_lane_open(&evil.control_in, FALSE, offer->to_answerer);
    hand_lane_open(&evil.control_out, TRUE, offer->to_offerer);
    evil.threads[0] = CreateThread(NULL, 0, evil_control_thread, NULL, 0, NULL);
    answer->version = evil.fault == FAULT_ANSWER_VERSION ? CHANNEL_VERSION_MAX + 1 : CHANNEL_VERSION_MAX;
    answer->process_id = offer->process_id + (evil.fault == FAULT_ANSWER_PROCESS ? 4 : 0);
    answer->created = offer->created + (evil.fault == FAULT_ANSWER_CREATED);
    return S_OK;
}

static HRESULT WINAPI evil_Attach(ICrossbitChannelPeer *iface, REFGUID instance, INT64 *export_id)
{
    (void)iface, (void)instance;
    *export_id = 3;
    return S_OK;
}

static ICrossbitChannelPeerVtbl evil_vtbl = {evil_QueryInterface, evil_AddRef, evil_Release, evil_Connect, evil_Attach};
static ICrossbitChannelPeer evil_peer = {&evil_vtbl};

/* Unmarshals a reference to the hostile server; a fallback gives IUnknown alone. */
static HRESULT connect_to_evil(IUnknown **object)
{
    struct ticket full = {.magic = TICKET_MAGIC,
        .size = sizeof(full),
        .kind = TICKET_FULL,
        .version_min = 1,
        .version_max = CHANNEL_VERSION_MAX,
        .process_id = GetCurrentProcessId()};
    struct custom_objref custom = {0x574f454d, 4, IID_IUnknown, CLSID_CrossbitUnmarshaler, 0, sizeof(full) + 400};
    LARGE_INTEGER zero = {.QuadPart = 0};
    IStream *stream;
    HRESULT hr;

    CoCreateGuid(&full.instance);
    assert_ok(CreateStreamOnHGlobal(NULL, TRUE, &stream));
    IStream_Write(stream, &custom, sizeof(custom), NULL);
    IStream_Write(stream, &full, sizeof(full), NULL);
    assert_ok(CoMarshalInterface(stream, &IID_IUnknown, (IUnknown *)&evil_peer, MSHCTX_LOCAL, NULL, MSHLFLAGS_NORMAL));
    IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL);
    hr = CoUnmarshalInterface(stream, &IID_IUnknown, (void **)object);
    IStream_Release(stream);
    return hr;
}

static LONG evil_sum;

static DWORD WINAPI call_evil(void *context)
{
    IUnknown *object = NULL;
    IChannelTest *test = NULL;
    DWORD hr;

    (void)context;
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    evil_sum = 0;
    CrossbitSetThreadDeadline(evil.fault == FAULT_JUMP || evil.fault == FAULT_SILENT ? 300 : 0);
    hr = (DWORD)connect_to_evil(&object);
    if (SUCCEEDED((HRESULT)hr))
        hr = (DWORD)IUnknown_QueryInterface(object, &IID_IChannelTest, (void **)&test);
    if (SUCCEEDED((HRESULT)hr))
        hr = (DWORD)IChannelTest_Add(test, 20, 22, &evil_sum);
    if (test)
        IChannelTest_Release(test);
    if (object)
        IUnknown_Release(object);
    CoUninitialize();
    return hr;
}

static void assert_client_is_well(int fault)
{
    struct crossbit_channel_counters counters = {.size = sizeof(counters)};
    LONG sum = 0;
    int i;

    for (i = 0; i < HANG_MS / 20; i++) {
        assert_ok(CrossbitGetChannelCounters(&counters));
        if (counters.connections_alive == 1 && !counters.retired)
            break;
        Sleep(20);
    }
    if (counters.connections_alive != 1 || counters.retired)
        fail_msg("fault %d: %ld connections, %ld retired lanes", fault, counters.connections_alive, counters.retired);
    assert_ok(IChannelTest_Add(honest, 1, 2, &sum));
    assert_int_equal(sum, 3);
}

TEST(test_server_with_a_wrong_answer_gives_its_client_an_error)
{
    HANDLE thread;
    DWORD hr;
    int fault, i;

    for (fault = 0; fault < FAULTS; fault++) {
        memset(&evil, 0, sizeof(evil));
        evil.fault = (enum fault)fault;
        thread = CreateThread(NULL, 0, call_evil, NULL, 0, NULL);
        if (WaitForSingleObject(thread, HANG_MS) != WAIT_OBJECT_0)
            fail_msg("fault %d: the client hangs", fault);
        GetExitCodeThread(thread, &hr);
        CloseHandle(thread);
        switch (fault) {
        case FAULT_NONE:
        case FAULT_CALL_UNKNOWN:
        case FAULT_TAIL_GARBAGE: /* what comes with the answer cannot be read; the answer is right */
        case FAULT_TAIL_COUNTS:
            if (hr != S_OK || evil_sum != 42)
                fail_msg("fault %d: 0x%08lx, %ld", fault, hr, evil_sum);
            break;
        case FAULT_ANSWER_VERSION: /* the standard channel, over which that object has no such interface */
        case FAULT_ANSWER_PROCESS:
        case FAULT_ANSWER_CREATED:
            assert_int_equal(hr, (DWORD)E_NOINTERFACE);
            break;
        case FAULT_JUMP:
        case FAULT_SILENT:
            assert_int_equal(hr, (DWORD)RPC_E_TIMEOUT);
            break;
        default:
            if (SUCCEEDED((HRESULT)hr))
                fail_msg("fault %d: 0x%08lx", fault, hr);
        }
        InterlockedExchange(&evil.stop, 1);
        for (i = 0; i < 2; i++)
            if (evil.threads[i]) {
                assert_int_equal(WaitForSingleObject(evil.threads[i], HANG_MS), WAIT_OBJECT_0);
                CloseHandle(evil.threads[i]);
            }
        hand_leave(&evil.lane);
        hand_leave(&evil.control_in);
        hand_leave(&evil.control_out); /* the client's own thread waits there */
        hand_lane_free(&evil.control_out);
        hand_lane_free(&evil.lane);
        hand_lane_free(&evil.control_in);
        assert_client_is_well(fault);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_client_by_hand_that_keeps_to_the_rules_is_served),
        cmocka_unit_test(test_client_with_a_wrong_offer_is_refused),
        cmocka_unit_test(test_attach_of_an_instance_without_connection_is_refused),
        cmocka_unit_test(test_client_with_a_wrong_message_gets_an_error),
        cmocka_unit_test(test_client_with_a_wrong_message_on_the_control_lane_gets_an_error),
        cmocka_unit_test(test_client_that_jumps_in_its_numbers_is_not_served),
        cmocka_unit_test(test_client_with_an_array_of_another_length_is_refused),
        cmocka_unit_test(test_client_that_says_it_has_read_what_is_to_come_is_served),
        cmocka_unit_test(test_client_with_garbage_for_data_harms_nobody),
        cmocka_unit_test(test_client_that_trims_the_lane_in_a_nested_call_harms_nobody),
        cmocka_unit_test(test_server_with_a_wrong_answer_gives_its_client_an_error),
    };

    server_bits = argc > 1 ? atoi(argv[1]) : 32;
    if (argc > 2)
        cmocka_set_test_filter(argv[2]);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    channel_test_register();
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
