/* SPDX-License-Identifier: MIT */
/* Numbers: no digit is lost in either direction, and a value that does not fit is refused, never wrapped. */
#include "variant_private.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* Scripts' own integers are 32 bits wide; doubles hold integers exactly up to here. */
#define EXACT_IN_DOUBLE ((uint64_t)1 << 53)

struct integer {
    uint64_t magnitude;
    bool negative;
};

enum parse { PARSED, NOT_A_NUMBER, NOT_INTEGRAL, TOO_LARGE };

static enum parse integer_from_double(double number, struct integer *integer)
{
    if (isnan(number) || isinf(number) || number != floor(number))
        return NOT_INTEGRAL;
    if (fabs(number) >= 18446744073709551616.0)
        return TOO_LARGE;
    integer->negative = number < 0;
    integer->magnitude = (uint64_t)fabs(number);
    return PARSED;
}

static enum parse integer_from_decimal(const DECIMAL *decimal, struct integer *integer)
{
    /* 96 bits in three words, most significant first; the scale is taken off digit by digit. */
    uint32_t words[3] = {decimal->Hi32, decimal->Mid32, decimal->Lo32};
    BYTE scale;
    int i;

    for (scale = decimal->scale; scale; scale--) {
        uint64_t rest = 0;

        for (i = 0; i < 3; i++) {
            rest = rest << 32 | words[i];
            words[i] = (uint32_t)(rest / 10);
            rest %= 10;
        }
        if (rest)
            return NOT_INTEGRAL;
    }
    if (words[0])
        return TOO_LARGE;
    integer->magnitude = (uint64_t)words[1] << 32 | words[2];
    integer->negative = decimal->sign && integer->magnitude;
    return PARSED;
}

static enum parse integer_from_text(const wchar_t *text, struct integer *integer)
{
    unsigned int base = 10, digits = 0, digit;
    uint64_t value = 0;

    integer->negative = false;
    while (*text == L' ')
        text++;
    if (*text == L'-' || *text == L'+')
        integer->negative = *text++ == L'-';
    if (text[0] == L'0' && (text[1] == L'x' || text[1] == L'X')) {
        base = 16;
        text += 2;
    }
    for (; *text && *text != L' '; text++, digits++) {
        if (*text >= L'0' && *text <= L'9')
            digit = (unsigned int)(*text - L'0');
        else if (base == 16 && ((*text | 32) >= L'a' && (*text | 32) <= L'f'))
            digit = (unsigned int)((*text | 32) - L'a') + 10;
        else
            return NOT_A_NUMBER;
        if (value > (UINT64_MAX - digit) / base)
            return TOO_LARGE;
        value = value * base + digit;
    }
    while (*text == L' ')
        text++;
    if (!digits || *text)
        return NOT_A_NUMBER;
    integer->magnitude = value;
    if (!value)
        integer->negative = false;
    return PARSED;
}

static void integer_from_signed(int64_t number, struct integer *integer)
{
    integer->negative = number < 0;
    integer->magnitude = number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number;
}

static enum parse integer_from_variant(const VARIANT *value, struct integer *integer)
{
    integer->negative = false;
    switch (V_VT(value)) {
    case VT_I1:
        integer_from_signed((signed char)V_I1(value), integer);
        return PARSED;
    case VT_I2:
        integer_from_signed(V_I2(value), integer);
        return PARSED;
    case VT_I4:
    case VT_INT:
        integer_from_signed(V_I4(value), integer);
        return PARSED;
    case VT_I8:
        integer_from_signed(V_I8(value), integer);
        return PARSED;
    case VT_UI1:
        integer->magnitude = V_UI1(value);
        return PARSED;
    case VT_UI2:
        integer->magnitude = V_UI2(value);
        return PARSED;
    case VT_UI4:
    case VT_UINT:
        integer->magnitude = V_UI4(value);
        return PARSED;
    case VT_UI8:
        integer->magnitude = V_UI8(value);
        return PARSED;
    case VT_BOOL: /* True is -1 in VARIANTs, 1 in C */
        integer->magnitude = V_BOOL(value) != VARIANT_FALSE;
        return PARSED;
    case VT_R4:
        return integer_from_double(V_R4(value), integer);
    case VT_R8:
        return integer_from_double(V_R8(value), integer);
    case VT_CY:
        if (V_CY(value).int64 % 10000)
            return NOT_INTEGRAL;
        integer_from_signed(V_CY(value).int64 / 10000, integer);
        return PARSED;
    case VT_DECIMAL:
        return integer_from_decimal(&V_DECIMAL(value), integer);
    case VT_BSTR:
        return V_BSTR(value) ? integer_from_text(V_BSTR(value), integer) : NOT_A_NUMBER;
    default:
        return NOT_A_NUMBER;
    }
}

