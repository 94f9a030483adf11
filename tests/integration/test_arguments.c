/* SPDX-License-Identifier: MIT */
/*
 * NULL and wrong arguments of every function of crossbit.h: an HRESULT with a message that names the parameter, never a
 * crash.
 */
#include "client_fixture.h"

#include <objbase.h>

static crossbit_connection *connection;
static crossbit_library *library;
static crossbit_function *function;
static const IID iid;

/* Each line is a call, its HRESULT, and what the message has to say. */
TEST(test_wrong_arguments_are_told)
{
    struct crossbit_connect_options connect_size = {.size = 3},
                                    connect_bits = {.size = sizeof(connect_bits), .bits = 16};
    struct crossbit_connect_options isolation = {.size = sizeof(isolation), .isolation = (enum crossbit_isolation)7};
    struct crossbit_connect_options start = {.size = sizeof(start), .start = (enum crossbit_start) - 1};
    struct crossbit_load_options load_size = {.size = 1};
    struct crossbit_load_options threading = {.size = sizeof(threading), .threading = (enum crossbit_threading) - 1};
    const wchar_t *dll = staged(OTHER_BITS, L"fixture.dll");
    crossbit_connection *no_connection;
    crossbit_library *no_library;
    crossbit_function *no_function;
    int value = 1;
    void *const args[] = {&value, NULL};
    void *object;

    assert_fails(crossbit_connect(NULL, NULL), E_POINTER, L"crossbit_connect: connection is NULL");
    assert_fails(crossbit_connect(&connect_size, &no_connection), E_INVALIDARG, L"options->size is 3");
    assert_fails(crossbit_connect(&connect_bits, &no_connection), E_INVALIDARG, L"options->bits is 16");
    assert_fails(crossbit_connect(&isolation, &no_connection), E_INVALIDARG, L"isolation");
    assert_fails(crossbit_connect(&start, &no_connection), E_INVALIDARG, L"start");
    assert_fails(crossbit_set_deadline(NULL, 1), E_POINTER, L"crossbit_set_deadline: connection is NULL");
    assert_fails(crossbit_set_object_deadline(NULL, 1), E_POINTER, L"crossbit_set_object_deadline: object is NULL");
    assert_fails(crossbit_terminate(NULL), E_POINTER, L"crossbit_terminate: connection is NULL");
    assert_fails(crossbit_create_object(NULL, dll, &iid, &iid, &object), E_POINTER, L"connection is NULL");
    assert_fails(crossbit_create_object(connection, NULL, &iid, &iid, &object), E_POINTER, L"dll is NULL");
    assert_fails(crossbit_create_object(connection, L"", &iid, &iid, &object), E_INVALIDARG, L"empty");
    assert_fails(crossbit_create_object(connection, dll, NULL, &iid, &object), E_POINTER, L"clsid is NULL");
    assert_fails(crossbit_create_object(connection, dll, &iid, NULL, &object), E_POINTER, L"iid is NULL");
    assert_fails(crossbit_create_object(connection, dll, &iid, &iid, NULL), E_POINTER, L"object is NULL");
    assert_fails(crossbit_load(NULL, NULL, &no_library), E_POINTER, L"crossbit_load: path is NULL");
    assert_fails(crossbit_load(L"", NULL, &no_library), E_INVALIDARG, L"empty");
    assert_fails(crossbit_load(dll, NULL, NULL), E_POINTER, L"crossbit_load: library is NULL");
    assert_fails(crossbit_load(dll, &load_size, &no_library), E_INVALIDARG, L"options->size is 1");
    assert_fails(crossbit_load(dll, &threading, &no_library), E_INVALIDARG, L"threading");
    assert_fails(crossbit_declare(NULL, "int f(void);"), E_POINTER, L"crossbit_declare: library is NULL");
    assert_fails(crossbit_declare(library, NULL), E_POINTER, L"crossbit_declare: declarations is NULL");
    assert_fails(crossbit_declare(library, "\xff\xff"), CROSSBIT_E_DECLARATION, L"UTF-8");
    assert_fails(crossbit_find(NULL, "hang", &no_function), E_POINTER, L"crossbit_find: library is NULL");
    assert_fails(crossbit_find(library, NULL, &no_function), E_POINTER, L"crossbit_find: name is NULL");
    assert_fails(crossbit_find(library, "hang", NULL), E_POINTER, L"crossbit_find: function is NULL");
    assert_fails(crossbit_find(library, "", &no_function), CROSSBIT_E_UNDECLARED, L"is not declared");
    assert_fails(crossbit_find_variadic(NULL, "hang", "int", &no_function), E_POINTER, L"library is NULL");
    assert_fails(crossbit_find_variadic(library, NULL, "int", &no_function), E_POINTER, L"name is NULL");
    assert_fails(crossbit_find_variadic(library, "hang", "int", NULL), E_POINTER, L"function is NULL");
    assert_fails(
        crossbit_find_variadic(library, "hang", NULL, &no_function), CROSSBIT_E_ARGUMENT, L"no variable arguments");
    assert_fails(crossbit_invoke(NULL, NULL, args, 1), E_POINTER, L"crossbit_invoke: function is NULL");
    assert_fails(crossbit_invoke(function, NULL, NULL, 1), E_POINTER, L"crossbit_invoke: args is NULL");
    assert_fails(crossbit_invoke(function, NULL, args + 1, 1), E_POINTER, L"args[0], for hang, is NULL");
    assert_fails(crossbit_invoke(function, NULL, args, 2), CROSSBIT_E_ARGUMENT, L"hang takes 1 arguments, not 2");
    assert_ok(crossbit_invoke(function, NULL, args, 1));
    assert_ok(crossbit_set_thread_deadline(0));
}

