/* SPDX-License-Identifier: MIT */
/* Attribute lists, and the rules that say how each pointer crosses. Nothing is guessed: what is unclear is refused. */
#include "parser.h"

#include <string.h>

static bool skip_expression(struct parser *parser)
{
    uint32_t depth = 0;

    for (; peek(parser)->kind != TOKEN_END; parser->at++) {
        if (!depth && (at_punct(parser, ",") || at_punct(parser, ")")))
            return true;
        depth += at_punct(parser, "(") ? 1u : at_punct(parser, ")") ? -1u : 0u;
    }
    return parse_fail(parser, peek(parser), L"')' was expected");
}

static bool parse_sizes(struct parser *parser, const struct token *name, struct attributes *attributes)
{
    bool is_size = token_is(name, "size_is");
    uint32_t level = 0, *place;

    if (!expect(parser, "(", is_size ? L"after size_is" : L"after length_is"))
        return false;
    do {
        if (level == ATTRIBUTE_LEVELS || (!is_size && level))
            return parse_fail(parser, peek(parser), L"there are too many sizes here");
        place = is_size ? &attributes->size[level] : &attributes->length;
        if (*place)
            return parse_fail(parser, name, L"this attribute is there already");
        /* size_is(, n): one pointer, to n elements. */
        if (!at_punct(parser, ",") && !at_punct(parser, ")")) {
            *place = parser->at;
            attributes->sized = true;
        } else if (!at_punct(parser, ",")) {
            return parse_fail(parser, peek(parser), L"the number of elements was expected");
        }
        if (!skip_expression(parser))
            return false;
        level++;
    } while (take(parser, ","));
    return expect(parser, ")", L"after the size");
}

static bool parse_entry(struct parser *parser, struct attributes *attributes)
{
    const struct token *token;

    if (!expect(parser, "(", L"after entry"))
        return false;
    token = peek(parser);
    if (token->kind == TOKEN_STRING && token->length) {
        attributes->entry = parse_copy(parser, token);
    } else if (token->kind == TOKEN_NUMBER && token->number >= 1 && token->number <= UINT16_MAX) {
        attributes->ordinal = (uint16_t)token->number;
    } else {
        return parse_fail(parser, token, L"an export's name in quotes or its ordinal (1 to 65535) was expected");
    }
    parser->at++;
    return expect(parser, ")", L"after the entry");
}

bool parse_attributes(struct parser *parser, struct attributes *attributes)
{
    static const char *const names[] = {
        "in", "out", "string", "utf8", "size_is", "length_is", "handle", "kernel", "user", "release", "keep", "entry"};
    const struct token *name;
    wchar_t near_names[160];
    bool ok;

    *attributes = (struct attributes){0};
    while (at_punct(parser, "[")) { /* [in] [out] is [in, out] */
        attributes->token = peek(parser);
        parser->at++;
        do {
            name = peek(parser);
            ok = true;
            if (take(parser, "in"))
                attributes->in = true;
            else if (take(parser, "out"))
                attributes->out = true;
            else if (take(parser, "string"))
                attributes->string = true;
            else if (take(parser, "utf8"))
                attributes->utf8 = true;
            else if (take(parser, "release"))
                attributes->release = true;
            else if (take(parser, "keep"))
                attributes->keep = true;
            else if (token_is(name, "handle") || token_is(name, "kernel") || token_is(name, "user")) {
                parser->at++;
                if (attributes->handle)
                    return parse_fail(parser, name, L"there is a kind of handle already");
                attributes->handle = token_is(name, "handle")   ? HANDLE_OPAQUE
                                     : token_is(name, "kernel") ? HANDLE_KERNEL
                                                                : HANDLE_USER;
            } else if (take(parser, "size_is") || take(parser, "length_is"))
                ok = parse_sizes(parser, name, attributes);
            else if (take(parser, "entry"))
                ok = parse_entry(parser, attributes);
            else {
                nearest_names(names, ARRAYSIZE(names), name, near_names, ARRAYSIZE(near_names));
                ok = parse_fail(parser, name,
                    L"this is no attribute%ls (in, out, string, utf8, size_is(n), length_is(n), handle, kernel, user, "
                    L"release, keep, entry(\"name\"))",
                    near_names);
            }
            if (!ok)
                return false;
        } while (take(parser, ","));
        if (!expect(parser, "]", L"after the attributes"))
            return false;
    }
    return true;
}

