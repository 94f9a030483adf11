/* SPDX-License-Identifier: MIT */
/* Thunks: native calls of every convention reach the handler with their values, and its result comes back. */
#include "engine_types.h"

#include <errno.h>

struct pair {
    int a, b;
};
struct triple {
    int a, b, c;
};
struct mixed {
    char c;
    double d;
    short s;
    int64_t q;
};
STRUCT_TYPE(type_pair, struct pair);
STRUCT_TYPE(type_triple, struct triple);
STRUCT_TYPE(type_mixed, struct mixed);

/* A thunk that is freed with the test. */
struct made_thunk {
    struct hand_function made;
    struct engine_thunk *thunk;
    void *code;
};

static void make(struct made_thunk *made, enum cconvention convention, const struct ctype *result,
    const struct ctype *const *types, engine_thunk_handler *handler, void *context)
{
    hand_make(&made->made, convention, result, types);
    assert_int_equal(engine_thunk_create(&made->made.function, handler, context, &made->thunk), S_OK);
    made->code = engine_thunk_code(made->thunk);
}

static void add_digits(void *context, const struct cfunction *function, void *const *args, void *result)
{
    (void)function;
    *(int64_t *)result = (int64_t)(intptr_t) * (void **)args[0] + *(char *)args[1] * 10LL + *(short *)args[2] * 100LL +
                         *(int *)args[3] * 1000LL + *(int64_t *)args[4] * 10000LL +
                         (int64_t) * (float *)args[5] * 100000LL + (int64_t) * (double *)args[6] * 1000000LL +
                         *(unsigned char *)args[7] * 10000000LL + *(int *)context * 100000000LL;
}

#define DIGITS_TYPES                                                                                                   \
    TYPES(&type_pointer, &type_i8, &type_i16, &type_i32, &type_i64, &type_float, &type_double, &type_u8)
#define DIGITS_CALL(convention)                                                                                        \
    ((int64_t(convention *)(void *, char, short, int, int64_t, float, double, unsigned char))thunk.code)(              \
        (void *)1, 2, 3, 4, 5, 6, 7, 8)

TEST(test_thunk_each_convention_passes_arguments)
{
    struct made_thunk thunk;
    int nine = 9;

    make(&thunk, CONV_CDECL, &type_i64, DIGITS_TYPES, add_digits, &nine);
    assert_true(DIGITS_CALL(__cdecl) == 987654321);
    engine_thunk_free(thunk.thunk);
    make(&thunk, CONV_STDCALL, &type_i64, DIGITS_TYPES, add_digits, &nine);
    assert_true(DIGITS_CALL(__stdcall) == 987654321);
    engine_thunk_free(thunk.thunk);
    make(&thunk, CONV_FASTCALL, &type_i64, DIGITS_TYPES, add_digits, &nine);
    assert_true(DIGITS_CALL(__fastcall) == 987654321);
    engine_thunk_free(thunk.thunk);
    make(&thunk, CONV_THISCALL, &type_i64, DIGITS_TYPES, add_digits, &nine);
    assert_true(DIGITS_CALL(__thiscall) == 987654321);
    engine_thunk_free(thunk.thunk);
}

static void first_doubles(void *context, const struct cfunction *function, void *const *args, void *result)
{
    (void)context;
    (void)function;
    *(double *)result = *(double *)args[0] + *(float *)args[1] * 10 + *(double *)args[2] * 100;
}

TEST(test_thunk_floating_point_in_and_out)
{
    struct made_thunk thunk;

    make(&thunk, CONV_CDECL, &type_double, TYPES(&type_double, &type_float, &type_double), first_doubles, NULL);
    assert_true(((double (*)(double, float, double))thunk.code)(0.5, 2, 3) == 320.5);
    engine_thunk_free(thunk.thunk);
}

static void give_float(void *context, const struct cfunction *function, void *const *args, void *result)
{
    (void)function;
    (void)args;
    *(float *)result = *(float *)context;
}

TEST(test_thunk_float_result)
{
    struct made_thunk thunk;
    float value = 0.25f;

    make(&thunk, CONV_STDCALL, &type_float, TYPES(&type_i32), give_float, &value);
    assert_true(((float(__stdcall *)(int))thunk.code)(1) == 0.25f);
    engine_thunk_free(thunk.thunk);
}

static void give_minus_two(void *context, const struct cfunction *function, void *const *args, void *result)
{
    (void)context;
    (void)args;
    assert_int_equal(*(unsigned char *)result, 0);
    memset(result, 0xfe, function->result->size);
}

