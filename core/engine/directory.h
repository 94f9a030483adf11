/* SPDX-License-Identifier: MIT */
/* Keeps the current directory, which belongs to the whole process, from being changed by a call. */
#ifndef CROSSBIT_DIRECTORY_H
#define CROSSBIT_DIRECTORY_H

#include <windows.h>

struct directory_guard {
    wchar_t path[MAX_PATH];
    DWORD length; /* 0: not known, nothing is restored */
    LONG generation;
};

void directory_guard_init(struct directory_guard *guard);
void directory_guard_restore(const struct directory_guard *guard);

#endif
