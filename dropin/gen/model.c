/* SPDX-License-Identifier: MIT */
/* Which functions are the library's, and how each of them crosses. */
#include "kind.h"

#include <stdlib.h>
#include <string.h>

static bool is_listed(const char *const *list, unsigned count, const char *name)
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

static bool same_file(const char *path, const char *header)
{
    size_t a = path != NULL ? strlen(path) : 0, b = strlen(header);

    return path != NULL && a >= b && strcmp(path + a - b, header) == 0 &&
           (a == b || path[a - b - 1] == '/' || path[a - b - 1] == '\\');
}

static bool declared_in_named_header(struct gen *gen, const struct function *function)
{
    for (const struct decl *decl = function->decls[TARGET_X86]; decl != NULL; decl = decl->next) {
        const char *file = parse_place(gen, decl->cursor).file;
        for (unsigned i = 0; i < gen->options.header_count; i++)
            if (same_file(file, gen->options.headers[i]))
                return true;
    }
    return false;
}

/* A word on any of the function's declarations. */
static const struct note *find_word(struct gen *gen, const struct function *function, const char *key)
{
    const struct note *note = NULL;

    for (const struct decl *decl = function->decls[TARGET_X86]; decl != NULL && !note; decl = decl->next)
        note = note_find(parse_notes(gen, decl->cursor), key);
    return note;
}

/* CROSSBIT_ORDINAL: the export that has this ordinal and no name. Without the DLL at hand the word is believed. */
static struct export_entry *find_ordinal(struct gen *gen, struct function *function, const struct note *note)
{
    char *end;
    unsigned long ordinal = strtoul(note->value, &end, 0);
    struct export_entry *entry = exports_find_ordinal(gen, (unsigned)ordinal);

    if (*end != 0 || ordinal < 1 || ordinal > 65535) {
        gen_problem(gen, note->place, "function '%s': CROSSBIT_ORDINAL(%s): an ordinal is a number from 1 to 65535",
            function->name, note->value);
        return NULL;
    }
    if (gen->have_exports && (!entry || entry->name)) {
        if (!entry)
            gen_problem(gen, note->place, "function '%s': CROSSBIT_ORDINAL(%lu): the DLL has no export of that ordinal",
                function->name, ordinal);
        else
            gen_problem(gen, note->place,
                "function '%s': CROSSBIT_ORDINAL(%lu): the DLL exports that one by name, "
                "as '%s'; leave the "
                "annotation out",
                function->name, ordinal, entry->name);
        return NULL;
    }
    function->no_name = true;
    function->ordinal = (unsigned)ordinal;
    return entry;
}

/*
 * With the DLL at hand its exports decide; without it, whatever the library's own headers declare is taken for
 * exported.
 */
void model_select(struct gen *gen)
{
    for (unsigned i = 0; i < gen->options.skip_count; i++) {
        struct function *function = table_get(gen->functions, gen->options.skip[i]);
        struct variable *variable = gen->variables;
        while (variable && strcmp(variable->name, gen->options.skip[i]) != 0)
            variable = variable->next;
        if (function)
            function->skip_reason = "left out on request (--skip or CROSSBIT_SKIP)";
        else if (!variable)
            gen_problem(gen, (struct place){0}, "--skip %s: no such function is declared", gen->options.skip[i]);
    }
    for (struct function *function = gen->all; function != NULL; function = function->next) {
        const struct note *word = find_word(gen, function, "ordinal");
        struct export_entry *entry = word ? find_ordinal(gen, function, word) : exports_find(gen, function->name);
        bool own = !function->system || declared_in_named_header(gen, function);
        if (entry) {
            entry->used = true;
            function->export_name = entry->name;
            function->ordinal = entry->ordinal;
        }
        for (unsigned i = 0; i < gen->export_count; i++) /* the same function, exported plain and decorated */
            if (gen->exports[i].plain && strcmp(gen->exports[i].plain, function->name) == 0)
                gen->exports[i].used = true;
        if (gen->have_exports)
            function->exported = entry != NULL && !entry->data;
        else
            function->exported = own;
        if (find_word(gen, function, "helper") != NULL) {
            function->exported = true;
            continue;
        }
        if (gen->have_exports && own && !entry)
            function->skip_reason = "declared, but the DLL does not export it under that name";
    }
    for (struct variable *variable = gen->variables; variable != NULL; variable = variable->next)
        if ((!gen->have_exports || exports_find(gen, variable->name)) &&
            !is_listed(gen->options.skip, gen->options.skip_count, variable->name))
            gen_problem(gen, variable->place,
                "variable '%s': data that a DLL exports cannot cross, "
                "its memory is in another "
                "process; leave it out with CROSSBIT_SKIP(%s) in the annotation header, or --skip %s",
                variable->name, variable->name, variable->name);
}

