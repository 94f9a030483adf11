/* SPDX-License-Identifier: MIT */
/*
 * gen-random SEED COUNT FOLDER: a host program that writes a library of COUNT functions with random signatures for
 * crossbit-gen:
 * random.h, random.c, random.crossbit.h, and program.c, which calls each of them with random values. A function folds
 * all that it gets into a number, by value and not by bytes, and makes from it all that it gives back. So the program
 * prints the same with the library in-process and over the drop-in, whatever the layouts, or something was lost on the
 * way.
 */
#include <stdbool.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STRUCTS = 32, POINTER_STRUCTS = 8, CALLBACKS = 12, MEMBERS = 6, PARAMS = 6 };

/* make: an expression for a random value. Floats are small multiples of 1/8, which no register changes. */
static const struct {
    const char *type, *make;
    bool is_float;
} scalars[] = {{"char", "(char)next()", false}, {"signed char", "(signed char)next()", false},
    {"unsigned char", "(unsigned char)next()", false}, {"short", "(short)next()", false},
    {"unsigned short", "(unsigned short)next()", false}, {"int", "(int)next()", false},
    {"unsigned", "(unsigned)next()", false}, {"long", "(long)next()", false},
    {"unsigned long", "(unsigned long)next()", false}, {"long long", "(long long)next()", false},
    {"unsigned long long", "next()", false}, {"_Bool", "next() & 1", false}, {"wchar_t", "(wchar_t)next()", false},
    {"enum color", "next() & 1 ? RED : BLUE", false}, {"size_t", "(size_t)(unsigned)next()", false},
    {"ptrdiff_t", "(ptrdiff_t)(int)next()", false}, {"float", "(float)(short)next() / 8", true},
    {"double", "(double)(int)next() / 8", true}};
#define SCALARS (int)(sizeof(scalars) / sizeof(scalars[0]))
#define INTEGERS 16

static uint64_t state;
static int pointer_struct_texts; /* of them hold text, the others arrays */

static int below(int limit)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int)((state >> 33) % (unsigned)limit);
}

/* Type number: a scalar, or struct number - SCALARS. */
static const char *name_of(int type)
{
    static char names[8][40];
    static int at;
    char *name = names[at++ % 8];

    if (type < SCALARS)
        snprintf(name, 40, "%s", scalars[type].type);
    else
        snprintf(name, 40, "struct s%d", type - SCALARS);
    return name;
}

static const char *make_of(int type)
{
    static char texts[4][40];
    static int at;
    char *text = texts[at++ % 4];

    if (type < SCALARS)
        snprintf(text, 40, "%s", scalars[type].make);
    else
        snprintf(text, 40, "make_s%d()", type - SCALARS);
    return text;
}

static const char *fold_of(int type)
{
    static char texts[4][40];
    static int at;
    char *text = texts[at++ % 4];

    if (type < SCALARS)
        snprintf(text, 40, "%s", scalars[type].is_float ? "fold_double" : "fold");
    else
        snprintf(text, 40, "fold_s%d", type - SCALARS);
    return text;
}

struct out {
    char *data;
    size_t size, capacity;
};

static void add(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct out *out, const char *format, ...)
{
    va_list args;

    if (out->capacity - out->size < 8192) {
        out->capacity = out->capacity * 2 + 65536;
        out->data = realloc(out->data, out->capacity);
        if (out->data == NULL)
            exit(2);
    }
    va_start(args, format);
    out->size += (size_t)vsnprintf(out->data + out->size, out->capacity - out->size, format, args);
    va_end(args);
}

static struct out header, notes, values, library, program, calls;

