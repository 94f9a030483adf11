/* SPDX-License-Identifier: MIT */
/*
 * Annotations for all of zlib 1.2.13's exports. `crossbit-gen --library zlib1.dll --annotations zlib.crossbit.h` makes
 * the drop-in. docs/annotations.md explains each word.
 */
#ifndef ZLIB_CROSSBIT_H
#define ZLIB_CROSSBIT_H

#include <zlib.h>
#include <stdarg.h>
#include <crossbit/annotate.h>

CROSSBIT_LIBRARY("zlib1.dll");

/* --- Types ---------------------------------------------------------------------------------------------------- */

/* An allocator of the program's gives memory that the DLL cannot reach: the surrogate gives it memory of its own and
 * asks the program each time, so that a program which counts or limits memory sees the same numbers as in-process. */
typedef CROSSBIT_ALLOCATES((unsigned long long)items *size)
    voidpf (*alloc_func)(CROSSBIT_USER voidpf opaque, uInt items, uInt size);
typedef void (*free_func)(CROSSBIT_USER voidpf opaque, CROSSBIT_RELEASES voidpf address);
typedef unsigned (*in_func)(CROSSBIT_USER void *desc, _Outptr_result_bytebuffer_(return ) z_const unsigned char **buf);
typedef int (*out_func)(CROSSBIT_USER void *desc, _In_reads_bytes_opt_(len) unsigned char *buf, unsigned len);

/* zlib checks that a stream is where it was when it was opened. */
CROSSBIT_MIRROR(z_stream)
{
    _Field_size_bytes_(avail_in) CROSSBIT_CURSOR_IN z_const Bytef *next_in;
    uInt avail_in;
    uLong total_in;
    _Field_size_bytes_(avail_out) CROSSBIT_CURSOR_OUT Bytef *next_out;
    uInt avail_out;
    uLong total_out;
    _Field_z_ CROSSBIT_STATIC CROSSBIT_OUTPUT z_const char *msg;
    CROSSBIT_HIDDEN struct internal_state FAR *state;
    CROSSBIT_UNTIL_REPLACED CROSSBIT_AT_OPEN alloc_func zalloc;
    CROSSBIT_UNTIL_REPLACED CROSSBIT_AT_OPEN free_func zfree;
    CROSSBIT_USER CROSSBIT_AT_OPEN voidpf opaque;
    int data_type;
    uLong adler;
    uLong reserved;
};
#define ZLIB_OPENS _Inout_ CROSSBIT_OPENS CROSSBIT_MEMBERS(zalloc, zfree, opaque)
/* Functions that neither read input nor write output. */
#define ZLIB_STATE _Inout_ CROSSBIT_MEMBERS(state)

/*
 * deflate reads a header: strings and a field of extra_len bytes; inflate fills one: buffers of the sizes that end in
 * max.
 */
CROSSBIT_STRUCT_AS(gz_header, written)
{
    int text;
    uLong time;
    int xflags;
    int os;
    _Field_size_bytes_(extra_len) Bytef *extra;
    uInt extra_len;
    uInt extra_max;
    _Field_z_ Bytef *name;
    uInt name_max;
    _Field_z_ Bytef *comment;
    uInt comm_max;
    int hcrc;
    int done;
};
CROSSBIT_STRUCT_AS(gz_header, read)
{
    int text;
    uLong time;
    int xflags;
    int os;
    _Field_size_bytes_(extra_max) Bytef *extra;
    uInt extra_len;
    uInt extra_max;
    _Field_size_bytes_(name_max) Bytef *name;
    uInt name_max;
    _Field_size_bytes_(comm_max) Bytef *comment;
    uInt comm_max;
    int hcrc;
    int done;
};

/* gzgetc is a macro that looks into the struct behind a gzFile. */
CROSSBIT_VISIBLE_HANDLE(gzFile);

/* --- Streams -------------------------------------------------------------------------------------------------- */

