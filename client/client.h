/* SPDX-License-Identifier: MIT */
/*
 * What the sources of crossbit.dll share. Apartments: proxies of the surrogate belong to this process's MTA, which a
 * keeper thread holds open; a thread of an STA hands its calls to a worker thread of the MTA and pumps messages
 * meanwhile (docs/client.md has the measurements behind that).
 */
#ifndef CROSSBIT_CLIENT_H
#define CROSSBIT_CLIENT_H

#include <stdbool.h>
#include <stdint.h>
#include <windows.h>
#include <objbase.h>
#include <oleauto.h>

#include "core/codec/codec.h"
#include "crossbit.h"
#include "crossbit_com.h"
#include "core/base/message.h"
#include "core/base/start_pipe.h"

/* ---- thread_state.c: what each thread of the program has ---- */

struct thread_state {
    BSTR message;
    DWORD last_error;
    int errno_value;
    DWORD deadline_ms; /* 0: none */
    /* The callback that runs on this thread, innermost: calls to that surrogate made in it carry its chain. */
    const struct crossbit_connection *chain_owner;
    INT64 chain;
    HANDLE event; /* auto-reset, for a wait that cannot nest; NULL until thread_event */
};

/* The calling thread's; NULL when out of memory. Freed when the thread ends. */
struct thread_state *thread_state(void);
/*
 * Ends a public function: keeps its message (taken over) for crossbit_error_message, or forgets the last one on
 * success.
 * Returns result. Until then a message stays in the function's own variable: while it waits, callbacks and dispatched
 * messages may call other public functions on the same thread.
 */
HRESULT thread_finish(HRESULT hr, BSTR message);
/* For a public function: E_POINTER, and a message that names the parameter. */
HRESULT thread_null(const wchar_t *function, const wchar_t *parameter);
HANDLE thread_event(void); /* NULL when out of memory */
void thread_cleanup(void); /* crossbit.dll is unloaded: frees every thread's state */

/* ---- threads.c: the MTA, worker threads, and when they end ---- */

/*
 * Counts users of the runtime; the first one starts the keeper of the MTA. After the last one has left the runtime
 * stays for a few seconds, so that the next load finds the surrogate running, then ends all threads and connections:
 * until then they hold crossbit.dll in memory.
 */
HRESULT runtime_enter(BSTR *message);
void runtime_leave(void);
bool runtime_in_use(void); /* by users or by threads: the DLL must stay */

/* Is the calling thread in the MTA (explicitly or because one exists)? If not, COM calls go through runtime_run. */
bool runtime_in_mta(void);

typedef void runtime_rest(void);
/* What is called in the MTA before the runtime ends: one function for the process. */
void runtime_at_rest(runtime_rest *rest);

typedef void runtime_work(void *context);
/* Runs work in the MTA: right here if this thread is there, else on a worker while this thread waits. */
HRESULT runtime_run(runtime_work *work, void *context, BSTR *message);
/* Runs work on a worker thread, which is in the MTA, and returns at once. */
HRESULT runtime_start(runtime_work *work, void *context, BSTR *message);
/*
 * Waits as this thread's apartment demands: an STA pumps messages. Returns the index, or WAIT_TIMEOUT, or WAIT_FAILED.
 */
DWORD runtime_wait(DWORD count, const HANDLE *handles, DWORD timeout_ms);

/* ---- launch.c: starting a surrogate without the registry ---- */

struct launch {
    HANDLE process;
    HANDLE job; /* NULL: end.c has it, or Windows did not let us have one: the surrogate watches this process instead */
    HANDLE pipe; /* what the surrogate writes before it ends abnormally comes here too */
    DWORD process_id;
    wchar_t *path;      /* of the surrogate */
    DWORD timeout_ms;   /* for launch_connect */
    ULONGLONG deadline; /* when that passes (GetTickCount64) */
};
/*
 * Starts the process, and does not wait for it. alone: it ends with this process. Else it outlives this process as long
 * as others use it.
 */
HRESULT launch_surrogate(
    DWORD bits, const wchar_t *path, DWORD timeout_ms, bool alone, struct launch *launch, BSTR *message);
/*
 * Ends a surrogate that was started and did not answer as it should; result says how. CROSSBIT_E_START with a message.
 */
HRESULT launch_failed(struct launch *launch, HRESULT hr, BSTR *message);
void launch_cleanup(struct launch *launch); /* closes the job, if it still has it: that ends the surrogate */

/* ---- end.c: the end of this process ---- */

/*
 * From now on this process's normal end is told to the surrogate, which then ends in order: its DLLs get their detach
 * and run their atexit functions before this process is gone, within the limit of crossbit_set_end_limit. Takes the job
 * over.
 */
