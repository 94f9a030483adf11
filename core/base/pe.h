/* SPDX-License-Identifier: MIT */
/* Reads a PE file without loading it: bitness, kind, exports, imports. Works on files of any bitness. */
#ifndef CROSSBIT_PE_H
#define CROSSBIT_PE_H

#include <stdbool.h>
#include <stdint.h>
#include <windows.h>
#include <oleauto.h>

struct pe_export {
    const char *name;      /* NULL: by ordinal only */
    const char *forwarder; /* "OTHER.Function" or NULL */
    uint16_t ordinal;
};

/* What a file says for certain of the compiler: a Rich header; ld's version beside a runtime of MinGW's programs. */
enum pe_compiler { PE_COMPILER_UNKNOWN, PE_COMPILER_MSVC, PE_COMPILER_GNU };

struct pe_file {
    uint16_t machine; /* IMAGE_FILE_MACHINE_... */
    bool is_dll;
    bool is_dotnet; /* an assembly: without exports, all of it is for the .NET runtime */
    uint32_t bits;  /* 32, 64; 0 for machines that are neither x86 nor x64 */
    struct pe_export *exports;
    uint32_t export_count;
    const char **imports; /* names of the DLLs that it needs at load time */
    uint32_t import_count;
    enum pe_compiler compiler;
    void *memory; /* owns all names */
};

/*
 * Opens path (absolute) and reads it. Checks every offset against the file's size. On failure
 * CROSSBIT_E_FILE_NOT_FOUND, CROSSBIT_E_NOT_PE or an HRESULT of the system, and *message (SysFreeString) names the file
 * and the reason. A file of another machine or an EXE is no failure here: pe_check_loadable says that.
 */
HRESULT pe_open(const wchar_t *path, struct pe_file *pe, BSTR *message);

/*
 * Where a file's bytes come from. read gives all of size bytes at offset, which lie within the file as size says: S_OK;
 * S_FALSE when it became shorter meanwhile; else an HRESULT, and *message says what failed.
 */
struct pe_source {
    HRESULT (*read)(const struct pe_source *source, uint64_t offset, uint32_t size, void *bytes, BSTR *message);
    uint64_t size; /* of the file */
    void *owner;   /* for read: a handle, or the bytes */
};
/* pe_open for such a source, which is not needed afterwards; path is for messages. */
HRESULT pe_read(const struct pe_source *source, const wchar_t *path, struct pe_file *pe, BSTR *message);
void pe_close(struct pe_file *pe);

/* Is it a DLL of `bits` (0: either)? CROSSBIT_E_NOT_DLL, CROSSBIT_E_MACHINE, CROSSBIT_E_BITNESS with a message. */
HRESULT pe_check_loadable(const struct pe_file *pe, const wchar_t *path, uint32_t bits, BSTR *message);

/* The (at most count) names nearest to name among the exports, best first; returns how many. */
uint32_t pe_nearest_exports(const struct pe_file *pe, const char *name, const char **nearest, uint32_t count);

#endif
