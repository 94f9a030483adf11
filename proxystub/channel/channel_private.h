/* SPDX-License-Identifier: MIT */
/*
 * The channel's private header: connections, lanes, exports, imports. docs/channel.md is the protocol.
 *
 * Lock legend: (RO) set before the structure is shared; (own) the thread that holds the lane; (interlocked).
 * Order of locks: channel.lock, then connection.exports_lock or connection.memory_lock; control_lock before
 * memory_lock. No lock is held while foreign code runs.
 */
#ifndef CROSSBIT_CHANNEL_PRIVATE_H
#define CROSSBIT_CHANNEL_PRIVATE_H

#include <stdbool.h>
#include <windows.h>
#include <objbase.h>
#include <stdint.h>
#include <stdlib.h>

#include "channel_layout.h"
#include "crossbit/error.h"
#include "crossbit_com.h"
#include "crossbitps.h"

#define CHANNEL_SMALL 2048u /* messages up to this size need no allocation */
#define CHANNEL_SPARE_MOST                                                                                             \
    (16u << 20) /* a copy of a message up to this size stays for the next one, until the lane is idle */
#define CHANNEL_IN_PLACE (64u << 10)    /* plain messages from this size on are not copied */
#define CHANNEL_CLEAR_ASLEEP (1u << 20) /* a reply of this size is worth a wake-up of who made it, to clear it */
#define CHANNEL_CLEAR_AT_ONCE (64u << 10)
#define CHANNEL_MAX_MESSAGE (1u << 30)
#define CHANNEL_TAIL_ROOM 4096u /* left behind a reply that is made in place, so that a tail finds room there */
#define CHANNEL_MEMORY_BUCKETS 64u
#define CHANNEL_UNMAP_AT_ONCE 64u
#define CHANNEL_STACK_LEAST (64u << 10)
#define CHANNEL_E_STACK HRESULT_FROM_WIN32(ERROR_STACK_OVERFLOW)
#define CHANNEL_MAX_LANES 2048u /* in one direction of a connection: so many threads may call, as each has its own */
#define CHANNEL_LANE_STACK (1u << 20) /* bytes that a lane's thread reserves, unless CROSSBIT_STACK says more */

struct connection;
struct grant;
struct interface_info;

/* ---- runtime.c: the process ---- */

struct channel {
    GUID instance;    /* (RO) names this process */
    GUID secret;      /* (RO) in tickets */
    DWORD process_id; /* (RO) */
    INT64 created;    /* (RO) FILETIME of the process's creation */
    bool enabled;
    bool direct;
    DWORD processors;               /* (RO) */
    DWORD lane_stack;               /* (RO) bytes that the threads of lanes reserve */
    LONG spinners;                  /* (interlocked) threads that spin at this moment */
    SRWLOCK lock;                   /* connections, exports, imports */
    struct connection *connections; /* (lock) */
};
extern struct channel channel;
extern struct crossbit_channel_counters channel_counters; /* (interlocked) */

/* What parts of the channel ask of parts above them. Set by DllMain. */
struct channel_hooks {
    /* marshal_full of marshaler.c, channel_unmarshal and channel_release_marshal_data of unmarshaler.c */
    HRESULT (*marshal)(IStream *stream, REFIID iid, IUnknown *object, DWORD context, void *data, DWORD flags);
    HRESULT (*unmarshal)(IStream *stream, REFIID iid, void **object);
    HRESULT (*release_marshal_data)(IStream *stream);
    HRESULT(__cdecl *register_apartment)(void);     /* CrossbitRegisterChannel of unmarshaler.c */
    void (*cleanup)(struct connection *connection); /* shared_connection_cleanup of shared.c */
};
extern struct channel_hooks channel_hooks; /* (RO) */

/* free, for what nearly every call finds NULL: three calls into the C runtime and the heap that need not be. */
static inline void drop(void *memory)
{
    if (memory)
        free(memory);
}

