/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_CONNECT_H
#define CROSSBIT_CONNECT_H

#include <windows.h>

/* Gives the client at the pipe a new host (core/base/start_pipe.h); keeps the pipe for last words. */
HRESULT connect_run(HANDLE pipe);
void connect_fail(HANDLE pipe, HRESULT hr, const wchar_t *text);
/* Leaves the reason of this process's end for the client that reads the pipe. Safe in a crashing process. */
void connect_last_words(HRESULT hr, const wchar_t *text);

#endif
