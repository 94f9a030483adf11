/* SPDX-License-Identifier: MIT */
/* Cuts IDL into tokens. */
#include "lexer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct lexer {
    const char *at, *end;
    unsigned int line, column;
};

static void step(struct lexer *lexer)
{
    unsigned char c = (unsigned char)*lexer->at++;

    if (c == '\n') {
        lexer->line++;
        lexer->column = 1;
    } else if ((c & 0xc0) != 0x80) { /* continuation bytes of UTF-8 are part of one character */
        lexer->column++;
    }
}

static bool looking_at(const struct lexer *lexer, const char *text)
{
    size_t length = strlen(text);

    return (size_t)(lexer->end - lexer->at) >= length && memcmp(lexer->at, text, length) == 0;
}

/* Also a backslash at the end of a line is white space. */
static void skip_blanks(struct lexer *lexer)
{
    while (lexer->at < lexer->end) {
        if (isspace((unsigned char)*lexer->at) || looking_at(lexer, "\\\n") || looking_at(lexer, "\\\r\n")) {
            step(lexer);
        } else if (looking_at(lexer, "//")) {
            while (lexer->at < lexer->end && *lexer->at != '\n')
                step(lexer);
        } else if (looking_at(lexer, "/*")) {
            step(lexer);
            step(lexer);
            while (lexer->at < lexer->end && !looking_at(lexer, "*/"))
                step(lexer);
            if (lexer->at < lexer->end) {
                step(lexer);
                step(lexer);
            }
        } else {
            return;
        }
    }
}

static bool is_name_character(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

static void read_string(struct lexer *lexer)
{
    char quote = *lexer->at;

    step(lexer);
    while (lexer->at < lexer->end && *lexer->at != quote && *lexer->at != '\n') {
        if (*lexer->at == '\\' && lexer->end - lexer->at > 1)
            step(lexer);
        step(lexer);
    }
    if (lexer->at < lexer->end && *lexer->at == quote)
        step(lexer);
}

static void read_directive(struct lexer *lexer)
{
    while (lexer->at < lexer->end && *lexer->at != '\n') {
        if (looking_at(lexer, "\\\n")) {
            step(lexer);
        } else if (looking_at(lexer, "\\\r\n")) {
            step(lexer);
            step(lexer);
        } else if (looking_at(lexer, "//") || looking_at(lexer, "/*")) {
            return;
        }
        step(lexer);
    }
}

static bool add(struct token_list *list, const struct token *token)
{
    struct token *grown;

    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 1024;
        grown = realloc(list->tokens, list->capacity * sizeof(*grown));
        if (!grown)
            return false;
        list->tokens = grown;
    }
    list->tokens[list->count++] = *token;
    return true;
}

bool lexer_run(const char *source, size_t size, unsigned int line, unsigned int column, struct token_list *list)
{
    struct lexer lexer = {source, source + size, line, column};
    struct token token;

    if (looking_at(&lexer, "\xef\xbb\xbf"))
        lexer.at += 3;
    for (;;) {
        skip_blanks(&lexer);
        token.text = lexer.at;
        token.line = lexer.line;
        token.column = lexer.column;
        if (lexer.at >= lexer.end) {
            token.kind = TOKEN_END;
            token.length = 0;
            return add(list, &token);
        }
        if (*lexer.at == '#') {
            token.kind = TOKEN_DIRECTIVE;
            read_directive(&lexer);
        } else if (*lexer.at == '"' || *lexer.at == '\'') {
            token.kind = TOKEN_STRING;
            read_string(&lexer);
        } else if (is_name_character(*lexer.at)) {
            token.kind = isdigit((unsigned char)*lexer.at) ? TOKEN_NUMBER : TOKEN_NAME;
            while (lexer.at < lexer.end && is_name_character(*lexer.at))
                step(&lexer);
        } else {
            token.kind = TOKEN_MARK;
            step(&lexer);
        }
        token.length = (size_t)(lexer.at - token.text);
        if (!add(list, &token))
            return false;
    }
}

void token_list_free(struct token_list *list)
{
    free(list->tokens);
    memset(list, 0, sizeof(*list));
}

bool token_is(const struct token *token, const char *text)
{
    return token->length == strlen(text) && memcmp(token->text, text, token->length) == 0;
}