/* memcpy, for what is mostly a few words and would mostly be a call. Reads no byte outside, and may read some twice. */
static inline void copy_bytes(void *target, const void *source, uint32_t size)
{
    uint64_t words[4];
    uint32_t halves[2];
    BYTE *to = target;
    const BYTE *from = source;

    if (size > 32) {
        memcpy(to, from, size);
    } else if (size >= 16) {
        memcpy(&words[0], from, 8);
        memcpy(&words[1], from + 8, 8);
        memcpy(&words[2], from + size - 16, 8);
        memcpy(&words[3], from + size - 8, 8);
        memcpy(to, &words[0], 8);
        memcpy(to + 8, &words[1], 8);
        memcpy(to + size - 16, &words[2], 8);
        memcpy(to + size - 8, &words[3], 8);
    } else if (size >= 8) {
        memcpy(&words[0], from, 8);
        memcpy(&words[1], from + size - 8, 8);
        memcpy(to, &words[0], 8);
        memcpy(to + size - 8, &words[1], 8);
    } else if (size >= 4) {
        memcpy(&halves[0], from, 4);
        memcpy(&halves[1], from + size - 4, 4);
        memcpy(to, &halves[0], 4);
        memcpy(to + size - 4, &halves[1], 4);
    } else if (size) {
        to[0] = from[0];
        if (size > 1)
            to[size - 1] = from[size - 1];
        if (size > 2)
            to[1] = from[1];
    }
}

/* Imports that a message refers to as the receiver's own: held until the receiver has surely read it. */
struct pins {
    IUnknown **objects;
    uint32_t count;
};
HRESULT pins_add(struct pins *pins, IUnknown *object);
void pins_release(struct pins *pins);

/* A section for what does not fit into the half of a lane. */
struct overflow {
    HANDLE section;
    uint8_t *view;
    uint64_t size;
    uint32_t generation;
    uint64_t zeros;    /* out: so many bytes from its front are zero */
    uint64_t to_clear; /* out: so many are to become so, when the peer has read the last message */
};

/*
 * A call of a thread that waits for its reply and runs callbacks meanwhile. A callback can leave it, by longjmp or an
 * exception that the program catches further out: the frames between are gone then, and nothing says so but the stack
 * of the thread's next call.
 */
struct level {
    const volatile uint64_t *mark; /* in its frame, where number is while that frame lives */
    uint64_t number;
    struct lane *lane;
    struct serving *serving;  /* what the thread served before */
    struct serve_room *rooms; /* likewise */
    struct client_call
        *calls; /* those of outer levels: what comes before them in thread_state.calls ends with this one */
    bool nested;
    bool pinned;             /* request is in use */
    struct overflow request; /* the section in which the server may read the request in place */
};

/* What the calling thread is doing. One per thread, made when first asked for, freed when the thread ends. */
struct thread_state {
    struct lane *lanes;              /* its own, the first used first; each with a reference on its connection */
    struct serving *serving;         /* the call that it runs for a peer; NULL while it waits in a call of its own */
    struct connection *marshal_to;   /* the connection whose message it is marshaling at this moment */
    struct pins *marshal_pins;       /* of that message */
    struct client_call *calls;       /* calls between GetBuffer and FreeBuffer */
    struct client_call *spare_calls; /* to be used again */
    struct level *levels;            /* calls that wait for their replies, the outermost first */
    uint32_t level_count, level_capacity;
    uint64_t level_number;          /* of the last one */
    struct serve_room *rooms;       /* of the calls that it serves, the innermost first */
    struct serve_room *spare_rooms; /* likewise */
    UINT_PTR stack_low, stack_high; /* of the stack that it ran on when somebody last looked */
    DWORD deadline_ms;              /* 0: none */
    IUnknown *disconnecting;        /* a marshaler whose object is being disconnected: it hides from COM meanwhile */
    void *registered; /* the class object of the unmarshaler in this thread's apartment; NULL: it has none yet */
};

/*
 * Has RPC's marshaling load COM, once, before any proxy or stub can be called. Wine 8's does so at its first use and
 * marks that before it is done: a second thread that comes meanwhile calls a null pointer.
 */
void channel_load_com(void);
/* Starts the channel in this process once. FALSE: it is switched off, or could not start. Any thread. */
bool channel_start(void);
/* The calling thread's state, or NULL when out of memory. */
struct thread_state *channel_thread(void);
/* The calling thread ends: its state, which is the caller's from now on, or NULL. */
struct thread_state *channel_thread_ends(void);
/*
 * A call may nest others without end, on both sides. TRUE: fewer than CHANNEL_STACK_LEAST bytes of the calling thread's
 * stack are left, so that it must end here, with CHANNEL_E_STACK.
 */