static const char *const directions[] = {"in", "out", "inout", NULL};

static bool check_notes(struct gen *gen, const struct site *site, const struct note *notes)
{
    const struct note *direction = NULL;

    for (const struct note *note = notes; note != NULL; note = note->next) {
        for (int i = 0; directions[i] != NULL; i++) {
            if (strcmp(note->key, directions[i]) != 0)
                continue;
            if (direction && strcmp(direction->key, note->key) != 0) {
                site_problem(
                    gen, site, "is annotated as '%s' and as '%s'; keep one of them", direction->key, note->key);
                return false;
            }
            direction = note;
        }
    }
    return true;
}

struct parameters_visit {
    CXCursor list[128];
    unsigned count;
};

static enum CXChildVisitResult visit_parameter(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct parameters_visit *visit = data;

    (void)parent;
    if (clang_getCursorKind(cursor) == CXCursor_ParmDecl) {
        if (visit->count < sizeof(visit->list) / sizeof(visit->list[0]))
            visit->list[visit->count] = cursor;
        visit->count++;
    }
    return CXChildVisit_Continue;
}

static void add_expression_check(struct gen *gen, const struct function *function, const struct param *param,
    const char *expression, const char *what)
{
    struct text line = {.arena = gen->arena};

    if (!expression)
        return;
    text_printf(&line, "static unsigned long long crossbit_check_%u(", gen->check_count);
    for (unsigned i = 0; i < function->param_count; i++)
        text_printf(&line, "%s%s %s", i ? ", " : "", function->params[i].c_type, function->params[i].name);
    if (!function->result.shape || function->result.shape->kind != SHAPE_VOID)
        text_printf(&line, "%s%s crossbit_result", function->param_count ? ", " : "", function->result.c_type);
    text_printf(&line, ") { return (%s) * 1ull; }", expression_write(gen, expression, "crossbit_result", NULL, NULL));
    parse_add_check(gen, param ? param->place : function->place,
        arena_printf(gen->arena,
            "function '%s'%s%s%s, %s "
            "'%s'",
            function->name, param ? ", parameter '" : "", param ? param->name : "", param ? "'" : "", what, expression),
        line.data);
}

static void check_shape_expressions(
    struct gen *gen, const struct function *function, const struct param *param, const struct shape *shape)
{
    const struct shape *inner = shape->element;

    add_expression_check(gen, function, param, shape->count, "size");
    add_expression_check(gen, function, param, shape->length, "valid length");
    if (inner && kind_is_pointer(inner))
        check_shape_expressions(gen, function, param, inner);
}

static bool owner_is_good(
    struct gen *gen, const struct site *site, struct function *function, const char *owner, const char *word)
{
    const struct param *param = owner ? function_param(function, owner) : NULL;

    if (!owner || (param && param->shape && kind_of(param->shape)->owner))
        return true;
    if (param && !param->shape)
        return true; /* that parameter has its own problem */
    site_problem(gen, site, "%s(%s): there is no parameter '%s' that is a handle or a mirrored struct; name one", word,
        owner, owner);
    return false;
}

