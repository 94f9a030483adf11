/* SPDX-License-Identifier: MIT */
/*
 * What a peer may ask to be mapped, and what it may say of it afterwards: whatever the numbers, they are refused or
 * right. The channel's own code, with a connection whose peer is this process.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proxystub/channel/channel_private.h"

#define SIZE 0x3000u

static struct connection connection;
static struct serving serving;

/* A section as an owner makes it; SEC_RESERVE: only its first and its last page are there. */
static HANDLE make_section(uint64_t bytes, struct memory_header header, DWORD flags)
{
    HANDLE section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | flags, 0, (DWORD)bytes, NULL);
    void *view = section ? MapViewOfFile(section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0) : NULL;

    assert_non_null(view);
    if (flags & SEC_RESERVE) {
        assert_non_null(VirtualAlloc(view, MEMORY_PAGE, MEM_COMMIT, PAGE_READWRITE));
        assert_non_null(VirtualAlloc((uint8_t *)view + bytes - MEMORY_PAGE, MEMORY_PAGE, MEM_COMMIT, PAGE_READWRITE));
    }
    memcpy(view, &header, sizeof(header));
    UnmapViewOfFile(view);
    return section;
}

static const struct memory_header good_header = {.magic = MEMORY_MAGIC, .size = SIZE, .nonce = {1, 2, 3, {4}}};

static HRESULT map(HANDLE section, uint64_t id, uint64_t size)
{
    struct map_request request = {.id = id, .section = (uintptr_t)section, .size = size, .nonce = good_header.nonce};

    return shared_map(&connection, &request);
}

static HRESULT open_memory(int64_t id, int64_t offset, int64_t size)
{
    struct crossbit_memory reference = {id, offset, size};
    void *memory, *hold;
    HRESULT hr = CrossbitOpenMemory(&reference, &memory, &hold);

    if (hr == S_OK) {
        /* What was opened is there. */
        if (size) {
            ((volatile uint8_t *)memory)[0] = 1;
            ((volatile uint8_t *)memory)[size - 1] = 1;
        }
        CrossbitReleaseMemory(hold);
    } else {
        assert_null(memory);
        assert_null(hold);
    }
    return hr;
}

TEST(test_map_section_that_is_not_as_said_is_refused)
{
    static const uint64_t sizes[] = {0, 1, SIZE - 1, SIZE + 1, SIZE + 0x1000, 0x1000, UINT64_MAX, UINT64_MAX - 0xfff,
        UINT64_MAX - 0x1fff, 1ull << 63, 1ull << 32, (1ull << 32) + SIZE};
    struct memory_header header;
    HANDLE section, event = CreateEventW(NULL, FALSE, FALSE, NULL);
    size_t i;

    section = make_section(SIZE + 2 * MEMORY_PAGE, good_header, 0);
    for (i = 0; i < ARRAYSIZE(sizes); i++)
        assert_true(FAILED(map(section, 1, sizes[i])));
    /* Handles that are none, or of something else. */
    assert_true(FAILED(map(NULL, 1, SIZE)));
    assert_true(FAILED(map(INVALID_HANDLE_VALUE, 1, SIZE)));
    assert_true(FAILED(map((HANDLE)(uintptr_t)0x7ffffffc, 1, SIZE)));
    assert_true(FAILED(map(event, 1, SIZE)));
    CloseHandle(section);
    /* Too short for what the header says, by the last page, and by pages that are not there. */
    section = make_section(SIZE + MEMORY_PAGE, good_header, 0);
    assert_true(FAILED(map(section, 1, SIZE)));
    CloseHandle(section);
    section = make_section(SIZE + 2 * MEMORY_PAGE, good_header, SEC_RESERVE);
    assert_true(FAILED(map(section, 1, SIZE)));
    CloseHandle(section);
    for (i = 0; i < sizeof(header); i++) {
        header = good_header;
        ((uint8_t *)&header)[i] ^= 0x40;
        section = make_section(SIZE + 2 * MEMORY_PAGE, header, 0);
        if (i < offsetof(struct memory_header, reserved) || i >= offsetof(struct memory_header, size))
            assert_true(FAILED(map(section, 1, SIZE)));
        CloseHandle(section);
    }
    assert_int_equal(channel_counters.memory_mapped, 0);
    CloseHandle(event);
}

