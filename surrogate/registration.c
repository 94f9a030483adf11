#include "surrogate.h"

#include <stdlib.h>

#include "home.h"
#include "message.h"

HRESULT registration_run(bool add, bool user, BSTR *message)
{
    HRESULT (WINAPI *server)(void);
    HRESULT (WINAPI *install)(BOOL, const wchar_t *);
    const char *name = user ? "DllInstall" : add ? "DllRegisterServer" : "DllUnregisterServer";
    wchar_t *path = NULL;
    HMODULE module = NULL;
    FARPROC function;
    HRESULT result;

    result = home_find(L"crossbitps.dll", CROSSBIT_BITS, &path, message);
    if (FAILED(result))
        goto exit;
    result = CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    if (FAILED(result))
        goto exit;
    module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    function = module ? GetProcAddress(module, name) : NULL;
    if (!function) {
        result = message_set_win32(message, GetLastError(), L"can not use %hs of %ls", name, path);
    } else if (user) {
        install = (HRESULT (WINAPI *)(BOOL, const wchar_t *))(void *)function;
        result = install(add, L"user");
    } else {
        server = (HRESULT (WINAPI *)(void))(void *)function;
        result = server();
    }
    if (FAILED(result)) {
        if (result == E_ACCESSDENIED)
            message_set(message, result, L"%hs of %ls was denied access to the registry: run it as an administrator, or use "
                L"%ls for this user alone", name, path, add ? L"/RegServerPerUser" : L"/UnregServerPerUser");
        message_set(message, result, L"%hs of %ls failed (0x%08lx)", name, path, result);
    }
    if (module)
        FreeLibrary(module);
    CoUninitialize();
exit:
    free(path);
    return result;
}
