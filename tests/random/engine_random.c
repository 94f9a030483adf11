/* SPDX-License-Identifier: MIT */
/*
 * engine-random SEED: a host program that writes test_engine_random.c. It makes functions with random signatures, lets
 * the compiler call each of them directly, and compares with what engine_call and a thunk do. So the compiler is the
 * judge of the conventions, in forms that nobody would think of.
 *
 * Left out is what GCC and MSVC do differently (docs/declarations.md): there the engine follows MSVC, and the tests in
 * test_engine_call.c say how.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STRUCTS 40
#define FUNCTIONS 100 /* of each convention */
#define PARAMS 9

static const struct {
    const char *c_type, *variable;
} scalars[] = {{"int8_t", "type_i8"}, {"uint8_t", "type_u8"}, {"int16_t", "type_i16"}, {"uint16_t", "type_u16"},
    {"int32_t", "type_i32"}, {"uint32_t", "type_u32"}, {"void *", "type_pointer"}, {"float", "type_float"},
    {"double", "type_double"}, {"int64_t", "type_i64"}, {"uint64_t", "type_u64"}};
#define SCALARS (int)(sizeof(scalars) / sizeof(scalars[0]))
#define UP_TO_32_BITS 7 /* of them can be `this` */
#define NO_INT64 9

static const char *const conventions[] = {"cdecl", "stdcall", "fastcall", "thiscall"};
static const char *const constants[] = {"CONV_CDECL", "CONV_STDCALL", "CONV_FASTCALL", "CONV_THISCALL"};

static uint64_t state;

static int below(int limit)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int)((state >> 33) % (unsigned)limit);
}

/* A type: a scalar, or structure number - SCALARS; -1: void. */
static void c_type(int type, char *text)
{
    if (type < 0)
        strcpy(text, "void");
    else if (type < SCALARS)
        strcpy(text, scalars[type].c_type);
    else
        sprintf(text, "struct s%d", type - SCALARS);
}

static void variable(int type, char *text)
{
    if (type < 0)
        strcpy(text, "&type_void");
    else if (type < SCALARS)
        sprintf(text, "&%s", scalars[type].variable);
    else
        sprintf(text, "&type_s%d", type - SCALARS);
}

/* An expression for the hash x of the value at pointer; padding does not count. */
static void hash(int type, const char *pointer)
{
    if (type < SCALARS)
        printf("hash(x, %s, sizeof(*%s))", pointer, pointer);
    else
        printf("hash_s%d(x, %s)", type - SCALARS, pointer);
}

static void write_structs(void)
{
    static const int members[] = {0, 2, 4, 6, 7, 8, 9};
    int i, j, count;

    for (i = 0; i < STRUCTS; i++) {
        int types[6];

        /* One float alone is a case of its own, where compilers differ. */
        count = 2 + below(5);
        printf("struct s%d {\n", i);
        for (j = 0; j < count; j++) {
            types[j] = members[below(7)];
            printf("    %s m%d;\n", scalars[types[j]].c_type, j);
        }
        printf("};\nSTRUCT_TYPE(type_s%d, struct s%d);\n", i, i);
        printf("static uint32_t hash_s%d(uint32_t x, const struct s%d *s)\n{\n", i, i);
        for (j = 0; j < count; j++)
            printf("    x = hash(x, &s->m%d, sizeof(s->m%d));\n", j, j);
        printf("    return x;\n}\n");
    }
}

static int random_type(void)
{
    return below(4) ? below(SCALARS) : SCALARS + below(STRUCTS);
}

