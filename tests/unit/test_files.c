/* SPDX-License-Identifier: MIT */
/*
 * What the build staged in this program's folder: the product's files have this version, import nothing but Windows'
 * own DLLs, and export what they should under plain names. Nothing staged needs a DLL of the compiler.
 */
#include "tests/test.h"

#include <stdio.h>
#include <string.h>

#include "crossbit_version.h"
#include "core/base/pe.h"

static wchar_t folder[MAX_PATH];

/* DLLs that every Windows since 7 has. */
static const char *const windows_dlls[] = {"kernel32.dll", "ntdll.dll", "msvcrt.dll", "user32.dll", "gdi32.dll",
    "advapi32.dll", "ole32.dll", "oleaut32.dll", "rpcrt4.dll", "shell32.dll", "shlwapi.dll", "version.dll", "psapi.dll",
    "dbghelp.dll", "ws2_32.dll"};

static const wchar_t *const product[] = {
#if CROSSBIT_BITS == 32
    L"crossbit32.exe",
#else
    L"crossbit64.exe",
#endif
    L"crossbit.exe", L"crossbit.dll", L"crossbitps.dll"};

static void open_staged(const wchar_t *name, struct pe_file *pe)
{
    wchar_t path[MAX_PATH];
    BSTR message = NULL;

    _snwprintf(path, ARRAYSIZE(path), L"%ls\\%ls", folder, name);
    if (FAILED(pe_open(path, pe, &message)))
        fail_msg("%ls", message);
}

static bool is_windows_dll(const char *name)
{
    size_t i;

    for (i = 0; i < ARRAYSIZE(windows_dlls); i++)
        if (_stricmp(name, windows_dlls[i]) == 0)
            return true;
    return false;
}

TEST(test_product_files_import_windows_dlls_only)
{
    struct pe_file pe;
    uint32_t i, j;

    for (i = 0; i < ARRAYSIZE(product); i++) {
        open_staged(product[i], &pe);
        assert_int_equal(pe.bits, CROSSBIT_BITS);
        assert_true(pe.import_count > 0);
        for (j = 0; j < pe.import_count; j++)
            if (!is_windows_dll(pe.imports[j]))
                fail_msg("%ls needs %s, which not every Windows has", product[i], pe.imports[j]);
        pe_close(&pe);
    }
}

TEST(test_staged_files_need_no_dll_of_the_compiler)
{
    static const char *const compilers[] = {"libgcc", "libwinpthread", "libstdc++", "libssp", "libquadmath"};
    wchar_t pattern[MAX_PATH];
    WIN32_FIND_DATAW found;
    struct pe_file pe;
    uint32_t seen = 0, i, j;
    HANDLE search;

    _snwprintf(pattern, ARRAYSIZE(pattern), L"%ls\\*", folder);
    search = FindFirstFileW(pattern, &found);
    assert_true(search != INVALID_HANDLE_VALUE);
    do {
        const wchar_t *ending = wcsrchr(found.cFileName, L'.');

        if (!ending || (_wcsicmp(ending, L".exe") != 0 && _wcsicmp(ending, L".dll") != 0))
            continue;
        open_staged(found.cFileName, &pe);
        for (i = 0; i < pe.import_count; i++)
            for (j = 0; j < ARRAYSIZE(compilers); j++)
                if (_strnicmp(pe.imports[i], compilers[j], strlen(compilers[j])) == 0)
                    fail_msg("%ls needs %s", found.cFileName, pe.imports[i]);
        pe_close(&pe);
        seen++;
    } while (FindNextFileW(search, &found));
    FindClose(search);
    assert_true(seen > 5);
}

static void check_plain_exports(const wchar_t *file, const char *const *names, size_t count)
{
    struct pe_file pe;
    uint32_t i;
    size_t j;

    open_staged(file, &pe);
    for (j = 0; j < count; j++) {
        for (i = 0; i < pe.export_count; i++)
            if (pe.exports[i].name && strcmp(pe.exports[i].name, names[j]) == 0)
                break;
        if (i == pe.export_count)
            fail_msg("%ls does not export %s", file, names[j]);
    }
    for (i = 0; i < pe.export_count; i++)
        if (pe.exports[i].name && strchr(pe.exports[i].name, '@'))
            fail_msg("%ls exports %s with its decoration", file, pe.exports[i].name);
    pe_close(&pe);
}

TEST(test_dlls_export_their_entry_points_undecorated)
{
    static const char *const proxy[] = {"DllGetClassObject", "DllCanUnloadNow", "DllRegisterServer",
        "DllUnregisterServer", "DllInstall", "CrossbitAllocMemory", "CrossbitFreeMemory", "CrossbitShareMemory",
        "CrossbitOpenMemory", "CrossbitReleaseMemory"};
    static const char *const client[] = {"DllGetClassObject", "DllCanUnloadNow", "crossbit_connect",
        "crossbit_disconnect", "crossbit_load", "crossbit_unload", "crossbit_declare", "crossbit_find",
        "crossbit_invoke", "crossbit_last_error", "crossbit_errno", "crossbit_error_message", "crossbit_alloc",
        "crossbit_free"};

    check_plain_exports(L"crossbitps.dll", proxy, ARRAYSIZE(proxy));
    check_plain_exports(L"crossbit.dll", client, ARRAYSIZE(client));
}

TEST(test_product_files_have_the_version)
{
    size_t i;

    for (i = 0; i < ARRAYSIZE(product); i++) {
        wchar_t path[MAX_PATH], *text, expected[32];
        static BYTE block[8192];
        VS_FIXEDFILEINFO *fixed;
        UINT length;

        _snwprintf(path, ARRAYSIZE(path), L"%ls\\%ls", folder, product[i]);
        if (!GetFileVersionInfoW(path, 0, sizeof(block), block))
            fail_msg("%ls has no version: %lu", product[i], GetLastError());
        assert_true(VerQueryValueW(block, L"\\", (void **)&fixed, &length));
        assert_int_equal(fixed->dwFileVersionMS, CROSSBIT_VERSION_MAJOR << 16 | CROSSBIT_VERSION_MINOR);
        assert_int_equal(fixed->dwFileVersionLS, CROSSBIT_VERSION_PATCH << 16);
        assert_true(VerQueryValueW(block, L"\\StringFileInfo\\040904b0\\ProductVersion", (void **)&text, &length));
        _snwprintf(expected, ARRAYSIZE(expected), L"%hs", CROSSBIT_VERSION_STRING);
        assert_true(wcscmp(text, expected) == 0);
        assert_true(VerQueryValueW(block, L"\\StringFileInfo\\040904b0\\OriginalFilename", (void **)&text, &length));
        assert_true(_wcsicmp(text, product[i]) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_product_files_import_windows_dlls_only),
        cmocka_unit_test(test_staged_files_need_no_dll_of_the_compiler),
        cmocka_unit_test(test_dlls_export_their_entry_points_undecorated),
        cmocka_unit_test(test_product_files_have_the_version),
    };

    GetModuleFileNameW(NULL, folder, ARRAYSIZE(folder));
    *wcsrchr(folder, L'\\') = 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
