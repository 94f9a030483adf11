/* SPDX-License-Identifier: MIT */
/* Tells which apartment the calling thread is in. */
#include "apartments.h"

enum apartment_kind apartment_classify(HRESULT answer, APTTYPE type, APTTYPEQUALIFIER qualifier, bool *pumps)
{
    *pumps = false;
    if (answer != S_OK)
        return APARTMENT_NONE;
    switch (type) {
    case APTTYPE_STA:
    case APTTYPE_MAINSTA:
        *pumps = true;
        return APARTMENT_STA;
    case APTTYPE_NA:
        *pumps = qualifier == APTTYPEQUALIFIER_NA_ON_STA || qualifier == APTTYPEQUALIFIER_NA_ON_MAINSTA;
        return APARTMENT_NEUTRAL;
    case APTTYPE_MTA:
        return APARTMENT_MTA;
    default:
        return APARTMENT_NONE;
    }
}

static enum apartment_kind ask(bool *pumps)
{
    APTTYPE type = APTTYPE_CURRENT;
    APTTYPEQUALIFIER qualifier = APTTYPEQUALIFIER_NONE;
    HRESULT answer = CoGetApartmentType(&type, &qualifier);

    return apartment_classify(answer, type, qualifier, pumps);
}

enum apartment_kind apartment_kind(void)
{
    bool pumps;

    return ask(&pumps);
}

bool apartment_pumps(void)
{
    bool pumps;

    ask(&pumps);
    return pumps;
}
