/* SPDX-License-Identifier: MIT */
/*
 * zlib1.dll of the distribution, which nobody here wrote: in this process in this bitness, and in a surrogate in the
 * other one. The compressed bytes must be the same.
 *
 * test_zlib PATH_32 PATH_64: the two files.
 */
#include "runner.h"

#include <stdlib.h>
#include <string.h>

static const char api[] =
    "const char *zlibVersion(void); unsigned long zlibCompileFlags(void);"
    "unsigned long crc32(unsigned long crc, [in, size_is(len)] const unsigned char *buf, unsigned len);"
    "unsigned long adler32(unsigned long adler, [in, size_is(len)] const unsigned char *buf, unsigned len);"
    "unsigned long crc32_combine(unsigned long, unsigned long, long);"
    "[size_is(256)] const unsigned *get_crc_table(void);"
    "const char *zError(int);"
    "unsigned long compressBound(unsigned long sourceLen);"
    "int compress2([in, out, size_is(*destLen)] unsigned char *dest, [in, out] unsigned long *destLen,"
    "    [in, size_is(sourceLen)] const unsigned char *source, unsigned long sourceLen, int level);"
    "int uncompress([in, out, size_is(*destLen)] unsigned char *dest, [in, out] unsigned long *destLen,"
    "    [in, size_is(sourceLen)] const unsigned char *source, unsigned long sourceLen);"
    /* The stream stays at one address over there; its pointers move through the caller's buffers. */
    "typedef struct z_stream {"
    "    [size_is(avail_in)] const unsigned char *next_in; unsigned avail_in; unsigned long total_in;"
    "    [in, out, size_is(avail_out)] unsigned char *next_out; unsigned avail_out; unsigned long total_out;"
    "    const char *msg; struct internal_state *state;"
    "    [handle] void *zalloc; [handle] void *zfree; [handle] void *opaque;"
    "    int data_type; unsigned long adler; unsigned long reserved;"
    "} z_stream;"
    "int deflateInit_([in, out, keep] z_stream *strm, int level, const char *version, int stream_size);"
    "int deflate([in, out, keep] z_stream *strm, int flush); int deflateEnd([in, out, keep] z_stream *strm);"
    "int deflateReset([in, out, keep] z_stream *strm);"
    "int inflateInit_([in, out, keep] z_stream *strm, const char *version, int stream_size);"
    "int inflate([in, out, keep] z_stream *strm, int flush); int inflateEnd([in, out, keep] z_stream *strm);"
    "typedef struct gzFile_s *gzFile;"
    "gzFile gzopen(const char *path, const char *mode);"
    "int gzwrite(gzFile file, [in, size_is(len)] const void *buf, unsigned len);"
    "int gzread(gzFile file, [out, size_is(len)] void *buf, unsigned len);"
    "int gzputs(gzFile file, const char *s);"
    "[string] char *gzgets(gzFile file, [out, string, size_is(len)] char *buf, int len);"
    "int gzprintf(gzFile file, const char *format, ...); long gztell(gzFile file); int gzeof(gzFile file);"
    "long gzseek(gzFile file, long offset, int whence); int gzclose([release] gzFile file);"
    "const char *gzerror(gzFile file, [out] int *errnum);";

/* As the DLL's header lays it out for this process. */
struct stream {
    const unsigned char *next_in;
    unsigned avail_in;
    unsigned long total_in;
    unsigned char *next_out;
    unsigned avail_out;
    unsigned long total_out;
    const char *msg;
    void *state, *zalloc, *zfree, *opaque;
    int data_type;
    unsigned long adler, reserved;
};
#define STREAM_SIZE_32 56
#define STREAM_SIZE_64 88

/* The size of a z_stream where the call goes: deflateInit_ checks it. */
static int stream_size(const struct run *run)
{
    bool is_64 = run->library ? OTHER_BITS == 64 : CROSSBIT_BITS == 64;

    return is_64 ? STREAM_SIZE_64 : STREAM_SIZE_32;
}

enum { DATA_SIZE = 300000 };
static unsigned char data[DATA_SIZE];

/* Compressible, but not trivially so; the same everywhere. */
static void make_data(void)
{
    unsigned seed = 12345, i;

    for (i = 0; i < DATA_SIZE; i++) {
        seed = seed * 1103515245 + 12345;
        data[i] = (unsigned char)((seed >> 16) % 23 + 'a' + (i % 100 < 50 ? 0 : i % 7));
    }
}

