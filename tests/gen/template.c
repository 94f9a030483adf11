/* SPDX-License-Identifier: MIT */
/* The rules of templates (dropin/gen/template.h), one by one. */
#include <stdio.h>
#include <string.h>

#include "../../dropin/gen/template.h"

static int failed;

static const char *looked_up(const void *context, const char *name)
{
    return strcmp(name, "elsewhere") == 0 ? context : NULL;
}

static void check(const char *rule, const char *template, const struct hole *holes, const char *expected)
{
    struct arena *arena = arena_create();
    const char *text = template_fill(arena, template, holes, looked_up, "found");

    if (strcmp(text, expected) != 0) {
        printf("FAILED: %s\n--- expected\n%s\n--- got\n%s\n", rule, expected, text);
        failed = 1;
    }
    arena_free(arena);
}

int main(void)
{
    const struct hole *holes = HOLES({"a", "A"}, {"empty", ""}, {"none", NULL},
        {"block", "one;\n{\n    two;\n}\n\nthree;\n"}, {"line", "one;"}, {"hole", "@{a}"});

    check("without holes", "x { y } @ $\n", HOLES(), "x { y } @ $\n");
    check("holes in a line", "  x@{a}y@{a}@{empty}@{none}z\n", holes, "  xAyAz\n");
    check("a line begins with a hole", "@{a} = 1;\n", holes, "A = 1;\n");
    check("an expression ends without a newline", "f(@{a})", holes, "f(A)");
    check("a hole alone ends without a newline", "@{a}", holes, "A");
    check("lines of a block are indented, empty ones are not", "{\n    @{block}\n}\n", holes,
        "{\n    one;\n    {\n        two;\n    }\n\n    three;\n}\n");
    check("a block of a line without its end", "    @{line}\n", holes, "    one;\n");
    check("an empty block leaves no line", "{\n    @{empty}\n    @{none}\n}\n", holes, "{\n}\n");
    check("a line that is there", "    @{a?}x;\n    @{empty!}y;\n", holes, "    x;\n    y;\n");
    check("a line that is not there", "1\n    @{a!}x;\n    @{empty?}y;\n2\n", holes, "1\n2\n");
    check("all conditions of a line count", "@{a?}@{empty!}x;\n@{a?}@{empty?}y;\n", holes, "x;\n");
    check("a line with a condition keeps its own indentation", "    @{a?}    x;\n", holes, "        x;\n");
    check("a block with a condition", "    @{a?}@{block}\n    @{a!}@{block}\n",
        HOLES({"a", "yes"}, {"block", "1;\n2;\n"}), "    1;\n    2;\n");
    check("a text is not read for holes", "@{hole}\n", holes, "@{a}\n");
    check("a hole of the context", "@{elsewhere} @{elsewhere?}\n", holes, "found found\n");
    check("the list comes first", "@{elsewhere}\n", HOLES({"elsewhere", "mine"}), "mine\n");
    if (!failed)
        puts("all rules hold");
    return failed;
}
