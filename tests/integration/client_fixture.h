/* SPDX-License-Identifier: MIT */
/* What the tests of crossbit.h share: the fixture DLL of either bitness and a few of its functions. */
#ifndef CLIENT_FIXTURE_H
#define CLIENT_FIXTURE_H

#include "tests/test.h"

#include <stdbool.h>
#include <stdio.h>
#include <windows.h>

#include "crossbit.h"

#define OTHER_BITS (CROSSBIT_BITS == 64 ? 32 : 64)

/* Fails if the code is another, and if the message lacks the text. */
#define assert_fails(expression, code, text)                                                                           \
    check_failure((expression), (code), (text), #expression, __FILE__, __LINE__)

/* assert_ok fails with the message of the last Crossbit call. */
__attribute__((constructor)) static void say_last_message(void)
{
    test_last_message = crossbit_error_message;
}

static inline void check_failure(
    HRESULT hr, HRESULT expected, const wchar_t *text, const char *what, const char *file, int line)
{
    test_hr((unsigned long)hr, (unsigned long)expected, what, file, line);
    if (!wcsstr(crossbit_error_message(), text)) {
        print_message("%s said: %ls\nwithout: %ls\n", what, crossbit_error_message(), text);
        _fail(file, line);
    }
}

/* Path of a file staged for a bitness. */
static inline const wchar_t *staged(unsigned int bits, const wchar_t *name)
{
    static __thread wchar_t path[MAX_PATH];

    GetModuleFileNameW(NULL, path, MAX_PATH);
    *wcsrchr(path, L'\\') = 0;
    swprintf(wcsrchr(path, L'\\') + 1, 64, L"%ls\\%ls", bits == 32 ? L"x86" : L"x64", name);
    return path;
}

static inline crossbit_library *load_fixture(unsigned int bits, const char *declarations)
{
    crossbit_library *library = NULL;

    assert_ok(crossbit_load(staged(bits, L"fixture.dll"), NULL, &library));
    if (declarations)
        assert_ok(crossbit_declare(library, declarations));
    return library;
}

static inline crossbit_function *find(crossbit_library *library, const char *name)
{
    crossbit_function *function = NULL;

    assert_ok(crossbit_find(library, name, &function));
    return function;
}

/* A function of ints that returns an int. */
static inline int call_ints(crossbit_library *library, const char *name, size_t count, ...)
{
    int values[8], result = -12345;
    void *args[8];
    va_list list;
    size_t i;

    va_start(list, count);
    for (i = 0; i < count; i++) {
        values[i] = va_arg(list, int);
        args[i] = &values[i];
    }
    va_end(list);
    assert_ok(crossbit_invoke(find(library, name), &result, args, count));
    return result;
}

#endif
