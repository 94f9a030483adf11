/* SPDX-License-Identifier: MIT */
/*
 * The words of annotations: where each may stand and what it counts for (the table), and those that make a kind of a
 * value (the rows of kind.c).
 */
#include "word.h"

#include <stdio.h>
#include <string.h>

enum {
    ON_PARAMETER = 1,
    ON_MEMBER = 2,
    ON_RESULT = 4,
    ON_CALLBACKS_PARAMETER = 8,
    ON_CALLBACKS_RESULT = 16,
    ON_FUNCTION = 32, /* it is about the call, not about the result */
    ON_VALUES = ON_PARAMETER | ON_MEMBER | ON_RESULT | ON_CALLBACKS_PARAMETER | ON_CALLBACKS_RESULT
};
#define KIND(name) (1u << SHAPE_##name)

/* A word of crossbit/annotate.h. SAL has rules of its own, which the compilers that know it check. */
struct word {
    const char *key, *macro;
    unsigned places;
    unsigned kinds; /* of the value, or of what it points to: anywhere else the word would be without effect */
    const char *for_what;
    const char *instead; /* on the wrong place; NULL: nothing */
};

static const struct word words[] = {
    {"as_handle", "CROSSBIT_AS_HANDLE", ON_VALUES, KIND(HANDLE), "pointers that only the DLL looks behind", NULL},
    {"closes", "CROSSBIT_CLOSES", ON_PARAMETER, KIND(HANDLE) | KIND(MIRROR), "handles and mirrored structs", NULL},
    {"kernel_handle", "CROSSBIT_KERNEL_HANDLE", ON_VALUES, KIND(KERNEL), "handles of files, events, processes", NULL},
    {"user_handle", "CROSSBIT_USER_HANDLE", ON_VALUES, KIND(USER_HANDLE), "handles of windows and GDI objects", NULL},
    {"crt_fd", "CROSSBIT_CRT_FD", ON_PARAMETER, KIND(FD), "file descriptors", NULL},
    {"lifetime", "CROSSBIT_DURING_CALL, CROSSBIT_UNTIL_REPLACED or CROSSBIT_UNTIL_CLOSED", ON_PARAMETER | ON_MEMBER,
        KIND(CALLBACK), "function pointers", NULL},
    {"user", "CROSSBIT_USER", ON_VALUES, KIND(USER_POINTER), "pointers that only the program looks behind", NULL},
    {"allocates", "CROSSBIT_ALLOCATES", ON_CALLBACKS_RESULT, KIND(ALLOCATION), "results of allocating callbacks",
        "a function of the DLL that allocates takes CROSSBIT_FREED_BY(function)"},
    {"releases", "CROSSBIT_RELEASES", ON_CALLBACKS_PARAMETER, KIND(RELEASE), "parameters of releasing callbacks",
        "a function of the DLL that releases memory takes CROSSBIT_FREES"},
    {"static", "CROSSBIT_STATIC", ON_PARAMETER | ON_MEMBER | ON_RESULT, KIND(STRING) | KIND(BUFFER),
        "pointers to the DLL's text and buffers", NULL},
    {"result_is", "CROSSBIT_RESULT_IS", ON_PARAMETER | ON_RESULT | ON_CALLBACKS_RESULT, KIND(RESULT_IS),
        "pointers into an argument", NULL},
    {"freed_by", "CROSSBIT_FREED_BY", ON_PARAMETER | ON_MEMBER | ON_RESULT, KIND(STRING) | KIND(BUFFER),
        "pointers to text and buffers that the program releases", NULL},
    {"frees", "CROSSBIT_FREES", ON_PARAMETER, KIND(STRING) | KIND(BUFFER),
        "memory from a function with CROSSBIT_FREED_BY", NULL},
    {"of_strings", "CROSSBIT_OF_STRINGS", ON_PARAMETER | ON_MEMBER | ON_CALLBACKS_PARAMETER, KIND(STRING),
        "arrays of pointers to text", NULL},
    {"kept", "CROSSBIT_KEPT", ON_PARAMETER, KIND(STRING) | KIND(BUFFER) | KIND(WORKSPACE),
        "text, buffers and work memory", NULL},
    {"or_terminated", "CROSSBIT_OR_TERMINATED", ON_PARAMETER | ON_MEMBER | ON_CALLBACKS_PARAMETER, KIND(BUFFER),
        "text that goes in with a size", NULL},
    {"shared_memory", "CROSSBIT_SHARED_MEMORY", ON_PARAMETER, KIND(BUFFER), "buffers with CROSSBIT_KEPT", NULL},
    {"sizeof", "CROSSBIT_SIZEOF", ON_VALUES, KIND(SIZEOF), "integers", NULL},
    {"workspace", "CROSSBIT_WORKSPACE", ON_PARAMETER, KIND(WORKSPACE), "pointers to memory that only the DLL uses",
        NULL},
    {"variant", "CROSSBIT_AS", ON_VALUES, KIND(RECORD) | KIND(MIRROR), "structs and pointers to them", NULL},
    {"fixed", "CROSSBIT_FIXED", ON_MEMBER, KIND(ARRAY), "an array of one element at the end of a struct", NULL},
    {"hidden", "CROSSBIT_HIDDEN", ON_MEMBER, KIND(HIDDEN), "pointers in mirrored structs", NULL},
    {"cursor_in", "CROSSBIT_CURSOR_IN", ON_MEMBER, KIND(BUFFER), "buffers in mirrored structs", NULL},
    {"cursor_out", "CROSSBIT_CURSOR_OUT", ON_MEMBER, KIND(BUFFER), "buffers in mirrored structs", NULL},
    {"at_open", "CROSSBIT_AT_OPEN", ON_MEMBER, ~0u, "members of mirrored structs", NULL},
    {"output", "CROSSBIT_OUTPUT", ON_MEMBER, ~0u, "members of mirrored structs", NULL},
    {"opens", "CROSSBIT_OPENS", ON_PARAMETER, KIND(MIRROR), "mirrored structs", NULL},
    {"members", "CROSSBIT_MEMBERS", ON_PARAMETER, KIND(MIRROR), "mirrored structs", NULL},
    {"path", "CROSSBIT_PATH", ON_PARAMETER, KIND(STRING), "text", NULL},
    {"ordinal", "CROSSBIT_ORDINAL", ON_FUNCTION, 0, "the call", "put it before the function"},
    {"fails", "CROSSBIT_FAILS", ON_FUNCTION, 0, "the call", "put it before the function"},
    {"repeatable", "CROSSBIT_REPEATABLE", ON_FUNCTION, 0, "the call", "put it before the function"},
    {"serial", "CROSSBIT_SERIAL", ON_FUNCTION, 0, "the call", "put it before the function"},
    {"helper", "CROSSBIT_HELPER", ON_FUNCTION, 0, "the call", "put it before the function"},
    {"client_code", "CROSSBIT_CLIENT_CODE", ON_FUNCTION, 0, "the call", "put it before the function"},
    {"surrogate_code", "CROSSBIT_SURROGATE_CODE", ON_FUNCTION, 0, "the call", "put it before the function"},
};

