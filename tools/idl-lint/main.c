/* SPDX-License-Identifier: MIT */
/* idl-lint FILE...: exit code 0 when all is well, 1 when something was refused, 2 when a file could not be read. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lint.h"

static char *read_file(const char *name, size_t *size)
{
    FILE *file = fopen(name, "rb");
    char *text = NULL, *grown;
    size_t capacity = 0, got;

    *size = 0;
    if (!file)
        return NULL;
    do {
        capacity += 65536;
        grown = realloc(text, capacity);
        if (!grown)
            break;
        text = grown;
        got = fread(text + *size, 1, capacity - *size, file);
        *size += got;
    } while (got);
    if (!grown || ferror(file)) {
        free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}

int main(int argc, char **argv)
{
    int i, found, code = 0;

    if (argc < 2 || argv[1][0] == '-') {
        fprintf(stderr,
            "usage: idl-lint FILE.idl...\nRefuses IDL that widl would compile into wrong code; see docs/idl.md.\n");
        return 2;
    }
    for (i = 1; i < argc; i++) {
        size_t size;
        char *text = read_file(argv[i], &size);

        if (!text) {
            fprintf(stderr, "idl-lint: cannot read %s: %s\n", argv[i], strerror(errno));
            return 2;
        }
        found = lint_run(argv[i], text, size, stderr);
        free(text);
        if (found < 0) {
            fprintf(stderr, "idl-lint: not enough memory for %s\n", argv[i]);
            return 2;
        }
        if (found)
            code = 1;
    }
    return code;
}
