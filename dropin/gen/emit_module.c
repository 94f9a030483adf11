/* SPDX-License-Identifier: MIT */
/* What makes DLLs of the drop-in and the binding: module definitions and version resources. */
#include "emit.h"

#include <string.h>

static const char definition[] = "; Made by crossbit-gen for @{library}@{purpose}. Do not edit.\n"
                                 "LIBRARY \"@{library}\"\n"
                                 "EXPORTS\n"
                                 "@{exports}\n";

/* Ordinal 0: the linker's choice. */
static const char *ordinal_of(struct gen *gen, const struct function *function, unsigned ordinal)
{
    return ordinal == 0 ? "" : arena_printf(gen->arena, " @%u%s", ordinal, function->no_name ? " NONAME" : "");
}

static void add_export(
    struct gen *gen, struct text *out, const struct function *function, const char *name, unsigned ordinal)
{
    emit_add(gen, out, "    \"@{name}\" = dropin_@{id}@{ordinal}\n",
        HOLES({"name", name}, {"id", function->id}, {"ordinal", ordinal_of(gen, function, ordinal)}));
}

/*
 * The drop-in's exports: the DLL's own spellings and ordinals, because a program may ask for either. A 32-bit DLL
 * often exports stdcall functions decorated only; a 64-bit compiler calls them plain, so that name is there as well.
 * Its ordinal lies past all of the DLL's: the linker would give it the ordinal of a function that was left out.
 */
void emit_def(struct gen *gen, struct text *out)
{
    struct text exports = {.arena = gen->arena};
    unsigned last = 0;

    for (unsigned i = 0; i < gen->export_count; i++)
        if (gen->exports[i].ordinal > last)
            last = gen->exports[i].ordinal;
    for (const struct function *function = gen->all; function != NULL; function = function->next) {
        bool plain = false;
        if (!function_is_ours(function) || function->helper)
            continue;
        if (function->no_name) {
            add_export(gen, &exports, function, function->name, function->ordinal);
            continue;
        }
        for (unsigned i = 0; i < gen->export_count; i++) {
            const struct export_entry *entry = &gen->exports[i];
            if (!entry->plain || strcmp(entry->plain, function->name) != 0)
                continue;
            add_export(gen, &exports, function, entry->name, entry->ordinal);
            plain |= strcmp(entry->name, function->name) == 0;
        }
        if (!plain)
            add_export(gen, &exports, function, function->name, function->export_name != NULL ? ++last : 0);
    }
    emit_add(gen, out, definition, HOLES({"purpose", ""}, {"exports", exports.data}));
}

/*
 * For the import library of a 32-bit drop-in: a compiler calls a stdcall function NAME@BYTES; dlltool -k leaves the
 * import plain.
 */
void emit_import_def(struct gen *gen, struct text *out)
{
    struct text exports = {.arena = gen->arena};

    for (const struct function *function = gen->all; function != NULL; function = function->next) {
        bool fastcall, decorated;
        if (!function_is_ours(function) || function->helper)
            continue;
        fastcall = strcmp(function->convention, "__fastcall") == 0;
        decorated = fastcall || strcmp(function->convention, "__stdcall") == 0;
        emit_add(gen, &exports, "    @{at}@{name}@{bytes}@{ordinal}\n",
            HOLES({"at", fastcall ? "@" : ""}, {"name", function->name},
                {"bytes", decorated ? arena_printf(gen->arena, "@%u", function->stack_bytes) : ""},
                {"ordinal", ordinal_of(gen, function, function->no_name ? function->ordinal : 0)}));
    }
    emit_add(gen, out, definition, HOLES({"purpose", ": names for the import library"}, {"exports", exports.data}));
}

static const char resource[] = "/* Made by crossbit-gen for @{library}. Do not edit. */\n"
                               "#include <winver.h>\n"
                               "\n"
                               "1 VERSIONINFO\n"
                               "FILEVERSION 1,0,0,0\n"
                               "PRODUCTVERSION 1,0,0,0\n"
                               "FILEFLAGSMASK VS_FFI_FILEFLAGSMASK\n"
                               "FILEOS VOS_NT_WINDOWS32\n"
                               "FILETYPE VFT_DLL\n"
                               "BEGIN\n"
                               "    BLOCK \"StringFileInfo\"\n"
                               "    BEGIN\n"
                               "        BLOCK \"040904b0\"\n"
                               "        BEGIN\n"
                               "            VALUE \"FileDescription\", \"@{what} of @{library} (Crossbit)\"\n"
                               "            VALUE \"FileVersion\", \"1.0.0.0\"\n"
                               "            VALUE \"InternalName\", \"@{lib}\"\n"
                               "            VALUE \"OriginalFilename\", \"@{file}\"\n"
                               "            VALUE \"ProductName\", \"Crossbit drop-in\"\n"
                               "            VALUE \"ProductVersion\", \"1.0.0.0\"\n"
                               "        END\n"
                               "    END\n"
                               "    BLOCK \"VarFileInfo\"\n"
                               "    BEGIN\n"
                               "        VALUE \"Translation\", 0x409, 1200\n"
                               "    END\n"
                               "END\n";

void emit_resource(struct gen *gen, struct text *out, bool binding)
{
    emit_add(gen, out, resource,
        HOLES({"what", binding ? "Binding" : "Drop-in"},
            {"file", binding ? arena_printf(gen->arena, "%s.crossbit.dll", gen->id) : gen->library}));
}
