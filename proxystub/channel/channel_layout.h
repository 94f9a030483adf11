/* SPDX-License-Identifier: MIT */
/*
 * What two processes of different bitness share: the layout of a lane, and the bytes of tickets and tails.
 * docs/channel.md explains it. Fixed widths only; both bitnesses compile the assertions.
 */
#ifndef CROSSBIT_CHANNEL_LAYOUT_H
#define CROSSBIT_CHANNEL_LAYOUT_H

#include <windows.h>
#include <stddef.h>
#include <stdint.h>

#define CHANNEL_VERSION_MIN 1
#define CHANNEL_VERSION_MAX 1

#define LANE_MAGIC 0x4e4c4243u /* "CBLN" */
#define LANE_SECTION_SIZE 0x10000u
#define LANE_DOWN_OFFSET 0x1000u
#define LANE_UP_OFFSET 0x8000u
#define LANE_READ_OFFSET 0xf000u /* struct lane_read */
#define LANE_LINE_SIZE 64u
#define LANE_DATA_SIZE (LANE_UP_OFFSET - LANE_DOWN_OFFSET - LANE_LINE_SIZE) /* of either half */

/* Written by the caller before the server sees the section; constant from then on. */
struct lane_header {
    uint32_t magic;
    uint32_t version;
    uint32_t section_size;
    uint32_t reserved;
    GUID nonce; /* proves that whoever names this section also wrote it */
};

enum lane_kind { LANE_CALL = 1, LANE_REPLY = 2 };
enum lane_waiting { LANE_RUNNING = 0, LANE_WAITING = 1, LANE_LEFT = 2, LANE_DIED = 3 };
enum lane_flags { LANE_IN_OVERFLOW = 1, LANE_IN_LINE = 2 };

/*
 * At the end of the data of a control lane's half, from when its writer's `waiting` is LANE_DIED: why that process
 * ends. A version that knows no LANE_DIED sees the end of the process instead, later.
 */
#define LANE_WORDS_OFFSET (LANE_DATA_SIZE - sizeof(struct lane_words))
#define LANE_WORDS_MOST 1000u
struct lane_words {
    int32_t code;    /* an HRESULT, a failure */
    uint32_t length; /* of text, in characters */
    uint16_t text[LANE_WORDS_MOST];
};

/* One cache line of a half, written by one side only; seq last. */
struct lane_line {
    uint32_t seq;     /* number of the last message posted, from 1 (interlocked) */
    uint32_t waiting; /* enum lane_waiting: this side blocks, or is about to; or it has left for good (interlocked) */
    uint16_t kind;    /* enum lane_kind */
    uint16_t flags;   /* enum lane_flags */
    uint32_t size;    /* bytes of the NDR message */
    uint64_t target;  /* call: ipid; 0: the connection itself */
    union {
        uint32_t method; /* call: method number; with target 0, enum connection_method */
        int32_t status;  /* reply: S_OK, or why there is no message */
    };
    uint32_t data_rep; /* NDR data representation */
    union {
        struct {
            uint32_t tail; /* bytes that follow the message: see struct lane_tail, lane_tail_size */
            uint32_t reserved;
            uint64_t section;      /* LANE_IN_OVERFLOW: handle in the writer's process */
            uint64_t section_size; /* bytes */
            uint32_t generation;   /* changes with section */
        };
        uint8_t small[32]; /* LANE_IN_LINE: the message, without a tail, so that it moves with this cache line */
    };
};

static inline uint32_t lane_tail_size(const struct lane_line *line)
{
    return line->flags & LANE_IN_LINE ? 0 : line->tail;
}

struct lane_half {
    struct lane_line line;
    uint8_t data[LANE_DATA_SIZE];
};

/*
 * Each side's word: the number of the other's message in an overflow section that it will not look at again
 * (interlocked). A peer that does not write it is never cleared for.
 */
struct lane_read {
    uint32_t caller;
    uint32_t reserved[15];
    uint32_t server;
};

_Static_assert(sizeof(struct lane_header) == 32, "lane_header");
_Static_assert(offsetof(struct lane_line, seq) == 0x00, "seq");
_Static_assert(offsetof(struct lane_line, waiting) == 0x04, "waiting");
_Static_assert(offsetof(struct lane_line, kind) == 0x08, "kind");
_Static_assert(offsetof(struct lane_line, size) == 0x0c, "size");
_Static_assert(offsetof(struct lane_line, target) == 0x10, "target");
_Static_assert(offsetof(struct lane_line, method) == 0x18, "method");
_Static_assert(offsetof(struct lane_line, status) == 0x18, "status");
_Static_assert(offsetof(struct lane_line, data_rep) == 0x1c, "data_rep");
_Static_assert(offsetof(struct lane_line, flags) == 0x0a, "flags");
_Static_assert(offsetof(struct lane_line, tail) == 0x20, "tail");
_Static_assert(offsetof(struct lane_line, section) == 0x28, "section");
_Static_assert(offsetof(struct lane_line, section_size) == 0x30, "section_size");
_Static_assert(offsetof(struct lane_line, generation) == 0x38, "generation");
_Static_assert(offsetof(struct lane_line, small) == 0x20, "small");
_Static_assert(sizeof(struct lane_line) == LANE_LINE_SIZE, "lane_line");
_Static_assert(sizeof(struct lane_words) == 2008 && LANE_WORDS_OFFSET % 8 == 0, "lane_words");
_Static_assert(offsetof(struct lane_half, data) == LANE_LINE_SIZE, "data");
_Static_assert(LANE_UP_OFFSET + sizeof(struct lane_half) <= LANE_READ_OFFSET, "lane_half");
_Static_assert(offsetof(struct lane_read, server) == 64, "lane_read");
_Static_assert(LANE_READ_OFFSET + sizeof(struct lane_read) <= LANE_SECTION_SIZE, "lane section");

