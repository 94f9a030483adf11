/* SPDX-License-Identifier: MIT */
/* The start of the process: what the command line asks for, and the parts that are put together for it. */
#include <objbase.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmdline.h"
#include "console.h"
#include "core/base/log.h"
#include "core/base/message.h"
#include "core/base/proxies.h"
#include "crossbit_version.h"
#include "exit_codes.h"
#include "fault.h"
#include "lifetime.h"
#include "registration.h"
#include "security.h"
#include "surrogate/call/module.h"
#include "surrogate/call/function_pointer.h"
#include "surrogate/host/automation.h"
#include "surrogate/host/connect.h"
#include "surrogate/host/factory.h"
#include "surrogate/host/host.h"
#include "surrogate/load/dll.h"

/* Ends the process although calls of dead clients may hang in a DLL. */
static __attribute__((noreturn)) void end_process(int code)
{
    fault_let_tell(); /* our clients have gone, because they were told: the dump is still being written */
    if (module_calls_running)
        TerminateProcess(GetCurrentProcess(), (UINT)code);
    fault_expect_end();
    ExitProcess((UINT)code);
}

static int serve(const struct command *command)
{
    BSTR message = NULL;
    HRESULT hr;

    _set_error_mode(_OUT_TO_STDERR); /* abort() of a DLL with this C runtime would wait in a message box */
    host_init(&automation_vtbl, factory_share);
    dll_set_graveyard(callback_graveyard_create, callback_graveyard_free);
    fault_set_teller(connect_last_words);
    dll_search_init();
    frame_init();
    fault_init();
    hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (SUCCEEDED(hr))
        hr = lifetime_init(command->idle_grace_ms); /* counts by COM */
    if (FAILED(hr))
        message_set(&message, hr, L"COM cannot be initialised (0x%08lx)", hr);
    /*
     * A process can do this once. A surrogate that its client has started leaves it to the client's DLL until COM's own
     * channel is needed, which the two mostly are not.
     */
    if (SUCCEEDED(hr) && command->kind != COMMAND_CONNECT) {
        hr = security_init();
        if (FAILED(hr))
            message_set(&message, hr, L"COM's security cannot be initialised (0x%08lx)", hr);
    }
    /* Without this the process would depend on a registration, which it may have not, or of another version. */
    if (SUCCEEDED(hr))
        hr = proxies_register(&message);
    if (SUCCEEDED(hr))
        fault_init_channel();
    if (command->kind == COMMAND_CONNECT) {
        if (SUCCEEDED(hr))
            hr = connect_run(command->pipe);
        if (FAILED(hr)) {
            message_set(&message, hr, L"the connection with the client failed (0x%08lx)", hr);
            connect_fail(command->pipe, hr, message ? message : L"out of memory");
            end_process(SURROGATE_EXIT_CONNECT);
        }
    } else if (SUCCEEDED(hr)) {
        hr = factory_register();
        if (FAILED(hr))
            message_set(&message, hr, L"the class object cannot be registered (0x%08lx)", hr);
    }
    if (FAILED(hr)) {
        crossbit_log_line(L"%ls", message ? message : L"out of memory");
        end_process(SURROGATE_EXIT_COM);
    }
    lifetime_wait(factory_revoke);
    end_process(SURROGATE_EXIT_OK);
}

static int register_server(const struct command *command)
{
    wchar_t text[1200];
    BSTR message = NULL;

    if (SUCCEEDED(registration_run(command->kind == COMMAND_REGISTER, command->user, command->force, &message)))
        return SURROGATE_EXIT_OK;
    _snwprintf(text, ARRAYSIZE(text), L"crossbit%d: %ls\n", CROSSBIT_BITS, message ? message : L"out of memory");
    text[ARRAYSIZE(text) - 1] = 0;
    console_print(true, text);
    SysFreeString(message);
    return SURROGATE_EXIT_REGISTRATION;
}

/* The C runtime shall not look for files that match an argument: -? is one. */
int _dowildcard = 0;

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE previous, PWSTR line, int show)
{
    struct command command;
    BSTR message = NULL;
    wchar_t text[1200];

    (void)instance, (void)previous, (void)line, (void)show;
    if (!command_parse(__argc - 1, __wargv + 1, &command, &message)) {
        _snwprintf(text, ARRAYSIZE(text), L"crossbit%d: %ls\n", CROSSBIT_BITS, message ? message : L"out of memory");
        text[ARRAYSIZE(text) - 1] = 0;
        console_print(true, text);
        return SURROGATE_EXIT_USAGE;
    }
    switch (command.kind) {
    case COMMAND_HELP:
        console_print(false, command_help);
        return SURROGATE_EXIT_OK;
    case COMMAND_VERSION:
        _snwprintf(text, ARRAYSIZE(text), L"crossbit%d %hs\n", CROSSBIT_BITS, CROSSBIT_VERSION_STRING);
        console_print(false, text);
        return SURROGATE_EXIT_OK;
    case COMMAND_REGISTER:
    case COMMAND_UNREGISTER:
        return register_server(&command);
    default:
        return serve(&command);
    }
}
