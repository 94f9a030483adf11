/* SPDX-License-Identifier: MIT */
#include "slice.h"
#include <stdio.h>
#include <string.h>
static int cb(void *user, const char *text, int n)
{
    printf("  cb %s %d\n", text, n);
    return *(int *)user + n;
}
int main(void)
{
    unsigned char data[10] = {1, 2, 3}, out[8];
    int q = -1, r = -1;
    int user = 100;
    point p = {5, 1.5, "name", 1000};
    flat f[2] = {{1, {0, 0, 0, 2}, 0}, {3, {0, 0, 0, 4}, 0}}, g;
    box *b;
    printf("add %d\n", add(2, 3));
    printf("len %u %u\n", (unsigned)text_length("hello"), (unsigned)text_length(NULL));
    printf("sum %u\n", sum(data, 10));
    fill(out, 8, 7);
    printf("fill %d %d\n", out[0], out[7]);
    printf("move %d", move_point(&p, 10));
    printf(" %ld %g %s %u\n", p.x, p.y, p.name, (unsigned)p.n);
    g = make_flat(9);
    printf("flat %d %d %g\n", g.a, g.b[2], g.c);
    printf("sum_flat %d\n", sum_flat(f, 2));
    b = box_new(77);
    printf("box %d\n", box_get(b));
    box_free(b);
    printf("visit %d\n", visit(cb, &user, 3));
    printf("version %s %d\n", version(), version() == version());
    printf("divide %d", divide(17, 5, &q, &r));
    printf(" %d %d; ", q, r);
    printf("%d %d\n", divide(1, 0, &q, &r), q);
    printf("half %g\n", half(3));
    fflush(stdout);
    return 0;
}
