/* SPDX-License-Identifier: MIT */
/* crossbit register and unregister, for both bitnesses. */
#include "tool.h"

#include <objbase.h>
#include <stdlib.h>
#include <wchar.h>

#include "core/base/home.h"

/* The words that crossbitps.dll left for this thread; NULL when it left none. */
static BSTR error_text(void)
{
    IErrorInfo *info = NULL;
    BSTR text = NULL;

    if (GetErrorInfo(0, &info) == S_OK) {
        IErrorInfo_GetDescription(info, &text);
        IErrorInfo_Release(info);
    }
    return text;
}

/* crossbitps.dll registers all of its own bitness. */
static int register_half(bool add, const struct options *options)
{
    HRESULT(WINAPI * install)(BOOL, const wchar_t *);
    wchar_t words[32] = L"", *path = NULL;
    BSTR message = NULL;
    HMODULE module;
    HRESULT hr = home_find(L"crossbitps.dll", CROSSBIT_BITS, &path, &message);

    if (SUCCEEDED(hr)) {
        module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
        install =
            module ? (HRESULT(WINAPI *)(BOOL, const wchar_t *))(void *)GetProcAddress(module, "DllInstall") : NULL;
        if (!install) {
            hr = message_set_win32(&message, GetLastError(), L"cannot use %ls", path);
        } else {
            wcscat(words, options->user ? L"user," : L"");
            wcscat(words, options->force ? L"force," : L"");
            wcscat(words, options->check ? L"check" : L"");
            out_flush();
            CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
            hr = install(add, words);
            if (FAILED(hr))
                message = error_text();
            CoUninitialize();
        }
        if (module)
            FreeLibrary(module);
    }
    if (FAILED(hr))
        out_error(EXIT_REGISTER, L"the %u-bit half %ls (0x%08lx)%ls%ls", CROSSBIT_BITS,
            options->check ? L"is not registered as it should be"
            : add          ? L"was not registered"
                           : L"was not unregistered",
            hr, message ? L": " : L"", message ? message : L"");
    SysFreeString(message);
    free(path);
    return FAILED(hr) ? EXIT_REGISTER : EXIT_DONE;
}

/* The other bitness sees its own half of the registry; its crossbit.exe does the same there. */
static int register_other_half(bool add, const struct options *options)
{
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    wchar_t *path = NULL, *command = NULL;
    BSTR message = NULL;
    DWORD code = EXIT_REGISTER;
    size_t length;

    if (FAILED(home_find(L"crossbit.exe", CROSSBIT_BITS == 64 ? 32 : 64, &path, &message))) {
        out_error(EXIT_REGISTER, L"%ls", message ? message : L"out of memory");
        goto exit;
    }
    length = wcslen(path) + 96;
    command = malloc(length * sizeof(wchar_t));
    if (!command)
        goto exit;
    _snwprintf(command, length, L"\"%ls\" %ls --this-bitness%ls%ls%ls", path, add ? L"register" : L"unregister",
        options->user ? L" --user" : L"", options->force ? L" --force" : L"", options->check ? L" --check" : L"");
    startup.dwFlags = STARTF_USESTDHANDLES; /* what it has to say goes where ours goes */
    startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    startup.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    out_flush();
    if (!CreateProcessW(path, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process)) {
        message_set_win32(&message, GetLastError(), L"cannot start %ls", path);
        out_error(EXIT_REGISTER, L"%ls", message ? message : L"out of memory");
        goto exit;
    }
    if (WaitForSingleObject(process.hProcess, 60000) != WAIT_OBJECT_0) {
        TerminateProcess(process.hProcess, EXIT_REGISTER);
        out_error(EXIT_REGISTER, L"%ls did not end within a minute", path);
    } else {
        GetExitCodeProcess(process.hProcess, &code);
    }
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);

exit:
    SysFreeString(message);
    free(command);
    free(path);
    return (int)code;
}

static bool windows_is_64_bit(void)
{
    BOOL wow64 = FALSE;

    return CROSSBIT_BITS == 64 || (IsWow64Process(GetCurrentProcess(), &wow64) && wow64);
}

int command_register(bool add, const struct options *options)
{
    int code = register_half(add, options), other;

    if (options->this_bitness)
        return code;
    /* Removing goes on after a failure: what is half removed is better than what is not removed. */
    if (windows_is_64_bit() && (!add || options->check || code == EXIT_DONE)) {
        other = register_other_half(add, options);
        code = code ? code : other;
    }
    if (code == EXIT_DONE)
        out_text(options->check || add ? L"registered\n" : L"unregistered\n");
    return code;
}
