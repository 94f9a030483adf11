/* SPDX-License-Identifier: MIT */
/* Declaration specifiers: the words before the first declarator. */
#include "parser.h"

#include <string.h>

enum word {
    WORD_VOID = 1 << 0,
    WORD_CHAR = 1 << 1,
    WORD_SHORT = 1 << 2,
    WORD_INT = 1 << 3,
    WORD_LONG = 1 << 4,
    WORD_LONGLONG = 1 << 5,
    WORD_FLOAT = 1 << 6,
    WORD_DOUBLE = 1 << 7,
    WORD_SIGNED = 1 << 8,
    WORD_UNSIGNED = 1 << 9,
    WORD_BOOL = 1 << 10,
    WORD_INT8 = 1 << 11,
    WORD_INT3264 = 1 << 12,
    WORD_WCHAR = 1 << 13,
};

static const struct {
    const char *name;
    enum word word;
} words[] = {
    {"void", WORD_VOID},
    {"VOID", WORD_VOID},
    {"char", WORD_CHAR},
    {"short", WORD_SHORT},
    {"int", WORD_INT},
    {"long", WORD_LONG},
    {"float", WORD_FLOAT},
    {"double", WORD_DOUBLE},
    {"signed", WORD_SIGNED},
    {"__signed__", WORD_SIGNED},
    {"unsigned", WORD_UNSIGNED},
    {"_Bool", WORD_BOOL},
    {"__int8", WORD_INT8},
    {"__int16", WORD_SHORT},
    {"__int32", WORD_INT},
    {"__int64", WORD_LONGLONG},
    {"__int3264", WORD_INT3264},
    {"wchar_t", WORD_WCHAR},
};

/* What a set of words means; `int` and `signed` are left out where they change nothing. */
static const struct {
    unsigned words;
    const char *base;
} meanings[] = {
    {WORD_VOID, "void"},
    {WORD_CHAR, "char"},
    {WORD_CHAR | WORD_SIGNED, "signed char"},
    {WORD_CHAR | WORD_UNSIGNED, "unsigned char"},
    {WORD_INT8, "signed char"},
    {WORD_INT8 | WORD_SIGNED, "signed char"},
    {WORD_INT8 | WORD_UNSIGNED, "unsigned char"},
    {WORD_SHORT, "short"},
    {WORD_SHORT | WORD_UNSIGNED, "unsigned short"},
    {0, "int"},
    {WORD_UNSIGNED, "unsigned int"},
    {WORD_LONG, "long"},
    {WORD_LONG | WORD_UNSIGNED, "unsigned long"},
    {WORD_LONGLONG, "long long"},
    {WORD_LONGLONG | WORD_UNSIGNED, "unsigned long long"},
    {WORD_FLOAT, "float"},
    {WORD_DOUBLE, "double"},
    {WORD_BOOL, "_Bool"},
    {WORD_WCHAR, "wchar_t"},
    {WORD_INT3264, "__int3264"},
    {WORD_INT3264 | WORD_UNSIGNED, "unsigned __int3264"},
};

static const char *const skipped[] = {"extern", "inline", "__inline", "__inline__", "register", "volatile", "restrict",
    "__restrict", "__restrict__", "FAR", "NEAR", "far", "near", "DECLSPEC_IMPORT", "WINBASEAPI", "WINUSERAPI",
    "WINADVAPI", "WINGDIAPI", "_Noreturn"};

static bool take_one_of(struct parser *parser, const char *const *names, size_t count)
{
    while (count--)
        if (take(parser, *names++))
            return true;
    return false;
}

static bool at_word(const struct parser *parser, enum word *word)
{
    size_t i;

    if (peek(parser)->kind != TOKEN_NAME)
        return false;
    for (i = 0; i < ARRAYSIZE(words); i++) {
        if (token_is(peek(parser), words[i].name)) {
            *word = words[i].word;
            return true;
        }
    }
    return false;
}

bool take_convention(struct parser *parser)
{
    static const struct {
        const char *name;
        enum cconvention convention;
    } conventions[] = {
        {"__cdecl", CONV_CDECL},
        {"_cdecl", CONV_CDECL},
        {"WINAPIV", CONV_CDECL},
        {"CDECL", CONV_CDECL},
        {"__stdcall", CONV_STDCALL},
        {"_stdcall", CONV_STDCALL},
        {"WINAPI", CONV_STDCALL},
        {"CALLBACK", CONV_STDCALL},
        {"APIENTRY", CONV_STDCALL},
        {"PASCAL", CONV_STDCALL},
        {"STDMETHODCALLTYPE", CONV_STDCALL},
        {"__fastcall", CONV_FASTCALL},
        {"_fastcall", CONV_FASTCALL},
        {"__thiscall", CONV_THISCALL},
    };
    size_t i;

    for (i = 0; i < ARRAYSIZE(conventions); i++) {
        if (token_is(peek(parser), conventions[i].name)) {
            if (parser->has_convention && parser->convention != conventions[i].convention)
                return parse_fail(parser, peek(parser), L"this is a second calling convention");
            parser->has_convention = true;
            parser->convention = conventions[i].convention;
            parser->convention_token = peek(parser);
            parser->at++;
            return true;
        }
    }
    return false;
}

bool starts_type(const struct parser *parser)
{
    static const char *const others[] = {"struct", "union", "enum", "const", "CONST", "typedef"};
    enum word word;
    size_t i;

    if (peek(parser)->kind != TOKEN_NAME)
        return false;
    for (i = 0; i < ARRAYSIZE(others); i++)
        if (token_is(peek(parser), others[i]))
            return true;
    for (i = 0; i < ARRAYSIZE(skipped); i++)
        if (token_is(peek(parser), skipped[i]))
            return true;
    return at_word(parser, &word) || find_symbol(parser, SYMBOL_TYPEDEF, peek(parser));
}

