#include "numbers.h"

static int last;

char add_char(char a, char b) { return (char)(a + b); }
signed char add_schar(signed char a, signed char b) { return (signed char)(a + b); }
unsigned char add_uchar(unsigned char a, unsigned char b) { return (unsigned char)(a + b); }
short add_short(short a, short b) { return (short)(a + b); }
unsigned short add_ushort(unsigned short a, unsigned short b) { return (unsigned short)(a + b); }
int add_int(int a, int b) { return a + b; }
unsigned add_uint(unsigned a, unsigned b) { return a + b; }
long add_long(long a, long b) { return a + b; }
unsigned long add_ulong(unsigned long a, unsigned long b) { return a + b; }
long long add_llong(long long a, long long b) { return a + b; }
unsigned long long add_ullong(unsigned long long a, unsigned long long b) { return a + b; }
float add_float(float a, float b) { return a + b; }
double add_double(double a, double b) { return a + b; }
_Bool not_bool(_Bool a) { return !a; }
wchar_t next_wchar(wchar_t a) { return (wchar_t)(a + 1); }
int8_t min_int8(void) { return INT8_MIN; }
uint16_t max_uint16(void) { return UINT16_MAX; }
int64_t min_int64(void) { return INT64_MIN; }
suit next_suit(suit a) { return a == CLUBS ? SPADES : LAST; }
enum below_zero negate_enum(enum below_zero a) { return a == PLUS ? MINUS : PLUS; }
size_t add_size(size_t a, size_t b) { return a + b; }
ptrdiff_t sub_ptrdiff(ptrdiff_t a, ptrdiff_t b) { return a - b; }
intptr_t negate_intptr(intptr_t a) { return -a; }
uintptr_t half_uintptr(uintptr_t a) { return a / 2; }
id_type next_id(id_type a) { return a + 1; }
int nothing_in(void) { return 42; }
void nothing_out(int a) { last = a; }
int last_nothing_out(void) { return last; }
int const_parameter(const int a, int const b) { return a * 10 + b; }
int const_typedef(fixed_id a) { return (int)a + 2; }
double const_double(const double a) { return a * 2; }
int volatile_parameter(volatile int a) { return a + 3; }
int unnamed(int a, long long b) { return a + (int)(b >> 32); }
long long many(char a, short b, int c, long long d, unsigned char e, unsigned short f, unsigned g, unsigned long long h, long i,
    signed char j, int k, long long l, int m, short n)
{
    return a + 2 * b + 3 * c + 5 * d + 7 * e + 11 * f + 13ll * g + 17 * (long long)h + 19 * i + 23 * j + 29 * k + 31 * l + 37 * m +
        41 * n;
}
double mixed(float a, int b, double c, long long d, float e, char f, double g)
{
    return a + 2 * b + 3 * c + 5 * (double)d + 7 * e + 11 * f + 13 * g;
}
int macro_names(int near, int far, int small, int byte) { return near + 2 * far + 3 * small + 5 * byte; }
int wire_names(int x, int p_x, int n_x, int w_x) { return x + 2 * p_x + 3 * n_x + 5 * w_x; }
int plain_names(int s, int n, int before, int fresh, int mask, int i1)
{
    return s + 2 * n + 3 * before + 5 * fresh + 7 * mask + 11 * i1;
}
