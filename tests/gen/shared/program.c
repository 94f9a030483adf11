/* SPDX-License-Identifier: MIT */
/*
 * The same calls with ordinary memory and with crossbit_alloc's, printed. In-process both are ordinary to the library;
 * over the drop-in the second kind is seen by both sides, which meet() proves.
 */
#include <windows.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared.h"

enum { MEMORY = 1 << 20, HANG_MS = 20000 };

static void *(*alloc)(size_t size);
static void (*release)(void *memory);

static void *alloc_zeroed(size_t size)
{
    return calloc(1, size);
}

/* What was printed for one kind of memory: it must not depend on the kind. */
static char said[2][2000], *saying;

static void say(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    vsnprintf(saying + strlen(saying), sizeof(said[0]) - strlen(saying), format, list);
    va_end(list);
}

static unsigned hash(const unsigned char *data, size_t size)
{
    unsigned value = 2166136261u;

    while (size--)
        value = (value ^ *data++) * 16777619u;
    return value;
}

static void call_all(char *text)
{
    unsigned char *memory = alloc(MEMORY);
    unsigned got = 0;
    double *doubles = (double *)(memory + 4096);
    dot *dots = (dot *)(memory + 8192);
    long *numbers = (long *)(memory + 12288);
    job work = {memory, 1000, memory + 20000, 1200, 0};
    stream s;

    saying = text;
    for (int i = 0; i < 1000; i++)
        memory[i] = (unsigned char)(i * 7);
    say("sum %u %u %u\n", sum(memory, 1000), sum(memory + 1, 1), sum(NULL, 0));
    fill(memory + 1000, 100, 5);
    say("fill %u\n", hash(memory, MEMORY));
    say("read_some %d", read_some(memory + 2000, 100, &got));
    say(" %u %u\n", got, hash(memory, MEMORY));
    for (int i = 0; i < 4; i++) {
        doubles[i] = i + 0.5;
        dots[i].x = dots[i].y = i;
    }
    say("scale %g", scale(doubles, 4, 2));
    say(" %g %g\n", doubles[0], doubles[3]);
    say("dots %d", mirror_dots(dots, 4));
    say(" %d %d\n", dots[3].x, dots[3].y);
    longs(numbers, 5);
    say("longs %ld %ld\n", numbers[1], numbers[4]);
    say("job %d", run_job(&work));
    say(" %u %d %d %u\n", work.done, work.in == memory, work.out == memory + 20000, hash(memory, MEMORY));

    memset(&s, 0, sizeof(s));
    say("open %d\n", stream_open(&s, 9));
    s.next_in = memory; /* the output begins where the input ends */
    s.avail_in = 600;
    s.next_out = memory + 600;
    s.avail_out = 400;
    for (int i = 0; i < 2; i++) {
        say("run %d", stream_run(&s));
        say(" %d %u %d %u %u\n", (int)(s.next_in - memory), s.avail_in, (int)(s.next_out - memory), s.avail_out,
            hash(memory, MEMORY));
        s.avail_out = 300;
    }
    say("close %d\n", stream_close(&s));
    release(memory);
    fputs(text, stdout);
}

/* ---- seen by both at once; in-process all memory is ---- */

struct meeting {
    unsigned char *memory;
    int result, in_job;
};

static DWORD WINAPI meet_thread(void *context)
{
    struct meeting *meeting = context;
    job work = {meeting->memory + MEMORY - 1, 1, meeting->memory, MEMORY / 2, 0};

    meeting->result = meeting->in_job ? meet_in_job(&work, HANG_MS) : meet(meeting->memory, MEMORY, HANG_MS);
    return 0;
}

static void meet_somebody(int in_job, int frees)
{
    struct meeting meeting = {alloc(MEMORY), -5, in_job};
    volatile unsigned char *bytes = meeting.memory;
    ULONGLONG end = GetTickCount64() + HANG_MS;
    HANDLE thread = CreateThread(NULL, 0, meet_thread, &meeting, 0, NULL);

    while (bytes[0] != 1 && GetTickCount64() < end)
        Sleep(1);
    if (frees &&
        GetModuleHandleW(L"shared.dll") != NULL) /* over the drop-in the call keeps it; in-process nothing does */
        release(meeting.memory);
    bytes[MEMORY - 1] = 2;
    bytes[1] = 2;
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    printf("meet %d %d\n", in_job, meeting.result);
    if (!frees)
        printf("then %d\n", bytes[1000]);
    if (!frees || GetModuleHandleW(L"shared.dll") == NULL)
        release(meeting.memory);
}

static void keep(void)
{
    unsigned char *memory;
    keeper *k = keeper_open();

    memory = alloc(MEMORY);
    keeper_set(k, memory, MEMORY);
    keeper_fill(k, 5); /* does not pass it */
    printf("kept %d %d\n", memory[0], memory[MEMORY - 1]);
    keeper_close(k);
    release(memory);
    /* More than a 32-bit process holds: closing the handle gives it back. */
    for (int i = 0; i < 300; i++) {
        k = keeper_open();
        memory = alloc(16 << 20);
        keeper_set(k, memory + (16 << 20) - 1000, 1000);
        keeper_fill(k, i);
        if (memory[(16 << 20) - 1] != (unsigned char)i) {
            printf("round %d: kept memory is not seen\n", i);
            i = 300;
        }
        keeper_close(k);
        release(memory);
    }
}

/* off: with the channel switched off, where all is copied. */
int main(int argc, char **argv)
{
    HMODULE client;
    wchar_t path[MAX_PATH];

    if (argc > 1 && strcmp(argv[1], "off") == 0)
        SetEnvironmentVariableA("CROSSBIT_CHANNEL", "off");
    alloc = alloc_zeroed;
    release = free;
    call_all(said[0]);
    /* Beside the program lies what the drop-in loads. */
    GetModuleFileNameW(NULL, path, MAX_PATH);
    wcscpy(wcsrchr(path, L'\\') + 1, L"crossbit.dll");
    client = LoadLibraryW(path);
    if (client != NULL) {
        alloc = (void *(*)(size_t))(void (*)(void))GetProcAddress(client, "crossbit_alloc");
        release = (void (*)(void *))(void (*)(void))GetProcAddress(client, "crossbit_free");
    }
    if (client == NULL || alloc == NULL || release == NULL) {
        puts("no crossbit_alloc");
        return 1;
    }
    call_all(said[1]);
    if (strcmp(said[0], said[1]) != 0) {
        puts("the two kinds of memory differ");
        return 1;
    }
    if (argc > 1)
        return 0;
    meet_somebody(0, 0);
    meet_somebody(1, 0);
    meet_somebody(0, 1);
    keep();
    fflush(stdout);
    return 0;
}
