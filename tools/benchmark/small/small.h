/* SPDX-License-Identifier: MIT */
/* A small DLL for the rows on drop-ins. */
#ifndef SMALL_H
#define SMALL_H

int __cdecl small_add(int a, int b);
int __cdecl small_ends(const unsigned char *data, int size); /* first byte and last */
void __cdecl small_fill(unsigned char *data, int size, int value);

#endif
