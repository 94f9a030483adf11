/* SPDX-License-Identifier: MIT */
/* The command line crossbit.exe, as a shell sees it: output, messages and exit codes. */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "program.h"

static char *output; /* of the last run */
static wchar_t folder[MAX_PATH];

/*
 * Runs crossbit.exe with the arguments (fixture32 and fixture64 stand for the paths of the DLLs); fills output (UTF-8).
 */
static int run(const wchar_t *format, ...)
{
    wchar_t arguments[2048], command[4096];
    va_list args;

    va_start(args, format);
    _vsnwprintf(arguments, ARRAYSIZE(arguments), format, args);
    va_end(args);
    _snwprintf(command, ARRAYSIZE(command), L"\"%ls\\%ls\\crossbit.exe\" %ls", folder,
        CROSSBIT_BITS == 32 ? L"x86" : L"x64", arguments);
    free(output);
    return (int)program_run(command, 0, 30000, &output);
}

static void prints(const char *expected, int expected_code, int code)
{
    if (code != expected_code || strcmp(output, expected)) {
        print_message("exit code %d, expected %d; output:\n%s\nexpected:\n%s\n", code, expected_code, output, expected);
        fail();
    }
}

static void says(const char *part, int expected_code, int code)
{
    if (code != expected_code || !strstr(output, part)) {
        print_message("exit code %d, expected %d; output:\n%s\nwithout: %s\n", code, expected_code, output, part);
        fail();
    }
}

#define CALL L"call \"%ls\\%ls\\fixture.dll\" "
#define X86 folder, L"x86"
#define X64 folder, L"x64"

TEST(test_help_and_version)
{
    says("usage:", 0, run(L"--help"));
    says("crossbit ", 0, run(L"--version"));
    says("no command", 2, run(L""));
    says("bogus", 2, run(L"bogus"));
    says("--strange", 2, run(L"exports --strange x.dll"));
    says("usage", 2, run(L"exports"));
    says("needs a value", 2, run(L"call --folders"));
    says("takes no argument", 2, run(L"register now"));
}

TEST(test_exports_both_bitnesses)
{
    says("32-bit DLL", 0, run(L"exports \"%ls\\x86\\fixture.dll\"", folder));
    says("@decorated_fastcall@8  [fastcall]", 0, run(L"exports \"%ls\\x86\\fixture.dll\"", folder));
    says("64-bit DLL", 0, run(L"exports \"%ls\\x64\\fixture.dll\"", folder));
    says("\"bits\": 64", 0, run(L"exports \"%ls\\x64\\fixture.dll\" --json", folder));
    says("\"name\": \"add_cdecl\", \"convention\": null, \"forwarder\": null", 0,
        run(L"exports --json \"%ls\\x86\\fixture.dll\"", folder));
    says("no such.dll", 3, run(L"exports \"C:\\no such.dll\""));
}

TEST(test_call_numbers)
{
    prints("3\n", 0, run(CALL L"\"int add_cdecl(int a, int b)\" 1 2", X86));
    prints("3\n", 0, run(CALL L"\"int add_cdecl(int a, int b)\" 1 2", X64));
    prints("-1\n", 0, run(CALL L"\"int add_cdecl(int a, int b)\" 1 -0x2", X86));
    prints("1\nquotient = 3\nremainder = 2\n", 0,
        run(CALL L"\"int divide(int a, int b, [out] int *quotient, [out] int *remainder)\" 17 5 _ _", X86));
    prints("values = -1,-2,3\n", 0,
        run(CALL L"\"void shorts_negate([in, out, size_is(n)] short *values, unsigned n)\" 1,2,-3 _", X64));
    prints("{\"result\": 0.25, \"out\": {\"values\": [0.5, 1, -1.25]}, \"lastError\": 0, \"errno\": 0}\n", 0,
        run(CALL L"--json \"double doubles_scale([in, out, size_is(n)] double *values, unsigned n, double by)\" "
                 L"1,2,-2.5 _ 0.5",
            X86));
}