bool channel_stack_is_low(struct thread_state *thread);
void channel_process_attach(const struct channel_hooks *hooks);
void channel_count_fallback(HRESULT reason);
/* Processor cycles, and how many make a microsecond. */
uint64_t channel_cycles(void);
uint64_t channel_cycles_per_us(void);
/* A random GUID-sized number that cannot be guessed. */
HRESULT channel_random(GUID *number);
/* When the process was created. */
HRESULT channel_process_created(HANDLE process, INT64 *created);

/* ---- lane.c: one lane, from either end ---- */

/*
 * The caller's side of a lane. LANE_FREE is anybody's, LANE_OWNED its owner's. LANE_TRIMMED: the connection's thread
 * has an owned one for a moment, and the owner waits. LANE_RETIRED: the connection's thread has it, until the late
 * reply.
 */
enum lane_state { LANE_FREE, LANE_OWNED, LANE_CLAIMED, LANE_TRIMMED, LANE_RETIRED, LANE_CLOSED };

struct lane {
    struct connection *connection; /* (RO) */
    bool caller;
    HANDLE section;           /* (RO) the caller's */
    uint8_t *view;            /* (RO) */
    struct lane_half *mine;   /* (RO) */
    struct lane_half *theirs; /* (RO) */
    HANDLE my_event;          /* (RO) this side waits on it */
    HANDLE their_event;       /* (RO) */
    uint32_t posted;          /* (own) number of my last message */
    uint32_t received;        /* (own) number of their last message that was read */
    bool late;
    uint64_t average_gap; /* (own) cycles between posting and receiving, moving average */
    uint32_t absences;    /* (own) of 256 recent waits, those in which another thread had this one's processor */
    uint32_t generations; /* (own) how many overflow sections this side made */
    struct overflow out;  /* (own) what this side writes */
    struct overflow in;   /* (own) the peer's, mapped here */
    volatile LONG state;  /* (interlocked) enum lane_state; the caller's side only */
    bool owned;
    volatile LONG ownerless; /* (interlocked) that thread has ended */
    struct lane *next_owned; /* (own) in thread_state.lanes */
    uint32_t depth;          /* (own) calls of this side that have no reply yet */
    DWORD last_used;         /* (own) GetTickCount */
};

/* A handle of the peer's as a handle of ours. */
HRESULT lane_fetch_handle(struct connection *connection, uint64_t value, HANDLE *handle);
/* The size of a view whose pages are all there, from the system and not from the peer; else 0. */
uint64_t lane_view_size(const void *view);
/* A lane of which this process is the caller; closed. NULL: out of memory. */
struct lane *lane_alloc(struct connection *connection);
/* Gives a closed lane its section and events; nonce goes into the header. It is claimed then. */
HRESULT lane_make(struct lane *lane, const GUID *nonce);
/* Gives back everything but the structure, which other threads may look at; lane_make can be called again. */
void lane_close(struct lane *lane);
/* Makes the other end of a lane from three handles in the peer's process, which are fetched and checked. */
HRESULT lane_open(
    struct connection *connection, bool caller, const uint64_t handles[3], const GUID *nonce, struct lane **lane);
void lane_free(struct lane *lane); /* NULL is safe */
/* Tells the peer that this side will not post on the lane any more. Any thread; NULL is safe. */
void lane_leave(struct lane *lane);

/*
 * Posts a message: line->kind, target, method, status, data_rep and tail are the caller's, the rest is filled in. data
 * are line->size bytes, which are copied unless they are the lane's own overflow section already; tail may be NULL.
 */
HRESULT lane_post(struct lane *lane, struct lane_line *line, const void *data, const void *tail);
/*
 * A place in the outgoing overflow section for size bytes, to be filled in place. *zeros (may be NULL): how many are
 * zero.
 */
HRESULT lane_reserve(struct lane *lane, uint32_t size, uint8_t **data, uint64_t *zeros);
/* The message just posted lies in the overflow section, and the next one will need so many bytes of zeros there. */
void lane_want_zeros(struct lane *lane, uint32_t size);
/*
 * The peer's message of that number, which lay in its overflow section, was read; large: it may have to be woken to
 * clear it.
 */
