/* SPDX-License-Identifier: MIT */
/* Writes the files: into a folder beside the wanted one, which then takes its name. A failed run leaves nothing. */
#include "gen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#ifdef _WIN32
#include <direct.h>
#include <windows.h>
#define make_folder(path) _mkdir(path)
/* rename() of Windows does not replace. */
#define move_file(from, to) (MoveFileExA(from, to, MOVEFILE_REPLACE_EXISTING) ? 0 : -1)
#else
#define make_folder(path) mkdir(path, 0777)
#define move_file(from, to) rename(from, to)
#endif

struct file {
    const char *name;
    struct text text;
    struct file *next;
};

struct text *output_file(struct gen *gen, const char *name)
{
    struct file *file = arena_alloc(gen->arena, sizeof(*file)), **at;

    file->name = name;
    file->text.arena = gen->arena;
    for (at = &gen->files; *at != NULL; at = &(*at)->next)
        ;
    *at = file;
    return &file->text;
}

static bool write_file(const char *path, const struct text *text)
{
    FILE *file = fopen(path, "wb");
    bool good;

    if (!file)
        return false;
    good = text->size == 0 || fwrite(text->data, 1, text->size, file) == text->size;
    return fclose(file) == 0 && good;
}

/* The same bytes are left alone, so that a build system does not compile them again. */
static bool is_same(const char *path, const struct text *text)
{
    FILE *file = fopen(path, "rb");
    char buffer[4096];
    size_t at = 0, count;
    bool same = true;

    if (!file)
        return false;
    while (same && (count = fread(buffer, 1, sizeof(buffer), file)) > 0) {
        same = at + count <= text->size && memcmp(buffer, text->data + at, count) == 0;
        at += count;
    }
    fclose(file);
    return same && at == text->size;
}

bool output_write(struct gen *gen)
{
    const char *folder = gen->options.output;
    const char *work = arena_printf(gen->arena, "%s.tmp%ld", folder, (long)getpid());
    bool good = true;
    const char *failed = work;

    if (make_folder(work) != 0) {
        gen_problem(gen, (struct place){0},
            "the folder '%s' cannot be made: %s; "
            "check that its parent exists and can be written",
            work, strerror(errno));
        return false;
    }
    for (struct file *file = gen->files; file != NULL && good; file = file->next) {
        failed = arena_printf(gen->arena, "%s/%s", work, file->name);
        good = write_file(failed, &file->text);
    }
    if (good) {
        struct stat status;
        failed = folder;
        good = stat(folder, &status) == 0 ? (status.st_mode & S_IFDIR) != 0 : make_folder(folder) == 0;
        if (good && stat(folder, &status) != 0)
            good = false;
    }
    for (struct file *file = gen->files; file != NULL && good; file = file->next) {
        const char *from = arena_printf(gen->arena, "%s/%s", work, file->name);
        const char *to = arena_printf(gen->arena, "%s/%s", folder, file->name);
        failed = to;
        if (!is_same(to, &file->text))
            good = move_file(from, to) == 0;
    }
    if (!good)
        gen_problem(gen, (struct place){0}, "'%s' cannot be written: %s", failed, strerror(errno));
    for (struct file *file = gen->files; file != NULL; file = file->next)
        remove(arena_printf(gen->arena, "%s/%s", work, file->name));
    rmdir(work);
    return good;
}
