/* SPDX-License-Identifier: MIT */
/* The same source for the DLLs of both compilers; FREESTANDING: without a C runtime. */
#include "abi.h"

#define EXPORT __declspec(dllexport)

#ifdef FREESTANDING
int _fltused;

void *memset(void *to, int byte, unsigned size)
{
    volatile char *p = to;

    while (size--)
        *p++ = (char)byte;
    return to;
}

void *memcpy(void *to, const void *from, unsigned size)
{
    volatile char *p = to;
    const char *q = from;

    while (size--)
        *p++ = *q++;
    return to;
}
#endif

#define GETTER(type, ...)                                                                                              \
    EXPORT struct type __cdecl get_##type(int n)                                                                       \
    {                                                                                                                  \
        struct type result = __VA_ARGS__;                                                                              \
        return result;                                                                                                 \
    }

GETTER(f1, {(float)n + 0.5f})
GETTER(d1, {n + 0.25})
GETTER(f2, {(float)n, (float)-n})
GETTER(n1, {{(float)n + 0.75f}})
GETTER(a1, {{(float)n + 0.125f}})
GETTER(c1, {(char)n})
GETTER(s1, {(short)(n * 1000)})
GETTER(c2, {(char)n, (char)(n + 1)})
GETTER(c3, {{(char)n, (char)(n + 1), (char)(n + 2)}})
GETTER(c4, {{(char)n, (char)(n + 1), (char)(n + 2), (char)(n + 3)}})
GETTER(c5, {{(char)n, 1, 2, 3, (char)(n + 4)}})
GETTER(c8, {{(char)n, 1, 2, 3, 4, 5, 6, (char)(n + 7)}})
GETTER(ic, {n, (char)(n + 1)})
GETTER(ll, {n * 10000000000LL})
GETTER(big, {{n, n + 1, 0, 0, 0, n + 5}})

EXPORT struct f1 __stdcall std_f1(int n, struct d1 d)
{
    struct f1 result = {(float)n + (float)d.x};

    return result;
}

EXPORT struct c3 __stdcall std_c3(struct c3 c)
{
    struct c3 result = {{c.a[2], c.a[1], c.a[0]}};

    return result;
}

EXPORT struct big __stdcall std_big(int n)
{
    struct big result = {{n, n + 1, 0, 0, 0, n + 5}};

    return result;
}

EXPORT struct f1 __fastcall fast_f1(int a, int b, int c)
{
    struct f1 result = {(float)(a * 100 + b * 10 + c) + 0.5f};

    return result;
}

EXPORT int __fastcall fast_sum(int a, int b, int c)
{
    return a * 100 + b * 10 + c;
}

EXPORT int __stdcall mixed(int a, long long b, struct f1 c)
{
    return a * 1000 + (int)b * 10 + (int)c.x;
}

EXPORT float __cdecl use_f1(cb_f1 f)
{
    struct f1 a = {1.5f};
    struct d1 b = {2.25};
    struct c3 c = {{1, 2, 3}};

    return f(a, b, c).x;
}

EXPORT double __cdecl use_d1(cb_d1 f)
{
    struct f1 a = {1.5f};

    return f(a, 7, 9000000000LL).x;
}

EXPORT int __cdecl use_ic(cb_ic f)
{
    struct ic i = {5, 6}, result = f(i, -3);

    return result.i * 100 + result.c;
}

EXPORT int __cdecl use_big(cb_big f)
{
    struct c5 c = {{1, 2, 3, 4, 5}};

    return f(c).a[5];
}
