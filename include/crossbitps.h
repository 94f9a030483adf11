/*
 * What crossbitps.dll exports besides the entry points of a proxy DLL. For COM servers of any kind that want Crossbit's
 * shared-memory channel, and for tests. All functions may be called from any thread, but not from DllMain.
 */
#ifndef CROSSBITPS_H
#define CROSSBITPS_H

#include <windows.h>
#include <objbase.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Makes the marshaler that switches the channel on for one object. outer is the object; it aggregates what is returned in
 * *inner: its QueryInterface passes IID_IMarshal and IID_ICrossbitChannelPeer (or simply everything that it does not know
 * itself) on to inner, and its destructor releases inner. Call it in the apartment in which the object lives.
 */
HRESULT __cdecl CrossbitCreateMarshaler(IUnknown *outer, IUnknown **inner);

/*
 * Makes the channel's classes and proxies known in this process alone, for programs that run without registration.
 * The calling thread must have initialised COM; in each single-threaded apartment it has to be called again.
 */
HRESULT __cdecl CrossbitRegisterChannel(void);

/*
 * What names this process to ICrossbitConnector (crossbit.idl) in another one. *size: in, of the buffer, CROSSBIT_TICKET_MAX is
 * enough; out, of the ticket. It is a secret: who has it may connect. E_NOTIMPL: the channel is off.
 */
#define CROSSBIT_TICKET_MAX 256 /* bytes */
HRESULT __cdecl CrossbitGetTicket(void *ticket, ULONG *size);

/*
 * Time limits for calls over the channel; past it a call returns RPC_E_TIMEOUT and the server's late answer is dropped.
 * milliseconds 0: none. The smallest of object's, connection's and thread's counts.
 * proxy: any interface of an object that came over the channel; E_INVALIDARG for another one.
 */
HRESULT __cdecl CrossbitSetObjectDeadline(IUnknown *proxy, DWORD milliseconds);
HRESULT __cdecl CrossbitSetConnectionDeadline(IUnknown *proxy, DWORD milliseconds);
HRESULT __cdecl CrossbitSetThreadDeadline(DWORD milliseconds);

/* S_OK and the process whose call over the channel the calling thread runs; S_FALSE and 0 if there is none. */
HRESULT __cdecl CrossbitGetCaller(DWORD *process_id);

/*
 * Memory that this process and the peers of its channel see. CrossbitAllocMemory gives size bytes on a page of their own,
 * zeroed; NULL: there are none. CrossbitFreeMemory takes what it gave (NULL is safe); a call under way keeps the memory, here
 * and at the peer, until it returns.
 */
void *__cdecl CrossbitAllocMemory(SIZE_T size);
void __cdecl CrossbitFreeMemory(void *memory);

/* How such memory travels in a call, for interfaces of your own: three hyper in the IDL. */
struct crossbit_memory {
    INT64 id;     /* the owner's */
    INT64 offset; /* bytes */
    INT64 size;   /* bytes */
};

/*
 * The caller's side. S_OK: the size bytes at memory lie in such memory and the process behind proxy sees them: *reference says
 * where, for a method of proxy; it is good until *hold goes to CrossbitReleaseMemory, after the call. S_FALSE, and *hold is
 * NULL: the bytes have to be copied, because the memory is another, or the proxy is not on the channel, or the peer has no room.
 */
HRESULT __cdecl CrossbitShareMemory(IUnknown *proxy, const void *memory, SIZE_T size, struct crossbit_memory *reference,
    void **hold);
/*
 * The callee's side, in the method that the reference came with and on its thread. *memory are the bytes that the caller
 * sees, until *hold goes to CrossbitReleaseMemory, which may be long after the call. E_INVALIDARG: the caller shares no such
 * memory; E_UNEXPECTED: this thread runs no call of the channel's. The caller may change the bytes at any time.
 */
HRESULT __cdecl CrossbitOpenMemory(const struct crossbit_memory *reference, void **memory, void **hold);
void __cdecl CrossbitReleaseMemory(void *hold); /* NULL is safe */

