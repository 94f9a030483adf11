/* SPDX-License-Identifier: MIT */
/* Turns arguments of the command line into values of declared parameters. */
#include "tool.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define MEMORY_LIMIT (1u << 30)

/* What is being read, for messages. */
struct reader {
    struct values *values;
    uint32_t param;
    const wchar_t *text; /* what is left of it */
    BSTR *message;
};

static HRESULT bad(struct reader *reader, HRESULT hr, const wchar_t *why)
{
    const struct cparam *param = &reader->values->function->params[reader->param];

    return message_set(reader->message, hr, L"argument %u%hs%hs%hs: %ls", reader->param + 1, param->name ? " (" : "",
        param->name ? param->name : "", param->name ? ")" : "", why);
}

static void skip_space(struct reader *reader)
{
    while (*reader->text == L' ' || *reader->text == L'\t')
        reader->text++;
}

static bool at_end(const struct reader *reader)
{
    return !*reader->text || *reader->text == L',' || *reader->text == L'}';
}

static HRESULT read_integer(struct reader *reader, const struct ctype *type, void *native)
{
    unsigned int bits = 8 * type->size;
    bool negative;
    wchar_t *end;
    uint64_t value, limit;

    skip_space(reader);
    if (!wcsncmp(reader->text, L"true", 4) || !wcsncmp(reader->text, L"false", 5)) {
        ctype_write_int(type, native, reader->text[0] == L't');
        reader->text += reader->text[0] == L't' ? 4 : 5;
        return S_OK;
    }
    negative = *reader->text == L'-';
    if (negative)
        reader->text++;
    if (*reader->text < L'0' || *reader->text > L'9')
        return bad(reader, CROSSBIT_E_ARGUMENT, L"an integer was expected, such as 12, -3 or 0xff");
    errno = 0;
    value = wcstoull(reader->text, &end, reader->text[1] == L'x' || reader->text[1] == L'X' ? 16 : 10);
    reader->text = end;
    /* A negative number is taken for an unsigned type of that width, too: -1 is what people write for all bits. */
    limit = type->kind == CTYPE_BOOL ? 1 : bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
    if ((negative || type->is_signed) && type->kind != CTYPE_BOOL)
        limit = (limit >> 1) + (negative ? 1 : 0);
    if (errno == ERANGE || value > limit)
        return bad(reader, CROSSBIT_E_RANGE, L"the number does not fit the type");
    ctype_write_int(type, native, negative ? (int64_t)(0 - value) : (int64_t)value);
    return S_OK;
}

static HRESULT read_float(struct reader *reader, const struct ctype *type, void *native)
{
    wchar_t *end;
    double value = wcstod(reader->text, &end);
    float narrow = (float)value;

    if (end == reader->text)
        return bad(reader, CROSSBIT_E_ARGUMENT, L"a number was expected, such as 1.5");
    reader->text = end;
    if (type->size == sizeof(float) && isinf(narrow) && !isinf(value))
        return bad(reader, CROSSBIT_E_RANGE, L"the number does not fit a float");
    if (type->size == sizeof(float))
        memcpy(native, &narrow, sizeof(narrow));
    else
        memcpy(native, &value, sizeof(value));
    return S_OK;
}

static HRESULT read_value(struct reader *reader, const struct ctype *type, const struct cattr *attr, void *native);

static HRESULT read_members(struct reader *reader, const struct ctype *type, const struct cattr *attr, BYTE *native)
{
    uint32_t count = type->kind == CTYPE_ARRAY ? type->count : type->kind == CTYPE_UNION ? 1 : type->field_count, i;
    HRESULT hr;

    skip_space(reader);
    if (*reader->text++ != L'{')
        return bad(reader, CROSSBIT_E_ARGUMENT, L"a value in braces was expected, such as {1,2}");
    for (i = 0; i < count; i++) {
        if (type->kind == CTYPE_ARRAY)
            hr = read_value(reader, type->target, attr, native + (size_t)i * type->target->size);
        else
            hr = read_value(reader, type->fields[i].type, &type->fields[i].attr, native + type->fields[i].offset);
        if (FAILED(hr))
            return hr;
        skip_space(reader);
        if (*reader->text != (i + 1 == count ? L'}' : L','))
            return bad(reader, CROSSBIT_E_ARGUMENT,
                i + 1 == count ? L"too many values in braces" : L"too few values in braces");
        reader->text++;
    }
    return S_OK;
}

