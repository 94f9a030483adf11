/* SPDX-License-Identifier: MIT */
/* Reads PE files: bitness, exports, imports. The file is not trusted. */
#include "pe.h"

#include <stdlib.h>
#include <string.h>

#include "crossbit/error.h"
#include "message.h"

/* Limits that no real file comes near, so that a damaged one cannot make us read for minutes. */
#define MAX_SECTIONS 96u /* Windows' own limit */
#define MAX_HEADER_BYTES 0x10000u
#define MAX_NAME_LENGTH 4096u /* MSVC cuts decorated names there */
#define MAX_EXPORTS 0x10000u
#define MAX_IMPORTS 4096u

/*
 * The headers, and of the sections those that an export or import leads to, each read whole at its first use. Names in
 * struct pe_file point into these bytes, which therefore become pe_file.memory.
 */
struct region {
    uint32_t rva, size; /* size: bytes in the file */
    uint32_t offset;
    uint8_t *bytes; /* NULL until first used */
};
struct image {
    const struct pe_source *source;
    const wchar_t *path;
    BSTR *message;
    uint32_t region_count;
    struct region regions[1 + MAX_SECTIONS]; /* [0] is the headers */
};

static HRESULT damaged(struct image *image, const wchar_t *what)
{
    return message_set(image->message, CROSSBIT_E_NOT_PE, L"%ls is damaged or cut off: its %ls lies outside the file",
        image->path, what);
}

static HRESULT read_at(struct image *image, uint64_t offset, uint32_t size, void *bytes)
{
    HRESULT hr = image->source->read(image->source, offset, size, bytes, image->message);

    return hr == S_FALSE ? damaged(image, L"content") : hr;
}

/* Bytes of the file that will be at rva, and how many follow in that region; NULL when there are none. */
static const uint8_t *image_bytes(struct image *image, uint32_t rva, uint32_t *available, HRESULT *hr)
{
    struct region *region;
    uint32_t i;

    *hr = S_OK;
    for (i = 0; i < image->region_count; i++) {
        region = &image->regions[i];
        if (rva < region->rva || rva - region->rva >= region->size)
            continue;
        if (!region->bytes) {
            region->bytes = malloc(region->size);
            if (!region->bytes) {
                *hr = E_OUTOFMEMORY;
                return NULL;
            }
            *hr = read_at(image, region->offset, region->size, region->bytes);
            if (FAILED(*hr)) {
                free(region->bytes);
                region->bytes = NULL;
                return NULL;
            }
        }
        *available = region->size - (rva - region->rva);
        return region->bytes + (rva - region->rva);
    }
    return NULL;
}

/* count items of size bytes at rva. */
static HRESULT image_array(
    struct image *image, uint32_t rva, uint32_t count, uint32_t size, const wchar_t *what, const void **items)
{
    uint32_t available = 0;
    HRESULT hr;

    *items = image_bytes(image, rva, &available, &hr);
    if (FAILED(hr))
        return hr;
    if (!*items || (uint64_t)count * size > available)
        return damaged(image, what);
    return S_OK;
}

static HRESULT image_string(struct image *image, uint32_t rva, const wchar_t *what, const char **string)
{
    uint32_t available = 0;
    HRESULT hr;

    *string = (const char *)image_bytes(image, rva, &available, &hr);
    if (FAILED(hr))
        return hr;
    if (!*string || !memchr(*string, 0, available < MAX_NAME_LENGTH ? available : MAX_NAME_LENGTH))
        return damaged(image, what);
    return S_OK;
}

static int compare_exports(const void *left, const void *right)
{
    const struct pe_export *a = left, *b = right;

    if (a->ordinal != b->ordinal)
        return a->ordinal < b->ordinal ? -1 : 1;
    if (!a->name || !b->name)
        return (a->name != NULL) - (b->name != NULL);
    return strcmp(a->name, b->name);
}

