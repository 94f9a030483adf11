#include "numbers.h"
#include "../show.h"

#include <math.h>
#include <string.h>

static unsigned long long bits(double value)
{
    unsigned long long image;

    memcpy(&image, &value, sizeof(image));
    return image;
}

int main(void)
{
    SHOW("char", "%d %d", add_char(100, 27), add_char(-100, -28));
    SHOW("signed_char", "%d", add_schar(-1, -127));
    SHOW("unsigned_char", "%d", add_uchar(200, 55));
    SHOW("short", "%d", add_short(-30000, -2768));
    SHOW("unsigned_short", "%d", add_ushort(65000, 535));
    SHOW("int", "%d %d", add_int(-1, -2147483647), add_int(1, 2147483646));
    SHOW("unsigned", "%u", add_uint(4000000000u, 294967295u));
    SHOW("long", "%ld", add_long(-1, -2147483647l));
    SHOW("unsigned_long", "%lu", add_ulong(4000000000ul, 1));
    SHOW("long_long", "%lld", add_llong(-0x7fffffffffffffffll, -1));
    SHOW("unsigned_long_long", "%llu", add_ullong(0xfffffffffffffff0ull, 15));
    SHOW("float", "%a", add_float(0x1.23456p3f, 0x1p-2f));
    SHOW("float_special", "%a %a %d", add_float(INFINITY, 1), add_float(-0.0f, -0.0f), isnan(add_float(INFINITY, -INFINITY)) != 0);
    SHOW("double", "%a", add_double(0x1.123456789abcp4, -0x1p-3));
    SHOW("double_special", "%llx %llx %d", bits(add_double(-0.0, -0.0)), bits(add_double(4.9e-324, 0)),
        isnan(add_double(NAN, 1)) != 0);
    SHOW("bool", "%d %d", not_bool(0), not_bool(1));
    SHOW("wchar_t", "%d", next_wchar(0xfffe));
    SHOW("int8_t", "%d", min_int8());
    SHOW("uint16_t", "%d", max_uint16());
    SHOW("int64_t", "%lld", (long long)min_int64());
    SHOW("enum", "%d %d", next_suit(CLUBS), next_suit(SPADES));
    SHOW("enum_negative", "%d %d", negate_enum(PLUS), negate_enum(MINUS));
    SHOW("size_t", "%llu", (unsigned long long)add_size(4000000000u, 1));
    SHOW("ptrdiff_t", "%lld", (long long)sub_ptrdiff(-2000000000, 5));
    SHOW("intptr_t", "%lld", (long long)negate_intptr(5));
    SHOW("uintptr_t", "%llu", (unsigned long long)half_uintptr(0xfffffffe));
    SHOW("typedef_chain", "%u", next_id(0xfffffffe));
    SHOW("no_parameters", "%d", nothing_in());
    nothing_out(77);
    SHOW("no_result", "%d", last_nothing_out());
    SHOW("const_parameter", "%d", const_parameter(3, 4));
    SHOW("const_in_typedef", "%d", const_typedef(40));
    SHOW("const_double", "%g", const_double(1.5));
    SHOW("volatile_parameter", "%d", volatile_parameter(4));
    SHOW("parameter_without_name", "%d", unnamed(5, 0x700000000ll));
    SHOW("fourteen_parameters", "%lld", many(-1, -2, -3, -5000000000ll, 255, 65535, 4000000000u, 1ull << 40, -9, -10, 11, 1ll << 41, 13,
        -14));
    SHOW("floats_among_integers", "%a", mixed(0.5f, -7, 1.25, 1ll << 40, -2.5f, 'x', 0x1.8p20));
    SHOW("names_that_are_macros", "%d", macro_names(1, 2, 3, 4));
    SHOW("names_of_the_wire", "%d", wire_names(1, 2, 3, 4));
    SHOW("names_of_locals", "%d", plain_names(1, 2, 3, 4, 5, 6));
    return 0;
}
