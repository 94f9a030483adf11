/* SPDX-License-Identifier: MIT */
/* Structs, unions and enums with their layout, and #pragma pack. */
#include "parser.h"

#include <stdio.h>
#include <string.h>

static struct record *create_record(struct parser *parser, const char *tag, bool is_union)
{
    struct record *record = parse_alloc(parser, sizeof(*record));
    const char *word = is_union ? "union" : "struct";
    struct symbol *symbol;
    char *name;

    if (!record)
        return NULL;
    name = parse_alloc(parser, strlen(tag ? tag : "") + 16);
    if (!name)
        return NULL;
    sprintf(name, tag ? "%s %s" : "%s", word, tag);
    record->tag = tag;
    record->plain = (struct ctype){.kind = CTYPE_OPAQUE, .name = name, .align = 1};
    record->constant = record->plain;
    record->constant.is_const = true;
    if (tag) {
        if (!add_symbol(parser, SYMBOL_TAG, tag, &symbol))
            return NULL;
        symbol->record = record;
    }
    return record;
}

static bool check_member(struct parser *parser, const struct item *item, bool is_union)
{
    if (at_punct(parser, ":"))
        return parse_fail(parser, peek(parser),
            L"bit-fields differ from compiler to compiler; declare one integer and take the bits from it");
    if (item->type->kind == CTYPE_ARRAY && item->no_bound)
        return parse_fail(
            parser, item->token, L"a flexible array has no size to copy; give it a fixed size or declare a buffer");
    if (item->type->kind == CTYPE_OPAQUE)
        return parse_fail(parser, item->token, L"'%hs' is not complete here", item->type->name);
    if (item->type->kind == CTYPE_FUNCTION)
        return parse_fail(parser, item->token, L"a member cannot be a function; write a pointer to it");
    if (!type_complete(item->type))
        return parse_fail(parser, item->token, L"a member cannot be %hs", item->type->name);
    if (is_union && !item->type->portable)
        return parse_fail(parser, item->token,
            L"'%hs' differs between 32 and 64 bits, and nobody can say which member of a union is the valid one",
            item->type->name);
    return true;
}

static bool parse_members(struct parser *parser, bool is_union, struct items *items)
{
    struct attributes attributes;
    struct specifiers specifiers;
    const struct ctype *type;
    const struct token *name, *token;
    struct item *item;

    while (!at_punct(parser, "}")) {
        if (at_punct(parser, "#")) {
            if (!parse_pragma(parser))
                return false;
            continue;
        }
        token = peek(parser);
        if (!parse_attributes(parser, &attributes) || !parse_specifiers(parser, &specifiers))
            return false;
        if (specifiers.is_typedef)
            return parse_fail(parser, token, L"a typedef cannot be inside a struct or union");
        do {
            token = peek(parser);
            name = NULL;
            type = specifiers.type;
            /* `struct { ... };` without a name is a member of its own. */
            if (!(at_punct(parser, ";") && (type->kind == CTYPE_STRUCT || type->kind == CTYPE_UNION)) &&
                !at_punct(parser, ":") && !parse_declarator(parser, type, &type, &name))
                return false;
            item = add_item(parser, items);
            if (!item)
                return false;
            item->name = name ? parse_copy(parser, name) : "";
            item->token = name ? name : token;
            item->type = type;
            item->attributes = attributes;
            item->no_bound = type->kind == CTYPE_ARRAY && !type->count;
            if (!item->name || !check_member(parser, item, is_union))
                return false;
            if (!name && !at_punct(parser, ";"))
                return parse_fail(parser, peek(parser), L"a member needs a name");
        } while (take(parser, ","));
        if (!expect(parser, ";", L"after a member"))
            return false;
    }
    return items->count || parse_fail(parser, peek(parser), L"a struct or union without members has no size in C");
}

/* Windows' rule: each member at a multiple of its alignment or of the packing, whichever is less. */
static bool lay_out(
    struct parser *parser, const struct items *items, uint32_t pack, const struct token *token, struct ctype *type)
{
    struct cfield *fields = parse_alloc(parser, items->count * sizeof(*fields));
    uint64_t size = 0;
    uint32_t i, align, level = 0;

