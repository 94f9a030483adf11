/* SPDX-License-Identifier: MIT */
/* Small structs as results and parameters, which compilers pass in different ways in 32-bit code. */
#ifndef ABI_H
#define ABI_H

struct f1 {
    float x;
};
struct d1 {
    double x;
};
struct f2 {
    float x, y;
};
struct n1 {
    struct {
        float x;
    } in;
};
struct a1 {
    float x[1];
};
struct c1 {
    char a;
};
struct s1 {
    short a;
};
struct c2 {
    char a, b;
};
struct c3 {
    char a[3];
};
struct c4 {
    char a[4];
};
struct c5 {
    char a[5];
};
struct c8 {
    char a[8];
};
struct ic {
    int i;
    char c;
};
struct ll {
    long long v;
};
struct big {
    int a[6];
};

struct f1 __cdecl get_f1(int n);
struct d1 __cdecl get_d1(int n);
struct f2 __cdecl get_f2(int n);
struct n1 __cdecl get_n1(int n);
struct a1 __cdecl get_a1(int n);
struct c1 __cdecl get_c1(int n);
struct s1 __cdecl get_s1(int n);
struct c2 __cdecl get_c2(int n);
struct c3 __cdecl get_c3(int n);
struct c4 __cdecl get_c4(int n);
struct c5 __cdecl get_c5(int n);
struct c8 __cdecl get_c8(int n);
struct ic __cdecl get_ic(int n);
struct ll __cdecl get_ll(int n);
struct big __cdecl get_big(int n);
struct f1 __stdcall std_f1(int n, struct d1 d);
struct c3 __stdcall std_c3(struct c3 c);
struct big __stdcall std_big(int n);
struct f1 __fastcall fast_f1(int a, int b, int c);
int __fastcall fast_sum(int a, int b, int c);
int __stdcall mixed(int a, long long b, struct f1 c);

typedef struct f1(__cdecl *cb_f1)(struct f1 a, struct d1 b, struct c3 c);
typedef struct d1(__stdcall *cb_d1)(struct f1 a, char c, long long l);
typedef struct ic(__stdcall *cb_ic)(struct ic i, short s);
typedef struct big(__stdcall *cb_big)(struct c5 c);
float __cdecl use_f1(cb_f1 f);
double __cdecl use_d1(cb_d1 f);
int __cdecl use_ic(cb_ic f);
int __cdecl use_big(cb_big f);

#endif
