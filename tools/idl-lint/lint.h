/* SPDX-License-Identifier: MIT */
/* Refuses IDL that widl compiles into wrong code without a word. docs/idl.md lists the rules with their reasons. */
#ifndef IDL_LINT_LINT_H
#define IDL_LINT_LINT_H

#include <stddef.h>
#include <stdio.h>

/*
 * Checks one file's text (size bytes). Each refusal is a line "name:line:column: error: ... [rule]" in `output`.
 * Returns how many there are, or -1 when out of memory.
 */
int lint_run(const char *name, const char *source, size_t size, FILE *output);

#endif