void lane_tell_read(struct lane *lane, uint32_t number, bool large);
/*
 * Waits for the peer's next message and copies its line. timeout in ms, INFINITE for none. S_OK; RPC_E_TIMEOUT;
 * S_FALSE when the event was set without a message (only with LANE_WAIT_WAKE). Why none comes any more:
 * RPC_E_DISCONNECTED when the peer has left, RPC_S_CALL_FAILED (as an HRESULT) when it has ended or says that it will,
 * E_ABORT when the connection was stopped on this side. connection_wait is the one to call.
 * LANE_WAIT_IDLE: the thread is in no call. If the DLL has made it a single-threaded apartment, it dispatches all its
 * messages, as the thread of a program does between its calls. LANE_WAIT_STILL: nothing is dispatched.
 */
enum lane_wait_flags { LANE_WAIT_WAKE = 1, LANE_WAIT_IDLE = 2, LANE_WAIT_STILL = 4 };
HRESULT lane_wait(struct lane *lane, DWORD timeout, unsigned int flags, struct lane_line *line);
/* Must this side post the next message, in a call that is under way? */
static inline bool lane_is_my_turn(const struct lane *lane)
{
    return lane->caller ? lane->received == lane->posted : lane->received != lane->posted;
}
/* Where the message that line describes lies in shared memory, checked. total is size and tail. */
HRESULT lane_locate(struct lane *lane, const struct lane_line *line, const uint8_t **data);
/*
 * Nested calls must not write into, or unmap, a section that an outer message still uses: taken out of the lane with
 * lane_pin_*, put back with lane_unpin_*, which drops what the nested calls used instead.
 */
void lane_pin_out(struct lane *lane, struct overflow *pinned);
void lane_unpin_out(struct lane *lane, struct overflow *pinned);
void lane_pin_in(struct lane *lane, struct overflow *pinned);
void lane_unpin_in(struct lane *lane, struct overflow *pinned);
/* Gives the overflow sections back. */
void lane_trim(struct lane *lane);

/* ---- connection.c: two processes ---- */

struct connection {
    struct connection *next;  /* (channel.lock) */
    LONG refs;                /* (interlocked) */
    GUID instance;            /* (RO) the peer */
    DWORD process_id;         /* (RO) */
    HANDLE process;           /* (RO) the peer's: to wait for its end, and to fetch handles from */
    HANDLE stop;              /* (RO) manual reset: set when the connection is dead */
    HANDLE ready;             /* (RO) manual reset: set when it is open or dead */
    HANDLE thread;            /* (RO) serves control_in */
    DWORD connector;          /* (RO) the thread that made it */
    volatile LONG open;       /* (interlocked) 1 from when it may be used */
    volatile LONG dead;       /* (interlocked) */
    HRESULT reason;           /* why it is dead (RO after dead) */
    HRESULT last_code;        /* the peer's last words (RO after dead); S_OK: none */
    wchar_t *last_words;      /* (RO after dead) malloc; NULL: none */
    LONG deadline_ms;         /* (interlocked) 0: none */
    struct lane *control_out; /* (control_lock) */
    bool control_late;
    struct lane *late_lane;        /* (control_lock) lanes[lane_count] if that call was to open it */
    struct lane *control_in;       /* (RO) its thread's */
    CRITICAL_SECTION control_lock; /* control_out; making lanes */
    /*
     * Calls to the peer. The first lane_count are open; behind them are closed ones, to be opened again. Whoever looks
     * for a free lane without the lock may miss one that is just being moved, and then looks again with it.
     */
    struct lane *volatile lanes[CHANNEL_MAX_LANES]; /* (control_lock to write) */
    volatile LONG lane_count;                       /* (control_lock to write) */
    volatile LONG unowned;                          /* (interlocked) of them, those that belong to no thread */
    volatile LONG ownerless;                        /* (interlocked) of them, those whose thread has ended */
    volatile LONG retired;                          /* (interlocked) lanes whose late reply is awaited */
    volatile LONG overflowing;                      /* (interlocked) set when a lane got an overflow section */
    SRWLOCK exports_lock;                           /* what the peer may call */
    struct grant **grants;                          /* (exports_lock) hash of export ids, chained */
    uint32_t grant_buckets;                         /* (exports_lock) a power of two */
    uint32_t grant_count;                           /* (exports_lock) */
    struct stub_entry **stubs;                      /* (exports_lock) by the lower half of the ipid */
    uint32_t stub_capacity;                         /* (exports_lock) */
    uint32_t stub_free;                        /* (exports_lock) first free index, chained through stub_generations */
    uint32_t stub_generation;                  /* (exports_lock) */
    SRWLOCK memory_lock;                       /* shared memory */
    struct told *told[CHANNEL_MEMORY_BUCKETS]; /* (memory_lock) what the peer was asked to map, by id */
    struct told *unmap;                        /* (memory_lock) what the peer maps and is to unmap */
    struct memory *mapped[CHANNEL_MEMORY_BUCKETS]; /* (memory_lock) the peer's memory that is mapped here, by id */
    volatile LONG unmapping;                       /* (interlocked) a work item will send unmap */
};

