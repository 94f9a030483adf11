/* SPDX-License-Identifier: MIT */
/* Splits an IDL file into tokens with their places. Comments are dropped; a preprocessor line is one token. */
#ifndef IDL_LINT_LEXER_H
#define IDL_LINT_LEXER_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
    TOKEN_END,
    TOKEN_NAME, /* identifiers and keywords */
    TOKEN_NUMBER,
    TOKEN_STRING,   /* with its quotes; character constants too */
    TOKEN_MARK,     /* one character */
    TOKEN_DIRECTIVE /* #... to the end of the line, continued lines included */
};

struct token {
    enum token_kind kind;
    const char *text; /* into the source, not terminated */
    size_t length;
    unsigned int line, column; /* from 1; columns count characters of UTF-8 */
};

struct token_list {       /* zero-initialise */
    struct token *tokens; /* ends with TOKEN_END */
    size_t count, capacity;
};

/* Adds the tokens of source, which begins at that place of its file and must stay. False when out of memory. */
bool lexer_run(const char *source, size_t size, unsigned int line, unsigned int column, struct token_list *list);
void token_list_free(struct token_list *list);
bool token_is(const struct token *token, const char *text);

#endif
