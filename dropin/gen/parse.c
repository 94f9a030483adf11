/* SPDX-License-Identifier: MIT */
/* Reads the headers once for each target and collects declarations, annotations and the compiler's own errors. */
#include "gen.h"

#include <stdlib.h>
#include <string.h>

#define MAIN_FILE "crossbit-gen-input.c"

struct check {
    const char *what;
    struct place place;
};

struct visit {
    struct gen *gen;
    int target;
};

const char *parse_string(struct gen *gen, CXString string)
{
    const char *text = clang_getCString(string);
    char *copy = arena_strdup(gen->arena, text ? text : "");

    clang_disposeString(string);
    return copy;
}

static struct place place_of(struct gen *gen, CXSourceLocation location)
{
    struct place place = {0};
    CXFile file;

    clang_getFileLocation(location, &file, &place.line, &place.column, NULL);
    if (file)
        place.file = parse_string(gen, clang_getFileName(file));
    return place;
}

struct place parse_place(struct gen *gen, CXCursor cursor)
{
    return place_of(gen, clang_getCursorLocation(cursor));
}

struct notes_visit {
    struct gen *gen;
    struct place place;
    struct note *notes, **end;
};

static enum CXChildVisitResult visit_note(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct notes_visit *visit = data;
    const char *text, *equals;
    struct note *note;

    (void)parent;
    if (clang_getCursorKind(cursor) != CXCursor_AnnotateAttr)
        return CXChildVisit_Continue;
    text = parse_string(visit->gen, clang_getCursorSpelling(cursor));
    if (strncmp(text, "crossbit.", 9) != 0)
        return CXChildVisit_Continue;
    text += 9;
    for (note = visit->notes; note != NULL; note = note->next) {
        size_t size = strlen(note->key);
        if (strncmp(text, note->key, size) == 0 &&
            (text[size] == 0 || (text[size] == '=' && note->value && strcmp(text + size + 1, note->value) == 0)))
            return CXChildVisit_Continue; /* inherited from an earlier declaration */
    }
    note = arena_alloc(visit->gen->arena, sizeof(*note));
    equals = strchr(text, '=');
    note->key = equals ? arena_strndup(visit->gen->arena, text, (size_t)(equals - text)) : text;
    note->value = equals ? equals + 1 : NULL;
    note->place = visit->place;
    *visit->end = note;
    visit->end = &note->next;
    return CXChildVisit_Continue;
}

struct note *parse_notes(struct gen *gen, CXCursor cursor)
{
    struct notes_visit visit = {.gen = gen, .place = parse_place(gen, cursor)};

    visit.end = &visit.notes;
    clang_visitChildren(cursor, visit_note, &visit);
    return visit.notes;
}

const struct note *note_find(const struct note *notes, const char *key)
{
    for (; notes != NULL; notes = notes->next)
        if (strcmp(notes->key, key) == 0)
            return notes;
    return NULL;
}

static void collect_abi(struct gen *gen, CXCursor cursor, const char *name)
{
    static const char *const names[] = {[ABI_MSVC] = "msvc", [ABI_GNU] = "gnu", [ABI_DELPHI] = "delphi"};
    enum abi abi = ABI_DELPHI;

    while (abi != ABI_UNKNOWN && (!name || strcmp(name, names[abi]) != 0))
        abi--;
    if (abi == ABI_UNKNOWN)
        gen_problem(gen, parse_place(gen, cursor),
            "CROSSBIT_ABI(%s): no such compiler is known; write msvc, gnu or delphi", name ? name : "");
    else if (gen->abi != ABI_UNKNOWN && gen->abi != abi)
        gen_problem(gen, parse_place(gen, cursor),
            "CROSSBIT_ABI(%s): CROSSBIT_ABI(%s) stands there already; keep one of "
            "them",
            name, names[gen->abi]);
    else
        gen->abi = abi;
}

