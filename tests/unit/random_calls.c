/* SPDX-License-Identifier: MIT */
#include "random_calls.h"

#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint32_t random_next(struct random *random)
{
    random->state ^= random->state << 13;
    random->state ^= random->state >> 7;
    random->state ^= random->state << 17;
    return (uint32_t)(random->state >> 16);
}

uint32_t random_below(struct random *random, uint32_t bound)
{
    return random_next(random) % bound;
}

/* A growing declaration. */
struct writer {
    struct random *random;
    char *text;
    size_t size, length;
    unsigned structs; /* S0 .. S(structs-1) are declared: even ones without pointers */
    unsigned names;
};

static void put(struct writer *writer, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    writer->length += (size_t)vsnprintf(writer->text + writer->length, writer->size - writer->length, format, args);
    va_end(args);
    assert_true(writer->length < writer->size);
}

static const char *const plain_types[] = {"char", "signed char", "BYTE", "short", "WORD", "int", "unsigned", "long",
    "DWORD", "__int64", "uint64_t", "float", "double", "bool", "wchar_t"};
static const char *const pointer_sized[] = {"size_t", "intptr_t", "LPARAM", "HWND", "HANDLE", "HMODULE"};

static const char *any_scalar(struct random *random)
{
    if (random_below(random, 4))
        return plain_types[random_below(random, ARRAYSIZE(plain_types))];
    return pointer_sized[random_below(random, ARRAYSIZE(pointer_sized))];
}

static void put_element(struct writer *writer, const char *qualifier)
{
    if (writer->structs && !random_below(writer->random, 3))
        put(writer, "%sstruct S%u", qualifier, random_below(writer->random, writer->structs));
    else
        put(writer, "%s%s", qualifier, any_scalar(writer->random));
}

/* One parameter or member; sized pointers bring their own size along. separator: "," or ";". */
static void put_item(struct writer *writer, char separator, bool pointers)
{
    static const char *const directions[] = {"in", "out", "in, out"};
    const char *direction = directions[random_below(writer->random, 3)];
    unsigned n = writer->names++;

    switch (pointers ? random_below(writer->random, 9) : random_below(writer->random, 2)) {
    case 0:
        put_element(writer, "");
        put(writer, separator == ';' && random_below(writer->random, 3) == 0 ? " a%u[3]" : " a%u", n);
        break;
    case 2:
        put(writer, "const %s *s%u", random_below(writer->random, 2) ? "char" : "wchar_t", n);
        break;
    case 3:
        put(writer, "[in, out, string, size_is(n%u)] %s *s%u%c unsigned n%u", n,
            random_below(writer->random, 2) ? "char" : "wchar_t", n, separator, n);
        break;
    case 4:
        put(writer, "[%s, size_is(n%u)] ", direction, n);
        put_element(writer, "");
        put(writer, " *p%u%c BYTE n%u", n, separator, n);
        break;
    case 5:
        put(writer, "[%s, size_is(n%u * 2 + 1)] void *p%u%c size_t n%u", direction, n, n, separator, n);
        break;
    case 6:
        if (writer->structs && random_below(writer->random, 2))
            put(writer, "[%s] struct S%u *p%u", direction, random_below(writer->random, writer->structs), n);
        else
            put(writer, "[%s] %s *p%u", direction, random_below(writer->random, 2) ? "LONG_PTR" : "HANDLE", n);
        break;
    case 7:
        put(writer, "[in, size_is(n%u)] const char *const *l%u%c int n%u", n, n, separator, n);
        break;
    default:
        put(writer, "%s a%u", any_scalar(writer->random), n);
        break;
    }
}

void random_declaration(struct random *random, char *text, size_t size)
{
    struct writer writer = {.random = random, .text = text, .size = size};
    unsigned i, count, structs = random_below(random, 4);

    text[0] = 0;
    while (writer.structs < structs) {
        bool pointers = writer.structs & 1;

        put(&writer, "#pragma pack(%u)\nstruct S%u { ", 1u << random_below(random, 4), writer.structs);
        for (i = 0, count = 1 + random_below(random, 5); i < count; i++) {
            put_item(&writer, ';', pointers);
            put(&writer, "; ");
        }
        put(&writer, "};\n");
        writer.structs++;
    }
    put_element(&writer, "");
    put(&writer, " f(");
    for (i = 0, count = random_below(random, 8); i < count; i++) {
        put(&writer, i ? ", " : "");
        put_item(&writer, ',', true);
    }
    put(&writer, ")");
}

/* Memory with guards around, so that writes past its ends show. */
#define GUARD 16
static struct guarded {
    uint8_t *memory;
    size_t size;
} guards[1 << 16];
static unsigned guard_count;

