/* SPDX-License-Identifier: MIT */
/* Shared by the library_*.c files: the state of an ICrossbitLibrary. */
#ifndef CROSSBIT_LIBRARY_PRIVATE_H
#define CROSSBIT_LIBRARY_PRIVATE_H

#include <stdbool.h>

#include "core/codec/codec.h"
#include "crossbit/error.h"
#include "library.h"
#include "core/base/message.h"
#include "variant.h"

/* DISPIDs of declared functions; fixed members are below, with the numbers of crossbit.idl. */
#define DISPID_FIRST_FUNCTION 0x10000

/* GetLastError and errno of one thread's last call. */
struct thread_errors {
    GUID thread;
    uint64_t used; /* when, for dropping the oldest */
    CrossbitErrors errors;
};
#define MAX_THREAD_ERRORS 1024

struct kept_block;

/* What one Load brought; lives on until the last call that uses it has ended. */
struct loaded {
    LONG references;                  /* (interlocked) */
    struct library_opened opened;     /* (RO) but for module, which is NULL: see library_module.c */
    struct library_settings settings; /* (RO) owned copies */
    ICrossbitModule *agile;           /* (RO) the module, if any thread may call it; else NULL */
    DWORD cookie;                     /* (RO) of the module in the global interface table, if it is not agile */
    bool is_proxy;                    /* (RO) of a module in another process, which COM calls for us */
    LONG dead;                        /* (interlocked) the surrogate is gone */
    LONG closed;                      /* (interlocked) */
    SRWLOCK lock;
    struct cscope *scope;    /* (CS lock) for changes; what is declared may be read freely */
    uint32_t *numbers;       /* (CS lock) our function numbers to the module's */
    uint32_t number_count;   /* (CS lock) */
    BSTR *texts;             /* (CS lock) accepted declarations, for a surrogate that takes the place of a dead one */
    uint32_t text_count;     /* (CS lock) */
    struct kept_block *kept; /* (interlocked) [keep] buffers; freed with this */
};

struct library {
    ICrossbitLibrary ICrossbitLibrary_iface;
    ISupportErrorInfo ISupportErrorInfo_iface;
    LONG references;             /* (interlocked) */
    library_open_function *open; /* (RO) */
    IUnknown *owner;             /* (RO) may be NULL */
    IUnknown *marshaler;         /* (RO) Crossbit's, or the free-threaded one */
    SRWLOCK lock;
    struct loaded *loaded;                /* (CS lock) NULL: nothing is loaded */
    CrossbitThreading threading;          /* (CS lock) */
    BSTR folders;                         /* (CS lock) NULL: none */
    DISPID first_function;                /* (CS lock) of what is loaded now: no DISPID ever means two functions */
    struct thread_errors *errors;         /* (CS lock) */
    uint32_t error_count, error_capacity; /* (CS lock) */
    uint64_t error_clock;                 /* (CS lock) */
};

/* ---- library_module.c ---- */

HRESULT library_global_table(IGlobalInterfaceTable **table); /* of the process */

HRESULT loaded_open(struct library *library, const wchar_t *path, const struct library_settings *settings,
    struct loaded **loaded, BSTR *message);
void loaded_release(struct loaded *loaded); /* NULL is safe */
/* The module for the calling apartment; a reference of the caller's. */
HRESULT loaded_module(struct loaded *loaded, ICrossbitModule **module);
HRESULT loaded_declare(struct loaded *loaded, const wchar_t *text, BSTR *message);
/* Ends the DLL's use. */
HRESULT loaded_close(struct loaded *loaded, BSTR *message);
void *loaded_alloc_kept(void *loaded, size_t size);
/*
 * What is loaded, a reference of the caller's, with a new surrogate if the old one has died. CROSSBIT_E_NOT_LOADED.
 */
