/* SPDX-License-Identifier: MIT */
/* Writes, compares and removes registry values, and takes back what it wrote. */
#include "registry.h"

#include <stdlib.h>
#include <string.h>

/* Either a key that was made (its parent existed), or a value that was written over `data` (had) or over nothing. */
struct registry_change {
    struct registry_change *older;
    HKEY root;
    REGSAM view;
    wchar_t *key, *name;
    bool made_key, had;
    DWORD type, size;
    BYTE *data;
};

static void change_free(struct registry_change *change)
{
    if (!change)
        return;
    free(change->key);
    free(change->name);
    free(change->data);
    free(change);
}

static struct registry_change *change_create(
    HKEY root, REGSAM view, const wchar_t *key, size_t length, const wchar_t *name)
{
    struct registry_change *change = calloc(1, sizeof(*change));

    if (!change)
        return NULL;
    change->root = root;
    change->view = view;
    change->key = calloc(length + 1, sizeof(wchar_t));
    change->name = name ? _wcsdup(name) : NULL;
    if (!change->key || (name && !change->name)) {
        change_free(change);
        return NULL;
    }
    memcpy(change->key, key, length * sizeof(wchar_t));
    return change;
}

static void journal_add(struct registry_journal *journal, struct registry_change *change)
{
    change->older = journal->changes;
    journal->changes = change;
}

/* The length of the part of key that names the first key on the way that does not exist; 0 if all exist. */
static size_t first_missing(HKEY root, REGSAM view, const wchar_t *key)
{
    wchar_t *part = _wcsdup(key);
    size_t length, missing = 0;

    if (!part)
        return 0;
    for (length = wcslen(key);;) {
        part[length] = 0;
        if (registry_key_exists(root, view, part))
            break;
        missing = length;
        while (length && part[length] != L'\\')
            length--;
        if (!length)
            break;
    }
    free(part);
    return missing;
}

/* What is there now, for the way back. */
static LONG change_remember(struct registry_change *change, HKEY key, const wchar_t *name)
{
    LONG error = RegQueryValueExW(key, name, NULL, &change->type, NULL, &change->size);

    if (error == ERROR_FILE_NOT_FOUND)
        return ERROR_SUCCESS;
    if (error)
        return error;
    change->data = malloc(change->size ? change->size : 1);
    if (!change->data)
        return ERROR_OUTOFMEMORY;
    error = RegQueryValueExW(key, name, NULL, &change->type, change->data, &change->size);
    change->had = error == ERROR_SUCCESS;
    return error;
}

LONG registry_set(struct registry_journal *journal, HKEY root, REGSAM view, const wchar_t *key, const wchar_t *name,
    DWORD type, const void *data, DWORD size)
{
    struct registry_change *made = NULL, *written = NULL;
    size_t missing = first_missing(root, view, key);
    HKEY handle = NULL;
    LONG error;

    written = change_create(root, view, key, wcslen(key), name);
    made = missing ? change_create(root, view, key, missing, NULL) : NULL;
    if (!written || (missing && !made)) {
        error = ERROR_OUTOFMEMORY;
        goto exit;
    }
    error = RegCreateKeyExW(root, key, 0, NULL, 0, KEY_QUERY_VALUE | KEY_SET_VALUE | view, NULL, &handle, NULL);
    if (made && (!error || registry_key_exists(root, view, made->key))) {
        /* Even when it failed: the first part of the way may have been made. */
        made->made_key = true;
        journal_add(journal, made);
        made = NULL;
    }
    if (!error)
        error = change_remember(written, handle, name);
    if (!error)
        error = RegSetValueExW(handle, name, 0, type, data, size);
    if (!error) {
        journal_add(journal, written);
        written = NULL;
    }
exit:
    if (handle)
        RegCloseKey(handle);
    change_free(made);
    change_free(written);
    return error;
}

static void change_undo(const struct registry_change *change)
{
    HKEY key;

    if (change->made_key) {
        registry_delete_tree(change->root, change->view, change->key);
        return;
    }
    if (RegOpenKeyExW(change->root, change->key, 0, KEY_SET_VALUE | change->view, &key))
        return;
    if (change->had)
        RegSetValueExW(key, change->name, 0, change->type, change->data, change->size);
    else
        RegDeleteValueW(key, change->name);
    RegCloseKey(key);
}

