/* SPDX-License-Identifier: MIT */
/* For tests: a picture of the whole registry, through both views, and what differs between two. */
#ifndef CROSSBIT_SNAPSHOT_H
#define CROSSBIT_SNAPSHOT_H

#include <stddef.h>
#include <windows.h>

struct snapshot { /* zero-initialise; one line a key or value, in the order of a walk */
    wchar_t **lines;
    size_t count, capacity;
};

/* Everything below root, once through each view. */
void snapshot_take(struct snapshot *snapshot, HKEY root);
/* Only the names of what HKLM's Software\Classes, CLSID, Interface, AppID and TypeLib hold, through each view: quick.
 */
void snapshot_take_names(struct snapshot *snapshot);
void snapshot_free(struct snapshot *snapshot);
/* Prints the lines that only one has, and returns how many there are. */
size_t snapshot_differences(const struct snapshot *before, const struct snapshot *after);

#endif
