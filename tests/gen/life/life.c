/* SPDX-License-Identifier: MIT */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "life.h"

#define EXPORT __declspec(dllexport)

static char path[MAX_PATH];
static int total, hang;

static void say(const char *what)
{
    FILE *file = path[0] ? fopen(path, "a") : NULL;

    if (file) {
        fprintf(file, "%s total %d\n", what, total);
        fclose(file);
    }
}

static void bye(void)
{
    say("atexit");
}

EXPORT int life_open(const char *log)
{
    strcpy(path, log);
    atexit(bye);
    return 1;
}

#ifdef LIFE_NEEDS /* another DLL, which is not there */
__declspec(dllimport) int life_absent(void);
#else
#define life_absent() 0
#endif

EXPORT int life_work(int n)
{
    return total += n + life_absent();
}

EXPORT void life_hang_at_end(int milliseconds)
{
    hang = milliseconds;
}

EXPORT int life_sum(const int *list, int count)
{
    int sum = 0;

    while (count-- > 0)
        sum += *list++;
    return sum;
}

EXPORT int life_wait(int milliseconds)
{
    Sleep(milliseconds);
    return milliseconds;
}

EXPORT int life_each(life_visit visit, void *user, int times)
{
    int i, sum = 0;

    for (i = 0; i < times; i++)
        sum += visit(user, i);
    return sum;
}

static volatile int visits_begun, visits_ended;

EXPORT int life_visit_once(life_visit visit, void *user)
{
    int result;

    visits_begun++;
    result = visit(user, 0);
    visits_ended++;
    return result;
}

EXPORT int life_visit_serial(life_visit visit, void *user)
{
    return life_visit_once(visit, user);
}

EXPORT int life_visits(int ended)
{
    return ended ? visits_ended : visits_begun;
}

EXPORT void life_set_size(size_t size)
{
    total = (int)size;
}

EXPORT void life_keep_quiet(size_t size)
{
    total = (int)size;
}

EXPORT int life_size(size_t size)
{
    return (int)size;
}

EXPORT short life_short(size_t size)
{
    return (short)size;
}

EXPORT long life_long(size_t size)
{
    return (long)size;
}

struct life_box {
    int value;
};

EXPORT life_box *life_box_new(int value)
{
    life_box *box = malloc(sizeof(*box));

    box->value = value;
    return box;
}

EXPORT int life_box_get(life_box *box)
{
    return box->value;
}

EXPORT void life_box_free(life_box *box)
{
    free(box);
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)instance;
    if (reason == DLL_PROCESS_DETACH) {
        if (hang)
            Sleep(hang);
        say(reserved ? "detach at process end" : "detach by unload");
    }
    return TRUE;
}