    if (!fields)
        return false;
    type->align = 1;
    type->portable = true;
    for (i = 0; i < items->count; i++) {
        const struct item *item = &items->list[i];

        align = min(item->type->align, pack);
        if (type->kind == CTYPE_STRUCT) {
            size = (size + align - 1) / align * align;
            fields[i].offset = (uint32_t)size;
            size += item->type->size;
        } else {
            size = max(size, item->type->size);
        }
        if (size > TYPE_LIMIT)
            return parse_fail(parser, token, L"this is larger than 16 MB");
        type->align = max(type->align, align);
        type->portable &= item->type->portable;
        level = max(level, item->type->level);
        fields[i].name = item->name;
        fields[i].type = item->type;
        fields[i].attr = item->attr;
    }
    if (level >= PARSER_DEPTH)
        return parse_fail(parser, token, L"structs and arrays are nested more than %u deep", PARSER_DEPTH);
    type->level = (uint8_t)(level + 1);
    type->size = (uint32_t)((size + type->align - 1) / type->align * type->align);
    type->fields = fields;
    type->field_count = items->count;
    return true;
}

static bool parse_body(struct parser *parser, bool is_union, struct record *record, const struct token *token)
{
    struct ctype type = {.kind = is_union ? CTYPE_UNION : CTYPE_STRUCT, .name = record->plain.name};
    struct items items = {.members = true};
    uint32_t pack = parser->pack, first = parser->at;
    bool had_convention = parser->has_convention;

    parser->has_convention = false;
    record->open = true;
    record->pack = pack;
    if (!parse_members(parser, is_union, &items) || !resolve_items(parser, &items) ||
        !lay_out(parser, &items, pack, token, &type))
        return false;
    parser->has_convention = had_convention;
    record->spelling = parse_spelling(parser, first, parser->at);
    if (!record->spelling)
        return false;
    if (record->used)
        return parse_fail(parser, token,
            L"'%hs' was used as an opaque handle before its members were known; define it first", type.name);
    record->plain = type;
    record->constant = type;
    record->constant.is_const = true;
    record->open = false;
    parser->at++; /* '}' */
    return true;
}

/* The same body again is no conflict: scripts declare a header twice. */
static bool repeat_body(struct parser *parser, const struct record *record, const struct token *token)
{
    const char *spelling;
    uint32_t first = parser->at, depth = 1;

    for (; depth; parser->at++) {
        if (peek(parser)->kind == TOKEN_END)
            return parse_fail(parser, peek(parser), L"'}' was expected");
        depth += at_punct(parser, "{") ? 1u : at_punct(parser, "}") ? -1u : 0u;
    }
    spelling = parse_spelling(parser, first, parser->at - 1);
    if (!spelling)
        return false;
    return (!strcmp(spelling, record->spelling) && record->pack == parser->pack) ||
           parse_fail(parser, token, L"'%hs' is defined already, with other members or packing", record->plain.name);
}

bool parse_record(struct parser *parser, bool is_union, const struct ctype **type)
{
    const struct token *token = peek(parser);
    const struct symbol *symbol = NULL;
    struct record *record = NULL;
    bool result;

    if (token->kind == TOKEN_NAME) {
        symbol = find_symbol(parser, SYMBOL_TAG, token);
        parser->at++;
    } else if (!at_punct(parser, "{")) {
        return parse_fail(parser, token, L"a tag or '{' was expected");
    }
    if (symbol) {
        record = symbol->record;
        if (!record || strncmp(record->plain.name, is_union ? "union" : "struct", is_union ? 5 : 6))
            return parse_fail(parser, token, L"this tag was declared as another kind of type");
    } else {
        const char *tag = token->kind == TOKEN_NAME ? parse_copy(parser, token) : NULL;

        record = create_record(parser, tag, is_union);
        if (!record)
            return false;
    }
    if (take(parser, "{")) {
        if (record->open)
            return parse_fail(parser, token, L"'%hs' is being defined already", record->plain.name);
        if (record->spelling)
            result = repeat_body(parser, record, token);
        else
            result = enter(parser) && touch_record(parser, record) && parse_body(parser, is_union, record, token) &&
                     (leave(parser), true);
        if (!result)
            return false;
    }
    *type = &record->plain;
    return true;
}

