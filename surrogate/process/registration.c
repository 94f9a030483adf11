/* SPDX-License-Identifier: MIT */
/* /RegServer and the like, which call the entry points of crossbitps.dll. */
#include "registration.h"

#include <stdbool.h>
#include <stdlib.h>
#include <windows.h>

#include "core/base/home.h"
#include "core/base/message.h"

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

HRESULT registration_run(bool add, bool user, bool force, BSTR *message)
{
    HRESULT(WINAPI * install)(BOOL, const wchar_t *) = NULL;
    wchar_t *path = NULL;
    HMODULE module = NULL;
    HRESULT hr;

    hr = home_find(L"crossbitps.dll", CROSSBIT_BITS, &path, message);
    if (FAILED(hr))
        goto exit;
    hr = CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    if (FAILED(hr))
        goto exit;
    module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (module)
        install = (HRESULT(WINAPI *)(BOOL, const wchar_t *))(void *)GetProcAddress(module, "DllInstall");
    if (install) {
        hr = install(add, user ? L"user" : force ? L"force" : NULL);
        if (FAILED(hr))
            *message = error_text();
        if (FAILED(hr) && !*message)
            message_set(message, hr, L"DllInstall of %ls failed (0x%08lx)", path, hr);
    } else {
        hr = message_set_win32(message, GetLastError(), L"cannot use DllInstall of %ls", path);
    }
    if (module)
        FreeLibrary(module);
    CoUninitialize();
exit:
    free(path);
    return hr;
}