TEST(test_open_only_what_is_mapped)
{
    static const int64_t values[] = {0, 1, 2, -1, SIZE - 1, SIZE, SIZE + 1, -(int64_t)SIZE, INT64_MAX, INT64_MIN,
        INT64_MAX - SIZE + 1, 1ll << 32, (1ll << 32) + 1};
    HANDLE section = make_section(SIZE + 2 * MEMORY_PAGE, good_header, 0);
    uint64_t gone[] = {7, 71, UINT64_MAX, 0};
    size_t i, j;

    assert_int_equal(map(section, 7, SIZE), S_OK);
    assert_true(FAILED(map(section, 7, SIZE))); /* one number, one piece */
    assert_int_equal(map(section, 7 + CHANNEL_MEMORY_BUCKETS, SIZE), S_OK);
    assert_int_equal(map(section, UINT64_MAX, SIZE), S_OK);
    CloseHandle(section); /* the views keep it */
    for (i = 0; i < ARRAYSIZE(values); i++)
        for (j = 0; j < ARRAYSIZE(values); j++) {
            BOOL inside = values[i] >= 0 && values[j] >= 0 && values[i] < SIZE && values[j] <= SIZE - values[i];

            assert_int_equal(
                (unsigned long)open_memory(7, values[i], values[j]), inside ? S_OK : (unsigned long)E_INVALIDARG);
            assert_int_equal((unsigned long)open_memory(8, values[i], values[j]), (unsigned long)E_INVALIDARG);
        }
    assert_int_equal(open_memory(-1, 0, SIZE), S_OK);
    assert_int_equal(channel_counters.memory_mapped, 3);
    shared_unmap(&connection, gone, ARRAYSIZE(gone));
    shared_unmap(&connection, gone, ARRAYSIZE(gone));
    assert_int_equal(channel_counters.memory_mapped, 0);
    assert_true(FAILED(open_memory(7, 0, 1)));
}

TEST(test_unmap_while_a_call_uses_it_stays)
{
    HANDLE section = make_section(SIZE + 2 * MEMORY_PAGE, good_header, 0);
    struct crossbit_memory reference = {9, 0, SIZE};
    uint64_t id = 9;
    void *memory, *hold;

    assert_int_equal(map(section, 9, SIZE), S_OK);
    CloseHandle(section);
    assert_int_equal(CrossbitOpenMemory(&reference, &memory, &hold), S_OK);
    shared_unmap(&connection, &id, 1);
    memset(memory, 5, SIZE);
    assert_int_equal(channel_counters.memory_mapped, 1);
    CrossbitReleaseMemory(hold);
    assert_int_equal(channel_counters.memory_mapped, 0);
    /* The same at the end of the connection. */
    section = make_section(SIZE + 2 * MEMORY_PAGE, good_header, 0);
    assert_int_equal(map(section, 9, SIZE), S_OK);
    CloseHandle(section);
    assert_int_equal(CrossbitOpenMemory(&reference, &memory, &hold), S_OK);
    shared_connection_ended(&connection);
    memset(memory, 5, SIZE);
    CrossbitReleaseMemory(hold);
    assert_int_equal(channel_counters.memory_mapped, 0);
}

static uint64_t next_random(void)
{
    static uint64_t value = 88172645463325252ull;

    value ^= value << 13;
    value ^= value >> 7;
    return value ^= value << 17;
}

/* Any numbers, and numbers near to good ones. */
TEST(test_random_requests_do_no_harm)
{
    HANDLE section = make_section(SIZE + 2 * MEMORY_PAGE, good_header, 0);
    int i;

    for (i = 0; i < 20000; i++) {
        uint64_t a = next_random() >> (next_random() % 64), b = next_random() >> (next_random() % 64),
                 id = next_random() % 4;

        switch (next_random() % 4) {
        case 0:
            map(next_random() % 2 ? section : (HANDLE)(uintptr_t)(a & 0xfff), id, next_random() % 2 ? SIZE : b);
            break;
        case 1:
            shared_unmap(&connection, &id, 1);
            break;
        default:
            open_memory(
                (int64_t)id, (int64_t)(next_random() % 2 ? a : a % SIZE), (int64_t)(next_random() % 2 ? b : b % SIZE));
        }
    }
    shared_connection_ended(&connection);
    assert_int_equal(channel_counters.memory_mapped, 0);
    CloseHandle(section);
}

static const struct channel_hooks hooks = {0}; /* nothing here goes above */

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_map_section_that_is_not_as_said_is_refused),
        cmocka_unit_test(test_open_only_what_is_mapped),
        cmocka_unit_test(test_unmap_while_a_call_uses_it_stays),
        cmocka_unit_test(test_random_requests_do_no_harm),
    };

    channel_process_attach(&hooks);
    channel_start();
    connection.process = GetCurrentProcess();
    InitializeSRWLock(&connection.memory_lock);
    serving.connection = &connection;
    channel_thread()->serving = &serving;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