/* What the rules need to know of the pointer at hand. */
struct place {
    struct parser *parser;
    const struct items *items; /* for expressions */
    const struct attributes *attributes;
    const struct token *token;
    const char *name; /* NULL: has none */
    uint32_t number;  /* of the parameter, 1-based */
    uint32_t implied;
    bool no_bound;
    enum attr_role role;
};

static bool refuse(const struct place *place, const wchar_t *why)
{
    const wchar_t *what = place->role == ROLE_MEMBER ? L"member" : L"parameter";
    const char *name = place->name ? place->name : "";

    if (place->role == ROLE_RESULT)
        return parse_fail(place->parser, place->token, L"the result %ls", why);
    return parse_fail(place->parser, place->token, L"%ls %u%hs%hs%hs %ls", what, place->number, *name ? " '" : "", name,
        *name ? "'" : "", why);
}

static const struct cexpr *expression_at(const struct place *place, uint32_t at)
{
    struct parser *parser = place->parser;
    uint32_t back = parser->at;
    const struct cexpr *expression;

    parser->at = at;
    expression = parse_expression(parser, place->items);
    if (expression && !at_punct(parser, ",") && !at_punct(parser, ")")) {
        parse_fail(parser, peek(parser), L"+, -, *, / or the end of the size was expected");
        expression = NULL;
    }
    parser->at = back;
    return expression;
}

static bool resolve_sizes(const struct place *place, unsigned level, struct cattr *attr)
{
    const struct attributes *attributes = place->attributes;
    struct cexpr *implied;

    if (level < ATTRIBUTE_LEVELS && attributes->size[level]) {
        attr->size = expression_at(place, attributes->size[level]);
        if (!attr->size)
            return false;
    } else if (!level && place->implied) {
        implied = parse_alloc(place->parser, sizeof(*implied));
        if (!implied)
            return false;
        implied->kind = EXPR_NUMBER;
        implied->number = place->implied;
        attr->size = implied;
    }
    if (!level && attributes->length) {
        if (!attr->out || place->role == ROLE_RESULT)
            return refuse(place, L"has length_is, which needs [out]");
        attr->length = expression_at(place, attributes->length);
        if (!attr->length)
            return false;
    }
    return true;
}

static bool resolve_handle(const struct place *place, unsigned level, enum ctype_handle handle, struct cattr *attr)
{
    const struct attributes *attributes = place->attributes;

    if (attributes->string || attributes->utf8 || (!level && (attributes->sized || place->implied)))
        return refuse(place, L"is a handle: string, utf8, size_is and length_is do not apply");
    if (!level && attributes->out)
        return refuse(
            place, L"is a handle by value; for a handle that the function gives back declare a pointer to it");
    if (attributes->keep && handle != HANDLE_KERNEL)
        return refuse(place, L"is a handle of the DLL's or of the user's session, which lives on without [keep]");
    if (attributes->release && !attr->in && handle != HANDLE_KERNEL)
        return refuse(place, L"comes back: nothing is there to [release]");
    attr->handle = handle;
    attr->release = attributes->release;
    attr->keep = attributes->keep;
    return true;
}

static bool resolve_callback(const struct place *place, const struct ctype *target, unsigned level, struct cattr *attr)
{
    const struct attributes *attributes = place->attributes;

    if (place->role == ROLE_RESULT || attr->out)
        return refuse(
            place, L"gives back a function of the DLL's; write [handle] to hand it around without calling it");
    if (attributes->string || attributes->utf8 || (!level && (attributes->sized || place->implied)) ||
        attributes->release)
        return refuse(place, L"is a callback: only [in] and [keep] apply");
    if (target->function->abi == CABI_UNKNOWN && place->parser->scope->abi_matters && sizeof(void *) == 4 &&
        ctype_is_lone_float(target->function->result))
        return refuse(place, L"is a callback whose result compilers return in different ways in 32-bit code, and "
                             L"nothing in the DLL says which one made it: write #pragma abi(msvc) or #pragma abi(gnu) "
                             L"before it");
    attr->keep = attributes->keep;
    return true;
}

static bool resolve_text(const struct place *place, const struct ctype *target, struct cattr *attr)
{
    const struct attributes *attributes = place->attributes;
    bool by_default = target->text && target->is_const && !attr->size;

    if ((attributes->string || attributes->utf8) && target->text == TEXT_NONE)
        return refuse(place, L"is no text: string and utf8 need char or wchar_t");
    if (attributes->utf8 && target->text != TEXT_CHAR)
        return refuse(place, L"is wchar_t text, which is UTF-16; utf8 needs char");
    attr->utf8 = attributes->utf8;
    attr->string = attributes->string || by_default;
    if (attr->string && attr->length)
        return refuse(place, L"is a string, which ends with a zero: length_is does not apply");
    return true;
}

