/* SPDX-License-Identifier: MIT */
/* The folder that is registered: are all files there, and may only administrators change them? */
#ifndef CROSSBIT_REGISTER_FOLDER_H
#define CROSSBIT_REGISTER_FOLDER_H

#include <windows.h>
#include <oleauto.h>

#include "register_table.h"

/*
 * Where `module` (crossbitps.dll) is. CROSSBIT_E_FILE_NOT_FOUND with a message that names each of this bitness's files
 * that is missing beside it; HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE) when a path would not fit MAX_PATH.
 */
HRESULT register_folder_find(HMODULE module, struct register_paths *paths, BSTR *message);

/*
 * CROSSBIT_E_UNSAFE_FOLDER with a message if Everyone, Users, Authenticated Users or Interactive may write to or
 * replace the folder, one of the files, or a folder above. Under Wine the rights come from the Unix permissions of the
 * folder.
 */
HRESULT register_folder_check(const struct register_paths *paths, BSTR *message);

#endif
