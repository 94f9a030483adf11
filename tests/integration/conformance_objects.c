/* SPDX-License-Identifier: MIT */
/* Conformance: identity, reference counts, interface pointers as parameters, marshaling on. */
#include "conformance.h"

#include <oleauto.h>
#include <stdlib.h>

static LONG live_objects(IChannelTest *test)
{
    LONG count = -1;

    assert_ok(IChannelTest_LiveObjects(test, &count));
    return count;
}

TEST(test_identity_of_all_interfaces_is_one)
{
    IUnknown *a, *b, *c;
    IChannelTypes *types;

    assert_ok(IChannelTest_QueryInterface(root, &IID_IUnknown, (void **)&a));
    assert_ok(IChannelTest_QueryInterface(root, &IID_IChannelTypes, (void **)&types));
    assert_ok(IChannelTypes_QueryInterface(types, &IID_IUnknown, (void **)&b));
    assert_ok(IUnknown_QueryInterface(b, &IID_IChannelTest, (void **)&c));
    assert_ptr_equal(a, b);
    assert_ptr_equal(c, root);
    IUnknown_Release(a);
    IUnknown_Release(b);
    IUnknown_Release(c);
    IChannelTypes_Release(types);
}

TEST(test_query_unknown_interface_gives_no_interface)
{
    static const IID nobody = {0x12345678, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};
    void *object = (void *)1;

    assert_hr(IChannelTest_QueryInterface(root, &nobody, &object), E_NOINTERFACE);
    assert_null(object);
}

TEST(test_query_interface_without_proxy_gives_no_interface)
{
    void *object = (void *)1;

    if (way == WAY_INPROCESS)
        return; /* there it needs no proxy */
    assert_hr(IChannelTest_QueryInterface(root, &IID_IChannelUnmarshalable, &object), E_NOINTERFACE);
    assert_null(object);
}

TEST(test_make_objects_release_in_any_order_leaves_none)
{
    IChannelTest *objects[20];
    IChannelTypes *types[20];
    LONG before = live_objects(root);
    int i;

    for (i = 0; i < 20; i++) {
        assert_ok(IChannelTest_Make(root, TRUE, &objects[i]));
        assert_ok(IChannelTest_QueryInterface(objects[i], &IID_IChannelTypes, (void **)&types[i]));
        assert_ptr_not_equal(objects[i], root);
    }
    assert_int_equal(live_objects(root), before + 20);
    for (i = 0; i < 20; i += 2)
        IChannelTest_Release(objects[i]);
    for (i = 19; i >= 0; i--)
        IChannelTypes_Release(types[i]);
    for (i = 19; i > 0; i -= 2)
        IChannelTest_Release(objects[i]);
    assert_int_equal(live_objects(root), before);
}

TEST(test_make_without_marshaler_works)
{
    LONG before = live_objects(root), sum;
    IChannelTest *child;

    assert_ok(IChannelTest_Make(root, FALSE, &child));
    assert_ok(IChannelTest_Add(child, 2, 3, &sum));
    assert_int_equal(sum, 5);
    IChannelTest_Release(child);
    assert_int_equal(live_objects(root), before);
}

TEST(test_make_as_any_interface_gives_that_interface)
{
    IChannelTypes *types;
    IUnknown *unknown;
    IChannelTest *test;
    double sum;
    LONG before = live_objects(root), total;

    assert_ok(IChannelTest_MakeAs(root, &IID_IChannelTypes, (IUnknown **)&types));
    assert_ok(IChannelTypes_Reals(types, 1, 2, &sum));
    assert_true(sum == 3);
    IChannelTypes_Release(types);
    assert_ok(IChannelTest_MakeAs(root, &IID_IUnknown, &unknown));
    assert_ok(IUnknown_QueryInterface(unknown, &IID_IChannelTest, (void **)&test));
    assert_ok(IChannelTest_Add(test, 1, 1, &total));
    IChannelTest_Release(test);
    IUnknown_Release(unknown);
    unknown = (IUnknown *)1;
    assert_hr(IChannelTest_MakeAs(root, &CLSID_ChannelTestServer, &unknown), E_NOINTERFACE);
    assert_null(unknown);
    assert_int_equal(live_objects(root), before);
}

TEST(test_own_object_goes_home_as_itself)
{
    IChannelTest *child;
    BOOL same = FALSE;

    assert_ok(IChannelTest_IsMe(root, (IUnknown *)root, &same));
    assert_true(same);
    assert_ok(IChannelTest_Make(root, TRUE, &child));
    assert_ok(IChannelTest_IsMe(root, (IUnknown *)child, &same));
    assert_false(same);
    assert_ok(IChannelTest_IsMe(child, (IUnknown *)child, &same));
    assert_true(same);
    IChannelTest_Release(child);
}