static HRESULT add_export(struct image *image, struct pe_file *pe, const IMAGE_DATA_DIRECTORY *directory,
    uint32_t ordinal, uint32_t rva, const char *name)
{
    struct pe_export *export = &pe->exports[pe->export_count];
    HRESULT hr;

    export->name = name;
    export->ordinal = (uint16_t)ordinal;
    export->forwarder = NULL;
    /* An address inside the export directory is a forwarder's text. */
    if (rva >= directory->VirtualAddress && rva - directory->VirtualAddress < directory->Size) {
        hr = image_string(image, rva, L"forwarded export", &export->forwarder);
        if (FAILED(hr))
            return hr;
    }
    pe->export_count++;
    return S_OK;
}

static HRESULT read_exports(struct image *image, struct pe_file *pe, const IMAGE_DATA_DIRECTORY *directory)
{
    IMAGE_EXPORT_DIRECTORY header;
    const uint8_t *functions = NULL, *names = NULL, *indexes = NULL;
    const void *items;
    uint8_t *named = NULL;
    uint32_t i, rva;
    uint16_t index;
    HRESULT hr;

    hr = image_array(image, directory->VirtualAddress, 1, sizeof(header), L"export table", &items);
    if (FAILED(hr))
        return hr;
    memcpy(&header, items, sizeof(header));
    if (header.NumberOfFunctions > MAX_EXPORTS || header.NumberOfNames > MAX_EXPORTS ||
        header.Base > MAX_EXPORTS - header.NumberOfFunctions)
        return damaged(image, L"export table");
    if (!header.NumberOfFunctions)
        return S_OK;
    /* The arrays need not be aligned: they are read as bytes. */
    hr = image_array(image, header.AddressOfFunctions, header.NumberOfFunctions, 4, L"export table", &items);
    if (FAILED(hr))
        return hr;
    functions = items;
    if (header.NumberOfNames) {
        hr = image_array(image, header.AddressOfNames, header.NumberOfNames, 4, L"export table", &items);
        if (FAILED(hr))
            return hr;
        names = items;
        hr = image_array(image, header.AddressOfNameOrdinals, header.NumberOfNames, 2, L"export table", &items);
        if (FAILED(hr))
            return hr;
        indexes = items;
    }
    named = calloc(header.NumberOfFunctions, 1);
    pe->exports = calloc((size_t)header.NumberOfFunctions + header.NumberOfNames, sizeof(*pe->exports));
    if (!named || !pe->exports) {
        hr = E_OUTOFMEMORY;
        goto exit;
    }
    for (i = 0; i < header.NumberOfNames; i++) {
        const char *name;

        memcpy(&rva, names + 4 * (size_t)i, 4);
        memcpy(&index, indexes + 2 * (size_t)i, 2);
        hr = image_string(image, rva, L"list of exported names", &name);
        if (FAILED(hr))
            goto exit;
        if (index >= header.NumberOfFunctions) {
            hr = damaged(image, L"list of exported names");
            goto exit;
        }
        memcpy(&rva, functions + 4 * (size_t)index, 4);
        if (!rva)
            continue;
        named[index] = 1;
        hr = add_export(image, pe, directory, header.Base + index, rva, name);
        if (FAILED(hr))
            goto exit;
    }
    for (i = 0; i < header.NumberOfFunctions; i++) {
        memcpy(&rva, functions + 4 * (size_t)i, 4);
        if (!rva || named[i])
            continue;
        hr = add_export(image, pe, directory, header.Base + i, rva, NULL);
        if (FAILED(hr))
            goto exit;
    }
    qsort(pe->exports, pe->export_count, sizeof(*pe->exports), compare_exports);
exit:
    free(named);
    return hr;
}

