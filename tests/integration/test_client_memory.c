/* SPDX-License-Identifier: MIT */
/*
 * test_client_memory [off]: crossbit_alloc in dynamic calls; off: with Crossbit's channel switched off, where all is
 * copied.
 */
#include "client_fixture.h"

#include <objbase.h>
#include <stdlib.h>
#include <string.h>

#include "../fixtures/handle_count.h"
#include "crossbitps.h"

#define HANG_MS 20000
#define SIZE (1u << 20)

static bool off;

static const char declarations[] =
    "unsigned bytes_sum([in, size_is(size)] const void *data, unsigned size);"
    "void bytes_fill([out, size_is(size)] void *data, unsigned size, int start);"
    "void bytes_reverse([in, out, size_is(size)] unsigned char *data, size_t size);"
    "int bytes_read([out, size_is(capacity), length_is(*got)] unsigned char *data, unsigned capacity,"
    "    [out] unsigned *got);"
    "int bytes_double([out, size_is(*size)] unsigned char *to, [in, out] unsigned long *size,"
    "    [in, size_is(length)] const unsigned char *from, unsigned long length);"
    "int bytes_meet([in, out, size_is(size)] unsigned char *data, unsigned size, int milliseconds);"
    "void bytes_keep([in, out, keep, size_is(size)] unsigned char *data, unsigned size); void bytes_kept_fill(int "
    "value);"
    "size_t sizes_sum([in, size_is(count)] const size_t *values, unsigned count);"
    "int text_copy(const char *from, [out, string, size_is(size)] char *to, unsigned size);"
    "struct cursor { [size_is(in_left)] const unsigned char *in; unsigned in_left;"
    "    [out, size_is(out_left)] unsigned char *out; unsigned out_left; struct cursor_state *state; };"
    "int cursor_begin([in, out, keep] struct cursor *cursor, unsigned char key);"
    "int cursor_run([in, out, keep] struct cursor *cursor); int cursor_end([in, out, keep] struct cursor *cursor);";

static struct crossbit_channel_counters counters(void)
{
    struct crossbit_channel_counters counters = {.size = sizeof(counters)};
    HRESULT(__cdecl * get)
    (struct crossbit_channel_counters *) =
        (void *)GetProcAddress(GetModuleHandleW(L"crossbitps.dll"), "CrossbitGetChannelCounters");

    assert_ok(get(&counters));
    return counters;
}

static HRESULT call(crossbit_library *library, const char *name, void *result, void *const *args, size_t count)
{
    return crossbit_invoke(find(library, name), result, args, count);
}

static unsigned sum(crossbit_library *library, const void *data, unsigned size)
{
    void *args[] = {&data, &size};
    unsigned result = 0;

    assert_ok(call(library, "bytes_sum", &result, args, 2));
    return result;
}

static void fill(crossbit_library *library, void *data, unsigned size, int start)
{
    void *args[] = {&data, &size, &start};

    assert_ok(call(library, "bytes_fill", NULL, args, 3));
}

/*
 * What each function does with the same bytes in memory a (ordinary) and b (both see it): results and bytes are alike.
 */
TEST(test_calls_do_the_same_as_with_ordinary_memory)
{
    crossbit_library *library = load_fixture(OTHER_BITS, declarations);
    BYTE *a = malloc(SIZE), *b = crossbit_alloc(SIZE), *memory[2] = {a, b};
    LONG before = counters().memory_shared;
    int i, passed = 0;
    LONG shared;

    assert_non_null(b);
    for (i = 0; i < 1000; i++)
        a[i] = b[i] = (BYTE)(i * 7);
    assert_int_equal(sum(library, a, 1000), sum(library, b, 1000));
    assert_int_equal(sum(library, a + 100, 1), sum(library, b + 100, 1));
    assert_int_equal(sum(library, a, 0), sum(library, b, 0));
    passed += 2;
    for (i = 0; i < 2; i++)
        fill(library, memory[i] + 10, 500, 3);
    passed += 1;
    assert_memory_equal(a, b, 1000);
    for (i = 0; i < 2; i++) {
        size_t size = 777;
        void *args[] = {&memory[i], &size};

        assert_ok(call(library, "bytes_reverse", NULL, args, 2));
    }
    passed += 1;
    assert_memory_equal(a, b, 1000);
    for (i = 0; i < 2; i++) {
        unsigned capacity = 300, got = 0, *to = &got;
        void *args[] = {&memory[i], &capacity, &to};
        int result = 0;

        assert_ok(call(library, "bytes_read", &result, args, 3));
        assert_int_equal(result, 1);
        assert_int_equal(got, 150);
    }
    passed += 1;
    assert_memory_equal(a, b, 1000);
    for (i = 0; i < 2; i++) {
        unsigned long room = 400, *size = &room,
                      length = 200; /* all of it: the rest of [out] memory is copied as zeros */
        BYTE *to = memory[i] + 400;
        void *args[] = {&to, &size, &memory[i], &length};
        int result = -1;

        assert_ok(call(library, "bytes_double", &result, args, 4));
        assert_int_equal(result, 0);
        assert_int_equal(room, 400);
    }
    passed += 2;
    assert_memory_equal(a, b, 1000);
    /* Text and elements of another size there are copied wherever they are. */
    for (i = 0; i < 2; i++) {
        size_t values[3] = {1, 2, 3}, result = 0;
        unsigned count = 3;
        const char *from = "text";
        unsigned size = 10;
        void *numbers[] = {&memory[i], &count}, *text[] = {&from, &memory[i], &size};
        int length = 0;

        memcpy(memory[i], values, sizeof(values));
        assert_ok(call(library, "sizes_sum", &result, numbers, 2));
        assert_int_equal(result, 6);
        assert_ok(call(library, "text_copy", &length, text, 3));
        assert_string_equal((char *)memory[i], "text");
    }
    shared = counters().memory_shared;
    assert_int_equal(shared - before, off ? 0 : passed);
    crossbit_free(b);
    free(a);
    crossbit_unload(library);
}

