/* SPDX-License-Identifier: MIT */
/* Scopes and the top level of declarations. */
#include "parser.h"

#include "crossbit/error.h"
#include "core/base/message.h"

#include <stdlib.h>
#include <string.h>

extern const char cscope_builtin_names[];

static void parser_init(struct parser *parser, struct cscope *scope, BSTR *message)
{
    *parser = (struct parser){.scope = scope, .pack = 8, .abi = scope->abi, .message = message, .result = S_OK};
}

static bool declare_typedef(
    struct parser *parser, const struct token *name, const struct ctype *type, const char *spelling)
{
    const struct symbol *known = find_symbol(parser, SYMBOL_TYPEDEF, name);
    struct symbol *symbol;
    struct record *record;
    char *text;

    if (known && !known->builtin && strcmp(known->spelling, spelling))
        return parse_fail(parser, name, L"this type is declared already, in another way");
    if (type->kind == CTYPE_ARRAY && !type->count)
        return parse_fail(parser, name, L"an array type needs a bound");
    if (known && !known->builtin)
        return true;
    text = parse_copy(parser, name);
    if (!text || !add_symbol(parser, SYMBOL_TYPEDEF, text, &symbol))
        return false;
    if (type->kind == CTYPE_STRUCT || type->kind == CTYPE_UNION) {
        record = record_of(type);
        if (!record->tag) {
            record->plain.name = record->constant.name = text;
            record->tag = text;
        }
    }
    symbol->type = type_named(parser, type, text);
    symbol->spelling = spelling;
    return symbol->type != NULL;
}

static bool says_more_than_handle(const struct attributes *attributes)
{
    unsigned i;

    for (i = 0; i < ATTRIBUTE_LEVELS; i++)
        if (attributes->size[i])
            return true;
    return attributes->in || attributes->out || attributes->string || attributes->utf8 || attributes->release ||
           attributes->keep || attributes->sized || attributes->length || attributes->entry || attributes->ordinal;
}

/* `typedef [handle] void *ZIP;`: a handle by its type. `typedef [string] const char *get(int);`: of the result. */
static const struct ctype *typedef_handle(
    struct parser *parser, const struct ctype *type, const struct attributes *attributes)
{
    struct ctype *copy;

    if (!attributes->handle || type->kind != CTYPE_POINTER || says_more_than_handle(attributes)) {
        parse_fail(
            parser, attributes->token, L"of a typedef only a pointer can have an attribute: handle, kernel or user");
        return NULL;
    }
    copy = parse_alloc(parser, sizeof(*copy));
    if (copy) {
        *copy = *type;
        copy->handle = attributes->handle;
        if (copy->handle == HANDLE_USER)
            copy->wire_size = 4;
    }
    return copy;
}

static struct cfunction *add_function(struct parser *parser)
{
    struct cscope *scope = parser->scope;
    uint32_t number = scope->function_count;
    const struct cfunction ***chunk = &scope->chunks[number / SCOPE_CHUNK];
    struct cfunction *function;

    if (number == SCOPE_CHUNK * SCOPE_CHUNKS) {
        parse_fail(parser, peek(parser), L"more than %u functions", SCOPE_CHUNK * SCOPE_CHUNKS);
        return NULL;
    }
    /* A chunk outlives a failed text: it is the scope's at once. */
    if (!*chunk)
        *chunk = arena_alloc(&scope->arena, SCOPE_CHUNK * sizeof(**chunk));
    if (!*chunk) {
        parse_no_memory(parser);
        return NULL;
    }
    function = parse_alloc(parser, sizeof(*function));
    (*chunk)[number % SCOPE_CHUNK] = function;
    return function;
}

static bool declare_function(struct parser *parser, const struct token *name, const struct ctype *type,
    const struct attributes *attributes, const char *spelling)
{
    const struct symbol *known = find_symbol(parser, SYMBOL_FUNCTION, name);
    struct symbol *symbol;
    struct cfunction *added;

    if (known && strcmp(known->spelling, spelling))
        return parse_fail(parser, name,
            L"this function is declared already, in another way; a second name for one export: [entry(\"%hs\")]",
            known->name);
    added = add_function(parser);
    if (!added)
        return false;
    *added = *type->function;
    added->name = parse_copy(parser, name);
    added->entry = attributes->entry;
    added->ordinal = attributes->ordinal;
    if (!add_symbol(parser, SYMBOL_FUNCTION, added->name, &symbol))
        return false;
    symbol->spelling = spelling;
    /* Readers of other threads see the number after what it counts. */
    __atomic_store_n(&parser->scope->function_count, parser->scope->function_count + 1, __ATOMIC_RELEASE);
    return true;
}

