/* SPDX-License-Identifier: MIT */
/* NAME_wire.h: the copying functions of the structs, which both sides compile. */
#include "emit.h"

#include <string.h>

/* The four copying functions of a struct that differs. Bit i of the mask is member i. */
static const char record_head[] =
    "__attribute__((unused)) static void crossbit_put_@{id}(struct crossbit_scope *cb_scope, const @{type} *s, "
    "UINT64 mask);\n"
    "__attribute__((unused)) static void crossbit_get_@{id}(struct crossbit_scope *cb_scope, @{type} *s, "
    "UINT64 mask);\n"
    "__attribute__((unused)) static void crossbit_give_@{id}(struct crossbit_scope *cb_scope, const @{type} *s, "
    "const @{type} "
    "*before, UINT64 mask);\n"
    "__attribute__((unused)) static void crossbit_take_@{id}(struct crossbit_scope *cb_scope, @{type} *s, BOOL fresh, "
    "UINT64 mask);\n";

static const char record_code[] =
    "/* @{word} @{key}: @{size_x86} bytes in 32-bit, @{size_x64} in 64-bit Windows */\n"
    "__attribute__((unused)) static void crossbit_put_@{id}(struct crossbit_scope *cb_scope, const @{type} *s, "
    "UINT64 mask)\n"
    "{\n"
    "    (void)mask;\n"
    "    if (!crossbit_enter_record(cb_scope))\n"
    "        return;\n"
    "    @{put}\n"
    "    crossbit_leave_record(cb_scope);\n"
    "}\n"
    "\n"
    "__attribute__((unused)) static void crossbit_get_@{id}(struct crossbit_scope *cb_scope, @{type} *s, UINT64 mask)\n"
    "{\n"
    "    (void)mask;\n"
    "    if (!crossbit_enter_record(cb_scope))\n"
    "        return;\n"
    "    @{get}\n"
    "    crossbit_leave_record(cb_scope);\n"
    "}\n"
    "\n"
    "__attribute__((unused)) static void crossbit_give_@{id}(struct crossbit_scope *cb_scope, const @{type} *s, "
    "const @{type} *before, "
    "UINT64 mask)\n"
    "{\n"
    "    static const @{type} zero;\n"
    "    BOOL fresh = before == NULL;\n"
    "    (void)mask;\n"
    "    if (fresh)\n"
    "        before = &zero;\n"
    "    if (!crossbit_enter_record(cb_scope))\n"
    "        return;\n"
    "    @{give}\n"
    "    crossbit_leave_record(cb_scope);\n"
    "}\n"
    "\n"
    "__attribute__((unused)) static void crossbit_take_@{id}(struct crossbit_scope *cb_scope, @{type} *s, BOOL fresh, "
    "UINT64 mask)\n"
    "{\n"
    "    (void)fresh;\n"
    "    if (!crossbit_enter_record(cb_scope))\n"
    "        return;\n"
    "    @{take}\n"
    "    (void)mask;\n"
    "    crossbit_leave_record(cb_scope);\n"
    "}\n"
    "\n";

static bool has_bit(const struct record *record, unsigned number)
{
    return record->mirror && number < 64;
}

/* Members of a mirrored struct can be left out of one function. */
static const char *put_member(struct emitter *emitter, const struct value *member, unsigned number)
{
    const char *code = emit_put(emitter, member);

    if (!has_bit(emitter->record, number))
        return code;
    return emit_fill(emitter, NULL,
        "if (mask >> @{bit} & 1) {\n"
        "    @{code}\n"
        "}\n",
        HOLES({"bit", emit_number(emitter, number)}, {"code", code}));
}

static const char *get_member(struct emitter *emitter, const struct value *member, unsigned number)
{
    const char *code = emit_get(emitter, member);

    if (!has_bit(emitter->record, number))
        return code;
    return emit_fill(emitter, member,
        "if (mask >> @{bit} & 1) {\n"
        "    @{code}\n"
        "}\n"
        "@{pointer?}else if (!cb_scope->opening) { memset((void *)&@{value}, 0, sizeof(@{value})); }\n",
        HOLES({"bit", emit_number(emitter, number)}, {"code", code},
            {"pointer", emit_when(kind_is_pointer(member->shape)) /* memory of an earlier call is gone */}));
}

static const char *give_member(struct emitter *emitter, const struct value *member, unsigned number)
{
    const char *code;

    if (has_bit(emitter->record, number))
        emitter->sent = arena_printf(emitter->gen->arena, "(mask >> %u & 1) && ", number);
    code = emit_give(emitter, member);
    emitter->sent = NULL;
    return code;
}

/* What was not sent has no memory there. */
static const char *take_member(struct emitter *emitter, const struct value *member, unsigned number)
{
    struct value value = *member;

    if (has_bit(emitter->record, number) && kind_is_pointer(member->shape) && !member->shape->output)
        value.fresh = arena_printf(emitter->gen->arena, "(fresh || !(mask >> %u & 1))", number);
    return emit_take(emitter, &value);
}

typedef const char *member_code(struct emitter *emitter, const struct value *member, unsigned number);

/* All members, but those that only the DLL writes on their way to it. */
static const char *members(struct emitter *emitter, bool back, member_code *code)
{
    struct text text = {.arena = emitter->gen->arena};
    unsigned number = 0;

    text_add(&text, "");
    for (const struct field *field = emitter->record->fields; field != NULL; field = field->next, number++) {
        struct value value = {.shape = field->shape,
            .text = arena_printf(text.arena, "s->%s", field->name),
            .bit_field = field->bit_field};
        if (!back && field->shape->output)
            continue;
        if (back) {
            value.before = arena_printf(text.arena, "before->%s", field->name);
            value.fresh = field->shape->output ? "TRUE" : "fresh";
        }
        text_add(&text, code(emitter, &value, number));
    }
    return text.data;
}

