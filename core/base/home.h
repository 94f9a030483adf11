/* SPDX-License-Identifier: MIT */
/* Where Crossbit's own files are. The folders are those of docs/installing.md: files of one bitness share a folder. */
#ifndef CROSSBIT_HOME_H
#define CROSSBIT_HOME_H

#include <windows.h>
#include <oleauto.h>

/*
 * Finds a file of Crossbit's own, such as crossbit32.exe, of bitness 32 or 64. With the folder x86 or x64 of that
 * bitness as ARCH, these are tried in order: %CROSSBIT_HOME%\ARCH, %CROSSBIT_HOME%, the folder of the module that this
 * code is linked into, its subfolder ARCH, its sibling ARCH, and the same three for the program's folder; for the other
 * bitness the folder itself comes last of its three. *path is absolute (free).
 * On failure CROSSBIT_E_FILE_NOT_FOUND, and *message (may be NULL; SysFreeString) names the folders.
 */
HRESULT home_find(const wchar_t *file, unsigned int bits, wchar_t **path, BSTR *message);

/* Full path of a module (NULL: the program) of any length; free. NULL when out of memory. */
wchar_t *home_module_path(HMODULE module);

#endif
