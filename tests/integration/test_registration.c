/* SPDX-License-Identifier: MIT */
/*
 * Registration of both bitnesses, as an installer does it: regsvr32 on files in a folder whose name has spaces and
 * letters outside of any one code page. What must be in the registry is listed here once more, on purpose not with the
 * product's own table.
 */
#include "tests/test.h"

#include <aclapi.h>
#include <stdio.h>
#include <windows.h>
#include <objbase.h>
#include <oleauto.h>

#include "crossbit/error.h"
#include "crossbit_com.h"
#include "installed.h"
#include "snapshot.h"

#define HOST32 L"{8DD8362F-4DA6-4611-8D37-3F4986F4088F}"
#define HOST64 L"{980F4765-DAC9-4A49-8E6D-A9E9E89F6EC3}"
#define LIBRARY L"{610F7F2E-FA9E-4487-B9F1-180F72E769EE}"
#define UNMARSHALER L"{C05A08E6-A832-4128-84B0-CDA0EFB9F3F9}"
#define PROXY L"{ED1058CC-0D08-4BC2-9A3B-5E797C0703A4}"
#define TYPELIB L"{66D729BA-395A-4E1B-B4C7-712634CDB107}"

#define HOME L"C:\\Crossbit test\\J\x00fcrgen \x03a9 \x30c4"
#define MOVED L"C:\\Crossbit test\\moved to"

struct expected {
    int bits;                         /* the view; 0: shared, read through the 64-bit one */
    const wchar_t *key, *name, *text; /* @ in text: the folder of that view's bitness (shared: see the key) */
};

