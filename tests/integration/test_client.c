/* SPDX-License-Identifier: MIT */
/* crossbit.h from C: connecting, loading, calling, errors, and life after a surrogate's death; both bitnesses. */
#include "client_fixture.h"

#include <errno.h>
#include <stdlib.h>

#include "../fixtures/stop_threads.h"
#include "crossbitps.h"
#include "core/base/start_pipe.h"

/* ---- connecting ---- */

TEST(test_connect_defaults_gives_the_other_bitness)
{
    crossbit_connection *connection;

    assert_ok(crossbit_connect(NULL, &connection));
    assert_int_equal(crossbit_bits(connection), OTHER_BITS);
    assert_int_not_equal(crossbit_process_id(connection), 0);
    assert_int_not_equal(crossbit_process_id(connection), GetCurrentProcessId());
    crossbit_disconnect(connection);
    crossbit_disconnect(NULL);
}

TEST(test_connect_twice_gives_the_same_surrogate)
{
    crossbit_connection *first, *second, *third;
    struct crossbit_connect_options options = {.size = sizeof(options), .bits = CROSSBIT_BITS};

    assert_ok(crossbit_connect(NULL, &first));
    assert_ok(crossbit_connect(NULL, &second));
    assert_ok(crossbit_connect(&options, &third));
    assert_int_equal(crossbit_process_id(first), crossbit_process_id(second));
    assert_int_not_equal(crossbit_process_id(first), crossbit_process_id(third));
    assert_int_equal(crossbit_bits(third), CROSSBIT_BITS);
    crossbit_disconnect(first);
    crossbit_disconnect(second);
    crossbit_disconnect(third);
}

TEST(test_connect_object_isolation_gives_a_surrogate_of_its_own)
{
    struct crossbit_connect_options options = {.size = sizeof(options), .isolation = CROSSBIT_ISOLATION_OBJECT};
    crossbit_connection *first, *second;

    assert_ok(crossbit_connect(NULL, &first));
    assert_ok(crossbit_connect(&options, &second));
    assert_int_not_equal(crossbit_process_id(first), crossbit_process_id(second));
    crossbit_disconnect(second);
    crossbit_disconnect(first);
}

TEST(test_connect_wrong_options_are_named)
{
    struct crossbit_connect_options options = {.size = 3};
    crossbit_connection *connection = (void *)1;

    assert_fails(crossbit_connect(&options, &connection), E_INVALIDARG, L"options->size");
    assert_null(connection);
    options.size = sizeof(options);
    options.bits = 16;
    assert_fails(crossbit_connect(&options, &connection), E_INVALIDARG, L"16");
    options.bits = 0;
    options.isolation = (enum crossbit_isolation)3;
    assert_fails(crossbit_connect(&options, &connection), E_INVALIDARG, L"isolation");
}

TEST(test_connect_missing_surrogate_names_the_path)
{
    struct crossbit_connect_options options = {
        .size = sizeof(options), .isolation = CROSSBIT_ISOLATION_OBJECT, .surrogate = L"C:\\no\\such\\surrogate.exe"};
    crossbit_connection *connection;

    assert_fails(crossbit_connect(&options, &connection), CROSSBIT_E_START, L"C:\\no\\such\\surrogate.exe");
}

TEST(test_connect_program_that_is_no_surrogate_gives_its_exit_code)
{
    struct crossbit_connect_options options = {
        .size = sizeof(options), .isolation = CROSSBIT_ISOLATION_OBJECT, .timeout_ms = 10000};
    crossbit_connection *connection;
    wchar_t path[MAX_PATH];

    GetSystemDirectoryW(path, MAX_PATH);
    wcscat(path, L"\\hostname.exe");
    options.surrogate = path;
    assert_fails(crossbit_connect(&options, &connection), CROSSBIT_E_START, L"ended at once with exit code");
}

