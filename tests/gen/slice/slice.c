/* SPDX-License-Identifier: MIT */
#include "slice.h"
#include <string.h>
#include <stdlib.h>
struct box {
    int v;
};
int add(int a, int b)
{
    return a + b;
}
size_t text_length(const char *t)
{
    return t ? strlen(t) : 99;
}
unsigned sum(const unsigned char *d, unsigned n)
{
    unsigned s = 0;
    while (n--)
        s += *d++;
    return s;
}
void fill(unsigned char *o, unsigned n, int v)
{
    memset(o, v, n);
}
int move_point(point *p, long dx)
{
    if (!p)
        return -1;
    p->x += dx;
    p->y *= 2;
    p->n += strlen(p->name);
    return (int)p->n;
}
flat make_flat(int a)
{
    flat f = {a, {1, 2, 3, 4}, a / 2.0};
    return f;
}
int sum_flat(const flat *f, int n)
{
    int s = 0;
    for (int i = 0; i < n; i++)
        s += f[i].a + f[i].b[3];
    return s;
}
box *box_new(int v)
{
    box *b = malloc(sizeof *b);
    b->v = v;
    return b;
}
int box_get(box *b)
{
    return b->v;
}
void box_free(box *b)
{
    free(b);
}
int visit(visit_fn fn, void *user, int times)
{
    int s = 0;
    for (int i = 0; i < times; i++)
        s += fn(user, "hello", i);
    return s;
}
const char *version(void)
{
    return "slice 1.0";
}
int divide(int a, int b, int *q, int *r)
{
    if (b == 0)
        return 1;
    *q = a / b;
    if (r)
        *r = a % b;
    return 0;
}
float half(float f)
{
    return f / 2;
}
size_t path_length(const char *path)
{
    return strlen(path);
}
