/* SPDX-License-Identifier: MIT */
/* test_conformance WAY BITS: runs the conformance suite one way, against a server of that bitness. */
#include "conformance.h"

#include <oleauto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum way way;
int server_bits;
IChannelTest *root;
static struct channel_server root_server;

static struct callback *impl_from_IChannelCallback(IChannelCallback *iface)
{
    return CONTAINING_RECORD(iface, struct callback, IChannelCallback_iface);
}

static HRESULT WINAPI callback_QueryInterface(IChannelCallback *iface, REFIID iid, void **object)
{
    struct callback *callback = impl_from_IChannelCallback(iface);

    *object = NULL;
    if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IChannelCallback)) {
        *object = iface;
        InterlockedIncrement(&callback->refs);
        return S_OK;
    }
    return callback->marshaler ? IUnknown_QueryInterface(callback->marshaler, iid, object) : E_NOINTERFACE;
}

static ULONG WINAPI callback_AddRef(IChannelCallback *iface)
{
    return InterlockedIncrement(&impl_from_IChannelCallback(iface)->refs);
}

static ULONG WINAPI callback_Release(IChannelCallback *iface)
{
    struct callback *callback = impl_from_IChannelCallback(iface);
    LONG refs = InterlockedDecrement(&callback->refs);

    if (!refs) {
        if (callback->marshaler)
            IUnknown_Release(callback->marshaler);
        free(callback);
    }
    return refs;
}

static HRESULT WINAPI callback_Call(IChannelCallback *iface, LONG value, LONG *result)
{
    struct callback *callback = impl_from_IChannelCallback(iface);
    LONG sum;

    InterlockedIncrement(&callback->calls);
    callback->thread_id = GetCurrentThreadId();
    *result = value + 1;
    if (callback->call_again)
        return IChannelTest_Add(callback->call_again, value, 1, &sum);
    return value == -13 ? E_ABORT : S_OK;
}

static HRESULT WINAPI callback_Thread(IChannelCallback *iface, ULONG *thread_id)
{
    (void)iface;
    *thread_id = GetCurrentThreadId();
    return S_OK;
}

static HRESULT WINAPI callback_Take(IChannelCallback *iface, ULONG size, const BYTE *data)
{
    (void)iface, (void)size, (void)data;
    return E_NOTIMPL;
}

static const IChannelCallbackVtbl callback_vtbl = {
    callback_QueryInterface,
    callback_AddRef,
    callback_Release,
    callback_Call,
    callback_Thread,
    callback_Take,
};

struct callback *callback_create(BOOL with_marshaler)
{
    struct callback *callback = calloc(1, sizeof(*callback));

    callback->IChannelCallback_iface.lpVtbl = (IChannelCallbackVtbl *)&callback_vtbl;
    callback->refs = 1;
    if (with_marshaler)
        CrossbitCreateMarshaler((IUnknown *)&callback->IChannelCallback_iface, &callback->marshaler);
    return callback;
}

void callback_release(struct callback *callback)
{
    IChannelCallback_Release(&callback->IChannelCallback_iface);
}

BOOL callback_is_free(struct callback *callback)
{
    MSG message;
    int i;

    for (i = 0; i < 200 && callback->refs > 1; i++) {
        MsgWaitForMultipleObjectsEx(0, NULL, 10, QS_ALLINPUT, 0);
        while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
            DispatchMessageW(&message);
    }
    return callback->refs == 1;
}

IChannelTest *start_server(struct channel_server *server)
{
    IChannelTest *object = NULL;

    memset(server, 0, sizeof(*server));
    if (way == WAY_INPROCESS) {
        assert_ok(channel_object_create(TRUE, &object));
        return object;
    }
    assert_ok(channel_server_start(server_bits, NULL, NULL, server));
    assert_ok(channel_server_connect(server, &object));
    return object;
}

TEST(test_add_two_numbers_gives_sum)
{
    LONG sum = 0;

    assert_ok(IChannelTest_Add(root, 40, 2, &sum));
    assert_int_equal(sum, 42);
}

