/* SPDX-License-Identifier: MIT */
/* What COM's answers about an apartment mean; those of the neutral one come from no Wine 8. */

#include "tests/test.h"

#include "core/base/apartments.h"

TEST(test_apartment_classify_each_answer)
{
    static const struct {
        const char *name;
        HRESULT answer;
        APTTYPE type;
        APTTYPEQUALIFIER qualifier;
        enum apartment_kind kind;
        bool pumps;
    } rows[] = {
        {"no COM", CO_E_NOTINITIALIZED, APTTYPE_CURRENT, APTTYPEQUALIFIER_NONE, APARTMENT_NONE, false},
        {"STA", S_OK, APTTYPE_STA, APTTYPEQUALIFIER_NONE, APARTMENT_STA, true},
        {"main STA", S_OK, APTTYPE_MAINSTA, APTTYPEQUALIFIER_NONE, APARTMENT_STA, true},
        {"MTA", S_OK, APTTYPE_MTA, APTTYPEQUALIFIER_NONE, APARTMENT_MTA, false},
        {"implicit MTA", S_OK, APTTYPE_MTA, APTTYPEQUALIFIER_IMPLICIT_MTA, APARTMENT_MTA, false},
        {"neutral on MTA", S_OK, APTTYPE_NA, APTTYPEQUALIFIER_NA_ON_MTA, APARTMENT_NEUTRAL, false},
        {"neutral on implicit MTA", S_OK, APTTYPE_NA, APTTYPEQUALIFIER_NA_ON_IMPLICIT_MTA, APARTMENT_NEUTRAL, false},
        {"neutral on STA", S_OK, APTTYPE_NA, APTTYPEQUALIFIER_NA_ON_STA, APARTMENT_NEUTRAL, true},
        {"neutral on main STA", S_OK, APTTYPE_NA, APTTYPEQUALIFIER_NA_ON_MAINSTA, APARTMENT_NEUTRAL, true},
    };
    size_t i;

    for (i = 0; i < ARRAYSIZE(rows); i++) {
        bool pumps = !rows[i].pumps;

        print_message("%s\n", rows[i].name);
        assert_int_equal(apartment_classify(rows[i].answer, rows[i].type, rows[i].qualifier, &pumps), rows[i].kind);
        assert_int_equal(pumps, rows[i].pumps);
    }
}

TEST(test_apartment_kind_of_this_thread)
{
    assert_int_equal(apartment_kind(), APARTMENT_NONE);
    assert_false(apartment_pumps());
    assert_int_equal(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    assert_int_equal(apartment_kind(), APARTMENT_STA);
    assert_true(apartment_pumps());
    CoUninitialize();
    assert_int_equal(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    assert_int_equal(apartment_kind(), APARTMENT_MTA);
    assert_false(apartment_pumps());
    CoUninitialize();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_apartment_classify_each_answer),
        cmocka_unit_test(test_apartment_kind_of_this_thread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