void registry_undo(struct registry_journal *journal)
{
    const struct registry_change *change;

    for (change = journal->changes; change; change = change->older)
        change_undo(change);
    registry_keep(journal);
}

void registry_keep(struct registry_journal *journal)
{
    struct registry_change *change;

    while ((change = journal->changes) != NULL) {
        journal->changes = change->older;
        change_free(change);
    }
}

static bool get_value(
    HKEY root, REGSAM view, const wchar_t *key, const wchar_t *name, DWORD wanted, void *data, DWORD *size)
{
    DWORD type = REG_NONE;
    HKEY handle;
    LONG error;

    if (RegOpenKeyExW(root, key, 0, KEY_QUERY_VALUE | view, &handle))
        return false;
    error = RegQueryValueExW(handle, name, NULL, &type, data, size);
    RegCloseKey(handle);
    return !error && type == wanted;
}

bool registry_get_text(HKEY root, REGSAM view, const wchar_t *key, const wchar_t *name, wchar_t *text, DWORD capacity)
{
    DWORD size = (capacity - 1) * sizeof(wchar_t);

    text[0] = 0;
    if (!get_value(root, view, key, name, REG_SZ, text, &size)) {
        text[0] = 0;
        return false;
    }
    /* The registry does not promise a terminator. */
    text[size / sizeof(wchar_t)] = 0;
    return true;
}

bool registry_get_number(HKEY root, REGSAM view, const wchar_t *key, const wchar_t *name, DWORD *number)
{
    DWORD size = sizeof(*number);

    return get_value(root, view, key, name, REG_DWORD, number, &size) && size == sizeof(*number);
}

bool registry_key_exists(HKEY root, REGSAM view, const wchar_t *key)
{
    HKEY handle;

    if (RegOpenKeyExW(root, key, 0, KEY_QUERY_VALUE | view, &handle))
        return false;
    RegCloseKey(handle);
    return true;
}

/* Not RegDeleteTree: below a handle of the other view it would lose the view. */
LONG registry_delete_tree(HKEY root, REGSAM view, const wchar_t *key)
{
    wchar_t name[256], *child;
    DWORD length;
    HKEY handle;
    LONG error;

    error = RegOpenKeyExW(root, key, 0, KEY_ENUMERATE_SUB_KEYS | view, &handle);
    if (error)
        return error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : error;
    while (!error) {
        /* Always the first one: the others move up when it is gone. */
        length = ARRAYSIZE(name);
        error = RegEnumKeyExW(handle, 0, name, &length, NULL, NULL, NULL, NULL);
        if (error)
            break;
        child = malloc((wcslen(key) + 1 + length + 1) * sizeof(wchar_t));
        if (!child) {
            error = ERROR_OUTOFMEMORY;
            break;
        }
        wcscpy(child, key);
        wcscat(child, L"\\");
        wcscat(child, name);
        error = registry_delete_tree(root, view, child);
        free(child);
    }
    RegCloseKey(handle);
    if (error != ERROR_NO_MORE_ITEMS)
        return error;
    error = RegDeleteKeyExW(root, key, view, 0);
    return error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : error;
}

LONG registry_delete_value(HKEY root, REGSAM view, const wchar_t *key, const wchar_t *name)
{
    HKEY handle;
    LONG error = RegOpenKeyExW(root, key, 0, KEY_SET_VALUE | view, &handle);

    if (!error) {
        error = RegDeleteValueW(handle, name);
        RegCloseKey(handle);
    }
    return error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : error;
}

void registry_delete_empty(HKEY root, REGSAM view, const wchar_t *key)
{
    DWORD keys = 1, values = 1;
    HKEY handle;

    if (RegOpenKeyExW(root, key, 0, KEY_QUERY_VALUE | view, &handle))
        return;
    if (RegQueryInfoKeyW(handle, NULL, NULL, NULL, &keys, NULL, NULL, &values, NULL, NULL, NULL, NULL))
        keys = 1;
    RegCloseKey(handle);
    if (!keys && !values)
        RegDeleteKeyExW(root, key, view, 0);
}