/* The two's complement of integer if it fits into size bytes: as signed or, if is_unsigned, also as unsigned. */
static bool integer_fits(const struct integer *integer, uint32_t size, bool is_unsigned, uint64_t *bits)
{
    uint64_t half = (uint64_t)1 << (size * 8 - 1);
    uint64_t most = is_unsigned ? half - 1 + half : half - 1;

    if (integer->magnitude > (integer->negative ? half : most))
        return false;
    *bits = integer->negative ? (uint64_t)0 - integer->magnitude : integer->magnitude;
    return true;
}

static HRESULT fail_number(struct variant_context *context, const struct place *place, enum parse parse,
    const VARIANT *value, const wchar_t *wanted)
{
    wchar_t text[VARIANT_DESCRIPTION];

    variant_describe(value, text);
    if (parse == NOT_INTEGRAL)
        return variant_fail(
            context, place, CROSSBIT_E_RANGE, L"%ls is not a whole number, as %ls must be", text, wanted);
    if (parse == TOO_LARGE)
        return variant_fail(context, place, CROSSBIT_E_RANGE, L"%ls does not fit into %ls", text, wanted);
    if (V_VT(value) == VT_EMPTY)
        return variant_fail(context, place, CROSSBIT_E_ARGUMENT,
            L"%ls was given where %ls is wanted; set the variable first", text, wanted);
    return variant_fail(context, place, CROSSBIT_E_ARGUMENT, L"%ls was given where %ls is wanted", text, wanted);
}

static HRESULT to_integer(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, void *native)
{
    struct integer integer;
    wchar_t text[VARIANT_DESCRIPTION], wanted[VARIANT_DESCRIPTION];
    enum parse parse = integer_from_variant(value, &integer);
    uint64_t bits, half = (uint64_t)1 << (type->size * 8 - 1);

    _snwprintf(wanted, ARRAYSIZE(wanted), L"a whole number (%.48hs)", type->name ? type->name : "integer");
    wanted[ARRAYSIZE(wanted) - 1] = 0;
    if (parse != PARSED)
        return fail_number(context, place, parse, value, wanted);
    if (!integer_fits(&integer, type->size, !type->is_signed, &bits)) {
        variant_describe(value, text);
        if (type->is_signed)
            return variant_fail(context, place, CROSSBIT_E_RANGE, L"%ls does not fit into %hs (-%I64u to %I64u)", text,
                type->name, half, half - 1);
        return variant_fail(context, place, CROSSBIT_E_RANGE, L"%ls does not fit into %hs (0 to %I64u)", text,
            type->name, half - 1 + half);
    }
    memcpy(native, &bits, type->size);
    return S_OK;
}

static bool real_from_variant(const VARIANT *value, double *number)
{
    struct integer integer;
    wchar_t *end;

    switch (V_VT(value)) {
    case VT_R4:
        *number = V_R4(value);
        return true;
    case VT_R8:
        *number = V_R8(value);
        return true;
    case VT_CY:
        *number = (double)V_CY(value).int64 / 10000;
        return true;
    case VT_DECIMAL:
        return SUCCEEDED(VarR8FromDec((DECIMAL *)&V_DECIMAL(value), number));
    case VT_BSTR:
        /* wcstod, not OLE's conversion: the point is the decimal sign wherever the script runs. */
        if (!V_BSTR(value) || !*V_BSTR(value))
            return false;
        *number = wcstod(V_BSTR(value), &end);
        while (*end == L' ')
            end++;
        return !*end && end != V_BSTR(value);
    default:
        if (integer_from_variant(value, &integer) != PARSED)
            return false;
        *number = integer.negative ? -(double)integer.magnitude : (double)integer.magnitude;
        return true;
    }
}

static HRESULT to_float(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, void *native)
{
    wchar_t text[VARIANT_DESCRIPTION];
    double number;
    float narrow;

    if (!real_from_variant(value, &number))
        return fail_number(context, place, NOT_A_NUMBER, value, L"a number");
    if (type->size == sizeof(double)) {
        memcpy(native, &number, sizeof(number));
        return S_OK;
    }
    if (!isinf(number) && fabs(number) > FLT_MAX)
        return variant_fail(context, place, CROSSBIT_E_RANGE, L"%ls does not fit into a float; the largest is %g",
            variant_describe(value, text), (double)FLT_MAX);
    narrow = (float)number;
    memcpy(native, &narrow, sizeof(narrow));
    return S_OK;
}

