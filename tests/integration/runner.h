/* SPDX-License-Identifier: MIT */
/*
 * Runs one piece of test code twice, on a DLL in this process through the engine alone, and on the DLL of the other
 * bitness through crossbit.h; both must leave the same log. A case asserts what it knows, and logs what it got.
 */
#ifndef CROSSBIT_RUNNER_H
#define CROSSBIT_RUNNER_H

#include "tests/test.h"

#include <windows.h>
#include <stdbool.h>
#include <stdio.h>
#include <wchar.h>

#include <crossbit.h>

#if CROSSBIT_BITS == 64
#define OTHER_BITS 32
#define OTHER_ARCH L"x86"
#else
#define OTHER_BITS 64
#define OTHER_ARCH L"x64"
#endif

struct cscope;

/* Where the calls of a case go. */
struct run {
    crossbit_library *library; /* NULL: in this process */
    HMODULE module;
    struct cscope *scope;
    DWORD last_error; /* what the last call left */
    int errno_value;
    unsigned char *log;
    size_t log_size, log_capacity;
};

/*
 * Loads path_here in this process and path_there in a surrogate, and declares text to both. Either path may be NULL.
 * The directory of the test program is put in front of names that are not absolute.
 */
struct runs {
    struct run here, there;
};
void runs_load(struct runs *runs, const wchar_t *path_here, const wchar_t *path_there);
void runs_load_with(struct runs *runs, const wchar_t *path_here, const wchar_t *path_there,
    const struct crossbit_load_options *options);
void runs_declare(struct runs *runs, const char *text);
void runs_unload(struct runs *runs);

typedef void run_body(struct run *run);
/* Both, and the logs must be the same; or one alone. */
void run_both(struct runs *runs, run_body *body);
void run_one(struct run *run, run_body *body);

/* Calls; fails the test if the call itself fails. variable: types of variable arguments, or NULL. */
void run_call(
    struct run *run, const char *function, const char *variable, void *result, void *const *args, size_t count);
HRESULT run_try(
    struct run *run, const char *function, const char *variable, void *result, void *const *args, size_t count);
void run_log(struct run *run, const void *bytes, size_t size);

/* The address of a temporary with that value. */
#define AT(c_type, value) ((void *)&(c_type){value})
#define ARGS_ARRAY(...)                                                                                                \
    (void *[])                                                                                                         \
    {                                                                                                                  \
        NULL __VA_OPT__(, ) __VA_ARGS__                                                                                \
    }
#define ARGS_COUNT(...) (sizeof(ARGS_ARRAY(__VA_ARGS__)) / sizeof(void *) - 1)

/* The result of a call, as c_type. CALL_AS logs it; CALL_HANDLE is for what differs between the processes. */
#define CALL_HANDLE(run, c_type, function, ...)                                                                        \
    ({                                                                                                                 \
        union {                                                                                                        \
            c_type value;                                                                                              \
            uint64_t room;                                                                                             \
        } result_;                                                                                                     \
        memset(&result_, 0, sizeof(result_));                                                                          \
        run_call(run, function, NULL, &result_, ARGS_ARRAY(__VA_ARGS__) + 1, ARGS_COUNT(__VA_ARGS__));                 \
        result_.value;                                                                                                 \
    })
#define CALL_AS(run, c_type, function, ...)                                                                            \
    ({                                                                                                                 \
        c_type logged_ = CALL_HANDLE(run, c_type, function, __VA_ARGS__);                                              \
        run_log(run, &logged_, sizeof(logged_));                                                                       \
        logged_;                                                                                                       \
    })
#define CALL(run, function, ...) CALL_AS(run, int, function, __VA_ARGS__)
#define CALL_VOID(run, function, ...)                                                                                  \
    run_call(run, function, NULL, NULL, ARGS_ARRAY(__VA_ARGS__) + 1, ARGS_COUNT(__VA_ARGS__))
#define TRY(run, result, function, ...)                                                                                \
    run_try(run, function, NULL, result, ARGS_ARRAY(__VA_ARGS__) + 1, ARGS_COUNT(__VA_ARGS__))
#define LOG(run, variable) run_log(run, &(variable), sizeof(variable))

/* A test case that runs on both: the body follows. */
#define BOTH(name)                                                                                                     \
    static void name##_body(struct run *run);                                                                          \
    static void name(void **state)                                                                                     \
    {                                                                                                                  \
        run_both(*state, name##_body);                                                                                 \
    }                                                                                                                  \
    static void name##_body(struct run *run)
/* Through the surrogate only. */
#define THERE(name)                                                                                                    \
    static void name##_body(struct run *run);                                                                          \
    static void name(void **state)                                                                                     \
    {                                                                                                                  \
        struct runs *runs = *state;                                                                                    \
        run_one(&runs->there, name##_body);                                                                            \
    }                                                                                                                  \
    static void name##_body(struct run *run)

/* Group set-up and clean-up for the fixture. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* The folder of the test program, without a backslash at its end; MAX_PATH characters. */
void test_folder(wchar_t *folder);

#endif
