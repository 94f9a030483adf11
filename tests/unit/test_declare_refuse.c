/* SPDX-License-Identifier: MIT */
/* What the parser refuses: where it points, what it says, and that nothing of a refused text stays. */
#include "tests/test.h"

#include <stdio.h>

#include "core/declare/c_type.h"
#include "crossbit/error.h"

struct refusal {
    const char *text;
    const wchar_t *start; /* of the message: place and token */
    const wchar_t *says;  /* somewhere in it */
};

static const struct refusal refusals[] = {
    /* text and tokens */
    {"int f(int) /* open", L"line 1, column 12, at '/*'", L"no end"},
    {"int f(\"x)", L"line 1, column 7, at 'x)'", L"closing quote"},
    {"int a[12x];", L"line 1, column 7, at '12x'", L"not an integer"},
    {"enum e { A = 99999999999999999999 };", L"line 1, column 14, at '9999", L"63 bits"},
    {"int f(int) int g(int)", L"line 1, column 12, at 'int'", L"';' was expected"},
    {"\n\n   int f(in x)", L"line 3, column 10, at 'in', in function 'f'", L"did you mean 'INT', 'int'?"},
    {"int f(int x", L"line 1, column 12, at the end of the text", L"')' was expected"},
    {"int f(int \xc3\xa4)", L"line 1, column 11, at '\x00e4'", L"')' was expected"},
    {"int f(int) { return 1; }", L"line 1, column 12, at '{'", L"the body is in the DLL"},
    {"int", L"line 1, column 4, at the end of the text", L"name of what is declared"},
    {"#define A 1", L"line 1, column 1, at '#'", L"#pragma pack"},
    {"#pragma pack(3)", L"line 1, column 14, at '3'", L"1, 2, 4, 8 or 16"},
    {"#pragma pack(pop)", L"line 1, column 1", L"no packing to pop"},
    {"#pragma abi(borland)", L"line 1, column 13, at 'borland'", L"msvc or gnu"},
    /* types */
    {"int f(DWROD x)", L"line 1, column 7, at 'DWROD'", L"did you mean 'DWORD'"},
    {"z_stream f(int)", L"line 1, column 1, at 'z_stream'", L"not known"},
    {"struct p { int x; }; int f(p q)", L"line 1, column 28, at 'p'", L"write struct, union or enum"},
    {"int f(long double x)", L"line 1, column 12, at 'double'", L"use double"},
    {"int f(unsigned signed x)", L"line 1, column 7", L"signed and unsigned"},
    {"int f(short char x)", L"line 1, column 7", L"do not make a type"},
    {"int f(int int x)", L"line 1, column 11, at 'int'", L"there already"},
    {"int f(DWORD struct s *x)", L"line 1, column 13", L"two types"},
    {"int value;", L"line 1, column 5, at 'value'", L"variable"},
    {"typedef int;", L"line 1, column 12, at ';'", L"name of what is declared"},
    {"typedef int a; typedef long a;", L"line 1, column 29, at 'a'", L"already"},
    {"static int f(int)", L"line 1, column 1, at 'static'", L"not exported"},
    {"int f(int) __attribute__((stdcall))", L"line 1, column 12", L"';' was expected"},
    {"__attribute__((stdcall)) int f(int)", L"line 1, column 1", L"__stdcall"},
    {"int __stdcall __cdecl f(int)", L"line 1, column 15, at '__cdecl'", L"second calling convention"},
    {"typedef int __stdcall number;", L"line 1, column 13, at '__stdcall'", L"belongs to a function"},
    {"int __stdcall f(int, ...)", L"line 1, column 16", L"__cdecl"},
    {"int f(int __stdcall x)", L"line 1, column 11", L"belongs to a function"},
    {"int f[3](int)", L"line 1, column 5, at 'f'", L"variable"},
    {"int f(int)[3]", L"line 1, column 11, at '['", L"';' was expected"},
    {"int f(void x)", L"line 1, column 12, at 'x'", L"not complete"},
    {"struct gone f(int)", L"line 1, column 14", L"cannot return"},
    {"int f(struct gone x)", L"line 1, column 19, at 'x'", L"not complete"},
    {"typedef struct { char c[70000]; } big; int f(big b)", L"line 1, column 50, at 'b'", L"64 KB"},
    {"int f(int x); long f(int x)", L"line 1, column 20, at 'f'", L"already"},
    {"int f(int a[2][])", L"line 1, column 15", L"first bound"},
    {"struct s { int a[0]; };", L"line 1, column 17", L"1 to"},
    {"struct s { char a[16000000]; char b[16000000]; };", L"line 1, column 8", L"16 MB"},
    {"int f(typedef int x)", L"line 1, column 7", L"typedef"},
    {"int f(int a b)", L"line 1, column 13, at 'b'", L"')' was expected"},
    /* structs, unions, enums */
    {"struct s { int a : 3; };", L"line 1, column 18, at ':'", L"bit-fields"},
    {"struct s { int n; int a[]; };", L"line 1, column 23, at 'a'", L"flexible array"},
    {"struct s { };", L"line 1, column 12, at '}'", L"without members"},
    {"struct s { int f(int); };", L"line 1, column 16, at 'f'", L"pointer to it"},
    {"struct s { void v; };", L"line 1, column 17, at 'v'", L"cannot be void"},
    {"struct s { struct t x; };", L"line 1, column 21, at 'x'", L"not complete"},
    {"struct s { struct s x; };", L"line 1, column 21, at 'x'", L"not complete"},
    {"struct s { struct s *next; };", L"line 1, column 22, at 'next'", L"[handle]"},
    {"union u { int *p; int i; };", L"line 1, column 16, at 'p'", L"differs between 32 and 64 bits"},
    {"union u { size_t n; int i; };", L"line 1, column 18, at 'n'", L"differs between 32 and 64 bits"},
    {"struct s { int a; }; struct s { int b; };", L"line 1, column 29, at 's'", L"other members"},
    {"struct s { int a; }; union s { int a; };", L"line 1, column 28, at 's'", L"another kind"},
    {"struct s { int *p; };", L"line 1, column 17, at 'p'", L"member 1 'p' is a pointer: say"},
    {"void f(struct s *p); struct s { int a; };", L"line 1, column 29, at 's'", L"opaque handle before"},
    {"enum e { A = 5000000000 };", L"line 1, column 10, at 'A'", L"32 bits"},
    {"enum e { A }; enum e { B };", L"line 1, column 20, at 'e'", L"other values"},
    {"enum e { A }; enum g { A = 2 };", L"line 1, column 24, at 'A'", L"already"},
    {"int f(enum nothing x)", L"line 1, column 12, at 'nothing'", L"enum is not known"},
    /* attributes */
    {"int f([inn] int x)", L"line 1, column 8, at 'inn'", L"did you mean 'in'"},
    {"int f([in int x)", L"line 1, column 11, at 'int'", L"']' was expected"},
    {"int f([out] int x)", L"line 1, column 17, at 'x'", L"cannot be [out]"},
    {"int f([string] int x)", L"line 1, column 20, at 'x'", L"no pointer"},
    {"int f(int *x)", L"line 1, column 12, at 'x'", L"parameter 1 'x' is a pointer: say"},
    {"int f(int, int *)", L"line 1, column 12, at 'int'", L"parameter 2 is a pointer: say"},
    {"int f([out] const int *x)", L"line 1, column 24, at 'x'", L"const"},
    {"int f(void *p)", L"line 1, column 13, at 'p'", L"[size_is(n)], or that it is only handed around, [handle]"},
    {"int f([in] void *p)", L"line 1, column 18, at 'p'", L"bytes"},
    {"int f(char *s)", L"line 1, column 13, at 's'", L"say"},
    {"int f([in] char *s)", L"line 1, column 18, at 's'", L"[string]"},
    {"int f([out] char *s)", L"line 1, column 19, at 's'", L"[string]"},
    {"int f([out, string] char *s)", L"line 1, column 27, at 's'", L"[size_is(n)]"},
    {"int f([in, string] int *s)", L"line 1, column 25, at 's'", L"char or wchar_t"},
    {"int f([in, string, utf8] wchar_t *s)", L"line 1, column 35, at 's'", L"UTF-16"},
    {"int f([in, out, string, size_is(n), length_is(n)] char *s, int n)", L"line 1, column 57, at 's'", L"length_is"},
    {"int f([in, length_is(n)] int *a, int n)", L"line 1, column 31, at 'a'", L"needs [out]"},
    {"int f([handle, string] char *s)", L"line 1, column 30, at 's'", L"is a handle"},
    {"int f([out] HANDLE h)", L"line 1, column 20, at 'h'", L"declare a pointer"},
    {"int f([keep] HWND w)", L"line 1, column 19, at 'w'", L"without [keep]"},
    {"int f([handle, kernel] void *h)", L"line 1, column 16, at 'kernel'", L"already"},
    {"int f([in, release] int *x)", L"line 1, column 26, at 'x'", L"no handle"},
    {"int f([keep] int **x)", L"line 1, column 20, at 'x'", L"say"},
    {"int f([in, keep] const int **x)", L"line 1, column 30, at 'x'", L"kept"},
    {"int f([out] int (*cb)(int))", L"line 1, column 19, at 'cb'", L"[handle]"},
    {"int f([string] int (*cb)(int))", L"line 1, column 22, at 'cb'", L"only [in] and [keep]"},
    {"int (*f(int))(int)", L"line 1, column 8, at '('", L"function of the DLL's"},
    {"int f([in] int ****x)", L"line 1, column 20, at 'x'", L"three levels"},
    {"int f([out] int **x)", L"line 1, column 19, at 'x'", L"memory of the DLL's"},
    {"int f([in] int x[])", L"line 1, column 16, at 'x'", L"without bound"},
    {"int f([entry(\"x\")] int x)", L"line 1, column 24, at 'x'", L"functions"},
    {"[entry(0)] int f(int)", L"line 1, column 8, at '0'", L"ordinal"},
    {"[entry(65536)] int f(int)", L"line 1, column 8, at '65536'", L"ordinal"},
    {"[string] int f(int)", L"line 1, column 15", L"result"},
    {"[in] const char *f(int)", L"line 1, column 19", L"always comes back"},
    {"char *f(int)", L"line 1, column 8", L"[string], [size_is(n)] or [handle]"},
    {"void *f(int)", L"line 1, column 8", L"void *"},
    {"int *f(int)", L"line 1, column 7", L"[size_is(n)] to copy"},
    {"[size_is(1)] typedef int x;", L"line 1, column 1", L"handle, kernel or user"},
    {"typedef [handle] int x;", L"line 1, column 9, at '['", L"handle, kernel or user"},
    {"[in] struct s { int a; };", L"line 1, column 25", L"name of what is declared"},
    /* sizes */
    {"int f([in, size_is(len)] int *a, int lenn)", L"line 1, column 20, at 'len'", L"did you mean 'lenn'"},
    {"int f([in, size_is()] int *a)", L"line 1, column 20, at ')'", L"number of elements"},
    {"int f([in, size_is(#3)] int *a, int n)", L"line 1, column 21, at '3'", L"1 to 2"},
    {"int f([in, size_is(n)] int *a, double n)", L"line 1, column 20, at 'n'", L"no integer"},
    {"int f([in, size_is(n)] int *a, [in] int *n)", L"line 1, column 20, at 'n'", L"write *n"},
    {"int f([in, size_is(*n)] int *a, int n)", L"line 1, column 21, at 'n'", L"no pointer to an integer"},
    {"int f([out, size_is(*n)] int *a, [out] int *n)", L"line 1, column 31, at 'a'", L"not [in]"},
    {"int f([in, size_is(n n)] int *a, int n)", L"line 1, column 22, at 'n'", L"end of the size"},
    {"int f([in, size_is(n * sizeof(size_t))] const void *a, int n)", L"line 1, column 31, at 'size_t'",
        L"differs between 32 and 64 bits"},
    {"int f([in, size_is(sizeof(void))] const void *a)", L"line 1, column 27", L"complete"},
    {"int f([in, size_is(n, n)] int *a, int n)", L"line 1, column 32, at 'a'", L"fewer levels"},
    {"int f([in, size_is(n), size_is(n)] int *a, int n)", L"line 1, column 24", L"already"},
    {"struct s { int n; [in, size_is(m)] int *a; };", L"line 1, column 32, at 'm'", L"no member of this name"},
    {"int f(int a[1/0])", L"line 1, column 13", L"divides by zero"},
    {"int f(int n, [in] int a[n])", L"line 1, column 25, at 'n'", L"size_is"},
};