TEST(test_connect_silent_program_runs_into_the_time_limit)
{
    struct crossbit_connect_options options = {
        .size = sizeof(options), .isolation = CROSSBIT_ISOLATION_OBJECT, .timeout_ms = 300};
    crossbit_connection *connection;
    wchar_t path[MAX_PATH];
    ULONGLONG start = GetTickCount64();

    GetModuleFileNameW(NULL, path, MAX_PATH); /* this program, which sleeps when it is given -Connect */
    options.surrogate = path;
    assert_fails(crossbit_connect(&options, &connection), CROSSBIT_E_START, L"did not answer within 300 ms");
    assert_true(GetTickCount64() - start < 10000);
}

/* ---- this program as a surrogate whose start goes wrong: -Connect, with how in the environment ---- */

#define FAKE L"FAKE_SURROGATE"
#define REASON L"a reason of its own"

/* The pipe is overlapped at both ends. */
static void fake_transfer(HANDLE pipe, bool write, void *data, uint32_t size)
{
    OVERLAPPED overlapped = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    DWORD done;

    if (write)
        WriteFile(pipe, data, size, NULL, &overlapped);
    else
        ReadFile(pipe, data, size, NULL, &overlapped);
    GetOverlappedResult(pipe, &overlapped, &done, TRUE);
    CloseHandle(overlapped.hEvent);
}

static void fake_write(HANDLE pipe, enum start_kind kind, void *data, uint32_t size)
{
    struct start_record record = {START_MAGIC, kind, size};

    fake_transfer(pipe, true, &record, sizeof(record));
    fake_transfer(pipe, true, data, size);
}

/* ---- the object that it offers: nothing but Crossbit's marshaler ---- */

static IUnknown fake_host;
static IUnknown *fake_marshaler;

static HRESULT WINAPI fake_QueryInterface(IUnknown *iface, REFIID iid, void **object)
{
    if (!IsEqualIID(iid, &IID_IUnknown))
        return IUnknown_QueryInterface(fake_marshaler, iid, object);
    *object = iface;
    return S_OK;
}

