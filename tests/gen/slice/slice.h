/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef struct point {
    long x;
    double y;
    const char *name;
    size_t n;
} point;
typedef struct flat {
    int a;
    short b[4];
    double c;
} flat;
typedef struct box box;
typedef int (*visit_fn)(void *user, const char *text, int n);
int add(int a, int b);
size_t text_length(const char *text);
unsigned sum(const unsigned char *data, unsigned n);
void fill(unsigned char *out, unsigned n, int value);
int move_point(point *p, long dx);
flat make_flat(int a);
int sum_flat(const flat *f, int n);
box *box_new(int v);
int box_get(box *b);
void box_free(box *b);
int visit(visit_fn fn, void *user, int times);
const char *version(void);
int divide(int a, int b, int *quotient, int *rest);
float half(float f);
size_t path_length(const char *path);
#ifdef __cplusplus
}
#endif