static char *narrow_text(struct values *values, const wchar_t *text, size_t length, bool utf8, int *size)
{
    /* The ANSI code page may be UTF-8 itself, for which Windows refuses the flags. */
    UINT page = utf8 ? CP_UTF8 : GetACP();
    DWORD flags = page == CP_UTF8 ? 0 : WC_NO_BEST_FIT_CHARS;
    BOOL lost = FALSE;
    char *bytes;

    *size =
        length ? WideCharToMultiByte(page, flags, text, (int)length, NULL, 0, NULL, page == CP_UTF8 ? NULL : &lost) : 0;
    bytes = lost ? NULL : arena_alloc(&values->arena, (size_t)*size + 1);
    if (bytes && length)
        WideCharToMultiByte(page, flags, text, (int)length, bytes, *size, NULL, NULL);
    return bytes;
}

/* A value that stands alone: it ends at a comma or a closing brace. */
static HRESULT read_value(struct reader *reader, const struct ctype *type, const struct cattr *attr, void *native)
{
    HRESULT hr;

    skip_space(reader);
    switch (type->kind) {
    case CTYPE_BOOL:
    case CTYPE_INT:
        hr = read_integer(reader, type, native);
        break;
    case CTYPE_FLOAT:
        hr = read_float(reader, type, native);
        break;
    case CTYPE_ARRAY:
    case CTYPE_STRUCT:
    case CTYPE_UNION:
        return read_members(reader, type, attr, native);
    case CTYPE_POINTER:
        if (!wcsncmp(reader->text, L"NULL", 4)) {
            reader->text += 4;
            memset(native, 0, sizeof(void *));
            return S_OK;
        }
        if (attr->handle != HANDLE_NONE) {
            struct ctype number = {.kind = CTYPE_INT, .size = sizeof(void *)};

            hr = read_integer(reader, &number, native);
            break;
        }
        return bad(reader, CROSSBIT_E_ARGUMENT,
            type->target->kind == CTYPE_FUNCTION
                ? L"a callback cannot be given on the command line; NULL can"
                : L"a pointer inside a struct or array can be NULL only on the command line");
    default:
        return bad(reader, CROSSBIT_E_ARGUMENT, L"values of this type cannot be given on the command line");
    }
    skip_space(reader);
    if (SUCCEEDED(hr) && !at_end(reader))
        return bad(reader, CROSSBIT_E_ARGUMENT, L"there is more than one value, or a letter after a number");
    return hr;
}

static HRESULT read_file(struct reader *reader, const wchar_t *path, struct value_memory *memory)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    LARGE_INTEGER size = {0};
    DWORD got = 0;
    HRESULT hr = S_OK;

    if (file == INVALID_HANDLE_VALUE || !GetFileSizeEx(file, &size) || size.QuadPart > MEMORY_LIMIT) {
        message_set_win32(reader->message, file == INVALID_HANDLE_VALUE ? GetLastError() : ERROR_FILE_TOO_LARGE,
            L"argument %u: cannot read %ls", reader->param + 1, path);
        hr = CROSSBIT_E_ARGUMENT;
    } else {
        memory->size = (size_t)size.QuadPart;
        memory->bytes = arena_alloc(&reader->values->arena, memory->size);
        if (!memory->bytes)
            hr = E_OUTOFMEMORY;
        else if (!ReadFile(file, memory->bytes, (DWORD)memory->size, &got, NULL) || got != memory->size)
            hr = bad(reader, CROSSBIT_E_ARGUMENT, L"the file cannot be read to its end");
    }
    if (file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
    return hr;
}

