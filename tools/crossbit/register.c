#include "tool.h"

#include <stdlib.h>
#include <wchar.h>

#include "home.h"

/* Each bitness registers itself, through its surrogate: it alone sees its own half of the registry. */
static int run_surrogate(unsigned int bits, bool add, const struct options *options)
{
    const wchar_t *action = add ? (options->user ? L"/RegServerPerUser" : L"/RegServer")
                                : (options->user ? L"/UnregServerPerUser" : L"/UnregServer");
    const wchar_t *verb = add ? L"registering" : L"unregistering";
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    wchar_t *path = NULL, *command = NULL;
    BSTR message = NULL;
    int code = EXIT_REGISTER;
    DWORD exit_code = 0;
    size_t length;

    if (FAILED(home_find(bits == 32 ? L"crossbit32.exe" : L"crossbit64.exe", bits, &path, &message))) {
        out_error(code, L"%ls", message ? message : L"memory is out");
        goto exit;
    }
    length = wcslen(path) + 64;
    command = malloc(length * sizeof(wchar_t));
    if (!command)
        goto exit;
    _snwprintf(command, length, L"\"%ls\" %ls%ls", path, action, options->force ? L" /Force" : L"");
    /* It writes its own error to our standard error. */
    startup.dwFlags = STARTF_USESTDHANDLES;
    startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    startup.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    out_flush();
    if (!CreateProcessW(path, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process)) {
        message_set_win32(&message, GetLastError(), L"can not start %ls", path);
        out_error(code, L"%ls", message);
        goto exit;
    }
    if (WaitForSingleObject(process.hProcess, 60000) != WAIT_OBJECT_0) {
        TerminateProcess(process.hProcess, 1);
        out_error(code, L"%ls did not end within a minute", path);
    } else if (GetExitCodeProcess(process.hProcess, &exit_code) && exit_code) {
        out_error(code, L"%ls the %u-bit half failed: %ls %ls ended with exit code %lu%ls", verb, bits, path, action, exit_code,
            options->user ? L"" : L"; an administrator can do it, and --user needs none");
    } else {
        code = EXIT_DONE;
    }
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);

exit:
    SysFreeString(message);
    free(command);
    free(path);
    return code;
}

static bool windows_is_64_bit(void)
{
    BOOL wow64 = FALSE;

    return CROSSBIT_BITS == 64 || (IsWow64Process(GetCurrentProcess(), &wow64) && wow64);
}

int command_register(bool add, const struct options *options)
{
    int code = run_surrogate(32, add, options);

    /* The other half is tried even so: what is half removed is better than what is not removed. */
    if (windows_is_64_bit() && (!add || code == EXIT_DONE)) {
        int second = run_surrogate(64, add, options);

        code = code ? code : second;
    }
    if (code == EXIT_DONE)
        out_text(add ? L"registered\n" : L"unregistered\n");
    return code;
}
