/* SPDX-License-Identifier: MIT */
/* Loading: what is refused and with which words, where dependencies are found, what path the client means. */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "core/base/proxies.h"
#include "remote.h"

static struct remote remote;

static void expect_failure(const wchar_t *file, HRESULT code, const wchar_t *word)
{
    struct remote_library library;
    HRESULT hr = remote_open(&remote, OTHER_BITS, file, CrossbitThreadingSerial, &library);

    assert_int_equal(hr, code);
    assert_null(library.module);
    assert_non_null(library.message);
    if (!wcsstr(library.message, word))
        fail_msg("\"%ls\" is not in: %ls", word, library.message);
    remote_close_library(&library);
}

static wchar_t *write_file(const wchar_t *name, const void *data, DWORD size)
{
    static wchar_t path[MAX_PATH];
    DWORD written;
    HANDLE file;

    GetTempPathW(MAX_PATH, path);
    wcscat(path, name);
    file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    assert_ptr_not_equal(file, INVALID_HANDLE_VALUE);
    WriteFile(file, data, size, &written, NULL);
    CloseHandle(file);
    return path;
}

TEST(test_open_missing_file_names_it)
{
    expect_failure(L"C:\\no such folder\\nothing.dll", CROSSBIT_E_FILE_NOT_FOUND, L"C:\\no such folder\\nothing.dll");
}

TEST(test_open_relative_path_refused)
{
    expect_failure(L".\\fixture.dll", CROSSBIT_E_FILE_NOT_FOUND, L"absolute");
}

TEST(test_open_drive_relative_path_refused)
{
    expect_failure(L"C:fixture.dll", CROSSBIT_E_FILE_NOT_FOUND, L"absolute");
}

TEST(test_open_text_file_is_not_pe)
{
    expect_failure(write_file(L"not a dll.dll", "hello, I am text", 16), CROSSBIT_E_NOT_PE, L"not a dll.dll");
}

TEST(test_open_empty_file_is_not_pe)
{
    expect_failure(write_file(L"empty.dll", "", 0), CROSSBIT_E_NOT_PE, L"empty.dll");
}

TEST(test_open_wrong_bitness_names_both)
{
    wchar_t *path = remote_staged(CROSSBIT_BITS, L"fixture.dll");

    expect_failure(path, CROSSBIT_E_BITNESS, CROSSBIT_BITS == 32 ? L"32-bit" : L"64-bit");
    free(path);
}

TEST(test_open_exe_is_not_dll)
{
    expect_failure(L"C:\\windows\\system32\\cmd.exe", CROSSBIT_E_NOT_DLL, L"cmd.exe");
}

TEST(test_open_arm64_is_another_machine)
{
    wchar_t *path = remote_staged(OTHER_BITS, L"fixture.dll");
    static unsigned char bytes[1 << 20];
    DWORD size, offset;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);

    assert_true(ReadFile(file, bytes, sizeof(bytes), &size, NULL));
    CloseHandle(file);
    free(path);
    memcpy(&offset, bytes + 0x3c, 4);
    bytes[offset + 4] = 0x64;
    bytes[offset + 5] = 0xaa;
    expect_failure(write_file(L"arm.dll", bytes, size), CROSSBIT_E_MACHINE, L"ARM64");
}

TEST(test_open_failing_dllmain_says_so)
{
    expect_failure(L"fixture_fails.dll", CROSSBIT_E_LOAD_FAILED, L"DllMain");
}

TEST(test_open_missing_dependency_names_it)
{
    expect_failure(L"fixture_orphan.dll", CROSSBIT_E_MISSING_DEPENDENCY, L"fixture_absent.dll");
}

static HRESULT open_orphan(const wchar_t *folders, struct remote_library *library)
{
    wchar_t *path = remote_staged(OTHER_BITS, L"fixture_orphan.dll");
    CrossbitModuleOptions options = {0};
    HRESULT hr;

    options.path = SysAllocString(path);
    options.folders = SysAllocString(folders);
    options.client_bits = CROSSBIT_BITS;
    hr = remote_open_options(&remote, &options, library);
    SysFreeString(options.path);
    SysFreeString(options.folders);
    free(path);
    return hr;
}

