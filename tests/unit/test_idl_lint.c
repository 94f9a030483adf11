/* SPDX-License-Identifier: MIT */
/*
 * The lint's refusals, each with its exact place and rule, and IDL that must pass. A host program without CMocka, which
 * the set-up builds for Windows only.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lint.h"

struct lint_case {
    const char *name;
    const char *idl;
    const char *expected; /* "line:column rule" of each refusal, separated by spaces; "" when all is well */
};

#define INTERFACE(body)                                                                                                \
    "[object, uuid(a0249734-ea3d-46b9-af0d-4bd7ab6ea256)]\ninterface IA : IUnknown\n{\n" body "\n}\n"

static const struct lint_case cases[] = {
    /* Text that comes back: S_OK and NULL */
    {"out_string_wchar", INTERFACE("HRESULT A([out, string] wchar_t **text);"), "4:25 string-out"},
    {"out_string_char", INTERFACE("HRESULT A([out, string] char **text);"), "4:25 string-out"},
    {"out_string_const", INTERFACE("HRESULT A([out][string] const wchar_t * *text);"), "4:31 string-out"},
    {"out_lpolestr", INTERFACE("HRESULT A([out] LPOLESTR *text);"), "4:17 string-out"},
    {"out_lpwstr_unnamed", INTERFACE("HRESULT A([out] LPWSTR *);"), "4:17 string-out"},
    {"in_out_lpstr", INTERFACE("HRESULT A([in] long n, [in, out] LPSTR *text);"), "4:34 string-out"},
    {"out_wchar_without_string", INTERFACE("HRESULT A([out] WCHAR **text);"), "4:17 string-out"},
    {"out_string_array", INTERFACE("HRESULT A([out, string] wchar_t *text[4]);"), "4:25 string-out"},
    {"out_string_three_stars", INTERFACE("HRESULT A([out, string, size_is(, n)] wchar_t ***text, [in] long n);"),
        "4:39 string-out"},
    {"out_typedef_of_text", "typedef [string] wchar_t *name_t;\n" INTERFACE("HRESULT A([out] name_t *name);"),
        "5:17 string-out"},
    {"out_typedef_of_pointer_to_text", "typedef LPWSTR *names_t;\n" INTERFACE("HRESULT A([out] names_t names);"),
        "5:17 string-out"},
    {"out_on_a_later_line", INTERFACE("HRESULT A(\n    [in] long n,\n    /* the name */ [out] LPOLESTR *name);"),
        "6:26 string-out"},
    {"in_string", INTERFACE("HRESULT A([in, string] const wchar_t *text, [in] LPCWSTR other);"), ""},
    {"in_string_array", INTERFACE("HRESULT A([in] long n, [in, string, size_is(n)] wchar_t **texts);"), ""},
    {"out_bstr", INTERFACE("HRESULT A([out] BSTR *text, [out, retval] VARIANT *value);"), ""},
    {"out_sized_buffer", INTERFACE("HRESULT A([in] long n, [out, string, size_is(n)] wchar_t *text);"), ""},
    {"out_sized_inside", INTERFACE("HRESULT A([out] ULONG *n, [out, size_is(, *n)] BYTE **bytes);"), ""},
    {"out_sized_inside_characters", INTERFACE("HRESULT A([out] ULONG *n, [out, size_is(, *n)] wchar_t **text);"), ""},
    {"out_struct_with_text", "typedef struct { [string] wchar_t *name; } S;\n" INTERFACE("HRESULT A([out] S *s);"), ""},
    {"out_one_character", INTERFACE("HRESULT A([out] wchar_t *c);"), ""},
    {"out_interface", INTERFACE("HRESULT A([out] IUnknown **object, [in] REFIID iid, [out, iid_is(iid)] void **any);"),
        ""},

    /* Sizes of the process */
    {"handle_ptr", INTERFACE("HRESULT A([in] HANDLE_PTR h);"), "4:16 pointer-sized"},
    {"int_ptr", INTERFACE("HRESULT A([out] INT_PTR *p);"), "4:17 pointer-sized"},
    {"ulong_ptr", INTERFACE("HRESULT A([in] ULONG_PTR p);"), "4:16 pointer-sized"},
    {"size_t", INTERFACE("HRESULT A([in] SIZE_T a, [in] size_t b);"), "4:16 pointer-sized 4:31 pointer-sized"},
    {"int3264", INTERFACE("HRESULT A([in] unsigned __int3264 n);"), "4:25 pointer-sized"},
    {"int3264_unnamed", INTERFACE("HRESULT A([in] unsigned __int3264);"), "4:25 pointer-sized"},
    {"lparam", INTERFACE("HRESULT A([in] LPARAM l, [out] LRESULT *r);"), "4:16 pointer-sized 4:32 pointer-sized"},
    {"pointer_sized_member", "typedef struct S {\n    long n;\n    ULONG_PTR p;\n} S;\n", "3:5 pointer-sized"},
    {"pointer_sized_typedef", "typedef DWORD_PTR token_t;\n", "1:9 pointer-sized"},
    {"pointer_sized_union", "typedef union U switch (long t) u { case 1: SIZE_T n; default: ; } U;\n",
        "1:45 pointer-sized"},
    {"pointer_sized_union_case_attribute",
        "typedef [switch_type(long)] union { [case(1, 2)] INT_PTR p; [default] long n; } U;", "1:50 pointer-sized"},
    {"pointer_sized_in_safearray", INTERFACE("HRESULT A([in] SAFEARRAY(INT_PTR) a);"),
        "4:16 safearray 4:26 pointer-sized"},
    {"pointer_sized_macro", "#define TOKEN ULONG_PTR\n", "1:15 pointer-sized"},
    {"pointer_sized_result", INTERFACE("UINT_PTR A([in] long n);"), "4:1 pointer-sized"},
    {"hyper", INTERFACE("HRESULT A([in] hyper h, [in] INT64 i, [in] unsigned long long n, [in] unsigned hyper m);"),
        ""},
    {"constant", "const INT_PTR none = 0;\n", ""},
    {"name_that_begins_alike", INTERFACE("HRESULT A([in] long SIZE_T_like, [in] long handle);"), ""},

    /* Arrays of Automation */
    {"safearray", INTERFACE("HRESULT A([in] BSTR s, [in] SAFEARRAY(VARIANT) args);"), "4:29 safearray"},
    {"safearray_out", INTERFACE("HRESULT A([out, retval] SAFEARRAY(BYTE) *bytes);"), "4:25 safearray"},
    {"safearray_in_dispinterface",
        "dispinterface D { properties: methods: [id(1)] void A([in] SAFEARRAY(VARIANT) args); }", ""},

    /* Handles */
    {"handle", INTERFACE("HRESULT A([in] HANDLE file);"), "4:16 handle"},
    {"hwnd", INTERFACE("HRESULT A([in] long n, [in] HWND window, [out] HBITMAP *bitmap);"), "4:29 handle 4:48 handle"},
    {"handle_member", "struct S { HDC dc; };\n", "1:12 handle"},
    {"handle_nested_member", "typedef struct { struct { long a; HKEY key; } inner; } S;\n", "1:35 handle"},

    /* Packing */
    {"pragma_pack", "#pragma pack(push, 1)\ntypedef struct { char c; long n; } S;\n  # pragma pack(pop)\n",
        "1:1 pack 3:3 pack"},
    {"pragma_pack_continued", "#pragma \\\n  pack(1)\n", "1:1 pack"},
    {"pragma_pack_quoted", "cpp_quote(\"#pragma pack(1)\")\n", "1:11 pack"},
    {"pragma_pack_inside", INTERFACE("HRESULT A([in] long n,\n#pragma pack(1)\n[in] long m);"), "5:1 pack"},
    {"pragma_other", "#pragma once\n#include \"a.h\"\ncpp_quote(\"#pragma once\")\n", ""},

    /* Enums */
    {"enum", "typedef enum E { A, B } E;\n", "1:9 enum"},
    {"enum_without_typedef", "enum E { A, B };\n", "1:1 enum"},
    {"enum_in_struct", "typedef struct S { enum { A, B } kind; } S;\n", "1:20 enum"},
    {"enum_with_other_attribute", "typedef [helpstring(\"v1_enum\")] enum { A } E;\n", "1:33 enum"},
    {"enum_in_local_interface", "[local]\ninterface IA\n{\n    typedef enum { A } E;\n}\n", "4:13 enum"},
    {"v1_enum", "typedef [v1_enum] enum E { A = 1, B = (1 << 4) } E;\n[v1_enum] enum F { C };\n", ""},
    {"v1_enum_with_more", "[v1_enum, helpstring(\"an enum { x }\")]\ntypedef enum E { A } E;\n", ""},
    {"enum_use", "typedef [v1_enum] enum E { A } E;\n" INTERFACE("HRESULT A([in] enum E e, [out] enum E *f);"), ""},

    /* What rpcrt4 lacks */
    {"pipe", "typedef pipe long numbers;\n", "1:9 pipe"},
    {"pipe_parameter", INTERFACE("HRESULT A([in] pipe char text);"), "4:16 pipe"},
    {"async", INTERFACE("[async] HRESULT A([in] long n);"), "4:2 async"},
    {"async_uuid", "[object, async_uuid(8455d825-7049-4945-9045-2ea32b11a27f)]\ninterface IA : IUnknown { }\n",
        "1:10 async"},
    {"two_dimensions", INTERFACE("HRESULT A([in] long n, [in, size_is(n, 4)] long **rows);"), "4:29 dimensions"},
    {"two_dimensions_length", INTERFACE("HRESULT A([in] long n, [in, size_is(n), length_is(n, n)] long **rows);"),
        "4:41 dimensions"},
    {"two_open_brackets", INTERFACE("HRESULT A([in] long n, [in] long rows[][*]);"), "4:40 dimensions"},
    {"size_expression_with_comma_inside", INTERFACE("HRESULT A([in, size_is((n > 1 ? n : 1))] long *a, [in] long n);"),
        ""},
    {"fixed_dimensions", INTERFACE("HRESULT A([in] long rows[3][4], [in, size_is(n)] long more[][4], [in] long n);"),
        ""},

    /* [local] does not cross; its neighbours do */
    {"local_method", INTERFACE("[local] HRESULT A([in] HANDLE h, [out] LPOLESTR *s);\nHRESULT B([in] HANDLE h);"),
        "5:16 handle"},
    {"local_interface",
        "[local, object]\ninterface IA : IUnknown { HRESULT A([in] HANDLE h); }\ninterface IB { HRESULT B([in] SIZE_T "
        "n); }\n",
        "3:31 pointer-sized"},

    /* Comments, text and line ends */
    {"comments",
        "/* HANDLE enum { */ // typedef pipe long x;\n" INTERFACE("HRESULT A([in /* out */] LPOLESTR s); // HWND"), ""},
    {"text", "cpp_quote(\"typedef HANDLE x; enum {\")\n[helpstring(\"[out] LPOLESTR *\")]\n" INTERFACE("HRESULT A();"),
        ""},
    {"unicode_before", INTERFACE("/* \xc3\xbc\xe2\x82\xac */ HRESULT A([in] HANDLE h);"), "4:25 handle"},
    {"windows_line_ends", "typedef long a;\r\ntypedef HANDLE b;\r\n", "2:9 handle"},
    {"tab_is_one_column", "\ttypedef\tHANDLE b;\n", "1:10 handle"},
    {"byte_order_mark", "\xef\xbb\xbftypedef HANDLE b;\n", "1:9 handle"},
    {"library",
        "[uuid(66d729ba-395a-4e1b-b4c7-712634cdb107)]\nlibrary L\n{\nimportlib(\"stdole2.tlb\");\n"
        "coclass C { [default] interface IA; }\ninterface IB : IUnknown { HRESULT A([in] HWND w); }\n}\n",
        "6:42 handle"},
    {"after_forward_declaration",
        "interface IB;\nimport \"oaidl.idl\", \"ocidl.idl\";\n" INTERFACE("HRESULT A([in] HKEY k);"), "6:16 handle"},
    {"unfinished", "interface IA { HRESULT A([in", ""},
    {"empty", "", ""},
};