static bool parse_one(struct parser *parser, const struct specifiers *specifiers, const struct attributes *attributes,
    const char *spelling)
{
    const struct token *token = peek(parser), *name = NULL;
    const struct ctype *type;
    bool takes_attributes;

    parser->function = NULL;
    if (token->kind == TOKEN_NAME && token_is(token + 1, "(")) {
        parser->function = parse_copy(parser, token);
        if (!parser->function)
            return false;
    }
    parser->result_attributes = attributes->token ? attributes : NULL;
    if (!parse_declarator(parser, specifiers->type, &type, &name))
        return false;
    takes_attributes = attributes->token && !parser->result_attributes;
    parser->result_attributes = NULL;
    if (parser->has_convention)
        return parse_fail(parser, parser->convention_token, L"a calling convention belongs to a function");
    if (!name)
        return parse_fail(parser, peek(parser), L"the name of what is declared was expected");
    if (specifiers->is_typedef) {
        if (attributes->entry || attributes->ordinal)
            return parse_fail(parser, attributes->token, L"a type has no entry");
        if (attributes->token && !takes_attributes)
            type = typedef_handle(parser, type, attributes);
        return type && declare_typedef(parser, name, type, spelling);
    }
    if (type->kind != CTYPE_FUNCTION)
        return parse_fail(parser, name, L"this declares a variable; only functions and types can be declared");
    return declare_function(parser, name, type, attributes, spelling);
}

static bool parse_declaration(struct parser *parser)
{
    const struct token *token = peek(parser);
    struct attributes attributes;
    struct specifiers specifiers;
    const char *spelling;
    bool is_typedef;
    uint32_t first = parser->at, last, depth = 0;

    parser->function = NULL;
    if (token_is(token, "#"))
        return parse_pragma(parser);
    if (take(parser, ";"))
        return true;
    for (last = first; parser->tokens[last].kind != TOKEN_END; last++) {
        depth += token_is(&parser->tokens[last], "{") ? 1u : depth && token_is(&parser->tokens[last], "}") ? -1u : 0u;
        if (!depth && token_is(&parser->tokens[last], ";"))
            break;
    }
    spelling = parse_spelling(parser, first, last);
    is_typedef = take(parser, "typedef"); /* as in MIDL, attributes come after it */
    if (!spelling || !parse_attributes(parser, &attributes) || !parse_specifiers(parser, &specifiers))
        return false;
    specifiers.is_typedef |= is_typedef;
    if (at_punct(parser, ";") || peek(parser)->kind == TOKEN_END) {
        bool has_tag = token_is(peek(parser) - 1, "}") || specifiers.type->kind == CTYPE_STRUCT ||
                       specifiers.type->kind == CTYPE_UNION || specifiers.type->kind == CTYPE_OPAQUE;

        if (attributes.token || specifiers.is_typedef || parser->has_convention || !has_tag)
            return parse_fail(parser, peek(parser), L"the name of what is declared was expected");
    } else {
        do {
            bool had_convention = parser->has_convention;

            if (!parse_one(parser, &specifiers, &attributes, spelling))
                return false;
            /* int __stdcall f(int), g(int): both are __stdcall. */
            parser->has_convention = had_convention;
        } while (take(parser, ","));
        parser->has_convention = false;
    }
    if (at_punct(parser, "{"))
        return parse_fail(parser, peek(parser), L"a declaration ends with ';': the body is in the DLL");
    return peek(parser)->kind == TOKEN_END || expect(parser, ";", L"after a declaration");
}

/* What the parser made becomes the scope's, or nothing of it. */
static HRESULT parser_finish(struct parser *parser, struct symbol *symbols, uint32_t functions)
{
    struct cscope *scope = parser->scope;

    if (SUCCEEDED(parser->result)) {
        arena_adopt(&scope->arena, &parser->arena);
    } else {
        undo_records(parser);
        undo_symbols(scope, symbols);
        scope->function_count = functions;
        arena_cleanup(&parser->arena);
    }
    return parser->result;
}

static HRESULT declare(struct cscope *scope, const char *text, bool builtin, BSTR *message)
{
    struct parser parser;
    struct symbol *symbols = scope->symbols;
    uint32_t functions = scope->function_count;

    parser_init(&parser, scope, message);
    parser.builtin = builtin;
    if (lex(&parser, text))
        while (peek(&parser)->kind != TOKEN_END && parse_declaration(&parser))
            ;
    return parser_finish(&parser, symbols, functions);
}

