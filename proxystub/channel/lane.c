/* SPDX-License-Identifier: MIT */
/* One lane, from either end: posting, waiting, overflow sections. docs/channel.md has the protocol and its proof. */
#include "channel_private.h"

#include <emmintrin.h>

#define LOOK_PAUSES 256 /* before the first look at the clock */
/*
 * How long a wait is worth spinning, and at most, while nobody else wants the processor: waking an idle one takes up to
 * 100 us.
 * A caller waits for an answer. A server waits for a call that nobody has promised.
 */
#define CALLER_GAP_US 1500
#define CALLER_SPIN_US 2000
#define SERVER_GAP_US 400
#define SERVER_SPIN_US 500
#define SPIN_LEAST_US 200        /* what blocking would cost: an interrupt of the peer's processor is no reason to */
#define GAP_EXPECTED_SOON_US 250 /* somebody else wants it */
#define SPIN_LEAST_SHARED_US 30
#define ABSENT_US 200       /* somebody else had the processor: what was waited is not what the peer took */
#define CONTENDED 64        /* of 256: so many of the recent waits were absent */
#define GAP_COUNTED_US 3000 /* a single long silence must not unlearn a quick exchange */

static void lane_counted(LONG change)
{
    InterlockedExchangeAdd(&channel_counters.lanes, change);
}

static HRESULT lane_attach(struct lane *lane)
{
    struct lane_half *down, *up;

    lane->view = MapViewOfFile(lane->section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, LANE_SECTION_SIZE);
    if (!lane->view)
        return HRESULT_FROM_WIN32(GetLastError());
    down = (struct lane_half *)(lane->view + LANE_DOWN_OFFSET);
    up = (struct lane_half *)(lane->view + LANE_UP_OFFSET);
    lane->mine = lane->caller ? down : up;
    lane->theirs = lane->caller ? up : down;
    return S_OK;
}

struct lane *lane_alloc(struct connection *connection)
{
    struct lane *lane = calloc(1, sizeof(*lane));

    if (lane) {
        lane->connection = connection;
        lane->caller = true;
        lane->state = LANE_CLOSED;
    }
    return lane;
}

HRESULT lane_make(struct lane *lane, const GUID *nonce)
{
    struct lane_header *header;
    HRESULT hr;

    lane_counted(1);
    InterlockedExchange(&lane->state, LANE_CLAIMED);
    /* No names: the peer fetches the handles. */
    lane->section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, LANE_SECTION_SIZE, NULL);
    lane->my_event = CreateEventW(NULL, FALSE, FALSE, NULL);
    lane->their_event = CreateEventW(NULL, FALSE, FALSE, NULL);
    if (!lane->section || !lane->my_event || !lane->their_event) {
        hr = HRESULT_FROM_WIN32(GetLastError());
        goto exit;
    }
    if (FAILED(hr = lane_attach(lane)))
        goto exit;
    header = (struct lane_header *)lane->view;
    header->magic = LANE_MAGIC;
    header->version = CHANNEL_VERSION_MAX;
    header->section_size = LANE_SECTION_SIZE;
    header->nonce = *nonce;
exit:
    if (FAILED(hr))
        lane_close(lane);
    return hr;
}

HRESULT lane_fetch_handle(struct connection *connection, uint64_t value, HANDLE *handle)
{
    *handle = NULL;
    if (value == 0 || value > 0x7fffffff) /* handles have 32 significant bits; and no pseudo handles */
        return E_INVALIDARG;
    if (!DuplicateHandle(connection->process, (HANDLE)(uintptr_t)value, GetCurrentProcess(), handle, 0, FALSE,
            DUPLICATE_SAME_ACCESS)) {
        *handle = NULL;
        return HRESULT_FROM_WIN32(GetLastError());
    }
    return S_OK;
}

uint64_t lane_view_size(const void *view)
{
    MEMORY_BASIC_INFORMATION info;

    if (!VirtualQuery(view, &info, sizeof(info)) || info.State != MEM_COMMIT || info.BaseAddress != view)
        return 0;
    return info.RegionSize;
}