TEST(test_where_is_the_server_process)
{
    ULONG process_id, thread_id;
    LONG apartment;

    assert_ok(IChannelTest_Where(root, &process_id, &thread_id, &apartment));
    if (way == WAY_INPROCESS)
        assert_int_equal(process_id, GetCurrentProcessId());
    else
        assert_int_equal(process_id, root_server.process.dwProcessId);
    assert_int_equal(apartment, APTTYPE_MTA);
}

TEST(test_counters_after_connect_show_the_way)
{
    struct crossbit_channel_counters before = {.size = sizeof(before)}, after = {.size = sizeof(after)};
    LONG sum;

    assert_ok(CrossbitGetChannelCounters(&before));
    assert_ok(IChannelTest_Add(root, 1, 1, &sum));
    assert_ok(CrossbitGetChannelCounters(&after));
    assert_int_equal(after.calls_out - before.calls_out, way == WAY_CHANNEL);
    assert_int_equal(after.connections_alive, way == WAY_CHANNEL);
}

static IChannelTypes *get_types(void)
{
    IChannelTypes *types;

    assert_ok(IChannelTest_QueryInterface(root, &IID_IChannelTypes, (void **)&types));
    return types;
}

TEST(test_integers_every_width_comes_back)
{
    IChannelTypes *types = get_types();
    BYTE e = 250;
    SHORT f = -30000;
    LONG g = 0x7fffffff;
    INT64 h = -1;

    assert_ok(IChannelTypes_Integers(types, 5, -2000, -1, 0x123456789abcdef0, &e, &f, &g, &h));
    assert_int_equal(e, 255);
    assert_int_equal(f, -32000);
    assert_int_equal(g, 0x7ffffffe);
    assert_true(h == 0x123456789abcdeef);
    IChannelTypes_Release(types);
}

TEST(test_reals_keep_their_bits)
{
    IChannelTypes *types = get_types();
    double sum;

    assert_ok(IChannelTypes_Reals(types, 0.5f, 1e300, &sum));
    assert_true(sum == 0.5 + 1e300);
    IChannelTypes_Release(types);
}

TEST(test_text_wide_and_narrow_come_back)
{
    IChannelTypes *types = get_types();
    BSTR both = NULL;

    assert_ok(IChannelTypes_Text(types, L"\x0416\x4e2d\xd83d\xde00", "narrow", &both));
    assert_int_equal(wcscmp(both, L"\x0416\x4e2d\xd83d\xde00|narrow"), 0);
    SysFreeString(both);
    IChannelTypes_Release(types);
}

TEST(test_arrays_every_shape_come_back)
{
    IChannelTypes *types = get_types();
    LONG values[100], doubled[100], sum, seen;
    ULONG size;
    BYTE *data;
    int i;

    for (i = 0; i < 100; i++)
        values[i] = i;
    assert_ok(IChannelTypes_Numbers(types, 100, values, &sum, doubled));
    assert_int_equal(sum, 4950);
    assert_int_equal(doubled[99], 198);
    assert_ok(IChannelTypes_Allocated(types, 3000, &size, &data));
    assert_int_equal(size, 3000);
    assert_int_equal(data[2999], (BYTE)(2999 * 7));
    CoTaskMemFree(data);
    assert_hr(IChannelTypes_Optional(types, NULL, &seen), S_FALSE);
    assert_int_equal(seen, -1);
    assert_ok(IChannelTypes_Optional(types, &values[7], &seen));
    assert_int_equal(seen, 7);
    IChannelTypes_Release(types);
}