static void collect_meta(struct gen *gen, CXCursor cursor, int target)
{
    for (struct note *note = parse_notes(gen, cursor); note != NULL; note = note->next) {
        bool visible = strcmp(note->key, "visible_handle") == 0;
        if (visible || strcmp(note->key, "handle") == 0) {
            CXType type = clang_getPointeeType(clang_getCursorType(cursor));
            const char *tag = parse_string(gen, clang_getTypeSpelling(type));
            struct handle_kind *kind = gen->handles;
            while (kind && strcmp(kind->tag, tag) != 0)
                kind = kind->next;
            if (clang_getCanonicalType(type).kind != CXType_Pointer) {
                if (target == TARGET_X86)
                    gen_problem(gen, parse_place(gen, cursor),
                        "'%s' is not a pointer type, so it cannot be a handle; "
                        "give CROSSBIT_HANDLE the pointer's type",
                        tag);
                continue;
            }
            if (!kind) {
                kind = arena_alloc(gen->arena, sizeof(*kind));
                kind->tag = tag;
                kind->index = gen->handle_count++;
                *gen->handles_end = kind;
                gen->handles_end = &kind->next;
            }
            kind->visible |= visible;
            kind->type[target] = type;
            if (type.kind == CXType_Typedef)
                kind->typedef_name = tag;
        } else if (strcmp(note->key, "fails_of") == 0) {
            CXType type = clang_getPointeeType(clang_getCursorType(cursor));
            const char *name = parse_string(gen, clang_getTypeSpelling(type));
            struct failure *failure = gen->failures;
            while (failure && strcmp(failure->type_name, name) != 0)
                failure = failure->next;
            if (!failure) {
                failure = arena_alloc(gen->arena, sizeof(*failure));
                failure->type_name = name;
                *gen->failures_end = failure;
                gen->failures_end = &failure->next;
            } else if (target == TARGET_X86) {
                gen_problem(gen, parse_place(gen, cursor),
                    "CROSSBIT_FAILS_OF(%s, %s): there is a value for this type already: %s", name,
                    note->value ? note->value : "", failure->value);
            }
            failure->type[target] = type;
            failure->value = note->value ? note->value : "";
        } else if (strcmp(note->key, "library") == 0 && target == TARGET_X86) {
            if (!gen->options.library)
                gen->options.library = note->value;
        } else if (strcmp(note->key, "abi") == 0 && target == TARGET_X86) {
            collect_abi(gen, cursor, note->value);
        } else if (strcmp(note->key, "skip") == 0 && target == TARGET_X86) {
            if (gen->options.skip_count < sizeof(gen->options.skip) / sizeof(gen->options.skip[0]))
                gen->options.skip[gen->options.skip_count++] = note->value;
        }
    }
}

static enum CXChildVisitResult visit_has_parameter(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    if (clang_getCursorKind(cursor) != CXCursor_ParmDecl)
        return CXChildVisit_Continue;
    *(bool *)data = true;
    return CXChildVisit_Break;
}

static void keep_cursor(struct gen *gen, struct table *table, const char *name, CXCursor cursor)
{
    CXCursor *copy = arena_alloc(gen->arena, sizeof(*copy));

    *copy = cursor;
    table_set(table, name, copy);
}

static void collect_function(struct gen *gen, CXCursor cursor, int target)
{
    const char *name = parse_string(gen, clang_getCursorSpelling(cursor));
    struct function *function = table_get(gen->functions, name);
    struct decl *decl = arena_alloc(gen->arena, sizeof(*decl)), **end;

    if (!function) {
        function = arena_alloc(gen->arena, sizeof(*function));
        function->name = function->id = name;
        function->system = true;
        table_set(gen->functions, name, function);
        *gen->all_end = function;
        gen->all_end = &function->next;
    }
    if (!clang_Location_isInSystemHeader(clang_getCursorLocation(cursor)))
        function->system = false;
    decl->cursor = cursor;
    for (end = &function->decls[target]; *end != NULL; end = &(*end)->next)
        ;
    *end = decl;
}

