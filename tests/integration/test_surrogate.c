/* The surrogate as any COM client sees it: start, life and end of the process, loading, calling. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "home.h"
#include "proxies.h"
#include "remote.h"

static void test_connect_attach_info_names_process(void **state)
{
    struct remote remote;
    CrossbitSurrogateInfo info;

    (void)state;
    remote_connect(OTHER_BITS, L"-IdleGrace 0", &remote);
    info = remote_attach(&remote, NULL);
    assert_int_equal(info.process_id, remote.process_id);
    assert_int_equal(info.bits, OTHER_BITS);
    assert_true(info.version > 0);
    remote_close(&remote);
}

static void test_call_cdecl_function_gives_result(void **state)
{
    struct remote remote;
    struct remote_library library;

    (void)state;
    remote_connect(OTHER_BITS, L"-IdleGrace 0", &remote);
    remote_attach(&remote, NULL);
    assert_int_equal(remote_open(&remote, OTHER_BITS, L"fixture.dll", CrossbitThreadingSerial, &library), S_OK);
    assert_int_equal(remote_declare(&library, "int process_bits(void); int process_id(void); int get_errno(void);"
        "int set_errors(int last_error, int errno_value);"), S_OK);
    assert_int_equal(remote_int(&library, "process_bits", 0), OTHER_BITS);
    assert_int_equal(remote_int(&library, "process_id", 0), remote.process_id);
    remote_close_library(&library);
    remote_close(&remote);
}

static int setup(void **state)
{
    (void)state;
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    return FAILED(proxies_register(NULL));
}

static int teardown(void **state)
{
    (void)state;
    proxies_revoke();
    CoUninitialize();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_connect_attach_info_names_process),
        cmocka_unit_test(test_call_cdecl_function_gives_result),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
