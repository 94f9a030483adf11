/* SPDX-License-Identifier: MIT */
/**
 * @file crossbitps.h
 * What crossbitps.dll exports besides the entry points of a proxy DLL. For COM servers of any kind that want Crossbit's
 * shared-memory channel, and for tests. All functions may be called from any thread, but not from DllMain.
 */
#ifndef CROSSBITPS_H
#define CROSSBITPS_H

#include <windows.h>
#include <sal.h>
#include <objbase.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Makes the marshaler that switches the channel on for one object. Call it in the apartment in which the object lives.
 *
 * @param outer  The object. It aggregates the marshaler: its QueryInterface passes IID_IMarshal and
 *               IID_ICrossbitChannelPeer (or simply everything that it does not know itself) on to it.
 * @param inner  The marshaler; the object's destructor releases it. NULL on failure.
 */
HRESULT __cdecl CrossbitCreateMarshaler(_In_ IUnknown *outer, _Outptr_ IUnknown **inner);

/**
 * Makes the channel's classes and proxies known in this process only, for programs that run without registration. The
 * calling thread must have initialized COM; in each single-threaded apartment it has to be called again.
 */
HRESULT __cdecl CrossbitRegisterChannel(void);

/** Room that is enough for a ticket, in bytes. */
#define CROSSBIT_TICKET_MAX 256
/**
 * What names this process to ICrossbitConnector (crossbit.idl) in another one. It is a secret: who has it may connect.
 *
 * @param ticket  Room for it.
 * @param size    In: of the room, in bytes; out: of the ticket.
 * @return S_OK; E_NOTIMPL: the channel is off.
 */
HRESULT __cdecl CrossbitGetTicket(_Out_writes_bytes_to_(*size, *size) void *ticket, _Inout_ ULONG *size);

/**
 * Limits the time of calls over the channel on one object; past it a call returns RPC_E_TIMEOUT and the server's late
 * answer is dropped. The smallest limit of object, connection and thread counts.
 *
 * @param proxy         Any interface of an object that came over the channel.
 * @param milliseconds  0: no limit.
 * @return S_OK; E_INVALIDARG: the object did not come over the channel.
 */
HRESULT __cdecl CrossbitSetObjectDeadline(_In_ IUnknown *proxy, DWORD milliseconds);
/** The same for all calls to the process behind the object. */
HRESULT __cdecl CrossbitSetConnectionDeadline(_In_ IUnknown *proxy, DWORD milliseconds);
/** The same for all calls that the calling thread makes. */
HRESULT __cdecl CrossbitSetThreadDeadline(DWORD milliseconds);

/** S_OK and the process whose call over the channel the calling thread runs; S_FALSE and 0 if there is none. */
HRESULT __cdecl CrossbitGetCaller(_Out_ DWORD *process_id);

/**
 * Memory that this process and the peers of its channel both see: size bytes, zeroed, on pages of their own, or NULL.
 */
_Ret_maybenull_ void *__cdecl CrossbitAllocMemory(SIZE_T size);
/** Frees it; NULL is safe. A call in progress keeps the memory, here and at the peer, until it returns. */
void __cdecl CrossbitFreeMemory(_In_opt_ void *memory);

/** How such memory travels in a call, for interfaces of your own: three hyper in the IDL. */
struct crossbit_memory {
    INT64 id;     /**< the owner's number for it */
    INT64 offset; /**< in bytes */
    INT64 size;   /**< in bytes */
};

/**
 * The caller's side: a reference to memory of CrossbitAllocMemory(), for a call of a method of proxy.
 *
 * @param proxy      The object that is going to be called.
 * @param memory     Where the bytes are.
 * @param size       How many.
 * @param reference  Becomes what the method takes; good until *hold is released.
 * @param hold       For CrossbitReleaseMemory(), after the call. NULL unless S_OK.
 * @return S_OK; S_FALSE: the bytes have to be copied, because they lie in other memory, or the proxy is not on the
 *         channel, or the peer has no room.
 */
HRESULT __cdecl CrossbitShareMemory(_In_ IUnknown *proxy, _In_ const void *memory, SIZE_T size,
    _Out_ struct crossbit_memory *reference, _Outptr_ void **hold);
/**
 * The callee's side, in the method that the reference came with and on its thread. The caller may change the bytes at
 * any time.
 *
 * @param reference  What the method was given.
 * @param memory     Becomes the bytes that the caller sees, until *hold is released.
 * @param hold       For CrossbitReleaseMemory(), which may be long after the call.
 * @return S_OK; E_INVALIDARG: the caller shares no such memory; E_UNEXPECTED: this thread runs no call of the
 *         channel's.
 */
HRESULT __cdecl CrossbitOpenMemory(
    _In_ const struct crossbit_memory *reference, _Outptr_ void **memory, _Outptr_ void **hold);
