/*
 * Arguments: the 32-bit and the 64-bit zlib1.dll. Wine's own DLLs are read too (on Windows: Windows' own).
 *
 * Damaged files are made from a real DLL: cut off at many places, and with random bytes changed. Each must end in an
 * error or in a result whose every string can be read.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossbit/error.h"
#include "core/base/pe.h"

static wchar_t zlib_path[2][MAX_PATH]; /* [0]: 32 bits */
static wchar_t scratch[MAX_PATH];

static const struct pe_export *find_export(const struct pe_file *pe, const char *name)
{
    uint32_t i;

    for (i = 0; i < pe->export_count; i++)
        if (pe->exports[i].name && strcmp(pe->exports[i].name, name) == 0)
            return &pe->exports[i];
    return NULL;
}

static bool imports_dll(const struct pe_file *pe, const char *name)
{
    uint32_t i;

    for (i = 0; i < pe->import_count; i++)
        if (_stricmp(pe->imports[i], name) == 0)
            return true;
    return false;
}

/* Reads every byte of a result, and returns something that depends on them. */
static size_t touch(const struct pe_file *pe)
{
    size_t sum = 0;
    uint32_t i;

    for (i = 0; i < pe->export_count; i++)
        sum += pe->exports[i].ordinal + (pe->exports[i].name ? strlen(pe->exports[i].name) : 0) +
               (pe->exports[i].forwarder ? strlen(pe->exports[i].forwarder) : 0);
    for (i = 0; i < pe->import_count; i++)
        sum += strlen(pe->imports[i]);
    return sum;
}

static uint8_t *read_whole(const wchar_t *path, DWORD *size)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    uint8_t *bytes;

    assert_true(file != INVALID_HANDLE_VALUE);
    *size = GetFileSize(file, NULL);
    bytes = malloc(*size);
    assert_non_null(bytes);
    assert_true(ReadFile(file, bytes, *size, size, NULL));
    CloseHandle(file);
    return bytes;
}