static HRESULT read_hex(struct reader *reader, const wchar_t *text, struct value_memory *memory)
{
    static const wchar_t digits[] = L"0123456789abcdef0123456789ABCDEF";
    size_t length = wcslen(text), i;
    BYTE *bytes;

    memory->size = length / 2;
    memory->bytes = bytes = arena_alloc(&reader->values->arena, memory->size);
    if (!bytes)
        return E_OUTOFMEMORY;
    for (i = 0; i < length; i++) {
        const wchar_t *digit = wcschr(digits, text[i]);

        if (!digit || length % 2)
            return bad(reader, CROSSBIT_E_ARGUMENT, L"after hex: an even number of hexadecimal digits was expected");
        bytes[i / 2] = (BYTE)(bytes[i / 2] << 4 | (digit - digits) % 16);
    }
    return S_OK;
}

/* One value, or a comma-separated list of them, for the memory that a pointer points to. */
static HRESULT read_list(
    struct reader *reader, const struct ctype *element, const struct cattr *attr, struct value_memory *memory)
{
    uint32_t size = element->size ? element->size : 1, count = 1;
    const wchar_t *scan;
    int depth = 0;
    HRESULT hr = S_OK;
    BYTE *bytes;

    for (scan = reader->text; *scan; scan++) {
        depth += *scan == L'{' ? 1 : *scan == L'}' ? -1 : 0;
        count += *scan == L',' && depth == 0;
    }
    memory->size = (size_t)count * size;
    memory->bytes = bytes = arena_alloc(&reader->values->arena, memory->size);
    if (!bytes)
        return E_OUTOFMEMORY;
    for (; count && SUCCEEDED(hr); count--, bytes += size) {
        hr = read_value(reader, element, attr, bytes);
        if (SUCCEEDED(hr) && *reader->text == L',')
            reader->text++;
        else if (SUCCEEDED(hr) && *reader->text)
            hr = bad(reader, CROSSBIT_E_ARGUMENT, L"a closing brace is too many");
    }
    return hr;
}

static const struct ctype byte_type = {.kind = CTYPE_INT, .size = 1, .wire_size = 1};

static const struct ctype *element_of(const struct ctype *pointer)
{
    return pointer->target->kind == CTYPE_VOID ? &byte_type : pointer->target;
}

static HRESULT read_pointer(
    struct reader *reader, const struct ctype *type, const struct cattr *attr, struct value_memory *memory)
{
    const struct ctype *element = element_of(type);
    const wchar_t *text = reader->text;
    struct values *values = reader->values;
    int size;

    if (!wcscmp(text, L"NULL")) {
        memory->is_null = true;
        return S_OK;
    }
    if (!wcscmp(text, L"_") || !wcsncmp(text, L"out:", 4)) {
        if (!attr->out)
            return bad(reader, CROSSBIT_E_ARGUMENT, L"it is no output; give a value, or NULL");
        memory->is_output = true;
        memory->file = text[0] == L'o' ? text + 4 : NULL;
        return S_OK;
    }
    if (text[0] == L'@' && !attr->string)
        return read_file(reader, text + 1, memory);
    if (!wcsncmp(text, L"hex:", 4))
        return read_hex(reader, text + 4, memory);
    if (!wcsncmp(text, L"text:", 5) || attr->string) {
        text += !wcsncmp(text, L"text:", 5) ? 5 : 0;
        if (element->text == TEXT_WCHAR) {
            memory->size = (wcslen(text) + (attr->string ? 1 : 0)) * sizeof(wchar_t);
            memory->bytes = (void *)text;
            return S_OK;
        }
        memory->bytes = narrow_text(values, text, wcslen(text), attr->utf8 || !attr->string, &size);
        memory->size = (size_t)size + (attr->string ? 1 : 0);
        return memory->bytes ? S_OK
                             : bad(reader, CROSSBIT_E_RANGE,
                                   L"the text has a character that the ANSI code page lacks; [utf8] may help");
    }
    return read_list(reader, element, attr->inner ? attr->inner : attr, memory);
}

/* The parameter that counts the elements of parameter i, if its size is just that one; else NULL. */
static bool is_size_of(const struct cfunction *function, uint32_t size_param, uint32_t i)
{
    const struct cexpr *size = function->params[i].attr.size;

    return function->params[i].type->kind == CTYPE_POINTER && size && size->kind == EXPR_PARAM &&
           size->index == size_param;
}

