/* SPDX-License-Identifier: MIT */
/* Structures by value, returned, by pointer, nested, packed, in arrays, with pointers inside. */
#include "differential.h"

#include "../fixtures/fixture.h"

#define TURN(run, c_type, function, ...)                                                                               \
    ({                                                                                                                 \
        c_type in_ = __VA_ARGS__, out_;                                                                                \
        memset(&out_, 0x55, sizeof(out_));                                                                             \
        run_call(run, function, NULL, &out_, (void *[]){&in_}, 1);                                                     \
        out_;                                                                                                          \
    })

BOTH(test_struct_of_1_byte_by_value_same)
{
    union {
        struct {
            char c;
        } value;
        uint64_t room;
    } out = {.room = 0};
    char in = 0x21;

    run_call(run, "turn_one_byte", NULL, &out, (void *[]){&in}, 1);
    assert_int_equal(out.value.c, (char)~0x21);
    assert_int_equal(out.room & ~0xffull, 0); /* and nothing behind it */
}
BOTH(test_struct_of_2_bytes_by_value_same)
{
    union {
        short s;
        uint64_t room;
    } out = {.room = 0};
    short in = 0x1234;

    run_call(run, "turn_one_short", NULL, &out, (void *[]){&in}, 1);
    assert_int_equal(out.s, (short)~0x1234);
}
BOTH(test_struct_of_3_bytes_by_value_same)
{
    union {
        char b[3];
        uint64_t room;
    } out = {.room = 0};
    char in[3] = {1, 2, 3};

    run_call(run, "turn_three_bytes", NULL, &out, (void *[]){in}, 1);
    assert_memory_equal(out.b, ((char[]){3, 2, 1}), 3);
    assert_int_equal(out.room >> 24, 0);
}
BOTH(test_struct_of_8_bytes_by_value_same)
{
    struct point out = TURN(run, struct point, "turn_point", {3, 4});

    assert_true(out.x == 4 && out.y == -3);
}
BOTH(test_struct_of_12_bytes_by_value_same)
{
    struct triple out = TURN(run, struct triple, "turn_triple", {1, 2, 3});

    assert_true(out.a == 2 && out.b == 3 && out.c == 1);
}
BOTH(test_struct_of_two_doubles_by_value_same)
{
    struct pair {
        double re, im;
    } out = TURN(run, struct pair, "turn_two_doubles", {1.5, 2.5});

    assert_true(out.re == -2.5 && out.im == 1.5);
    LOG(run, out);
}
BOTH(test_struct_of_20_bytes_by_value_same)
{
    struct five {
        int v[5];
    } out = TURN(run, struct five, "turn_five_ints", {{1, 2, 3, 4, 5}});

    assert_memory_equal(out.v, ((int[]){2, 4, 6, 8, 10}), sizeof(out.v));
}
BOTH(test_struct_of_one_float_by_value_same)
{
    union {
        float f;
        uint64_t room;
    } out = {.room = 0};
    float in = 5;

    run_call(run, "turn_one_float", NULL, &out, (void *[]){&in}, 1);
    assert_true(out.f == 2.5f);
}
/* The layout differs between the bitnesses: it is converted member by member. */
BOTH(test_struct_with_other_layout_by_value_same)
{
    struct mixed out = TURN(run, struct mixed, "turn_mixed", {7, 1.25, 300, 0x123456789abcdef0, 99});

    assert_true(out.c == 8 && out.d == 2.5 && out.s == -300 && out.q == ~0x123456789abcdef0 && out.z == 100);
}
BOTH(test_struct_packed_by_value_same)
{
    struct packed out = TURN(run, struct packed, "turn_packed", {7, 0x01020304, 5, 0x1122});

    assert_true(out.tag == 8 && out.value == ~0x01020304 && out.number == 2.5 && out.tail == (short)~0x1122);
    LOG(run, out);
}
BOTH(test_union_by_value_same)
{
    union number out = TURN(run, union number, "turn_number", {.bytes = {1, 2, 3, 4, 5, 6, 7, 8}});

    assert_memory_equal(out.bytes, ((unsigned char[]){254, 253, 252, 251, 5, 6, 7, 8}), 8);
}
BOTH(test_struct_of_2_kilobytes_by_value_same)
{
    static struct large {
        int v[512];
    } in, out;
    int i;

    for (i = 0; i < 512; i++)
        in.v[i] = i * i;
    run_call(run, "turn_large", NULL, &out, (void *[]){&in, AT(int, 3)}, 2);
    for (i = 0; i < 512; i++)
        assert_int_equal(out.v[i], i * i + 3 * i);
    assert_int_equal(in.v[2], 4);
    LOG(run, out);
}
BOTH(test_struct_stdcall_between_arguments_same)
{
    struct point point = {1, 2}, out = {0};
    struct triple triple = {1, 2, 3}, turned = {0};

    run_call(run, "turn_point_stdcall", NULL, &out, (void *[]){AT(int, 10), &point, AT(int, 20)}, 3);
    assert_true(out.x == 12 && out.y == 21);
    run_call(run, "turn_triple_stdcall", NULL, &turned, (void *[]){AT(int, 10), &triple, AT(int, 20)}, 3);
    assert_true(turned.a == 13 && turned.b == 2 && turned.c == 21);
}
BOTH(test_struct_in_fastcall_same)
{
    struct triple triple = {1, 2, 3};
    short one = 5;

    assert_int_equal(CALL(run, "struct_in_fastcall", &one, AT(int, 7), &triple, AT(int, 9)), 90675);
}
BOTH(test_struct_result_unwanted_same)
{
    struct triple triple = {1, 2, 3};

    run_call(run, "turn_triple", NULL, NULL, (void *[]){&triple}, 1);
}