/* The connection with that process, with a reference; NULL when there is none that lives. */
struct connection *connection_find(const GUID *instance);
void connection_addref(struct connection *connection);
void connection_release(struct connection *connection); /* NULL is safe */
/*
 * Ends it: waiters return reason (or its equivalent), what was exported is released. Any thread; any number of times.
 */
void connection_kill(struct connection *connection, HRESULT reason);
/* lane_wait for a lane of this connection; ends the connection when the peer did. Then what connection_error says. */
HRESULT connection_wait(struct lane *lane, DWORD timeout, unsigned int flags, struct lane_line *line);
/* What a call gets on a dead connection; in_call: it was under way. */
HRESULT connection_error(struct connection *connection, bool in_call);
/*
 * A lane for a call of this thread to the peer, made if need be. user: the call runs user code; then the lane becomes
 * this thread's alone for the rest of the thread's life, so that each thread here has its own thread there, as it would
 * in one process. Give it back with connection_release_lane. RPC_E_TIMEOUT after deadline ms (0: none);
 * RPC_E_OUT_OF_RESOURCES: CHANNEL_MAX_LANES are open.
 */
HRESULT connection_claim_lane(
    struct connection *connection, struct thread_state *thread, bool user, DWORD deadline, struct lane **lane);
void connection_release_lane(struct lane *lane);
/* The thread ends: its lanes are closed by their connections' threads. Waits for nothing, as it runs in DllMain. */
void connection_thread_ends(struct thread_state *thread);
/* Takes control_lock. RPC_E_TIMEOUT after deadline ms (0: none). */
HRESULT connection_enter_control(struct connection *connection, DWORD deadline);
/*
 * A call on the control lane, answered without foreign code; the caller holds control_lock. Returns the reply's status.
 * RPC_E_TIMEOUT after deadline ms (0: none): the peer may do it yet, and nothing else goes before its reply is there.
 */
HRESULT connection_control(
    struct connection *connection, uint32_t method, const void *request, uint32_t size, DWORD deadline);
/* Of two limits in ms, of which 0 is none. */
static inline DWORD smaller_deadline(DWORD a, DWORD b)
{
    return !a ? b : !b ? a : min(a, b);
}
/* How long a call of this thread to the peer may take, in ms; 0: as long as it likes. thread may be NULL. */
DWORD connection_deadline(const struct connection *connection, const struct thread_state *thread);
/* A call on lane was given up, or its thread ended in it: its late reply must not meet another call. */
void connection_retire_lane(struct lane *lane);

/* The connection with the process that wrote ticket, made over peer if there is none. */
HRESULT connection_connect(const struct ticket *ticket, ICrossbitChannelPeer *peer, struct connection **connection);
/* The other side of connection_connect. */
HRESULT connection_accept(const CrossbitChannelOffer *offer, CrossbitChannelAnswer *answer);

/* ---- export.c: objects that peers may call ---- */

enum home_kind { HOME_AGILE, HOME_MTA, HOME_STA };

/* Where an object lives. */
struct home {
    enum home_kind kind;
    DWORD thread_id; /* HOME_STA */
    HWND window;     /* HOME_STA */
};

/* One object on one connection. */
struct grant {
    struct grant *next;            /* (exports_lock) */
    struct connection *connection; /* (RO) */
    uint64_t export_id;            /* (RO) */
    IUnknown *object;              /* (RO) a reference */
    struct home home;              /* (RO) */
    uint32_t refs;                 /* (exports_lock) what the peer holds */
    LONG pins;                     /* (interlocked) one for refs > 0, one for each call under way */
    struct stub_entry *stubs;      /* (exports_lock) */
};

struct stub_entry {
    struct stub_entry *next;           /* (exports_lock) */
    struct grant *grant;               /* (RO) */
    IID iid;                           /* (RO) */
    uint64_t ipid;                     /* (RO) */
    IRpcStubBuffer *stub;              /* (RO) */
    const struct interface_info *info; /* (RO) */
};

