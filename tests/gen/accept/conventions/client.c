/* Hand-written: variable arguments, collected here. */
#include "conventions_dropin.h"

#include <stdarg.h>

int dropin_handmade(int a, ...) CROSSBIT_EXPORT("dropin_handmade");
int dropin_handmade(int a, ...)
{
    int values[16];
    va_list list;

    va_start(list, a);
    for (int i = 0; i < a && i < 16; i++)
        values[i] = va_arg(list, int);
    va_end(list);
    return dropin_sum_by_hand(values, a < 16 ? a : 16);
}