/*
 * The library's value for a type of result: of the type as it is written, else of one that is the same to the
 * compiler.
 */
static const char *failure_of(struct gen *gen, CXType type)
{
    for (const struct failure *failure = gen->failures; failure != NULL; failure = failure->next)
        if (clang_equalTypes(failure->type[TARGET_X86], type))
            return failure->value;
    for (const struct failure *failure = gen->failures; failure != NULL; failure = failure->next)
        if (clang_equalTypes(clang_getCanonicalType(failure->type[TARGET_X86]), clang_getCanonicalType(type)))
            return failure->value;
    return NULL;
}

/* False, and reported: CROSSBIT_RESULT_IS names what is no memory that crosses. */
static bool result_is_good(
    struct gen *gen, const struct site *site, const struct function *function, const struct shape *shape)
{
    const struct shape *target;

    while (shape && shape->kind != SHAPE_RESULT_IS)
        shape = shape->element;
    target = shape ? function_param(function, shape->result_is)->shape : NULL;
    if (!target || target->kind == SHAPE_STRING || target->kind == SHAPE_BUFFER || target->kind == SHAPE_MIRROR ||
        target->kind == SHAPE_WORKSPACE)
        return true;
    site_problem(gen, site,
        "CROSSBIT_RESULT_IS(%s): that parameter is no text, buffer or mirrored struct; name one that is",
        shape->result_is);
    return false;
}

static void build_function(
    struct gen *gen, struct function *function, CXType type[TARGET_COUNT], CXCursor declaration[TARGET_COUNT])
{
    struct parameters_visit parameters[TARGET_COUNT] = {{.count = 0}};
    struct site site = {.function = function,
        .place = function->place,
        .is_result = true,
        .name = "",
        .in_callback = function->is_callback};
    const struct note *note;
    unsigned pointers = 0;
    int count = clang_getNumArgTypes(type[0]);
    enum CXCallingConv convention = clang_getFunctionTypeCallingConv(type[TARGET_X86]);

