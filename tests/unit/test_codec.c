/* The wire form: a call packed, unpacked, answered and unpacked again within one process. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <setjmp.h>
#include <cmocka.h>

#include "loopback.h"
#include "crossbit/error.h"

static uint32_t sum(const uint8_t *bytes, uint32_t count)
{
    uint32_t total = 0;

    while (count--)
        total += *bytes++;
    return total;
}

static void callee_sum(struct loopback *loop)
{
    const uint8_t *bytes = *(const uint8_t **)loop->callee_args[1];
    uint32_t count = *(uint32_t *)loop->callee_args[2];

    *(uint32_t *)loop->callee_result = *(uint32_t *)loop->callee_args[0] + (bytes ? sum(bytes, count) : 0);
}

static void test_buffer_in_arrives_and_null_stays_null(void **state)
{
    struct loopback loop;
    uint8_t bytes[] = {1, 2, 3, 200};
    const void *pointer = bytes;
    uint32_t start = 10, count = 4, result = 0;
    void *args[] = {&start, &pointer, &count};

    (void)state;
    loopback_open(&loop, "unsigned long add(unsigned long start, [in, size_is(len)] const void *buf, unsigned int len)");
    assert_int_equal(loopback_call(&loop, args, callee_sum, &result), S_OK);
    assert_int_equal(result, 216);
    pointer = NULL;
    assert_int_equal(loopback_call(&loop, args, callee_sum, &result), S_OK);
    assert_int_equal(result, 10);
    loopback_close(&loop);
}

static void callee_greet(struct loopback *loop)
{
    const char *name = *(const char **)loop->callee_args[0];
    char *out = *(char **)loop->callee_args[1];
    uint32_t size = *(uint32_t *)loop->callee_args[2];

    snprintf(out, size, "hello %s", name);
    *(const char **)loop->callee_result = name;
}

static void test_strings_cross_and_a_result_may_point_into_an_argument(void **state)
{
    struct loopback loop;
    const char *name = "Anna", *result = NULL;
    char out[12];
    char *out_pointer = out;
    uint32_t size = sizeof(out);
    void *args[] = {&name, &out_pointer, &size};

    (void)state;
    memset(out, 'x', sizeof(out));
    loopback_open(&loop, "const char *greet(const char *name, [out, string, size_is(n)] char *out, unsigned n)");
    assert_int_equal(loopback_call(&loop, args, callee_greet, &result), S_OK);
    assert_string_equal(out, "hello Anna");
    assert_ptr_equal(result, name);
    loopback_close(&loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buffer_in_arrives_and_null_stays_null),
        cmocka_unit_test(test_strings_cross_and_a_result_may_point_into_an_argument),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