void end_add(struct launch *launch);
void end_forget(void);  /* lets go of surrogates that have ended */
void end_process(void); /* this process ends: tells them all and waits; in DllMain */

/* ---- handshake.c ---- */

/* The host of a surrogate that was started. MTA only. */
HRESULT launch_connect(struct launch *launch, ICrossbitSurrogate **surrogate, BSTR *message);

/* ---- pipe.c: the pipe to a surrogate that was started; core/base/start_pipe.h has the records ---- */

/* Both ends; theirs can be inherited. */
HRESULT pipe_create(HANDLE *ours, HANDLE *theirs, BSTR *message);
/*
 * One record, before the deadline (GetTickCount64) and while process lives. *data (free) has a zero character after it.
 * CROSSBIT_E_DIED, CROSSBIT_E_TIMEOUT, CROSSBIT_E_PROTOCOL: the record makes no sense.
 */
HRESULT pipe_read(HANDLE pipe, HANDLE process, ULONGLONG deadline, struct start_record *record, void **data);
HRESULT pipe_write(HANDLE pipe, HANDLE process, ULONGLONG deadline, enum start_kind kind, const void *data, DWORD size);
/* The result and the text (SysFreeString; may be NULL) of a START_ERROR; always a failure. */
HRESULT pipe_error(const void *data, BSTR *text);
/* What a surrogate said before it ended: CROSSBIT_E_DLL_FAULT or another code, S_FALSE if nothing. */
HRESULT pipe_read_last_words(HANDLE pipe, BSTR *message);

/* ---- share.c: the surrogate that all clients of a user share. MTA only ---- */

/* What is between the two happens in one process of this user at a time, on one thread. */
HRESULT share_enter(DWORD bits, DWORD timeout_ms, HANDLE *mutex, BSTR *message);
void share_leave(HANDLE mutex);
/* A new object of the surrogate that is running; S_FALSE: there is none. */
HRESULT share_find(DWORD bits, DWORD timeout_ms, ICrossbitSurrogate **surrogate, BSTR *message);

/* ---- client_connection.c ---- */

struct crossbit_connection {
    LONG references;                   /* (interlocked) */
    DWORD bits;                        /* (RO) */
    enum crossbit_isolation isolation; /* (RO) */
    struct launch launch;              /* (RO) process and process_id for activated ones too */
    ICrossbitSurrogate *surrogate;     /* (RO) MTA proxy */
    HANDLE death_wait;                 /* (RO) */
    LONG dead;                         /* (interlocked) */
    LONG deadline_ms;                  /* (interlocked) 0: none */
    SRWLOCK lock;
    wchar_t *directory; /* (CS lock) current directory as last sent */
    HRESULT end_code;   /* (CS lock) why it died; S_OK until somebody asked */
    BSTR end_message;   /* (CS lock) */
};

/* A reference to the default connection of that bitness; starts a surrogate if there is none alive. MTA only. */
HRESULT connection_default(DWORD bits, struct crossbit_connection **connection, BSTR *message);
HRESULT connection_open(
    const struct crossbit_connect_options *options, struct crossbit_connection **connection, BSTR *message);
void connection_add_reference(struct crossbit_connection *connection);
void connection_release(struct crossbit_connection *connection); /* MTA only; NULL is safe */
bool connection_is_dead(const struct crossbit_connection *connection);

/* Sends the current directory if it changed since the last time. MTA only. */
HRESULT connection_send_directory(struct crossbit_connection *connection, BSTR *message);
bool connection_directory_changed(struct crossbit_connection *connection);

/*
 * What a failed COM call to the surrogate means: CROSSBIT_E_DIED or CROSSBIT_E_DLL_FAULT with a message if the
 * surrogate has ended (waits a moment if it is about to), else result itself with the system's text. what: "the call of
 * crc32".
 */
HRESULT connection_failed(struct crossbit_connection *connection, HRESULT hr, const wchar_t *what, BSTR *message);
/* CROSSBIT_E_DIED or CROSSBIT_E_DLL_FAULT with a message: for calls to a surrogate that is known to be gone. */
HRESULT connection_gone(struct crossbit_connection *connection, const wchar_t *what, BSTR *message);
/* Takes over a status: *message gets status->message, which is freed if there is one already. Returns its code. */
HRESULT connection_status(CrossbitStatus *status, BSTR *message);

/* ---- deadline.c ---- */

/* The time limit of a call that the calling thread makes there, in ms; 0: none. */
DWORD deadline_of(const struct crossbit_connection *connection);
/* CROSSBIT_E_TIMEOUT with a message. what: "the call of crc32". */
HRESULT deadline_passed(
    const struct crossbit_connection *connection, DWORD milliseconds, const wchar_t *what, BSTR *message);
