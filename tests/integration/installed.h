/* SPDX-License-Identifier: MIT */
/*
 * For tests: copies of Crossbit as an installer would lay them out (FOLDER\x86, FOLDER\x64), and regsvr32 of both
 * bitnesses. All functions end the test on failure.
 */
#ifndef CROSSBIT_INSTALLED_H
#define CROSSBIT_INSTALLED_H

#include <stdbool.h>
#include <windows.h>

/* Copies what a Crossbit installation has, of both bitnesses, from the stage into folder (is made; absolute). */
void installed_copy(const wchar_t *folder);
/* Deletes such a folder, and one level above it if that is empty. */
void installed_delete(const wchar_t *folder);

/*
 * Runs regsvr32 of `bits` for crossbitps.dll of that bitness below folder, with more switches ("/u /n"). Returns its
 * exit code; output (NULL, or room for capacity characters) is what it printed.
 */
DWORD installed_regsvr32(
    unsigned int bits, const wchar_t *switches, const wchar_t *folder, wchar_t *output, DWORD capacity);
/* Runs crossbit.exe of `bits` below folder with arguments; the same results. */
DWORD installed_crossbit(
    unsigned int bits, const wchar_t *arguments, const wchar_t *folder, wchar_t *output, DWORD capacity);
/* Both bitnesses; each must succeed. */
void installed_register(const wchar_t *folder);
void installed_unregister(const wchar_t *folder);

#endif
