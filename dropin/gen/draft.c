/* SPDX-License-Identifier: MIT */
/*
 * --draft: a first annotation header. Nothing is guessed in silence: what the header leaves open is a CROSSBIT_DECIDE
 * with the words that may be meant, likely ones first, and the header does not compile until a person has put one of
 * them in its place. Tokens of the DLL's are certain: nobody else can look behind a pointer to a type without members.
 */
#include "emit.h"

#include <ctype.h>
#include <string.h>

static bool is_length_name(const char *name)
{
    static const char *const words[] = {"len", "size", "count", "num", "bytes", "cb", "cch", "length", "n", NULL};
    char lower[64];
    size_t size = strlen(name);

    if (size >= sizeof(lower))
        return false;
    for (size_t i = 0; i <= size; i++)
        lower[i] = (char)tolower((unsigned char)name[i]);
    for (int i = 0; words[i] != NULL; i++) {
        size_t word = strlen(words[i]);
        if (strcmp(lower, words[i]) == 0 || (word > 2 && strstr(lower, words[i])) ||
            (word == 2 && strncmp(lower, words[i], 2) == 0))
            return true;
    }
    return false;
}

/* What a parameter of array type is a pointer to, too. */
static CXType pointee_of(CXType type)
{
    CXType canonical = clang_getCanonicalType(type);

    if (canonical.kind == CXType_ConstantArray || canonical.kind == CXType_IncompleteArray)
        return clang_getCanonicalType(clang_getArrayElementType(canonical));
    return clang_getCanonicalType(clang_getPointeeType(canonical));
}

static bool is_pointer(CXType type)
{
    CXType canonical = clang_getCanonicalType(type);

    return canonical.kind == CXType_Pointer || canonical.kind == CXType_ConstantArray ||
           canonical.kind == CXType_IncompleteArray;
}

static bool is_token(CXType type)
{
    CXType pointee = pointee_of(type);

    return is_pointer(type) && pointee.kind == CXType_Record && clang_Type_getSizeOf(pointee) < 0;
}

static bool is_integer(CXType type)
{
    CXType canonical = clang_getCanonicalType(type);

    return canonical.kind >= CXType_UShort && canonical.kind <= CXType_LongLong;
}

/* The words for a pointer whose next neighbor may be its size. */
static const char *sized(struct gen *gen, CXType pointee, bool is_const, const char *size)
{
    if (pointee.kind == CXType_Void)
        return arena_printf(gen->arena,
            is_const ? "_In_reads_bytes_(%s)" : "_Out_writes_bytes_(%s) or _Inout_updates_bytes_(%s)", size, size);
    if (clang_Type_getSizeOf(pointee) == 1)
        return arena_printf(gen->arena,
            is_const ? "_In_reads_(%s), or _In_z_ if %s is about something else"
                     : "_Out_writes_(%s), _Out_writes_z_(%s) or _Inout_updates_(%s)",
            size, size, size);
    return arena_printf(gen->arena,
        is_const ? "_In_reads_(%s), or _In_reads_bytes_(%s) if it counts bytes; _In_ if %s is about something else"
                 : "_Out_writes_(%s) or _Inout_updates_(%s), with bytes_ if it counts bytes; _Out_ or _Inout_ if it is "
                   "about something else",
        size, size, size);
}

/* The words that may be meant for a parameter; NULL: nothing is open. next: the one after it, or NULL. */
static const char *words_for(struct gen *gen, CXType type, const CXType *next, const char *next_name)
{
    CXType pointee;
    bool is_const;

    if (!is_pointer(type) || is_token(type))
        return NULL;
    pointee = pointee_of(type);
    is_const = clang_isConstQualifiedType(pointee);
    if (pointee.kind == CXType_FunctionProto || pointee.kind == CXType_FunctionNoProto)
        return "CROSSBIT_DURING_CALL, CROSSBIT_UNTIL_REPLACED or CROSSBIT_UNTIL_CLOSED(handle)";
    if (pointee.kind == CXType_Pointer)
        return is_token(pointee)
                   ? "_Outptr_, _In_reads_(n) or _Out_writes_(n)"
                   : "_Outptr_result_z_ CROSSBIT_FREED_BY(function), _Outptr_result_buffer_(n) "
                     "CROSSBIT_STATIC, _Outptr_ CROSSBIT_AS_HANDLE(tag), _In_reads_(n) CROSSBIT_OF_STRINGS";
    if (next && is_integer(*next) && is_length_name(next_name))
        return sized(gen, pointee, is_const, next_name);
    if (pointee.kind == CXType_Void)
        return "CROSSBIT_USER, CROSSBIT_AS_HANDLE(tag), _In_reads_bytes_(n) or _Out_writes_bytes_(n)";
    if (is_const && (pointee.kind == CXType_Char_S || pointee.kind == CXType_WChar))
        return "_In_z_ or _In_reads_(n)";
    if (is_const)
        return "_In_ or _In_reads_(n)";
    return "_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n)";
}

