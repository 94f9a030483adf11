/* SPDX-License-Identifier: MIT */
#include "hand_peer.h"

#include <string.h>

static void lane_map(struct hand_lane *lane, BOOL caller)
{
    if (!lane->view)
        lane->view = MapViewOfFile(lane->section, FILE_MAP_WRITE, 0, 0, 0);
    lane->mine = (struct lane_half *)(lane->view + (caller ? LANE_DOWN_OFFSET : LANE_UP_OFFSET));
    lane->theirs = (struct lane_half *)(lane->view + (caller ? LANE_UP_OFFSET : LANE_DOWN_OFFSET));
    lane->their_event = caller ? lane->server_event : lane->caller_event;
    lane->seen = 0;
}

void hand_lane_make(struct hand_lane *lane, const GUID *nonce)
{
    lane->section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, LANE_SECTION_SIZE, NULL);
    lane->caller_event = CreateEventW(NULL, FALSE, FALSE, NULL);
    lane->server_event = CreateEventW(NULL, FALSE, FALSE, NULL);
    lane_map(lane, TRUE);
    *hand_header(lane) = (struct lane_header){
        .magic = LANE_MAGIC, .version = CHANNEL_VERSION_MAX, .section_size = LANE_SECTION_SIZE, .nonce = *nonce};
}

static HANDLE duplicate(INT64 handle)
{
    HANDLE copy = NULL;

    DuplicateHandle(
        GetCurrentProcess(), (HANDLE)(UINT_PTR)handle, GetCurrentProcess(), &copy, 0, FALSE, DUPLICATE_SAME_ACCESS);
    return copy;
}

void hand_lane_open(struct hand_lane *lane, BOOL caller, const INT64 handles[3])
{
    lane->section = duplicate(handles[0]);
    lane->caller_event = duplicate(handles[1]);
    lane->server_event = duplicate(handles[2]);
    lane_map(lane, caller);
}

void hand_lane_free(struct hand_lane *lane)
{
    if (lane->view)
        UnmapViewOfFile(lane->view);
    if (lane->section)
        CloseHandle(lane->section);
    if (lane->caller_event)
        CloseHandle(lane->caller_event);
    if (lane->server_event)
        CloseHandle(lane->server_event);
    memset(lane, 0, sizeof(*lane));
}

struct lane_header *hand_header(struct hand_lane *lane)
{
    return (struct lane_header *)lane->view;
}

void hand_post(struct hand_lane *lane, const struct lane_line *line, const void *data, size_t size, int step)
{
    struct lane_line *mine = &lane->mine->line, whole = *line;

    if (size && size <= LANE_DATA_SIZE)
        memcpy(lane->mine->data, data, size);
    whole.seq = mine->seq;
    whole.waiting = mine->waiting;
    *mine = whole;
    InterlockedExchangeAdd((volatile LONG *)&mine->seq, step);
    SetEvent(lane->their_event);
}

const void *hand_data(const struct hand_lane *lane, const struct lane_line *line)
{
    return line->flags & LANE_IN_LINE ? line->small : lane->theirs->data;
}

BOOL hand_peer_left(const struct hand_lane *lane)
{
    return *(volatile uint32_t *)&lane->theirs->line.waiting == LANE_LEFT;
}

BOOL hand_wait(struct hand_lane *lane, DWORD ms, struct lane_line *line)
{
    DWORD start = GetTickCount();
    BOOL left;

    for (;;) {
        left = hand_peer_left(lane); /* before: what it posted last is there */
        if (*(volatile uint32_t *)&lane->theirs->line.seq == lane->seen + 1)
            break;
        if (left || GetTickCount() - start > ms)
            return FALSE;
        Sleep(1);
    }
    lane->seen++;
    *line = lane->theirs->line;
    return TRUE;
}

void hand_leave(struct hand_lane *lane)
{
    if (!lane->view)
        return;
    InterlockedExchange((volatile LONG *)&lane->mine->line.waiting, LANE_LEFT);
    SetEvent(lane->their_event);
}

void hand_offer(struct hand *hand, const struct ticket *ticket)
{
    FILETIME created, other;

    memset(hand, 0, sizeof(*hand));
    CoCreateGuid(&hand->offer.instance);
    CoCreateGuid(&hand->offer.nonce);
    hand->offer.version_min = CHANNEL_VERSION_MIN;
    hand->offer.version_max = CHANNEL_VERSION_MAX;
    hand->offer.secret = ticket->secret;
    hand->offer.process_id = GetCurrentProcessId();
    GetProcessTimes(GetCurrentProcess(), &created, &other, &other, &other);
    hand->offer.created = (INT64)((UINT64)created.dwHighDateTime << 32 | created.dwLowDateTime);
    hand_lane_make(&hand->out, &hand->offer.nonce);
    hand_lane_make(&hand->in, &hand->offer.nonce);
    hand->offer.to_answerer[0] = (INT64)(UINT_PTR)hand->out.section;
    hand->offer.to_answerer[1] = (INT64)(UINT_PTR)hand->out.caller_event;
    hand->offer.to_answerer[2] = (INT64)(UINT_PTR)hand->out.server_event;
    hand->offer.to_offerer[0] = (INT64)(UINT_PTR)hand->in.section;
    hand->offer.to_offerer[1] = (INT64)(UINT_PTR)hand->in.caller_event;
    hand->offer.to_offerer[2] = (INT64)(UINT_PTR)hand->in.server_event;
    /* The peer calls on that one. */
    lane_map(&hand->in, FALSE);
}

void hand_free(struct hand *hand)
{
    hand_leave(&hand->out);
    hand_leave(&hand->in);
    hand_lane_free(&hand->out);
    hand_lane_free(&hand->in);
}
