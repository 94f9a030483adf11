/* SPDX-License-Identifier: MIT */
/* C types: making them, their layout in this bitness, and their names for messages. */
#include "parser.h"

#include <stdio.h>
#include <string.h>

/* Windows aligns every scalar to its size, in both bitnesses. */
#define SCALAR(k, n, bytes, wire, sign, same)                                                                          \
    {                                                                                                                  \
        .kind = (k), .name = (n), .size = (bytes), .align = (bytes), .wire_size = (wire), .is_signed = (sign),         \
        .portable = (same)                                                                                             \
    }

static const struct ctype bases[] = {
    {.kind = CTYPE_VOID, .name = "void", .align = 1},
    SCALAR(CTYPE_BOOL, "_Bool", 1, 1, false, true),
    {.kind = CTYPE_INT,
        .name = "char",
        .size = 1,
        .align = 1,
        .wire_size = 1,
        .is_signed = true,
        .portable = true,
        .text = TEXT_CHAR},
    {.kind = CTYPE_INT, .name = "wchar_t", .size = 2, .align = 2, .wire_size = 2, .portable = true, .text = TEXT_WCHAR},
    SCALAR(CTYPE_INT, "signed char", 1, 1, true, true),
    SCALAR(CTYPE_INT, "unsigned char", 1, 1, false, true),
    SCALAR(CTYPE_INT, "short", 2, 2, true, true),
    SCALAR(CTYPE_INT, "unsigned short", 2, 2, false, true),
    SCALAR(CTYPE_INT, "int", 4, 4, true, true),
    SCALAR(CTYPE_INT, "unsigned int", 4, 4, false, true),
    SCALAR(CTYPE_INT, "long", 4, 4, true, true),
    SCALAR(CTYPE_INT, "unsigned long", 4, 4, false, true),
    SCALAR(CTYPE_INT, "long long", 8, 8, true, true),
    SCALAR(CTYPE_INT, "unsigned long long", 8, 8, false, true),
    SCALAR(CTYPE_INT, "__int3264", sizeof(void *), 8, true, false),
    SCALAR(CTYPE_INT, "unsigned __int3264", sizeof(void *), 8, false, false),
    SCALAR(CTYPE_FLOAT, "float", 4, 4, true, true),
    SCALAR(CTYPE_FLOAT, "double", 8, 8, true, true),
};

const struct ctype *type_base(const char *name)
{
    size_t i;

    for (i = 0; strcmp(bases[i].name, name); i++)
        ;
    return &bases[i];
}

static const char *format_name(struct parser *parser, const char *format, const char *first, unsigned number)
{
    int length = snprintf(NULL, 0, format, first, number);
    char *name;

    /* Names are for messages: the nesting of what a user wrote does not grow them without bound. */
    if (length > 400)
        return "...";
    name = parse_alloc(parser, (size_t)length + 1);
    if (name)
        snprintf(name, (size_t)length + 1, format, first, number);
    return name;
}

const struct ctype *type_pointer(struct parser *parser, const struct ctype *target)
{
    struct ctype *type = parse_alloc(parser, sizeof(*type));
    size_t length = strlen(target->name);

    if (!type)
        return NULL;
    *type = (struct ctype){
        .kind = CTYPE_POINTER, .size = sizeof(void *), .align = sizeof(void *), .wire_size = 8, .target = target};
    type->name = format_name(
        parser, target->kind == CTYPE_FUNCTION || target->name[length - 1] == '*' ? "%s*" : "%s *", target->name, 0);
    return type->name ? type : NULL;
}

const struct ctype *type_array(struct parser *parser, const struct ctype *target, uint32_t count)
{
    struct ctype *type = parse_alloc(parser, sizeof(*type));

    if (!type)
        return NULL;
    *type = (struct ctype){.kind = CTYPE_ARRAY,
        .size = target->size * count,
        .align = target->align,
        .target = target,
        .count = count,
        .portable = target->portable,
        .is_const = target->is_const,
        .level = target->level + 1};
    type->name = format_name(parser, count ? "%s[%u]" : "%s[]", target->name, count);
    return type->name ? type : NULL;
}

const struct ctype *type_function(struct parser *parser, const struct cfunction *function)
{
    struct ctype *type = parse_alloc(parser, sizeof(*type));

    if (!type)
        return NULL;
    *type = (struct ctype){.kind = CTYPE_FUNCTION, .align = 1, .function = function};
    type->name = format_name(parser, "function returning %s ", function->result->name, 0);
    return type->name ? type : NULL;
}

const struct ctype *type_named(struct parser *parser, const struct ctype *type, const char *name)
{
    struct ctype *copy;

    if (type->kind == CTYPE_STRUCT || type->kind == CTYPE_UNION || type->kind == CTYPE_OPAQUE)
        return type;
    copy = parse_alloc(parser, sizeof(*copy));
    if (!copy)
        return NULL;
    *copy = *type;
    copy->name = name;
    return copy;
}

struct record *record_of(const struct ctype *type)
{
    /* Types of these kinds exist in records only. */
    if (type->is_const)
        return CONTAINING_RECORD(type, struct record, constant);
    return CONTAINING_RECORD(type, struct record, plain);
}

const struct ctype *type_const(struct parser *parser, const struct ctype *type)
{
    struct ctype *copy;

    if (type->is_const)
        return type;
    switch (type->kind) {
    case CTYPE_STRUCT:
    case CTYPE_UNION:
    case CTYPE_OPAQUE:
        return &record_of(type)->constant;
    case CTYPE_ARRAY:
        type =
            type_const(parser, type->target) ? type_array(parser, type_const(parser, type->target), type->count) : NULL;
        return type;
    default:
        copy = parse_alloc(parser, sizeof(*copy));
        if (!copy)
            return NULL;
        *copy = *type;
        copy->is_const = true;
        copy->name = format_name(parser, type->kind == CTYPE_POINTER ? "%s const" : "const %s", type->name, 0);
        return copy->name ? copy : NULL;
    }
}

bool type_has_pointers(const struct ctype *type)
{
    uint32_t i;

    if (type->kind == CTYPE_ARRAY)
        return type_has_pointers(type->target);
    if (type->kind == CTYPE_STRUCT)
        for (i = 0; i < type->field_count; i++)
            if (type_has_pointers(type->fields[i].type))
                return true;
    return type->kind == CTYPE_POINTER;
}

bool type_complete(const struct ctype *type)
{
    return type->kind != CTYPE_VOID && type->kind != CTYPE_OPAQUE && type->kind != CTYPE_FUNCTION &&
           !(type->kind == CTYPE_ARRAY && (!type->count || !type_complete(type->target)));
}

int64_t ctype_read_int(const struct ctype *type, const void *native)
{
    switch (type->size) {
    case 1:
        return type->is_signed ? *(const int8_t *)native : *(const uint8_t *)native;
    case 2: {
        uint16_t value;

        memcpy(&value, native, sizeof(value));
        return type->is_signed ? (int16_t)value : value;
    }
    case 4: {
        uint32_t value;

        memcpy(&value, native, sizeof(value));
        return type->is_signed ? (int32_t)value : (int64_t)value;
    }
    default: {
        int64_t value;

        memcpy(&value, native, sizeof(value));
        return value;
    }
    }
}

void ctype_write_int(const struct ctype *type, void *native, int64_t value)
{
    if (type->kind == CTYPE_BOOL)
        value = value != 0;
    memcpy(native, &value, type->size); /* little endian */
}