bool parse_enum(struct parser *parser, const struct ctype **type)
{
    const struct token *token = peek(parser), *name;
    const struct symbol *known = NULL;
    struct symbol *symbol;
    uint32_t first = parser->at, last;
    int64_t value = 0;
    char *text;

    if (token->kind == TOKEN_NAME) {
        known = find_symbol(parser, SYMBOL_TAG, token);
        parser->at++;
        if (known && !known->type)
            return parse_fail(parser, token, L"this tag was declared as another kind of type");
    }
    if (!at_punct(parser, "{")) {
        if (!known)
            return parse_fail(parser, token, L"this enum is not known: '{' and its values were expected");
        *type = known->type;
        return true;
    }
    for (last = parser->at; parser->tokens[last].kind != TOKEN_END && !token_is(&parser->tokens[last], "}"); last++)
        ;
    text = parse_spelling(parser, first, last);
    if (!text)
        return false;
    if (known) {
        if (strcmp(known->spelling, text))
            return parse_fail(parser, token, L"this enum is defined already, with other values");
        parser->at = last;
        *type = known->type;
        return expect(parser, "}", L"after the values of an enum");
    }
    parser->at++;
    while (!at_punct(parser, "}")) {
        name = peek(parser);
        if (name->kind != TOKEN_NAME)
            return parse_fail(parser, name, L"the name of a value was expected");
        parser->at++;
        if (take(parser, "=") && !parse_constant(parser, &value))
            return false;
        /* 0xFFFFFFFF and the like: the compilers for Windows keep an enum in 32 bits. */
        if (value < INT32_MIN || value > UINT32_MAX)
            return parse_fail(
                parser, name, L"the value %lld does not fit an enum, which has 32 bits", (long long)value);
        known = find_symbol(parser, SYMBOL_CONSTANT, name);
        if (known && known->number != (int32_t)value)
            return parse_fail(parser, name, L"this name has the value %lld already", (long long)known->number);
        if (!add_symbol(parser, SYMBOL_CONSTANT, parse_copy(parser, name), &symbol))
            return false;
        symbol->number = (int32_t)value;
        value++;
        if (!take(parser, ","))
            break;
    }
    if (!expect(parser, "}", L"after the values of an enum"))
        return false;
    *type = type_base("int");
    if (token->kind == TOKEN_NAME) {
        char *tag = parse_alloc(parser, token->length + 6);

        if (!tag)
            return false;
        memcpy(tag, "enum ", 5);
        memcpy(tag + 5, token->text, token->length);
        if (!add_symbol(parser, SYMBOL_TAG, tag + 5, &symbol))
            return false;
        *type = symbol->type = type_named(parser, *type, tag);
        symbol->spelling = text;
    }
    return *type != NULL;
}

static bool at_word(const struct parser *parser, const char *word)
{
    return token_is(peek(parser), word);
}

static bool parse_abi(struct parser *parser)
{
    if (!expect(parser, "(", L"after #pragma abi"))
        return false;
    if (take(parser, "msvc"))
        parser->abi = CABI_MSVC;
    else if (take(parser, "gnu"))
        parser->abi = CABI_GNU;
    else
        return parse_fail(parser, peek(parser), L"the compiler of the DLL was expected: msvc or gnu");
    return expect(parser, ")", L"after the compiler");
}

bool parse_pragma(struct parser *parser)
{
    const struct token *token = peek(parser);
    int64_t value = 0;

    parser->at++; /* '#' */
    if (!take(parser, "pragma") || (!at_word(parser, "pack") && !at_word(parser, "abi")))
        return parse_fail(parser, token, L"of the preprocessor's lines only #pragma pack and #pragma abi are read");
    if (take(parser, "abi"))
        return parse_abi(parser);
    parser->at++; /* pack */
    if (!expect(parser, "(", L"after #pragma pack"))
        return false;
    if (take(parser, "push")) {
        if (parser->pack_depth == ARRAYSIZE(parser->pack_stack))
            return parse_fail(parser, token, L"more than 16 packings are pushed");
        parser->pack_stack[parser->pack_depth++] = parser->pack;
        if (!take(parser, ","))
            return expect(parser, ")", L"after #pragma pack(push");
    } else if (take(parser, "pop")) {
        if (!parser->pack_depth)
            return parse_fail(parser, token, L"there is no packing to pop");
        parser->pack = parser->pack_stack[--parser->pack_depth];
        return expect(parser, ")", L"after #pragma pack(pop");
    } else if (take(parser, ")")) {
        parser->pack = 8;
        return true;
    }
    token = peek(parser);
    if (!parse_constant(parser, &value))
        return false;
    if (value != 1 && value != 2 && value != 4 && value != 8 && value != 16)
        return parse_fail(parser, token, L"a packing is 1, 2, 4, 8 or 16");
    parser->pack = (uint32_t)value;
    return expect(parser, ")", L"after the packing");
}
