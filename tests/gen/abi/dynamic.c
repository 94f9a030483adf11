/* SPDX-License-Identifier: MIT */
/*
 * dynamic.exe MSVC.DLL GNU.DLL: dynamic calls of the same functions, made by two compilers, with a callback that
 * returns a struct of one float. Of the first DLL nothing but the declaration says whose rules it follows.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <crossbit.h>

#include "abi.h"

static const char types[] = "struct f1 { float x; }; struct d1 { double x; }; struct c3 { char a[3]; };"
                            "struct f1 get_f1(int); struct d1 get_d1(int); struct f1 __stdcall std_f1(int, struct d1);"
                            "float use_f1(struct f1 (__cdecl *f)(struct f1 a, struct d1 b, struct c3 c))";

static struct f1 __cdecl give_f1(struct f1 a, struct d1 b, struct c3 c)
{
    struct f1 result = {a.x + (float)b.x + c.a[2]};

    return result;
}

static HRESULT call(crossbit_library *library, const char *name, void *result, void **args, unsigned count)
{
    crossbit_function *function;
    HRESULT hr = crossbit_find(library, name, &function);

    return SUCCEEDED(hr) ? crossbit_invoke(function, result, args, count) : hr;
}

/* True: all values are right. */
static bool check(const wchar_t *path, const char *pragma, HRESULT expected)
{
    void *callback = (void *)(UINT_PTR)give_f1;
    crossbit_library *library = NULL;
    struct d1 d1 = {0}, d = {4.5};
    struct f1 f1 = {0}, std = {0};
    float used = 0;
    int five = 5, three = 3;
    char text[1024];
    HRESULT hr = crossbit_load(path, NULL, &library);

    snprintf(text, sizeof(text), "%s%s", pragma, types);
    if (SUCCEEDED(hr))
        hr = crossbit_declare(library, text);
    if (SUCCEEDED(hr))
        hr = call(library, "get_f1", &f1, (void *[]){&five}, 1);
    if (SUCCEEDED(hr))
        hr = call(library, "get_d1", &d1, (void *[]){&five}, 1);
    if (SUCCEEDED(hr))
        hr = call(library, "std_f1", &std, (void *[]){&three, &d}, 2);
    if (SUCCEEDED(hr))
        hr = call(library, "use_f1", &used, (void *[]){&callback}, 1);
    printf("%ls %s: 0x%lx f1 %g d1 %g std_f1 %g use_f1 %g\n", path, pragma[0] ? "told" : "untold", hr, f1.x, d1.x,
        std.x, used);
    if (FAILED(hr))
        printf("%ls\n", crossbit_error_message());
    if (hr == CROSSBIT_E_DECLARATION && !wcsstr(crossbit_error_message(), L"#pragma abi(msvc)"))
        hr = E_FAIL;
    crossbit_unload(library);
    return hr == expected && (FAILED(hr) || (f1.x == 5.5 && d1.x == 5.25 && std.x == 7.5 && used == 6.75));
}

int wmain(int argc, wchar_t **argv)
{
    /* Only 32-bit code differs. */
    HRESULT untold = sizeof(void *) == 8 ? CROSSBIT_E_DECLARATION : S_OK;
    bool good;

    if (argc != 3)
        return 2;
    good = check(argv[1], "#pragma abi(msvc)\n", S_OK);
    good &= check(argv[1], "", untold);
    good &= check(argv[2], "#pragma abi(gnu)\n", S_OK);
    good &= check(argv[2], "", S_OK);
    return !good;
}
