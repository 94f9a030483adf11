/* SPDX-License-Identifier: MIT */
/* Buffers, arrays, pointers to pointers, kept memory. */
#include "differential.h"

#include <stdlib.h>

BOTH(test_memory_in_same)
{
    unsigned char data[1000], *pointer = data, *null = NULL;
    unsigned i;

    for (i = 0; i < sizeof(data); i++)
        data[i] = (unsigned char)(i * 7);
    CALL(run, "bytes_sum", &pointer, AT(unsigned, sizeof(data)));
    assert_int_equal(CALL(run, "bytes_sum", &pointer, AT(unsigned, 2)), 7);
    assert_int_equal(CALL(run, "bytes_sum", &pointer, AT(unsigned, 0)), 0);
    assert_int_equal(CALL(run, "bytes_sum", &null, AT(unsigned, 0)), -1);
}
BOTH(test_memory_in_large_same)
{
    unsigned size = 20 << 20, i;
    unsigned char *data = malloc(size);

    for (i = 0; i < size; i++)
        data[i] = (unsigned char)(i >> 8 ^ i);
    CALL(run, "bytes_sum", &data, AT(unsigned, size));
    free(data);
}
BOTH(test_memory_out_same)
{
    unsigned char data[300], *pointer = data;

    memset(data, 0xee, sizeof(data));
    CALL_VOID(run, "bytes_fill", &pointer, AT(unsigned, 256), AT(int, 3));
    assert_int_equal(data[0], 3);
    assert_int_equal(data[255], 2);
    assert_int_equal(data[256], 0xee); /* not one byte more */
    LOG(run, data);
}
BOTH(test_memory_inout_same)
{
    unsigned char data[] = {1, 2, 3, 4, 5}, *pointer = data;

    CALL_VOID(run, "bytes_reverse", &pointer, AT(size_t, 5));
    assert_memory_equal(data, ((unsigned char[]){5, 4, 3, 2, 1}), 5);
}
BOTH(test_memory_inout_large_same)
{
    size_t size = 5 << 20, i;
    unsigned char *data = malloc(size);

    for (i = 0; i < size; i++)
        data[i] = (unsigned char)(i * 13 >> 3);
    CALL_VOID(run, "bytes_reverse", &data, AT(size_t, size));
    assert_int_equal(data[0], (unsigned char)((size - 1) * 13 >> 3));
    run_log(run, data, size);
    free(data);
}
/* Only what length_is says comes back; what is behind it stays the caller's. */
BOTH(test_memory_out_with_length_same)
{
    unsigned char data[64], *pointer = data;
    unsigned got = 0, *got_pointer = &got;

    memset(data, 0xee, sizeof(data));
    assert_int_equal(CALL(run, "bytes_read", &pointer, AT(unsigned, 20), &got_pointer), 1);
    assert_int_equal(got, 10);
    assert_int_equal(data[9], 81);
    assert_int_equal(data[20], 0xee);
    LOG(run, data[9]);
}
BOTH(test_memory_size_through_pointer_same)
{
    unsigned char to[16], *to_pointer = to, from[] = {1, 2, 3}, *from_pointer = from;
    unsigned long size = sizeof(to), *size_pointer = &size;

    memset(to, 0, sizeof(to));
    assert_int_equal(CALL(run, "bytes_double", &to_pointer, &size_pointer, &from_pointer, AT(unsigned long, 3)), 0);
    assert_int_equal(size, 6);
    assert_memory_equal(to, ((unsigned char[]){1, 2, 3, 1, 2, 3}), 6);
    size = 5;
    assert_int_equal(CALL(run, "bytes_double", &to_pointer, &size_pointer, &from_pointer, AT(unsigned long, 3)), -5);
    assert_int_equal(size, 5);
}

