/* SPDX-License-Identifier: MIT */
/* The benchmark: measures the rows that were chosen, prints them, and compares them with the promised ratios. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "bench.h"
#include "crossbit.h"

double bench_batch_us = 20000;

static struct row rows[] = {
    {.name = "pingpong", .unit = "us", .sample = bare_pingpong, .every = 1},
    {.name = "event", .unit = "us", .sample = bare_event, .every = 1},
    {.name = "cold.event", .unit = "us", .sample = bare_cold_event, .every = 1},
    {.name = "add.inprocess", .unit = "us", .sample = calls_add_inprocess, .every = 1},
    {.name = "marshal", .unit = "us", .sample = marshal_add, .every = 1},
    {.name = "add.com", .unit = "us", .sample = calls_add, .every = 1, .parameter = 0},
    {.name = "add.channel", .unit = "us", .sample = calls_add, .every = 1, .parameter = 1},
    {.name = "add.dropin", .unit = "us", .sample = dropin_add_row, .every = 1},
    {.name = "add.dropin.ratio", .unit = "ratio", .sample = dropin_add_ratio, .every = 1},
    {.name = "add.dynamic", .unit = "us", .sample = calls_dynamic, .every = 1},
    {.name = "add.dispatch", .unit = "us", .sample = calls_dispatch, .every = 1},
    {.name = "cold.channel", .unit = "us", .sample = calls_cold, .every = 1, .parameter = 1},
    {.name = "callback.com", .unit = "us", .sample = calls_callback, .every = 1, .parameter = 0},
    {.name = "callback.channel", .unit = "us", .sample = calls_callback, .every = 1, .parameter = 1},
    {.name = "memcpy16m", .unit = "MB/s", .sample = bare_memcpy, .every = 1, .parameter = 16 << 20},
    {.name = "in16m.com", .unit = "MB/s", .sample = calls_in, .every = 5, .parameter = -(16 << 20)},
    {.name = "in16m.channel", .unit = "MB/s", .sample = calls_in, .every = 1, .parameter = 16 << 20},
    {.name = "out16m.com", .unit = "MB/s", .sample = calls_out, .every = 5, .parameter = -(16 << 20)},
    {.name = "out16m.channel", .unit = "MB/s", .sample = calls_out, .every = 1, .parameter = 16 << 20},
    {.name = "shared16m.channel", .unit = "us", .sample = calls_shared, .every = 1, .parameter = 1},
    {.name = "shared16m.dynamic", .unit = "us", .sample = calls_shared, .every = 1, .parameter = 2},
    {.name = "threads1", .unit = "calls/s", .sample = calls_threads, .every = 2, .parameter = 1},
    {.name = "threads2", .unit = "calls/s", .sample = calls_threads, .every = 2, .parameter = 2},
    {.name = "threads8", .unit = "calls/s", .sample = calls_threads, .every = 2, .parameter = 8},
    {.name = "threads64", .unit = "calls/s", .sample = calls_threads, .every = 2, .parameter = 64},
    {.name = "connect.launch", .unit = "ms", .sample = calls_connect, .every = 2, .parameter = CROSSBIT_START_LAUNCH},
    {.name = "connect.activate",
        .unit = "ms",
        .sample = calls_connect,
        .every = 5,
        .parameter = CROSSBIT_START_ACTIVATE},
    {.name = "fault.told", .unit = "ms", .sample = calls_fault, .every = 1},
    {.name = "objects1", .unit = "us", .sample = calls_objects, .every = 5, .parameter = 1, .full_only = true},
    {.name = "objects100000",
        .unit = "us",
        .sample = calls_objects,
        .every = 5,
        .parameter = 100000,
        .full_only = true},
    {.name = "minigzip.ratio", .unit = "ratio", .sample = dropin_minigzip, .every = 3, .full_only = true},
    {.name = "minigzip.native",
        .unit = "s",
        .sample = dropin_minigzip_seconds,
        .every = 3,
        .parameter = 0,
        .full_only = true},
    {.name = "minigzip.dropin",
        .unit = "s",
        .sample = dropin_minigzip_seconds,
        .every = 3,
        .parameter = 1,
        .full_only = true},
    {.name = "minigzip.d.ratio", .unit = "ratio", .sample = dropin_minigzip_back, .every = 3, .full_only = true},
    {.name = "minigzip.d.native",
        .unit = "s",
        .sample = dropin_minigzip_seconds,
        .every = 3,
        .parameter = 2,
        .full_only = true},
    {.name = "minigzip.d.dropin",
        .unit = "s",
        .sample = dropin_minigzip_seconds,
        .every = 3,
        .parameter = 3,
        .full_only = true},
    {.name = "idle.cpu", .unit = "ms/10s", .sample = calls_idle_cpu, .every = 0},
    {.name = "idle.memory", .unit = "MB", .sample = calls_idle_memory, .every = 0},
};

/* Throughput over message size, for the plot. */
static struct row sizes[] = {
    {.name = "in1k.channel", .unit = "MB/s", .sample = calls_in, .every = 2, .parameter = 1 << 10},
    {.name = "in16k.channel", .unit = "MB/s", .sample = calls_in, .every = 2, .parameter = 16 << 10},
    {.name = "in256k.channel", .unit = "MB/s", .sample = calls_in, .every = 2, .parameter = 256 << 10},
    {.name = "in1m.channel", .unit = "MB/s", .sample = calls_in, .every = 2, .parameter = 1 << 20},
    {.name = "out1k.channel", .unit = "MB/s", .sample = calls_out, .every = 2, .parameter = 1 << 10},
    {.name = "out16k.channel", .unit = "MB/s", .sample = calls_out, .every = 2, .parameter = 16 << 10},
    {.name = "out256k.channel", .unit = "MB/s", .sample = calls_out, .every = 2, .parameter = 256 << 10},
    {.name = "out1m.channel", .unit = "MB/s", .sample = calls_out, .every = 2, .parameter = 1 << 20},
    {.name = "in16k.dropin", .unit = "MB/s", .sample = dropin_in, .every = 2, .parameter = 16 << 10},
    {.name = "in1m.dropin", .unit = "MB/s", .sample = dropin_in, .every = 2, .parameter = 1 << 20},
    {.name = "out16k.dropin", .unit = "MB/s", .sample = dropin_out, .every = 2, .parameter = 16 << 10},
    {.name = "out1m.dropin", .unit = "MB/s", .sample = dropin_out, .every = 2, .parameter = 1 << 20},
    {.name = "in1k.com", .unit = "MB/s", .sample = calls_in, .every = 5, .parameter = -(1 << 10)},
    {.name = "in16k.com", .unit = "MB/s", .sample = calls_in, .every = 5, .parameter = -(16 << 10)},
    {.name = "in256k.com", .unit = "MB/s", .sample = calls_in, .every = 5, .parameter = -(256 << 10)},
    {.name = "in1m.com", .unit = "MB/s", .sample = calls_in, .every = 5, .parameter = -(1 << 20)},
};