/* Adds one reference for the peer; ipid (may be NULL) of its interface iid, 0 if that has no stub. */
HRESULT export_grant(struct connection *connection, uint64_t export_id, IUnknown *object, const struct home *home,
    const IID *iid, uint64_t *ipid);
/* Takes references of the peer back. */
void export_release(struct connection *connection, uint64_t export_id, uint32_t refs);
/*
 * An export of this connection, which stays until export_unpin; NULL if there is none. Its object is to be touched in
 * its home alone: an object of an STA may count its references without a lock.
 */
struct grant *export_pin(struct connection *connection, uint64_t export_id);
void export_unpin(struct grant *grant);
/* The ipid of an interface of an export; S_FALSE: it is there, but has no stub. */
HRESULT export_query(struct connection *connection, uint64_t export_id, const IID *iid, uint64_t *ipid);
/* The stub behind an ipid, pinned until export_unpin_stub; NULL if there is none. */
struct stub_entry *export_find_stub(struct connection *connection, uint64_t ipid);
void export_unpin_stub(struct stub_entry *entry);
/* Everything that the peer held: it is dead. */
void export_release_all(struct connection *connection);
/* The object is disconnected (CoDisconnectObject): no peer may call it any more. */
void export_disconnect(uint64_t export_id);

/* ---- serve.c: calls that come in ---- */

struct pending_releases {
    uint32_t count;
    struct release_request *items; /* heap */
};

/* A call that a thread runs for a peer. */
struct serving {
    struct serving *previous;
    struct lane *lane;
    struct connection *connection;
    struct pending_releases releases; /* travel with the reply */
    struct pins pins;                 /* of the reply */
};

/* Runs the call in line, which came on lane, and posts the reply. Fails only if the lane cannot go on. */
HRESULT serve_call(struct lane *lane, const struct lane_line *line);
/* Waits for the late reply of a nested call that was given up, if there is one; lane may then be posted to again. */
HRESULT serve_drain(struct lane *lane);
void serve_rooms_free(struct serve_room *rooms);
/*
 * The calls above that one were left: lets go of what they held. Returns the tail that was to go with the reply of the
 * outermost of them, for free(), or NULL.
 */
uint8_t *serve_left(struct thread_state *thread, struct serve_room *until, uint32_t *tail_size);
/* Likewise, but of the sections of their lanes alone: no foreign code runs. */
void serve_left_sections(struct thread_state *thread, struct serve_room *until);
/* The life of a thread that serves one lane. */
DWORD WINAPI serve_lane_thread(void *lane);

/* ---- apartment.c ---- */

extern const IID iid_agile_object;
typedef void (*apartment_function)(void *context);
/* The calling thread's apartment; its hidden window is made if it is an STA. agile: the object needs none. */
HRESULT apartment_current(IUnknown *object, struct home *home);
/* Runs function in that apartment and waits, pumping in an STA. */
HRESULT apartment_run(const struct home *home, apartment_function function, void *context);
/*
 * NDR is about to read interface pointers on this thread. An STA knows the unmarshaler and the proxies only if they
 * were registered in it.
 */
void apartment_prepare(struct thread_state *thread);
/* Waits for any of the handles as COM does in this thread's apartment. WAIT_OBJECT_0 + n, WAIT_TIMEOUT, WAIT_FAILED. */
DWORD apartment_wait(DWORD count, const HANDLE *handles, DWORD timeout);
/* The same for a thread that is in no call: in an STA it dispatches whatever comes. */
DWORD apartment_idle(DWORD count, const HANDLE *handles, DWORD timeout);

/* ---- import.c: objects of peers ---- */

/* The import of that export, with a reference; refs are what this unmarshaling received. ipid: of iid, 0: ask. */
HRESULT import_get(
    struct connection *connection, uint64_t export_id, uint32_t refs, const IID *iid, uint64_t ipid, void **object);
/* What a ticket of kind TICKET_LOCAL names: see import_marshal_local in import.c. */
HRESULT import_unmarshal_local(const struct ticket_local *local, const IID *iid, void **object);
void import_release_local(const struct ticket_local *local);

/* ---- shared.c: memory that both processes see ---- */

