/* SPDX-License-Identifier: MIT */
/* Functions of the client as function pointers for the DLL. */
#ifndef CROSSBIT_SURROGATE_CALLBACK_H
#define CROSSBIT_SURROGATE_CALLBACK_H

#include <stdbool.h>
#include <stdint.h>
#include <windows.h>
#include <wtypes.h>

struct call;
struct cfunction;
struct module;
struct callback;
struct callback_graveyard;

/*
 * A function pointer of function's type that runs the call's callback number index. While it lives, the same target and
 * type give the same pointer.
 * Remembered in call, which lets go of it with callback_leave; with keep it stays until the library is closed.
 */
HRESULT callback_enter(
    struct call *call, uint32_t index, const struct cfunction *function, bool keep, void **code, BSTR *message);
void callback_leave(struct module *module, struct callback *callback);
void callback_close_all(struct module *module);
/* The index in the call's callbacks of one of its function pointers; false: not one of them. */
bool callback_find(const struct call *call, const void *code, uint32_t *index);

/*
 * Where expired callbacks lie: a DLL that calls one late gets zero and a line in the log instead of a crash. Their
 * memory is reused late, that of kept ones not before the DLL is unloaded.
 */
HRESULT callback_graveyard_create(struct callback_graveyard **graveyard);
void callback_graveyard_free(struct callback_graveyard *graveyard); /* NULL is safe; the DLL is unloaded */

#endif
