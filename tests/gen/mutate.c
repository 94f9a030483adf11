/* SPDX-License-Identifier: MIT */
/* tests/gen/mutate SEED FILE: FILE with a few random changes, on stdout. The same seed gives the same bytes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SIZE = 1 << 20 };
static uint64_t state;

static uint32_t next(uint32_t limit)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return limit ? (uint32_t)(state >> 33) % limit : 0;
}

static const char *const words[] = {"*", "(", ")", "{", "}", ";", ",", "[", "]", "[1u<<31]", "const ", "struct s ",
    "void ", "...", "_In_ ", "_Out_ ", "_Inout_ ", "_In_z_ ", "_In_reads_(n) ", "_Out_writes_(return) ",
    "_Field_size_(n) ", "CROSSBIT_USER ", "CROSSBIT_STATIC ", "CROSSBIT_KEPT(strm) ", "CROSSBIT_CLOSES ",
    "CROSSBIT_MIRROR(s) { int a; };\n", "CROSSBIT_HANDLE(int *);\n", "\"", "\\\n", "#if 0\n", "#endif\n",
    "#include __FILE__\n", "typedef ", "union ", "int :3;", "\377\376", "/*", "*/", "CROSSBIT_AS(x) ",
    "_Outptr_result_z_ ", "__attribute__((packed)) ", "enum { a = sizeof(b) } ", "((((((((", "-1"};

int main(int argc, char **argv)
{
    static char text[TEXT_SIZE];
    size_t size;
    FILE *file;

    if (argc != 3 || (file = fopen(argv[2], "rb")) == NULL)
        return 2;
    size = fread(text, 1, TEXT_SIZE / 2, file);
    fclose(file);
    state = strtoull(argv[1], NULL, 10) * 0x9e3779b97f4a7c15u + 1;
    for (uint32_t change = 0, changes = 1 + next(4); change < changes && size > 64 && size < TEXT_SIZE - 4096;
         change++) {
        size_t at = next((uint32_t)size), span = next(24), to;
        const char *word = words[next(sizeof(words) / sizeof(words[0]))];
        switch (next(5)) {
        case 0: /* another byte */
            text[at] = (char)next(256);
            break;
        case 1: /* something is missing */
            if (span > size - at)
                span = size - at;
            memmove(text + at, text + at + span, size - at - span);
            size -= span;
            break;
        case 2: /* something is there twice */
            if (span > size - at)
                span = size - at;
            to = next((uint32_t)size);
            memmove(text + to + span, text + to, size - to);
            memmove(text + to, text + at + (at >= to ? span : 0), span);
            size += span;
            break;
        default: /* a word where none belongs */
            span = strlen(word);
            memmove(text + at + span, text + at, size - at);
            memcpy(text + at, word, span);
            size += span;
            break;
        }
    }
    fwrite(text, 1, size, stdout);
    return 0;
}