static enum CXChildVisitResult visit_declaration(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct visit *visit = data;
    struct gen *gen = visit->gen;
    const char *name;

    (void)parent;
    switch (clang_getCursorKind(cursor)) {
    case CXCursor_LinkageSpec:
        return CXChildVisit_Recurse;
    case CXCursor_FunctionDecl:
        if (clang_Cursor_getStorageClass(cursor) != CX_SC_Static && !clang_Cursor_isFunctionInlined(cursor))
            collect_function(gen, cursor, visit->target);
        break;
    case CXCursor_TypedefDecl: {
        bool has_parameter = false;
        clang_visitChildren(cursor, visit_has_parameter, &has_parameter);
        name = parse_string(gen, clang_getCursorSpelling(cursor));
        keep_cursor(gen, gen->all_typedefs[visit->target], name, cursor);
        if (has_parameter) /* the last one: annotations come after the original */
            keep_cursor(gen, gen->typedefs[visit->target], name, cursor);
        break;
    }
    case CXCursor_StructDecl:
        name = parse_string(gen, clang_getCursorSpelling(cursor));
        if (strncmp(name, "crossbit_shadow_", 16) == 0 && clang_isCursorDefinition(cursor)) {
            keep_cursor(gen, gen->shadows[visit->target], name + 16, cursor);
            if (visit->target == TARGET_X86 &&
                gen->shadow_count < sizeof(gen->shadow_names) / sizeof(gen->shadow_names[0]))
                gen->shadow_names[gen->shadow_count++] = name + 16;
        }
        break;
    case CXCursor_MacroDefinition:
        name = parse_string(gen, clang_getCursorSpelling(cursor));
        if (clang_Cursor_isMacroFunctionLike(cursor))
            table_set(gen->macros, name, (void *)name);
        break;
    case CXCursor_VarDecl:
        name = parse_string(gen, clang_getCursorSpelling(cursor));
        if (strncmp(name, "crossbit_meta_", 14) == 0)
            collect_meta(gen, cursor, visit->target);
        else if (visit->target == TARGET_X86 && clang_Cursor_getStorageClass(cursor) == CX_SC_Extern &&
                 !clang_Location_isInSystemHeader(clang_getCursorLocation(cursor))) {
            struct variable *variable = arena_alloc(gen->arena, sizeof(*variable));
            variable->name = name;
            variable->place = parse_place(gen, cursor);
            variable->next = gen->variables;
            gen->variables = variable;
        }
        break;
    default:
        break;
    }
    return CXChildVisit_Continue;
}

static CXTranslationUnit parse_text(struct gen *gen, int target, const char *text, unsigned flags)
{
    const struct options *options = &gen->options;
    const char **args =
        arena_alloc(gen->arena, sizeof(*args) * (32 + options->clang_arg_count + options->target_arg_count[target]));
    struct CXUnsavedFile file = {MAIN_FILE, text, strlen(text)};
    CXTranslationUnit unit = NULL;
    int count = 0;

    args[count++] = target == TARGET_X86 ? "--target=i686-w64-mingw32" : "--target=x86_64-w64-mingw32";
    args[count++] = "-xc";
    args[count++] = "-std=gnu11";
    args[count++] = "-DCROSSBIT_GEN";
    args[count++] = "-Wno-everything";
    args[count++] = "-Werror=visibility";     /* a struct declared in a parameter list is another type in each */
    args[count++] = "-Werror=int-conversion"; /* a pointer as a size */
    args[count++] = "-ferror-limit=200";
    if (gen->options.resource_dir && gen->options.resource_dir[0] != 0) {
        args[count++] = "-resource-dir";
        args[count++] = gen->options.resource_dir;
    }
    if (options->include_dir)
        args[count++] = arena_printf(gen->arena, "-I%s", options->include_dir);
    for (unsigned i = 0; i < options->clang_arg_count; i++)
        args[count++] = options->clang_args[i];
    for (unsigned i = 0; i < options->target_arg_count[target]; i++)
        args[count++] = options->target_args[target][i];
    if (clang_parseTranslationUnit2(gen->index, MAIN_FILE, args, count, &file, 1, flags, &unit) != CXError_Success)
        return NULL;
    return unit;
}

static const char *main_text(struct gen *gen, const char *more)
{
    struct text text = {.arena = gen->arena};

    text_add(&text, "#include <crossbit/annotate.h>\n");
    /* The annotation header includes the originals itself, and they may have no guard. */
    for (unsigned i = 0; i < gen->options.header_count && !gen->options.annotations; i++)
        text_printf(&text, "#include \"%s\"\n", gen->options.headers[i]);
    if (gen->options.annotations)
        text_printf(&text, "#include \"%s\"\n", gen->options.annotations);
    if (more && gen->typedefs_text.data)
        text_add(&text, gen->typedefs_text.data);
    if (more)
        text_printf(&text, "#line 1 \"crossbit-gen-checks\"\n%s", more);
    return text.data;
}