TEST(test_callback_runs_and_is_released)
{
    int with_marshaler;

    for (with_marshaler = 0; with_marshaler < 2; with_marshaler++) {
        struct callback *callback = callback_create(with_marshaler);
        LONG result = 0, i;

        for (i = 0; i < 10; i++) {
            assert_ok(IChannelTest_CallBack(root, &callback->IChannelCallback_iface, i, &result));
            assert_int_equal(result, i + 1);
        }
        assert_int_equal(callback->calls, 10);
        assert_hr(IChannelTest_CallBack(root, &callback->IChannelCallback_iface, -13, &result), E_ABORT);
        assert_true(callback_is_free(callback));
        callback_release(callback);
    }
}

TEST(test_callback_calls_back_again)
{
    struct callback *callback = callback_create(TRUE);
    LONG result = 0;

    callback->call_again = root;
    assert_ok(IChannelTest_CallBack(root, &callback->IChannelCallback_iface, 5, &result));
    assert_int_equal(result, 6);
    assert_true(callback_is_free(callback));
    callback_release(callback);
}

TEST(test_recursion_between_processes_ends)
{
    IChannelTest *here;
    LONG reached = 0;

    assert_ok(channel_object_create(TRUE, &here));
    assert_ok(IChannelTest_Recurse(root, here, 25, &reached));
    assert_int_equal(reached, 25);
    IChannelTest_Release(here);
}

TEST(test_kept_callback_is_called_from_any_thread)
{
    int with_marshaler, own_thread;

    for (with_marshaler = 0; with_marshaler < 2; with_marshaler++) {
        struct callback *callback = callback_create(with_marshaler);
        IChannelCallback *kept;
        LONG result = 0;

        assert_ok(IChannelTest_Keep(root, &callback->IChannelCallback_iface));
        assert_true(callback->refs > 1);
        for (own_thread = 0; own_thread < 2; own_thread++) {
            assert_ok(IChannelTest_CallKept(root, 10, own_thread, &result));
            assert_int_equal(result, 11);
        }
        assert_ok(IChannelTest_GetKept(root, &kept));
        assert_ptr_equal(kept, &callback->IChannelCallback_iface);
        IChannelCallback_Release(kept);
        assert_ok(IChannelTest_Keep(root, NULL));
        assert_true(callback_is_free(callback));
        callback_release(callback);
    }
    assert_hr(IChannelTest_CallKept(root, 1, FALSE, &(LONG){0}), E_FAIL);
}

TEST(test_pass_on_returns_the_same_object)
{
    struct callback *callback = callback_create(TRUE);
    IUnknown *back;
    IChannelTest *child;

    assert_ok(IChannelTest_PassOn(root, (IUnknown *)&callback->IChannelCallback_iface, &back));
    assert_ptr_equal(back, &callback->IChannelCallback_iface);
    IUnknown_Release(back);
    assert_true(callback_is_free(callback));
    callback_release(callback);

    assert_ok(IChannelTest_Make(root, TRUE, &child));
    assert_ok(IChannelTest_PassOn(root, (IUnknown *)child, &back));
    IChannelTest *again;
    assert_ok(IUnknown_QueryInterface(back, &IID_IChannelTest, (void **)&again));
    assert_ptr_equal(again, child);
    IChannelTest_Release(again);
    IUnknown_Release(back);
    IChannelTest_Release(child);
}

TEST(test_third_process_gets_a_working_reference)
{
    struct channel_server second;
    LONG reached = 0, before = live_objects(root);
    IChannelTest *other = start_server(&second), *child;

    assert_ok(IChannelTest_Make(root, TRUE, &child));
    /* The second server calls the first one's object directly. */
    assert_ok(IChannelTest_Recurse(other, child, 2, &reached));
    assert_int_equal(reached, 2);
    IChannelTest_Release(child);
    IChannelTest_Release(other);
    channel_server_stop(&second);
    assert_int_equal(live_objects(root), before);
}

TEST(test_disconnect_ends_all_calls)
{
    IChannelTest *child;
    LONG sum;

    if (way == WAY_INPROCESS)
        return; /* direct pointers cannot be disconnected */
    assert_ok(IChannelTest_Make(root, TRUE, &child));
    assert_ok(IChannelTest_Add(child, 1, 1, &sum));
    IChannelTest_Disconnect(child);
    assert_hr(IChannelTest_Add(child, 1, 1, &sum), RPC_E_DISCONNECTED);
    IChannelTest_Release(child);
}

static IStream *marshal(DWORD context, DWORD flags)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    IChannelTest *object;
    IStream *stream;

    assert_ok(channel_object_create(TRUE, &object));
    assert_ok(CreateStreamOnHGlobal(NULL, TRUE, &stream));
    assert_ok(CoMarshalInterface(stream, &IID_IChannelTest, (IUnknown *)object, context, NULL, flags));
    assert_ok(IStream_Seek(stream, start, STREAM_SEEK_SET, NULL));
    IChannelTest_Release(object);
    return stream;
}