/* Callers that read the whole register must see the narrow result widened. */
TEST(test_thunk_narrow_results_are_widened)
{
    struct made_thunk thunk;

    make(&thunk, CONV_CDECL, &type_i8, TYPES(), give_minus_two, NULL);
    assert_int_equal(((int (*)(void))thunk.code)(), -2);
    engine_thunk_free(thunk.thunk);
    make(&thunk, CONV_CDECL, &type_u8, TYPES(), give_minus_two, NULL);
    assert_int_equal(((int (*)(void))thunk.code)(), 0xfe);
    engine_thunk_free(thunk.thunk);
    make(&thunk, CONV_CDECL, &type_i16, TYPES(), give_minus_two, NULL);
    assert_int_equal(((int (*)(void))thunk.code)(), (int16_t)0xfefe);
    engine_thunk_free(thunk.thunk);
    make(&thunk, CONV_CDECL, &type_bool, TYPES(), give_minus_two, NULL);
    assert_int_equal(((int (*)(void))thunk.code)(), 1);
    engine_thunk_free(thunk.thunk);
}

struct freed_inside {
    struct made_thunk made;
    struct ctype result;
};

static void free_all(void *context, const struct cfunction *function, void *const *args, void *result)
{
    struct freed_inside *inside = context;

    (void)args;
    memset(result, 0xfe, function->result->size);
    engine_thunk_free(inside->made.thunk);
    memset(&inside->made.made, 0xa5, sizeof(inside->made.made));
    memset(&inside->result, 0xa5, sizeof(inside->result));
}

/* The last callback of a library that was closed meanwhile ends in its handler. */
TEST(test_thunk_may_be_freed_by_its_handler)
{
    static const struct ctype *const types[] = {&type_i8, &type_u8, &type_i16, &type_u32, &type_bool};
    static const int expected[] = {-2, 0xfe, (int16_t)0xfefe, (int)0xfefefefe, 1};
    struct freed_inside inside;
    unsigned int i;

    for (i = 0; i < ARRAYSIZE(types); i++) {
        inside.result = *types[i];
        make(&inside.made, CONV_STDCALL, &inside.result, TYPES(&type_i32, &type_i32), free_all, &inside);
        assert_int_equal(((int(__stdcall *)(int, int))inside.made.code)(1, 2), expected[i]);
    }
    inside.result = type_double;
    make(&inside.made, CONV_CDECL, &inside.result, TYPES(&type_i32), free_all, &inside);
    assert_true(((double (*)(int))inside.made.code)(1) < -1e300);
}

static void swap_structs(void *context, const struct cfunction *function, void *const *args, void *result)
{
    const struct pair *pair = args[0];
    const struct triple *triple = args[1];
    const struct mixed *mixed = args[2];
    struct mixed *made = result;

    (void)context;
    (void)function;
    made->c = (char)(pair->a + pair->b);
    made->d = triple->a + triple->b + triple->c;
    made->s = mixed->s;
    made->q = mixed->q + mixed->c + (int64_t)mixed->d;
}

TEST(test_thunk_structs_by_value_and_returned)
{
    struct made_thunk thunk;
    struct mixed result;

    make(&thunk, CONV_STDCALL, &type_mixed, TYPES(&type_pair, &type_triple, &type_mixed), swap_structs, NULL);
    result = ((struct mixed(__stdcall *)(struct pair, struct triple, struct mixed))thunk.code)(
        (struct pair){1, 2}, (struct triple){3, 4, 5}, (struct mixed){6, 7, 8, 9});
    assert_true(result.c == 3 && result.d == 12 && result.s == 8 && result.q == 22);
    engine_thunk_free(thunk.thunk);
}

static void make_pair(void *context, const struct cfunction *function, void *const *args, void *result)
{
    (void)context;
    (void)function;
    ((struct pair *)result)->a = *(int *)args[0];
    ((struct pair *)result)->b = *(int *)args[1];
}

TEST(test_thunk_small_struct_returned_in_registers)
{
    struct made_thunk thunk;
    struct pair pair;

    make(&thunk, CONV_STDCALL, &type_pair, TYPES(&type_i32, &type_i32), make_pair, NULL);
    pair = ((struct pair(__stdcall *)(int, int))thunk.code)(8, 9);
    assert_true(pair.a == 8 && pair.b == 9);
    engine_thunk_free(thunk.thunk);
}

static void disturb_errors(void *context, const struct cfunction *function, void *const *args, void *result)
{
    (void)function;
    (void)args;
    (void)result;
    *(DWORD *)context = GetLastError();
    SetLastError(1);
    errno = 2;
}