HRESULT lane_open(
    struct connection *connection, bool caller, const uint64_t handles[3], const GUID *nonce, struct lane **opened)
{
    struct lane_header header;
    struct lane *lane;
    HRESULT hr;

    *opened = NULL;
    if (!(lane = calloc(1, sizeof(*lane))))
        return E_OUTOFMEMORY;
    lane_counted(1);
    lane->connection = connection;
    lane->caller = caller;
    if (FAILED(hr = lane_fetch_handle(connection, handles[0], &lane->section)) ||
        FAILED(hr = lane_fetch_handle(connection, handles[caller ? 1 : 2], &lane->my_event)) ||
        FAILED(hr = lane_fetch_handle(connection, handles[caller ? 2 : 1], &lane->their_event)) ||
        FAILED(hr = lane_attach(lane)))
        goto exit;
    /* Asked before it is read: pages of a section that only reserves them are not there. */
    if (lane_view_size(lane->view) < LANE_SECTION_SIZE) {
        hr = E_ACCESSDENIED;
        goto exit;
    }
    memcpy(&header, lane->view, sizeof(header));
    if (header.magic != LANE_MAGIC || header.section_size != LANE_SECTION_SIZE || !IsEqualGUID(&header.nonce, nonce)) {
        hr = E_ACCESSDENIED;
        goto exit;
    }
    if (header.version < CHANNEL_VERSION_MIN || header.version > CHANNEL_VERSION_MAX) {
        hr = RPC_E_VERSION_MISMATCH;
        goto exit;
    }
    *opened = lane;
    lane = NULL;
exit:
    lane_free(lane);
    return hr;
}

static void overflow_drop(struct overflow *overflow)
{
    if (overflow->view || overflow->section)
        InterlockedDecrement(&channel_counters.overflow_sections);
    if (overflow->view)
        UnmapViewOfFile(overflow->view);
    if (overflow->section)
        CloseHandle(overflow->section);
    overflow->view = NULL;
    overflow->section = NULL;
    overflow->size = overflow->zeros = overflow->to_clear = 0;
}

/*
 * The connection's thread gives idle sections back; it may be asleep without a time limit. That is the caller's: the
 * side that serves a lane does it when it is asked to.
 */
static void overflow_noted(const struct lane *lane)
{
    struct connection *connection = lane->connection;

    if (lane->caller && !InterlockedExchange(&connection->overflowing, 1) && connection->control_in)
        SetEvent(connection->control_in->my_event);
}

void lane_pin_out(struct lane *lane, struct overflow *pinned)
{
    *pinned = lane->out;
    memset(&lane->out, 0, sizeof(lane->out));
}

void lane_unpin_out(struct lane *lane, struct overflow *pinned)
{
    overflow_drop(&lane->out);
    lane->out = *pinned;
    overflow_noted(lane); /* the connection's thread may have looked meanwhile, and seen none */
}

void lane_pin_in(struct lane *lane, struct overflow *pinned)
{
    *pinned = lane->in;
    memset(&lane->in, 0, sizeof(lane->in));
}

void lane_unpin_in(struct lane *lane, struct overflow *pinned)
{
    overflow_drop(&lane->in);
    lane->in = *pinned;
}

void lane_trim(struct lane *lane)
{
    overflow_drop(&lane->out);
    overflow_drop(&lane->in);
    lane->in.generation = 0;
}

void lane_leave(struct lane *lane)
{
    if (!lane || !lane->mine || !lane->their_event)
        return;
    InterlockedExchange((volatile LONG *)&lane->mine->line.waiting, LANE_LEFT);
    SetEvent(lane->their_event);
}

void lane_close(struct lane *lane)
{
    if (lane->state == LANE_CLOSED)
        return;
    lane_trim(lane);
    if (lane->view)
        UnmapViewOfFile(lane->view);
    if (lane->section)
        CloseHandle(lane->section);
    if (lane->my_event)
        CloseHandle(lane->my_event);
    if (lane->their_event)
        CloseHandle(lane->their_event);
    lane->view = NULL;
    lane->mine = lane->theirs = NULL;
    lane->section = lane->my_event = lane->their_event = NULL;
    lane->posted = lane->received = lane->generations = 0;
    lane->late = FALSE;
    lane->depth = 0;
    lane->next_owned = NULL;
    lane->owned = FALSE;
    lane->ownerless = 0;
    lane->average_gap = 0;
    lane->absences = 0;
    InterlockedExchange(&lane->state, LANE_CLOSED);
    lane_counted(-1);
}

