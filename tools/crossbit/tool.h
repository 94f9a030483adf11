/* SPDX-License-Identifier: MIT */
/* crossbit.exe, the command line. One file a command; output.c and arguments.c serve them. */
#ifndef CROSSBIT_TOOL_H
#define CROSSBIT_TOOL_H

#include <stdbool.h>
#include <windows.h>
#include <oleauto.h>

#include "crossbit.h"
#include "core/base/arena.h"
#include "core/declare/c_type.h"
#include "core/base/message.h"

enum exit_code {
    EXIT_DONE = 0,
    EXIT_USAGE = 2,       /* the command line is wrong */
    EXIT_LOAD = 3,        /* the DLL cannot be read or loaded */
    EXIT_DECLARATION = 4, /* the declaration is wrong, or the DLL has no such function */
    EXIT_ARGUMENT = 5,    /* an argument does not fit the declaration */
    EXIT_CALL = 6,        /* the call failed: the DLL crashed, the surrogate ended */
    EXIT_REGISTER = 7     /* registering or unregistering failed */
};

struct options {
    bool json, user, force, check;
    bool this_bitness; /* one crossbit.exe runs the other's with it */
    const wchar_t *folders;
    const wchar_t *threading;
};

/* Each gets the arguments after its name, without options. */
int command_exports(int count, wchar_t **args, const struct options *options);
int command_call(int count, wchar_t **args, const struct options *options);
int command_register(bool add, const struct options *options);

/* ---- output.c: UTF-8 into files and pipes, whatever the code page; Unicode to a console ---- */

void out_text(const wchar_t *text);
void out_format(const wchar_t *format, ...);
/* "crossbit: " and the text to the standard error. Returns code. */
int out_error(int code, const wchar_t *format, ...);
void out_json_string(const wchar_t *text, size_t length); /* with the quotes */
void out_json_ansi(const char *text);                     /* bytes above 127 as the characters of that number */
void out_flush(void);

/* ---- values.c: text of the command line to and from native values ---- */

/* The memory behind one pointer argument. */
struct value_memory {
    void *bytes;
    size_t size;             /* in bytes; 0 and NULL until allocated */
    bool is_null, is_output; /* `_` or out:FILE was given */
    const wchar_t *file;     /* out:FILE: where the bytes go after the call */
};
struct values {
    const struct cfunction *function;
    struct arena arena;
    void **args;                 /* for crossbit_invoke */
    struct value_memory *memory; /* for each parameter */
};

/* Makes the arguments of a call from their text. On failure CROSSBIT_E_ARGUMENT or CROSSBIT_E_RANGE with a message. */
HRESULT values_parse(struct values *values, const struct cfunction *function, wchar_t *const *texts, BSTR *message);
/* Writes the out:FILE files. */
HRESULT values_save(const struct values *values, BSTR *message);
/* Prints the value of the type at native; attr says how a pointer is to be read, values give its size. */
void values_print(
    const struct values *values, const struct ctype *type, const struct cattr *attr, const void *native, bool json);
/* Prints what the call left in parameter i. */
void values_print_output(const struct values *values, uint32_t i, bool json);
void values_cleanup(struct values *values);

#endif