static HRESULT find_count(struct reader *reader, void *native)
{
    const struct cfunction *function = reader->values->function;
    const struct value_memory *memory;
    uint32_t i;

    for (i = 0; i < function->param_count; i++) {
        memory = &reader->values->memory[i];
        if (is_size_of(function, reader->param, i) && memory->bytes) {
            ctype_write_int(function->params[reader->param].type, native,
                (int64_t)(memory->size / element_of(function->params[i].type)->size));
            return S_OK;
        }
    }
    return bad(
        reader, CROSSBIT_E_ARGUMENT, L"_ stands for the size of an array, but no array that is given has this size");
}

static bool is_data_pointer(const struct cparam *param)
{
    return param->type->kind == CTYPE_POINTER && param->attr.handle == HANDLE_NONE &&
           param->type->target->kind != CTYPE_FUNCTION && param->type->target->kind != CTYPE_OPAQUE;
}

/* Output memory can be made when all numbers are known; input must be as long as the declaration says it is. */
static HRESULT fit_memory(struct reader *reader)
{
    struct values *values = reader->values;
    const struct cparam *param = &values->function->params[reader->param];
    struct value_memory *memory = &values->memory[reader->param];
    struct cvalues numbers = {.args = values->args};
    uint32_t size = element_of(param->type)->size;
    int64_t count = 1;
    void *larger;

    if (memory->is_null)
        return S_OK;
    if (param->attr.size && (!cexpr_evaluate(param->attr.size, &numbers, &count) || count < 0 ||
                                (uint64_t)count > MEMORY_LIMIT / (size ? size : 1)))
        return bad(reader, CROSSBIT_E_RANGE, L"its size_is comes to no possible number of elements");
    if (param->attr.string && !param->attr.size)
        return S_OK; /* as long as it is */
    if (memory->size >= (size_t)count * size)
        return S_OK;
    if (!param->attr.out && !param->attr.string) {
        message_set(reader->message, CROSSBIT_E_ARGUMENT, L"argument %u has %u elements, but its size_is says %lld",
            reader->param + 1, (unsigned int)(memory->size / (size ? size : 1)), (long long)count);
        return CROSSBIT_E_ARGUMENT;
    }
    larger = arena_alloc(&values->arena, (size_t)count * size);
    if (!larger)
        return E_OUTOFMEMORY;
    if (memory->size)
        memcpy(larger, memory->bytes, memory->size);
    memory->bytes = larger;
    memory->size = (size_t)count * size;
    *(void **)values->args[reader->param] = larger;
    return S_OK;
}

HRESULT values_parse(struct values *values, const struct cfunction *function, wchar_t *const *texts, BSTR *message)
{
    struct reader reader = {.values = values, .message = message};
    HRESULT hr = S_OK;
    int pass;

    memset(values, 0, sizeof(*values));
    values->function = function;
    values->args = arena_alloc(&values->arena, (function->param_count + 1) * sizeof(void *));
    values->memory = arena_alloc(&values->arena, (function->param_count + 1) * sizeof(*values->memory));
    if (!values->args || !values->memory)
        return E_OUTOFMEMORY;
    /* Values first, then sizes that are to be counted, then memory, whose size may be any of these. */
    for (pass = 0; pass < 3; pass++) {
        for (reader.param = 0; reader.param < function->param_count && SUCCEEDED(hr); reader.param++) {
            const struct cparam *param = &function->params[reader.param];
            bool counted = !wcscmp(texts[reader.param], L"_") && !is_data_pointer(param);
            void **native = &values->args[reader.param];

            reader.text = texts[reader.param];
            if (pass == 0) {
                *native = arena_alloc(&values->arena, param->type->size > 16 ? param->type->size : 16);
                if (!*native)
                    return E_OUTOFMEMORY;
            }
            if (pass == 0 && is_data_pointer(param)) {
                hr = read_pointer(&reader, param->type, &param->attr, &values->memory[reader.param]);
                *(void **)*native = values->memory[reader.param].bytes;
            } else if (pass == 0 && !counted) {
                hr = read_value(&reader, param->type, &param->attr, *native);
                if (SUCCEEDED(hr) && *reader.text)
                    hr = bad(&reader, CROSSBIT_E_ARGUMENT, L"there is more than one value");
            } else if (pass == 1 && counted) {
                hr = param->type->kind == CTYPE_INT ? find_count(&reader, *native)
                                                    : bad(&reader, CROSSBIT_E_ARGUMENT, L"_ is no value of this type");
            } else if (pass == 2 && is_data_pointer(param)) {
                hr = fit_memory(&reader);
            }
        }
    }
    return hr;
}