TEST(test_variants_every_kind_comes_back)
{
    IChannelTypes *types = get_types();
    struct callback *callback = callback_create(TRUE);
    VARIANT value, copy;
    BYTE *bytes;
    int i;

    V_VT(&value) = VT_BSTR;
    V_BSTR(&value) = SysAllocString(L"text");
    assert_ok(IChannelTypes_EchoVariant(types, value, &copy));
    assert_int_equal(V_VT(&copy), VT_BSTR);
    assert_int_equal(wcscmp(V_BSTR(&copy), L"text"), 0);
    VariantClear(&value);
    VariantClear(&copy);

    V_VT(&value) = VT_I8;
    V_I8(&value) = 0x7123456789abcdef;
    assert_ok(IChannelTypes_EchoVariant(types, value, &copy));
    assert_true(V_VT(&copy) == VT_I8 && V_I8(&copy) == 0x7123456789abcdef);

    V_VT(&value) = VT_ARRAY | VT_UI1;
    V_ARRAY(&value) = SafeArrayCreateVector(VT_UI1, 0, 70000);
    SafeArrayAccessData(V_ARRAY(&value), (void **)&bytes);
    for (i = 0; i < 70000; i++)
        bytes[i] = (BYTE)(i * 3);
    SafeArrayUnaccessData(V_ARRAY(&value));
    assert_ok(IChannelTypes_EchoVariant(types, value, &copy));
    assert_int_equal(V_VT(&copy), VT_ARRAY | VT_UI1);
    SafeArrayAccessData(V_ARRAY(&copy), (void **)&bytes);
    assert_int_equal(bytes[69999], (BYTE)(69999 * 3));
    SafeArrayUnaccessData(V_ARRAY(&copy));
    VariantClear(&value);
    VariantClear(&copy);

    /* An interface pointer of ours, there and back, is the pointer that it was. */
    V_VT(&value) = VT_UNKNOWN;
    V_UNKNOWN(&value) = (IUnknown *)&callback->IChannelCallback_iface;
    assert_ok(IChannelTypes_EchoVariant(types, value, &copy));
    assert_int_equal(V_VT(&copy), VT_UNKNOWN);
    assert_ptr_equal(V_UNKNOWN(&copy), &callback->IChannelCallback_iface);
    VariantClear(&copy);
    assert_true(callback_is_free(callback));
    callback_release(callback);
    IChannelTypes_Release(types);
}

/* Around every limit: the small buffers, a half of a lane, in-place messages, and a section that has to grow. */
TEST(test_bytes_every_size_come_back)
{
    static const ULONG sizes[] = {0, 1, 7, 1000, 2000, 2030, 2040, 2048, 2049, 28000, 28600, 28608, 28609, 28672, 40000,
        65500, 65536, 65537, 262144, 1000000, 300000, 5000001, 3};
    IChannelTypes *types = get_types();
    BYTE *data = malloc(5000001);
    ULONG i, j, sum, expected;

    for (i = 0; i < ARRAYSIZE(sizes); i++) {
        for (j = 0; j < sizes[i]; j++)
            data[j] = (BYTE)(j * 7 + j / 251);
        for (expected = 0, j = 0; j<sizes[i]; j += sizes[i]> 65536 ? 4093 : 1)
            expected = expected * 31 + data[j];
        assert_ok(IChannelTypes_Put(types, sizes[i], data, &sum));
        assert_int_equal(sum, expected);
        assert_ok(IChannelTypes_Turn(types, sizes[i], data));
        for (j = 0; j < sizes[i]; j++)
            if (data[sizes[i] - 1 - j] != (BYTE)(j * 7 + j / 251))
                fail_msg("size %lu: byte %lu", sizes[i], j);
        assert_ok(IChannelTypes_Get(types, sizes[i], 0x5a, data));
        for (j = 0; j < sizes[i]; j++)
            if (data[j] != 0x5a)
                fail_msg("size %lu: byte %lu", sizes[i], j);
    }
    free(data);
    IChannelTypes_Release(types);
}

/*
 * What a method does not write is zero, whatever an earlier call left: at once, when the other side is clearing what
 * was read, and when it has slept over it.
 */
