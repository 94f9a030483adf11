/* SPDX-License-Identifier: MIT */
/* One client's use of one DLL, and its parts: declarations, handles, callbacks, calls. */
#ifndef CROSSBIT_SURROGATE_MODULE_H
#define CROSSBIT_SURROGATE_MODULE_H

#include <stdbool.h>
#include <stdint.h>

#include "crossbit_com.h"
#include "core/codec/codec.h"
#include "core/declare/c_type.h"
#include "surrogate/load/dll.h"
#include "surrogate/host/client_process.h"

/* Declared types, as long as anything points into them: thunks outlive the library object. */
struct scope_box {
    LONG references; /* (interlocked) */
    struct cscope *scope;
};
void scope_box_release(struct scope_box *box); /* NULL is safe */

/* handles.c: opaque pointers of the DLL as 32-bit tokens: the low 20 bits an index + 1, the high 12 a generation. */
struct handle_entry {
    void *pointer; /* NULL: free */
    char *type;    /* name of the opaque type; owned */
    uint16_t generation;
    uint16_t releasing; /* calls under way that release it: its memory may be another object's by now */
    uint32_t next;      /* free list, or chain of the hash bucket */
};
struct handle_table {
    struct handle_entry *entries;
    uint32_t count, capacity;
    uint32_t free_first, free_last, free_count; /* used oldest first, so that a generation comes back late */
    uint32_t *buckets;
    uint32_t bucket_count;
    uint16_t first_generation; /* of each entry: differs from table to table, see handles.c */
};
void handles_cleanup(struct handle_table *table);
/* The same live pointer and type have the same token, unless a call that releases it is under way. */
HRESULT handles_put(struct handle_table *table, void *pointer, const char *type, uint32_t *token);
/* CROSSBIT_E_STALE_HANDLE with a message. */
HRESULT handles_get(const struct handle_table *table, uint32_t token, const char *type, void **pointer, BSTR *message);
/* A call that releases it begins; it ends with handles_drop, or with handles_keep if the DLL was not reached. */
void handles_release(struct handle_table *table, uint32_t token);
void handles_keep(struct handle_table *table, uint32_t token);
void handles_drop(struct handle_table *table, uint32_t token);

struct kept_memory {
    struct kept_memory *next;
    uint64_t peer;
    size_t size;
    void *memory;
    void *hold; /* memory that the client sees, too, instead of the three above */
};

struct module {
    ICrossbitModule ICrossbitModule_iface;
    IUnknown *marshaler; /* (RO) puts the object on the channel; NULL: COM's own */
    LONG references;     /* (interlocked) */
    struct client_watch watch;
    struct client *client;       /* (RO) may be NULL */
    struct dll *dll;             /* (RO) until destruction */
    CrossbitThreading threading; /* (RO) */
    LONG closed;                 /* (CS lock) */
    LONG counted;                /* (interlocked) 1: counts in the process's lifetime */
    LONG running;                /* (CS lock) calls and callbacks under way */
    LONG waiting;                /* (interlocked) of these, held up by a callback */
    HANDLE idle;                 /* (RO) manual-reset: set when it is closed and running has become 0 */
    CRITICAL_SECTION lock;
    struct scope_box *scope;    /* (CS lock) */
    struct scope_box **retired; /* (CS lock) older ones that calls may still use */
    unsigned int retired_count;
    char **texts; /* (CS lock) declarations that were accepted, UTF-8 */
    unsigned int text_count;
    void **addresses; /* (CS lock) by function number */
    uint32_t address_count;
    struct handle_table handles; /* (CS lock) */
    struct callback *callbacks;  /* (CS lock) */
    struct kept_memory *kept;    /* (CS lock) */
};

/* client may be NULL. One reference; *path (may be NULL; SysFreeString) is where the DLL was found. */
HRESULT module_open(
    struct client *client, const CrossbitModuleOptions *options, ICrossbitModule **module, BSTR *path, BSTR *message);
extern volatile LONG module_calls_running; /* in the whole process */

/* Takes a reference unless the object is being destroyed. */
bool module_hold(struct module *module);
/* Between the two the DLL stays loaded and the library's parts stay. False: it is closed. */
bool module_enter(struct module *module);
void module_leave(struct module *module);

/* A callback that a call handed to the DLL, and its place among the callbacks that the client gave. */
struct used_callback {
    struct callback *callback;
    uint32_t index;
};

/* A kernel handle that was copied for a call. */
struct duplicate {
    HANDLE copy;
    uint64_t moved_from; /* the client's handle, to be closed once the copy is the DLL's; 0: none */
    bool dlls;           /* the DLL closes the copy, if it gets to see it */
};

/* A call on its way: made by the thread that serves the client, run by the thread that the rules name. */
struct call {
    struct gate_work work; /* must be first */
    LONG references;       /* (interlocked) */
    struct module *module; /* holds a reference */
    const struct cfunction *function;
    void *address;
    INT64 caller;    /* negative: callbacks go straight to the calling thread, see callback.c */
    DWORD thread_id; /* that the call came in on */
    struct codec_context codec;
    void **args;
    void *result;
    struct wire reply;
    struct engine_outcome_copy {
        DWORD last_error;
        int errno_value;
    } outcome;
    HRESULT status;          /* S_OK or what to report, with codec.message */
    HRESULT callback_status; /* the first failure of a callback inside */
    BSTR callback_message;
    ICrossbitCallback **callbacks; /* the client's; valid while the request is unpacked */
    ULONG callback_count;
    struct used_callback *used;
    unsigned int used_count;
    struct duplicate *duplicates; /* to close afterwards */
    unsigned int duplicate_count;
    void **holds; /* memory that the client sees, too, until the call is over */
    unsigned int hold_count;
    uint32_t *released; /* tokens that are stale afterwards; in handles_release */
    unsigned int released_count;
    /* (CS of chain.c) */
    struct chain *waiter; /* who waits for the end; NULL: nobody any more */
    struct call *next;    /* queue of a chain */
    bool bounced;         /* the chain went away before it ran this */
};
void call_release(struct call *call);
/* values.c: the request is unpacked whole, and the DLL owns the kernel handles that are its to close. */
void call_hand_over(struct call *call);
/* Runs it on the thread that its library's threading names, and returns when it is done; call->status tells. */
void call_run(struct call *call);
/* Runs it here and now. */
void call_execute(struct call *call);
extern const struct codec_ops module_codec_ops;

/* What this thread is doing; a stack of them, in thread-local storage. */
struct frame {
    struct dll *dll;
    struct call *call; /* NULL: a thread of the DLL's own is in a callback */
    uint64_t logical;
    struct engine_outcome *outcome; /* of call, while it is in the DLL; NULL: the DLL was not called here */
    struct frame *outer;
};
void frame_init(void);
struct frame *frame_current(void);
void frame_push(struct frame *frame, struct dll *dll, struct call *call);
void frame_pop(struct frame *frame);
bool frame_inside(const struct dll *dll); /* is this thread already in that DLL? */

/* Who packs and unpacks: owner of a codec context. call is NULL for callbacks from threads of the DLL's own. */
struct codec_owner {
    struct module *module;
    struct call *call;
};

#endif
