/* SPDX-License-Identifier: MIT */
/* Reads the command line. */
#include "cmdline.h"

#include <stdbool.h>
#include <stdint.h>
#include <windows.h>

#include "core/base/message.h"
#include "crossbit_version.h"
#include "lifetime.h"

#define STRING2(x) L## #x
#define STRING(x) STRING2(x)
#define PROGRAM L"crossbit" STRING(CROSSBIT_BITS)

const wchar_t command_help[] = PROGRAM L": loads " STRING(
    CROSSBIT_BITS) L"-bit DLLs for programs of any bitness. COM and crossbit.dll start it by themselves.\n"
                   L"\n"
                   L"usage: " PROGRAM L" SWITCH [-IdleGrace MS] [/Force]\n"
                   L"  -Embedding            started by COM: serve the class Crossbit.Host" STRING(
                       CROSSBIT_BITS) L"\n"
                                      L"  -Connect HANDLE       started by crossbit.dll: connect over this inherited "
                                      L"pipe (a decimal number)\n"
                                      L"  -IdleGrace MS         stay so long after the last object is gone (5000)\n"
                                      L"  /RegServer            register Crossbit's classes of this bitness for all "
                                      L"users (needs an administrator)\n"
                                      L"  /Force                with /RegServer: although ordinary users can write to "
                                      L"the folder\n"
                                      L"  /UnregServer          remove them\n"
                                      L"  /RegServerPerUser     register them for this user\n"
                                      L"  /UnregServerPerUser   remove them\n"
                                      L"  --help, --version\n"
                                      L"Switches may start with - or /, in any case.\n"
                                      L"\n"
                                      L"exit codes: 0 done; 2 wrong command line; 3 COM failed; 4 registration failed; "
                                      L"5 the connection failed;\n"
                                      L"6 a DLL ended the thread that called it.\n"
                                      L"When a DLL crashes, the exit code is the exception's (0xC0000005 for a wrong "
                                      L"address).\n";

/* -name or /name, in any case, as COM and installers write them. */
static bool is_switch(const wchar_t *argument, const wchar_t *name)
{
    return (argument[0] == L'-' || argument[0] == L'/') && !_wcsicmp(argument + 1, name);
}

/* The whole text must be a decimal number that is at most `limit`. */
static bool parse_number(const wchar_t *text, uint64_t limit, uint64_t *number)
{
    uint64_t value = 0;

    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text < L'0' || *text > L'9')
            return false;
        if (value > (limit - (uint64_t)(*text - L'0')) / 10)
            return false;
        value = value * 10 + (uint64_t)(*text - L'0');
    }
    *number = value;
    return true;
}

bool command_parse(int count, wchar_t *const *arguments, struct command *command, BSTR *message)
{
    static const struct {
        const wchar_t *name;
        enum command_kind kind;
        bool user;
    } switches[] = {
        {L"Embedding", COMMAND_EMBEDDING, false},
        {L"Connect", COMMAND_CONNECT, false},
        {L"RegServer", COMMAND_REGISTER, false},
        {L"UnregServer", COMMAND_UNREGISTER, false},
        {L"RegServerPerUser", COMMAND_REGISTER, true},
        {L"UnregServerPerUser", COMMAND_UNREGISTER, true},
        {L"-help", COMMAND_HELP, false},
        {L"?", COMMAND_HELP, false},
        {L"-version", COMMAND_VERSION, false},
    };
    const wchar_t *given = NULL;
    bool grace_given = false;
    uint64_t number;
    size_t s;
    int i;

    memset(command, 0, sizeof(*command));
    command->idle_grace_ms = LIFETIME_GRACE_MS;
    for (i = 0; i < count; i++) {
        if (is_switch(arguments[i], L"IdleGrace")) {
            if (++i >= count || !parse_number(arguments[i], 0x7fffffff, &number)) {
                message_set(message, E_INVALIDARG,
                    L"-IdleGrace needs a number of milliseconds, at most 2147483647%ls%ls", i < count ? L", not " : L"",
                    i < count ? arguments[i] : L"");
                return false;
            }
            command->idle_grace_ms = (DWORD)number;
            grace_given = true;
            continue;
        }
        if (is_switch(arguments[i], L"Force")) {
            command->force = true;
            continue;
        }
        for (s = 0; s < ARRAYSIZE(switches); s++)
            if (is_switch(arguments[i], switches[s].name))
                break;
        if (s == ARRAYSIZE(switches)) {
            message_set(message, E_INVALIDARG, L"unknown argument %ls; --help lists the switches", arguments[i]);
            return false;
        }
        if (given) {
            message_set(message, E_INVALIDARG, L"%ls and %ls do not go together", given, arguments[i]);
            return false;
        }
        given = arguments[i];
        command->kind = switches[s].kind;
        command->user = switches[s].user;
        if (command->kind == COMMAND_CONNECT) {
            /* Handles have 32 significant bits: a 64-bit process can hand one to a 32-bit one. */
            if (++i >= count || !parse_number(arguments[i], 0xffffffffu, &number) || !number) {
                message_set(message, E_INVALIDARG, L"-Connect needs the number of an inherited pipe handle%ls%ls",
                    i < count ? L", not " : L"", i < count ? arguments[i] : L"");
                return false;
            }
            command->pipe = (HANDLE)(intptr_t)(int32_t)number;
        }
    }
    if (!given) {
        message_set(message, E_INVALIDARG, L"no switch given; --help lists them");
        return false;
    }
    if (command->force && (command->kind != COMMAND_REGISTER || command->user)) {
        message_set(message, E_INVALIDARG, L"/Force goes with /RegServer only");
        return false;
    }
    if (grace_given && command->kind != COMMAND_EMBEDDING && command->kind != COMMAND_CONNECT) {
        message_set(message, E_INVALIDARG, L"-IdleGrace goes with -Embedding and -Connect only");
        return false;
    }
    return true;
}