static HRESULT read_imports(struct image *image, struct pe_file *pe, const IMAGE_DATA_DIRECTORY *directory)
{
    IMAGE_IMPORT_DESCRIPTOR descriptor;
    const void *items;
    uint32_t count;
    HRESULT hr;

    /* The list ends with an empty entry; the directory's size is not reliable. */
    for (count = 0;; count++) {
        uint64_t rva = directory->VirtualAddress + (uint64_t)count * sizeof(descriptor);

        if (count == MAX_IMPORTS || rva > UINT32_MAX)
            return damaged(image, L"import table");
        hr = image_array(image, (uint32_t)rva, 1, sizeof(descriptor), L"import table", &items);
        if (FAILED(hr))
            return hr;
        memcpy(&descriptor, items, sizeof(descriptor));
        if (!descriptor.Name || !descriptor.FirstThunk)
            break;
    }
    pe->imports = calloc(count ? count : 1, sizeof(*pe->imports));
    if (!pe->imports)
        return E_OUTOFMEMORY;
    for (; pe->import_count < count; pe->import_count++) {
        uint32_t rva = directory->VirtualAddress + pe->import_count * (uint32_t)sizeof(descriptor);

        hr = image_array(image, rva, 1, sizeof(descriptor), L"import table", &items);
        if (SUCCEEDED(hr)) {
            memcpy(&descriptor, items, sizeof(descriptor));
            hr = image_string(image, descriptor.Name, L"import table", &pe->imports[pe->import_count]);
        }
        if (FAILED(hr))
            return hr;
    }
    return S_OK;
}

static HRESULT add_sections(
    struct image *image, const uint8_t *headers, uint64_t table, uint32_t count, uint32_t alignment)
{
    uint32_t i;

    for (i = 0; i < count; i++) {
        IMAGE_SECTION_HEADER section;
        uint32_t offset, size;

        memcpy(&section, headers + table + i * sizeof(section), sizeof(section));
        /* The loader rounds the place in the file down to a disk sector, unless sections lie as in memory. */
        offset = section.PointerToRawData;
        if (alignment >= 0x1000)
            offset &= ~0x1ffu;
        size = section.SizeOfRawData;
        if (section.Misc.VirtualSize && section.Misc.VirtualSize < size)
            size = section.Misc.VirtualSize;
        if (!size || !section.PointerToRawData)
            continue;
        if (offset > image->source->size || size > image->source->size - offset)
            return damaged(image, L"content");
        image->regions[image->region_count].rva = section.VirtualAddress;
        image->regions[image->region_count].size = size;
        image->regions[image->region_count].offset = offset;
        image->region_count++;
    }
    return S_OK;
}

static HRESULT not_pe(struct image *image, const wchar_t *what)
{
    return message_set(image->message, CROSSBIT_E_NOT_PE, L"%ls is not a Windows DLL: it is %ls", image->path, what);
}

/* The optional header of either kind: what is needed to map sections, and the two directories that matter. */
static HRESULT read_optional_header(struct image *image, const uint8_t *headers, uint64_t offset, uint32_t size,
    struct pe_file *pe, uint32_t *alignment, uint32_t *mapped_headers, IMAGE_DATA_DIRECTORY directories[2])
{
    IMAGE_DATA_DIRECTORY clr;
    uint32_t table, count, i;
    uint16_t magic;

    if (size < 2)
        return damaged(image, L"optional header");
    memcpy(&magic, headers + offset, 2);
    if (magic == IMAGE_NT_OPTIONAL_HDR32_MAGIC)
        table = offsetof(IMAGE_OPTIONAL_HEADER32, DataDirectory);
    else if (magic == IMAGE_NT_OPTIONAL_HDR64_MAGIC)
        table = offsetof(IMAGE_OPTIONAL_HEADER64, DataDirectory);
    else
        return not_pe(image, L"a file with an unknown kind of header");
    if (size < table)
        return damaged(image, L"optional header");
    if ((pe->bits == 32 && magic != IMAGE_NT_OPTIONAL_HDR32_MAGIC) ||
        (pe->bits == 64 && magic != IMAGE_NT_OPTIONAL_HDR64_MAGIC))
        return not_pe(image, L"a file whose headers contradict each other about 32 or 64 bits");
    /* Both kinds have these two at the same place. */
    memcpy(alignment, headers + offset + offsetof(IMAGE_OPTIONAL_HEADER32, SectionAlignment), 4);
    memcpy(mapped_headers, headers + offset + offsetof(IMAGE_OPTIONAL_HEADER32, SizeOfHeaders), 4);
    memcpy(&count, headers + offset + table - 4, 4);
    for (i = 0; i < 2 && i < count && size - table >= (i + 1) * sizeof(directories[0]); i++)
        memcpy(&directories[i], headers + offset + table + i * sizeof(directories[0]), sizeof(directories[0]));
    i = IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR;
    if (i < count && size - table >= (i + 1) * sizeof(directories[0])) {
        memcpy(&clr, headers + offset + table + i * sizeof(clr), sizeof(clr));
        pe->is_dotnet = clr.VirtualAddress != 0;
    }
    return S_OK;
}

