/* SPDX-License-Identifier: MIT */
#include "slice.h"
#include <crossbit/annotate.h>
CROSSBIT_LIBRARY("slice.dll");
CROSSBIT_HANDLE(box *);
CROSSBIT_STRUCT(point)
{
    long x;
    double y;
    _Field_z_ const char *name;
    size_t n;
};
typedef int (*visit_fn)(CROSSBIT_USER void *user, _In_z_ const char *text, int n);
CROSSBIT_FAILS(1234) size_t text_length(_In_opt_z_ const char *text);
unsigned sum(_In_reads_(n) const unsigned char *data, unsigned n);
void fill(_Out_writes_(n) unsigned char *out, unsigned n, int value);
int move_point(_Inout_ point *p, long dx);
int sum_flat(_In_reads_(n) const flat *f, int n);
CROSSBIT_FAILS(-7) int box_get(box *b);
void box_free(CROSSBIT_CLOSES box *b);
int visit(CROSSBIT_DURING_CALL visit_fn fn, CROSSBIT_USER void *user, int times);
_Ret_z_ CROSSBIT_STATIC const char *version(void);
_Success_(return == 0) int divide(int a, int b, _Out_ int *quotient, _Out_opt_ int *rest);
CROSSBIT_REPEATABLE size_t path_length(_In_z_ CROSSBIT_PATH const char *path);