static void write_struct(int number)
{
    int pack = below(4) == 0 ? 1 << below(3) : 0, count = 1 + below(MEMBERS);
    struct out make = {0}, fold = {0};

    if (pack)
        add(&header, "#pragma pack(push, %d)\n", pack);
    add(&header, "struct s%d {\n", number);
    for (int i = 0; i < count; i++) {
        int kind = below(8), type = number > 0 && kind == 0 ? SCALARS + below(number) : below(SCALARS);
        if (kind == 1) {
            int bits = 1 + below(16);
            add(&header, "    %s m%d : %d;\n", below(2) ? "int" : "unsigned", i, bits);
            add(&make, "    s.m%d = next() & 1;\n", i);
            add(&fold, "    h = fold(h, s.m%d);\n", i);
        } else if (kind == 2) {
            int length = 2 + below(3);
            add(&header, "    %s m%d[%d];\n", name_of(type), i, length);
            add(&make, "    for (int i = 0; i < %d; i++)\n        s.m%d[i] = %s;\n", length, i, make_of(type));
            add(&fold, "    for (int i = 0; i < %d; i++)\n        h = %s(h, s.m%d[i]);\n", length, fold_of(type), i);
        } else {
            add(&header, "    %s m%d;\n", name_of(type), i);
            add(&make, "    s.m%d = %s;\n", i, make_of(type));
            add(&fold, "    h = %s(h, s.m%d);\n", fold_of(type), i);
        }
    }
    add(&header, "};\n%s", pack ? "#pragma pack(pop)\n" : "");
    add(&values,
        "UNUSED struct s%d make_s%d(void)\n{\n    struct s%d s;\n\n    memset(&s, 0, sizeof(s));\n%s    return s;\n}\n",
        number, number, number, make.data);
    add(&values, "UNUSED uint64_t fold_s%d(uint64_t h, struct s%d s)\n{\n%s    return h;\n}\n", number, number,
        fold.data);
    free(make.data);
    free(fold.data);
}

/* Structs with a pointer: they go in only. */
static void write_pointer_struct(int number)
{
    int element = below(SCALARS + STRUCTS);
    bool text = number < pointer_struct_texts, wide = number & 1;

    add(&header, "struct p%d { %s a; %s%s *data; size_t n; };\n", number, name_of(number), text ? "const " : "",
        text ? wide ? "wchar_t" : "char" : name_of(element));
    add(&notes, "CROSSBIT_STRUCT(p%d) { %s a; %s %s%s *data; size_t n; };\n", number, name_of(number),
        text ? "_Field_z_" : "_Field_size_(n)", text ? "const " : "",
        text ? wide ? "wchar_t" : "char" : name_of(element));
    if (text) {
        add(&values,
            "UNUSED struct p%d make_p%d(void)\n{\n    struct p%d s = { %s, NULL, (unsigned)next() };\n\n    s.data = "
            "%s;\n"
            "    return s;\n}\n",
            number, number, number, make_of(number), wide ? "make_wide()" : "make_text()");
        add(&values,
            "UNUSED uint64_t fold_p%d(uint64_t h, struct p%d s)\n{\n    h = %s(fold(h, s.n), s.a);\n    return "
            "fold_%s(h, s.data);\n}\n",
            number, number, fold_of(number), wide ? "wide" : "text");
    } else {
        add(&values,
            "UNUSED struct p%d make_p%d(void)\n{\n    static %s data[8][8];\n    static int at;\n    struct p%d s = { "
            "%s, NULL, next() %% 8 };\n\n"
            "    s.data = data[at++ %% 8];\n    for (size_t i = 0; i < s.n; i++)\n        s.data[i] = %s;\n    return "
            "s;\n}\n",
            number, number, name_of(element), number, make_of(number), make_of(element));
        add(&values,
            "UNUSED uint64_t fold_p%d(uint64_t h, struct p%d s)\n{\n    h = %s(fold(h, s.n), s.a);\n    for (size_t i "
            "= 0; i < s.n; i++)\n"
            "        h = %s(h, s.data[i]);\n    return h;\n}\n",
            number, number, fold_of(number), fold_of(element));
    }
}

static int callback_types[CALLBACKS][4], callback_counts[CALLBACKS], callback_results[CALLBACKS];

