/* SPDX-License-Identifier: MIT */
/* Structs and unions: members of both targets side by side, and whether the bytes can be copied as they are. */
#include "gen.h"

#include <ctype.h>
#include <string.h>

struct fields_visit {
    struct gen *gen;
    struct record *record;
    struct field **end;
    int target;
    struct field *at;     /* second target: the member to pair with */
    const char *mismatch; /* what is in one target only */
    long long base;       /* bits: offset of the anonymous struct around */
    CXType outer;
    bool in_union; /* the anonymous struct around is, or lies in, a union */
};

static enum CXVisitorResult visit_field(CXCursor cursor, CXClientData data)
{
    struct fields_visit *visit = data;
    struct gen *gen = visit->gen;
    const char *name = parse_string(gen, clang_getCursorSpelling(cursor));
    CXType type = clang_getCursorType(cursor);
    struct field *field;

    if (name[0] == 0) {
        CXType canonical = clang_getCanonicalType(type);
        if (canonical.kind == CXType_Record) { /* anonymous: its members are named as if they were the outer's */
            bool before = visit->in_union;
            visit->in_union |= clang_getCursorKind(clang_getTypeDeclaration(canonical)) == CXCursor_UnionDecl;
            clang_Type_visitFields(canonical, visit_field, visit);
            visit->in_union = before;
        }
        return CXVisit_Continue; /* an unnamed bit-field only pads */
    }
    if (visit->target == TARGET_X86) {
        field = arena_alloc(gen->arena, sizeof(*field));
        field->name = name;
        field->place = parse_place(gen, cursor);
        field->bit_field = clang_Cursor_isBitField(cursor);
        field->in_union = visit->in_union || visit->record->is_union;
        *visit->end = field;
        visit->end = &field->next;
    } else {
        field = visit->at;
        if (!field || strcmp(field->name, name) != 0) {
            visit->mismatch = name;
            return CXVisit_Break;
        }
        visit->at = field->next;
    }
    field->cursor[visit->target] = cursor;
    field->type[visit->target] = type;
    field->offset[visit->target] = clang_Type_getOffsetOf(visit->outer, name);
    return CXVisit_Continue;
}

struct members {
    CXCursor list[128];
    unsigned count;
};

static enum CXVisitorResult visit_member(CXCursor cursor, CXClientData data)
{
    struct members *members = data;

    if (members->count < sizeof(members->list) / sizeof(members->list[0]))
        members->list[members->count] = cursor;
    members->count++;
    return CXVisit_Continue;
}

/* Two structs without a name are the same when their members are: each declaration makes a type of its own. */
static bool same_type(struct gen *gen, CXType a, CXType b, unsigned depth)
{
    struct members mine = {.count = 0}, real = {.count = 0};

    a = clang_getCanonicalType(a);
    b = clang_getCanonicalType(b);
    if (clang_equalTypes(a, b))
        return true;
    if (a.kind != b.kind || depth > 16)
        return false;
    if (a.kind == CXType_ConstantArray)
        return clang_getArraySize(a) == clang_getArraySize(b) &&
               same_type(gen, clang_getArrayElementType(a), clang_getArrayElementType(b), depth + 1);
    if (a.kind == CXType_Pointer)
        return clang_isConstQualifiedType(clang_getPointeeType(a)) ==
                   clang_isConstQualifiedType(clang_getPointeeType(b)) &&
               same_type(gen, clang_getPointeeType(a), clang_getPointeeType(b), depth + 1);
    if (a.kind != CXType_Record || parse_string(gen, clang_getCursorSpelling(clang_getTypeDeclaration(a)))[0] != 0 ||
        parse_string(gen, clang_getCursorSpelling(clang_getTypeDeclaration(b)))[0] != 0 ||
        clang_Type_getSizeOf(a) != clang_Type_getSizeOf(b))
        return false;
    clang_Type_visitFields(a, visit_member, &mine);
    clang_Type_visitFields(b, visit_member, &real);
    if (mine.count != real.count || mine.count > sizeof(mine.list) / sizeof(mine.list[0]))
        return false;
    for (unsigned i = 0; i < mine.count; i++)
        if (strcmp(parse_string(gen, clang_getCursorSpelling(mine.list[i])),
                parse_string(gen, clang_getCursorSpelling(real.list[i]))) != 0 ||
            !same_type(gen, clang_getCursorType(mine.list[i]), clang_getCursorType(real.list[i]), depth + 1))
            return false;
    return true;
}

