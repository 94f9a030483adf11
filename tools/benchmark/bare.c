/* SPDX-License-Identifier: MIT */
/*
 * The floor: two processes of the two bitnesses on bare shared memory. No marshaling, no COM. What the channel costs is
 * to be compared with these in the same run.
 */
#include <stdio.h>
#include <wchar.h>

#include "bench.h"

struct bare {
    volatile LONG request, reply; /* counters: the peer sets reply to what request says */
    volatile LONG mode;           /* what the peer waits on */
};
enum { MODE_SPIN, MODE_EVENT, MODE_QUIT };

static struct {
    HANDLE section, ask, answer, process;
    struct bare *memory;
} bare;

static void spin_pause(unsigned *spins)
{
    /* Two cores: whoever is alone on one must let the other run soon. */
    if (++*spins % 1024 == 0)
        SwitchToThread();
    __builtin_ia32_pause();
}

int bare_peer_main(const wchar_t *handles)
{
    unsigned section, ask, answer, parent, spins = 0;
    struct bare *memory;
    HANDLE waits[2];
    LONG seen = 0;

    if (swscanf(handles, L"%u,%u,%u,%u", &section, &ask, &answer, &parent) != 4)
        return 2;
    waits[0] = (HANDLE)(UINT_PTR)ask;
    waits[1] = (HANDLE)(UINT_PTR)parent;
    memory = MapViewOfFile((HANDLE)(UINT_PTR)section, FILE_MAP_WRITE, 0, 0, 0);
    if (!memory)
        return 3;
    for (;;) {
        switch (memory->mode) {
        case MODE_QUIT:
            return 0;
        case MODE_EVENT:
            if (WaitForMultipleObjects(2, waits, FALSE, INFINITE) != WAIT_OBJECT_0)
                return 4; /* the parent ended */
            /* Woken to change over to spinning: there may be a new request already, which the spinning answers. */
            if (memory->mode == MODE_EVENT) {
                seen = memory->request;
                memory->reply = seen;
                SetEvent((HANDLE)(UINT_PTR)answer);
            }
            break;
        default:
            if (memory->request != seen) {
                seen = memory->request;
                memory->reply = seen;
                spins = 0;
            } else {
                spin_pause(&spins);
            }
        }
    }
}

void bare_start(const wchar_t *peer_program)
{
    SECURITY_ATTRIBUTES inherit = {sizeof(inherit), NULL, TRUE};
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    wchar_t command[1024];
    HANDLE self;

    bare.section = CreateFileMappingW(INVALID_HANDLE_VALUE, &inherit, PAGE_READWRITE, 0, 4096, NULL);
    bare.ask = CreateEventW(&inherit, FALSE, FALSE, NULL);
    bare.answer = CreateEventW(&inherit, FALSE, FALSE, NULL);
    bare.memory = bare.section ? MapViewOfFile(bare.section, FILE_MAP_WRITE, 0, 0, 0) : NULL;
    if (!bare.memory || !bare.ask || !bare.answer ||
        !DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &self, SYNCHRONIZE, TRUE, 0))
        bench_fail("cannot make shared memory and events: error %lu", GetLastError());
    bare.memory->mode = MODE_EVENT;
    _snwprintf(command, ARRAYSIZE(command), L"\"%ls\" --peer %u,%u,%u,%u", peer_program,
        (unsigned)(UINT_PTR)bare.section, (unsigned)(UINT_PTR)bare.ask, (unsigned)(UINT_PTR)bare.answer,
        (unsigned)(UINT_PTR)self);
    if (!CreateProcessW(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process))
        bench_fail("cannot start %ls: error %lu", peer_program, GetLastError());
    CloseHandle(process.hThread);
    CloseHandle(self);
    bare.process = process.hProcess;
}

void bare_stop(void)
{
    bare.memory->mode = MODE_QUIT;
    SetEvent(bare.ask);
    if (WaitForSingleObject(bare.process, 5000) != WAIT_OBJECT_0)
        TerminateProcess(bare.process, 1);
    CloseHandle(bare.process);
}

static void spin_step(void *context)
{
    LONG next = bare.memory->request + 1;
    unsigned spins = 0;

    (void)context;
    bare.memory->request = next;
    while (bare.memory->reply != next) {
        spin_pause(&spins);
        if (spins == 100000000)
            bench_fail("the peer of the pingpong row does not answer");
    }
}

static void event_step(void *context)
{
    (void)context;
    bare.memory->request++;
    SetEvent(bare.ask);
    if (WaitForSingleObject(bare.answer, 10000) != WAIT_OBJECT_0)
        bench_fail("the peer of the event row does not answer");
}

double bare_pingpong(const struct row *row)
{
    double us;

    (void)row;
    bare.memory->mode = MODE_SPIN;
    SetEvent(bare.ask); /* out of its wait */
    us = bench_repeat(spin_step, NULL);
    bare.memory->mode = MODE_EVENT;
    return us;
}

double bare_event(const struct row *row)
{
    (void)row;
    return bench_repeat(event_step, NULL);
}

double bare_cold_event(const struct row *row)
{
    double start;

    (void)row;
    Sleep(100);
    start = bench_now();
    event_step(NULL);
    return bench_now() - start;
}

struct copy {
    void *to, *from;
    size_t size;
};

static void copy_step(void *context)
{
    const struct copy *copy = context;

    memcpy(copy->to, copy->from, copy->size);
    __asm__ volatile("" : : "r"(copy->to) : "memory");
}

double bare_memcpy(const struct row *row)
{
    static struct copy copy;

    if (!copy.to) {
        copy.size = (size_t)row->parameter;
        copy.to = VirtualAlloc(NULL, copy.size, MEM_COMMIT, PAGE_READWRITE);
        copy.from = VirtualAlloc(NULL, copy.size, MEM_COMMIT, PAGE_READWRITE);
        if (!copy.to || !copy.from)
            bench_fail("no memory");
        memset(copy.from, 1, copy.size);
        memset(copy.to, 2, copy.size);
    }
    return (double)copy.size / bench_repeat(copy_step, &copy); /* bytes/us = MB/s */
}