/* OBJREF: signature, flags (1 standard, 4 custom), iid, and for custom ones the class. */
TEST(test_marshal_by_context_writes_ticket_only_locally)
{
    static const DWORD contexts[] = {MSHCTX_LOCAL, MSHCTX_NOSHAREDMEM, MSHCTX_DIFFERENTMACHINE, MSHCTX_INPROC};
    LARGE_INTEGER start = {.QuadPart = 0};
    DWORD header[2];
    size_t i;

    for (i = 0; i < ARRAYSIZE(contexts); i++) {
        IStream *stream = marshal(contexts[i], MSHLFLAGS_NORMAL);

        assert_ok(IStream_Read(stream, header, sizeof(header), NULL));
        assert_int_equal(header[0], 0x574f454d);
        assert_int_equal(header[1], contexts[i] == MSHCTX_LOCAL && way != WAY_STANDARD ? 4 : 1);
        IStream_Seek(stream, start, STREAM_SEEK_SET, NULL);
        assert_ok(CoReleaseMarshalData(stream));
        IStream_Release(stream);
    }
}

TEST(test_marshal_released_data_frees_the_object)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    LONG before = channel_object_live();
    IChannelTest *object;
    IStream *stream;
    LONG sum;

    stream = marshal(MSHCTX_LOCAL, MSHLFLAGS_NORMAL);
    assert_int_equal(channel_object_live(), before + 1);
    assert_ok(CoReleaseMarshalData(stream));
    IStream_Release(stream);
    assert_int_equal(channel_object_live(), before);
    /* Unmarshaled where it was marshaled, it is the object itself. */
    stream = marshal(MSHCTX_LOCAL, MSHLFLAGS_NORMAL);
    IStream_Seek(stream, start, STREAM_SEEK_SET, NULL);
    assert_ok(CoUnmarshalInterface(stream, &IID_IChannelTest, (void **)&object));
    assert_ok(IChannelTest_Add(object, 1, 1, &sum));
    IChannelTest_Release(object);
    IStream_Release(stream);
    assert_int_equal(channel_object_live(), before);
}

TEST(test_exit_in_call_gives_call_failed_then_unavailable)
{
    struct channel_server second;
    IChannelTest *other;
    LONG sum;

    if (way == WAY_INPROCESS)
        return;
    other = start_server(&second);
    assert_ok(IChannelTest_Add(other, 1, 1, &sum));
    assert_hr(IChannelTest_Exit(other, 7), HRESULT_FROM_WIN32(RPC_S_CALL_FAILED));
    assert_hr(IChannelTest_Add(other, 1, 1, &sum), HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE));
    IChannelTest_Release(other);
    channel_server_stop(&second);
}

TEST(test_raise_in_method_reaches_the_caller_as_error)
{
    LONG sum;

    if (way == WAY_INPROCESS)
        return; /* the caller's own exception */
    /* RPC_E_SERVERFAULT on Windows; Wine's stubs themselves catch it and return the exception's code. */
    assert_true(FAILED(IChannelTest_Raise(root, 0xe0001234)));
    assert_ok(IChannelTest_Add(root, 1, 2, &sum));
}

const struct CMUnitTest object_tests[] = {
    cmocka_unit_test(test_identity_of_all_interfaces_is_one),
    cmocka_unit_test(test_query_unknown_interface_gives_no_interface),
    cmocka_unit_test(test_query_interface_without_proxy_gives_no_interface),
    cmocka_unit_test(test_make_objects_release_in_any_order_leaves_none),
    cmocka_unit_test(test_make_without_marshaler_works),
    cmocka_unit_test(test_make_as_any_interface_gives_that_interface),
    cmocka_unit_test(test_own_object_goes_home_as_itself),
    cmocka_unit_test(test_callback_runs_and_is_released),
    cmocka_unit_test(test_callback_calls_back_again),
    cmocka_unit_test(test_recursion_between_processes_ends),
    cmocka_unit_test(test_kept_callback_is_called_from_any_thread),
    cmocka_unit_test(test_pass_on_returns_the_same_object),
    cmocka_unit_test(test_third_process_gets_a_working_reference),
    cmocka_unit_test(test_disconnect_ends_all_calls),
    cmocka_unit_test(test_marshal_by_context_writes_ticket_only_locally),
    cmocka_unit_test(test_marshal_released_data_frees_the_object),
    cmocka_unit_test(test_exit_in_call_gives_call_failed_then_unavailable),
    cmocka_unit_test(test_raise_in_method_reaches_the_caller_as_error),
};
const size_t object_test_count = ARRAYSIZE(object_tests);
