/* NAME_wire.h: the copying functions of the structs, which both sides compile. */
#include "emit.h"

#include <string.h>

static const char *pointer_of(struct emitter *emitter, const char *name)
{
    return arena_printf(emitter->gen->arena, "s->%s", name);
}

static void begin(struct emitter *emitter, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void begin(struct emitter *emitter, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    emit_line(emitter, "%s", arena_vprintf(emitter->gen->arena, format, args));
    va_end(args);
    emit_line(emitter, "{");
    emitter->indent++;
}

static void end(struct emitter *emitter)
{
    emitter->indent--;
    emit_line(emitter, "}");
    emit_line(emitter, "%s", "");
}

/* Members of a mirrored struct can be left out of one function: bit i of the mask is member i. */
static bool begin_masked(struct emitter *emitter, const struct record *record, unsigned number)
{
    if (!record->mirror || number >= 64)
        return false;
    emit_line(emitter, "if (mask >> %u & 1) {", number);
    emitter->indent++;
    return true;
}

static void end_masked(struct emitter *emitter, bool masked)
{
    if (!masked)
        return;
    emitter->indent--;
    emit_line(emitter, "}");
}

static void emit_record(struct gen *gen, struct text *out, const struct record *record)
{
    unsigned counter = 0, number;
    struct emitter emitter = { .gen = gen, .out = out, .record = record, .prefix = "s", .counter = &counter };
    const char *unused = "__attribute__((unused)) static void";
    const struct field *field;

    emit_line(&emitter, "/* %s %s: %lld bytes in 32-bit, %lld in 64-bit Windows */", record->is_union ? "union" : "struct",
        record->key, record->size[TARGET_X86], record->size[TARGET_X64]);
    begin(&emitter, "%s crossbit_put_%s(struct crossbit_scope *cb_scope, const %s *s, UINT64 mask)", unused, record->id,
        record->c_type);
    emit_line(&emitter, "(void)mask;");
    emit_line(&emitter, "if (!crossbit_enter_record(cb_scope))");
    emit_line(&emitter, "    return;");
    for (field = record->fields, number = 0; field != NULL; field = field->next, number++) {
        if (field->shape->output)
            continue;
        bool masked = begin_masked(&emitter, record, number);
        emit_put(&emitter, field->shape, pointer_of(&emitter, field->name));
        end_masked(&emitter, masked);
    }
    emit_line(&emitter, "crossbit_leave_record(cb_scope);");
    end(&emitter);

    begin(&emitter, "%s crossbit_get_%s(struct crossbit_scope *cb_scope, %s *s, UINT64 mask)", unused, record->id,
        record->c_type);
    emit_line(&emitter, "(void)mask;");
    emit_line(&emitter, "if (!crossbit_enter_record(cb_scope))");
    emit_line(&emitter, "    return;");
    for (field = record->fields, number = 0; field != NULL; field = field->next, number++) {
        if (field->shape->output)
            continue;
        bool masked = begin_masked(&emitter, record, number);
        emit_get(&emitter, field->shape, pointer_of(&emitter, field->name), field->bit_field);
        end_masked(&emitter, masked);
        if (masked && (field->shape->kind == SHAPE_BUFFER || field->shape->kind == SHAPE_STRING))
            /* memory of an earlier call is gone */
            emit_line(&emitter, "else if (!cb_scope->opening) { memset((void *)&s->%s, 0, sizeof(s->%s)); }", field->name,
                field->name);
    }
    emit_line(&emitter, "crossbit_leave_record(cb_scope);");
    end(&emitter);

    begin(&emitter, "%s crossbit_give_%s(struct crossbit_scope *cb_scope, const %s *s, const %s *before, UINT64 mask)", unused,
        record->id, record->c_type, record->c_type);
    emit_line(&emitter, "static const %s zero;", record->c_type);
    emit_line(&emitter, "BOOL fresh = before == NULL;");
    emit_line(&emitter, "(void)mask;");
    emit_line(&emitter, "if (fresh)");
    emit_line(&emitter, "    before = &zero;");
    emit_line(&emitter, "if (!crossbit_enter_record(cb_scope))");
    emit_line(&emitter, "    return;");
    for (field = record->fields, number = 0; field != NULL; field = field->next, number++) {
        emitter.sent = record->mirror && number < 64 ? arena_printf(gen->arena, "(mask >> %u & 1) && ", number) : NULL;
        emit_give(&emitter, field->shape, pointer_of(&emitter, field->name), arena_printf(gen->arena, "before->%s", field->name),
            field->shape->output ? "TRUE" : "fresh");
    }
    emitter.sent = NULL;
    emit_line(&emitter, "crossbit_leave_record(cb_scope);");
    end(&emitter);

    begin(&emitter, "%s crossbit_take_%s(struct crossbit_scope *cb_scope, %s *s, BOOL fresh, UINT64 mask)", unused, record->id,
        record->c_type);
    emit_line(&emitter, "(void)fresh;");
    emit_line(&emitter, "if (!crossbit_enter_record(cb_scope))");
    emit_line(&emitter, "    return;");
    for (field = record->fields, number = 0; field != NULL; field = field->next, number++) {
        const char *when = "fresh";
        if (record->mirror && number < 64) /* what was not sent has no memory there */
            when = arena_printf(gen->arena, "(fresh || !(mask >> %u & 1))", number);
        if (field->shape->kind != SHAPE_BUFFER && field->shape->kind != SHAPE_STRING)
            when = "fresh";
        if (field->shape->output)
            when = "TRUE";
        emit_take(&emitter, field->shape, pointer_of(&emitter, field->name), when, field->bit_field);
    }
    emit_line(&emitter, "(void)mask;");
    emit_line(&emitter, "crossbit_leave_record(cb_scope);");
    end(&emitter);
}

/* Windows' headers have macros such as `near` and `small`, which the generated code uses as the library's own names. */
static void undefine(struct table *names, struct text *out, const char *name)
{
    if (table_get(names, name) != NULL || strcmp(name, "hyper") == 0) /* that one the generated code needs */
        return;
    table_set(names, name, (void *)name);
    text_printf(out, "#undef %s\n", name);
}

static void undefine_parameters(struct table *names, struct text *out, const struct function *function)
{
    for (unsigned i = 0; i < function->param_count; i++)
        undefine(names, out, function->params[i].name);
}

void emit_wire(struct gen *gen, struct text *out)
{
    struct table *names = table_create(gen->arena);

    text_printf(out, "/* Made by crossbit-gen for %s: what the drop-in and the binding share. Do not edit. */\n"
        "#ifndef CROSSBIT_%s_WIRE_H\n#define CROSSBIT_%s_WIRE_H\n\n"
        "#ifndef COBJMACROS\n#define COBJMACROS\n#endif\n/* The library's headers first: they were read without Windows' macros. */\n"
        "#include <crossbit/annotate.h>\n", gen->library, gen->id, gen->id);
    for (unsigned i = 0; i < gen->options.header_count && gen->options.annotations == NULL; i++)
        text_printf(out, "#include \"%s\"\n", gen->options.headers[i]);
    if (gen->options.annotations != NULL)
        text_printf(out, "#include \"%s\"\n", gen->options.annotations);
    text_printf(out, "#include <windows.h>\n#include <string.h>\n#include <wchar.h>\n#include <crossbit/generated.h>\n"
        "#include \"%s_com.h\"\n\n/* Names that Windows' headers may have as macros. */\n", gen->id);
    for (const struct function *function = gen->all; function != NULL; function = function->next)
        if (function->exported && !function->skip_reason) {
            undefine(names, out, function->name);
            undefine_parameters(names, out, function);
        }
    for (const struct function *function = gen->callbacks; function != NULL; function = function->next)
        undefine_parameters(names, out, function);
    for (const struct record *record = gen->records; record != NULL; record = record->next)
        for (const struct field *field = record->fields; field != NULL && record->used_packed; field = field->next)
            undefine(names, out, field->name);
    if (gen->typedefs_text.data != NULL)
        text_printf(out, "\n%s", gen->typedefs_text.data);
    text_add(out, "\n/* The sizes that this file was made for. */\n");
    for (const struct record *record = gen->records; record != NULL; record = record->next)
        if (!record->bad && strchr(record->c_type, '(') == NULL)
            text_printf(out, "_Static_assert(sizeof(%s) == (sizeof(void *) == 8 ? %lld : %lld), \"%s: made for another "
                "compiler\");\n", record->c_type, record->size[TARGET_X64], record->size[TARGET_X86], record->id);
    text_add(out, "\n");
    for (const struct record *record = gen->records; record != NULL; record = record->next) {
        if (record->bad || !record->used_packed)
            continue;
        text_printf(out, "__attribute__((unused)) static void crossbit_put_%s(struct crossbit_scope *cb_scope, const %s *s, UINT64 "
            "mask);\n", record->id, record->c_type);
        text_printf(out, "__attribute__((unused)) static void crossbit_get_%s(struct crossbit_scope *cb_scope, %s *s, UINT64 mask);\n",
            record->id, record->c_type);
        text_printf(out, "__attribute__((unused)) static void crossbit_give_%s(struct crossbit_scope *cb_scope, const %s *s, const %s "
            "*before, UINT64 mask);\n", record->id, record->c_type, record->c_type);
        text_printf(out, "__attribute__((unused)) static void crossbit_take_%s(struct crossbit_scope *cb_scope, %s *s, BOOL fresh, "
            "UINT64 mask);\n", record->id, record->c_type);
    }
    text_add(out, "\n");
    for (const struct record *record = gen->records; record != NULL; record = record->next)
        if (!record->bad && record->used_packed)
            emit_record(gen, out, record);
    text_add(out, "#endif\n");
}
