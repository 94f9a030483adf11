/* SPDX-License-Identifier: MIT */
/*
 * Decides how a value of a C type crosses, or says why it cannot. Every refusal names the annotation that would fix
 * it, because whoever reads it has the header open and wants to go on.
 */
#include "word.h"

#include <string.h>

/* Windows' own handle types, by the names of their typedefs. */
static const char *const user_handles[] = {
    "HWND",
    "HDC",
    "HBITMAP",
    "HBRUSH",
    "HPEN",
    "HFONT",
    "HRGN",
    "HPALETTE",
    "HICON",
    "HCURSOR",
    "HMENU",
    "HACCEL",
    "HGDIOBJ",
    "HENHMETAFILE",
    "HMETAFILE",
    "HHOOK",
    "HDWP",
    "HMONITOR",
    "HDESK",
    "HWINSTA",
    "HKL",
    "HCOLORSPACE",
    NULL,
};

static struct shape *shape_new(struct gen *gen, enum shape_kind kind, CXType type[TARGET_COUNT])
{
    struct shape *shape = arena_alloc(gen->arena, sizeof(*shape));

    shape->kind = kind;
    shape->c_type = spelling_of_local(gen, type);
    for (int t = 0; t < TARGET_COUNT; t++) {
        long long size = clang_Type_getSizeOf(type[t]);
        shape->size[t] = size > 0 ? (unsigned)size : 0;
    }
    return shape;
}

static bool is_integer(enum CXTypeKind kind)
{
    return (kind >= CXType_Bool && kind <= CXType_ULongLong) || (kind >= CXType_Char_S && kind <= CXType_LongLong) ||
           kind == CXType_Enum;
}

static struct shape *build_integer(struct gen *gen, const struct site *site, CXType type[TARGET_COUNT],
    const struct note *notes, CXType canonical[TARGET_COUNT])
{
    struct shape *shape;
    const struct kind *kind_word;
    const struct note *note;
    enum CXTypeKind kind = canonical[TARGET_X64].kind;

    if (kind == CXType_Enum) {
        CXCursor declared = clang_getTypeDeclaration(canonical[TARGET_X64]);
        kind = clang_getCanonicalType(clang_getEnumDeclIntegerType(declared)).kind;
    }
    if ((note = note_find(notes, "size")) || (note = note_find(notes, "bytes")) || (note = note_find(notes, "z")) ||
        (note = note_find(notes, "ret_z")) || (note = note_find(notes, "outptr"))) {
        if (!site->is_result) {
            site_problem(gen, site,
                "is no pointer, so it cannot be annotated as a buffer or a string; remove that "
                "annotation");
            return NULL;
        }
    }
    if (note_find(notes, "out") || note_find(notes, "inout")) {
        site_problem(gen, site, "is passed by value, so nothing comes out of it; annotate it as _In_ or not at all");
        return NULL;
    }
    shape = shape_new(gen, SHAPE_INT, type);
    shape->is_bool = kind == CXType_Bool;
    shape->is_signed = kind == CXType_Char_S || kind == CXType_SChar || kind == CXType_Short || kind == CXType_Int ||
                       kind == CXType_Long || kind == CXType_LongLong;
    shape->flat = shape->size[0] == shape->size[1];
    kind_word = word_on(notes, ON_INTEGER, false, &note);
    if (!kind_word)
        return shape;
    if (kind_word->wide && shape->size[TARGET_X64] < 8) {
        site_problem(gen, site, "%s needs a type as wide as a pointer, '%s' is not", kind_word->macro, shape->c_type);
        return NULL;
    }
    return word_take(gen, site, shape, kind_word, notes, note);
}

static enum lifetime lifetime_of(const struct note *notes, const char **owner)
{
    const struct note *note = note_find(notes, "lifetime");

    if (!note)
        return LIFETIME_UNKNOWN;
    if (strcmp(note->value, "call") == 0)
        return LIFETIME_CALL;
    if (strcmp(note->value, "replaced") == 0)
        return LIFETIME_REPLACED;
    *owner = note->value + strlen("closed:");
    return LIFETIME_CLOSED;
}

