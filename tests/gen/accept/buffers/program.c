#include "buffers.h"
#include "../show.h"

#include <stdlib.h>
#include <string.h>

static void show_bytes(void)
{
    short shorts[4] = {0x0102, 0x0304, 0x0506, 0x0708}, filled[4] = {0};
    struct pair pairs[2] = {{1, 2}, {3, 4}};

    SHOW("in_bytes_of_shorts", "%d %d", bytes_of_shorts(shorts, 5), bytes_of_shorts(shorts, 7));
    fill_bytes_of_shorts(filled, 5);
    SHOW("out_bytes_of_shorts", "%04x %04x %04x %04x", filled[0], filled[1], filled[2], filled[3]);
    flip_bytes_of_pairs(pairs, sizeof(pairs[0]) + 1);
    SHOW("inout_bytes_of_structs", "%d %d %d %d", pairs[0].a, pairs[0].b, pairs[1].a, pairs[1].b);
}

static void show_left_alone(void)
{
    int odd[4] = {1, 2, 3, 4}, one = 78, left;
    size_t sizes[4], wide = (size_t)-1;
    char text[] = "old text";
    struct count3 counts = {-3, (size_t)-1, 79};
    struct pair pair = {55, 56};

    memset(sizes, 0xff, sizeof(sizes));
    fill_odd(odd, 4);
    SHOW("out_elements_left_alone", "%d %d %d %d", odd[0], odd[1], odd[2], odd[3]);
    fill_odd_sizes(sizes, 4);
    SHOW("out_sizes_left_alone", "%d %d %d %d", sizes[0] == (size_t)-1, (int)sizes[1], sizes[2] == (size_t)-1,
        (int)sizes[3]);
    left = write_if(0, &one, &wide, text, sizeof(text));
    SHOW("out_left_alone", "%d %d %d %s", left, one, wide == (size_t)-1, text);
    left = write_if(1, &one, &wide, text, sizeof(text));
    SHOW("out_not_left_alone", "%d %d %d %s %s", left, one, (int)wide, text, text + 3);
    write_middle(&counts);
    SHOW("out_members_left_alone", "%d %d %d", counts.a, (int)counts.b, counts.c);
    left = write_half(&pair);
    SHOW("out_flat_members_left_alone", "%d %d %d", left, pair.a, pair.b);
    write_all(odd, 3);
    SHOW("out_all", "%d %d %d %d", odd[0], odd[1], odd[2], odd[3]);
}

static void show_terminated(void)
{
    static const unsigned short wide[] = {'a', 'b', 'c', 'd', 0};

    SHOW("in_text_of_a_size_or_terminated", "%d %d", length_of("abc", 2), length_of("abc", -1));
    SHOW("in_text_of_bytes_or_terminated", "%d %d", length_of_wide(wide, 6), length_of_wide(wide, -1));
}

