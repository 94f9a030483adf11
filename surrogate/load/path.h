/* SPDX-License-Identifier: MIT */
#ifndef CROSSBIT_PATH_H
#define CROSSBIT_PATH_H

#include <windows.h>
#include <wtypes.h>

/*
 * `path` as a process of client_bits (0: like this one) means it, written so that this process finds the same
 * file in spite of file-system redirection; absolute and normalised (free). Of a bare file name the system's own DLL.
 */
HRESULT path_translate(const wchar_t *path, unsigned int client_bits, wchar_t **translated, BSTR *message);
/* The same for a list of folders, separated by ';' (empty ones are dropped). A relative one is refused by name. */
HRESULT path_translate_folders(const wchar_t *folders, unsigned int client_bits, wchar_t **translated, BSTR *message);

#endif