/* The declaration that names a function pointer's parameters: an annotated typedef, or the declarator itself. */
static void callback_cursor(struct gen *gen, const struct site *site, CXType type[TARGET_COUNT],
    CXCursor cursor[TARGET_COUNT], const char **key)
{
    for (int t = 0; t < TARGET_COUNT; t++) {
        CXType at = type[t];
        cursor[t] = site->cursor[t];
        while (at.kind == CXType_Typedef || at.kind == CXType_Elaborated) {
            CXCursor *found = NULL;
            if (at.kind == CXType_Elaborated) {
                at = clang_Type_getNamedType(at);
                continue;
            }
            const char *name = parse_string(gen, clang_getTypedefName(at));
            found = table_get(gen->typedefs[t], name);
            if (found) {
                cursor[t] = *found;
                *key = name;
                break;
            }
            at = clang_getTypedefDeclUnderlyingType(clang_getTypeDeclaration(at));
        }
    }
}

static struct shape *build_callback(struct gen *gen, const struct site *site, CXType type[TARGET_COUNT],
    const struct note *notes, CXType canonical[TARGET_COUNT])
{
    struct shape *shape;
    CXType pointee[TARGET_COUNT];
    CXCursor cursor[TARGET_COUNT];
    const char *key = NULL, *owner = NULL;

    if (site->is_result) {
        site_problem(gen, site,
            "a function pointer of the DLL's cannot be called from another process; "
            "write the function "
            "by hand (CROSSBIT_CLIENT_CODE) or leave it out with --skip");
        return NULL;
    }
    if (site->in_callback) {
        site_problem(gen, site,
            "a callback that is given another function pointer: the program could not call it in "
            "the "
            "DLL's process; leave the function out with --skip, or write it by hand (CROSSBIT_SURROGATE_CODE)");
        return NULL;
    }
    for (int t = 0; t < TARGET_COUNT; t++)
        pointee[t] = clang_getPointeeType(canonical[t]);
    if (pointee[0].kind == CXType_FunctionNoProto) {
        site_problem(gen, site,
            "a function pointer without a parameter list says nothing about its arguments; "
            "declare it "
            "again with its parameters, or (void)");
        return NULL;
    }
    shape = shape_new(gen, SHAPE_CALLBACK, type);
    shape->lifetime = lifetime_of(notes, &owner);
    shape->kept_by = owner;
    if (shape->lifetime == LIFETIME_UNKNOWN) {
        site_problem(gen, site,
            "nothing says how long the DLL may call this function pointer; annotate it as "
            "CROSSBIT_DURING_CALL, CROSSBIT_UNTIL_REPLACED or CROSSBIT_UNTIL_CLOSED(handle) in the annotation header");
        return NULL;
    }
    callback_cursor(gen, site, type, cursor, &key);
    if (!key)
        key = arena_printf(gen->arena, "%s_%s", site->record ? site->record->id : site->function->id, site->name);
    shape->callback = model_callback(gen, key, type, cursor, site->place);
    shape->optional = true;
    return shape->callback ? shape : NULL;
}

/* An annotated struct member's or pointer's size expression. */
static bool take_count(struct gen *gen, const struct site *site, struct shape *shape, const struct note *notes)
{
    const struct note *note;

    if ((note = note_find(notes, "size")) != NULL || (note = note_find(notes, "bytes")) != NULL) {
        shape->count = note->value;
        shape->count_in_bytes = strcmp(note->key, "bytes") == 0;
        if (!expression_check(gen, site, note->value, shape->count_in_bytes ? "size in bytes" : "size"))
            return false;
    }
    if ((note = note_find(notes, "length")) != NULL || (note = note_find(notes, "length_bytes")) != NULL) {
        shape->length = note->value;
        shape->length_in_bytes = strcmp(note->key, "length_bytes") == 0;
        if (!expression_check(gen, site, note->value, "valid length"))
            return false;
    }
    return true;
}