/** Lets go of a hold; NULL is safe. */
void __cdecl CrossbitReleaseMemory(_In_opt_ void *hold);

/**
 * For a host of other people's code that is to end when that code breaks. Around each method that a peer calls over the
 * channel, enter and leave are called on the thread that runs it. If an exception leaves the method, or if what it
 * returned cannot be packed into the reply, crashed is called, with the stack as it was when the exception happened.
 * RPC's own exceptions, which are statuses, do not count.
 */
struct crossbit_fault_hooks {
    /** function: a name that lives as long as the process. The calls nest; leave takes what enter returned. */
    const char *(__cdecl *enter)(const char *function);
    void(__cdecl *leave)(const char *outer);               /**< the end of the same */
    void(__cdecl *crashed)(EXCEPTION_POINTERS *exception); /**< does not return */
};
/** Sets the process's hooks, which must stay where they are. NULL: exceptions become RPC_E_SERVERFAULT, as at first. */
void __cdecl CrossbitSetFaultHooks(_In_opt_ const struct crossbit_fault_hooks *hooks);
/** The process's hooks; NULL: none. */
_Ret_maybenull_ const struct crossbit_fault_hooks *__cdecl CrossbitGetFaultHooks(void);
/**
 * Runs function(context) in such a frame, for calls that do not come over the channel.
 *
 * @return 0, or the code of an exception of RPC's.
 */
DWORD __cdecl CrossbitRunGuarded(_In_ void (*function)(void *context), _In_opt_ void *context);

/**
 * This process is about to end: tells every peer why and ends its waits at once, while the process may go on for a
 * while to write a dump. Uses no heap, and waits at most 50 ms for a lock.
 *
 * @param code  A failure.
 * @param text  Up to 1000 characters of it are sent.
 */
void __cdecl CrossbitLastWords(HRESULT code, _In_z_ const wchar_t *text);

/** How the process behind an object ended. */
struct crossbit_peer_end {
    DWORD process_id;   /**< the process */
    HRESULT code;       /**< of its last words; S_OK: it left none */
    DWORD exit_code;    /**< STILL_ACTIVE: it is at its end, but not there yet */
    wchar_t text[1001]; /**< its last words, or "" */
};
/**
 * Asks how the process behind an object ended. One that left no words is given 2 s for its exit code.
 *
 * @return S_OK: it has ended, or has said that it will; S_FALSE: the connection stands; E_INVALIDARG: proxy did not
 *         come over the channel.
 */
HRESULT __cdecl CrossbitGetPeerEnd(_In_ IUnknown *proxy, _Out_ struct crossbit_peer_end *end);

/**
 * Says that the innermost callback that the calling thread runs for a peer is being left, by longjmp or by an exception
 * that is caught further out. The peer's call of it returns CROSSBIT_E_LEFT, at which surrogates unwind the DLL's
 * function, and the reply of the call around it is dropped; returns when that has come. Nothing happens on a thread
 * that is in no call. Without this, the thread's next call does the same.
 */
void __cdecl CrossbitCallbackLeft(void);

/** What the channel did in this process since it started. */
struct crossbit_channel_counters {
    DWORD size;              /**< sizeof(struct crossbit_channel_counters), set by the caller */
    LONG connections;        /**< made, either way */
    LONG connections_alive;  /**< now */
    LONG imports;            /**< objects of peers, now */
    LONG exports;            /**< objects given to peers, now; counted for each peer */
    LONG lanes;              /**< now, of either role */
    LONG fallbacks;          /**< objects that came with a ticket and got the standard channel */
    HRESULT fallback_reason; /**< of the last one */
    LONG blocked;            /**< waits that did not end while spinning */
    LONG wakes;              /**< events set for a peer */
    LONG timeouts;           /**< calls given up at their deadline */
    LONG retired;            /**< lanes that wait for a late reply, now */
    LONG overflow_sections;  /**< now, of either side */
    LONG peers_died;         /**< connections that ended because the peer did */
    LONG protocol_errors;    /**< connections that ended because the peer broke the rules */
    LONG calls_out;          /**< calls made, nested ones included */
    LONG calls_in;           /**< calls served */
    LONG memory_own;         /**< pieces of CrossbitAllocMemory's, now */
    LONG memory_mapped;      /**< such pieces of peers, mapped here now */
    LONG memory_shared;      /**< references to own ones that calls took along, nothing being copied */
    LONG calls_in_ndr;       /**< calls served by NDR's stub; the channel itself makes the others */
    LONG calls_out_direct;   /**< calls made without NDR's proxy */
};
/** Fills in as many counters as counters->size has room for, and sets size to that. E_INVALIDARG: NULL, or no size. */
HRESULT __cdecl CrossbitGetChannelCounters(_Inout_ struct crossbit_channel_counters *counters);

#ifdef __cplusplus
}
#endif
#endif
