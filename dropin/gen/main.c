/* SPDX-License-Identifier: MIT */
/* The command line of crossbit-gen. */
#include "gen_config.h"
#include "word.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "crossbit-gen: makes a drop-in DLL of the other bitness from a C header\n"
    "\n"
    "  crossbit-gen --library zlib1.dll --annotations zlib.crossbit.h [-I DIR] [-D NAME=VALUE] -o DIR\n"
    "\n"
    "  --library FILE      the DLL; when the file exists its export table is compared with the declarations\n"
    "  --annotations FILE  the annotation header; it includes the original header (docs/annotations.md)\n"
    "  --header FILE       an original header; needed without --annotations, or when it counts as a system header\n"
    "  --skip NAME         leave a function out; the drop-in does not export it\n"
    "  --depfile-target TARGET   write NAME.d, too: a rule for make and ninja by which TARGET depends on all headers\n"
    "  --draft             write a first annotation header from the bare header into the folder, nothing else\n"
    "  -o DIR              the folder for the output; its parent must exist\n"
    "  -I DIR, -D DEF, -U NAME, -isystem DIR, -include FILE, --sysroot=DIR   as for the compiler\n"
    "  --x86-arg ARG, --x64-arg ARG   an option of the compiler for one target only\n"
    "  --words             print the table of the words of crossbit/annotate.h, and where each may stand\n"
    "  --help, --version\n"
    "\n"
    "Exit code: 0 done; 1 something cannot be proven safe, every such place is listed and nothing is written;\n"
    "2 wrong options, or the output cannot be written.\n";

static int wrong(const char *text, const char *value)
{
    fprintf(stderr, "crossbit-gen: %s%s; see crossbit-gen --help\n", text, value);
    return 2;
}

static bool add_clang_arg(struct options *options, const char *arg)
{
    if (options->clang_arg_count >= sizeof(options->clang_args) / sizeof(options->clang_args[0]))
        return false;
    options->clang_args[options->clang_arg_count++] = arg;
    return true;
}

static bool add_target_arg(struct options *options, int target, const char *arg)
{
    if (options->target_arg_count[target] >= sizeof(options->target_args[0]) / sizeof(options->target_args[0][0]))
        return false;
    options->target_args[target][options->target_arg_count[target]++] = arg;
    return true;
}

/* The value of an option: the rest of the word (-Idir, --library=x) or the next word. */
static const char *value_of(char **argv, int argc, int *i, const char *name)
{
    size_t size = strlen(name);

    if (strncmp(argv[*i], name, size) != 0)
        return NULL;
    if (argv[*i][size] == '=' && name[1] == '-')
        return argv[*i] + size + 1;
    if (argv[*i][size] != 0)
        return name[1] == '-' || size > 2 ? NULL : argv[*i] + size;
    return *i + 1 < argc ? argv[++*i] : NULL;
}

static const char *join(struct gen *gen, const char *a, const char *b)
{
    return arena_printf(gen->arena, "%s%s", a, b);
}

