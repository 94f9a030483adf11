#include "buffers.h"

#include <stdlib.h>
#include <string.h>

int read_one(const int *value) { return *value * 2; }
int read_null(const int *value) { return value ? *value : -1; }
void write_one(long long *value) { *value = 1234567890123ll; }
int write_optional(int *a, int *b)
{
    if (a != NULL)
        *a = 1;
    if (b != NULL)
        *b = 2;
    return (a != NULL) + 2 * (b != NULL);
}
void change_one(double *value) { *value *= 2; }
void change_size(size_t *value) { *value += 5; }
void change_bool(_Bool *value) { *value = !*value; }
void change_enum(enum level *value) { *value = *value == LOW ? HIGH : LOW; }
long long sum_bytes(const unsigned char *data, unsigned size)
{
    long long sum = 0;

    while (size--)
        sum = sum * 3 + *data++;
    return sum;
}
long long sum_shorts(const short *data, size_t count)
{
    long long sum = 0;

    while (count--)
        sum += *data++;
    return sum;
}
double sum_doubles(const double *data, int count)
{
    double sum = 0;

    while (count-- > 0)
        sum += *data++;
    return sum;
}
unsigned long long sum_sizes(const size_t *data, int count)
{
    unsigned long long sum = 0;

    while (count-- > 0)
        sum += *data++;
    return sum;
}
int sum_bytes_of_void(const void *data, int size) { return (int)sum_bytes(data, (unsigned)size); }
int sum_no_more(const int *data, int count) { return count > 0 ? data[0] : data == NULL ? -2 : -1; }
void fill_ints(int *data, int count, int first)
{
    for (int i = 0; i < count; i++)
        data[i] = first + i;
}
int fill_some(int *data, int room, int *used)
{
    *used = room < 3 ? room : 3;
    fill_ints(data, *used, 10);
    return 0;
}
int fill_return(unsigned short *data, int room)
{
    data[0] = 7;
    data[1] = 8;
    return room < 2 ? room : 2;
}
void fill_sizes(size_t *data, int count)
{
    for (int i = 0; i < count; i++)
        data[i] = (size_t)i * 1000000000u;
}
void fill_void(void *data, size_t size) { memset(data, 0x5a, size); }
void reverse(float *data, int count)
{
    for (int i = 0; i < count / 2; i++) {
        float value = data[i];
        data[i] = data[count - 1 - i];
        data[count - 1 - i] = value;
    }
}
void double_sizes(size_t *data, int count)
{
    for (int i = 0; i < count; i++)
        data[i] *= 2;
}
int count_times_size(const void *data, int count, int unit) { return (int)sum_bytes(data, (unsigned)(count * unit)); }
int until_pointer(const int *data, const int *count)
{
    int sum = 0;

    for (int i = 0; i < *count; i++)
        sum += data[i];
    return sum;
}
double trace(double matrix[][3], int rows)
{
    double sum = 0;

    for (int i = 0; i < rows; i++) {
        sum += matrix[i][i];
        matrix[i][0] = -sum;
    }
    return sum;
}
double trace_const(const row *matrix, int rows)
{
    double sum = 0;

    for (int i = 0; i < rows; i++)
        sum += matrix[i][i];
    return sum;
}
int fixed_array(const int values[4]) { return values[0] + 2 * values[1] + 3 * values[2] + 4 * values[3]; }
void two_buffers(const int *in, int *out, int count)
{
    for (int i = 0; i < count; i++)
        out[i] = in[i] * in[i];
}
const int *primes(int *count)
{
    static const int list[] = { 2, 3, 5, 7, 11 };

    *count = 5;
    return list;
}
const unsigned char *table(void)
{
    static const unsigned char bytes[16] = { 9, 8, 7 };

    return bytes;
}
unsigned char *make_bytes(int size)
{
    unsigned char *bytes = malloc((size_t)size);

    for (int i = 0; bytes != NULL && i < size; i++)
        bytes[i] = (unsigned char)(i * i);
    return bytes;
}
int make_shorts(short **made, int *count)
{
    *made = malloc(3 * sizeof(short));
    for (short i = 0; i < 3; i++)
        (*made)[i] = (short)(i - 1);
    *count = 3;
    return 0;
}
void free_shorts(short *shorts) { free(shorts); }
void free_bytes(unsigned char *bytes) { free(bytes); }
void lend(const int **table, int *count) { *table = primes(count); }
int reserved(int a, void *reserved1, int reserved2) { return a + (reserved1 == NULL) + reserved2; }
void sort_work(int *data, int count, void *work)
{
    int *copy = work;

    memcpy(copy, data, (size_t)count * sizeof(int));
    for (int i = 0; i < count; i++)
        data[i] = copy[count - 1 - i];
}
long long large(const unsigned char *data, size_t size, unsigned char *copy)
{
    memcpy(copy, data, size);
    return sum_bytes(data, (unsigned)size);
}

int bytes_of_shorts(const short *data, int size)
{
    const unsigned char *at = (const unsigned char *)data;
    int sum = size * 1000;

    while (size-- > 0)
        sum += *at++;
    return sum;
}
void fill_bytes_of_shorts(short *data, int size) { memset(data, 0x11, (size_t)size); }
void flip_bytes_of_pairs(struct pair *pairs, int size)
{
    for (int i = 0; i < size; i++)
        ((unsigned char *)pairs)[i] ^= 0xff;
}
void fill_odd(int *data, int count)
{
    for (int i = 1; i < count; i += 2)
        data[i] = 0;
}
void fill_odd_sizes(size_t *data, int count)
{
    for (int i = 1; i < count; i += 2)
        data[i] = 0;
}
int write_if(int really, int *one, size_t *wide, char *text, int room)
{
    if (!really)
        return room;
    *one = 0;
    *wide = 0;
    strcpy(text, "ab");
    return 0;
}
void write_middle(struct count3 *counts) { counts->b = 5; }
int write_half(struct pair *pair) { return pair->b = 9; }
void write_all(int *data, int count)
{
    for (int i = 0; i < count; i++)
        data[i] = i * i;
}
int length_of(const char *text, int size)
{
    int length = 0;

    while (size < 0 ? text[length] != 0 : length < size)
        length++;
    return length;
}
int length_of_wide(const unsigned short *text, int bytes)
{
    int length = 0;

    while (bytes < 0 ? text[length] != 0 : length < bytes / 2)
        length++;
    return length;
}