void bench_fail(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    fputs("bench: ", stderr);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    exit(1);
}

HRESULT bench_check(HRESULT hr, const char *what)
{
    if (FAILED(hr))
        bench_fail("%s: 0x%08lx %ls", what, (unsigned long)hr, crossbit_error_message());
    return hr;
}

double bench_now(void)
{
    static LARGE_INTEGER frequency;
    LARGE_INTEGER now;

    if (!frequency.QuadPart)
        QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&now);
    return (double)now.QuadPart * 1e6 / (double)frequency.QuadPart;
}

double bench_repeat(void (*step)(void *context), void *context)
{
    unsigned long long calls = 0, batch = 1;
    double start, us;

    /* Two processes that have just woken may share a processor for milliseconds, until the system moves one. */
    start = bench_now();
    do
        step(context);
    while (bench_now() - start < bench_batch_us / 4);
    /* Doubles the batch until the clock's own cost does not matter. */
    start = bench_now();
    do {
        unsigned long long i;

        for (i = 0; i < batch; i++)
            step(context);
        calls += batch;
        batch *= 2;
        us = bench_now() - start;
        if (us > 0 && (double)batch > (bench_batch_us - us) * (double)calls / us)
            batch = (unsigned long long)((bench_batch_us - us) * (double)calls / us) + 1;
    } while (us < bench_batch_us);
    return us / (double)calls;
}

