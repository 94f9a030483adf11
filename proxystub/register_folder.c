/* SPDX-License-Identifier: MIT */
/* Checks the folder that is to be registered: its files, and who may change them. */
#include "register_folder.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <aclapi.h>

#include "crossbit/error.h"
#include "core/base/home.h"
#include "core/base/message.h"

#define STRING_(x) L## #x
#define STRING(x) STRING_(x)

static const wchar_t *const files[] = {L"crossbit" STRING(CROSSBIT_BITS) L".exe", L"crossbit.dll", L"crossbitps.dll"};

static void join(wchar_t *path, const wchar_t *folder, const wchar_t *file)
{
    _snwprintf(path, 2 * MAX_PATH, L"%ls\\%ls", folder, file);
}

static HRESULT find_files(const struct register_paths *paths, BSTR *message)
{
    wchar_t path[2 * MAX_PATH], missing[128] = L"";
    size_t i;

    for (i = 0; i < ARRAYSIZE(files); i++) {
        DWORD attributes;

        join(path, paths->folder, files[i]);
        attributes = GetFileAttributesW(path);
        if (attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY))
            continue;
        if (missing[0])
            wcscat(missing, L" and ");
        wcscat(missing, files[i]);
    }
    if (missing[0])
        return message_set(message, CROSSBIT_E_FILE_NOT_FOUND,
            L"%ls is missing beside crossbitps.dll in %ls; install all files of the %ls-bit Crossbit into one folder",
            missing, paths->folder, STRING(CROSSBIT_BITS));
    return S_OK;
}

HRESULT register_folder_find(HMODULE module, struct register_paths *paths, BSTR *message)
{
    wchar_t *full = home_module_path(module), *path = full, *end;
    HRESULT hr = S_OK;

    paths->folder[0] = 0;
    if (!full)
        return E_OUTOFMEMORY;
    /* What LoadLibrary was given: COM and the shell do not take the \\?\ form. */
    if (wcsncmp(path, L"\\\\?\\", 4) == 0 && path[4] && path[5] == L':')
        path += 4;
    end = wcsrchr(path, L'\\');
    if (!end) {
        hr = E_UNEXPECTED;
        goto exit;
    }
    *end = 0;
    /* The longest value is LocalServer32: quotes, backslash, crossbitNN.exe and the terminator. */
    if (wcslen(path) + 2 + 1 + wcslen(files[0]) + 1 > MAX_PATH) {
        hr = message_set(message, HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE),
            L"the path %ls is too long: COM starts a server whose path and quotes have at most %d characters; install "
            L"Crossbit into a shorter one",
            path, MAX_PATH - 1);
        goto exit;
    }
    wcscpy(paths->folder, path);
    hr = find_files(paths, message);
exit:
    free(full);
    return hr;
}

struct group {
    WELL_KNOWN_SID_TYPE type;
    const wchar_t *name;
};
/* All of them hold every person who can log on. */
static const struct group groups[] = {{WinWorldSid, L"Everyone"}, {WinBuiltinUsersSid, L"Users"},
    {WinAuthenticatedUserSid, L"Authenticated Users"}, {WinInteractiveSid, L"Interactive"}};