/* The peer's requests, on its control lane. A request that makes no sense fails and changes nothing. */
HRESULT shared_map(struct connection *connection, const struct map_request *request);
void shared_unmap(struct connection *connection, const uint64_t *ids, uint32_t count);
/* The connection is dead: its mappings stay only as long as calls use them. */
void shared_connection_ended(struct connection *connection);
/* Nobody uses the connection any more. */
void shared_connection_cleanup(struct connection *connection);
bool shared_in_use(void);
/*
 * This process's own shared memory that holds the range, with a reference for CrossbitReleaseMemory; NULL: not in one
 * piece of it.
 */
struct memory *shared_find(const void *address, SIZE_T size, uint64_t *offset);
/* Has the peer map it, and fills in what the peer finds it by. S_FALSE: the peer cannot; it is copied then. */
HRESULT shared_offer(struct connection *connection, const struct memory *memory, uint64_t offset, SIZE_T size,
    struct crossbit_memory *reference);

/* ---- client_channel.c: IRpcChannelBuffer under the proxies ---- */

void client_calls_free(struct client_call *calls);
/* The calling thread ends, in callbacks perhaps: lets go of the sections of their lanes. Runs no foreign code. */
void client_thread_ends(struct thread_state *thread);
/* Then, on any thread: what the calls held around those callbacks, and the callbacks. Runs foreign code. */
void client_thread_left(struct thread_state *thread);
struct import;
HRESULT client_channel_create(struct connection *connection, uint64_t ipid, const struct interface_info *info,
    const LONG *deadline_ms, IRpcChannelBuffer **channel);
/* A call to the connection itself, on a lane or nested. reply is filled up to reply_size; reply_used may be NULL. */
HRESULT client_call_connection(struct connection *connection, uint32_t method, const void *request,
    uint32_t request_size, void *reply, uint32_t reply_size, uint32_t *reply_used);
/* What comes with a reply that nobody waits for any more: references that the peer gives back. */
void client_read_late_reply(struct lane *lane, const struct lane_line *reply);

/* ---- interface.c: proxies and stubs ---- */

/* What is known about an interface in this process. Never freed. */
struct interface_info {
    struct interface_info *next;
    IID iid;
    IPSFactoryBuffer *factory;
    uint32_t method_count; /* 0: unknown */
    uint8_t *plain;        /* enum plain_bits of each method; NULL: nothing is plain */
    char *volatile *names; /* (interlocked) of each method, made when first asked for; NULL: unknown count */
    bool known_stub;
    struct direct_method *direct; /* by method number; NULL: for none */
    const void **face_table;      /* of direct_face.h; NULL: clients get widl's proxies */
};
enum plain_bits { PLAIN_REQUEST = 1, PLAIN_REPLY = 2 };
/* plain.c: fills method_count, plain, direct and face_table from the format strings of the interface's stub. */
void plain_examine(struct interface_info *info);
/* NULL: no proxy can be had. */
const struct interface_info *interface_find(const IID *iid);
/* TRUE if the stub may be called with that number. NDR does not check it: it is an index into the stub's tables. */
bool interface_has_method(const struct interface_info *info, uint32_t method);
/* TRUE if no interface pointer can be in its messages. */
bool interface_is_flat(const struct interface_info *info, uint32_t method);
bool interface_plain_request(const struct interface_info *info, uint32_t method);
bool interface_plain_reply(const struct interface_info *info, uint32_t method);
/* "method 3 of {IID}", for messages; lives as long as the process. */
const char *interface_method_name(const struct interface_info *info, uint32_t method);

/* ---- direct.c, direct_invoke.S: methods that need no NDR ---- */

#define DIRECT_PARAMS_MAX 16 /* methods with more go the usual way */
#define DIRECT_STACK_SIZE ((DIRECT_PARAMS_MAX + 1) * sizeof(uint64_t))
#define DIRECT_BLOCKS_SIZE 512u /* methods whose structures take more go the usual way */

