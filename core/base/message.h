/* SPDX-License-Identifier: MIT */
/* Texts of errors for people: what went wrong, with which file, function or value, and what fixes it. */
#ifndef CROSSBIT_MESSAGE_H
#define CROSSBIT_MESSAGE_H

#include <windows.h>
#include <oleauto.h>

/*
 * Formats a message and returns result, so that an error path is one statement. format is as for wprintf: %ls is wide
 * text, %hs is char text (bytes above 127 become the characters of that number). A NULL message is ignored, a message
 * that is set already stays: the first failure is the one to report. Without memory *message stays NULL. Any thread.
 */
HRESULT message_set(BSTR *message, HRESULT hr, const wchar_t *format, ...);

/* The same, with ": " and the system's text for a Win32 error code after it. Returns HRESULT_FROM_WIN32(error). */
HRESULT message_set_win32(BSTR *message, DWORD error, const wchar_t *format, ...);

/* Names for a message: those that there is room for, and how many more there are. Begins zeroed. */
struct message_list {
    wchar_t text[320];
    unsigned int count; /* of all that were added */
    unsigned int shown;
};
void message_list_add(struct message_list *list, const char *name);
void message_list_end(struct message_list *list); /* " and 12 more" */

#endif