int main(void)
{
    int one = 21, a = -1, b = -1, ints[6] = { 1, 2, 3, 4, 5, 6 }, squares[6] = {0}, count = 3, done;
    long long wide = 0;
    double number = 1.25, doubles[3] = { 0.5, 0.25, 8 }, matrix[3][3] = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } };
    size_t size = 7, sizes[3] = { 1, 4000000000u, 5 };
    _Bool flag = 1;
    enum level level = LOW;
    unsigned char bytes[5] = { 1, 2, 250, 4, 5 }, *made, *data, *copy;
    short *made_shorts, shorts[4] = { -32768, 1, 2, 3 };
    unsigned short pair[4] = { 1, 1, 1, 1 };
    float floats[3] = { 1.5f, 2.5f, -3.5f };
    const int *table_of_ints;

    SHOW("in_one", "%d", read_one(&one));
    SHOW("in_null", "%d %d", read_null(NULL), read_null(&one));
    write_one(&wide);
    SHOW("out_one", "%lld", wide);
    done = write_optional(NULL, &b);
    SHOW("out_null", "%d %d", done, b);
    done = write_optional(&a, &b);
    SHOW("out_two", "%d %d %d", done, a, b);
    change_one(&number);
    SHOW("inout_one", "%g", number);
    change_size(&size);
    SHOW("inout_size_t", "%u", (unsigned)size);
    change_bool(&flag);
    SHOW("inout_bool", "%d", flag);
    change_enum(&level);
    SHOW("inout_enum", "%d", level);
    SHOW("in_bytes", "%lld", sum_bytes(bytes, 5));
    SHOW("in_shorts", "%lld", sum_shorts(shorts, 4));
    SHOW("in_doubles", "%g", sum_doubles(doubles, 3));
    SHOW("in_sizes", "%llu", sum_sizes(sizes, 3));
    SHOW("in_void", "%d", sum_bytes_of_void(bytes, 5));
    SHOW("in_nothing", "%d %d", sum_no_more(ints, 0), sum_no_more(NULL, 0));
    fill_ints(ints, 4, 30);
    SHOW("out_ints", "%d %d %d %d %d", ints[0], ints[1], ints[2], ints[3], ints[4]);
    ints[3] = 77;
    done = fill_some(ints, 6, &count);
    SHOW("out_valid_by_pointer", "%d %d", done, count);
    SHOW("out_valid_part_only", "%d %d %d", ints[0], ints[2], ints[3]);
    SHOW("out_valid_by_result", "%d", fill_return(pair, 4));
    SHOW("out_valid_by_result_part", "%d %d %d", pair[0], pair[1], pair[2]);
    fill_sizes(sizes, 3);
    SHOW("out_sizes", "%llu %llu", (unsigned long long)sizes[1], (unsigned long long)sizes[2]);
    fill_void(bytes, 3);
    SHOW("out_void", "%d %d %d", bytes[0], bytes[2], bytes[3]);
    reverse(floats, 3);
    SHOW("inout_floats", "%g %g %g", floats[0], floats[1], floats[2]);
    double_sizes(sizes, 2);
    SHOW("inout_sizes", "%llu %llu", (unsigned long long)sizes[0], (unsigned long long)sizes[1]);
    SHOW("size_is_a_product", "%d", count_times_size(shorts, 2, 2));
    count = 4;
    SHOW("size_behind_a_pointer", "%d", until_pointer(ints, &count));
    SHOW("matrix_inout", "%g", trace(matrix, 3));
    SHOW("matrix_inout_written", "%g %g %g", matrix[0][0], matrix[2][0], matrix[2][2]);
    SHOW("matrix_in", "%g", trace_const((const row *)matrix, 2));
    SHOW("array_parameter", "%d", fixed_array(ints));
    two_buffers(ints, squares, 3);
    SHOW("two_buffers", "%d %d", squares[0], squares[2]);
    table_of_ints = primes(&count);
    SHOW("result_static_buffer", "%d %d", count, table_of_ints[4]);
    SHOW("result_static_fixed", "%d %d", table()[0], table()[15]);
    made = make_bytes(20);
    SHOW("result_owned_buffer", "%d %d", made[3], made[19]);
    free_bytes(made);
    done = make_shorts(&made_shorts, &count);
    SHOW("out_owned_buffer", "%d %d %d %d", done, count, made_shorts[0], made_shorts[2]);
    free_shorts(made_shorts);
    lend(&table_of_ints, &count);
    SHOW("out_static_buffer", "%d %d", table_of_ints[1], count);
    SHOW("reserved", "%d", reserved(5, NULL, 0));
    sort_work(ints, 3, squares);
    SHOW("workspace", "%d %d %d", ints[0], ints[1], ints[2]);
    data = malloc(3000000);
    copy = calloc(1, 3000000);
    for (int i = 0; i < 3000000; i++)
        data[i] = (unsigned char)(i * 7 + i / 1000);
    SHOW("three_megabytes", "%lld", large(data, 3000000, copy));
    SHOW("three_megabytes_back", "%d", memcmp(data, copy, 3000000));
    free(data);
    free(copy);
    show_bytes();
    show_left_alone();
    show_terminated();
    return 0;
}
