/* SPDX-License-Identifier: MIT */
/*
 * Calls without NDR's proxy against the same calls by widl's proxy: the request's bytes, what the caller gets, and
 * replies that break
 * the rules. The channel is a loop: the message goes to the stub of an object in this process.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel_object.h"
#include "proxystub/channel/direct_face.h"

#define BAD_REPLY ((HRESULT)HRESULT_FROM_WIN32(RPC_X_BAD_STUB_DATA))
#define ROOM 8192u /* bytes of a message here */
#define GUARD 0xcd

HRESULT WINAPI ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);

/* ---- the loop ---- */

struct loop {
    IRpcChannelBuffer IRpcChannelBuffer_iface;
    IRpcStubBuffer *stub;
    BYTE buffer[ROOM] __attribute__((aligned(16)));
    BYTE reply[ROOM] __attribute__((aligned(16)));
    BYTE request[ROOM];
    ULONG request_size, reply_size; /* of the last call, as sent */
    ULONG requests, open;           /* how many; buffers that were not freed */
    ULONG stub_size;
    HRESULT fail;    /* of SendReceive */
    ULONG cut;       /* the reply loses so many bytes from its end */
    ULONG change_at; /* in the reply; not beyond it: that byte is inverted */
    ULONG data_rep;
};

static struct loop *impl_from_IRpcChannelBuffer(IRpcChannelBuffer *iface)
{
    return CONTAINING_RECORD(iface, struct loop, IRpcChannelBuffer_iface);
}

static HRESULT WINAPI loop_QueryInterface(IRpcChannelBuffer *iface, REFIID iid, void **object)
{
    *object = IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IRpcChannelBuffer) ? iface : NULL;
    return *object ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI loop_AddRef(IRpcChannelBuffer *iface)
{
    (void)iface;
    return 2;
}

static ULONG WINAPI loop_Release(IRpcChannelBuffer *iface)
{
    (void)iface;
    return 1;
}

/* The proxy's and the stub's: the stub's call lies between the proxy's SendReceive and its end. */
static HRESULT WINAPI loop_GetBuffer(IRpcChannelBuffer *iface, RPCOLEMESSAGE *message, REFIID iid)
{
    struct loop *loop = impl_from_IRpcChannelBuffer(iface);

    (void)iid;
    assert_true(message->cbBuffer <= ROOM);
    message->Buffer = loop->open ? loop->reply : loop->buffer;
    memset(message->Buffer, GUARD, ROOM);
    message->dataRepresentation = NDR_LOCAL_DATA_REPRESENTATION;
    loop->open++;
    return S_OK;
}

static HRESULT WINAPI loop_SendReceive(IRpcChannelBuffer *iface, RPCOLEMESSAGE *message, ULONG *status)
{
    struct loop *loop = impl_from_IRpcChannelBuffer(iface);
    RPCOLEMESSAGE served = *message;
    HRESULT hr;

    *status = 0;
    loop->requests++;
    loop->request_size = message->cbBuffer;
    memcpy(loop->request, message->Buffer, message->cbBuffer);
    served.iMethod &= 0x7fff;
    hr = loop->fail ? loop->fail : IRpcStubBuffer_Invoke(loop->stub, &served, iface);
    loop->open = FAILED(hr) ? 0 : 1;
    message->Buffer = NULL;
    if (FAILED(hr))
        return hr;
    loop->reply_size = served.cbBuffer;
    memmove(loop->buffer, served.Buffer, served.cbBuffer);
    if (loop->change_at < served.cbBuffer)
        loop->buffer[loop->change_at] ^= 0xff;
    message->Buffer = loop->buffer;
    message->cbBuffer = served.cbBuffer - min(loop->cut, served.cbBuffer);
    memset(loop->buffer + message->cbBuffer, GUARD, ROOM - message->cbBuffer);
    message->dataRepresentation = loop->data_rep;
    return S_OK;
}

static HRESULT WINAPI loop_FreeBuffer(IRpcChannelBuffer *iface, RPCOLEMESSAGE *message)
{
    impl_from_IRpcChannelBuffer(iface)->open = 0;
    message->Buffer = NULL;
    return S_OK;
}

static HRESULT WINAPI loop_GetDestCtx(IRpcChannelBuffer *iface, DWORD *context, void **data)
{
    (void)iface;
    *context = MSHCTX_LOCAL;
    if (data)
        *data = NULL;
    return S_OK;
}