static const struct {
    unsigned place;
    const char *name;
} places[] = {
    {ON_PARAMETER, "parameter"},
    {ON_MEMBER, "member"},
    {ON_RESULT, "result"},
    {ON_CALLBACKS_PARAMETER, "callback's parameter"},
    {ON_CALLBACKS_RESULT, "callback's result"},
    {ON_FUNCTION, "function"},
};

static const char *place_names(struct gen *gen, unsigned where)
{
    struct text text = {.arena = gen->arena};

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (where & places[i].place)
            text_printf(&text, "%s%s", text.data ? ", " : "", places[i].name);
    return text.data;
}

static const struct word *word_named(const char *key)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(words[i].key, key) == 0)
            return &words[i];
    return NULL; /* SAL's */
}

static unsigned place_of(const struct site *site)
{
    if (site->is_field)
        return ON_MEMBER;
    if (site->is_result)
        return site->in_callback ? ON_CALLBACKS_RESULT : ON_RESULT;
    return site->in_callback ? ON_CALLBACKS_PARAMETER : ON_PARAMETER;
}

/* The word is about what the pointer leads to: about the pointers in an array, or one that the DLL writes. */
static bool is_behind(const struct word *word, unsigned place)
{
    static const char *const keys[] = {"static", "freed_by", "result_is"};

    if (strcmp(word->key, "of_strings") == 0)
        return true;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (place == ON_PARAMETER && strcmp(word->key, keys[i]) == 0)
            return true;
    return false;
}

