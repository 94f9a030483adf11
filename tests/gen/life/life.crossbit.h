/* SPDX-License-Identifier: MIT */
#include "life.h"
#include <crossbit/annotate.h>
CROSSBIT_LIBRARY("life.dll");
CROSSBIT_HANDLE(life_box *);
CROSSBIT_FAILS_OF(short, -5);
CROSSBIT_FAILS_OF(long, -6);
int life_open(_In_z_ CROSSBIT_PATH const char *log);
typedef int (*life_visit)(CROSSBIT_USER void *user, int n);
int life_each(CROSSBIT_DURING_CALL life_visit visit, CROSSBIT_USER void *user, int times);
int life_visit_once(CROSSBIT_DURING_CALL life_visit visit, CROSSBIT_USER void *user);
CROSSBIT_SERIAL int life_visit_serial(CROSSBIT_DURING_CALL life_visit visit, CROSSBIT_USER void *user);
CROSSBIT_SERIAL int life_visits(int ended);
CROSSBIT_FAILS() void life_keep_quiet(size_t size);
CROSSBIT_FAILS(-9) long life_long(size_t size);
CROSSBIT_FAILS(-7) int life_box_get(life_box *box);
int life_sum(_In_reads_(count) const int *list, int count);
void life_box_free(CROSSBIT_CLOSES life_box *box);