static struct shape *build_string(struct gen *gen, const struct site *site, CXType type[TARGET_COUNT],
    const struct note *notes, struct shape *shape, CXType pointee[TARGET_COUNT])
{
    const struct note *note;
    struct site inner = *site;

    shape->kind = SHAPE_STRING;
    inner.is_element = true;
    shape->element = shape_build(gen, &inner, pointee, NULL);
    if (!shape->element)
        return NULL;
    if (shape->element->kind != SHAPE_INT || !shape->element->flat || shape->element->size[0] > 2) {
        site_problem(gen, site, "'%s' is no pointer to characters, so it cannot be a string; use a size annotation",
            spelling_of(gen, type[0]));
        return NULL;
    }
    if ((note = note_find(notes, "freed_by")) != NULL)
        shape->freed_by = note->value;
    shape->path = note_find(notes, "path") != NULL;
    shape->is_static = note_find(notes, "static") != NULL;
    if (site->is_result && !shape->is_static && !shape->freed_by) {
        refuse_bare_pointer(gen, site, pointee[0], shape->is_const);
        return NULL;
    }
    if (site->is_result && site->in_callback) {
        site_problem(gen, site,
            "text that a callback returns would have to live in the DLL's process; "
            "leave the function out "
            "with --skip, or write it by hand (CROSSBIT_SURROGATE_CODE)");
        return NULL;
    }
    return shape;
}

/* Pointer to pointer that receives memory or a handle: notes of the inner pointer are made from the outer's. */
static const struct note *inner_notes(struct gen *gen, const struct note *notes)
{
    static const struct {
        const char *outer, *inner;
    } map[] = {
        {"outptr_z", "z"},
        {"outptr_size", "size"},
        {"outptr_bytes", "bytes"},
        {"static", "static"},
        {"freed_by", "freed_by"},
        {"as_handle", "as_handle"},
        {"user", "user"},
        {"kernel_handle", "kernel_handle"},
        {"user_handle", "user_handle"},
        {"result_is", "result_is"},
        {"of_strings", "z"},
    };
    struct note *list = NULL;

    for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++) {
        const struct note *note = note_find(notes, map[i].outer);
        if (note) {
            struct note *copy = arena_alloc(gen->arena, sizeof(*copy));
            *copy = *note;
            copy->key = map[i].inner;
            copy->next = list;
            list = copy;
        }
    }
    return list;
}

static bool element_has_pointer(const struct shape *shape)
{
    return kind_is_pointer(shape) || shape->kind == SHAPE_MIRROR;
}

/* What a struct holds: an array counts as its elements. */
static const struct shape *innermost(const struct shape *shape)
{
    while (shape->kind == SHAPE_ARRAY)
        shape = shape->element;
    return shape;
}

/*
 * An _Out_ struct brings back pointers that nobody sent: each must say how long its target lives, and functions of the
 * DLL's are in another process.
 */
static bool check_out_record(struct gen *gen, const struct site *site, const struct shape *element)
{
    bool good = true;

    element = innermost(element);
    if (element->kind != SHAPE_RECORD)
        return true;
    for (const struct field *field = element->record->fields; field != NULL; field = field->next) {
        const struct shape *shape = field->shape ? innermost(field->shape) : NULL;
        if (!shape)
            continue;
        if (shape->kind == SHAPE_CALLBACK) {
            site_problem(gen, site,
                "member '%s' of '%s' comes out as a function pointer of the DLL's, which cannot be called from another "
                "process; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip",
                field->name, element->record->key);
            good = false;
        } else if (element_has_pointer(shape) && !shape->is_static && !shape->freed_by) {
            site_problem(gen, site,
                "member '%s' of '%s' comes out as a pointer, "
                "and nothing says how long its target lives; "
                "annotate the member as CROSSBIT_STATIC or CROSSBIT_FREED_BY(function), or the parameter as _Inout_ "
                "with memory of the program's",
                field->name, element->record->key);
            good = false;
        } else if (shape->kind == SHAPE_RECORD && !check_out_record(gen, site, shape))
            good = false;
    }
    return good;
}

/* A struct whose last array goes on behind its end would lose that. */
static bool check_tail(struct gen *gen, const struct site *site, const struct record *record)
{
    if (!record->tail)
        return true;
    site_problem(gen, site,
        "'%s' ends in the array '%s', which may be longer than it says; give a pointer to it the size in bytes of all "
        "of it, as in _In_reads_bytes_(sizeof(%s) + more), or, if the array never has more than one element, annotate "
        "the member as CROSSBIT_FIXED in CROSSBIT_STRUCT",
        record->key, record->tail, record->c_type);
    return false;
}