void lane_free(struct lane *lane)
{
    if (!lane)
        return;
    lane_leave(lane);
    lane_close(lane);
    free(lane);
}

HRESULT lane_reserve(struct lane *lane, uint32_t size, uint8_t **data, uint64_t *zeros)
{
    struct overflow *out = &lane->out;
    uint64_t wanted = 256u << 10;

    *data = NULL;
    if (size > CHANNEL_MAX_MESSAGE)
        return E_OUTOFMEMORY;
    if (out->size < size) {
        while (wanted < size)
            wanted *= 2;
        overflow_drop(out);
        out->section =
            CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, (DWORD)(wanted >> 32), (DWORD)wanted, NULL);
        if (!out->section)
            return E_OUTOFMEMORY; /* this message's failure, not the connection's */
        InterlockedIncrement(&channel_counters.overflow_sections);
        out->view = MapViewOfFile(out->section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0);
        if (!out->view) {
            overflow_drop(out);
            return E_OUTOFMEMORY;
        }
        out->size = wanted;
        out->generation = ++lane->generations;
        out->zeros = wanted;
        overflow_noted(lane);
    }
    *data = out->view;
    if (zeros)
        *zeros = out->zeros;
    out->zeros = out->to_clear = 0;
    return S_OK;
}

HRESULT lane_post(struct lane *lane, struct lane_line *line, const void *data, const void *tail)
{
    struct lane_line *mine = &lane->mine->line;
    uint64_t total = (uint64_t)line->size + line->tail;
    uint8_t *target = lane->mine->data;
    HRESULT hr;

    line->flags = 0;
    if (data && data == lane->out.view)
        total = max(total, (uint64_t)LANE_DATA_SIZE + 1); /* it lies there already */
    if (total > LANE_DATA_SIZE) {
        if (total > CHANNEL_MAX_MESSAGE)
            return E_OUTOFMEMORY;
        if (data && data == lane->out.view && total > lane->out.size)
            return E_UNEXPECTED; /* lane_reserve was asked for less */
        if (FAILED(hr = lane_reserve(lane, (uint32_t)total, &target, NULL)))
            return hr;
        line->flags = LANE_IN_OVERFLOW;
    } else if (total <= sizeof(mine->small) && !line->tail) {
        target = mine->small;
        line->flags = LANE_IN_LINE;
    }
    if (line->size && data != target)
        copy_bytes(target, data, line->size);
    if (line->tail)
        memcpy(target + line->size, tail, line->tail);
    mine->kind = line->kind;
    mine->size = line->size;
    mine->target = line->target;
    mine->method = line->method; /* or status */
    mine->flags = line->flags;
    if (!(line->flags & LANE_IN_LINE))
        mine->tail = line->tail;
    if (line->flags & LANE_IN_OVERFLOW) {
        mine->section = (uintptr_t)lane->out.section;
        mine->section_size = lane->out.size;
        mine->generation = lane->out.generation;
    }
    mine->data_rep = line->data_rep;
    /* The exchange is release and full fence in one: the flag is read after the number is visible. */
    InterlockedExchange((volatile LONG *)&mine->seq, (LONG)++lane->posted);
    if (*(volatile uint32_t *)&lane->theirs->line.waiting) {
        SetEvent(lane->their_event);
        InterlockedIncrement(&channel_counters.wakes);
    }
    return S_OK;
}

static bool arrived(const struct lane *lane, uint32_t number)
{
    return __atomic_load_n(&lane->theirs->line.seq, __ATOMIC_ACQUIRE) == number;
}

/*
 * The first look: calls that follow each other closely end here, and reading the clock would cost as much as they do.
 */
static bool look(const struct lane *lane, uint32_t number)
{
    uint32_t i;

    if (arrived(lane, number))
        return true;
    /* Two threads of this process that spin take the processors from those that they wait for. */
    if (*(volatile LONG *)&channel.spinners + 1 >= (LONG)channel.processors)
        return false;
    for (i = 0; i < LOOK_PAUSES; i++) {
        _mm_pause();
        if (arrived(lane, number))
            return true;
    }
    return false;
}