static ULONG WINAPI fake_AddRef(IUnknown *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI fake_Release(IUnknown *iface)
{
    (void)iface;
    return 1;
}

static IUnknownVtbl fake_vtbl = {fake_QueryInterface, fake_AddRef, fake_Release};
static IUnknown fake_host = {&fake_vtbl};

/* Accepts the client's offer as the surrogate does, and falls silent. */
static void fake_accept(HANDLE pipe, HMODULE crossbitps, const CrossbitChannelOffer *offer)
{
    HRESULT(__cdecl * create)(IUnknown *, IUnknown **);
    struct start_answer answer = {0};
    ICrossbitChannelPeer *peer;

    create = (HRESULT(__cdecl *)(IUnknown *, IUnknown **))(void (*)(void))GetProcAddress(
        crossbitps, "CrossbitCreateMarshaler");
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (SUCCEEDED(create(&fake_host, &fake_marshaler)) &&
        SUCCEEDED(IUnknown_QueryInterface(fake_marshaler, &IID_ICrossbitChannelPeer, (void **)&peer))) {
        answer.connected = ICrossbitChannelPeer_Connect(peer, offer, &answer.answer);
        answer.attached = ICrossbitChannelPeer_Attach(peer, &offer->instance, &answer.export_id);
    }
    stop_threads(GetCurrentProcessId(), true);
    fake_write(pipe, START_ANSWER, &answer, sizeof(answer));
}

static void fake_surrogate(HANDLE pipe)
{
    HRESULT(__cdecl * get_ticket)(void *, ULONG *);
    struct {
        HRESULT hr;
        wchar_t text[ARRAYSIZE(REASON)];
    } error = {E_ACCESSDENIED, REASON};
    struct start_record request;
    CrossbitChannelOffer offer;
    uint8_t ticket[CROSSBIT_TICKET_MAX];
    ULONG size = sizeof(ticket);
    HMODULE crossbitps = NULL;
    wchar_t how[16] = L"";

    GetEnvironmentVariableW(FAKE, how, ARRAYSIZE(how));
    if (!wcscmp(how, L"connect") || !wcscmp(how, L"silent")) { /* it gets as far as the offer */
        crossbitps = LoadLibraryW(L"crossbitps.dll");
        get_ticket =
            (HRESULT(__cdecl *)(void *, ULONG *))(void (*)(void))GetProcAddress(crossbitps, "CrossbitGetTicket");
        get_ticket(ticket, &size);
        fake_write(pipe, START_TICKET, ticket, size);
        fake_transfer(pipe, false, &request, sizeof(request));
        fake_transfer(pipe, false, &offer, sizeof(offer));
    }
    if (!wcscmp(how, L"silent"))
        fake_accept(pipe, crossbitps, &offer);
    else if (how[0])
        fake_write(pipe, START_ERROR, &error, sizeof(error));
    Sleep(60000);
}

static void assert_fake_fails(const wchar_t *how, DWORD timeout_ms, const wchar_t *text)
{
    struct crossbit_connect_options options = {
        .size = sizeof(options), .isolation = CROSSBIT_ISOLATION_OBJECT, .timeout_ms = timeout_ms};
    crossbit_connection *connection;
    wchar_t path[MAX_PATH];

    GetModuleFileNameW(NULL, path, MAX_PATH);
    options.surrogate = path;
    SetEnvironmentVariableW(FAKE, how);
    assert_fails(crossbit_connect(&options, &connection), CROSSBIT_E_START, text);
    SetEnvironmentVariableW(FAKE, NULL);
}

TEST(test_connect_surrogate_that_reports_an_error_gives_its_text)
{
    assert_fake_fails(L"error", 10000, REASON);
    assert_fake_fails(L"connect", 10000, REASON);
}

/* A surrogate may stop answering at any moment of its start, also once the channel stands. */
TEST(test_connect_surrogate_that_falls_silent_runs_into_the_time_limit)
{
    ULONGLONG start = GetTickCount64();

    assert_fake_fails(L"silent", 1000, L"did not answer within 1000 ms");
    assert_true(GetTickCount64() - start < 10000);
}

static DWORD WINAPI close_later(void *file)
{
    Sleep(100);
    CloseHandle(file);
    return 0;
}

/* As an installer, or a virus scanner, has the file of the surrogate open for a moment. */
TEST(test_connect_surrogate_that_is_open_for_a_moment_works)
{
    struct crossbit_connect_options options = {.size = sizeof(options), .isolation = CROSSBIT_ISOLATION_OBJECT};
    const wchar_t *name = CROSSBIT_BITS == 64 ? L"crossbit32.exe" : L"crossbit64.exe";
    wchar_t path[MAX_PATH], copy[MAX_PATH];
    crossbit_connection *connection;
    HANDLE file, thread;

    GetModuleFileNameW(NULL, path, MAX_PATH);
    *wcsrchr(path, L'\\') = 0;
    swprintf(wcsrchr(path, L'\\') + 1, 64, L"%ls\\%ls", CROSSBIT_BITS == 64 ? L"x86" : L"x64", name);
    swprintf(copy, MAX_PATH, L"%ls.open.exe", path);
    assert_true(CopyFileW(path, copy, FALSE));
    options.surrogate = copy;
    file = CreateFileW(copy, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    assert_ptr_not_equal(file, INVALID_HANDLE_VALUE);
    assert_fails(crossbit_connect(&options, &connection), CROSSBIT_E_START, L"cannot be started");
    thread = CreateThread(NULL, 0, close_later, file, 0, NULL);
    assert_int_equal(crossbit_connect(&options, &connection), S_OK);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    crossbit_disconnect(connection);
    for (int i = 0; i < 100 && !DeleteFileW(copy); i++)
        Sleep(100); /* until the surrogate has ended */
    assert_int_equal(GetFileAttributesW(copy), INVALID_FILE_ATTRIBUTES);
}

TEST(test_connect_wrong_bitness_is_named)
{
    struct crossbit_connect_options options = {
        .size = sizeof(options), .isolation = CROSSBIT_ISOLATION_OBJECT, .bits = 32};
    crossbit_connection *connection;

    options.surrogate = staged(64, L"crossbit64.exe");
    assert_fails(crossbit_connect(&options, &connection), CROSSBIT_E_START, L"64-bit");
}

TEST(test_connect_inherits_nothing_but_the_pipe)
{
    SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), NULL, TRUE};
    struct crossbit_connect_options options = {.size = sizeof(options), .isolation = CROSSBIT_ISOLATION_OBJECT};
    crossbit_connection *connection;
    HANDLE reader, writer;
    DWORD done;
    char byte;

    assert_true(CreatePipe(&reader, &writer, &inheritable, 0));
    assert_ok(crossbit_connect(&options, &connection));
    CloseHandle(writer);
    /* Had the surrogate a copy of the writing end, this would wait for its end. */
    assert_false(ReadFile(reader, &byte, 1, &done, NULL));
    assert_int_equal(GetLastError(), ERROR_BROKEN_PIPE);
    CloseHandle(reader);
    crossbit_disconnect(connection);
}

