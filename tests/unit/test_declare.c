/* The parser of declarations: what it accepts, what it makes of it, and what it refuses where. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <setjmp.h>
#include <cmocka.h>

#include "ctype.h"
#include "crossbit/error.h"

static const struct cfunction *declare_one(struct cscope **scope, const char *text)
{
    uint32_t first, count;
    BSTR message;
    HRESULT result;

    assert_int_equal(cscope_create(scope), S_OK);
    result = cscope_declare(*scope, text, &first, &count, &message);
    if (FAILED(result))
        print_error("%s\n%ls\n", text, message);
    assert_int_equal(result, S_OK);
    assert_null(message);
    assert_true(count >= 1);
    return cscope_function(*scope, first + count - 1);
}

static void test_declare_crc32_describes_the_buffer(void **state)
{
    struct cscope *scope;
    const struct cfunction *function = declare_one(&scope,
        "unsigned long __cdecl crc32(unsigned long crc, [in, size_is(len)] const void *buf, unsigned int len);");

    (void)state;
    assert_string_equal(function->name, "crc32");
    assert_int_equal(function->convention, CONV_CDECL);
    assert_int_equal(function->param_count, 3);
    assert_int_equal(function->result->size, 4);
    assert_false(function->result->is_signed);
    assert_string_equal(function->params[1].name, "buf");
    assert_true(function->params[1].attr.in);
    assert_false(function->params[1].attr.out);
    assert_int_equal(function->params[1].attr.size->kind, EXPR_PARAM);
    assert_int_equal(function->params[1].attr.size->index, 2);
    cscope_free(scope);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_declare_crc32_describes_the_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
