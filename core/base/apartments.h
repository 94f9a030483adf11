/* SPDX-License-Identifier: MIT */
/* What COM's answer about the calling thread's apartment means for waiting and for keeping proxies. */
#ifndef CROSSBIT_APARTMENTS_H
#define CROSSBIT_APARTMENTS_H

#include <stdbool.h>
#include <windows.h>
#include <objbase.h>

enum apartment_kind {
    APARTMENT_NONE, /* COM is not initialised on the thread, and there is no MTA */
    APARTMENT_MTA,  /* also without CoInitialize, while an MTA exists */
    APARTMENT_STA,
    APARTMENT_NEUTRAL
};

/*
 * What CoGetApartmentType answered. *pumps: the thread is an STA's, so it has to dispatch messages while it waits, also
 * while it visits the neutral apartment (learn.microsoft.com, APTTYPEQUALIFIER: NA_ON_STA, NA_ON_MAINSTA).
 */
enum apartment_kind apartment_classify(HRESULT answer, APTTYPE type, APTTYPEQUALIFIER qualifier, bool *pumps);

enum apartment_kind apartment_kind(void); /* the calling thread's */
bool apartment_pumps(void);               /* does the calling thread have to dispatch messages while it waits? */

#endif