/* Calls to the connection itself (target 0). The arguments are the structures below; replies as said. */
enum connection_method {
    CONNECTION_QUERY = 1,     /* struct query_request -> struct query_reply */
    CONNECTION_RELEASE = 2,   /* struct release_request -> nothing */
    CONNECTION_STANDARD = 3,  /* struct query_request -> a standard objref */
    CONNECTION_TRIM = 4,      /* nothing -> nothing; both sides drop the lane's overflow sections */
    CONNECTION_OPEN_LANE = 5, /* struct open_lane_request -> nothing; on the control lane only */
    CONNECTION_MAP = 6,       /* struct map_request -> nothing; on the control lane only */
    CONNECTION_UNMAP = 7,     /* uint64_t ids of memory that was mapped -> nothing; on the control lane only */
    CONNECTION_CLOSE_LANE = 8 /* nothing, and no reply: the caller has left this lane, both sides give it back */
};

struct query_request {
    uint64_t export_id;
    IID iid;
};
struct query_reply {
    uint64_t ipid;
};
struct release_request {
    uint64_t export_id;
    uint32_t refs;
    uint32_t reserved;
};
struct open_lane_request {
    uint64_t section; /* handles in the caller's process */
    uint64_t caller_event;
    uint64_t server_event;
    GUID nonce;
};
struct map_request {
    uint64_t id;      /* the owner's number for this memory, never used again */
    uint64_t section; /* handle in the owner's process */
    uint64_t size;    /* of the memory: whole pages */
    GUID nonce;       /* in the memory's header */
};
_Static_assert(sizeof(struct map_request) == 40, "map_request");
_Static_assert(sizeof(struct query_request) == 24 && sizeof(struct query_reply) == 8, "query");
_Static_assert(sizeof(struct release_request) == 16 && sizeof(struct open_lane_request) == 40, "requests");

/* What may follow a reply: error_size bytes of error information, then release_count struct release_request. */
struct lane_tail {
    uint32_t error_size; /* a multiple of 8 */
    uint32_t release_count;
};
_Static_assert(sizeof(struct lane_tail) == 8, "lane_tail");

/*
 * Shared memory (shared.c): one page with this header, the memory, one page that ends it. Neither is accessible once
 * checked.
 */
#define MEMORY_MAGIC 0x4d534243u /* "CBSM" */
#define MEMORY_PAGE 0x1000u
struct memory_header {
    uint32_t magic;
    uint32_t reserved;
    uint64_t size; /* of the memory */
    GUID nonce;    /* proves that whoever names this section also wrote it */
};
_Static_assert(sizeof(struct memory_header) == 32, "memory_header");

/* What Crossbit's marshaler writes into an object reference. */
#define TICKET_MAGIC 0x31544243u /* "CBT1" */
enum ticket_kind {
    TICKET_FULL = 1,  /* a standard objref follows */
    TICKET_SHORT = 2, /* an export of the process `instance`, to be used on the connection with it */
    TICKET_HOME = 3,  /* an object of the receiver, as the process `instance` imported it */
    TICKET_LOCAL = 4, /* an import, for another apartment of the same process; struct ticket_local follows */
    TICKET_PEER = 5   /* no object reference: the process, for ICrossbitConnector */
};
struct ticket {
    uint32_t magic;
    uint32_t size; /* of this structure: a later version may append */
    uint32_t kind;
    uint32_t version_min;
    uint32_t version_max;
    uint32_t process_id; /* FULL, PEER */
    GUID instance;
    GUID secret;        /* FULL, LOCAL, PEER */
    uint64_t export_id; /* SHORT, HOME */
    uint64_t ipid;      /* SHORT: of the interface in the objref; 0: ask */
};
struct ticket_local {
    uint64_t pointer; /* of the import */
    uint32_t flags;   /* MSHLFLAGS_ */
    uint32_t reserved;
};
_Static_assert(sizeof(struct ticket) == 72 && offsetof(struct ticket, export_id) == 56, "ticket");
_Static_assert(sizeof(struct ticket_local) == 16, "ticket_local");

#endif
