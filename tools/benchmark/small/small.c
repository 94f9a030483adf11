/* SPDX-License-Identifier: MIT */
/* A DLL of small functions, for the rows on drop-ins. */
#include <string.h>

#include "small.h"

int __cdecl small_add(int a, int b)
{
    return a + b;
}

int __cdecl small_ends(const unsigned char *data, int size)
{
    return data[0] << 8 | data[size - 1];
}

void __cdecl small_fill(unsigned char *data, int size, int value)
{
    memset(data, value, (size_t)size);
}
