/* SPDX-License-Identifier: MIT */
#include "tests/test.h"

#include <wchar.h>

#include "crossbit/error.h"
#include "core/base/death.h"

TEST(test_meaning_names_what_ends_processes)
{
    static const struct {
        DWORD code;
        const wchar_t *text;
    } cases[] = {
        {0xc0000005, L"access violation"},
        {0xc00000fd, L"stack overflow"},
        {0xc0000374, L"heap corruption"},
        {0xc0000409, L"fail-fast"},
        {0xe06d7363, L"C++ exception"}, /* MSVC's */
        {0x20474343, L"C++ exception"}, /* GCC's */
        {0x21474343, L"C++ exception"},
        {0xe0434352, L".NET exception"},
    };
    size_t i;

    for (i = 0; i < ARRAYSIZE(cases); i++) {
        assert_non_null(death_meaning(cases[i].code));
        assert_non_null(wcsstr(death_meaning(cases[i].code), cases[i].text));
        assert_true(death_is_by_exception(cases[i].code));
    }
    assert_null(death_meaning(0));
    assert_null(death_meaning(3));
    assert_false(death_is_by_exception(0));
    assert_false(death_is_by_exception(3));
    assert_true(death_is_by_exception(0xc0de1234));
}

TEST(test_told_knows_every_way_that_a_process_is_gone)
{
    static const HRESULT told[] = {HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE), HRESULT_FROM_WIN32(RPC_S_CALL_FAILED),
        HRESULT_FROM_WIN32(RPC_S_CALL_FAILED_DNE), HRESULT_FROM_WIN32(RPC_S_COMM_FAILURE),
        HRESULT_FROM_WIN32(RPC_S_UNKNOWN_IF), HRESULT_FROM_WIN32(ERROR_BROKEN_PIPE),
        HRESULT_FROM_WIN32(ERROR_PIPE_NOT_CONNECTED), HRESULT_FROM_WIN32(ERROR_NO_DATA), RPC_E_DISCONNECTED,
        RPC_E_SERVER_DIED, RPC_E_SERVER_DIED_DNE, RPC_E_CONNECTION_TERMINATED, CO_E_OBJNOTCONNECTED, CROSSBIT_E_DIED,
        CROSSBIT_E_DLL_FAULT};
    static const HRESULT not_told[] = {S_OK, S_FALSE, E_FAIL, E_OUTOFMEMORY, E_NOINTERFACE, E_ACCESSDENIED,
        RPC_E_SERVERFAULT, RPC_E_TIMEOUT, RPC_E_WRONG_THREAD, RPC_E_CALL_CANCELED, RPC_E_INVALID_DATAPACKET,
        RPC_E_CHANGED_MODE, CO_E_NOTINITIALIZED, HRESULT_FROM_WIN32(RPC_X_BAD_STUB_DATA), CROSSBIT_E_TIMEOUT,
        CROSSBIT_E_STALE_HANDLE, CROSSBIT_E_START};
    size_t i;

    for (i = 0; i < ARRAYSIZE(told); i++)
        assert_true(death_is_told(told[i]));
    for (i = 0; i < ARRAYSIZE(not_told); i++)
        assert_false(death_is_told(not_told[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_meaning_names_what_ends_processes),
        cmocka_unit_test(test_told_knows_every_way_that_a_process_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