TEST(test_thunk_keeps_the_callers_errors)
{
    struct made_thunk thunk;
    DWORD seen = 0;

    make(&thunk, CONV_CDECL, &type_void, TYPES(), disturb_errors, &seen);
    errno = 33;
    SetLastError(77);
    ((void (*)(void))thunk.code)();
    assert_int_equal(GetLastError(), 77);
    assert_int_equal(errno, 33);
    assert_int_equal(seen, 77);
    engine_thunk_free(thunk.thunk);
}

static void look_at_state(void *context, const struct cfunction *function, void *const *args, void *result)
{
    uint32_t *seen = context;
    uint16_t control;

    (void)function;
    (void)args;
    (void)result;
    __asm__ volatile("stmxcsr %0" : "=m"(seen[0]));
    __asm__ volatile("fnstcw %0" : "=m"(control));
    seen[1] = control;
}

TEST(test_thunk_handler_has_a_clean_machine_state)
{
    struct made_thunk thunk;
    uint32_t seen[2] = {0}, flush = 0x9f80, normal, after;
    uint16_t narrow = 0x007f, old, control;

    make(&thunk, CONV_CDECL, &type_void, TYPES(), look_at_state, seen);
    __asm__ volatile("stmxcsr %0" : "=m"(normal));
    __asm__ volatile("fnstcw %0" : "=m"(old));
    __asm__ volatile("ldmxcsr %0\n\tfldcw %1" : : "m"(flush), "m"(narrow));
    ((void (*)(void))thunk.code)();
    __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(after), "=m"(control));
    __asm__ volatile("ldmxcsr %0\n\tfldcw %1" : : "m"(normal), "m"(old));
    assert_int_equal(seen[0], 0x1f80);
    assert_int_equal(seen[1], 0x027f);
    assert_int_equal(after, flush); /* and the library gets its own back */
    assert_int_equal(control, narrow);
    engine_thunk_free(thunk.thunk);
}

TEST(test_thunk_variadic_is_refused)
{
    struct hand_function made;
    struct engine_thunk *thunk = (void *)1;

    hand_make(&made, CONV_CDECL, &type_i32, TYPES(&type_pointer));
    made.function.variadic = true;
    assert_int_equal(engine_thunk_create(&made.function, make_pair, NULL, &thunk), E_INVALIDARG);
    assert_null(thunk);
    engine_thunk_free(NULL);
}

static void give_context(void *context, const struct cfunction *function, void *const *args, void *result)
{
    (void)function;
    (void)args;
    *(int *)result = (int)(intptr_t)context;
}

/* More than a page of them, each with its own context, none in writable memory. */
TEST(test_thunk_many_share_pages)
{
    enum { COUNT = 1000 };
    static struct made_thunk thunks[COUNT];
    MEMORY_BASIC_INFORMATION memory;
    size_t pages = 0;
    int i;

    for (i = 0; i < COUNT; i++)
        make(&thunks[i], CONV_STDCALL, &type_i32, TYPES(), give_context, (void *)(intptr_t)i);
    for (i = 0; i < COUNT; i++) {
        assert_int_equal(((int(__stdcall *)(void))thunks[i].code)(), i);
        assert_int_equal(VirtualQuery(thunks[i].code, &memory, sizeof(memory)), sizeof(memory));
        assert_int_equal(memory.Protect, PAGE_EXECUTE_READ);
        if (i == 0 || ((uintptr_t)thunks[i].code ^ (uintptr_t)thunks[i - 1].code) >> 12)
            pages++;
    }
    assert_true(pages <= 12);
    for (i = 0; i < COUNT; i++)
        engine_thunk_free(thunks[i].thunk);
}

static DWORD WINAPI make_and_call(void *context)
{
    struct hand_function made;
    intptr_t i;

    hand_make(&made, CONV_CDECL, &type_i32, TYPES());
    for (i = 0; i < 2000; i++) {
        struct engine_thunk *thunk;

        if (FAILED(engine_thunk_create(&made.function, give_context, (char *)context + i, &thunk)) ||
            ((int (*)(void))engine_thunk_code(thunk))() != (int)((intptr_t)context + i))
            return 1;
        engine_thunk_free(thunk);
    }
    return 0;
}

TEST(test_thunk_threads_make_and_free)
{
    HANDLE threads[4];
    DWORD code;
    int i;

    for (i = 0; i < 4; i++)
        threads[i] = CreateThread(NULL, 0, make_and_call, (void *)(intptr_t)(i * 100000), 0, NULL);
    for (i = 0; i < 4; i++) {
        assert_int_equal(WaitForSingleObject(threads[i], 30000), WAIT_OBJECT_0);
        assert_true(GetExitCodeThread(threads[i], &code) && code == 0);
        CloseHandle(threads[i]);
    }
}