static HRESULT WINAPI loop_IsConnected(IRpcChannelBuffer *iface)
{
    (void)iface;
    return S_OK;
}

static const IRpcChannelBufferVtbl loop_vtbl = {loop_QueryInterface, loop_AddRef, loop_Release, loop_GetBuffer,
    loop_SendReceive, loop_FreeBuffer, loop_GetDestCtx, loop_IsConnected};
static struct loop loop = {.IRpcChannelBuffer_iface = {(IRpcChannelBufferVtbl *)&loop_vtbl}};

/* ---- the two ways ---- */

static LONG outer_refs = 1;

static HRESULT WINAPI outer_QueryInterface(IUnknown *iface, REFIID iid, void **object)
{
    *object = IsEqualIID(iid, &IID_IUnknown) ? iface : NULL;
    if (*object)
        outer_refs++;
    return *object ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI outer_AddRef(IUnknown *iface)
{
    (void)iface;
    return (ULONG)++outer_refs;
}

static ULONG WINAPI outer_Release(IUnknown *iface)
{
    (void)iface;
    return (ULONG)--outer_refs;
}

static const IUnknownVtbl outer_vtbl = {outer_QueryInterface, outer_AddRef, outer_Release};
static IUnknown outer = {(IUnknownVtbl *)&outer_vtbl};

static struct interface_info info = {.iid = {0}};
static IRpcProxyBuffer *proxy_buffer;
static IChannelTypes *by_ndr, *by_face;
static struct direct_face face;

TEST_SETUP(set_up)
{
    IChannelTest *object;
    IChannelTypes *types;

    channel_load_com();
    info.iid = IID_IChannelTypes;
    assert_int_equal(
        ProxyDllGetClassObject(&CLSID_ChannelTestProxy, &IID_IPSFactoryBuffer, (void **)&info.factory), S_OK);
    plain_examine(&info);
    assert_non_null(info.face_table);
    assert_int_equal(channel_object_create(FALSE, &object), S_OK);
    assert_int_equal(IChannelTest_QueryInterface(object, &IID_IChannelTypes, (void **)&types), S_OK);
    assert_int_equal(
        IPSFactoryBuffer_CreateStub(info.factory, &IID_IChannelTypes, (IUnknown *)types, &loop.stub), S_OK);
    assert_int_equal(
        IPSFactoryBuffer_CreateProxy(info.factory, &outer, &IID_IChannelTypes, &proxy_buffer, (void **)&by_ndr), S_OK);
    assert_int_equal(IRpcProxyBuffer_Connect(proxy_buffer, &loop.IRpcChannelBuffer_iface), S_OK);
    channel.direct = TRUE;
    assert_true(direct_face_init(&face, &info, by_ndr, &outer, &loop.IRpcChannelBuffer_iface));
    by_face = (IChannelTypes *)&face;
    IChannelTypes_Release(types);
    IChannelTest_Release(object);
    return 0;
}

/* ---- the calls ---- */

/* What a caller has in its hands, with room behind each array that nobody may touch. */
struct hands {
    HRESULT hr;
    BYTE e, odd, last;
    SHORT f;
    LONG g, sum, used;
    INT64 h;
    double real;
    ULONG size, count;
    LONG longs[12];
    double reals[12];
    SHORT shorts[12];
    INT64 squares[12];
    BYTE bytes[64];
    ChannelRecord record;
    void *returned;
    INT64 returned_bytes[32];
};

static void take_returned(struct hands *hands, uint32_t size)
{
    if (SUCCEEDED(hands->hr) && hands->returned) {
        memcpy(hands->returned_bytes, hands->returned, min(size, sizeof(hands->returned_bytes)));
        CoTaskMemFree(hands->returned);
        hands->returned = (void *)1; /* there was one */
    }
}

static void call_integers(IChannelTypes *types, struct hands *h)
{
    h->e = 200, h->f = -3, h->g = 70000, h->h = -5000000000;
    h->hr = IChannelTypes_Integers(types, 7, -30000, 0x12345678, 0x123456789abcdef0, &h->e, &h->f, &h->g, &h->h);
}

static void call_reals(IChannelTypes *types, struct hands *h)
{
    h->hr = IChannelTypes_Reals(types, 1.5f, -2.25e100, &h->real);
}

static void call_numbers(IChannelTypes *types, struct hands *h)
{
    static const LONG values[] = {1, -2, 3, 1 << 30, 5};

    h->hr = IChannelTypes_Numbers(types, ARRAYSIZE(values), values, &h->sum, h->longs);
}

static void call_no_numbers(IChannelTypes *types, struct hands *h)
{
    static const LONG values[] = {1};

    h->hr = IChannelTypes_Numbers(types, 0, values, &h->sum, h->longs);
}

static void call_allocated(IChannelTypes *types, struct hands *h)
{
    h->hr = IChannelTypes_Allocated(types, 13, &h->size, (BYTE **)&h->returned);
    take_returned(h, 13);
}

static void call_allocated_nothing(IChannelTypes *types, struct hands *h)
{
    h->hr = IChannelTypes_Allocated(types, 0, &h->size, (BYTE **)&h->returned);
    take_returned(h, 0);
}

static void call_optional(IChannelTypes *types, struct hands *h)
{
    LONG value = 4711;

    h->hr = IChannelTypes_Optional(types, &value, &h->sum);
}

static void call_optional_null(IChannelTypes *types, struct hands *h)
{
    h->hr = IChannelTypes_Optional(types, NULL, &h->sum);
}

static void call_put(IChannelTypes *types, struct hands *h)
{
    h->hr = IChannelTypes_Put(types, 5, (const BYTE *)"12345", &h->size);
}

static void call_get(IChannelTypes *types, struct hands *h)
{
    h->hr = IChannelTypes_Get(types, 29, 0x42, h->bytes);
}

static void call_turn(IChannelTypes *types, struct hands *h)
{
    memcpy(h->bytes, "turn me", 8);
    h->hr = IChannelTypes_Turn(types, 7, h->bytes);
}

static void call_shapes(IChannelTypes *types, struct hands *h)
{
    static const double values[] = {1.5, -2.5, 1000, 0.25, 7};
    SHORT sums[] = {1, 2, 3, 4, 5};

    memcpy(h->shorts, sums, sizeof(sums));
    h->g = 50;
    h->hr = IChannelTypes_Shapes(types, -7, 3.75, values, &h->g, h->reals, 5, h->shorts, 2.5f, &h->last, h->squares);
}

static void records(IChannelTypes *types, struct hands *h, const ChannelPlace *place)
{
    h->record = (ChannelRecord){-77, 5, 7, 1, 2};
    h->hr =
        IChannelTypes_Records(types, &h->record, 9, &h->used, h->shorts, place, &h->odd, &h->count, h->bytes, &h->real);
}

static void call_records(IChannelTypes *types, struct hands *h)
{
    ChannelPlace place = {10, 25};

    records(types, h, &place);
}

static void call_records_nowhere(IChannelTypes *types, struct hands *h)
{
    records(types, h, NULL);
}

static void call_returned(IChannelTypes *types, struct hands *h)
{
    h->hr = IChannelTypes_Returned(types, 11, FALSE, S_FALSE, &h->size, (INT64 **)&h->returned);
    take_returned(h, 11 * sizeof(INT64));
}

static void call_returned_null(IChannelTypes *types, struct hands *h)
{
    h->hr = IChannelTypes_Returned(types, 3, TRUE, S_OK, &h->size, (INT64 **)&h->returned);
    take_returned(h, 0);
}

static void call_returned_failure(IChannelTypes *types, struct hands *h)
{
    h->hr = IChannelTypes_Returned(types, 0, TRUE, E_ABORT, &h->size, (INT64 **)&h->returned);
}

static void call_null_reference(IChannelTypes *types, struct hands *h)
{
    h->hr = IChannelTypes_Put(types, 5, (const BYTE *)"12345", NULL);
}

static void call_text(IChannelTypes *types, struct hands *h)
{
    BSTR both = NULL;

    h->hr = IChannelTypes_Text(types, L"wide", "narrow", &both);
    h->size = SysStringLen(both);
    memcpy(h->bytes, both, min(h->size * sizeof(wchar_t), sizeof(h->bytes)));
    SysFreeString(both);
}

static void call_next(IChannelTypes *types, struct hands *h)
{
    h->hr = IChannelTypes_Next(types, &h->sum, 41);
}

static const struct {
    const char *name;
    void (*call)(IChannelTypes *types, struct hands *hands);
    BOOL direct; /* without NDR's proxy */
} calls[] = {
    {"Integers", call_integers, TRUE},
    {"Reals", call_reals, TRUE},
    {"Numbers", call_numbers, TRUE},
    {"Numbers of none", call_no_numbers, TRUE},
    {"Allocated", call_allocated, TRUE},
    {"Allocated, nothing", call_allocated_nothing, TRUE},
    {"Optional", call_optional, TRUE},
    {"Optional, NULL", call_optional_null, TRUE},
    {"Put", call_put, TRUE},
    {"Get", call_get, TRUE},
    {"Turn", call_turn, TRUE},
    {"Shapes", call_shapes, TRUE},
    {"Records", call_records, TRUE},
    {"Records, NULL", call_records_nowhere, TRUE},
    {"Returned", call_returned, TRUE},
    {"Returned, NULL", call_returned_null, TRUE},
    {"Returned, failure", call_returned_failure, TRUE},
    {"a null reference", call_null_reference, FALSE},
    {"Text", call_text, FALSE},
    {"Next, [call_as]", call_next, FALSE},
};

static void start(struct hands *hands)
{
    memset(hands, GUARD, sizeof(*hands));
    loop.requests = loop.request_size = loop.reply_size = loop.open = 0;
    memset(loop.request, 0, sizeof(loop.request));
}

static void behave(void)
{
    loop.fail = S_OK;
    loop.cut = 0;
    loop.change_at = ROOM;
    loop.data_rep = NDR_LOCAL_DATA_REPRESENTATION;
}

#define CHECK(i, condition)                                                                                            \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            fail_msg("%s: %s", calls[i].name, #condition);                                                             \
    } while (0)