struct direct_method;
/* One call: what was read from its request, and where its reply is to be. */
struct direct_call {
    const struct direct_method *method; /* NULL: the usual way */
    bool in_place;
    uint32_t reply_size; /* how large the reply may become, without an array that the method allocates */
    BYTE *reply;
    uint32_t lengths[DIRECT_PARAMS_MAX];                          /* of arrays */
    uint32_t places[DIRECT_PARAMS_MAX];                           /* of [out] arrays, in the reply */
    BYTE stack[DIRECT_STACK_SIZE] __attribute__((aligned(16)));   /* the arguments, as the method finds them */
    BYTE blocks[DIRECT_BLOCKS_SIZE] __attribute__((aligned(16))); /* what pointers to numbers and structures lead to */
};
/* TRUE: described, and no interface pointer can be in its messages. */
bool direct_is_flat(const struct direct_method *methods, uint32_t method);
/*
 * For each method of a stub that plain_examine has looked at, to be freed with free; NULL: for none, or out of memory.
 */
struct direct_method *direct_describe(const IRpcStubBuffer *stub);
/*
 * Reads a request. S_FALSE: this call goes the usual way; methods may be NULL. An error: the request is none. The
 * request's arrays stay where they are until direct_prepare or, if they are [in] alone, until direct_invoke.
 */
HRESULT direct_read(const struct direct_method *methods, const RPCOLEMESSAGE *message, struct direct_call *call);
/* Gives the call room for its reply: reply_size bytes, aligned by 8, of which the first are zeros. */
void direct_prepare(struct direct_call *call, BYTE *reply, uint64_t zeros);
/* Calls the method of stub's object and fills the reply; as IRpcStubBuffer::Invoke does, leaves its size in message. */
HRESULT direct_invoke(
    struct direct_call *call, const IRpcStubBuffer *stub, RPCOLEMESSAGE *message, IRpcChannelBuffer *channel);

/* ---- error_info.c ---- */

/* The thread's error information as bytes for a tail (CoTaskMemFree), and clears it; size 0 if there is none. */
void error_info_take(uint8_t **bytes, uint32_t *size);
void error_info_set(const uint8_t *bytes, uint32_t size);

/* ---- guard.S, guard.c ---- */

#define GUARD_RPC_CODES 0x10000u /* exceptions with a smaller code are RPC's statuses */
/*
 * function(context); returns 0, or the code of the exception that ended it. With fault hooks only RPC's own come back.
 */
DWORD guard_call(void (*function)(void *), void *context);
#ifndef _WIN64
/* RtlUnwind, which a test replaces. */
extern void(WINAPI *guard_rtl_unwind)(void *frame, void *target, EXCEPTION_RECORD *record, void *value);
#endif

/* ---- words.c: the last words of a process ---- */

/* The peer has left its last words in its half of a control lane (LANE_DIED): takes them over. (channel.lock) */
void words_take(struct connection *connection);
#define WORDS_EXIT_MS 2000 /* a process that broke off its connections ends within that, or does not end */
/* The peer's exit code, for which it waits timeout ms; STILL_ACTIVE: the process lives on. */
DWORD words_exit_code(const struct connection *connection, DWORD timeout);
/* Gives the calling thread the error information of a call on a dead connection. method 0: unknown. */
void words_tell(struct connection *connection, const struct interface_info *info, uint32_t method);

/* ---- marshaler.c ---- */

/* Writes the full form of object's interface iid to stream; runs in the object's apartment. */
HRESULT marshal_full(IStream *stream, REFIID iid, IUnknown *object, DWORD context, void *data, DWORD flags);
/* An upper limit for the bytes that any form takes. */
HRESULT marshal_size(REFIID iid, IUnknown *object, DWORD context, void *data, DWORD flags, DWORD *size);

/* ---- ticket.c ---- */

/* Reads a ticket from stream and checks its form. */
HRESULT ticket_read(IStream *stream, struct ticket *ticket);
/* Fills in magic, size and versions, and writes it. */
HRESULT ticket_write(IStream *stream, const struct ticket *ticket);
void ticket_complete(struct ticket *ticket); /* fills them in */
bool ticket_is_valid(const struct ticket *ticket);
/* size bytes; RPC_E_INVALID_OBJREF when the stream has fewer. */
HRESULT ticket_read_bytes(IStream *stream, void *bytes, ULONG size);

/* ---- unmarshaler.c ---- */

/* IMarshal::UnmarshalInterface and ReleaseMarshalData for everything that begins with a ticket. */
HRESULT channel_unmarshal(IStream *stream, REFIID iid, void **object);
HRESULT channel_release_marshal_data(IStream *stream);
/* DllGetClassObject for CLSID_CrossbitUnmarshaler. */
HRESULT channel_class_object(REFIID iid, void **object);

#endif
