/* SPDX-License-Identifier: MIT */
/* How types are written: in messages, and in the generated code as the types of locals. */
#include "gen.h"

#include <string.h>

const char *spelling_of(struct gen *gen, CXType type)
{
    return parse_string(gen, clang_getTypeSpelling(type));
}

/*
 * The spelling of a type without const and its kin at its outermost level: locals of that type are assigned to, and
 * what a parameter is inside its function is nobody else's business. A typedef that hides a const is written out.
 */
static const char *unqualified(struct gen *gen, CXType type)
{
    static const char *const words[] = {"const", "volatile", "restrict", "__restrict", NULL};
    CXType canonical = clang_getCanonicalType(type);
    bool local =
        clang_isConstQualifiedType(type) || clang_isVolatileQualifiedType(type) || clang_isRestrictQualifiedType(type);
    char *text;

    if (canonical.kind == CXType_ConstantArray || canonical.kind == CXType_IncompleteArray) {
        /*
         * A parameter: `int [4]` is an `int *`, `int [][3]` an `int (*)[3]`, and `int (*[2])(long)` an `int
         * (**)(long)`.
         */
        const char *array = spelling_of(gen, canonical), *open = strchr(array, '['),
                   *close = open ? strchr(open, ']') : NULL;
        if (!close)
            return array;
        return arena_printf(
            gen->arena, "%.*s%s%s", (int)(open - array), array, close[1] == '[' ? "(*)" : "*", close + 1);
    }
    if (!local && canonical.kind != CXType_Record &&
        (clang_isConstQualifiedType(canonical) || clang_isVolatileQualifiedType(canonical)))
        type = canonical;
    else if (!local)
        return spelling_of(gen, type);
    text = (char *)spelling_of(gen, type);
    for (bool again = true; again;) {
        char *star = strstr(text, "(*"); /* a function pointer has them behind its star, any other pointer at its end */
        again = false;
        for (int i = 0; words[i] != NULL; i++) {
            size_t size = strlen(words[i]), length = strlen(text);
            char *at = NULL;
            if (star)
                at = strncmp(star + 2, words[i], size) == 0 ? star + 2 : NULL;
            else if (canonical.kind == CXType_Pointer && strchr(text, '*')) /* else a typedef's name: as a number's */
                at = length > size && strcmp(text + length - size, words[i]) == 0 ? text + length - size : NULL;
            else if (strncmp(text, words[i], size) == 0 && text[size] == ' ')
                at = text, size++;
            else if (length > size && strcmp(text + length - size, words[i]) == 0)
                at = text + length - size;
            if (!at)
                continue;
            memmove(at, at + size, strlen(at + size) + 1);
            while (*at == ' ' && at > text && at[-1] == '*')
                memmove(at, at + 1, strlen(at));
            again = true;
        }
        for (size_t length = strlen(text); length > 0 && text[length - 1] == ' ';)
            text[--length] = 0;
    }
    return text;
}

/* An extra typedef for what cannot be written as `TYPE name`, or is written differently in the two targets. */
const char *spelling_of_local(struct gen *gen, CXType type[TARGET_COUNT])
{
    const char *text[TARGET_COUNT], *alias;
    bool plain;

    for (int t = 0; t < TARGET_COUNT; t++)
        text[t] = unqualified(gen, type[t]);
    if (strchr(text[0], '(') != NULL) { /* a type without a name has no spelling that C takes */
        CXType canonical = clang_getCanonicalType(type[0]);
        if (canonical.kind == CXType_Enum)
            return "int";
        if (canonical.kind == CXType_Record)
            return "void"; /* its user takes the record's own spelling */
        while (canonical.kind == CXType_Pointer)
            canonical = clang_getCanonicalType(clang_getPointeeType(canonical));
        if ((canonical.kind == CXType_Record || canonical.kind == CXType_Enum) &&
            strchr(spelling_of(gen, canonical), '(') != NULL)
            return "void *"; /* its users go by the member */
    }
    plain = strchr(text[0], '(') == NULL && strchr(text[0], '[') == NULL && strstr(text[0], "__attribute__") == NULL;
    if (plain && strcmp(text[0], text[1]) == 0)
        return text[0];
    for (int t = 0; t < TARGET_COUNT; t++) {
        /* `int (*)(long)` takes the name after its first star, an array before its first bracket. */
        static const char stars[] = "(*";
        const char *at = strstr(text[t], stars);
        alias = arena_printf(gen->arena, "crossbit_type%u", gen->alias_count + 1);
        if (at)
            at += 1 + strspn(at + 1, "*");
        else if ((at = strchr(text[t], '[')) == NULL)
            at = text[t] + strlen(text[t]);
        text[t] = arena_printf(gen->arena, "typedef %.*s %s%s;", (int)(at - text[t]), text[t], alias, at);
    }
    for (const char *line = gen->typedefs_text.data; line != NULL && *line;) {
        /* The same type again: find its alias by the text around the name. */
        const char *end = strchr(line, '\n');
        const char *name = strstr(line, "crossbit_type");
        size_t head = name ? (size_t)(name - line) : 0;
        if (name && name < end && strcmp(text[0], text[1]) == 0 && strncmp(line, text[0], head) == 0) {
            const char *tail = name + strcspn(name, " ;)[("), *mine = text[0] + head;
            if (strncmp(mine, "crossbit_type", 13) == 0) {
                mine += strcspn(mine, " ;)[(");
                if ((size_t)(end - tail) == strlen(mine) && strncmp(tail, mine, (size_t)(end - tail)) == 0)
                    return arena_strndup(gen->arena, name, (size_t)(tail - name));
            }
        }
        line = end + 1;
    }
    gen->alias_count++;
    if (strcmp(text[0], text[1]) == 0)
        text_printf(&gen->typedefs_text, "%s\n", text[0]);
    else
        text_printf(&gen->typedefs_text, "#ifdef _WIN64\n%s\n#else\n%s\n#endif\n", text[TARGET_X64], text[TARGET_X86]);
    return alias;
}

const char *spelling_among(struct gen *gen, CXType type, const char *const *names)
{
    while (type.kind == CXType_Typedef || type.kind == CXType_Elaborated) {
        if (type.kind == CXType_Elaborated) {
            type = clang_Type_getNamedType(type);
            continue;
        }
        const char *name = parse_string(gen, clang_getTypedefName(type));
        for (int i = 0; names[i] != NULL; i++)
            if (strcmp(names[i], name) == 0)
                return names[i];
        type = clang_getTypedefDeclUnderlyingType(clang_getTypeDeclaration(type));
    }
    return NULL;
}
