/* SPDX-License-Identifier: MIT */
/*
 * The codec on a peer's bytes. The first byte chooses one of 256 random functions and its arguments, the second what
 * the rest is: a request (0), which the callee reads and answers, or the reply to an honest request (1). A fourth of
 * the functions share memory. Seeds are what honest peers send.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/loopback.h"
#include "tests/unit/random_calls.h"
#include "fuzz_codec.h"
#include "crossbit/error.h"

#define CHECK(condition)                                                                                               \
    if (!(condition))                                                                                                  \
    abort()
/* What one call may take, instead of 1 GB: to clear that, and to fill it as a DLL would, takes its time. */
#define MEMORY_LIMIT (1 << 20)

/* What random_declaration does not write; the rule for names is its. The first numbers choose these. */
static const char *const special[] = {
    "[size_is(4)] const BYTE *f([in, keep, size_is(n)] const BYTE *a, BYTE n, [in, out, keep, size_is(2)] WORD *b)",
    "int f([keep] int (*a)(int), void (*b)([in, size_is(n)] const BYTE *a, int n), HANDLE c, HWND d)",
    "struct s { int (*a)(int); [handle] void *b; HANDLE c; HWND d; size_t e; }; struct s f([in, out] struct s *a)",
    "const char *f([out] const char **a, [out, size_is(, n)] BYTE **b, BYTE n, [in, out] HANDLE *c)",
    "[size_is(n)] const wchar_t *const *f([in, size_is(n)] const wchar_t *const *a, BYTE n, [out] struct o **b)",
    "struct t { BYTE n; [in, out, size_is(n)] double *a; }; struct s { struct t a[2]; [in, out] struct t *b; const "
    "char *c; };"
    "[size_is(2)] const struct s *f([in, out, size_is(n)] struct s *a, BYTE n)",
    "[string, utf8] const char *f([in, out, string, size_is(n)] char *a, BYTE n, [out, size_is(n), length_is(*m)] int "
    "*b,"
    " [out] LONG_PTR *m)",
};

/* Memory that both sides see: what the request shared. */
static struct {
    void *memory;
    size_t size;
} shares[64];
static uint32_t share_count;

static HRESULT share_memory(struct codec_context *context, const void *memory, size_t size, struct codec_shared *shared)
{
    (void)context;
    if (share_count == ARRAYSIZE(shares))
        return S_FALSE;
    *shared = (struct codec_shared){.id = share_count + 1};
    shares[share_count].memory = (void *)memory;
    shares[share_count++].size = size;
    return S_OK;
}

static HRESULT open_memory(
    struct codec_context *context, const struct codec_shared *shared, size_t size, bool keep, void **memory)
{
    (void)context;
    (void)keep;
    if (shared->id < 1 || shared->id > share_count || shared->offset < 0 ||
        (uint64_t)shared->offset > shares[shared->id - 1].size ||
        size > shares[shared->id - 1].size - (uint64_t)shared->offset)
        return CROSSBIT_E_PROTOCOL;
    *memory = (char *)shares[shared->id - 1].memory + shared->offset;
    return S_OK;
}

static struct loopback *open_function(uint8_t number)
{
    static struct loopback *loops[256];
    static struct codec_ops ops;
    static char text[1 << 16];
    struct random random = {number + 1u};
    struct loopback *loop = loops[number];

    if (!loop) {
        loop = loops[number] = malloc(sizeof(*loop));
        CHECK(loop);
        if (number < ARRAYSIZE(special))
            strcpy(text, special[number]);
        else
            random_declaration(&random, text, sizeof(text));
        loopback_open(loop, text);
    }
    loopback_reset(loop);
    share_count = 0;
    if (number % 4 == 0) {
        ops = *loop->caller.ops;
        ops.share_memory = share_memory;
        ops.open_memory = open_memory;
        loop->caller.ops = loop->callee.ops = &ops;
    }
    return loop;
}

void fuzz_codec_request(uint8_t number, struct fuzz_call *call)
{
    call->random = (struct random){number * 2654435761u + 1};
    call->loop = open_function(number);
    random_values(&call->random, &call->arena, call->loop->function, call->args);
    CHECK(loopback_request(call->loop, call->args) == S_OK);
    call->loop->caller.taken = call->loop->callee.taken = CODEC_MEMORY_LIMIT - MEMORY_LIMIT;
}

bool fuzz_codec_reply(struct fuzz_call *call)
{
    if (FAILED(loopback_receive(call->loop)))
        return false;
    random_changes(&call->random, call->loop->function, call->loop->callee_args);
    CHECK(loopback_reply(call->loop) == S_OK);
    return true;
}

void fuzz_codec_end(struct fuzz_call *call)
{
    struct loopback *loop = call->loop;

    CHECK(random_guards_intact());
    loopback_reset(loop);
    arena_cleanup(&loop->kept);
    loop->kept_count = 0;
    arena_cleanup(&call->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_call call = {0};
    HRESULT hr;

    if (size < 2)
        return 0;
    fuzz_codec_request(data[0], &call);
    if (data[1] & 1) {
        CHECK(fuzz_codec_reply(&call));
        wire_cleanup(&call.loop->reply);
        CHECK(wire_append(&call.loop->reply, data + 2, size - 2) == S_OK);
        hr = loopback_return(call.loop, arena_alloc(&call.arena, max(call.loop->function->result->size, 8)));
        CHECK(SUCCEEDED(hr) || call.loop->caller.message);
    } else {
        wire_cleanup(&call.loop->request);
        CHECK(wire_append(&call.loop->request, data + 2, size - 2) == S_OK);
        if (!fuzz_codec_reply(&call))
            CHECK(call.loop->callee.message);
    }
    fuzz_codec_end(&call);
    return 0;
}