/* Does its memory have a size? const data of one element is the only default. */
static bool check_sized(const struct place *place, unsigned level, const struct ctype *target, const struct cattr *attr)
{
    if (attr->size)
        return true;
    if (place->no_bound && !level && !attr->string)
        return refuse(place, L"is an array without bound: say how many elements it has, [size_is(n)]");
    if (target->kind == CTYPE_VOID)
        return refuse(place, L"is void *: say how many bytes it points to, [size_is(n)], or that it is only handed "
                             L"around, [handle]");
    if (attr->string) {
        if (!level && attr->out && !attr->in && place->role != ROLE_RESULT)
            return refuse(place, L"is [out, string]: say how many characters its memory has, [size_is(n)]");
        return true;
    }
    if (target->text && place->role != ROLE_RESULT && !level)
        return refuse(place, L"points to characters: say [string], or how many there are, [size_is(n)]");
    if (target->is_const || (place->role != ROLE_RESULT && !level))
        return true;
    return refuse(place, target->text
                             ? L"points to characters: say [string], [size_is(n)] or [handle]"
                             : L"points to memory of the DLL's: say [size_is(n)] to copy n elements, or [handle]");
}

static bool resolve_pointer(const struct place *place, const struct ctype *type, unsigned level, struct cattr *attr);

static bool resolve_target(const struct place *place, const struct ctype *type, unsigned level, struct cattr *attr)
{
    const struct ctype *target = type->target, *element = target;
    struct cattr *inner;

    while (element->kind == CTYPE_ARRAY)
        element = element->target;
    if (!resolve_sizes(place, level, attr))
        return false;
    if (element->kind == CTYPE_POINTER) {
        if (level + 1 == ATTRIBUTE_LEVELS)
            return refuse(place, L"has more than three levels of pointers");
        inner = parse_alloc(place->parser, sizeof(*inner));
        if (!inner)
            return false;
        inner->in = attr->in;
        inner->out = attr->out;
        attr->inner = inner;
        if (!resolve_pointer(place, element, level + 1, inner))
            return false;
    } else {
        if (place->attributes->release)
            return refuse(place, L"is no handle: release does not apply");
        if (level + 1 < ATTRIBUTE_LEVELS && place->attributes->size[level + 1])
            return refuse(place, L"has fewer levels of pointers than sizes");
        if (element->kind != CTYPE_VOID && !type_complete(element))
            return refuse(place, L"points to a type that is not complete");
        if (!resolve_text(place, target, attr))
            return false;
    }
    attr->keep = !level && place->attributes->keep;
    if (attr->keep && (attr->inner || place->role != ROLE_PARAM))
        return refuse(place, L"cannot be kept: [keep] is for callbacks and for parameters that point to data");
    return check_sized(place, level, target, attr);
}

static bool resolve_pointer(const struct place *place, const struct ctype *type, unsigned level, struct cattr *attr)
{
    const struct ctype *target = type->target;
    enum ctype_handle handle = type->handle;
    struct record *record;

    if (place->attributes->handle && !(target->kind == CTYPE_POINTER && !handle) && !(target->kind == CTYPE_ARRAY))
        handle = place->attributes->handle;
    if (!handle && target->kind == CTYPE_OPAQUE) {
        record = record_of(target);
        if (record->open)
            return refuse(
                place, L"points to the type that is being defined: write [handle] if only the DLL follows it");
        if (!touch_record(place->parser, record))
            return false;
        record->used = true;
        handle = HANDLE_OPAQUE;
    }
    if (handle)
        return resolve_handle(place, level, handle, attr);
    if (target->kind == CTYPE_FUNCTION)
        return resolve_callback(place, target, level, attr);
    return resolve_target(place, type, level, attr);
}