/* Numbers alone, which have a meaning whatever their bits are. */
static bool is_plain(const struct shape *shape)
{
    switch (shape->kind) {
    case SHAPE_INT:
    case SHAPE_FLOAT:
        return true;
    case SHAPE_ARRAY:
        return is_plain(shape->element);
    case SHAPE_RECORD:
        for (const struct field *field = shape->record->fields; field != NULL; field = field->next)
            if (!field->shape || !is_plain(field->shape))
                return false;
        return true;
    default:
        return false;
    }
}

/*
 * What the DLL does not write stays as it was, so it goes over. Not where an annotation says that it writes all, or how
 * much; nor in memory that the program sees for the first time.
 */
static void keep_old(const struct site *site, struct shape *shape, const struct note *notes)
{
    if (shape->direction != DIRECTION_OUT || site->is_result || site->is_element || shape->length ||
        note_find(notes, "all") || !is_plain(shape->element))
        return;
    shape->direction |= DIRECTION_IN;
    shape->old = true;
}

/* What the DLL writes to a kept buffer after the call has nobody who brings it back; structs that differ have. */
static bool check_kept(struct gen *gen, const struct site *site, struct shape *shape, const struct note *notes)
{
    const struct shape *element = shape->element;

    shape->shared = note_find(notes, "shared_memory") != NULL;
    if (!shape->kept_by || !(shape->direction & DIRECTION_OUT) || shape->shared ||
        (element->kind == SHAPE_RECORD && !element->flat))
        return true;
    site_problem(gen, site,
        "the DLL keeps this buffer and writes to it after the call, which would not come back; let the program pass "
        "memory of crossbit_alloc and annotate it as CROSSBIT_SHARED_MEMORY as well, or, if the DLL only reads it, as "
        "_In_reads_");
    return false;
}

static struct shape *byte_shape(struct gen *gen)
{
    struct shape *byte = arena_alloc(gen->arena, sizeof(*byte));

    byte->kind = SHAPE_INT;
    byte->c_type = "unsigned char";
    byte->size[0] = byte->size[1] = 1;
    byte->flat = true;
    return byte;
}

/* A size in bytes need not be a multiple of an element's: bytes cross, where they mean the same on both sides. */
static bool count_bytes(struct gen *gen, const struct site *site, struct shape *shape)
{
    if (shape->element->flat && !shape->element->is_bool && !shape->zero_terminated) {
        shape->element = byte_shape(gen);
        shape->bytes = true;
        return true;
    }
    if (shape->element->flat || strstr(shape->count, "sizeof"))
        return true;
    site_problem(gen, site,
        "the elements have another size in the other bitness, where the number of bytes '%s' would be wrong; "
        "count elements (%s), or let the size say sizeof, as in 'n * sizeof(type)'",
        shape->count, site->is_field ? "_Field_size_" : "_In_reads_, _Out_writes_, _Inout_updates_");
    return false;
}

static bool take_or_terminated(struct gen *gen, const struct site *site, struct shape *shape)
{
    if (shape->direction != DIRECTION_IN || shape->element->kind != SHAPE_INT || !shape->element->flat ||
        shape->element->size[0] > 2) {
        site_problem(gen, site,
            "CROSSBIT_OR_TERMINATED is for text that goes in with a size; "
            "annotate it as _In_reads_(n) CROSSBIT_OR_TERMINATED, or remove the word");
        return false;
    }
    shape->or_terminated = true;
    return true;
}

static struct shape *build_buffer(struct gen *gen, const struct site *site, const struct note *notes,
    struct shape *shape, CXType pointee[TARGET_COUNT])
{
    struct site inner = *site;
    const struct note *note;
    bool in = note_find(notes, "in") != NULL, out = note_find(notes, "out") != NULL;

