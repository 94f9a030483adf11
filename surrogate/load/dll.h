/* SPDX-License-Identifier: MIT */
/*
 * A loaded DLL, shared by the library objects of all clients that opened it, and the rule by which its functions are
 * called one at a time or not.
 */
#ifndef CROSSBIT_SURROGATE_DLL_H
#define CROSSBIT_SURROGATE_DLL_H

#include <stdbool.h>

#include "crossbit_com.h"
#include "core/base/pe.h"
#include "surrogate/call/gate.h"

/* A folder in the search of Windows' loader, for as long as the DLL that wants it is loaded. */
struct search_folder {
    struct search_folder *next;
    void *cookie;
    wchar_t path[];
};

struct dll {
    LONG references;               /* (CS of dll.c) */
    HMODULE module;                /* (RO) */
    wchar_t *path;                 /* (RO) as this process sees it */
    struct pe_file pe;             /* (RO) */
    struct search_folder *folders; /* (CS of dll.c) its own, and those of all who opened it */
    bool resident;                 /* (CS of dll.c) */
    struct gate gate;
    struct callback_graveyard *graveyard; /* function pointers that its code may still call */
    struct dll *next;                     /* (CS of dll.c) */
};

/*
 * Loads path (translated, absolute). folders: further ones for dependencies, separated by ';', or NULL. Errors as in
 * crossbit/error.h, each with a message. dll_close unloads after the last close, unless somebody wanted it resident.
 */
HRESULT dll_open(const wchar_t *path, const wchar_t *folders, CrossbitThreading threading, bool resident,
    struct dll **dll, BSTR *message);
void dll_close(struct dll *dll); /* NULL is safe */
/*
 * Before the first dll_open: what makes and frees a DLL's graveyard, which is made before its first code runs and freed
 * when its last code is gone.
 */
void dll_set_graveyard(HRESULT (*create)(struct callback_graveyard **), void (*free)(struct callback_graveyard *));
void dll_search_init(void); /* once, before anything is loaded: never the current directory */

/*
 * The address that a declared function has: by its entry, its ordinal, its name or the decorations of its convention.
 */
struct cfunction;
HRESULT dll_bind(const struct dll *dll, const struct cfunction *function, void **address, BSTR *message);

/* depend.c: why Windows could not load path (error: GetLastError). Names the DLL that is missing or wrong. */
HRESULT depend_explain(
    const wchar_t *path, const struct pe_file *pe, const wchar_t *folders, DWORD error, BSTR *message);

#endif