    if ((note = note_find(function->notes, "fails")) != NULL)
        function->fails = note->value ? note->value : "";
    else if (!function->is_callback)
        function->fails = failure_of(gen, clang_getResultType(type[TARGET_X86]));
    if ((note = note_find(function->notes, "success")) != NULL)
        function->success = note->value;
    function->client_code = note_find(function->notes, "client_code") != NULL;
    function->surrogate_code = note_find(function->notes, "surrogate_code") != NULL;
    function->helper = note_find(function->notes, "helper") != NULL;
    function->repeatable = note_find(function->notes, "repeatable") != NULL;
    function->serial = note_find(function->notes, "serial") != NULL;
    switch (convention) {
    case CXCallingConv_X86StdCall:
        function->convention = "__stdcall";
        break;
    case CXCallingConv_X86FastCall:
        function->convention = "__fastcall";
        break;
    case CXCallingConv_X86ThisCall:
        function->convention = "__thiscall";
        break;
    case CXCallingConv_Default:
    case CXCallingConv_C:
        function->convention = "__cdecl";
        break;
    default:
        gen_problem(gen, function->place,
            "%s '%s': its calling convention is not cdecl, stdcall, "
            "fastcall or thiscall; leave the "
            "function out with --skip %s",
            function->is_callback ? "callback type" : "function", function->name, function->name);
        function->bad = true;
        return;
    }
    for (int i = 0; i < count; i++) {
        long long size = clang_Type_getSizeOf(clang_getArgType(type[TARGET_X86], (unsigned)i));
        function->stack_bytes += size > 0 ? (unsigned)((size + 3) / 4 * 4) : 0;
    }
    convention = clang_getFunctionTypeCallingConv(type[TARGET_X64]);
    if (convention != CXCallingConv_Default && convention != CXCallingConv_C &&
        convention != CXCallingConv_X86StdCall && convention != CXCallingConv_X86FastCall &&
        convention != CXCallingConv_X86ThisCall && convention != CXCallingConv_Win64) {
        gen_problem(gen, function->place,
            "%s '%s': its calling convention is not that of 64-bit Windows; "
            "leave the function out "
            "with --skip %s",
            function->is_callback ? "callback type" : "function", function->name, function->name);
        function->bad = true;
        return;
    }
    if (function->client_code)
        return; /* nothing of it crosses by itself; its signature comes from the header */
    if (type[0].kind == CXType_FunctionNoProto || type[1].kind == CXType_FunctionNoProto) {
        gen_problem(gen, function->place,
            "function '%s': its declaration has no parameter list, "
            "so it says nothing about its "
            "arguments; declare it again with its parameters, or (void), in the annotation header",
            function->name);
        function->bad = true;
        return;
    }
    if (clang_isFunctionTypeVariadic(type[0])) {
        gen_problem(gen, function->place,
            "%s '%s': variable arguments have types that only a call tells; "
            "write the function by hand "
            "(CROSSBIT_CLIENT_CODE), which may format or collect them, or leave it out with --skip %s",
            function->is_callback ? "callback type" : "function", function->name, function->name);
        function->bad = true;
        return;
    }
    if (count == clang_getNumArgTypes(type[1]) && !abi_decide(gen, function, type))
        return;
    if (count != clang_getNumArgTypes(type[1])) {
        gen_problem(gen, function->place,
            "function '%s': has %d parameters in 32-bit Windows and %d in 64-bit "
            "Windows; leave it out "
            "with --skip %s",
            function->name, count, clang_getNumArgTypes(type[1]), function->name);
        function->bad = true;
        return;
    }
    if (count < 0 || count > 100) {
        gen_problem(gen, function->place,
            "function '%s': has %d parameters, "
            "more than the 100 that an interface's method can take; "
            "leave it out with --skip %s",
            function->name, count, function->name);
        function->bad = true;
        return;
    }
    for (int t = 0; t < TARGET_COUNT; t++)
        clang_visitChildren(declaration[t], visit_parameter, &parameters[t]);
    function->params = arena_alloc(gen->arena, (size_t)(count + 1) * sizeof(*function->params));
    function->param_count = (unsigned)count;
    for (unsigned i = 0; i < function->param_count; i++) {
        struct param *param = &function->params[i];
        bool named = parameters[0].count == function->param_count && parameters[1].count == function->param_count;
        param->name = named ? parse_string(gen, clang_getCursorSpelling(parameters[0].list[i])) : "";
        param->place = named ? parse_place(gen, parameters[0].list[i]) : function->place;
        param->notes = named ? parse_notes(gen, parameters[0].list[i]) : NULL;
        for (int t = 0; t < TARGET_COUNT; t++)
            param->type[t] = named ? clang_getCursorType(parameters[t].list[i]) : clang_getArgType(type[t], i);
        if (param->name[0] == 0)
            param->name = arena_printf(gen->arena, "crossbit_arg%u", i + 1);
        param->c_type = spelling_of_local(gen, param->type);
    }
    for (unsigned i = 0; i < function->param_count; i++) {
        struct param *param = &function->params[i];
        struct site at = {
            .function = function, .name = param->name, .place = param->place, .in_callback = function->is_callback};
        for (int t = 0; t < TARGET_COUNT && parameters[t].count == function->param_count; t++)
            at.cursor[t] = parameters[t].list[i];
        if (check_notes(gen, &at, param->notes))
            param->shape = shape_build(gen, &at, param->type, param->notes);
        if (!param->shape)
            function->bad = true;
        else if (strcmp(param->shape->c_type ? param->shape->c_type : "", param->c_type) != 0)
            param->shape->c_type = param->c_type;
    }
    for (int t = 0; t < TARGET_COUNT; t++)
        function->result.type[t] = clang_getResultType(type[t]);
    function->result.name = "crossbit_result";
    function->result.place = function->place;
    function->result.c_type = spelling_of_local(gen, function->result.type);
    function->result.shape = shape_build(gen, &site, function->result.type, function->notes);
    if (!function->result.shape)
        function->bad = true;