static const struct expected expected[] = {
    {32, L"CLSID\\" HOST32, L"AppID", HOST32},
    {32, L"CLSID\\" HOST32 L"\\LocalServer32", NULL, L"\"@\\x86\\crossbit32.exe\""},
    {32, L"CLSID\\" HOST32 L"\\LocalServer32", L"ServerExecutable", L"@\\x86\\crossbit32.exe"},
    {32, L"CLSID\\" HOST32 L"\\ProgID", NULL, L"Crossbit.Host32.1"},
    {32, L"CLSID\\" HOST32 L"\\VersionIndependentProgID", NULL, L"Crossbit.Host32"},
    {32, L"CLSID\\" HOST32 L"\\TypeLib", NULL, TYPELIB},
    {64, L"CLSID\\" HOST64, L"AppID", HOST64},
    {64, L"CLSID\\" HOST64 L"\\LocalServer32", NULL, L"\"@\\x64\\crossbit64.exe\""},
    {64, L"CLSID\\" HOST64 L"\\LocalServer32", L"ServerExecutable", L"@\\x64\\crossbit64.exe"},
    {64, L"CLSID\\" HOST64 L"\\ProgID", NULL, L"Crossbit.Host64.1"},
    {64, L"CLSID\\" HOST64 L"\\VersionIndependentProgID", NULL, L"Crossbit.Host64"},
    {64, L"CLSID\\" HOST64 L"\\TypeLib", NULL, TYPELIB},
    {0, L"AppID\\crossbit32.exe", L"AppID", HOST32},
    {0, L"AppID\\crossbit64.exe", L"AppID", HOST64},
    {0, L"AppID\\" HOST32, NULL, L"Crossbit 32-bit surrogate"},
    {0, L"AppID\\" HOST64, NULL, L"Crossbit 64-bit surrogate"},
    {0, L"Crossbit.Host32\\CLSID", NULL, HOST32},
    {0, L"Crossbit.Host32\\CurVer", NULL, L"Crossbit.Host32.1"},
    {0, L"Crossbit.Host32.1\\CLSID", NULL, HOST32},
    {0, L"Crossbit.Host64\\CLSID", NULL, HOST64},
    {0, L"Crossbit.Host64\\CurVer", NULL, L"Crossbit.Host64.1"},
    {0, L"Crossbit.Host64.1\\CLSID", NULL, HOST64},
    {0, L"Crossbit.Library\\CLSID", NULL, LIBRARY},
    {0, L"Crossbit.Library\\CurVer", NULL, L"Crossbit.Library.1"},
    {0, L"Crossbit.Library.1\\CLSID", NULL, LIBRARY},
    {0, L"TypeLib\\" TYPELIB L"\\1.0", NULL, L"Crossbit 1.0 Type Library"},
    {0, L"TypeLib\\" TYPELIB L"\\1.0\\FLAGS", NULL, L"0"},
    {0, L"TypeLib\\" TYPELIB L"\\1.0\\0\\win32", NULL, L"@\\x86\\crossbitps.dll"},
    {0, L"TypeLib\\" TYPELIB L"\\1.0\\0\\win64", NULL, L"@\\x64\\crossbitps.dll"},
    {32, L"CLSID\\" LIBRARY L"\\InprocServer32", NULL, L"@\\x86\\crossbit.dll"},
    {32, L"CLSID\\" LIBRARY L"\\InprocServer32", L"ThreadingModel", L"Both"},
    {32, L"CLSID\\" LIBRARY L"\\ProgID", NULL, L"Crossbit.Library.1"},
    {32, L"CLSID\\" LIBRARY L"\\VersionIndependentProgID", NULL, L"Crossbit.Library"},
    {64, L"CLSID\\" LIBRARY L"\\InprocServer32", NULL, L"@\\x64\\crossbit.dll"},
    {64, L"CLSID\\" LIBRARY L"\\InprocServer32", L"ThreadingModel", L"Both"},
    {64, L"CLSID\\" LIBRARY L"\\ProgID", NULL, L"Crossbit.Library.1"},
    {64, L"CLSID\\" LIBRARY L"\\VersionIndependentProgID", NULL, L"Crossbit.Library"},
    {32, L"CLSID\\" PROXY L"\\InprocServer32", NULL, L"@\\x86\\crossbitps.dll"},
    {32, L"CLSID\\" PROXY L"\\InprocServer32", L"ThreadingModel", L"Both"},
    {64, L"CLSID\\" PROXY L"\\InprocServer32", NULL, L"@\\x64\\crossbitps.dll"},
    {64, L"CLSID\\" PROXY L"\\InprocServer32", L"ThreadingModel", L"Both"},
    {32, L"CLSID\\" UNMARSHALER L"\\InprocServer32", NULL, L"@\\x86\\crossbitps.dll"},
    {32, L"CLSID\\" UNMARSHALER L"\\InprocServer32", L"ThreadingModel", L"Both"},
    {64, L"CLSID\\" UNMARSHALER L"\\InprocServer32", NULL, L"@\\x64\\crossbitps.dll"},
    {64, L"CLSID\\" UNMARSHALER L"\\InprocServer32", L"ThreadingModel", L"Both"},
};

struct expected_interface {
    const IID *iid;
    const wchar_t *name;
    size_t methods;
    bool automation;
};
static const struct expected_interface interfaces[] = {
    {&IID_ICrossbitCallback, L"ICrossbitCallback", sizeof(ICrossbitCallbackVtbl) / sizeof(void *), false},
    {&IID_ICrossbitModule, L"ICrossbitModule", sizeof(ICrossbitModuleVtbl) / sizeof(void *), false},
    {&IID_ICrossbitSurrogate, L"ICrossbitSurrogate", sizeof(ICrossbitSurrogateVtbl) / sizeof(void *), false},
    {&IID_ICrossbitHost, L"ICrossbitHost", sizeof(ICrossbitHostVtbl) / sizeof(void *), true},
    {&IID_ICrossbitLibrary, L"ICrossbitLibrary", sizeof(ICrossbitLibraryVtbl) / sizeof(void *), true},
};

static REGSAM view_flag(int bits)
{
    return bits == 32 ? KEY_WOW64_32KEY : KEY_WOW64_64KEY;
}

static bool read_text(HKEY root, int bits, const wchar_t *key, const wchar_t *name, wchar_t *text, DWORD capacity)
{
    wchar_t path[512];
    DWORD size = capacity * sizeof(wchar_t), type;
    HKEY handle;
    LONG error;

    _snwprintf(path, ARRAYSIZE(path), L"Software\\Classes\\%ls", key);
    if (RegOpenKeyExW(root, path, 0, KEY_READ | view_flag(bits), &handle))
        return false;
    error = RegQueryValueExW(handle, name, NULL, &type, (BYTE *)text, &size);
    RegCloseKey(handle);
    return !error && type == REG_SZ;
}

