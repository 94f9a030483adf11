/* SPDX-License-Identifier: MIT */
/*
 * crossbit.dll and COM: activation through the registry, objects of other people's servers, the class Crossbit.Library,
 * and loading and unloading of crossbit.dll itself, which this program does by hand.
 */
#include "tests/test.h"

#include <stdbool.h>
#include <stdio.h>
#include <windows.h>
#include <objbase.h>
#include <oleauto.h>

#include "crossbit.h"
#include "crossbit_com.h"

static HMODULE module;
static HRESULT (*api_connect)(const struct crossbit_connect_options *, crossbit_connection **);
static void (*api_disconnect)(crossbit_connection *);
static DWORD (*api_process_id)(const crossbit_connection *);
static HRESULT (*api_create_object)(crossbit_connection *, const wchar_t *, const CLSID *, const IID *, void **);
static HRESULT (*api_load)(const wchar_t *, const struct crossbit_load_options *, crossbit_library **);
static void (*api_unload)(crossbit_library *);
static const wchar_t *(*api_error_message)(void);
static HRESULT(WINAPI *get_class_object)(REFCLSID, REFIID, void **);
static HRESULT(WINAPI *can_unload_now)(void);

static wchar_t folder[MAX_PATH]; /* of the staged files of both bitnesses */

static void load_crossbit(void)
{
    module = LoadLibraryW(L"crossbit.dll");
    assert_non_null(module);
    api_connect = (void *)GetProcAddress(module, "crossbit_connect");
    api_disconnect = (void *)GetProcAddress(module, "crossbit_disconnect");
    api_process_id = (void *)GetProcAddress(module, "crossbit_process_id");
    api_create_object = (void *)GetProcAddress(module, "crossbit_create_object");
    api_load = (void *)GetProcAddress(module, "crossbit_load");
    api_unload = (void *)GetProcAddress(module, "crossbit_unload");
    api_error_message = (void *)GetProcAddress(module, "crossbit_error_message");
    get_class_object = (void *)GetProcAddress(module, "DllGetClassObject");
    can_unload_now = (void *)GetProcAddress(module, "DllCanUnloadNow");
    assert_true(api_connect && api_disconnect && api_process_id && api_create_object && api_load && api_unload);
    assert_true(api_error_message && get_class_object && can_unload_now);
}

static void run_tool(const wchar_t *arguments)
{
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    wchar_t command[MAX_PATH + 100];
    DWORD code = 1;

    _snwprintf(command, ARRAYSIZE(command), L"\"%ls\\%ls\\crossbit.exe\" %ls", folder,
        CROSSBIT_BITS == 32 ? L"x86" : L"x64", arguments);
    assert_true(CreateProcessW(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process));
    WaitForSingleObject(process.hProcess, 60000);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    assert_int_equal(code, 0);
}

TEST(test_activate_unregistered_says_so)
{
    struct crossbit_connect_options options = {
        .size = sizeof(options), .start = CROSSBIT_START_ACTIVATE, .isolation = CROSSBIT_ISOLATION_OBJECT};
    crossbit_connection *connection;

    load_crossbit();
    assert_int_equal(api_connect(&options, &connection), CROSSBIT_E_START);
    assert_non_null(wcsstr(api_error_message(), L"crossbit register"));
}

TEST(test_activate_registered_both_bitnesses)
{
    struct crossbit_connect_options options = {
        .size = sizeof(options), .start = CROSSBIT_START_ACTIVATE, .isolation = CROSSBIT_ISOLATION_OBJECT};
    struct crossbit_load_options load = {.size = sizeof(load)};
    crossbit_library *library;
    wchar_t path[MAX_PATH + 32];

    run_tool(L"register --force");
    for (options.bits = 32; options.bits <= 64; options.bits += 32) {
        assert_ok(api_connect(&options, &load.connection));
        assert_int_not_equal(api_process_id(load.connection), 0);
        _snwprintf(path, ARRAYSIZE(path), L"%ls\\%ls\\fixture.dll", folder, options.bits == 32 ? L"x86" : L"x64");
        assert_ok(api_load(path, &load, &library));
        api_unload(library);
        api_disconnect(load.connection);
    }
    run_tool(L"unregister");
}

