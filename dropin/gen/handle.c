/* SPDX-License-Identifier: MIT */
/* The kinds of handles: pointer types that the annotations name, and tags. */
#include "gen.h"

#include <string.h>

static CXType without_qualifiers(CXType canonical)
{
    /* The declaration's own type has none; pointers and arithmetic types compare by kind anyway. */
    if (canonical.kind == CXType_Record || canonical.kind == CXType_Enum)
        return clang_getCanonicalType(clang_getCursorType(clang_getTypeDeclaration(canonical)));
    return canonical;
}

struct handle_kind *handle_kind_of(struct gen *gen, CXType type)
{
    CXType canonical = clang_getCanonicalType(type);

    for (struct handle_kind *kind = gen->handles; kind != NULL; kind = kind->next) {
        if (kind->type[TARGET_X86].kind == CXType_Invalid)
            continue;
        for (int t = 0; t < TARGET_COUNT; t++) {
            CXType declared = clang_getCanonicalType(kind->type[t]);
            CXType target = clang_getPointeeType(declared);
            if (target.kind == CXType_Void) { /* typedef void *FOO: only the name tells it from other void pointers */
                const char *const names[] = {kind->typedef_name, NULL};
                if (kind->typedef_name && spelling_among(gen, type, names))
                    return kind;
            } else if (canonical.kind == CXType_Pointer &&
                       clang_equalTypes(
                           without_qualifiers(clang_getPointeeType(canonical)), without_qualifiers(target)))
                return kind;
        }
    }
    return NULL;
}

struct handle_kind *handle_kind_tagged(struct gen *gen, const char *tag)
{
    struct handle_kind *kind = gen->handles;

    while (kind && strcmp(kind->tag, tag) != 0)
        kind = kind->next;
    if (!kind) {
        kind = arena_alloc(gen->arena, sizeof(*kind));
        kind->tag = tag;
        kind->index = gen->handle_count++;
        *gen->handles_end = kind;
        gen->handles_end = &kind->next;
    }
    return kind;
}
