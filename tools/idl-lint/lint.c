/* SPDX-License-Identifier: MIT */
/* The rules of idl-lint. */
#include "lint.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lexer.h"

/* A name that stands for text: how many pointers lie before the characters. char: 0, LPWSTR: 1. */
struct text_name {
    const char *name;
    size_t length;
    unsigned int level;
};

struct lint {
    const char *file;
    FILE *output;
    const struct token *at; /* never past the TOKEN_END */
    int found;
    bool local;         /* inside [local]: nothing crosses */
    unsigned int depth; /* of declarations in declarations */
    bool out_of_memory;
    struct text_name *names; /* of the file's own typedefs */
    size_t name_count;
};

static void refuse(struct lint *lint, const struct token *token, const char *rule, const char *format, ...)
{
    va_list args;

    fprintf(lint->output, "%s:%u:%u: error: ", lint->file, token->line, token->column);
    va_start(args, format);
    vfprintf(lint->output, format, args);
    va_end(args);
    fprintf(lint->output, " [%s]\n", rule);
    lint->found++;
}

static bool is_one_of(const struct token *token, const char *const *names)
{
    for (; *names; names++)
        if (token_is(token, *names))
            return true;
    return false;
}

/* Types whose size is the process's own: widl sends 32 bits and leaves the upper half as it was. */
static const char *const pointer_sized[] = {"HANDLE_PTR", "INT_PTR", "UINT_PTR", "LONG_PTR", "ULONG_PTR", "DWORD_PTR",
    "SIZE_T", "SSIZE_T", "PSIZE_T", "size_t", "ssize_t", "ptrdiff_t", "intptr_t", "uintptr_t", "__int3264", "LPARAM",
    "WPARAM", "LRESULT", NULL};
static const char *const handles[] = {"HANDLE", "PHANDLE", "HWND", "HDC", "HBITMAP", "HMENU", "HICON", "HCURSOR",
    "HFONT", "HBRUSH", "HPEN", "HRGN", "HPALETTE", "HGDIOBJ", "HMETAFILE", "HENHMETAFILE", "HGLOBAL", "HLOCAL",
    "HACCEL", "HINSTANCE", "HMODULE", "HKEY", "HMONITOR", "HHOOK", "HDWP", "HDESK", "HWINSTA", "HRSRC", "SC_HANDLE",
    NULL};
static const char *const characters[] = {"char", "wchar_t", "CHAR", "WCHAR", "OLECHAR", "TCHAR", "UCHAR", NULL};
static const char *const texts[] = {"LPSTR", "LPCSTR", "LPWSTR", "LPCWSTR", "LPOLESTR", "LPCOLESTR", "LPTSTR",
    "LPCTSTR", "PSTR", "PCSTR", "PWSTR", "PCWSTR", "PTSTR", "PCHAR", "PWCHAR", NULL};
static const char *const qualifiers[] = {"const", "volatile", "unsigned", "signed", "__unaligned", "far", "near", NULL};

static void check_type_name(struct lint *lint, const struct token *token)
{
    if (lint->local)
        return;
    if (is_one_of(token, pointer_sized))
        refuse(lint, token, "pointer-sized",
            "%.*s has another size in the other bitness and loses its upper half on the wire; use hyper (INT64) and "
            "convert "
            "on both sides",
            (int)token->length, token->text);
    else if (is_one_of(token, handles))
        refuse(lint, token, "handle",
            "the handle %.*s means nothing in the other process and is cut on the wire; use hyper (INT64) and convert "
            "or "
            "duplicate it on both sides",
            (int)token->length, token->text);
    else if (token_is(token, "pipe"))
        refuse(lint, token, "pipe", "pipes are not implemented in Wine's rpcrt4; use size_is buffers");
}

static bool text_level(const struct lint *lint, const struct token *token, unsigned int *level)
{
    size_t i;

    *level = 0;
    if (is_one_of(token, characters))
        return true;
    *level = 1;
    if (is_one_of(token, texts))
        return true;
    for (i = 0; i < lint->name_count; i++)
        if (lint->names[i].length == token->length && !memcmp(lint->names[i].name, token->text, token->length)) {
            *level = lint->names[i].level;
            return true;
        }
    return false;
}