/* How many elements count after the call. */
static size_t output_count(const struct values *values, uint32_t i)
{
    const struct cparam *param = &values->function->params[i];
    const struct cexpr *expression = param->attr.length ? param->attr.length : param->attr.size;
    struct cvalues numbers = {.args = values->args};
    uint32_t size = element_of(param->type)->size;
    size_t capacity = values->memory[i].size / (size ? size : 1);
    int64_t count;

    if (!expression)
        return capacity ? 1 : 0;
    if (!cexpr_evaluate(expression, &numbers, &count) || count < 0)
        return 0;
    return (uint64_t)count < capacity ? (size_t)count : capacity;
}

HRESULT values_save(const struct values *values, BSTR *message)
{
    uint32_t i;

    for (i = 0; i < values->function->param_count; i++) {
        const struct value_memory *memory = &values->memory[i];
        DWORD size, done = 0;
        HANDLE file;
        bool failed;

        if (!memory->file)
            continue;
        size = (DWORD)(output_count(values, i) * element_of(values->function->params[i].type)->size);
        file = CreateFileW(memory->file, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
        failed = file == INVALID_HANDLE_VALUE || !WriteFile(file, memory->bytes, size, &done, NULL) || done != size;
        if (failed)
            message_set_win32(message, GetLastError(), L"argument %u: cannot write %ls", i + 1, memory->file);
        if (file != INVALID_HANDLE_VALUE)
            CloseHandle(file);
        if (failed)
            return CROSSBIT_E_ARGUMENT;
    }
    return S_OK;
}

static void print_text(const wchar_t *text, size_t length, bool json)
{
    if (json)
        out_json_string(text, length);
    else
        out_format(L"%.*ls", (int)length, text);
}

static void print_narrow(const char *bytes, size_t length, bool utf8, bool json)
{
    UINT page = utf8 ? CP_UTF8 : CP_ACP;
    int count = length ? MultiByteToWideChar(page, 0, bytes, (int)length, NULL, 0) : 0;
    wchar_t *text = malloc(((size_t)count + 1) * sizeof(wchar_t));

    if (!text)
        return;
    if (count)
        MultiByteToWideChar(page, 0, bytes, (int)length, text, count);
    text[count] = 0;
    print_text(text, (size_t)count, json);
    free(text);
}

static void print_elements(const struct values *values, const struct ctype *element, const struct cattr *attr,
    const BYTE *bytes, size_t count, bool json)
{
    size_t i;

    if (element->kind == CTYPE_INT && element->size == 1) { /* bytes */
        out_text(json ? L"\"" : L"");
        for (i = 0; i < count; i++)
            out_format(L"%02x", bytes[i]);
        out_text(json ? L"\"" : L"");
        return;
    }
    out_text(json ? L"[" : L"");
    for (i = 0; i < count; i++) {
        out_text(i ? (json ? L", " : L",") : L"");
        values_print(values, element, attr, bytes + i * element->size, json);
    }
    out_text(json ? L"]" : L"");
}

static void print_members(const struct values *values, const struct ctype *type, const BYTE *bytes, bool json)
{
    uint32_t i;

    out_text(L"{");
    for (i = 0; i < type->field_count; i++) {
        out_text(i ? (json ? L", " : L",") : L"");
        if (json) {
            out_json_ansi(type->fields[i].name ? type->fields[i].name : "");
            out_text(L": ");
        }
        values_print(values, type->fields[i].type, &type->fields[i].attr, bytes + type->fields[i].offset, json);
    }
    out_text(L"}");
}

/* What a pointer that the DLL returned points to; its size may depend on the parameters. */
static void print_pointer(
    const struct values *values, const struct ctype *type, const struct cattr *attr, const void *pointer, bool json)
{
    const struct ctype *element = element_of(type);
    struct cvalues numbers = {.args = values->args};
    int64_t count = 1;

    if (!pointer) {
        out_text(json ? L"null" : L"NULL");
        return;
    }
    if (attr->handle != HANDLE_NONE || element->kind == CTYPE_OPAQUE || element->kind == CTYPE_FUNCTION) {
        out_format(L"%llu", (unsigned long long)(uintptr_t)pointer);
    } else if (attr->string) {
        if (element->text == TEXT_WCHAR)
            print_text(pointer, wcslen(pointer), json);
        else
            print_narrow(pointer, strlen(pointer), attr->utf8, json);
    } else {
        if (attr->size && (!cexpr_evaluate(attr->size, &numbers, &count) || count < 0))
            count = 0;
        if (attr->size)
            print_elements(values, element, attr->inner, pointer, (size_t)count, json);
        else
            values_print(values, element, attr->inner, pointer, json);
    }
}

/* With as few digits as give the same number again. */
static void print_float(double value, bool is_float)
{
    int digits = is_float ? 6 : 15, most = is_float ? 9 : 17;
    wchar_t text[40];

    for (;; digits++) {
        _snwprintf(text, ARRAYSIZE(text), L"%.*g", digits, value);
        if (digits == most || (is_float ? (float)wcstod(text, NULL) == (float)value : wcstod(text, NULL) == value))
            break;
    }
    out_text(text);
}

void values_print(
    const struct values *values, const struct ctype *type, const struct cattr *attr, const void *native, bool json)
{
    double value;

    switch (type->kind) {
    case CTYPE_BOOL:
        out_text(ctype_read_int(type, native) ? L"true" : L"false");
        break;
    case CTYPE_INT:
        out_format(type->is_signed ? L"%lld" : L"%llu", (long long)ctype_read_int(type, native));
        break;
    case CTYPE_FLOAT:
        value = type->size == sizeof(float) ? *(const float *)native : *(const double *)native;
        if (isfinite(value))
            print_float(value, type->size == sizeof(float));
        else
            out_text(json ? L"null" : isnan(value) ? L"nan" : value < 0 ? L"-inf" : L"inf");
        break;
    case CTYPE_POINTER:
        print_pointer(values, type, attr, *(void *const *)native, json);
        break;
    case CTYPE_ARRAY:
        if (type->target->text == TEXT_CHAR)
            print_narrow(native, strnlen(native, type->count), attr && attr->utf8, json);
        else if (type->target->text == TEXT_WCHAR)
            print_text(native, wcsnlen(native, type->count), json);
        else
            print_elements(values, type->target, attr, native, type->count, json);
        break;
    case CTYPE_STRUCT:
    case CTYPE_UNION:
        print_members(values, type, native, json);
        break;
    default:
        out_text(json ? L"null" : L"?");
    }
}

void values_print_output(const struct values *values, uint32_t i, bool json)
{
    const struct cparam *param = &values->function->params[i];
    const struct value_memory *memory = &values->memory[i];
    const struct ctype *element = element_of(param->type);

    if (memory->is_null)
        out_text(json ? L"null" : L"NULL");
    else if (param->attr.string)
        element->text == TEXT_WCHAR
            ? print_text(memory->bytes, wcsnlen(memory->bytes, memory->size / 2), json)
            : print_narrow(memory->bytes, strnlen(memory->bytes, memory->size), param->attr.utf8, json);
    else if (memory->file)
        print_text(memory->file, wcslen(memory->file), json);
    else if (param->attr.size)
        print_elements(values, element, param->attr.inner, memory->bytes, output_count(values, i), json);
    else
        values_print(values, element, param->attr.inner, memory->bytes, json);
}

void values_cleanup(struct values *values)
{
    arena_cleanup(&values->arena);
}