BOTH(test_zlib_version_same)
{
    const char *version = CALL_HANDLE(run, const char *, "zlibVersion");

    assert_memory_equal(version, "1.", 2);
    run_log(run, version, strlen(version));
}
BOTH(test_zlib_crc32_same)
{
    const unsigned char *text = (const unsigned char *)"123456789", *bytes = data, *null = NULL;

    assert_int_equal(CALL_AS(run, unsigned long, "crc32", AT(unsigned long, 0), &null, AT(unsigned, 0)), 0);
    assert_int_equal(CALL_AS(run, unsigned long, "crc32", AT(unsigned long, 0), &text, AT(unsigned, 9)), 0xcbf43926);
    CALL_AS(run, unsigned long, "crc32", AT(unsigned long, 0), &bytes, AT(unsigned, DATA_SIZE));
}
BOTH(test_zlib_adler32_same)
{
    const unsigned char *text = (const unsigned char *)"123456789", *bytes = data;

    assert_int_equal(CALL_AS(run, unsigned long, "adler32", AT(unsigned long, 1), &text, AT(unsigned, 9)), 0x091e01de);
    CALL_AS(run, unsigned long, "adler32", AT(unsigned long, 1), &bytes, AT(unsigned, DATA_SIZE));
}
BOTH(test_zlib_crc_table_same)
{
    const unsigned *table = CALL_HANDLE(run, const unsigned *, "get_crc_table");

    assert_int_equal(table[1], 0x77073096);
    assert_int_equal(table[255], 0x2d02ef8d);
    run_log(run, table, 1024);
}
BOTH(test_zlib_error_texts_same)
{
    assert_string_equal(CALL_HANDLE(run, const char *, "zError", AT(int, -3)), "data error");
    assert_string_equal(CALL_HANDLE(run, const char *, "zError", AT(int, -5)), "buffer error");
}

BOTH(test_zlib_compress2_and_uncompress_same)
{
    unsigned long bound = CALL_AS(run, unsigned long, "compressBound", AT(unsigned long, DATA_SIZE)), packed = bound;
    unsigned long size = DATA_SIZE, *packed_pointer = &packed, *size_pointer = &size;
    unsigned char *to = calloc(1, bound), *back = calloc(1, DATA_SIZE), *from = data;

    assert_int_equal(CALL(run, "compress2", &to, &packed_pointer, &from, AT(unsigned long, DATA_SIZE), AT(int, 6)), 0);
    assert_in_range(packed, 1000, DATA_SIZE - 1);
    run_log(run, to, packed);
    assert_int_equal(CALL(run, "uncompress", &back, &size_pointer, &to, AT(unsigned long, packed)), 0);
    assert_int_equal(size, DATA_SIZE);
    assert_memory_equal(back, data, DATA_SIZE);
    free(to);
    free(back);
}
BOTH(test_zlib_uncompress_into_too_little_fails)
{
    unsigned long packed = 1000, size = 10, *packed_pointer = &packed, *size_pointer = &size;
    unsigned char to[1000], back[10], *to_pointer = to, *back_pointer = back, *from = data;

    assert_int_equal(
        CALL(run, "compress2", &to_pointer, &packed_pointer, &from, AT(unsigned long, 500), AT(int, 9)), 0);
    assert_int_equal(CALL(run, "uncompress", &back_pointer, &size_pointer, &to_pointer, AT(unsigned long, packed)), -5);
}
BOTH(test_zlib_uncompress_of_garbage_fails)
{
    unsigned long size = 100, *size_pointer = &size;
    unsigned char back[100], *back_pointer = back, *from = data;

    assert_int_equal(CALL(run, "uncompress", &back_pointer, &size_pointer, &from, AT(unsigned long, 100)), -3);
}

/* Compresses all data in small steps, as a program does that has small buffers. Returns the size. */
static unsigned deflate_in_steps(
    struct run *run, unsigned char *to, unsigned capacity, unsigned in_step, unsigned out_step)
{
    struct stream stream, *strm = &stream;
    const char *version = CALL_HANDLE(run, const char *, "zlibVersion");
    unsigned given = 0;
    int code;

