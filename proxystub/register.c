/* SPDX-License-Identifier: MIT */
/*
 * regsvr32's entry points. Registers, removes and checks everything of this bitness, in the registry of the machine or
 * of the user, as register_table.c says. docs/installing.md is the description for users.
 */
#include <stdio.h>
#include <windows.h>
#include <objbase.h>
#include <oleauto.h>

#include "crossbit/error.h"
#include "core/base/message.h"
#include "register_folder.h"
#include "register_table.h"
#include "registry.h"

#define CLASSES L"Software\\Classes"
/* The channel's switch (runtime.c reads it): the value Channel, "off" or not there. */
#define SETTINGS L"Software\\Crossbit"

/*
 * Shared keys are the same in both views, but Wine 8 shows a 64-bit process that asks for the 32-bit view other ProgIDs
 * than a 32-bit process sees. The 64-bit view is right for both.
 */
#define SHARED_VIEW KEY_WOW64_64KEY
#if CROSSBIT_BITS == 32
#define OWN_VIEW KEY_WOW64_32KEY
#define OTHER_VIEW KEY_WOW64_64KEY
#define OTHER_BITS 64
#else
#define OWN_VIEW KEY_WOW64_64KEY
#define OTHER_VIEW KEY_WOW64_32KEY
#define OTHER_BITS 32
#endif

struct registration {
    HKEY root;
    const wchar_t *root_name; /* for messages */
    struct registry_journal journal;
    bool last;       /* removal: the other bitness is not registered */
    bool same_views; /* both views see one CLSID key: Wine's HKCU */
    BSTR *message;
};

static void registration_init(struct registration *registration, bool user, BSTR *message)
{
    ZeroMemory(registration, sizeof(*registration));
    registration->root = user ? HKEY_CURRENT_USER : HKEY_LOCAL_MACHINE;
    registration->root_name = user ? L"HKEY_CURRENT_USER" : L"HKEY_LOCAL_MACHINE";
    registration->message = message;
}

static void full_key(wchar_t *full, const wchar_t *key)
{
    _snwprintf(full, 2 * MAX_PATH, L"%ls\\%ls", CLASSES, key);
}

static REGSAM row_view(const struct register_row *row)
{
    return row->place == ROW_SHARED ? SHARED_VIEW : OWN_VIEW;
}

static HRESULT registry_failed(struct registration *registration, LONG error, const wchar_t *verb, const wchar_t *key)
{
    if (error == ERROR_ACCESS_DENIED && registration->root == HKEY_LOCAL_MACHINE)
        return message_set(registration->message, E_ACCESSDENIED,
            L"cannot %ls %ls\\%ls: that needs administrator rights. Run regsvr32 from an elevated command prompt, or "
            L"work "
            L"for yourself alone with regsvr32 /n /i:user",
            verb, registration->root_name, key);
    return message_set_win32(
        registration->message, (DWORD)error, L"cannot %ls %ls\\%ls", verb, registration->root_name, key);
}

static HRESULT register_row(void *context, const struct register_row *row)
{
    struct registration *registration = context;
    wchar_t key[2 * MAX_PATH];
    LONG error;

    full_key(key, row->key);
    error = registry_set(&registration->journal, registration->root, row_view(row), key, row->name,
        row->text ? REG_SZ : REG_DWORD, row->text ? (const void *)row->text : &row->number,
        row->text ? (DWORD)((wcslen(row->text) + 1) * sizeof(wchar_t)) : (DWORD)sizeof(row->number));
    return error ? registry_failed(registration, error, L"write", key) : S_OK;
}

static HRESULT register_all(HMODULE module, bool user, bool force, BSTR *message)
{
    struct registration registration;
    struct register_paths paths;
    HRESULT hr;

    registration_init(&registration, user, message);
    hr = register_folder_find(module, &paths, message);
    /* What a user registers for themselves can harm nobody else. */
    if (SUCCEEDED(hr) && !user && !force)
        hr = register_folder_check(&paths, message);
    if (SUCCEEDED(hr))
        hr = register_table_walk(&paths, register_row, &registration);
    if (FAILED(hr))
        registry_undo(&registration.journal);
    registry_keep(&registration.journal);
    return hr;
}

