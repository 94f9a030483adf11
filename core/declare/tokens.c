/* SPDX-License-Identifier: MIT */
/* Cuts the text of declarations into tokens. */
#include "parser.h"

#include <string.h>

struct lexer {
    struct parser *parser;
    const char *at;
    uint32_t line, column, capacity;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void step(struct lexer *lexer)
{
    if (*lexer->at == '\n') {
        lexer->line++;
        lexer->column = 1;
    } else if (((unsigned char)*lexer->at & 0xc0) != 0x80) { /* the first byte of a UTF-8 sequence */
        lexer->column++;
    }
    lexer->at++;
}

static bool add_token(struct lexer *lexer, struct token **token)
{
    struct parser *parser = lexer->parser;
    struct token *grown;

    if (parser->count == lexer->capacity) {
        lexer->capacity = lexer->capacity ? lexer->capacity * 2 : 128;
        grown = parse_alloc(parser, lexer->capacity * sizeof(*grown));
        if (!grown)
            return false;
        if (parser->count)
            memcpy(grown, parser->tokens, parser->count * sizeof(*grown));
        parser->tokens = grown;
    }
    *token = &parser->tokens[parser->count++];
    **token = (struct token){.text = lexer->at, .line = lexer->line, .column = lexer->column};
    return true;
}

static bool skip_space(struct lexer *lexer, struct token *here)
{
    for (;;) {
        while (*lexer->at && strchr(" \t\r\n\f\v", *lexer->at))
            step(lexer);
        if (lexer->at[0] == '/' && lexer->at[1] == '/') {
            while (*lexer->at && *lexer->at != '\n')
                step(lexer);
        } else if (lexer->at[0] == '/' && lexer->at[1] == '*') {
            *here = (struct token){
                .kind = TOKEN_PUNCT, .text = lexer->at, .length = 2, .line = lexer->line, .column = lexer->column};
            step(lexer);
            step(lexer);
            while (*lexer->at && !(lexer->at[0] == '*' && lexer->at[1] == '/'))
                step(lexer);
            if (!*lexer->at)
                return parse_fail(lexer->parser, here, L"this comment has no end");
            step(lexer);
            step(lexer);
        } else {
            return true;
        }
    }
}

static bool lex_number(struct lexer *lexer, struct token *token)
{
    unsigned base = 10, digit;
    uint64_t value = 0;
    bool any = false;

    token->kind = TOKEN_NUMBER;
    if (lexer->at[0] == '0') {
        base = 8;
        any = true;
        step(lexer);
        if (*lexer->at == 'x' || *lexer->at == 'X') {
            base = 16;
            any = false;
            step(lexer);
        }
    }
    for (;; step(lexer)) {
        char c = *lexer->at;

        if (is_digit(c))
            digit = (unsigned)(c - '0');
        else if (base == 16 && ((c | 32) >= 'a' && (c | 32) <= 'f'))
            digit = (unsigned)((c | 32) - 'a' + 10);
        else
            break;
        if (digit >= base || value > ((uint64_t)INT64_MAX - digit) / base)
            any = false;
        else
            any = true;
        if (!any)
            break;
        value = value * base + digit;
    }
    while (*lexer->at && strchr("uUlL", *lexer->at))
        step(lexer);
    if (!any || is_letter(*lexer->at) || is_digit(*lexer->at) || *lexer->at == '.') {
        while (is_letter(*lexer->at) || is_digit(*lexer->at) || *lexer->at == '.')
            step(lexer);
        token->length = (uint32_t)(lexer->at - token->text);
        return parse_fail(lexer->parser, token, L"this is not an integer of at most 63 bits");
    }
    token->number = (int64_t)value;
    return true;
}

static bool lex_string(struct lexer *lexer, struct token *token)
{
    token->kind = TOKEN_STRING;
    step(lexer);
    token->text = lexer->at;
    while (*lexer->at && *lexer->at != '"' && *lexer->at != '\n')
        step(lexer);
    token->length = (uint32_t)(lexer->at - token->text);
    if (*lexer->at != '"')
        return parse_fail(lexer->parser, token, L"this text has no closing quote");
    step(lexer);
    return true;
}

bool lex(struct parser *parser, const char *text)
{
    struct lexer lexer = {.parser = parser, .at = text, .line = 1, .column = 1};
    struct token *token, here;

    if (strlen(text) > (1u << 26)) {
        here = (struct token){.kind = TOKEN_END, .line = 1, .column = 1};
        return parse_fail(parser, &here, L"the text is longer than 64 MB");
    }
    do {
        if (!skip_space(&lexer, &here) || !add_token(&lexer, &token))
            return false;
        if (!*lexer.at) {
            token->kind = TOKEN_END;
        } else if (is_letter(*lexer.at)) {
            token->kind = TOKEN_NAME;
            while (is_letter(*lexer.at) || is_digit(*lexer.at))
                step(&lexer);
        } else if (is_digit(*lexer.at)) {
            if (!lex_number(&lexer, token))
                return false;
        } else if (*lexer.at == '"') {
            if (!lex_string(&lexer, token))
                return false;
            continue;
        } else {
            token->kind = TOKEN_PUNCT;
            if (!strncmp(lexer.at, "...", 3)) {
                step(&lexer);
                step(&lexer);
            }
            step(&lexer);
            while (((unsigned char)*lexer.at & 0xc0) == 0x80)
                step(&lexer);
        }
        token->length = (uint32_t)(lexer.at - token->text);
    } while (token->kind != TOKEN_END);
    return true;
}