    memset(&stream, 0, sizeof(stream));
    assert_int_equal(CALL(run, "deflateInit_", &strm, AT(int, 9), &version, AT(int, stream_size(run))), 0);
    assert_non_null(stream.state);
    stream.next_out = to;
    do {
        if (stream.avail_in == 0 && given < DATA_SIZE) {
            stream.next_in = data + given;
            stream.avail_in = min(in_step, DATA_SIZE - given);
            given += stream.avail_in;
        }
        if (stream.avail_out == 0)
            stream.avail_out = min(out_step, capacity - (unsigned)(stream.next_out - to));
        code = CALL(run, "deflate", &strm, AT(int, given == DATA_SIZE ? 4 : 0));
    } while (code == 0);
    assert_int_equal(code, 1);
    assert_int_equal(stream.total_in, DATA_SIZE);
    assert_ptr_equal(stream.next_in, data + DATA_SIZE);
    assert_int_equal(stream.next_out - to, stream.total_out);
    LOG(run, stream.adler);
    assert_int_equal(CALL(run, "deflateEnd", &strm), 0);
    assert_null(stream.state);
    return (unsigned)stream.total_out;
}
BOTH(test_zlib_deflate_and_inflate_stream_same)
{
    unsigned capacity = DATA_SIZE + 1000, size, i;
    unsigned char *packed = calloc(1, capacity), *back = calloc(1, DATA_SIZE);
    struct stream stream, *strm = &stream;
    const char *version = CALL_HANDLE(run, const char *, "zlibVersion");
    int code;

    size = deflate_in_steps(run, packed, capacity, 20000, 7000);
    LOG(run, size);
    run_log(run, packed, size);
    for (i = size; i < capacity; i++)
        assert_int_equal(packed[i], 0);

    memset(&stream, 0, sizeof(stream));
    assert_int_equal(CALL(run, "inflateInit_", &strm, &version, AT(int, stream_size(run))), 0);
    stream.next_in = packed;
    stream.next_out = back;
    do {
        if (stream.avail_in == 0)
            stream.avail_in = min(5000, size - (unsigned)(stream.next_in - packed));
        if (stream.avail_out == 0)
            stream.avail_out = min(30000, DATA_SIZE - (unsigned)(stream.next_out - back));
        code = CALL(run, "inflate", &strm, AT(int, 0));
    } while (code == 0);
    assert_int_equal(code, 1);
    assert_int_equal(stream.total_out, DATA_SIZE);
    assert_memory_equal(back, data, DATA_SIZE);
    assert_int_equal(CALL(run, "inflateEnd", &strm), 0);
    free(packed);
    free(back);
}
/* Two streams at once do not mix, and a used one can be used again. */
BOTH(test_zlib_two_streams_and_reset_same)
{
    struct stream streams[2], *strm[2] = {&streams[0], &streams[1]};
    const char *version = CALL_HANDLE(run, const char *, "zlibVersion");
    unsigned char out[2][2000];
    int i, round;

    memset(streams, 0, sizeof(streams));
    memset(out, 0, sizeof(out));
    for (i = 0; i < 2; i++)
        assert_int_equal(
            CALL(run, "deflateInit_", &strm[i], AT(int, 1 + 8 * i), &version, AT(int, stream_size(run))), 0);
    for (round = 0; round < 2; round++) {
        for (i = 0; i < 2; i++) {
            streams[i].next_in = data + 1000 * i;
            streams[i].avail_in = 1000;
            streams[i].next_out = out[i];
            streams[i].avail_out = sizeof(out[i]);
            assert_int_equal(CALL(run, "deflate", &strm[i], AT(int, 0)), 0);
        }
        for (i = 1; i >= 0; i--) {
            assert_int_equal(CALL(run, "deflate", &strm[i], AT(int, 4)), 1);
            run_log(run, out[i], streams[i].total_out);
            assert_int_equal(CALL(run, "deflateReset", &strm[i]), 0);
        }
    }
    for (i = 0; i < 2; i++)
        assert_int_equal(CALL(run, "deflateEnd", &strm[i]), 0);
}
BOTH(test_zlib_inflate_of_garbage_gives_message)
{
    struct stream stream, *strm = &stream;
    const char *version = CALL_HANDLE(run, const char *, "zlibVersion");
    unsigned char out[100];

    memset(&stream, 0, sizeof(stream));
    assert_int_equal(CALL(run, "inflateInit_", &strm, &version, AT(int, stream_size(run))), 0);
    stream.next_in = (const unsigned char *)"this is not compressed";
    stream.avail_in = 22;
    stream.next_out = out;
    stream.avail_out = sizeof(out);
    assert_int_equal(CALL(run, "inflate", &strm, AT(int, 0)), -3);
    assert_string_equal(stream.msg, "incorrect header check");
    assert_int_equal(CALL(run, "inflateEnd", &strm), 0);
}
BOTH(test_zlib_wrong_stream_size_is_refused_by_zlib)
{
    struct stream stream, *strm = &stream;
    const char *version = CALL_HANDLE(run, const char *, "zlibVersion");

    memset(&stream, 0, sizeof(stream));
    assert_int_equal(CALL(run, "deflateInit_", &strm, AT(int, 9), &version, AT(int, 77)), -6);
}