static void *guarded_alloc(struct arena *arena, size_t size)
{
    uint8_t *memory = arena_alloc(arena, size + 2 * (size_t)GUARD);

    assert_non_null(memory);
    memset(memory, 0xa5, GUARD);
    memset(memory + GUARD + size, 0xa5, GUARD);
    assert_true(guard_count < ARRAYSIZE(guards));
    guards[guard_count++] = (struct guarded){memory, size};
    return memory + GUARD;
}

bool random_guards_intact(void)
{
    unsigned i, j;

    for (i = 0; i < guard_count; i++)
        for (j = 0; j < GUARD; j++)
            if (guards[i].memory[j] != 0xa5 || guards[i].memory[GUARD + guards[i].size + j] != 0xa5)
                return false;
    return true;
}

static void fill_bytes(struct random *random, void *memory, size_t size)
{
    uint8_t *byte = memory;

    while (size--)
        *byte++ = (uint8_t)random_next(random);
}

static void fill_scalar(struct random *random, const struct ctype *type, const char *name, void *native)
{
    fill_bytes(random, native, type->size);
    if (name && name[0] == 'n')
        ctype_write_int(type, native, random_below(random, 6));
    else if (type->kind == CTYPE_BOOL)
        ctype_write_int(type, native, random_below(random, 2));
    else if (type->kind == CTYPE_FLOAT) { /* no NaN: compared by bytes all the same, but keep it quiet */
        float small = (float)random_next(random);
        double large = small / 3;

        memcpy(native, type->size == 4 ? (void *)&small : (void *)&large, type->size);
    }
}

static void fill_text(struct random *random, const struct ctype *type, void *memory, uint64_t capacity, bool full)
{
    uint64_t i, length = full ? capacity - 1 : capacity ? random_below(random, (uint32_t)capacity) : 0;

    if (!capacity)
        return;
    for (i = 0; i < capacity; i++)
        ctype_write_int(type, (char *)memory + i * type->size, i < length ? 'a' + random_below(random, 26) : 0);
}

static void *handle_value(struct random *random, enum ctype_handle handle)
{
    uint32_t value = random_next(random) & 0x7ffffff0;

    return random_below(random, 4)
               ? handle == HANDLE_USER ? (void *)(intptr_t)(int32_t)(value << 1) : (void *)(uintptr_t)value
               : NULL;
}

static size_t element_size(const struct ctype *target)
{
    return target->kind == CTYPE_VOID ? 1 : target->size;
}

/*
 * Two passes over what stands side by side: numbers first, then the pointers, whose sizes are computed from them.
 * `change` leaves pointers and sizes alone, and what they point to if it is not [out].
 */
struct filler {
    struct random *random;
    struct arena *arena;
    struct cvalues values;
    bool change, pointers;
};

static void fill(
    struct filler *filler, const struct ctype *type, const struct cattr *attr, const char *name, void *native);

static void fill_memory(
    struct filler *filler, const struct ctype *target, const struct cattr *attr, void *memory, uint64_t count)
{
    struct filler inner = *filler;
    uint64_t i;

    if (target->kind == CTYPE_VOID)
        fill_bytes(filler->random, memory, (size_t)count);
    else if (attr->string)
        fill_text(filler->random, target, memory, count, !attr->size && !filler->change);
    else
        for (i = 0; i < count; i++)
            for (inner.pointers = false;; inner.pointers = true) {
                fill(&inner, target, attr->inner, NULL, (char *)memory + i * target->size);
                if (inner.pointers)
                    break;
            }
}

static void fill_pointer(struct filler *filler, const struct ctype *type, const struct cattr *attr, void **native)
{
    int64_t count = 1;

    if (filler->change) {
        if (*native && attr->out && !attr->handle) {
            if (attr->size)
                cexpr_evaluate(attr->size, &filler->values, &count);
            fill_memory(filler, type->target, attr, *native, (uint64_t)count);
        }
        return;
    }
    *native = NULL;
    if (attr->handle) {
        *native = handle_value(filler->random, attr->handle);
    } else if (random_below(filler->random, 5)) {
        if (attr->size)
            assert_true(cexpr_evaluate(attr->size, &filler->values, &count));
        else if (attr->string)
            count = 1 + random_below(filler->random, 12);
        *native = guarded_alloc(filler->arena, (size_t)count * element_size(type->target));
        fill_memory(filler, type->target, attr, *native, (uint64_t)count);
    }
}

static void fill(
    struct filler *filler, const struct ctype *type, const struct cattr *attr, const char *name, void *native)
{
    struct filler inner = *filler;
    uint32_t i;

