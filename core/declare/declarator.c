/* SPDX-License-Identifier: MIT */
/* Declarators: pointers, arrays and functions around a name. */
#include "parser.h"

#include <string.h>

static bool skip_group(struct parser *parser) /* from after '(' to after its ')' */
{
    uint32_t depth = 1;

    for (; depth; parser->at++) {
        if (peek(parser)->kind == TOKEN_END)
            return parse_fail(parser, peek(parser), L"')' was expected");
        depth += at_punct(parser, "(") ? 1u : at_punct(parser, ")") ? -1u : 0u;
    }
    return true;
}

static bool parse_parameter(struct parser *parser, struct items *items)
{
    const struct token *token = peek(parser), *name = NULL;
    struct specifiers specifiers;
    struct attributes attributes;
    const struct ctype *type;
    struct item *item;

    if (!parse_attributes(parser, &attributes) || !parse_specifiers(parser, &specifiers))
        return false;
    if (specifiers.is_typedef)
        return parse_fail(parser, token, L"a typedef cannot be a parameter");
    if (!parse_declarator(parser, specifiers.type, &type, &name))
        return false;
    if (parser->has_convention)
        return parse_fail(parser, parser->convention_token, L"a calling convention belongs to a function");
    item = add_item(parser, items);
    if (!item)
        return false;
    item->token = name ? name : token;
    item->attributes = attributes;
    item->name = name ? parse_copy(parser, name) : NULL;
    if (type->kind == CTYPE_ARRAY) {
        item->no_bound = !type->count;
        item->implied = type->count;
        type = type_pointer(parser, type->target);
    } else if (type->kind == CTYPE_FUNCTION) {
        type = type_pointer(parser, type);
    }
    if (FAILED(parser->result) || !type)
        return false;
    item->type = type;
    if (!type_complete(type))
        return parse_fail(
            parser, item->token, L"a parameter cannot be '%hs', which is not complete; declare a pointer", type->name);
    return type->kind == CTYPE_POINTER || type->size <= 65536 ||
           parse_fail(parser, item->token, L"more than 64 KB cannot be passed by value");
}

bool parse_parameters(struct parser *parser, struct items *items, bool *variadic)
{
    bool had_convention = parser->has_convention;
    const struct attributes *result_attributes = parser->result_attributes;
    const struct token *end;

    *variadic = false;
    /* () is a function without parameters here, as in C23. */
    if (at_punct(parser, ")"))
        return true;
    end = peek(parser)->kind == TOKEN_END ? peek(parser) : peek(parser) + 1;
    if ((token_is(peek(parser), "void") || token_is(peek(parser), "VOID")) && token_is(end, ")")) {
        parser->at++;
        return true;
    }
    parser->has_convention = false;
    parser->result_attributes = NULL;
    do {
        if (take(parser, "...")) {
            *variadic = true;
            break;
        }
        if (items->count == 255)
            return parse_fail(parser, peek(parser), L"more than 255 parameters");
        if (!parse_parameter(parser, items))
            return false;
    } while (take(parser, ","));
    parser->has_convention = had_convention;
    parser->result_attributes = result_attributes;
    return resolve_items(parser, items);
}

struct cparam *items_params(struct parser *parser, const struct items *items)
{
    struct cparam *params = parse_alloc(parser, (items->count + 1) * sizeof(*params));
    uint32_t i;

    for (i = 0; params && i < items->count; i++) {
        params[i].name = items->list[i].name;
        params[i].type = items->list[i].type;
        params[i].attr = items->list[i].attr;
    }
    return params;
}

/* '(' is behind us; the result's type, convention and attributes are known. */
static const struct ctype *parse_function(struct parser *parser, const struct ctype *result, const struct token *token)
{
    struct cfunction *function = parse_alloc(parser, sizeof(*function));
    struct items items = {0};

    if (!function)
        return NULL;
    function->name = "callback";
    function->result = result;
    function->convention = parser->has_convention ? parser->convention : CONV_CDECL;
    function->abi = parser->abi;
    parser->has_convention = false;
    if (result->kind != CTYPE_VOID && !type_complete(result)) {
        parse_fail(parser, token, L"a function cannot return '%hs'", result->name);
        return NULL;
    }
    if (result->kind == CTYPE_ARRAY || result->size > 65536) {
        parse_fail(parser, token, L"a function cannot return an array or more than 64 KB");
        return NULL;
    }
    if (!parse_parameters(parser, &items, &function->variadic) || !expect(parser, ")", L"after the parameters"))
        return NULL;
    if (function->variadic && function->convention != CONV_CDECL) {
        parse_fail(parser, token, L"a function with variable arguments is __cdecl");
        return NULL;
    }
    if (!resolve_result(parser, &items, result, parser->result_attributes, token, &function->result_attr))
        return NULL;
    parser->result_attributes = NULL;
    function->params = items_params(parser, &items);
    function->param_count = items.count;
    return function->params ? type_function(parser, function) : NULL;
}