/* These have no HRESULT; NULL is nothing to do. */
TEST(test_null_is_safe_where_nothing_is_told)
{
    crossbit_disconnect(NULL);
    crossbit_unload(NULL);
    crossbit_free(NULL);
    assert_int_equal(crossbit_process_id(NULL), 0);
    assert_int_equal(crossbit_bits(NULL), 0);
    crossbit_set_error_handler(NULL, NULL);
    assert_false(crossbit_dropin_failed(NULL, NULL, E_FAIL, NULL));
    assert_false(crossbit_dropin_is_agile(NULL));
    assert_null(crossbit_alloc((size_t)-1));
    assert_true(crossbit_error_message()[0] != 0);
}

/* A list in a message is no riddle: it says how many names it has no room for. */
TEST(test_undeclared_says_how_many_are_declared)
{
    crossbit_library *large;
    crossbit_function *found;

    large = load_fixture(OTHER_BITS,
        "[entry(\"hang\")] int f1(int); [entry(\"hang\")] int f2(int); [entry(\"hang\")] int f3(int);"
        "[entry(\"hang\")] int f4(int); [entry(\"hang\")] int f5(int); [entry(\"hang\")] int f6(int); "
        "[entry(\"hang\")] int f7(int);"
        "[entry(\"hang\")] int f8(int); [entry(\"hang\")] int f9(int); [entry(\"hang\")] int f10(int);");
    assert_fails(crossbit_find(large, "g", &found), CROSSBIT_E_UNDECLARED,
        L"; declared are f10, f9, f8, f7, f6, f5, f4, f3 and 2 more");
    crossbit_unload(large);
}

TEST_SETUP(set_up)
{
    assert_ok(crossbit_connect(NULL, &connection));
    library = load_fixture(OTHER_BITS, "int hang(int milliseconds);");
    assert_ok(crossbit_find(library, "hang", &function));
    return 0;
}

TEST_SETUP(tear_down)
{
    crossbit_unload(library);
    crossbit_disconnect(connection);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_arguments_are_told),
        cmocka_unit_test(test_null_is_safe_where_nothing_is_told),
        cmocka_unit_test(test_undeclared_says_how_many_are_declared),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