TEST(test_bytes_that_are_not_written_are_zero)
{
    static const struct {
        ULONG before, size, pause;
    } cases[] = {{5000, 4000, 0}, {300000, 300000, 0}, {300000, 400000, 30}, {3000000, 2000000, 0},
        {3000000, 3000000, 1}, {2000000, 3000000, 30}, {3000000, 2999999, 0}, {70000, 3000000, 0}};
    IChannelTypes *types = get_types();
    BYTE *data = malloc(3000000);
    ULONG round, i, j;

    for (round = 0; round < 3; round++) {
        for (i = 0; i < ARRAYSIZE(cases); i++) {
            assert_ok(IChannelTypes_Get(types, 3000000, 0x5a, data));
            assert_ok(IChannelTypes_Get(types, cases[i].before, 0x5a, data));
            Sleep(cases[i].pause);
            memset(data, way == WAY_INPROCESS ? 0 : 0x77, cases[i].size); /* in-process nobody clears it */
            assert_ok(IChannelTypes_GetNothing(types, cases[i].size, data));
            for (j = 0; j < cases[i].size; j++)
                if (data[j])
                    fail_msg("case %lu: byte %lu is %d", i, j, data[j]);
        }
    }
    free(data);
    IChannelTypes_Release(types);
}

/* Numbers and arrays of each alignment, in both directions: small, and where the reply is written in place. */
TEST(test_shapes_of_every_size_come_back)
{
    static const ULONG counts[] = {0, 1, 100, 6000, 100001, 3};
    IChannelTypes *types = get_types();
    double *values = malloc(100001 * sizeof(double)), *products = malloc(100001 * sizeof(double));
    INT64 *squares = malloc(100001 * sizeof(INT64));
    SHORT *sums = malloc(100001 * sizeof(SHORT));
    ULONG i, j;
    LONG total = 5, expected = 5;
    BYTE last;

    for (i = 0; i < ARRAYSIZE(counts); i++) {
        for (j = 0; j < counts[i]; j++) {
            values[j] = (double)j - 500;
            sums[j] = (SHORT)(j * 5);
        }
        last = 0;
        expected += (LONG)counts[i];
        assert_hr(
            IChannelTypes_Shapes(types, -7, 40.0, values, &total, products, counts[i], sums, 0.5f, &last, squares),
            counts[i] & 1 ? S_FALSE : S_OK);
        assert_int_equal(total, expected);
        assert_int_equal(last, (BYTE)(counts[i] * 3));
        for (j = 0; j < counts[i]; j++)
            if (products[j] != values[j] / 2 || squares[j] != ((INT64)j - 500) * ((INT64)j - 500) ||
                sums[j] != (SHORT)((SHORT)(j * 5) + (SHORT)((LONG)j - 500) + 33))
                fail_msg("count %lu: element %lu is %f, %lld, %d", counts[i], j, products[j], squares[j], sums[j]);
    }
    free(values);
    free(products);
    free(squares);
    free(sums);
    IChannelTypes_Release(types);
}

TEST(test_fail_code_and_error_information_arrive)
{
    static const HRESULT codes[] = {E_FAIL, E_NOTIMPL, (HRESULT)0x80041234, S_FALSE, S_OK};
    IErrorInfo *info = NULL;
    BSTR text = NULL;
    DWORD context = 0;
    size_t i;

    for (i = 0; i < ARRAYSIZE(codes); i++)
        assert_hr(IChannelTest_Fail(root, codes[i], NULL), codes[i]);
    SetErrorInfo(0, NULL);
    assert_hr(IChannelTest_Fail(root, E_FAIL, L"the reason"), E_FAIL);
    /* Wine's standard channel does not carry it; Windows' does, and so does ours. */
    if (way == WAY_STANDARD && GetErrorInfo(0, &info) != S_OK)
        return;
    if (!info)
        assert_ok(GetErrorInfo(0, &info));
    assert_ok(IErrorInfo_GetDescription(info, &text));
    assert_int_equal(wcscmp(text, L"the reason"), 0);
    SysFreeString(text);
    assert_ok(IErrorInfo_GetSource(info, &text));
    assert_int_equal(wcscmp(text, L"channel.test"), 0);
    SysFreeString(text);
    assert_ok(IErrorInfo_GetHelpContext(info, &context));
    assert_int_equal(context, 4711);
    IErrorInfo_Release(info);
    /* And it is gone for the next call. */
    assert_hr(IChannelTest_Fail(root, E_FAIL, NULL), E_FAIL);
    assert_hr(GetErrorInfo(0, &info), S_FALSE);
}