static void write_callback(int number)
{
    const char *convention = below(2) ? "__stdcall" : "__cdecl";
    int count = below(4), result = below(SCALARS);
    struct out list = {0}, folds = {0};

    add(&list, "%s", "");
    add(&folds, "%s", "");
    for (int i = 0; i < count; i++) {
        callback_types[number][i] = below(SCALARS + STRUCTS);
        add(&list, ", %s a%d", name_of(callback_types[number][i]), i);
        add(&folds, "    *h = %s(*h, a%d);\n", fold_of(callback_types[number][i]), i);
    }
    callback_counts[number] = count;
    callback_results[number] = result;
    add(&header, "typedef %s (%s *c%d)(void *user%s);\n", name_of(result), convention, number, list.data);
    add(&notes, "typedef %s (%s *c%d)(CROSSBIT_USER void *user%s);\n", name_of(result), convention, number, list.data);
    add(&program,
        "static %s %s on_c%d(void *user%s)\n{\n    uint64_t *h = user;\n\n%s    state = *h;\n    return %s;\n}\n\n",
        name_of(result), convention, number, list.data, folds.data, make_of(result));
    free(list.data);
    free(folds.data);
}

static void write_function(int number)
{
    static const char *const conventions[] = {"__cdecl", "__stdcall", "__fastcall"};
    const char *convention = conventions[below(3)];
    int count = below(PARAMS + 1), result = below(8) ? below(SCALARS + STRUCTS) : -1;
    bool checked = below(6) == 0; /* the results are valid only when it returns 0 */
    struct out plain = {0}, noted = {0}, in = {0}, give = {0}, setup = {0}, pass = {0}, after = {0};

    if (checked)
        result = 5; /* int */
    for (struct out **out = (struct out *[]){&plain, &noted, &in, &give, &setup, &pass, &after, NULL}; *out != NULL;
         out++)
        add(*out, "%s", "");
    for (int i = 0; i < count; i++) {
        int type = below(3) ? below(SCALARS) : SCALARS + below(STRUCTS), kind = below(12),
            other = below(POINTER_STRUCTS);
        const char *name = name_of(type), *comma = i ? ", " : "", *make = make_of(type), *fold = fold_of(type);
        bool optional = below(3) == 0, wide = below(2);
        switch (kind) {
        default: /* by value */
            add(&plain, "%s%s a%d", comma, name, i);
            add(&noted, "%s%s a%d", comma, name, i);
            add(&in, "    h = %s(h, a%d);\n", fold, i);
            add(&setup, "    %s a%d = %s;\n", name, i, make);
            add(&pass, "%sa%d", comma, i);
            break;
        case 4: /* one value or many, in */
            add(&plain, "%sconst %s *a%d, int n%d", comma, name, i, i);
            add(&noted, "%s_In_reads_%s(n%d) const %s *a%d, int n%d", comma, optional ? "opt_" : "", i, name, i, i);
            add(&in,
                "    h = fold(h, a%d != NULL ? n%d : -1);\n    for (int i = 0; a%d != NULL && i < n%d; i++)\n        h "
                "= %s(h, a%d[i]);\n",
                i, i, i, i, fold, i);
            add(&setup,
                "    %s b%d[40], *a%d = %s;\n    int n%d = (int)(next() %% 41);\n    for (int i = 0; i < n%d; i++)\n   "
                "     b%d[i] = %s;\n",
                name, i, i, "NULL", i, i, i, make);
            add(&setup, "    a%d = %s b%d;\n", i, optional ? "next() % 4 == 0 ? NULL :" : "", i);
            add(&pass, "%sa%d, n%d", comma, i, i);
            break;
        case 5: /* out, as many as it says */
        case 6: /* in and out */
            add(&plain, "%s%s *a%d, int n%d, int *m%d", comma, name, i, i, i);
            if (kind == 5)
                add(&noted, "%s_Out_writes_to_(n%d, *m%d) %s *a%d, int n%d, _Out_ int *m%d", comma, i, i, name, i, i,
                    i);
            else
                add(&noted, "%s_Inout_updates_(n%d) %s *a%d, int n%d, _Inout_ int *m%d", comma, i, name, i, i, i);
            if (kind == 6)
                add(&in, "    h = fold(h, *m%d);\n    for (int i = 0; i < n%d; i++)\n        h = %s(h, a%d[i]);\n", i,
                    i, fold, i);
            add(&give,
                "    *m%d = (int)(next() %% (n%d + 1u));\n    for (int i = 0; i < *m%d; i++)\n        a%d[i] = %s;\n",
                i, i, i, i, make);
            add(&setup,
                "    %s a%d[40];\n    int n%d = (int)(next() %% 41), m%d = (int)next();\n    for (int i = 0; i < 40; "
                "i++)\n        a%d[i] = %s;\n",
                name, i, i, i, i, make);
            add(&pass, "%sa%d, n%d, &m%d", comma, i, i, i);
            add(&after, "    h = fold(h, m%d);\n    for (int i = 0; i < 40; i++)\n        h = %s(h, a%d[i]);\n", i,
                fold, i);
            break;
        case 7: { /* a pointer to one, which may be NULL */
            static const char *const words[] = {"_In_opt_ const", "_Out_opt_", "_Inout_opt_"};
            int way = below(3);
            add(&plain, "%s%s%s *a%d", comma, way == 0 ? "const " : "", name, i);
            add(&noted, "%s%s %s *a%d", comma, words[way], name, i);
            if (way != 1)
                add(&in, "    h = a%d != NULL ? %s(h, *a%d) : fold(h, 7);\n", i, fold, i);
            if (way != 0)
                add(&give, "    if (a%d != NULL)\n        *a%d = %s;\n", i, i, make);
            add(&setup, "    %s b%d = %s, *a%d = next() %% 4 == 0 ? NULL : &b%d;\n", name, i, make, i, i);
            add(&pass, "%sa%d", comma, i);
            add(&after, "    h = %s(h, b%d);\n", fold, i);
            break;
        }
        case 8: /* text */
            add(&plain, "%sconst %s *a%d", comma, wide ? "wchar_t" : "char", i);
            add(&noted, "%s_In_opt_z_ const %s *a%d", comma, wide ? "wchar_t" : "char", i);
            add(&in, "    h = fold_%s(h, a%d);\n", wide ? "wide" : "text", i);
            add(&setup, "    const %s *a%d = make_%s();\n", wide ? "wchar_t" : "char", i, wide ? "wide" : "text");
            add(&pass, "%sa%d", comma, i);
            break;
        case 9: /* text that comes back */
            add(&plain, "%s%s *a%d, int n%d", comma, wide ? "wchar_t" : "char", i, i);
            add(&noted, "%s_Out_writes_z_(n%d) %s *a%d, int n%d", comma, i, wide ? "wchar_t" : "char", i, i);
            add(&give,
                "    m = (int)(next() %% n%d);\n    for (int i = 0; i < m; i++)\n        a%d[i] = 'a' + next() %% "
                "26;\n    a%d[m] = 0;\n",
                i, i, i);
            add(&setup,
                "    %s a%d[24];\n    int n%d = 1 + (int)(next() %% 24);\n    for (int i = 0; i < 24; i++)\n        "
                "a%d[i] = 'A';\n",
                wide ? "wchar_t" : "char", i, i, i);
            add(&pass, "%sa%d, n%d", comma, i, i);
            add(&after, "    for (int i = 0; i < 24; i++)\n        h = fold(h, a%d[i]);\n", i);
            break;
        case 10: /* a callback */
            other = below(CALLBACKS);
            add(&plain, "%sc%d a%d, void *u%d", comma, other, i, i);
            add(&noted, "%sCROSSBIT_DURING_CALL c%d a%d, CROSSBIT_USER void *u%d", comma, other, i, i);
            add(&in, "    state = h;\n    {\n");
            for (int j = 0; j < callback_counts[other]; j++)
                add(&in, "        %s v%d = %s;\n", name_of(callback_types[other][j]), j,
                    make_of(callback_types[other][j]));
            add(&in, "        h = %s(h, a%d(u%d", fold_of(callback_results[other]), i, i);
            for (int j = 0; j < callback_counts[other]; j++)
                add(&in, ", v%d", j);
            add(&in, "));\n    }\n");
            add(&setup, "    uint64_t u%d = next();\n", i);
            add(&pass, "%son_c%d, &u%d", comma, other, i);
            add(&after, "    h = fold(h, u%d);\n", i);
            break;
        case 11: /* structs with a pointer */
            add(&plain, "%sconst struct p%d *a%d, int n%d", comma, other, i, i);
            add(&noted, "%s_In_reads_(n%d) const struct p%d *a%d, int n%d", comma, i, other, i, i);
            add(&in, "    for (int i = 0; i < n%d; i++)\n        h = fold_p%d(h, a%d[i]);\n", i, other, i);
            add(&setup,
                "    struct p%d a%d[4];\n    int n%d = (int)(next() %% 5);\n    for (int i = 0; i < 4; i++)\n        "
                "a%d[i] = make_p%d();\n",
                other, i, i, i, other);
            add(&pass, "%sa%d, n%d", comma, i, i);
            break;
        }
    }
    add(&header, "%s %s f%d(%s);\n", result < 0 ? "void" : name_of(result), convention, number,
        count ? plain.data : "void");
    add(&notes, "%s%s %s f%d(%s);\n", checked ? "_Success_(return == 0) " : "", result < 0 ? "void" : name_of(result),
        convention, number, count ? noted.data : "void");
    add(&library, "%s %s f%d(%s)\n{\n    uint64_t h = %d;\n    int m = 0;\n\n    (void)m;\n%s",
        result < 0 ? "void" : name_of(result), convention, number, count ? plain.data : "void", number, in.data);
    if (result < 0)
        add(&library, "    noted = h;\n");
    if (checked)
        add(&library, "    if (h %% 3 == 0)\n        return 1;\n");
    add(&library, "    state = h;\n%s", give.data);
    if (checked)
        add(&library, "    return 0;\n");
    else if (result >= 0)
        add(&library, "    return %s;\n", make_of(result));
    add(&library, "}\n\n");
    add(&program, "static void call_f%d(void)\n{\n    uint64_t h = 1;\n%s", number, setup.data);
    if (result >= 0)
        add(&program, "    h = %s(h, f%d(%s));\n", fold_of(result), number, pass.data);
    else
        add(&program, "    f%d(%s);\n    h = fold(h, (unsigned)last_noted());\n", number, pass.data);
    add(&program, "%s    printf(\"f%d: %%016llx\\n\", (unsigned long long)h);\n}\n\n", after.data, number);
    add(&calls, "        state = seed + %d;\n        call_f%d();\n", number, number);
    for (struct out **out = (struct out *[]){&plain, &noted, &in, &give, &setup, &pass, &after, NULL}; *out != NULL;
         out++)
        free((*out)->data);
}

