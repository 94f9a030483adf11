/* SPDX-License-Identifier: MIT */
#include "tests/test.h"

#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "../fixtures/private_bytes.h"
#include "core/base/spare.h"

#define MB ((size_t)1 << 20)
enum { BLOCKS = 6 }; /* more than are kept */

TEST(test_large_block_is_used_again)
{
    BYTE *first = crossbit_spare_alloc(100000), *second;

    assert_non_null(first);
    memset(first, 1, 100000);
    crossbit_spare_free(first, MB);
    second = crossbit_spare_alloc(99999);
    assert_ptr_equal(second, first);
    crossbit_spare_free(second, MB);
    second = crossbit_spare_alloc(100001); /* too large for what is kept, which goes */
    assert_non_null(second);
    memset(second, 2, 100001);
    crossbit_spare_free(second, MB);
    crossbit_spare_trim();
}

TEST(test_blocks_in_use_are_different)
{
    BYTE *blocks[BLOCKS];
    int round, i, k;

    for (round = 0; round < 3; round++) {
        for (i = 0; i < BLOCKS; i++) {
            assert_non_null(blocks[i] = crossbit_spare_alloc(50000));
            memset(blocks[i], i, 50000);
        }
        for (i = 0; i < BLOCKS; i++) {
            for (k = 0; k < 50000; k++)
                assert_int_equal(blocks[i][k], i);
            crossbit_spare_free(blocks[i], MB);
        }
    }
    crossbit_spare_trim();
}

TEST(test_kept_memory_is_bounded_and_given_back)
{
    void *blocks[BLOCKS];
    size_t before, kept, after;
    int i;

    before = private_bytes();
    for (i = 0; i < BLOCKS; i++) {
        assert_non_null(blocks[i] = crossbit_spare_alloc(8 * MB));
        memset(blocks[i], 1, 8 * MB);
    }
    for (i = 0; i < BLOCKS; i++)
        crossbit_spare_free(blocks[i], 8 * MB);
    kept = private_bytes() - before;
    assert_in_range(kept, 4 * 8 * MB - MB, 4 * 8 * MB + MB);
    crossbit_spare_trim();
    after = private_bytes();
    assert_in_range(after, 0, before + MB);
    /* Larger than may be kept. */
    assert_non_null(blocks[0] = crossbit_spare_alloc(8 * MB));
    memset(blocks[0], 1, 8 * MB);
    crossbit_spare_free(blocks[0], 8 * MB - 1);
    assert_in_range(private_bytes(), 0, before + MB);
}

TEST(test_small_nothing_and_too_much)
{
    void *small = crossbit_spare_alloc(0);

    assert_non_null(small);
    crossbit_spare_free(small, MB);
    crossbit_spare_free(NULL, MB);
    assert_null(crossbit_spare_alloc((size_t)-1));
    assert_null(crossbit_spare_alloc((size_t)-1 - 8));
}

static volatile LONG stop;

static DWORD WINAPI use(void *parameter)
{
    BYTE mark = (BYTE)(uintptr_t)parameter, *block;
    size_t size;
    LONG rounds = 0;

    for (; !stop; rounds++) {
        size = 10000 + (size_t)rounds % 7 * 10000;
        block = crossbit_spare_alloc(size);
        if (!block)
            return 1;
        memset(block, mark, size);
        if (rounds % 16 == 0)
            SwitchToThread();
        if (block[0] != mark || block[size / 2] != mark || block[size - 1] != mark)
            return 2; /* two threads had it */
        crossbit_spare_free(block, MB);
        if (rounds % 100 == 0)
            crossbit_spare_trim();
    }
    return 0;
}

TEST(test_threads_never_share_a_block)
{
    HANDLE threads[8];
    DWORD code;
    int i;

    for (i = 0; i < 8; i++)
        assert_non_null(threads[i] = CreateThread(NULL, 0, use, (void *)(uintptr_t)(i + 1), 0, NULL));
    Sleep(500);
    InterlockedExchange(&stop, 1);
    assert_int_equal(WaitForMultipleObjects(8, threads, TRUE, 30000), WAIT_OBJECT_0);
    for (i = 0; i < 8; i++) {
        assert_true(GetExitCodeThread(threads[i], &code));
        assert_int_equal(code, 0);
        CloseHandle(threads[i]);
    }
    crossbit_spare_trim();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_large_block_is_used_again),
        cmocka_unit_test(test_blocks_in_use_are_different),
        cmocka_unit_test(test_kept_memory_is_bounded_and_given_back),
        cmocka_unit_test(test_small_nothing_and_too_much),
        cmocka_unit_test(test_threads_never_share_a_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
