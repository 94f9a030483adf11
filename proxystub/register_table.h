/* SPDX-License-Identifier: MIT */
/* The one table of what a registered Crossbit has in the registry; it drives registering, removing and checking. */
#ifndef CROSSBIT_REGISTER_TABLE_H
#define CROSSBIT_REGISTER_TABLE_H

#include <stdbool.h>
#include <windows.h>

/*
 * Where a value lives (docs/installing.md names Microsoft's page). CLSID and Interface exist once per view; ProgIDs,
 * AppID and TypeLib are shared by both views on Windows 7 and later.
 */
enum row_place { ROW_OWN_VIEW, ROW_SHARED };

/* What takes the key of a row away again. */
enum row_removal {
    REMOVE_INSIDE, /* it lies below another row's key */
    REMOVE_ALWAYS, /* belongs to this bitness alone: removed with all below it */
    REMOVE_VIEW,   /* as ALWAYS where each view has its own key; as LAST where both views see one key (Wine's HKCU) */
    REMOVE_LAST    /* belongs to both bitnesses: removed with the last of them */
};

struct register_row {
    enum row_place place;
    enum row_removal removal;
    const wchar_t *key;  /* below Software\Classes */
    const wchar_t *name; /* NULL: default value */
    const wchar_t *text; /* REG_SZ; NULL: REG_DWORD number */
    DWORD number;
};

/* Where the files of this bitness are; fits MAX_PATH with the longest file name. */
struct register_paths {
    wchar_t folder[MAX_PATH];
};

/* Calls function for every row, in the table's order, until it returns a failure. Strings live for that call only. */
typedef HRESULT register_row_function(void *context, const struct register_row *row);
HRESULT register_table_walk(const struct register_paths *paths, register_row_function *function, void *context);

/* The key (below Software\Classes) that shows by its existence that `bits` (32 or 64) is registered. */
HRESULT register_table_mark(unsigned int bits, wchar_t *key, size_t capacity);
/* The key whose default value differs between the bitnesses, if each view has its own (below Software\Classes). */
HRESULT register_table_probe(wchar_t *key, size_t capacity);

#endif
