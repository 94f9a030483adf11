/* SPDX-License-Identifier: MIT */
/* crossbit call: declares a function, calls it and prints what it returned. */
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>

static int exit_for(HRESULT hr)
{
    switch (hr) {
    case CROSSBIT_E_FILE_NOT_FOUND:
    case CROSSBIT_E_NOT_PE:
    case CROSSBIT_E_BITNESS:
    case CROSSBIT_E_MACHINE:
    case CROSSBIT_E_NOT_DLL:
    case CROSSBIT_E_MISSING_DEPENDENCY:
    case CROSSBIT_E_LOAD_FAILED:
        return EXIT_LOAD;
    case CROSSBIT_E_DECLARATION:
    case CROSSBIT_E_UNDECLARED:
    case CROSSBIT_E_MISSING_EXPORT:
    case CROSSBIT_E_FORWARDER:
        return EXIT_DECLARATION;
    case CROSSBIT_E_ARGUMENT:
    case CROSSBIT_E_RANGE:
    case CROSSBIT_E_STALE_HANDLE:
        return EXIT_ARGUMENT;
    default:
        return EXIT_CALL;
    }
}

static int failed(HRESULT hr)
{
    return out_error(exit_for(hr), L"%ls", crossbit_error_message());
}

static char *utf8_text(const wchar_t *text)
{
    int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *bytes = malloc((size_t)size + 1);

    if (bytes && !WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, size, NULL, NULL))
        bytes[0] = 0;
    return bytes;
}

static bool is_output(const struct values *values, uint32_t i)
{
    const struct cparam *param = &values->function->params[i];

    return param->attr.out && param->type->kind == CTYPE_POINTER && param->attr.handle == HANDLE_NONE;
}

static void print_name(const struct cfunction *function, uint32_t i, bool json)
{
    char number[16];
    const char *name = function->params[i].name;

    if (!name) {
        _snprintf(number, sizeof(number), "%u", i + 1);
        name = number;
    }
    if (json)
        out_json_ansi(name);
    else
        out_format(L"%hs", name);
}

static void print_all(const struct values *values, const void *result, bool json)
{
    const struct cfunction *function = values->function;
    bool is_void = function->result->kind == CTYPE_VOID, first = true;
    uint32_t i;

    if (json)
        out_text(L"{\"result\": ");
    if (!is_void)
        values_print(values, function->result, &function->result_attr, result, json);
    else if (json)
        out_text(L"null");
    if (json)
        out_text(L", \"out\": {");
    else if (!is_void)
        out_text(L"\n");
    for (i = 0; i < function->param_count; i++) {
        if (!is_output(values, i))
            continue;
        if (json && !first)
            out_text(L", ");
        first = false;
        print_name(function, i, json);
        out_text(json ? L": " : L" = ");
        values_print_output(values, i, json);
        if (!json)
            out_text(L"\n");
    }
    if (json)
        out_format(L"}, \"lastError\": %lu, \"errno\": %d}\n", crossbit_last_error(), crossbit_errno());
}

static bool take_threading(const wchar_t *text, enum crossbit_threading *threading)
{
    static const wchar_t *const names[] = {L"serial", L"free", L"main"};
    int i;

    for (i = 0; i < 3; i++) {
        if (text && !wcscmp(text, names[i])) {
            *threading = (enum crossbit_threading)i;
            return true;
        }
    }
    return !text;
}

int command_call(int count, wchar_t **args, const struct options *options)
{
    struct crossbit_load_options load = {.size = sizeof(load), .folders = options->folders};
    crossbit_library *library = NULL;
    crossbit_function *function = NULL;
    struct cscope *scope = NULL;
    const struct cfunction *type;
    struct values values = {0};
    uint32_t first, functions;
    BSTR message = NULL;
    char *text = NULL;
    void *result = NULL;
    HRESULT hr;
    int code;

    if (count < 2)
        return out_error(EXIT_USAGE, L"usage: crossbit call DLL DECLARATION [ARG...]");
    if (!take_threading(options->threading, &load.threading))
        return out_error(EXIT_USAGE, L"--threading is serial, free or main, not %ls", options->threading);
    text = utf8_text(args[1]);
    if (!text)
        return out_error(EXIT_CALL, L"out of memory");
    /* Our own scope tells the types, for which the arguments are parsed; the library has another. */
    hr = cscope_create(&scope);
    if (SUCCEEDED(hr))
        hr = cscope_declare(scope, text, &first, &functions, &message);
    if (FAILED(hr)) {
        code = out_error(EXIT_DECLARATION, L"%ls", message ? message : L"out of memory");
        goto exit;
    }
    if (!functions) {
        code = out_error(EXIT_DECLARATION, L"the declaration declares no function");
        goto exit;
    }
    type = cscope_function(scope, first + functions - 1);
    if (type->variadic) {
        code = out_error(EXIT_DECLARATION,
            L"%hs has variable arguments: declare it with the parameters of this call instead "
            L"of ...",
            type->name);
        goto exit;
    }
    if ((uint32_t)count - 2 != type->param_count) {
        code = out_error(EXIT_ARGUMENT, L"%hs takes %u arguments, but %d are given; _ stands for an output", type->name,
            type->param_count, count - 2);
        goto exit;
    }
    hr = values_parse(&values, type, args + 2, &message);
    if (FAILED(hr)) {
        code = out_error(EXIT_ARGUMENT, L"%ls", message ? message : L"out of memory");
        goto exit;
    }
    result = arena_alloc(&values.arena, type->result->size > 16 ? type->result->size : 16);
    if (FAILED(hr = crossbit_load(args[0], &load, &library)) || FAILED(hr = crossbit_declare(library, text)) ||
        FAILED(hr = crossbit_find(library, type->name, &function)) ||
        FAILED(hr = crossbit_invoke(function, result, values.args, type->param_count))) {
        code = failed(hr);
        goto exit;
    }
    hr = values_save(&values, &message);
    if (FAILED(hr)) {
        code = out_error(EXIT_ARGUMENT, L"%ls", message ? message : L"out of memory");
        goto exit;
    }
    print_all(&values, result, options->json);
    code = EXIT_DONE;

exit:
    out_flush();
    crossbit_unload(library);
    values_cleanup(&values);
    cscope_free(scope);
    SysFreeString(message);
    free(text);
    return code;
}
