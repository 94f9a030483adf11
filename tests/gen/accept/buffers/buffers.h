/* Pointers to one value and to many. */
#ifndef BUFFERS_H
#define BUFFERS_H

#include <stddef.h>

typedef double row[3];
enum level { LOW = 1, HIGH = 1000 };

int read_one(const int *value);
int read_null(const int *value);
void write_one(long long *value);
int write_optional(int *a, int *b);
void change_one(double *value);
void change_size(size_t *value);
void change_bool(_Bool *value);
void change_enum(enum level *value);
long long sum_bytes(const unsigned char *data, unsigned size);
long long sum_shorts(const short *data, size_t count);
double sum_doubles(const double *data, int count);
unsigned long long sum_sizes(const size_t *data, int count);
int sum_bytes_of_void(const void *data, int size);
int sum_no_more(const int *data, int count);
void fill_ints(int *data, int count, int first);
int fill_some(int *data, int room, int *used);
int fill_return(unsigned short *data, int room);
void fill_sizes(size_t *data, int count);
void fill_void(void *data, size_t size);
void reverse(float *data, int count);
void double_sizes(size_t *data, int count);
int count_times_size(const void *data, int count, int unit);
int until_pointer(const int *data, const int *count);
double trace(double matrix[][3], int rows);
double trace_const(const row *matrix, int rows);
int fixed_array(const int values[4]);
void two_buffers(const int *in, int *out, int count);
const int *primes(int *count);
const unsigned char *table(void);
unsigned char *make_bytes(int size);
int make_shorts(short **made, int *count);
void free_shorts(short *shorts);
void free_bytes(unsigned char *bytes);
void lend(const int **table, int *count);
int reserved(int a, void *reserved1, int reserved2);
void sort_work(int *data, int count, void *work);
long long large(const unsigned char *data, size_t size, unsigned char *copy);

/* sizes in bytes, of elements wider than one */
struct pair { int a; short b; };
int bytes_of_shorts(const short *data, int size);
void fill_bytes_of_shorts(short *data, int size);
void flip_bytes_of_pairs(struct pair *pairs, int size);
/* what is left alone */
struct count3 { short a; size_t b; int c; };
void fill_odd(int *data, int count);
void fill_odd_sizes(size_t *data, int count);
int write_if(int really, int *one, size_t *wide, char *text, int room);
void write_middle(struct count3 *counts);
int write_half(struct pair *pair);
void write_all(int *data, int count);
/* a negative size: up to the zero */
int length_of(const char *text, int size);
int length_of_wide(const unsigned short *text, int bytes);

#endif