TEST(test_open_dependency_in_given_folder_found)
{
    struct remote_library library;
    wchar_t *folder = remote_staged(OTHER_BITS, L"deps"), both[2048];

    _snwprintf(both, ARRAYSIZE(both), L"C:\\not there;%ls;C:\\windows", folder);
    assert_int_equal(open_orphan(both, &library), S_OK);
    assert_int_equal(remote_declare(&library, "int orphan_number(void);"), S_OK);
    assert_int_equal(remote_int(&library, "orphan_number", 0), 42);
    remote_close_library(&library);
    free(folder);
    /* The folder goes with the library. */
    expect_failure(L"fixture_orphan.dll", CROSSBIT_E_MISSING_DEPENDENCY, L"fixture_absent.dll");
}

TEST(test_open_with_relative_search_folder_refused)
{
    struct remote_library library;

    assert_int_equal(open_orphan(L"C:\\windows;deps", &library), CROSSBIT_E_ARGUMENT);
    assert_non_null(wcsstr(library.message, L"deps"));
    remote_close_library(&library);
    assert_int_equal(open_orphan(L"..\\deps", &library), CROSSBIT_E_FILE_NOT_FOUND);
    assert_non_null(wcsstr(library.message, L"..\\deps"));
    remote_close_library(&library);
}

/* A DLL that is loaded already searches the folders of whoever opens it next, too. */
TEST(test_open_again_adds_the_folders_of_the_second_client)
{
    CrossbitModuleOptions options = {.client_bits = CROSSBIT_BITS};
    wchar_t *path = remote_staged(OTHER_BITS, L"fixture.dll"), *folder = remote_staged(OTHER_BITS, L"deps");
    const wchar_t *name = L"fixture_absent.dll";
    struct remote_library kernel, first, second;
    void *args[] = {&name};
    int64_t module = 0, freed = 0;
    int i;

    options.path = SysAllocString(L"kernel32.dll");
    assert_int_equal(remote_open_options(&remote, &options, &kernel), S_OK);
    SysFreeString(options.path);
    assert_int_equal(remote_declare(&kernel, "[handle] void * __stdcall LoadLibraryW(const wchar_t *);"
                                             "int __stdcall FreeLibrary([handle, release] void *);"),
        S_OK);
    options.path = SysAllocString(path);
    assert_int_equal(remote_open_options(&remote, &options, &first), S_OK);
    options.folders = SysAllocString(folder);
    assert_int_equal(remote_call(&kernel, "LoadLibraryW", args, &module), S_OK);
    assert_int_equal(module, 0);
    for (i = 0; i < 40; i++) { /* as often as they like */
        assert_int_equal(remote_open_options(&remote, &options, &second), S_OK);
        if (i < 39)
            remote_close_library(&second);
    }
    assert_int_equal(remote_call(&kernel, "LoadLibraryW", args, &module), S_OK);
    assert_int_not_equal(module, 0);
    args[0] = &module;
    assert_int_equal(remote_call(&kernel, "FreeLibrary", args, &freed), S_OK);
    assert_int_equal((int)freed, 1);
    remote_close_library(&second);
    remote_close_library(&first);
    remote_close_library(&kernel);
    SysFreeString(options.path);
    SysFreeString(options.folders);
    free(path);
    free(folder);
}

TEST(test_open_dependency_of_wrong_bitness_names_it)
{
    struct remote_library library;
    wchar_t *folder = remote_staged(CROSSBIT_BITS, L"deps");

    assert_int_equal(open_orphan(folder, &library), CROSSBIT_E_BITNESS);
    assert_non_null(wcsstr(library.message, L"fixture_absent.dll"));
    remote_close_library(&library);
    free(folder);
}

TEST(test_open_dependency_in_current_directory_not_found)
{
    wchar_t *folder = remote_staged(OTHER_BITS, L"deps");
    BSTR text = SysAllocString(folder);

    assert_int_equal(ICrossbitSurrogate_ChangeDirectory(remote.surrogate, text), S_OK);
    expect_failure(L"fixture_orphan.dll", CROSSBIT_E_MISSING_DEPENDENCY, L"fixture_absent.dll");
    SysFreeString(text);
    free(folder);
}

TEST(test_open_bare_name_is_the_systems_dll)
{
    CrossbitModuleOptions options = {.path = SysAllocString(L"kernel32"), .client_bits = CROSSBIT_BITS};
    struct remote_library library;

    assert_int_equal(remote_open_options(&remote, &options, &library), S_OK);
    SysFreeString(options.path);
    assert_int_equal(remote_declare(&library, "unsigned long __stdcall GetCurrentProcessId(void);"), S_OK);
    assert_int_equal(remote_int(&library, "GetCurrentProcessId", 0), remote.process_id);
    remote_close_library(&library);
}