    switch (type->kind) {
    case CTYPE_ARRAY:
        for (i = 0; i < type->count; i++)
            fill(filler, type->target, attr, name, (char *)native + (size_t)i * type->target->size);
        break;
    case CTYPE_STRUCT:
        inner.values = (struct cvalues){.fields = type->fields, .base = native};
        for (i = 0; i < type->field_count; i++)
            fill(&inner, type->fields[i].type, &type->fields[i].attr, type->fields[i].name,
                (char *)native + type->fields[i].offset);
        break;
    case CTYPE_POINTER:
        if (filler->pointers) {
            void *pointer;

            memcpy(&pointer, native, sizeof(pointer));
            fill_pointer(filler, type, attr, &pointer);
            memcpy(native, &pointer, sizeof(pointer));
        }
        break;
    default:
        if (!filler->pointers && !(filler->change && name && name[0] == 'n'))
            fill_scalar(filler->random, type, name, native);
        break;
    }
}

void random_values(struct random *random, struct arena *arena, const struct cfunction *function, void **args)
{
    struct filler filler = {.random = random, .arena = arena, .values = {.args = args}};
    uint32_t i;

    guard_count = 0;
    for (i = 0; i < function->param_count; i++)
        args[i] = guarded_alloc(arena, function->params[i].type->size);
    for (filler.pointers = false;; filler.pointers = true) {
        for (i = 0; i < function->param_count; i++)
            fill(&filler, function->params[i].type, &function->params[i].attr, function->params[i].name, args[i]);
        if (filler.pointers)
            break;
    }
}

void random_changes(struct random *random, const struct cfunction *function, void **args)
{
    struct filler filler = {.random = random, .values = {.args = args}, .change = true, .pointers = true};
    uint32_t i;

    for (i = 0; i < function->param_count; i++)
        fill(&filler, function->params[i].type, &function->params[i].attr, function->params[i].name, args[i]);
}

void random_result(struct random *random, const struct ctype *type, void *result)
{
    struct filler filler = {.random = random};

    if (type->portable && type->size)
        fill(&filler, type, NULL, NULL, result);
}

/* b against a; live: was there anything to cross in this direction? */
static bool equal(const struct ctype *type, const struct cattr *attr, const struct cvalues *values, const void *a,
    const void *b, bool reply, bool live)
{
    const struct ctype *target = type->target;
    struct cvalues inner;
    void *pa, *pb;
    int64_t count = 1;
    uint32_t i;

    switch (type->kind) {
    case CTYPE_ARRAY:
        for (i = 0; i < type->count; i++)
            if (!equal(target, attr, values, (const char *)a + (size_t)i * target->size,
                    (const char *)b + (size_t)i * target->size, reply, live))
                return false;
        return true;
    case CTYPE_STRUCT:
        inner = (struct cvalues){.fields = type->fields, .base = a};
        for (i = 0; i < type->field_count; i++)
            if (!equal(type->fields[i].type, &type->fields[i].attr, &inner, (const char *)a + type->fields[i].offset,
                    (const char *)b + type->fields[i].offset, reply, live))
                return false;
        return true;
    case CTYPE_POINTER:
        memcpy(&pa, a, sizeof(pa));
        memcpy(&pb, b, sizeof(pb));
        if (attr->handle)
            return !live || pa == pb;
        if (!pa || !pb || (reply ? !attr->out : !attr->in))
            return !live || !pa == !pb;
        if (attr->size && !cexpr_evaluate(attr->size, values, &count))
            return false;
        if (attr->string) {
            if (!attr->size)
                return target->size == 1 ? !strcmp(pa, pb) : !wcscmp(pa, pb);
            return target->size == 1 ? !strncmp(pa, pb, (size_t)count) : !wcsncmp(pa, pb, (size_t)count);
        }
        if (target->kind == CTYPE_VOID)
            return !memcmp(pa, pb, (size_t)count);
        for (i = 0; i < (uint64_t)count; i++)
            if (!equal(target, attr->inner, values, (char *)pa + (size_t)i * target->size,
                    (char *)pb + (size_t)i * target->size, reply, true))
                return false;
        return true;
    default:
        return !live || !memcmp(a, b, type->size);
    }
}

bool random_equal(const struct cfunction *function, void **a, void **b, bool reply)
{
    struct cvalues values = {.args = a};
    uint32_t i;

    for (i = 0; i < function->param_count; i++) {
        if (!equal(function->params[i].type, &function->params[i].attr, &values, a[i], b[i], reply, !reply)) {
            print_error("parameter %u '%s' differs\n", i + 1, function->params[i].name);
            return false;
        }
    }
    return true;
}