TEST(test_connect_client_in_a_job_works)
{
    struct crossbit_connect_options options = {.size = sizeof(options), .isolation = CROSSBIT_ISOLATION_OBJECT};
    HANDLE job = CreateJobObjectW(NULL, NULL);
    crossbit_connection *connection;

    assert_true(AssignProcessToJobObject(job, GetCurrentProcess()));
    assert_ok(crossbit_connect(&options, &connection));
    crossbit_disconnect(connection);
    CloseHandle(job);
}

/* ---- loading ---- */

static void load_is_refused(const wchar_t *path, HRESULT code, const wchar_t *text)
{
    crossbit_library *library = (void *)1;

    assert_fails(crossbit_load(path, NULL, &library), code, text);
    assert_null(library);
}

TEST(test_load_failures_are_told_apart)
{
    wchar_t self[MAX_PATH], text[MAX_PATH];
    unsigned int bits;

    load_is_refused(L"C:\\no such.dll", CROSSBIT_E_FILE_NOT_FOUND, L"no such.dll");
    load_is_refused(L"", E_INVALIDARG, L"empty");
    GetModuleFileNameW(NULL, self, MAX_PATH);
    load_is_refused(self, CROSSBIT_E_NOT_DLL, L"test_client");
    GetTempPathW(MAX_PATH, text);
    wcscat(text, L"text.dll");
    fclose(_wfopen(text, L"w"));
    load_is_refused(text, CROSSBIT_E_NOT_PE, L"text.dll");
    DeleteFileW(text);
    for (bits = 32; bits <= 64; bits += 32) {
        load_is_refused(staged(bits, L"fixture_orphan.dll"), CROSSBIT_E_MISSING_DEPENDENCY, L"fixture_absent.dll");
        load_is_refused(staged(bits, L"fixture_fails.dll"), CROSSBIT_E_LOAD_FAILED, L"fixture_fails.dll");
    }
}

TEST(test_load_with_folders_finds_the_dependency)
{
    struct crossbit_load_options options = {.size = sizeof(options)};
    wchar_t folder[MAX_PATH];
    crossbit_library *library;

    wcscpy(folder, staged(OTHER_BITS, L"deps"));
    options.folders = folder;
    assert_ok(crossbit_load(staged(OTHER_BITS, L"fixture_orphan.dll"), &options, &library));
    assert_ok(crossbit_declare(library, "int orphan_number(void)"));
    assert_int_equal(call_ints(library, "orphan_number", 0), 42);
    crossbit_unload(library);
}

TEST(test_load_relative_path_is_the_current_directorys)
{
    wchar_t before[MAX_PATH], folder[MAX_PATH];
    crossbit_library *library;

    GetCurrentDirectoryW(MAX_PATH, before);
    wcscpy(folder, staged(OTHER_BITS, L""));
    assert_true(SetCurrentDirectoryW(folder));
    assert_ok(crossbit_load(L"fixture.dll", NULL, &library));
    crossbit_unload(library);
    SetCurrentDirectoryW(before);
}

