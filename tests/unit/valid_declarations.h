/* SPDX-License-Identifier: MIT */
/* Declarations for fuzzers to damage, and the words to damage them with. */
#ifndef CROSSBIT_VALID_DECLARATIONS_H
#define CROSSBIT_VALID_DECLARATIONS_H

static const char *const valid_declarations[] = {
    "unsigned long __cdecl crc32(unsigned long crc, [in, size_is(len)] const void *buf, unsigned int len);",
    "typedef struct point { int x, y; } point; [entry(\"_Add@8\")] point __stdcall Add(point a, const point *b);",
    "[size_is(256)] const unsigned long *get_table(void); [entry(5)] int by_ordinal(int);",
    "int printf([in] const char *format, ...); void qsort([in, out, size_is(n)] int *base, size_t n, size_t size,\n"
    "    int (__cdecl *compare)([in] const int *a, [in] const int *b));",
    "#pragma pack(push, 1)\nstruct packed { char a; double b[3]; union { int i; float f; } u; };\n#pragma pack(pop)\n"
    "enum color { RED, GREEN = 5, BLUE = GREEN * 2 + (1 << 0 ? 1 : 0) };",
    "enum color { RED, GREEN = 5, BLUE = -GREEN * 2 }; int f([in, out, size_is(BLUE + *n / sizeof(long[2]))] double "
    "*a, "
    "[in, out] int *n);",
    "struct z; typedef struct z *zp; int open([out] zp *z, const wchar_t *name /* wide */); // end\n int "
    "close([release] zp z);",
    "struct s { unsigned n; [in, out, size_is(n)] unsigned char *data; [handle] void *state; int (*cb)(struct q *, "
    "int); };"
    "void walk([in, out, keep] struct s *s, [out, string, size_is(#3)] char *text, unsigned length);",
    "BOOL CALLBACK Enum([keep] BOOL (CALLBACK *each)(HWND window, LPARAM extra), LPARAM extra); HANDLE WINAPI "
    "open(LPCWSTR);",
    "[string, utf8] char *text([in, size_is(n)] const char *const *lines, int n, [out, size_is(, *m)] BYTE **d, [out] "
    "int *m);",
};

static const char *const declaration_words[] = {"(", ")", "[", "]", "{", "}", "*", ",", ";", "...", "#", "+", "-", "/",
    "int", "char", "const", "struct", "union", "enum", "typedef", "void", "unsigned", "long", "in", "out", "size_is",
    "length_is", "handle", "string", "keep", "entry", "sizeof", "__stdcall", "0", "1", "4294967296",
    "0x7fffffffffffffff", "\"", "/*", "//", "\n", "point", "s", "n", "x", "DWORD", "size_t", "HWND", "*p", "[3]",
    "[in]", "pragma pack(push,2)", "\xc3\xa4", "\xff", "9999", "#1", "struct s", "double", "((((((((", "[1][2][3]",
    "*********"};

#endif