static void write_function(int convention, int number)
{
    int params[PARAMS], count = below(PARAMS + 1), result = below(12) ? random_type() : -1, i;
    char name[32], result_type[32], text[32], list[PARAMS * 32] = "", values[PARAMS * 8] = "";

    for (i = 0; i < count; i++)
        params[i] = random_type();
    if (convention >= 2 && result >= SCALARS)
        result = below(SCALARS); /* hidden pointers: see above */
    if (convention == 2)
        for (i = 0; i < count; i++)
            if (params[i] >= NO_INT64 && params[i] < SCALARS)
                params[i] = below(NO_INT64);
    if (convention == 3 && count > 0)
        params[0] = below(UP_TO_32_BITS);

    sprintf(name, "%s_%d", conventions[convention], number);
    c_type(result, result_type);
    for (i = 0; i < count; i++) {
        c_type(params[i], text);
        sprintf(list + strlen(list), "%s%s a%d", i ? ", " : "", text, i);
        sprintf(values + strlen(values), "%sa%d", i ? ", " : "", i);
    }
    /* What a callee of this signature does: notes what it got, and makes its result from it. */
    printf("static %s __%s %s(%s)\n{\n    uint32_t x = %d;\n", result_type, conventions[convention], name,
        count ? list : "void", number);
    for (i = 0; i < count; i++) {
        sprintf(text, "(&a%d)", i);
        printf("    x = ");
        hash(params[i], text);
        printf(";\n");
    }
    printf("    noted = x;\n");
    if (result >= 0)
        printf("    %s made;\n    fill(&made, sizeof(made), x);\n    return made;\n", result_type);
    printf("}\n");
    /* The same as the handler of a thunk. */
    printf("static void handle_%s(void *context, const struct cfunction *function, void *const *args, void *made)\n{\n"
           "    uint32_t x = %d;\n    (void)context, (void)function, (void)args, (void)made;\n",
        name, number);
    for (i = 0; i < count; i++) {
        char type[32], pointer[64];

        c_type(params[i], type);
        sprintf(pointer, "((%s *)args[%d])", type, i);
        printf("    x = ");
        hash(params[i], pointer);
        printf(";\n");
    }
    printf("    noted = x;\n");
    if (result >= 0)
        printf("    fill(made, sizeof(%s), x);\n", result_type);
    printf("}\n");

    printf("static void check_%s(void)\n{\n    struct hand_function made;\n    struct engine_outcome outcome = {0};\n"
           "    struct engine_thunk *thunk;\n    uint32_t x = 1, expected, direct;\n",
        name);
    for (i = 0; i < count; i++) {
        c_type(params[i], text);
        printf("    %s a%d;\n", text, i);
    }
    if (result >= 0)
        printf("    union {\n        %s value;\n        uint64_t room[8];\n    } result;\n", result_type);
    for (i = 0; i < count; i++)
        printf("    fill(&a%d, sizeof(a%d), %du);\n", i, i, below(1 << 30));
    printf("    %s%s(%s);\n    expected = noted;\n    direct = ", result >= 0 ? "result.value = " : "", name, values);
    if (result >= 0)
        hash(result, "(&result.value)");
    else
        printf("x");
    variable(result, text);
    printf(";\n    noted = 0;\n    hand_make(&made, %s, %s, TYPES(", constants[convention], text);
    for (i = 0; i < count; i++) {
        variable(params[i], text);
        printf("%s%s", i ? ", " : "", text);
    }
    printf("));\n");
    if (result >= 0)
        printf("    memset(&result, 0x77, sizeof(result));\n");
    printf("    assert_int_equal(engine_call(&made.function, CODE(%s), ARGS(", name);
    for (i = 0; i < count; i++)
        printf("%s&a%d", i ? ", " : "", i);
    printf("), %s, &outcome), S_OK);\n    assert_int_equal(noted, expected);\n", result >= 0 ? "&result" : "NULL");
    if (result >= 0) {
        printf("    assert_int_equal(");
        hash(result, "(&result.value)");
        printf(", direct);\n    memset(&result, 0x77, sizeof(result));\n");
    }
    printf("    noted = 0;\n    assert_int_equal(engine_thunk_create(&made.function, handle_%s, NULL, &thunk), S_OK);\n"
           "    %s((%s(__%s *)(%s))engine_thunk_code(thunk))(%s);\n    assert_int_equal(noted, expected);\n",
        name, result >= 0 ? "result.value = " : "", result_type, conventions[convention], count ? list : "void",
        values);
    if (result >= 0) {
        printf("    assert_int_equal(");
        hash(result, "(&result.value)");
        printf(", direct);\n");
    } else {
        printf("    assert_int_equal(x, direct);\n");
    }
    printf("    engine_thunk_free(thunk);\n}\n");
}

int main(int argc, char **argv)
{
    int i, j;

    if (argc != 2) {
        fprintf(stderr, "usage: engine-random SEED\n");
        return 2;
    }
    state = strtoull(argv[1], NULL, 10);
    printf("/* Made by engine-random %s. */\n#include \"engine_types.h\"\n\n#include <stdio.h>\n\n"
           "static uint32_t noted;\n\n"
           "static uint32_t hash(uint32_t x, const void *value, size_t size)\n{\n"
           "    const uint8_t *byte = value;\n\n    while (size--)\n        x = x * 31 + *byte++;\n    return x;\n}\n\n"
           "/* Small bytes: no value is a signaling NaN, which changes on its way through the x87. */\n"
           "static void fill(void *value, size_t size, uint32_t seed)\n{\n    uint8_t *byte = value;\n\n"
           "    while (size--) {\n        seed = seed * 1103515245 + 12345;\n        *byte++ = seed >> 16 & 0x3f;\n    "
           "}\n}\n\n",
        argv[1]);
    write_structs();
    for (i = 0; i < 4; i++) {
        for (j = 0; j < FUNCTIONS; j++)
            write_function(i, j);
        printf("static void test_random_%s_matches_the_compiler(void **state)\n{\n    (void)state;\n", conventions[i]);
        for (j = 0; j < FUNCTIONS; j++)
            printf("    check_%s_%d();\n", conventions[i], j);
        printf("}\n");
    }
    printf("int main(void)\n{\n    const struct CMUnitTest tests[] = {\n");
    for (i = 0; i < 4; i++)
        printf("        cmocka_unit_test(test_random_%s_matches_the_compiler),\n", conventions[i]);
    printf(
        "    };\n\n    printf(\"seed %s\\n\");\n    return cmocka_run_group_tests(tests, NULL, NULL);\n}\n", argv[1]);
    return 0;
}
