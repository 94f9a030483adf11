/* SPDX-License-Identifier: MIT */
/* Templates with named holes. */
#include "template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct filling {
    struct arena *arena;
    const char *template;
    const struct hole *holes;
    template_lookup *lookup;
    const void *context;
};

/* The hole at `at`, which begins with @{: what stands after it, and its text. `mark` is '?', '!' or 0. */
static const char *read_hole(const struct filling *filling, const char *at, const char **text, char *mark)
{
    const char *start = at + 2, *end = strchr(start, '}');
    const char *name;

    *mark = 0;
    *text = NULL;
    if (end) {
        if (end > start && (end[-1] == '?' || end[-1] == '!'))
            *mark = end[-1];
        name = arena_strndup(filling->arena, start, (size_t)(end - start) - (*mark != 0));
        for (const struct hole *hole = filling->holes; hole->name != NULL; hole++)
            if (strcmp(hole->name, name) == 0) {
                *text = hole->text ? hole->text : "";
                return end + 1;
            }
        if (filling->lookup)
            *text = filling->lookup(filling->context, name);
    }
    if (!*text) {
        fprintf(stderr, "crossbit-gen: no text for a hole: %.40s\n  in the template\n%s\n", at, filling->template);
        abort();
    }
    return end + 1;
}

static void add_indented(struct text *out, const char *text, const char *indent, size_t indent_size)
{
    while (*text) {
        size_t size = strcspn(text, "\n");
        if (size > 0)
            text_add_size(out, indent, indent_size);
        text_add_size(out, text, size);
        text_add(out, "\n");
        text += size + (text[size] == '\n');
    }
}

const char *template_fill(
    struct arena *arena, const char *template, const struct hole *holes, template_lookup *lookup, const void *context)
{
    struct filling filling = {arena, template, holes, lookup, context};
    struct text out = {.arena = arena};
    const char *line = template;

    text_add(&out, "");
    while (*line) {
        const char *end = line + strcspn(line, "\n"), *at = line + strspn(line, " "), *text;
        size_t indent = (size_t)(at - line);
        bool there = true;
        char mark = '?';
        while (strncmp(at, "@{", 2) == 0) {
            const char *next = read_hole(&filling, at, &text, &mark);
            if (mark == 0)
                break;
            there = there && (*text != 0) == (mark == '?');
            at = next;
        }
        if (there && mark == 0 && *end == '\n' && read_hole(&filling, at, &text, &mark) == end) {
            add_indented(&out, text, line, indent);
        } else if (there) {
            text_add_size(&out, line, indent);
            while (at < end) {
                const char *hole = strstr(at, "@{");
                if (!hole || hole > end)
                    hole = end;
                text_add_size(&out, at, (size_t)(hole - at));
                at = hole;
                if (at < end) {
                    at = read_hole(&filling, at, &text, &mark);
                    text_add(&out, text);
                }
            }
            if (*end == '\n')
                text_add(&out, "\n");
        }
        line = end + (*end == '\n');
    }
    return out.data;
}