static void add_text_name(struct lint *lint, const struct token *token, unsigned int level)
{
    struct text_name *grown = realloc(lint->names, (lint->name_count + 1) * sizeof(*grown));

    if (!grown) {
        lint->out_of_memory = true;
        return;
    }
    lint->names = grown;
    grown[lint->name_count].name = token->text;
    grown[lint->name_count].length = token->length;
    grown[lint->name_count++].level = level;
}

/* What counts of a preprocessor line: #pragma pack, and types that a macro would hide. */
static void check_directive(struct lint *lint, const struct token *directive)
{
    struct token_list list = {0};
    const struct token *token;

    if (!lexer_run(directive->text + 1, directive->length - 1, directive->line, directive->column + 1, &list)) {
        lint->out_of_memory = true;
    } else if (token_is(&list.tokens[0], "pragma") && token_is(&list.tokens[1], "pack")) {
        refuse(lint, directive, "pack",
            "widl ignores #pragma pack, the compiler does not, so that they disagree about the layout; declare a "
            "naturally "
            "aligned wire struct and copy");
    } else if (token_is(&list.tokens[0], "define")) {
        for (token = list.tokens + 1; token->kind != TOKEN_END; token++)
            if (token->kind == TOKEN_NAME)
                check_type_name(lint, token);
    }
    token_list_free(&list);
}

/* cpp_quote("#pragma pack(1)") makes the C side alone change its layout. */
static void check_quote(struct lint *lint, const struct token *token)
{
    size_t i;

    for (i = 0; i + 11 < token->length; i++)
        if (!memcmp(token->text + i, "pragma pack", 11)) {
            refuse(lint, token, "pack",
                "#pragma pack in cpp_quote changes the layout in C only; declare a naturally aligned wire struct and "
                "copy");
            return;
        }
}

/* The next token; directives are looked at on the way, wherever they stand. */
static const struct token *peek(struct lint *lint)
{
    while (lint->at->kind == TOKEN_DIRECTIVE)
        check_directive(lint, lint->at++);
    return lint->at;
}

static const struct token *take(struct lint *lint)
{
    const struct token *token = peek(lint);

    if (token->kind != TOKEN_END)
        lint->at++;
    return token;
}

static bool next_is(struct lint *lint, const char *text)
{
    return token_is(peek(lint), text);
}

static bool take_if(struct lint *lint, const char *text)
{
    if (!next_is(lint, text))
        return false;
    take(lint);
    return true;
}

/* At an opening bracket of any kind: goes behind its partner. */
static void skip_balanced(struct lint *lint)
{
    int depth = 0;

    do {
        const struct token *token = take(lint);

        if (token->kind == TOKEN_END)
            return;
        if (token->kind != TOKEN_MARK)
            continue;
        if (strchr("([{", token->text[0]))
            depth++;
        else if (strchr(")]}", token->text[0]))
            depth--;
    } while (depth > 0);
}

static void skip_statement(struct lint *lint)
{
    while (peek(lint)->kind != TOKEN_END && !next_is(lint, ";") && !next_is(lint, "}")) {
        if (next_is(lint, "(") || next_is(lint, "[") || next_is(lint, "{"))
            skip_balanced(lint);
        else
            take(lint);
    }
    take_if(lint, ";");
}

struct attributes {
    bool out, string, local, v1_enum;
    bool sized_inside; /* size_is(, n): what the pointer points to has a size */
};

/* (a, b) of size_is and its kin. More than one expression is an array of more than one conformant dimension. */
static void check_sizes(struct lint *lint, const struct token *name, struct attributes *attributes)
{
    unsigned int position = 0, given = 0;
    bool empty = true;
    int depth = 0;

    for (;;) {
        const struct token *token = take(lint);

        if (token->kind == TOKEN_END)
            return;
        if (token_is(token, "("))
            depth++;
        else if (token_is(token, ")"))
            depth--;
        if (depth == 0 || (depth == 1 && token_is(token, ","))) {
            given += !empty;
            if (position && !empty)
                attributes->sized_inside = true;
            position++;
            empty = true;
            if (depth == 0)
                break;
        } else if (!(depth == 1 && token_is(token, "("))) {
            empty = false;
        }
    }
    if (given > 1 && !lint->local)
        refuse(lint, name, "dimensions",
            "%.*s over more than one dimension fails in Wine's rpcrt4; send one array and its row length",
            (int)name->length, name->text);
}