static int read_options(struct gen *gen, int argc, char **argv)
{
    struct options *options = &gen->options;
    const char *value;
    bool own_system = false, good = true;

    for (int i = 1; i < argc && good; i++) {
        const char *arg = argv[i];
        if (strcmp(arg, "--help") == 0) {
            fputs(usage, stdout);
            exit(0);
        } else if (strcmp(arg, "--version") == 0) {
            puts("crossbit-gen " CROSSBIT_GEN_VERSION);
            exit(0);
        } else if (strcmp(arg, "--words") == 0) {
            word_print_all(gen);
            exit(0);
        } else if (strcmp(arg, "--draft") == 0)
            options->draft = true;
        else if ((value = value_of(argv, argc, &i, "--depfile-target")) != NULL)
            options->depfile_target = value;
        else if ((value = value_of(argv, argc, &i, "--library")) != NULL)
            options->library = value;
        else if ((value = value_of(argv, argc, &i, "--annotations")) != NULL)
            options->annotations = value;
        else if ((value = value_of(argv, argc, &i, "--header")) != NULL) {
            if (options->header_count >= sizeof(options->headers) / sizeof(options->headers[0]))
                return wrong("too many --header", "");
            options->headers[options->header_count++] = value;
        } else if ((value = value_of(argv, argc, &i, "--skip")) != NULL) {
            if (options->skip_count >= sizeof(options->skip) / sizeof(options->skip[0]))
                return wrong("too many --skip", "");
            options->skip[options->skip_count++] = value;
        } else if ((value = value_of(argv, argc, &i, "--x86-arg")) != NULL)
            good = add_target_arg(options, TARGET_X86, value);
        else if ((value = value_of(argv, argc, &i, "--x64-arg")) != NULL)
            good = add_target_arg(options, TARGET_X64, value);
        else if ((value = value_of(argv, argc, &i, "-isystem")) != NULL) {
            own_system = true;
            good = add_clang_arg(options, join(gen, "-isystem", value));
        } else if ((value = value_of(argv, argc, &i, "--sysroot")) != NULL) {
            own_system = true;
            good = add_clang_arg(options, join(gen, "--sysroot=", value));
        } else if ((value = value_of(argv, argc, &i, "-include")) != NULL)
            good = add_clang_arg(options, "-include") && add_clang_arg(options, value);
        else if ((value = value_of(argv, argc, &i, "-o")) != NULL)
            options->output = value;
        else if ((value = value_of(argv, argc, &i, "-I")) != NULL)
            good = add_clang_arg(options, join(gen, "-I", value));
        else if ((value = value_of(argv, argc, &i, "-D")) != NULL)
            good = add_clang_arg(options, join(gen, "-D", value));
        else if ((value = value_of(argv, argc, &i, "-U")) != NULL)
            good = add_clang_arg(options, join(gen, "-U", value));
        else
            return wrong("unknown option, or one without its value: ", arg);
    }
    if (!good)
        return wrong("too many options for the compiler", "");
    if (!options->output)
        return wrong("no output folder: -o DIR is missing", "");
    if (!options->annotations && options->header_count == 0)
        return wrong("nothing to read: give --annotations or --header", "");
    if (options->output[0] == 0)
        return wrong("the output folder has no name", "");
    options->resource_dir = CROSSBIT_GEN_RESOURCE_DIR;
    options->include_dir = getenv("CROSSBIT_INCLUDE");
    if (!options->include_dir)
        options->include_dir = CROSSBIT_GEN_INCLUDE;
    if (!own_system) {
        static const char *const system_dirs[TARGET_COUNT] = {CROSSBIT_GEN_SYSTEM_X86, CROSSBIT_GEN_SYSTEM_X64};
        for (int t = 0; t < TARGET_COUNT; t++) {
            add_target_arg(options, t, "-nostdlibinc");
            for (const char *at = system_dirs[t]; *at; at += strcspn(at, ";"), at += *at == ';')
                add_target_arg(options, t, arena_printf(gen->arena, "-isystem%.*s", (int)strcspn(at, ";"), at));
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    static struct gen gen;
    int code;

    gen_init(&gen);
    code = read_options(&gen, argc, argv);
    if (code == 0) {
        code = gen_run(&gen);
        for (const struct problem *problem = gen.problems; problem != NULL; problem = problem->next) {
            if (problem->place.file)
                fprintf(stderr, "%s:%u:%u: ", problem->place.file, problem->place.line, problem->place.column);
            fprintf(stderr, "error: %s\n", problem->text);
        }
        if (gen.problem_count)
            fprintf(stderr, "crossbit-gen: %u error%s; nothing was written\n", gen.problem_count,
                gen.problem_count == 1 ? "" : "s");
    }
    gen_cleanup(&gen);
    return code;
}
