/* SPDX-License-Identifier: MIT */
/* Buffers of every kind that can lie in memory which both sides see. */
#include <stddef.h>

typedef struct dot {
    int x, y;
} dot;
/* The same in both bitnesses but for the pointers. */
typedef struct job {
    const unsigned char *in;
    unsigned in_size;
    unsigned char *out;
    unsigned out_size;
    unsigned done;
} job;
/* A cursor that the DLL moves and knows by its address. */
typedef struct stream {
    const unsigned char *next_in;
    unsigned avail_in;
    unsigned char *next_out;
    unsigned avail_out;
    void *state;
} stream;
typedef struct keeper keeper;

int meet(unsigned char *data, unsigned size, int milliseconds);
unsigned sum(const unsigned char *data, unsigned n);
void fill(unsigned char *out, unsigned n, int value);
int read_some(unsigned char *out, unsigned capacity, unsigned *got);
double scale(double *values, int count, double by);
int mirror_dots(dot *dots, int count);
void longs(long *values, int count);
int run_job(job *work);
int meet_in_job(job *work, int milliseconds);
int stream_open(stream *s, int key);
int stream_run(stream *s);
int stream_close(stream *s);
keeper *keeper_open(void);
void keeper_set(keeper *k, unsigned char *data, unsigned size);
void keeper_fill(keeper *k, int value);
void keeper_close(keeper *k);