static void write_text(HKEY root, int bits, const wchar_t *key, const wchar_t *name, const wchar_t *text)
{
    wchar_t path[512];
    HKEY handle;

    _snwprintf(path, ARRAYSIZE(path), L"Software\\Classes\\%ls", key);
    assert_int_equal(RegCreateKeyExW(root, path, 0, NULL, 0, KEY_WRITE | view_flag(bits), NULL, &handle, NULL), 0);
    RegSetValueExW(handle, name, 0, REG_SZ, (const BYTE *)text, (DWORD)(wcslen(text) + 1) * sizeof(wchar_t));
    RegCloseKey(handle);
}

/* printf's %ls stops at letters outside the C locale. */
static const char *utf8(const wchar_t *text, char *buffer, int capacity)
{
    WideCharToMultiByte(CP_UTF8, 0, text, -1, buffer, capacity, NULL, NULL);
    return buffer;
}

static void check_text(HKEY root, int bits, const wchar_t *key, const wchar_t *name, const wchar_t *text)
{
    wchar_t actual[1024];
    char is[2048], wanted[2048];

    if (!read_text(root, bits, key, name, actual, ARRAYSIZE(actual)))
        fail_msg("%d-bit view: no value %ls [%ls]", bits, key, name ? name : L"");
    if (wcscmp(actual, text) != 0)
        fail_msg("%d-bit view: %ls [%ls] is %s, not %s", bits, key, name ? name : L"", utf8(actual, is, sizeof(is)),
            utf8(text, wanted, sizeof(wanted)));
}

static void check_interface(HKEY root, int bits, const struct expected_interface *expect)
{
    wchar_t guid[40], key[128], count[16];

    StringFromGUID2(expect->iid, guid, ARRAYSIZE(guid));
    _snwprintf(key, ARRAYSIZE(key), L"Interface\\%ls", guid);
    check_text(root, bits, key, NULL, expect->name);
    _snwprintf(key, ARRAYSIZE(key), L"Interface\\%ls\\ProxyStubClsid32", guid);
    check_text(root, bits, key, NULL, PROXY);
    _snwprintf(key, ARRAYSIZE(key), L"Interface\\%ls\\NumMethods", guid);
    _snwprintf(count, ARRAYSIZE(count), L"%lu", (unsigned long)expect->methods);
    check_text(root, bits, key, NULL, count);
    if (expect->automation) {
        _snwprintf(key, ARRAYSIZE(key), L"Interface\\%ls\\TypeLib", guid);
        check_text(root, bits, key, NULL, TYPELIB);
        check_text(root, bits, key, L"Version", L"1.0");
    }
}

/* Everything that folder's Crossbit should have below root. */
static void check_registered(HKEY root, const wchar_t *folder)
{
    wchar_t text[1024], key[256];
    DWORD number, size, i;

    for (i = 0; i < ARRAYSIZE(expected); i++) {
        const wchar_t *at = wcschr(expected[i].text, L'@');

        /* Wine shows HKCU's CLSID in both views as one: the 32-bit paths were overwritten by the 64-bit ones. */
        if (root == HKEY_CURRENT_USER && expected[i].bits == 32 && at && !wcsstr(expected[i].text, L"crossbit32.exe") &&
            read_text(root, 32, L"CLSID\\" HOST64, L"AppID", text, ARRAYSIZE(text)))
            continue;
        if (at)
            _snwprintf(
                text, ARRAYSIZE(text), L"%.*ls%ls%ls", (int)(at - expected[i].text), expected[i].text, folder, at + 1);
        else
            wcscpy(text, expected[i].text);
        check_text(root, expected[i].bits, expected[i].key, expected[i].name, text);
    }
    for (i = 0; i < ARRAYSIZE(interfaces); i++) {
        check_interface(root, 32, &interfaces[i]);
        check_interface(root, 64, &interfaces[i]);
    }
    for (i = 0; i < 2; i++) {
        _snwprintf(key, ARRAYSIZE(key), L"Software\\Classes\\AppID\\%ls", i ? HOST64 : HOST32);
        size = sizeof(number);
        assert_int_equal(RegGetValueW(root, key, L"PreferredServerBitness", RRF_RT_REG_DWORD, NULL, &number, &size), 0);
        assert_int_equal(number, i ? 3 : 2);
    }
}