    for (unsigned i = 0; i < function->param_count; i++) {
        struct param *param = &function->params[i];
        const struct shape *shape = param->shape;
        struct site at = {.function = function, .name = param->name, .place = param->place};
        if (!shape)
            continue;
        if (!owner_is_good(gen, &at, function, shape->kept_by,
                shape->kind == SHAPE_CALLBACK ? "CROSSBIT_UNTIL_CLOSED" : "CROSSBIT_KEPT"))
            function->bad = true;
        if (!result_is_good(gen, &at, function, shape))
            function->bad = true;
        check_shape_expressions(gen, function, param, shape);
        param->typed = kind_crosses_typed(shape);
        param->null_bit = param->typed && kind_is_pointer(shape) ? (int)pointers++ : -1;
        if (!param->typed && kind_of(shape)->carried != CARRIED_NOWHERE) {
            function->packed_in = true;
            if (shape->direction & DIRECTION_OUT)
                function->packed_out = true;
        }
    }
    if (pointers > 32) {
        gen_problem(gen, function->place,
            "function '%s': has more than 32 pointers to buffers; "
            "leave it out with --skip %s",
            function->name, function->name);
        function->bad = true;
    }
    if (function->result.shape && !result_is_good(gen, &site, function, function->result.shape))
        function->bad = true;
    if (function->bad)
        return;
    function->result.typed = function->result.shape->kind == SHAPE_VOID ||
                             (!kind_is_pointer(function->result.shape) && kind_crosses_typed(function->result.shape));
    if (!function->result.typed)
        function->packed_out = true;
    if (function->result.shape->kind != SHAPE_VOID)
        check_shape_expressions(gen, function, NULL, function->result.shape);
    add_expression_check(gen, function, NULL, function->success, "condition");
    if (function->fails && function->result.shape->kind == SHAPE_VOID)
        function->fails = "";
    else if (function->fails)
        parse_add_check(gen, function->place,
            arena_printf(gen->arena, "function '%s', CROSSBIT_FAILS(%s)", function->name, function->fails),
            arena_printf(gen->arena, "static %s crossbit_check_%u(void) { return (%s)(%s); }", function->result.c_type,
                gen->check_count, function->result.c_type, function->fails));
}

struct function *model_callback(struct gen *gen, const char *key, CXType pointer[TARGET_COUNT],
    CXCursor parameters[TARGET_COUNT], struct place place)
{
    struct function *function;
    CXType type[TARGET_COUNT];

    for (function = gen->callbacks; function != NULL; function = function->next)
        if (strcmp(function->key, key) == 0)
            return function->bad ? NULL : function;
    function = arena_alloc(gen->arena, sizeof(*function));
    function->name = function->key = key;
    function->id = key;
    function->is_callback = true;
    function->place = clang_Cursor_isNull(parameters[0]) ? place : parse_place(gen, parameters[0]);
    function->notes = clang_Cursor_isNull(parameters[0]) ? NULL : parse_notes(gen, parameters[0]);
    function->pointer_type = spelling_of_local(gen, pointer);
    function->callback_index = gen->callback_count++;
    *gen->callbacks_end = function;
    gen->callbacks_end = &function->next;
    for (int t = 0; t < TARGET_COUNT; t++)
        type[t] = clang_getPointeeType(clang_getCanonicalType(pointer[t]));
    build_function(gen, function, type, parameters);
    return function->bad ? NULL : function;
}