    shape->kind = SHAPE_BUFFER;
    shape->is_static = note_find(notes, "static") != NULL;
    if ((note = note_find(notes, "freed_by")) != NULL)
        shape->freed_by = note->value;
    if (note_find(notes, "inout"))
        in = out = true;
    if (!take_count(gen, site, shape, notes))
        return NULL;
    shape->zero_terminated = note_find(notes, "z") != NULL;
    if (site->is_field || (site->is_element && !in && !out)) {
        in = true;
        out = !shape->is_const;
        if (note_find(notes, "cursor_in")) {
            shape->cursor = true;
            out = false;
        } else if (note_find(notes, "cursor_out")) {
            shape->cursor = true;
            in = false;
        }
    }
    if (site->is_result)
        out = true, in = false;
    shape->direction = (in ? DIRECTION_IN : 0) | (out ? DIRECTION_OUT : 0);
    if (shape->direction == 0) {
        site_problem(gen, site,
            "a buffer without a direction; annotate it as _In_reads_, "
            "_Out_writes_ or _Inout_updates_ in "
            "the annotation header");
        return NULL;
    }
    if (out && shape->is_const && !site->is_result && !site->is_element && !shape->cursor) {
        site_problem(gen, site,
            "points to const, so the DLL cannot write there; "
            "annotate it as _In_ or _In_reads_(n)");
        return NULL;
    }
    if (site->is_element && site->direction == (DIRECTION_IN | DIRECTION_OUT) && !site->is_field) {
        site_problem(gen, site,
            "a pointer that goes in and comes back changed: nothing says whose memory it points "
            "to then; "
            "write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip");
        return NULL;
    }
    if (site->is_element && site->direction == DIRECTION_OUT && site->in_callback)
        shape->lent = true;
    if ((site->is_result || (site->is_element && site->direction == DIRECTION_OUT)) && !site->in_callback) {
        if (!shape->count) {
            refuse_bare_pointer(gen, site, pointee[0], shape->is_const);
            return NULL;
        }
        if (!shape->is_static && !shape->freed_by) {
            site_problem(gen, site,
                "nothing says how long this memory of the DLL's lives; add CROSSBIT_STATIC or "
                "CROSSBIT_FREED_BY(function) in the annotation header");
            return NULL;
        }
    } else if (site->is_result) {
        site_problem(gen, site,
            "memory that a callback returns would have to live in the DLL's process; "
            "annotate it as "
            "CROSSBIT_ALLOCATES(bytes), CROSSBIT_USER or CROSSBIT_AS_HANDLE(tag) if it is one of these");
        return NULL;
    }
    if (pointee[0].kind == CXType_Void || clang_getCanonicalType(pointee[0]).kind == CXType_Void) {
        shape->element = byte_shape(gen);
        shape->bytes = true;
        if (!shape->count) {
            site_problem(gen, site,
                "a 'void *' whose size nothing tells; annotate it as _In_reads_bytes_(n), "
                "_Out_writes_bytes_(n) or _Inout_updates_bytes_(n) in the annotation header");
            return NULL;
        }
        if (!shape->count_in_bytes) {
            site_problem(gen, site,
                "elements of 'void' have no size; use the annotation that counts bytes "
                "(_In_reads_bytes_, _Out_writes_bytes_, _Inout_updates_bytes_, _Field_size_bytes_)");
            return NULL;
        }
        keep_old(site, shape, notes);
        return check_kept(gen, site, shape, notes) ? shape : NULL;
    }
    if (!shape->count)
        shape->count = "1";
    inner.is_element = true;
    inner.is_result = inner.is_field = false;
    inner.is_field = site->is_field;
    inner.direction = shape->direction;
    shape->element = shape_build(gen, &inner, pointee, inner_notes(gen, notes));
    if (!shape->element)
        return NULL;
    if (shape->zero_terminated && (shape->element->kind != SHAPE_INT || shape->element->size[0] > 2)) {
        site_problem(gen, site, "is no pointer to characters, so it cannot be a string; use an annotation without z");
        return NULL;
    }
    if (shape->direction == DIRECTION_OUT && !check_out_record(gen, site, shape->element))
        return NULL;
    if (note_find(notes, "or_terminated") && !take_or_terminated(gen, site, shape))
        return NULL;
    if (shape->count_in_bytes && !count_bytes(gen, site, shape))
        return NULL;
    if (shape->element->kind == SHAPE_RECORD && !check_tail(gen, site, shape->element->record))
        return NULL;
    if (!shape->element->flat && (site->is_result || site->is_element || site->is_field) &&
        (shape->is_static || shape->freed_by || shape->lent)) {
        site_problem(gen, site,
            "this memory crosses as bytes, and '%s' has another layout in the other bitness; "
            "write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip",
            spelling_of(gen, pointee[0]));
        return NULL;
    }
    keep_old(site, shape, notes);
    return check_kept(gen, site, shape, notes) ? shape : NULL;
}