static bool resolve_direction(const struct place *place, const struct ctype *type, struct cattr *attr)
{
    const struct attributes *attributes = place->attributes;
    const struct ctype *target = type->target;

    attr->in = attributes->in;
    attr->out = attributes->out;
    if (place->role == ROLE_RESULT) {
        if (attr->in || attr->out)
            return refuse(place, L"always comes back: in and out do not apply");
        attr->out = !type->handle && !attributes->handle && target->kind != CTYPE_OPAQUE;
    } else if (type->handle || (attributes->handle && target->kind != CTYPE_POINTER && target->kind != CTYPE_ARRAY) ||
               target->kind == CTYPE_OPAQUE || target->kind == CTYPE_FUNCTION) {
        attr->in = true;
    } else if (!attr->in && !attr->out) {
        if (!target->is_const && (target->kind != CTYPE_VOID || attributes->sized))
            return refuse(place, L"is a pointer: say whether the function reads it, [in], writes it, [out], or both, "
                                 L"[in, out]");
        attr->in = true;
    } else if (attr->out && target->is_const) {
        return refuse(place, L"points to const data, which cannot be [out]");
    }
    return true;
}

static bool resolve(const struct place *place, const struct ctype *type, struct cattr *attr)
{
    const struct attributes *attributes = place->attributes;
    bool text = type->kind == CTYPE_ARRAY && type->target->text != TEXT_NONE;

    *attr = (struct cattr){0};
    if (attributes->entry || attributes->ordinal)
        return refuse(place, L"has no entry: that is for functions");
    while (type->kind == CTYPE_ARRAY) /* a member: the attributes are those of its elements */
        type = type->target;
    if (type->kind == CTYPE_POINTER)
        return resolve_direction(place, type, attr) && resolve_pointer(place, type, 0, attr);
    attr->in = place->role != ROLE_RESULT;
    if (attributes->out)
        return refuse(place, L"is a value, which cannot be [out]; declare a pointer");
    if (text && (attributes->string || attributes->utf8)) {
        /* char name[32] as text: the codec moves it as it is, scripts read and write it up to its NUL. */
        if (attributes->utf8 && type->text != TEXT_CHAR)
            return refuse(place, L"is no char text, which alone can be [utf8]");
        attr->string = true;
        attr->utf8 = attributes->utf8;
    } else if (attributes->string || attributes->utf8) {
        return refuse(place, L"is no pointer to text and no array of characters: it cannot be [string] or [utf8]");
    }
    if (attributes->sized || attributes->handle || attributes->keep || attributes->release ||
        (attributes->in && place->role == ROLE_RESULT))
        return refuse(place, L"is no pointer: of the attributes only [in] can apply");
    return true;
}

/* Is each *name that a size goes through known before the call? */
static bool check_derefs(const struct place *place, const struct cexpr *expression, bool before)
{
    const struct cattr *read;

    if (!expression || expression->kind == EXPR_NUMBER || expression->kind == EXPR_PARAM)
        return true;
    if (expression->kind != EXPR_DEREF)
        return check_derefs(place, expression->left, before) && check_derefs(place, expression->right, before);
    read = &place->items->list[expression->index].attr;
    if (read->handle || (before && !read->in))
        return refuse(place, L"has a size that is read through a pointer which is not [in]");
    return true;
}

static bool check_attr(const struct place *place, const struct cattr *attr)
{
    bool before = attr->in || (attr->out && place->role != ROLE_RESULT);

    for (; attr; attr = attr->inner, before = attr && attr->in)
        if (!check_derefs(place, attr->size, before) || !check_derefs(place, attr->length, false))
            return false;
    return true;
}

bool resolve_items(struct parser *parser, struct items *items)
{
    struct place place = {.parser = parser, .items = items, .role = items->members ? ROLE_MEMBER : ROLE_PARAM};
    struct item *item;
    uint32_t pass;

    for (pass = 0; pass < 2; pass++) {
        for (place.number = 1; place.number <= items->count; place.number++) {
            item = &items->list[place.number - 1];
            if (item->resolved)
                continue;
            place.attributes = &item->attributes;
            place.token = item->token;
            place.name = item->name;
            place.implied = item->implied;
            place.no_bound = item->no_bound;
            if (!pass ? !resolve(&place, item->type, &item->attr) : !check_attr(&place, &item->attr))
                return false;
        }
    }
    return true;
}

bool resolve_result(struct parser *parser, struct items *params, const struct ctype *type,
    const struct attributes *attributes, const struct token *token, struct cattr *attr)
{
    static const struct attributes none;
    struct attributes own = attributes ? *attributes : none;
    struct place place = {.parser = parser, .items = params, .attributes = &own, .token = token, .role = ROLE_RESULT};

    own.entry = NULL; /* of the function, not of the result */
    own.ordinal = 0;
    return resolve(&place, type, attr) && check_attr(&place, attr);
}
