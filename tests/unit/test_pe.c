/* SPDX-License-Identifier: MIT */
/*
 * The PE reader on bytes in memory. Arguments: the 32-bit and the 64-bit zlib1.dll.
 *
 * Damaged files are made from a real DLL: cut off at many places, and with random bytes changed. Each must end in an
 * error or in a result whose every string can be read.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossbit/error.h"
#include "core/base/pe.h"

static const char *zlib_path[2]; /* [0]: 32 bits */
static const wchar_t name[] = L"C:\\folder\\p\x00e9.dll";

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

static uint8_t *read_whole(const char *path, DWORD *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes;

    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *size = (DWORD)ftell(file);
    rewind(file);
    bytes = malloc(*size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static HRESULT read_memory(const struct pe_source *source, uint64_t offset, uint32_t size, void *bytes, BSTR *message)
{
    (void)message;
    assert_true(offset <= source->size && size <= source->size - offset);
    memcpy(bytes, (const uint8_t *)source->owner + offset, size);
    return S_OK;
}

/* A failure must have a message with the file's name. */
static HRESULT read_bytes(const void *bytes, DWORD size, struct pe_file *pe, BSTR *message)
{
    struct pe_source source = {read_memory, size, (void *)bytes};
    HRESULT hr = pe_read(&source, name, pe, message);

    if (FAILED(hr)) {
        assert_non_null(*message);
        assert_non_null(wcsstr(*message, name));
        assert_null(pe->exports);
        assert_null(pe->imports);
        assert_null(pe->memory);
    } else {
        assert_null(*message);
    }
    return hr;
}

static void check_fails(const void *bytes, DWORD size, HRESULT expected, const wchar_t *text)
{
    struct pe_file pe;
    BSTR message;

    assert_int_equal(read_bytes(bytes, size, &pe, &message), expected);
    if (!wcsstr(message, text))
        fail_msg("message is \"%ls\"", message);
    SysFreeString(message);
}

static HRESULT read_shorter(const struct pe_source *source, uint64_t offset, uint32_t size, void *bytes, BSTR *message)
{
    return offset ? S_FALSE : read_memory(source, offset, size, bytes, message);
}

TEST(test_read_file_that_became_shorter_is_refused)
{
    DWORD size;
    uint8_t *bytes = read_whole(zlib_path[0], &size);
    struct pe_source source = {read_shorter, size, bytes};
    struct pe_file pe;
    BSTR message;

    assert_int_equal(pe_read(&source, name, &pe, &message), CROSSBIT_E_NOT_PE);
    assert_non_null(wcsstr(message, L"its content lies outside the file"));
    SysFreeString(message);
    free(bytes);
}

TEST(test_read_zlib_of_both_bitnesses_has_exports_and_imports)
{
    int i;

    for (i = 0; i < 2; i++) {
        const struct pe_export *export;
        struct pe_file pe;
        BSTR message;
        DWORD size;
        uint8_t *bytes = read_whole(zlib_path[i], &size);

        assert_int_equal(read_bytes(bytes, size, &pe, &message), S_OK);
        free(bytes);
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
        assert_int_equal(pe.compiler, PE_COMPILER_GNU);
        assert_int_equal(pe_check_loadable(&pe, name, 0, &message), S_OK);
        assert_int_equal(pe_check_loadable(&pe, name, pe.bits, &message), S_OK);
        assert_null(message);
        assert_int_equal(pe_check_loadable(&pe, name, 96 - pe.bits, &message), CROSSBIT_E_BITNESS);
        assert_non_null(wcsstr(message, name));
        assert_non_null(wcsstr(message, i ? L"64-bit DLL" : L"32-bit DLL"));
        SysFreeString(message);
        pe_close(&pe);
        pe_close(&pe);
    }
}

TEST(test_read_arm64_dll_is_read_but_not_loadable)
{
    struct pe_file pe;
    BSTR message;
    DWORD size;
    uint8_t *bytes = read_whole(zlib_path[1], &size);

    *(uint16_t *)(bytes + *(uint32_t *)(bytes + 0x3c) + 4) = 0xaa64;
    assert_int_equal(read_bytes(bytes, size, &pe, &message), S_OK);
    assert_int_equal(pe.bits, 0);
    assert_non_null(find_export(&pe, "crc32"));
    assert_int_equal(pe_check_loadable(&pe, name, 0, &message), CROSSBIT_E_MACHINE);
    assert_non_null(wcsstr(message, L"ARM64"));
    SysFreeString(message);
    pe_close(&pe);
    free(bytes);
}

TEST(test_read_dotnet_assembly_is_said_to_be_one)
{
    struct pe_file pe;
    BSTR message;
    DWORD size;
    uint8_t *bytes = read_whole(zlib_path[0], &size);
    IMAGE_DATA_DIRECTORY *directories =
        ((IMAGE_NT_HEADERS32 *)(bytes + *(uint32_t *)(bytes + 0x3c)))->OptionalHeader.DataDirectory;

    /* Native functions beside the assembly's own, as in C++/CLI. */
    directories[IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR].VirtualAddress = 0x1000;
    assert_int_equal(read_bytes(bytes, size, &pe, &message), S_OK);
    assert_true(pe.is_dotnet);
    assert_int_equal(pe_check_loadable(&pe, name, 0, &message), S_OK);
    pe_close(&pe);
    directories[IMAGE_DIRECTORY_ENTRY_EXPORT].VirtualAddress = 0;
    assert_int_equal(read_bytes(bytes, size, &pe, &message), S_OK);
    assert_int_equal(pe_check_loadable(&pe, name, 0, &message), CROSSBIT_E_NOT_DLL);
    assert_non_null(wcsstr(message, L".NET assembly"));
    SysFreeString(message);
    pe_close(&pe);
    free(bytes);
}

TEST(test_read_contradicting_headers_is_refused)
{
    DWORD size;
    uint8_t *bytes = read_whole(zlib_path[0], &size);

    *(uint16_t *)(bytes + *(uint32_t *)(bytes + 0x3c) + 4) = IMAGE_FILE_MACHINE_AMD64;
    check_fails(bytes, size, CROSSBIT_E_NOT_PE, L"contradict");
    free(bytes);
}

TEST(test_read_what_is_no_pe_says_what_it_is)
{
    uint8_t dos[128] = {'M', 'Z'};

    check_fails("", 0, CROSSBIT_E_NOT_PE, L"empty");
    check_fails("x", 1, CROSSBIT_E_NOT_PE, L"too short");
    check_fails("\x7f"
                "ELF and some more text",
        22, CROSSBIT_E_NOT_PE, L"MZ");
    check_fails("MZ", 2, CROSSBIT_E_NOT_PE, L"cut off");
    check_fails(dos, sizeof(dos), CROSSBIT_E_NOT_PE, L"DOS program");
    dos[0x3c] = 64;
    dos[64] = 'N';
    dos[65] = 'E';
    check_fails(dos, sizeof(dos), CROSSBIT_E_NOT_PE, L"16-bit");
}

TEST(test_read_cut_off_files_end_in_an_error_or_a_sane_result)
{
    DWORD size, length;
    uint8_t *bytes = read_whole(zlib_path[0], &size);
    uint32_t opened = 0, refused = 0;
    struct pe_file pe;
    BSTR message;
    HRESULT hr;

    /* Every length inside the headers, then steps through the sections. */
    for (length = 0; length < size; length += length < 1100 ? 1 : length < 8192 ? 97 : 1999) {
        /* Of its own length, so that a sanitizer sees each read past its end. */
        uint8_t *cut = malloc(length ? length : 1);

        assert_non_null(cut);
        memcpy(cut, bytes, length);
        hr = read_bytes(cut, length, &pe, &message);
        SysFreeString(message);
        free(cut);
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

TEST(test_read_random_damage_ends_in_an_error_or_a_sane_result)
{
    static const uint32_t nasty[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0, 0x10000, 0x1000};
    DWORD size, places[3], spans[3] = {0x300, 0x1000, 0x200}, at;
    uint8_t *bytes = read_whole(zlib_path[0], &size), *copy = malloc(size);
    uint32_t seed = 20261120, round, changes, opened = 0;
    struct pe_file pe;
    BSTR message;

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
        if (SUCCEEDED(read_bytes(copy, size, &pe, &message))) {
            const char *nearest[4];

            opened++;
            touch(&pe);
            pe_nearest_exports(&pe, "crc32", nearest, 4);
            pe_close(&pe);
        }
        SysFreeString(message);
    }
    assert_true(opened > 100 && opened < 1500);
    free(copy);
    free(bytes);
}

TEST(test_nearest_exports_finds_what_was_meant)
{
    const char *nearest[3];
    DWORD size;
    uint8_t *bytes = read_whole(zlib_path[0], &size);
    struct pe_file pe;
    BSTR message;

    assert_int_equal(read_bytes(bytes, size, &pe, &message), S_OK);
    free(bytes);
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

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_zlib_of_both_bitnesses_has_exports_and_imports),
        cmocka_unit_test(test_read_arm64_dll_is_read_but_not_loadable),
        cmocka_unit_test(test_read_dotnet_assembly_is_said_to_be_one),
        cmocka_unit_test(test_read_contradicting_headers_is_refused),
        cmocka_unit_test(test_read_what_is_no_pe_says_what_it_is),
        cmocka_unit_test(test_read_file_that_became_shorter_is_refused),
        cmocka_unit_test(test_read_cut_off_files_end_in_an_error_or_a_sane_result),
        cmocka_unit_test(test_read_random_damage_ends_in_an_error_or_a_sane_result),
        cmocka_unit_test(test_nearest_exports_finds_what_was_meant),
    };
    int i;

    if (argc != 3) {
        fprintf(stderr, "usage: test_pe 32-BIT-ZLIB1.DLL 64-BIT-ZLIB1.DLL\n");
        return 2;
    }
    for (i = 0; i < 2; i++)
        zlib_path[i] = argv[1 + i];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
