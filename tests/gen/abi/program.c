/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "abi.h"

static struct f1 __cdecl give_f1(struct f1 a, struct d1 b, struct c3 c)
{
    struct f1 result = {a.x + (float)b.x + c.a[2]};

    return result;
}

static struct d1 __stdcall give_d1(struct f1 a, char c, long long l)
{
    struct d1 result = {a.x + c + (double)l};

    return result;
}

static struct ic __stdcall give_ic(struct ic i, short s)
{
    struct ic result = {i.i + s, (char)(i.c + 1)};

    return result;
}

static struct big __stdcall give_big(struct c5 c)
{
    struct big result = {{0, 0, 0, 0, 0, c.a[4] * 11}};

    return result;
}

int main(void)
{
    struct d1 d = {4.5};
    struct f1 f = {5};
    struct c3 c = {{1, 2, 3}};

    printf("f1 %g d1 %g n1 %g std_f1 %g use_f1 %g\n", get_f1(5).x, get_d1(5).x, get_n1(5).in.x, std_f1(3, d).x,
        use_f1(give_f1));
    printf("f2 %g,%g a1 %g fast_f1 %g use_d1 %.1f\n", get_f2(5).x, get_f2(5).y, get_a1(5).x[0], fast_f1(1, 2, 3).x,
        use_d1(give_d1));
    printf("c1 %d s1 %d c2 %d,%d ic %d,%d ll %lld\n", get_c1(-5).a, get_s1(-5).a, get_c2(5).a, get_c2(5).b, get_ic(5).i,
        get_ic(5).c, get_ll(5).v);
    c = std_c3(c);
    printf("std_c3 %d%d%d\n", c.a[0], c.a[1], c.a[2]);
    c = get_c3(5);
    printf("c3 %d,%d c4 %d c5 %d c8 %d,%d\n", c.a[0], c.a[2], get_c4(5).a[3], get_c5(5).a[4], get_c8(5).a[0],
        get_c8(5).a[7]);
    printf("big %d std_big %d fast_sum %d mixed %d\n", get_big(5).a[5], std_big(6).a[5], fast_sum(1, 2, 3),
        mixed(3, 4, f));
    printf("use_ic %d use_big %d\n", use_ic(give_ic), use_big(give_big));
    return 0;
}
