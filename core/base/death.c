/* SPDX-License-Identifier: MIT */
/* What exit codes and results say about the end of a process. */
#include "death.h"

#include "crossbit/error.h"

/*
 * mingw-w64's CRT names the first; libgcc's unwind-seh.c makes all three: to throw, to unwind to a handler, forced
 * unwinding.
 */
#define GCC_THROW 0x20474343u
#define GCC_UNWIND 0x21474343u
#define GCC_FORCED 0x22474343u

const wchar_t *death_meaning(DWORD code)
{
    switch (code) {
    case 0x80000002:
        return L"misaligned data";
    case 0x80000003:
        return L"breakpoint";
    case 0x80000100:
        return L"call of a function that Wine has not";
    case 0xc0000005:
        return L"access violation";
    case 0xc0000006:
        return L"page that could not be read from disk";
    case 0xc0000017:
        return L"out of memory";
    case 0xc000001d:
        return L"illegal instruction";
    case 0xc0000025:
        return L"exception that cannot be continued";
    case 0xc0000026:
        return L"invalid exception disposition";
    case 0xc000007b:
        return L"a DLL that it needs is of the wrong bitness or damaged";
    case 0xc000008c:
        return L"array bounds exceeded";
    case 0xc000008e:
        return L"floating-point division by zero";
    case 0xc0000090:
        return L"invalid floating-point operation";
    case 0xc0000091:
        return L"floating-point overflow";
    case 0xc0000094:
        return L"division by zero";
    case 0xc0000095:
        return L"integer overflow";
    case 0xc0000096:
        return L"privileged instruction";
    case 0xc00000fd:
        return L"stack overflow";
    case 0xc0000135:
        return L"a DLL that it needs was not found";
    case 0xc0000139:
        return L"a DLL that it needs lacks a function";
    case 0xc0000142:
        return L"a DLL that it needs failed to initialise";
    case 0xc0000194:
        return L"possible deadlock";
    case 0xc0000374:
        return L"heap corruption";
    case 0xc0000409:
        return L"fail-fast, or stack buffer overrun";
    case 0xc0000417:
        return L"invalid argument to the C runtime";
    case 0xc0000420:
        return L"failed assertion";
    case 0xc0000428:
        return L"Windows refuses its signature";
    case 0xc0000602:
        return L"fail-fast";
    case 0xc015000f:
        return L"activation context out of order";
    case 0xc06d007e:
        return L"a delay-loaded DLL was not found";
    case 0xc06d007f:
        return L"a delay-loaded DLL lacks a function";
    case 0x0eedfade:
        return L"Delphi exception";
    case 0xe0434352:
        return L".NET exception";
    case 0xe06d7363:
    case GCC_THROW:
    case GCC_UNWIND:
    case GCC_FORCED:
        return L"C++ exception";
    default:
        return NULL;
    }
}

bool death_is_by_exception(DWORD exit_code)
{
    return exit_code >= 0xc0000000 || death_meaning(exit_code);
}

bool death_is_told(HRESULT hr)
{
    switch (hr) {
    case HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE):
    case HRESULT_FROM_WIN32(RPC_S_CALL_FAILED):
    case HRESULT_FROM_WIN32(RPC_S_CALL_FAILED_DNE):
    case HRESULT_FROM_WIN32(RPC_S_COMM_FAILURE):
    case HRESULT_FROM_WIN32(RPC_S_UNKNOWN_IF): /* of a process that is just ending */
    case HRESULT_FROM_WIN32(ERROR_BROKEN_PIPE):
    case HRESULT_FROM_WIN32(ERROR_PIPE_NOT_CONNECTED):
    case HRESULT_FROM_WIN32(ERROR_NO_DATA):
    case RPC_E_DISCONNECTED:
    case RPC_E_SERVER_DIED:
    case RPC_E_SERVER_DIED_DNE:
    case RPC_E_CONNECTION_TERMINATED:
    case CO_E_OBJNOTCONNECTED:
    case CROSSBIT_E_DIED:
    case CROSSBIT_E_DLL_FAULT:
        return true;
    default:
        return false;
    }
}
