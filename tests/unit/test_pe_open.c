/* SPDX-License-Identifier: MIT */
/*
 * PE files by their path: what pe.c's tests (test_pe.c) do not need Windows for is there. Arguments: the 32-bit and the
 * 64-bit zlib1.dll. Wine's own DLLs are read too (on Windows: Windows' own).
 */
#include "tests/test.h"

#include <stdio.h>
#include <string.h>

#include "crossbit/error.h"
#include "core/base/pe.h"

static wchar_t zlib_path[2][MAX_PATH]; /* [0]: 32 bits */

TEST(test_open_zlib_of_both_bitnesses)
{
    struct pe_file pe;
    BSTR message;
    int i;

    for (i = 0; i < 2; i++) {
        assert_int_equal(pe_open(zlib_path[i], &pe, &message), S_OK);
        assert_null(message);
        assert_int_equal(pe.bits, i ? 64 : 32);
        assert_true(pe.export_count >= 80);
        assert_true(pe.import_count >= 2);
        pe_close(&pe);
    }
}

TEST(test_open_path_beyond_ascii)
{
    wchar_t path[MAX_PATH + 64];
    struct pe_file pe;
    BSTR message;
    HANDLE file;

    GetTempPathW(MAX_PATH, path);
    swprintf(path + wcslen(path), 64, L"crossbit p\x00e9 %lu.dll", GetCurrentProcessId());
    assert_true(CopyFileW(zlib_path[0], path, FALSE));
    assert_int_equal(pe_open(path, &pe, &message), S_OK);
    pe_close(&pe);
    file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    assert_true(file != INVALID_HANDLE_VALUE);
    CloseHandle(file);
    assert_int_equal(pe_open(path, &pe, &message), CROSSBIT_E_NOT_PE);
    assert_non_null(wcsstr(message, path));
    assert_non_null(wcsstr(message, L"empty"));
    SysFreeString(message);
    DeleteFileW(path);
}

/* The same exports as GetProcAddress sees, for the DLLs of this process's bitness. */
TEST(test_open_system_dlls_agree_with_the_loader)
{
    static const wchar_t *const names[] = {
        L"kernel32.dll", L"kernelbase.dll", L"msvcrt.dll", L"ole32.dll", L"shlwapi.dll", L"user32.dll", L"version.dll"};
    uint32_t i, j, forwarders = 0, unnamed = 0;

    for (i = 0; i < ARRAYSIZE(names); i++) {
        wchar_t path[MAX_PATH + 32];
        struct pe_file pe;
        HMODULE module;

        GetSystemDirectoryW(path, MAX_PATH);
        wcscat(path, L"\\");
        wcscat(path, names[i]);
        assert_int_equal(pe_open(path, &pe, NULL), S_OK);
        assert_int_equal(pe.bits, CROSSBIT_BITS);
        module = LoadLibraryExW(path, NULL, 0);
        assert_non_null(module);
        for (j = 0; j < pe.export_count; j++) {
            const struct pe_export *export = &pe.exports[j];

            forwarders += export->forwarder != NULL;
            unnamed += export->name == NULL;
            if (export->forwarder)
                assert_non_null(strchr(export->forwarder, '.'));
            else if (export->name)
                assert_ptr_equal(GetProcAddress(module, export->name),
                    GetProcAddress(module, (const char *)(ULONG_PTR) export->ordinal));
            else
                assert_non_null(GetProcAddress(module, (const char *)(ULONG_PTR) export->ordinal));
            if (j)
                assert_true(export->ordinal >= pe.exports[j - 1].ordinal);
        }
        FreeLibrary(module);
        pe_close(&pe);
    }
    assert_true(forwarders > 0); /* kernel32 to ntdll and kernelbase */
    assert_true(unnamed > 0);    /* shlwapi */
}

TEST(test_open_program_is_no_loadable_dll)
{
    wchar_t path[MAX_PATH];
    struct pe_file pe;
    BSTR message;

    GetModuleFileNameW(NULL, path, ARRAYSIZE(path));
    assert_int_equal(pe_open(path, &pe, NULL), S_OK);
    assert_false(pe.is_dll);
    assert_int_equal(pe.bits, CROSSBIT_BITS);
    assert_int_equal(pe_check_loadable(&pe, path, 0, &message), CROSSBIT_E_NOT_DLL);
    assert_non_null(wcsstr(message, path));
    SysFreeString(message);
    pe_close(&pe);
}

TEST(test_open_missing_file_and_folder_are_told_apart)
{
    wchar_t path[MAX_PATH];
    struct pe_file pe;
    BSTR message;

    assert_int_equal(pe_open(L"C:\\no such folder\\n\x00f6thing.dll", &pe, &message), CROSSBIT_E_FILE_NOT_FOUND);
    assert_non_null(wcsstr(message, L"n\x00f6thing.dll"));
    SysFreeString(message);
    assert_int_equal(pe_open(L"C:\\windows\\no such file.dll", &pe, NULL), CROSSBIT_E_FILE_NOT_FOUND);
    GetSystemDirectoryW(path, ARRAYSIZE(path));
    assert_int_equal(pe_open(path, &pe, &message), CROSSBIT_E_NOT_PE);
    assert_non_null(wcsstr(message, L"folder"));
    SysFreeString(message);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_zlib_of_both_bitnesses),
        cmocka_unit_test(test_open_path_beyond_ascii),
        cmocka_unit_test(test_open_system_dlls_agree_with_the_loader),
        cmocka_unit_test(test_open_program_is_no_loadable_dll),
        cmocka_unit_test(test_open_missing_file_and_folder_are_told_apart),
    };
    int i;

    if (argc != 3) {
        fprintf(stderr, "usage: test_pe_open 32-BIT-ZLIB1.DLL 64-BIT-ZLIB1.DLL\n");
        return 2;
    }
    for (i = 0; i < 2; i++) {
        wchar_t given[MAX_PATH];

        MultiByteToWideChar(CP_ACP, 0, argv[1 + i], -1, given, ARRAYSIZE(given));
        GetFullPathNameW(given, ARRAYSIZE(zlib_path[i]), zlib_path[i], NULL);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