static void parse_attributes(struct lint *lint, struct attributes *attributes)
{
    static const char *const sizes[] = {"size_is", "length_is", "max_is", "last_is", "first_is", "min_is", NULL};

    while (next_is(lint, "[")) {
        take(lint);
        while (peek(lint)->kind != TOKEN_END && !next_is(lint, "]")) {
            const struct token *token = take(lint);

            attributes->out |= token_is(token, "out");
            attributes->string |= token_is(token, "string");
            attributes->local |= token_is(token, "local");
            attributes->v1_enum |= token_is(token, "v1_enum");
            if ((token_is(token, "async") || token_is(token, "async_uuid")) && !lint->local)
                refuse(lint, token, "async", "%.*s is not implemented in Wine's rpcrt4; use a callback interface",
                    (int)token->length, token->text);
            if (next_is(lint, "(")) {
                if (is_one_of(token, sizes))
                    check_sizes(lint, token, attributes);
                else
                    skip_balanced(lint);
            }
        }
        take_if(lint, "]");
    }
}

/* What a declaration's type is, as far as the rules need it. */
struct type {
    const struct token *first;
    bool is_text;
    unsigned int level; /* of text */
};

static void parse_members(struct lint *lint);

static void parse_enum(struct lint *lint, const struct token *keyword, bool v1_enum)
{
    if (peek(lint)->kind == TOKEN_NAME)
        take(lint);
    if (!next_is(lint, "{"))
        return;
    if (!v1_enum && !lint->local)
        refuse(lint, keyword, "enum", "an enum without [v1_enum] travels as 16 bits; write [v1_enum] before it");
    skip_balanced(lint);
}

static void parse_struct(struct lint *lint)
{
    struct attributes ignored = {0};

    if (peek(lint)->kind == TOKEN_NAME && !next_is(lint, "switch"))
        take(lint);
    if (take_if(lint, "switch")) { /* union switch (long tag) name { ... } */
        if (next_is(lint, "("))
            skip_balanced(lint);
        if (peek(lint)->kind == TOKEN_NAME)
            take(lint);
    }
    parse_attributes(lint, &ignored);
    if (take_if(lint, "{"))
        parse_members(lint);
}

/* The names before the declarator. The last of several is the declarator itself, unless a star or bracket follows. */
static void parse_type(struct lint *lint, struct attributes *attributes, struct type *type)
{
    const struct token *token;
    unsigned int level;
    bool has_base = false; /* a name that cannot be a qualifier was seen */

    memset(type, 0, sizeof(*type));
    type->first = peek(lint);
    for (;;) {
        parse_attributes(lint, attributes);
        token = peek(lint);
        if (token->kind != TOKEN_NAME)
            break;
        if (has_base && !is_one_of(token, qualifiers)) {
            /* "long long", "unsigned int": still the type, if another name or a star follows. */
            const struct token *next = token + 1;

            if (next->kind != TOKEN_NAME && !token_is(next, "*") && !is_one_of(token, pointer_sized))
                break;
        }
        take(lint);
        if (token_is(token, "enum")) {
            parse_enum(lint, token, attributes->v1_enum);
            has_base = true;
        } else if (token_is(token, "struct") || token_is(token, "union")) {
            parse_struct(lint);
            has_base = true;
        } else if (token_is(token, "SAFEARRAY") && next_is(lint, "(")) {
            struct attributes inner_attributes = {0};
            struct type inner;

            if (!lint->local)
                refuse(lint, token, "safearray",
                    "widl marshals SAFEARRAY(...) as if it were a plain array of its elements; use VARIANT, with the "
                    "array "
                    "in it");
            take(lint);
            parse_type(lint, &inner_attributes, &inner);
            while (take_if(lint, "*"))
                ;
            take_if(lint, ")");
            has_base = true;
        } else {
            check_type_name(lint, token);
            if (text_level(lint, token, &level)) {
                type->is_text = true;
                type->level = level;
                type->first = token;
            }
            has_base |= !is_one_of(token, qualifiers) || token_is(token, "unsigned") || token_is(token, "signed");
        }
    }
}

