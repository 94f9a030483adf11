/* SPDX-License-Identifier: MIT */
#include "snapshot.h"

#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

static void add_line(struct snapshot *snapshot, const wchar_t *line)
{
    if (snapshot->count == snapshot->capacity) {
        snapshot->capacity = snapshot->capacity ? 2 * snapshot->capacity : 4096;
        snapshot->lines = realloc(snapshot->lines, snapshot->capacity * sizeof(*snapshot->lines));
        assert_non_null(snapshot->lines);
    }
    snapshot->lines[snapshot->count] = _wcsdup(line);
    assert_non_null(snapshot->lines[snapshot->count++]);
}

static void add_values(struct snapshot *snapshot, HKEY key, const wchar_t *path)
{
    static wchar_t name[16384], line[40000];
    static BYTE data[65536];
    DWORD index, name_length, type, size, i, hash;
    LONG error;

    for (index = 0;; index++) {
        name_length = ARRAYSIZE(name);
        size = sizeof(data);
        error = RegEnumValueW(key, index, name, &name_length, NULL, &type, data, &size);
        if (error == ERROR_MORE_DATA)
            size = 0; /* its length is in no line, its being there is */
        else if (error)
            return;
        /* FNV-1a: what a line needs to differ; short text is shown as it is. */
        for (i = 0, hash = 2166136261u; i < size; i++)
            hash = (hash ^ data[i]) * 16777619u;
        data[size < 200 ? size : 200] = 0;
        data[size < 200 ? size + 1 : 201] = 0;
        _snwprintf(line, ARRAYSIZE(line), L"%ls [%ls] %lu %08lx %ls", path, name, type, hash,
            type == REG_SZ ? (wchar_t *)data : L"");
        add_line(snapshot, line);
    }
}

static void walk(struct snapshot *snapshot, HKEY parent, const wchar_t *name, REGSAM view, const wchar_t *path)
{
    wchar_t child[256], *child_path;
    DWORD index, length;
    HKEY key;

    if (RegOpenKeyExW(parent, name, 0, KEY_READ | view, &key))
        return;
    add_line(snapshot, path);
    add_values(snapshot, key, path);
    for (index = 0;; index++) {
        length = ARRAYSIZE(child);
        if (RegEnumKeyExW(key, index, child, &length, NULL, NULL, NULL, NULL))
            break;
        child_path = malloc((wcslen(path) + length + 2) * sizeof(wchar_t));
        assert_non_null(child_path);
        wcscpy(child_path, path);
        wcscat(child_path, L"\\");
        wcscat(child_path, child);
        walk(snapshot, key, child, view, child_path);
        free(child_path);
    }
    RegCloseKey(key);
}

void snapshot_take(struct snapshot *snapshot, HKEY root)
{
    const wchar_t *name = root == HKEY_CURRENT_USER ? L"HKCU" : L"HKLM";
    wchar_t path[32];

    /* Through its path from the root, a key below Software is redirected as programs see it. */
    _snwprintf(path, ARRAYSIZE(path), L"32 %ls", name);
    walk(snapshot, root, L"Software", KEY_WOW64_32KEY, path);
    _snwprintf(path, ARRAYSIZE(path), L"64 %ls", name);
    walk(snapshot, root, NULL, KEY_WOW64_64KEY, path);
}

void snapshot_take_names(struct snapshot *snapshot)
{
    static const wchar_t *const parents[] = {L"", L"\\CLSID", L"\\Interface", L"\\AppID", L"\\TypeLib"};
    static const REGSAM views[] = {KEY_WOW64_32KEY, KEY_WOW64_64KEY};
    wchar_t path[64], child[256], line[400];
    DWORD view, parent, index, length;
    HKEY key;

    for (view = 0; view < ARRAYSIZE(views); view++)
        for (parent = 0; parent < ARRAYSIZE(parents); parent++) {
            _snwprintf(path, ARRAYSIZE(path), L"Software\\Classes%ls", parents[parent]);
            assert_int_equal(RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_READ | views[view], &key), 0);
            for (index = 0;; index++) {
                length = ARRAYSIZE(child);
                if (RegEnumKeyExW(key, index, child, &length, NULL, NULL, NULL, NULL))
                    break;
                _snwprintf(line, ARRAYSIZE(line), L"%lu HKLM\\%ls\\%ls", view ? 64ul : 32ul, path, child);
                add_line(snapshot, line);
            }
            RegCloseKey(key);
        }
}

void snapshot_free(struct snapshot *snapshot)
{
    size_t i;

    for (i = 0; i < snapshot->count; i++)
        free(snapshot->lines[i]);
    free(snapshot->lines);
    ZeroMemory(snapshot, sizeof(*snapshot));
}

static int compare_lines(const void *left, const void *right)
{
    return wcscmp(*(const wchar_t *const *)left, *(const wchar_t *const *)right);
}

size_t snapshot_differences(const struct snapshot *before, const struct snapshot *after)
{
    size_t i = 0, j = 0, differences = 0;

    qsort(before->lines, before->count, sizeof(*before->lines), compare_lines);
    qsort(after->lines, after->count, sizeof(*after->lines), compare_lines);
    while (i < before->count || j < after->count) {
        int order = i == before->count ? 1 : j == after->count ? -1 : wcscmp(before->lines[i], after->lines[j]);

        if (order && ++differences <= 40)
            printf("%c %ls\n", order < 0 ? '-' : '+', order < 0 ? before->lines[i] : after->lines[j]);
        if (order <= 0)
            i++;
        if (order >= 0)
            j++;
    }
    return differences;
}