static struct shape *build_pointer(struct gen *gen, const struct site *site, CXType type[TARGET_COUNT],
    const struct note *notes, CXType canonical[TARGET_COUNT])
{
    static const char *const kernel_names[] = {"HANDLE", NULL};
    static const char *const refused_names[] = {"HMODULE", "HINSTANCE", "HGLOBAL", "HLOCAL", "HKEY", "SOCKET", "FILE",
        "va_list", "__builtin_va_list", "__gnuc_va_list", NULL};
    static const char *const ole_text[] = {"BSTR", NULL};
    CXType pointee[TARGET_COUNT];
    struct shape *shape;
    const struct note *note;
    const struct kind *kind_word;
    struct handle_kind *kind;
    const char *name;
    struct site with_variant = *site;
    bool has_size = note_find(notes, "size") || note_find(notes, "bytes");
    bool directed = note_find(notes, "in") || note_find(notes, "out") || note_find(notes, "inout");

    if ((note = note_find(notes, "variant")) != NULL) {
        with_variant.variant = note->value;
        site = &with_variant;
    }
    for (int t = 0; t < TARGET_COUNT; t++) {
        /* The pointee as it is spelled; the canonical type would hide typedefs such as HWND. */
        CXType at = type[t];
        while (at.kind == CXType_Typedef || at.kind == CXType_Elaborated)
            at = at.kind == CXType_Typedef ? clang_getTypedefDeclUnderlyingType(clang_getTypeDeclaration(at))
                                           : clang_Type_getNamedType(at);
        if (at.kind == CXType_ConstantArray || at.kind == CXType_IncompleteArray || at.kind == CXType_VariableArray)
            pointee[t] = clang_getArrayElementType(at);
        else
            pointee[t] = clang_getPointeeType(at.kind == CXType_Pointer ? at : canonical[t]);
    }
    if (clang_getCanonicalType(pointee[0]).kind == CXType_FunctionProto ||
        clang_getCanonicalType(pointee[0]).kind == CXType_FunctionNoProto)
        return build_callback(gen, site, type, notes, canonical);
    shape = shape_new(gen, SHAPE_BUFFER, type);
    shape->is_const =
        clang_isConstQualifiedType(pointee[0]) || clang_isConstQualifiedType(clang_getCanonicalType(pointee[0]));
    shape->optional = note_find(notes, "opt") != NULL;
    shape->frees = note_find(notes, "frees") != NULL;

    if ((kind_word = word_on(notes, ON_POINTER, directed, &note)) != NULL)
        return word_take(gen, site, shape, kind_word, notes, note);
    if ((note = note_find(notes, "kept")) != NULL)
        shape->kept_by = note->value;
    if (spelling_among(gen, type[0], ole_text)) {
        site_problem(gen, site,
            "a BSTR has its length before its text, and OLE allocates and releases it: copied as text it would lose "
            "both; write the function by hand (CROSSBIT_CLIENT_CODE), or leave it out with --skip");
        return NULL;
    }

    kind = NULL;
    if ((note = note_find(notes, "as_handle")) != NULL && !note_find(notes, "outptr") &&
        clang_getCanonicalType(pointee[0]).kind != CXType_Pointer)
        kind = handle_kind_tagged(gen, note->value);
    else if (!note)
        kind = handle_kind_of(gen, type[TARGET_X86]);
    if (kind && !has_size) {
        shape->kind = SHAPE_HANDLE;
        shape->handle = kind->index;
        shape->visible = kind->visible;
        shape->closes = note_find(notes, "closes") != NULL;
        return shape;
    }
    if (spelling_among(gen, type[0], user_handles) && !has_size)
        return shape->kind = SHAPE_USER_HANDLE, shape;
    if ((name = spelling_among(gen, type[0], refused_names)) != NULL && !has_size) {
        site_problem(gen, site,
            "'%s' means something in its own process only; "
            "annotate it as CROSSBIT_AS_HANDLE(tag) if the "
            "program only hands it back, or leave the function out with --skip",
            name);
        return NULL;
    }
    if (spelling_among(gen, pointee[0], refused_names) && clang_getCanonicalType(pointee[0]).kind == CXType_Record) {
        site_problem(gen, site,
            "'%s *' belongs to the C runtime of its own process; "
            "leave the function out with --skip, or "
            "write it by hand (CROSSBIT_CLIENT_CODE)",
            spelling_of(gen, pointee[0]));
        return NULL;
    }
    if (spelling_among(gen, type[0], kernel_names) && !has_size) {
        site_problem(gen, site,
            "nothing says what kind of object this HANDLE is; "
            "annotate it as CROSSBIT_KERNEL_HANDLE (a file, "
            "event, mutex, section or process) or CROSSBIT_AS_HANDLE(tag) in the annotation header");
        return NULL;
    }
    if (note_find(notes, "ret_z") ||
        (note_find(notes, "z") && !note_find(notes, "size") && !note_find(notes, "bytes"))) {
        if (note_find(notes, "out") || note_find(notes, "inout")) {
            site_problem(gen, site,
                "a string that the DLL writes needs its capacity; "
                "annotate it as _Out_writes_z_(n) or "
                "_Inout_updates_z_(n) in the annotation header");
            return NULL;
        }
        return build_string(gen, site, type, notes, shape, pointee);
    }
    if (!has_size && clang_getCanonicalType(pointee[0]).kind == CXType_Record &&
        (directed || site->is_element || site->is_field)) {
        struct record *record = shape_record(gen, site, pointee);
        if (!record)
            return NULL;
        if (record->mirror && !site->is_field) {
            shape->kind = SHAPE_MIRROR;
            shape->record = record;
            shape->direction = DIRECTION_IN | DIRECTION_OUT;
            shape->opens = note_find(notes, "opens") != NULL;
            shape->closes = note_find(notes, "closes") != NULL;
            if ((note = note_find(notes, "members")) != NULL)
                shape->members = note->value;
            record->used_packed = true;
            return shape;
        }
    }
    if (!has_size && !directed) {
        refuse_bare_pointer(gen, site, pointee[0], shape->is_const);
        return NULL;
    }
    return build_buffer(gen, site, notes, shape, pointee);
}