static void check_message(const wchar_t *output, const wchar_t *part)
{
    if (!wcsstr(output, part))
        fail_msg("regsvr32 said \"%ls\", nothing of \"%ls\"", output, part);
}

/* The whole registry as it was before anything was registered, and the names where classes are. */
static struct snapshot machine_before, names_before, user_before;

/* The user's part as a whole, the machine's by names: all of it takes seconds, and is compared in the first test. */
static void check_registry_is_as_before(void)
{
    struct snapshot names = {0}, user = {0};

    snapshot_take(&user, HKEY_CURRENT_USER);
    assert_int_equal(snapshot_differences(&user_before, &user), 0);
    snapshot_take_names(&names);
    assert_int_equal(snapshot_differences(&names_before, &names), 0);
    snapshot_free(&names);
    snapshot_free(&user);
}

TEST(test_register_both_writes_every_key_and_unregister_leaves_none)
{
    struct snapshot machine = {0};

    installed_register(HOME);
    check_registered(HKEY_LOCAL_MACHINE, HOME);
    assert_int_equal(installed_regsvr32(32, L"/n /i:check", HOME, NULL, 0), 0);
    assert_int_equal(installed_regsvr32(64, L"/n /i:check", HOME, NULL, 0), 0);
    installed_unregister(HOME);
    check_registry_is_as_before();
    snapshot_take(&machine, HKEY_LOCAL_MACHINE);
    assert_int_equal(snapshot_differences(&machine_before, &machine), 0);
    snapshot_free(&machine);
    /* Removing what is not there is no error: installers may repeat it. */
    installed_unregister(HOME);
}

TEST(test_register_for_the_user_touches_the_users_keys_only)
{
    struct snapshot names = {0};

    assert_int_equal(installed_regsvr32(32, L"/n /i:user", HOME, NULL, 0), 0);
    assert_int_equal(installed_regsvr32(64, L"/n /i:user", HOME, NULL, 0), 0);
    check_registered(HKEY_CURRENT_USER, HOME);
    snapshot_take_names(&names);
    assert_int_equal(snapshot_differences(&names_before, &names), 0);
    snapshot_free(&names);
    assert_int_equal(installed_regsvr32(64, L"/n /i:check,user", HOME, NULL, 0), 0);
    assert_int_equal(installed_regsvr32(32, L"/u /n /i:user", HOME, NULL, 0), 0);
    assert_int_equal(installed_regsvr32(64, L"/n /i:check,user", HOME, NULL, 0), 0);
    assert_int_equal(installed_regsvr32(64, L"/u /n /i:user", HOME, NULL, 0), 0);
    check_registry_is_as_before();
}

TEST(test_unregister_one_bitness_leaves_the_other_complete)
{
    static const unsigned int orders[2][2] = {{32, 64}, {64, 32}};
    wchar_t text[64];
    int i;

    for (i = 0; i < 2; i++) {
        unsigned int first = orders[i][0], second = orders[i][1];

        installed_register(HOME);
        assert_int_equal(installed_regsvr32(first, L"/u", HOME, NULL, 0), 0);
        assert_int_not_equal(installed_regsvr32(first, L"/n /i:check", HOME, text, ARRAYSIZE(text)), 0);
        assert_int_equal(installed_regsvr32(second, L"/n /i:check", HOME, NULL, 0), 0);
        assert_false(read_text(HKEY_LOCAL_MACHINE, (int)first, L"CLSID\\" LIBRARY, NULL, text, ARRAYSIZE(text)));
        check_text(HKEY_LOCAL_MACHINE, (int)second, L"CLSID\\" LIBRARY, NULL, L"Crossbit library");
        assert_int_equal(installed_regsvr32(second, L"/u", HOME, NULL, 0), 0);
    }
    check_registry_is_as_before();
}