/* Microsoft's linker leaves a list of the tools that made the parts, between the DOS header and the PE header. */
static bool has_rich_header(const uint8_t *headers, uint64_t pe)
{
    uint64_t end, start;
    uint32_t word, key;

    for (end = sizeof(IMAGE_DOS_HEADER); end + 8 <= pe; end += 4) {
        memcpy(&word, headers + end, 4);
        if (word != 0x68636952) /* "Rich" */
            continue;
        memcpy(&key, headers + end + 4, 4);
        for (start = sizeof(IMAGE_DOS_HEADER); start < end; start += 4) {
            memcpy(&word, headers + start, 4);
            if ((word ^ key) == 0x536e6144) /* "DanS" */
                return true;
        }
    }
    return false;
}

/* Old linkers of Microsoft and Delphi's have ld's version numbers, but not those imports. */
static enum pe_compiler find_compiler(const struct pe_file *pe, bool rich, uint8_t linker)
{
    static const char *const runtimes[] = {"msvcrt.dll", "ucrtbase.dll", "api-ms-win-crt-", "libgcc_s_"};
    uint32_t i;
    size_t j;

    if (rich)
        return PE_COMPILER_MSVC;
    for (i = 0; linker == 2 && i < pe->import_count; i++)
        for (j = 0; j < ARRAYSIZE(runtimes); j++)
            if (_strnicmp(pe->imports[i], runtimes[j], strlen(runtimes[j])) == 0)
                return PE_COMPILER_GNU;
    return PE_COMPILER_UNKNOWN;
}

static HRESULT read_image(struct image *image, struct pe_file *pe)
{
    IMAGE_DATA_DIRECTORY directories[2] = {{0, 0}, {0, 0}};
    uint32_t mapped_headers = 0;
    struct region *head = &image->regions[0];
    IMAGE_FILE_HEADER header;
    uint32_t signature, alignment = 0;
    uint8_t linker = 0;
    bool rich;
    uint64_t offset, table;
    HRESULT hr;

    if (image->source->size < 2)
        return not_pe(image, image->source->size ? L"too short" : L"empty");
    head->size = image->source->size < MAX_HEADER_BYTES ? (uint32_t)image->source->size : MAX_HEADER_BYTES;
    head->bytes = malloc(head->size);
    if (!head->bytes)
        return E_OUTOFMEMORY;
    image->region_count = 1;
    hr = read_at(image, 0, head->size, head->bytes);
    if (FAILED(hr))
        return hr;
    if (memcmp(head->bytes, "MZ", 2) != 0)
        return not_pe(image, L"another kind of file (it does not begin with MZ)");
    if (head->size < sizeof(IMAGE_DOS_HEADER))
        return damaged(image, L"header");
    offset = (uint32_t)((IMAGE_DOS_HEADER *)head->bytes)->e_lfanew;
    if (offset + 4 + sizeof(header) > head->size)
        return offset + 4 + sizeof(header) > image->source->size
                   ? not_pe(image, L"a DOS program or damaged (it has no PE header)")
                   : not_pe(image, L"a file with its PE header in an impossible place");
    memcpy(&signature, head->bytes + offset, 4);
    if (signature != IMAGE_NT_SIGNATURE)
        return not_pe(image, (signature & 0xffff) == IMAGE_OS2_SIGNATURE
                                 ? L"a 16-bit Windows program"
                                 : L"a DOS program or damaged (it has no PE header)");
    memcpy(&header, head->bytes + offset + 4, sizeof(header));
    rich = has_rich_header(head->bytes, offset);
    offset += 4 + sizeof(header);
    table = offset + header.SizeOfOptionalHeader;
    if (header.NumberOfSections > MAX_SECTIONS ||
        table + header.NumberOfSections * sizeof(IMAGE_SECTION_HEADER) > head->size)
        return damaged(image, L"section table");
    pe->machine = header.Machine;
    pe->is_dll = (header.Characteristics & IMAGE_FILE_DLL) != 0;
    pe->bits = header.Machine == IMAGE_FILE_MACHINE_I386 ? 32 : header.Machine == IMAGE_FILE_MACHINE_AMD64 ? 64 : 0;
    if (header.SizeOfOptionalHeader >= 3)
        linker = head->bytes[offset + 2]; /* MajorLinkerVersion */
    hr = read_optional_header(
        image, head->bytes, offset, header.SizeOfOptionalHeader, pe, &alignment, &mapped_headers, directories);
    /* More was read than Windows maps as headers. */
    if (mapped_headers < head->size)
        head->size = mapped_headers;
    if (SUCCEEDED(hr))
        hr = add_sections(image, head->bytes, table, header.NumberOfSections, alignment);
    if (SUCCEEDED(hr) && directories[IMAGE_DIRECTORY_ENTRY_EXPORT].VirtualAddress)
        hr = read_exports(image, pe, &directories[IMAGE_DIRECTORY_ENTRY_EXPORT]);
    if (SUCCEEDED(hr) && directories[IMAGE_DIRECTORY_ENTRY_IMPORT].VirtualAddress)
        hr = read_imports(image, pe, &directories[IMAGE_DIRECTORY_ENTRY_IMPORT]);
    if (SUCCEEDED(hr))
        pe->compiler = find_compiler(pe, rich, linker);
    return hr;
}

