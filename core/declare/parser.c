/* SPDX-License-Identifier: MIT */
/* What the parser's files share: looking at tokens, symbols, and messages that name the nearest known word. */
#include "parser.h"

#include "crossbit/error.h"
#include "core/base/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool parse_no_memory(struct parser *parser)
{
    if (SUCCEEDED(parser->result))
        parser->result = message_set(parser->message, E_OUTOFMEMORY, L"out of memory while reading declarations");
    return false;
}

bool parse_fail(struct parser *parser, const struct token *token, const wchar_t *format, ...)
{
    wchar_t reason[1024], found[48] = L"";
    va_list args;

    if (FAILED(parser->result))
        return false;
    va_start(args, format);
    _vsnwprintf(reason, ARRAYSIZE(reason), format, args);
    va_end(args);
    reason[ARRAYSIZE(reason) - 1] = 0;
    if (token->kind == TOKEN_END) {
        wcscpy(found, L"the end of the text");
    } else {
        int length = token->length > 40 ? 40 : (int)token->length;

        length = MultiByteToWideChar(CP_UTF8, 0, token->text, length, found + 1, 42);
        found[0] = found[length + 1] = L'\'';
        found[length + 2] = 0;
    }
    parser->result = CROSSBIT_E_DECLARATION;
    if (parser->function)
        message_set(parser->message, S_OK, L"line %u, column %u, at %ls, in function '%hs': %ls", token->line,
            token->column, found, parser->function, reason);
    else
        message_set(
            parser->message, S_OK, L"line %u, column %u, at %ls: %ls", token->line, token->column, found, reason);
    return false;
}

void *parse_alloc(struct parser *parser, size_t size)
{
    void *memory = arena_alloc(&parser->arena, size);

    if (!memory)
        parse_no_memory(parser);
    return memory;
}

char *parse_copy(struct parser *parser, const struct token *token)
{
    char *copy = arena_text(&parser->arena, token->text, token->length);

    if (!copy)
        parse_no_memory(parser);
    return copy;
}

char *parse_spelling(struct parser *parser, uint32_t from, uint32_t to)
{
    size_t size = 1;
    char *spelling, *end;
    uint32_t i;

    for (i = from; i < to; i++)
        size += parser->tokens[i].length + 1;
    spelling = end = parse_alloc(parser, size);
    for (i = from; spelling && i < to; i++) {
        memcpy(end, parser->tokens[i].text, parser->tokens[i].length);
        end += parser->tokens[i].length;
        *end++ = ' ';
    }
    return spelling;
}

const struct token *peek(const struct parser *parser)
{
    return &parser->tokens[parser->at];
}

bool token_is(const struct token *token, const char *text)
{
    return (token->kind == TOKEN_NAME || token->kind == TOKEN_PUNCT) && strlen(text) == token->length &&
           !memcmp(token->text, text, token->length);
}

bool at_punct(const struct parser *parser, const char *text)
{
    return peek(parser)->kind == TOKEN_PUNCT && token_is(peek(parser), text);
}

bool take(struct parser *parser, const char *text)
{
    if (!token_is(peek(parser), text))
        return false;
    parser->at++;
    return true;
}

bool expect(struct parser *parser, const char *text, const wchar_t *where)
{
    return take(parser, text) || parse_fail(parser, peek(parser), L"'%hs' was expected %ls", text, where);
}

bool enter(struct parser *parser)
{
    if (parser->depth == PARSER_DEPTH)
        return parse_fail(parser, peek(parser), L"nested more than %u deep", PARSER_DEPTH);
    parser->depth++;
    return true;
}

void leave(struct parser *parser)
{
    parser->depth--;
}

static struct symbol **bucket_of(struct cscope *scope, const char *name, size_t length)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    while (length--)
        hash = (hash ^ (unsigned char)*name++) * 16777619u;
    return &scope->buckets[hash % SCOPE_BUCKETS];
}

const struct symbol *find_symbol(const struct parser *parser, enum symbol_kind kind, const struct token *name)
{
    const struct symbol *symbol;

    for (symbol = *bucket_of(parser->scope, name->text, name->length); symbol; symbol = symbol->bucket)
        if (symbol->kind == kind && token_is(name, symbol->name))
            return symbol;
    return NULL;
}

bool add_symbol(struct parser *parser, enum symbol_kind kind, const char *name, struct symbol **symbol)
{
    struct cscope *scope = parser->scope;
    struct symbol **bucket;

    *symbol = name ? parse_alloc(parser, sizeof(**symbol)) : NULL;
    if (!*symbol)
        return false;
    bucket = bucket_of(scope, name, strlen(name));
    **symbol = (struct symbol){
        .next = scope->symbols, .bucket = *bucket, .kind = kind, .name = name, .builtin = parser->builtin};
    scope->symbols = *bucket = *symbol;
    return true;
}