static void parse_parameters(struct lint *lint);

/* Stars, name, dimensions, parameters. */
static void parse_declarator(
    struct lint *lint, const struct attributes *attributes, const struct type *type, bool is_parameter, bool is_typedef)
{
    static const char *const between[] = {
        "const", "volatile", "__stdcall", "__cdecl", "WINAPI", "STDMETHODCALLTYPE", "__RPC_FAR", "far", NULL};
    const struct token *name = NULL, *bracket;
    unsigned int stars = 0, open = 0;

    for (;;) {
        if (take_if(lint, "*"))
            stars++;
        else if (peek(lint)->kind == TOKEN_NAME && is_one_of(peek(lint), between))
            take(lint);
        else
            break;
    }
    if (peek(lint)->kind == TOKEN_NAME)
        name = take(lint);
    else if (next_is(lint, "(")) /* a pointer to a function: not remotable, but typedefs in [local] have it */
        skip_balanced(lint);
    while (next_is(lint, "[")) {
        bracket = take(lint);
        if (next_is(lint, "]") || next_is(lint, "*")) {
            if (++open == 2 && !lint->local)
                refuse(lint, bracket, "dimensions",
                    "an array with more than one open dimension fails in Wine's rpcrt4; send one array and its row "
                    "length");
        }
        while (peek(lint)->kind != TOKEN_END && !next_is(lint, "]"))
            take(lint);
        take_if(lint, "]");
        if (stars)
            stars++;
    }
    if (next_is(lint, "("))
        parse_parameters(lint);
    if (next_is(lint, ":")) { /* bit-field */
        while (peek(lint)->kind != TOKEN_END && !next_is(lint, ";") && !next_is(lint, ","))
            take(lint);
    }
    if (is_typedef && name && type->is_text)
        add_text_name(lint, name, type->level + stars);
    if (is_parameter && attributes->out && !lint->local && type->is_text && type->level + stars >= 2 &&
        (attributes->string || !attributes->sized_inside))
        refuse(lint, type->first, "string-out",
            "an [out] pointer to text comes back as S_OK and NULL; use BSTR *, a buffer of the caller's with size_is, "
            "or "
            "[out, size_is(, *n)]");
}

static void parse_declarators(
    struct lint *lint, const struct attributes *attributes, const struct type *type, bool is_typedef)
{
    do
        parse_declarator(lint, attributes, type, false, is_typedef);
    while (take_if(lint, ","));
}

static void parse_parameters(struct lint *lint)
{
    take_if(lint, "(");
    while (peek(lint)->kind != TOKEN_END && !next_is(lint, ")")) {
        struct attributes attributes = {0};
        const struct token *before = peek(lint);
        struct type type;

        parse_attributes(lint, &attributes);
        parse_type(lint, &attributes, &type);
        parse_declarator(lint, &attributes, &type, true, false);
        while (peek(lint)->kind != TOKEN_END && !next_is(lint, ",") && !next_is(lint, ")")) {
            if (next_is(lint, "(") || next_is(lint, "[") || next_is(lint, "{"))
                skip_balanced(lint);
            else
                take(lint);
        }
        take_if(lint, ",");
        if (peek(lint) == before)
            take(lint);
    }
    take_if(lint, ")");
}

/* A member, a method, a typedef or a constant, to its semicolon. */
static void parse_declaration(struct lint *lint, struct attributes *attributes)
{
    bool is_typedef = take_if(lint, "typedef"), was_local = lint->local;
    struct type type;

    if (next_is(lint, "const")) {
        /* A constant does not travel: its type does not matter, unless this is "const T *member". */
        const struct token *token = lint->at;

        while (token->kind != TOKEN_END && !token_is(token, ";") && !token_is(token, "=") && !token_is(token, "{") &&
               !token_is(token, "("))
            token++;
        if (token_is(token, "=")) {
            skip_statement(lint);
            return;
        }
    }
    parse_attributes(lint, attributes);
    /* A method of a [local] interface does not cross, but a type that is declared there may be used elsewhere. */
    if (is_typedef || next_is(lint, "struct") || next_is(lint, "union") || next_is(lint, "enum"))
        lint->local = false;
    else
        lint->local |= attributes->local;
    parse_type(lint, attributes, &type);
    parse_declarators(lint, attributes, &type, is_typedef);
    skip_statement(lint);
    lint->local = was_local;
}