TEST(test_messages_are_those_of_the_proxy)
{
    static BYTE request[ROOM];
    struct hands expected, seen;
    ULONG size, requests, replied;
    LONG direct;
    size_t i;

    behave();
    for (i = 0; i < ARRAYSIZE(calls); i++) {
        start(&expected);
        calls[i].call(by_ndr, &expected);
        size = loop.request_size;
        requests = loop.requests;
        replied = loop.reply_size;
        memcpy(request, loop.request, ROOM);
        start(&seen);
        direct = channel_counters.calls_out_direct;
        calls[i].call(by_face, &seen);
        CHECK(i, channel_counters.calls_out_direct - direct == calls[i].direct);
        CHECK(i, loop.requests == requests && loop.request_size == size);
        CHECK(i, !memcmp(loop.request, request, size));
        CHECK(i, loop.reply_size == replied && !loop.open);
        CHECK(i, !memcmp(&seen, &expected, sizeof(seen)));
    }
}

/* A call that fails in the channel: its code, and what is [out] alone is cleared. */
TEST(test_failures_are_those_of_the_proxy)
{
    static const HRESULT codes[] = {RPC_E_DISCONNECTED, HRESULT_FROM_WIN32(RPC_S_CALL_FAILED), E_OUTOFMEMORY};
    struct hands expected, seen;
    size_t i, j;

    behave();
    for (j = 0; j < ARRAYSIZE(codes); j++)
        for (i = 0; i < ARRAYSIZE(calls); i++) {
            if (!calls[i].direct)
                continue;
            loop.fail = codes[j];
            start(&expected);
            calls[i].call(by_ndr, &expected);
            start(&seen);
            calls[i].call(by_face, &seen);
            CHECK(i, seen.hr == codes[j] && expected.hr == codes[j] && !loop.open);
            CHECK(i, !memcmp(&seen, &expected, sizeof(seen)));
        }
}