HRESULT pe_read(const struct pe_source *source, const wchar_t *path, struct pe_file *pe, BSTR *message)
{
    struct image *image;
    HRESULT hr;

    memset(pe, 0, sizeof(*pe));
    if (message)
        *message = NULL;
    image = calloc(1, sizeof(*image));
    if (!image)
        return message_set(message, E_OUTOFMEMORY, L"not enough memory to read %ls", path);
    image->source = source;
    image->path = path;
    image->message = message;
    hr = read_image(image, pe);
    image->source = NULL;
    image->path = NULL;
    image->message = NULL;
    pe->memory = image;
    if (FAILED(hr))
        pe_close(pe);
    if (hr == E_OUTOFMEMORY)
        message_set(message, hr, L"not enough memory to read %ls", path);
    return hr;
}

void pe_close(struct pe_file *pe)
{
    struct image *image = pe->memory;
    uint32_t i;

    if (image) {
        for (i = 0; i < image->region_count; i++)
            free(image->regions[i].bytes);
        free(image);
    }
    free(pe->exports);
    free(pe->imports);
    memset(pe, 0, sizeof(*pe));
}

static const wchar_t *machine_name(uint16_t machine)
{
    switch (machine) {
    case IMAGE_FILE_MACHINE_I386:
        return L"x86";
    case IMAGE_FILE_MACHINE_AMD64:
        return L"x64";
    case 0xaa64: /* IMAGE_FILE_MACHINE_ARM64 */
        return L"ARM64";
    case IMAGE_FILE_MACHINE_ARM:
    case IMAGE_FILE_MACHINE_THUMB:
    case 0x01c4: /* IMAGE_FILE_MACHINE_ARMNT */
        return L"32-bit ARM";
    case IMAGE_FILE_MACHINE_IA64:
        return L"Itanium";
    default:
        return L"an unknown";
    }
}