void undo_symbols(struct cscope *scope, struct symbol *keep)
{
    struct symbol *symbol;

    /* Newest first: each is the head of its bucket. */
    for (symbol = scope->symbols; symbol != keep; symbol = symbol->next)
        *bucket_of(scope, symbol->name, strlen(symbol->name)) = symbol->bucket;
    scope->symbols = keep;
}

struct item *add_item(struct parser *parser, struct items *items)
{
    struct item *grown;

    if (items->count == 4096) {
        parse_fail(parser, peek(parser), L"more than 4096 parameters or members");
        return NULL;
    }
    if (items->count == items->capacity) {
        items->capacity = items->capacity ? items->capacity * 2 : 8;
        grown = parse_alloc(parser, items->capacity * sizeof(*grown));
        if (!grown)
            return NULL;
        if (items->count)
            memcpy(grown, items->list, items->count * sizeof(*grown));
        items->list = grown;
    }
    return &items->list[items->count++];
}

/* The number of edits (Levenshtein) from a to b, letters of either case being one. */
static unsigned distance(const char *a, size_t a_length, const char *b)
{
    unsigned row[64], i, j, above, corner;
    size_t b_length = strlen(b);

    if (a_length >= ARRAYSIZE(row) || b_length >= ARRAYSIZE(row))
        return ARRAYSIZE(row);
    for (j = 0; j <= b_length; j++)
        row[j] = j;
    for (i = 1; i <= a_length; i++) {
        corner = row[0];
        row[0] = i;
        for (j = 1; j <= b_length; j++) {
            above = row[j];
            if ((a[i - 1] | 32) == (b[j - 1] | 32))
                row[j] = corner;
            else
                row[j] = 1 + min(corner, min(above, row[j - 1]));
            corner = above;
        }
    }
    return row[b_length];
}

struct nearest {
    const char *names[3];
    unsigned distances[3];
};

static void consider(struct nearest *nearest, const struct token *wanted, const char *name)
{
    unsigned d = distance(wanted->text, wanted->length, name), i, j;

    if (d > 1 + wanted->length / 4)
        return;
    for (i = 0; i < 3 && nearest->names[i]; i++) {
        if (!strcmp(nearest->names[i], name))
            return;
        if (d < nearest->distances[i])
            break;
    }
    if (i == 3)
        return;
    for (j = 2; j > i; j--) {
        nearest->names[j] = nearest->names[j - 1];
        nearest->distances[j] = nearest->distances[j - 1];
    }
    nearest->names[i] = name;
    nearest->distances[i] = d;
}

static void nearest_text(const struct nearest *nearest, wchar_t *text, size_t size)
{
    size_t length = 0;
    unsigned i;

    text[0] = 0;
    for (i = 0; i < 3 && nearest->names[i] && length + strlen(nearest->names[i]) + 24 < size; i++)
        length += (size_t)swprintf(
            text + length, size - length, L"%ls'%hs'", i ? L", " : L"; did you mean ", nearest->names[i]);
    if (length)
        swprintf(text + length, size - length, L"?");
}

void nearest_names(const char *const *names, size_t count, const struct token *name, wchar_t *text, size_t size)
{
    struct nearest nearest = {0};

    while (count--)
        consider(&nearest, name, *names++);
    nearest_text(&nearest, text, size);
}

void nearest_types(const struct parser *parser, const struct token *name, wchar_t *text, size_t size)
{
    static const char *const words[] = {"void", "char", "short", "int", "long", "float", "double", "signed", "unsigned",
        "struct", "union", "enum", "const", "__int64", "wchar_t", "typedef", "__cdecl", "__stdcall", "__fastcall",
        "__thiscall"};
    struct nearest nearest = {0};
    const struct symbol *symbol;
    size_t i;

    for (symbol = parser->scope->symbols; symbol; symbol = symbol->next)
        if (symbol->kind == SYMBOL_TYPEDEF)
            consider(&nearest, name, symbol->name);
    for (i = 0; i < ARRAYSIZE(words); i++)
        consider(&nearest, name, words[i]);
    nearest_text(&nearest, text, size);
}

struct undo {
    struct undo *next;
    struct record *record, saved;
};

bool touch_record(struct parser *parser, struct record *record)
{
    struct undo *undo = parse_alloc(parser, sizeof(*undo));

    if (!undo)
        return false;
    undo->record = record;
    undo->saved = *record;
    undo->next = parser->undo;
    parser->undo = undo;
    return true;
}

void undo_records(struct parser *parser)
{
    const struct undo *undo;

    for (undo = parser->undo; undo; undo = undo->next)
        *undo->record = undo->saved;
}
