/* A small DLL for the row add.dropin: nothing needs an annotation. */
#ifndef SMALL_H
#define SMALL_H

int __cdecl small_add(int a, int b);

#endif
