/* SPDX-License-Identifier: MIT */
/* Handles of every kind: that they work on the far side, not only that they arrive. */
#include "../fixtures/handle_count.h"
#include "differential.h"

BOTH(test_opaque_create_use_destroy_same)
{
    void *counter = CALL_HANDLE(run, void *, "counter_create", AT(int, 40));

    assert_non_null(counter);
    assert_int_equal(CALL(run, "counter_next", &counter), 41);
    assert_int_equal(CALL(run, "counter_next", &counter), 42);
    CALL_VOID(run, "counter_destroy", &counter);
}
BOTH(test_opaque_null_same)
{
    void *null = NULL;

    assert_int_equal(CALL(run, "counter_next", &null), -1);
    assert_null(CALL_HANDLE(run, void *, "counter_self", &null));
}
BOTH(test_opaque_out_parameter_same)
{
    void *counter = (void *)1, **pointer = &counter;

    assert_int_equal(CALL(run, "counter_open", AT(int, 5), &pointer), 1);
    assert_int_equal(CALL(run, "counter_next", &counter), 6);
    CALL_VOID(run, "counter_destroy", &counter);
    assert_int_equal(CALL(run, "counter_open", AT(int, -5), &pointer), 0);
    assert_null(counter);
}
/* One pointer of the DLL's is one handle here. */
BOTH(test_opaque_identity_same)
{
    void *a = CALL_HANDLE(run, void *, "counter_create", AT(int, 1));
    void *b = CALL_HANDLE(run, void *, "counter_create", AT(int, 1));
    void *again = CALL_HANDLE(run, void *, "counter_self", &a);

    assert_ptr_equal(a, again);
    assert_ptr_not_equal(a, b);
    assert_int_equal(CALL(run, "counter_same", &a, &again), 1);
    assert_int_equal(CALL(run, "counter_same", &a, &b), 0);
    CALL_VOID(run, "counter_destroy", &a);
    CALL_VOID(run, "counter_destroy", &b);
}
THERE(test_opaque_stale_is_refused)
{
    void *counter = CALL_HANDLE(run, void *, "counter_create", AT(int, 1));
    uint64_t result = 0;

    CALL_VOID(run, "counter_destroy", &counter);
    assert_int_equal(TRY(run, &result, "counter_next", &counter), CROSSBIT_E_STALE_HANDLE);
    assert_int_equal(TRY(run, &result, "counter_destroy", &counter), CROSSBIT_E_STALE_HANDLE);
}
THERE(test_opaque_of_another_type_is_refused)
{
    void *other = CALL_HANDLE(run, void *, "other_create");
    uint64_t result = 0;

    assert_int_equal(TRY(run, &result, "counter_next", &other), CROSSBIT_E_STALE_HANDLE);
}
THERE(test_opaque_invented_is_refused)
{
    void *invented = (void *)0x12345670;
    uint64_t result = 0;

    assert_int_equal(TRY(run, &result, "counter_next", &invented), CROSSBIT_E_STALE_HANDLE);
}

