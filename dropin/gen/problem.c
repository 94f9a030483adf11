/* SPDX-License-Identifier: MIT */
/* What is wrong with the headers: collected here, told at the end of the run. */
#include "gen.h"

#include <string.h>

void gen_problem(struct gen *gen, struct place place, const char *format, ...)
{
    struct problem *problem, **at;
    va_list args;
    const char *text;

    va_start(args, format);
    text = arena_vprintf(gen->arena, format, args);
    va_end(args);
    for (at = &gen->problems; *at != NULL; at = &(*at)->next)
        if (strcmp((*at)->text, text) == 0 && (*at)->place.line == place.line && (*at)->place.column == place.column)
            return; /* said before: the second target, or a second user of the same struct */
    problem = arena_alloc(gen->arena, sizeof(*problem));
    problem->place = place;
    problem->text = text;
    *at = problem;
    gen->problem_count++;
}

void site_problem(struct gen *gen, const struct site *site, const char *format, ...)
{
    struct text text = {.arena = gen->arena};
    va_list args;

    if (site->record)
        text_printf(&text, "'%s'", site->record->key);
    else
        text_printf(&text, "%s '%s'", site->function->is_callback ? "callback type" : "function", site->function->name);
    if (site->is_result)
        text_add(&text, ", result");
    else
        text_printf(&text, ", %s '%s'", site->is_field ? "member" : "parameter", site->name);
    if (gen->user && site->function != gen->user)
        text_printf(&text, ", which function '%s' uses", gen->user->name);
    text_add(&text, ": ");
    va_start(args, format);
    text_add(&text, arena_vprintf(gen->arena, format, args));
    va_end(args);
    gen_problem(gen, site->place, "%s", text.data);
}
