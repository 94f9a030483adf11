/* SPDX-License-Identifier: MIT */
/* What any program does with it: the same in-process and over the drop-in. */
#include <stdio.h>

#include "life.h"

static int visit(void *user, int n)
{
    return *(int *)user + n;
}

int main(void)
{
    int ten = 10;
    life_box *box = life_box_new(3);

    printf("work %d %d\n", life_work(2), life_work(40));
    printf("each %d\n", life_each(visit, &ten, 3));
    printf("box %d\n", life_box_get(box));
    life_box_free(box);
    life_set_size(7);
    printf("sizes %d %d %ld\n", life_size(5), life_short(6), life_long(8));
    fflush(stdout);
    return 0;
}
