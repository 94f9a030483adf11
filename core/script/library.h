/* SPDX-License-Identifier: MIT */
/*
 * ICrossbitLibrary: the dispatch front end over an ICrossbitModule. The same code serves the in-process class
 * Crossbit.Library (client/, over a remote module) and ICrossbitHost::OpenLibrary (surrogate/, over a local one).
 */
#ifndef CROSSBIT_LIBRARY_H
#define CROSSBIT_LIBRARY_H

#include "crossbit_com.h"

/* How a front end gets its module. Called once per Load, on any thread; settings are the front end's properties. */
struct library_settings {
    CrossbitThreading threading;
    const wchar_t *folders; /* NULL or ';'-separated */
};
struct library_opened {
    ICrossbitModule *module; /* a reference of the caller's */
    BSTR path;               /* full path; the caller frees it */
    LONG bits;
    LONG process_id; /* of the surrogate */
};
typedef HRESULT library_open_function(void *owner, const wchar_t *path, const struct library_settings *settings,
    struct library_opened *opened, BSTR *message);

/* A free-threaded object with one reference. owner is AddRef'ed and kept while the library lives; may be NULL. */
HRESULT library_create(library_open_function *open, IUnknown *owner, ICrossbitLibrary **library);

#endif