TEST(test_register_a_moved_copy_repairs_the_paths)
{
    wchar_t output[2048];

    installed_register(HOME);
    assert_int_not_equal(installed_regsvr32(64, L"/n /i:check", MOVED, output, ARRAYSIZE(output)), 0);
    check_message(output, L"is not what is registered");
    check_message(output, L"LocalServer32");
    installed_register(MOVED);
    check_registered(HKEY_LOCAL_MACHINE, MOVED);
    assert_int_not_equal(installed_regsvr32(32, L"/n /i:check", HOME, output, ARRAYSIZE(output)), 0);
    /* Any copy can remove: the old folder may be all that is left. */
    installed_unregister(HOME);
    check_registry_is_as_before();
}

TEST(test_register_over_an_older_version_mends_it_and_keeps_permissions)
{
    static const BYTE descriptor[] = {1, 0, 4, 0x80};
    HKEY key;
    DWORD size = 0;

    write_text(HKEY_LOCAL_MACHINE, 32, L"CLSID\\" HOST32 L"\\LocalServer32", NULL, L"C:\\old\\crossbit32.exe");
    write_text(HKEY_LOCAL_MACHINE, 64, L"Crossbit.Library\\CurVer", NULL, L"Crossbit.Library.0");
    write_text(HKEY_LOCAL_MACHINE, 64, L"CLSID\\" LIBRARY L"\\InprocServer32", L"ThreadingModel", L"Apartment");
    write_text(HKEY_LOCAL_MACHINE, 64, L"TypeLib\\" TYPELIB L"\\1.0\\0\\win64", NULL, L"C:\\old\\crossbit.tlb");
    write_text(HKEY_LOCAL_MACHINE, 64, L"AppID\\" HOST64, NULL, L"an old name");
    assert_int_equal(RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"Software\\Classes\\AppID\\" HOST64, 0,
                         KEY_ALL_ACCESS | KEY_WOW64_64KEY, &key),
        0);
    RegSetValueExW(key, L"LaunchPermission", 0, REG_BINARY, descriptor, sizeof(descriptor));
    installed_register(HOME);
    check_registered(HKEY_LOCAL_MACHINE, HOME);
    assert_int_equal(RegQueryValueExW(key, L"LaunchPermission", NULL, NULL, NULL, &size), 0);
    assert_int_equal(size, sizeof(descriptor));
    RegCloseKey(key);
    installed_unregister(HOME);
    check_registry_is_as_before();
}

TEST(test_register_that_fails_half_way_takes_everything_back)
{
    const wchar_t *obstacle = L"Software\\Classes\\CLSID\\" UNMARSHALER;
    struct snapshot before = {0}, after = {0};
    wchar_t output[2048], text[256];
    HKEY key;

    /* An older value that must come back, and a key that takes no lasting subkeys. */
    write_text(HKEY_LOCAL_MACHINE, 64, L"CLSID\\" HOST64 L"\\LocalServer32", NULL, L"C:\\old\\crossbit64.exe");
    assert_int_equal(RegCreateKeyExW(HKEY_LOCAL_MACHINE, obstacle, 0, NULL, REG_OPTION_VOLATILE,
                         KEY_ALL_ACCESS | KEY_WOW64_64KEY, NULL, &key, NULL),
        0);
    RegCloseKey(key);
    snapshot_take_names(&before);
    assert_int_not_equal(installed_regsvr32(64, L"", HOME, output, ARRAYSIZE(output)), 0);
    check_message(output, UNMARSHALER);
    snapshot_take_names(&after);
    assert_int_equal(snapshot_differences(&before, &after), 0);
    check_text(HKEY_LOCAL_MACHINE, 64, L"CLSID\\" HOST64 L"\\LocalServer32", NULL, L"C:\\old\\crossbit64.exe");
    assert_false(read_text(HKEY_LOCAL_MACHINE, 64, L"CLSID\\" HOST64, L"AppID", text, ARRAYSIZE(text)));
    assert_false(read_text(
        HKEY_LOCAL_MACHINE, 64, L"CLSID\\" HOST64 L"\\LocalServer32", L"ServerExecutable", text, ARRAYSIZE(text)));
    snapshot_free(&before);
    snapshot_free(&after);
    assert_int_equal(RegDeleteKeyExW(HKEY_LOCAL_MACHINE, obstacle, KEY_WOW64_64KEY, 0), 0);
    installed_unregister(HOME);
    check_registry_is_as_before();
}