/* The words of CROSSBIT_STRUCT(name) { ... } are checked against the real members, then given to them. */
static bool take_shadow(struct gen *gen, struct record *record, CXCursor shadow[TARGET_COUNT])
{
    struct record copy = {0};
    struct field *real = record->fields, *mine;
    CXType type[TARGET_COUNT];

    copy.is_union = record->is_union;
    for (int t = 0; t < TARGET_COUNT; t++) {
        type[t] = clang_getCursorType(shadow[t]);
        struct fields_visit visit = {.gen = gen, .record = &copy, .target = t, .outer = type[t], .at = copy.fields};
        visit.end = &copy.fields;
        clang_Type_visitFields(type[t], visit_field, &visit);
        if (visit.mismatch) {
            gen_problem(gen, parse_place(gen, shadow[t]),
                "CROSSBIT_STRUCT(%s): member '%s' is there for one target "
                "only",
                record->key, visit.mismatch);
            return false;
        }
    }
    for (mine = copy.fields; mine != NULL; mine = mine->next, real = real->next) {
        if (!real || strcmp(real->name, mine->name) != 0) {
            gen_problem(gen, mine->place,
                "CROSSBIT_STRUCT(%s): member '%s' stands where the header has '%s'; "
                "write the members "
                "again, all of them, in the header's order",
                record->key, mine->name, real ? real->name : "the end");
            return false;
        }
        for (int t = 0; t < TARGET_COUNT; t++) {
            if (!same_type(gen, real->type[t], mine->type[t], 0)) {
                gen_problem(gen, mine->place, "CROSSBIT_STRUCT(%s): member '%s' is '%s' here and '%s' in the header",
                    record->key, mine->name, parse_string(gen, clang_getTypeSpelling(mine->type[t])),
                    parse_string(gen, clang_getTypeSpelling(real->type[t])));
                return false;
            }
        }
    }
    if (real) {
        gen_problem(gen, parse_place(gen, shadow[0]),
            "CROSSBIT_STRUCT(%s): member '%s' of the header is missing "
            "here; write the "
            "members again, all of them, in the header's order",
            record->key, real->name);
        return false;
    }
    return true;
}

struct notes_pair {
    struct gen *gen;
    struct field *field;
    int target;
};

static enum CXVisitorResult visit_shadow_notes(CXCursor cursor, CXClientData data)
{
    struct notes_pair *pair = data;
    const char *name = parse_string(pair->gen, clang_getCursorSpelling(cursor));

    if (name[0] == 0) {
        clang_Type_visitFields(clang_getCanonicalType(clang_getCursorType(cursor)), visit_shadow_notes, data);
        return CXVisit_Continue;
    }
    if (pair->field) {
        struct note *notes = pair->target == TARGET_X86 ? parse_notes(pair->gen, cursor) : NULL;
        if (notes) {
            pair->field->notes = notes;
            pair->field->place = parse_place(pair->gen, cursor);
        }
        pair->field->cursor[pair->target] = cursor;
        pair->field = pair->field->next;
    }
    return CXVisit_Continue;
}

/* SAL in the original header's struct. */
static enum CXVisitorResult visit_own_notes(CXCursor cursor, CXClientData data)
{
    struct notes_pair *pair = data;
    const char *name = parse_string(pair->gen, clang_getCursorSpelling(cursor));

    if (name[0] == 0) {
        clang_Type_visitFields(clang_getCanonicalType(clang_getCursorType(cursor)), visit_own_notes, data);
        return CXVisit_Continue;
    }
    if (pair->field) {
        pair->field->notes = parse_notes(pair->gen, cursor);
        pair->field = pair->field->next;
    }
    return CXVisit_Continue;
}

static const char *identifier(struct gen *gen, const char *text)
{
    char *id = arena_strdup(gen->arena, text);

    for (char *p = id; *p; p++)
        if (!isalnum((unsigned char)*p))
            *p = '_';
    return id;
}

static const char *with_variant(struct gen *gen, const struct site *site, const char *name)
{
    return site->variant ? arena_printf(gen->arena, "%s__%s", name, site->variant) : name;
}

/* An array at the end that may be longer than it says, as in so many structs of Windows. */
static const char *tail_of(const struct record *record)
{
    const struct field *last = record->fields;

    while (last && last->next)
        last = last->next;
    if (!last || last->in_union)
        return NULL;
    if (last->shape->kind == SHAPE_RECORD)
        return last->shape->record->tail;
    return last != record->fields && last->shape->kind == SHAPE_ARRAY && last->shape->array_length <= 1 &&
                   !note_find(last->notes, "fixed")
               ? last->name
               : NULL;
}