/*
 * A 32-bit client says System32 and means SysWOW64; it says Sysnative for the real one. A 64-bit client means what it
 * says.
 */
TEST(test_open_system_paths_as_the_client_means_them)
{
    struct remote_library library;
    const wchar_t *good =
        CROSSBIT_BITS == 32 ? L"C:\\Windows\\Sysnative\\version.dll" : L"c:/windows/SYSWOW64/version.dll";
    const wchar_t *bad =
        CROSSBIT_BITS == 32 ? L"C:\\Windows\\System32\\version.dll" : L"C:\\windows\\System32\\version.dll";

    assert_int_equal(remote_open(&remote, OTHER_BITS, good, CrossbitThreadingSerial, &library), S_OK);
    remote_close_library(&library);
    expect_failure(bad, CROSSBIT_E_BITNESS, L"version.dll");
}

TEST(test_declare_missing_export_names_nearest)
{
    struct remote_library library;

    assert_int_equal(remote_open(&remote, OTHER_BITS, L"fixture.dll", CrossbitThreadingSerial, &library), S_OK);
    assert_int_equal(remote_declare(&library, "int proces_id(void);"), CROSSBIT_E_MISSING_EXPORT);
    assert_non_null(wcsstr(library.message, L"process_id"));
    assert_int_equal(remote_declare(&library, "[entry(999)] int nobody(void);"), CROSSBIT_E_MISSING_EXPORT);
    assert_non_null(wcsstr(library.message, L"999"));
    assert_int_equal(remote_declare(&library, "[entry(\"_process_id\")] int other(void);"), CROSSBIT_E_MISSING_EXPORT);
    remote_close_library(&library);
}

TEST(test_declare_failure_adds_nothing)
{
    struct remote_library library;

    assert_int_equal(remote_open(&remote, OTHER_BITS, L"fixture.dll", CrossbitThreadingSerial, &library), S_OK);
    assert_int_equal(remote_declare(&library, "int get_errno(void);"), S_OK);
    assert_int_equal(remote_declare(&library, "typedef int number; number process_id(void); int nobody(void);"),
        CROSSBIT_E_MISSING_EXPORT);
    assert_int_equal(remote_declare(&library, "int process_id(number);"), CROSSBIT_E_DECLARATION);
    /* The numbers go on as if the text had never been there. */
    assert_int_equal(remote_declare(&library, "typedef int number; number process_id(void);"), S_OK);
    assert_int_equal(remote_int(&library, "process_id", 0), remote.process_id);
    assert_int_equal(remote_int(&library, "get_errno", 0), 0);
    remote_close_library(&library);
}

TEST(test_declare_by_ordinal_and_decoration_binds)
{
    struct remote_library library;
    int a = 20, b = 3;
    void *args[] = {&a, &b};
    int64_t result = 0;

    assert_int_equal(remote_open(&remote, OTHER_BITS, L"fixture.dll", CrossbitThreadingSerial, &library), S_OK);
    assert_int_equal(
        remote_declare(&library,
            "[entry(500)] int by_number(int);"
            "int __stdcall decorated_stdcall(int a, int b); int __fastcall decorated_fastcall(int a, int b);"
            "unsigned long __stdcall forwarded_process_id(void);"),
        S_OK);
    assert_int_equal(remote_call(&library, "decorated_stdcall", args, &result), S_OK);
    assert_int_not_equal((int)result, 0);
    result = 0;
    assert_int_equal(remote_call(&library, "decorated_fastcall", args, &result), S_OK);
    assert_int_not_equal((int)result, 0);
    assert_int_equal(remote_int(&library, "forwarded_process_id", 0), remote.process_id);
    remote_close_library(&library);
    assert_int_equal(remote_open(&remote, OTHER_BITS, L"fixture.dll", CrossbitThreadingSerial, &library), S_OK);
    if (OTHER_BITS == 32) {
        assert_int_equal(remote_declare(&library, "int __stdcall decorated_stdcall(int a, int b, int c);"),
            CROSSBIT_E_MISSING_EXPORT);
        assert_non_null(wcsstr(library.message, L"_decorated_stdcall@8"));
        assert_non_null(wcsstr(library.message, L"12 bytes"));
    }
    remote_close_library(&library);
}