TEST(test_register_without_all_files_names_the_missing_ones)
{
    wchar_t output[2048];

    assert_true(MoveFileW(MOVED L"\\x64\\crossbit64.exe", MOVED L"\\x64\\away.exe"));
    assert_true(MoveFileW(MOVED L"\\x64\\crossbit.dll", MOVED L"\\x64\\away.dll"));
    assert_int_not_equal(installed_regsvr32(64, L"", MOVED, output, ARRAYSIZE(output)), 0);
    check_message(output, L"crossbit64.exe and crossbit.dll is missing");
    check_message(output, MOVED L"\\x64");
    assert_int_not_equal(installed_regsvr32(64, L"/n /i:user", MOVED, output, ARRAYSIZE(output)), 0);
    assert_true(MoveFileW(MOVED L"\\x64\\away.exe", MOVED L"\\x64\\crossbit64.exe"));
    assert_true(MoveFileW(MOVED L"\\x64\\away.dll", MOVED L"\\x64\\crossbit.dll"));
    check_registry_is_as_before();
}

/* Gives Everyone all rights to a folder, or takes them away. */
static void set_everyone(wchar_t *folder, bool writable)
{
    EXPLICIT_ACCESSW entries[2] = {0};
    BYTE everyone[SECURITY_MAX_SID_SIZE], owner[256];
    DWORD size = sizeof(everyone);
    HANDLE token;
    ACL *acl;
    int i;

    assert_true(CreateWellKnownSid(WinWorldSid, NULL, everyone, &size));
    assert_true(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token));
    assert_true(GetTokenInformation(token, TokenUser, owner, sizeof(owner), &size));
    CloseHandle(token);
    for (i = 0; i < 2; i++) {
        entries[i].grfAccessPermissions = i && !writable ? GENERIC_READ | GENERIC_EXECUTE : GENERIC_ALL;
        entries[i].grfAccessMode = SET_ACCESS;
        entries[i].Trustee.TrusteeForm = TRUSTEE_IS_SID;
        entries[i].Trustee.ptstrName = (wchar_t *)(i ? (void *)everyone : ((TOKEN_USER *)owner)->User.Sid);
    }
    assert_int_equal(SetEntriesInAclW(2, entries, NULL, &acl), 0);
    assert_int_equal(SetNamedSecurityInfoW(folder, SE_FILE_OBJECT,
                         DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, NULL, NULL, acl, NULL),
        0);
    LocalFree(acl);
}

TEST(test_register_from_a_folder_that_users_can_change_is_refused_unless_forced)
{
    static wchar_t folder[] = MOVED L"\\x64", above[] = MOVED;
    wchar_t output[2048];

    set_everyone(folder, true);
    assert_int_not_equal(installed_regsvr32(64, L"", MOVED, output, ARRAYSIZE(output)), 0);
    check_message(output, MOVED L"\\x64 can be changed by Everyone");
    check_message(output, L"/n /i:force");
    check_registry_is_as_before();
    assert_int_equal(installed_regsvr32(64, L"/n /i:force", MOVED, NULL, 0), 0);
    assert_int_equal(installed_regsvr32(64, L"/n /i:check", MOVED, NULL, 0), 0);
    assert_int_equal(installed_regsvr32(64, L"/u", MOVED, NULL, 0), 0);
    assert_int_equal(installed_regsvr32(64, L"/n /i:user", MOVED, NULL, 0), 0);
    assert_int_equal(installed_regsvr32(64, L"/u /n /i:user", MOVED, NULL, 0), 0);
    set_everyone(folder, false);
    set_everyone(above, true);
    assert_int_not_equal(installed_regsvr32(64, L"", MOVED, output, ARRAYSIZE(output)), 0);
    check_message(output, MOVED L" can be changed by Everyone");
    set_everyone(above, false);
    assert_int_equal(installed_regsvr32(64, L"", MOVED, NULL, 0), 0);
    assert_int_equal(installed_regsvr32(64, L"/u", MOVED, NULL, 0), 0);
    check_registry_is_as_before();
}

