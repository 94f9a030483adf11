/* SPDX-License-Identifier: MIT */
/* Size expressions: over parameters or members, or constant. */
#include "parser.h"

#include <string.h>

static const struct cexpr *parse_sum(struct parser *parser, const struct items *items);

static struct cexpr *create(struct parser *parser, enum cexpr_kind kind)
{
    struct cexpr *expression = parse_alloc(parser, sizeof(*expression));

    if (expression)
        expression->kind = kind;
    return expression;
}

static const struct cexpr *number(struct parser *parser, int64_t value)
{
    struct cexpr *expression = create(parser, EXPR_NUMBER);

    if (expression)
        expression->number = value;
    return expression;
}

/* name or #position; the token is not consumed when it is neither. */
static bool parse_reference(struct parser *parser, const struct items *items, uint32_t *index)
{
    const struct token *token = peek(parser);
    const char *what = items->members ? "member" : "parameter";
    const char **names;
    wchar_t near_names[160];

    if (take(parser, "#")) {
        token = peek(parser);
        if (token->kind != TOKEN_NUMBER || token->number < 1 || token->number > items->count)
            return parse_fail(parser, token, L"after '#' comes the number of a %hs, 1 to %u", what, items->count);
        parser->at++;
        *index = (uint32_t)token->number - 1;
        return true;
    }
    if (token->kind != TOKEN_NAME)
        return parse_fail(parser, token, L"a number, the name of a %hs or its position (#1) was expected", what);
    for (*index = 0; *index < items->count; ++*index) {
        if (items->list[*index].name && token_is(token, items->list[*index].name)) {
            parser->at++;
            return true;
        }
    }
    names = parse_alloc(parser, (items->count + 1) * sizeof(*names));
    if (!names)
        return false;
    for (*index = 0; *index < items->count; ++*index)
        names[*index] = items->list[*index].name ? items->list[*index].name : "";
    nearest_names(names, items->count, token, near_names, ARRAYSIZE(near_names));
    return parse_fail(parser, token, L"there is no %hs of this name%ls", what, near_names);
}

static const struct cexpr *parse_value(struct parser *parser, const struct items *items, bool deref)
{
    const struct token *token = peek(parser);
    const struct ctype *type;
    struct cexpr *expression;
    uint32_t index;

    if (!items) {
        parse_fail(parser, token, L"a constant number was expected; a size that varies belongs into [size_is(...)]");
        return NULL;
    }
    if (!parse_reference(parser, items, &index))
        return NULL;
    type = items->list[index].type;
    if (deref) {
        if (type->kind != CTYPE_POINTER || type->handle) {
            parse_fail(parser, token, L"this is no pointer to an integer");
            return NULL;
        }
        type = type->target;
    }
    if (type->kind != CTYPE_INT) {
        parse_fail(parser, token,
            type->kind == CTYPE_POINTER && !deref ? L"this is a pointer; write *%hs for what it points to"
                                                  : L"'%hs' is no integer",
            items->list[index].name ? items->list[index].name : "it");
        return NULL;
    }
    expression = create(parser, deref ? EXPR_DEREF : EXPR_PARAM);
    if (expression) {
        expression->index = index;
        expression->type = type;
    }
    return expression;
}

static const struct cexpr *parse_sizeof(struct parser *parser)
{
    const struct token *token;
    struct specifiers specifiers;
    const struct ctype *type;
    const struct token *name = NULL;

    if (!expect(parser, "(", L"after sizeof"))
        return NULL;
    token = peek(parser);
    if (!parse_specifiers(parser, &specifiers) || !parse_declarator(parser, specifiers.type, &type, &name))
        return NULL;
    if (name || specifiers.is_typedef || !type_complete(type)) {
        parse_fail(parser, token, L"sizeof needs a complete type");
        return NULL;
    }
    if (!type->portable) {
        parse_fail(parser, token,
            L"the size of '%hs' differs between 32 and 64 bits; write the number of elements instead", type->name);
        return NULL;
    }
    return expect(parser, ")", L"after sizeof's type") ? number(parser, type->size) : NULL;
}

