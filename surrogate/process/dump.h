/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_DUMP_H
#define CROSSBIT_DUMP_H

#include <stdbool.h>
#include <windows.h>

/*
 * A minidump of this process in the log's folder, where at most eight stay. *path: where it is. False: there is none.
 */
bool dump_write(EXCEPTION_POINTERS *exception, DWORD thread_id, wchar_t *path, size_t size);
void dump_abandon(void); /* another thread writes it, and will not end: what there is goes with the process */

#endif
