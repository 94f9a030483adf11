#include "conventions.h"

#include <stdarg.h>
#include <string.h>

static int calls;

int __cdecl cdecl_add(int a, int b) { return a + b; }
int CONV_API stdcall_add(int a, int b) { return a - b; }
long long CONV_API stdcall_wide(long long a, char b, double c) { return a + b + (long long)c; }
int __fastcall fastcall_add(int a, int b, int c) { return a * 100 + b * 10 + c; }
int __fastcall fastcall_wide(int a, long long b, int c) { return a + (int)(b >> 32) + c; }
pair CONV_API stdcall_struct(pair value, int factor)
{
    value.a *= factor, value.b *= (size_t)factor;
    return value;
}
void CONV_API stdcall_nothing(void) { calls++; }
int CONV_API stdcall_nothing_count(void) { return calls; }
int sal_in_header(const int *values, int count)
{
    int sum = 0;

    for (int i = 0; i < count; i++)
        sum += values[i];
    return sum;
}
int sal_text(const char *text) { return (int)strlen(text); }
int by_ordinal(int a) { return a + 12; }
int CONV_API by_ordinal_stdcall(int a, int b) { return a * b; }
int handmade(int a, ...)
{
    va_list list;
    int sum = 0;

    va_start(list, a);
    while (a-- > 0)
        sum += va_arg(list, int);
    va_end(list);
    return sum;
}
int changed_by_hand(int a) { return a + 1; }
int left_out(void *unknown) { return unknown != NULL; }
int shared_serial(int a) { return a + 1000; }
int failing(int a) { return a; }
