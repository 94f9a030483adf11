/* SPDX-License-Identifier: MIT */
/* Finds a declared function's export: by name, decorated name or ordinal. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/message.h"
#include "core/declare/c_type.h"
#include "crossbit/error.h"
#include "dll.h"

#if CROSSBIT_BITS == 32
/* Bytes of arguments as the decorations count them: each on its own stack slots of 4 bytes. */
static unsigned int argument_bytes(const struct cfunction *function)
{
    unsigned int bytes = 0;
    uint32_t i;

    for (i = 0; i < function->param_count; i++)
        bytes += (function->params[i].type->size + 3) & ~3u;
    return bytes;
}

static const char *convention_name(enum cconvention convention)
{
    static const char *const names[] = {"__cdecl", "__stdcall", "__fastcall", "__thiscall"};

    return names[convention];
}
#endif

static const struct pe_export *find_export(const struct dll *dll, const char *name, uint16_t ordinal)
{
    uint32_t i;

    for (i = 0; i < dll->pe.export_count; i++)
        if (name ? dll->pe.exports[i].name && !strcmp(dll->pe.exports[i].name, name)
                 : dll->pe.exports[i].ordinal == ordinal)
            return &dll->pe.exports[i];
    return NULL;
}

static bool is_code(const void *address)
{
    MEMORY_BASIC_INFORMATION memory;

    return VirtualQuery(address, &memory, sizeof(memory)) &&
           (memory.Protect & (PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY));
}

/* name NULL: by ordinal. S_FALSE: there is no such export. */
static HRESULT take(const struct dll *dll, const char *name, uint16_t ordinal, void **address, BSTR *message)
{
    const struct pe_export *export = find_export(dll, name, ordinal);
    wchar_t text[16];
    void *found;

    found = (void *)GetProcAddress(dll->module, name ? name : (const char *)(uintptr_t)ordinal);
    if (!found && !export)
        return S_FALSE;
    _snwprintf(text, ARRAYSIZE(text), L"ordinal %u", ordinal);
    text[ARRAYSIZE(text) - 1] = 0;
    if (!found)
        return message_set(message, export->forwarder ? CROSSBIT_E_FORWARDER : CROSSBIT_E_MISSING_EXPORT,
            export->forwarder ? L"%ls: %hs%ls is forwarded to %hs, which is not there" : L"%ls: %hs%ls has no address",
            dll->path, name ? name : "", name ? L"" : text, export->forwarder);
    if (!is_code(found))
        return message_set(message, CROSSBIT_E_MISSING_EXPORT, L"%ls: the export %hs%ls is data, not a function",
            dll->path, name ? name : "", name ? L"" : text);
    *address = found;
    return S_OK;
}

/*
 * The export under a decoration of another convention or argument list, which tells what is wrong with the declaration.
 */
static const char *find_decorated(const struct dll *dll, const char *name)
{
    size_t length = strlen(name);
    const char *export;
    uint32_t i;

    for (i = 0; i < dll->pe.export_count; i++) {
        export = dll->pe.exports[i].name;
        if (!export)
            continue;
        if (*export == '_' || *export == '@')
            export ++;
        if (!strncmp(export, name, length) && export[length] == '@')
            return dll->pe.exports[i].name;
    }
    return NULL;
}

static HRESULT missing(const struct dll *dll, const struct cfunction *function, const char *name, BSTR *message)
{
    const char *nearest[5], *decorated = function->entry ? NULL : find_decorated(dll, name);
    struct message_list list = {.text = L""};
    uint32_t count, i;

#if CROSSBIT_BITS == 32
    if (decorated)
        return message_set(message, CROSSBIT_E_MISSING_EXPORT,
            L"%ls has no %hs of this declaration, which is %hs with %u bytes of arguments; it exports %hs, where the "
            L"number "
            L"counts the bytes of arguments (_name@N is __stdcall, @name@N is __fastcall): correct the declaration, or "
            L"say "
            L"[entry(\"%hs\")]",
            dll->path, name, convention_name(function->convention), argument_bytes(function), decorated, decorated);
#else
    if (decorated)
        return message_set(message, CROSSBIT_E_MISSING_EXPORT, L"%ls has no export %hs, but %hs: say [entry(\"%hs\")]",
            dll->path, name, decorated, decorated);
#endif
    if (!dll->pe.export_count)
        return message_set(
            message, CROSSBIT_E_MISSING_EXPORT, L"%ls has no export %hs; it exports nothing at all", dll->path, name);
    count = pe_nearest_exports(&dll->pe, name, nearest, ARRAYSIZE(nearest));
    for (i = 0; i < count; i++)
        message_list_add(&list, nearest[i]);
    message_list_end(&list);
    return message_set(message, CROSSBIT_E_MISSING_EXPORT, L"%ls has no export %hs, of %u; the nearest are %ls",
        dll->path, name, dll->pe.export_count,
        count ? list.text : L"none (it exports by ordinal only: say [entry(NUMBER)])");
}

HRESULT dll_bind(const struct dll *dll, const struct cfunction *function, void **address, BSTR *message)
{
    const char *name = function->entry ? function->entry : function->name;
    HRESULT hr;
#if CROSSBIT_BITS == 32
    char decorated[520];
    unsigned int bytes, form;
    /* A large struct that comes back through a hidden pointer: compilers differ in whether they count the pointer. */
    unsigned int forms = function->result->kind == CTYPE_STRUCT || function->result->kind == CTYPE_UNION ? 4 : 2;
#endif

    *address = NULL;
    if (function->ordinal && !function->entry) {
        hr = take(dll, NULL, function->ordinal, address, message);
        if (hr == S_FALSE)
            hr = message_set(message, CROSSBIT_E_MISSING_EXPORT, L"%ls has no export with the ordinal %u (for %hs)",
                dll->path, function->ordinal, function->name);
        return hr;
    }
    hr = take(dll, name, 0, address, message);
    if (hr != S_FALSE || function->entry)
        return hr == S_FALSE ? missing(dll, function, name, message) : hr;
#if CROSSBIT_BITS == 32
    /* As compilers decorate: Microsoft's _Name@N, MinGW's Name@N, fastcall's @Name@N, and cdecl's _Name. */
    bytes = argument_bytes(function);
    for (form = 0; form < forms && hr == S_FALSE; form++) {
        if (form == 2)
            bytes += 4;
        if (function->convention == CONV_STDCALL)
            _snprintf(decorated, sizeof(decorated) - 1, form & 1 ? "%s@%u" : "_%s@%u", name, bytes);
        else if (function->convention == CONV_FASTCALL)
            _snprintf(decorated, sizeof(decorated) - 1, "@%s@%u", name, bytes);
        else
            _snprintf(decorated, sizeof(decorated) - 1, "_%s", name);
        decorated[sizeof(decorated) - 1] = 0;
        hr = take(dll, decorated, 0, address, message);
    }
#endif
    return hr == S_FALSE ? missing(dll, function, name, message) : hr;
}
