/* SPDX-License-Identifier: MIT */
/*
 * Compresses and restores a file with a zlib1.dll of the other bitness: zlib-demo FILE OUTPUT_FOLDER ZLIB1_DLL
 *
 * It shows the dynamic way to use Crossbit from C: declare the DLL's functions in C, find them, call them. Nothing
 * needs to be registered, and zlib1.dll is the real one, unchanged. See docs/user-guide.md.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossbit.h"

static const char declarations[] =
    "const char * __cdecl zlibVersion(void);"
    "unsigned long __cdecl crc32(unsigned long crc, [in, size_is(n)] const void *data, unsigned int n);"
    "unsigned long __cdecl compressBound(unsigned long size);"
    "int __cdecl compress2([out, size_is(*packed_size)] void *packed, [in, out] unsigned long *packed_size,"
    "    [in, size_is(size)] const void *data, unsigned long size, int level);"
    "int __cdecl uncompress([out, size_is(*size)] void *data, [in, out] unsigned long *size,"
    "    [in, size_is(packed_size)] const void *packed, unsigned long packed_size);"
    "struct gzFile_s;"
    "struct gzFile_s * __cdecl gzopen_w([in, string] const wchar_t *path, [in, string] const char *mode);"
    "int __cdecl gzwrite(struct gzFile_s *file, [in, size_is(n)] const void *data, unsigned int n);"
    "int __cdecl gzclose([release] struct gzFile_s *file);";

static crossbit_library *zlib;

static void fail(const char *what)
{
    char text[1024];

    WideCharToMultiByte(CP_UTF8, 0, crossbit_error_message(), -1, text, sizeof(text), NULL, NULL);
    text[sizeof(text) - 1] = 0;
    fprintf(stderr, "zlib-demo: %s: %s\n", what, text);
    exit(1);
}

static void fail_plainly(const char *what)
{
    fprintf(stderr, "zlib-demo: %s\n", what);
    exit(1);
}

/* Calls a declared function. args[i] points to the value of parameter i. */
static void call(const char *name, void *result, void **args, size_t count)
{
    crossbit_function *function;

    if (FAILED(crossbit_find(zlib, name, &function)) || FAILED(crossbit_invoke(function, result, args, count)))
        fail(name);
}

static double seconds(void)
{
    LARGE_INTEGER now, frequency;

    QueryPerformanceCounter(&now);
    QueryPerformanceFrequency(&frequency);
    return (double)now.QuadPart / (double)frequency.QuadPart;
}

static unsigned char *read_file(const wchar_t *path, unsigned long *size)
{
    FILE *file = _wfopen(path, L"rb");
    unsigned char *data;
    long length;

    if (!file || fseek(file, 0, SEEK_END) || (length = ftell(file)) < 0 || length > 0x20000000)
        fail_plainly("the file cannot be read, or has more than 512 MB");
    rewind(file);
    data = malloc(length ? (size_t)length : 1);
    if (!data || fread(data, 1, (size_t)length, file) != (size_t)length)
        fail_plainly("the file cannot be read");
    fclose(file);
    *size = (unsigned long)length;
    return data;
}

static void write_file(const wchar_t *path, const void *data, unsigned long size)
{
    FILE *file = _wfopen(path, L"wb");

    if (!file || fwrite(data, 1, size, file) != size || fclose(file))
        fail_plainly("the restored file cannot be written");
}

/* Writes the data as a .gz file. The file is opened, written and closed inside the surrogate. */
static double write_gz(const wchar_t *path, const unsigned char *data, unsigned long size)
{
    const char *mode = "wb6";
    void *file = NULL;
    const unsigned char *part;
    unsigned int count;
    unsigned long done;
    int written;
    double start = seconds();

    {
        void *args[] = {&path, &mode};
        call("gzopen_w", &file, args, 2);
    }
    if (!file)
        fail_plainly("gzopen_w failed");
    for (done = 0; done < size; done += count) {
        void *args[] = {&file, &part, &count};
        part = data + done;
        count = size - done < 0x40000 ? size - done : 0x40000;
        call("gzwrite", &written, args, 3);
        if (written != (int)count)
            fail_plainly("gzwrite failed");
    }
    {
        void *args[] = {&file};
        call("gzclose", &written, args, 1);
    }
    if (written)
        fail_plainly("gzclose failed");
    return seconds() - start;
}

int wmain(int argc, wchar_t **argv)
{
    unsigned long size, packed_size, restored_size, crc_before = 0, crc_after = 0, zero = 0;
    unsigned char *data, *packed, *restored;
    wchar_t path[1024];
    crossbit_connection *surrogate;
    double start, compressing, restoring, gz;
    const char *version;
    int level = 6, status;

    if (argc != 4) {
        fputs("usage: zlib-demo FILE OUTPUT_FOLDER ZLIB1_DLL\n", stderr);
        return 2;
    }
    data = read_file(argv[1], &size);
    if (FAILED(crossbit_connect(NULL, &surrogate)))
        fail("connect");
    if (FAILED(crossbit_load(argv[3], NULL, &zlib)))
        fail("load");
    if (FAILED(crossbit_declare(zlib, declarations)))
        fail("declare");
    call("zlibVersion", &version, NULL, 0);
    printf("this program   process %lu, %u-bit\n", GetCurrentProcessId(), (unsigned int)(8 * sizeof(void *)));
    printf("surrogate      process %lu, %lu-bit, holds zlib %s\n", crossbit_process_id(surrogate),
        crossbit_bits(surrogate), version);

    {
        void *args[] = {&size};
        call("compressBound", &packed_size, args, 1);
    }
    packed = malloc(packed_size);
    restored = malloc(size ? size : 1);
    if (!packed || !restored)
        fail_plainly("out of memory");
    start = seconds();
    {
        unsigned long *out_size = &packed_size;
        void *args[] = {&packed, &out_size, &data, &size, &level};
        call("compress2", &status, args, 5);
    }
    compressing = seconds() - start;
    if (status)
        fail_plainly("compress2 failed");
    printf("compressed     %lu to %lu bytes (%.1f %%), %.1f MB/s\n", size, packed_size,
        size ? 100.0 * packed_size / size : 0, size / compressing / 1e6);

    restored_size = size;
    start = seconds();
    {
        unsigned long *out_size = &restored_size;
        void *args[] = {&restored, &out_size, &packed, &packed_size};
        call("uncompress", &status, args, 4);
    }
    restoring = seconds() - start;
    if (status || restored_size != size || memcmp(restored, data, size))
        fail_plainly("the restored bytes differ");
    {
        void *args[] = {&zero, &data, &size};
        call("crc32", &crc_before, args, 3);
    }
    {
        void *args[] = {&zero, &restored, &restored_size};
        call("crc32", &crc_after, args, 3);
    }
    printf("restored       %lu bytes, the same ones: CRC-32 %08lx and %08lx, %.1f MB/s\n", restored_size, crc_before,
        crc_after, size / restoring / 1e6);
    swprintf(path, sizeof(path) / sizeof(*path), L"%ls\\restored", argv[2]);
    write_file(path, restored, restored_size);

    swprintf(path, sizeof(path) / sizeof(*path), L"%ls\\compressed.gz", argv[2]);
    gz = write_gz(path, data, size);
    printf("written        compressed.gz with gzopen_w, gzwrite, gzclose, %.1f MB/s\n", size / gz / 1e6);

    crossbit_unload(zlib);
    crossbit_disconnect(surrogate);
    free(data);
    free(packed);
    free(restored);
    return 0;
}