struct cursor {
    const unsigned char *in;
    unsigned in_left;
    unsigned char *out;
    unsigned out_left;
    void *state;
};

/* Pointers in a struct, which the DLL moves: they come back moved in this process's own memory. */
TEST(test_pointers_in_structs_come_back_moved)
{
    crossbit_library *library = load_fixture(OTHER_BITS, declarations);
    BYTE *memory = crossbit_alloc(2000);
    struct cursor cursor = {.in = memory, .in_left = 600, .out = memory + 1000, .out_left = 400}, *pointer = &cursor;
    void *args[2] = {&pointer};
    unsigned char key = 5;
    int result = -1, i;

    for (i = 0; i < 1000; i++)
        memory[i] = (BYTE)i;
    args[1] = &key;
    assert_ok(call(library, "cursor_begin", &result, args, 2));
    assert_int_equal(result, 0);
    assert_ok(call(library, "cursor_run", &result, args, 1));
    assert_int_equal(result, 0);
    assert_ptr_equal(cursor.in, memory + 400);
    assert_ptr_equal(cursor.out, memory + 1400);
    assert_int_equal(cursor.in_left, 200);
    cursor.out_left = 300;
    assert_ok(call(library, "cursor_run", &result, args, 1));
    assert_int_equal(result, 1);
    assert_ptr_equal(cursor.in, memory + 600);
    assert_ptr_equal(cursor.out, memory + 1600);
    assert_ok(call(library, "cursor_end", &result, args, 1));
    for (i = 0; i < 600; i++)
        assert_int_equal(memory[1000 + i], (BYTE)((BYTE)i ^ (BYTE)(5 + i)));
    crossbit_unload(library);
    crossbit_free(memory);
}

struct meeting {
    crossbit_library *library;
    BYTE *memory;
    HRESULT code;
    int met;
    DWORD apartment;
};

static DWORD WINAPI meet(void *context)
{
    struct meeting *meeting = context;
    unsigned size = SIZE;
    int milliseconds = HANG_MS;
    void *args[] = {&meeting->memory, &size, &milliseconds};
    crossbit_function *function = NULL;

    CoInitializeEx(NULL, meeting->apartment);
    crossbit_find(meeting->library, "bytes_meet", &function);
    meeting->code = crossbit_invoke(function, &meeting->met, args, 3);
    CoUninitialize();
    return 0;
}

/*
 * While the call lasts each side sees what the other writes: it is the same memory. frees: though it is freed
 * meanwhile.
 */
static void meets(DWORD apartment, bool frees)
{
    struct meeting meeting = {.apartment = apartment};
    ULONGLONG end = GetTickCount64() + HANG_MS;
    volatile BYTE *bytes;
    HANDLE thread;

    if (off)
        skip();
    meeting.library = load_fixture(OTHER_BITS, declarations);
    assert_non_null(bytes = meeting.memory = crossbit_alloc(SIZE));
    thread = CreateThread(NULL, 0, meet, &meeting, 0, NULL);
    while (bytes[0] != 1 && GetTickCount64() < end)
        Sleep(1);
    assert_int_equal(bytes[0], 1);
    if (frees)
        crossbit_free(meeting.memory);
    bytes[1] = 2;
    assert_int_equal(WaitForSingleObject(thread, HANG_MS), WAIT_OBJECT_0);
    CloseHandle(thread);
    assert_int_equal(meeting.code, S_OK);
    assert_int_equal(meeting.met, 1);
    if (!frees) {
        assert_int_equal(bytes[SIZE - 1], 8);
        crossbit_free(meeting.memory);
    }
    assert_int_equal(counters().memory_own, 0);
    crossbit_unload(meeting.library);
}

TEST(test_both_see_writes_during_the_call)
{
    meets(COINIT_MULTITHREADED, false);
}

TEST(test_both_see_writes_during_the_call_of_an_sta)
{
    meets(COINIT_APARTMENTTHREADED, false);
}