/*
 * Around a call over the channel that a thread makes for another one, whose limit it is; 0: none, and nothing is done.
 */
void deadline_enter(DWORD milliseconds);
void deadline_leave(DWORD milliseconds);

/* ---- load.c ---- */

struct crossbit_function {
    struct crossbit_function *next;
    struct crossbit_library *library;
    const struct cfunction *type; /* in the library's scope */
    uint32_t number;              /* in the surrogate's scope */
    uint32_t local_number;
    BSTR extra; /* types of the variable arguments; NULL: none */
};

struct callback;

struct crossbit_library {
    LONG references; /* (interlocked) the user's and one of each callback object: memory only */
    struct crossbit_connection *connection;
    ICrossbitModule *module; /* MTA proxy */
    bool on_channel;         /* (RO) */
    bool direct; /* (RO) over the channel, callbacks come to the calling thread by themselves: no worker is needed */
    wchar_t *path;
    DWORD bits;
    SRWLOCK lock;
    struct cscope *scope;                /* (CS lock) */
    struct crossbit_function *functions; /* (CS lock) newest first; an entry never changes */
    struct callback *callbacks;          /* (CS lock) all that are alive; no references */
    ICrossbitCallback **kept;            /* (CS lock) [keep] callbacks: a reference each */
    uint32_t kept_count;                 /* (CS lock); readers without the lock see it late at worst */
    LONG overdue;                        /* (interlocked) a call passed its deadline: the DLL may still be at it */
    struct keep_entry *memory[64];       /* (CS lock) copies of the DLL's own memory, by its address */
};

void library_release(struct crossbit_library *library); /* frees memory; makes no COM call */
/* Opens the module for `path` (absolute) as crossbit_load does. MTA only. */
HRESULT library_open_module(const wchar_t *path, const struct crossbit_load_options *options, DWORD bits,
    struct crossbit_connection **connection, ICrossbitModule **module, BSTR *message);
/* Full path and bitness of a DLL that can be loaded; *full: free. */
HRESULT library_resolve(const wchar_t *path, DWORD wanted_bits, wchar_t **full, DWORD *bits, BSTR *message);
/* For codec_ops.keep_memory. */
HRESULT library_keep_memory(struct crossbit_library *library, uint64_t peer, size_t size, void **memory);

/* ---- client_module.c ---- */

/* The module of a DLL as an object that any apartment may use; a user of the runtime while it lives. */
HRESULT module_open(const wchar_t *path, const struct crossbit_load_options *options, DWORD bits,
    ICrossbitModule **opened, DWORD *process_id, BSTR *message);

/* ---- invoke.c ---- */

/* A callback that waits for its turn on the thread whose call it belongs to. */
struct callback_run {
    struct callback_run *next;
    struct callback *callback;
    INT64 chain;
    const BYTE *args;
    ULONG args_size;
    struct wire reply;
    HRESULT code;
    BSTR message;
    HANDLE done; /* signalled when code and reply are there */
};
/*
 * Runs it on the thread of the call `caller`; false: there is no such call (any more). For a call that was given up it
 * fails: what the program had ready for its callbacks may be gone.
 */
bool invoke_queue_callback(INT64 caller, struct callback_run *run);

/* ICrossbitModule::Call by a worker, so that the calling thread can give it up. The parameters are Call's. */
HRESULT invoke_module(struct crossbit_connection *connection, ICrossbitModule *module, DWORD deadline_ms,
    ULONG function, INT64 caller, INT64 chain, BSTR extra, ULONG args_size, const BYTE *args, ULONG callback_count,
    ICrossbitCallback **callbacks, ULONG *reply_size, BYTE **reply, CrossbitErrors *errors, CrossbitStatus *status);

/* ---- program_callback.c: functions of the program that the DLL calls ---- */

/* The object for a function pointer of that type: the same again while it is alive. *object is a reference. */
HRESULT callback_get(
    struct crossbit_library *library, void *address, const struct cfunction *type, ICrossbitCallback **object);
void *callback_address(ICrossbitCallback *object);
/* Calls the program's function on this thread. Fills code, message and reply. */
void callback_perform(struct callback_run *run);
/* Cuts all callbacks of a library off from the surrogate. MTA only. */
void callback_disconnect_all(struct crossbit_library *library);

/* Handles as native values and on the wire, for codec_ops of both directions. */
HRESULT handle_pack(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t native, uint64_t *wire);
HRESULT handle_unpack(
    struct codec_context *context, const struct ctype *type, const struct cattr *attr, uint64_t wire, uint64_t *native);

#endif
