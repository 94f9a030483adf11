/* SPDX-License-Identifier: MIT */
/* Every example in docs/declarations.md is accepted or refused as the page says, and its tables name what is known. */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/declare/c_type.h"
#include "crossbit/error.h"

static char *page;

static char *read_page(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 1 << 20);

    if (!file || !text || !fread(text, 1, (1 << 20) - 1, file)) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    fclose(file);
    return text;
}

/* The next block that begins with fence ("```c\n"), ended by a zero; *at moves on. NULL: no more. */
static char *next_block(char **at, const char *fence)
{
    char *start = strstr(*at, fence), *end, *block;

    if (!start)
        return NULL;
    start += strlen(fence);
    end = strstr(start, "```");
    assert_non_null(end);
    block = calloc(1, (size_t)(end - start) + 1);
    assert_non_null(block);
    memcpy(block, start, (size_t)(end - start));
    *at = end + 3;
    return block;
}

static HRESULT declare(const char *text, BSTR *message)
{
    struct cscope *scope;
    uint32_t first, count;
    HRESULT hr;

    assert_int_equal(cscope_create(&scope), S_OK);
    hr = cscope_declare(scope, text, &first, &count, message);
    cscope_free(scope);
    return hr;
}

TEST(test_examples_are_accepted)
{
    char *at = page, *block;
    unsigned count = 0;
    BSTR message;

    while ((block = next_block(&at, "\n```c\n"))) {
        if (declare(block, &message) != S_OK)
            fail_msg("%s\n%ls", block, message);
        free(block);
        count++;
    }
    assert_true(count >= 9);
}

TEST(test_refused_examples_say_what_the_page_says)
{
    char *at = page, *block, *line, *comment;
    unsigned count = 0;
    wchar_t says[256];
    BSTR message;

    while ((block = next_block(&at, "\n```c refused\n"))) {
        for (line = strtok(block, "\r\n"); line; line = strtok(NULL, "\r\n"), count++) {
            comment = strstr(line, "// ");
            assert_non_null(comment);
            swprintf(says, ARRAYSIZE(says), L"%hs", comment + 3);
            *comment = 0;
            assert_int_equal(declare(line, &message), CROSSBIT_E_DECLARATION);
            if (!wcsstr(message, says))
                fail_msg("%s\n%ls", line, message);
            SysFreeString(message);
        }
        free(block);
    }
    assert_true(count >= 20);
}

/* Each `name` in the first column of the table of types is a type here. */
TEST(test_types_of_the_table_are_known)
{
    char *line = strstr(page, "| write | size in memory"), *end, *tick;
    char text[256];
    unsigned count = 0;
    BSTR message;

    assert_non_null(line);
    line = strchr(strchr(line, '\n') + 1, '\n') + 1; /* past the heading and its rule */
    for (; *line == '|'; line = strchr(line, '\n') + 1) {
        end = strchr(line + 1, '|');
        for (tick = strchr(line, '`'); tick && tick < end; tick = strchr(tick + 1, '`')) {
            char *stop = strchr(tick + 1, '`');

            snprintf(text, sizeof(text), "void f(%.*s%s x)", (int)(stop - tick - 1), tick + 1,
                !strncmp(tick, "`enum`", 6) || !strncmp(tick, "`struct`", 8) || !strncmp(tick, "`union`", 7)
                    ? " { A, B } *"
                    : "");
            if (!strstr(text, "{ A, B }")) {
                if (declare(text, &message) != S_OK)
                    fail_msg("%s\n%ls", text, message);
                count++;
            }
            tick = stop;
        }
    }
    assert_true(count > 60);
}

/* Each attribute that the message for an unknown one lists has its row. */
TEST(test_attributes_have_their_rows)
{
    static const char *const rows[] = {"| `in` |", "| `out` |", "| `in, out` |", "| `size_is(n)` |",
        "| `size_is(a, b)` |", "| `length_is(n)` |", "| `string` |", "| `utf8` |", "| `handle` |", "| `kernel` |",
        "| `user` |", "| `release` |", "| `keep` |", "| `entry(\"name\")` |", "| `entry(5)` |"};
    size_t i;

    for (i = 0; i < ARRAYSIZE(rows); i++)
        if (!strstr(page, rows[i]))
            fail_msg("no row %s", rows[i]);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples_are_accepted),
        cmocka_unit_test(test_refused_examples_say_what_the_page_says),
        cmocka_unit_test(test_types_of_the_table_are_known),
        cmocka_unit_test(test_attributes_have_their_rows),
    };

    if (argc != 2) {
        fprintf(stderr, "test_declare_docs: the path of docs/declarations.md is missing\n");
        return 2;
    }
    page = read_page(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