/* A call within a callback within a call. */
static void call_again(void *context, const struct cfunction *function, void *const *args, void *result)
{
    int depth = *(int *)args[0], smaller = depth - 1, *made = result;
    void *code = *(void **)context;

    if (depth == 0) {
        *made = 0;
        return;
    }
    hand_call(function->convention, &type_i32, TYPES(&type_i32), code, ARGS(&smaller), made);
    *made += depth;
}

TEST(test_thunk_nested_calls)
{
    struct made_thunk thunk;
    int sum = 0;

    make(&thunk, CONV_FASTCALL, &type_i32, TYPES(&type_i32), call_again, &thunk.code);
    hand_call(CONV_FASTCALL, &type_i32, TYPES(&type_i32), thunk.code, ARGS(AT(int, 50)), &sum);
    assert_int_equal(sum, 1275);
    engine_thunk_free(thunk.thunk);
}

static void give_triple(void *context, const struct cfunction *function, void *const *args, void *result)
{
    (void)context;
    (void)function;
    *(struct triple *)result = (struct triple){**(int **)args[0], *(int *)args[1], 3};
}

/* What engine_call expects of the callee is what a thunk does, also where MSVC and GCC differ. */
TEST(test_thunk_and_call_agree_on_hidden_results)
{
    static const enum cconvention conventions[] = {CONV_CDECL, CONV_STDCALL, CONV_FASTCALL, CONV_THISCALL};
    int self = 1, *this_pointer = &self;
    size_t i;

    for (i = 0; i < ARRAYSIZE(conventions); i++) {
        struct made_thunk thunk;
        struct triple triple = {0};

        make(&thunk, conventions[i], &type_triple, TYPES(&type_pointer, &type_i32), give_triple, NULL);
        hand_call(conventions[i], &type_triple, TYPES(&type_pointer, &type_i32), thunk.code,
            ARGS(&this_pointer, AT(int, 2)), &triple);
        assert_true(triple.a == 1 && triple.b == 2 && triple.c == 3);
        engine_thunk_free(thunk.thunk);
    }
}

static void give_lone(void *context, const struct cfunction *function, void *const *args, void *result)
{
    (void)context;
    (void)function;
    *(float *)result = *(float *)args[0] + 1;
}

struct lone {
    float f;
};

/* A compiler's callers look for a struct of one float where it would put it: GCC's in st(0), MSVC's in eax. */
TEST(test_thunk_lone_float_follows_the_compiler)
{
    static const struct cfield field = {.name = "f", .type = &type_float};
    static const struct ctype type_lone = {
        .kind = CTYPE_STRUCT, .name = "lone", .size = 4, .align = 4, .fields = &field, .field_count = 1};
    struct made_thunk thunk;
    uint32_t bits;
    float value;

    make(&thunk, CONV_CDECL, &type_lone, TYPES(&type_float), give_lone, NULL);
    thunk.made.function.abi = CABI_GNU;
    assert_true(((struct lone(__cdecl *)(float))thunk.code)(2.5f).f == 3.5f);
    thunk.made.function.abi = CABI_MSVC;
    bits = ((uint32_t(__cdecl *)(float))thunk.code)(2.5f);
    memcpy(&value, &bits, sizeof(value));
    assert_true(value == 3.5f);
    engine_thunk_free(thunk.thunk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thunk_each_convention_passes_arguments),
        cmocka_unit_test(test_thunk_floating_point_in_and_out),
        cmocka_unit_test(test_thunk_float_result),
        cmocka_unit_test(test_thunk_narrow_results_are_widened),
        cmocka_unit_test(test_thunk_may_be_freed_by_its_handler),
        cmocka_unit_test(test_thunk_structs_by_value_and_returned),
        cmocka_unit_test(test_thunk_small_struct_returned_in_registers),
        cmocka_unit_test(test_thunk_keeps_the_callers_errors),
        cmocka_unit_test(test_thunk_handler_has_a_clean_machine_state),
        cmocka_unit_test(test_thunk_variadic_is_refused),
        cmocka_unit_test(test_thunk_many_share_pages),
        cmocka_unit_test(test_thunk_threads_make_and_free),
        cmocka_unit_test(test_thunk_nested_calls),
        cmocka_unit_test(test_thunk_and_call_agree_on_hidden_results),
        cmocka_unit_test(test_thunk_lone_float_follows_the_compiler),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
