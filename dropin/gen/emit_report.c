/* SPDX-License-Identifier: MIT */
/* NAME.report.txt: how each parameter crosses, which structs differ, what was left out. */
#include "emit.h"

static unsigned count_functions(struct gen *gen)
{
    unsigned count = 0;

    for (const struct function *function = gen->all; function != NULL; function = function->next)
        count += function_is_ours(function);
    return count;
}

static const char *how(struct gen *gen, const struct shape *shape)
{
    struct emitter emitter = {.gen = gen};

    return emit_fill(&emitter, &(struct value){.shape = shape}, kind_of(shape)->name, NULL);
}

static void report_function(struct gen *gen, struct text *out, const struct function *function)
{
    text_printf(out, "%s\n", function->name);
    if (function->client_code) {
        text_add(out, "    hand-written on the client's side\n");
        return;
    }
    for (unsigned i = 0; i < function->param_count; i++)
        text_printf(out, "    %-16s %s\n", function->params[i].name, how(gen, function->params[i].shape));
    text_printf(out, "    %-16s %s; when the bridge fails: %s\n", "result", how(gen, function->result.shape),
        !function->fails                             ? "an exception"
        : function->result.shape->kind == SHAPE_VOID ? "it returns"
                                                     : function->fails);
}

static void report_export(struct text *out, const struct export_entry *entry)
{
    if (!entry->name)
        text_printf(out, "    ordinal %u: exported without a name%s\n", entry->ordinal,
            entry->data ? "; it is data, not a function" : "; CROSSBIT_ORDINAL says which function it is");
    else
        text_printf(out, "    %s: exported (ordinal %u), but no header declares it%s\n", entry->name, entry->ordinal,
            entry->data ? "; it is data, not a function" : "");
}

void emit_report(struct gen *gen, struct text *out)
{
    text_printf(out, "crossbit-gen: what was done for %s\n\n%u functions, %u callback types, %u handle kinds\n\n",
        gen->library, count_functions(gen), gen->callback_count, gen->handle_count);
    for (const struct function *function = gen->all; function != NULL; function = function->next)
        if (function_is_ours(function))
            report_function(gen, out, function);
    text_add(out, "\nStructs (bytes in 32-bit and 64-bit Windows)\n");
    for (const struct record *record = gen->records; record != NULL; record = record->next)
        text_printf(out, "    %-24s %lld %lld %s\n", record->key, record->size[0], record->size[1],
            record->flat     ? "same layout: copied whole"
            : record->mirror ? "mirrored"
                             : "copied member by member");
    text_add(out, "\nLeft out\n");
    for (const struct function *function = gen->all; function != NULL; function = function->next)
        if (function->skip_reason)
            text_printf(out, "    %s: %s\n", function->name, function->skip_reason);
    for (unsigned i = 0; i < gen->export_count; i++)
        if (!gen->exports[i].used)
            report_export(out, &gen->exports[i]);
}
