/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_CMDLINE_H
#define CROSSBIT_CMDLINE_H

#include <stdbool.h>
#include <windows.h>
#include <wtypes.h>

enum command_kind {
    COMMAND_HELP,
    COMMAND_VERSION,
    COMMAND_EMBEDDING,
    COMMAND_CONNECT,
    COMMAND_REGISTER,
    COMMAND_UNREGISTER
};
struct command {
    enum command_kind kind;
    bool user;   /* COMMAND_REGISTER, COMMAND_UNREGISTER: for this user alone */
    bool force;  /* COMMAND_REGISTER: also from a folder that ordinary users can write to */
    HANDLE pipe; /* COMMAND_CONNECT */
    DWORD idle_grace_ms;
};
/*
 * arguments without the program's name. On failure false, and *message (SysFreeString) says what is wrong with which.
 */
bool command_parse(int count, wchar_t *const *arguments, struct command *command, BSTR *message);
extern const wchar_t command_help[];

#endif
