/* SPDX-License-Identifier: MIT */
/*
 * How processes end, for both sides and both bridges: what a code means, and which results say that the far process is
 * gone.
 */
#ifndef CROSSBIT_DEATH_H
#define CROSSBIT_DEATH_H

#include <stdbool.h>
#include <windows.h>

/* The name of an exception, or of the exit code of a process that ended by one; NULL if the code says nothing. */
const wchar_t *death_meaning(DWORD code);
/*
 * Is it the exit code of a process that an exception ended, known or not? Exit codes of programs' own are below these.
 */
bool death_is_by_exception(DWORD exit_code);

/*
 * The result of a call that says that the process behind it has ended or is ending: as COM, its channels, a pipe, or
 * Crossbit itself say it. RPC_E_SERVERFAULT, RPC_E_TIMEOUT and RPC_E_WRONG_THREAD do not: their process goes on.
 */
bool death_is_told(HRESULT hr);

#endif