BOTH(test_array_of_ints_same)
{
    int values[] = {INT_MAX, INT_MAX, -1, 5}, *pointer = values;

    assert_true(CALL_AS(run, int64_t, "ints_sum", &pointer, AT(unsigned, 4)) == 2LL * INT_MAX + 4);
}
BOTH(test_array_of_shorts_same)
{
    short values[] = {1, -2, 3, -32767}, *pointer = values;

    CALL_VOID(run, "shorts_negate", &pointer, AT(unsigned, 4));
    assert_memory_equal(values, ((short[]){-1, 2, -3, 32767}), sizeof(values));
}
BOTH(test_array_of_longs_same)
{
    long values[5], *pointer = values;

    CALL_VOID(run, "longs_make", &pointer, AT(unsigned, 5));
    assert_int_equal(values[4], -4000);
    LOG(run, values);
}
/* The element has another size on the other side. */
BOTH(test_array_of_size_t_same)
{
    size_t values[8] = {1, 2, 3, 0x10000000}, *pointer = values;
    uint64_t sum = CALL_HANDLE(run, size_t, "sizes_sum", &pointer, AT(unsigned, 4));
    unsigned i;

    assert_true(sum == 0x10000006);
    LOG(run, sum);
    CALL_VOID(run, "sizes_make", &pointer, AT(unsigned, 8));
    for (i = 0; i < 8; i++)
        assert_true(values[i] == (size_t)i << 28);
}
BOTH(test_array_of_doubles_same)
{
    double values[] = {1, 2.5, -3}, *pointer = values;

    assert_true(CALL_AS(run, double, "doubles_scale", &pointer, AT(unsigned, 3), AT(double, 2)) == 1);
    assert_true(values[0] == 2 && values[1] == 5 && values[2] == -6);
}
BOTH(test_array_of_bools_same)
{
    bool values[] = {true, false, true}, *pointer = values;

    CALL_VOID(run, "wide_bools", &pointer, AT(unsigned, 3));
    assert_true(!values[0] && values[1] && !values[2]);
}
BOTH(test_pointers_to_each_width_same)
{
    signed char a = -1, *pa = &a;
    short b = 32767, *pb = &b;
    int c = -1, *pc = &c;
    long long d = INT64_MAX - 1, *pd = &d;
    float e = 0.5f, *pe = &e;
    double f = -0.5, *pf = &f;
    size_t g = 41, *pg = &g;

    CALL_VOID(run, "increase", &pa, &pb, &pc, &pd, &pe, &pf, &pg);
    assert_true(a == 0 && b == -32768 && c == 0 && d == INT64_MAX && e == 1.5f && f == 0.5 && g == 42);
}
BOTH(test_optional_out_pointers_same)
{
    int quotient = 99, remainder = 99, *q = &quotient, *r = &remainder, *null = NULL;

    assert_int_equal(CALL(run, "divide", AT(int, 17), AT(int, 5), &q, &r), 1);
    assert_true(quotient == 3 && remainder == 2);
    assert_int_equal(CALL(run, "divide", AT(int, 19), AT(int, 5), &null, &r), 1);
    assert_int_equal(remainder, 4);
    assert_int_equal(CALL(run, "divide", AT(int, 1), AT(int, 0), &null, &null), 0);
}
BOTH(test_static_table_result_same)
{
    const int *table = CALL_HANDLE(run, const int *, "squares"), *again;

    assert_int_equal(table[15], 225);
    again = CALL_HANDLE(run, const int *, "squares");
    assert_ptr_equal(table, again);
    run_log(run, table, 16 * sizeof(int));
}
BOTH(test_table_through_pointer_to_pointer_same)
{
    const int *table = NULL, **table_pointer = &table;
    unsigned count = 0, *count_pointer = &count;

    assert_int_equal(CALL(run, "primes", &table_pointer, &count_pointer), 19);
    assert_int_equal(count, 8);
    assert_non_null(table);
    run_log(run, table, count * sizeof(int));
}
BOTH(test_array_of_strings_same)
{
    const char *texts[] = {"one", NULL, "three"}, **pointer = texts;

    assert_int_equal(CALL(run, "texts_length", &pointer, AT(unsigned, 3)), 1008);
}

struct cursor {
    const unsigned char *in;
    unsigned in_left;
    unsigned char *out;
    unsigned out_left;
    void *state;
};
/*
 * As with zlib's z_stream: the DLL remembers the structure's address, keeps a state behind an opaque member, and moves
 * the pointers through the caller's buffers.
 */
BOTH(test_kept_struct_with_moving_pointers_same)
{
    unsigned char in[100], out[100];
    struct cursor cursor, *pointer = &cursor;
    int i;

    for (i = 0; i < 100; i++)
        in[i] = (unsigned char)i;
    memset(out, 0, sizeof(out));
    memset(&cursor, 0, sizeof(cursor));
    assert_int_equal(CALL(run, "cursor_begin", &pointer, AT(unsigned char, 0x40)), 0);
    assert_non_null(cursor.state);
    cursor.in = in;
    cursor.in_left = 100;
    cursor.out = out;
    cursor.out_left = 30;
    assert_int_equal(CALL(run, "cursor_run", &pointer), 0);
    assert_true(cursor.in == in + 30 && cursor.in_left == 70 && cursor.out == out + 30 && cursor.out_left == 0);
    cursor.out_left = 70;
    assert_int_equal(CALL(run, "cursor_run", &pointer), 1);
    assert_true(cursor.in == in + 100 && cursor.in_left == 0 && cursor.out == out + 100 && cursor.out_left == 0);
    for (i = 0; i < 100; i++)
        assert_int_equal(out[i], (unsigned char)(i ^ (0x40 + i)));
    assert_int_equal(CALL(run, "cursor_end", &pointer), 0);
    assert_null(cursor.state);
    LOG(run, out);
}

int memory_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_in_same),
        cmocka_unit_test(test_memory_in_large_same),
        cmocka_unit_test(test_memory_out_same),
        cmocka_unit_test(test_memory_inout_same),
        cmocka_unit_test(test_memory_inout_large_same),
        cmocka_unit_test(test_memory_out_with_length_same),
        cmocka_unit_test(test_memory_size_through_pointer_same),
        cmocka_unit_test(test_array_of_ints_same),
        cmocka_unit_test(test_array_of_shorts_same),
        cmocka_unit_test(test_array_of_longs_same),
        cmocka_unit_test(test_array_of_size_t_same),
        cmocka_unit_test(test_array_of_doubles_same),
        cmocka_unit_test(test_array_of_bools_same),
        cmocka_unit_test(test_pointers_to_each_width_same),
        cmocka_unit_test(test_optional_out_pointers_same),
        cmocka_unit_test(test_static_table_result_same),
        cmocka_unit_test(test_table_through_pointer_to_pointer_same),
        cmocka_unit_test(test_array_of_strings_same),
        cmocka_unit_test(test_kept_struct_with_moving_pointers_same),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
