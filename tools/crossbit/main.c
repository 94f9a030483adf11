/* SPDX-License-Identifier: MIT */
/* The command line crossbit.exe. */
#include "tool.h"

#include <stdlib.h>

#include "crossbit_version.h"

#define STRING2(x) L##x
#define STRING(x) STRING2(x)

static const wchar_t help[] =
    L"crossbit: calls DLLs of the other bitness\n"
    L"\n"
    L"usage:\n"
    L"  crossbit exports DLL [--json]          what a DLL exports and needs\n"
    L"  crossbit call DLL DECLARATION [ARG...] [--json] [--folders F;F] [--threading serial|free|main]\n"
    L"                                         calls the last function that DECLARATION declares\n"
    L"  crossbit register [--user] [--force]   registers Crossbit's classes, for all users or for this one;\n"
    L"                                         --force also from a folder that others can write to\n"
    L"  crossbit register --check [--user]     says whether they are registered as they should be\n"
    L"  crossbit unregister [--user]           removes them\n"
    L"  crossbit --version | --help\n"
    L"\n"
    L"DECLARATION is C with attributes, such as\n"
    L"  \"unsigned long crc32(unsigned long crc, [in, size_is(n)] const void *data, unsigned int n)\"\n"
    L"\n"
    L"ARG, one for each parameter:\n"
    L"  numbers    12, -3, 0xff, 1.5, true        structs   {1,2,{3,4}}\n"
    L"  text       as it is                       arrays    1,2,3\n"
    L"  bytes      @FILE (its content), hex:00ff, text:abc\n"
    L"  output     _ (printed), out:FILE (written to the file)\n"
    L"  a size     _ takes the number of elements of the array that it belongs to\n"
    L"  NULL       a null pointer\n"
    L"Options end at --. The result is printed first, then each output parameter as NAME = VALUE.\n"
    L"\n"
    L"exit codes: 0 done; 2 wrong command line; 3 the DLL cannot be loaded; 4 wrong declaration, or no such function;\n"
    L"5 wrong argument; 6 the call failed; 7 registering failed.\n";

/* Takes the options out of args. Returns how many arguments are left, or -1 after an error. */
static int take_options(int count, wchar_t **args, bool values_only, struct options *options)
{
    int i, kept = 0;

    for (i = 0; i < count; i++) {
        if (!wcscmp(args[i], L"--")) {
            while (++i < count)
                args[kept++] = args[i];
        } else if (!wcscmp(args[i], L"--json")) {
            options->json = true;
        } else if (!wcscmp(args[i], L"--user") && !values_only) {
            options->user = true;
        } else if (!wcscmp(args[i], L"--force") && !values_only) {
            options->force = true;
        } else if (!wcscmp(args[i], L"--check") && !values_only) {
            options->check = true;
        } else if (!wcscmp(args[i], L"--this-bitness") && !values_only) {
            options->this_bitness = true;
        } else if (!wcscmp(args[i], L"--folders") || !wcscmp(args[i], L"--threading")) {
            if (i + 1 == count)
                return out_error(-1, L"%ls needs a value", args[i]);
            if (args[i][2] == L'f')
                options->folders = args[++i];
            else
                options->threading = args[++i];
        } else if (args[i][0] == L'-' && args[i][1] == L'-') {
            return out_error(-1, L"unknown option %ls; crossbit --help lists them", args[i]);
        } else {
            args[kept++] = args[i];
        }
    }
    return kept;
}

static int run(int argc, wchar_t **argv)
{
    struct options options = {0};
    const wchar_t *command;
    int count;

    if (argc < 2)
        return out_error(EXIT_USAGE, L"no command given; crossbit --help lists them");
    command = argv[1];
    if (!wcscmp(command, L"--help") || !wcscmp(command, L"-h") || !wcscmp(command, L"/?")) {
        out_text(help);
        return EXIT_DONE;
    }
    if (!wcscmp(command, L"--version")) {
        out_format(L"crossbit %ls (%u-bit)\n", STRING(CROSSBIT_VERSION_STRING), CROSSBIT_BITS);
        return EXIT_DONE;
    }
    count = take_options(argc - 2, argv + 2, !wcscmp(command, L"call"), &options);
    if (count < 0)
        return EXIT_USAGE;
    if (!wcscmp(command, L"exports"))
        return command_exports(count, argv + 2, &options);
    if (!wcscmp(command, L"call"))
        return command_call(count, argv + 2, &options);
    if (!wcscmp(command, L"register") || !wcscmp(command, L"unregister")) {
        if (count)
            return out_error(EXIT_USAGE, L"crossbit %ls takes no argument, but got %ls", command, argv[2]);
        return command_register(command[0] == L'r', &options);
    }
    return out_error(EXIT_USAGE, L"unknown command %ls; crossbit --help lists them", command);
}

int wmain(int argc, wchar_t **argv)
{
    int code = run(argc, argv);

    out_flush();
    return code;
}