/* The word of the side that writes half. */
static volatile LONG *read_word(const struct lane *lane, const struct lane_half *half)
{
    struct lane_read *words = (struct lane_read *)(lane->view + LANE_READ_OFFSET);

    return (volatile LONG *)((const uint8_t *)half == lane->view + LANE_DOWN_OFFSET ? &words->caller : &words->server);
}

void lane_want_zeros(struct lane *lane, uint32_t size)
{
    lane->out.to_clear = size;
}

void lane_tell_read(struct lane *lane, uint32_t number, bool large)
{
    /* A full fence: the flag is read after the number is visible. */
    InterlockedExchange(read_word(lane, lane->mine), (LONG)number);
    if (large && *(volatile uint32_t *)&lane->theirs->line.waiting == LANE_WAITING)
        SetEvent(lane->their_event);
}

/*
 * While nothing arrives: clears what the peer has read, so that the next call need not. FALSE: there was nothing to do.
 */
static bool clear_read(struct lane *lane, uint32_t number)
{
    struct overflow *out = &lane->out;
    uint64_t size;

    if (out->zeros >= out->to_clear || (uint32_t)*read_word(lane, lane->theirs) != lane->posted)
        return false;
    while (out->zeros < out->to_clear && !arrived(lane, number)) {
        size = min(out->to_clear - out->zeros, CHANNEL_CLEAR_AT_ONCE);
        memset(out->view + out->zeros, 0, size);
        out->zeros += size;
    }
    return true;
}

/* Goes on looking until the budget is spent. */
static bool spin(struct lane *lane, uint32_t number, uint64_t start)
{
    uint64_t per_us = channel_cycles_per_us(), budget, soon, least, now, last = start;
    bool found = false, crowded, shared, absent = false;
    uint32_t i;

    if (channel.processors < 2)
        return false;
    crowded = InterlockedIncrement(&channel.spinners) >= (LONG)channel.processors;
    shared = crowded || lane->absences >= CONTENDED;
    soon = (shared ? GAP_EXPECTED_SOON_US : lane->caller ? CALLER_GAP_US : SERVER_GAP_US) * per_us;
    least = (shared ? SPIN_LEAST_SHARED_US : SPIN_LEAST_US) * per_us;
    budget = lane->average_gap > soon
                 ? 0
                 : min(max(lane->average_gap * 4, least), (lane->caller ? CALLER_SPIN_US : SERVER_SPIN_US) * per_us);
    for (i = 0; !(found = arrived(lane, number)); i++) {
        _mm_pause();
        if (!crowded && (i & 255))
            continue;
        if (clear_read(lane, number))
            last = channel_cycles(); /* it was not another thread that had the processor */
        now = channel_cycles();
        absent |= now - last > ABSENT_US * per_us;
        last = now;
        if (now - start > budget)
            break;
        SwitchToThread();
    }
    absent |= channel_cycles() - last > ABSENT_US * per_us;
    if (budget)
        lane->absences = (lane->absences * 15 + (absent ? 256 : 0)) / 16;
    else if (lane->absences)
        lane->absences--; /* nothing was seen: it tries again some time */
    InterlockedDecrement(&channel.spinners);
    return found;
}

