/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_FAULT_H
#define CROSSBIT_FAULT_H

#include <stdbool.h>
#include <windows.h>

/* A crash of a DLL ends the process, with last words for the client, a minidump and a line in the log. */
void fault_init(void);
/* How the last words reach clients that do not call over the channel. tell must be safe in a crashing process. */
void fault_set_teller(void (*tell)(HRESULT hr, const wchar_t *text));
/*
 * The DLL has this thread from fault_enter until fault_leave, which takes what fault_enter returned: if the thread ends
 * meanwhile, or the process by ExitProcess, the client is told in which function (a name that lives as long), and the
 * process ends. They nest.
 */
const char *__cdecl fault_enter(const char *function);
void __cdecl fault_leave(const char *outer);
/*
 * function(context); an exception that leaves it is a crash of the DLL in the function that the thread has entered,
 * whatever the DLL did with the filter for unhandled ones. For code of ours that reads what the DLL made.
 */
void fault_run(void (*function)(void *context), void *context);
void fault_expect_end(void); /* the process ends on purpose: no last words */
void fault_let_tell(void);   /* does not return if a crash is being told: that ends the process */
bool fault_is_ending(void);  /* a crash has happened: the process is not to be used any more */
/* With crossbitps.dll loaded: methods that clients call over the channel are watched like other calls. */
void fault_init_channel(void);

#endif
