/* SPDX-License-Identifier: MIT */
/* C types and functions made by hand, so that the engine is tested without the parser. */
#ifndef CROSSBIT_ENGINE_TYPES_H
#define CROSSBIT_ENGINE_TYPES_H

#include "tests/test.h"

#include <windows.h>

#include <crossbit/error.h>
#include "core/engine/engine.h"

#define INTEGER_TYPE(variable, c_type, sign)                                                                           \
    static const struct ctype variable __attribute__((unused)) = {                                                     \
        .kind = CTYPE_INT, .name = #c_type, .size = sizeof(c_type), .align = sizeof(c_type), .is_signed = sign}
INTEGER_TYPE(type_i8, int8_t, true);
INTEGER_TYPE(type_u8, uint8_t, false);
INTEGER_TYPE(type_i16, int16_t, true);
INTEGER_TYPE(type_u16, uint16_t, false);
INTEGER_TYPE(type_i32, int32_t, true);
INTEGER_TYPE(type_u32, uint32_t, false);
INTEGER_TYPE(type_i64, int64_t, true);
INTEGER_TYPE(type_u64, uint64_t, false);
static const struct ctype type_void __attribute__((unused)) = {.kind = CTYPE_VOID, .name = "void"};
static const struct ctype type_bool __attribute__((unused)) = {.kind = CTYPE_BOOL, .name = "bool", .size = 1};
static const struct ctype type_float __attribute__((unused)) = {.kind = CTYPE_FLOAT, .name = "float", .size = 4};
static const struct ctype type_double __attribute__((unused)) = {.kind = CTYPE_FLOAT, .name = "double", .size = 8};
static const struct ctype type_pointer __attribute__((unused)) = {
    .kind = CTYPE_POINTER, .name = "void *", .size = sizeof(void *), .align = sizeof(void *)};

/* Without members: the engine asks only whether all there is in it is one float. */
#define STRUCT_TYPE(variable, c_type)                                                                                  \
    static const struct ctype variable __attribute__((unused)) = {                                                     \
        .kind = CTYPE_STRUCT, .name = #c_type, .size = sizeof(c_type), .align = _Alignof(c_type)}

#define PARAMS_MAX 16
struct hand_function {
    struct cfunction function;
    struct cparam params[PARAMS_MAX];
};

/* types: parameter types, ended by NULL. Returns &made->function. */
static inline const struct cfunction *hand_make(struct hand_function *made, enum cconvention convention,
    const struct ctype *result, const struct ctype *const *types)
{
    ZeroMemory(made, sizeof(*made));
    made->function.name = "function";
    made->function.convention = convention;
    made->function.result = result;
    made->function.params = made->params;
    while (types[made->function.param_count] != NULL) {
        made->params[made->function.param_count].type = types[made->function.param_count];
        made->function.param_count++;
    }
    return &made->function;
}

#define TYPES(...)                                                                                                     \
    (const struct ctype *const[])                                                                                      \
    {                                                                                                                  \
        __VA_ARGS__ __VA_OPT__(, ) NULL                                                                                \
    }
#define ARGS(...)                                                                                                      \
    (void *[])                                                                                                         \
    {                                                                                                                  \
        __VA_ARGS__ __VA_OPT__(, ) NULL                                                                                \
    }
#define CODE(function) ((void *)(uintptr_t)(function))
/* The address of a temporary with that value. */
#define AT(c_type, value) ((void *)&(c_type){value})

/* Calls and asserts that the call itself went right. */
static inline struct engine_outcome hand_call(enum cconvention convention, const struct ctype *result_type,
    const struct ctype *const *types, void *address, void *const *args, void *result)
{
    struct engine_outcome outcome = {0};
    struct hand_function made;
    HRESULT hr = engine_call(hand_make(&made, convention, result_type, types), address, args, result, &outcome);

    assert_int_equal(outcome.stack_error, 0);
    assert_int_equal(hr, S_OK);
    return outcome;
}

#endif
