#include "small.h"

int __cdecl small_add(int a, int b)
{
    return a + b;
}
