/* SPDX-License-Identifier: MIT */
/*
 * Size expressions of annotations. They are C expressions over parameters (or members) and go into the generated code
 * as they stand; the compiler checks their names and types for both targets before anything is written. Here only what
 * must not be in one is refused: effects, calls and text that would leave the expression.
 */
#include "gen.h"

#include <ctype.h>
#include <string.h>

static const char *next_token(const char *at, const char **start, size_t *size)
{
    while (isspace((unsigned char)*at))
        at++;
    *start = at;
    if (isalpha((unsigned char)*at) || *at == '_') {
        while (isalnum((unsigned char)*at) || *at == '_')
            at++;
    } else if (isdigit((unsigned char)*at)) {
        while (isalnum((unsigned char)*at) || *at == '.')
            at++;
    } else if (*at != 0) {
        static const char *const operators[] = {"->", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "++", "--",
            "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", NULL};
        size_t length = 1;
        for (int i = 0; operators[i] != NULL; i++)
            if (strncmp(at, operators[i], 2) == 0)
                length = 2;
        at += length;
    }
    *size = (size_t)(at - *start);
    return at;
}

static bool token_is(const char *start, size_t size, const char *text)
{
    return strlen(text) == size && strncmp(start, text, size) == 0;
}

bool expression_check(struct gen *gen, const struct site *site, const char *text, const char *what)
{
    static const char *const allowed[] = {"->", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/", "%",
        "&", "|", "^", "!", "~", "<", ">", "?", ":", "(", ")", "[", "]", ".", NULL};
    const char *at = text, *start;
    size_t size;
    int depth = 0;
    bool after_name = false, any = false;

    for (;;) {
        at = next_token(at, &start, &size);
        if (size == 0)
            break;
        any = true;
        if (isalnum((unsigned char)*start) || *start == '_') {
            after_name =
                !isdigit((unsigned char)*start) && !token_is(start, size, "sizeof") && !token_is(start, size, "return");
            continue;
        }
        bool known = false;
        for (int i = 0; allowed[i] != NULL; i++)
            known |= token_is(start, size, allowed[i]);
        if (!known) {
            site_problem(gen, site,
                "the %s '%s' has '%.*s' in it, "
                "which no size needs; write an expression over parameters, "
                "members, constants and sizeof",
                what, text, (int)size, start);
            return false;
        }
        if (*start == '(' && after_name) {
            site_problem(gen, site,
                "the %s '%s' calls a function or macro; write an expression over parameters, "
                "members, constants "
                "and sizeof",
                what, text);
            return false;
        }
        if (*start == '(')
            depth++;
        if (*start == ')' && --depth < 0)
            break;
        after_name = false;
    }
    if (depth != 0 || !any) {
        site_problem(gen, site, any ? "the %s '%s' has brackets that do not pair" : "the %s '%s' is empty", what, text);
        return false;
    }
    return true;
}

static const struct field *member(const struct record *record, const char *start, size_t size)
{
    for (const struct field *field = record->fields; field != NULL; field = field->next)
        if (token_is(start, size, field->name))
            return field;
    return NULL;
}

const char *expression_write(
    struct gen *gen, const char *text, const char *result, const struct record *record, const char *prefix)
{
    struct text out = {.arena = gen->arena};
    const char *at = text, *start, *before = text;
    size_t size;
    bool after_dot = false;

    text_add(&out, "");
    for (;;) {
        at = next_token(at, &start, &size);
        text_printf(&out, "%.*s", (int)(start - before), before);
        if (size == 0)
            break;
        if (result && token_is(start, size, "return"))
            text_add(&out, result);
        else if (record && !after_dot && member(record, start, size))
            text_printf(&out, "%s->%.*s", prefix, (int)size, start);
        else
            text_printf(&out, "%.*s", (int)size, start);
        after_dot = token_is(start, size, "->") || token_is(start, size, ".");
        before = at;
    }
    return out.data;
}
