/* SPDX-License-Identifier: MIT */
/*
 * Reads the export table of the DLL, which may be of either bitness. The file is not trusted: every offset is checked.
 */
#include "gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct image {
    const unsigned char *data;
    size_t size;
    size_t sections;
    unsigned section_count;
};

enum { EXPORT_LIMIT = 65536 };

static bool in_image(const struct image *image, size_t at, size_t size)
{
    return at <= image->size && size <= image->size - at;
}

static uint32_t get(const struct image *image, size_t at, unsigned size)
{
    uint32_t value = 0;

    if (!in_image(image, at, size))
        return 0;
    for (unsigned i = 0; i < size; i++)
        value |= (uint32_t)image->data[at + i] << (8 * i);
    return value;
}

/* The section of an address; *at is its place in the file. */
static bool find_section(const struct image *image, uint32_t rva, size_t *at, bool *code)
{
    for (unsigned i = 0; i < image->section_count; i++) {
        size_t header = image->sections + 40 * (size_t)i;
        uint32_t start = get(image, header + 12, 4), raw = get(image, header + 16, 4),
                 virtual_size = get(image, header + 8, 4);
        uint32_t span = raw > virtual_size ? raw : virtual_size;
        if (rva >= start && rva - start < span) {
            *at = (size_t)get(image, header + 20, 4) + (rva - start);
            if (code)
                *code = (get(image, header + 36, 4) & 0x20000000) != 0;
            return true;
        }
    }
    return false;
}

static const char *text_at(struct gen *gen, const struct image *image, uint32_t rva)
{
    size_t at, end;

    if (!find_section(image, rva, &at, NULL) || at >= image->size)
        return NULL;
    for (end = at; end < image->size && image->data[end] != 0; end++)
        if (end - at > 4096)
            return NULL;
    return end < image->size ? arena_strndup(gen->arena, (const char *)image->data + at, end - at) : NULL;
}

/* _name@8, name@8 and @name@8 are `name` to a C program. */
static const char *without_decoration(struct gen *gen, const char *name)
{
    const char *at = strrchr(name, '@');

    if (at && at != name && at[1] != 0 && strspn(at + 1, "0123456789") == strlen(at + 1)) {
        if (*name == '_' || *name == '@')
            name++;
        return arena_strndup(gen->arena, name, (size_t)(at - name));
    }
    return name;
}

static bool read_table(struct gen *gen, const struct image *image, const char *path)
{
    size_t pe = get(image, 0x3c, 4), optional, directory, names, ordinals, functions;
    uint32_t rva, size, name_count, function_count, base;

    if (get(image, 0, 2) != 0x5a4d || get(image, pe, 4) != 0x4550) {
        gen_problem(gen, (struct place){0}, "'%s' is not a DLL; --library takes the DLL, or only its file name", path);
        return false;
    }
    ((struct image *)image)->section_count = get(image, pe + 6, 2);
    optional = pe + 24;
    ((struct image *)image)->sections = optional + get(image, pe + 20, 2);
    directory = optional + (get(image, optional, 2) == 0x20b ? 112 : 96);
    rva = get(image, directory, 4);
    size = get(image, directory + 4, 4);
    gen->have_exports = true;
    if (rva == 0)
        return true;
    size_t table;
    if (!find_section(image, rva, &table, NULL))
        goto broken;
    base = get(image, table + 16, 4);
    function_count = get(image, table + 20, 4);
    name_count = get(image, table + 24, 4);
    if (function_count > EXPORT_LIMIT || name_count > EXPORT_LIMIT)
        goto broken;
    if (!find_section(image, get(image, table + 28, 4), &functions, NULL))
        goto broken;
    if (name_count && (!find_section(image, get(image, table + 32, 4), &names, NULL) ||
                          !find_section(image, get(image, table + 36, 4), &ordinals, NULL)))
        goto broken;
    gen->exports = arena_alloc(gen->arena, ((size_t)name_count + function_count + 1) * sizeof(*gen->exports));
    for (uint32_t i = 0; i < name_count; i++) {
        struct export_entry *entry = &gen->exports[gen->export_count];
        uint32_t index = get(image, ordinals + 2 * (size_t)i, 2);
        uint32_t target = get(image, functions + 4 * (size_t)index, 4);
        size_t at;
        bool code = true;
        entry->name = text_at(gen, image, get(image, names + 4 * (size_t)i, 4));
        if (!entry->name || index >= function_count)
            goto broken;
        entry->plain = without_decoration(gen, entry->name);
        entry->ordinal = base + index;
        entry->forwarded = target >= rva && target - rva < size;
        if (!entry->forwarded && find_section(image, target, &at, &code))
            entry->data = !code;
        gen->export_count++;
    }
    /* What has no name. Gaps between ordinals are empty entries. */
    bool *named = arena_alloc(gen->arena, function_count + 1);
    for (unsigned i = 0; i < gen->export_count; i++)
        named[gen->exports[i].ordinal - base] = true;
    for (uint32_t index = 0; index < function_count; index++) {
        struct export_entry *entry = &gen->exports[gen->export_count];
        uint32_t target = get(image, functions + 4 * (size_t)index, 4);
        size_t at;
        bool code = true;
        if (named[index] || target == 0)
            continue;
        entry->ordinal = base + index;
        entry->forwarded = target >= rva && target - rva < size;
        if (!entry->forwarded && find_section(image, target, &at, &code))
            entry->data = !code;
        gen->export_count++;
    }
    return true;
broken:
    gen_problem(
        gen, (struct place){0}, "'%s' has a damaged export table; give an undamaged DLL, or only its file name", path);
    return false;
}

