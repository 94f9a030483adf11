/* SPDX-License-Identifier: MIT */
/* Crossbit's log, which surrogates and drop-ins write. */
#ifndef CROSSBIT_LOG_H
#define CROSSBIT_LOG_H

#include <windows.h>

/* One line to %LOCALAPPDATA%\Crossbit\crossbit.log (else %TEMP%); bounded in size. Never fails. */
void crossbit_log_line(const wchar_t *format, ...);
/* The folder of the log, without a trailing backslash; FALSE when there is none. */
BOOL crossbit_log_folder(wchar_t folder[MAX_PATH]);

#endif