struct record *shape_record(struct gen *gen, const struct site *site, CXType type[TARGET_COUNT])
{
    CXType canonical[TARGET_COUNT];
    CXCursor decl[TARGET_COUNT], shadow[TARGET_COUNT];
    struct record *record;
    const char *key, *plain, *spelled;
    CXCursor *found[TARGET_COUNT] = {NULL, NULL};
    struct notes_pair pair = {.gen = gen};

    for (int t = 0; t < TARGET_COUNT; t++) {
        decl[t] = clang_getTypeDeclaration(clang_getCanonicalType(type[t]));
        canonical[t] = clang_getCanonicalType(clang_getCursorType(decl[t]));
    }
    key = parse_string(gen, clang_getTypeSpelling(canonical[0]));
    spelled = key;
    if (site->variant)
        key = arena_printf(gen->arena, "%s as %s", key, site->variant);
    for (record = gen->records; record != NULL; record = record->next)
        if (strcmp(record->key, key) == 0)
            return record->bad ? NULL : record;

    if (clang_Type_getSizeOf(canonical[0]) < 0 || clang_Type_getSizeOf(canonical[1]) < 0) {
        site_problem(gen, site,
            "'%s' is an incomplete type, "
            "so nothing of it can be copied; if the pointer is a token, say so with "
            "CROSSBIT_HANDLE(%s *) in the annotation header",
            key, key);
        return NULL;
    }
    record = arena_alloc(gen->arena, sizeof(*record));
    record->key = key;
    record->index = gen->record_count++;
    record->place = parse_place(gen, decl[0]);
    record->is_union = clang_getCursorKind(decl[0]) == CXCursor_UnionDecl;
    record->building = true;
    *gen->records_end = record;
    gen->records_end = &record->next;

    /* A type without a name is named through a member or parameter that has it. */
    plain = parse_string(gen, clang_getTypeSpelling(clang_getCursorType(decl[0])));
    if (strchr(spelled, '(') != NULL) {
        const char *written = parse_string(gen, clang_getTypeSpelling(type[0]));
        if (strchr(written, '(') == NULL)
            record->c_type = written;
        else if (site->record) {
            CXType member = clang_getCanonicalType(clang_getCursorType(site->cursor[0]));
            const char *element = "";
            while (member.kind == CXType_ConstantArray || member.kind == CXType_Pointer) {
                element = arena_printf(gen->arena, "%s[0]", element);
                member = clang_getCanonicalType(
                    member.kind == CXType_Pointer ? clang_getPointeeType(member) : clang_getArrayElementType(member));
            }
            record->c_type =
                arena_printf(gen->arena, "__typeof__(((%s *)0)->%s%s)", site->record->c_type, site->name, element);
        } else
            record->c_type = written;
    } else
        record->c_type = plain;
    if (strncmp(record->c_type, "const ", 6) == 0)
        record->c_type += 6;
    record->id = arena_printf(gen->arena, "%s",
        strchr(record->c_type, '(') ? arena_printf(gen->arena, "record%u", record->index)
                                    : identifier(gen, record->c_type));
    if (site->variant)
        record->id = arena_printf(gen->arena, "%s__%s", record->id, site->variant);
    for (int t = 0; t < TARGET_COUNT; t++) {
        struct fields_visit visit = {
            .gen = gen, .record = record, .target = t, .outer = canonical[t], .at = record->fields};
        visit.end = &record->fields;
        record->size[t] = clang_Type_getSizeOf(canonical[t]);
        clang_Type_visitFields(canonical[t], visit_field, &visit);
        if (visit.mismatch || (t == TARGET_X64 && visit.at)) {
            site_problem(gen, site,
                "'%s' has a member '%s' in one target only; "
                "copy it by hand (CROSSBIT_CLIENT_CODE) or leave the "
                "function out with --skip",
                key, visit.mismatch ? visit.mismatch : visit.at->name);
            goto bad;
        }
    }
    pair.field = record->fields;
    clang_Type_visitFields(canonical[0], visit_own_notes, &pair);
    /* CROSSBIT_STRUCT takes the tag or the typedef's name. */
    for (int t = 0; t < TARGET_COUNT; t++) {
        const char *names[3] = {parse_string(gen, clang_getCursorSpelling(decl[t])), NULL, NULL};
        CXType at = type[t];
        found[t] = table_get(gen->shadows[t], with_variant(gen, site, names[0]));
        while (!found[t] && (at.kind == CXType_Typedef || at.kind == CXType_Elaborated)) {
            if (at.kind == CXType_Typedef)
                found[t] =
                    table_get(gen->shadows[t], with_variant(gen, site, parse_string(gen, clang_getTypedefName(at))));
            at = at.kind == CXType_Typedef ? clang_getTypedefDeclUnderlyingType(clang_getTypeDeclaration(at))
                                           : clang_Type_getNamedType(at);
        }
        if (!found[t]) { /* the value may be spelled with the tag, the annotation with the typedef */
            for (size_t i = 0; i < gen->shadow_count && !found[t]; i++) {
                const char *base = gen->shadow_names[i],
                           *suffix = site->variant ? arena_printf(gen->arena, "__%s", site->variant) : "";
                size_t size = strlen(base), tail = strlen(suffix);
                if (size <= tail || strcmp(base + size - tail, suffix) != 0)
                    continue;
                CXCursor *typedef_cursor =
                    table_get(gen->all_typedefs[t], arena_strndup(gen->arena, base, size - tail));
                if (typedef_cursor && clang_equalTypes(canonical[t],
                                          clang_getCanonicalType(clang_getTypedefDeclUnderlyingType(*typedef_cursor))))
                    found[t] = table_get(gen->shadows[t], gen->shadow_names[i]);
            }
        }
    }
    if (site->variant && !found[0]) {
        site_problem(gen, site, "CROSSBIT_AS(%s): there is no CROSSBIT_STRUCT_AS(..., %s) for '%s'", site->variant,
            site->variant, spelled);
        goto bad;
    }
    if (found[0] && found[1]) {
        for (int t = 0; t < TARGET_COUNT; t++)
            shadow[t] = *found[t];
        if (!take_shadow(gen, record, shadow))
            goto bad;
        record->mirror = note_find(parse_notes(gen, shadow[0]), "mirror") != NULL;
        for (pair.target = 0; pair.target < TARGET_COUNT; pair.target++) {
            pair.field = record->fields;
            clang_Type_visitFields(clang_getCursorType(shadow[pair.target]), visit_shadow_notes, &pair);
        }
    }