TEST(test_declare_data_export_refused)
{
    struct remote_library library;
    CrossbitModuleOptions options = {.path = SysAllocString(L"msvcrt.dll"), .client_bits = CROSSBIT_BITS};

    assert_int_equal(remote_open_options(&remote, &options, &library), S_OK);
    SysFreeString(options.path);
    assert_int_equal(remote_declare(&library, "int _fmode(void);"), CROSSBIT_E_MISSING_EXPORT);
    assert_non_null(wcsstr(library.message, L"data"));
    remote_close_library(&library);
}

/* Is the module still in the surrogate? Asked of its own kernel32. */
static bool is_loaded(const wchar_t *name)
{
    CrossbitModuleOptions options = {.path = SysAllocString(L"kernel32.dll"), .client_bits = CROSSBIT_BITS};
    struct remote_library library;
    void *args[] = {&name};
    int64_t result = 0;

    assert_int_equal(remote_open_options(&remote, &options, &library), S_OK);
    SysFreeString(options.path);
    assert_int_equal(remote_declare(&library, "[handle] void * __stdcall GetModuleHandleW(const wchar_t *);"), S_OK);
    assert_int_equal(remote_call(&library, "GetModuleHandleW", args, &result), S_OK);
    remote_close_library(&library);
    return result != 0;
}

TEST(test_close_last_unloads_first_keeps)
{
    struct remote_library one, two;
    int tls = 0;

    assert_int_equal(remote_open(&remote, OTHER_BITS, L"fixture.dll", CrossbitThreadingSerial, &one), S_OK);
    assert_int_equal(remote_open(&remote, OTHER_BITS, L"fixture.dll", CrossbitThreadingSerial, &two), S_OK);
    assert_int_equal(remote_declare(&one, "int process_id(void);"), S_OK);
    /* Declarations are each library object's own. */
    assert_int_equal(remote_declare(&two, "int process_id(void); int get_errno(void);"), S_OK);
    assert_true(is_loaded(L"fixture.dll"));
    remote_close_library(&one);
    assert_true(is_loaded(L"fixture.dll"));
    assert_int_equal(remote_int(&two, "process_id", tls), remote.process_id);
    remote_close_library(&two);
    assert_false(is_loaded(L"fixture.dll"));
}

TEST(test_close_twice_and_call_after_close_refused)
{
    struct remote_library library;
    CrossbitStatus status;
    int64_t result;

    assert_int_equal(remote_open(&remote, OTHER_BITS, L"fixture.dll", CrossbitThreadingSerial, &library), S_OK);
    assert_int_equal(remote_declare(&library, "int process_id(void);"), S_OK);
    assert_int_equal(ICrossbitModule_Close(library.module, &status), S_OK);
    assert_int_equal(ICrossbitModule_Close(library.module, &status), S_OK);
    assert_int_equal(remote_call(&library, "process_id", NULL, &result), CROSSBIT_E_NOT_LOADED);
    assert_int_equal(remote_declare(&library, "int get_errno(void);"), CROSSBIT_E_NOT_LOADED);
    remote_close_library(&library);
}

TEST(test_resident_stays_after_close)
{
    CrossbitModuleOptions options = {.client_bits = CROSSBIT_BITS, .resident = TRUE};
    wchar_t *path = remote_staged(OTHER_BITS, L"fixture.dll");
    struct remote_library library;

    options.path = SysAllocString(path);
    assert_int_equal(remote_open_options(&remote, &options, &library), S_OK);
    remote_close_library(&library);
    assert_true(is_loaded(L"fixture.dll"));
    assert_int_equal(remote_open_options(&remote, &options, &library), S_OK);
    assert_int_equal(remote_declare(&library, "int process_id(void);"), S_OK);
    assert_int_equal(remote_int(&library, "process_id", 0), remote.process_id);
    remote_close_library(&library);
    SysFreeString(options.path);
    free(path);
}

TEST(test_open_path_with_spaces_and_letters)
{
    wchar_t folder[MAX_PATH], file[MAX_PATH + 32], *source = remote_staged(OTHER_BITS, L"fixture.dll");
    struct remote_library library;

    GetTempPathW(MAX_PATH, folder);
    wcscat(folder, L"Größe λ 測試");
    CreateDirectoryW(folder, NULL);
    _snwprintf(file, ARRAYSIZE(file), L"%ls\\füß.dll", folder);
    assert_true(CopyFileW(source, file, FALSE));
    assert_int_equal(remote_open(&remote, OTHER_BITS, file, CrossbitThreadingSerial, &library), S_OK);
    assert_int_equal(remote_declare(&library, "int process_id(void);"), S_OK);
    assert_int_equal(remote_int(&library, "process_id", 0), remote.process_id);
    remote_close_library(&library);
    free(source);
}