TEST(test_dispatch_calls_by_name)
{
    IDispatch *dispatch;
    OLECHAR name[] = L"Double", wrong[] = L"Wrong";
    LPOLESTR names[1] = {name}, wrongs[1] = {wrong};
    VARIANT argument, result;
    DISPPARAMS parameters = {&argument, NULL, 1, 0};
    DISPID id = 0;
    IUnknown *a, *b;

    assert_ok(IChannelTest_QueryInterface(root, &IID_IDispatch, (void **)&dispatch));
    assert_ok(IDispatch_GetIDsOfNames(dispatch, &IID_NULL, names, 1, 0, &id));
    assert_int_equal(id, 1);
    assert_hr(IDispatch_GetIDsOfNames(dispatch, &IID_NULL, wrongs, 1, 0, &id), DISP_E_UNKNOWNNAME);
    V_VT(&argument) = VT_I4;
    V_I4(&argument) = 21;
    VariantInit(&result);
    assert_ok(IDispatch_Invoke(dispatch, 1, &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL));
    assert_int_equal(V_I4(&result), 42);
    assert_hr(IDispatch_Invoke(dispatch, 2, &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL),
        DISP_E_MEMBERNOTFOUND);
    /* The same object, whatever carries the interface. */
    assert_ok(IDispatch_QueryInterface(dispatch, &IID_IUnknown, (void **)&a));
    assert_ok(IChannelTest_QueryInterface(root, &IID_IUnknown, (void **)&b));
    assert_ptr_equal(a, b);
    IUnknown_Release(a);
    IUnknown_Release(b);
    IDispatch_Release(dispatch);
}

TEST_SETUP(group_setup)
{
    HRESULT hr;

    if (way == WAY_INPROCESS)
        return FAILED(channel_object_create(TRUE, &root));
    hr = channel_server_start(server_bits, NULL, NULL, &root_server);
    if (SUCCEEDED(hr))
        hr = channel_server_connect(&root_server, &root);
    if (FAILED(hr))
        fprintf(stderr, "no server: 0x%08lx\n", (unsigned long)hr);
    return FAILED(hr);
}

TEST_SETUP(group_teardown)
{
    if (root)
        IChannelTest_Release(root);
    channel_server_stop(&root_server);
    return 0;
}