TEST(test_load_into_connection_of_the_wrong_bitness_is_refused)
{
    struct crossbit_load_options options = {.size = sizeof(options)};
    crossbit_library *library;

    assert_ok(crossbit_connect(NULL, &options.connection));
    assert_fails(
        crossbit_load(staged(CROSSBIT_BITS, L"fixture.dll"), &options, &library), CROSSBIT_E_BITNESS, L"fixture.dll");
    crossbit_disconnect(options.connection);
}

/* ---- declaring and calling ---- */

TEST(test_declare_errors_have_line_and_column)
{
    crossbit_library *library = load_fixture(OTHER_BITS, NULL);

    assert_fails(crossbit_declare(library, "int add_cdecl(int a,\n  strange b);"), CROSSBIT_E_DECLARATION, L"strange");
    assert_fails(crossbit_declare(library, "int add_cdcl(int a, int b);"), CROSSBIT_E_MISSING_EXPORT, L"add_cdecl");
    /* Nothing of what failed is there. */
    assert_ok(crossbit_declare(library, "int add_cdecl(int a, int b);"));
    assert_int_equal(call_ints(library, "add_cdecl", 2, 40, 2), 42);
    crossbit_unload(library);
}

TEST(test_find_unknown_name_lists_what_is_declared)
{
    crossbit_library *library = load_fixture(OTHER_BITS, "int add_cdecl(int a, int b);");
    crossbit_function *function, *again;

    assert_fails(crossbit_find(library, "add_cdcl", &function), CROSSBIT_E_UNDECLARED, L"add_cdecl");
    assert_null(function);
    assert_ok(crossbit_find(library, "add_cdecl", &function));
    assert_ok(crossbit_find(library, "add_cdecl", &again));
    assert_ptr_equal(function, again);
    assert_fails(crossbit_find_variadic(library, "add_cdecl", "int", &function), CROSSBIT_E_ARGUMENT, L"variable");
    crossbit_unload(library);
}

TEST(test_declarations_of_several_threads_keep_their_functions)
{
    static const char *const texts[] = {"int add_cdecl(int a, int b);", "int __stdcall add_stdcall(int a, int b);"};
    crossbit_library *library = load_fixture(OTHER_BITS, texts[0]);

    assert_ok(crossbit_declare(library, texts[1]));
    assert_int_equal(call_ints(library, "add_cdecl", 2, 1, 2), 3);
    assert_int_equal(call_ints(library, "add_stdcall", 2, 3, 4), 7);
    crossbit_unload(library);
}

TEST(test_invoke_both_bitnesses_buffers_text_and_results)
{
    unsigned int bits;

    for (bits = 32; bits <= 64; bits += 32) {
        crossbit_library *library =
            load_fixture(bits, "unsigned bytes_sum([in, size_is(size)] const void *data, unsigned size);"
                               "void bytes_reverse([in, out, size_is(size)] unsigned char *data, size_t size);"
                               "int text_length(const char *text);"
                               "const char *static_text(void);"
                               "const wchar_t *static_wide(void);"
                               "size_t largest_size(void);");
        unsigned char bytes[] = {1, 2, 3, 250};
        const void *data = bytes;
        unsigned size = sizeof(bytes), sum = 0;
        size_t count = sizeof(bytes);
        const char *text = "four", *static_text, *again;
        const wchar_t *wide;
        int length = 0;
        void *sum_args[] = {&data, &size}, *reverse_args[] = {&data, &count}, *text_args[] = {&text};

        assert_ok(crossbit_invoke(find(library, "bytes_sum"), &sum, sum_args, 2));
        assert_int_equal(sum, ((1 * 3 + 2) * 3 + 3) * 3 + 250);
        assert_ok(crossbit_invoke(find(library, "bytes_reverse"), NULL, reverse_args, 2));
        assert_int_equal(bytes[0], 250);
        assert_int_equal(bytes[3], 1);
        assert_ok(crossbit_invoke(find(library, "text_length"), &length, text_args, 1));
        assert_int_equal(length, 4);
        assert_ok(crossbit_invoke(find(library, "static_text"), &static_text, NULL, 0));
        assert_ok(crossbit_invoke(find(library, "static_text"), &again, NULL, 0));
        assert_ptr_equal(static_text, again); /* kept, and not copied anew each time */
        assert_true(strlen(static_text) > 0);
        assert_ok(crossbit_invoke(find(library, "static_wide"), &wide, NULL, 0));
        assert_true(wcslen(wide) > 0);
        crossbit_unload(library);
    }
}

