/* SPDX-License-Identifier: MIT */
/* For tests: runs another program to its end and takes what it printed. */
#ifndef CROSSBIT_PROGRAM_H
#define CROSSBIT_PROGRAM_H

#include <windows.h>

/*
 * Runs a command line (is changed, as CreateProcessW may; flags are its) and returns its exit code. *output (the caller
 * frees it) becomes what it wrote to its output and error output, as it wrote it. A program that runs for more than
 * limit_ms is ended, and the test fails with its output.
 */
DWORD program_run(wchar_t *command, DWORD flags, DWORD limit_ms, char **output);

#endif