static bool is_registered(const struct registration *registration, unsigned int bits)
{
    wchar_t key[MAX_PATH], full[2 * MAX_PATH];

    if (FAILED(register_table_mark(bits, key, ARRAYSIZE(key))))
        return false;
    full_key(full, key);
    return registry_key_exists(registration->root, SHARED_VIEW, full);
}

/* Both views show the same path of crossbitps.dll, which has another file for each bitness: it is one key. */
static bool views_are_one(const struct registration *registration)
{
    wchar_t key[MAX_PATH], full[2 * MAX_PATH], own[MAX_PATH], other[MAX_PATH];

    if (FAILED(register_table_probe(key, ARRAYSIZE(key))))
        return false;
    full_key(full, key);
    return registry_get_text(registration->root, OWN_VIEW, full, NULL, own, ARRAYSIZE(own)) &&
           registry_get_text(registration->root, OTHER_VIEW, full, NULL, other, ARRAYSIZE(other)) &&
           wcscmp(own, other) == 0;
}

static HRESULT unregister_row(void *context, const struct register_row *row)
{
    struct registration *registration = context;
    wchar_t key[2 * MAX_PATH];
    LONG error;

    if (row->removal == REMOVE_INSIDE || (row->removal == REMOVE_LAST && !registration->last) ||
        (row->removal == REMOVE_VIEW && registration->same_views && !registration->last))
        return S_OK;
    full_key(key, row->key);
    error = registry_delete_tree(registration->root, row_view(row), key);
    return error ? registry_failed(registration, error, L"remove", key) : S_OK;
}

/* Switches the channel for processes of this bitness (HKLM) or of both (HKCU has one view of it). */
static HRESULT set_channel(bool user, bool on, BSTR *message)
{
    static const wchar_t off[] = L"off";
    struct registration registration;
    LONG error;

    registration_init(&registration, user, message);
    if (on) {
        error = registry_delete_value(registration.root, OWN_VIEW, SETTINGS, L"Channel");
        registry_delete_empty(registration.root, OWN_VIEW, SETTINGS);
    } else {
        error = registry_set(
            &registration.journal, registration.root, OWN_VIEW, SETTINGS, L"Channel", REG_SZ, off, sizeof(off));
        registry_keep(&registration.journal);
    }
    return error ? registry_failed(&registration, error, L"write", SETTINGS) : S_OK;
}

static HRESULT unregister_all(bool user, BSTR *message)
{
    static const wchar_t *const parents[] = {
        CLASSES L"\\CLSID", CLASSES L"\\Interface", CLASSES L"\\AppID", CLASSES L"\\TypeLib", CLASSES};
    static const struct register_paths nowhere;
    struct registration registration;
    unsigned int i;
    HRESULT hr;

    registration_init(&registration, user, message);
    registration.last = !is_registered(&registration, OTHER_BITS);
    registration.same_views = views_are_one(&registration);
    hr = register_table_walk(&nowhere, unregister_row, &registration);
    if (SUCCEEDED(hr) && (!user || registration.last))
        hr = set_channel(user, true, message);
    /* A user's part of the registry may have had none of these before us. Empty ones mean nothing to anybody. */
    if (user && registration.last)
        for (i = 0; i < ARRAYSIZE(parents); i++) {
            registry_delete_empty(registration.root, OWN_VIEW, parents[i]);
            registry_delete_empty(registration.root, OTHER_VIEW, parents[i]);
        }
    return hr;
}

static HRESULT check_row(void *context, const struct register_row *row)
{
    struct registration *registration = context;
    wchar_t key[2 * MAX_PATH], text[2 * MAX_PATH] = L"";
    DWORD number;

    full_key(key, row->key);
    if (row->text) {
        if (registry_get_text(registration->root, row_view(row), key, row->name, text, ARRAYSIZE(text)) &&
            wcscmp(text, row->text) == 0)
            return S_OK;
    } else if (registry_get_number(registration->root, row_view(row), key, row->name, &number)) {
        if (number == row->number)
            return S_OK;
        _snwprintf(text, ARRAYSIZE(text), L"%lu", number);
    }
    return message_set(registration->message, CROSSBIT_E_NOT_REGISTERED,
        L"the Crossbit in this folder is not what is registered: %ls of %ls\\%ls (%ls-bit view) is \"%ls\"; regsvr32 "
        L"crossbitps.dll writes it anew",
        row->name ? row->name : L"the default value", registration->root_name, key,
        row_view(row) == KEY_WOW64_32KEY ? L"32" : L"64", text);
}