#define ZLIB_STREAM CROSSBIT_FAILS(Z_STREAM_ERROR)
_Ret_z_ CROSSBIT_STATIC const char *zlibVersion(void);
ZLIB_STREAM int deflateInit_(
    ZLIB_OPENS z_streamp strm, int level, _In_opt_z_ const char *version, CROSSBIT_SIZEOF(z_stream) int stream_size);
ZLIB_STREAM int deflateInit2_(ZLIB_OPENS z_streamp strm, int level, int method, int windowBits, int memLevel,
    int strategy, _In_opt_z_ const char *version, CROSSBIT_SIZEOF(z_stream) int stream_size);
ZLIB_STREAM int deflate(_Inout_ z_streamp strm, int flush);
ZLIB_STREAM int deflateEnd(ZLIB_STATE CROSSBIT_CLOSES z_streamp strm);
ZLIB_STREAM int deflateSetDictionary(
    ZLIB_STATE z_streamp strm, _In_reads_bytes_opt_(dictLength) const Bytef *dictionary, uInt dictLength);
ZLIB_STREAM int deflateGetDictionary(ZLIB_STATE z_streamp strm,
    _Out_writes_bytes_to_opt_(32768, dictLength ? *dictLength : 32768) Bytef *dictionary, _Out_opt_ uInt *dictLength);
ZLIB_STREAM int deflateCopy(_Inout_ CROSSBIT_OPENS CROSSBIT_MEMBERS() z_streamp dest, _Inout_ z_streamp source);
ZLIB_STREAM int deflateReset(ZLIB_STATE z_streamp strm);
ZLIB_STREAM int deflateResetKeep(ZLIB_STATE z_streamp strm);
ZLIB_STREAM int deflateParams(_Inout_ z_streamp strm, int level, int strategy);
ZLIB_STREAM int deflateTune(ZLIB_STATE z_streamp strm, int good_length, int max_lazy, int nice_length, int max_chain);
uLong deflateBound(ZLIB_STATE z_streamp strm, uLong sourceLen);
ZLIB_STREAM int deflatePending(ZLIB_STATE z_streamp strm, _Out_opt_ unsigned *pending, _Out_opt_ int *bits);
ZLIB_STREAM int deflatePrime(ZLIB_STATE z_streamp strm, int bits, int value);
ZLIB_STREAM int deflateSetHeader(
    ZLIB_STATE z_streamp strm, _In_opt_ CROSSBIT_KEPT(strm) CROSSBIT_AS(written) gz_headerp head);

ZLIB_STREAM int inflateInit_(
    ZLIB_OPENS z_streamp strm, _In_opt_z_ const char *version, CROSSBIT_SIZEOF(z_stream) int stream_size);
ZLIB_STREAM int inflateInit2_(ZLIB_OPENS z_streamp strm, int windowBits, _In_opt_z_ const char *version,
    CROSSBIT_SIZEOF(z_stream) int stream_size);
ZLIB_STREAM int inflate(_Inout_ z_streamp strm, int flush);
ZLIB_STREAM int inflateEnd(ZLIB_STATE CROSSBIT_CLOSES z_streamp strm);
ZLIB_STREAM int inflateSetDictionary(
    ZLIB_STATE z_streamp strm, _In_reads_bytes_opt_(dictLength) const Bytef *dictionary, uInt dictLength);
ZLIB_STREAM int inflateGetDictionary(ZLIB_STATE z_streamp strm,
    _Out_writes_bytes_to_opt_(32768, dictLength ? *dictLength : 32768) Bytef *dictionary, _Out_opt_ uInt *dictLength);