/* Two notes of one word, or two words that say the opposite. */
static const struct note *contradiction(const struct note *notes, const struct note *note)
{
    for (; notes != note; notes = notes->next)
        if (strcmp(notes->key, note->key) == 0 ||
            (strcmp(notes->key, "static") == 0 && strcmp(note->key, "freed_by") == 0) ||
            (strcmp(notes->key, "freed_by") == 0 && strcmp(note->key, "static") == 0))
            return notes;
    return NULL;
}

/* The value, or what it points to or consists of, is of one of the kinds. */
static bool has_kind(const struct shape *shape, unsigned kinds)
{
    for (; shape != NULL; shape = shape->element)
        if (kinds >> shape->kind & 1)
            return true;
    return false;
}

bool word_check(struct gen *gen, const struct site *site, const struct shape *shape, const struct note *notes)
{
    const unsigned place = place_of(site);
    const struct note *other;
    bool good = true;

    for (const struct note *note = notes; note != NULL; note = note->next) {
        const struct word *word = word_named(note->key);
        if (!word || (word->places == ON_FUNCTION && site->is_result))
            continue;
        if (place == ON_CALLBACKS_RESULT && word->kinds == KIND(CALLBACK))
            continue; /* it is about the pointer to the callback, in whose declaration that one's type stands */
        if (!(word->places & place)) {
            site_problem(gen, site, "%s cannot stand on a %s: it is for a %s; %s", word->macro, place_names(gen, place),
                place_names(gen, word->places), word->instead ? word->instead : "remove it");
            good = false;
        } else if ((other = contradiction(notes, note)) != NULL) {
            site_problem(gen, site, "%s and %s say different things; keep one of them", word_named(other->key)->macro,
                word->macro);
            good = false;
        } else if (shape && !has_kind(is_behind(word, place) ? shape->element : shape, word->kinds)) {
            site_problem(gen, site,
                "%s would have no effect here, beside the type and the other annotations: it is for %s; remove it",
                word->macro, word->for_what);
            good = false;
        }
    }
    return good;
}

void word_print_all(struct gen *gen)
{
    puts("| word | stands on a | for |\n|---|---|---|");
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        printf("| `%s` | %s | %s |\n", words[i].macro, place_names(gen, words[i].places), words[i].for_what);
}

const struct kind *word_on(const struct note *notes, unsigned on, bool directed, const struct note **word)
{
    for (int number = 0; number < SHAPE_COUNT; number++) {
        const struct kind *kind = kind_numbered((enum shape_kind)number);
        if (!kind->word || !(kind->on & on) || (directed && kind->undirected))
            continue;
        if ((*word = note_find(notes, kind->word)) != NULL)
            return kind;
    }
    return NULL;
}

struct shape *word_take(struct gen *gen, const struct site *site, struct shape *shape, const struct kind *kind,
    const struct note *notes, const struct note *word)
{
    const struct note *kept;

    switch (kind->argument) {
    case ARGUMENT_NONE:
        break;
    case ARGUMENT_BYTES:
        shape->count = word->value;
        if (!expression_check(gen, site, word->value, "size in bytes"))
            return NULL;
        break;
    case ARGUMENT_PARAMETER:
        if (!site->is_result && !site->is_element) {
            site_problem(gen, site,
                "%s says where a result points, or on _Outptr_ where the pointer points that the DLL writes; this "
                "pointer "
                "goes in, so annotate its target (_In_reads_, _Inout_updates_, _In_z_)",
                kind->macro);
            return NULL;
        }
        if (!site->function || !function_param(site->function, word->value)) {
            site_problem(gen, site, "%s(%s): there is no parameter of that name", kind->macro, word->value);
            return NULL;
        }
        shape->result_is = word->value;
        break;
    case ARGUMENT_TYPE:
        shape->sizeof_type = word->value;
        parse_add_check(gen, site->place, arena_printf(gen->arena, "%s(%s)", kind->macro, word->value),
            arena_printf(gen->arena, "extern char crossbit_check_%u[sizeof(%s)];", gen->check_count, word->value));
        break;
    }
    if (kind->may_be_kept && (kept = note_find(notes, "kept")) != NULL)
        shape->kept_by = kept->value;
    shape->kind = kind_number(kind);
    return shape;
}
