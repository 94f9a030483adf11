/* SPDX-License-Identifier: MIT */
/*
 * --draft: a first annotation header. What the header lets one guess is written and marked "inferred"; what it does
 * not is a line that does not compile until a person has decided.
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

static const char *infer(struct gen *gen, const struct function *function, unsigned number, bool *decide)
{
    const struct param *param = &function->params[number];
    CXType canonical = clang_getCanonicalType(param->type[0]), pointee;
    bool is_const, character;

    *decide = false;
    if (canonical.kind != CXType_Pointer || param->shape)
        return "";
    pointee = clang_getPointeeType(canonical);
    is_const = clang_isConstQualifiedType(pointee);
    character = pointee.kind == CXType_Char_S || pointee.kind == CXType_WChar;
    if (pointee.kind == CXType_FunctionProto)
        return *decide = true, "CROSSBIT_DECIDE(CROSSBIT_DURING_CALL or CROSSBIT_UNTIL_REPLACED)";
    if (number + 1 < function->param_count) {
        const struct param *next = &function->params[number + 1];
        CXType type = clang_getCanonicalType(next->type[0]);
        if (type.kind >= CXType_UShort && type.kind <= CXType_LongLong && is_length_name(next->name)) {
            const char *word = pointee.kind == CXType_Void ? (is_const ? "_In_reads_bytes_" : "_Inout_updates_bytes_")
                               : is_const                  ? "_In_reads_"
                                                           : "_Inout_updates_";
            return arena_printf(gen->arena, "/* inferred */ %s(%s)", word, next->name);
        }
    }
    if (character && is_const)
        return "/* inferred */ _In_z_";
    *decide = true;
    if (pointee.kind == CXType_Record && clang_Type_getSizeOf(pointee) < 0)
        return "CROSSBIT_DECIDE(CROSSBIT_HANDLE of this type, above)";
    if (pointee.kind == CXType_Void)
        return "CROSSBIT_DECIDE(_In_reads_bytes_(n), CROSSBIT_USER or CROSSBIT_AS_HANDLE(tag))";
    if (is_const)
        return "CROSSBIT_DECIDE(_In_ or _In_reads_(n))";
    return "CROSSBIT_DECIDE(_Out_, _Inout_, _Out_writes_(n) or _Inout_updates_(n))";
}

/* `TYPE name`, with the name inside where the type asks for it. */
static const char *declarator(struct gen *gen, CXType type, const char *name)
{
    const char *text = spelling_of(gen, type);
    const char *at = strstr(text, "(*");

    if (at)
        return arena_printf(gen->arena, "%.*s%s%s", (int)(at + 2 - text), text, name, at + 2);
    if ((at = strchr(text, '[')) != NULL)
        return arena_printf(gen->arena, "%.*s%s%s", (int)(at - text), text, name, at);
    return arena_printf(gen->arena, "%s %s", text, name);
}

static const char draft[] =
    "/*\n"
    " * A first annotation header for @{library}, by crossbit-gen --draft. Lines marked `inferred` are guesses: "
    "check them\n"
    " * against the documentation. Each CROSSBIT_DECIDE does not compile until it is replaced by one of the words in "
    "its brackets.\n"
    " */\n"
    "#include <crossbit/annotate.h>\n"
    "@{headers}\n"
    "\n"
    "CROSSBIT_LIBRARY(\"@{library}\");\n"
    "\n"
    "@{functions}\n";

static const char undecided[] = "@{result_decide?}CROSSBIT_DECIDE(_Ret_z_ CROSSBIT_STATIC, CROSSBIT_AS_HANDLE(tag) or "
                                "CROSSBIT_RESULT_IS(parameter))\n"
                                "@{result} @{convention}@{name}(@{parameters});\n"
                                "\n";

static const char *parameters(struct gen *gen, const struct function *function)
{
    struct text text = {.arena = gen->arena};
    bool decide;

    for (unsigned i = 0; i < function->param_count; i++) {
        const char *note = infer(gen, function, i, &decide);
        text_add(&text, i ? ",\n" : "\n");
        emit_add(gen, &text, "    @{note}@{space}@{declarator}",
            HOLES({"note", note}, {"space", *note ? " " : ""},
                {"declarator", declarator(gen, function->params[i].type[0], function->params[i].name)}));
    }
    return text.data ? text.data : "void";
}

static void draft_function(struct gen *gen, struct text *out, const struct function *function)
{
    const char *convention = function->convention;
    bool complete = function->result.shape != NULL;

    if (!function->decls[0] || !function->params) {
        emit_add(gen, out,
            "/* @{name}: cannot cross as it is; write it by hand or leave it out: */\n"
            "CROSSBIT_SKIP(@{name});\n"
            "\n",
            HOLES({"name", function->name}));
        return;
    }
    for (unsigned i = 0; i < function->param_count; i++)
        complete = complete && function->params[i].shape != NULL;
    if (complete) {
        emit_add(gen, out, "/* @{name}: the header alone proves it */\n\n", HOLES({"name", function->name}));
        return;
    }
    emit_add(gen, out, undecided,
        HOLES({"result_decide", emit_when(!function->result.shape)}, {"name", function->name},
            {"result", spelling_of(gen, function->result.type[0])},
            {"convention",
                convention && strcmp(convention, "__cdecl") != 0 ? arena_printf(gen->arena, "%s ", convention) : ""},
            {"parameters", parameters(gen, function)}));
}

void emit_draft(struct gen *gen, struct text *out)
{
    struct text headers = {.arena = gen->arena}, functions = {.arena = gen->arena};

    for (unsigned i = 0; i < gen->options.header_count; i++)
        emit_add(gen, &headers, "#include \"@{header}\"\n", HOLES({"header", gen->options.headers[i]}));
    for (const struct function *function = gen->all; function != NULL; function = function->next)
        if (function_is_ours(function))
            draft_function(gen, &functions, function);
    emit_add(gen, out, draft, HOLES({"headers", headers.data}, {"functions", functions.data}));
}