    record->flat = record->size[0] == record->size[1] && !record->mirror;
    for (struct field *field = record->fields; field != NULL; field = field->next) {
        struct site inner = {.record = record,
            .function = NULL,
            .name = field->name,
            .place = field->place,
            .is_field = true,
            .direction = site->direction};
        CXType plain_type = clang_getCanonicalType(field->type[0]);
        if (field->in_union) {
            CXType element = plain_type;
            while (element.kind == CXType_ConstantArray)
                element = clang_getCanonicalType(clang_getArrayElementType(element));
            if (element.kind == CXType_Pointer) {
                site_problem(gen, &inner,
                    "nothing says which member of this union is in use, "
                    "and this one is a pointer; write the "
                    "functions that use it by hand (CROSSBIT_CLIENT_CODE), or leave them out with --skip");
                goto bad;
            }
        }
        inner.cursor[0] = field->cursor[0];
        inner.cursor[1] = field->cursor[1];
        field->shape = shape_build(gen, &inner, field->type, field->notes);
        if (!field->shape) {
            record->bad = true;
            continue;
        }
        if (!field->shape->flat || field->offset[0] != field->offset[1])
            record->flat = false;
        if (field->bit_field && field->shape->kind != SHAPE_INT)
            record->flat = false;
    }
    if (record->bad)
        return NULL;
    /*
     * In a struct that is copied member by member all that overlap are copied, one over the other: that is right when
     * each is its own bytes and nothing more.
     */
    for (struct field *field = record->fields; field != NULL && !record->flat; field = field->next) {
        if (field->in_union && (!field->shape->flat || field->shape->is_bool || field->bit_field)) {
            site_problem(gen, site,
                "the union in '%s' differs between 32-bit and 64-bit Windows, "
                "and nothing says which member is in "
                "use; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip",
                key);
            goto bad;
        }
    }
    record->tail = tail_of(record);
    record->building = false;
    if (!record->flat)
        record->used_packed = true;
    return record;
bad:
    record->bad = true;
    return NULL;
}
