/* SPDX-License-Identifier: MIT */
/* The parser of declarations: what it accepts and what it makes of it. Refusals are in test_declare_refuse.c. */
#include "tests/test.h"

#include <stdio.h>

#include "core/declare/c_type.h"
#include "crossbit/error.h"

static struct cscope *scope;

TEST_SETUP(setup)
{
    return cscope_create(&scope);
}

TEST_SETUP(teardown)
{
    cscope_free(scope);
    return 0;
}

/* The last function of text. */
static const struct cfunction *declare(const char *text)
{
    uint32_t first, count;
    BSTR message;
    HRESULT hr = cscope_declare(scope, text, &first, &count, &message);

    if (FAILED(hr))
        print_error("%s\n%ls\n", text, message);
    assert_int_equal(hr, S_OK);
    assert_null(message);
    return count ? cscope_function(scope, first + count - 1) : NULL;
}

static const struct cparam *param(const char *text) /* of `void f(text)` */
{
    char buffer[512];
    static unsigned number;

    snprintf(buffer, sizeof(buffer), "void f%u(%s)", number++, text);
    return declare(buffer)->params;
}

TEST(test_declare_crc32_describes_the_buffer)
{
    const struct cfunction *function = declare(
        "unsigned long __cdecl crc32(unsigned long crc, [in, size_is(len)] const void *buf, unsigned int len);");

    assert_string_equal(function->name, "crc32");
    assert_null(function->entry);
    assert_int_equal(function->ordinal, 0);
    assert_int_equal(function->convention, CONV_CDECL);
    assert_int_equal(function->param_count, 3);
    assert_int_equal(function->result->size, 4);
    assert_false(function->result->is_signed);
    assert_string_equal(function->params[1].name, "buf");
    assert_true(function->params[1].attr.in);
    assert_false(function->params[1].attr.out);
    assert_int_equal(function->params[1].attr.size->kind, EXPR_PARAM);
    assert_int_equal(function->params[1].attr.size->index, 2);
}

#define PLAIN(type)                                                                                                    \
    {                                                                                                                  \
#type, sizeof(type), (type)-1 < (type)1, sizeof(type), true                                                    \
    }
/* A long of Windows has 32 bits; the host's compiler (tests/host) has another. */
#define LONG_AS(name, type)                                                                                            \
    {                                                                                                                  \
#name, sizeof(type), (type)-1 < (type)1, sizeof(type), true                                                    \
    }
#define PTR(type)                                                                                                      \
    {                                                                                                                  \
#type, sizeof(type), (type)-1 < (type)1, 8, false                                                              \
    }
static const struct {
    const char *name;
    size_t size;
    bool is_signed;
    size_t wire;
    bool portable;
} scalars[] = {PLAIN(signed char), PLAIN(unsigned char), PLAIN(short), PLAIN(short int), PLAIN(unsigned short),
    PLAIN(int), PLAIN(signed), PLAIN(unsigned), PLAIN(signed int), PLAIN(unsigned int), LONG_AS(long, LONG),
    LONG_AS(long int, LONG), LONG_AS(unsigned long, ULONG), LONG_AS(unsigned long int, ULONG), PLAIN(long long),
    PLAIN(long long int), PLAIN(unsigned long long), PLAIN(int long unsigned long), PLAIN(__int64),
    PLAIN(unsigned __int64), PLAIN(__int8), PLAIN(unsigned __int8), PLAIN(__int16), PLAIN(unsigned __int16),
    PLAIN(__int32), PLAIN(wchar_t), PLAIN(_Bool), PLAIN(bool), PLAIN(int8_t), PLAIN(uint8_t), PLAIN(int16_t),
    PLAIN(uint16_t), PLAIN(int32_t), PLAIN(uint32_t), PLAIN(int64_t), PLAIN(uint64_t), PLAIN(BYTE), PLAIN(WORD),
    PLAIN(DWORD), PLAIN(DWORD64), PLAIN(BOOL), PLAIN(INT), PLAIN(UINT), PLAIN(LONG), PLAIN(ULONG), PLAIN(LONGLONG),
    PLAIN(ULONGLONG), PLAIN(CHAR), PLAIN(WCHAR), PLAIN(HRESULT), PLAIN(USHORT), PLAIN(SHORT), PLAIN(UCHAR), PLAIN(ATOM),
    PLAIN(COLORREF), PLAIN(LCID), PLAIN(LANGID), PLAIN(BOOLEAN), PLAIN(INT8), PLAIN(INT16), PLAIN(INT32), PLAIN(INT64),
    PLAIN(UINT8), PLAIN(UINT16), PLAIN(UINT32), PLAIN(UINT64), PLAIN(LONG32), PLAIN(ULONG32), PLAIN(DWORD32),
    PLAIN(LONG64), PLAIN(ULONG64), PLAIN(FLOAT), PLAIN(DOUBLE), PLAIN(float), PLAIN(double), PTR(size_t), PTR(ssize_t),
    PTR(ptrdiff_t), PTR(intptr_t), PTR(uintptr_t), PTR(LPARAM), PTR(WPARAM), PTR(LRESULT), PTR(SIZE_T), PTR(SSIZE_T),
    PTR(LONG_PTR), PTR(ULONG_PTR), PTR(INT_PTR), PTR(UINT_PTR), PTR(DWORD_PTR), PTR(__int3264), PTR(unsigned __int3264),
    PLAIN(ACCESS_MASK)};