/* Longer than MAX_PATH, as only the prefix allows it. */
TEST(test_open_long_path_with_prefix)
{
    wchar_t folder[512] = L"\\\\?\\C:", file[544], *source = remote_staged(OTHER_BITS, L"fixture.dll");
    struct remote_library library;
    int i;

    for (i = 0; i < 6; i++) {
        wcscat(folder, L"\\a folder with a name of fifty-five letters, as some have");
        assert_true(CreateDirectoryW(folder, NULL) || GetLastError() == ERROR_ALREADY_EXISTS);
    }
    assert_true(wcslen(folder) > MAX_PATH);
    _snwprintf(file, ARRAYSIZE(file), L"%ls\\fixture.dll", folder);
    assert_true(CopyFileW(source, file, FALSE));
    assert_int_equal(remote_open(&remote, OTHER_BITS, file, CrossbitThreadingSerial, &library), S_OK);
    assert_int_equal(remote_declare(&library, "int process_id(void);"), S_OK);
    assert_int_equal(remote_int(&library, "process_id", 0), remote.process_id);
    remote_close_library(&library);
    DeleteFileW(file);
    for (i = 0; i < 6; i++) {
        assert_true(RemoveDirectoryW(folder));
        *wcsrchr(folder, L'\\') = 0;
    }
    free(source);
}

TEST(test_create_object_of_no_com_server_refused)
{
    BSTR path = SysAllocString(L"version.dll");
    CrossbitStatus status = {0};
    IUnknown *object = NULL;

    assert_int_equal(ICrossbitSurrogate_CreateObject(
                         remote.surrogate, path, &CLSID_CrossbitLibrary, &IID_IUnknown, &object, &status),
        S_OK);
    assert_int_equal(status.code, CROSSBIT_E_MISSING_EXPORT);
    assert_non_null(wcsstr(status.message, L"DllGetClassObject"));
    SysFreeString(status.message);
    SysFreeString(path);
}

static const char *way; /* "registered": activated by class */

TEST_SETUP(setup)
{
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (FAILED(proxies_register(NULL)))
        return 1;
    if (way && !strcmp(way, "registered"))
        remote_register();
    remote_connect(OTHER_BITS, L"-IdleGrace 0", &remote);
    remote_attach(&remote, NULL);
    return 0;
}

TEST_SETUP(teardown)
{
    remote_close(&remote);
    remote_unregister();
    proxies_revoke();
    CoUninitialize();
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_missing_file_names_it),
        cmocka_unit_test(test_open_relative_path_refused),
        cmocka_unit_test(test_open_drive_relative_path_refused),
        cmocka_unit_test(test_open_text_file_is_not_pe),
        cmocka_unit_test(test_open_empty_file_is_not_pe),
        cmocka_unit_test(test_open_wrong_bitness_names_both),
        cmocka_unit_test(test_open_exe_is_not_dll),
        cmocka_unit_test(test_open_arm64_is_another_machine),
        cmocka_unit_test(test_open_failing_dllmain_says_so),
        cmocka_unit_test(test_open_missing_dependency_names_it),
        cmocka_unit_test(test_open_dependency_in_given_folder_found),
        cmocka_unit_test(test_open_with_relative_search_folder_refused),
        cmocka_unit_test(test_open_again_adds_the_folders_of_the_second_client),
        cmocka_unit_test(test_open_dependency_of_wrong_bitness_names_it),
        cmocka_unit_test(test_open_dependency_in_current_directory_not_found),
        cmocka_unit_test(test_open_bare_name_is_the_systems_dll),
        cmocka_unit_test(test_open_system_paths_as_the_client_means_them),
        cmocka_unit_test(test_declare_missing_export_names_nearest),
        cmocka_unit_test(test_declare_failure_adds_nothing),
        cmocka_unit_test(test_declare_by_ordinal_and_decoration_binds),
        cmocka_unit_test(test_declare_data_export_refused),
        cmocka_unit_test(test_close_last_unloads_first_keeps),
        cmocka_unit_test(test_close_twice_and_call_after_close_refused),
        cmocka_unit_test(test_open_path_with_spaces_and_letters),
        cmocka_unit_test(test_open_long_path_with_prefix),
        cmocka_unit_test(test_create_object_of_no_com_server_refused),
        cmocka_unit_test(test_resident_stays_after_close),
    };
    way = argc > 1 ? argv[1] : NULL;
    return cmocka_run_group_tests(tests, setup, teardown);
}
