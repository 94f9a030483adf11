/* SPDX-License-Identifier: MIT */
/*
 * Random functions with random values cross and come back; random damage to the bytes is refused or harmless. The seed
 * is printed; test_codec_random SEED repeats a run.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "loopback.h"
#include "random_calls.h"
#include "crossbit/error.h"

#define SECONDS 2

static uint64_t seed;
static char text[1 << 16];

TEST(test_random_calls_give_the_same_values)
{
    struct random random = {seed};
    ULONGLONG end = GetTickCount64() + SECONDS * 1000ULL;
    struct loopback loop;
    struct arena arena = {0};
    void *args[64], *result;
    unsigned calls = 0, i;

    while (GetTickCount64() < end || calls < 500) {
        random_declaration(&random, text, sizeof(text));
        loopback_open(&loop, text);
        result = arena_alloc(&arena, 65536);
        for (i = 0; i < 4; i++, calls++) {
            loopback_reset(&loop);
            random_values(&random, &arena, loop.function, args);
            if (FAILED(loopback_request(&loop, args)) || FAILED(loopback_receive(&loop)))
                fail_msg("%s\n%ls\n%ls", text, loop.caller.message, loop.callee.message);
            if (!random_equal(loop.function, args, loop.callee_args, false))
                fail_msg("request: %s", text);
            random_changes(&random, loop.function, loop.callee_args);
            random_result(&random, loop.function->result, loop.callee_result);
            if (FAILED(loopback_reply(&loop)) || FAILED(loopback_return(&loop, result)))
                fail_msg("%s\n%ls\n%ls", text, loop.callee.message, loop.caller.message);
            if (!random_equal(loop.function, loop.callee_args, args, true))
                fail_msg("reply: %s", text);
            if (memcmp(result, loop.callee_result, loop.function->result->size))
                fail_msg("result: %s", text);
            if (!random_guards_intact())
                fail_msg("written past an end: %s", text);
        }
        loopback_close(&loop);
        arena_cleanup(&arena);
    }
    print_message("%u calls\n", calls);
}

static void damage(struct random *random, struct wire *wire)
{
    static const uint64_t odd[] = {
        0, 1, 2, 0xff, 0x7fffffff, 0x80000000, 0xffffffff, 0x3fffffff, 1ull << 32, 1ull << 62, UINT64_MAX};
    unsigned count = 1 + random_below(random, 3), size;

    while (count-- && wire->size) {
        size_t at = random_below(random, (uint32_t)wire->size);

        switch (random_below(random, 4)) {
        case 0:
            wire->data[at] = (uint8_t)random_next(random);
            break;
        case 1:
            wire->data[at] ^= (uint8_t)(1u << random_below(random, 8));
            break;
        case 2:
            size = (unsigned)min(wire->size - at, 8);
            memcpy(wire->data + at, &odd[random_below(random, ARRAYSIZE(odd))], size);
            break;
        default:
            wire->size = at;
            break;
        }
    }
}

TEST(test_random_damage_is_refused_or_harmless)
{
    struct random random = {seed * 3 + 1};
    ULONGLONG end = GetTickCount64() + SECONDS * 1000ULL;
    struct loopback loop;
    struct arena arena = {0};
    void *args[64], *result;
    unsigned refused = 0, harmless = 0, i;

    while (GetTickCount64() < end || refused < 500) {
        random_declaration(&random, text, sizeof(text));
        loopback_open(&loop, text);
        result = arena_alloc(&arena, 65536);
        for (i = 0; i < 8; i++) {
            bool reply = i & 1;
            HRESULT status;

            loopback_reset(&loop);
            random_values(&random, &arena, loop.function, args);
            assert_int_equal(loopback_request(&loop, args), S_OK);
            if (!reply)
                damage(&random, &loop.request);
            status = loopback_receive(&loop);
            if (SUCCEEDED(status)) {
                /* What the DLL would do: it believes the sizes in its arguments. */
                random_changes(&random, loop.function, loop.callee_args);
                status = loopback_reply(&loop);
                if (FAILED(status))
                    fail_msg("%s\n%ls", text, loop.callee.message);
                if (reply)
                    damage(&random, &loop.reply);
                status = loopback_return(&loop, result);
            }
            if (!random_guards_intact())
                fail_msg("written past an end: %s", text);
            if (FAILED(status) && !loop.caller.message && !loop.callee.message)
                fail_msg("no message: %s", text);
            if (FAILED(status))
                refused++;
            else
                harmless++;
        }
        loopback_close(&loop);
        arena_cleanup(&arena);
    }
    print_message("%u refused, %u harmless\n", refused, harmless);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_calls_give_the_same_values),
        cmocka_unit_test(test_random_damage_is_refused_or_harmless),
    };

    seed = argc > 1 ? strtoull(argv[1], NULL, 10) : GetTickCount64() * 2654435761u + GetCurrentProcessId();
    seed |= 1; /* never 0 */
    printf("seed %llu\n", (unsigned long long)seed);
    fflush(stdout);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