HRESULT variant_to_scalar(struct variant_context *context, const struct place *place, const VARIANT *value,
    const struct ctype *type, void *native)
{
    struct integer integer;
    enum parse parse;

    if (type->kind == CTYPE_FLOAT)
        return to_float(context, place, value, type, native);
    if (type->kind == CTYPE_INT)
        return to_integer(context, place, value, type, native);
    parse = integer_from_variant(value, &integer);
    if (parse != PARSED)
        return fail_number(context, place, parse, value, L"True or False");
    *(uint8_t *)native = integer.magnitude != 0;
    return S_OK;
}

HRESULT variant_to_handle(
    struct variant_context *context, const struct place *place, const VARIANT *value, uint32_t size, void *native)
{
    struct integer integer;
    wchar_t text[VARIANT_DESCRIPTION];
    enum parse parse = integer_from_variant(value, &integer);
    uint64_t bits;

    if (parse != PARSED)
        return fail_number(context, place, parse, value, L"a handle (a number that this library gave)");
    if (!integer_fits(&integer, size, true, &bits))
        return variant_fail(context, place, CROSSBIT_E_RANGE, L"%ls is no handle: it has more than %u bits",
            variant_describe(value, text), size * 8);
    memcpy(native, &bits, size);
    return S_OK;
}

void variant_from_integer(uint64_t magnitude, bool negative, VARIANT *value)
{
    if (magnitude <= (uint64_t)INT32_MAX + negative) {
        V_VT(value) = VT_I4;
        V_I4(value) = (LONG)(negative ? (uint32_t)0 - (uint32_t)magnitude : (uint32_t)magnitude);
    } else if (magnitude <= EXACT_IN_DOUBLE) {
        V_VT(value) = VT_R8;
        V_R8(value) = negative ? -(double)magnitude : (double)magnitude;
    } else {
        DECIMAL decimal = {0};

        decimal.Lo64 = magnitude;
        decimal.sign = negative ? DECIMAL_NEG : 0;
        /* The DECIMAL covers the whole VARIANT, its first word is the type. */
        V_DECIMAL(value) = decimal;
        V_VT(value) = VT_DECIMAL;
    }
}

void variant_from_scalar(const struct ctype *type, const void *native, VARIANT *value)
{
    struct integer integer;
    int64_t number = 0;
    float narrow;

    switch (type->kind) {
    case CTYPE_FLOAT:
        V_VT(value) = VT_R8;
        if (type->size == sizeof(float)) {
            memcpy(&narrow, native, sizeof(narrow));
            V_R8(value) = narrow;
        } else {
            memcpy(&V_R8(value), native, sizeof(double));
        }
        break;
    case CTYPE_BOOL:
        V_VT(value) = VT_BOOL;
        V_BOOL(value) = *(const uint8_t *)native ? VARIANT_TRUE : VARIANT_FALSE;
        break;
    default:
        memcpy(&number, native, type->size);
        if (type->is_signed && type->size < sizeof(number))
            number = (int64_t)((uint64_t)number << (64 - type->size * 8)) >> (64 - type->size * 8);
        if (type->is_signed) {
            integer_from_signed(number, &integer);
            variant_from_integer(integer.magnitude, integer.negative, value);
        } else {
            variant_from_integer((uint64_t)number, false, value);
        }
    }
}

HRESULT variant_change_number(const VARIANT *value, VARTYPE vt, VARIANT *changed)
{
    static const struct {
        VARTYPE vt;
        uint8_t size;
    } integers[] = {{VT_I1, 1}, {VT_UI1, 1}, {VT_I2, 2}, {VT_UI2, 2}, {VT_I4, 4}, {VT_UI4, 4}, {VT_INT, 4},
        {VT_UINT, 4}, {VT_I8, 8}, {VT_UI8, 8}};
    struct integer integer;
    uint64_t bits;
    size_t i;

    VariantInit(changed);
    for (i = 0; i < ARRAYSIZE(integers); i++) {
        if (integers[i].vt != vt)
            continue;
        if (integer_from_variant(value, &integer) != PARSED || !integer_fits(&integer, integers[i].size, true, &bits))
            return CROSSBIT_E_RANGE;
        V_VT(changed) = vt;
        memcpy(&V_UI8(changed), &bits, integers[i].size);
        return S_OK;
    }
    return VariantChangeTypeEx(
        changed, (VARIANT *)value, MAKELCID(MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), SORT_DEFAULT), 0, vt);
}
