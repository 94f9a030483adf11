/* SPDX-License-Identifier: MIT */
/* Hand-written, the DLL's side. */
#include <windows.h>

int __cdecl binding_legacy_log_text(const char *text)
{
    int(__cdecl * log)(const char *, ...);

    log = (int(__cdecl *)(const char *, ...))(void (*)(void))GetProcAddress(
        GetModuleHandleW(L"legacy.dll"), "legacy_log");
    return log != NULL ? log("%s", text) : -1;
}
