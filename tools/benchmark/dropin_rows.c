/* SPDX-License-Identifier: MIT */
/* The rows on generated drop-ins: a small one in this process, and zlib's minigzip, which runs as it is. */
#include <stdio.h>
#include <wchar.h>

#include "bench.h"

static struct {
    int(__cdecl *add)(int a, int b);
    int(__cdecl *ends)(const unsigned char *data, int size);
    void(__cdecl *fill)(unsigned char *data, int size, int value);
} dropin;
static unsigned char data[1 << 20];

static void load_dropin(void)
{
    const wchar_t *path = bench_beside(L"bench\\small.dll");
    HMODULE module;

    if (dropin.fill)
        return;
    if (!(module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH)))
        bench_fail("%ls cannot be loaded: error %lu", path, GetLastError());
    dropin.add = (void *)GetProcAddress(module, "small_add");
    dropin.ends = (void *)GetProcAddress(module, "small_ends");
    dropin.fill = (void *)GetProcAddress(module, "small_fill");
    if (!dropin.add || !dropin.ends || !dropin.fill)
        bench_fail("%ls lacks a function", path);
}

static void add_step(void *context)
{
    (void)context;
    if (dropin.add(2, 3) != 5)
        bench_fail("2 + 3 came back wrong from the drop-in");
}

double dropin_add_row(const struct row *row)
{
    (void)row;
    load_dropin();
    return bench_repeat(add_step, NULL);
}

double dropin_add_ratio(const struct row *row)
{
    static const struct row channel = {.parameter = 1};
    double whole = bench_batch_us, us[2] = {0, 0};
    int turn;

    bench_batch_us = whole * 0.4;
    for (turn = 0; turn < 6; turn++)
        us[turn & 1] += turn & 1 ? dropin_add_row(row) : calls_add(&channel);
    bench_batch_us = whole;
    return us[1] / us[0];
}

/* Both change what is sent with each call: an old copy of it would be seen. */
static void in_step(void *context)
{
    int size = *(const int *)context;

    data[size - 1]++;
    if (dropin.ends(data, size) != (data[0] << 8 | data[size - 1]))
        bench_fail("the drop-in's DLL saw other bytes");
}

static void out_step(void *context)
{
    static unsigned char value;
    int size = *(const int *)context;

    dropin.fill(data, size, ++value);
    if (data[0] != value || data[size - 1] != value)
        bench_fail("the drop-in's bytes came back wrong");
}

double dropin_in(const struct row *row)
{
    int size = row->parameter;

    load_dropin();
    return size / bench_repeat(in_step, &size);
}

double dropin_out(const struct row *row)
{
    int size = row->parameter;

    load_dropin();
    return size / bench_repeat(out_step, &size);
}

/* Runs one program to its end; returns the seconds that it took. */
static double run(const wchar_t *program, const wchar_t *arguments)
{
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    wchar_t command[2 * MAX_PATH];
    double start;
    DWORD code;

    _snwprintf(command, ARRAYSIZE(command), L"\"%ls\" %ls", program, arguments);
    start = bench_now();
    if (!CreateProcessW(program, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process))
        bench_fail("%ls cannot be started: error %lu", program, GetLastError());
    WaitForSingleObject(process.hProcess, INFINITE);
    start = bench_now() - start;
    if (!GetExitCodeProcess(process.hProcess, &code) || code)
        bench_fail("%ls %ls ended with %lu", program, arguments, code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return start / 1e6;
}

/* Of the last round: [0] compressing, [1] decompressing; then [0] the native program, [1] the one over the bridge. */
static double seconds[2][2];

/* minigzip replaces the file by its compressed form, and with -d that by the file again. */
double dropin_minigzip(const struct row *row)
{
    static const wchar_t *const programs[2] = {
        L"..\\x86\\gen\\zlib\\native\\minigzip.exe", /* the 32-bit program and zlib1.dll */
        L"gen\\zlib\\minigzip.exe"                   /* the 64-bit program, the drop-in, the same zlib1.dll */
    };
    int i;

    /* By turns, so that neither always finds the caches warm. */
    for (i = 0; i < 2; i++) {
        int which = (i + (int)row->count) & 1;
        const wchar_t *program = bench_beside(programs[which]);

        seconds[0][which] = run(program, L"minigzip.data");
        seconds[1][which] = run(program, L"-d minigzip.data.gz");
    }
    return seconds[0][1] / seconds[0][0];
}

double dropin_minigzip_back(const struct row *row)
{
    (void)row;
    return seconds[1][1] / seconds[1][0];
}

double dropin_minigzip_seconds(const struct row *row)
{
    return seconds[row->parameter >> 1][row->parameter & 1];
}
