/* SPDX-License-Identifier: MIT */
/* CMocka's own, whose messages print wide text of 16 bits (%ls), as the tests' wide text is. */
#ifndef CROSSBIT_HOST_CMOCKA_H
#define CROSSBIT_HOST_CMOCKA_H

#include_next <cmocka.h>

void host_print_error(const char *format, ...);
void host_print_message(const char *format, ...);
#define print_error host_print_error
#define print_message host_print_message

#endif
