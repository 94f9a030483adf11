/* SPDX-License-Identifier: MIT */
/* The run: read, decide, write. */
#include "gen.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

void gen_init(struct gen *gen)
{
    gen->arena = arena_create();
    gen->functions = table_create(gen->arena);
    gen->macros = table_create(gen->arena);
    for (int t = 0; t < TARGET_COUNT; t++) {
        gen->typedefs[t] = table_create(gen->arena);
        gen->all_typedefs[t] = table_create(gen->arena);
        gen->shadows[t] = table_create(gen->arena);
    }
    gen->all_end = &gen->all;
    gen->callbacks_end = &gen->callbacks;
    gen->records_end = &gen->records;
    gen->handles_end = &gen->handles;
    gen->failures_end = &gen->failures;
    gen->typedefs_text.arena = gen->checks.arena = gen->arena;
    gen->index = clang_createIndex(0, 0);
}

void gen_cleanup(struct gen *gen)
{
    for (int t = 0; t < TARGET_COUNT; t++)
        if (gen->unit[t])
            clang_disposeTranslationUnit(gen->unit[t]);
    clang_disposeIndex(gen->index);
    arena_free(gen->arena);
}

/* "dir/Foo-2.dll" is library Foo-2.dll, identifier Foo_2. */
static bool name_library(struct gen *gen)
{
    const char *name = gen->options.library;
    char *id;

    if (!name) {
        gen_problem(gen, (struct place){0},
            "no library is named; give --library NAME.dll, "
            "or CROSSBIT_LIBRARY(\"NAME.dll\") in the "
            "annotation header");
        return false;
    }
    for (const char *p = name; *p; p++)
        if (*p == '/' || *p == '\\')
            name = p + 1;
    gen->library = name;
    id = arena_strdup(gen->arena, name);
    if (strlen(id) > 4 && (strcmp(id + strlen(id) - 4, ".dll") == 0 || strcmp(id + strlen(id) - 4, ".DLL") == 0))
        id[strlen(id) - 4] = 0;
    for (char *p = id; *p; p++)
        if (!isalnum((unsigned char)*p))
            *p = '_';
    if (id[0] == 0 || strchr(name, '"') != NULL) {
        gen_problem(gen, (struct place){0}, "--library '%s' is no file name", gen->options.library);
        return false;
    }
    gen->id = isdigit((unsigned char)id[0]) ? arena_printf(gen->arena, "_%s", id) : id;
    return true;
}

int gen_run(struct gen *gen)
{
    bool any = false;

    if (!parse_headers(gen) || !name_library(gen) || !exports_read(gen, gen->options.library))
        return 1;
    model_select(gen);
    model_build(gen);
    for (struct function *function = gen->all; function != NULL; function = function->next)
        any |= function_is_ours(function);
    if (gen->options.draft && any) {
        /* A draft lists what is missing; only errors of the header itself stop it. */
        gen->problems = NULL;
        gen->problem_count = 0;
        emit_draft(gen, output_file(gen, arena_printf(gen->arena, "%s.crossbit.h", gen->id)));
        return output_write(gen) ? 0 : 2;
    }
    if (!any)
        gen_problem(gen, (struct place){0},
            "no function of %s is declared in these headers; "
            "name its header with --header, or "
            "include it in the annotation header",
            gen->library);
    if (!parse_check_expressions(gen) || gen->problem_count)
        return 1;
    emit_all(gen);
    if (gen->options.depfile_target)
        parse_dependencies(
            gen, output_file(gen, arena_printf(gen->arena, "%s.d", gen->id)), gen->options.depfile_target);
    return output_write(gen) ? 0 : 2;
}
