/* SPDX-License-Identifier: MIT */
/* Proxies without the registry: the prefix of this test has no entry of Crossbit's. */
#include "tests/test.h"

#include <stdlib.h>
#include <windows.h>

#include "crossbit/error.h"
#include "crossbit_com.h"
#include "core/base/home.h"
#include "core/base/proxies.h"

TEST(test_register_unregistered_machine_gives_proxy_factory)
{
    IPSFactoryBuffer *factory = NULL;
    IRpcProxyBuffer *proxy;
    IUnknown *object;
    BSTR message = NULL;
    CLSID clsid;

    assert_int_equal(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    assert_true(FAILED(CoGetPSClsid(&IID_ICrossbitSurrogate, &clsid)));
    assert_int_equal(proxies_register(&message), S_OK);
    assert_null(message);
    assert_int_equal(proxies_register(&message), S_OK);
    proxies_revoke();
    assert_int_equal(CoGetPSClsid(&IID_ICrossbitSurrogate, &clsid), S_OK);
    assert_true(IsEqualCLSID(&clsid, &CLSID_CrossbitProxy));
    assert_int_equal(
        CoGetClassObject(&clsid, CLSCTX_INPROC_SERVER, NULL, &IID_IPSFactoryBuffer, (void **)&factory), S_OK);
    /* It finds the interfaces: the proxies were compiled with the layout that rpcrt4 expects. */
    assert_int_equal(
        IPSFactoryBuffer_CreateProxy(factory, NULL, &IID_ICrossbitSurrogate, &proxy, (void **)&object), S_OK);
    IUnknown_Release(object);
    IRpcProxyBuffer_Release(proxy);
    IPSFactoryBuffer_Release(factory);
    proxies_revoke();
    assert_true(FAILED(CoGetClassObject(&clsid, CLSCTX_INPROC_SERVER, NULL, &IID_IPSFactoryBuffer, (void **)&factory)));
    CoUninitialize();
}

TEST(test_enter_apartment_sta_gives_proxy_factory)
{
    struct proxies_cookies cookies;
    IPSFactoryBuffer *factory = NULL;

    assert_int_equal(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    assert_int_equal(proxies_enter_apartment(&cookies, NULL), S_OK);
    assert_int_equal(
        CoGetClassObject(&CLSID_CrossbitProxy, CLSCTX_INPROC_SERVER, NULL, &IID_IPSFactoryBuffer, (void **)&factory),
        S_OK);
    IPSFactoryBuffer_Release(factory);
    proxies_leave_apartment(&cookies);
    CoUninitialize();
}

TEST(test_find_missing_file_names_it_and_the_folder)
{
    wchar_t *path;
    BSTR message = NULL;

    assert_int_equal(home_find(L"nothing.dll", 32, &path, &message), CROSSBIT_E_FILE_NOT_FOUND);
    assert_null(path);
    assert_non_null(wcsstr(message, L"nothing.dll"));
    assert_non_null(wcsstr(message, L"x86"));
    SysFreeString(message);
}

TEST(test_find_own_file_beside_program)
{
    wchar_t *path;

    assert_int_equal(home_find(L"crossbitps.dll", CROSSBIT_BITS, &path, NULL), S_OK);
    assert_true(path[1] == L':');
    assert_null(wcsstr(path, L".."));
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_register_unregistered_machine_gives_proxy_factory),
        cmocka_unit_test(test_enter_apartment_sta_gives_proxy_factory),
        cmocka_unit_test(test_find_missing_file_names_it_and_the_folder),
        cmocka_unit_test(test_find_own_file_beside_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
