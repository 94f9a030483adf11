/* SPDX-License-Identifier: MIT */
/* The words of annotations that make a kind of a value: those of the rows of kind.c. */
#include "word.h"

const struct kind *word_on(const struct note *notes, unsigned on, bool directed, const struct note **word)
{
    for (int number = 0; number < SHAPE_COUNT; number++) {
        const struct kind *kind = kind_numbered((enum shape_kind)number);
        if (!kind->word || !(kind->on & on) || (directed && kind->undirected))
            continue;
        if ((*word = note_find(notes, kind->word)) != NULL)
            return kind;
    }
    return NULL;
}

struct shape *word_take(struct gen *gen, const struct site *site, struct shape *shape, const struct kind *kind,
    const struct note *notes, const struct note *word)
{
    const struct note *kept;

    switch (kind->argument) {
    case ARGUMENT_NONE:
        break;
    case ARGUMENT_BYTES:
        shape->count = word->value;
        if (!expression_check(gen, site, word->value, "size in bytes"))
            return NULL;
        break;
    case ARGUMENT_PARAMETER:
        if (!site->function || !function_param(site->function, word->value)) {
            site_problem(gen, site, "%s(%s): there is no parameter of that name", kind->macro, word->value);
            return NULL;
        }
        shape->result_is = word->value;
        break;
    case ARGUMENT_TYPE:
        shape->sizeof_type = word->value;
        parse_add_check(gen, site->place, arena_printf(gen->arena, "%s(%s)", kind->macro, word->value),
            arena_printf(gen->arena, "extern char crossbit_check_%u[sizeof(%s)];", gen->check_count, word->value));
        break;
    }
    if (kind->may_be_kept && (kept = note_find(notes, "kept")) != NULL)
        shape->kept_by = kept->value;
    shape->kind = kind_number(kind);
    return shape;
}