/* Structures, NULL or not, and arrays that come back shorter than their room, so that what follows them moves. */
TEST(test_records_of_every_length_come_back)
{
    static const struct {
        ULONG room;
        LONG used;
        SHORT count;
        BOOL place;
    } cases[] = {{0, 0, 0, FALSE}, {1, 1, 0, TRUE}, {7, 3, 5, TRUE}, {7, 7, 7, FALSE}, {1000, 0, 999, TRUE},
        {9000, 8999, 1, TRUE}, {100001, 5, 3, TRUE}, {100001, 99999, 30001, FALSE}, {100001, 100001, 0, TRUE},
        {3, 2, 3, FALSE}};
    SHORT *values = malloc(100001 * sizeof(SHORT));
    BYTE *bytes = malloc(100001), odd;
    IChannelTypes *types = get_types();
    ULONG count;
    size_t i;
    LONG used, j;

    for (i = 0; i < ARRAYSIZE(cases); i++) {
        ChannelRecord record = {(INT64)i << 40, cases[i].used, cases[i].count, 0x5a, (BYTE)i};
        ChannelPlace place = {7, 40 + (INT64)i};
        INT64 offset = cases[i].place ? place.offset - place.id : 0;
        double last = 0;

        memset(values, 0x77, 100001 * sizeof(SHORT));
        memset(bytes, 0x77, 100001);
        assert_ok(IChannelTypes_Records(
            types, &record, cases[i].room, &used, values, cases[i].place ? &place : NULL, &odd, &count, bytes, &last));
        assert_int_equal(used, cases[i].used);
        assert_int_equal(count, cases[i].count);
        assert_int_equal(odd, (BYTE)(used + 0x5a));
        assert_true(last == (double)(offset - 1));
        for (j = 0; j < used; j++)
            if (values[j] != (SHORT)(offset + j))
                fail_msg("case %u: value %ld is %d", (unsigned)i, j, values[j]);
        for (j = 0; j < (LONG)count; j++)
            if (bytes[j] != (BYTE)(offset + j))
                fail_msg("case %u: byte %ld is %d", (unsigned)i, j, bytes[j]);
        assert_true(record.whole == -((INT64)i << 40) && record.half == 2 * cases[i].used &&
                    record.quarter == (SHORT)(2 * cases[i].count));
        assert_true(record.first == (BYTE)i && record.second == 0x5a);
    }
    if (way != WAY_INPROCESS) {
        ChannelRecord record = {0, 6, 1, 0, 0};
        double last;

        assert_hr(IChannelTypes_Records(types, &record, 5, &used, values, NULL, &odd, &count, bytes, &last),
            HRESULT_FROM_WIN32(RPC_S_INVALID_BOUND));
    }
    free(values);
    free(bytes);
    IChannelTypes_Release(types);
}

/*
 * An array that the method allocates. What is behind it is found whether or not an engine aligns an array of no
 * elements.
 */
TEST(test_returned_arrays_of_every_length_come_back)
{
    static const ULONG counts[] = {0, 1, 2, 253, 254, 255, 9000, 100001};
    static const HRESULT results[] = {S_OK, S_FALSE, E_ABORT};
    IChannelTypes *types = get_types();
    INT64 *values;
    ULONG size, j;
    size_t i;

    for (i = 0; i < ARRAYSIZE(counts) * ARRAYSIZE(results); i++) {
        ULONG count = counts[i / ARRAYSIZE(results)];
        HRESULT hr = results[i % ARRAYSIZE(results)];

        values = (INT64 *)1;
        size = 77;
        assert_hr(IChannelTypes_Returned(types, count, FALSE, hr, &size, &values), hr);
        assert_int_equal(size, count);
        assert_non_null(values);
        for (j = 0; j < count; j++)
            if (values[j] != (INT64)j * j)
                fail_msg("%lu values: the one at %lu is %lld", count, j, (long long)values[j]);
        CoTaskMemFree(values);
        values = (INT64 *)1;
        assert_hr(IChannelTypes_Returned(types, count, TRUE, hr, &size, &values), hr);
        assert_int_equal(size, count);
        assert_null(values);
    }
    IChannelTypes_Release(types);
}