/* The compiler's own errors; those of generated checks are given to the annotation that they check. */
static void report_diagnostics(struct gen *gen, int target, CXTranslationUnit unit)
{
    unsigned count = clang_getNumDiagnostics(unit);

    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);
        if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
            const char *text = parse_string(gen, clang_getDiagnosticSpelling(diagnostic));
            CXSourceLocation location = clang_getDiagnosticLocation(diagnostic);
            CXString presumed;
            unsigned line;
            clang_getPresumedLocation(location, &presumed, &line, NULL);
            if (strcmp(parse_string(gen, presumed), "crossbit-gen-checks") == 0 && line >= 1 &&
                line <= gen->check_count)
                gen_problem(gen, gen->check_list[line - 1].place, "%s: %s", gen->check_list[line - 1].what, text);
            else
                gen_problem(gen, place_of(gen, location), "%s (while parsing for %s)", text,
                    target == TARGET_X86 ? "32-bit Windows" : "64-bit Windows");
        }
        clang_disposeDiagnostic(diagnostic);
    }
}

bool parse_headers(struct gen *gen)
{
    const char *text = main_text(gen, NULL);

    for (int target = 0; target < TARGET_COUNT; target++) {
        struct visit visit = {gen, target};
        gen->unit[target] = parse_text(gen, target, text,
            CXTranslationUnit_SkipFunctionBodies |
                (gen->options.draft ? CXTranslationUnit_DetailedPreprocessingRecord : 0));
        if (!gen->unit[target]) {
            gen_problem(gen, (struct place){0},
                "the compiler could not read the headers at all; check the -I, -D and "
                "-isystem options");
            return false;
        }
        report_diagnostics(gen, target, gen->unit[target]);
        if (gen->problem_count == 0)
            clang_visitChildren(clang_getTranslationUnitCursor(gen->unit[target]), visit_declaration, &visit);
    }
    return gen->problem_count == 0;
}

struct inclusions {
    struct gen *gen;
    struct text *out;
    struct table *done;
};

static void add_path(struct text *out, const char *path)
{
    for (; *path; path++)
        text_printf(out, *path == ' ' || *path == '#' ? "\\%c" : *path == '$' ? "$%c" : "%c", *path);
}

static void visit_inclusion(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data)
{
    struct inclusions *inclusions = data;
    const char *path = parse_string(inclusions->gen, clang_getFileName(file));

    (void)stack, (void)depth;
    if (strcmp(path, MAIN_FILE) == 0 || table_get(inclusions->done, path))
        return;
    table_set(inclusions->done, path, (void *)path);
    text_add(inclusions->out, " \\\n  ");
    add_path(inclusions->out, path);
}

void parse_dependencies(struct gen *gen, struct text *out, const char *target)
{
    struct inclusions inclusions = {gen, out, table_create(gen->arena)};

    add_path(out, target);
    text_add(out, ":");
    for (int t = 0; t < TARGET_COUNT; t++)
        clang_getInclusions(gen->unit[t], visit_inclusion, &inclusions);
    text_add(out, "\n");
}

bool parse_check_expressions(struct gen *gen)
{
    if (gen->check_count == 0)
        return true;
    for (int target = 0; target < TARGET_COUNT; target++) {
        CXTranslationUnit unit = parse_text(gen, target, main_text(gen, gen->checks.data), CXTranslationUnit_None);
        if (!unit)
            return false;
        report_diagnostics(gen, target, unit);
        clang_disposeTranslationUnit(unit);
    }
    return gen->problem_count == 0;
}

void parse_add_check(struct gen *gen, struct place place, const char *what, const char *line)
{
    if (gen->check_count % 256 == 0) {
        struct check *list = arena_alloc(gen->arena, (gen->check_count + 256) * sizeof(*list));
        if (gen->check_count)
            memcpy(list, gen->check_list, gen->check_count * sizeof(*list));
        gen->check_list = list;
    }
    gen->check_list[gen->check_count].what = what;
    gen->check_list[gen->check_count++].place = place;
    text_printf(&gen->checks, "%s\n", line);
}