TEST(test_free_during_the_call_memory_stays)
{
    meets(COINIT_MULTITHREADED, true);
}

TEST(test_kept_memory_is_written_between_calls)
{
    crossbit_library *library;
    BYTE *memory;
    unsigned size = SIZE;
    int value = 3;
    void *keep[] = {&memory, &size}, *write[] = {&value};

    if (off)
        skip();
    library = load_fixture(OTHER_BITS, declarations);
    assert_non_null(memory = crossbit_alloc(SIZE));
    assert_ok(call(library, "bytes_keep", NULL, keep, 2));
    assert_ok(call(library, "bytes_keep", NULL, keep, 2));
    assert_ok(call(library, "bytes_kept_fill", NULL, write, 1));
    assert_int_equal(memory[0], 3);
    assert_int_equal(memory[SIZE - 1], 3);
    /* The DLL has it until it is unloaded, whatever this process does. */
    crossbit_free(memory);
    Sleep(100);
    value = 4;
    assert_ok(call(library, "bytes_kept_fill", NULL, write, 1));
    crossbit_unload(library);
}

/* The memory's own size counts, as in-process; its end is the end. */
TEST(test_write_beyond_the_size_stays_in_the_memory)
{
    crossbit_library *library;
    BYTE *memory;

    if (off)
        skip();
    library = load_fixture(
        OTHER_BITS, "void bytes_fill([in, out, size_is(4)] unsigned char *data, unsigned size, int start);");
    assert_non_null(memory = crossbit_alloc(4096));
    fill(library, memory, 100, 0);
    assert_int_equal(memory[99], 99);
    assert_int_equal(memory[100], 0);
    crossbit_unload(library);
    crossbit_free(memory);
}

TEST(test_write_beyond_the_end_is_the_dlls_fault)
{
    struct crossbit_connect_options connect = {
        .size = sizeof(connect), .bits = OTHER_BITS, .isolation = CROSSBIT_ISOLATION_OBJECT};
    struct crossbit_load_options load = {.size = sizeof(load)};
    BYTE *memory, *data;
    unsigned size = 8;
    int start = 0;
    void *args[] = {&data, &size, &start};
    crossbit_library *library;

    if (off)
        skip();
    assert_non_null(memory = crossbit_alloc(4096));
    data = memory + 4092;
    assert_ok(crossbit_connect(&connect, &load.connection));
    assert_ok(crossbit_load(staged(OTHER_BITS, L"fixture.dll"), &load, &library));
    assert_ok(crossbit_declare(
        library, "void bytes_fill([in, out, size_is(4)] unsigned char *data, unsigned size, int start);"));
    assert_fails(call(library, "bytes_fill", NULL, args, 3), CROSSBIT_E_DLL_FAULT, L"bytes_fill");
    assert_int_equal(memory[4095], 3);
    crossbit_unload(library);
    crossbit_disconnect(load.connection);
    crossbit_free(memory);
}

TEST(test_thousand_rounds_leave_nothing)
{
    crossbit_library *library = load_fixture(OTHER_BITS, declarations);
    LONG shared = counters().memory_shared;
    ULONG before = 0;
    int i;

    for (i = 0; i < 1020; i++) {
        BYTE *memory = crossbit_alloc(off ? SIZE : 16 << 20);

        assert_non_null(memory);
        fill(library, memory + i, 10, i);
        assert_int_equal(memory[i + 9], (BYTE)(i + 9));
        crossbit_free(memory);
        if (i == 20)
            before = handle_count();
    }
    assert_in_range(handle_count(), 0, before + 30);
    assert_int_equal(counters().memory_shared - shared, off ? 0 : 1020); /* there was room each time */
    assert_int_equal(counters().memory_own, 0);
    crossbit_unload(library);
}

TEST(test_alloc_more_than_there_is_says_so)
{
    assert_null(crossbit_alloc((size_t)-1));
    assert_non_null(wcsstr(crossbit_error_message(), L"crossbit_alloc"));
    crossbit_free(NULL);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alloc_more_than_there_is_says_so), /* the first: no surrogate is needed */
        cmocka_unit_test(test_calls_do_the_same_as_with_ordinary_memory),
        cmocka_unit_test(test_pointers_in_structs_come_back_moved),
        cmocka_unit_test(test_both_see_writes_during_the_call),
        cmocka_unit_test(test_both_see_writes_during_the_call_of_an_sta),
        cmocka_unit_test(test_free_during_the_call_memory_stays),
        cmocka_unit_test(test_kept_memory_is_written_between_calls),
        cmocka_unit_test(test_write_beyond_the_size_stays_in_the_memory),
        cmocka_unit_test(test_write_beyond_the_end_is_the_dlls_fault),
        cmocka_unit_test(test_thousand_rounds_leave_nothing),
    };

    off = argc > 1 && !strcmp(argv[1], "off");
    if (off)
        SetEnvironmentVariableA("CROSSBIT_CHANNEL", "off");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