TEST(test_refusals_point_at_the_place_and_say_why)
{
    struct cscope *scope;
    uint32_t first, count;
    unsigned wrong = 0;
    size_t i;

    assert_int_equal(cscope_create(&scope), S_OK);
    for (i = 0; i < ARRAYSIZE(refusals); i++) {
        const struct refusal *refusal = &refusals[i];
        BSTR message = NULL;
        HRESULT hr = cscope_declare(scope, refusal->text, &first, &count, &message);
        bool ok = hr == CROSSBIT_E_DECLARATION && message && !wcsncmp(message, refusal->start, wcslen(refusal->start));

        if (!ok || (refusal->says && !wcsstr(message, refusal->says))) {
            print_error("%s\n    -> 0x%08lx %ls\n", refusal->text, hr, message ? message : L"(no message)");
            wrong++;
        }
        if (FAILED(hr))
            assert_int_equal(cscope_function_count(scope), first);
        else { /* start anew: what it declared must not disturb the rest */
            cscope_free(scope);
            assert_int_equal(cscope_create(&scope), S_OK);
        }
        SysFreeString(message);
    }
    assert_int_equal(wrong, 0);
    cscope_free(scope);
}

TEST(test_refused_text_leaves_nothing_behind)
{
    struct cscope *scope;
    uint32_t first, count;
    BSTR message;

    assert_int_equal(cscope_create(&scope), S_OK);
    assert_int_equal(
        cscope_declare(scope, "struct later; typedef struct later later;", &first, &count, &message), S_OK);
    assert_int_equal(
        cscope_declare(scope, "struct later { int a; }; typedef int fine; int g(fine x); void h(struct other *p); oops",
            &first, &count, &message),
        CROSSBIT_E_DECLARATION);
    SysFreeString(message);
    assert_int_equal(cscope_function_count(scope), 0);
    assert_int_equal(cscope_declare(scope, "int g(fine x)", &first, &count, &message), CROSSBIT_E_DECLARATION);
    SysFreeString(message);
    /* Still incomplete, so it may be completed in another way; and `other` was not used. */
    assert_int_equal(
        cscope_declare(scope, "struct later { double b; }; struct other { int c; }; later g(later x, struct other o)",
            &first, &count, &message),
        S_OK);
    assert_int_equal(first, 0);
    assert_int_equal(count, 1);
    assert_int_equal(cscope_function(scope, 0)->result->size, 8);
    cscope_free(scope);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals_point_at_the_place_and_say_why),
        cmocka_unit_test(test_refused_text_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