/* No IDL nests so deep; what does is broken or hostile, and would overflow our stack. */
#define MAX_DEPTH 100

static void parse_members(struct lint *lint)
{
    if (lint->depth >= MAX_DEPTH) {
        refuse(lint, peek(lint), "depth", "declarations are nested more than %d deep", MAX_DEPTH);
        while (peek(lint)->kind != TOKEN_END)
            take(lint);
        return;
    }
    lint->depth++;
    while (peek(lint)->kind != TOKEN_END && !next_is(lint, "}")) {
        struct attributes attributes = {0};
        const struct token *before;

        parse_attributes(lint, &attributes); /* [case(1)] too */
        if (take_if(lint, "default") || take_if(lint, "case")) {
            while (peek(lint)->kind != TOKEN_END && !take_if(lint, ":"))
                take(lint);
            continue;
        }
        if (take_if(lint, ";"))
            continue;
        before = peek(lint);
        parse_declaration(lint, &attributes);
        if (peek(lint) == before)
            take(lint);
    }
    take_if(lint, "}");
    lint->depth--;
}

static void parse_definitions(struct lint *lint, bool inside)
{
    if (lint->depth >= MAX_DEPTH) {
        refuse(lint, peek(lint), "depth", "interfaces are nested more than %d deep", MAX_DEPTH);
        while (peek(lint)->kind != TOKEN_END)
            take(lint);
        return;
    }
    lint->depth++;
    static const char *const containers[] = {"interface", "dispinterface", "library", "module", NULL};
    static const char *const skipped[] = {"import", "importlib", "midl_pragma", NULL};

    while (peek(lint)->kind != TOKEN_END) {
        struct attributes attributes = {0};
        const struct token *token;
        bool was_local = lint->local;

        parse_attributes(lint, &attributes);
        token = peek(lint);
        if (token_is(token, "}")) {
            if (inside)
                break;
            take(lint);
        } else if (token_is(token, "cpp_quote")) {
            take(lint);
            if (take_if(lint, "(") && peek(lint)->kind == TOKEN_STRING)
                check_quote(lint, peek(lint));
            while (peek(lint)->kind != TOKEN_END && !take_if(lint, ")"))
                take(lint);
        } else if (is_one_of(token, containers)) {
            while (peek(lint)->kind != TOKEN_END && !next_is(lint, "{") && !next_is(lint, ";"))
                take(lint);
            if (take_if(lint, "{")) {
                /* A dispinterface is only IDispatch::Invoke on the wire. */
                lint->local |= attributes.local || token_is(token, "dispinterface");
                parse_definitions(lint, true);
                lint->local = was_local;
                take_if(lint, "}");
            }
        } else if (token_is(token, "coclass")) {
            while (peek(lint)->kind != TOKEN_END && !next_is(lint, "{") && !next_is(lint, ";"))
                take(lint);
            if (next_is(lint, "{"))
                skip_balanced(lint);
            take_if(lint, ";");
        } else if (is_one_of(token, skipped)) {
            skip_statement(lint);
        } else if (token_is(token, ";") || token_is(token, ":") || token_is(token, "properties") ||
                   token_is(token, "methods")) {
            take(lint);
        } else if (token->kind == TOKEN_NAME) {
            parse_declaration(lint, &attributes);
            if (peek(lint) == token)
                take(lint);
        } else {
            take(lint);
        }
    }
    lint->depth--;
}

int lint_run(const char *name, const char *source, size_t size, FILE *output)
{
    struct lint lint = {.file = name, .output = output};
    struct token_list list = {0};

    if (!lexer_run(source, size, 1, 1, &list)) {
        token_list_free(&list);
        return -1;
    }
    lint.at = list.tokens;
    parse_definitions(&lint, false);
    free(lint.names);
    token_list_free(&list);
    return lint.out_of_memory ? -1 : lint.found;
}
