/* SPDX-License-Identifier: MIT */
/* Private to the drop-in's runtime. */
#ifndef CROSSBIT_DROPIN_H
#define CROSSBIT_DROPIN_H

#include "dropin/runtime/pack.h"

/*
 * report.c: tells the program by CROSSBIT_EXCEPTION; a line in the log. Unhandled, it leaves the text on standard
 * error.
 */
void crossbit_raise(HRESULT status, const wchar_t *text);

HRESULT crossbit_reply(struct crossbit_scope *scope, LONG *size, hyper **data);

#endif