static HANDLE make_file(wchar_t *path)
{
    wchar_t folder[MAX_PATH];
    HANDLE file;
    DWORD written;

    assert_in_range(GetTempPathW(MAX_PATH, folder), 1, MAX_PATH);
    assert_int_not_equal(GetTempFileNameW(folder, L"cbt", 0, path), 0);
    file = CreateFileW(
        path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, CREATE_ALWAYS, 0, NULL);
    assert_ptr_not_equal(file, INVALID_HANDLE_VALUE);
    assert_true(WriteFile(file, "0123456789", 10, &written, NULL));
    return file;
}
BOTH(test_kernel_file_is_read_and_written_over_there)
{
    wchar_t path[MAX_PATH];
    HANDLE file = make_file(path);
    char data[16] = "", *pointer = data;
    unsigned got = 0, *got_pointer = &got;
    const char *more = "abc";

    /* One file position for both: the DLL goes on where the client stood. */
    SetFilePointer(file, 4, NULL, FILE_BEGIN);
    assert_int_equal(CALL(run, "file_read", &file, &pointer, AT(unsigned, 3), &got_pointer), 1);
    assert_int_equal(got, 3);
    assert_memory_equal(data, "456", 3);
    assert_int_equal(SetFilePointer(file, 0, NULL, FILE_CURRENT), 7);
    assert_int_equal(CALL(run, "file_write", &file, &more, AT(unsigned, 3)), 3);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ZeroMemory(data, sizeof(data));
    assert_true(ReadFile(file, data, 16, (DWORD *)&got, NULL));
    assert_string_equal(data, "0123456abc");
    CloseHandle(file);
    DeleteFileW(path);
}
BOTH(test_kernel_file_handed_up_is_readable_here)
{
    wchar_t path[MAX_PATH];
    const wchar_t *name = path;
    HANDLE file = make_file(path), theirs;
    char data[16] = "";
    DWORD got;

    theirs = CALL_HANDLE(run, HANDLE, "file_open", &name);
    assert_ptr_not_equal(theirs, INVALID_HANDLE_VALUE);
    assert_true(ReadFile(theirs, data, 4, &got, NULL));
    assert_string_equal(data, "0123");
    assert_true(CloseHandle(theirs));
    CloseHandle(file);
    DeleteFileW(path);
}
BOTH(test_kernel_failure_to_open_gives_invalid_handle_and_error)
{
    const wchar_t *name = L"C:\\no such folder\\no such file";
    HANDLE file = CALL_HANDLE(run, HANDLE, "file_open", &name);

    assert_ptr_equal(file, INVALID_HANDLE_VALUE);
    assert_int_equal(run->last_error, ERROR_PATH_NOT_FOUND);
    LOG(run, run->last_error);
    assert_int_equal(CALL(run, "is_invalid", &file), 1);
}
BOTH(test_kernel_event_is_signalled_over_there)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);

    assert_int_equal(CALL(run, "event_is_set", &event), 0);
    assert_int_equal(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    assert_int_equal(CALL(run, "event_signal", &event), 1);
    assert_int_equal(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    ResetEvent(event);
    assert_int_equal(CALL(run, "event_is_set", &event), 0);
    CloseHandle(event);
}
BOTH(test_kernel_event_handed_up_works_here)
{
    HANDLE event = CALL_HANDLE(run, HANDLE, "event_make", AT(int, 1));

    assert_int_equal(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    assert_true(ResetEvent(event));
    assert_int_equal(CALL(run, "event_is_set", &event), 0);
    assert_true(CloseHandle(event));
}
BOTH(test_kernel_mutex_is_owned_across)
{
    HANDLE mutex = CreateMutexW(NULL, TRUE, NULL);

    /* This thread owns it: no thread over there can. */
    assert_int_equal(CALL(run, "mutex_try_elsewhere", &mutex), 0);
    ReleaseMutex(mutex);
    assert_int_equal(CALL(run, "mutex_try_elsewhere", &mutex), 1);
    CloseHandle(mutex);
}
BOTH(test_kernel_section_is_shared)
{
    HANDLE section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL);
    unsigned char *view = MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    int i;

    assert_non_null(view);
    for (i = 0; i < 100; i++)
        view[i] = (unsigned char)i;
    assert_int_equal(CALL(run, "section_change", &section, AT(unsigned, 100)), 4950);
    for (i = 0; i < 100; i++)
        assert_int_equal(view[i], i + 1);
    UnmapViewOfFile(view);
    CloseHandle(section);
}
BOTH(test_kernel_process_handle_names_this_process)
{
    HANDLE process;
    DWORD id;

    assert_true(DuplicateHandle(
        GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &process, 0, FALSE, DUPLICATE_SAME_ACCESS));
    id = CALL_HANDLE(run, DWORD, "process_id_of", &process);
    assert_int_equal(id, GetCurrentProcessId());
    CloseHandle(process);
}
BOTH(test_kernel_null_and_invalid_same)
{
    HANDLE null = NULL, invalid = INVALID_HANDLE_VALUE;

    assert_int_equal(CALL(run, "is_invalid", &null), 0);
    assert_int_equal(CALL(run, "is_invalid", &invalid), 1);
    assert_null(CALL_HANDLE(run, HANDLE, "same_handle", &null));
    assert_ptr_equal(CALL_HANDLE(run, HANDLE, "same_handle", &invalid), INVALID_HANDLE_VALUE);
}
/* Each call duplicates: a thousand calls must not leave a thousand handles behind. */
BOTH(test_kernel_handles_do_not_leak)
{
    HANDLE event = CreateEventW(NULL, TRUE, TRUE, NULL);
    DWORD before, after;
    int i;

    CALL(run, "event_is_set", &event);
    before = handle_count();
    for (i = 0; i < 200; i++)
        assert_int_equal(CALL(run, "event_is_set", &event), 1);
    after = handle_count();
    assert_in_range(after, 0, before + 20);
    CloseHandle(event);
}

/* USER: 32 bits, cut on the way down, sign-extended on the way up. */
THERE(test_user_handle_bits_cross_as_windows_says)
{
    HWND window = (HWND)(intptr_t)(int)0x80010002;

    assert_int_equal(CALL_HANDLE(run, unsigned, "handle_bits", &window), 0x80010002);
    assert_ptr_equal(CALL_HANDLE(run, HWND, "handle_from_bits", AT(unsigned, 0x80010002)), window);
    assert_ptr_equal(CALL_HANDLE(run, HWND, "handle_from_bits", AT(unsigned, 0x10002)), (HWND)0x10002);
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM w, LPARAM l)
{
    if (message == WM_USER + 1)
        return (LRESULT)(w + 1000);
    return DefWindowProcW(window, message, w, l);
}
static HWND made_window;
static DWORD made_error;
static DWORD WINAPI window_thread(void *ready)
{
    WNDCLASSW window_class = {.lpfnWndProc = procedure, .lpszClassName = L"CrossbitTest"};
    MSG message;

    RegisterClassW(&window_class);
    made_window = CreateWindowExW(0, L"CrossbitTest", L"before", WS_POPUP, 0, 0, 10, 10, NULL, NULL, NULL, NULL);
    made_error = GetLastError();
    SetEvent(ready);
    while (made_window && GetMessageW(&message, NULL, 0, 0) > 0)
        DispatchMessageW(&message);
    return 0;
}
BOTH(test_user_window_of_the_client_is_used_over_there)
{
    HANDLE ready = CreateEventW(NULL, FALSE, FALSE, NULL), thread;
    wchar_t text[32] = L"";
    const wchar_t *title = L"set by the DLL \x4e16";
    DWORD id;

    thread = CreateThread(NULL, 0, window_thread, ready, 0, &id);
    assert_int_equal(WaitForSingleObject(ready, 10000), WAIT_OBJECT_0);
    if (!made_window)
        fail_msg("CreateWindowExW: %lu", made_error);
    assert_int_equal(CALL(run, "window_send", &made_window, AT(unsigned, WM_USER + 1), AT(int, 7)), 1007);
    /* WM_SETTEXT and WM_GETTEXT are what crosses processes for certain; GetWindowText need not. */
    assert_int_equal(CALL(run, "window_set_text", &made_window, &title), 1);
    assert_int_equal(GetWindowTextW(made_window, text, 32), (int)wcslen(title));
    assert_true(!wcscmp(text, title));
    PostThreadMessageW(id, WM_QUIT, 0, 0);
    assert_int_equal(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0);
    CloseHandle(thread);
    CloseHandle(ready);
}
BOTH(test_gdi_bitmap_is_drawn_into_over_there)
{
    HBITMAP bitmap = CALL_HANDLE(run, HBITMAP, "bitmap_make", AT(int, 20), AT(int, 10));

    assert_non_null(bitmap);
    assert_int_not_equal(CALL(run, "bitmap_fill", &bitmap, AT(int, 0), AT(int, 0), AT(int, 20), AT(int, 10),
                             AT(COLORREF, RGB(255, 255, 255))),
        0);
    assert_int_not_equal(CALL(run, "bitmap_fill", &bitmap, AT(int, 5), AT(int, 5), AT(int, 10), AT(int, 8),
                             AT(COLORREF, RGB(10, 200, 30))),
        0);
    assert_int_equal(CALL(run, "bitmap_pixel", &bitmap, AT(int, 4), AT(int, 5)), RGB(255, 255, 255));
    assert_int_equal(CALL(run, "bitmap_pixel", &bitmap, AT(int, 5), AT(int, 5)), RGB(10, 200, 30));
    assert_int_equal(CALL(run, "bitmap_pixel", &bitmap, AT(int, 9), AT(int, 7)), RGB(10, 200, 30));
    assert_int_equal(CALL(run, "bitmap_pixel", &bitmap, AT(int, 10), AT(int, 8)), RGB(255, 255, 255));
    assert_int_equal(CALL(run, "bitmap_free", &bitmap), 1);
    assert_int_equal(CALL(run, "bitmap_free", &bitmap), 0);
}

int handle_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opaque_create_use_destroy_same),
        cmocka_unit_test(test_opaque_null_same),
        cmocka_unit_test(test_opaque_out_parameter_same),
        cmocka_unit_test(test_opaque_identity_same),
        cmocka_unit_test(test_opaque_stale_is_refused),
        cmocka_unit_test(test_opaque_of_another_type_is_refused),
        cmocka_unit_test(test_opaque_invented_is_refused),
        cmocka_unit_test(test_kernel_file_is_read_and_written_over_there),
        cmocka_unit_test(test_kernel_file_handed_up_is_readable_here),
        cmocka_unit_test(test_kernel_failure_to_open_gives_invalid_handle_and_error),
        cmocka_unit_test(test_kernel_event_is_signalled_over_there),
        cmocka_unit_test(test_kernel_event_handed_up_works_here),
        cmocka_unit_test(test_kernel_mutex_is_owned_across),
        cmocka_unit_test(test_kernel_section_is_shared),
        cmocka_unit_test(test_kernel_process_handle_names_this_process),
        cmocka_unit_test(test_kernel_null_and_invalid_same),
        cmocka_unit_test(test_kernel_handles_do_not_leak),
        cmocka_unit_test(test_user_handle_bits_cross_as_windows_says),
        cmocka_unit_test(test_user_window_of_the_client_is_used_over_there),
        cmocka_unit_test(test_gdi_bitmap_is_drawn_into_over_there),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