/* `TYPE name`, with the name inside where the type asks for it: behind the stars of a pointer to a function. */
static const char *declarator(struct gen *gen, CXType type, const char *name)
{
    const char *text = spelling_of(gen, type), *at = strstr(text, "(*"), *space;

    if (at)
        at += 1 + strspn(at + 1, "*");
    else if ((at = strchr(text, '[')) == NULL)
        at = text + strlen(text);
    space = at > text && !strchr("*( ", at[-1]) && *name ? " " : "";
    return arena_printf(gen->arena, "%.*s%s%s%s", (int)(at - text), text, space, name, at);
}

static const char draft[] =
    "/*\n"
    " * A first annotation header for @{library}, by crossbit-gen --draft. Put one of the words "
    "in its brackets in the\n"
    " * place of each CROSSBIT_DECIDE, by the library's documentation; until then nothing is "
    "made from this.\n"
    " */\n"
    "#include <crossbit/annotate.h>\n"
    "@{headers}\n"
    "\n"
    "CROSSBIT_LIBRARY(\"@{library}\");\n"
    "@{handles?}\n"
    "@{handles}\n"
    "@{structs?}\n"
    "@{structs}\n"
    "@{callbacks?}\n"
    "@{callbacks}\n"
    "\n"
    "@{functions}\n";

static const char undecided[] = "@{result_words?}CROSSBIT_DECIDE(@{result_words})\n"
                                "@{import}@{result};\n"
                                "\n";

static const char *parameter(struct gen *gen, CXType type, const char *name, const char *words)
{
    return arena_printf(gen->arena, "\n    %s%s%s%s", words ? "CROSSBIT_DECIDE(" : "", words ? words : "",
        words ? ") " : "", declarator(gen, type, name));
}

static bool ends_a_life(const char *name)
{
    static const char *const words[] = {
        "close", "free", "destroy", "delete", "release", "dispose", "unref", "cleanup", "finalize", NULL};
    char lower[128];
    size_t i;

    for (i = 0; name[i] && i + 1 < sizeof(lower); i++)
        lower[i] = (char)tolower((unsigned char)name[i]);
    lower[i] = 0;
    for (i = 0; words[i] != NULL; i++)
        if (strstr(lower, words[i]))
            return true;
    return false;
}

static const char *words_of(struct gen *gen, const struct function *function, unsigned number)
{
    const struct param *param = &function->params[number],
                       *next = number + 1 < function->param_count ? param + 1 : NULL;

    if (is_token(param->type[0]) && ends_a_life(function->name))
        return "CROSSBIT_CLOSES, or nothing if it does not end what this stands for";
    return param->shape ? NULL : words_for(gen, param->type[0], next ? next->type : NULL, next ? next->name : "");
}

static const char *parameters(struct gen *gen, const struct function *function)
{
    struct text text = {.arena = gen->arena};

    for (unsigned i = 0; i < function->param_count; i++) {
        const struct param *param = &function->params[i];
        text_printf(
            &text, "%s%s", i ? "," : "", parameter(gen, param->type[0], param->name, words_of(gen, function, i)));
    }
    return text.data ? text.data : "void";
}

static const char *result_words(const struct function *function)
{
    CXType result = clang_getCanonicalType(function->result.type[0]);
    CXType pointee = pointee_of(result);

    if (function->result.shape || !is_pointer(result) || is_token(result))
        return "";
    if (pointee.kind == CXType_Char_S || pointee.kind == CXType_WChar)
        return "_Ret_z_ CROSSBIT_STATIC, _Ret_z_ CROSSBIT_FREED_BY(function) or CROSSBIT_RESULT_IS(parameter)";
    return "CROSSBIT_AS_HANDLE(tag), _Ret_writes_(n) CROSSBIT_STATIC, _Ret_writes_bytes_(n) "
           "CROSSBIT_FREED_BY(function) or "
           "CROSSBIT_RESULT_IS(parameter)";
}

