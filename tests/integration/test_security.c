/* SPDX-License-Identifier: MIT */
/*
 * COM's security of a surrogate's process: a DLL's own CoInitializeSecurity is the first, as in a plain program. A copy
 * of the surrogate imports cbspy.dll (tests/fixtures/spy.c) instead of ole32.dll, which counts the calls in the order
 * in which they come.
 */
#include "client_fixture.h"

#include <stdlib.h>

static const char declarations[] = "int security_calls(void); int security_calls_at_load(void); int secure(void);";

static wchar_t copy[MAX_PATH];

static int call(crossbit_library *library, const char *name)
{
    crossbit_function *function;
    int result = -1;

    assert_ok(crossbit_find(library, name, &function));
    assert_ok(crossbit_invoke(function, &result, NULL, 0));
    return result;
}

/* The surrogate with another name in its table of imports. */
TEST_SETUP(setup)
{
    static const char ole32[] = "ole32.dll", spy[] = "cbspy.dll";
    FILE *file = _wfopen(staged(OTHER_BITS, CROSSBIT_BITS == 64 ? L"crossbit32.exe" : L"crossbit64.exe"), L"rb");
    size_t size, replaced = 0;
    char *bytes;

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, size, file), size);
    fclose(file);
    for (size_t i = 0; i + sizeof(ole32) <= size; i++)
        if (!memcmp(bytes + i, ole32, sizeof(ole32))) {
            memcpy(bytes + i, spy, sizeof(spy));
            replaced++;
        }
    assert_int_equal(replaced, 1);
    wcscpy(copy, staged(OTHER_BITS, L"test_security_copy.exe"));
    file = _wfopen(copy, L"wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
    free(bytes);
    return 0;
}

TEST_SETUP(teardown)
{
    for (int i = 0; i < 100 && !DeleteFileW(copy); i++)
        Sleep(100); /* until the surrogate has ended */
    return GetFileAttributesW(copy) != INVALID_FILE_ATTRIBUTES;
}

static crossbit_library *load(crossbit_connection **connection)
{
    struct crossbit_connect_options options = {
        .size = sizeof(options), .isolation = CROSSBIT_ISOLATION_OBJECT, .surrogate = copy};
    struct crossbit_load_options where = {.size = sizeof(where)};
    crossbit_library *library;

    assert_ok(crossbit_connect(&options, connection));
    where.connection = *connection;
    assert_ok(crossbit_load(staged(OTHER_BITS, L"fixture_secured.dll"), &where, &library));
    assert_ok(crossbit_declare(library, declarations));
    return library;
}

TEST(test_dll_is_loaded_before_security_is_chosen)
{
    crossbit_connection *connection;
    crossbit_library *library = load(&connection);

    assert_int_equal(call(library, "security_calls_at_load"), 0);
    assert_int_equal(call(library, "security_calls"), 0);
    crossbit_unload(library);
    crossbit_disconnect(connection);
}

TEST(test_dll_that_chooses_is_the_only_one)
{
    crossbit_connection *connection;
    crossbit_library *library = load(&connection);

    assert_int_equal(call(library, "secure"), S_OK);
    for (int i = 0; i < 10; i++)
        assert_int_equal(call(library, "security_calls"), 1);
    crossbit_unload(library);
    crossbit_disconnect(connection);
}

/* Over COM's own channel the client's first reference needs the choice, before there is a DLL: the spy sees it. */
TEST(test_without_the_channel_the_surrogate_chooses)
{
    crossbit_connection *connection;
    crossbit_library *library;

    SetEnvironmentVariableW(L"CROSSBIT_CHANNEL", L"off");
    library = load(&connection);
    SetEnvironmentVariableW(L"CROSSBIT_CHANNEL", NULL);
    assert_int_equal(call(library, "security_calls_at_load"), 1);
    assert_int_equal(call(library, "secure"), RPC_E_TOO_LATE);
    crossbit_unload(library);
    crossbit_disconnect(connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dll_is_loaded_before_security_is_chosen),
        cmocka_unit_test(test_dll_that_chooses_is_the_only_one),
        cmocka_unit_test(test_without_the_channel_the_surrogate_chooses),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