static const struct ctype *parse_array(struct parser *parser, const struct ctype *element, bool outermost)
{
    const struct token *token = peek(parser);
    const struct ctype *type;
    int64_t count = 0;

    parser->at++; /* '[' */
    if (at_punct(parser, "]") && !outermost) {
        parse_fail(parser, token, L"only the first bound of an array can be left out");
        return NULL;
    }
    if (!at_punct(parser, "]")) {
        if (!parse_constant(parser, &count))
            return NULL;
        if (count < 1 || count > TYPE_LIMIT) {
            parse_fail(parser, token, L"an array has 1 to %u elements", TYPE_LIMIT);
            return NULL;
        }
    }
    if (!expect(parser, "]", L"after the bound"))
        return NULL;
    if (at_punct(parser, "[")) {
        if (!enter(parser))
            return NULL;
        element = parse_array(parser, element, false);
        leave(parser);
        if (!element)
            return NULL;
    }
    if (!type_complete(element)) {
        parse_fail(parser, token, L"an array cannot be of '%hs'", element->name);
        return NULL;
    }
    if ((uint64_t)element->size * (uint64_t)(count ? count : 1) > TYPE_LIMIT || element->level >= PARSER_DEPTH) {
        parse_fail(parser, token, L"this array is larger than 16 MB or nested more than %u deep", PARSER_DEPTH);
        return NULL;
    }
    type = type_array(parser, element, (uint32_t)count);
    return type;
}

static const struct ctype *parse_suffixes(struct parser *parser, const struct ctype *type)
{
    const struct token *token = peek(parser);

    if (at_punct(parser, "["))
        return parse_array(parser, type, true);
    if (!take(parser, "("))
        return type;
    if (!enter(parser))
        return NULL;
    type = parse_function(parser, type, token);
    leave(parser);
    return type;
}

static bool at_nested(struct parser *parser)
{
    const struct token *next = peek(parser) + 1;
    bool nested;

    if (!at_punct(parser, "("))
        return false;
    if (token_is(next, "*") || token_is(next, "("))
        return true;
    parser->at++;
    /* A name that is no type: `int (name)(...)`. A convention: `int (__stdcall *name)(...)`. */
    nested = next->kind == TOKEN_NAME && (!starts_type(parser) || token_is(next, "FAR"));
    parser->at--;
    return nested;
}

static bool parse_nested(
    struct parser *parser, const struct ctype *type, const struct ctype **out, const struct token **name)
{
    uint32_t inside, end;

    parser->at++; /* '(' */
    while (take_convention(parser))
        ;
    inside = parser->at;
    if (FAILED(parser->result) || !skip_group(parser))
        return false;
    type = parse_suffixes(parser, type);
    end = parser->at;
    parser->at = inside;
    if (!type || !parse_declarator(parser, type, out, name) || !expect(parser, ")", L"to match '('"))
        return false;
    parser->at = end;
    return true;
}

bool parse_declarator(
    struct parser *parser, const struct ctype *type, const struct ctype **out, const struct token **name)
{
    bool ok;

    while (type) {
        if (take(parser, "*"))
            type = type_pointer(parser, type);
        else if (take(parser, "const"))
            type = type_const(parser, type);
        else if (!take(parser, "volatile") && !take(parser, "restrict") && !take(parser, "__restrict") &&
                 !take(parser, "FAR") && !take(parser, "far") && !take_convention(parser))
            break;
        if (FAILED(parser->result))
            return false;
    }
    if (!type || !enter(parser))
        return false;
    if (at_nested(parser)) {
        ok = parse_nested(parser, type, out, name);
    } else {
        if (peek(parser)->kind == TOKEN_NAME && !token_is(peek(parser), "const")) {
            if (*name)
                return parse_fail(parser, peek(parser), L"there are two names here");
            *name = peek(parser);
            parser->at++;
        }
        *out = parse_suffixes(parser, type);
        ok = *out != NULL;
    }
    leave(parser);
    return ok;
}