/* Is the import directory's DLL one of the runtimes that MinGW's programs are linked with? */
static bool imports_mingw_runtime(struct gen *gen, const struct image *image, size_t directory)
{
    static const char *const runtimes[] = {"msvcrt.dll", "ucrtbase.dll", "api-ms-win-crt-", "libgcc_s_"};
    size_t at;

    if (get(image, directory, 4) == 0 || !find_section(image, get(image, directory, 4), &at, NULL))
        return false;
    for (unsigned i = 0; i < 1024 && get(image, at + 12, 4) != 0; i++, at += 20) {
        const char *name = text_at(gen, image, get(image, at + 12, 4));
        for (size_t j = 0; name && j < sizeof(runtimes) / sizeof(runtimes[0]); j++)
            if (strncasecmp(name, runtimes[j], strlen(runtimes[j])) == 0)
                return true;
    }
    return false;
}

/* Microsoft's linker leaves a list of the tools that made the parts between the DOS header and the PE header. */
static bool has_rich_header(const struct image *image, size_t pe)
{
    for (size_t end = 0x40; end + 8 <= pe && in_image(image, end, 8); end += 4) {
        uint32_t key = get(image, end + 4, 4);
        if (get(image, end, 4) != 0x68636952) /* "Rich" */
            continue;
        for (size_t start = 0x40; start < end; start += 4)
            if ((get(image, start, 4) ^ key) == 0x536e6144) /* "DanS" */
                return true;
    }
    return false;
}

/* Only what is certain. Old linkers of Microsoft and Delphi's have ld's version numbers, but not those imports. */
static void read_compiler(struct gen *gen, const struct image *image)
{
    size_t pe = get(image, 0x3c, 4), optional = pe + 24;
    bool wide = get(image, optional, 2) == 0x20b;

    gen->dll_bits = wide ? 64 : 32;
    if (gen->abi != ABI_UNKNOWN)
        return;
    if (has_rich_header(image, pe))
        gen->abi = ABI_MSVC;
    else if (get(image, optional + 2, 1) == 2 && imports_mingw_runtime(gen, image, optional + (wide ? 120 : 104)))
        gen->abi = ABI_GNU;
}

bool exports_read(struct gen *gen, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct image image = {0};
    unsigned char *data = NULL;
    long size;
    bool good = false;

    if (!file && strpbrk(path, "/\\")) {
        gen_problem(gen, (struct place){0},
            "'%s' cannot be read; check the path given to --library, or give only the DLL's name", path);
        return false;
    }
    if (!file)
        return true; /* a name, not a file: nothing to compare with */
    if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) > 0 && size < 1024L * 1024 * 1024 &&
        fseek(file, 0, SEEK_SET) == 0 && (data = malloc((size_t)size)) != NULL &&
        fread(data, 1, (size_t)size, file) == (size_t)size) {
        image.data = data;
        image.size = (size_t)size;
        good = read_table(gen, &image, path);
        if (good)
            read_compiler(gen, &image);
    } else
        gen_problem(gen, (struct place){0}, "'%s' cannot be read; check the path given to --library", path);
    free(data);
    fclose(file);
    return good;
}

struct export_entry *exports_find(struct gen *gen, const char *plain)
{
    if (!gen->export_table) {
        gen->export_table = table_create(gen->arena);
        for (unsigned i = 0; i < gen->export_count; i++)
            if (gen->exports[i].plain && !table_get(gen->export_table, gen->exports[i].plain))
                table_set(gen->export_table, gen->exports[i].plain, &gen->exports[i]);
    }
    return table_get(gen->export_table, plain);
}

struct export_entry *exports_find_ordinal(struct gen *gen, unsigned ordinal)
{
    for (unsigned i = 0; i < gen->export_count; i++)
        if (gen->exports[i].ordinal == ordinal)
            return &gen->exports[i];
    return NULL;
}