HRESULT cscope_create(struct cscope **scope)
{
    HRESULT hr;

    *scope = calloc(1, sizeof(**scope));
    if (!*scope)
        return E_OUTOFMEMORY;
    hr = declare(*scope, cscope_builtin_names, true, NULL);
    if (FAILED(hr)) {
        cscope_free(*scope);
        *scope = NULL;
    }
    return hr;
}

void cscope_set_abi(struct cscope *scope, enum cabi abi)
{
    scope->abi = abi;
    scope->abi_matters = true;
}

void cscope_free(struct cscope *scope)
{
    if (!scope)
        return;
    arena_cleanup(&scope->arena);
    free(scope);
}

HRESULT cscope_declare(struct cscope *scope, const char *text, uint32_t *first, uint32_t *count, BSTR *message)
{
    HRESULT hr;

    *first = scope->function_count;
    *count = 0;
    if (message)
        *message = NULL;
    hr = declare(scope, text, false, message);
    if (SUCCEEDED(hr))
        *count = scope->function_count - *first;
    return hr;
}

uint32_t cscope_function_count(const struct cscope *scope)
{
    return __atomic_load_n(&scope->function_count, __ATOMIC_ACQUIRE);
}

const struct cfunction *cscope_function(const struct cscope *scope, uint32_t number)
{
    if (number >= cscope_function_count(scope))
        return NULL;
    return scope->chunks[number / SCOPE_CHUNK][number % SCOPE_CHUNK];
}

/* C's default argument promotions. */
static const struct ctype *promote(const struct ctype *type)
{
    if (type->kind == CTYPE_FLOAT)
        return type_base("double");
    if (type->kind == CTYPE_BOOL || (type->kind == CTYPE_INT && type->size < 4))
        return type_base("int");
    return type;
}

static bool parse_variadic(struct parser *parser, const struct cfunction *function, struct cfunction **copy)
{
    struct items items = {0};
    struct item *item;
    bool variadic = false;
    uint32_t i;

    for (i = 0; i < function->param_count; i++) {
        item = add_item(parser, &items);
        if (!item)
            return false;
        *item = (struct item){.name = function->params[i].name,
            .type = function->params[i].type,
            .attr = function->params[i].attr,
            .resolved = true};
    }
    if (peek(parser)->kind != TOKEN_END && !parse_parameters(parser, &items, &variadic))
        return false;
    if (variadic || peek(parser)->kind != TOKEN_END)
        return parse_fail(parser, peek(parser), L"a ',' and the next type were expected");
    for (; i < items.count; i++)
        items.list[i].type = promote(items.list[i].type);
    *copy = parse_alloc(parser, sizeof(**copy));
    if (!*copy)
        return false;
    **copy = *function;
    (*copy)->params = items_params(parser, &items);
    (*copy)->param_count = items.count;
    return (*copy)->params != NULL;
}

HRESULT cscope_variadic(
    struct cscope *scope, uint32_t number, const char *types, const struct cfunction **function, BSTR *message)
{
    const struct cfunction *declared = cscope_function(scope, number);
    struct symbol *symbols = scope->symbols;
    struct variadic_copy *cached;
    struct parser parser;
    struct cfunction *copy = NULL;
    HRESULT hr;

    *function = NULL;
    if (message)
        *message = NULL;
    if (!declared || !declared->variadic)
        return message_set(
            message, CROSSBIT_E_ARGUMENT, L"function '%hs' has no variable arguments", declared ? declared->name : "?");
    for (cached = scope->variadics; cached; cached = cached->next) {
        if (cached->number == number && !strcmp(cached->types, types)) {
            *function = cached->function;
            return S_OK;
        }
    }
    parser_init(&parser, scope, message);
    parser.function = declared->name;
    cached = arena_alloc(&parser.arena, sizeof(*cached));
    if (!cached || !(cached->types = arena_text(&parser.arena, types, strlen(types))))
        parse_no_memory(&parser);
    else if (lex(&parser, types) && parse_variadic(&parser, declared, &copy)) {
        cached->number = number;
        cached->function = *function = copy;
        cached->next = scope->variadics;
    }
    hr = parser_finish(&parser, symbols, scope->function_count);
    if (SUCCEEDED(hr))
        scope->variadics = cached;
    return hr;
}