static enum CXChildVisitResult find_import(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    *(bool *)data |= clang_getCursorKind(cursor) == CXCursor_DLLImport;
    return CXChildVisit_Continue;
}

static void draft_function(struct gen *gen, struct text *out, const struct function *function)
{
    const char *convention = function->convention, *words = result_words(function), *name = function->name;
    bool open = *words != 0, import = false;

    if (!function->decls[0] || !function->params) {
        emit_add(gen, out,
            "/* @{name}: cannot cross as it is; write it by hand or leave it out: */\n"
            "CROSSBIT_SKIP(@{name});\n"
            "\n",
            HOLES({"name", name}));
        return;
    }
    for (unsigned i = 0; i < function->param_count; i++)
        open |= words_of(gen, function, i) != NULL;
    if (!open) {
        emit_add(gen, out, "/* @{name}: nothing is open */\n\n", HOLES({"name", name}));
        return;
    }
    clang_visitChildren(function->decls[0]->cursor, find_import, &import);
    if (table_get(gen->macros, name)) /* brackets keep it from being expanded */
        name = arena_printf(gen->arena, "(%s)", name);
    if (convention && strcmp(convention, "__cdecl") != 0)
        name = arena_printf(gen->arena, "%s %s", convention, name);
    name = arena_printf(gen->arena, "%s(%s)", name, parameters(gen, function));
    emit_add(gen, out, undecided,
        HOLES({"result_words", words}, {"import", import ? "__declspec(dllimport) " : ""},
            {"result", declarator(gen, function->result.type[0], name)}));
}

/* ---- what functions use: tokens, callback types ------------------------------------------------------------------ */

static void draft_handle(struct gen *gen, struct text *out, struct table *done, CXType type)
{
    CXType pointee;
    const char *name;

    while (is_pointer(type) && !is_token(type) && is_pointer(pointee_of(type)))
        type = pointee_of(type);
    if (!is_token(type))
        return;
    pointee = clang_getCursorType(clang_getTypeDeclaration(pointee_of(type)));
    name = spelling_of(gen, clang_getCanonicalType(pointee));
    if (table_get(done, name) || strchr(name, '(') || handle_kind_of(gen, type))
        return;
    table_set(done, name, (void *)name);
    text_printf(out, "CROSSBIT_HANDLE(%s *);\n", name);
}

struct callback_draft {
    struct gen *gen;
    CXCursor list[64];
    unsigned count;
};

static enum CXChildVisitResult visit_parameter(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct callback_draft *callback = data;

    (void)parent;
    if (clang_getCursorKind(cursor) == CXCursor_ParmDecl && callback->count < 64)
        callback->list[callback->count++] = cursor;
    return CXChildVisit_Continue;
}

/* The typedef of a function pointer again, if something of its parameters is open. */
static void draft_callback(struct gen *gen, struct text *out, struct table *done, CXType type)
{
    struct callback_draft callback = {.gen = gen};
    struct text text = {.arena = gen->arena};
    bool open = false;
    const char *name, *convention = "";
    CXType function = pointee_of(type);
    CXCursor *cursor;

    if (type.kind == CXType_Elaborated)
        type = clang_Type_getNamedType(type);
    if (type.kind != CXType_Typedef || clang_getCanonicalType(type).kind != CXType_Pointer ||
        function.kind != CXType_FunctionProto)
        return;
    name = parse_string(gen, clang_getTypedefName(type));
    cursor = table_get(gen->all_typedefs[TARGET_X86], name);
    if (!cursor || table_get(done, name))
        return;
    table_set(done, name, (void *)name);
    clang_visitChildren(*cursor, visit_parameter, &callback);
    for (unsigned i = 0; i < callback.count; i++) {
        CXType param = clang_getCursorType(callback.list[i]), next = {0};
        bool last = i + 1 == callback.count;
        const char *words;
        if (!last)
            next = clang_getCursorType(callback.list[i + 1]);
        words = words_for(gen, param, last ? NULL : &next,
            last ? "" : parse_string(gen, clang_getCursorSpelling(callback.list[i + 1])));
        open |= words != NULL;
        text_printf(&text, "%s%s", i ? "," : "",
            parameter(gen, param, parse_string(gen, clang_getCursorSpelling(callback.list[i])), words));
    }
    if (clang_getFunctionTypeCallingConv(function) == CXCallingConv_X86StdCall)
        convention = "__stdcall ";
    if (open)
        text_printf(out, "typedef %s;\n",
            declarator(gen, clang_getResultType(function),
                arena_printf(gen->arena, "(%s*%s)(%s)", convention, name, text.data)));
}