/* The declaration with most to say: an annotated one, else the first. */
static unsigned best_declaration(struct gen *gen, const struct function *function)
{
    unsigned best = 0, index = 0;
    int best_notes = -1;

    for (const struct decl *decl = function->decls[TARGET_X86]; decl != NULL; decl = decl->next, index++) {
        struct parameters_visit visit = {.count = 0};
        int notes = 0;
        clang_visitChildren(decl->cursor, visit_parameter, &visit);
        for (unsigned i = 0; i < visit.count && i < 128; i++)
            for (const struct note *note = parse_notes(gen, visit.list[i]); note != NULL; note = note->next)
                notes += 2;
        for (const struct note *note = parse_notes(gen, decl->cursor); note != NULL; note = note->next)
            notes += 2;
        if (notes > best_notes) {
            best_notes = notes;
            best = index;
        }
    }
    return best;
}

static void check_record_expressions(struct gen *gen)
{
    for (const struct record *record = gen->records; record != NULL; record = record->next) {
        if (record->bad)
            continue;
        for (const struct field *field = record->fields; field != NULL; field = field->next) {
            const char *texts[2] = {
                field->shape ? field->shape->count : NULL, field->shape ? field->shape->length : NULL};
            for (int i = 0; i < 2; i++)
                if (texts[i])
                    parse_add_check(gen, field->place,
                        arena_printf(
                            gen->arena, "struct '%s', member '%s', size '%s'", record->key, field->name, texts[i]),
                        arena_printf(gen->arena,
                            "static unsigned long long "
                            "crossbit_check_%u(%s *"
                            "crossbit_s) { return (%s) * 1ull; }",
                            gen->check_count, record->c_type,
                            expression_write(gen, texts[i], NULL, record, "crossbit_s")));
        }
    }
}

static void check_freed_by(struct gen *gen, const struct function *function, const struct shape *shape)
{
    struct function *release;

    if (!shape)
        return;
    if (shape->element)
        check_freed_by(gen, function, shape->element);
    if (!shape->freed_by)
        return;
    release = table_get(gen->functions, shape->freed_by);
    for (unsigned i = 0; release != NULL && i < release->param_count; i++)
        if (release->params[i].shape && release->params[i].shape->frees)
            return;
    gen_problem(gen, function->place,
        "function '%s': CROSSBIT_FREED_BY(%s): no function of that name has a parameter "
        "with "
        "CROSSBIT_FREES; annotate it so",
        function->name, shape->freed_by);
}

void model_build(struct gen *gen)
{
    for (struct function *function = gen->all; function != NULL; function = function->next) {
        CXType type[TARGET_COUNT];
        CXCursor cursor[TARGET_COUNT];
        unsigned best;
        if (!function_is_ours(function))
            continue;
        if (!function->decls[0] || !function->decls[1]) {
            struct decl *decl = function->decls[0] ? function->decls[0] : function->decls[1];
            gen_problem(gen, parse_place(gen, decl->cursor),
                "function '%s': is declared for %s only; "
                "leave it out with --skip %s",
                function->name, function->decls[0] ? "32-bit Windows" : "64-bit Windows", function->name);
            continue;
        }
        best = best_declaration(gen, function);
        for (int t = 0; t < TARGET_COUNT; t++) {
            struct decl *decl = function->decls[t];
            for (unsigned i = 0; i < best && decl->next != NULL; i++)
                decl = decl->next;
            cursor[t] = decl->cursor;
            type[t] = clang_getCursorType(cursor[t]);
        }
        function->place = parse_place(gen, cursor[0]);
        function->notes = parse_notes(gen, cursor[0]);
        gen->user = function;
        build_function(gen, function, type, cursor);
    }
    gen->user = NULL;
    for (struct function *function = gen->all; function != NULL; function = function->next) {
        for (unsigned i = 0; i < function->param_count; i++)
            check_freed_by(gen, function, function->params[i].shape);
        check_freed_by(gen, function, function->result.shape);
    }
    check_record_expressions(gen);
}