TEST(test_scalars_have_the_compilers_size_and_sign)
{
    size_t i;

    for (i = 0; i < ARRAYSIZE(scalars); i++) {
        const struct ctype *type = param(scalars[i].name)->type;

        if (type->size != scalars[i].size || type->is_signed != scalars[i].is_signed ||
            type->wire_size != scalars[i].wire)
            fail_msg("%s: size %u, signed %d, wire %u", scalars[i].name, type->size, type->is_signed, type->wire_size);
        assert_int_equal(type->align, type->size);
        assert_int_equal(type->portable, scalars[i].portable);
    }
}

/* The same text for the compiler and for the parser. */
#define BOTH(name, ...)                                                                                                \
    __VA_ARGS__;                                                                                                       \
    static const char name##_text[] = #__VA_ARGS__ ";"
#define OFFSET(tag, field) assert_int_equal(member(#field)->offset, offsetof(struct tag, field))

BOTH(
    mixed, struct mixed {
        char a;
        double b;
        short c;
        long long d;
        char e[3];
        int f;
        size_t g;
        wchar_t h[5];
        char i;
    });
BOTH(
    inner, struct inner {
        char a;
        struct {
            short b;
            char c;
        } d[3];
        struct {
            double x;
        } e;
        union {
            int i;
            double d;
            char c[12];
        } f;
        _Bool g;
    });
struct pointers {
    char a;
    void *b;
    char c;
    int (*d)(int);
    char e;
    HWND f;
    HANDLE g[2];
    char h;
};
#pragma pack(push, 1)
BOTH(
    packed1, struct packed1 {
        char a;
        double b;
        short c;
        int d;
        char e;
    });
#pragma pack(2)
BOTH(
    packed2, struct packed2 {
        char a;
        double b;
        char c;
        int d;
        size_t e;
    });
#pragma pack(push, 4)
BOTH(
    packed4, struct packed4 {
        char a;
        double b;
        char c;
        struct {
            char x;
            long long y;
        } d;
        char e;
    });
#pragma pack(pop)
BOTH(
    packed2again, struct packed2again {
        char a;
        double b;
        char c;
    });
#pragma pack(pop)

static const struct ctype *record_type;

static const struct cfield *member(const char *name)
{
    uint32_t i;

    for (i = 0; i < record_type->field_count; i++)
        if (!strcmp(record_type->fields[i].name, name))
            return &record_type->fields[i];
    fail_msg("no member %s", name);
    return NULL;
}

