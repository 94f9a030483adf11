/* SPDX-License-Identifier: MIT */
/*
 * What the generator writes is written down as templates: the text as it will be, with holes that have names.
 *
 *     if (@{value} != NULL) {
 *         @{elements}
 *         @{kept?}crossbit_keep(cb_scope, @{value});
 *     }
 *
 * `@{name}` is the text of that name. Alone on its line it takes as many lines as its text has, each indented as the
 * hole is, and none when the text is empty. A line that begins with `@{name?}` is there when that text is not empty,
 * one that begins with `@{name!}` when it is; the word itself leaves nothing behind.
 */
#ifndef CROSSBIT_GEN_TEMPLATE_H
#define CROSSBIT_GEN_TEMPLATE_H

#include "text.h"

struct hole {
    const char *name;
    const char *text; /* NULL: empty */
};

/* The text of a hole that is not in the list; NULL: no hole has that name. */
typedef const char *template_lookup(const void *context, const char *name);

/* `holes` ends with a name that is NULL. A hole without a text is a fault of the generator's and ends the program. */
const char *template_fill(
    struct arena *arena, const char *template, const struct hole *holes, template_lookup *lookup, const void *context);

/* A list of holes: HOLES({"name", text}, {"other", text}). The order in which the texts are made is the compiler's. */
#define HOLES(...)                                                                                                     \
    (const struct hole[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__ __VA_OPT__(, )                                                                                     \
        {                                                                                                              \
            NULL, NULL                                                                                                 \
        }                                                                                                              \
    }

#endif