static const struct cexpr *parse_primary(struct parser *parser, const struct items *items)
{
    const struct token *token = peek(parser);
    const struct symbol *symbol;
    const struct cexpr *expression;
    struct cexpr *negative;

    if (token->kind == TOKEN_NUMBER) {
        parser->at++;
        return number(parser, token->number);
    }
    if (take(parser, "sizeof"))
        return parse_sizeof(parser);
    if (take(parser, "*"))
        return parse_value(parser, items, true);
    if (at_punct(parser, "(") || at_punct(parser, "-")) {
        if (!enter(parser))
            return NULL;
        parser->at++;
        if (token_is(token, "(")) {
            expression = parse_sum(parser, items);
            if (expression && !expect(parser, ")", L"to match '('"))
                return NULL;
        } else {
            negative = create(parser, EXPR_SUB);
            if (!negative)
                return NULL;
            negative->left = number(parser, 0);
            negative->right = parse_primary(parser, items);
            expression = negative->left && negative->right ? negative : NULL;
        }
        leave(parser);
        return expression;
    }
    if (token->kind == TOKEN_NAME) {
        symbol = find_symbol(parser, SYMBOL_CONSTANT, token);
        if (symbol) {
            parser->at++;
            return number(parser, symbol->number);
        }
    }
    return parse_value(parser, items, false);
}

/* left op right; a long chain leans to the left, so its length is bounded like the nesting is. */
static const struct cexpr *parse_chain(struct parser *parser, const struct items *items, bool products)
{
    const struct cexpr *left = products ? parse_primary(parser, items) : parse_chain(parser, items, true);
    const struct cexpr *right;
    struct cexpr *both;
    uint32_t length = 0;

    while (left) {
        const struct token *token = peek(parser);
        enum cexpr_kind kind = token_is(token, "*")   ? EXPR_MUL
                               : token_is(token, "/") ? EXPR_DIV
                               : token_is(token, "+") ? EXPR_ADD
                                                      : EXPR_SUB;

        if (products ? !token_is(token, "*") && !token_is(token, "/") : !token_is(token, "+") && !token_is(token, "-"))
            break;
        if (++length > PARSER_DEPTH) {
            parse_fail(parser, token, L"this expression is too long");
            return NULL;
        }
        parser->at++;
        right = products ? parse_primary(parser, items) : parse_chain(parser, items, true);
        both = right ? create(parser, kind) : NULL;
        if (!both)
            return NULL;
        both->left = left;
        both->right = right;
        left = both;
    }
    return left;
}

static const struct cexpr *parse_sum(struct parser *parser, const struct items *items)
{
    return parse_chain(parser, items, false);
}

const struct cexpr *parse_expression(struct parser *parser, const struct items *items)
{
    return parse_sum(parser, items);
}

bool parse_constant(struct parser *parser, int64_t *value)
{
    const struct token *token = peek(parser);
    const struct cexpr *expression = parse_sum(parser, NULL);

    return expression &&
           (cexpr_evaluate(expression, NULL, value) || parse_fail(parser, token, L"this divides by zero or overflows"));
}

static bool read_value(const struct cexpr *expression, const struct cvalues *values, int64_t *value)
{
    const void *native = values->args ? values->args[expression->index]
                                      : (const char *)values->base + values->fields[expression->index].offset;

    if (expression->kind == EXPR_DEREF) {
        memcpy(&native, native, sizeof(native));
        if (!native)
            return false;
    }
    *value = ctype_read_int(expression->type, native);
    return *value >= 0 || expression->type->is_signed;
}

bool cexpr_evaluate(const struct cexpr *expression, const struct cvalues *values, int64_t *value)
{
    int64_t left, right;
    bool ok;

    *value = 0;
    if (expression->kind == EXPR_NUMBER) {
        *value = expression->number;
        return true;
    }
    if (expression->kind == EXPR_PARAM || expression->kind == EXPR_DEREF) {
        ok = read_value(expression, values, value);
    } else {
        if (!cexpr_evaluate(expression->left, values, &left) || !cexpr_evaluate(expression->right, values, &right))
            return false;
        if (expression->kind == EXPR_ADD)
            ok = !__builtin_add_overflow(left, right, value);
        else if (expression->kind == EXPR_SUB)
            ok = !__builtin_sub_overflow(left, right, value);
        else if (expression->kind == EXPR_MUL)
            ok = !__builtin_mul_overflow(left, right, value);
        else
            ok = right && !(right == -1 && left == INT64_MIN) && ((*value = left / right), true);
    }
    if (!ok)
        *value = 0;
    return ok;
}