/* The channel itself calls the methods that it can describe; NDR's stub serves the others. */
TEST(test_described_methods_do_not_reach_ndr)
{
    struct crossbit_channel_counters before = {.size = sizeof(before)}, after = before, made = before;
    IChannelTypes *types = get_types();
    LONG numbers[2] = {1, 2}, doubled[2], sum, used, direct;
    BYTE byte = 1, *bytes, some[4];
    ChannelRecord record = {0};
    ULONG count, size;
    INT64 *values;
    SHORT quarter;
    double last;
    BSTR text;

    if (way == WAY_CHANNEL) {
        assert_ok(IChannelTest_Counters(root, sizeof(before), (BYTE *)&before));
        assert_ok(CrossbitGetChannelCounters(&made));
        direct = made.calls_out_direct;
        assert_ok(IChannelTest_Add(root, 1, 2, &sum));
        assert_ok(IChannelTypes_Numbers(types, 2, numbers, &sum, doubled));
        assert_hr(IChannelTypes_Optional(types, NULL, &sum), S_FALSE);
        assert_ok(IChannelTypes_Turn(types, 1, &byte));
        assert_ok(IChannelTypes_Records(types, &record, 1, &used, &quarter, NULL, &byte, &count, some, &last));
        assert_ok(IChannelTypes_Allocated(types, 3, &size, &bytes));
        CoTaskMemFree(bytes);
        assert_ok(IChannelTypes_Returned(types, 3, FALSE, S_OK, &size, &values));
        CoTaskMemFree(values);
        assert_hr(IChannelTest_Fail(root, S_FALSE, NULL), S_FALSE); /* the text is not described, but there is none */
        assert_ok(IChannelTest_Counters(root, sizeof(after), (BYTE *)&after));
        assert_int_equal(after.calls_in_ndr, before.calls_in_ndr);
        assert_true(after.calls_in - before.calls_in >= 7);
        /* Nor did this side's proxies make them, unless they are asked to. */
        assert_ok(CrossbitGetChannelCounters(&made));
        assert_int_equal(made.calls_out_direct - direct, GetEnvironmentVariableW(L"CROSSBIT_DIRECT", NULL, 0) ? 0 : 9);
        assert_ok(IChannelTypes_Text(types, L"wide", "narrow", &text));
        SysFreeString(text);
        assert_ok(IChannelTest_Counters(root, sizeof(after), (BYTE *)&after));
        assert_int_equal(after.calls_in_ndr, before.calls_in_ndr + 1);
    }
    IChannelTypes_Release(types);
}

/* A [call_as] method: the numbers of its message are not the arguments. */
TEST(test_method_that_crosses_in_another_form_is_called)
{
    IChannelTypes *types = get_types();
    LONG next = 0;

    assert_ok(IChannelTypes_Next(types, &next, 41));
    assert_int_equal(next, 42);
    IChannelTypes_Release(types);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest basic_tests[] = {
        cmocka_unit_test(test_add_two_numbers_gives_sum),
        cmocka_unit_test(test_where_is_the_server_process),
        cmocka_unit_test(test_counters_after_connect_show_the_way),
        cmocka_unit_test(test_integers_every_width_comes_back),
        cmocka_unit_test(test_reals_keep_their_bits),
        cmocka_unit_test(test_text_wide_and_narrow_come_back),
        cmocka_unit_test(test_arrays_every_shape_come_back),
        cmocka_unit_test(test_variants_every_kind_comes_back),
        cmocka_unit_test(test_bytes_every_size_come_back),
        cmocka_unit_test(test_bytes_that_are_not_written_are_zero),
        cmocka_unit_test(test_shapes_of_every_size_come_back),
        cmocka_unit_test(test_records_of_every_length_come_back),
        cmocka_unit_test(test_method_that_crosses_in_another_form_is_called),
        cmocka_unit_test(test_returned_arrays_of_every_length_come_back),
        cmocka_unit_test(test_described_methods_do_not_reach_ndr),
        cmocka_unit_test(test_fail_code_and_error_information_arrive),
        cmocka_unit_test(test_dispatch_calls_by_name),
    };
    struct CMUnitTest all[64];
    size_t count = 0;

    if (argc < 3)
        return 2;
    way = !strcmp(argv[1], "inprocess") ? WAY_INPROCESS : !strcmp(argv[1], "standard") ? WAY_STANDARD : WAY_CHANNEL;
    server_bits = atoi(argv[2]);
    if (way == WAY_STANDARD)
        SetEnvironmentVariableW(L"CROSSBIT_CHANNEL", L"off");
    if (FAILED(CoInitializeEx(NULL, COINIT_MULTITHREADED)) || FAILED(channel_test_register()))
        return 3;
    memcpy(all, basic_tests, sizeof(basic_tests));
    count = ARRAYSIZE(basic_tests);
    memcpy(all + count, object_tests, object_test_count * sizeof(*all));
    count += object_test_count;
    memcpy(all + count, thread_tests, thread_test_count * sizeof(*all));
    count += thread_test_count;
    return _cmocka_run_group_tests("conformance", all, count, group_setup, group_teardown);
}