BOTH(test_struct_pointer_in_out_inout_same)
{
    struct point point = {30, 12}, *pointer = &point, *null = NULL;

    assert_int_equal(CALL(run, "point_sum", &pointer), 42);
    assert_int_equal(CALL(run, "point_sum", &null), -1);
    CALL_VOID(run, "point_make", AT(int, 5), AT(int, 6), &pointer);
    assert_true(point.x == 5 && point.y == 6);
    CALL_VOID(run, "point_swap", &pointer);
    assert_true(point.x == 6 && point.y == 5);
}
BOTH(test_struct_with_other_layout_by_pointer_same)
{
    struct mixed mixed, *pointer = &mixed;

    memset(&mixed, 0, sizeof(mixed));
    mixed.c = 3;
    mixed.d = 0.5;
    mixed.s = -7;
    mixed.q = 1LL << 60;
    mixed.z = 1000;
    CALL_VOID(run, "mixed_double", &pointer);
    assert_true(mixed.c == 6 && mixed.d == 1 && mixed.s == -14 && mixed.q == 1LL << 61 && mixed.z == 2000);
}
BOTH(test_struct_packed_by_pointer_same)
{
    struct packed packed = {1, 2, 3, 4}, *pointer = &packed;

    CALL_VOID(run, "packed_double", &pointer);
    assert_true(packed.tag == 2 && packed.value == 4 && packed.number == 6 && packed.tail == 8);
    LOG(run, packed);
}
BOTH(test_struct_nested_by_pointer_same)
{
    struct nested nested, *pointer = &nested;

    memset(&nested, 0, sizeof(nested));
    nested = (struct nested){{1, 2}, {{3, 4, 5}, {6, 7, 8}}, "hello", L"abc", {9, 10, 11, 12}};
    CALL_VOID(run, "nested_change", &pointer);
    assert_true(nested.corner.x == 1001 && nested.corner.y == -998 && nested.triples[0].a == 6 &&
                nested.triples[1].c == 5 && nested.packed.value == 20);
    assert_string_equal(nested.name, "olleh");
    assert_true(!wcscmp(nested.wide, L"ABC"));
    LOG(run, nested);
}
BOTH(test_struct_array_same)
{
    struct point points[] = {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}}, *pointer = points;

    assert_int_equal(CALL(run, "points_sum", &pointer, AT(unsigned, 5)), 80);
    CALL_VOID(run, "points_reverse", &pointer, AT(unsigned, 5));
    assert_true(points[0].x == 9 && points[4].y == 2);
    LOG(run, points);
}
BOTH(test_struct_array_with_other_layout_same)
{
    struct mixed mixed[20], *pointer = mixed;
    unsigned i;

    memset(mixed, 0, sizeof(mixed));
    CALL_VOID(run, "mixed_fill", &pointer, AT(unsigned, 20));
    for (i = 0; i < 20; i++)
        assert_true(mixed[i].c == (char)i && mixed[i].d == i * 1.5 && mixed[i].s == (short)(i * 3) &&
                    mixed[i].q == (int64_t)i << 40 && mixed[i].z == i * 7);
}
BOTH(test_struct_with_pointers_inside_same)
{
    int values[] = {10, 20, 30, 40};
    struct record record = {"name", L"a title", 4, values}, *pointer = &record;

    assert_true(CALL_AS(run, int64_t, "record_measure", &pointer) == 4 + 700 + 1000000);
    record = (struct record){NULL, L"", 0, NULL};
    assert_true(CALL_AS(run, int64_t, "record_measure", &pointer) == 99);
}

int struct_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_struct_of_1_byte_by_value_same),
        cmocka_unit_test(test_struct_of_2_bytes_by_value_same),
        cmocka_unit_test(test_struct_of_3_bytes_by_value_same),
        cmocka_unit_test(test_struct_of_8_bytes_by_value_same),
        cmocka_unit_test(test_struct_of_12_bytes_by_value_same),
        cmocka_unit_test(test_struct_of_two_doubles_by_value_same),
        cmocka_unit_test(test_struct_of_20_bytes_by_value_same),
        cmocka_unit_test(test_struct_of_one_float_by_value_same),
        cmocka_unit_test(test_struct_with_other_layout_by_value_same),
        cmocka_unit_test(test_struct_packed_by_value_same),
        cmocka_unit_test(test_union_by_value_same),
        cmocka_unit_test(test_struct_of_2_kilobytes_by_value_same),
        cmocka_unit_test(test_struct_stdcall_between_arguments_same),
        cmocka_unit_test(test_struct_in_fastcall_same),
        cmocka_unit_test(test_struct_result_unwanted_same),
        cmocka_unit_test(test_struct_pointer_in_out_inout_same),
        cmocka_unit_test(test_struct_with_other_layout_by_pointer_same),
        cmocka_unit_test(test_struct_packed_by_pointer_same),
        cmocka_unit_test(test_struct_nested_by_pointer_same),
        cmocka_unit_test(test_struct_array_same),
        cmocka_unit_test(test_struct_array_with_other_layout_same),
        cmocka_unit_test(test_struct_with_pointers_inside_same),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