/* The DLL of the surrogate's bitness that serves Crossbit.Library is a COM server like any other. */
static void create_object_in_this_apartment(void)
{
    wchar_t path[MAX_PATH + 32];
    crossbit_connection *connection;
    ICrossbitLibrary *object;
    LONG bits;
    BSTR text;

    assert_ok(api_connect(NULL, &connection));
    _snwprintf(path, ARRAYSIZE(path), L"%ls\\%ls\\crossbit.dll", folder, CROSSBIT_BITS == 32 ? L"x64" : L"x86");
    assert_ok(api_create_object(connection, path, &CLSID_CrossbitLibrary, &IID_ICrossbitLibrary, (void **)&object));
    assert_int_equal(ICrossbitLibrary_get_Threading(object, &text), S_OK);
    assert_true(wcscmp(text, L"serial") == 0);
    SysFreeString(text);
    /* It loads a DLL of our own bitness, from over there. */
    _snwprintf(path, ARRAYSIZE(path), L"%ls\\%ls\\fixture.dll", folder, CROSSBIT_BITS == 32 ? L"x86" : L"x64");
    text = SysAllocString(path);
    assert_int_equal(ICrossbitLibrary_Load(object, text), S_OK);
    SysFreeString(text);
    assert_int_equal(ICrossbitLibrary_get_Bits(object, &bits), S_OK);
    assert_int_equal(bits, CROSSBIT_BITS);
    ICrossbitLibrary_Release(object);
    /* A class that the server has not. */
    _snwprintf(path, ARRAYSIZE(path), L"%ls\\%ls\\crossbit.dll", folder, CROSSBIT_BITS == 32 ? L"x64" : L"x86");
    assert_true(FAILED(api_create_object(connection, path, &CLSID_CrossbitProxy, &IID_IUnknown, (void **)&object)));
    assert_null(object);
    assert_true(wcslen(api_error_message()) > 0);
    api_disconnect(connection);
}

TEST(test_create_object_in_the_mta)
{
    assert_int_equal(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    create_object_in_this_apartment();
    CoUninitialize();
}

TEST(test_create_object_in_an_sta)
{
    assert_int_equal(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    create_object_in_this_apartment();
    CoUninitialize();
}

TEST(test_class_library_in_process)
{
    IClassFactory *factory;
    ICrossbitLibrary *library;
    wchar_t path[MAX_PATH + 32];
    LONG bits = 0;
    BSTR text;

    assert_int_equal(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    assert_int_equal(
        get_class_object(&CLSID_CrossbitHost32, &IID_IClassFactory, (void **)&factory), CLASS_E_CLASSNOTAVAILABLE);
    assert_int_equal(get_class_object(&CLSID_CrossbitLibrary, &IID_IClassFactory, (void **)&factory), S_OK);
    assert_int_equal(IClassFactory_CreateInstance(factory, (IUnknown *)factory, &IID_IUnknown, (void **)&library),
        CLASS_E_NOAGGREGATION);
    assert_int_equal(IClassFactory_CreateInstance(factory, NULL, &IID_ICrossbitLibrary, (void **)&library), S_OK);
    assert_int_equal(can_unload_now(), S_FALSE);
    _snwprintf(path, ARRAYSIZE(path), L"%ls\\%ls\\fixture.dll", folder, CROSSBIT_BITS == 32 ? L"x64" : L"x86");
    text = SysAllocString(path);
    assert_int_equal(ICrossbitLibrary_Load(library, text), S_OK);
    assert_int_equal(ICrossbitLibrary_get_Bits(library, &bits), S_OK);
    assert_int_equal(bits, CROSSBIT_BITS == 32 ? 64 : 32);
    SysFreeString(text);
    text = SysAllocString(L"C:\\no such.dll");
    assert_int_equal(ICrossbitLibrary_Unload(library), S_OK);
    assert_int_equal(ICrossbitLibrary_Load(library, text), CROSSBIT_E_FILE_NOT_FOUND);
    SysFreeString(text);
    ICrossbitLibrary_Release(library);
    IClassFactory_Release(factory);
    CoUninitialize();
}

/* Some seconds after the last use the threads and the surrogate are gone, and the module can go, too. */
TEST(test_unload_of_the_dll_after_the_last_use)
{
    crossbit_connection *connection;
    HANDLE surrogate;
    int i;

    assert_ok(api_connect(NULL, &connection));
    surrogate = OpenProcess(SYNCHRONIZE, FALSE, api_process_id(connection));
    assert_non_null(surrogate);
    assert_int_equal(can_unload_now(), S_FALSE);
    api_disconnect(connection);
    FreeLibrary(module);
    for (i = 0; i < 200 && GetModuleHandleW(L"crossbit.dll"); i++)
        Sleep(100);
    assert_null(GetModuleHandleW(L"crossbit.dll"));
    assert_int_equal(WaitForSingleObject(surrogate, 15000), WAIT_OBJECT_0);
    CloseHandle(surrogate);
    /* And again. */
    load_crossbit();
    assert_int_equal(can_unload_now(), S_OK);
    assert_ok(api_connect(NULL, &connection));
    api_disconnect(connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_activate_unregistered_says_so),
        cmocka_unit_test(test_activate_registered_both_bitnesses),
        cmocka_unit_test(test_create_object_in_the_mta),
        cmocka_unit_test(test_create_object_in_an_sta),
        cmocka_unit_test(test_class_library_in_process),
        cmocka_unit_test(test_unload_of_the_dll_after_the_last_use),
    };

    GetModuleFileNameW(NULL, folder, MAX_PATH);
    *wcsrchr(folder, L'\\') = 0;
    *wcsrchr(folder, L'\\') = 0;
    return cmocka_run_group_tests(
        tests, NULL, NULL); /* crossbit.dll is loaded still: the end of the process cleans up */
}
