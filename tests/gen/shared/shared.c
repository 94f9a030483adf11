/* SPDX-License-Identifier: MIT */
#include "shared.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

/* Says 1 in the first byte and waits for 2 in the second, which only somebody who sees the same memory can write. */
int meet(unsigned char *data, unsigned size, int milliseconds)
{
    volatile unsigned char *bytes = data;
    ULONGLONG end = GetTickCount64() + (ULONGLONG)milliseconds;
    int met;

    bytes[0] = 1;
    while (bytes[1] != 2 && GetTickCount64() < end)
        Sleep(1);
    met = bytes[1] == 2;
    memset(data, 3, size);
    return met;
}

unsigned sum(const unsigned char *data, unsigned n)
{
    unsigned total = 0;

    for (unsigned i = 0; data != NULL && i < n; i++)
        total = total * 3 + data[i];
    return total;
}

void fill(unsigned char *out, unsigned n, int value)
{
    for (unsigned i = 0; i < n; i++)
        out[i] = (unsigned char)(value + i);
}

int read_some(unsigned char *out, unsigned capacity, unsigned *got)
{
    *got = capacity / 2;
    fill(out, *got, 40);
    return 1;
}

double scale(double *values, int count, double by)
{
    double total = 0;

    for (int i = 0; i < count; i++)
        total += values[i] *= by;
    return total;
}

int mirror_dots(dot *dots, int count)
{
    for (int i = 0; i < count; i++)
        dots[i].x = -dots[i].x;
    return count;
}

void longs(long *values, int count)
{
    for (int i = 0; i < count; i++)
        values[i] = i * -1000L;
}

int run_job(job *work)
{
    work->done = work->in_size < work->out_size ? work->in_size : work->out_size;
    for (unsigned i = 0; i < work->out_size; i++)
        work->out[i] = i < work->done ? (unsigned char)~work->in[i] : 0xee;
    return work->done == work->in_size;
}

int meet_in_job(job *work, int milliseconds)
{
    return meet(work->out, work->out_size, milliseconds) && work->in[0] == 2; /* changed during the call */
}

struct state {
    stream *self;
    int key;
};

int stream_open(stream *s, int key)
{
    struct state *state = malloc(sizeof(*state));

    state->self = s;
    state->key = key;
    s->state = state;
    return 0;
}

int stream_run(stream *s)
{
    struct state *state = s->state;

    if (state == NULL || state->self != s)
        return -2;
    for (; s->avail_in && s->avail_out; s->avail_in--, s->avail_out--)
        *s->next_out++ = (unsigned char)(*s->next_in++ ^ state->key++);
    return s->avail_in == 0;
}

int stream_close(stream *s)
{
    struct state *state = s->state;

    if (state == NULL || state->self != s)
        return -2;
    free(state);
    s->state = NULL;
    return 0;
}

struct keeper {
    unsigned char *data;
    unsigned size;
};

keeper *keeper_open(void)
{
    return calloc(1, sizeof(keeper));
}

void keeper_set(keeper *k, unsigned char *data, unsigned size)
{
    k->data = data;
    k->size = size;
}

void keeper_fill(keeper *k, int value)
{
    memset(k->data, value, k->size);
}

void keeper_close(keeper *k)
{
    free(k);
}