static void write_file(const char *folder, const char *name, struct out *const *parts)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "wb");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    for (; *parts != NULL; parts++)
        fwrite((*parts)->data, 1, (*parts)->size, file);
    if (fclose(file) != 0)
        exit(2);
}

int main(int argc, char **argv)
{
    struct out project = {0};
    int count;

    if (argc != 4 || (count = atoi(argv[2])) < 1) {
        fprintf(stderr, "usage: gen-random SEED COUNT FOLDER\n");
        return 2;
    }
    state = strtoull(argv[1], NULL, 10) * 2 + 1;
    pointer_struct_texts = POINTER_STRUCTS / 2;
    add(&header,
        "/* Made by gen-random %s %d. */\n#ifndef RANDOM_H\n#define RANDOM_H\n\n#include <stddef.h>\n#include "
        "<wchar.h>\n\n"
        "enum color { RED = 3, BLUE = -1000 };\n",
        argv[1], count);
    add(&notes, "#include \"random.h\"\n#include <crossbit/annotate.h>\nCROSSBIT_LIBRARY(\"random.dll\");\n");
    add(&values, "#include \"random.h\"\n\n#include <stdint.h>\n#include <stdio.h>\n#include <string.h>\n\n#define "
                 "UNUSED __attribute__((unused)) static\n\n"
                 "static uint64_t state;\n\nUNUSED uint64_t next(void)\n{\n    state = state * 6364136223846793005u + "
                 "1442695040888963407u;\n"
                 "    return state >> 20 | state << 44;\n}\n"
                 "UNUSED uint64_t fold(uint64_t h, long long value)\n{\n    return (h ^ (uint64_t)value) * "
                 "1099511628211u + (h >> 32);\n}\n"
                 "UNUSED uint64_t fold_double(uint64_t h, double value)\n{\n    long long bits;\n\n    memcpy(&bits, "
                 "&value, sizeof(bits));\n"
                 "    return fold(h, bits);\n}\n"
                 "UNUSED uint64_t fold_text(uint64_t h, const char *text)\n{\n    if (text == NULL)\n        return "
                 "fold(h, -1);\n    while (*text)\n"
                 "        h = fold(h, *text++);\n    return fold(h, 0);\n}\n"
                 "UNUSED uint64_t fold_wide(uint64_t h, const wchar_t *text)\n{\n    if (text == NULL)\n        return "
                 "fold(h, -1);\n    while (*text)\n"
                 "        h = fold(h, *text++);\n    return fold(h, 0);\n}\n"
                 "/* One of the last eight texts, or NULL. */\n"
                 "UNUSED const char *make_text(void)\n{\n    static char texts[8][40];\n    static int at;\n    char "
                 "*text = texts[at++ %% 8];\n"
                 "    int size = (int)(next() %% 40);\n\n    for (int i = 0; i < size; i++)\n        text[i] = "
                 "(char)(1 + next() %% 255);\n    text[size] = 0;\n"
                 "    return size == 1 ? NULL : text;\n}\n"
                 "UNUSED const wchar_t *make_wide(void)\n{\n    static wchar_t texts[8][40];\n    static int at;\n    "
                 "wchar_t *text = texts[at++ %% 8];\n"
                 "    int size = (int)(next() %% 40);\n\n    for (int i = 0; i < size; i++)\n        text[i] = "
                 "(wchar_t)(1 + next() %% 0xffff);\n    text[size] = 0;\n"
                 "    return size == 1 ? NULL : text;\n}\n");
    add(&library, "#include \"values.h\"\n\nstatic uint64_t noted;\n\n/* What a function without a result got. "
                  "*/\nunsigned last_noted(void)\n{\n"
                  "    return (unsigned)noted;\n}\n\n");
    add(&program, "#include \"values.h\"\n\n");
    for (int i = 0; i < STRUCTS; i++)
        write_struct(i);
    for (int i = 0; i < POINTER_STRUCTS; i++)
        write_pointer_struct(i);
    for (int i = 0; i < CALLBACKS; i++)
        write_callback(i);
    add(&header, "unsigned last_noted(void);\n");
    for (int i = 0; i < count; i++)
        write_function(i);
    add(&header, "\n#endif\n");
    add(&program,
        "int main(void)\n{\n    printf(\"seed %s\\n\");\n    for (uint64_t seed = 0; seed < 3000; seed += 1000) { /* "
        "three rounds of values */\n",
        argv[1]);
    add(&calls, "    }\n    return 0;\n}\n");
    write_file(argv[3], "random.h", (struct out *[]){&header, NULL});
    write_file(argv[3], "random.crossbit.h", (struct out *[]){&notes, NULL});
    write_file(argv[3], "values.h", (struct out *[]){&values, NULL});
    write_file(argv[3], "random.c", (struct out *[]){&library, NULL});
    write_file(argv[3], "program.c", (struct out *[]){&program, &calls, NULL});
    add(&project, "cmake_minimum_required(VERSION 3.20)\nproject(random C)\nfind_package(Crossbit REQUIRED)\n"
                  "crossbit_add_library(random DLL \"${RANDOM_DLL}\" ANNOTATIONS random.crossbit.h HEADER random.h)\n"
                  "add_executable(program program.c)\ntarget_link_libraries(program PRIVATE random)\n"
                  "target_link_options(program PRIVATE -static-libgcc)\n");
    write_file(argv[3], "CMakeLists.txt", (struct out *[]){&project, NULL});
    return 0;
}