static const char *words_for_member(CXType type)
{
    CXType pointee = pointee_of(type);

    if (pointee.kind == CXType_FunctionProto || pointee.kind == CXType_FunctionNoProto)
        return "CROSSBIT_DURING_CALL, CROSSBIT_UNTIL_REPLACED or CROSSBIT_UNTIL_CLOSED(handle)";
    if (pointee.kind == CXType_Void)
        return "CROSSBIT_USER, CROSSBIT_AS_HANDLE(tag) or _Field_size_bytes_(n)";
    if (pointee.kind == CXType_Char_S || pointee.kind == CXType_WChar)
        return "_Field_z_ or _Field_size_(n)";
    return "_Field_size_(n), or _Field_size_(1) for one";
}

/* The members of a struct again, if something of them is open. */
static void draft_struct(struct gen *gen, struct text *out, const struct record *record)
{
    const char *name = record->c_type;
    struct text text = {.arena = gen->arena};

    if (strncmp(name, "struct ", strlen("struct ")) == 0)
        name += strlen("struct ");
    if (!record->bad || strpbrk(name, " (") || strncmp(name, "crossbit_", strlen("crossbit_")) == 0)
        return;
    for (const struct field *field = record->fields; field != NULL; field = field->next) {
        CXType canonical = clang_getCanonicalType(field->type[0]);
        while (canonical.kind == CXType_ConstantArray)
            canonical = clang_getCanonicalType(clang_getArrayElementType(canonical));
        bool open = !field->shape && canonical.kind == CXType_Pointer && !is_token(canonical);
        if (field->in_union || field->cursor[0].kind == 0 || field->name[0] == 0)
            return; /* members without a struct of their own cannot be written here */
        text_printf(&text, "    %s%s%s%s", open ? "CROSSBIT_DECIDE(" : "", open ? words_for_member(canonical) : "",
            open ? ") " : "", declarator(gen, field->type[0], field->name));
        if (field->bit_field)
            text_printf(&text, " : %d", clang_getFieldDeclBitWidth(field->cursor[0]));
        text_add(&text, ";\n");
    }
    if (text.data)
        text_printf(out, "CROSSBIT_STRUCT(%s) {\n%s};\n", name, text.data);
}

/* As an option -I finds it: people give the header's path, and the include is looked for from elsewhere. */
static const char *include_name(struct gen *gen, const char *header)
{
    const char *found = header;

    for (unsigned i = 0; i < gen->options.clang_arg_count; i++) {
        const char *folder = gen->options.clang_args[i];
        size_t size;
        if (strncmp(folder, "-I", 2) != 0)
            continue;
        folder += 2;
        size = strlen(folder);
        while (size > 0 && folder[size - 1] == '/')
            size--;
        if (strncmp(header, folder, size) == 0 && header[size] == '/' && header + size + 1 > found)
            found = header + size + 1;
    }
    return found;
}

void emit_draft(struct gen *gen, struct text *out)
{
    struct text headers = {.arena = gen->arena}, functions = {.arena = gen->arena};
    struct text handles = {.arena = gen->arena}, callbacks = {.arena = gen->arena};
    struct text structs = {.arena = gen->arena};
    struct table *done = table_create(gen->arena);

    text_add(&structs, "");
    text_add(&handles, "");
    text_add(&callbacks, "");
    for (unsigned i = 0; i < gen->options.header_count; i++)
        emit_add(
            gen, &headers, "#include \"@{header}\"\n", HOLES({"header", include_name(gen, gen->options.headers[i])}));
    for (const struct function *function = gen->all; function != NULL; function = function->next) {
        if (!function_is_ours(function))
            continue;
        for (unsigned i = 0; function->params && i < function->param_count; i++) {
            draft_handle(gen, &handles, done, function->params[i].type[0]);
            draft_callback(gen, &callbacks, done, function->params[i].type[0]);
        }
        if (function->params)
            draft_handle(gen, &handles, done, function->result.type[0]);
        draft_function(gen, &functions, function);
    }
    for (const struct record *record = gen->records; record != NULL; record = record->next)
        draft_struct(gen, &structs, record);
    emit_add(gen, out, draft,
        HOLES({"headers", headers.data}, {"handles", handles.data}, {"structs", structs.data},
            {"callbacks", callbacks.data}, {"functions", functions.data}));
}