HRESULT library_loaded(struct library *library, struct loaded **loaded, BSTR *message);
/* What a COM call to the module came to: result, or CROSSBIT_E_DIED with a message that names what was done. */
HRESULT loaded_transport_result(struct loaded *loaded, HRESULT hr, const char *what, BSTR *message);
/* Takes over status: *message gets its text. Returns its code. what: the function, for a surrogate that has ended. */
HRESULT loaded_status(struct loaded *loaded, CrossbitStatus *status, const char *what, BSTR *message);

/* ---- library_call.c ---- */

/* arguments in order; *result may be NULL. Sets the errors of the calling thread. */
HRESULT library_call_function(struct library *library, struct loaded *loaded, uint32_t number,
    VARIANT *const *arguments, uint32_t count, VARIANT *result, BSTR *message);
/* Exact, else the only one that differs in case alone: the number. S_FALSE: none. CROSSBIT_E_UNDECLARED: several. */
HRESULT loaded_find(struct loaded *loaded, const wchar_t *name, uint32_t *number);
/* By name, with a message that says what there is. */
HRESULT library_call_name(struct library *library, const wchar_t *name, VARIANT *const *arguments, uint32_t count,
    VARIANT *result, BSTR *message);
const struct cfunction *loaded_function(struct loaded *loaded, uint32_t number, uint32_t *remote);
/* For codec_ops: a script's handles are the numbers that crossed. */
HRESULT script_pack_handle(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t native, uint64_t *wire);
HRESULT script_unpack_handle(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t wire, uint64_t *native);

/* ---- library_callback.c ---- */

/* An object over a script's function, for the calling apartment. type is in loaded's scope. */
HRESULT callback_create(
    struct loaded *loaded, IDispatch *function, const struct cfunction *type, ICrossbitCallback **callback);
/* The chain of the innermost callback from that surrogate that runs on this thread; 0: none. */
INT64 callback_chain(LONG process_id);

/* ---- library_dispatch.c ---- */

HRESULT STDMETHODCALLTYPE library_GetTypeInfoCount(ICrossbitLibrary *iface, UINT *count);
HRESULT STDMETHODCALLTYPE library_GetTypeInfo(ICrossbitLibrary *iface, UINT index, LCID lcid, ITypeInfo **info);
HRESULT STDMETHODCALLTYPE library_GetIDsOfNames(
    ICrossbitLibrary *iface, REFIID riid, LPOLESTR *names, UINT count, LCID lcid, DISPID *ids);
HRESULT STDMETHODCALLTYPE library_Invoke(ICrossbitLibrary *iface, DISPID id, REFIID riid, LCID lcid, WORD flags,
    DISPPARAMS *params, VARIANT *result, EXCEPINFO *exception, UINT *bad_argument);

/* ---- library.c ---- */

static inline struct library *impl_from_ICrossbitLibrary(ICrossbitLibrary *iface)
{
    return CONTAINING_RECORD(iface, struct library, ICrossbitLibrary_iface);
}
/*
 * Makes *message the calling thread's IErrorInfo if result is a failure, frees it, and returns result. By address,
 * because `report(f(&message), message)` may read message before f has set it. NULL: there are no words.
 */
HRESULT library_report(HRESULT hr, BSTR *message);
/* Remembers what a call left, for the calling thread. */
void library_set_errors(struct library *library, const struct loaded *loaded, const CrossbitErrors *errors);

/* The members with a message in place of IErrorInfo; they do not report. */
HRESULT library_load(struct library *library, const wchar_t *path, BSTR *message);
HRESULT library_declare(struct library *library, const wchar_t *text, BSTR *message);
HRESULT library_unload(struct library *library, BSTR *message);
HRESULT library_get_errors(struct library *library, CrossbitErrors *errors, BSTR *message);
HRESULT library_get_threading(struct library *library, BSTR *mode);
HRESULT library_put_threading(struct library *library, const wchar_t *mode, BSTR *message);
HRESULT library_get_folders(struct library *library, BSTR *folders);
HRESULT library_put_folders(struct library *library, const wchar_t *folders, BSTR *message);

#endif