/* More nested than the stack would bear without a limit. */
static int check_deep_nesting(void)
{
    static const char *const openings[] = {"struct { ", "interface I { "};
    size_t i, j, count = 200000, length;
    int failed = 0;

    for (i = 0; i < 2; i++) {
        char *text = malloc(count * strlen(openings[i]) + 1);
        FILE *file = tmpfile();

        if (!text || !file)
            abort();
        length = strlen(openings[i]);
        for (j = 0; j < count; j++)
            memcpy(text + j * length, openings[i], length);
        failed += lint_run("case.idl", text, count * length, file) != 1;
        fclose(file);
        free(text);
    }
    return failed;
}

/* "line:column rule" of each line that the lint wrote. */
static void shorten(FILE *file, char *text, size_t capacity)
{
    char line[1024], *place, *rule;

    text[0] = 0;
    rewind(file);
    while (fgets(line, sizeof(line), file)) {
        place = strstr(line, "case.idl:");
        rule = strrchr(line, '[');
        if (!place || !rule || !strstr(line, ": error: ")) {
            strncat(text, line, capacity - strlen(text) - 1);
            continue;
        }
        place += strlen("case.idl:");
        *strstr(place, ": error") = 0;
        rule++;
        rule[strcspn(rule, "]")] = 0;
        snprintf(text + strlen(text), capacity - strlen(text), "%s%s %s", text[0] ? " " : "", place, rule);
    }
}

int main(void)
{
    size_t i, failed = 0;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        FILE *file = tmpfile();
        char actual[4096];

        if (!file) {
            perror("tmpfile");
            return 2;
        }
        lint_run("case.idl", cases[i].idl, strlen(cases[i].idl), file);
        shorten(file, actual, sizeof(actual));
        fclose(file);
        if (strcmp(actual, cases[i].expected) != 0) {
            printf("FAILED %s: expected \"%s\", got \"%s\"\n", cases[i].name, cases[i].expected, actual);
            failed++;
        }
    }
    if (check_deep_nesting()) {
        printf("FAILED deep_nesting\n");
        failed++;
    }
    printf("%zu cases, %zu failed\n", i + 1, failed);
    return failed != 0;
}
