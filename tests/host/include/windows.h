/* SPDX-License-Identifier: MIT */
/*
 * What the portable part of core/ (core/portable.cmake) and its unit tests use of Windows, for the host's compiler:
 * nothing else. Types have the widths that they have on 64-bit Windows; wchar_t has 16 bits (-fshort-wchar), so that
 * the C library's functions for wide text, which believe in 32, are replaced, and `l` in a format means 32 bits. Source
 * of the values: the Windows SDK's headers of the same name.
 */
#ifndef CROSSBIT_HOST_WINDOWS_H
#define CROSSBIT_HOST_WINDOWS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/types.h>
#include <wchar.h>

_Static_assert(sizeof(wchar_t) == 2 && sizeof(void *) == 8, "compile with -fshort-wchar, for a 64-bit machine");

#define CROSSBIT_BITS 64

typedef int32_t BOOL, INT, INT32, LONG, LONG32, HRESULT;
typedef uint32_t UINT, UINT32, DWORD, DWORD32, ULONG, ULONG32, COLORREF, LCID, ACCESS_MASK;
typedef int64_t LONGLONG, INT64, LONG64, LONG_PTR, INT_PTR, SSIZE_T, LPARAM, LRESULT;
typedef uint64_t ULONGLONG, UINT64, DWORD64, ULONG64, ULONG_PTR, UINT_PTR, DWORD_PTR, SIZE_T, WPARAM;
typedef uint16_t WORD, USHORT, UINT16, ATOM, LANGID;
typedef int16_t SHORT, INT16;
typedef uint8_t BYTE, UCHAR, UINT8, BOOLEAN;
typedef int8_t INT8;
typedef char CHAR;
typedef wchar_t WCHAR, OLECHAR;
typedef float FLOAT;
typedef double DOUBLE;
typedef void *HANDLE;
typedef struct HWND__ *HWND;
typedef struct HINSTANCE__ *HMODULE;
#define __int8 char
#define __int16 short
#define __int32 int
#define __int64 long long
#define __int3264 long long

#define ARRAYSIZE(array) (sizeof(array) / sizeof((array)[0]))
#define CONTAINING_RECORD(address, type, field) ((type *)((char *)(address)-offsetof(type, field)))
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define _strnicmp strncasecmp
#define _stricmp strcasecmp

#include <winerror.h>

ULONGLONG GetTickCount64(void);
DWORD GetCurrentProcessId(void);

#define CP_UTF8 65001
/* From UTF-8 alone, of a length that is given; a byte that is none of it becomes U+FFFD. 0 for no bytes, or too little
 * room. */
int MultiByteToWideChar(UINT code_page, DWORD flags, const char *text, int length, wchar_t *wide, int size);

#define FORMAT_MESSAGE_IGNORE_INSERTS 0x200
#define FORMAT_MESSAGE_FROM_SYSTEM 0x1000
/* 0: there is no such system. */
DWORD FormatMessageW(
    DWORD flags, const void *source, DWORD id, DWORD language, wchar_t *text, DWORD size, va_list *arguments);

/* The C library's, for 16 bits. */
#define wcslen host_wcslen
#define wcscmp host_wcscmp
#define wcsncmp host_wcsncmp
#define wcscpy host_wcscpy
#define wcsstr host_wcsstr
#define swprintf host_swprintf
size_t wcslen(const wchar_t *text);
int wcscmp(const wchar_t *left, const wchar_t *right);
int wcsncmp(const wchar_t *left, const wchar_t *right, size_t count);
wchar_t *wcscpy(wchar_t *to, const wchar_t *from);
wchar_t *wcsstr(const wchar_t *text, const wchar_t *part);
int swprintf(wchar_t *text, size_t size, const wchar_t *format, ...);
/* msvcrt's: no terminating zero when the text has size characters or more, and -1 when more. */
int _snwprintf(wchar_t *text, size_t size, const wchar_t *format, ...);
int _vsnwprintf(wchar_t *text, size_t size, const wchar_t *format, va_list args);
int _vscwprintf(const wchar_t *format, va_list args);

/* PE files (winnt.h) */
#define IMAGE_OS2_SIGNATURE 0x454e
#define IMAGE_NT_SIGNATURE 0x4550
#define IMAGE_FILE_MACHINE_I386 0x014c
#define IMAGE_FILE_MACHINE_ARM 0x01c0
#define IMAGE_FILE_MACHINE_THUMB 0x01c2
#define IMAGE_FILE_MACHINE_IA64 0x0200
#define IMAGE_FILE_MACHINE_AMD64 0x8664
#define IMAGE_FILE_DLL 0x2000
#define IMAGE_NT_OPTIONAL_HDR32_MAGIC 0x10b
#define IMAGE_NT_OPTIONAL_HDR64_MAGIC 0x20b
#define IMAGE_DIRECTORY_ENTRY_EXPORT 0
#define IMAGE_DIRECTORY_ENTRY_IMPORT 1
#define IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR 14
#define IMAGE_NUMBEROF_DIRECTORY_ENTRIES 16
#define IMAGE_FIRST_SECTION(nt)                                                                                        \
    ((IMAGE_SECTION_HEADER *)((char *)&(nt)->OptionalHeader + (nt)->FileHeader.SizeOfOptionalHeader))

