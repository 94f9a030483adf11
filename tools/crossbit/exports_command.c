/* SPDX-License-Identifier: MIT */
/* crossbit exports: lists what a DLL exports. */
#include "tool.h"

#include "core/base/pe.h"

/* What the name's decoration tells of the calling convention; NULL: nothing. */
static const wchar_t *decoration(const char *name)
{
    const char *at = strrchr(name, '@');
    bool counted = at && at != name && at[1] && strspn(at + 1, "0123456789") == strlen(at + 1);

    if (name[0] == '?')
        return L"C++";
    if (name[0] == '@' && counted)
        return L"fastcall";
    return counted ? L"stdcall" : NULL;
}

static void print_text(const struct pe_file *pe, const wchar_t *path)
{
    uint32_t i;

    out_format(L"%ls\n", path);
    if (pe->bits)
        out_format(L"%u-bit %ls\n", pe->bits, pe->is_dll ? L"DLL" : L"program (not a DLL)");
    else
        out_format(
            L"%ls for machine 0x%04x, which Crossbit cannot load\n", pe->is_dll ? L"DLL" : L"program", pe->machine);
    if (pe->is_dotnet)
        out_text(L".NET assembly: what it exports beside this list is for the .NET runtime\n");
    out_text(L"needs:");
    for (i = 0; i < pe->import_count; i++)
        out_format(L" %hs", pe->imports[i]);
    out_text(pe->import_count ? L"\n" : L" nothing\n");
    out_format(L"%u exports:\n", pe->export_count);
    for (i = 0; i < pe->export_count; i++) {
        const struct pe_export *export = &pe->exports[i];
        const wchar_t *convention = export->name ? decoration(export->name) : NULL;

        out_format(L"%6u  %hs", export->ordinal, export->name ? export->name : "(by ordinal only)");
        if (convention)
            out_format(L"  [%ls]", convention);
        if (export->forwarder)
            out_format(L"  -> %hs", export->forwarder);
        out_text(L"\n");
    }
}

static void print_json(const struct pe_file *pe, const wchar_t *path)
{
    uint32_t i;

    out_text(L"{\"path\": ");
    out_json_string(path, wcslen(path));
    out_format(L", \"bits\": %u, \"machine\": %u, \"dll\": %ls, \"imports\": [", pe->bits, pe->machine,
        pe->is_dll ? L"true" : L"false");
    for (i = 0; i < pe->import_count; i++) {
        if (i)
            out_text(L", ");
        out_json_ansi(pe->imports[i]);
    }
    out_text(L"], \"exports\": [");
    for (i = 0; i < pe->export_count; i++) {
        const struct pe_export *export = &pe->exports[i];
        const wchar_t *convention = export->name ? decoration(export->name) : NULL;

        out_format(L"%ls{\"ordinal\": %u, \"name\": ", i ? L",\n " : L"\n ", export->ordinal);
        if (export->name)
            out_json_ansi(export->name);
        else
            out_text(L"null");
        out_text(L", \"convention\": ");
        if (convention)
            out_format(L"\"%ls\"", convention);
        else
            out_text(L"null");
        out_text(L", \"forwarder\": ");
        if (export->forwarder)
            out_json_ansi(export->forwarder);
        else
            out_text(L"null");
        out_text(L"}");
    }
    out_text(L"]}\n");
}

int command_exports(int count, wchar_t **args, const struct options *options)
{
    wchar_t path[0x8000];
    struct pe_file pe;
    BSTR message = NULL;
    DWORD length;

    if (count != 1)
        return out_error(EXIT_USAGE, L"usage: crossbit exports DLL [--json]");
    length = GetFullPathNameW(args[0], ARRAYSIZE(path), path, NULL);
    if (!length || length >= ARRAYSIZE(path))
        return out_error(EXIT_LOAD, L"%ls is no path", args[0]);
    if (FAILED(pe_open(path, &pe, &message))) {
        out_error(EXIT_LOAD, L"%ls", message ? message : L"out of memory");
        SysFreeString(message);
        return EXIT_LOAD;
    }
    if (options->json)
        print_json(&pe, path);
    else
        print_text(&pe, path);
    pe_close(&pe);
    return EXIT_DONE;
}