HRESULT lane_wait(struct lane *lane, DWORD timeout, unsigned int flags, struct lane_line *line)
{
    volatile LONG *waiting = (volatile LONG *)&lane->mine->line.waiting;
    struct connection *connection = lane->connection;
    uint32_t number = lane->received + 1;
    uint64_t start = 0, gap = 0, most;
    DWORD ticks = timeout != INFINITE ? GetTickCount() : 0, left = timeout, spent, result, left_by;
    bool at_once = look(lane, number);
    HANDLE handles[3] = {lane->my_event, connection->process, connection->stop};
    HRESULT hr = S_OK;

    if (!at_once)
        start = channel_cycles();
    if (!at_once && !spin(lane, number, start)) {
        InterlockedIncrement(&channel_counters.blocked);
        for (;;) {
            clear_read(lane, number);
            /*
             * A full fence: the number is read after the flag is visible. Another thread may have put LANE_LEFT there.
             */
            InterlockedCompareExchange(waiting, LANE_WAITING, LANE_RUNNING);
            if (arrived(lane, number))
                break;
            /* Its process may live on: it has ended this connection, or is about to end, and will not answer. */
            left_by = *(volatile uint32_t *)&lane->theirs->line.waiting;
            if (left_by == LANE_LEFT || left_by == LANE_DIED) {
                hr = left_by == LANE_LEFT ? RPC_E_DISCONNECTED : HRESULT_FROM_WIN32(RPC_S_CALL_FAILED);
                break;
            }
            if (timeout != INFINITE) {
                spent = GetTickCount() - ticks;
                left = spent < timeout ? timeout - spent : 0;
            }
            result = flags & LANE_WAIT_STILL  ? WaitForMultipleObjects(ARRAYSIZE(handles), handles, FALSE, left)
                     : flags & LANE_WAIT_IDLE ? apartment_idle(ARRAYSIZE(handles), handles, left)
                                              : apartment_wait(ARRAYSIZE(handles), handles, left);
            if (arrived(lane, number))
                break;
            if (result == WAIT_OBJECT_0) {
                if (!(flags & LANE_WAIT_WAKE))
                    continue; /* a wake-up for a message that was found while spinning, or lane_tell_read's */
                hr = S_FALSE;
            } else if (result == WAIT_OBJECT_0 + 1) {
                hr = HRESULT_FROM_WIN32(RPC_S_CALL_FAILED);
            } else if (result == WAIT_OBJECT_0 + 2) {
                hr = E_ABORT;
            } else if (result == WAIT_TIMEOUT) {
                if (left && GetTickCount() - ticks < timeout)
                    continue;
                hr = RPC_E_TIMEOUT;
            } else {
                hr = E_UNEXPECTED;
            }
            break;
        }
        InterlockedCompareExchange(waiting, LANE_RUNNING, LANE_WAITING);
    }
    if (hr != S_OK)
        return hr;

    if (!at_once) {
        most = GAP_COUNTED_US * channel_cycles_per_us();
        gap = min(channel_cycles() - start, most);
    }
    lane->average_gap = (lane->average_gap * 7 + gap) / 8;
    lane->received = number;
    /* The only read of the line: everything below works on the copy. */
    memcpy(line, (const void *)&lane->theirs->line, sizeof(*line));
    return S_OK;
}

/* Maps the peer's overflow section if it is another one than before. */
static HRESULT overflow_map(struct lane *lane, const struct lane_line *line)
{
    struct overflow *in = &lane->in;
    HRESULT hr;

    if (in->view && in->generation == line->generation)
        return S_OK;
    overflow_drop(in);
    if (FAILED(hr = lane_fetch_handle(lane->connection, line->section, &in->section)))
        return hr;
    InterlockedIncrement(&channel_counters.overflow_sections);
    in->view = MapViewOfFile(in->section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0);
    if (!in->view) {
        overflow_drop(in);
        return E_OUTOFMEMORY; /* no room in this address space: the peer is not to blame, and the lane goes on */
    }
    in->size = lane_view_size(in->view);
    in->generation = line->generation;
    overflow_noted(lane);
    return S_OK;
}

HRESULT lane_locate(struct lane *lane, const struct lane_line *line, const uint8_t **data)
{
    uint64_t total = (uint64_t)line->size + lane_tail_size(line);
    HRESULT hr;

    if (line->flags & LANE_IN_LINE) {
        *data = line->small; /* of the copy */
        return total <= sizeof(line->small) ? S_OK : RPC_E_INVALID_DATAPACKET;
    }
    *data = lane->theirs->data;
    if (!(line->flags & LANE_IN_OVERFLOW))
        return total <= LANE_DATA_SIZE ? S_OK : RPC_E_INVALID_DATAPACKET;
    if (FAILED(hr = overflow_map(lane, line)))
        return hr;
    *data = lane->in.view;
    return total <= lane->in.size ? S_OK : RPC_E_INVALID_DATAPACKET;
}