/* Does nothing lie in the arrays where the call has none? Those of struct hands are longer than any call's. */
static BOOL guards_hold(const struct hands *hands)
{
    const BYTE *ends[] = {(const BYTE *)&hands->longs[10], (const BYTE *)&hands->reals[10],
        (const BYTE *)&hands->shorts[10], (const BYTE *)&hands->squares[10], &hands->bytes[32]};
    size_t i, j;

    for (i = 0; i < ARRAYSIZE(ends); i++)
        for (j = 0; j < 4; j++)
            if (ends[i][j] != GUARD)
                return FALSE;
    return TRUE;
}

TEST(test_replies_that_are_too_short_are_refused)
{
    struct hands seen;
    ULONG size;
    size_t i;

    for (i = 0; i < ARRAYSIZE(calls); i++) {
        if (!calls[i].direct)
            continue;
        behave();
        start(&seen);
        calls[i].call(by_face, &seen);
        size = loop.reply_size;
        for (loop.cut = 1; loop.cut <= size; loop.cut++) {
            start(&seen);
            calls[i].call(by_face, &seen);
            /* The result may stand twice behind an array of no elements: direct.c, write_returned. */
            CHECK(i, seen.hr == BAD_REPLY || (calls[i].call == call_allocated_nothing && loop.cut <= 4));
            CHECK(i, guards_hold(&seen) && !loop.open);
            CHECK(i, !seen.returned || (uintptr_t)seen.returned == 1 || (uint8_t)(uintptr_t)seen.returned == GUARD);
        }
    }
}

