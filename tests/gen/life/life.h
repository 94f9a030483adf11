/* SPDX-License-Identifier: MIT */
/* A DLL whose life matters: what it does at its end, how long it takes, and what it refuses. */
#include <stddef.h>
typedef struct life_box life_box;
typedef int (*life_visit)(void *user, int n);
int life_open(const char *log); /* the end of the DLL is written there */
int life_work(int n);
void life_hang_at_end(int milliseconds);
int life_wait(int milliseconds);
int life_each(life_visit visit, void *user, int times);
int life_visit_once(life_visit visit, void *user); /* counts before and after the visit */
int life_visit_serial(life_visit visit, void *user);
int life_visits(int ended);
void life_set_size(size_t size);
void life_keep_quiet(size_t size);
int life_size(size_t size);
short life_short(size_t size);
long life_long(size_t size);
int life_sum(const int *list, int count);
life_box *life_box_new(int value);
int life_box_get(life_box *box);
void life_box_free(life_box *box);