static void write_scratch(const void *bytes, DWORD size)
{
    HANDLE file = CreateFileW(scratch, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    DWORD written;

    assert_true(file != INVALID_HANDLE_VALUE);
    assert_true(WriteFile(file, bytes, size, &written, NULL));
    CloseHandle(file);
}

/* Opens what write_scratch wrote; a failure must have a message with the file's name. */
static HRESULT open_scratch(struct pe_file *pe)
{
    BSTR message = NULL;
    HRESULT hr = pe_open(scratch, pe, &message);

    if (FAILED(hr)) {
        assert_non_null(message);
        assert_non_null(wcsstr(message, scratch));
        assert_null(pe->exports);
        assert_null(pe->imports);
        assert_null(pe->memory);
    } else {
        assert_null(message);
    }
    SysFreeString(message);
    return hr;
}

static void check_open_fails(HRESULT expected, const wchar_t *text)
{
    struct pe_file pe;
    BSTR message = NULL;

    assert_int_equal(pe_open(scratch, &pe, &message), expected);
    assert_non_null(message);
    if (!wcsstr(message, text))
        fail_msg("message is \"%ls\"", message);
    SysFreeString(message);
}

static void test_open_zlib_of_both_bitnesses_has_exports_and_imports(void **state)
{
    int i;

    (void)state;
    for (i = 0; i < 2; i++) {
        const struct pe_export *export;
        struct pe_file pe;
        BSTR message = NULL;

        assert_int_equal(pe_open(zlib_path[i], &pe, &message), S_OK);
        assert_int_equal(pe.bits, i ? 64 : 32);
        assert_int_equal(pe.machine, i ? IMAGE_FILE_MACHINE_AMD64 : IMAGE_FILE_MACHINE_I386);
        assert_true(pe.is_dll);
        assert_true(pe.export_count >= 80);
        export = find_export(&pe, "crc32");
        assert_non_null(export);
        assert_null(export->forwarder);
        assert_true(export->ordinal > 0);
        assert_non_null(find_export(&pe, "deflateInit_"));
        assert_null(find_export(&pe, "no_such_thing"));
        assert_true(imports_dll(&pe, "KERNEL32.dll"));
        assert_true(imports_dll(&pe, "msvcrt.dll"));
        assert_int_equal(pe_check_loadable(&pe, zlib_path[i], 0, &message), S_OK);
        assert_int_equal(pe_check_loadable(&pe, zlib_path[i], pe.bits, &message), S_OK);
        assert_null(message);
        assert_int_equal(pe_check_loadable(&pe, zlib_path[i], 96 - pe.bits, &message), CROSSBIT_E_BITNESS);
        assert_non_null(wcsstr(message, zlib_path[i]));
        assert_non_null(wcsstr(message, i ? L"64-bit DLL" : L"32-bit DLL"));
        SysFreeString(message);
        pe_close(&pe);
        pe_close(&pe);
    }
}

/* The same exports as GetProcAddress sees, for the DLLs of this process's bitness. */
static void test_open_system_dlls_agree_with_the_loader(void **state)
{
    static const wchar_t *const names[] = {
        L"kernel32.dll", L"kernelbase.dll", L"msvcrt.dll", L"ole32.dll", L"shlwapi.dll", L"user32.dll", L"version.dll"};
    uint32_t i, j, forwarders = 0, unnamed = 0;

    (void)state;
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

static void test_open_program_is_no_loadable_dll(void **state)
{
    wchar_t path[MAX_PATH];
    struct pe_file pe;
    BSTR message;

    (void)state;
    GetModuleFileNameW(NULL, path, ARRAYSIZE(path));
    assert_int_equal(pe_open(path, &pe, NULL), S_OK);
    assert_false(pe.is_dll);
    assert_int_equal(pe.bits, CROSSBIT_BITS);
    assert_int_equal(pe_check_loadable(&pe, path, 0, &message), CROSSBIT_E_NOT_DLL);
    assert_non_null(wcsstr(message, path));
    SysFreeString(message);
    pe_close(&pe);
}

static void test_open_arm64_dll_is_read_but_not_loadable(void **state)
{
    struct pe_file pe;
    BSTR message;
    DWORD size;
    uint8_t *bytes = read_whole(zlib_path[1], &size);

    (void)state;
    *(uint16_t *)(bytes + *(uint32_t *)(bytes + 0x3c) + 4) = 0xaa64;
    write_scratch(bytes, size);
    assert_int_equal(open_scratch(&pe), S_OK);
    assert_int_equal(pe.bits, 0);
    assert_non_null(find_export(&pe, "crc32"));
    assert_int_equal(pe_check_loadable(&pe, scratch, 0, &message), CROSSBIT_E_MACHINE);
    assert_non_null(wcsstr(message, L"ARM64"));
    SysFreeString(message);
    pe_close(&pe);
    free(bytes);
}

static void test_open_contradicting_headers_is_refused(void **state)
{
    DWORD size;
    uint8_t *bytes = read_whole(zlib_path[0], &size);

    (void)state;
    *(uint16_t *)(bytes + *(uint32_t *)(bytes + 0x3c) + 4) = IMAGE_FILE_MACHINE_AMD64;
    write_scratch(bytes, size);
    check_open_fails(CROSSBIT_E_NOT_PE, L"contradict");
    free(bytes);
}

static void test_open_what_is_no_pe_says_what_it_is(void **state)
{
    uint8_t dos[128] = {'M', 'Z'};

    (void)state;
    write_scratch("", 0);
    check_open_fails(CROSSBIT_E_NOT_PE, L"empty");
    write_scratch("x", 1);
    check_open_fails(CROSSBIT_E_NOT_PE, L"too short");
    write_scratch("\x7f"
                  "ELF and some more text",
        22);
    check_open_fails(CROSSBIT_E_NOT_PE, L"MZ");
    write_scratch("MZ", 2);
    check_open_fails(CROSSBIT_E_NOT_PE, L"cut off");
    write_scratch(dos, sizeof(dos));
    check_open_fails(CROSSBIT_E_NOT_PE, L"DOS program");
    dos[0x3c] = 64;
    dos[64] = 'N';
    dos[65] = 'E';
    write_scratch(dos, sizeof(dos));
    check_open_fails(CROSSBIT_E_NOT_PE, L"16-bit");
}

static void test_open_missing_file_and_folder_are_told_apart(void **state)
{
    wchar_t path[MAX_PATH];
    struct pe_file pe;
    BSTR message;

    (void)state;
    assert_int_equal(pe_open(L"C:\\no such folder\\n\x00f6thing.dll", &pe, &message), CROSSBIT_E_FILE_NOT_FOUND);
    assert_non_null(wcsstr(message, L"n\x00f6thing.dll"));
    SysFreeString(message);
    assert_int_equal(pe_open(L"C:\\windows\\no such file.dll", &pe, NULL), CROSSBIT_E_FILE_NOT_FOUND);
    GetSystemDirectoryW(path, ARRAYSIZE(path));
    assert_int_equal(pe_open(path, &pe, &message), CROSSBIT_E_NOT_PE);
    assert_non_null(wcsstr(message, L"folder"));
    SysFreeString(message);
}

static void test_open_cut_off_files_end_in_an_error_or_a_sane_result(void **state)
{
    DWORD size, length;
    uint8_t *bytes = read_whole(zlib_path[0], &size);
    uint32_t opened = 0, refused = 0;
    struct pe_file pe;
    HRESULT hr;

    (void)state;
    /* Every length inside the headers, then steps through the sections. */
    for (length = 0; length < size; length += length < 1100 ? 1 : length < 8192 ? 97 : 1999) {
        write_scratch(bytes, length);
        hr = open_scratch(&pe);
        if (SUCCEEDED(hr)) {
            opened++;
            touch(&pe);
            pe_close(&pe);
        } else {
            refused++;
            assert_int_equal(hr, CROSSBIT_E_NOT_PE);
        }
    }
    /* Whatever cuts a section is noticed; only what lies behind the last section (symbols) may be missing. */
    assert_true(refused > 1000);
    free(bytes);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Where the bytes lie that pe.c looks at: headers, export directory, import directory. */
static DWORD directory_offset(const uint8_t *bytes, int directory)
{
    DWORD header = *(DWORD *)(bytes + 0x3c), rva, i;
    const IMAGE_NT_HEADERS32 *nt = (const void *)(bytes + header);
    const IMAGE_SECTION_HEADER *section = IMAGE_FIRST_SECTION(nt);

    rva = nt->OptionalHeader.DataDirectory[directory].VirtualAddress;
    for (i = 0; i < nt->FileHeader.NumberOfSections; i++)
        if (rva >= section[i].VirtualAddress && rva < section[i].VirtualAddress + section[i].SizeOfRawData)
            return rva - section[i].VirtualAddress + section[i].PointerToRawData;
    fail_msg("no section for directory %d", directory);
    return 0;
}

static void test_open_random_damage_ends_in_an_error_or_a_sane_result(void **state)
{
    static const uint32_t nasty[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0, 0x10000, 0x1000};
    DWORD size, places[3], spans[3] = {0x300, 0x1000, 0x200}, at;
    uint8_t *bytes = read_whole(zlib_path[0], &size), *copy = malloc(size);
    uint32_t seed = 20261120, round, changes, opened = 0;
    struct pe_file pe;

    (void)state;
    assert_non_null(copy);
    places[0] = 0;
    places[1] = directory_offset(bytes, IMAGE_DIRECTORY_ENTRY_EXPORT);
    places[2] = directory_offset(bytes, IMAGE_DIRECTORY_ENTRY_IMPORT);
    for (round = 0; round < 1500; round++) {
        memcpy(copy, bytes, size);
        for (changes = 1 + next_random(&seed) % 4; changes; changes--) {
            uint32_t place = next_random(&seed) % 3;

            at = places[place] + next_random(&seed) % spans[place];
            if (next_random(&seed) & 1)
                copy[at] ^= (uint8_t)(1 + next_random(&seed) % 255);
            else
                memcpy(copy + (at & ~3u), &nasty[next_random(&seed) % ARRAYSIZE(nasty)], 4);
        }
        write_scratch(copy, size);
        if (SUCCEEDED(open_scratch(&pe))) {
            const char *nearest[4];

            opened++;
            touch(&pe);
            pe_nearest_exports(&pe, "crc32", nearest, 4);
            pe_close(&pe);
        }
    }
    assert_true(opened > 100 && opened < 1500);
    free(copy);
    free(bytes);
}

static void test_nearest_exports_finds_what_was_meant(void **state)
{
    const char *nearest[3];
    struct pe_file pe;

    (void)state;
    assert_int_equal(pe_open(zlib_path[0], &pe, NULL), S_OK);
    assert_true(pe_nearest_exports(&pe, "CRC32", nearest, 3) >= 1);
    assert_string_equal(nearest[0], "crc32");
    assert_true(pe_nearest_exports(&pe, "_compress2@20", nearest, 3) >= 1);
    assert_string_equal(nearest[0], "compress2");
    assert_true(pe_nearest_exports(&pe, "defalteEnd", nearest, 3) >= 1);
    assert_string_equal(nearest[0], "deflateEnd");
    assert_true(pe_nearest_exports(&pe, "inflateInit", nearest, 3) >= 1);
    assert_string_equal(nearest[0], "inflateInit_");
    assert_int_equal(pe_nearest_exports(&pe, "completely_unrelated_name", nearest, 3), 0);
    assert_int_equal(pe_nearest_exports(&pe, "", nearest, 3), 0);
    assert_int_equal(pe_nearest_exports(&pe, "crc32", nearest, 0), 0);
    pe_close(&pe);
}

static int make_scratch(void **state)
{
    (void)state;
    GetTempPathW(ARRAYSIZE(scratch), scratch);
    swprintf(scratch + wcslen(scratch), 64, L"crossbit p\x00e9 %lu.dll", GetCurrentProcessId());
    return 0;
}

static int delete_scratch(void **state)
{
    (void)state;
    DeleteFileW(scratch);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_zlib_of_both_bitnesses_has_exports_and_imports),
        cmocka_unit_test(test_open_system_dlls_agree_with_the_loader),
        cmocka_unit_test(test_open_program_is_no_loadable_dll),
        cmocka_unit_test(test_open_arm64_dll_is_read_but_not_loadable),
        cmocka_unit_test(test_open_contradicting_headers_is_refused),
        cmocka_unit_test(test_open_what_is_no_pe_says_what_it_is),
        cmocka_unit_test(test_open_missing_file_and_folder_are_told_apart),
        cmocka_unit_test(test_open_cut_off_files_end_in_an_error_or_a_sane_result),
        cmocka_unit_test(test_open_random_damage_ends_in_an_error_or_a_sane_result),
        cmocka_unit_test(test_nearest_exports_finds_what_was_meant),
    };
    int i;

    if (argc != 3) {
        fprintf(stderr, "usage: test_pe 32-BIT-ZLIB1.DLL 64-BIT-ZLIB1.DLL\n");
        return 2;
    }
    for (i = 0; i < 2; i++) {
        wchar_t given[MAX_PATH];

        MultiByteToWideChar(CP_ACP, 0, argv[1 + i], -1, given, ARRAYSIZE(given));
        GetFullPathNameW(given, ARRAYSIZE(zlib_path[i]), zlib_path[i], NULL);
    }
    return cmocka_run_group_tests(tests, make_scratch, delete_scratch);
}