static bool skip_declspec(struct parser *parser)
{
    uint32_t depth = 1;

    if (!expect(parser, "(", L"after __declspec"))
        return false;
    for (; depth; parser->at++) {
        if (peek(parser)->kind == TOKEN_END)
            return parse_fail(parser, peek(parser), L"')' was expected");
        if (token_is(peek(parser), "align"))
            return parse_fail(parser, peek(parser), L"alignment can be changed by #pragma pack only");
        depth += at_punct(parser, "(") ? 1u : at_punct(parser, ")") ? -1u : 0u;
    }
    return true;
}

static bool combine(struct parser *parser, unsigned *seen, enum word word, const struct token *token)
{
    if (word == WORD_LONG && (*seen & WORD_LONG)) {
        *seen = (*seen & ~(unsigned)WORD_LONG) | WORD_LONGLONG;
        return true;
    }
    if (((*seen | word) & (WORD_LONG | WORD_DOUBLE)) == (WORD_LONG | WORD_DOUBLE))
        return parse_fail(parser, token, L"long double has no fixed size on Windows and cannot cross; use double");
    if (*seen & word)
        return parse_fail(parser, token, L"this word is there already");
    *seen |= word;
    return true;
}

static const struct ctype *meaning_of(struct parser *parser, unsigned seen, const struct token *token)
{
    size_t i;
    unsigned sized = WORD_SHORT | WORD_LONG | WORD_LONGLONG | WORD_SIGNED | WORD_UNSIGNED;

    if ((seen & WORD_INT) && !(seen & ~(sized | WORD_INT)))
        seen &= ~(unsigned)WORD_INT;
    if ((seen & WORD_SIGNED) && (seen & WORD_UNSIGNED)) {
        parse_fail(parser, token, L"a type cannot be signed and unsigned");
        return NULL;
    }
    if ((seen & WORD_SIGNED) && !(seen & (WORD_CHAR | WORD_INT8 | WORD_FLOAT | WORD_DOUBLE | WORD_VOID | WORD_BOOL)))
        seen &= ~(unsigned)WORD_SIGNED;
    for (i = 0; i < ARRAYSIZE(meanings); i++)
        if (meanings[i].words == seen)
            return type_base(meanings[i].base);
    parse_fail(parser, token, L"these words do not make a type together");
    return NULL;
}

static bool one_type_only(struct parser *parser, const struct specifiers *specifiers, unsigned seen)
{
    return (!specifiers->type && !seen) ||
           parse_fail(parser, peek(parser), L"there are two types here; is a ',' missing?");
}

bool parse_specifiers(struct parser *parser, struct specifiers *specifiers)
{
    const struct token *first = peek(parser), *token;
    const struct symbol *symbol;
    unsigned seen = 0;
    bool is_const = false;
    enum word word;
    wchar_t near_names[160];

    *specifiers = (struct specifiers){0};
    for (;;) {
        token = peek(parser);
        if (take(parser, "typedef")) {
            specifiers->is_typedef = true;
        } else if (take(parser, "const") || take(parser, "CONST")) {
            is_const = true;
        } else if (take_one_of(parser, skipped, ARRAYSIZE(skipped)) || take_convention(parser)) {
            continue;
        } else if (take(parser, "__declspec")) {
            if (!skip_declspec(parser))
                return false;
        } else if (token_is(token, "__attribute__")) {
            return parse_fail(parser, token, L"GCC's attributes are not read; write __stdcall or #pragma pack instead");
        } else if (token_is(token, "static")) {
            return parse_fail(parser, token, L"a static function is not exported");
        } else if (at_word(parser, &word)) {
            if (specifiers->type)
                return one_type_only(parser, specifiers, seen);
            if (!combine(parser, &seen, word, token))
                return false;
            parser->at++;
        } else if (token_is(token, "struct") || token_is(token, "union") || token_is(token, "enum")) {
            if (!one_type_only(parser, specifiers, seen))
                return false;
            parser->at++;
            if (!(token_is(token, "enum") ? parse_enum(parser, &specifiers->type)
                                          : parse_record(parser, token_is(token, "union"), &specifiers->type)))
                return false;
        } else if (!seen && !specifiers->type && token->kind == TOKEN_NAME &&
                   (symbol = find_symbol(parser, SYMBOL_TYPEDEF, token))) {
            specifiers->type = symbol->type;
            parser->at++;
        } else {
            break;
        }
        if (FAILED(parser->result))
            return false;
    }
    if (FAILED(parser->result))
        return false;
    if (seen)
        specifiers->type = meaning_of(parser, seen, first);
    else if (!specifiers->type && token->kind == TOKEN_NAME && find_symbol(parser, SYMBOL_TAG, token))
        return parse_fail(parser, token, L"this is a tag: write struct, union or enum before it");
    else if (!specifiers->type && token->kind == TOKEN_NAME) {
        nearest_types(parser, token, near_names, ARRAYSIZE(near_names));
        return parse_fail(parser, token,
            L"this type is not known%ls (new types are declared with typedef, struct, union or enum)", near_names);
    } else if (!specifiers->type)
        return parse_fail(parser, token, L"a type was expected");
    if (specifiers->type && is_const)
        specifiers->type = type_const(parser, specifiers->type);
    return specifiers->type != NULL;
}
