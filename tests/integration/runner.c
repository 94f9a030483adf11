/* SPDX-License-Identifier: MIT */
#include "runner.h"

#include "core/declare/c_type.h"
#include "core/engine/engine.h"
#include "fixture_api.h"

#include <stdlib.h>
#include <string.h>

void test_folder(wchar_t *folder)
{
    assert_in_range(GetModuleFileNameW(NULL, folder, MAX_PATH), 1, MAX_PATH - 1);
    *wcsrchr(folder, '\\') = 0;
}

static void absolute(const wchar_t *path, wchar_t *full)
{
    wchar_t joined[2 * MAX_PATH], folder[MAX_PATH];

    test_folder(folder);
    if (path[0] && path[1] == ':')
        wcscpy(joined, path);
    else
        swprintf(joined, ARRAYSIZE(joined), L"%ls\\%ls", folder, path);
    assert_in_range(GetFullPathNameW(joined, MAX_PATH, full, NULL), 1, MAX_PATH - 1);
}

/* A failure of the bridge, with the text that a user would see. */
static void check(const char *what, HRESULT hr)
{
    if (FAILED(hr))
        fail_msg("%s: 0x%08lx: %ls", what, hr, crossbit_error_message());
}

void runs_load_with(
    struct runs *runs, const wchar_t *path_here, const wchar_t *path_there, const struct crossbit_load_options *options)
{
    wchar_t full[MAX_PATH];

    ZeroMemory(runs, sizeof(*runs));
    if (path_here) {
        absolute(path_here, full);
        runs->here.module = LoadLibraryExW(full, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
        assert_non_null(runs->here.module);
        assert_int_equal(cscope_create(&runs->here.scope), S_OK);
    }
    if (path_there) {
        absolute(path_there, full);
        check("crossbit_load", crossbit_load(full, options, &runs->there.library));
    }
}

void runs_load(struct runs *runs, const wchar_t *path_here, const wchar_t *path_there)
{
    runs_load_with(runs, path_here, path_there, NULL);
}

static void declare_one(struct run *run, const char *text)
{
    BSTR message = NULL;
    uint32_t first, count;

    if (run->scope && FAILED(cscope_declare(run->scope, text, &first, &count, &message)))
        fail_msg("%ls", message);
    if (run->library)
        check("crossbit_declare", crossbit_declare(run->library, text));
}

void runs_declare(struct runs *runs, const char *text)
{
    declare_one(&runs->here, text);
    declare_one(&runs->there, text);
}

void runs_unload(struct runs *runs)
{
    crossbit_unload(runs->there.library);
    if (runs->here.module)
        FreeLibrary(runs->here.module);
    cscope_free(runs->here.scope);
    free(runs->here.log);
    free(runs->there.log);
    ZeroMemory(runs, sizeof(*runs));
}

static HRESULT call_here(
    struct run *run, const char *name, const char *variable, void *result, void *const *args, size_t count)
{
    struct engine_outcome outcome = {0};
    const struct cfunction *function = NULL;
    const char *export;
    BSTR message = NULL;
    void *address;
    HRESULT hr;
    uint32_t i;

    for (i = cscope_function_count(run->scope); i > 0 && !function; i--)
        if (!strcmp(cscope_function(run->scope, i - 1)->name, name))
            function = cscope_function(run->scope, i - 1);
    assert_non_null(function);
    export = function->ordinal ? (const char *)(uintptr_t)function->ordinal
             : function->entry ? function->entry
                               : function->name;
    address = (void *)(uintptr_t)GetProcAddress(run->module, export);
    if (!address)
        fail_msg("no export %s", name);
    if (variable && FAILED(cscope_variadic(run->scope, i, variable, &function, &message)))
        fail_msg("%ls", message);
    assert_int_equal(function->param_count, count);
    hr = engine_call(function, address, args, result, &outcome);
    run->last_error = outcome.last_error;
    run->errno_value = outcome.errno_value;
    return hr;
}

HRESULT run_try(struct run *run, const char *name, const char *variable, void *result, void *const *args, size_t count)
{
    crossbit_function *function = NULL;
    HRESULT hr;

    if (!run->library)
        return call_here(run, name, variable, result, args, count);
    if (variable)
        hr = crossbit_find_variadic(run->library, name, variable, &function);
    else
        hr = crossbit_find(run->library, name, &function);
    check(name, hr);
    hr = crossbit_invoke(function, result, args, count);
    run->last_error = crossbit_last_error();
    run->errno_value = crossbit_errno();
    return hr;
}

void run_call(struct run *run, const char *name, const char *variable, void *result, void *const *args, size_t count)
{
    check(name, run_try(run, name, variable, result, args, count));
}

void run_log(struct run *run, const void *bytes, size_t size)
{
    if (run->log_size + size > run->log_capacity) {
        run->log_capacity = (run->log_size + size) * 2;
        run->log = realloc(run->log, run->log_capacity);
        assert_non_null(run->log);
    }
    memcpy(run->log + run->log_size, bytes, size);
    run->log_size += size;
}

void run_one(struct run *run, run_body *body)
{
    run->log_size = 0;
    body(run);
}

void run_both(struct runs *runs, run_body *body)
{
    run_one(&runs->here, body);
    run_one(&runs->there, body);
    assert_int_equal(runs->here.log_size, runs->there.log_size);
    if (runs->here.log_size)
        assert_memory_equal(runs->here.log, runs->there.log, runs->here.log_size);
}

int fixture_setup(void **state)
{
    static struct runs runs;
    size_t i;

    runs_load(&runs, L"fixture.dll", L"..\\" OTHER_ARCH L"\\fixture.dll");
    for (i = 0; i < ARRAYSIZE(fixture_api); i++)
        runs_declare(&runs, fixture_api[i]);
    declare_one(&runs.here, CROSSBIT_BITS == 32 ? fixture_api_x86 : fixture_api_x64);
    declare_one(&runs.there, OTHER_BITS == 32 ? fixture_api_x86 : fixture_api_x64);
    *state = &runs;
    return 0;
}

int fixture_teardown(void **state)
{
    runs_unload(*state);
    return 0;
}
