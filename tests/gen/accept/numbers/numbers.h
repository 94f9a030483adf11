/* Numbers only: what a header alone proves, so nothing is annotated. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum suit { CLUBS, SPADES = 7, LAST = 0x7fffffff } suit;
enum below_zero { MINUS = -5, PLUS = 5 };
typedef unsigned int u32;
typedef u32 id_type;
typedef const id_type fixed_id;

char add_char(char a, char b);
signed char add_schar(signed char a, signed char b);
unsigned char add_uchar(unsigned char a, unsigned char b);
short add_short(short a, short b);
unsigned short add_ushort(unsigned short a, unsigned short b);
int add_int(int a, int b);
unsigned add_uint(unsigned a, unsigned b);
long add_long(long a, long b);
unsigned long add_ulong(unsigned long a, unsigned long b);
long long add_llong(long long a, long long b);
unsigned long long add_ullong(unsigned long long a, unsigned long long b);
float add_float(float a, float b);
double add_double(double a, double b);
_Bool not_bool(_Bool a);
wchar_t next_wchar(wchar_t a);
int8_t min_int8(void);
uint16_t max_uint16(void);
int64_t min_int64(void);
suit next_suit(suit a);
enum below_zero negate_enum(enum below_zero a);
size_t add_size(size_t a, size_t b);
ptrdiff_t sub_ptrdiff(ptrdiff_t a, ptrdiff_t b);
intptr_t negate_intptr(intptr_t a);
uintptr_t half_uintptr(uintptr_t a);
id_type next_id(id_type a);
int nothing_in(void);
void nothing_out(int a);
int last_nothing_out(void);
int const_parameter(const int a, int const b);
int const_typedef(fixed_id a);
double const_double(const double a);
int volatile_parameter(volatile int a);
int unnamed(int, long long);
long long many(char a, short b, int c, long long d, unsigned char e, unsigned short f, unsigned g, unsigned long long h, long i,
    signed char j, int k, long long l, int m, short n);
double mixed(float a, int b, double c, long long d, float e, char f, double g);
/* Names that Windows' headers have as macros, or that generated code might use. */
int macro_names(int near, int far, int small, int byte);
int wire_names(int x, int p_x, int n_x, int w_x);
int plain_names(int s, int n, int before, int fresh, int mask, int i1);

#ifdef __cplusplus
}
#endif

#endif