/* The rights among `dangerous` that the DACL gives to a group. Entries count in their order, as Windows has it. */
static DWORD rights_of_group(ACL *dacl, WELL_KNOWN_SID_TYPE type, DWORD dangerous)
{
    /* Generic rights are mapped when they are set on a file, but not every program sets them so. */
    static const GENERIC_MAPPING mapping = {
        FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE, FILE_ALL_ACCESS};
    BYTE sid[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof(sid), i, granted = 0, denied = 0, mask;

    if (!CreateWellKnownSid(type, NULL, sid, &size))
        return 0;
    for (i = 0; i < dacl->AceCount; i++) {
        ACCESS_ALLOWED_ACE *ace; /* a denying one has the same shape */

        if (!GetAce(dacl, i, (void **)&ace) || (ace->Header.AceFlags & INHERIT_ONLY_ACE))
            continue;
        if (ace->Header.AceType != ACCESS_ALLOWED_ACE_TYPE && ace->Header.AceType != ACCESS_DENIED_ACE_TYPE)
            continue;
        if (!EqualSid(&ace->SidStart, sid))
            continue;
        mask = ace->Mask;
        MapGenericMask(&mask, (GENERIC_MAPPING *)&mapping);
        if (ace->Header.AceType == ACCESS_DENIED_ACE_TYPE)
            denied |= mask & ~granted;
        else
            granted |= mask & ~denied;
    }
    return granted & dangerous;
}

/* Fails if a group has one of the dangerous rights on path; *what says how to name it. */
static HRESULT check_path(const wchar_t *path, DWORD dangerous, const wchar_t *what, BSTR *message)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    const wchar_t *name = NULL;
    ACL *dacl = NULL;
    DWORD error;
    size_t i;

    error = GetNamedSecurityInfoW(
        (wchar_t *)path, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, &dacl, NULL, &descriptor);
    if (error)
        return message_set_win32(message, error, L"cannot read who may write to %ls", path);
    /* No list at all, as on a FAT drive: everybody may do everything. */
    if (!dacl)
        name = groups[0].name;
    for (i = 0; i < ARRAYSIZE(groups) && !name; i++)
        if (rights_of_group(dacl, groups[i].type, dangerous))
            name = groups[i].name;
    LocalFree(descriptor);
    if (!name)
        return S_OK;
    return message_set(message, CROSSBIT_E_UNSAFE_FOLDER,
        L"%ls %ls can be changed by %ls: a program registered there for the whole machine could be replaced by any "
        L"user. "
        L"Install Crossbit below Program Files, or take the right away (icacls), or register for yourself alone "
        L"(regsvr32 /n /i:user crossbitps.dll), or accept the risk (regsvr32 /n /i:force crossbitps.dll)",
        what, path, name);
}

/*
 * In a Unix folder with the sticky bit, such as /tmp, nobody can rename what is another's, but Wine's access list does
 * not show the bit. So under Wine only the folder next above is looked at, which an installer makes.
 */
static bool looks_further_up(unsigned int level)
{
    return level < 1 || !GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version");
}

HRESULT register_folder_check(const struct register_paths *paths, BSTR *message)
{
    const DWORD own = DELETE | WRITE_DAC | WRITE_OWNER;
    const DWORD folder_rights = own | FILE_ADD_FILE | FILE_ADD_SUBDIRECTORY | FILE_DELETE_CHILD;
    const DWORD file_rights = own | FILE_WRITE_DATA | FILE_APPEND_DATA;
    /* Whoever may add to a folder above cannot change ours; whoever may rename or delete there can. */
    const DWORD above_rights = own | FILE_DELETE_CHILD;
    wchar_t path[2 * MAX_PATH], *end;
    unsigned int level;
    HRESULT hr;
    size_t i;

    hr = check_path(paths->folder, folder_rights, L"the folder", message);
    for (i = 0; i < ARRAYSIZE(files) && SUCCEEDED(hr); i++) {
        join(path, paths->folder, files[i]);
        hr = check_path(path, file_rights, L"the file", message);
    }
    wcscpy(path, paths->folder);
    for (level = 0; SUCCEEDED(hr) && looks_further_up(level) && (end = wcsrchr(path, L'\\')) != NULL; level++) {
        *end = 0;
        /* A share's name is no folder, and "C:" alone would be the current folder of the drive. */
        if (path[0] == L'\\' && path[1] == L'\\' &&
            (!wcschr(path + 2, L'\\') || !wcschr(wcschr(path + 2, L'\\') + 1, L'\\')))
            break;
        if (end == path + 2 && path[1] == L':') {
            wcscpy(end, L"\\");
            hr = check_path(path, above_rights, L"the folder", message);
            break;
        }
        hr = check_path(path, above_rights, L"the folder", message);
    }
    return hr;
}