const wchar_t *bench_beside(const wchar_t *relative)
{
    static wchar_t path[MAX_PATH];
    wchar_t *slash;

    GetModuleFileNameW(NULL, path, ARRAYSIZE(path));
    slash = wcsrchr(path, '\\');
    _snwprintf(slash + 1, ARRAYSIZE(path) - (slash + 1 - path), L"%ls", relative);
    return path;
}

/* The names in list, which commas separate, are beginnings of row names. NULL: all rows. */
static bool chosen(const struct row *row, const char *list)
{
    size_t length;

    for (; list; list = list[length] ? list + length + 1 : NULL) {
        length = strcspn(list, ",");
        if (length && !strncmp(row->name, list, length))
            return true;
        if (!list[length])
            return false;
    }
    return true;
}

static void measure(struct row *table, size_t count, unsigned round, bool quick, const char *only)
{
    size_t i;

    for (i = 0; i < count; i++) {
        struct row *row = &table[i];

        if (row->count == ARRAYSIZE(row->values) || (quick && row->full_only && !only) || !chosen(row, only))
            continue;
        if (row->every ? round % row->every == 0 : round == 0)
            row->values[row->count++] = row->sample(row);
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double quantile(const struct row *row, double q)
{
    double sorted[ARRAYSIZE(row->values)];

    memcpy(sorted, row->values, row->count * sizeof(*sorted));
    qsort(sorted, row->count, sizeof(*sorted), compare);
    return sorted[(unsigned)(q * (row->count - 1) + 0.5)];
}

static const struct row *find(const char *name)
{
    size_t i;

    for (i = 0; i < ARRAYSIZE(rows); i++)
        if (!strcmp(rows[i].name, name))
            return &rows[i];
    return NULL;
}

static void print_table(const struct row *table, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (table[i].count)
            printf("%-18s %14.3f %-8s  %12.3f .. %-12.3f %3u\n", table[i].name, quantile(&table[i], 0.5), table[i].unit,
                quantile(&table[i], 0.25), quantile(&table[i], 0.75), table[i].count);
}

/*
 * What row is to base and more, NULL or measured in the same rounds as row: the median of the rounds' ratios, because
 * what a virtual machine's host does to a round it does to both rows.
 */
static double ratio(const struct row *row, const struct row *base, const struct row *more)
{
    struct row ratios = *row;
    unsigned i;

    for (i = 0; i < row->count; i++)
        ratios.values[i] /= base ? base->values[i] + (more ? more->values[i] : 0) : 1;
    return quantile(&ratios, 0.5);
}

/* The ratios that the project promises, each against its bound. Returns whether all hold. */
static bool print_targets(void)
{
    static const struct {
        const char *row, *base; /* base NULL: the row itself */
        bool at_least;
        double bound;
        const char *more; /* added to base; NULL: nothing */
        bool most;        /* the 90th percentile instead of the median */
    } targets[] = {
        /* A call cannot be faster than a ping-pong and the marshaling that widl's code does: docs/performance.md. */
        {"add.channel", "pingpong", false, 2, "marshal", false},
        {"add.com", "add.channel", true, 200, NULL, false},
        {"add.dropin.ratio", NULL, false, 1.3, NULL, false}, /* add.dropin to add.channel */
        {"callback.channel", "add.channel", false, 2.5, NULL, false},
        {"cold.channel", "cold.event", false, 1.5, NULL, false},
        {"in16m.channel", "memcpy16m", true, 0.6, NULL, false},
        {"out16m.channel", "memcpy16m", true, 0.3, NULL, false},
        {"shared16m.channel", "add.channel", false, 2, NULL, false},
        {"threads64", "threads2", true, 0.5, NULL, false},
        {"objects100000", "objects1", false, 1.2, NULL, false},
        {"connect.launch", NULL, false, 150, NULL, false},
        {"fault.told", NULL, false, 50, NULL, true},
        {"minigzip.ratio", NULL, false, 1.15, NULL, false},
        {"idle.cpu", NULL, false, 5, NULL, false},
        {"idle.memory", NULL, false, 12, NULL, false},
    };
    bool all = true;
    size_t i;

    printf("\n%-36s %10s %10s\n", "target", "measured", "bound");
    for (i = 0; i < ARRAYSIZE(targets); i++) {
        const struct row *row = find(targets[i].row), *base = targets[i].base ? find(targets[i].base) : NULL;
        const struct row *more = targets[i].more ? find(targets[i].more) : NULL;
        char name[64];
        double value;
        bool good;

        if (!row || !row->count || (targets[i].base && (!base || base->count != row->count)) ||
            (targets[i].more && (!more || more->count != row->count)))
            continue;
        value = targets[i].most ? quantile(row, 0.9) : ratio(row, base, more);
        good = targets[i].at_least ? value >= targets[i].bound : value <= targets[i].bound;
        all &= good;
        snprintf(name, sizeof(name),
            more              ? "%s / (%s + %s)"
            : base            ? "%s / %s"
            : targets[i].most ? "%s, 90%%"
                              : "%s",
            row->name, base ? base->name : "", more ? more->name : "");
        printf("%-36s %10.2f %s %7.2f  %s\n", name, value, targets[i].at_least ? ">=" : "<=", targets[i].bound,
            good ? "ok" : "MISSED");
    }
    return all;
}

static void write_json(const wchar_t *path)
{
    struct {
        const struct row *rows;
        size_t count;
    } tables[] = {{rows, ARRAYSIZE(rows)}, {sizes, ARRAYSIZE(sizes)}};
    const char *separator = "[\n";
    wchar_t part[MAX_PATH];
    size_t i, t;
    FILE *file;

    /* Written beside and renamed: no partial file, whatever happens. */
    _snwprintf(part, ARRAYSIZE(part), L"%ls.part", path);
    if (!(file = _wfopen(part, L"w")))
        bench_fail("cannot write %ls", path);
    for (t = 0; t < ARRAYSIZE(tables); t++)
        for (i = 0; i < tables[t].count; i++) {
            const struct row *row = &tables[t].rows[i];

            if (!row->count)
                continue;
            fprintf(file, "%s  {\"name\": \"%s\", \"value\": %.6g, \"unit\": \"%s\", \"low\": %.6g, \"high\": %.6g}",
                separator, row->name, quantile(row, 0.5), row->unit, quantile(row, 0.25), quantile(row, 0.75));
            separator = ",\n";
        }
    fputs("\n]\n", file);
    if (fclose(file) || !MoveFileExW(part, path, MOVEFILE_REPLACE_EXISTING))
        bench_fail("cannot write %ls", path);
}

int wmain(int argc, wchar_t **argv)
{
    const wchar_t *json = NULL, *peer = NULL;
    char names[256], *only = NULL;
    unsigned round, rounds = 15;
    bool quick = false, check = false;
    int arg;

    for (arg = 1; arg < argc; arg++) {
        if (!wcscmp(argv[arg], L"--peer") && arg + 1 < argc)
            return bare_peer_main(argv[arg + 1]);
        if (!wcscmp(argv[arg], L"--json") && arg + 1 < argc)
            json = argv[++arg];
        else if (!wcscmp(argv[arg], L"--other") && arg + 1 < argc)
            peer = argv[++arg];
        else if (!wcscmp(argv[arg], L"--rows") && arg + 1 < argc) {
            snprintf(names, sizeof(names), "%ls", argv[++arg]);
            only = names;
        } else if (!wcscmp(argv[arg], L"--quick"))
            quick = true;
        else if (!wcscmp(argv[arg], L"--check"))
            check = true;
        else
            bench_fail("unknown option %ls; see tools/bench --help", argv[arg]);
    }
    if (!peer)
        bench_fail("--other names this program's twin of the other bitness");
    if (quick) {
        rounds = 5;
        bench_batch_us = 5000;
    }
    bare_start(peer);
    calls_start();
    for (round = 0; round < rounds; round++) {
        fprintf(stderr, "round %u of %u\r", round + 1, rounds);
        measure(rows, ARRAYSIZE(rows), round, quick, only);
        if (!quick || only)
            measure(sizes, ARRAYSIZE(sizes), round, quick, only);
    }
    calls_stop();
    bare_stop();
    printf("%-18s %14s %-8s  %12s .. %-12s %3s\n", "row", "median", "unit", "25%", "75%", "n");
    print_table(rows, ARRAYSIZE(rows));
    print_table(sizes, ARRAYSIZE(sizes));
    if (json)
        write_json(json);
    return print_targets() || !check ? 0 : 3;
}