BOTH(test_zlib_gz_file_written_and_read_same)
{
    wchar_t folder[MAX_PATH], name[MAX_PATH];
    char path[MAX_PATH], line[64] = "", *path_pointer = path, *line_pointer = line;
    unsigned char *back = calloc(1, DATA_SIZE), *from = data;
    const char *write = "wb9", *read = "rb", *text = "first line\n", *format = "%s has %d parts\n", *word = "second";
    void *file;
    union {
        int value;
        uint64_t room;
    } printed = {0};

    test_folder(folder);
    assert_int_not_equal(GetTempFileNameW(folder, L"gz", 0, name), 0);
    assert_int_not_equal(WideCharToMultiByte(CP_ACP, 0, name, -1, path, MAX_PATH, NULL, NULL), 0);
    file = CALL_HANDLE(run, void *, "gzopen", &path_pointer, &write);
    assert_non_null(file);
    assert_int_equal(CALL(run, "gzputs", &file, &text), 11);
    run_call(run, "gzprintf", "const char *, int", &printed, (void *[]){&file, &format, &word, AT(int, 2)}, 4);
    assert_int_equal(printed.value, 19);
    assert_int_equal(CALL(run, "gzwrite", &file, &from, AT(unsigned, DATA_SIZE)), DATA_SIZE);
    assert_int_equal(CALL(run, "gztell", &file), 30 + DATA_SIZE);
    assert_int_equal(CALL(run, "gzclose", &file), 0);

    file = CALL_HANDLE(run, void *, "gzopen", &path_pointer, &read);
    assert_non_null(file);
    CALL_HANDLE(run, void *, "gzgets", &file, &line_pointer, AT(int, 64));
    assert_string_equal(line, "first line\n");
    CALL_HANDLE(run, void *, "gzgets", &file, &line_pointer, AT(int, 64));
    assert_string_equal(line, "second has 2 parts\n");
    assert_int_equal(CALL(run, "gzread", &file, &back, AT(unsigned, DATA_SIZE)), DATA_SIZE);
    assert_memory_equal(back, data, DATA_SIZE);
    assert_int_equal(CALL(run, "gzseek", &file, AT(long, 5), AT(int, 0)), 5);
    CALL_HANDLE(run, void *, "gzgets", &file, &line_pointer, AT(int, 64));
    assert_string_equal(line, " line\n");
    assert_int_equal(CALL(run, "gzclose", &file), 0);
    DeleteFileW(name);
    free(back);
}
BOTH(test_zlib_gzopen_of_nothing_gives_null)
{
    const char *path = "C:\\no such folder\\x.gz", *mode = "rb";

    assert_null(CALL_HANDLE(run, void *, "gzopen", &path, &mode));
    assert_int_equal(run->errno_value, 2);
}
THERE(test_zlib_closed_gz_file_is_stale)
{
    wchar_t folder[MAX_PATH], name[MAX_PATH];
    char path[MAX_PATH], *path_pointer = path;
    const char *mode = "wb";
    uint64_t result = 0;
    void *file;

    test_folder(folder);
    assert_int_not_equal(GetTempFileNameW(folder, L"gz", 0, name), 0);
    WideCharToMultiByte(CP_ACP, 0, name, -1, path, MAX_PATH, NULL, NULL);
    file = CALL_HANDLE(run, void *, "gzopen", &path_pointer, &mode);
    assert_int_equal(CALL(run, "gzclose", &file), 0);
    assert_int_equal(TRY(run, &result, "gzclose", &file), CROSSBIT_E_STALE_HANDLE);
    DeleteFileW(name);
}

static wchar_t paths[2][MAX_PATH]; /* 32 and 64 bits */

static int setup(void **state)
{
    static struct runs runs;

    make_data();
    runs_load(&runs, paths[CROSSBIT_BITS == 64], paths[OTHER_BITS == 64]);
    runs_declare(&runs, api);
    *state = &runs;
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zlib_version_same),
        cmocka_unit_test(test_zlib_crc32_same),
        cmocka_unit_test(test_zlib_adler32_same),
        cmocka_unit_test(test_zlib_crc_table_same),
        cmocka_unit_test(test_zlib_error_texts_same),
        cmocka_unit_test(test_zlib_compress2_and_uncompress_same),
        cmocka_unit_test(test_zlib_uncompress_into_too_little_fails),
        cmocka_unit_test(test_zlib_uncompress_of_garbage_fails),
        cmocka_unit_test(test_zlib_deflate_and_inflate_stream_same),
        cmocka_unit_test(test_zlib_two_streams_and_reset_same),
        cmocka_unit_test(test_zlib_inflate_of_garbage_gives_message),
        cmocka_unit_test(test_zlib_wrong_stream_size_is_refused_by_zlib),
        cmocka_unit_test(test_zlib_gz_file_written_and_read_same),
        cmocka_unit_test(test_zlib_gzopen_of_nothing_gives_null),
        cmocka_unit_test(test_zlib_closed_gz_file_is_stale),
    };
    int i;

    if (argc < 3)
        return 2;
    for (i = 0; i < 2; i++) {
        wchar_t given[MAX_PATH];

        /* A Unix path, when a Linux build names it: \usr\... is on Wine's drive Z. */
        MultiByteToWideChar(CP_ACP, 0, argv[1 + i], -1, given, MAX_PATH);
        if (!GetFullPathNameW(given, MAX_PATH, paths[i], NULL))
            return 2;
    }
    return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
