/* SPDX-License-Identifier: MIT */
#include "small.h"
#include <crossbit/annotate.h>

int __cdecl small_ends(_In_reads_(size) const unsigned char *data, int size);
void __cdecl small_fill(_Out_writes_all_(size) unsigned char *data, int size, int value);
