/* SPDX-License-Identifier: MIT */
/* The parts of the contract that both bitnesses must agree on. */
#include "tests/test.h"

#include <windows.h>

#include "crossbit_com.h"

TEST(test_threading_values_are_stable)
{
    /* Written by installers and scripts: a renumbering would break them. */
    assert_int_equal(CrossbitThreadingSerial, 0);
    assert_int_equal(CrossbitThreadingFree, 1);
    assert_int_equal(CrossbitThreadingMain, 2);
}

TEST(test_guids_are_distinct)
{
    const GUID *guids[] = {&IID_ICrossbitCallback, &IID_ICrossbitModule, &IID_ICrossbitSurrogate, &IID_ICrossbitHost,
        &IID_ICrossbitLibrary, &CLSID_CrossbitHost32, &CLSID_CrossbitHost64, &CLSID_CrossbitLibrary,
        &CLSID_CrossbitUnmarshaler, &CLSID_CrossbitProxy, &LIBID_Crossbit};
    size_t i, j;

    for (i = 0; i < ARRAYSIZE(guids); i++)
        for (j = 0; j < i; j++)
            assert_false(IsEqualGUID(guids[i], guids[j]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threading_values_are_stable),
        cmocka_unit_test(test_guids_are_distinct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
