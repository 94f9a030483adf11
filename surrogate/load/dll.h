/*
 * A loaded DLL, shared by the library objects of all clients that opened it, and the rule by which its functions are
 * called one at a time or not.
 */
#ifndef CROSSBIT_SURROGATE_DLL_H
#define CROSSBIT_SURROGATE_DLL_H

#include "core/base/pe.h"
#include "surrogate/surrogate.h"

/* Work for a library's own thread. The item belongs to its maker and stays until run has been called. */
struct gate_work {
    void (*run)(struct gate_work *work);
    struct gate_work *next;
};

/*
 * gate.c. A logical call is what a client sees as one call stack: nested calls inside callbacks belong to it, whichever
 * of our threads runs them. The serial lock is owned by a logical call, so that nesting never blocks itself.
 */
struct gate {
    CRITICAL_SECTION lock;
    HANDLE free;          /* (RO) auto-reset: set when owner becomes 0 and somebody waits */
    uint64_t owner;       /* (CS lock) logical call that holds the serial lock; 0: none */
    unsigned int depth;   /* (CS lock) */
    unsigned int waiting; /* (CS lock) threads that wait for `free` */
    HANDLE thread;        /* (RO once gate_start_thread has been called) the library's own thread; NULL: none */
    DWORD thread_id;
    HANDLE wake;          /* (RO) auto-reset, for the thread */
    struct gate_work *first, **last; /* (CS lock) */
    bool stop;            /* (CS lock) */
    struct chain *local_wait; /* (CS of chain.c) the newest wait in a callback that can not carry a chain */
};
HRESULT gate_init(struct gate *gate);
void gate_cleanup(struct gate *gate); /* ends the thread; no call may be under way */
HRESULT gate_start_thread(struct gate *gate, BSTR *message); /* does nothing when there is one */
void gate_post(struct gate *gate, struct gate_work *work);
bool gate_on_thread(const struct gate *gate);
/* Waits for the serial lock, at most until `process` (may be NULL) ends: E_ABORT. */
HRESULT gate_enter(struct gate *gate, uint64_t logical, HANDLE process);
void gate_leave(struct gate *gate);
/* Runs function on the library's own thread and waits for it. Not for calls, which have callbacks to wait for. */
void gate_run(struct gate *gate, void (*function)(void *context), void *context);

/* A folder in the search of Windows' loader, for as long as the DLL that wants it is loaded. */
struct search_folder {
    struct search_folder *next;
    void *cookie;
    wchar_t path[];
};

struct dll {
    LONG references;      /* (CS of dll.c) */
    HMODULE module;       /* (RO) */
    wchar_t *path;        /* (RO) as this process sees it */
    struct pe_file pe;    /* (RO) */
    struct search_folder *folders; /* (CS of dll.c) its own, and those of all who opened it */
    bool resident;        /* (CS of dll.c) */
    struct gate gate;
    struct callback_graveyard *graveyard; /* callback.c */
    struct dll *next;     /* (CS of dll.c) */
};

/*
 * Loads path (translated, absolute). folders: further ones for dependencies, separated by ';', or NULL. Errors as in
 * crossbit/error.h, each with a message. dll_close unloads after the last close, unless somebody wanted it resident.
 */
HRESULT dll_open(const wchar_t *path, const wchar_t *folders, CrossbitThreading threading, bool resident,
    struct dll **dll, BSTR *message);
void dll_close(struct dll *dll); /* NULL is safe */
void dll_search_init(void);      /* once, before anything is loaded: never the current directory */

/* The address that a declared function has: by its entry, its ordinal, its name or the decorations of its convention. */
struct cfunction;
HRESULT dll_bind(const struct dll *dll, const struct cfunction *function, void **address, BSTR *message);

/* depend.c: why Windows could not load path (error: GetLastError). Names the DLL that is missing or wrong. */
HRESULT depend_explain(const wchar_t *path, const struct pe_file *pe, const wchar_t *folders, DWORD error, BSTR *message);

#endif
