/* SPDX-License-Identifier: MIT */
/* The groups of test_differential: each a file, each with the fixture loaded on both sides. */
#ifndef CROSSBIT_DIFFERENTIAL_H
#define CROSSBIT_DIFFERENTIAL_H

#include "runner.h"

int scalar_tests(void);
int struct_tests(void);
int text_tests(void);
int memory_tests(void);
int callback_tests(void);
int handle_tests(void);
int state_tests(void);

#endif
