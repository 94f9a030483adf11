/* SPDX-License-Identifier: MIT */
/* Random damage to valid declarations: an error with a message or a result, never a crash. The seed is printed. */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "random_calls.h"
#include "valid_declarations.h"
#include "crossbit/error.h"

#define SECONDS 2

static uint64_t seed;

static void mutate(struct random *random, char *text, size_t size)
{
    size_t length = strlen(text), at, count;
    const char *word;

    if (!length)
        return;
    at = random_below(random, (uint32_t)length + 1);
    switch (random_below(random, 5)) {
    case 0: /* take some out */
        count = random_below(random, 12) + 1;
        count = min(count, length - at);
        memmove(text + at, text + at + count, length - at - count + 1);
        break;
    case 1: /* repeat some */
        count = random_below(random, 40) + 1;
        count = min(count, length - at);
        if (length + count < size)
            memmove(text + at + count, text + at, length - at + 1);
        break;
    case 2: /* another letter */
        if (at < length)
            text[at] = (char)(1 + random_below(random, 255));
        break;
    default: /* a word more */
        word = declaration_words[random_below(random, ARRAYSIZE(declaration_words))];
        count = strlen(word);
        if (length + count < size) {
            memmove(text + at + count, text + at, length - at + 1);
            memcpy(text + at, word, count);
        }
        break;
    }
}

TEST(test_damaged_declarations_give_an_error_or_a_result)
{
    struct random random = {seed};
    ULONGLONG end = GetTickCount64() + SECONDS * 1000ULL;
    unsigned good = 0, bad = 0, count, i;
    char text[8192];

    while (GetTickCount64() < end || bad < 1000) {
        struct cscope *scope;

        assert_int_equal(cscope_create(&scope), S_OK);
        for (i = 0; i < 20; i++) {
            uint32_t first, added;
            BSTR message;
            HRESULT hr;

            text[0] = 0;
            for (count = 1 + random_below(&random, 2); count; count--)
                strcat(text, valid_declarations[random_below(&random, ARRAYSIZE(valid_declarations))]);
            for (count = random_below(&random, 6); count; count--)
                mutate(&random, text, sizeof(text));
            hr = cscope_declare(scope, text, &first, &added, &message);
            if (hr == S_OK ? message || first + added != cscope_function_count(scope)
                           : hr != CROSSBIT_E_DECLARATION || !message || added)
                fail_msg("0x%08lx: %s", hr, text);
            if (hr == S_OK)
                good++;
            else
                bad++;
            SysFreeString(message);
        }
        cscope_free(scope);
    }
    print_message("%u good, %u refused\n", good, bad);
    assert_true(good > 10);
}

TEST(test_hostile_nesting_is_refused)
{
    static const struct {
        const char *start, *repeated, *end;
    } cases[] = {
        {"int f", "(", ")"},
        {"int f(", "int (*a)(", ")"},
        {"int a", "[2]", ";"},
        {"int f(int ", "(*", ")"},
        {"", "struct { ", "int a; } b;"},
        {"int f([in, size_is(", "(", "1))] int *a)"},
        {"int f([in, size_is(1", "+1", ")] int *a)"},
        {"int f([in, size_is(", "-", "1)] int *a)"},
        {"int f([in] int ", "*", "a)"},
        {"typedef int a", "[1]", ";"},
        {"", "[", ""},
        {"int f(", "[in]", " int a)"},
        {"int f(int a", ", int", ")"},
        {"enum { A", ", A", "};"},
        {"int f(int a[sizeof(", "int[sizeof(", "int)])"},
    };
    struct cscope *scope;
    uint32_t first, count;
    BSTR message;
    char *text;
    size_t i, j;

    text = malloc(1 << 20);
    assert_non_null(text);
    for (i = 0; i < ARRAYSIZE(cases); i++) {
        char *end = text + sprintf(text, "%s", cases[i].start);

        for (j = 0; j < 20000; j++)
            end += sprintf(end, "%s", cases[i].repeated);
        sprintf(end, "%s", cases[i].end);
        assert_int_equal(cscope_create(&scope), S_OK);
        cscope_declare(scope, text, &first, &count, &message); /* to come back is all that is asked */
        SysFreeString(message);
        cscope_free(scope);
    }
    /* Structs nested by name rather than in the text. */
    assert_int_equal(cscope_create(&scope), S_OK);
    j = (size_t)sprintf(text, "struct s0 { int a; };");
    for (i = 1; i < 100; i++)
        j += (size_t)sprintf(text + j, "struct s%u { struct s%u a; };", (unsigned)i, (unsigned)i - 1);
    assert_int_equal(cscope_declare(scope, text, &first, &count, &message), CROSSBIT_E_DECLARATION);
    assert_non_null(wcsstr(message, L"nested more than 32 deep"));
    SysFreeString(message);
    cscope_free(scope);
    free(text);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_damaged_declarations_give_an_error_or_a_result),
        cmocka_unit_test(test_hostile_nesting_is_refused),
    };

    seed = argc > 1 ? strtoull(argv[1], NULL, 10) : GetTickCount64() * 2654435761u + GetCurrentProcessId();
    seed |= 1; /* never 0 */
    printf("seed %llu\n", (unsigned long long)seed);
    fflush(stdout);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
