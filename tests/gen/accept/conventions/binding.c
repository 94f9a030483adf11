/* Hand-written: between the stub and the DLL. */
#include "conventions_wire.h"

int binding_sum_by_hand(const int *values, int count)
{
    int sum = 0;

    for (int i = 0; i < count; i++)
        sum += values[i];
    return sum;
}

int binding_changed_by_hand(int a)
{
    return a + 1;
}
