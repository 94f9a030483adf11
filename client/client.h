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

#include "crossbit.h"
#include "crossbit_com.h"
#include "message.h"

/* ---- thread.c: what each thread of the program has ---- */

struct thread_state {
    BSTR message;
    DWORD last_error;
    int errno_value;
    /* The callback that runs on this thread, innermost: calls to that surrogate made in it carry its chain. */
    const struct crossbit_connection *chain_owner;
    INT64 chain;
    HANDLE event; /* auto-reset, for a wait that can not nest; NULL until thread_event */
};

/* The calling thread's; NULL when memory is out. Freed when the thread ends. */
struct thread_state *thread_state(void);
/* Starts a public function: forgets the thread's last message. *message of the result is where errors go. */
BSTR *thread_begin(void);
HANDLE thread_event(void);   /* NULL when memory is out */
void thread_cleanup(void);   /* crossbit.dll is unloaded: frees every thread's state */

/* ---- runtime.c: the MTA, worker threads, and when they end ---- */

/*
 * Counts users of the runtime; the first one starts the keeper of the MTA. After the last one has left the runtime stays
 * for a few seconds, so that the next load finds the surrogate running, then ends all threads and connections: until
 * then they hold crossbit.dll in memory.
 */
HRESULT runtime_enter(BSTR *message);
void runtime_leave(void);
bool runtime_in_use(void); /* by users or by threads: the DLL must stay */

/* Is the calling thread in the MTA (explicitly or because one exists)? If not, COM calls go through runtime_run. */
bool runtime_in_mta(void);

typedef void runtime_work(void *context);
/* Runs work in the MTA: right here if this thread is there, else on a worker while this thread waits. */
HRESULT runtime_run(runtime_work *work, void *context, BSTR *message);
/* Runs work on a worker thread, which is in the MTA, and returns at once. */
HRESULT runtime_start(runtime_work *work, void *context, BSTR *message);
/* Waits as this thread's apartment demands: an STA pumps messages. Returns the index, or WAIT_TIMEOUT, or WAIT_FAILED. */
DWORD runtime_wait(DWORD count, const HANDLE *handles, DWORD timeout_ms);

/* ---- launch.c: starting a surrogate without the registry ---- */

struct launch {
    HANDLE process;
    HANDLE job;  /* NULL: Windows did not let us have one; the surrogate watches this process instead */
    HANDLE pipe; /* what the surrogate writes before it ends abnormally comes here too */
    DWORD process_id;
    IStream *reference; /* the marshaled ICrossbitSurrogate, at its start */
};
HRESULT launch_surrogate(DWORD bits, const wchar_t *path, DWORD timeout_ms, struct launch *launch, BSTR *message);
void launch_cleanup(struct launch *launch); /* closes the job last: that ends the surrogate */
/* What a surrogate said before it ended: CROSSBIT_E_DLL_FAULT or another code, S_FALSE if nothing. */
HRESULT launch_read_last_words(HANDLE pipe, BSTR *message);
/* What an exit code tells; NULL if nothing. */
const wchar_t *launch_exit_meaning(DWORD code);

/* ---- connection.c ---- */

struct crossbit_connection {
    LONG references; /* (interlocked) */
    DWORD bits;      /* (RO) */
    enum crossbit_isolation isolation; /* (RO) */
    struct launch launch;              /* (RO) process and process_id for activated ones too */
    ICrossbitSurrogate *surrogate;     /* (RO) MTA proxy */
    HANDLE death_wait;                 /* (RO) */
    LONG dead;                         /* (interlocked) */
    SRWLOCK lock;
    wchar_t *directory;     /* (CS lock) current directory as last sent */
    HRESULT end_code;       /* (CS lock) why it died; S_OK until somebody asked */
    BSTR end_message;       /* (CS lock) */
};

/* A reference to the default connection of that bitness; starts a surrogate if there is none alive. MTA only. */
HRESULT connection_default(DWORD bits, struct crossbit_connection **connection, BSTR *message);
HRESULT connection_open(const struct crossbit_connect_options *options, struct crossbit_connection **connection,
    BSTR *message);
void connection_add_reference(struct crossbit_connection *connection);
void connection_release(struct crossbit_connection *connection); /* MTA only; NULL is safe */
void connection_drop_defaults(void);                             /* MTA only: forgets the default connections */
bool connection_is_dead(const struct crossbit_connection *connection);

/* Sends the current directory if it changed since the last time. MTA only. */
HRESULT connection_send_directory(struct crossbit_connection *connection, BSTR *message);
bool connection_directory_changed(struct crossbit_connection *connection);

/*
 * What a failed COM call to the surrogate means: CROSSBIT_E_DIED or CROSSBIT_E_DLL_FAULT with a message if the surrogate
 * has ended (waits a moment if it is about to), else result itself with the system's text. what: "the call of crc32".
 */
HRESULT connection_failed(struct crossbit_connection *connection, HRESULT result, const wchar_t *what, BSTR *message);
/* Takes over a status: *message gets status->message, which is freed if there is one already. Returns its code. */
HRESULT connection_status(CrossbitStatus *status, BSTR *message);

#endif