static HRESULT check_all(HMODULE module, bool user, BSTR *message)
{
    struct registration registration;
    struct register_paths paths;
    HRESULT hr;

    registration_init(&registration, user, message);
    hr = register_folder_find(module, &paths, message);
    return SUCCEEDED(hr) ? register_table_walk(&paths, check_row, &registration) : hr;
}

/*
 * regsvr32 shows the HRESULT only. Programs read the text with GetErrorInfo (the CLI does), a debugger sees it, and so
 * does a console that regsvr32 itself was started from.
 */
static HRESULT report(HRESULT hr, BSTR message)
{
    ICreateErrorInfo *create;
    IErrorInfo *info;
    wchar_t program[MAX_PATH] = L"", *name;

    if (FAILED(hr) && message) {
        OutputDebugStringW(message);
        OutputDebugStringW(L"\n");
        if (SUCCEEDED(CreateErrorInfo(&create))) {
            ICreateErrorInfo_SetDescription(create, message);
            ICreateErrorInfo_SetSource(create, (wchar_t *)L"Crossbit");
            if (SUCCEEDED(ICreateErrorInfo_QueryInterface(create, &IID_IErrorInfo, (void **)&info))) {
                SetErrorInfo(0, info);
                IErrorInfo_Release(info);
            }
            ICreateErrorInfo_Release(create);
        }
        GetModuleFileNameW(NULL, program, ARRAYSIZE(program) - 1);
        name = wcsrchr(program, L'\\');
        if (name && _wcsicmp(name + 1, L"regsvr32.exe") == 0) {
            char text[2048];
            int length = WideCharToMultiByte(GetConsoleOutputCP(), 0, message, -1, text, sizeof(text) - 2, NULL, NULL);
            DWORD written;

            if (length > 1) {
                memcpy(text + length - 1, "\r\n", 2);
                WriteFile(GetStdHandle(STD_ERROR_HANDLE), text, (DWORD)length + 1, &written, NULL);
            }
        }
    }
    SysFreeString(message);
    return hr;
}

static HMODULE this_module(void)
{
    HMODULE module = NULL;

    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
        (const wchar_t *)(void *)this_module, &module);
    return module;
}

HRESULT WINAPI DllRegisterServer(void)
{
    BSTR message = NULL;
    HRESULT hr = register_all(this_module(), false, false, &message);

    return report(hr, message);
}

HRESULT WINAPI DllUnregisterServer(void)
{
    BSTR message = NULL;
    HRESULT hr = unregister_all(false, &message);

    return report(hr, message);
}

/* Is the word at text, which ends with a comma or the text, this one? */
static bool is_word(const wchar_t *text, size_t length, const wchar_t *word)
{
    return length == wcslen(word) && _wcsnicmp(text, word, length) == 0;
}

/* options: words separated by commas: user, force, check, channel=off, channel=on. */
HRESULT WINAPI DllInstall(BOOL install, const wchar_t *options)
{
    bool user = false, force = false, check = false, off = false, on = false;
    BSTR message = NULL;
    HRESULT hr = S_OK;

    while (options && *options && SUCCEEDED(hr)) {
        size_t length = wcscspn(options, L",");

        if (is_word(options, length, L"user"))
            user = true;
        else if (is_word(options, length, L"force"))
            force = true;
        else if (is_word(options, length, L"check") && install)
            check = true;
        else if (is_word(options, length, L"channel=off") && install)
            off = true;
        else if (is_word(options, length, L"channel=on") && install)
            on = true;
        else if (length)
            hr = message_set(&message, E_INVALIDARG,
                L"unknown option \"%ls\" after /i: - known are user, force, check, channel=off and channel=on, "
                L"separated "
                L"by commas",
                options);
        options += length + (options[length] == L',');
    }
    if (SUCCEEDED(hr))
        hr = check       ? check_all(this_module(), user, &message)
             : off || on ? set_channel(user, on, &message)
             : install   ? register_all(this_module(), user, force, &message)
                         : unregister_all(user, &message);
    return report(hr, message);
}