TEST(test_invoke_wrong_count_and_range_are_refused)
{
    crossbit_library *library =
        load_fixture(32, "int add_cdecl(int a, int b);"
                         "void bytes_reverse([in, out, size_is(size)] unsigned char *data, size_t size);");
    int a = 1;
    void *args[] = {&a, &a, &a};

    assert_fails(crossbit_invoke(find(library, "add_cdecl"), &a, args, 3), CROSSBIT_E_ARGUMENT, L"takes 2");
#ifdef _WIN64
    {
        unsigned char byte = 0, *data = &byte;
        size_t size = (size_t)1 << 33;
        void *big[] = {&data, &size};

        assert_true(FAILED(crossbit_invoke(find(library, "bytes_reverse"), NULL, big, 2)));
        assert_true(wcslen(crossbit_error_message()) > 0);
    }
#endif
    crossbit_unload(library);
}

TEST(test_invoke_variadic)
{
    crossbit_library *library = load_fixture(
        OTHER_BITS, "int format([out, string, size_is(size)] char *text, unsigned size, const char *format, ...);");
    char text[64] = "", *to = text;
    unsigned size = sizeof(text);
    const char *format = "%d %s %.1f", *word = "word";
    int number = 7, length = 0;
    double real = 1.5;
    crossbit_function *function, *again;
    void *args[] = {&to, &size, &format, &number, &word, &real};

    assert_ok(crossbit_find_variadic(library, "format", "int, const char *, double", &function));
    assert_ok(crossbit_find_variadic(library, "format", "int, const char *, double", &again));
    assert_ptr_equal(function, again);
    assert_ok(crossbit_invoke(function, &length, args, 6));
    assert_string_equal(text, "7 word 1.5");
    assert_fails(
        crossbit_find_variadic(library, "format", "int, strange", &function), CROSSBIT_E_DECLARATION, L"strange");
    crossbit_unload(library);
}

static DWORD WINAPI other_thread_errors(void *context)
{
    (void)context;
    return crossbit_last_error() || crossbit_errno() || crossbit_error_message()[0];
}