TEST(test_call_text_and_bytes)
{
    wchar_t path[MAX_PATH];
    FILE *file;
    char bytes[16] = "";

    prints("4\n", 0, run(CALL L"\"int text_length(const char *text)\" four", X86));
    prints("6\n", 0, run(CALL L"\"int wide_length(const wchar_t *text)\" \"\x4e16\x754c \xd83d\xde00!\"", X86));
    prints("5\nto = gr\xc3\xbc\xc3\x9f\x65\n", 0,
        run(CALL L"\"int wide_copy(const wchar_t *from, [out, string, size_is(size)] wchar_t *to, unsigned size)\" "
                 L"gr\x00fc\x00df"
                 L"e _ 20",
            X64));
    /* A letter that the code page has not, but one that looks like it: no other text is sent in its place. */
    if (GetACP() == 1252)
        says("ANSI code page lacks", 5, run(CALL L"\"int text_length(const char *text)\" \x0100", X86));
    prints("data = 030201\n", 0,
        run(CALL L"\"void bytes_reverse([in, out, size_is(n)] unsigned char *data, size_t n)\" hex:010203 _", X86));
    GetTempPathW(MAX_PATH, path);
    wcscat(path, L"b\x00fctes.bin");
    file = _wfopen(path, L"wb");
    fwrite("abc", 1, 3, file);
    fclose(file);
    says("data", 0,
        run(CALL L"\"void bytes_reverse([in, out, size_is(n)] unsigned char *data, size_t n)\" \"@%ls\" _", X86, path));
    assert_non_null(strstr(output, "636261"));
    says("b\xc3\xbctes.bin", 0,
        run(CALL L"\"void bytes_fill([out, size_is(n)] void *data, unsigned n, int start)\" \"out:%ls\" 4 7", X64,
            path));
    file = _wfopen(path, L"rb");
    assert_int_equal(fread(bytes, 1, sizeof(bytes), file), 4);
    fclose(file);
    assert_int_equal(bytes[0], 7);
    DeleteFileW(path);
    says("cannot read", 5,
        run(CALL L"\"unsigned bytes_sum([in, size_is(n)] const void *data, unsigned n)\" @C:\\nothing _", X86));
}

TEST(test_call_structs_and_null)
{
    prints("-1\n", 0,
        run(CALL L"\"int walk_texts(int (*callback)(const char *text, int number, uintptr_t user), uintptr_t user)\" "
                 L"NULL 0",
            X86));
    says("braces", 5,
        run(CALL L"\"typedef struct point { int x, y; } point; point map_point(int (*f)(int), point p, int by)\" NULL "
                 L"1,2 3",
            X86));
}

TEST(test_call_mistakes_have_their_exit_codes)
{
    says("no such.dll", 3, run(L"call \"C:\\no such.dll\" \"int f(void)\""));
    says("strange", 4, run(CALL L"\"int add_cdecl(strange a)\" 1", X86));
    says("add_cdecl", 4, run(CALL L"\"int add_cdcl(int a, int b)\" 1 2", X86));
    says("no function", 4, run(CALL L"\"typedef int number;\"", X86));
    says("variable arguments", 4, run(CALL L"\"int format(char c, ...)\" 1", X86));
    says("takes 2", 5, run(CALL L"\"int add_cdecl(int a, int b)\" 1", X86));
    says("does not fit", 5, run(CALL L"\"int add_cdecl(int a, int b)\" 1 2147483648", X86));
    says("integer was expected", 5, run(CALL L"\"int add_cdecl(int a, int b)\" 1 x", X86));
    says("more than one value", 5, run(CALL L"\"int add_cdecl(int a, int b)\" 1 2x", X86));
    says("size_is says 9", 5,
        run(CALL L"\"unsigned bytes_sum([in, size_is(n)] const void *data, unsigned n)\" text:abc 9", X86));
    says("no output", 5, run(CALL L"\"int text_length(const wchar_t *text)\" _", X86));
    says("crash_read", 6, run(CALL L"\"int crash_read(int address)\" 4", X86));
    says("crash_read", 6, run(CALL L"\"int crash_read(int address)\" 4", X64));
    says("serial, free or main", 2, run(CALL L"--threading none \"int add_cdecl(int a, int b)\" 1 2", X86));
}

TEST(test_register_and_unregister)
{
    says("not registered", 7, run(L"register --check"));
    prints("registered\n", 0, run(L"register --force"));
    prints("registered\n", 0, run(L"register --check"));
    prints("unregistered\n", 0, run(L"unregister"));
    says("not registered", 7, run(L"register --check"));
    prints("registered\n", 0, run(L"register --user"));
    prints("unregistered\n", 0, run(L"unregister --user"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_help_and_version),
        cmocka_unit_test(test_exports_both_bitnesses),
        cmocka_unit_test(test_call_numbers),
        cmocka_unit_test(test_call_text_and_bytes),
        cmocka_unit_test(test_call_structs_and_null),
        cmocka_unit_test(test_call_mistakes_have_their_exit_codes),
        cmocka_unit_test(test_register_and_unregister),
    };

    GetModuleFileNameW(NULL, folder, MAX_PATH);
    *wcsrchr(folder, L'\\') = 0;
    *wcsrchr(folder, L'\\') = 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
