/* SPDX-License-Identifier: MIT */
#include "shared.h"
#include <crossbit/annotate.h>
CROSSBIT_LIBRARY("shared.dll");
CROSSBIT_HANDLE(keeper *);
CROSSBIT_STRUCT(job)
{
    _Field_size_(in_size) const unsigned char *in;
    unsigned in_size;
    _Field_size_(out_size) unsigned char *out;
    unsigned out_size;
    unsigned done;
};
CROSSBIT_MIRROR(stream)
{
    _Field_size_(avail_in) CROSSBIT_CURSOR_IN const unsigned char *next_in;
    unsigned avail_in;
    _Field_size_(avail_out) CROSSBIT_CURSOR_OUT unsigned char *next_out;
    unsigned avail_out;
    CROSSBIT_HIDDEN void *state;
};
CROSSBIT_FAILS(-1) int meet(_Inout_updates_(size) unsigned char *data, unsigned size, int milliseconds);
CROSSBIT_FAILS(0) unsigned sum(_In_reads_opt_(n) const unsigned char *data, unsigned n);
void fill(_Out_writes_(n) unsigned char *out, unsigned n, int value);
int read_some(_Out_writes_to_(capacity, *got) unsigned char *out, unsigned capacity, _Out_ unsigned *got);
double scale(_Inout_updates_(count) double *values, int count, double by);
int mirror_dots(_Inout_updates_(count) dot *dots, int count);
void longs(_Out_writes_(count) long *values, int count);
int run_job(_Inout_ job *work);
int meet_in_job(_Inout_ job *work, int milliseconds);
int stream_open(_Inout_ CROSSBIT_OPENS stream *s, int key);
int stream_run(_Inout_ stream *s);
int stream_close(_Inout_ CROSSBIT_CLOSES stream *s);
void keeper_set(
    keeper *k, _Inout_updates_(size) CROSSBIT_KEPT(k) CROSSBIT_SHARED_MEMORY unsigned char *data, unsigned size);
void keeper_close(CROSSBIT_CLOSES keeper *k);