TEST(test_register_from_too_long_a_path_is_refused)
{
    wchar_t folder[MAX_PATH], output[2048];
    size_t length;

    wcscpy(folder, L"C:\\Crossbit test\\");
    /* With \x64\crossbitps.dll a legal path still, but no room for the quotes that COM needs. */
    for (length = wcslen(folder); length < 239; length++)
        folder[length] = L'n';
    folder[length] = 0;
    installed_copy(folder);
    assert_int_not_equal(installed_regsvr32(64, L"", folder, output, ARRAYSIZE(output)), 0);
    check_message(output, L"is too long");
    installed_delete(folder);
    check_registry_is_as_before();
}

TEST(test_install_with_an_unknown_option_is_refused)
{
    wchar_t output[2048];

    assert_int_not_equal(installed_regsvr32(64, L"/n /i:usr", HOME, output, ARRAYSIZE(output)), 0);
    check_message(output, L"unknown option \"usr\"");
    check_registry_is_as_before();
}

/* The channel's switch as its process reads it: without a view, below Software. */
static bool channel_is_off(HKEY root)
{
    wchar_t text[16];
    DWORD size = sizeof(text);

    return !RegGetValueW(root, L"Software\\Crossbit", L"Channel", RRF_RT_REG_SZ, NULL, text, &size) &&
           wcscmp(text, L"off") == 0;
}

TEST(test_channel_is_switched_off_and_on_and_with_removal)
{
    static const wchar_t path[] = L"Software\\Crossbit";
    HKEY key;

    assert_int_equal(installed_regsvr32(64, L"/n /i:channel=off", HOME, NULL, 0), 0);
    assert_true(channel_is_off(HKEY_LOCAL_MACHINE));
    assert_int_equal(installed_regsvr32(64, L"/n /i:channel=on", HOME, NULL, 0), 0);
    assert_false(channel_is_off(HKEY_LOCAL_MACHINE));
    assert_int_not_equal(RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_READ, &key), 0);
    assert_int_equal(installed_regsvr32(32, L"/n /i:user,channel=off", HOME, NULL, 0), 0);
    assert_true(channel_is_off(HKEY_CURRENT_USER));
    assert_int_equal(installed_regsvr32(32, L"/u /n /i:user", HOME, NULL, 0), 0);
    check_registry_is_as_before();
    installed_register(HOME);
    assert_int_equal(installed_regsvr32(64, L"/n /i:channel=off", HOME, NULL, 0), 0);
    installed_unregister(HOME);
    assert_int_not_equal(RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_READ, &key), 0);
    check_registry_is_as_before();
}

TEST(test_registered_type_library_and_progids_are_found_by_the_system)
{
    ITypeLib *library;
    TLIBATTR *attributes;
    CLSID clsid;

    installed_register(HOME);
    assert_int_equal(LoadRegTypeLib(&LIBID_Crossbit, 1, 0, LOCALE_NEUTRAL, &library), S_OK);
    assert_int_equal(ITypeLib_GetLibAttr(library, &attributes), S_OK);
    assert_true(IsEqualGUID(&attributes->guid, &LIBID_Crossbit));
    assert_int_equal(attributes->wMajorVerNum, 1);
    assert_int_equal(attributes->wMinorVerNum, 0);
    ITypeLib_ReleaseTLibAttr(library, attributes);
    ITypeLib_Release(library);
    assert_int_equal(CLSIDFromProgID(L"Crossbit.Library", &clsid), S_OK);
    assert_true(IsEqualGUID(&clsid, &CLSID_CrossbitLibrary));
    assert_int_equal(CLSIDFromProgID(L"Crossbit.Host32", &clsid), S_OK);
    assert_true(IsEqualGUID(&clsid, &CLSID_CrossbitHost32));
    assert_int_equal(CLSIDFromProgID(L"Crossbit.Host64.1", &clsid), S_OK);
    assert_true(IsEqualGUID(&clsid, &CLSID_CrossbitHost64));
    installed_unregister(HOME);
    check_registry_is_as_before();
}