/*
 * For a host of other people's code, which is to end when that code breaks. Around each method that a peer calls over the channel,
 * enter and leave are called on the thread that runs it; and if an exception leaves the method, or what it returned cannot be
 * packed into the reply, crashed is called, with the stack as it was when the exception happened. RPC's own exceptions, which are
 * statuses, are none. The hooks must stay where they are; NULL: exceptions become RPC_E_SERVERFAULT, as they do without.
 */
struct crossbit_fault_hooks {
    /* function: a name that lives as long as the process. They nest; leave takes what enter returned. */
    const char *(__cdecl *enter)(const char *function);
    void (__cdecl *leave)(const char *outer);
    void (__cdecl *crashed)(EXCEPTION_POINTERS *exception); /* does not return */
};
void __cdecl CrossbitSetFaultHooks(const struct crossbit_fault_hooks *hooks);
const struct crossbit_fault_hooks *__cdecl CrossbitGetFaultHooks(void); /* NULL: none */
/* function(context) in such a frame, for calls that do not come over the channel. Returns 0, or the code of an exception of RPC's. */
DWORD __cdecl CrossbitRunGuarded(void (*function)(void *context), void *context);

/*
 * This process is about to end: tells every peer why, and ends its waits at once, while the process may go on for a while, to write
 * a dump. code: a failure; text: as much as 1000 characters of it. Uses no heap, and waits at most 50 ms for a lock.
 */
void __cdecl CrossbitLastWords(HRESULT code, const wchar_t *text);

/* How the process behind an object ended. */
struct crossbit_peer_end {
    DWORD process_id;
    HRESULT code;        /* of its last words; S_OK: it left none */
    DWORD exit_code;     /* STILL_ACTIVE: it is at its end, but not there yet */
    wchar_t text[1001];  /* its last words, or "" */
};
/*
 * S_OK: the process has ended, or has said that it will; one that left no words is given 2 s for its exit code. S_FALSE: the
 * connection stands. E_INVALIDARG: proxy did not come over the channel.
 */
HRESULT __cdecl CrossbitGetPeerEnd(IUnknown *proxy, struct crossbit_peer_end *end);

/*
 * The innermost callback that the calling thread runs for a peer is being left, by longjmp or by an exception that is caught further out. The
 * peer's function goes on as after a callback that failed (CROSSBIT_E_LEFT), and its result is dropped; returns when it has ended. Nothing
 * happens on a thread that is in no call. Without this the thread's next call does the same.
 */
void __cdecl CrossbitCallbackLeft(void);

/* What the channel did in this process since it started. */
struct crossbit_channel_counters {
    DWORD size;             /* sizeof(struct crossbit_channel_counters), set by the caller */
    LONG connections;       /* made, either way */
    LONG connections_alive; /* now */
    LONG imports;           /* objects of peers, now */
    LONG exports;           /* objects given to peers, now; counted for each peer */
    LONG lanes;             /* now, of either role */
    LONG fallbacks;         /* objects that came with a ticket and got the standard channel */
    HRESULT fallback_reason; /* of the last one */
    LONG blocked;           /* waits that did not end while spinning */
    LONG wakes;             /* events set for a peer */
    LONG timeouts;          /* calls given up at their deadline */
    LONG retired;           /* lanes that wait for a late reply, now */
    LONG overflow_sections; /* now, of either side */
    LONG peers_died;        /* connections that ended because the peer did */
    LONG protocol_errors;   /* connections that ended because the peer broke the rules */
    LONG calls_out;         /* calls made, nested ones included */
    LONG calls_in;          /* calls served */
    LONG memory_own;        /* pieces of CrossbitAllocMemory's, now */
    LONG memory_mapped;     /* such pieces of peers, mapped here now */
    LONG memory_shared;     /* references to own ones that calls took along, nothing being copied */
    LONG calls_in_ndr;      /* calls served by NDR's stub; the channel itself makes the others */
};
HRESULT __cdecl CrossbitGetChannelCounters(struct crossbit_channel_counters *counters);

#ifdef __cplusplus
}
#endif
#endif
