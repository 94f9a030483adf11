/* SPDX-License-Identifier: MIT */
/* Registry access with an explicit view, and a journal that undoes what a failed registration wrote. */
#ifndef CROSSBIT_REGISTRY_H
#define CROSSBIT_REGISTRY_H

#include <stdbool.h>
#include <windows.h>

/*
 * `root` is HKEY_LOCAL_MACHINE or HKEY_CURRENT_USER, `view` KEY_WOW64_32KEY or KEY_WOW64_64KEY (32-bit Windows has one
 * view and ignores both), `key` a path below root, `name` NULL for the key's default value.
 */
struct registry_change;
struct registry_journal {            /* zero-initialise */
    struct registry_change *changes; /* newest first */
};

/* Writes a value and makes the keys on the way to it. Returns a Win32 error code; a failed write leaves nothing new. */
LONG registry_set(struct registry_journal *journal, HKEY root, REGSAM view, const wchar_t *key, const wchar_t *name,
    DWORD type, const void *data, DWORD size);
/* Takes back everything since the journal was empty, newest first, and empties it. */
void registry_undo(struct registry_journal *journal);
/* Forgets the journal: the changes stay. */
void registry_keep(struct registry_journal *journal);

/* Reads a REG_SZ into text (capacity in characters, always terminated). False: not there, or not that type or size. */
bool registry_get_text(HKEY root, REGSAM view, const wchar_t *key, const wchar_t *name, wchar_t *text, DWORD capacity);
bool registry_get_number(HKEY root, REGSAM view, const wchar_t *key, const wchar_t *name, DWORD *number);
bool registry_key_exists(HKEY root, REGSAM view, const wchar_t *key);

/* Deletes a key and all below it. ERROR_SUCCESS also when there is none. */
LONG registry_delete_tree(HKEY root, REGSAM view, const wchar_t *key);
/* ERROR_SUCCESS also when there is none. */
LONG registry_delete_value(HKEY root, REGSAM view, const wchar_t *key, const wchar_t *name);
/* Deletes a key if it has neither subkeys nor values. */
void registry_delete_empty(HKEY root, REGSAM view, const wchar_t *key);

#endif