HRESULT pe_check_loadable(const struct pe_file *pe, const wchar_t *path, uint32_t bits, BSTR *message)
{
    if (message)
        *message = NULL;
    if (!pe->is_dll)
        return message_set(message, CROSSBIT_E_NOT_DLL,
            L"%ls is a program (EXE) or a driver, not a DLL; only DLLs can be called", path);
    if (pe->is_dotnet && !pe->export_count)
        return message_set(message, CROSSBIT_E_NOT_DLL,
            L"%ls is a .NET assembly: it has no functions to call; a .NET program, or its COM registration, uses it",
            path);
    if (!pe->bits)
        return message_set(message, CROSSBIT_E_MACHINE,
            L"%ls is made for %ls machine (0x%04x); Crossbit calls DLLs for x86 and x64", path,
            machine_name(pe->machine), pe->machine);
    if (bits && bits != pe->bits)
        return message_set(message, CROSSBIT_E_BITNESS,
            L"%ls is a %u-bit DLL, but this surrogate is %u-bit; Crossbit.Host%u or Crossbit.Library loads it", path,
            pe->bits, bits, pe->bits);
    return S_OK;
}

/*
 * How different two names are, for a person who mistyped one: edits, where a difference in case costs little and the
 * decoration (_name@8, @name@8) nothing. Stops counting at limit.
 */
static uint32_t name_distance(
    const char *left, size_t left_length, const char *right, size_t right_length, uint32_t *row, uint32_t limit)
{
    size_t i, j;

    if ((left_length > right_length ? left_length - right_length : right_length - left_length) * 4 >= limit)
        return limit;
    for (j = 0; j <= right_length; j++)
        row[j] = (uint32_t)j * 4;
    for (i = 1; i <= left_length; i++) {
        uint32_t diagonal = row[0], best;

        row[0] = (uint32_t)i * 4;
        best = row[0];
        for (j = 1; j <= right_length; j++) {
            unsigned char a = (unsigned char)left[i - 1], b = (unsigned char)right[j - 1];
            uint32_t cost = a == b ? 0 : (a | 32) == (b | 32) ? 1 : 4, value = diagonal + cost;

            if (row[j] + 4 < value)
                value = row[j] + 4;
            if (row[j - 1] + 4 < value)
                value = row[j - 1] + 4;
            diagonal = row[j];
            row[j] = value;
            if (value < best)
                best = value;
        }
        if (best >= limit)
            return limit;
    }
    return row[right_length] < limit ? row[right_length] : limit;
}

/* The part of an exported name that people know: without the decoration of __stdcall, __fastcall and __cdecl. */
static const char *plain_name(const char *name, size_t *length)
{
    const char *start = name, *at;

    if (*start == '_' || *start == '@')
        start++;
    at = strrchr(start, '@');
    if (at && at > start && at[1] && strspn(at + 1, "0123456789") == strlen(at + 1)) {
        *length = (size_t)(at - start);
        return start;
    }
    *length = strlen(name);
    return name;
}

uint32_t pe_nearest_exports(const struct pe_file *pe, const char *name, const char **nearest, uint32_t count)
{
    uint32_t distances[16], *row, found = 0, i, j, limit;
    size_t length, other_length;
    const char *plain = plain_name(name, &length), *other;

    if (count > ARRAYSIZE(distances))
        count = ARRAYSIZE(distances);
    row = malloc((MAX_NAME_LENGTH + 1) * sizeof(*row));
    if (!row || !count || length > MAX_NAME_LENGTH) {
        free(row);
        return 0;
    }
    for (i = 0; i < pe->export_count; i++) {
        uint32_t distance;

        if (!pe->exports[i].name)
            continue;
        other = plain_name(pe->exports[i].name, &other_length);
        /* Half of the name may differ; names that begin or end with it count as near too (CreateFile, CreateFileW). */
        limit = (uint32_t)(length > other_length ? length : other_length) * 2 + 1;
        distance = name_distance(plain, length, other, other_length, row, limit);
        if (distance == limit) {
            if (length < 3 || other_length < length || _strnicmp(other, plain, length) != 0)
                continue;
            distance = (uint32_t)(other_length - length) * 4;
        }
        for (j = found; j > 0 && distances[j - 1] > distance; j--)
            if (j < count) {
                distances[j] = distances[j - 1];
                nearest[j] = nearest[j - 1];
            }
        if (j < count) {
            distances[j] = distance;
            nearest[j] = pe->exports[i].name;
            if (found < count)
                found++;
        }
    }
    free(row);
    return found;
}