TEST(test_errors_belong_to_the_thread)
{
    crossbit_library *library = load_fixture(OTHER_BITS, "int set_errors(int last_error, int errno_value);");
    crossbit_function *function;
    HANDLE thread;
    DWORD code = 1;

    SetLastError(77);
    assert_int_equal(call_ints(library, "set_errors", 2, 4711, ERANGE), 1);
    assert_int_equal(crossbit_last_error(), 4711);
    assert_int_equal(crossbit_errno(), ERANGE);
    assert_fails(crossbit_find(library, "nothing", &function), CROSSBIT_E_UNDECLARED, L"nothing");
    assert_int_equal(crossbit_last_error(), 4711);
    thread = CreateThread(NULL, 0, other_thread_errors, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    assert_int_equal(code, 0);
    crossbit_unload(library);
    assert_true(crossbit_error_message()[0]); /* unload is no failure and no success: the last text stays */
}

TEST(test_current_directory_follows_the_client)
{
    crossbit_library *library =
        load_fixture(OTHER_BITS, "int get_directory([out, string, size_is(size)] wchar_t *path, unsigned size);");
    wchar_t before[MAX_PATH], here[MAX_PATH], there[MAX_PATH], *to = there;
    unsigned size = MAX_PATH;
    int length, round;
    void *args[] = {&to, &size};

    GetCurrentDirectoryW(MAX_PATH, before);
    for (round = 0; round < 2; round++) {
        round ? GetTempPathW(MAX_PATH, here) : GetWindowsDirectoryW(here, MAX_PATH);
        assert_true(SetCurrentDirectoryW(here));
        GetCurrentDirectoryW(MAX_PATH, here);
        assert_ok(crossbit_invoke(find(library, "get_directory"), &length, args, 2));
        assert_true(_wcsicmp(here, there) == 0);
    }
    SetCurrentDirectoryW(before);
    crossbit_unload(library);
}

TEST(test_environment_is_the_clients)
{
    struct crossbit_connect_options connect = {.size = sizeof(connect), .isolation = CROSSBIT_ISOLATION_OBJECT};
    struct crossbit_load_options load = {.size = sizeof(load)};
    wchar_t value[64] = L"", *to = value;
    const wchar_t *name = L"CROSSBIT_TEST_\x00fc";
    unsigned size = 64;
    int length;
    void *args[] = {&name, &to, &size};
    crossbit_library *library;

    SetEnvironmentVariableW(name, L"v\x00e4lue");
    assert_ok(crossbit_connect(&connect, &load.connection));
    assert_ok(crossbit_load(staged(OTHER_BITS, L"fixture.dll"), &load, &library));
    assert_ok(crossbit_declare(
        library, "int get_variable(const wchar_t *name, [out, string, size_is(size)] wchar_t *value, unsigned size);"));
    assert_ok(crossbit_invoke(find(library, "get_variable"), &length, args, 3));
    assert_true(wcscmp(value, L"v\x00e4lue") == 0);
    crossbit_unload(library);
    crossbit_disconnect(load.connection);
}

/* ---- death ---- */

static const char deadly[] =
    "int crash_read(int address); int crash_divide(int by); int crash_exit(int code); int crash_terminate(int code);"
    "int crash_stack(int depth); int crash_abort(void); int crash_raise(int code); int add_cdecl(int a, int b);"
    "int crash_exit_thread(int code); int crash_terminate_thread(int code);";

static void call_dies(
    unsigned int bits, const char *name, int argument, size_t count, HRESULT code, const wchar_t *text)
{
    crossbit_library *library = load_fixture(bits, deadly), *second;
    int result;
    void *args[] = {&argument, &argument};
    ULONGLONG start = GetTickCount64();

    assert_fails(crossbit_invoke(find(library, name), &result, args, count), code, text);
    assert_true(GetTickCount64() - start < 15000);
    /* The library is stale, and says so at once; the next one works. */
    start = GetTickCount64();
    assert_true(FAILED(crossbit_invoke(find(library, "add_cdecl"), &result, args, 2)));
    assert_non_null(wcsstr(crossbit_error_message(), L"load the library again"));
    assert_true(GetTickCount64() - start < 1000);
    second = load_fixture(bits, deadly);
    assert_int_equal(call_ints(second, "add_cdecl", 2, 1, 2), 3);
    crossbit_unload(second);
    crossbit_unload(library);
}

TEST(test_crash_names_function_and_exception)
{
    call_dies(OTHER_BITS, "crash_read", 8, 1, CROSSBIT_E_DLL_FAULT, L"crash_read");
    call_dies(CROSSBIT_BITS, "crash_read", 8, 1, CROSSBIT_E_DLL_FAULT, L"0xc0000005");
    call_dies(OTHER_BITS, "crash_divide", 0, 1, CROSSBIT_E_DLL_FAULT, L"crash_divide");
}

TEST(test_exit_in_the_dll_is_no_crash)
{
    call_dies(OTHER_BITS, "crash_exit", 3, 1, CROSSBIT_E_DIED, L"crash_exit");
    call_dies(OTHER_BITS, "crash_terminate", 3, 1, CROSSBIT_E_DIED, L"exit code 3");
}

TEST(test_thread_ended_by_the_dll_is_no_hang)
{
    call_dies(OTHER_BITS, "crash_exit_thread", 3, 1, CROSSBIT_E_DIED, L"crash_exit_thread");
    call_dies(OTHER_BITS, "crash_terminate_thread", 3, 1, CROSSBIT_E_DIED, L"crash_terminate_thread");
    call_dies(CROSSBIT_BITS, "crash_terminate_thread", 3, 1, CROSSBIT_E_DIED, L"crash_terminate_thread");
}

TEST(test_killed_before_the_call_is_noticed)
{
    crossbit_library *library = load_fixture(OTHER_BITS, deadly);
    crossbit_connection *connection, *next;
    int a = 1, b = 2, sum;
    void *args[] = {&a, &b};
    HANDLE process;

    assert_ok(crossbit_connect(NULL, &connection));
    process = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, crossbit_process_id(connection));
    assert_non_null(process);
    assert_true(TerminateProcess(process, 9));
    assert_int_equal(WaitForSingleObject(process, 10000), WAIT_OBJECT_0);
    CloseHandle(process);
    assert_fails(crossbit_invoke(find(library, "add_cdecl"), &sum, args, 2), CROSSBIT_E_DIED, L"exit code 9");
    assert_fails(crossbit_declare(library, "int crash_abort(void);"), CROSSBIT_E_DIED, L"load the library again");
    assert_ok(crossbit_connect(NULL, &next));
    assert_int_not_equal(crossbit_process_id(next), crossbit_process_id(connection));
    crossbit_unload(library);
    crossbit_disconnect(next);
    crossbit_disconnect(connection);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_connect_defaults_gives_the_other_bitness),
        cmocka_unit_test(test_connect_twice_gives_the_same_surrogate),
        cmocka_unit_test(test_connect_object_isolation_gives_a_surrogate_of_its_own),
        cmocka_unit_test(test_connect_wrong_options_are_named),
        cmocka_unit_test(test_connect_missing_surrogate_names_the_path),
        cmocka_unit_test(test_connect_program_that_is_no_surrogate_gives_its_exit_code),
        cmocka_unit_test(test_connect_silent_program_runs_into_the_time_limit),
        cmocka_unit_test(test_connect_surrogate_that_reports_an_error_gives_its_text),
        cmocka_unit_test(test_connect_surrogate_that_falls_silent_runs_into_the_time_limit),
        cmocka_unit_test(test_connect_surrogate_that_is_open_for_a_moment_works),
        cmocka_unit_test(test_connect_wrong_bitness_is_named),
        cmocka_unit_test(test_connect_inherits_nothing_but_the_pipe),
        cmocka_unit_test(test_load_failures_are_told_apart),
        cmocka_unit_test(test_load_with_folders_finds_the_dependency),
        cmocka_unit_test(test_load_relative_path_is_the_current_directorys),
        cmocka_unit_test(test_load_into_connection_of_the_wrong_bitness_is_refused),
        cmocka_unit_test(test_declare_errors_have_line_and_column),
        cmocka_unit_test(test_find_unknown_name_lists_what_is_declared),
        cmocka_unit_test(test_declarations_of_several_threads_keep_their_functions),
        cmocka_unit_test(test_invoke_both_bitnesses_buffers_text_and_results),
        cmocka_unit_test(test_invoke_wrong_count_and_range_are_refused),
        cmocka_unit_test(test_invoke_variadic),
        cmocka_unit_test(test_errors_belong_to_the_thread),
        cmocka_unit_test(test_current_directory_follows_the_client),
        cmocka_unit_test(test_environment_is_the_clients),
        cmocka_unit_test(test_crash_names_function_and_exception),
        cmocka_unit_test(test_exit_in_the_dll_is_no_crash),
        cmocka_unit_test(test_thread_ended_by_the_dll_is_no_hang),
        cmocka_unit_test(test_killed_before_the_call_is_noticed),
        cmocka_unit_test(test_connect_client_in_a_job_works),
    };

    if (argc > 2 && !strcmp(argv[1], "-Connect")) {
        fake_surrogate((HANDLE)(ULONG_PTR)strtoul(argv[2], NULL, 10));
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