#define RECORD(tag, before)                                                                                            \
    do {                                                                                                               \
        declare(before);                                                                                               \
        record_type = param("struct " #tag " x")->type;                                                                \
        assert_int_equal(record_type->size, sizeof(struct tag));                                                       \
        assert_int_equal(record_type->align, __alignof__(struct tag));                                                 \
    } while (0)

TEST(test_structs_are_laid_out_like_the_compilers)
{
    RECORD(mixed, mixed_text);
    OFFSET(mixed, a), OFFSET(mixed, b), OFFSET(mixed, c), OFFSET(mixed, d), OFFSET(mixed, e), OFFSET(mixed, f);
    OFFSET(mixed, g), OFFSET(mixed, h), OFFSET(mixed, i);
    assert_false(record_type->portable);
    RECORD(inner, inner_text);
    OFFSET(inner, a), OFFSET(inner, d), OFFSET(inner, e), OFFSET(inner, f), OFFSET(inner, g);
    assert_true(record_type->portable);
    assert_int_equal(member("d")->type->count, 3);
    assert_int_equal(member("d")->type->target->size, 4);
    assert_int_equal(member("f")->type->kind, CTYPE_UNION);
    declare(
        "struct pointers { char a; [handle] void *b; char c; int (*d)(int); char e; HWND f; HANDLE g[2]; char h; };");
    RECORD(pointers, "");
    OFFSET(pointers, a), OFFSET(pointers, b), OFFSET(pointers, c), OFFSET(pointers, d), OFFSET(pointers, e);
    OFFSET(pointers, f), OFFSET(pointers, g), OFFSET(pointers, h);
    assert_int_equal(member("b")->attr.handle, HANDLE_OPAQUE);
    assert_int_equal(member("f")->attr.handle, HANDLE_USER);
    assert_int_equal(member("g")->attr.handle, HANDLE_KERNEL);
}

TEST(test_pragma_pack_is_the_compilers)
{
    char text[1024];

    snprintf(text, sizeof(text),
        "#pragma pack(push, 1)\n%s\n#pragma pack(2)\n%s\n#pragma pack(push, 4)\n%s\n#pragma pack(pop)\n%s\n#pragma "
        "pack(pop)\n"
        "struct after { char a; double b; };",
        packed1_text, packed2_text, packed4_text, packed2again_text);
    declare(text);
    RECORD(packed1, "");
    OFFSET(packed1, b), OFFSET(packed1, c), OFFSET(packed1, d), OFFSET(packed1, e);
    RECORD(packed2, "");
    OFFSET(packed2, b), OFFSET(packed2, c), OFFSET(packed2, d), OFFSET(packed2, e);
    RECORD(packed4, "");
    OFFSET(packed4, b), OFFSET(packed4, c), OFFSET(packed4, d), OFFSET(packed4, e);
    RECORD(packed2again, "");
    OFFSET(packed2again, b), OFFSET(packed2again, c);
    assert_int_equal(param("struct after x")->type->size, 16);
    /* A packing does not outlive its text. */
    declare("#pragma pack(1)\nstruct one { char a; int b; };");
    declare("struct two { char a; int b; };");
    assert_int_equal(param("struct one x")->type->size, 5);
    assert_int_equal(param("struct two x")->type->size, 8);
}

TEST(test_declarators_nest_as_in_c)
{
    const struct cfunction *function, *callback;
    const struct ctype *type;

    function = declare("void qsort([in, out, size_is(n)] int *base, size_t n, size_t size,"
                       " int (__stdcall *compare)([in] const int *a, [in] const int *b));");
    assert_int_equal(function->params[3].type->kind, CTYPE_POINTER);
    assert_int_equal(function->params[3].type->target->kind, CTYPE_FUNCTION);
    assert_string_equal(function->params[3].name, "compare");
    callback = function->params[3].type->target->function;
    assert_int_equal(callback->convention, CONV_STDCALL);
    assert_int_equal(function->convention, CONV_CDECL);
    assert_int_equal(callback->param_count, 2);
    assert_string_equal(callback->params[1].name, "b");

    type = param("[in] const int m[2][3]")->type;
    assert_int_equal(type->kind, CTYPE_POINTER);
    assert_int_equal(type->target->kind, CTYPE_ARRAY);
    assert_int_equal(type->target->count, 3);
    assert_int_equal(type->target->size, 12);

    type = param("[in] const int (*m)[4]")->type;
    assert_int_equal(type->target->count, 4);

    function = declare("int (__fastcall named)(int);");
    assert_string_equal(function->name, "named");
    assert_int_equal(function->convention, CONV_FASTCALL);

    function =
        declare("typedef int CALLBACK visit(LPARAM); BOOL WINAPI Enumerate(visit *each, visit other, LPARAM p);");
    assert_int_equal(function->params[0].type->target->function->convention, CONV_STDCALL);
    assert_int_equal(function->params[1].type->kind, CTYPE_POINTER);
    assert_int_equal(function->convention, CONV_STDCALL);

    function = declare("int __thiscall method([handle] void *self, int x), second([handle] void *self);");
    assert_string_equal(function->name, "second");
    assert_int_equal(function->convention, CONV_THISCALL);
    assert_int_equal(declare("int plain()")->param_count, 0);
    assert_int_equal(declare("int plain_too(VOID)")->param_count, 0);
    assert_int_equal(declare("extern __declspec(dllimport) int CDECL imported(void)")->param_count, 0);
}

TEST(test_entry_names_the_export)
{
    const struct cfunction *function = declare("[entry(\"_Add@8\")] int __stdcall Add(int, int)");

    assert_string_equal(function->entry, "_Add@8");
    assert_string_equal(function->name, "Add");
    assert_null(function->params[0].name);
    function = declare("[entry(0x10), size_is(256)] const unsigned long *get_table(void)");
    assert_int_equal(function->ordinal, 16);
    assert_null(function->entry);
    assert_int_equal(function->result_attr.size->number, 256);
    assert_true(function->result_attr.out);
    /* The same export under a second name. */
    declare("[entry(\"_Add@8\")] unsigned __stdcall AddU(unsigned, unsigned)");
}

TEST(test_defaults_of_pointers)
{
    const struct cattr *attr;

    attr = &param("const char *text")->attr;
    assert_true(attr->in && attr->string && !attr->out && !attr->size);
    attr = &param("LPCWSTR text")->attr;
    assert_true(attr->in && attr->string);
    attr = &param("const char text[]")->attr;
    assert_true(attr->in && attr->string);
    attr = &param("[size_is(4)] const char *bytes")->attr;
    assert_true(attr->in && !attr->string && attr->size);
    attr = &param("const int *one")->attr;
    assert_true(attr->in && !attr->size);
    attr = &param("const BYTE key[16]")->attr;
    assert_true(attr->in && attr->size->number == 16);
    attr = &param("struct never_defined *object")->attr;
    assert_int_equal(attr->handle, HANDLE_OPAQUE);
    attr = &param("[out] struct never_defined **object")->attr;
    assert_true(attr->out && !attr->in && !attr->handle);
    assert_int_equal(attr->inner->handle, HANDLE_OPAQUE);
    attr = &param("[out, handle] void **object")->attr;
    assert_int_equal(attr->inner->handle, HANDLE_OPAQUE);
    attr = &param("[out] HWND *window")->attr;
    assert_int_equal(attr->inner->handle, HANDLE_USER);
    attr = &param("[in, size_is(2)] const HANDLE *handles")->attr;
    assert_int_equal(attr->inner->handle, HANDLE_KERNEL);
    attr = &param("HANDLE event")->attr;
    assert_int_equal(attr->handle, HANDLE_KERNEL);
    attr = &param("[keep] HANDLE event")->attr;
    assert_true(attr->handle == HANDLE_KERNEL && attr->keep);
    attr = &param("[handle] HANDLE fake")->attr;
    assert_int_equal(attr->handle, HANDLE_OPAQUE);
    attr = &param("HMODULE module")->attr;
    assert_int_equal(attr->handle, HANDLE_OPAQUE);
    attr = &param("[size_is(2)] const char *const *lines")->attr;
    assert_true(attr->in && attr->size && attr->inner->string && attr->inner->in);
    attr = &param("[out, size_is(, *n)] BYTE **data, [out] int *n")->attr;
    assert_true(attr->out && !attr->size && attr->inner->size->kind == EXPR_DEREF && attr->inner->out);
    attr = &param("[out, string, utf8] char **text")->attr;
    assert_true(attr->inner->string && attr->inner->utf8 && !attr->string);
    attr = &param("[keep] int (*callback)(int)")->attr;
    assert_true(attr->keep && attr->in);
    attr = &declare("const char *version(void)")->result_attr;
    assert_true(attr->string && attr->out);
    attr = &declare("[string] wchar_t *name(void)")->result_attr;
    assert_true(attr->string);
    attr = &param("[release] struct never_defined *object")->attr;
    assert_true(attr->release && attr->in);
}

TEST(test_size_expressions_evaluate)
{
    static const struct {
        const char *text;
        int64_t value;
        bool ok;
    } cases[] = {
        {"n", 6, true},
        {"#2", 6, true},
        {"*p", 40, true},
        {"n * 4 + 2", 26, true},
        {"2 + n * 4", 26, true},
        {"(n + 2) * 4", 32, true},
        {"n / 4", 1, true},
        {"-n + 10", 4, true},
        {"n - 1 - 2", 3, true},
        {"*p / n", 6, true},
        {"sizeof(int) * n", 24, true},
        {"sizeof(struct { char a; int b; })", 8, true},
        {"sizeof(double[3])", 24, true},
        {"COUNT", 12, true},
        {"0x10 + 010", 24, true},
        {"n / (n - 6)", 0, false},
        {"9223372036854775807 + n", 0, false},
        {"9223372036854775807 * n", 0, false},
        {"*q", 0, false},
        {"*#3", 40, true},
        {"big", 0, false},
    };
    int n = 6, target = 40;
    int *p = &target, *q = NULL;
    const void *buffer = NULL;
    uint64_t big = UINT64_MAX;
    void *args[] = {&buffer, &n, &p, &q, &big};
    struct cvalues values = {.args = args};
    char text[256];
    int64_t value;
    size_t i;

    declare("enum { FIRST = 11, COUNT };");
    for (i = 0; i < ARRAYSIZE(cases); i++) {
        snprintf(text, sizeof(text), "[size_is(%s)] const void *a, int n, [in] int *p, [in] int *q, uint64_t big",
            cases[i].text);
        assert_int_equal(cexpr_evaluate(param(text)->attr.size, &values, &value), cases[i].ok);
        assert_true(value == cases[i].value);
    }
}

TEST(test_members_size_each_other)
{
    struct blob {
        short kind;
        unsigned size;
        const void *data;
    } blob = {1, 77, NULL};
    const struct ctype *type;
    struct cvalues values = {0};
    int64_t value;

    declare("typedef struct { short kind; unsigned size; [size_is(size)] const void *data; } blob;");
    type = param("const blob *b")->type->target;
    assert_true(type->is_const);
    assert_string_equal(type->name, "blob");
    values.fields = type->fields;
    values.base = &blob;
    assert_true(cexpr_evaluate(type->fields[2].attr.size, &values, &value));
    assert_int_equal(value, 77);
}

TEST(test_forward_declared_struct_may_be_completed)
{
    const struct cparam *params;

    declare("typedef const struct pair *cpair; typedef struct pair pair; struct pair { int a, b; };");
    params = param("cpair p, pair q, struct pair r, const pair *s");
    assert_int_equal(params[0].type->target->kind, CTYPE_STRUCT);
    assert_true(params[0].type->target->is_const);
    assert_int_equal(params[1].type->size, 8);
    assert_ptr_equal(params[1].type, params[2].type);
    assert_ptr_equal(params[0].type->target, params[3].type->target);
    assert_true(params[0].attr.in);
}

TEST(test_declaring_the_same_again_is_no_conflict)
{
    static const char header[] =
        "#pragma pack(push,2)\ntypedef struct tag { int a; char b; } tag; enum e { X, Y = 5 }; "
        "typedef unsigned long DWORD, mine; int take(tag t, enum e x, mine m);\n#pragma pack(pop)\n";
    uint32_t first, count;
    BSTR message;

    declare(header);
    declare(header);
    assert_int_equal(cscope_function_count(scope), 2);
    assert_int_equal(cscope_function(scope, 1)->params[0].type->size, 6);
    assert_null(cscope_function(scope, 2));
    /* The same members in another packing are another struct. */
    assert_int_equal(
        cscope_declare(scope, "struct tag { int a; char b; };", &first, &count, &message), CROSSBIT_E_DECLARATION);
    SysFreeString(message);
}

TEST(test_enums_are_32_bit_integers_with_constants)
{
    const struct cfunction *function = declare("enum color { RED, GREEN = 5, BLUE, ALL = 0xFFFFFFFF, LESS = -3 }; enum "
                                               "color mix(enum color a, const int b[BLUE]);");

    assert_int_equal(function->result->kind, CTYPE_INT);
    assert_int_equal(function->result->size, 4);
    assert_string_equal(function->result->name, "enum color");
    assert_int_equal(function->params[1].attr.size->number, 6);
}

TEST(test_variadic_copies_promote_and_are_cached)
{
    const struct cfunction *function, *again;
    BSTR message;

    declare("int print([in] const char *format, ...)");
    assert_true(cscope_function(scope, 0)->variadic);
    assert_int_equal(
        cscope_variadic(scope, 0, "char, float, const wchar_t *, long long, [out] int *, [in, size_is(#2)] const int *",
            &function, &message),
        S_OK);
    assert_int_equal(function->param_count, 7);
    assert_int_equal(function->params[1].type->size, 4);
    assert_int_equal(function->params[2].type->size, 8);
    assert_int_equal(function->params[2].type->kind, CTYPE_FLOAT);
    assert_true(function->params[3].attr.string);
    assert_int_equal(function->params[6].attr.size->index, 1);
    assert_int_equal(
        cscope_variadic(scope, 0, "char, float, const wchar_t *, long long, [out] int *, [in, size_is(#2)] const int *",
            &again, &message),
        S_OK);
    assert_ptr_equal(function, again);
    assert_int_equal(cscope_variadic(scope, 0, "", &again, &message), S_OK);
    assert_int_equal(again->param_count, 1);
    assert_int_equal(cscope_variadic(scope, 0, "int, nonsense", &again, &message), CROSSBIT_E_DECLARATION);
    assert_non_null(wcsstr(message, L"line 1, column 6"));
    assert_non_null(wcsstr(message, L"'print'"));
    SysFreeString(message);
    assert_null(again);
    assert_int_equal(cscope_function_count(scope), 1);
    declare("int fixed(int)");
    assert_int_equal(cscope_variadic(scope, 1, "int", &again, &message), CROSSBIT_E_ARGUMENT);
    SysFreeString(message);
}

TEST(test_two_thousand_functions_keep_their_place)
{
    const struct cfunction *first = declare("int f(int)");
    char text[64];
    unsigned i;

    for (i = 0; i < 2000; i++) {
        snprintf(text, sizeof(text), "int g%u(int a, const char *b)", i);
        assert_non_null(declare(text));
    }
    assert_ptr_equal(first, cscope_function(scope, 0));
    assert_string_equal(cscope_function(scope, 1777)->name, "g1776");
    assert_null(cscope_function(scope, 2001));
}

#define WITH_SCOPE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SCOPE(test_declare_crc32_describes_the_buffer),
        WITH_SCOPE(test_scalars_have_the_compilers_size_and_sign),
        WITH_SCOPE(test_structs_are_laid_out_like_the_compilers),
        WITH_SCOPE(test_pragma_pack_is_the_compilers),
        WITH_SCOPE(test_declarators_nest_as_in_c),
        WITH_SCOPE(test_entry_names_the_export),
        WITH_SCOPE(test_defaults_of_pointers),
        WITH_SCOPE(test_size_expressions_evaluate),
        WITH_SCOPE(test_members_size_each_other),
        WITH_SCOPE(test_forward_declared_struct_may_be_completed),
        WITH_SCOPE(test_declaring_the_same_again_is_no_conflict),
        WITH_SCOPE(test_enums_are_32_bit_integers_with_constants),
        WITH_SCOPE(test_variadic_copies_promote_and_are_cached),
        WITH_SCOPE(test_two_thousand_functions_keep_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
