/* SPDX-License-Identifier: MIT */
/* seeds FOLDER: the fuzzers' first inputs, in FOLDER/{declare,codec,pe}, and FOLDER/declare.dict, the words of the
 * language. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz_codec.h"
#include "tests/unit/valid_declarations.h"

static const char *folder;

static FILE *create(const char *kind, const char *name, unsigned number)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, kind);
    mkdir(path, 0777);
    snprintf(path, sizeof(path), "%s/%s/%s%u", folder, kind, name, number);
    file = fopen(path, "wb");
    if (!file) {
        perror(path);
        exit(1);
    }
    return file;
}

static void declare_seeds(void)
{
    char path[4096];
    FILE *file;
    size_t i;

    for (i = 0; i < ARRAYSIZE(valid_declarations); i++) {
        file = create("declare", "valid", (unsigned)i);
        fputs(valid_declarations[i], file);
        fputs(strstr(valid_declarations[i], "...") ? "@int, double, const char *" : "", file);
        fclose(file);
    }
    snprintf(path, sizeof(path), "%s/declare.dict", folder);
    file = fopen(path, "w");
    for (i = 0; file && i < ARRAYSIZE(declaration_words); i++) {
        const unsigned char *at = (const unsigned char *)declaration_words[i];

        fputc('"', file);
        for (; *at; at++)
            fprintf(file, "\\x%02x", *at);
        fputs("\"\n", file);
    }
    if (file)
        fclose(file);
}

static void codec_seed(uint8_t function, uint8_t kind, const struct wire *wire)
{
    FILE *file = create("codec", kind ? "reply" : "request", function);

    fputc(function, file);
    fputc(kind, file);
    if (wire->size)
        fwrite(wire->data, 1, wire->size, file);
    fclose(file);
}

static void codec_seeds(void)
{
    unsigned number;

    for (number = 0; number < 256; number++) {
        struct fuzz_call call = {0};

        fuzz_codec_request((uint8_t)number, &call);
        codec_seed((uint8_t)number, 0, &call.loop->request);
        if (fuzz_codec_reply(&call))
            codec_seed((uint8_t)number, 1, &call.loop->reply);
        fuzz_codec_end(&call);
    }
}

/* A DLL of 1 KB with two named exports, one without a name, one that is forwarded, and two imports. */
static void pe_seed(unsigned bits)
{
    static uint8_t bytes[0x400];
    IMAGE_DOS_HEADER *dos = (void *)bytes;
    IMAGE_FILE_HEADER *header = (void *)(bytes + 0x44);
    IMAGE_SECTION_HEADER *section;
    IMAGE_DATA_DIRECTORY *directories;
    IMAGE_EXPORT_DIRECTORY *exports = (void *)(bytes + 0x200);
    IMAGE_IMPORT_DESCRIPTOR *imports = (void *)(bytes + 0x300);
    uint32_t *functions = (void *)(bytes + 0x240), *names = (void *)(bytes + 0x260);
    uint16_t *ordinals = (void *)(bytes + 0x270);
    size_t optional = bits == 32 ? sizeof(IMAGE_OPTIONAL_HEADER32) : sizeof(IMAGE_OPTIONAL_HEADER64);
    FILE *file;

    memset(bytes, 0, sizeof(bytes));
    memcpy(bytes, "MZ", 2);
    dos->e_lfanew = 0x40;
    memcpy(bytes + 0x40, "PE", 2);
    *header = (IMAGE_FILE_HEADER){.Machine = bits == 32 ? IMAGE_FILE_MACHINE_I386 : IMAGE_FILE_MACHINE_AMD64,
        .NumberOfSections = 1,
        .SizeOfOptionalHeader = (WORD)optional,
        .Characteristics = IMAGE_FILE_DLL};
    if (bits == 32) {
        IMAGE_OPTIONAL_HEADER32 *into = (void *)(header + 1);

        *into = (IMAGE_OPTIONAL_HEADER32){.Magic = IMAGE_NT_OPTIONAL_HDR32_MAGIC,
            .SectionAlignment = 0x1000,
            .SizeOfHeaders = 0x200,
            .NumberOfRvaAndSizes = 16};
        directories = into->DataDirectory;
    } else {
        IMAGE_OPTIONAL_HEADER64 *into = (void *)(header + 1);

        *into = (IMAGE_OPTIONAL_HEADER64){.Magic = IMAGE_NT_OPTIONAL_HDR64_MAGIC,
            .SectionAlignment = 0x1000,
            .SizeOfHeaders = 0x200,
            .NumberOfRvaAndSizes = 16};
        directories = into->DataDirectory;
    }
    section = (void *)((uint8_t *)(header + 1) + optional);
    *section = (IMAGE_SECTION_HEADER){
        .VirtualAddress = 0x1000, .Misc.VirtualSize = 0x200, .SizeOfRawData = 0x200, .PointerToRawData = 0x200};
    directories[IMAGE_DIRECTORY_ENTRY_EXPORT] = (IMAGE_DATA_DIRECTORY){0x1000, 0x100};
    directories[IMAGE_DIRECTORY_ENTRY_IMPORT] = (IMAGE_DATA_DIRECTORY){0x1100, 0x3c};
    *exports = (IMAGE_EXPORT_DIRECTORY){.Base = 1,
        .NumberOfFunctions = 4,
        .NumberOfNames = 3,
        .AddressOfFunctions = 0x1040,
        .AddressOfNames = 0x1060,
        .AddressOfNameOrdinals = 0x1070};
    functions[0] = functions[1] = functions[2] = 0x1180;
    functions[3] = 0x10a0;
    strcpy((char *)bytes + 0x280, "_crc32@12");
    strcpy((char *)bytes + 0x290, "adler32");
    strcpy((char *)bytes + 0x2a0, "NTDLL.RtlMoveMemory");
    strcpy((char *)bytes + 0x2c0, "copy");
    names[0] = 0x1080;
    names[1] = 0x1090;
    names[2] = 0x10c0;
    ordinals[1] = 2;
    ordinals[2] = 3;
    imports[0] = (IMAGE_IMPORT_DESCRIPTOR){.Name = 0x1150, .FirstThunk = 0x1170};
    imports[1] = (IMAGE_IMPORT_DESCRIPTOR){.Name = 0x1160, .FirstThunk = 0x1170};
    strcpy((char *)bytes + 0x350, "KERNEL32.dll");
    strcpy((char *)bytes + 0x360, "msvcrt.dll");
    file = create("pe", "dll", bits);
    fwrite(bytes, 1, sizeof(bytes), file);
    fclose(file);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    folder = argv[1];
    mkdir(folder, 0777);
    declare_seeds();
    codec_seeds();
    pe_seed(32);
    pe_seed(64);
    return 0;
}