/* Each byte of each reply is wrong once: an error, or other numbers, and nothing beyond what the caller gave. */
TEST(test_replies_with_wrong_bytes_harm_nobody)
{
    struct hands seen;
    size_t i, refused = 0;

    for (i = 0; i < ARRAYSIZE(calls); i++) {
        if (!calls[i].direct)
            continue;
        behave();
        for (loop.change_at = 0; loop.change_at == 0 || loop.change_at < loop.reply_size; loop.change_at++) {
            start(&seen);
            calls[i].call(by_face, &seen);
            CHECK(i, guards_hold(&seen) && !loop.open);
            refused += seen.hr == BAD_REPLY;
            /* Who believes these finds as many elements. */
            if (SUCCEEDED(seen.hr) && (calls[i].call == call_records || calls[i].call == call_records_nowhere))
                CHECK(i, seen.used >= 0 && seen.used <= 9 && seen.count <= 9);
            if (SUCCEEDED(seen.hr) && calls[i].call == call_returned)
                CHECK(i, seen.size == 11);
        }
    }
    assert_true(refused > 50);
}

TEST(test_a_reply_in_another_representation_is_refused)
{
    struct hands seen;

    behave();
    loop.data_rep = 0;
    start(&seen);
    call_returned(by_face, &seen);
    assert_int_equal(seen.hr, BAD_REPLY);
    assert_null(seen.returned);
}

/* As with the proxy: the exception's code, and nothing is left open. */
TEST(test_wild_pointers_are_errors)
{
    LONG *nowhere = (LONG *)16, sum = 5, doubled[2] = {0};

    behave();
    loop.open = 0;
    assert_int_equal(IChannelTypes_Numbers(by_face, 2, nowhere, &sum, doubled), (HRESULT)EXCEPTION_ACCESS_VIOLATION);
    assert_int_equal(sum, 0);
    assert_false(loop.open);
    sum = 5;
    assert_int_equal(IChannelTypes_Numbers(by_face, 2, doubled, &sum, nowhere), (HRESULT)EXCEPTION_ACCESS_VIOLATION);
    assert_false(loop.open);
}

TEST(test_identity_is_the_outer_objects)
{
    IUnknown *unknown;
    LONG before = outer_refs;

    assert_int_equal(IChannelTypes_QueryInterface(by_face, &IID_IUnknown, (void **)&unknown), S_OK);
    assert_ptr_equal(unknown, &outer);
    IUnknown_Release(unknown);
    assert_int_equal(IChannelTypes_AddRef(by_face), before + 1);
    assert_int_equal(IChannelTypes_Release(by_face), before);
}

TEST(test_switch_gives_the_proxy)
{
    struct direct_face other;

    channel.direct = FALSE;
    assert_false(direct_face_init(&other, &info, by_ndr, &outer, &loop.IRpcChannelBuffer_iface));
    channel.direct = TRUE;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_are_those_of_the_proxy),
        cmocka_unit_test(test_failures_are_those_of_the_proxy),
        cmocka_unit_test(test_replies_that_are_too_short_are_refused),
        cmocka_unit_test(test_replies_with_wrong_bytes_harm_nobody),
        cmocka_unit_test(test_a_reply_in_another_representation_is_refused),
        cmocka_unit_test(test_wild_pointers_are_errors),
        cmocka_unit_test(test_identity_is_the_outer_objects),
        cmocka_unit_test(test_switch_gives_the_proxy),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