static struct shape *build(
    struct gen *gen, const struct site *site, CXType type[TARGET_COUNT], const struct note *notes);

struct shape *shape_build(struct gen *gen, const struct site *site, CXType type[TARGET_COUNT], const struct note *notes)
{
    const struct note *undecided = site->is_element ? NULL : note_find(notes, "decide");
    struct shape *shape;

    if (undecided) {
        site_problem(gen, site, "undecided; write instead of this CROSSBIT_DECIDE: %s", undecided->value);
        return NULL;
    }
    shape = build(gen, site, type, notes);
    if (!site->is_element && shape && !word_check(gen, site, shape, notes))
        return NULL;
    if (shape && site->is_field && !site->is_element) {
        shape->at_open = note_find(notes, "at_open") != NULL;
        shape->output = note_find(notes, "output") != NULL;
    }
    return shape;
}

static struct shape *build(
    struct gen *gen, const struct site *site, CXType type[TARGET_COUNT], const struct note *notes)
{
    CXType canonical[TARGET_COUNT];
    struct shape *shape;
    enum CXTypeKind kind;

    for (int t = 0; t < TARGET_COUNT; t++)
        canonical[t] = clang_getCanonicalType(type[t]);
    kind = canonical[TARGET_X64].kind;
    if (is_integer(canonical[0].kind) && is_integer(kind))
        return build_integer(gen, site, type, notes, canonical);
    if (canonical[0].kind != kind) {
        site_problem(gen, site,
            "is '%s' in 32-bit Windows and '%s' in 64-bit Windows; "
            "leave the function out with --skip, or "
            "write it by hand (CROSSBIT_CLIENT_CODE)",
            spelling_of(gen, canonical[0]), spelling_of(gen, canonical[1]));
        return NULL;
    }
    switch (kind) {
    case CXType_Void:
        return shape_new(gen, SHAPE_VOID, type);
    case CXType_Float:
    case CXType_Double:
        shape = shape_new(gen, SHAPE_FLOAT, type);
        shape->flat = true;
        return shape;
    case CXType_Record: {
        struct record *record = shape_record(gen, site, type);
        if (!record)
            return NULL;
        if (record->mirror) {
            site_problem(gen, site,
                "'%s' is a mirrored struct: the DLL knows it by its address, "
                "so it cannot be passed by value "
                "or lie in another struct; pass a pointer to it",
                record->key);
            return NULL;
        }
        shape = shape_new(gen, SHAPE_RECORD, type);
        shape->record = record;
        shape->c_type = record->c_type;
        shape->flat = record->flat;
        if (site->is_result && !check_out_record(gen, site, shape))
            return NULL;
        return shape;
    }
    case CXType_ConstantArray: {
        if (site->is_field || site->is_element) { /* a member, or one row behind a pointer to rows */
            struct site inner = *site;
            CXType element[TARGET_COUNT];
            for (int t = 0; t < TARGET_COUNT; t++)
                element[t] = clang_getArrayElementType(type[t].kind == CXType_ConstantArray ? type[t] : canonical[t]);
            shape = arena_alloc(gen->arena, sizeof(*shape));
            shape->kind = SHAPE_ARRAY;
            shape->array_length = (unsigned)clang_getArraySize(canonical[0]);
            if (clang_getArraySize(canonical[0]) != clang_getArraySize(canonical[1])) {
                site_problem(gen, site,
                    "the array has %lld elements in 32-bit Windows and %lld in 64-bit Windows; "
                    "leave the "
                    "function out with --skip",
                    clang_getArraySize(canonical[0]), clang_getArraySize(canonical[1]));
                return NULL;
            }
            shape->element = shape_build(gen, &inner, element, notes);
            if (!shape->element)
                return NULL;
            shape->flat = shape->element->flat;
            return shape;
        }
        return build_pointer(gen, site, type, notes, canonical);
    }
    case CXType_IncompleteArray:
        if (site->is_field && !site->is_element) { /* as an array of no elements: only bytes of its struct can cross */
            CXType element[TARGET_COUNT];
            for (int t = 0; t < TARGET_COUNT; t++)
                element[t] = clang_getArrayElementType(canonical[t]);
            shape = arena_alloc(gen->arena, sizeof(*shape));
            shape->kind = SHAPE_ARRAY;
            shape->element = shape_build(gen, site, element, notes);
            if (!shape->element)
                return NULL;
            shape->flat = shape->element->flat;
            return shape;
        }
        return build_pointer(gen, site, type, notes, canonical);
    case CXType_Pointer:
        return build_pointer(gen, site, type, notes, canonical);
    case CXType_LongDouble:
        site_problem(gen, site,
            "'long double' has no common form: compilers disagree on its size; use double, "
            "or leave the "
            "function out with --skip");
        return NULL;
    case CXType_Int128:
    case CXType_UInt128:
        site_problem(gen, site,
            "a 128-bit integer does not exist in 32-bit Windows; "
            "leave the function out with --skip");
        return NULL;
    case CXType_Complex:
        site_problem(gen, site,
            "a complex number has no common form across compilers; "
            "leave the function out with --skip, or "
            "pass the two parts");
        return NULL;
    case CXType_Vector:
    case CXType_ExtVector:
        site_problem(gen, site,
            "a vector register type is passed differently by each compiler; "
            "pass a pointer to its elements, "
            "or leave the function out with --skip");
        return NULL;
    default:
        site_problem(gen, site,
            "the type '%s' is not one that can cross; leave the function out with --skip, "
            "or write it by "
            "hand (CROSSBIT_CLIENT_CODE)",
            spelling_of(gen, type[0]));
        return NULL;
    }
}