TEST(test_command_line_registers_and_removes_both_bitnesses)
{
    static wchar_t folder[] = MOVED;
    wchar_t output[2048];

    assert_int_equal(installed_crossbit(32, L"register", HOME, output, ARRAYSIZE(output)), 0);
    check_registered(HKEY_LOCAL_MACHINE, HOME);
    assert_int_equal(installed_crossbit(64, L"unregister", HOME, output, ARRAYSIZE(output)), 0);
    check_registry_is_as_before();
    assert_int_equal(installed_crossbit(32, L"register --user", HOME, output, ARRAYSIZE(output)), 0);
    check_registered(HKEY_CURRENT_USER, HOME);
    assert_int_equal(installed_crossbit(32, L"unregister --user", HOME, output, ARRAYSIZE(output)), 0);
    check_registry_is_as_before();
    set_everyone(folder, true);
    assert_int_not_equal(installed_crossbit(64, L"register", MOVED, output, ARRAYSIZE(output)), 0);
    check_message(output, L"can be changed by Everyone");
    check_registry_is_as_before();
    assert_int_equal(installed_crossbit(64, L"register --force", MOVED, output, ARRAYSIZE(output)), 0);
    check_registered(HKEY_LOCAL_MACHINE, MOVED);
    set_everyone(folder, false);
    assert_int_equal(installed_crossbit(64, L"unregister", MOVED, output, ARRAYSIZE(output)), 0);
    check_registry_is_as_before();
}

TEST_SETUP(set_up)
{
    wchar_t output[256];

    CoInitialize(NULL);
    CreateDirectoryW(L"C:\\Crossbit test", NULL);
    installed_copy(HOME);
    installed_copy(MOVED);
    /* Starts what Wine starts with the first process of each kind, before the picture is taken. */
    installed_regsvr32(32, L"/n /i:check", HOME, output, ARRAYSIZE(output));
    installed_regsvr32(64, L"/n /i:check", HOME, output, ARRAYSIZE(output));
    snapshot_take(&machine_before, HKEY_LOCAL_MACHINE);
    snapshot_take_names(&names_before);
    snapshot_take(&user_before, HKEY_CURRENT_USER);
    return machine_before.count > 1000 && user_before.count > 10 ? 0 : -1;
}

TEST_SETUP(tear_down)
{
    snapshot_free(&machine_before);
    snapshot_free(&names_before);
    snapshot_free(&user_before);
    installed_delete(HOME);
    installed_delete(MOVED);
    CoUninitialize();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_register_both_writes_every_key_and_unregister_leaves_none),
        cmocka_unit_test(test_register_for_the_user_touches_the_users_keys_only),
        cmocka_unit_test(test_unregister_one_bitness_leaves_the_other_complete),
        cmocka_unit_test(test_register_a_moved_copy_repairs_the_paths),
        cmocka_unit_test(test_register_over_an_older_version_mends_it_and_keeps_permissions),
        cmocka_unit_test(test_register_that_fails_half_way_takes_everything_back),
        cmocka_unit_test(test_register_without_all_files_names_the_missing_ones),
        cmocka_unit_test(test_register_from_a_folder_that_users_can_change_is_refused_unless_forced),
        cmocka_unit_test(test_register_from_too_long_a_path_is_refused),
        cmocka_unit_test(test_install_with_an_unknown_option_is_refused),
        cmocka_unit_test(test_channel_is_switched_off_and_on_and_with_removal),
        cmocka_unit_test(test_registered_type_library_and_progids_are_found_by_the_system),
        cmocka_unit_test(test_command_line_registers_and_removes_both_bitnesses),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