static void emit_record(struct gen *gen, struct text *out, const struct record *record)
{
    struct emitter emitter = {.gen = gen, .record = record, .prefix = "s"};
    /* One after the other: they count locals. */
    const char *put = members(&emitter, false, put_member), *get = members(&emitter, false, get_member);
    const char *give = members(&emitter, true, give_member), *take = members(&emitter, true, take_member);

    emit_add(gen, out, record_code,
        HOLES({"word", record->is_union ? "union" : "struct"}, {"key", record->key},
            {"size_x86", arena_printf(gen->arena, "%lld", record->size[TARGET_X86])},
            {"size_x64", arena_printf(gen->arena, "%lld", record->size[TARGET_X64])}, {"id", record->id},
            {"type", record->c_type}, {"put", put}, {"get", get}, {"give", give}, {"take", take}));
}

/* Windows' headers have macros such as `near` and `small`, which the generated code uses as the library's own names. */
static void undefine(struct gen *gen, struct table *names, struct text *out, const char *name)
{
    if (table_get(names, name) || strcmp(name, "hyper") == 0) /* that one the generated code needs */
        return;
    table_set(names, name, (void *)name);
    emit_add(gen, out, "#undef @{name}\n", HOLES({"name", name}));
}

static void undefine_parameters(struct gen *gen, struct table *names, struct text *out, const struct function *function)
{
    for (unsigned i = 0; i < function->param_count; i++)
        undefine(gen, names, out, function->params[i].name);
}

static const char *undefined_names(struct gen *gen)
{
    struct table *names = table_create(gen->arena);
    struct text out = {.arena = gen->arena};

    text_add(&out, "");
    for (const struct function *function = gen->all; function != NULL; function = function->next)
        if (function_is_ours(function)) {
            undefine(gen, names, &out, function->name);
            undefine_parameters(gen, names, &out, function);
        }
    for (const struct function *function = gen->callbacks; function != NULL; function = function->next)
        undefine_parameters(gen, names, &out, function);
    for (const struct record *record = gen->records; record != NULL; record = record->next)
        for (const struct field *field = record->fields; field != NULL && record->used_packed; field = field->next)
            undefine(gen, names, &out, field->name);
    return out.data;
}

static const char *included_headers(struct gen *gen)
{
    struct text out = {.arena = gen->arena};

    if (gen->options.annotations) /* it includes the others */
        emit_add(gen, &out, "#include \"@{header}\"\n", HOLES({"header", gen->options.annotations}));
    for (unsigned i = 0; i < gen->options.header_count && !gen->options.annotations; i++)
        emit_add(gen, &out, "#include \"@{header}\"\n", HOLES({"header", gen->options.headers[i]}));
    return out.data;
}

static const char *size_checks(struct gen *gen)
{
    struct text out = {.arena = gen->arena};

    for (const struct record *record = gen->records; record != NULL; record = record->next)
        if (!record->bad && strchr(record->c_type, '(') == NULL)
            emit_add(gen, &out,
                "_Static_assert(sizeof(@{type}) == (sizeof(void *) == 8 ? @{size_x64} : @{size_x86}), "
                "\"@{id}: made for another compiler\");\n",
                HOLES({"type", record->c_type}, {"id", record->id},
                    {"size_x64", arena_printf(gen->arena, "%lld", record->size[TARGET_X64])},
                    {"size_x86", arena_printf(gen->arena, "%lld", record->size[TARGET_X86])}));
    return out.data;
}

static const char wire[] =
    "/* Made by crossbit-gen for @{library}: what the drop-in and the binding share. Do not edit. */\n"
    "#ifndef CROSSBIT_@{lib}_WIRE_H\n"
    "#define CROSSBIT_@{lib}_WIRE_H\n"
    "\n"
    "#ifndef COBJMACROS\n"
    "#define COBJMACROS\n"
    "#endif\n"
    "/* The library's headers first: they were read without Windows' macros. */\n"
    "#include <crossbit/annotate.h>\n"
    "@{headers}\n"
    "#include <windows.h>\n"
    "#include <string.h>\n"
    "#include <wchar.h>\n"
    "#include <crossbit/generated.h>\n"
    "#include \"@{lib}_com.h\"\n"
    "\n"
    "/* Names that Windows' headers may have as macros. */\n"
    "@{undefined}\n"
    "@{typedefs?}\n"
    "@{typedefs}\n"
    "\n"
    "/* The sizes that this file was made for. */\n"
    "@{sizes}\n"
    "\n"
    "@{record_heads}\n"
    "\n"
    "@{records}\n"
    "#endif\n";

void emit_wire(struct gen *gen, struct text *out)
{
    struct text heads = {.arena = gen->arena}, records = {.arena = gen->arena};

    for (const struct record *record = gen->records; record != NULL; record = record->next) {
        if (record->bad || !record->used_packed)
            continue;
        emit_add(gen, &heads, record_head, HOLES({"id", record->id}, {"type", record->c_type}));
        emit_record(gen, &records, record);
    }
    emit_add(gen, out, wire,
        HOLES({"headers", included_headers(gen)}, {"undefined", undefined_names(gen)},
            {"typedefs", gen->typedefs_text.data}, {"sizes", size_checks(gen)}, {"record_heads", heads.data},
            {"records", records.data}));
}