typedef struct {
    WORD e_magic, e_cblp, e_cp, e_crlc, e_cparhdr, e_minalloc, e_maxalloc, e_ss, e_sp, e_csum, e_ip, e_cs, e_lfarlc;
    WORD e_ovno, e_res[4], e_oemid, e_oeminfo, e_res2[10];
    LONG e_lfanew;
} IMAGE_DOS_HEADER;
typedef struct {
    WORD Machine, NumberOfSections;
    DWORD TimeDateStamp, PointerToSymbolTable, NumberOfSymbols;
    WORD SizeOfOptionalHeader, Characteristics;
} IMAGE_FILE_HEADER;
typedef struct {
    DWORD VirtualAddress, Size;
} IMAGE_DATA_DIRECTORY;
typedef struct {
    WORD Magic;
    BYTE MajorLinkerVersion, MinorLinkerVersion;
    DWORD SizeOfCode, SizeOfInitializedData, SizeOfUninitializedData, AddressOfEntryPoint, BaseOfCode, BaseOfData;
    DWORD ImageBase, SectionAlignment, FileAlignment;
    WORD MajorOperatingSystemVersion, MinorOperatingSystemVersion, MajorImageVersion, MinorImageVersion;
    WORD MajorSubsystemVersion, MinorSubsystemVersion;
    DWORD Win32VersionValue, SizeOfImage, SizeOfHeaders, CheckSum;
    WORD Subsystem, DllCharacteristics;
    DWORD SizeOfStackReserve, SizeOfStackCommit, SizeOfHeapReserve, SizeOfHeapCommit, LoaderFlags, NumberOfRvaAndSizes;
    IMAGE_DATA_DIRECTORY DataDirectory[IMAGE_NUMBEROF_DIRECTORY_ENTRIES];
} IMAGE_OPTIONAL_HEADER32;
typedef struct {
    WORD Magic;
    BYTE MajorLinkerVersion, MinorLinkerVersion;
    DWORD SizeOfCode, SizeOfInitializedData, SizeOfUninitializedData, AddressOfEntryPoint, BaseOfCode;
    ULONGLONG ImageBase;
    DWORD SectionAlignment, FileAlignment;
    WORD MajorOperatingSystemVersion, MinorOperatingSystemVersion, MajorImageVersion, MinorImageVersion;
    WORD MajorSubsystemVersion, MinorSubsystemVersion;
    DWORD Win32VersionValue, SizeOfImage, SizeOfHeaders, CheckSum;
    WORD Subsystem, DllCharacteristics;
    ULONGLONG SizeOfStackReserve, SizeOfStackCommit, SizeOfHeapReserve, SizeOfHeapCommit;
    DWORD LoaderFlags, NumberOfRvaAndSizes;
    IMAGE_DATA_DIRECTORY DataDirectory[IMAGE_NUMBEROF_DIRECTORY_ENTRIES];
} IMAGE_OPTIONAL_HEADER64;
typedef struct {
    DWORD Signature;
    IMAGE_FILE_HEADER FileHeader;
    IMAGE_OPTIONAL_HEADER32 OptionalHeader;
} IMAGE_NT_HEADERS32;
typedef struct {
    BYTE Name[8];
    union {
        DWORD PhysicalAddress, VirtualSize;
    } Misc;
    DWORD VirtualAddress, SizeOfRawData, PointerToRawData, PointerToRelocations, PointerToLinenumbers;
    WORD NumberOfRelocations, NumberOfLinenumbers;
    DWORD Characteristics;
} IMAGE_SECTION_HEADER;
typedef struct {
    DWORD Characteristics, TimeDateStamp;
    WORD MajorVersion, MinorVersion;
    DWORD Name, Base, NumberOfFunctions, NumberOfNames, AddressOfFunctions, AddressOfNames, AddressOfNameOrdinals;
} IMAGE_EXPORT_DIRECTORY;
typedef struct {
    DWORD OriginalFirstThunk, TimeDateStamp, ForwarderChain, Name, FirstThunk;
} IMAGE_IMPORT_DESCRIPTOR;
_Static_assert(sizeof(IMAGE_DOS_HEADER) == 64 && sizeof(IMAGE_FILE_HEADER) == 20 &&
                   sizeof(IMAGE_SECTION_HEADER) == 40 && sizeof(IMAGE_OPTIONAL_HEADER32) == 224 &&
                   sizeof(IMAGE_OPTIONAL_HEADER64) == 240 && sizeof(IMAGE_EXPORT_DIRECTORY) == 40 &&
                   sizeof(IMAGE_IMPORT_DESCRIPTOR) == 20,
    "sizes of the file format");

#endif
