/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_CONSOLE_H
#define CROSSBIT_CONSOLE_H

#include <stdbool.h>
#include <windows.h>

/* Text to the standard output or error, or to the console of the process that started us; if any. */
void console_print(bool error, const wchar_t *text);

#endif
