/* SPDX-License-Identifier: MIT */
/* What every test with CMocka includes. */
#ifndef CROSSBIT_TEST_H
#define CROSSBIT_TEST_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <wchar.h>

/*
 * TEST(name) { ... } is a test, which cmocka_unit_test(name) lists; TEST_SETUP(name) { ... return 0; } is set-up or
 * teardown.
 */
#define TEST(name) static void name(void **state __attribute__((unused)))
#define TEST_SETUP(name) static int name(void **state __attribute__((unused)))

/* What a failed assert_ok or assert_hr adds to the codes, if the test sets it: the text of the last error. */
static const wchar_t *(*test_last_message)(void)__attribute__((unused));

static inline void test_hr(unsigned long hr, unsigned long expected, const char *what, const char *file, int line)
{
    if ((uint32_t)hr == (uint32_t)expected)
        return;
    print_message("%s gave 0x%08lx instead of 0x%08lx%s%ls\n", what, hr & 0xffffffff, expected & 0xffffffff,
        test_last_message ? ": " : "", test_last_message ? test_last_message() : L"");
    _fail(file, line);
}
#define assert_hr(expression, expected)                                                                                \
    test_hr((unsigned long)(expression), (unsigned long)(expected), #expression, __FILE__, __LINE__)
#define assert_ok(expression) assert_hr(expression, 0)

#endif