ZLIB_STREAM int inflateSync(_Inout_ z_streamp strm);
ZLIB_STREAM int inflateSyncPoint(ZLIB_STATE z_streamp strm);
ZLIB_STREAM int inflateCopy(_Inout_ CROSSBIT_OPENS CROSSBIT_MEMBERS() z_streamp dest, _Inout_ z_streamp source);
ZLIB_STREAM int inflateReset(ZLIB_STATE z_streamp strm);
ZLIB_STREAM int inflateReset2(ZLIB_STATE z_streamp strm, int windowBits);
ZLIB_STREAM int inflateResetKeep(ZLIB_STATE z_streamp strm);
ZLIB_STREAM int inflatePrime(ZLIB_STATE z_streamp strm, int bits, int value);
CROSSBIT_FAILS(-65536) long inflateMark(ZLIB_STATE z_streamp strm);
ZLIB_STREAM int inflateGetHeader(
    ZLIB_STATE z_streamp strm, _Inout_opt_ CROSSBIT_KEPT(strm) CROSSBIT_AS(read) gz_headerp head);
ZLIB_STREAM int inflateUndermine(ZLIB_STATE z_streamp strm, int subvert);
ZLIB_STREAM int inflateValidate(ZLIB_STATE z_streamp strm, int check);
unsigned long inflateCodesUsed(ZLIB_STATE z_streamp strm);

/* The window is work memory: what the program needs of it comes through the out function. */
ZLIB_STREAM int inflateBackInit_(ZLIB_OPENS z_streamp strm, int windowBits,
    CROSSBIT_WORKSPACE(1u << (windowBits & 15)) CROSSBIT_KEPT(strm) unsigned char *window,
    _In_opt_z_ const char *version, CROSSBIT_SIZEOF(z_stream) int stream_size);
ZLIB_STREAM int inflateBack(_Inout_ z_streamp strm, CROSSBIT_DURING_CALL in_func in, CROSSBIT_USER void *in_desc,
    CROSSBIT_DURING_CALL out_func out, CROSSBIT_USER void *out_desc);
ZLIB_STREAM int inflateBackEnd(ZLIB_STATE CROSSBIT_CLOSES z_streamp strm);

/* --- One call ------------------------------------------------------------------------------------------------- */

ZLIB_STREAM int compress(_Out_writes_bytes_to_(*destLen, *destLen) Bytef *dest, _Inout_ uLongf *destLen,
    _In_reads_bytes_opt_(sourceLen) const Bytef *source, uLong sourceLen);
ZLIB_STREAM int compress2(_Out_writes_bytes_to_(*destLen, *destLen) Bytef *dest, _Inout_ uLongf *destLen,
    _In_reads_bytes_opt_(sourceLen) const Bytef *source, uLong sourceLen, int level);
ZLIB_STREAM int uncompress(_Out_writes_bytes_to_(*destLen, *destLen) Bytef *dest, _Inout_ uLongf *destLen,
    _In_reads_bytes_opt_(sourceLen) const Bytef *source, uLong sourceLen);
ZLIB_STREAM int uncompress2(_Out_writes_bytes_to_(*destLen, *destLen) Bytef *dest, _Inout_ uLongf *destLen,
    _In_reads_bytes_opt_(*sourceLen) const Bytef *source, _Inout_ uLong *sourceLen);

/* --- Files ---------------------------------------------------------------------------------------------------- */

#define ZLIB_FILE CROSSBIT_FAILS(-1)
CROSSBIT_FAILS(NULL) gzFile gzopen(_In_z_ CROSSBIT_PATH const char *path, _In_opt_z_ const char *mode);
CROSSBIT_FAILS(NULL) gzFile gzopen_w(_In_z_ CROSSBIT_PATH const wchar_t *path, _In_opt_z_ const char *mode);
CROSSBIT_FAILS(NULL) gzFile gzopen64(_In_z_ CROSSBIT_PATH const char *path, _In_opt_z_ const char *mode);
_Success_(return != NULL) CROSSBIT_FAILS(NULL) gzFile gzdopen(CROSSBIT_CRT_FD int fd, _In_opt_z_ const char *mode);
ZLIB_FILE int gzbuffer(gzFile file, unsigned size);
ZLIB_FILE int gzsetparams(gzFile file, int level, int strategy);
ZLIB_FILE int gzread(gzFile file, _Out_writes_bytes_to_(len, return ) voidp buf, unsigned len);
CROSSBIT_FAILS(0)
z_size_t gzfread(
    _Out_writes_bytes_to_(size *nitems, return *size) voidp buf, z_size_t size, z_size_t nitems, gzFile file);
