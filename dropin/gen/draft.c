/*
 * --draft: a first annotation header. What the header lets one guess is written and marked "inferred"; what it does not is a
 * line that does not compile until a person has decided.
 */
#include "gen.h"

#include <ctype.h>
#include <string.h>

static bool is_length_name(const char *name)
{
    static const char *const words[] = { "len", "size", "count", "num", "bytes", "cb", "cch", "length", "n", NULL };
    char lower[64];
    size_t size = strlen(name);

    if (size >= sizeof(lower))
        return false;
    for (size_t i = 0; i <= size; i++)
        lower[i] = (char)tolower((unsigned char)name[i]);
    for (int i = 0; words[i] != NULL; i++) {
        size_t word = strlen(words[i]);
        if (strcmp(lower, words[i]) == 0 || (word > 2 && strstr(lower, words[i]) != NULL) ||
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
    if (canonical.kind != CXType_Pointer || param->shape != NULL)
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
            const char *word = pointee.kind == CXType_Void ? (is_const ? "_In_reads_bytes_" : "_Inout_updates_bytes_") :
                is_const ? "_In_reads_" : "_Inout_updates_";
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
    const char *text = parse_string(gen, clang_getTypeSpelling(type));
    const char *at = strstr(text, "(*");

    if (at != NULL)
        return arena_printf(gen->arena, "%.*s%s%s", (int)(at + 2 - text), text, name, at + 2);
    if ((at = strchr(text, '[')) != NULL)
        return arena_printf(gen->arena, "%.*s%s%s", (int)(at - text), text, name, at);
    return arena_printf(gen->arena, "%s %s", text, name);
}

void emit_draft(struct gen *gen, struct text *out)
{
    text_printf(out, "/*\n * A first annotation header for %s, by crossbit-gen --draft. Lines marked `inferred` are guesses: check them\n"
        " * against the documentation. Each CROSSBIT_DECIDE does not compile until it is replaced by one of the words in its brackets.\n"
        " */\n#include <crossbit/annotate.h>\n", gen->library);
    for (unsigned i = 0; i < gen->options.header_count; i++)
        text_printf(out, "#include \"%s\"\n", gen->options.headers[i]);
    text_printf(out, "\nCROSSBIT_LIBRARY(\"%s\");\n\n", gen->library);
    for (const struct function *function = gen->all; function != NULL; function = function->next) {
        bool complete = true, decide;
        CXType result;
        if (!function_is_ours(function))
            continue;
        if (function->decls[0] == NULL || function->params == NULL) {
            text_printf(out, "/* %s: can not cross as it is; write it by hand or leave it out: */\nCROSSBIT_SKIP(%s);\n\n",
                function->name, function->name);
            continue;
        }
        for (unsigned i = 0; i < function->param_count; i++)
            complete = complete && function->params[i].shape != NULL;
        result = function->result.type[0];
        if (complete && function->result.shape != NULL) {
            text_printf(out, "/* %s: the header alone proves it */\n\n", function->name);
            continue;
        }
        if (function->result.shape == NULL)
            text_add(out, "CROSSBIT_DECIDE(_Ret_z_ CROSSBIT_STATIC, CROSSBIT_AS_HANDLE(tag) or CROSSBIT_RESULT_IS(parameter))\n");
        text_printf(out, "%s %s%s%s(", parse_string(gen, clang_getTypeSpelling(result)), function->convention &&
            strcmp(function->convention, "__cdecl") ? function->convention : "", function->convention &&
            strcmp(function->convention, "__cdecl") ? " " : "", function->name);
        for (unsigned i = 0; i < function->param_count; i++) {
            const char *note = infer(gen, function, i, &decide);
            text_printf(out, "%s\n    %s%s%s", i ? "," : "", note, *note ? " " : "", declarator(gen, function->params[i].type[0],
                function->params[i].name));
        }
        text_printf(out, "%s);\n\n", function->param_count ? "" : "void");
    }
}
