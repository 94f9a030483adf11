/* SPDX-License-Identifier: MIT */
/*
 * tools/bench: measures each way to call, all rows in one run, round by round, so that a noisy machine hurts all alike.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stdint.h>
#include <windows.h>

/* Ends the program with a message that names what failed. Returns hr when it is a success code. */
HRESULT bench_check(HRESULT hr, const char *what);
void bench_fail(const char *format, ...) __attribute__((format(gnu_printf, 1, 2), noreturn));

/* Microseconds of the performance counter. */
double bench_now(void);

/* A path relative to this program's folder; valid until the next call. */
const wchar_t *bench_beside(const wchar_t *relative);

struct row;
/* One measurement, in the row's unit. */
typedef double row_sample(const struct row *row);

struct row {
    const char *name, *unit;
    row_sample *sample;
    intptr_t parameter; /* for sample: threads, bytes ... */
    unsigned every;     /* measured in each every-th round only: slow rows; 0: in the first round only */
    bool full_only;     /* not with --quick */
    double values[64];  /* one a measurement */
    unsigned count;
};

/* How long one measurement of back-to-back calls should last, in microseconds. */
extern double bench_batch_us;

/* Calls step(context) until batch_us have passed, after a warm-up; returns microseconds a call. */
double bench_repeat(void (*step)(void *context), void *context);

/* The peer of the bare rows: a program of the other bitness that answers on shared memory and on events (bare.c). */
void bare_start(const wchar_t *peer_program);
void bare_stop(void);
int bare_peer_main(const wchar_t *handles);
double bare_pingpong(const struct row *row);
double bare_event(const struct row *row);
double bare_cold_event(const struct row *row);
double bare_memcpy(const struct row *row); /* MB/s; parameter: bytes */

/* The rows on real objects in a surrogate (calls.c). */
void calls_start(void);
void calls_stop(void);
double calls_add_inprocess(const struct row *row);
double calls_add(const struct row *row);      /* parameter: 0 standard, 1 channel */
double calls_callback(const struct row *row); /* as above */
double calls_cold(const struct row *row);
double calls_in(const struct row *row); /* MB/s; parameter: bytes, negative: over the standard channel */
double calls_out(const struct row *row);
double calls_shared(const struct row *row); /* us, 16 MB of crossbit_alloc; parameter: 1 a method, 2 a dynamic call */
double calls_dynamic(const struct row *row);
double calls_dispatch(const struct row *row);
double calls_threads(const struct row *row);     /* calls a second; parameter: threads */
double calls_objects(const struct row *row);     /* parameter: live objects */
double calls_connect(const struct row *row);     /* ms; parameter: enum crossbit_start */
double calls_fault(const struct row *row);       /* ms from the call of a function that crashes to its error */
double calls_idle_cpu(const struct row *row);    /* ms of CPU in 10 s without calls */
double calls_idle_memory(const struct row *row); /* MB private */

/* IBench::Add through widl's proxy and stub without a transport (marshal.c). */
double marshal_add(const struct row *row);

/* The rows on drop-ins (dropin.c). */
double dropin_add_row(const struct row *row);
double dropin_add_ratio(
    const struct row *row); /* to add.channel, in short turns: a host may move the processors within a round */
double dropin_in(const struct row *row); /* MB/s; parameter: bytes */
double dropin_out(const struct row *row);
double dropin_minigzip(
    const struct row *row); /* compressing: seconds over the bridge by seconds of the native 32-bit run */
double dropin_minigzip_back(const struct row *row); /* the same for decompressing, of the last round */
double dropin_minigzip_seconds(
    const struct row *row); /* of the last round; parameter: 1 over the bridge, 2 decompressing */

#endif