CROSSBIT_FAILS(0) int gzwrite(gzFile file, _In_reads_bytes_opt_(len) voidpc buf, unsigned len);
CROSSBIT_FAILS(0)
z_size_t gzfwrite(_In_reads_bytes_opt_(size *nitems) voidpc buf, z_size_t size, z_size_t nitems, gzFile file);
ZLIB_FILE int gzputs(gzFile file, _In_opt_z_ const char *s);
_Success_(return != NULL) CROSSBIT_RESULT_IS(buf)
    CROSSBIT_FAILS(NULL) char *gzgets(gzFile file, _Out_writes_z_(len) char *buf, int len);
ZLIB_FILE int gzputc(gzFile file, int c);
ZLIB_FILE int(gzgetc)(gzFile file); /* also a macro */
ZLIB_FILE int gzgetc_(gzFile file);
ZLIB_FILE int gzungetc(int c, gzFile file);
ZLIB_FILE int gzflush(gzFile file, int flush);
ZLIB_FILE z_off_t gzseek(gzFile file, z_off_t offset, int whence);
ZLIB_FILE z_off_t gztell(gzFile file);
ZLIB_FILE z_off_t gzoffset(gzFile file);
ZLIB_FILE z_off64_t gzseek64(gzFile file, z_off64_t offset, int whence);
ZLIB_FILE z_off64_t gztell64(gzFile file);
ZLIB_FILE z_off64_t gzoffset64(gzFile file);
ZLIB_FILE int gzrewind(gzFile file);
CROSSBIT_FAILS(0) int gzeof(gzFile file);
CROSSBIT_FAILS(0) int gzdirect(gzFile file);
_Success_(return != Z_STREAM_ERROR) ZLIB_STREAM int gzclose(CROSSBIT_CLOSES gzFile file);
_Success_(return != Z_STREAM_ERROR) ZLIB_STREAM int gzclose_r(CROSSBIT_CLOSES gzFile file);
_Success_(return != Z_STREAM_ERROR) ZLIB_STREAM int gzclose_w(CROSSBIT_CLOSES gzFile file);
_Ret_z_ CROSSBIT_STATIC CROSSBIT_FAILS(NULL) const char *gzerror(gzFile file, _Out_opt_ int *errnum);
void gzclearerr(gzFile file);

/* Variable arguments: the text is made on the program's side (client.c), the DLL writes it (binding.c). */
CROSSBIT_CLIENT_CODE int gzprintf(gzFile file, const char *format, ...);
CROSSBIT_CLIENT_CODE int gzvprintf(gzFile file, const char *format, va_list va);
CROSSBIT_HELPER CROSSBIT_FAILS(Z_STREAM_ERROR)
int gzprintf_text(gzFile file, _In_z_ const char *text);

/* --- Checksums ------------------------------------------------------------------------------------------------- */

uLong adler32(uLong adler, _In_reads_bytes_opt_(len) const Bytef *buf, uInt len);
uLong adler32_z(uLong adler, _In_reads_bytes_opt_(len) const Bytef *buf, z_size_t len);
uLong crc32(uLong crc, _In_reads_bytes_opt_(len) const Bytef *buf, uInt len);
uLong crc32_z(uLong crc, _In_reads_bytes_opt_(len) const Bytef *buf, z_size_t len);
uLong adler32_combine64(uLong adler1, uLong adler2, z_off64_t len2);
uLong crc32_combine64(uLong crc1, uLong crc2, z_off64_t len2);
uLong crc32_combine_gen64(z_off64_t len2);
_Ret_z_ CROSSBIT_STATIC const char *zError(int error);
_Ret_writes_(256) CROSSBIT_STATIC const z_crc_t FAR *get_crc_table(void);

#endif
