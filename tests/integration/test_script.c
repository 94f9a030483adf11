/* SPDX-License-Identifier: MIT */
/*
 * Scripts under cscript of this bitness, with DLLs of both: each prints "ok NAME" or "FAILED NAME: ..." for each of its
 * checks, and "end N" with their number. Crossbit is registered from the stage.
 *
 * Arguments: the folder of the scripts, the folder of the examples' scripts, zlib1.dll for x86, for x64.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "installed.h"
#include "program.h"

static wchar_t stage[MAX_PATH], scripts[MAX_PATH], examples[MAX_PATH], zlibs[2][MAX_PATH];

/* Runs cscript and returns its output; the caller frees it. */
static char *run_cscript(const wchar_t *folder, const wchar_t *script, const wchar_t *arguments)
{
    wchar_t system[MAX_PATH], path[MAX_PATH], command[6 * MAX_PATH];
    char *text;

    GetSystemDirectoryW(system, ARRAYSIZE(system));
    _snwprintf(path, ARRAYSIZE(path), L"%ls\\cscript.exe", system);
    _snwprintf(command, ARRAYSIZE(command), L"\"%ls\" //nologo \"%ls\\%ls\" %ls", path, folder, script, arguments);
    program_run(command, CREATE_NO_WINDOW, 60000, &text);
    return text;
}

/* Every check of the script must be there and must be ok. */
static void run_checks(const wchar_t *script, const wchar_t *arguments)
{
    char *output = run_cscript(scripts, script, arguments), *line, *end;
    int passed = 0, failed = 0, wanted = -1;

    end = strstr(output, "end ");
    if (end)
        wanted = atoi(end + 4);
    for (line = output; *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : line + strlen(line)) {
        passed += !strncmp(line, "ok ", 3);
        failed += !strncmp(line, "FAILED", 6);
    }
    if (failed || passed != wanted)
        print_error("%ls %ls:\n%s\n", script, arguments, output);
    free(output);
    assert_int_equal(failed, 0);
    assert_int_equal(passed, wanted);
    assert_true(wanted > 0);
}

/* The script's arguments for a DLL of this bitness: fixture.dll, bitness, msvcrt.dll. */
static void run_fixture_checks(const wchar_t *script, unsigned bits)
{
    wchar_t arguments[4 * MAX_PATH], windows[MAX_PATH];
    const wchar_t *system = bits == CROSSBIT_BITS ? L"system32" : bits == 32 ? L"syswow64" : L"sysnative";

    GetWindowsDirectoryW(windows, ARRAYSIZE(windows));
    _snwprintf(arguments, ARRAYSIZE(arguments), L"\"%ls\\%ls\\fixture.dll\" %u \"%ls\\%ls\\msvcrt.dll\"", stage,
        bits == 32 ? L"x86" : L"x64", bits, windows, system);
    run_checks(script, arguments);
}

TEST(test_values_of_other_bitness)
{
    run_fixture_checks(L"values.vbs", 96 - CROSSBIT_BITS);
}

TEST(test_values_of_same_bitness)
{
    run_fixture_checks(L"values.vbs", CROSSBIT_BITS);
}

TEST(test_callbacks_of_other_bitness)
{
    run_fixture_checks(L"callbacks.vbs", 96 - CROSSBIT_BITS);
}

TEST(test_callbacks_of_same_bitness)
{
    run_fixture_checks(L"callbacks.vbs", CROSSBIT_BITS);
}

TEST(test_errors_of_other_bitness)
{
    run_fixture_checks(L"errors.vbs", 96 - CROSSBIT_BITS);
}

TEST(test_jscript_of_other_bitness)
{
    run_fixture_checks(L"jscript.js", 96 - CROSSBIT_BITS);
}

TEST(test_host_of_other_bitness)
{
    run_fixture_checks(L"host.vbs", 96 - CROSSBIT_BITS);
}

TEST(test_zlib_of_both_bitnesses)
{
    wchar_t arguments[MAX_PATH + 8];
    unsigned i;

    for (i = 0; i < 2; i++) {
        _snwprintf(arguments, ARRAYSIZE(arguments), L"\"%ls\" %u", zlibs[i], i ? 64 : 32);
        run_checks(L"zlib.vbs", arguments);
    }
}

/* The script of the README. */
TEST(test_example_crc32)
{
    wchar_t arguments[MAX_PATH + 16];
    unsigned i;

    for (i = 0; i < 2; i++) {
        char *output, *found;

        _snwprintf(arguments, ARRAYSIZE(arguments), L"\"%ls\" 123456789", zlibs[i]);
        output = run_cscript(examples, L"crc32.vbs", arguments);
        found = strstr(output, i ? "crc32 = 3421780262 (64-bit" : "crc32 = 3421780262 (32-bit");
        if (!found)
            print_error("%s\n", output);
        free(output);
        assert_non_null(found);
    }
}

TEST_SETUP(register_all)
{
    int level;

    GetModuleFileNameW(NULL, stage, MAX_PATH);
    for (level = 0; level < 2; level++)
        *wcsrchr(stage, L'\\') = 0;
    installed_register(stage);
    return 0;
}

TEST_SETUP(unregister_all)
{
    installed_unregister(stage);
    return 0;
}

int wmain(int count, wchar_t **arguments);
int wmain(int count, wchar_t **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_example_crc32),
        cmocka_unit_test(test_zlib_of_both_bitnesses),
        cmocka_unit_test(test_values_of_other_bitness),
        cmocka_unit_test(test_values_of_same_bitness),
        cmocka_unit_test(test_callbacks_of_other_bitness),
        cmocka_unit_test(test_callbacks_of_same_bitness),
        cmocka_unit_test(test_errors_of_other_bitness),
        cmocka_unit_test(test_jscript_of_other_bitness),
        cmocka_unit_test(test_host_of_other_bitness),
    };

    if (count != 5) {
        fprintf(stderr, "usage: test_script SCRIPTS EXAMPLES ZLIB_X86 ZLIB_X64\n");
        return 2;
    }
    GetFullPathNameW(arguments[1], MAX_PATH, scripts, NULL);
    GetFullPathNameW(arguments[2], MAX_PATH, examples, NULL);
    GetFullPathNameW(arguments[3], MAX_PATH, zlibs[0], NULL);
    GetFullPathNameW(arguments[4], MAX_PATH, zlibs[1], NULL);
    return cmocka_run_group_tests(tests, register_all, unregister_all);
}
